//! Really Simple Licensing 1.0: references to its documents, and the documents themselves where they are given.

use wenmai_model::{RightsCode, RightsEffect, RightsUse};

use super::pattern::{Pattern, normalized_path};
use super::statement::{Found, MAX_OF_SOURCE, Origin, Said, Statements};

use RightsUse::{AiInput, AiTrain, Search, Tdm};

/// Longest document that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;
/// Most `content` elements, and words of one text.
const MAX_ELEMENTS: usize = 1_000;
/// What the terms of a document are about that nobody gave.
const UNKNOWN: [RightsUse; 2] = [AiTrain, AiInput];

/// The words of `permits` and `prohibits` of type `usage`.
const USAGES: [(&str, &[RightsUse]); 6] = [
    ("all", &[Search, Tdm, AiTrain, AiInput]),
    ("ai-all", &[AiTrain, AiInput]),
    ("ai-train", &[AiTrain]),
    ("ai-input", &[AiInput]),
    ("ai-index", &[AiInput]),
    ("search", &[Search]),
];

/// A reference to a document: a `license` link with the media type of RSL, or a line of `robots.txt`. `path` is that of the page.
pub(super) fn reference(
    address: &str,
    origin: Origin,
    document: Option<&RslDocument>,
    path: &[u8],
    found: &mut Statements,
) {
    let mut push = |said| found.push(Found::new(RightsCode::Rsl, origin, address, said));
    let address = address.trim();
    let is_address = !address.is_empty() && !address.contains([' ', '<', '>', '"']);
    if !is_address {
        push(Said::malformed());
        return;
    }
    match document {
        None => {
            let parsed = format!("terms at {address}");
            push(Said::new(RightsEffect::Conditional, &UNKNOWN, parsed));
        }
        Some(document) if document.is_broken => push(Said::malformed()),
        Some(document) => {
            let terms = document.terms(path);
            if terms.is_empty() {
                let parsed = "no terms for this page";
                push(Said::new(RightsEffect::Unclear, &[], parsed));
            }
            for Term {
                effect,
                uses,
                parsed,
            } in terms
            {
                push(Said::new(effect, &uses, parsed));
            }
        }
    }
}

/// A document of RSL, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RslDocument {
    contents: Vec<Content>,
    /// Whether it holds no terms that can be read.
    pub(super) is_broken: bool,
}

/// `content`, with the licences that it is offered under.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Content {
    pattern: Pattern,
    licenses: Vec<License>,
}

/// `license`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct License {
    permits: Vec<String>,
    prohibits: Vec<String>,
    /// The type of `payment`; `free` where nothing is said.
    payment: Option<String>,
}

/// What a document says of some uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) effect: RightsEffect,
    pub(super) uses: Vec<RightsUse>,
    pub(super) parsed: String,
}

impl RslDocument {
    /// Reads a document; `None` where it is none of RSL.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let kept = bytes.get(..MAX_BYTES).unwrap_or(bytes);
        let text = match std::str::from_utf8(kept) {
            Ok(text) => text,
            // The limit fell inside a character.
            Err(error) if kept.len() < bytes.len() && error.error_len().is_none() => {
                std::str::from_utf8(kept.get(..error.valid_up_to())?).ok()?
            }
            Err(_) => return None,
        };
        let mut document = Self::default();
        let mut is_rsl = false;
        let mut open: Option<(String, String)> = None;
        for event in events(text) {
            match event {
                Event::Open(tag) => {
                    let name = local_name(tag);
                    match name {
                        "rsl" => is_rsl = true,
                        "content" if document.contents.len() < MAX_ELEMENTS => {
                            let url = attribute(tag, "url").unwrap_or_default();
                            document.contents.push(Content {
                                pattern: content_pattern(url),
                                licenses: Vec::new(),
                            });
                        }
                        "license" => {
                            if let Some(content) = document.contents.last_mut()
                                && content.licenses.len() < MAX_OF_SOURCE
                            {
                                content.licenses.push(License::default());
                            }
                        }
                        "payment" => {
                            if let Some(license) = document.license() {
                                let kind = attribute(tag, "type").unwrap_or("free");
                                license.payment = Some(kind.to_owned());
                            }
                        }
                        _ => {}
                    }
                    let kind = attribute(tag, "type").unwrap_or_default();
                    open = Some((name.to_owned(), kind.to_owned()));
                }
                Event::Text(text) => {
                    let Some((name, _)) = open.take().filter(|(_, kind)| kind == "usage") else {
                        continue;
                    };
                    let Some(license) = document.license() else {
                        continue;
                    };
                    let words = text.split([',', ' ', '\n', '\t', '\r']);
                    let words = words.map(str::trim).filter(|word| !word.is_empty());
                    let words = words.take(MAX_ELEMENTS).map(str::to_owned);
                    match name.as_str() {
                        "permits" => license.permits.extend(words),
                        "prohibits" => license.prohibits.extend(words),
                        _ => {}
                    }
                }
            }
        }
        document.is_broken = document.contents.iter().all(|c| c.licenses.is_empty());
        is_rsl.then_some(document)
    }

    fn license(&mut self) -> Option<&mut License> {
        self.contents.last_mut()?.licenses.last_mut()
    }

    /// The terms of a page, by its normalized path: those of the content whose pattern is the longest that matches.
    pub(super) fn terms(&self, path: &[u8]) -> Vec<Term> {
        let matching = self.contents.iter().enumerate();
        let matching = matching.filter(|(_, content)| content.pattern.matches(path));
        let best =
            matching.max_by_key(|(at, content)| (content.pattern.n_octets, std::cmp::Reverse(*at)));
        let mut terms = Vec::new();
        for license in best.iter().flat_map(|(_, content)| &content.licenses) {
            license.terms(&mut terms);
        }
        terms
    }
}

