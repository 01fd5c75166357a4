//! Words of English as tools of corpora count them: punctuation and the parts of contractions are words of their own.
//!
//! This follows the tokenizer of spaCy for English, which datatrove counts with: text is cut at white space; from each stretch signs
//! are taken off at both ends as long as there are any, unless what is left is one of a list (`e.g.`, `don't`, `:-)`); the rest is an
//! address, or is cut at signs inside it.

mod signs;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use self::signs::{inner_sign, is_address, prefix_len, suffix_len};
use super::lines::is_white;

/// Hands the words of `text` to `take`, in order, as written; stretches of white space too, unless they are a single space. Runs in
/// O(len of `text`).
pub(super) fn tokenize<'a>(text: &'a str, mut take: impl FnMut(&'a str)) {
    let mut suffixes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let len = rest.find(is_white).unwrap_or(rest.len());
        let (stretch, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        if !stretch.is_empty() {
            cut(stretch, &mut suffixes, &mut take);
        }
        let len = after.find(|c| !is_white(c)).unwrap_or(after.len());
        let (white, next) = after.split_at_checked(len).unwrap_or((after, ""));
        let white = white.strip_prefix(' ').unwrap_or(white);
        if !white.is_empty() {
            take(white);
        }
        rest = next;
    }
}

/// Cuts a stretch without white space.
fn cut<'a>(stretch: &'a str, suffixes: &mut Vec<&'a str>, take: &mut impl FnMut(&'a str)) {
    let is_plain = stretch.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_plain && exception(stretch).is_none() {
        return take(stretch);
    }
    let inner = without_affixes(stretch, suffixes, take);
    if let Some(lengths) = exception(inner) {
        let mut rest = inner;
        for len in lengths {
            let (part, next) = rest.split_at_checked(len.into()).unwrap_or((rest, ""));
            if !part.is_empty() {
                take(part);
            }
            rest = next;
        }
    } else if is_address(inner) {
        take(inner);
    } else {
        cut_inside(inner, take);
    }
    while let Some(suffix) = suffixes.pop() {
        take(suffix);
    }
}

/// Takes signs off at both ends: those at the beginning are handed on, those at the end are kept for later.
fn without_affixes<'a>(
    stretch: &'a str,
    suffixes: &mut Vec<&'a str>,
    take: &mut impl FnMut(&'a str),
) -> &'a str {
    let mut inner = stretch;
    while !inner.is_empty() && exception(inner).is_none() {
        let (prefix, rest) = inner
            .split_at_checked(prefix_len(inner))
            .unwrap_or(("", inner));
        if exception(rest).is_some() {
            take(prefix);
            return rest;
        }
        let suffix_at = inner.len() - suffix_len(rest);
        let (front, suffix) = inner.split_at_checked(suffix_at).unwrap_or((inner, ""));
        if !suffix.is_empty() && exception(front).is_some() {
            suffixes.push(suffix);
            return front;
        }
        if prefix.is_empty() && suffix.is_empty() {
            break;
        }
        if !prefix.is_empty() {
            take(prefix);
        }
        if !suffix.is_empty() {
            suffixes.push(suffix);
        }
        inner = inner.get(prefix.len()..suffix_at).unwrap_or_default();
    }
    inner
}

/// Cuts at the signs inside `inner`; one that it begins with stays.
fn cut_inside<'a>(inner: &'a str, take: &mut impl FnMut(&'a str)) {
    let (mut start, mut from) = (0, 0);
    while let Some(sign) = inner_sign(inner, from) {
        from = sign.end;
        if sign.start == 0 {
            continue;
        }
        for part in [start..sign.start, sign.clone()] {
            if let Some(part) = inner.get(part).filter(|part| !part.is_empty()) {
                take(part);
            }
        }
        start = sign.end;
    }
    if let Some(last) = inner.get(start..).filter(|last| !last.is_empty()) {
        take(last);
    }
}

/// Lengths of the parts of a word or sign that is cut in its own way, in bytes; 0 is no part.
type Parts = [u8; 3];

/// Bytes of the longest exception. Longer text is not looked up, so that taking off one sign after the other costs linear time.
const LONGEST: usize = 32;

/// How `text` is cut where no rule says it.
fn exception(text: &str) -> Option<Parts> {
    if text.len() > LONGEST {
        return None;
    }
    EXCEPTIONS.get(text).copied()
}

static EXCEPTIONS: LazyLock<FxHashMap<Box<str>, Parts>> = LazyLock::new(|| {
    let lines = include_str!("../../data/english-tokens.txt").lines();
    let lines = lines.filter(|line| !line.starts_with("# "));
    lines
        .map(|line| {
            let mut parts = Parts::default();
            for (part, text) in parts.iter_mut().zip(line.split(' ')) {
                *part = u8::try_from(text.len()).unwrap_or_default();
            }
            (line.replace(' ', "").into(), parts)
        })
        .collect()
});
