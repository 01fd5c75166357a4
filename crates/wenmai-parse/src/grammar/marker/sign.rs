//! Markers that are signs, or stand in or behind signs.

use nom::{
    Parser,
    branch::alt,
    bytes::complete::take_while_m_n,
    combinator::{map, opt, verify},
    sequence::delimited,
};
use wenmai_text::{chars::is_han, is_blank};

use super::{
    super::{
        PResult,
        number::{
            Enclosed, chinese1, digit_value, digits1, enclosed, keycap, letter, lower_roman1,
            roman1,
        },
        one_in, wsp0,
    },
    Number, Reading, Style, first, plausible,
};

/// `parenthesized = "(" ( chinese-number / digits / roman-number / letter ) ")" [ "、" / "." ]`
pub(super) fn parenthesized(line: &str) -> PResult<'_, Reading> {
    let several = |input| -> PResult<'_, u32> {
        let (rest, value) = alt((roman1, lower_roman1)).parse(input)?;
        // One sign is a letter first: `(c)`, `(i)`.
        let is_letter = input.len() - rest.len() == 1;
        if is_letter {
            Err(nom::Err::Error(()))
        } else {
            Ok((rest, value))
        }
    };
    let inner = alt((
        map(chinese1, |value| (Style::ChineseParenthesized, value)),
        map(digits1, |value| (Style::DecimalParenthesized, value)),
        map(several, |value| (Style::RomanParenthesis, value)),
        map(letter, |value| (Style::LetterParenthesis, value)),
    ));
    let (rest, (style, value)) = delimited(
        (one_in("(（[【〔"), wsp0),
        inner,
        (wsp0, one_in(")）]】〕")),
    )
    .parse(line)?;
    let (rest, _) = opt(one_in("、.．:：")).parse(rest)?;
    let behind = rest.trim_start_matches(is_blank);
    // `(C) 2024` is a claim of copyright.
    let copyright = line.starts_with(['(', '（'])
        && style == Style::LetterParenthesis
        && value == 3
        && digits1(behind).is_ok_and(|(_, year)| year > 999);
    if plausible(value, 99) && !copyright {
        Ok((rest, (style, Number::single(value))))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `enclosed-number = enclosed / keycap`, then `[ "、" / "." / ":" ]`
pub(super) fn enclosed_number(line: &str) -> PResult<'_, Reading> {
    let style = |kind| match kind {
        Enclosed::Circle => Style::Circled,
        Enclosed::Parentheses => Style::DecimalParenthesized,
        Enclosed::Dot => Style::DecimalDot,
        Enclosed::Chinese => Style::ChineseParenthesized,
    };
    let mut number = alt((
        map(enclosed, |(kind, value)| (style(kind), value)),
        map(keycap, |value| (Style::Circled, value)),
    ));
    let (rest, (style, value)) = number.parse(line)?;
    let (rest, _) = opt(one_in("、.．:：")).parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// `behind-emoji = lead marker`: `📌 一、背景`, `■ 1. 背景`. A bare number behind a sign counts no series.
pub(super) fn behind_emoji(line: &str) -> PResult<'_, Reading> {
    let (rest, _) = lead(line)?;
    let marker = first(rest).filter(|marker| {
        marker.is_written && !matches!(marker.style, Style::DecimalBare | Style::ChineseBare)
    });
    let marker = marker.ok_or(nom::Err::Error(()))?;
    let behind = rest
        .get(usize::from(marker.len_bytes)..)
        .unwrap_or_default();
    Ok((behind, (marker.style, marker.number)))
}

/// `lead = 1*4 EMOJI *BLANK`: the picture or sign that decorates a heading, with its modifiers
pub(super) fn lead(line: &str) -> PResult<'_, &str> {
    let is_sign = |c| {
        matches!(c,
            '\u{25a0}'..='\u{25ff}' | '\u{2600}'..='\u{2775}' | '\u{2794}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{1f300}'..='\u{1faff}' | '\u{fe0f}' | '\u{200d}')
    };
    let mut signs = verify(take_while_m_n(1, 4, is_sign), |signs: &str| {
        !signs.starts_with(['\u{fe0f}', '\u{200d}'])
    });
    let (rest, signs) = signs.parse(line)?;
    // What follows begins a marker; a letter is left to the line itself.
    let (rest, _) = wsp0(rest)?;
    let opens = rest.chars().next().is_some_and(|c| {
        digit_value(c).is_some() || is_han(c) || matches!(c, '(' | '（' | 'A'..='Z')
    });
    if opens {
        Ok((rest, signs))
    } else {
        Err(nom::Err::Error(()))
    }
}
