//! Abbreviations that the text explains: `large language model (LLM)`.

use std::ops::Range;

use rustc_hash::FxHashSet;
use wenmai_model::Span;
use wenmai_text::words::WordKind;

use crate::{
    analyzer::Reading,
    lexicon::WordClass,
    phrases::PhraseId,
    tokenize::{Case, Token},
    vocabulary::WordId,
};

/// Most words of a name in and before brackets.
const MOST_WORDS: usize = 6;
/// Words of a long paragraph, or abstract.
const PARAGRAPH: usize = 300;
/// Most letters of an abbreviation.
const MOST_LETTERS: usize = 8;

/// The pairs of `ranked` of which one stands in brackets behind the other: the abbreviation, and what it stands for; in English
/// paragraphs those of which both are used elsewhere, too. Runs in O(tokens).
pub(super) fn pairs(
    reading: &Reading<'_>,
    ranked: &[(PhraseId, f64, u32)],
) -> FxHashSet<(PhraseId, PhraseId)> {
    let judged: FxHashSet<PhraseId> = ranked.iter().map(|&(phrase, _, _)| phrase).collect();
    let find = |tokens: &[Token]| -> Option<PhraseId> {
        let words: Vec<WordId> = tokens.iter().map(|token| token.word).collect();
        let phrase = reading.phrases.find(&words)?;
        judged.contains(&phrase).then_some(phrase)
    };
    // In an English paragraph there is room for both, and its annotators name both.
    let has_room = !reading.features.is_chinese && reading.tokens.len() < PARAGRAPH;
    let mut pairs = FxHashSet::default();
    let brackets = reading.tokens.iter().enumerate();
    for (at, _) in brackets.filter(|(_, token)| token.bracket) {
        let Some((outer, inner)) = around_bracket(reading, at) else {
            continue;
        };
        let found = match (outer, inner) {
            (outer, [short]) if is_abbreviation(reading, short) => {
                let long = explained(reading, outer, short);
                find(std::slice::from_ref(short)).zip(long.and_then(find))
            }
            ([.., short], inner) if is_abbreviation(reading, short) => {
                let long = may_explain(reading, inner, short).then_some(inner);
                find(std::slice::from_ref(short)).zip(long.and_then(find))
            }
            _ => None,
        };
        let is_used = |phrase: PhraseId| reading.features.of(phrase).mentions > 1;
        pairs.extend(found.filter(|&(short, long)| !has_room || is_used(short) && is_used(long)));
    }
    pairs
}

/// The words before a bracket that opens before token `at`, and those in it, as far as nothing parts them; `None` unless the
/// bracket closes behind them.
fn around_bracket<'r>(reading: &'r Reading<'_>, at: usize) -> Option<(&'r [Token], &'r [Token])> {
    let tokens = reading.tokens.as_slice();
    let inner = stretch(tokens, at..(at + MOST_WORDS + 1).min(tokens.len()));
    let before = tokens.get(at.saturating_sub(MOST_WORDS)..at)?;
    let first = before.iter().rposition(|token| token.boundary);
    let outer = before.get(first.unwrap_or(0)..)?;
    let gap = |from: u32, to: u32| reading.document.slice(Span::new(from, to)).trim();
    let opens = gap(outer.last()?.end, inner.first()?.start);
    let end = inner.last()?.end;
    let next = tokens.get(at + inner.len());
    let rest = next.map_or(reading.document.text.len(), |next| next.start as usize);
    let closes = reading
        .document
        .text
        .get(end as usize..rest.max(end as usize))?;
    (matches!(opens, "(" | "（") && closes.trim_start().starts_with([')', '）']))
        .then_some((outer, inner))
}

/// The tokens of a range up to the next boundary.
fn stretch(tokens: &[Token], range: Range<usize>) -> &[Token] {
    let tokens = tokens.get(range).unwrap_or_default();
    let end = tokens
        .iter()
        .skip(1)
        .position(|token| token.boundary)
        .map_or(tokens.len(), |at| at + 1);
    tokens.get(..end).unwrap_or_default()
}

/// The letters of an abbreviation, without the ending of a plural: `LLMs`.
fn letters<'r>(reading: &'r Reading<'_>, token: &Token) -> &'r str {
    let text = reading.document.slice(Span::new(token.start, token.end));
    text.strip_suffix('s').unwrap_or(text)
}

/// Whether a word is written like an abbreviation: capitals, two at least.
fn is_abbreviation(reading: &Reading<'_>, token: &Token) -> bool {
    let letters = letters(reading, token);
    token.kind == WordKind::Latin
        && token.case == Case::Name
        && (2..=MOST_LETTERS).contains(&letters.len())
        && letters.bytes().filter(u8::is_ascii_uppercase).count() >= 2
        && letters.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The last words of `outer` that `short` abbreviates: one a letter, or else the fewest whose letters it has; of Chinese words,
/// which show none, all those behind the last general verb or stop word, and behind a verb that comes first.
fn explained<'t>(reading: &Reading<'_>, outer: &'t [Token], short: &Token) -> Option<&'t [Token]> {
    let is_chinese = outer.last()?.kind == WordKind::Han;
    if is_chinese {
        let class = |token: &Token| reading.vocabulary.record(token.word).class;
        let free = outer
            .iter()
            .rposition(|token| matches!(class(token), WordClass::Stop | WordClass::General));
        let name = outer.get(free.map_or(0, |at| at + 1)..)?;
        // 利用图形处理器（GPU）.
        let verbs = name
            .iter()
            .take_while(|token| class(token) == WordClass::Verb);
        let name = name.get(verbs.count()..)?;
        return may_explain(reading, name, short).then_some(name);
    }
    // One letter a word is the rule.
    let usual = letters(reading, short).len();
    std::iter::once(usual)
        .chain(1..=outer.len())
        .filter_map(|n| outer.get(outer.len().checked_sub(n)?..))
        .find(|name| may_explain(reading, name, short))
}

/// Whether `short` may abbreviate `name`: it has the letters of a Latin one, in their order and from its first (Schwartz and
/// Hearst, "A simple algorithm for identifying abbreviation definitions", 2003), or is capitals only beside a Chinese one.
fn may_explain(reading: &Reading<'_>, name: &[Token], short: &Token) -> bool {
    let letters = letters(reading, short);
    let is_all = |kind: WordKind| name.iter().all(|token| token.kind == kind);
    if is_all(WordKind::Han) {
        return !name.is_empty() && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    }
    let (Some(first), Some(last)) = (name.first(), name.last()) else {
        return false;
    };
    let text = reading.document.slice(Span::new(first.start, last.end));
    is_all(WordKind::Latin) && text.len() > letters.len() + 2 && abbreviates(letters, text)
}

/// Whether `short` has letters of `long` in their order, the first of both being the same.
fn abbreviates(short: &str, long: &str) -> bool {
    let lower = |text: &str| text.to_ascii_lowercase().into_bytes();
    let (short, long) = (lower(short), lower(long));
    let [first, letters @ ..] = short.as_slice() else {
        return false;
    };
    let Some((initial, rest)) = long.split_first() else {
        return false;
    };
    let mut rest = rest.iter();
    first == initial && letters.iter().all(|letter| rest.any(|one| one == letter))
}
