//! Licences and marks of Creative Commons: their addresses, and their names in Chinese and English.
//!
//! Identifiers are those of the [SPDX License List](https://spdx.org/licenses/) 3.26 where it has one.

use wenmai_model::{RightsEffect, RightsUse};

use super::statement::Said;

/// How much text behind the beginning of a name is read, in bytes.
const MAX_NAME_BYTES: usize = 240;

/// Licences for single jurisdictions that have an identifier of SPDX.
const PORTS: [&str; 24] = [
    "CC-BY-2.5-AU",
    "CC-BY-3.0-AT",
    "CC-BY-3.0-AU",
    "CC-BY-3.0-DE",
    "CC-BY-3.0-IGO",
    "CC-BY-3.0-NL",
    "CC-BY-3.0-US",
    "CC-BY-NC-3.0-DE",
    "CC-BY-NC-ND-3.0-DE",
    "CC-BY-NC-ND-3.0-IGO",
    "CC-BY-NC-SA-2.0-DE",
    "CC-BY-NC-SA-2.0-FR",
    "CC-BY-NC-SA-2.0-UK",
    "CC-BY-NC-SA-3.0-DE",
    "CC-BY-NC-SA-3.0-IGO",
    "CC-BY-ND-3.0-DE",
    "CC-BY-SA-2.0-UK",
    "CC-BY-SA-2.1-JP",
    "CC-BY-SA-3.0-AT",
    "CC-BY-SA-3.0-DE",
    "CC-BY-SA-3.0-IGO",
    "CC0-1.0",
    "CC-PDM-1.0",
    "CC-PDDC",
];

/// Versions of licences that are not for one jurisdiction.
const VERSIONS: [&str; 5] = ["1.0", "2.0", "2.5", "3.0", "4.0"];

/// A licence or mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Licence {
    /// Its identifier: that of SPDX where it has one, else made in the same way, without a version where none is said.
    pub(super) id: String,
    /// Whether that is one of SPDX.
    pub(super) has_spdx: bool,
    /// Whether it keeps no rights.
    is_public_domain: bool,
}

impl Licence {
    fn new(name: &str, version: &str, port: &str) -> Self {
        let mut id = if name == "0" {
            "CC0".to_owned()
        } else {
            format!("CC-{name}")
        };
        for part in [version, port] {
            if !part.is_empty() {
                id.push('-');
                id.push_str(part);
            }
        }
        let is_port = !port.is_empty();
        let is_public_domain = matches!(name, "0" | "PDM" | "PDDC");
        let has_spdx = PORTS.contains(&id.as_str())
            || !is_port
                && !is_public_domain
                && name.starts_with("BY")
                && VERSIONS.contains(&version);
        Self {
            id,
            has_spdx,
            is_public_domain,
        }
    }

    /// What it permits: publishing, under conditions unless it keeps no rights; then mining and training, too.
    pub(super) fn said(&self) -> Said {
        if self.is_public_domain {
            let uses = [RightsUse::Tdm, RightsUse::AiTrain, RightsUse::Republish];
            return Said::new(RightsEffect::Allow, &uses, self.id.as_str());
        }
        let uses = [RightsUse::Republish];
        Said::new(RightsEffect::Conditional, &uses, self.id.as_str())
    }

    /// What it permits where the page names it or leads to it without a word that it is its own: nothing beyond publishing, for
    /// the page may be about it.
    pub(super) fn mentioned(&self) -> Said {
        let mut said = self.said();
        said.uses.retain(|&usage| usage == RightsUse::Republish);
        said
    }
}

/// The elements that licences are made of, in their order: attribution, no commerce, no derivatives, share alike.
const ELEMENTS: [&str; 4] = ["by", "nc", "nd", "sa"];

/// Which elements a licence has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Elements([bool; 4]);

impl Elements {
    /// Adds an element; `false` where it is there, or is none.
    fn set(&mut self, element: &str) -> bool {
        let mut slots = ELEMENTS.iter().zip(&mut self.0);
        let slot = slots.find(|(name, _)| **name == element);
        slot.is_some_and(|(_, slot)| !std::mem::replace(slot, true))
    }

    /// How many there are.
    fn len(self) -> usize {
        self.0.into_iter().filter(|&is_there| is_there).count()
    }

    /// Whether attribution is one.
    fn has_attribution(self) -> bool {
        let [by, ..] = self.0;
        by
    }

