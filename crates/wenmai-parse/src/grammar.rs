//! The nom grammars: what one line of a text page can be read as.
//!
//! A grammar looks at one line alone and never decides: `1.2 优势` may be a heading, `1.2 倍` a figure. What a line
//! is in its page is decided in [`crate::region`] and [`crate::outline`].

pub(crate) mod counter;
pub(crate) mod date;
pub(crate) mod furniture;
pub(crate) mod label;
pub(crate) mod marker;
pub(crate) mod number;
pub(crate) mod reference;
pub(crate) mod title;

use nom::{IResult, Parser, bytes::complete::take_while, character::complete::satisfy};
use wenmai_text::is_blank;

/// Result of one grammar rule; a rule that does not match only says so, its place is the line itself.
pub(crate) type PResult<'i, T> = IResult<&'i str, T, ()>;

/// `wsp = *BLANK`, with U+3000, U+00A0 and the invisible characters, which `nom`'s own classes leave out.
pub(crate) fn wsp0(input: &str) -> PResult<'_, &str> {
    take_while(is_blank).parse(input)
}

/// `end-of-line`: nothing is left but blanks.
pub(crate) fn end(input: &str) -> PResult<'_, ()> {
    let (rest, _) = wsp0(input)?;
    if rest.is_empty() {
        Ok((rest, ()))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// One of the characters of `set`.
pub(crate) fn one_in<'i>(set: &'static str) -> impl Parser<&'i str, Output = char, Error = ()> {
    satisfy(move |c| set.contains(c))
}

/// Runs `rule` on a whole line: its value when it matches and leaves nothing but blanks.
pub(crate) fn whole<'i, T>(
    mut rule: impl Parser<&'i str, Output = T, Error = ()>,
    line: &'i str,
) -> Option<T> {
    let (rest, value) = rule.parse(line).ok()?;
    end(rest).ok().map(|_| value)
}
