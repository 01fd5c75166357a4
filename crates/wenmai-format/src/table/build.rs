//! The tables of each command.

use wenmai_model::{
    Analysis, ChunkRecord, CorpusSimilarity, CorpusStatsRecord, Document, FindingsRecord, Keyness,
    KeywordVariantRecord, KeywordsRecord, PassageRecord, SectionRole, SimilarRecord, SourceSpan,
    StatsRecord, TextMeasures, TextStats,
};
use wenmai_text::lines::excerpt;

use super::Align::{Left, Right};
use super::{Cell, Table};
use crate::record::shown_sections;

/// One row a section of `document`: its heading and lengths. The text before the first heading has a row only if it
/// holds body text.
pub fn outline_table(document: &Document, analysis: &Analysis) -> Table {
    let columns = [
        ("id", Left),
        ("level", Right),
        ("number", Left),
        ("section", Left),
        ("role", Left),
        ("level_source", Left),
        ("line", Right),
        ("chars", Right),
        ("words", Right),
        ("total_chars", Right),
        ("share", Right),
    ];
    let details = ["number", "role", "level_source", "line", "total_chars"];
    let mut table = Table::new(&columns, &details, true);
    table
        .rows
        .extend(shown_sections(document).filter_map(|index| {
            let section = document.sections.get(index)?;
            let stats = analysis.sections.get(index).copied().unwrap_or_default();
            let heading = document.section_heading(section);
            Some(vec![
                Cell::Text(document.id.clone()),
                Cell::Count(section.level.into()),
                number(heading.map_or(&[][..], |heading| &heading.number)),
                path(document.section_path(index)),
                text(section.role.map(SectionRole::as_str)),
                text(heading.map(|heading| heading.level_source.as_str())),
                heading
                    .and_then(|heading| heading.line)
                    .map_or(Cell::Missing, |line| Cell::Count(line.into())),
                Cell::Count(stats.own.chars),
                Cell::Count(stats.own.words),
                Cell::Count(stats.total.chars),
                Cell::Share(stats.share),
            ])
        }));
    table
}

/// One row a section of each record, counts of its own text; shares and measures are those with subsections.
pub fn stats_table(records: &[StatsRecord]) -> Table {
    let columns = [
        ("id", Left),
        ("level", Right),
        ("section", Left),
        ("chars", Right),
        ("words", Right),
        ("sentences", Right),
        ("paragraphs", Right),
        ("latin_words", Right),
        ("list_items", Right),
        ("code_lines", Right),
        ("tables", Right),
        ("links", Right),
        ("tokens", Right),
        ("total_chars", Right),
        ("share", Right),
        ("reading_seconds", Right),
        ("lexical_variety", Right),
        ("sentence_words", Right),
        ("flesch_reading_ease", Right),
        ("flesch_kincaid_grade", Right),
        ("gunning_fog", Right),
        ("automated_readability", Right),
        ("sentence_chars", Right),
        ("rare_chars", Right),
    ];
    let details = [
        "level",
        "paragraphs",
        "latin_words",
        "list_items",
        "code_lines",
        "tables",
        "links",
        "total_chars",
        "lexical_variety",
        "sentence_words",
        "flesch_reading_ease",
        "flesch_kincaid_grade",
        "gunning_fog",
        "automated_readability",
        "sentence_chars",
        "rare_chars",
    ];
    let mut table = Table::new(&columns, &details, true);
    for record in records {
        table.rows.extend(record.sections.iter().map(|section| {
            let mut row = vec![
                Cell::Text(record.id.clone()),
                Cell::Count(section.level.into()),
                Cell::Path(section.path.clone()),
            ];
            row.extend(count_cells(&section.own));
            row.push(Cell::Count(section.total_chars));
            row.push(Cell::Share(section.share));
            row.extend(measure_cells(&section.measures));
            row
        }));
    }
    table
}

/// One row a record: counts and measures of the whole article.
pub fn totals_table(records: &[StatsRecord]) -> Table {
    let mut table = stats_table(&[]);
    table.grouped = false;
    // The columns that tell sections apart.
    let of_sections = ["level", "section", "total_chars", "share"];
    table
        .columns
        .retain(|column| !of_sections.contains(&column.name));
    table.rows.extend(records.iter().map(|record| {
        let mut row = vec![Cell::Text(record.id.clone())];
        row.extend(count_cells(&record.totals));
        row.extend(measure_cells(&record.measures));
        row
    }));
    table
}

/// The cells of a text's counts, from `chars` to `tokens`.
fn count_cells(stats: &TextStats) -> [Cell; 10] {
    [
        stats.chars,
        stats.words,
        stats.sentences,
        stats.paragraphs,
        stats.latin_words,
        stats.list_items,
        stats.code_lines,
        stats.tables,
        stats.links,
        stats.tokens,
    ]
    .map(Cell::Count)
}

