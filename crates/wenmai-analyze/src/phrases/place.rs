//! What a word is at its place, beyond what it is anywhere.

use wenmai_text::words::WordKind;

use crate::{
    lexicon::{Speech, WordClass},
    tokenize::{Case, Token},
    vocabulary::{Prefix, Vocabulary},
};

/// The class of a word at its place: what hyphens join is part of a compound, as `based` in `web-based access`; 多, 非 and the
/// like are part of the noun that follows, as in 多数据源 and 非结构化数据.
pub(super) fn class_in_place(
    before: Option<&Token>,
    token: &Token,
    next: Option<&Token>,
    vocabulary: &Vocabulary<'_>,
) -> WordClass {
    let class = vocabulary.record(token.word).class;
    let is_joined = token.hyphen || next.is_some_and(|next| next.hyphen);
    match class {
        WordClass::Stop | WordClass::General if is_joined && token.kind == WordKind::Latin => {
            WordClass::Modifier
        }
        WordClass::Stop if token.kind == WordKind::Han => {
            let is_prefix = vocabulary
                .prefix(token.word)
                .is_some_and(|prefix| makes_noun(prefix, before, token, next, vocabulary));
            if is_prefix {
                WordClass::Piece
            } else {
                WordClass::Stop
            }
        }
        // C 语言, 维生素 C.
        WordClass::Stop if token.case == Case::Capital && token.end - token.start == 1 => {
            let is_chinese =
                |token: Option<&Token>| token.is_some_and(|token| token.kind == WordKind::Han);
            let is_glued = is_chinese(before.filter(|_| !token.boundary))
                || is_chinese(next.filter(|next| !next.boundary));
            if is_glued {
                WordClass::Piece
            } else {
                WordClass::Stop
            }
        }
        class => class,
    }
}

/// Whether a prefix makes a noun of the word that follows.
fn makes_noun(
    prefix: Prefix,
    before: Option<&Token>,
    token: &Token,
    next: Option<&Token>,
    vocabulary: &Vocabulary<'_>,
) -> bool {
    let next = next.filter(|next| !next.boundary && next.kind == WordKind::Han);
    let takes = next.is_some_and(|next| match vocabulary.record(next.word).class {
        WordClass::Noun => true,
        WordClass::Verb | WordClass::Modifier => prefix != Prefix::Amount,
        WordClass::Piece => prefix == Prefix::Quality,
        _ => false,
    });
    let Some(before) = before.filter(|_| !token.boundary) else {
        return takes;
    };
    let record = vocabulary.record(before.word);
    let stands = match (prefix, record.speech) {
        (Prefix::Kind, Speech::Function) => true,
        (Prefix::Quality, Speech::Function) => !vocabulary.is_degree(before.word),
        // 很多数据, 更多系统: what says how many is no prefix.
        (_, Speech::Adjective | Speech::Function) => false,
        // 温度低: it is said of the noun before.
        (Prefix::Quality, _) => matches!(record.class, WordClass::General | WordClass::Stop),
        (Prefix::Amount | Prefix::Kind, _) => true,
    };
    takes && stands
}
