//! Markers: the number, letter or sign that opens a heading or a list item.

use nom::{
    Parser,
    branch::alt,
    combinator::{map, opt, recognize, verify},
    multi::many_m_n,
    sequence::{delimited, preceded},
};
use wenmai_text::is_blank;

use super::{
    PResult, number::chinese1, number::circled, number::digit_value, number::digits1,
    number::is_chinese_numeral, number::letter, number::roman1, one_in, wsp0,
};

/// Longest dotted number that is read: `1.2.3.4.5.6`.
const MAX_PARTS: usize = 6;

/// How a marker is written. Markers of one style count one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Style {
    /// `一、`
    ChineseComma,
    /// `一.`
    ChineseDot,
    /// `一：`
    ChineseColon,
    /// `（一）`
    ChineseParenthesized,
    /// `一 ` and a blank
    ChineseBare,
    /// `1.`
    DecimalDot,
    /// `1、`
    DecimalComma,
    /// `1)`
    DecimalParenthesis,
    /// `（1）`
    DecimalParenthesized,
    /// `1：`
    DecimalColon,
    /// `1 ` and a blank
    DecimalBare,
    /// `1.2`, `1.2.3` …: the series is told by the parts before the last
    Dotted,
    /// `第一章`, `第2节` …
    Ordinal(Unit),
    /// `Chapter 1`, `Step 2:` …
    Named(Unit),
    /// `I.`
    Roman,
    /// `A.`
    UpperLetter,
    /// `a.`
    LowerLetter,
    /// `A)`, `(a)`
    LetterParenthesis,
    /// `①`
    Circled,
    /// `Q:`, `Q1.`
    Question,
    /// `A:` of a question and its answer
    Answer,
}

/// The division that an ordinal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// 编, 部, 卷, Book, Volume
    Book,
    /// 部分, Part
    Part,
    /// 章, Chapter
    Chapter,
    /// 回, 讲, 课, 篇, Lesson, Unit, Module
    Lesson,
    /// 节, Section
    Section,
    /// 条, Article: a statute's own unit, not a heading
    Article,
    /// 款, 项
    Clause,
    /// 步, Step
    Step,
    /// 附录, Appendix
    Appendix,
}

/// The parsed number of a marker, up to [`MAX_PARTS`] parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Number {
    parts: [u32; MAX_PARTS],
    len: u8,
}

impl Number {
    /// A number of one part.
    pub(crate) const fn single(value: u32) -> Self {
        Self {
            parts: [value, 0, 0, 0, 0, 0],
            len: 1,
        }
    }

    fn push(&mut self, value: u32) -> Option<()> {
        *self.parts.get_mut(self.len as usize)? = value;
        self.len += 1;
        Some(())
    }

    /// All parts: `1.2.1` → `[1, 2, 1]`.
    pub(crate) fn parts(&self) -> &[u32] {
        self.parts.get(..self.len as usize).unwrap_or_default()
    }

    /// The part that counts siblings.
    pub(crate) fn last(&self) -> u32 {
        self.parts().last().copied().unwrap_or(0)
    }

    /// The parts before the last, which name the parent.
    pub(crate) fn prefix(&self) -> &[u32] {
        self.parts().split_last().map_or(&[], |(_, prefix)| prefix)
    }
}

/// A line's opening read as a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    /// How it is written.
    pub(crate) style: Style,
    /// What it counts.
    pub(crate) number: Number,
    /// Bytes of the marker as written, blanks behind it not included.
    pub(crate) len_bytes: u16,
}

/// The marker that opens `line` (blanks trimmed), when the line can be read so and goes on behind it.
///
/// Years, status codes, versions and addresses are not markers: a number above 999, a bare number above 99, a dotted
/// number with a zero or with a part above 99.
pub(crate) fn marker(line: &str) -> Option<Marker> {
    let first = line.chars().next()?;
    // Most lines open with a letter that no marker begins with.
    let parsed = match first {
        '第' => ordinal(line),
        '附' => appendix(line),
        '(' | '（' | '[' | '【' | '〔' => parenthesized(line),
        _ if digit_value(first).is_some() => decimal(line),
        _ if is_chinese_numeral(first) => chinese(line),
        'Ⅰ'..='Ⅻ' => roman(line),
        'A'..='Z' | 'a'..='z' => alt((named, question, roman, lettered)).parse(line),
        _ => map(circled, |value| (Style::Circled, Number::single(value))).parse(line),
    };
    let (rest, (style, number)) = parsed.ok()?;
    let len_bytes = u16::try_from(line.len() - rest.len()).ok()?;
    (!rest.trim_start_matches(is_blank).is_empty()).then_some(Marker {
        style,
        number,
        len_bytes,
    })
}

