//! From a document to its row.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::net::IpAddr;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use wenmai_analyze::privacy::Detector;
use wenmai_format::article_text;
use wenmai_io::hex;
use wenmai_model::{
    Analysis, CaptureInterval, Document, DocumentEvidence, Metadata, PageType, PersonalDataScope,
    Quality, Rights, RightsKnowledge, Source,
};
use wenmai_parse::host_of;
use wenmai_text::tokens::{Encoding, estimate_tokens};

use super::sample::sample_key;

/// Characters of an excerpt, at most.
const EXCERPT_CHARS: usize = 400;

/// So many bytes are searched for personal data that an excerpt might show: more than it has, so that none is cut in two.
const SEARCHED_BYTES: usize = 16 << 10;

/// What is read of the record of a document; all else is passed over.
#[derive(Debug, Deserialize)]
pub(crate) struct EvidenceRecord {
    id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    source: Source,
    #[serde(default)]
    capture: Option<CaptureInterval>,
    #[serde(default)]
    page_type: PageType,
    #[serde(default)]
    metadata: Metadata,
    text: String,
    #[serde(default)]
    quality: Option<Quality>,
    #[serde(default)]
    rights: Option<Rights>,
    #[serde(default)]
    personal_data: BTreeMap<String, u32>,
}

/// A document as it goes into a pack.
#[derive(Debug)]
pub struct Assessed {
    /// Its row.
    pub row: DocumentEvidence,
    /// Its place in the order of samples: the SHA-256 of seed, id and checksum of the text.
    pub key: String,
    /// The beginning of the article on one line, personal data masked.
    pub excerpt: String,
}

/// Makes rows of documents; threads may share it.
#[derive(Debug)]
pub struct Assessor<'a> {
    detector: &'a Detector,
    seed: u64,
    /// What absolute paths lose: the folders that the inputs lie in.
    bases: Vec<String>,
}

impl<'a> Assessor<'a> {
    /// For documents of `inputs`, as they were given, whose sample is drawn by `seed`.
    pub fn new(detector: &'a Detector, seed: u64, inputs: &[OsString]) -> Self {
        let bases = inputs.iter().filter_map(|input| {
            let path = Path::new(input);
            let parent = path.is_absolute().then(|| path.parent())??;
            let base = parent.to_str()?.trim_end_matches(['/', '\\']);
            Some(base.to_owned())
        });
        Self {
            detector,
            seed,
            bases: bases.collect(),
        }
    }

    /// The row of a page that was parsed; `audit` has its rights and the personal data of the whole page.
    pub fn page(&self, document: &Document, audit: &Analysis) -> Assessed {
        let record = EvidenceRecord {
            id: document.id.clone(),
            url: document.url.clone(),
            source: document.source.clone(),
            capture: document.capture,
            page_type: document.page_type,
            metadata: document.metadata.clone(),
            text: article_text(document).text,
            quality: None,
            rights: audit.rights.clone(),
            personal_data: audit.personal_data.clone(),
        };
        self.assess(record, Origin::Page)
    }

    /// The row of a record of a run. Where it has no personal data, its article is searched.
    pub(crate) fn record(&self, record: EvidenceRecord) -> Assessed {
        self.assess(record, Origin::Run)
    }

    /// `path` as a pack shows it: relative, and without personal data.
    pub fn shown_path(&self, path: &str) -> String {
        self.masked(self.relative(path)).into_owned()
    }

