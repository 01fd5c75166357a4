//! Statements as a person reads them.

use wenmai_model::{
    Finding, FindingKind, Rights, RightsCode, RightsDecision, RightsEffect, RightsStatement,
    RightsUse, Severity, SignalSource,
};

use super::reader::is_notice;
use super::statement::Found;

/// A finding for each statement that is told, and one for each use that statements contradict each other about.
pub(super) fn findings(found: &[Found], rights: &Rights) -> Vec<Finding> {
    let mut findings = Vec::new();
    let told = found.iter().filter(|found| !found.is_quiet);
    let (robots, others): (Vec<&Found>, Vec<&Found>) = told.partition(|found| is_of_robots(found));
    for group in groups(&robots) {
        findings.push(of_robots(&group));
    }
    for found in others {
        findings.push(of_statement(found));
    }
    for &decision in &rights.decisions {
        if decision.is_contradicted {
            findings.extend(conflict(found, decision));
        }
    }
    findings
}

/// Whether a statement is a rule of `robots.txt` for a crawler.
fn is_of_robots(found: &Found) -> bool {
    found.statement.code == RightsCode::RobotsTxt && found.statement.parsed.is_some()
}

/// Rules that do the same about the same uses, in order of the first of each.
fn groups<'f>(found: &[&'f Found]) -> Vec<Vec<&'f Found>> {
    let mut groups: Vec<Vec<&Found>> = Vec::new();
    for &one in found {
        let same = groups.iter_mut().find(|group| {
            group.first().is_some_and(|first| {
                first.statement.effect == one.statement.effect
                    && first.statement.uses == one.statement.uses
            })
        });
        match same {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn of_robots(group: &[&Found]) -> Finding {
    let parsed: Vec<&str> = group
        .iter()
        .filter_map(|found| found.statement.parsed.as_deref())
        .collect();
    let first = group.first().map(|found| &found.statement);
    let effect = first.map_or(RightsEffect::Unclear, |first| first.effect);
    let uses = first.map_or(&[][..], |first| first.uses.as_slice());
    let names: Vec<&str> = parsed
        .iter()
        .filter_map(|parsed| Some(parsed.split_once(':')?.0))
        .collect();
    let uses = english_uses(uses);
    let whom = match names.as_slice() {
        ["*"] => "all crawlers without rules of their own".to_owned(),
        [name] => format!("{name}, which fetches for {uses},"),
        names => format!(
            "{} crawlers that fetch for {uses} ({})",
            names.len(),
            names.join(", ")
        ),
    };
    let message = if effect == RightsEffect::Deny {
        format!("robots.txt asks {whom} not to fetch the page")
    } else {
        format!("robots.txt lets {whom} fetch the page")
    };
    Finding {
        message,
        value: Some(parsed.join("; ")),
        ..finding(RightsCode::RobotsTxt.as_str(), effect, true)
    }
}

fn finding(code: &'static str, effect: RightsEffect, is_read: bool) -> Finding {
    let (severity, fix) = match effect {
        RightsEffect::Deny => (
            Severity::Warning,
            "leave the page out of what it forbids, or get permission",
        ),
        RightsEffect::Conditional => (Severity::Info, "keep to its conditions"),
        RightsEffect::Unclear if !is_read => (
            Severity::Warning,
            "ask the site what is meant; until then take it for a reservation",
        ),
        RightsEffect::Unclear => (
            Severity::Info,
            "read the terms, or ask who holds the rights",
        ),
        RightsEffect::Allow => (
            Severity::Info,
            "keep the statement with the text as evidence",
        ),
    };
    Finding {
        kind: FindingKind::Rights,
        code: code.into(),
        severity,
        message: String::new(),
        fix: Some(fix.to_owned()),
        span: None,
        source_span: None,
        value: None,
    }
}

fn of_statement(found: &Found) -> Finding {
    let statement = &found.statement;
    let (name, place) = (convention(statement.code), place(statement.source));
    let uses = english_uses(&statement.uses);
    let message = match (statement.effect, statement.parsed.as_deref()) {
        (_, None) => format!("{name} {place} cannot be read"),
        (RightsEffect::Deny, Some(parsed)) => {
            format!("{name} {place} forbids {uses}: {parsed}")
        }
        (RightsEffect::Conditional, Some(parsed)) => {
            format!("{name} {place} permits {uses} under conditions: {parsed}")
        }
        (RightsEffect::Allow, Some(parsed)) => {
            format!("{name} {place} permits {uses}: {parsed}")
        }
        (RightsEffect::Unclear, Some(parsed)) if is_notice(statement.code) => {
            format!("{name} {place} says who holds rights or where terms stand: {parsed}")
        }
        (RightsEffect::Unclear, Some(parsed)) => {
            format!("{name} {place} says nothing of any use: {parsed}")
        }
    };
    let is_read = statement.parsed.is_some();
    Finding {
        message,
        span: found.text_span,
        source_span: found.statement.span.filter(|_| found.text_span.is_none()),
        value: Some(statement.value.clone()),
        ..finding(statement.code.as_str(), statement.effect, is_read)
    }
}

/// Two statements that contradict each other, the one that wins and the first that says something else.
fn conflict(found: &[Found], decision: RightsDecision) -> Option<Finding> {
    let winner = found.get(decision.by as usize)?;
    let other = found.iter().enumerate().find(|(at, other)| {
        let statement = &other.statement;
        *at != decision.by as usize
            && statement.uses.contains(&decision.usage)
            && statement.effect != RightsEffect::Unclear
            && (statement.effect != decision.effect
                || statement.code == RightsCode::CreativeCommons
                    && statement.parsed != winner.statement.parsed)
    });
    let (_, other) = other?;
    let said = |statement: &RightsStatement| {
        format!(
            "{} {} {} it ({})",
            convention(statement.code),
            place(statement.source),
            verb(statement.effect),
            statement.parsed.as_deref().unwrap_or_default()
        )
    };
    Some(Finding {
        severity: Severity::Warning,
        message: format!(
            "statements about {} contradict each other: {}, {}; the first counts",
            english_use(decision.usage),
            said(&winner.statement),
            said(&other.statement)
        ),
        fix: Some("ask the site which of them is meant; until then keep to the first".to_owned()),
        span: winner.text_span,
        source_span: winner.statement.span.filter(|_| winner.text_span.is_none()),
        value: Some(winner.statement.value.clone()),
        ..finding("rights_conflict", decision.effect, true)
    })
}

const fn verb(effect: RightsEffect) -> &'static str {
    match effect {
        RightsEffect::Deny => "forbids",
        RightsEffect::Conditional => "sets conditions for",
        RightsEffect::Allow | RightsEffect::Unclear => "permits",
    }
}

/// What is said, with its article.
const fn convention(code: RightsCode) -> &'static str {
    match code {
        RightsCode::RobotsNoai => "the robots directive noai",
        RightsCode::RobotsNoimageai => "the robots directive noimageai",
        RightsCode::RobotsTxt => "a line",
        RightsCode::TdmReservation => "a reservation of text and data mining",
        RightsCode::Aipref => "a usage preference",
        RightsCode::Rsl => "a licence of RSL",
        RightsCode::CreativeCommons => "a licence of Creative Commons",
        RightsCode::SitePhrase => "a phrase",
        _ => "a statement",
    }
}

const fn place(source: SignalSource) -> &'static str {
    match source {
        SignalSource::Header => "in the response",
        SignalSource::Meta => "in a meta element",
        SignalSource::Link => "in a link element",
        SignalSource::Anchor => "in a link",
        SignalSource::JsonLd => "in JSON-LD",
        SignalSource::Microdata => "in microdata",
        SignalSource::RobotsTxt => "in robots.txt",
        SignalSource::Tdmrep => "in tdmrep.json",
        _ => "in the text",
    }
}

const fn english_use(usage: RightsUse) -> &'static str {
    match usage {
        RightsUse::Crawl => "crawling",
        RightsUse::Search => "search",
        RightsUse::Tdm => "text and data mining",
        RightsUse::AiTrain => "training of models",
        RightsUse::AiTrainImages => "training on pictures",
        RightsUse::AiInput => "input of models",
        _ => "publishing elsewhere",
    }
}

fn english_uses(uses: &[RightsUse]) -> String {
    let names: Vec<&str> = uses.iter().map(|&usage| english_use(usage)).collect();
    match names.as_slice() {
        [] => "no use".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
