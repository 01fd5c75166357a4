//! Directives of robots `meta` elements and of `X-Robots-Tag`: `noai`, `noimageai`, and those about search.

use wenmai_model::{RightsCode, RightsEffect, RightsUse};

use super::statement::{Found, Origin, Said, Statements};

/// Directives with a value behind a colon, which are no name of a crawler.
const WITH_VALUE: [&str; 4] = [
    "max-snippet",
    "max-image-preview",
    "max-video-preview",
    "unavailable_after",
];

/// What one `meta` or header says. `crawler` is whom a `meta` speaks to; a header may begin with that (`googlebot: noai`).
pub(super) fn statements(value: &str, origin: Origin, crawler: &str, found: &mut Statements) {
    let mut crawler = crawler.to_owned();
    for part in value.split([',', ';']).map(str::trim) {
        let mut directive = part;
        if let Some((name, rest)) = part.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            if !WITH_VALUE.contains(&name.as_str()) {
                crawler = name;
                directive = rest.trim();
            }
        }
        let word = directive.to_ascii_lowercase();
        let parsed = |word: &str| match crawler.as_str() {
            "robots" => word.to_owned(),
            crawler => format!("{crawler}: {word}"),
        };
        let mut push = |code, said| found.push(Found::new(code, origin, value, said));
        let (ai, images) = (RightsCode::RobotsNoai, RightsCode::RobotsNoimageai);
        match word.as_str() {
            "noai" => {
                let uses = [RightsUse::AiTrain, RightsUse::AiTrainImages];
                push(ai, Said::new(RightsEffect::Deny, &uses, parsed("noai")));
            }
            "noimageai" => {
                let uses = [RightsUse::AiTrainImages];
                let said = Said::new(RightsEffect::Deny, &uses, parsed("noimageai"));
                push(images, said);
            }
            "all" | "noindex" | "none" => {
                let effect = if word == "all" {
                    RightsEffect::Allow
                } else {
                    RightsEffect::Deny
                };
                let said = Said::new(effect, &[RightsUse::Search], parsed(&word));
                found.push(Found::new(ai, origin, value, said).quiet());
            }
            _ => match misspelled(&word) {
                Some("noai") => push(ai, Said::malformed()),
                Some(_) => push(images, Said::malformed()),
                None => {}
            },
        }
    }
}

/// The directive that was most likely meant: `no-ai`, `no ai`, `noai=1`.
fn misspelled(word: &str) -> Option<&'static str> {
    let mut bare: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    for end in ["true", "yes"] {
        if let Some(rest) = bare.strip_suffix(end) {
            bare.truncate(rest.len());
        }
    }
    match bare.as_str() {
        "noai" | "noais" => Some("noai"),
        "noimageai" | "noimagesai" | "noimgai" | "noaiimage" | "noaiimages" => Some("noimageai"),
        _ => None,
    }
}