    /// `BY-NC-SA`; `None` where there is no such licence.
    fn name(self) -> Option<String> {
        let [.., nd, sa] = self.0;
        if nd && sa || self.len() == 0 {
            return None;
        }
        let parts = ELEMENTS.into_iter().zip(self.0);
        let parts: Vec<String> = parts
            .filter(|&(_, is_there)| is_there)
            .map(|(name, _)| name.to_ascii_uppercase())
            .collect();
        Some(parts.join("-"))
    }
}

/// An address of Creative Commons that leads to no licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoSuchLicence;

/// The licence of an address of Creative Commons: deed, legal code or badge, of any version and jurisdiction. An error where
/// there is no such licence, `None` where the address is another.
pub(super) fn of_address(address: &str) -> Option<Result<Licence, NoSuchLicence>> {
    let (_, rest) = address.trim().split_once("//")?;
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let rest = rest.to_ascii_lowercase();
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    let host = parts.next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    if !matches!(
        host,
        "creativecommons.org"
            | "i.creativecommons.org"
            | "licensebuttons.net"
            | "mirrors.creativecommons.org"
    ) {
        return None;
    }
    let kind = parts.next().unwrap_or_default();
    if !matches!(kind, "licenses" | "publicdomain" | "l" | "p") {
        return None;
    }
    let name = parts.next().unwrap_or_default();
    let version = parts.next().filter(|part| is_version(part));
    let port = parts
        .next()
        .filter(|part| is_port(part))
        .unwrap_or_default();
    let port = port.to_ascii_uppercase();
    Some(licence(name, version.unwrap_or_default(), &port).ok_or(NoSuchLicence))
}

fn licence(name: &str, version: &str, port: &str) -> Option<Licence> {
    match name {
        "zero" => Some(Licence::new("0", "1.0", "")),
        "mark" => Some(Licence::new("PDM", "1.0", "")),
        "publicdomain" | "certification" => Some(Licence::new("PDDC", "", "")),
        "sampling" | "sampling+" | "nc-sampling+" | "devnations" => {
            Some(Licence::new(&name.to_ascii_uppercase(), version, port))
        }
        _ => {
            let mut elements = Elements::default();
            if !name.split('-').all(|element| elements.set(element)) {
                return None;
            }
            // Licences without attribution were made in version 1.0 alone.
            let is_known = version.is_empty()
                || VERSIONS.contains(&version) && (elements.has_attribution() || version == "1.0")
                || version == "2.1" && !port.is_empty();
            let name = elements.name().filter(|_| is_known)?;
            Some(Licence::new(&name, version, port))
        }
    }
}

fn is_version(part: &str) -> bool {
    let digits = part.split_once('.');
    digits.is_some_and(|(major, minor)| {
        let is_digit = |text: &str| text.len() == 1 && text.bytes().all(|b| b.is_ascii_digit());
        is_digit(major) && is_digit(minor)
    })
}

