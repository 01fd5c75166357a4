//! Preferences of AIPREF (`draft-ietf-aipref-vocab-08`), and Content Signals (`draft-romm-aipref-contentsignals-00`).

use wenmai_model::{RightsCode, RightsEffect, RightsUse};

use super::statement::{Found, Origin, Said, Statements};
use super::structured_field::{Value, dictionary};

use RightsUse::{AiInput, AiTrain, Search, Tdm};

/// The labels of the vocabulary and, behind them, those of earlier drafts, each with what it is about.
const LABELS: [(&str, &[RightsUse]); 11] = [
    ("train-ai", &[AiTrain]),
    ("ai-use", &[AiInput]),
    ("search", &[Search]),
    // -01
    ("ai", &[AiTrain]),
    ("genai", &[AiTrain]),
    ("inference", &[AiInput]),
    // -02, -03
    ("train-genai", &[AiTrain]),
    // -04
    ("ai-output", &[AiInput]),
    // Categories that held all others, which they speak for where these say nothing.
    ("all", &[Tdm, AiTrain, AiInput, Search]),
    ("bots", &[Tdm, AiTrain, AiInput, Search]),
    ("tdm", &[Tdm, AiTrain, AiInput, Search]),
];

/// Labels of Content Signals.
const SIGNALS: [(&str, RightsUse); 3] = [
    ("search", Search),
    ("ai-input", AiInput),
    ("ai-train", AiTrain),
];

/// The statements of one `Content-Usage`.
pub(super) fn content_usage(value: &str, origin: Origin, found: &mut Statements) {
    let mut push = |said| found.push(Found::new(RightsCode::Aipref, origin, value, said));
    let Some(members) = dictionary(value.as_bytes()) else {
        push(Said::malformed());
        return;
    };
    let mut stated: Vec<RightsUse> = Vec::new();
    let mut n_known = 0;
    for (label, uses) in LABELS {
        let Some(member) = members.iter().find(|member| member.key == label) else {
            continue;
        };
        n_known += 1;
        let effect = match member.value {
            Value::Token("y") => RightsEffect::Allow,
            Value::Token("n") => RightsEffect::Deny,
            // No error of the format, and no preference (§6.5): most likely a slip.
            _ => {
                push(Said::malformed());
                continue;
            }
        };
        let is_general = uses.len() > 1;
        let mut uses = uses.to_vec();
        if is_general {
            uses.retain(|usage| !stated.contains(usage));
        }
        stated.extend(&uses);
        let word = if effect == RightsEffect::Allow {
            "y"
        } else {
            "n"
        };
        push(Said::new(effect, &uses, format!("{label}={word}")));
    }
    if n_known == 0 {
        push(Said::new(RightsEffect::Unclear, &[], "no preference"));
    }
}

/// The statements of one `Content-Signal`: `signal = label "=" ( "yes" / "no" )`, between commas.
pub(super) fn content_signal(value: &str, origin: Origin, found: &mut Statements) {
    for part in value.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (label, word) = part.split_once('=').unwrap_or((part, ""));
        let (label, word) = (label.trim(), word.trim());
        let usage = SIGNALS.iter().find(|(known, _)| *known == label);
        let effect = match word {
            "yes" => Some(RightsEffect::Allow),
            "no" => Some(RightsEffect::Deny),
            _ => None,
        };
        let said = match (usage, effect) {
            (Some(&(_, usage)), Some(effect)) => {
                Said::new(effect, &[usage], format!("{label}={word}"))
            }
            _ => Said::malformed(),
        };
        found.push(Found::new(RightsCode::Aipref, origin, part, said));
    }
}
