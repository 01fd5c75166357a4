//! Analysis of whole documents, made from text by the parser.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop at the first surprise"
)]

mod contrast;
mod determinism;
mod hostile;
mod keywords;
mod labels;
mod linear;
mod privacy;
mod quality;
mod quality_chinese;
mod redaction;
mod rights;
mod seed;
mod similarity;
mod statistics;
mod variants;

use wenmai_analyze::{AnalyzeOptions, Ranker, analyze};
use wenmai_model::{Analysis, Document, Keyword};
use wenmai_parse::{ParseOptions, parse_text};
use wenmai_text::comparison_key;

/// Parses and measures a text page.
fn read(text: &str) -> (Document, Analysis) {
    let document = parse_text(text, &ParseOptions::default());
    let analysis = analyze(&document, &AnalyzeOptions::default());
    (document, analysis)
}

/// The same with the formula in place of the trees.
fn read_by_formula(text: &str) -> (Document, Analysis) {
    let document = parse_text(text, &ParseOptions::default());
    let options = AnalyzeOptions {
        ranker: Ranker::preset("heuristic").unwrap(),
        ..AnalyzeOptions::default()
    };
    let analysis = analyze(&document, &options);
    (document, analysis)
}

/// The index of the section with this heading, marker excluded.
fn section(document: &Document, title: &str) -> usize {
    let found = document.sections.iter().position(|section| {
        let heading = document.section_heading(section);
        heading.is_some_and(|heading| heading.title() == title)
    });
    found.unwrap_or_else(|| panic!("no section {title}"))
}

fn texts(keywords: &[Keyword]) -> Vec<&str> {
    keywords
        .iter()
        .map(|keyword| keyword.text.as_str())
        .collect()
}

/// What holds for every analysis of every document.
fn check_invariants(document: &Document, analysis: &Analysis) {
    let options = AnalyzeOptions::default();
    assert_eq!(analysis.sections.len(), document.sections.len());
    assert_eq!(analysis.section_keywords.len(), document.sections.len());
    assert!(analysis.keywords.len() <= options.keywords);
    let own: u64 = analysis.sections.iter().map(|stats| stats.own.chars).sum();
    assert_eq!(own, analysis.totals.chars);
    for stats in &analysis.sections {
        assert!((0.0..=1.0).contains(&stats.share));
        assert!(stats.own.chars <= stats.total.chars && stats.own.latin_words <= stats.own.words);
    }
    for keyword in analysis
        .section_keywords
        .iter()
        .chain([&analysis.keywords])
        .flatten()
    {
        assert!(keyword.score.is_finite() && keyword.score > 0.0);
        // What has no place in the article stands in its title or summary.
        let metadata = &document.metadata;
        let above = [&metadata.title, &metadata.summary].into_iter().flatten();
        // Blanks of any kind are spaces in a keyword.
        let key = comparison_key(&keyword.text);
        let is_above = above
            .into_iter()
            .any(|text| comparison_key(text).contains(&key));
        assert_eq!(keyword.count == 0, keyword.spans.is_empty());
        assert!(keyword.count >= 1 || is_above, "{keyword:?}");
        assert!(keyword.spans.len() <= options.spans_per_keyword);
        assert!(keyword.text.chars().any(char::is_alphabetic), "{keyword:?}");
        assert!(keyword.spans.is_sorted());
        for span in &keyword.spans {
            let blocks = document.blocks.iter();
            let inside = blocks
                .filter(|block| block.kind.is_article_text())
                .any(|block| block.span.contains(*span));
            assert!(inside, "{keyword:?} stands outside the article");
        }
    }
    for list in analysis.section_keywords.iter().chain([&analysis.keywords]) {
        assert!(list.is_sorted_by(|a, b| a.score >= b.score));
    }
    for (row, name) in analysis.matrix.keywords.iter().enumerate() {
        let keyword = analysis.keywords.iter().find(|one| one.text == *name);
        let sum: u32 = analysis.matrix.row(row).iter().sum();
        assert_eq!(Some(sum), keyword.map(|keyword| keyword.count), "{name}");
    }
    let mut seconds = Vec::new();
    for pair in &analysis.similar {
        assert!(
            (0.0..=1.0).contains(&pair.resemblance) && (0.8..=1.0).contains(&pair.containment)
                || pair.resemblance >= 0.5,
            "{pair:?}"
        );
        let section = pair.b.section.unwrap();
        assert!(pair.a.section <= Some(section) && (section as usize) < document.sections.len());
        assert!(pair.a.span < pair.b.span || pair.a.section.is_none());
        assert!(!document.slice(pair.b.span.unwrap()).is_empty());
        seconds.push((pair.kind, pair.b.span));
    }
    assert!(seconds.is_sorted_by(|a, b| a < b), "{seconds:?}");
    for table in &analysis.contrasts {
        assert!(table.columns.len() >= 2);
        assert_eq!(table.distinctive.len(), table.columns.len());
        let mut cells: Vec<u32> = Vec::new();
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.columns.len());
            cells.extend(row.cells.iter().flatten().map(|cell| cell.section));
        }
        let n_cells = cells.len();
        cells.sort_unstable();
        cells.dedup();
        assert_eq!(cells.len(), n_cells, "a section stands in two cells");
    }
}
