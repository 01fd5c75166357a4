//! From a document and its analysis to what the report of a corpus says of it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use wenmai_model::{
    Analysis, BlockKind, BoilerplateChars, BoilerplateKind, Document, DocumentSummary, Finding,
    PageChars, Span,
};
use wenmai_text::is_blank;

use crate::article::article_text;
use crate::masked::PersonalData;
use crate::record::{finding_record, keyword_records, outline_records, similar_records};

/// So many keywords of a document stand in the report of its corpus.
const KEYWORDS: usize = 10;
/// And so many pairs of similar passages.
const SIMILAR: usize = 20;

/// What the report of a corpus says of `document`. `page` is the file name of its own page below the report's
/// folder, such as `pages/001.html`, when one is written. Personal data that the findings name are masked wherever they stand in
/// it.
pub fn document_summary(
    document: &Document,
    analysis: &Analysis,
    page: Option<String>,
) -> DocumentSummary {
    let article = article_text(document);
    let keywords = analysis
        .keywords
        .get(..KEYWORDS)
        .unwrap_or(&analysis.keywords);
    let findings = all_findings(document, analysis);
    let mut summary = DocumentSummary {
        id: document.id.clone(),
        title: document.metadata.title.clone(),
        language: document.metadata.language.clone(),
        script: document.metadata.script.clone(),
        kind: document.kind,
        page_type: document.page_type.kind,
        totals: analysis.totals,
        outline: outline_records(document, &article),
        section_chars: section_chars(document, analysis, true),
        lead_chars: Some(section_chars(document, analysis, false).iter().sum()),
        cards: u32::try_from(document.cards.len()).unwrap_or(u32::MAX),
        related_dates: document
            .cards
            .iter()
            .filter_map(|card| card.published)
            .collect(),
        article_share: article_share(document),
        pieces: page_chars(document),
        keywords: keyword_records(document, &article, keywords),
        findings: findings
            .map(|finding| finding_record(document, &article, finding))
            .collect(),
        similar: similar_records(document, analysis, SIMILAR),
        rights: analysis.rights.clone(),
        personal_data: analysis.personal_data.clone(),
        page,
    };
    PersonalData::of(all_findings(document, analysis)).mask(&mut summary);
    summary
}

/// Own characters of each section that has a heading, in the order of the outline, or of those that have none.
fn section_chars(document: &Document, analysis: &Analysis, has_heading: bool) -> Vec<u64> {
    let sections = document.sections.iter().zip(&analysis.sections);
    sections
        .filter(|(section, _)| section.heading.is_some() == has_heading)
        .map(|(_, stats)| stats.own.chars)
        .collect()
}

/// What the characters of a page were taken for.
fn page_chars(document: &Document) -> PageChars {
    let chars = |span: Span| {
        let text = document.slice(span).chars();
        text.filter(|&c| !is_blank(c)).count() as u64
    };
    let mut pieces = PageChars::default();
    for block in &document.blocks {
        let sum = match block.kind {
            BlockKind::Title | BlockKind::Summary => &mut pieces.title,
            _ => &mut pieces.article,
        };
        *sum += chars(block.span);
    }
    pieces.cards = document.cards.iter().map(|card| chars(card.span)).sum();
    let mut kinds: BTreeMap<BoilerplateKind, u64> = BTreeMap::new();
    for region in &document.boilerplate {
        *kinds.entry(region.kind).or_default() += chars(region.span);
    }
    let kinds = kinds.into_iter();
    pieces.boilerplate = kinds
        .map(|(kind, chars)| BoilerplateChars { kind, chars })
        .collect();
    // The sort is stable, so kinds of one length stay in their order.
    let boilerplate = &mut pieces.boilerplate;
    boilerplate.sort_by_key(|part| Reverse(part.chars));
    pieces
}

/// The findings of parsing, then those of analysis.
pub(super) fn all_findings<'a>(
    document: &'a Document,
    analysis: &'a Analysis,
) -> impl Iterator<Item = &'a Finding> {
    document.findings.iter().chain(&analysis.findings)
}

/// Share of the article (title and summary excluded) in the non-blank bytes of the page, between 0 and 1.
pub(super) fn article_share(document: &Document) -> f64 {
    let non_blank = |text: &str| -> usize {
        text.chars()
            .filter(|&c| !is_blank(c))
            .map(char::len_utf8)
            .sum()
    };
    let article: usize = document
        .blocks
        .iter()
        .filter(|block| block.kind.is_article_text())
        .map(|block| non_blank(document.slice(block.span)))
        .sum();
    ratio(article as u64, non_blank(&document.text) as u64)
}

/// `part / whole`, or 0 when there is no whole.
pub(super) fn ratio(part: u64, whole: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share is shown with three digits at most"
    )]
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
