//! Crawlers that `robots.txt` may name, and what `robots.txt` says to them.

use rustc_hash::FxHashSet;
use wenmai_model::{RightsCode, RightsEffect, RightsUse, SignalSource};

use super::options::{RightsError, RightsTables};
use super::robots_txt::{Access, RobotsTxt};
use super::rsl::RslDocument;
use super::statement::{Found, Origin, Said, Statements};
use super::tables::uses;
use super::{aipref, rsl};
use crate::privacy::tables::Table;

/// All that needs a crawl.
const NEEDS_CRAWL: [RightsUse; 4] = [
    RightsUse::Crawl,
    RightsUse::Search,
    RightsUse::AiTrain,
    RightsUse::AiInput,
];

/// A crawler of the table.
#[derive(Debug)]
struct Crawler {
    name: String,
    /// Its product token in lower case.
    token: String,
    uses: Vec<RightsUse>,
}

/// The crawlers of the table, in its order.
#[derive(Debug)]
pub(super) struct Crawlers(Vec<Crawler>);

impl Crawlers {
    pub(super) fn new(tables: &RightsTables) -> Result<Self, RightsError> {
        let table = Table::new(
            "crawlers.tsv",
            tables
                .crawlers
                .as_deref()
                .unwrap_or(include_str!("../../data/rights/crawlers.tsv")),
        );
        let crawler = |row: crate::privacy::tables::Row<'_>| {
            let name = row.field(0)?;
            Ok(Crawler {
                name: name.to_owned(),
                token: name.to_ascii_lowercase(),
                uses: uses(&row, 2)?,
            })
        };
        table
            .rows()
            .map(crawler)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// What a file says of a normalized path: to `*`, and to each crawler of the table that it names. `rsl_document` has the
    /// documents of RSL that were given.
    pub(super) fn statements<'d>(
        &self,
        file: &RobotsTxt,
        path: &[u8],
        rsl_document: impl Fn(&str) -> Option<&'d RslDocument>,
        found: &mut Statements,
    ) {
        let origin = Origin::file(SignalSource::RobotsTxt);
        if let Some((line, text)) = file.broken.first() {
            let value = format!("line {line}: {text}");
            found.push(Found::new(
                RightsCode::RobotsTxt,
                origin,
                &value,
                Said::malformed(),
            ));
        }
        if file.is_cut {
            let value = "it is longer than 500 KiB, and the rest is not read";
            let said = Said::malformed();
            found.push(Found::new(RightsCode::RobotsTxt, origin, value, said));
        }
        if file.is_unreadable() {
            return;
        }
        let bests = file.group_bests(path);
        if let Some(access) = bests.access("*") {
            let uses = if access.is_allowed {
                &[RightsUse::Crawl][..]
            } else {
                &NEEDS_CRAWL[..]
            };
            found.push(statement("*", "*", &access, uses));
        }
        let named = |crawler: &&Crawler| file.names(&crawler.token);
        for crawler in self.0.iter().filter(named) {
            // Where no rule of its own matches, nothing was said to it.
            let access = bests.access(&crawler.token);
            if let Some(access) = access.filter(|access| access.rule.is_some()) {
                found.push(statement(
                    &crawler.name,
                    &crawler.token,
                    &access,
                    &crawler.uses,
                ));
            }
        }
        let mut lines = FxHashSet::default();
        let tokens = self.0.iter().filter(named).map(|c| c.token.as_str());
        for token in std::iter::once("*").chain(tokens) {
            // What may not be crawled has no preferences (AIPREF attach §3.1).
            if bests.access(token).is_some_and(|access| !access.is_allowed) {
                continue;
            }
            for preference in file.preferences(token, path) {
                if lines.insert(preference.line) {
                    let value = preference.value.as_str();
                    if preference.is_signal {
                        aipref::content_signal(value, origin, found);
                    } else {
                        aipref::content_usage(value, origin, found);
                    }
                }
            }
        }
        for address in &file.licenses {
            if found.is_full(SignalSource::RobotsTxt) {
                break;
            }
            rsl::reference(address, origin, rsl_document(address), path, found);
        }
    }
}

fn statement(name: &str, token: &str, access: &Access<'_>, uses: &[RightsUse]) -> Found {
    let effect = if access.is_allowed {
        RightsEffect::Allow
    } else {
        RightsEffect::Deny
    };
    let (value, parsed) = match access.rule {
        Some((rule, 0)) => (
            format!("user-agent: {token}, {rule}"),
            format!("{name}: {rule}"),
        ),
        Some((rule, line)) => (
            format!("user-agent: {token}, {rule}"),
            format!("{name}: {} (line {line})", rule.trim_end()),
        ),
        None => (
            format!("user-agent: {token}"),
            format!("{name}: no rule matches"),
        ),
    };
    let origin = Origin::file(SignalSource::RobotsTxt);
    let said = Said::new(effect, uses, parsed);
    let found = Found::new(RightsCode::RobotsTxt, origin, &value, said);
    if access.rule.is_none() {
        found.quiet()
    } else {
        found
    }
}