impl License {
    fn terms(&self, terms: &mut Vec<Term>) {
        let uses_of = |words: &[String]| -> Vec<RightsUse> {
            let of_word = |word: &String| USAGES.iter().find(|(known, _)| known == word);
            let uses = words.iter().filter_map(of_word).flat_map(|(_, uses)| *uses);
            uses.copied().collect()
        };
        let prohibited = uses_of(&self.prohibits);
        if !prohibited.is_empty() {
            terms.push(Term {
                effect: RightsEffect::Deny,
                parsed: format!("prohibits {}", self.prohibits.join(" ")),
                uses: prohibited.clone(),
            });
        }
        let is_free = matches!(self.payment.as_deref(), None | Some("free"));
        let mut permitted = if self.permits.is_empty() {
            // What is not prohibited is permitted.
            uses_of(&["all".to_owned()])
        } else {
            uses_of(&self.permits)
        };
        permitted.retain(|usage| !prohibited.contains(usage));
        if permitted.is_empty() || self.permits.is_empty() && self.payment.is_none() {
            return;
        }
        let words = if self.permits.is_empty() {
            "all".to_owned()
        } else {
            self.permits.join(" ")
        };
        terms.push(if is_free {
            Term {
                effect: RightsEffect::Allow,
                uses: permitted,
                parsed: format!("permits {words}"),
            }
        } else {
            let payment = self.payment.as_deref().unwrap_or_default();
            Term {
                effect: RightsEffect::Conditional,
                uses: permitted,
                parsed: format!("permits {words}, payment {payment}"),
            }
        });
    }
}

/// The pattern of a `url`: a path as in `robots.txt`, or a whole address.
fn content_pattern(url: &str) -> Pattern {
    if url.contains("://") {
        let path = String::from_utf8_lossy(&normalized_path(url)).into_owned();
        return Pattern::new(path.replace("%2A", "*").replace("%24", "$").as_bytes());
    }
    Pattern::new(if url.is_empty() { b"/" } else { url.as_bytes() })
}

/// A piece of XML.
#[derive(Debug, PartialEq, Eq)]
enum Event<'x> {
    /// What stands between `<` and `>` of a start tag.
    Open(&'x str),
    Text(&'x str),
}

/// The start tags and texts of a document, in order: comments, declarations and end tags are left out. Linear.
fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let Some(tag) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                let (text, behind) = rest.split_at_checked(end)?;
                rest = behind;
                if !text.trim().is_empty() {
                    return Some(Event::Text(text.trim()));
                }
                continue;
            };
            let (open, close) = if tag.starts_with("!--") {
                ("!--", "-->")
            } else if tag.starts_with("![CDATA[") {
                ("![CDATA[", "]]>")
            } else {
                ("", ">")
            };
            let inside = tag.get(open.len()..).unwrap_or_default();
            let (inside, behind) = inside.split_once(close).unwrap_or((inside, ""));
            rest = behind;
            match open {
                "!--" => {}
                "" if inside.starts_with(['/', '!', '?']) => {}
                "" => return Some(Event::Open(inside)),
                _ => return Some(Event::Text(inside.trim())),
            }
        }
    })
}

/// The name of a tag without its prefix.
fn local_name(tag: &str) -> &str {
    let name = tag.split([' ', '\t', '\r', '\n', '/']).next();
    let name = name.unwrap_or_default();
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, as written.
fn attribute<'x>(tag: &'x str, name: &str) -> Option<&'x str> {
    let mut rest = tag;
    while let Some(at) = rest.find(name) {
        let before = rest.get(..at).unwrap_or_default();
        let behind = rest.get(at + name.len()..).unwrap_or_default();
        rest = behind;
        let Some(value) = behind.trim_start().strip_prefix('=') else {
            continue;
        };
        if !before.ends_with([' ', '\t', '\r', '\n']) {
            continue;
        }
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        return value.get(1..)?.split(quote).next();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: &str = r#"<?xml version="1.0"?><!-- <permits type="usage">all</permits> -->
        <rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><permits type="usage">search</permits>
        <prohibits type="usage">ai-train</prohibits><payment type="crawl"><amount currency="USD">0.01</amount></payment></license></content>
        <content url="/open/*"><license><permits type="usage">all</permits><payment type="free"/></license></content></rsl>"#;

    fn terms(text: &str, path: &str) -> String {
        let document = RslDocument::parse(text.as_bytes()).unwrap();
        let show = |term: Term| format!("{} {}", term.effect.as_str(), term.parsed);
        let terms = document.terms(path.as_bytes()).into_iter();
        terms.map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn terms_are_those_of_the_longest_pattern() {
        assert_eq!(
            terms(TERMS, "/a"),
            "deny prohibits ai-train; conditional permits search, payment crawl"
        );
        assert_eq!(terms(TERMS, "/open/a"), "allow permits all");
    }

    #[test]
    fn a_limit_inside_a_character_ends_the_document_before_it() {
        for shift in 0..3 {
            let long = format!("{TERMS}{}{}", " ".repeat(shift), "目".repeat(MAX_BYTES / 3));
            assert_eq!(terms(&long, "/open/a"), "allow permits all");
        }
    }

    #[test]
    fn what_is_no_rsl_is_none() {
        assert!(RslDocument::parse(b"User-agent: *").is_none());
        assert!(RslDocument::parse(b"\xff").is_none());
        assert!(RslDocument::parse(b"<rsl/>").unwrap().is_broken);
        let nested = "<rsl>".repeat(100_000);
        assert!(RslDocument::parse(nested.as_bytes()).unwrap().is_broken);
    }
}
