//! Lists that a sentence announces, as what goes on from it.

use std::ops::Range;

use wenmai_model::{BlockKind, DraftPart};
use wenmai_text::sentence::sentences;

use super::Made;
use super::article_start;
use super::blocks::Blocks;
use super::phrase::{Argument, Instruction};
use super::sections::list_kind;
use super::templates::{Language, TEMPLATES};
use super::wording::Topic;

/// Items of a list that is asked for.
const MIN_ITEMS: usize = 3;
/// Longest sentence that announces, in bytes.
const MAX_LEAD_BYTES: usize = 240;

/// The lists behind a paragraph that ends with a colon, but for those that `is_taken` says are asked for by their heading, at
/// the position of their paragraph.
pub(super) fn list_drafts(
    blocks: &Blocks<'_>,
    is_taken: impl Fn(usize) -> bool,
    topic: Option<&Topic<'_>>,
    language: Language,
) -> Vec<Made> {
    let n_blocks = blocks.source.blocks.len();
    let mut drafts = Vec::new();
    let mut at = 0;
    while at < n_blocks {
        let first = at;
        while blocks.kind(at) == Some(BlockKind::ListItem) {
            at += 1;
        }
        let lead = first.checked_sub(1).filter(|&lead| !is_taken(lead));
        if at - first >= MIN_ITEMS
            && blocks.can_answer(&(first..at), blocks.options.min_tokens)
            && let Some(lead) = lead
            && let Some(draft) = draft(blocks, (lead, first..at), topic, language)
        {
            drafts.push(draft);
        }
        at = at.max(first + 1);
    }
    drafts
}

/// The draft of the list `items` behind the block `lead`, if that announces it.
fn draft(
    blocks: &Blocks<'_>,
    (lead, items): (usize, Range<usize>),
    topic: Option<&Topic<'_>>,
    language: Language,
) -> Option<Made> {
    let is_paragraph = blocks.kind(lead) == Some(BlockKind::Paragraph);
    let lead = blocks.phrase(lead).filter(|_| is_paragraph)?;
    let announces = lead.text.ends_with([':', '：']);
    let sentence = sentences(lead.text).last().filter(|_| announces)?;
    let sentence = lead.part(sentence.start..lead.text.len());
    if sentence.text.len() > MAX_LEAD_BYTES {
        return None;
    }
    let kind = list_kind(blocks, items.start, &[sentence.text]);
    let mut slots = vec![("heading", Argument::Plain(sentence))];
    slots.extend(topic.map(|topic| ("topic", topic.argument())));
    let name = if topic.is_some() {
        "complete_of"
    } else {
        "complete"
    };
    let template = TEMPLATES.text(name, language);
    let instruction = Instruction::new(template, &slots, language);
    let output = blocks.places(items, |_| true);
    let mut places = Made::places_of(&instruction);
    let start = output.first().map_or(0, |&place| article_start(place));
    places.extend(output.into_iter().map(|place| (DraftPart::Output, place)));
    Some(Made {
        start,
        kind,
        section: None,
        instruction: instruction.text,
        places,
    })
}
