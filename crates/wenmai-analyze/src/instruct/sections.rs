//! Sections as answers to what their headings ask.

use std::ops::Range;

use wenmai_model::{BlockKind, DraftKind, SectionRole};

use super::blocks::Blocks;
use super::outline::{Aspect, MAX_HEIGHT, Part};
use super::phrase::{Argument, Instruction};
use super::templates::{Language, TEMPLATES, Template};
use super::wording::{Topic, opened, question};

/// Items of a list that answers.
const MIN_ITEMS: usize = 3;

/// A section that answers.
#[derive(Debug)]
pub(super) struct SectionDraft {
    pub(super) kind: DraftKind,
    pub(super) instruction: Instruction,
    pub(super) answer: Range<usize>,
}

/// What the section `index` answers, if it does.
pub(super) fn section_draft(
    blocks: &Blocks<'_>,
    parts: &[Option<Part<'_>>],
    part: &Part<'_>,
    language: Language,
) -> Option<SectionDraft> {
    if is_apparatus(part) {
        return None;
    }
    let question = question(part.heading, part.topic.as_ref(), language);
    let answer = answer(blocks, part, question.is_some())?;
    let list = list(blocks, part, &answer);
    let kind = match list {
        _ if question.is_some() => DraftKind::Qa,
        _ if part.role == Some(SectionRole::Definition) => DraftKind::Definition,
        Some(kind) => kind,
        None => DraftKind::Section,
    };
    let parent = part.parent.and_then(|parent| parts.get(parent)?.as_ref());
    let instruction = question
        .or_else(|| of_aspect(part, language))
        .or_else(|| below(part, parent, language))
        .or_else(|| opened(part.heading, part.topic.as_ref(), language))
        .unwrap_or_else(|| plain(part, list, language));
    Some(SectionDraft {
        kind,
        instruction,
        answer,
    })
}

/// Whether a section says nothing that could be asked for.
pub(super) fn is_apparatus(part: &Part<'_>) -> bool {
    use SectionRole::{Acknowledgments, Appendix, Faq, References};
    let role = part.role;
    let has_role = matches!(role, Some(Faq | References | Acknowledgments | Appendix));
    has_role || TEMPLATES.is_skipped(part.heading.text)
}

/// The section with its subsections, or else its own text, if that can answer.
pub(super) fn answer(
    blocks: &Blocks<'_>,
    part: &Part<'_>,
    is_question: bool,
) -> Option<Range<usize>> {
    let min_tokens = blocks.options.min_tokens;
    // The answer to a question may be short.
    let min_tokens = if is_question {
        min_tokens.div_ceil(2)
    } else {
        min_tokens
    };
    let can = |range: &&Range<usize>| blocks.can_answer(range, min_tokens);
    let whole = Some(&part.all).filter(|_| part.height <= MAX_HEIGHT);
    whole.filter(can).or(Some(&part.body).filter(can)).cloned()
}

/// What a section is that is nothing but a list, with a sentence before it at most.
fn list(blocks: &Blocks<'_>, part: &Part<'_>, answer: &Range<usize>) -> Option<DraftKind> {
    let mut items = answer.clone();
    let lead = items.start;
    let has_lead = blocks.kind(lead) == Some(BlockKind::Paragraph);
    if has_lead {
        items.start += 1;
    }
    let is_list = items
        .clone()
        .all(|at| blocks.kind(at) == Some(BlockKind::ListItem));
    if !is_list || items.len() < MIN_ITEMS {
        return None;
    }
    let lead = has_lead.then(|| blocks.phrase(lead)).flatten();
    let tells = [part.heading.text, lead.map_or("", |lead| lead.text)];
    Some(list_kind(blocks, items.start, &tells))
}

/// Whether a list, which `tells` stand above, says what is to be done one after the other.
pub(super) fn list_kind(blocks: &Blocks<'_>, first: usize, tells: &[&str]) -> DraftKind {
    let is_told = |word: &str| {
        let has = |text: &&str| {
            if word.is_ascii() {
                has_words(text, word)
            } else {
                text.contains(word)
            }
        };
        tells.iter().any(has)
    };
    if is_numbered(blocks, first) && TEMPLATES.steps.iter().any(|word| is_told(word)) {
        DraftKind::Steps
    } else {
        DraftKind::List
    }
}

/// Whether the ASCII text `words` stands in `text` in any case, with no letter beside it.
fn has_words(text: &str, words: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    lower.match_indices(words).any(|(at, _)| {
        let before = lower
            .get(..at)
            .and_then(|before| before.chars().next_back());
        let behind = lower
            .get(at + words.len()..)
            .and_then(|behind| behind.chars().next());
        !is_letter(before) && !is_letter(behind)
    })
}

/// Whether the list item at position `at` has a number.
fn is_numbered(blocks: &Blocks<'_>, at: usize) -> bool {
    let source = blocks.source;
    let Some(block) = source.blocks.get(at) else {
        return false;
    };
    let layout = source.document.layout(block.block as usize);
    if layout.is_some_and(|layout| layout.number.is_some()) {
        return true;
    }
    let text = blocks.phrase(at).map_or("", |item| item.text);
    let text = text.trim_start_matches(['(', '（', '第']);
    let is_digit = |c: char| c.is_numeric() || "一二三四五六七八九十".contains(c);
    let rest = text.trim_start_matches(is_digit);
    rest.len() < text.len() && (rest.starts_with(['.', '、', ')', '）', '．', '步', ' ']))
}

/// What asks for a heading that means nothing without its topic.
fn of_aspect(part: &Part<'_>, language: Language) -> Option<Instruction> {
    let aspect = part.aspect?;
    let of = aspect.of.map(|of| Topic::of(of, None, language));
    let topic = of.or(part.topic)?;
    Some(asked(&aspect, &topic, language))
}

/// What asks for an aspect of a topic.
pub(super) fn asked(aspect: &Aspect<'_>, topic: &Topic<'_>, language: Language) -> Instruction {
    let fill = |template: Template| {
        let slots = [
            ("topic", topic.argument()),
            ("heading", Argument::Plain(aspect.words)),
        ];
        Instruction::new(template.in_language(language), &slots, language)
    };
    if topic.is_name() {
        return fill(aspect.template);
    }
    aspect
        .titled
        .map_or_else(|| explained(topic, aspect, language), fill)
}

/// What asks for an aspect of a topic that is no name.
fn explained(topic: &Topic<'_>, aspect: &Aspect<'_>, language: Language) -> Instruction {
    let slots = [
        ("topic", topic.in_page()),
        ("heading", Argument::Plain(aspect.words)),
    ];
    Instruction::new(TEMPLATES.text("explain_of", language), &slots, language)
}

/// What asks for a section below one of a role: 促进技术创新 below 优势.
fn below(part: &Part<'_>, parent: Option<&Part<'_>>, language: Language) -> Option<Instruction> {
    let parent = parent.filter(|parent| parent.aspect.is_some())?;
    let template = TEMPLATES.below(parent.role?)?;
    let topic = part.topic.filter(Topic::is_name)?;
    let slots = [
        ("topic", topic.argument()),
        ("heading", Argument::Plain(part.heading)),
    ];
    Some(Instruction::new(
        template.in_language(language),
        &slots,
        language,
    ))
}

/// What asks for any other section.
fn plain(part: &Part<'_>, list: Option<DraftKind>, language: Language) -> Instruction {
    // 开源大模型：共享的智慧源泉
    let is_known = part.own.is_known || part.own.is_subject && part.has_aspects;
    if is_known && list.is_none() {
        let slots = [("heading", part.own.argument())];
        return Instruction::new(TEMPLATES.text("introduce", language), &slots, language);
    }
    // A heading that says what its topic says needs no topic.
    let is_other = |topic: &Topic<'_>| topic.phrase.text != part.heading.text;
    let topic = part.topic.filter(is_other);
    let name = match (list, topic) {
        (Some(DraftKind::Steps), Some(_)) => "steps_of",
        (Some(DraftKind::Steps), None) => "steps",
        (Some(_), Some(_)) => "list_of",
        (Some(_), None) => "list",
        (None, Some(_)) => "explain_of",
        (None, None) => "explain",
    };
    let heading = ("heading", Argument::Plain(part.heading));
    let mut slots = vec![heading];
    slots.extend(topic.map(|topic| ("topic", topic.in_page())));
    Instruction::new(TEMPLATES.text(name, language), &slots, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        assert!(has_words("Follow these Steps:", "steps"));
        assert!(!has_words("Footsteps", "steps"));
        assert!(has_words("安装 how to", "how to"));
    }
}
