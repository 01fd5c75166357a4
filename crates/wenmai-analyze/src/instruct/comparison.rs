//! Parallel sections as answers to questions that compare.

use std::ops::Range;

use wenmai_model::{ContrastTable, DraftKind, DraftPart, SectionRole};
use wenmai_text::normalize::same_key;

use super::blocks::Blocks;
use super::outline::Part;
use super::phrase::{Argument, Instruction, Phrase};
use super::sections::{answer, is_apparatus};
use super::templates::{Language, TEMPLATES};
use super::wording::Topic;
use super::{Made, article_start};
use crate::chunk::common_section;

/// More things are not compared in one answer.
const MAX_COMPARED: usize = 4;

/// A thing that is compared, and what is said of it.
struct Compared<'p, 'a> {
    part: &'p Part<'a>,
    /// The section whose text answers: the one of the thing itself, or its part on one aspect.
    said: &'p Part<'a>,
    section: u32,
}

/// What the rows of a contrast table answer, or, where it has none, its columns.
pub(super) fn comparison_drafts(
    blocks: &Blocks<'_>,
    parts: &[Option<Part<'_>>],
    table: &ContrastTable,
    language: Language,
) -> Vec<Made> {
    let part = |section: u32| parts.get(section as usize).and_then(Option::as_ref);
    let compared = |column: u32, section: u32| {
        let (part, said) = (part(column)?, part(section)?);
        Some(Compared {
            part,
            said,
            section,
        })
    };
    if table.rows.is_empty() {
        let columns = table.columns.iter();
        let things: Vec<_> = columns.filter_map(|&at| compared(at, at)).collect();
        return draft(blocks, &things, true, language).into_iter().collect();
    }
    let rows = table.rows.iter().filter_map(|row| {
        let cells = table.columns.iter().zip(&row.cells);
        let things: Vec<_> = cells
            .filter_map(|(&column, cell)| compared(column, cell.as_ref()?.section))
            .collect();
        draft(blocks, &things, false, language)
    });
    rows.collect()
}

/// What `things` answer together; `is_whole` where they are compared in all that is said of them.
fn draft(
    blocks: &Blocks<'_>,
    things: &[Compared<'_, '_>],
    is_whole: bool,
    language: Language,
) -> Option<Made> {
    if !(2..=MAX_COMPARED).contains(&things.len()) {
        return None;
    }
    if things.iter().any(|thing| is_apparatus(thing.said)) {
        return None;
    }
    // What is said of one thing may be short, as it is not said alone.
    let answers: Option<Vec<Range<usize>>> = things
        .iter()
        .map(|thing| answer(blocks, thing.said, true))
        .collect();
    let answers = answers?;
    let tokens: u64 = answers.iter().map(|range| blocks.tokens(range)).sum();
    if tokens > blocks.options.max_tokens {
        return None;
    }
    let instruction = if is_whole {
        compare_whole(things, language)?
    } else {
        compare_by(things, language)?
    };
    let mut places = Made::places_of(&instruction);
    let mut start = u32::MAX;
    for (thing, range) in things.iter().zip(answers) {
        let name = thing.part.own.phrase.place;
        places.push((DraftPart::Output, name));
        let answer = blocks.places(range, |_| true);
        start = start.min(
            answer
                .first()
                .map_or(u32::MAX, |&place| article_start(place)),
        );
        places.extend(answer.into_iter().map(|place| (DraftPart::Output, place)));
    }
    let sections = things.iter().map(|thing| Some(thing.section));
    let section = sections.reduce(|a, b| common_section(blocks.source.document, a, b));
    Some(Made {
        start,
        kind: DraftKind::Comparison,
        section: section.flatten(),
        instruction: instruction.text,
        places,
    })
}

/// 请从“优势”方面比较开源与闭源。 `None` where the sections have no heading in common.
fn compare_by(things: &[Compared<'_, '_>], language: Language) -> Option<Instruction> {
    let one = things.first()?;
    let first = words(one.said);
    let is_same = |thing: &Compared<'_, '_>| {
        let has_role = one.said.role.is_some() && thing.said.role == one.said.role;
        has_role || same_key(words(thing.said).text, first.text)
    };
    if !things.iter().all(is_same) {
        return None;
    }
    let mut instruction = Instruction::default();
    push_compared(
        &mut instruction,
        TEMPLATES.text("compare_by", language),
        &[("heading", Argument::Plain(first))],
        things,
        language,
    );
    Some(instruction)
}

/// What a section says of a thing: its heading without the thing.
fn words<'a>(part: &Part<'a>) -> Phrase<'a> {
    part.aspect.map_or(part.heading, |aspect| aspect.words)
}

/// 请比较升级前与升级后。
fn compare_whole(things: &[Compared<'_, '_>], language: Language) -> Option<Instruction> {
    use SectionRole::{Advantages, Disadvantages};
    let first = things.first()?.part;
    let topic: Option<Topic<'_>> = first.topic;
    let is = |role| things.iter().any(|thing| thing.said.role == Some(role));
    let mut instruction = Instruction::default();
    if is(Advantages) && is(Disadvantages) {
        let of = first.aspect.and_then(|aspect| aspect.of);
        let of = of.map(|of| Topic::of(of, None, language)).or(topic)?;
        let template = TEMPLATES.text("pros_and_cons", language);
        instruction.push(template, &[("topic", of.argument())], language);
        return Some(instruction);
    }
    // The title of a page that compares names what is compared.
    let names_all = |topic: &Topic<'_>| {
        let has = |thing: &Compared<'_, '_>| topic.phrase.text.contains(thing.part.own.phrase.text);
        things.iter().all(has)
    };
    let topic = topic.filter(|topic| !names_all(topic));
    let slots: Vec<_> = topic
        .iter()
        .map(|topic| ("topic", topic.in_page()))
        .collect();
    let name = if topic.is_some() {
        "compare_of"
    } else {
        "compare"
    };
    let template = TEMPLATES.text(name, language);
    push_compared(&mut instruction, template, &slots, things, language);
    Some(instruction)
}

/// Appends `template` with the names of all `things` for its slots `a` and `b`: of more than two, `a` is all but the last.
fn push_compared(
    instruction: &mut Instruction,
    template: &str,
    slots: &[(&str, Argument<'_>)],
    things: &[Compared<'_, '_>],
    language: Language,
) {
    let (before, rest) = template.split_once("{a}").unwrap_or((template, ""));
    let (and, behind) = rest.split_once("{b}").unwrap_or((rest, ""));
    instruction.push(before, slots, language);
    for (at, thing) in things.iter().enumerate() {
        if at > 0 {
            let is_last = at + 1 == things.len();
            let comma = TEMPLATES.text("comma", language);
            instruction.text.push_str(if is_last { and } else { comma });
        }
        instruction.push_argument(thing.part.own.argument(), language);
    }
    instruction.push(behind, slots, language);
}