type Reading = (Style, Number);

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
    if input
        .chars()
        .next()
        .is_some_and(|c| digit_value(c).is_some())
    {
        Err(nom::Err::Error(()))
    } else {
        Ok((input, ()))
    }
}

/// `decimal = dotted / digits ("." / "、" / ")" / ":" / blank)`
fn decimal(line: &str) -> PResult<'_, Reading> {
    alt((dotted, decimal_delimited, decimal_bare)).parse(line)
}

/// `decimal-delimited = digits ("." / "、" / ")" / "：")`, the dot not before a digit
fn decimal_delimited(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = verify(digits1, |&value| plausible(value, 999)).parse(line)?;
    let style = alt((
        map((one_in(".．"), not_digit), |_| Style::DecimalDot),
        map(one_in("、"), |_| Style::DecimalComma),
        map(one_in(")）"), |_| Style::DecimalParenthesis),
        map((one_in(":："), not_digit), |_| Style::DecimalColon),
    ));
    // `1.、`, `1).`: scrapers and people pile signs up.
    let mut style = (style, opt(one_in("、.")));
    let (rest, (style, _)) = style.parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// `decimal-bare = digits blank`
fn decimal_bare(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = verify(digits1, |&value| plausible(value, 99)).parse(line)?;
    blank_next(rest)?;
    Ok((rest, (Style::DecimalBare, Number::single(value))))
}

/// `dotted = digits 1*5( "." digits ) [ "." / "、" / ":" ]`
fn dotted(line: &str) -> PResult<'_, Reading> {
    let part = || verify(digits1, |&value| plausible(value, 99));
    let (rest, first) = verify(digits1, |&value| plausible(value, 99)).parse(line)?;
    let (rest, more) = many_m_n(1, MAX_PARTS, preceded(one_in(".．"), part())).parse(rest)?;
    let (rest, _) = opt((one_in(".．、:："), not_digit)).parse(rest)?;
    let mut number = Number::single(first);
    let kept = more.into_iter().try_for_each(|value| number.push(value));
    // `1.2.3.4.5.6.7`, `3.10-rc1`, `10.5%` and `2.0x` go on in a way that no heading number does.
    let goes_on = rest.chars().next().is_some_and(|c| {
        matches!(
            c,
            '.' | '．' | '%' | '％' | '-' | '/' | '+' | '~' | '_' | ','
        ) || c.is_ascii_alphanumeric()
    });
    if kept.is_none() || goes_on {
        Err(nom::Err::Error(()))
    } else {
        Ok((rest, (Style::Dotted, number)))
    }
}