fn is_port(part: &str) -> bool {
    (part.len() == 2 || part == "igo" || part == "scotland")
        && part.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// How names of licences begin in texts, in lower case.
pub(super) const BEGINNINGS: [&str; 13] = [
    "cc by",
    "cc-by",
    "cc0",
    "cc 0",
    "creative commons",
    "知识共享",
    "知識共享",
    "创作共用",
    "创用cc",
    "創用cc",
    "署名",
    "姓名標示",
    "creativecommons.org/",
];

/// Names of elements in texts, longer ones first, each with what it means; nothing for words between them.
const WORDS: [(&str, &str); 49] = [
    ("non-commercial use", "nc"),
    ("noncommercial", "nc"),
    ("non-commercial", "nc"),
    ("noderivatives", "nd"),
    ("no derivative works", "nd"),
    ("no derivatives", "nd"),
    ("noderivs", "nd"),
    ("no derivs", "nd"),
    ("non-derivative", "nd"),
    ("sharealike", "sa"),
    ("share alike", "sa"),
    ("share-alike", "sa"),
    ("attribution", "by"),
    ("by", "by"),
    ("nc", "nc"),
    ("nd", "nd"),
    ("sa", "sa"),
    ("非商业性使用", "nc"),
    ("非商业性", "nc"),
    ("非商业使用", "nc"),
    ("非商业", "nc"),
    ("非商業性使用", "nc"),
    ("非商業性", "nc"),
    ("禁止演绎", "nd"),
    ("禁止演繹", "nd"),
    ("禁止改作", "nd"),
    ("相同方式共享", "sa"),
    ("相同方式分享", "sa"),
    ("署名", "by"),
    ("姓名標示", "by"),
    ("creative commons", ""),
    ("知识共享", ""),
    ("知識共享", ""),
    ("创作共用", ""),
    ("创用cc", ""),
    ("創用cc", ""),
    ("international", ""),
    ("unported", ""),
    ("generic", ""),
    ("license", ""),
    ("licence", ""),
    ("version", ""),
    ("许可协议", ""),
    ("授權條款", ""),
    ("国际", ""),
    ("國際", ""),
    ("cc", ""),
    ("v", ""),
    ("the", ""),
];

/// The licence whose name begins `text`, and how long the name is in bytes.
pub(super) fn of_text(text: &str) -> Option<(usize, Licence)> {
    let window = text.get(..text.floor_char_boundary(MAX_NAME_BYTES))?;
    let lower = window.to_ascii_lowercase();
    if lower.starts_with("creativecommons.org/") {
        let is_end =
            |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '+' | '_'));
        let end = lower.find(is_end).unwrap_or(lower.len());
        let address = lower.get(..end)?.trim_end_matches('.');
        let licence = of_address(&format!("//{address}"))?.ok()?;
        return Some((address.len(), licence));
    }
    if let Some(behind) = ["cc0", "cc 0", "creative commons zero"]
        .iter()
        .find_map(|name| lower.strip_prefix(name))
    {
        let is_name = !behind.starts_with(|c: char| c.is_ascii_alphanumeric());
        let named = lower.len() - behind.len();
        let version = behind.trim_start_matches([' ', '-']).starts_with("1.0");
        let len = if version {
            named + behind.find("1.0")? + 3
        } else {
            named
        };
        return is_name.then(|| (len, Licence::new("0", "1.0", "")));
    }
    let mut elements = Elements::default();
    let mut version = "";
    let mut is_certain = false;
    let mut at = 0;
    let mut end = 0;
    while let Some(rest) = lower.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(&(word, element)) = WORDS.iter().find(|(word, _)| is_word(rest, word)) {
            let is_new = element.is_empty() || elements.set(element);
            // The second time an element is said, another name begins.
            if !is_new {
                break;
            }
            is_certain |= matches!(
                word,
                "creative commons"
                    | "知识共享"
                    | "知識共享"
                    | "创作共用"
                    | "创用cc"
                    | "創用cc"
                    | "cc"
            );
            at += word.len();
            if !element.is_empty() {
                end = at;
            }
        } else if let Some(found) = rest.get(..3).filter(|found| is_version(found)) {
            version = found;
            at += found.len();
            end = at;
            break;
        } else {
            let c = rest.chars().next()?;
            let is_between = c.is_whitespace() || "-–—－·,，、/(（)）《》「」“”\"+".contains(c);
            if !is_between {
                break;
            }
            at += c.len_utf8();
        }
    }
    // `cc by email` is no licence: without a version no word may follow.
    let behind = lower.get(end..).unwrap_or_default();
    let is_sentence = behind
        .trim_start_matches(' ')
        .starts_with(|c: char| c.is_ascii_alphabetic());
    let is_short = lower.starts_with("cc");
    if version.is_empty() && is_short && is_sentence && !behind.trim_start().starts_with("licen") {
        return None;
    }
    // The word for attribution alone says nothing.
    if !elements.has_attribution() || !is_certain && (elements.len() < 2 || version.is_empty()) {
        return None;
    }
    if !(version.is_empty() || VERSIONS.contains(&version)) {
        return None;
    }
    Some((end, Licence::new(&elements.name()?, version, "")))
}