    fn assess(&self, record: EvidenceRecord, origin: Origin) -> Assessed {
        let mut personal_data = counts(record.personal_data);
        // Who asked about rights has counted personal data, too.
        let is_counted =
            origin == Origin::Page || record.rights.is_some() || !personal_data.is_empty();
        if !is_counted {
            for datum in self.detector.find(&record.text) {
                *personal_data
                    .entry(datum.kind.as_str().to_owned())
                    .or_default() += 1;
            }
        }
        let rights = match (&record.rights, origin) {
            (Some(rights), _) if !rights.statements.is_empty() => RightsKnowledge::Stated,
            (_, Origin::Page) | (Some(_), _) => RightsKnowledge::Silent,
            (None, Origin::Run) => RightsKnowledge::Unknown,
        };
        let said = record.rights.unwrap_or_default();
        let mut statements = BTreeMap::new();
        for statement in &said.statements {
            *statements
                .entry(statement.code.as_str().to_owned())
                .or_default() += 1;
        }
        let contradicted = said.decisions.iter().filter(|made| made.is_contradicted);
        let mut contradicted: Vec<_> = contradicted.map(|made| made.usage).collect();
        contradicted.sort_unstable();
        contradicted.dedup();

        let host = record.url.as_deref().and_then(bare_host);
        let captured = record.source.captured_at.map(|time| time.to_string());
        let captured = captured.or_else(|| {
            let capture = record.capture?;
            (capture.from == capture.to).then(|| capture.from.to_string())
        });
        let row = DocumentEvidence {
            id: self.shown_path(&record.id),
            url: record.url.as_deref().map(|url| self.shown_url(url)),
            domain: host.as_deref().map(registrable_domain),
            host,
            language: language(&record.metadata),
            page_type: record.page_type.kind,
            text_bytes: record.text.len() as u64,
            chars: count_chars(&record.text),
            tokens: estimate_tokens(&record.text, Encoding::default()),
            published: record.metadata.published.as_deref().and_then(iso_date),
            captured: captured
                .as_deref()
                .and_then(iso_date)
                .filter(|date| date.len() == 10),
            rights,
            licence: said.licence.map(|licence| self.shown_url(&licence)),
            decisions: said
                .decisions
                .iter()
                .map(|made| (made.usage, made.effect))
                .collect(),
            contradicted,
            statements,
            searched: match origin {
                _ if is_counted => PersonalDataScope::Page,
                _ => PersonalDataScope::Article,
            },
            personal_data,
            broken_rules: record.quality.map(|quality| {
                let broken = quality.broken.iter();
                broken.map(|broken| code(&broken.rule)).collect()
            }),
            sha256: record.source.sha256,
            text_sha256: hex(&Sha256::digest(record.text.as_bytes())),
        };
        Assessed {
            key: sample_key(self.seed, &row.id, &row.text_sha256),
            excerpt: self.excerpt(&record.text),
            row,
        }
    }

    /// The beginning of `text` on one line, without personal data.
    fn excerpt(&self, text: &str) -> String {
        let mut end = SEARCHED_BYTES.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let searched = text.get(..end).unwrap_or_default();
        let masked = self.masked(searched);
        let words = masked.split(wenmai_text::is_blank);
        let (mut excerpt, mut n_chars) = (String::new(), 0);
        for word in words.filter(|word| !word.is_empty()) {
            let blank = (n_chars > 0).then_some(' ');
            for char in blank.into_iter().chain(word.chars()) {
                if n_chars == EXCERPT_CHARS {
                    excerpt.push('…');
                    return excerpt;
                }
                excerpt.push(char);
                n_chars += 1;
            }
        }
        excerpt
    }

    /// An address without user, password and personal data; the host stays, as it names who is asked.
    fn shown_url(&self, url: &str) -> String {
        let Some((scheme, rest)) = url.split_once("://") else {
            return self.masked(url).into_owned();
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let host = authority.rsplit('@').next().unwrap_or_default();
        format!("{scheme}://{host}{}", self.masked(path))
    }

    /// `text` with personal data masked.
    fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.detector.find(text);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut masked, mut done) = (String::with_capacity(text.len()), 0);
        for datum in found {
            masked.push_str(text.get(done..datum.start).unwrap_or_default());
            masked.push_str(&datum.masked);
            done = datum.end;
        }
        masked.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(masked)
    }

    /// `path` below the folder that its input lies in. An absolute path of which no input is known keeps its name alone.
    fn relative<'t>(&self, path: &'t str) -> &'t str {
        if !Path::new(path).is_absolute() {
            return path;
        }
        let below = self.bases.iter().find_map(|base| {
            let rest = path.strip_prefix(base.as_str())?;
            rest.strip_prefix(['/', '\\'])
        });
        below.unwrap_or_else(|| path.rsplit(['/', '\\']).next().unwrap_or(path))
    }
}

/// Where a document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A page that was parsed and audited just now.
    Page,
    /// A record of a run, of which nobody knows whether it was audited.
    Run,
}

/// Counts by codes that may stand in a list.
fn counts(counts: BTreeMap<String, u32>) -> BTreeMap<String, u64> {
    let mut clean = BTreeMap::new();
    for (name, count) in counts {
        if count > 0 {
            *clean.entry(code(&name)).or_default() += u64::from(count);
        }
    }
    clean
}

/// A code without what parts codes from each other and from counts.
fn code(name: &str) -> String {
    let plain = |char: char| {
        if char.is_alphanumeric() || matches!(char, '_' | '-' | '.') {
            char
        } else {
            '_'
        }
    };
    if name.is_empty() {
        "_".to_owned()
    } else {
        name.chars().map(plain).collect()
    }
}

