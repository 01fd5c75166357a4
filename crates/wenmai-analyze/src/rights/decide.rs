//! What all statements come to.

use wenmai_model::{Rights, RightsCode, RightsDecision, RightsEffect, RightsUse, SignalSource};

use super::statement::Found;
use super::strength;

/// Rights of the statements, in their order.
pub(super) fn rights(found: &[Found]) -> Rights {
    let decisions = RightsUse::ALL.into_iter();
    let mut decisions: Vec<RightsDecision> = decisions
        .filter_map(|usage| decision(found, usage))
        .collect();
    if has_two_licences(found)
        && let Some(decision) = decisions
            .iter_mut()
            .find(|decision| decision.usage == RightsUse::Republish)
    {
        decision.is_contradicted = true;
    }
    Rights {
        statements: found.iter().map(|found| found.statement.clone()).collect(),
        decisions,
        licence: licence(found),
    }
}

fn decision(found: &[Found], usage: RightsUse) -> Option<RightsDecision> {
    let about = found.iter().enumerate().filter(|(_, found)| {
        found.statement.uses.contains(&usage) && found.statement.effect != RightsEffect::Unclear
    });
    let about: Vec<(usize, &Found)> = about.collect();
    let best = about
        .iter()
        .filter(|(_, found)| !found.is_overridden)
        .max_by_key(|(at, found)| {
            let statement = &found.statement;
            (
                strength(statement.effect),
                std::cmp::Reverse(statement.code),
                std::cmp::Reverse(*at),
            )
        })?;
    let effect = best.1.statement.effect;
    Some(RightsDecision {
        usage,
        effect,
        by: u32::try_from(best.0).unwrap_or(u32::MAX),
        is_contradicted: about
            .iter()
            .any(|(_, found)| found.statement.effect != effect),
    })
}

/// How much a place says about the licence of the page as such: links in the text may be about a picture.
fn weight(source: SignalSource) -> u8 {
    match source {
        SignalSource::Link | SignalSource::Header => 5,
        SignalSource::JsonLd | SignalSource::Microdata => 4,
        SignalSource::Meta => 3,
        SignalSource::Anchor => 2,
        _ => 1,
    }
}

/// Licences of Creative Commons, as far as they can be read.
fn licences(found: &[Found]) -> impl Iterator<Item = &Found> {
    found.iter().filter(|found| {
        found.statement.code == RightsCode::CreativeCommons && found.statement.parsed.is_some()
    })
}

/// Whether two licences are named that are not the same; one without a version is any of its kind.
fn has_two_licences(found: &[Found]) -> bool {
    let ids = || licences(found).filter_map(|found| found.statement.parsed.as_deref());
    let Some(first) = ids().max_by_key(|id| id.len()) else {
        return false;
    };
    let is_kind = |id: &str| {
        first.strip_prefix(id).is_some_and(|rest| {
            let mut rest = rest.chars();
            let separator = rest.next();
            separator.is_none()
                || separator == Some('-') && rest.next().is_some_and(|c| c.is_ascii_digit())
                // The name of a licence for one jurisdiction does without it.
                || separator == Some('-') && id.ends_with(".0")
        })
    };
    !ids().all(is_kind)
}

/// The licence of the page: that of the place which says most, by its identifier, else by its address.
fn licence(found: &[Found]) -> Option<String> {
    let named = licences(found).map(|found| (found, found.statement.parsed.clone()));
    let other = found.iter().filter(|found| {
        found.statement.code == RightsCode::SchemaLicense
            && found.statement.effect == RightsEffect::Conditional
    });
    let other = other.filter_map(|found| {
        let parsed = found.statement.parsed.as_deref()?;
        let address = parsed.strip_prefix("licence ")?;
        Some((found, Some(address.to_owned())))
    });
    let best = named
        .chain(other)
        .enumerate()
        .max_by_key(|(at, (found, _))| (weight(found.statement.source), std::cmp::Reverse(*at)));
    best.and_then(|(_, (found, name))| {
        let value = found.statement.value.trim();
        let is_address = value.contains("//");
        let has_spdx = super::creative_commons::of_address(value)
            .and_then(Result::ok)
            .is_none_or(|licence| licence.has_spdx);
        if is_address && !has_spdx {
            Some(value.to_owned())
        } else {
            name
        }
    })
}
