//! Drafts of instructions with answers, from the structure of an article alone: headings ask for their sections, parallel
//! sections compare, summaries summarize. A starting point for those who make training data; no model takes part.
//!
//! `blocks` says what can answer, `outline` what sections are about, `wording` what kind of words a heading is, and `templates`
//! has the words that are ours.

mod blocks;
mod comparison;
mod lists;
mod outline;
mod phrase;
mod posts;
mod sections;
mod templates;
mod whole;
mod wording;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{ContrastTable, Draft, DraftKind, DraftPart, DraftPlace, PageTypeKind};
use wenmai_text::tokens::Encoding;

use self::blocks::Blocks;
use self::outline::outline;
use self::phrase::{Instruction, Phrase};
use self::sections::section_draft;
use self::templates::Language;
use self::wording::Topic;
use crate::article::ArticleSource;

/// Longest title that sections are about, in bytes.
const MAX_TOPIC_BYTES: usize = 160;

/// A page is a listing where that is as sure at least: short articles look like one.
const MIN_CONFIDENCE: f32 = 0.5;

/// Which drafts are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstructOptions {
    /// Fewest tokens of an output; half of them are enough for answers to questions and for each side of a comparison. Titles
    /// may have any number.
    pub min_tokens: u64,
    /// Most tokens of input and output together. Drafts with more are left out, none is cut.
    pub max_tokens: u64,
    /// The encoding whose tokens are estimated.
    pub tokens: Encoding,
}

impl Default for InstructOptions {
    fn default() -> Self {
        Self {
            min_tokens: 20,
            max_tokens: 4096,
            tokens: Encoding::default(),
        }
    }
}

/// Drafts of instructions from an article in Chinese or English, in the order of the page; `contrasts` are its contrast tables.
///
/// * Output and input are text of the page alone. Of an instruction the words of a template are ours.
/// * No instruction comes twice for a page: what would be asked for in the same words has no answer that is the right one.
/// * Lists of links, listings of other pages, references and texts that are cut off give none.
///
/// Runs in O(len of the text), whatever stands in it. Use `instructions` of the crate `wenmai`, which makes text and tables, too.
///
/// ```
/// use wenmai_analyze::{ArticleSource, InstructOptions, instructions};
/// use wenmai_model::{Block, BlockKind, Document, DraftKind, Metadata, Span, TextBlock};
/// let text = "河堤上的照相馆\n那一年,河堤上有一间照相馆。";
/// let block = |kind, start, end| Block { kind, span: Span::new(start, end), lines: None };
/// let blocks = vec![block(BlockKind::Title, 0, 21), block(BlockKind::Paragraph, 22, 62)];
/// let title = Some("河堤上的照相馆".to_owned());
/// let metadata = Metadata { title, language: Some("zh".into()), ..Metadata::default() };
/// let document = Document { text: text.into(), blocks, metadata, ..Document::default() };
/// let blocks = [TextBlock { block: 1, start: 0, end: 40 }];
/// let source = ArticleSource { document: &document, text: &text[22..], blocks: &blocks };
/// let options = InstructOptions { min_tokens: 5, ..InstructOptions::default() };
/// let drafts = instructions(&source, &[], &options);
/// assert_eq!(drafts[0].kind, DraftKind::Title);
/// assert_eq!(drafts[1].instruction, "请以“河堤上的照相馆”为题写一篇文章。");
/// ```
pub fn instructions(
    source: &ArticleSource<'_>,
    contrasts: &[ContrastTable],
    options: &InstructOptions,
) -> Vec<Draft> {
    let document = source.document;
    let Some(language) = Language::of(document) else {
        return Vec::new();
    };
    let page_type = document.page_type;
    if page_type.kind == PageTypeKind::Listing && page_type.confidence >= MIN_CONFIDENCE {
        return Vec::new();
    }
    let blocks = Blocks::new(source, options);
    let title = whole::title(document);
    let mut drafts = if document.posts.is_empty() {
        article_drafts(&blocks, title, contrasts, language)
    } else {
        let draft = posts::thread_draft(&blocks, title, language);
        draft.into_iter().collect()
    };
    drafts.sort_by_key(|draft| draft.start);
    let mut times: FxHashMap<String, usize> = FxHashMap::default();
    for draft in &drafts {
        *times.entry(draft.instruction.clone()).or_default() += 1;
    }
    drafts.retain(|draft| times.get(&draft.instruction) == Some(&1));
    let draft = |made: Made| Draft {
        kind: made.kind,
        language: language.as_str(),
        section: made.section,
        instruction: made.instruction,
        places: made.places,
    };
    drafts.into_iter().map(draft).collect()
}

/// The drafts of a page that is no thread of posts.
fn article_drafts(
    blocks: &Blocks<'_>,
    title: Option<Phrase<'_>>,
    contrasts: &[ContrastTable],
    language: Language,
) -> Vec<Made> {
    let topic = title
        .filter(|title| title.text.len() <= MAX_TOPIC_BYTES)
        .map(|title| Topic::of_title(title, language));
    let parts = outline(blocks, topic.as_ref(), language);
    let mut drafts = whole::whole_drafts(blocks, &parts, title, language);
    // Paragraphs that open a section that is asked for as a list.
    let mut leads = FxHashSet::default();
    for (index, part) in parts.iter().enumerate() {
        let draft = part
            .as_ref()
            .and_then(|part| section_draft(blocks, &parts, part, language));
        if let Some(draft) = draft {
            if matches!(draft.kind, DraftKind::List | DraftKind::Steps) {
                leads.insert(draft.answer.start);
            }
            let mut places = Made::places_of(&draft.instruction);
            let answer = blocks.places(draft.answer, |_| true);
            let start = answer.first().map_or(0, |&place| article_start(place));
            places.extend(answer.into_iter().map(|place| (DraftPart::Output, place)));
            drafts.push(Made {
                start,
                kind: draft.kind,
                section: u32::try_from(index).ok(),
                instruction: draft.instruction.text,
                places,
            });
        }
    }
    let is_taken = |at| leads.contains(&at);
    drafts.extend(lists::list_drafts(
        blocks,
        is_taken,
        topic.as_ref(),
        language,
    ));
    for table in contrasts {
        let made = comparison::comparison_drafts(blocks, &parts, table, language);
        drafts.extend(made);
    }
    drafts
}

/// A draft and where in the article its answer begins.
#[derive(Debug)]
struct Made {
    start: u32,
    kind: DraftKind,
    section: Option<u32>,
    instruction: String,
    places: Vec<(DraftPart, DraftPlace)>,
}

impl Made {
    /// Where the pieces of an instruction stand.
    fn places_of(instruction: &Instruction) -> Vec<(DraftPart, DraftPlace)> {
        let places = instruction.places.iter();
        places
            .map(|&place| (DraftPart::Instruction, place))
            .collect()
    }
}

/// Where in the article a place begins; 0 for title and summary.
fn article_start(place: DraftPlace) -> u32 {
    match place {
        DraftPlace::Article([start, _]) => start,
        DraftPlace::Page(_) => 0,
    }
}
