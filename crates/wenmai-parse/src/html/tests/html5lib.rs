//! The tokenizer cases of html5lib, when they are there.
#![expect(clippy::disallowed_methods, reason = "the cases are files")]

use std::ops::Range;
use std::path::{Path, PathBuf};

use html5gum::State;

use crate::html::attribute::AttributeName;
use crate::html::token::{Attributes, Sink, TagToken, tokenize_from};

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Text(String),
    Start(String, Vec<(String, String)>, bool),
    End(String),
}

struct Recorder<'s> {
    source: &'s str,
    attributes: Attributes,
    tokens: Vec<Token>,
}

impl Recorder<'_> {
    fn push_text(&mut self, text: &str) {
        if let Some(Token::Text(last)) = self.tokens.last_mut() {
            last.push_str(text);
        } else {
            self.tokens.push(Token::Text(text.to_owned()));
        }
    }
}

impl Sink for Recorder<'_> {
    fn attributes(&mut self) -> &mut Attributes {
        &mut self.attributes
    }

    fn text(&mut self, place: Range<usize>) {
        let text = self
            .source
            .get(place)
            .unwrap()
            .replace("\r\n", "\n")
            .replace('\r', "\n");
        self.push_text(&text);
    }

    fn decoded_text(&mut self, text: &str, _: Range<usize>) {
        self.push_text(text);
    }

    fn start_tag(&mut self, tag: &TagToken) -> Option<State> {
        let name = String::from_utf8_lossy(tag.name.as_bytes()).into_owned();
        let attributes = self.attributes.list.split_off(tag.first_attribute);
        let value = |attribute: &crate::html::token::Attribute| {
            let range = attribute.start as usize..attribute.end as usize;
            let value = if attribute.decoded {
                String::from_utf8_lossy(&self.attributes.decoded[range]).into_owned()
            } else {
                self.source.get(range).unwrap().to_owned()
            };
            value.replace("\r\n", "\n").replace('\r', "\n")
        };
        let attributes = attributes
            .iter()
            .map(|found| (format!("{:?}", found.name), value(found)))
            .collect();
        self.tokens
            .push(Token::Start(name, attributes, tag.self_closing));
        None
    }

    fn end_tag(&mut self, tag: &TagToken) {
        self.tokens.push(Token::End(
            String::from_utf8_lossy(tag.name.as_bytes()).into_owned(),
        ));
    }

    fn is_over(&self) -> bool {
        false
    }

    fn is_raw(&self) -> bool {
        false
    }

    fn is_foreign(&self) -> bool {
        false
    }

    fn finish(&mut self) {}
}

fn corpus() -> Option<PathBuf> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/html5lib/tokenizer");
    if folder.exists() {
        return Some(folder);
    }
    println!("skipped: {} is not there", folder.display());
    None
}

fn unescaped(text: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{text}\"")).ok()
}

#[test]
fn tokens_are_those_of_html5lib() {
    let Some(folder) = corpus() else { return };
    let (mut n_cases, mut failures) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "test") {
            continue;
        }
        let file: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in file["tests"].as_array().into_iter().flatten() {
            n_cases += check(case, &mut failures);
        }
    }
    assert!(n_cases > 5_000, "{n_cases} cases");
    assert!(
        failures.is_empty(),
        "{} of {n_cases} failed:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Runs a case in each of its states; gives how many these are.
fn check(case: &serde_json::Value, failures: &mut Vec<String>) -> usize {
    let is_escaped = case["doubleEscaped"].as_bool().unwrap_or_default();
    let string = |value: &serde_json::Value| {
        let text = value.as_str().unwrap_or_default();
        if is_escaped {
            unescaped(text)
        } else {
            Some(text.to_owned())
        }
    };
    // A lone surrogate is no text in Rust.
    let Some(input) = string(&case["input"]) else {
        return 0;
    };
    let mut expected = Vec::new();
    for token in case["output"].as_array().into_iter().flatten() {
        let Some(text) = string(&token[1]) else {
            return 0;
        };
        match token[0].as_str() {
            Some("Character") => {
                // NUL characters are left out here as they are from a tree.
                let text = if case["initialStates"].is_null() {
                    text.replace('\0', "")
                } else {
                    text
                };
                match expected.last_mut() {
                    Some(Token::Text(last)) => last.push_str(&text),
                    _ if text.is_empty() => {}
                    _ => expected.push(Token::Text(text)),
                }
            }
            Some("StartTag") => {
                let attributes = token[2].as_object().into_iter().flatten();
                let kept = attributes.filter_map(|(name, value)| {
                    Some((
                        format!("{:?}", AttributeName::from_name(name.as_bytes())?),
                        string(value)?,
                    ))
                });
                let closing = token[3].as_bool().unwrap_or_default();
                expected.push(Token::Start(cut(&text), kept.collect(), closing));
            }
            Some("EndTag") => expected.push(Token::End(cut(&text))),
            _ => {}
        }
    }
    let states: Vec<&str> = match case["initialStates"].as_array() {
        Some(states) => states
            .iter()
            .filter_map(serde_json::Value::as_str)
            .collect(),
        None => vec!["Data state"],
    };
    for name in &states {
        let state = match *name {
            "PLAINTEXT state" => State::PlainText,
            "RCDATA state" => State::RcData,
            "RAWTEXT state" => State::RawText,
            "Script data state" => State::ScriptData,
            "CDATA section state" => State::CdataSection,
            _ => State::Data,
        };
        let mut recorder = Recorder {
            source: &input,
            attributes: Attributes::default(),
            tokens: Vec::new(),
        };
        let last = case["lastStartTag"].as_str().unwrap_or_default();
        tokenize_from(&input, &mut recorder, Some((state, last)));
        let mut found = recorder.tokens;
        sort_attributes(&mut found);
        sort_attributes(&mut expected);
        if !same(&found, &expected) {
            failures.push(format!("{name} {input:?}: {found:?}, not {expected:?}"));
        }
    }
    states.len()
}

/// The longest piece of a name that is told apart.
fn cut(name: &str) -> String {
    String::from_utf8_lossy(name.as_bytes().get(..32).unwrap_or(name.as_bytes())).into_owned()
}

fn sort_attributes(tokens: &mut [Token]) {
    for token in tokens {
        if let Token::Start(_, attributes, _) = token {
            attributes.sort();
        }
    }
}

/// Comments and doctypes are not recorded, so that texts around them stand beside each other.
fn same(found: &[Token], expected: &[Token]) -> bool {
    fn joined(tokens: &[Token]) -> String {
        tokens
            .iter()
            .map(|token| match token {
                Token::Text(text) => text.replace('\0', ""),
                other => format!("\u{1}{other:?}\u{1}"),
            })
            .collect()
    }
    joined(found) == joined(expected)
}
