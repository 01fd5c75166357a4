//! TDM Reservation Protocol: `meta` elements, headers, and `tdmrep.json`.

use serde_json::Value;
use wenmai_model::{RightsCode, RightsEffect, RightsUse, SignalSource};

use super::pattern::Pattern;
use super::statement::{Found, Origin, Said, Statements};

/// Longest file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;
/// Most rules of a file.
const MAX_RULES: usize = 10_000;
/// What a reservation is about.
const USES: [RightsUse; 2] = [RightsUse::Tdm, RightsUse::AiTrain];

/// `/.well-known/tdmrep.json`, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TdmFile {
    rules: Vec<TdmRule>,
    /// Why the file, or a rule of it, cannot be read.
    pub(super) broken: Option<String>,
}

/// A rule of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TdmRule {
    pattern: Pattern,
    location: String,
    /// As written.
    reservation: String,
    policy: Option<String>,
}

impl TdmFile {
    /// Reads a file; rules that can be read count, others do not.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let value = bytes
            .get(..MAX_BYTES + 1)
            .is_none()
            .then(|| serde_json::from_slice::<Value>(bytes));
        let list = match value {
            None => return Self::broken("it is longer than 1 MiB"),
            Some(Err(_)) => return Self::broken("it is no JSON"),
            Some(Ok(Value::Array(list))) => list,
            // One rule without its list is common.
            Some(Ok(Value::Object(rule))) => vec![Value::Object(rule)],
            Some(Ok(_)) => return Self::broken("it is no list of rules"),
        };
        let mut file = Self::default();
        for (at, rule) in list.iter().take(MAX_RULES).enumerate() {
            match tdm_rule(rule) {
                Some(rule) => file.rules.push(rule),
                None => {
                    file.broken.get_or_insert_with(|| {
                        format!("rule {} has no location or no tdm-reservation", at + 1)
                    });
                }
            }
        }
        file
    }

    fn broken(why: &str) -> Self {
        Self {
            rules: Vec::new(),
            broken: Some(why.to_owned()),
        }
    }

    /// The first rule whose location matches a normalized path: the order of the rules is that of precedence.
    pub(super) fn find(&self, path: &[u8]) -> Option<&TdmRule> {
        self.rules.iter().find(|rule| rule.pattern.matches(path))
    }

    /// The statements of the file about a path.
    pub(super) fn statements(&self, path: &[u8], found: &mut Statements) {
        let origin = Origin::file(SignalSource::Tdmrep);
        if let Some(why) = &self.broken {
            found.push(Found::new(
                RightsCode::TdmReservation,
                origin,
                why,
                Said::malformed(),
            ));
        }
        if let Some(rule) = self.find(path) {
            let value = format!("{}: {}", rule.location, rule.reservation);
            let said = reservation(&rule.reservation, rule.policy.as_deref());
            found.push(Found::new(RightsCode::TdmReservation, origin, &value, said));
        }
    }
}

fn tdm_rule(rule: &Value) -> Option<TdmRule> {
    let location = rule.get("location")?.as_str()?.trim();
    let reservation = match rule.get("tdm-reservation")? {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    let policy = rule.get("tdm-policy").and_then(Value::as_str);
    Some(TdmRule {
        pattern: Pattern::new(location.as_bytes()),
        location: location.to_owned(),
        reservation,
        policy: policy.map(str::to_owned),
    })
}

/// The statements of page and response: `values` are those of one kind of place, under their names.
pub(super) fn of_signals(values: &[(&str, &str, Origin)], found: &mut Statements) {
    let of_name = |name: &'static str| values.iter().filter(move |(named, ..)| *named == name);
    let policy = of_name("tdm-policy").next();
    let mut has_reservation = false;
    for &(_, value, origin) in of_name("tdm-reservation") {
        has_reservation = true;
        let said = reservation(value, policy.map(|&(_, policy, _)| policy));
        found.push(Found::new(RightsCode::TdmReservation, origin, value, said));
    }
    if let Some(&(_, value, origin)) = policy.filter(|_| !has_reservation) {
        let parsed = format!("policy {value} without a reservation");
        let said = Said::new(RightsEffect::Unclear, &[], parsed);
        found.push(Found::new(RightsCode::TdmReservation, origin, value, said));
    }
}

/// `tdm-reservation = "0" / "1"`; other values are as good as none.
fn reservation(value: &str, policy: Option<&str>) -> Said {
    match value.trim() {
        "0" => Said::new(RightsEffect::Allow, &USES, "tdm-reservation=0"),
        "1" => {
            let mut parsed = "tdm-reservation=1".to_owned();
            if let Some(policy) = policy {
                parsed.push_str(", policy ");
                parsed.push_str(policy.trim());
            }
            Said::new(RightsEffect::Deny, &USES, parsed)
        }
        _ => Said::malformed(),
    }
}

/// Lets the strongest kind of place win: `meta`, then header, then file. What cannot be read is no value.
pub(super) fn override_weaker(found: &mut [Found]) {
    let rank = |found: &Found| match found.statement.source {
        SignalSource::Meta => 2,
        SignalSource::Header => 1,
        _ => 0,
    };
    let is_tdm = |found: &Found| {
        found.statement.code == RightsCode::TdmReservation
            && found.statement.effect != RightsEffect::Unclear
    };
    let best = found.iter().filter(|f| is_tdm(f)).map(rank).max();
    for found in found.iter_mut().filter(|found| is_tdm(found)) {
        found.is_overridden = Some(rank(found)) < best;
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::normalized_path;
    use super::*;

    fn said(file: &str, path: &str) -> String {
        let mut found = Statements::default();
        TdmFile::parse(file.as_bytes()).statements(&normalized_path(path), &mut found);
        let show = |found: &Found| {
            let parsed = found.statement.parsed.as_deref().unwrap_or("-");
            format!("{} -> {parsed}", found.statement.value)
        };
        let found = found.finish();
        found.iter().map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn the_first_location_that_matches_counts() {
        let file = r#"[{"location": "/directory-a/*.html$", "tdm-reservation": 0},
            {"location": "/directory-a/", "tdm-reservation": 1, "tdm-policy": "https://a.example/policy.json"},
            {"location": "/b", "tdm-reservation": "1"}]"#;
        assert_eq!(
            said(file, "/directory-a/c.html"),
            "/directory-a/*.html$: 0 -> tdm-reservation=0"
        );
        assert_eq!(
            said(file, "/directory-a/c.pdf"),
            "/directory-a/: 1 -> tdm-reservation=1, policy https://a.example/policy.json"
        );
        assert_eq!(said(file, "/b/c"), "/b: 1 -> tdm-reservation=1");
        assert_eq!(said(file, "/c"), "");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert_eq!(said("<html>", "/"), "it is no JSON -> -");
        assert_eq!(said("7", "/"), "it is no list of rules -> -");
        assert_eq!(
            said(r#"[{"location": "/"}]"#, "/"),
            "rule 1 has no location or no tdm-reservation -> -"
        );
        assert_eq!(
            said(r#"[{"location": "/", "tdm-reservation": 3}]"#, "/"),
            "/: 3 -> -"
        );
        assert_eq!(
            said(&" ".repeat(MAX_BYTES + 1), "/"),
            "it is longer than 1 MiB -> -"
        );
        assert_eq!(
            said(r#"{"location": "/", "tdm-reservation": 1}"#, "/"),
            "/: 1 -> tdm-reservation=1"
        );
    }
}