/// The cells of a text's measures, from `reading_seconds` on.
fn measure_cells(measures: &TextMeasures) -> [Cell; 9] {
    let measure = |value: Option<f64>| value.map_or(Cell::Missing, Cell::Measure);
    [
        Cell::Count(measures.reading_seconds),
        measure(measures.lexical_variety),
        measure(measures.sentence_words),
        measure(measures.flesch_reading_ease),
        measure(measures.flesch_kincaid_grade),
        measure(measures.gunning_fog),
        measure(measures.automated_readability),
        measure(measures.sentence_chars),
        measures.rare_chars.map_or(Cell::Missing, Cell::Share),
    ]
}

/// One row a measure of the documents of a corpus.
pub fn distribution_table(record: &CorpusStatsRecord) -> Table {
    let columns = [
        ("measure", Left),
        ("documents", Right),
        ("mean", Right),
        ("min", Right),
        ("p5", Right),
        ("p25", Right),
        ("p50", Right),
        ("p75", Right),
        ("p95", Right),
        ("max", Right),
    ];
    let mut table = Table::new(&columns, &["documents", "p5", "p95"], false);
    table.rows.extend(record.distributions.iter().map(|spread| {
        let is_mean = matches!(
            &*spread.measure,
            "lexical_variety" | "sentence_words" | "sentence_chars"
        );
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count"
        )]
        let number = |number: f64| {
            if is_mean {
                Cell::Measure(number)
            } else {
                Cell::Count(number as u64)
            }
        };
        vec![
            Cell::Text(spread.measure.clone()),
            Cell::Count(spread.documents),
            Cell::Measure(spread.mean),
            number(spread.min),
            number(spread.p5),
            number(spread.p25),
            number(spread.p50),
            number(spread.p75),
            number(spread.p95),
            number(spread.max),
        ]
    }));
    table
}

/// One row a chunk, with the beginning of its text.
pub fn chunks_table(records: &[ChunkRecord]) -> Table {
    chunk_rows(records, |record| excerpt(&record.text))
}

/// One row a chunk, with all of its text: for tables that programs read.
pub fn chunk_texts_table(records: &[ChunkRecord]) -> Table {
    chunk_rows(records, |record| record.text.clone())
}

fn chunk_rows(records: &[ChunkRecord], shown: fn(&ChunkRecord) -> String) -> Table {
    let columns = [
        ("id", Left),
        ("chunk", Right),
        ("section", Left),
        ("tokens", Right),
        ("text", Left),
        ("overlap", Right),
        ("start", Right),
        ("end", Right),
        ("text_start", Right),
        ("text_end", Right),
    ];
    let details = ["overlap", "start", "end", "text_start", "text_end"];
    let mut table = Table::new(&columns, &details, true);
    table.rows.extend(records.iter().map(|record| {
        let count = |number: u32| Cell::Count(number.into());
        let [text_start, text_end] = record.text_span;
        vec![
            Cell::Text(record.id.clone()),
            count(record.chunk),
            Cell::Path(record.path.clone()),
            Cell::Count(record.tokens),
            Cell::Text(shown(record)),
            count(record.overlap),
            count(record.span.start),
            count(record.span.end),
            count(text_start),
            count(text_end),
        ]
    }));
    table
}

/// One row a pair of similar passages of each record.
pub fn similar_table(records: &[SimilarRecord]) -> Table {
    let columns = [
        ("id", Left),
        ("kind", Left),
        ("first", Left),
        ("again", Left),
        ("resemblance", Right),
        ("containment", Right),
        ("text", Left),
        ("first_start", Right),
        ("first_end", Right),
        ("again_start", Right),
        ("again_end", Right),
    ];
    let details = [
        "containment",
        "first_start",
        "first_end",
        "again_start",
        "again_end",
    ];
    let mut table = Table::new(&columns, &details, true);
    let place = |passage: &PassageRecord, of: fn(SourceSpan) -> u32| {
        let offset = passage.span.map(of);
        offset.map_or(Cell::Missing, |offset| Cell::Count(offset.into()))
    };
    // Sections are named in full: the same heading may stand in several chapters.
    let section = |passage: &PassageRecord| match &passage.path {
        Some(path) if path.is_empty() => Cell::Text("–".to_owned()),
        Some(path) => Cell::Text(path.join(" / ")),
        None => Cell::Text("summary".to_owned()),
    };
    for record in records {
        table.rows.extend(record.similar.iter().map(|pair| {
            vec![
                Cell::Text(record.id.clone()),
                Cell::Text(pair.kind.as_str().to_owned()),
                section(&pair.a),
                section(&pair.b),
                Cell::Share(pair.resemblance),
                Cell::Share(pair.containment),
                Cell::Text(pair.text.clone()),
                place(&pair.a, |span| span.start),
                place(&pair.a, |span| span.end),
                place(&pair.b, |span| span.start),
                place(&pair.b, |span| span.end),
            ]
        }));
    }
    table
}