/// The host of an address, without its port.
fn bare_host(url: &str) -> Option<String> {
    let host = host_of(url)?;
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    match host.rsplit_once(':') {
        Some((name, port)) if is_port(port) && !name.is_empty() => Some(name.to_owned()),
        _ => Some(host),
    }
}

/// The registrable domain of `host` by the Public Suffix List; the host where it is an address of numbers or a suffix itself.
fn registrable_domain(host: &str) -> String {
    let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let domain = (!is_address).then(|| psl::domain_str(host)).flatten();
    domain.unwrap_or(host).to_owned()
}

/// `zh-Hans`, `en`; Latin script goes without saying.
fn language(metadata: &Metadata) -> Option<String> {
    let language = metadata.language.as_deref()?;
    Some(match metadata.script.as_deref() {
        Some(script) if script != "Latn" => format!("{language}-{script}"),
        _ => language.to_owned(),
    })
}

fn count_chars(text: &str) -> u64 {
    text.chars()
        .filter(|&char| !wenmai_text::is_blank(char))
        .count() as u64
}

/// The day, month or year at the start of an ISO 8601 date.
fn iso_date(text: &str) -> Option<String> {
    let number = |range: std::ops::Range<usize>, least: u8, most: u8| {
        let digits = text.get(range).filter(|digits| is_digits(digits))?;
        let number: u8 = digits.parse().ok()?;
        (least..=most).contains(&number).then_some(())
    };
    text.get(..4).filter(|year| is_digits(year))?;
    let has = |at: usize| text.as_bytes().get(at) == Some(&b'-');
    let end = if has(4) && number(5..7, 1, 12).is_some() {
        if has(7) && number(8..10, 1, 31).is_some() {
            10
        } else {
            7
        }
    } else {
        4
    };
    // More digits are no year.
    let next = text.as_bytes().get(end);
    if next.is_some_and(u8::is_ascii_digit) {
        return None;
    }
    text.get(..end).map(str::to_owned)
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use wenmai_analyze::privacy::PrivacyOptions;

    use super::*;

    #[test]
    fn domains_are_those_that_somebody_has_registered() {
        let domain = |url: &str| bare_host(url).map(|host| registrable_domain(&host));
        for (url, expected) in [
            ("https://www.blog.example.com:8080/a", Some("example.com")),
            ("http://news.example.co.uk/", Some("example.co.uk")),
            ("https://a.b.com.cn/x?y", Some("b.com.cn")),
            ("https://someone.github.io/", Some("someone.github.io")),
            ("https://github.io/", Some("github.io")),
            ("http://192.0.2.7/a", Some("192.0.2.7")),
            ("http://[2001:db8::1]:80/a", Some("[2001:db8::1]")),
            ("https://例子.中国/", Some("例子.中国")),
            ("http://localhost/a", Some("localhost")),
            ("pages/a.html", None),
        ] {
            assert_eq!(domain(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn dates_keep_what_is_known_of_them() {
        for (text, expected) in [
            ("2024-09-18T08:00:00Z", Some("2024-09-18")),
            ("2024-09", Some("2024-09")),
            ("2024", Some("2024")),
            ("2024-13-01", Some("2024")),
            ("2024-09-45", Some("2024-09")),
            ("20240918", None),
            ("九月", None),
            ("", None),
        ] {
            assert_eq!(iso_date(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_shown_has_no_personal_data_and_no_place_on_a_disk() {
        let detector = Detector::new(&PrivacyOptions::default()).unwrap();
        let assessor = Assessor::new(&detector, 1, &["/home/li/crawl".into(), "b".into()]);
        assert_eq!(
            assessor.shown_path("/home/li/crawl/x/a.html"),
            "crawl/x/a.html"
        );
        assert_eq!(assessor.shown_path("/home/wang/b.html"), "b.html");
        assert_eq!(assessor.shown_path("b/c.html"), "b/c.html");
        assert_eq!(
            assessor.shown_url("https://me:secret@a.example/p?q=1"),
            "https://a.example/p?q=1"
        );
        let url = assessor.shown_url("https://a.example/u?mail=li.ming@huizhi-tech.cn");
        assert!(!url.contains("li.ming@huizhi") && url.starts_with("https://a.example/u?mail="));
        let text = format!("有事请打电话 13812345678，白天都在。\n{}", "长".repeat(500));
        let excerpt = assessor.excerpt(&text);
        assert!(excerpt.starts_with("有事请打电话 *********78，白天都在。 长长"));
        assert_eq!(excerpt.chars().count(), EXCERPT_CHARS + 1);
    }
}
