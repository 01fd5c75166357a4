//! Markers: the number, letter or sign that opens a heading or a list item.

mod chinese;
mod decimal;
mod latin;
mod sign;
mod style;
#[cfg(test)]
mod tests;

use std::num::NonZeroU8;

use nom::{Parser, branch::alt};
use wenmai_text::is_blank;

use super::{
    PResult,
    number::{chinese1, digit_value, digits1, is_chinese_numeral, letter, lower_roman1, roman1},
    whole,
};
pub(crate) use style::{Number, Style, Unit};

/// A line's opening read as a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    /// How it is written.
    pub(crate) style: Style,
    /// What it counts.
    pub(crate) number: Number,
    /// Bytes of the marker as written, blanks behind it not included; 0 when the whole line is the marker.
    pub(crate) len_bytes: u16,
    /// Whether the number stands in the line: `Q:` and 附录 count one without saying so.
    pub(crate) is_written: bool,
    /// Whether the options say that lines with this marker are headings.
    pub(crate) is_stated: bool,
    /// The level that the options give to it.
    pub(crate) level: Option<NonZeroU8>,
}

/// A style and a number; without parts when the number is not written.
type Reading = (Style, Number);

/// The marker that opens `line` (blanks trimmed), when the line can be read so and goes on behind it.
///
/// Years, status codes, versions and addresses are not markers: a number above 999, a bare number above 99, a dotted
/// number with a zero or with a part above 99, a number with a unit of measure. What else an opening may be is told by
/// [`readings`].
pub(crate) fn marker(line: &str) -> Option<Marker> {
    first(line).filter(|marker| !is_figure(line, marker))
}

/// Both ways to read the opening of `line`, the more common one first.
///
/// `I.` is one or the ninth letter, `A.` a letter or an answer, `2.3D 打印` two or two point three. A number with a unit
/// behind it, `1.5 倍`, is no marker by itself: it comes second, for a series that it goes on with.
pub(crate) fn readings(line: &str) -> [Option<Marker>; 2] {
    let found = first(line);
    if found.is_some_and(|marker| is_figure(line, &marker)) {
        return [None, found];
    }
    let other = match line.chars().next() {
        Some(c) if digit_value(c).is_some() => decimal::digit_title(line),
        Some('A'..='Z' | 'a'..='z' | '(' | '（') => latin::other(line, found),
        _ => None,
    };
    [found, other.and_then(|reading| placed(line, reading))]
}

/// The number that `text` is: digits, dotted digits, a Chinese numeral, a Roman number, a letter.
pub(crate) fn number(text: &str) -> Option<Number> {
    let single = alt((digits1, chinese1, roman1, letter));
    let value = |value| Number::single(value);
    whole(decimal::dotted_number, text)
        .or_else(|| whole(single.map(value), text))
        .or_else(|| whole(lower_roman1.map(value), text))
        .filter(|number| number.last() > 0)
}

/// Whether `line`, whose marker is `found`, may have another reading too.
pub(crate) fn may_have_another(line: &str, found: Option<Marker>) -> bool {
    match found {
        Some(marker) => matches!(
            marker.style,
            Style::Dotted
                | Style::Roman
                | Style::UpperLetter
                | Style::LowerLetter
                | Style::LetterParenthesis
        ),
        // A number with a unit, or a title that begins with a digit.
        None => line.starts_with(|c| digit_value(c).is_some()),
    }
}

fn first(line: &str) -> Option<Marker> {
    let first = line.chars().next()?;
    // Most lines open with a letter that no marker begins with.
    let parsed = match first {
        '第' => chinese::ordinal(line),
        '附' => chinese::appendix(line),
        '问' | '問' | '提' | '答' | '回' => chinese::question(line),
        '(' | '（' | '[' | '【' | '〔' => sign::parenthesized(line),
        _ if digit_value(first).is_some() => decimal::decimal(line),
        _ if is_chinese_numeral(first) => chinese::chinese(line),
        'Ⅰ'..='Ⅻ' => latin::roman(line),
        'ⅰ'..='ⅻ' => latin::lower_roman(line),
        'A'..='Z' | 'a'..='z' if !latin::may_open(line) => return None,
        'A'..='Z' => {
            alt((latin::named, latin::question, latin::roman, latin::lettered)).parse(line)
        }
        'a'..='z' => alt((latin::named, latin::lettered, latin::lower_roman)).parse(line),
        _ => alt((sign::enclosed_number, sign::behind_emoji)).parse(line),
    };
    let (rest, reading) = parsed.ok()?;
    placed(line, (rest, reading))
}

/// The marker at the opening of `line`, with what stands behind it; `None` when that is nothing.
fn placed(line: &str, (rest, (style, number)): (&str, Reading)) -> Option<Marker> {
    let len_bytes = u16::try_from(line.len() - rest.len()).ok()?;
    let is_written = !number.is_empty();
    (!rest.trim_start_matches(is_blank).is_empty()).then_some(Marker {
        style,
        number: if is_written {
            number
        } else {
            Number::single(1)
        },
        len_bytes,
        is_written,
        is_stated: false,
        level: None,
    })
}

/// Whether a number with a unit of measure opens `line`: `1.5 倍`, `3.5版本`.
pub(crate) fn opens_with_figure(line: &str) -> bool {
    line.starts_with(|c| digit_value(c).is_some())
        && first(line).is_some_and(|marker| is_figure(line, &marker))
}

fn is_figure(line: &str, marker: &Marker) -> bool {
    matches!(marker.style, Style::Dotted | Style::DecimalBare)
        && line
            .get(usize::from(marker.len_bytes)..)
            .is_some_and(decimal::opens_with_unit)
}

fn plausible(value: u32, limit: u32) -> bool {
    (1..=limit).contains(&value)
}

/// `blank-next`: a blank follows; it is not consumed.
fn blank_next(input: &str) -> PResult<'_, ()> {
    if input.starts_with(is_blank) {
        Ok((input, ()))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `not-digit`: what follows is not a digit, so that `1.5` is never `1.` and `5`.
fn not_digit(input: &str) -> PResult<'_, ()> {
    if input.starts_with(|c| digit_value(c).is_some()) {
        Err(nom::Err::Error(()))
    } else {
        Ok((input, ()))
    }
}