/// One row a place of each passage that documents share, below the beginning of its text.
pub fn shared_table(record: &CorpusSimilarity) -> Table {
    let columns = [
        ("text", Left),
        ("kind", Left),
        ("documents", Right),
        ("count", Right),
        ("resemblance", Right),
        ("id", Left),
        ("section", Left),
        ("start", Right),
        ("end", Right),
    ];
    let details = ["count", "resemblance", "start", "end"];
    let mut table = Table::new(&columns, &details, true);
    for shared in &record.shared {
        table.rows.extend(shared.places.iter().map(|place| {
            vec![
                Cell::Text(shared.text.clone()),
                Cell::Text(shared.kind.as_str().to_owned()),
                Cell::Count(shared.documents),
                Cell::Count(shared.count),
                Cell::Share(shared.resemblance),
                Cell::Text(place.id.clone()),
                Cell::Text(place.path.join(" / ")),
                Cell::Count(place.span.start.into()),
                Cell::Count(place.span.end.into()),
            ]
        }));
    }
    table
}

/// One row a keyword of each record, best first; `section`, `documents` and `variants` where the record has them.
pub fn keywords_table(records: &[KeywordsRecord]) -> Table {
    let columns = [
        ("id", Left),
        ("section", Left),
        ("keyword", Left),
        ("count", Right),
        ("density", Right),
        ("score", Right),
        ("documents", Right),
        ("reference_count", Right),
        ("log_likelihood", Right),
        ("log_ratio", Right),
        ("significance", Right),
        ("variants", Left),
    ];
    let details = [
        "reference_count",
        "log_likelihood",
        "log_ratio",
        "significance",
    ];
    let mut table = Table::new(&columns, &details, true);
    for record in records {
        table.rows.extend(record.keywords.iter().map(|keyword| {
            let keyness = |cell: fn(Keyness) -> Cell| keyword.keyness.map_or(Cell::Missing, cell);
            vec![
                text(record.id.as_deref()),
                record.path.clone().map_or(Cell::Missing, Cell::Path),
                Cell::Text(keyword.text.clone()),
                Cell::Count(
                    keyword
                        .keyness
                        .map_or(keyword.count, |keyness| keyness.count),
                ),
                keyword.density.map_or(Cell::Missing, Cell::Share),
                Cell::Score(keyword.score),
                keyword.documents.map_or(Cell::Missing, Cell::Count),
                keyness(|keyness| Cell::Count(keyness.reference_count)),
                keyness(|keyness| Cell::Measure(keyness.log_likelihood)),
                keyness(|keyness| Cell::Measure(keyness.log_ratio)),
                keyness(|keyness| {
                    let level = keyness.significance;
                    level.map_or(Cell::Missing, |level| Cell::Text(level.to_string()))
                }),
                variants(&keyword.variants),
            ]
        }));
    }
    table
}

/// The other names of a keyword, each with its count.
fn variants(variants: &[KeywordVariantRecord]) -> Cell {
    if variants.is_empty() {
        return Cell::Missing;
    }
    let named = |variant: &KeywordVariantRecord| format!("{} ({})", variant.text, variant.count);
    let all: Vec<String> = variants.iter().map(named).collect();
    Cell::Text(all.join(", "))
}

/// One row a finding of each record, in order.
pub fn findings_table(records: &[FindingsRecord]) -> Table {
    let columns = [
        ("id", Left),
        ("severity", Left),
        ("kind", Left),
        ("code", Left),
        ("message", Left),
        ("fix", Left),
        ("value", Left),
        ("start", Right),
        ("end", Right),
    ];
    let details = ["kind", "code", "fix", "value", "start", "end"];
    let mut table = Table::new(&columns, &details, true);
    for record in records {
        table.rows.extend(record.findings.iter().map(|finding| {
            let place = |end: fn(&wenmai_model::SourceSpan) -> u32| {
                let offset = finding.span.as_ref().map(end);
                offset.map_or(Cell::Missing, |offset| Cell::Count(offset.into()))
            };
            vec![
                Cell::Text(record.id.clone()),
                Cell::Text(finding.severity.as_str().to_owned()),
                Cell::Text(finding.kind.as_str().to_owned()),
                Cell::Text(finding.code.clone()),
                Cell::Text(finding.message.clone()),
                text(finding.fix.as_deref()),
                text(finding.value.as_deref()),
                place(|span| span.start),
                place(|span| span.end),
            ]
        }));
    }
    table
}

/// A cell with text, or none.
pub(crate) fn text(value: Option<&str>) -> Cell {
    value.map_or(Cell::Missing, |value| Cell::Text(value.to_owned()))
}

/// A heading's number with dots: `1.2.1`.
pub(crate) fn number(number: &[u32]) -> Cell {
    if number.is_empty() {
        return Cell::Missing;
    }
    let parts: Vec<String> = number.iter().map(u32::to_string).collect();
    Cell::Text(parts.join("."))
}

fn path(path: Vec<&str>) -> Cell {
    Cell::Path(path.into_iter().map(str::to_owned).collect())
}