/// `chinese = chinese-number ("、" / "." / "：" / blank)`
fn chinese(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = verify(chinese1, |&value| plausible(value, 999)).parse(line)?;
    let (rest, style) = alt((
        map(one_in("、"), |_| Style::ChineseComma),
        map(one_in(".．,，"), |_| Style::ChineseDot),
        map(one_in(":："), |_| Style::ChineseColon),
        map(blank_next, |()| Style::ChineseBare),
    ))
    .parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// `parenthesized = "(" ( chinese-number / digits / letter ) ")" [ "、" / "." ]`
fn parenthesized(line: &str) -> PResult<'_, Reading> {
    let inner = alt((
        map(chinese1, |value| (Style::ChineseParenthesized, value)),
        map(digits1, |value| (Style::DecimalParenthesized, value)),
        map(letter, |value| (Style::LetterParenthesis, value)),
    ));
    let (rest, (style, value)) = delimited(
        (one_in("(（[【〔"), wsp0),
        inner,
        (wsp0, one_in(")）]】〕")),
    )
    .parse(line)?;
    let (rest, _) = opt(one_in("、.．:：")).parse(rest)?;
    if plausible(value, 99) {
        Ok((rest, (style, Number::single(value))))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `ordinal = "第" ( chinese-number / digits ) unit [ "、" / "：" ]`
fn ordinal(line: &str) -> PResult<'_, Reading> {
    let (rest, value) =
        delimited((one_in("第"), wsp0), alt((chinese1, digits1)), wsp0).parse(line)?;
    let (rest, unit) = ordinal_unit(rest)?;
    let (rest, _) = opt(one_in("、：:.．")).parse(rest)?;
    if plausible(value, 9999) {
        Ok((rest, (Style::Ordinal(unit), Number::single(value))))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `unit = "编" / "部分" / "章" / …`; 第一章介绍 is prose, so what follows is looked at where the decision is made.
fn ordinal_unit(input: &str) -> PResult<'_, Unit> {
    const UNITS: [(&str, Unit); 17] = [
        ("部分", Unit::Part),
        ("步骤", Unit::Step),
        ("步", Unit::Step),
        ("编", Unit::Book),
        ("編", Unit::Book),
        ("卷", Unit::Book),
        ("部", Unit::Book),
        ("章", Unit::Chapter),
        ("节", Unit::Section),
        ("節", Unit::Section),
        ("条", Unit::Article),
        ("條", Unit::Article),
        ("款", Unit::Clause),
        ("篇", Unit::Lesson),
        ("讲", Unit::Lesson),
        ("课", Unit::Lesson),
        ("回", Unit::Lesson),
    ];
    UNITS
        .iter()
        .find_map(|&(word, unit)| input.strip_prefix(word).map(|rest| (rest, unit)))
        .ok_or(nom::Err::Error(()))
}

/// `appendix = "附录" [blank] [ letter / digits / chinese-number ] [ "：" ]`
fn appendix(line: &str) -> PResult<'_, Reading> {
    let rest = line
        .strip_prefix("附录")
        .or_else(|| line.strip_prefix("附錄"))
        .ok_or(nom::Err::Error(()))?;
    let (rest, value) = opt(preceded(wsp0, alt((letter, digits1, chinese1)))).parse(rest)?;
    let (rest, _) = opt(one_in("、：:.．")).parse(rest)?;
    Ok((
        rest,
        (
            Style::Ordinal(Unit::Appendix),
            Number::single(value.unwrap_or(1)),
        ),
    ))
}

/// `named = ("Chapter" / "Part" / …) blank ( digits / roman-number / letter ) [ ":" / "." / ")" ]`
fn named(line: &str) -> PResult<'_, Reading> {
    const NAMES: [(&str, Unit); 13] = [
        ("chapter", Unit::Chapter),
        ("part", Unit::Part),
        ("section", Unit::Section),
        ("appendix", Unit::Appendix),
        ("step", Unit::Step),
        ("article", Unit::Article),
        ("lesson", Unit::Lesson),
        ("unit", Unit::Lesson),
        ("module", Unit::Lesson),
        ("volume", Unit::Book),
        ("book", Unit::Book),
        ("phase", Unit::Step),
        ("day", Unit::Step),
    ];
    let word = line
        .get(
            ..line
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(line.len()),
        )
        .unwrap_or_default();
    let named = NAMES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    let &(_, unit) = named.ok_or(nom::Err::Error(()))?;
    let rest = line.get(word.len()..).unwrap_or_default();
    let (rest, _) = (blank_next, wsp0).parse(rest)?;
    let one_letter = verify(letter, |_| unit == Unit::Appendix);
    let (rest, value) = alt((digits1, roman1, one_letter)).parse(rest)?;
    // `Part 1 of the story`, `Step 3 is`: the number must end here.
    let (rest, sign) = opt(one_in(":：.．)—–-、")).parse(rest)?;
    if sign.is_none() {
        blank_next(rest)?;
    }
    if plausible(value, 999) {
        Ok((rest, (Style::Named(unit), Number::single(value))))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `question = ("Q" / "A") [digits] (":" / "." / "、")`
fn question(line: &str) -> PResult<'_, Reading> {
    let (rest, (sign, value, _)) = (one_in("QA"), opt(digits1), one_in(":：.、")).parse(line)?;
    // `A.` is a letter, `A:` an answer; `Q.` is always a question.
    let delimiter_is_colon =
        rest.len() < line.len() && recognized(line, rest).ends_with([':', '：']);
    match (sign, value) {
        ('Q', _) => Ok((rest, (Style::Question, Number::single(value.unwrap_or(1))))),
        ('A', Some(value)) => Ok((rest, (Style::Answer, Number::single(value)))),
        _ if delimiter_is_colon => Ok((rest, (Style::Answer, Number::single(1)))),
        _ => Err(nom::Err::Error(())),
    }
}

fn recognized<'i>(line: &'i str, rest: &str) -> &'i str {
    line.get(..line.len() - rest.len()).unwrap_or_default()
}

