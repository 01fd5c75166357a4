//! Pieces of text that several files of a pack have in common.

use std::collections::BTreeSet;

use wenmai_model::{
    Amount, CodeCount, Concentration, FileRecord, Group, Groups, PackInput, PackSummary, Period,
    RightsUse, UseSummary,
};

use super::PackContent;
use crate::table::{Align, Cell, Table, grouped_digits, percent};

/// Rows of a table of groups in a text for people.
const SHOWN_GROUPS: usize = 20;

/// `1 document`, `1,234 documents`
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped_digits(count),
        if count == 1 { one } else { many }
    )
}

/// `1,234 documents`
pub(super) fn documents(count: u64) -> String {
    counted(count, "document", "documents")
}

/// `12%` of the documents.
pub(super) fn share(part: u64, whole: u64) -> String {
    percent(ratio(part, whole))
}

/// Between 0 and 1; 0 of nothing.
#[expect(clippy::cast_precision_loss, reason = "a share of four digits")]
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// The name of the collection.
pub(super) fn name<'a>(content: &PackContent<'a>) -> &'a str {
    content
        .manifest
        .about
        .name
        .as_deref()
        .unwrap_or("Unnamed collection of web documents")
}

/// One sentence with the main numbers.
pub(super) fn sentence(summary: &PackSummary) -> String {
    let total = &summary.total;
    format!(
        "{} from {} in {}: {} characters of article text, about {} tokens.",
        documents(total.documents),
        counted(summary.domains.domains, "domain", "domains"),
        counted(n_languages(summary), "language", "languages"),
        grouped_digits(total.chars),
        grouped_digits(total.tokens),
    )
}

/// Languages, whatever their scripts.
fn n_languages(summary: &PackSummary) -> u64 {
    let names = summary.languages.groups.iter();
    let names = names.filter_map(|group| group.name.split('-').next());
    names.collect::<BTreeSet<&str>>().len() as u64
}

/// How the documents came to be what they are.
pub(super) fn processing(content: &PackContent<'_>) -> String {
    let generator = &content.manifest.generator;
    match &content.manifest.input {
        PackInput::Pages { failed, .. } => format!(
            "{generator} read the pages, found the article of each and left out navigation, related articles and other boilerplate. \
             {}",
            match failed {
                0 => "Every input gave a document.".to_owned(),
                _ => format!(
                    "No document came of {}.",
                    counted(*failed, "input or record", "inputs or records")
                ),
            }
        ),
        PackInput::Run(run) => {
            let ledger = &run.ledger;
            let mut sentences = vec![format!(
                "A run of wenmai {} read {}: {} were written as documents, {} were dropped and {} failed, each for a reason that the \
                 run names.",
                run.version,
                counted(ledger.read, "record", "records"),
                grouped_digits(ledger.written),
                grouped_digits(ledger.n_dropped()),
                grouped_digits(ledger.n_dead()),
            )];
            if let Some(dedup) = &run.dedup {
                sentences.push(format!(
                    "Among {} it found {} exact and {} near duplicates; {}.",
                    documents(dedup.documents),
                    grouped_digits(dedup.exact),
                    grouped_digits(dedup.near),
                    if run.is_deduped {
                        "this collection is what was kept"
                    } else {
                        "they are part of this collection"
                    }
                ));
            }
            sentences.join(" ")
        }
    }
}

/// `2024-01-03 to 2024-09-18`
pub(super) fn span(period: &Period) -> Option<String> {
    let (first, last) = period.first.as_ref().zip(period.last.as_ref())?;
    Some(if first == last {
        first.clone()
    } else {
        format!("{first} to {last}")
    })
}

/// A table of `groups`, whose first column is `column`; `without` says what has no value.
pub(super) fn groups_table(
    groups: &Groups,
    column: &'static str,
    without: &str,
    total: &Amount,
) -> Table {
    let mut table = amounts(column);
    let (shown, hidden) = groups
        .groups
        .split_at(SHOWN_GROUPS.min(groups.groups.len()));
    for Group { name, amount } in shown {
        table.rows.push(row(name, amount, total));
    }
    if !hidden.is_empty() {
        let mut amount = Amount::default();
        for group in hidden {
            amount.documents += group.amount.documents;
            amount.text_bytes += group.amount.text_bytes;
            amount.chars += group.amount.chars;
            amount.tokens += group.amount.tokens;
        }
        let more = format!("{} more", grouped_digits(hidden.len() as u64));
        table.rows.push(row(&more, &amount, total));
    }
    if groups.without.documents > 0 {
        table.rows.push(row(without, &groups.without, total));
    }
    if groups.beyond.documents > 0 {
        table
            .rows
            .push(row("not told apart", &groups.beyond, total));
    }
    table
}

