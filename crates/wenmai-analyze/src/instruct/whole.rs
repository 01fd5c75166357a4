//! Drafts of the article as a whole: summary, title, and the article itself.

use std::ops::Range;

use wenmai_model::{BlockKind, Document, DraftKind, DraftPart, DraftPlace, MetadataField, Span};
use wenmai_text::normalize::same_key;
use wenmai_text::tokens::estimate_tokens;
use wenmai_text::trim_blank;

use super::Made;
use super::blocks::{Blocks, is_cut};
use super::outline::Part;
use super::phrase::{Argument, Instruction, Phrase};
use super::templates::{Language, TEMPLATES};

/// A summary is at most one of so many parts of the article.
const MIN_SHORTENED: u64 = 2;
/// Characters of a title.
const TITLE_CHARS: std::ops::RangeInclusive<usize> = 3..=120;

/// The title of the page at its place in the text; `None` where it stands only in what the page says of itself.
pub(super) fn title(document: &Document) -> Option<Phrase<'_>> {
    let title = trim_blank(document.metadata.title.as_deref()?);
    let phrase = visible(document, title, MetadataField::Title, BlockKind::Title)?;
    let has_length = TITLE_CHARS.contains(&phrase.text.chars().take(TITLE_CHARS.end() + 1).count());
    (has_length && !is_cut(phrase.text)).then_some(phrase)
}

/// The summary, likewise.
fn summary(document: &Document) -> Option<Phrase<'_>> {
    let summary = trim_blank(document.metadata.summary.as_deref()?);
    let field = MetadataField::Summary;
    let phrase = visible(document, summary, field, BlockKind::Summary)?;
    (!is_cut(phrase.text)).then_some(phrase)
}

/// Where the text of a field stands: at the place that it was taken from, or within the first block of a kind.
fn visible<'a>(
    document: &'a Document,
    text: &str,
    field: MetadataField,
    kind: BlockKind,
) -> Option<Phrase<'a>> {
    let phrase = |span: Span| Phrase {
        text: document.slice(span),
        place: DraftPlace::Page(span),
    };
    let provenance = &document.metadata.provenance;
    let place = provenance.iter().find(|one| one.field == field);
    if let Some(span) = place.and_then(|place| place.span) {
        let whole = phrase(span);
        let whole = whole.part(0..whole.text.len());
        if same_key(whole.text, text) {
            return Some(whole);
        }
    }
    let block = document.blocks.iter().find(|block| block.kind == kind)?;
    let whole = phrase(block.span);
    let at = whole.text.find(text).filter(|_| !text.is_empty())?;
    Some(whole.part(at..at + text.len()))
}

/// Summary, title and article, as far as the page has them.
pub(super) fn whole_drafts(
    blocks: &Blocks<'_>,
    parts: &[Option<Part<'_>>],
    title: Option<Phrase<'_>>,
    language: Language,
) -> Vec<Made> {
    let document = blocks.source.document;
    let whole = 0..blocks.source.blocks.len();
    let options = blocks.options;
    let mut drafts = Vec::new();
    if !blocks.can_answer(&whole, options.min_tokens) {
        return drafts;
    }
    let tokens = |text: &str| estimate_tokens(text, options.tokens);
    let article = |without: &Range<usize>| {
        let (before, behind) = (0..without.start, without.end..whole.end);
        let mut places = blocks.places(before, |_| true);
        places.extend(blocks.places(behind, |_| true));
        places
    };
    if let Some(summary) = summary(document) {
        let copy = copy_of(blocks, parts, summary.text);
        let n_article = blocks.tokens(&whole).saturating_sub(blocks.tokens(&copy));
        let n_summary = tokens(summary.text);
        if n_summary >= options.min_tokens
            && n_summary.saturating_mul(MIN_SHORTENED) <= n_article
            && n_summary.saturating_add(n_article) <= options.max_tokens
        {
            let input = article(&copy);
            drafts.push(made(
                DraftKind::Summary,
                "summary",
                input,
                summary,
                language,
            ));
        }
    }
    if let Some(title) = title {
        let n_title = tokens(title.text);
        if n_title.saturating_add(blocks.tokens(&whole)) <= options.max_tokens {
            let input = article(&(whole.end..whole.end));
            drafts.push(made(DraftKind::Title, "title", input, title, language));
        }
        if document.outline.is_empty() {
            let slots = [("heading", Argument::Plain(title))];
            let template = TEMPLATES.text("article", language);
            let instruction = Instruction::new(template, &slots, language);
            let mut places = Made::places_of(&instruction);
            let output = article(&(whole.end..whole.end)).into_iter();
            places.extend(output.map(|place| (DraftPart::Output, place)));
            drafts.push(Made {
                start: 0,
                kind: DraftKind::Section,
                section: None,
                instruction: instruction.text,
                places,
            });
        }
    }
    drafts
}

/// A draft of the article, with `output` for an answer.
fn made(
    kind: DraftKind,
    template: &str,
    input: Vec<DraftPlace>,
    output: Phrase<'_>,
    language: Language,
) -> Made {
    let input = input.into_iter().map(|place| (DraftPart::Input, place));
    let output = (DraftPart::Output, output.place);
    Made {
        start: 0,
        kind,
        section: None,
        instruction: TEMPLATES.text(template, language).to_owned(),
        places: input.chain([output]).collect(),
    }
}

/// The blocks that say the summary once more, with the heading above them: pages open with it. Where the summary stood in the
/// article, to summarize would be to copy.
fn copy_of(blocks: &Blocks<'_>, parts: &[Option<Part<'_>>], summary: &str) -> Range<usize> {
    let n_blocks = blocks.source.blocks.len();
    let is_copy = |at: usize| {
        let block = blocks.phrase(at);
        block.is_some_and(|block| same_key(block.text, summary))
    };
    let Some(at) = (0..n_blocks).find(|&at| is_copy(at)) else {
        return 0..0;
    };
    let alone = parts.iter().flatten().find(|part| part.all == (at..at + 1));
    let start = at - usize::from(alone.is_some());
    start..at + 1
}