/// `roman = roman-number ("." / "、" / ")" / blank)`, a blank only after two signs, since `I` is a word
fn roman(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = roman1(line)?;
    let bare = line.len() - rest.len() > 1;
    let (rest, _) = alt((
        recognize((one_in(".．、)："), not_digit)),
        recognize(verify(blank_next, |()| bare)),
    ))
    .parse(rest)?;
    Ok((rest, (Style::Roman, Number::single(value))))
}

/// `lettered = letter ("." blank / ")" / "、")`
fn lettered(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = letter(line)?;
    let upper = line.starts_with(|c: char| c.is_ascii_uppercase());
    let plain = if upper {
        Style::UpperLetter
    } else {
        Style::LowerLetter
    };
    let (rest, style) = alt((
        map((one_in(".．"), blank_next), |_| plain),
        map(one_in("、"), |_| plain),
        map(one_in(")）"), |_| Style::LetterParenthesis),
    ))
    .parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(Style, &[u32], &str)>) {
        let found = marker(line);
        let found = found.as_ref().map(|m| {
            (
                m.style,
                m.number.parts(),
                line.get(..m.len_bytes as usize).unwrap(),
            )
        });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn every_style() {
        check("一、开源", Some((Style::ChineseComma, &[1], "一、")));
        check("十一、附则", Some((Style::ChineseComma, &[11], "十一、")));
        check("二. 方法", Some((Style::ChineseDot, &[2], "二.")));
        check(
            "（三）结果",
            Some((Style::ChineseParenthesized, &[3], "（三）")),
        );
        check(
            "(一). 结果",
            Some((Style::ChineseParenthesized, &[1], "(一).")),
        );
        check("1. Scope", Some((Style::DecimalDot, &[1], "1.")));
        check("1、范围", Some((Style::DecimalComma, &[1], "1、")));
        check("2) scope", Some((Style::DecimalParenthesis, &[2], "2)")));
        check(
            "（1）范围",
            Some((Style::DecimalParenthesized, &[1], "（1）")),
        );
        check("1.2 优势", Some((Style::Dotted, &[1, 2], "1.2")));
        check("1.2.3、优势", Some((Style::Dotted, &[1, 2, 3], "1.2.3、")));
        check("1.1标题", Some((Style::Dotted, &[1, 1], "1.1")));
        check("１．２　优势", Some((Style::Dotted, &[1, 2], "１．２")));
        check("3 范围", Some((Style::DecimalBare, &[3], "3")));
        check(
            "第十二章 总则",
            Some((Style::Ordinal(Unit::Chapter), &[12], "第十二章")),
        );
        check(
            "第 3 节：要点",
            Some((Style::Ordinal(Unit::Section), &[3], "第 3 节：")),
        );
        check(
            "第一步，打开",
            Some((Style::Ordinal(Unit::Step), &[1], "第一步")),
        );
        check(
            "附录A 术语",
            Some((Style::Ordinal(Unit::Appendix), &[1], "附录A")),
        );
        check(
            "Chapter 4: Types",
            Some((Style::Named(Unit::Chapter), &[4], "Chapter 4:")),
        );
        check(
            "PART II The road",
            Some((Style::Named(Unit::Part), &[2], "PART II")),
        );
        check("IV. Results", Some((Style::Roman, &[4], "IV.")));
        check("B. Data", Some((Style::UpperLetter, &[2], "B.")));
        check("a) data", Some((Style::LetterParenthesis, &[1], "a)")));
        check("② 数据", Some((Style::Circled, &[2], "②")));
        check("Q1: Why?", Some((Style::Question, &[1], "Q1:")));
        check("A: Because.", Some((Style::Answer, &[1], "A:")));
    }

    #[test]
    fn look_alikes() {
        for line in [
            "2022.1 发布",
            "2024 年",
            "404 Not Found",
            "192.168.0.1 是内网",
            "7.0版新增",
            "1.2.3.4.5.6.7",
            "10.5% 的人",
            "3.10-rc1",
            "1.",
            "一、",
            "I am here",
            "Part of it",
            "A small step",
            "第一次",
            "第二天的事",
            "一个人",
            "12:30 开会",
            "2.0x faster",
        ] {
            check(line, None);
        }
    }
}