/// An empty table of amounts.
pub(super) fn amounts(column: &'static str) -> Table {
    Table::new(
        &[
            (column, Align::Left),
            ("documents", Align::Right),
            ("share", Align::Right),
            ("characters", Align::Right),
            ("tokens", Align::Right),
        ],
        &[],
        false,
    )
}

/// A row of such a table.
pub(super) fn row(name: &str, amount: &Amount, total: &Amount) -> Vec<Cell> {
    vec![
        Cell::Text(name.to_owned()),
        Cell::Count(amount.documents),
        Cell::Share(ratio(amount.documents, total.documents)),
        Cell::Count(amount.chars),
        Cell::Count(amount.tokens),
    ]
}

/// A table of codes.
pub(super) fn codes_table(codes: &[CodeCount], column: &'static str, count: &'static str) -> Table {
    let columns = [
        (column, Align::Left),
        (count, Align::Right),
        ("documents", Align::Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    for code in codes {
        table.rows.push(vec![
            Cell::Text(code.code.clone()),
            Cell::Count(code.count),
            Cell::Count(code.documents),
        ]);
    }
    table
}

/// What is said of each use, by documents.
pub(super) fn uses_table(uses: &[UseSummary]) -> Table {
    let columns = [
        ("use", Align::Left),
        ("denied", Align::Right),
        ("conditional", Align::Right),
        ("allowed", Align::Right),
        ("unclear", Align::Right),
        ("no statement", Align::Right),
        ("contradicted", Align::Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    for usage in uses {
        table.rows.push(vec![
            Cell::Text(use_name(usage.usage).to_owned()),
            count(usage.deny.documents),
            count(usage.conditional.documents),
            count(usage.allow.documents),
            count(usage.unclear.documents),
            count(usage.none.documents),
            count(usage.contradicted),
        ]);
    }
    table
}

/// A count that is shown where it is 0 as well: a column of zeros is an answer here.
pub(super) fn count(count: u64) -> Cell {
    Cell::Text(grouped_digits(count))
}

/// How much the largest domains hold, in sentences.
pub(super) fn concentration(summary: &PackSummary) -> Vec<String> {
    let steps = summary.domains.concentration.iter();
    let sentence = |step: &Concentration| {
        let share = percent(step.share);
        match step.domains {
            1 => format!("The largest domain holds {share} of the text."),
            n => format!(
                "The {} largest domains hold {share} of the text.",
                grouped_digits(n)
            ),
        }
    };
    steps.map(sentence).collect()
}

/// A use, for people.
pub(super) const fn use_name(usage: RightsUse) -> &'static str {
    match usage {
        RightsUse::Crawl => "crawling",
        RightsUse::Search => "search engines",
        RightsUse::Tdm => "text and data mining",
        RightsUse::AiTrain => "training on text",
        RightsUse::AiTrainImages => "training on pictures",
        RightsUse::AiInput => "input of models",
        RightsUse::Republish => "republishing",
        // An enumeration that may grow.
        _ => usage.as_str(),
    }
}

/// What is said of opting out, in a sentence or two.
pub(super) fn opt_out(summary: &PackSummary) -> String {
    let (rights, total) = (&summary.rights, summary.total.documents);
    let unknown = rights.unknown.documents;
    if unknown > 0 && unknown == total {
        return "Nobody knows whether text and data mining or training is denied: no record has a statement, and none says whether \
                somebody looked."
            .into();
    }
    let mut sentences = vec![format!(
        "Text and data mining or training on their text is denied by {} ({}).",
        documents(rights.opted_out.documents),
        share(rights.opted_out.documents, total)
    )];
    if unknown > 0 {
        sentences.push(format!(
            "Nobody knows of {}: the records have no statement, and do not say whether somebody looked.",
            documents(unknown)
        ));
    }
    sentences.join(" ")
}

/// Where personal data were looked for, in a sentence.
pub(super) fn searched(summary: &PackSummary) -> String {
    let data = &summary.personal_data;
    match (data.pages_searched, data.articles_searched) {
        (pages, 0) => format!("Searched was the whole page of {}.", documents(pages)),
        (0, articles) => format!(
            "Searched was the article of {}, without the boilerplate around it.",
            documents(articles)
        ),
        (pages, articles) => format!(
            "Searched was the whole page of {}, and the article alone of {}.",
            documents(pages),
            documents(articles)
        ),
    }
}

/// The files of the collection, where it is a run.
pub(super) fn parts<'a>(content: &PackContent<'a>) -> &'a [FileRecord] {
    match &content.manifest.input {
        PackInput::Pages { .. } => &[],
        PackInput::Run(run) => &run.parts,
    }
}