/// Whether `rest` begins with a word that ends where words of ASCII do.
fn is_word(rest: &str, word: &str) -> bool {
    let Some(behind) = rest.strip_prefix(word) else {
        return false;
    };
    let is_letter = |c: char| c.is_ascii_alphabetic();
    !(word.ends_with(is_letter) && behind.starts_with(is_letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(address: &str) -> String {
        match of_address(address) {
            None => "other".to_owned(),
            Some(Err(NoSuchLicence)) => "broken".to_owned(),
            Some(Ok(licence)) => format!("{} {}", licence.id, licence.has_spdx),
        }
    }

    fn text(text: &str) -> Option<(String, String)> {
        let (len, licence) = of_text(text)?;
        Some((licence.id, text.get(..len)?.to_owned()))
    }

    #[test]
    fn addresses_of_all_versions_and_ports_are_read() {
        for (given, id) in [
            (
                "https://creativecommons.org/licenses/by/4.0/",
                "CC-BY-4.0 true",
            ),
            (
                "http://www.creativecommons.org/licenses/by-nc-sa/3.0/cn/deed.zh",
                "CC-BY-NC-SA-3.0-CN false",
            ),
            (
                "//creativecommons.org/licenses/by-nc-nd/4.0/deed.zh_TW?ref=chooser-v1",
                "CC-BY-NC-ND-4.0 true",
            ),
            (
                "https://creativecommons.org/licenses/by/4.0/legalcode.zh-hans",
                "CC-BY-4.0 true",
            ),
            (
                "https://creativecommons.org/licenses/by-nd-nc/1.0",
                "CC-BY-NC-ND-1.0 true",
            ),
            (
                "https://creativecommons.org/licenses/by-sa/3.0/de/",
                "CC-BY-SA-3.0-DE true",
            ),
            (
                "https://creativecommons.org/licenses/by-sa/2.1/jp/",
                "CC-BY-SA-2.1-JP true",
            ),
            (
                "https://creativecommons.org/licenses/sa/1.0/",
                "CC-SA-1.0 false",
            ),
            ("https://creativecommons.org/licenses/by/", "CC-BY false"),
            (
                "https://creativecommons.org/publicdomain/zero/1.0/deed.en",
                "CC0-1.0 true",
            ),
            (
                "https://creativecommons.org/publicdomain/mark/1.0/",
                "CC-PDM-1.0 true",
            ),
            (
                "https://i.creativecommons.org/l/by-sa/4.0/88x31.png",
                "CC-BY-SA-4.0 true",
            ),
            (
                "https://creativecommons.org/licenses/sampling+/1.0/",
                "CC-SAMPLING+-1.0 false",
            ),
        ] {
            assert_eq!(address(given), id, "{given}");
        }
        for broken in [
            "https://creativecommons.org/licenses/",
            "https://creativecommons.org/licenses/bx/4.0/",
            "https://creativecommons.org/licenses/by-by/4.0/",
            "https://creativecommons.org/licenses/by-nd-sa/4.0/",
            "https://creativecommons.org/licenses/by/9.0/",
        ] {
            assert_eq!(address(broken), "broken", "{broken}");
        }
        for other in [
            "https://creativecommons.org/",
            "https://a.example/licenses/by/4.0/",
            "/licenses/by/4.0",
        ] {
            assert_eq!(address(other), "other", "{other}");
        }
    }

    #[test]
    fn names_in_both_languages_are_read() {
        for (given, id, name) in [
            (
                "CC BY-NC-SA 4.0 许可协议",
                "CC-BY-NC-SA-4.0",
                "CC BY-NC-SA 4.0",
            ),
            ("CC-BY 4.0.", "CC-BY-4.0", "CC-BY 4.0"),
            ("cc by.", "CC-BY", "cc by"),
            (
                "署名-非商业性使用-相同方式共享 4.0 国际",
                "CC-BY-NC-SA-4.0",
                "署名-非商业性使用-相同方式共享 4.0",
            ),
            (
                "知识共享署名-禁止演绎 3.0 中国大陆许可协议",
                "CC-BY-ND-3.0",
                "知识共享署名-禁止演绎 3.0",
            ),
            (
                "知识共享（Creative Commons）署名 4.0",
                "CC-BY-4.0",
                "知识共享（Creative Commons）署名 4.0",
            ),
            (
                "創用CC 姓名標示-非商業性-禁止改作 3.0",
                "CC-BY-NC-ND-3.0",
                "創用CC 姓名標示-非商業性-禁止改作 3.0",
            ),
            (
                "Creative Commons Attribution-ShareAlike 4.0 International License",
                "CC-BY-SA-4.0",
                "Creative Commons Attribution-ShareAlike 4.0",
            ),
            (
                "Creative Commons Attribution license",
                "CC-BY",
                "Creative Commons Attribution",
            ),
            ("CC0 1.0 Universal", "CC0-1.0", "CC0 1.0"),
            ("CC0.", "CC0-1.0", "CC0"),
            (
                "creativecommons.org/licenses/by/4.0/.",
                "CC-BY-4.0",
                "creativecommons.org/licenses/by/4.0/",
            ),
        ] {
            let found = text(given);
            let found = found
                .as_ref()
                .map(|(id, name)| (id.as_str(), name.as_str()));
            assert_eq!(found, Some((id, name)), "{given}");
        }
    }

    #[test]
    fn what_only_looks_like_a_name_is_none() {
        for given in [
            "署名权属于作者",
            "署名文章 4.0",
            "署名-作者",
            "CC byte order",
            "cc by email",
            "Creative Commons is an organization",
            "知识共享平台 2.0",
            "CC0x",
            "CC BY-ND-SA 4.0",
        ] {
            assert_eq!(text(given), None, "{given}");
        }
    }
}
