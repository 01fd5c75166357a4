//! Forum pages: what the first post asks, and the first answer of somebody else.

use wenmai_model::{BlockKind, DraftKind, DraftPart, DraftPlace, Post};

use super::Made;
use super::article_start;
use super::blocks::Blocks;
use super::phrase::{Argument, Instruction, Phrase};
use super::templates::{Language, TEMPLATES};
use super::wording::question_mark;

/// Posts behind the question that are looked at.
const MAX_POSTS: usize = 20;

/// The question of a thread with its first answer.
pub(super) fn thread_draft(
    blocks: &Blocks<'_>,
    title: Option<Phrase<'_>>,
    language: Language,
) -> Option<Made> {
    let (question, others) = blocks.source.document.posts.split_first()?;
    let (input, n_input) = text(blocks, question, 1, true)?;
    let is_answer = |post: &&Post| post.author.is_none() || post.author != question.author;
    // The answer to a question may be short.
    let min_tokens = blocks.options.min_tokens.div_ceil(2);
    let output = others
        .iter()
        .take(MAX_POSTS)
        .filter(is_answer)
        .filter_map(|post| text(blocks, post, min_tokens, false))
        .find_map(|(places, tokens)| {
            let is_short = n_input.saturating_add(tokens) <= blocks.options.max_tokens;
            is_short.then_some(places)
        })?;
    let start = output.first().map_or(0, |&place| article_start(place));
    let instruction = asked(title, language);
    let mut places = Made::places_of(&instruction);
    places.extend(input.into_iter().map(|place| (DraftPart::Input, place)));
    places.extend(output.into_iter().map(|place| (DraftPart::Output, place)));
    Some(Made {
        start,
        kind: DraftKind::Qa,
        section: None,
        instruction: instruction.text,
        places,
    })
}

/// What stands in a post, and its tokens: at least so many; in an answer without what it quotes.
fn text(
    blocks: &Blocks<'_>,
    post: &Post,
    min_tokens: u64,
    with_quotes: bool,
) -> Option<(Vec<DraftPlace>, u64)> {
    let range = blocks.range(post.first_block, post.end_block);
    let keep = |kind| with_quotes || kind != BlockKind::Quote;
    let tokens = blocks.tokens_of(&range, keep);
    if tokens < min_tokens || !blocks.can_answer(&range, min_tokens) {
        return None;
    }
    let places = blocks.places(range, keep);
    (!places.is_empty()).then_some((places, tokens))
}

/// The title of the thread, if that asks; else the thread's question is asked for.
fn asked(title: Option<Phrase<'_>>, language: Language) -> Instruction {
    let Some(title) = title else {
        let instruction = TEMPLATES.text("answer", language);
        return Instruction::new(instruction, &[], language);
    };
    let mark = question_mark(title.text, language);
    let template = match mark {
        Some(_) => "{heading}",
        None => TEMPLATES.text("answer_titled", language),
    };
    let slots = [("heading", Argument::Plain(title))];
    let mut instruction = Instruction::new(template, &slots, language);
    instruction.text.push_str(mark.unwrap_or_default());
    instruction
}
