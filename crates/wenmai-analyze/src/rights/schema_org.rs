//! Properties of schema.org, Dublin Core and plain `meta` elements: licence, notices, access.

use wenmai_model::{RightsCode, RightsEffect, RightsUse};

use super::creative_commons;
use super::phrases::Phrases;
use super::statement::{Found, Origin, Said, Statements};

/// What one property says, by its name in lower case without its vocabulary.
pub(super) fn statements(
    name: &str,
    value: &str,
    origin: Origin,
    phrases: &Phrases,
    found: &mut Statements,
) {
    let code = RightsCode::SchemaLicense;
    let said = match name {
        "license" | "licence" | "href" | "dcterms.license" | "dc.license" | "dc.rights.license" => {
            return license(value, origin, phrases, found);
        }
        "isaccessibleforfree" => free(value),
        "article:content_tier" => tier(value),
        "conditionsofaccess" => Said::new(
            RightsEffect::Conditional,
            &[RightsUse::Crawl],
            "conditions of access",
        ),
        "acquirelicensepage" => Said::new(
            RightsEffect::Conditional,
            &[RightsUse::Republish],
            "a licence is to be had",
        ),
        "usageinfo" => Said::new(RightsEffect::Unclear, &[], "terms of use"),
        "copyrightyear" => year(value),
        "copyrightholder" | "dc.rightsholder" | "dcterms.rightsholder" => {
            Said::new(RightsEffect::Unclear, &[], "copyright holder")
        }
        "credittext" => Said::new(RightsEffect::Unclear, &[], "credit"),
        _ => return notice(value, origin, phrases, found),
    };
    let said = if value.trim().is_empty() {
        Said::malformed()
    } else {
        said
    };
    found.push(Found::new(code, origin, value, said));
}

/// A licence: an address, or its name.
pub(super) fn license(value: &str, origin: Origin, phrases: &Phrases, found: &mut Statements) {
    let text = value.trim();
    if let Some(licence) = creative_commons::of_address(text) {
        let said = licence.map_or_else(|_| Said::malformed(), |licence| licence.said());
        found.push(Found::new(RightsCode::CreativeCommons, origin, value, said));
        return;
    }
    if let Some((_, licence)) = creative_commons::of_text(text) {
        let said = licence.said();
        found.push(Found::new(RightsCode::CreativeCommons, origin, value, said));
        return;
    }
    let is_address = text.contains("://") || text.starts_with('/');
    if !is_address && phrases.says(text) {
        return notice(value, origin, phrases, found);
    }
    let is_text = text.chars().any(char::is_alphabetic);
    let said = if text.is_empty() || !is_text || is_address && text.contains(' ') {
        Said::malformed()
    } else {
        let parsed = format!("licence {text}");
        Said::new(RightsEffect::Conditional, &[RightsUse::Republish], parsed)
    };
    found.push(Found::new(RightsCode::SchemaLicense, origin, value, said));
}

/// A link to a licence that does not say that it is that of the page.
pub(super) fn mention(value: &str, origin: Origin, phrases: &Phrases, found: &mut Statements) {
    if let Some(Ok(licence)) = creative_commons::of_address(value.trim()) {
        let said = licence.mentioned();
        found.push(Found::new(RightsCode::CreativeCommons, origin, value, said));
    } else {
        license(value, origin, phrases, found);
    }
}

/// A notice in words: the phrases in it say what it does.
fn notice(value: &str, origin: Origin, phrases: &Phrases, found: &mut Statements) {
    let mut said = phrases.of_value(value);
    if said.is_empty()
        && let Some((_, licence)) = phrases.licence_in(value)
    {
        let said = licence.said();
        found.push(Found::new(RightsCode::CreativeCommons, origin, value, said));
        return;
    }
    if value.trim().is_empty() {
        said.push(Said::malformed());
    } else if said.is_empty() {
        said.push(Said::new(RightsEffect::Unclear, &[], "copyright notice"));
    }
    for said in said {
        found.push(Found::new(RightsCode::SchemaLicense, origin, value, said));
    }
}

/// `isAccessibleForFree`: a boolean, or an address of schema.org for one.
fn free(value: &str) -> Said {
    let word = value.trim().rsplit('/').next().unwrap_or_default();
    let uses = [RightsUse::Crawl];
    if word.eq_ignore_ascii_case("true") {
        Said::new(RightsEffect::Allow, &uses, "free to read")
    } else if word.eq_ignore_ascii_case("false") {
        Said::new(RightsEffect::Conditional, &uses, "not free to read")
    } else {
        Said::malformed()
    }
}

/// `article:content_tier = "free" / "metered" / "locked"`
fn tier(value: &str) -> Said {
    let uses = [RightsUse::Crawl];
    match value.trim().to_ascii_lowercase().as_str() {
        "free" => Said::new(RightsEffect::Allow, &uses, "free to read"),
        "metered" | "locked" => Said::new(RightsEffect::Conditional, &uses, "not free to read"),
        _ => Said::malformed(),
    }
}

fn year(value: &str) -> Said {
    match value.trim().parse::<u16>() {
        Ok(year @ 1400..) => Said::new(
            RightsEffect::Unclear,
            &[],
            format!("copyright since {year}"),
        ),
        _ => Said::malformed(),
    }
}
