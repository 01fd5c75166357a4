//! Dates as people write them: ages, calendar dates, stamps in front of an excerpt.

use nom::{
    Parser,
    branch::alt,
    bytes::complete::{tag, tag_no_case, take_while1},
    character::complete::satisfy,
    combinator::{map, opt, peek, value, verify},
    sequence::{preceded, terminated},
};
use wenmai_text::is_blank;

use super::{PResult, number::chinese1, number::digits1, one_in, wsp0};

/// Unit of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgeUnit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A date text, parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateText {
    /// So long before the page was captured; half a unit counts as 0.
    Ago { amount: u32, unit: AgeUnit },
    /// A calendar date; the year may be left out.
    Calendar {
        year: Option<u32>,
        month: u32,
        day: Option<u32>,
    },
}

/// `date-text = ago / calendar`: what a card or byline gives as its date.
pub(crate) fn date_text(input: &str) -> PResult<'_, DateText> {
    alt((ago_zh, ago_en, calendar)).parse(input)
}

const fn ago(amount: u32, unit: AgeUnit) -> DateText {
    DateText::Ago { amount, unit }
}

/// `ago-zh = ( number / "半" / "几" ) [ "个" ] unit "前" / "昨天" / "前天" / "今天" / "刚刚"`
fn ago_zh(input: &str) -> PResult<'_, DateText> {
    let amount = alt((
        digits1,
        chinese1,
        value(0, one_in("半")),
        value(3, one_in("几数")),
    ));
    let unit = alt((
        value(AgeUnit::Minute, tag("分钟")),
        value(AgeUnit::Hour, alt((tag("小时"), tag("小時"), tag("钟头")))),
        value(AgeUnit::Day, alt((tag("天"), tag("日")))),
        value(
            AgeUnit::Week,
            alt((tag("周"), tag("星期"), tag("週"), tag("礼拜"))),
        ),
        value(AgeUnit::Month, tag("月")),
        value(AgeUnit::Year, tag("年")),
    ));
    let counted = map(
        (
            terminated(amount, (wsp0, opt(one_in("个個")))),
            unit,
            wsp0,
            alt((tag("以前"), tag("之前"), tag("前"))),
        ),
        |(amount, unit, _, _)| ago(amount, unit),
    );
    let named = alt((
        value(ago(1, AgeUnit::Day), tag("昨天")),
        value(ago(2, AgeUnit::Day), tag("前天")),
        value(ago(0, AgeUnit::Day), tag("今天")),
        value(ago(0, AgeUnit::Minute), tag("刚刚")),
        value(ago(1, AgeUnit::Week), tag("上周")),
        value(ago(1, AgeUnit::Month), tag("上个月")),
        value(ago(1, AgeUnit::Year), tag("去年")),
    ));
    alt((counted, named)).parse(input)
}

/// `ago-en = ( number / "a" / "an" ) [blank] unit ["s"] blank "ago" / "yesterday" / "today" / "just now"`
fn ago_en(input: &str) -> PResult<'_, DateText> {
    let one = value(
        1,
        alt((tag_no_case("an"), tag_no_case("a"), tag_no_case("one"))),
    );
    let unit = alt((
        value(
            AgeUnit::Minute,
            alt((
                tag_no_case("minute"),
                tag_no_case("mins"),
                tag_no_case("min"),
            )),
        ),
        value(AgeUnit::Month, alt((tag_no_case("month"), tag("mo")))),
        value(
            AgeUnit::Hour,
            alt((tag_no_case("hour"), tag_no_case("hr"), tag("h"))),
        ),
        value(AgeUnit::Day, alt((tag_no_case("day"), tag("d")))),
        value(AgeUnit::Week, alt((tag_no_case("week"), tag("w")))),
        value(
            AgeUnit::Year,
            alt((tag_no_case("year"), tag_no_case("yr"), tag("y"))),
        ),
        value(AgeUnit::Minute, tag("m")),
    ));
    let counted = map(
        (
            alt((digits1, one)),
            wsp0,
            unit,
            opt(one_in("sS")),
            blank1,
            tag_no_case("ago"),
        ),
        |(amount, _, unit, _, _, _)| ago(amount, unit),
    );
    let named = alt((
        value(ago(1, AgeUnit::Day), tag_no_case("yesterday")),
        value(ago(0, AgeUnit::Day), tag_no_case("today")),
        value(ago(0, AgeUnit::Minute), tag_no_case("just now")),
    ));
    alt((counted, named)).parse(input)
}

fn blank1(input: &str) -> PResult<'_, &str> {
    take_while1(is_blank).parse(input)
}

/// `calendar = iso / chinese-date / english-date`
pub(crate) fn calendar(input: &str) -> PResult<'_, DateText> {
    alt((numeric_date, chinese_date, month_first, day_first)).parse(input)
}

fn year(input: &str) -> PResult<'_, u32> {
    verify(digits1, |&year| (1900..2100).contains(&year)).parse(input)
}

fn month(input: &str) -> PResult<'_, u32> {
    verify(digits1, |&month| (1..=12).contains(&month)).parse(input)
}

fn day(input: &str) -> PResult<'_, u32> {
    verify(digits1, |&day| (1..=31).contains(&day)).parse(input)
}

/// `numeric-date = year sign month sign day`, one sign of `-`, `/`, `.`
fn numeric_date(input: &str) -> PResult<'_, DateText> {
    let (rest, year) = year(input)?;
    let (rest, sign) = one_in("-/.").parse(rest)?;
    let same = satisfy(|c| c == sign);
    let (rest, (month, _, day)) = (month, same, day).parse(rest)?;
    Ok((
        rest,
        DateText::Calendar {
            year: Some(year),
            month,
            day: Some(day),
        },
    ))
}

/// `chinese-date = [ year "年" ] month "月" [ day ( "日" / "号" ) ]`
fn chinese_date(input: &str) -> PResult<'_, DateText> {
    let (rest, year) = opt(terminated(year, (wsp0, tag("年"), wsp0))).parse(input)?;
    let (rest, month) = terminated(month, (wsp0, one_in("月"))).parse(rest)?;
    let day = terminated(preceded(wsp0, day), (wsp0, one_in("日号")));
    let (rest, day) = opt(day).parse(rest)?;
    if year.is_none() && day.is_none() {
        return Err(nom::Err::Error(()));
    }
    Ok((rest, DateText::Calendar { year, month, day }))
}

/// `month-name = "Jan" / "January" / …`
fn month_name(input: &str) -> PResult<'_, u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let (rest, word) = take_while1(|c: char| c.is_ascii_alphabetic()).parse(input)?;
    let lower = word.to_ascii_lowercase();
    let fits = |name: &&str| {
        lower.len() >= 3 && name.starts_with(&lower) || (lower == "sept" && **name == *"september")
    };
    let month = (1..)
        .zip(NAMES)
        .find(|(_, name)| fits(name))
        .map(|(number, _)| number);
    let (rest, _) = opt(one_in(".")).parse(rest)?;
    month.map(|month| (rest, month)).ok_or(nom::Err::Error(()))
}

fn ordinal_suffix(input: &str) -> PResult<'_, &str> {
    alt((tag("st"), tag("nd"), tag("rd"), tag("th"))).parse(input)
}

/// `month-first = month-name blank day [","] [blank year]`
fn month_first(input: &str) -> PResult<'_, DateText> {
    let (rest, month) = terminated(month_name, blank1).parse(input)?;
    let (rest, day) = terminated(day, (opt(ordinal_suffix), peek(not_more_digits))).parse(rest)?;
    let (rest, year) = opt(preceded((wsp0, opt(one_in(",")), wsp0), year)).parse(rest)?;
    Ok((
        rest,
        DateText::Calendar {
            year,
            month,
            day: Some(day),
        },
    ))
}

/// `day-first = day blank month-name [","] blank year`
fn day_first(input: &str) -> PResult<'_, DateText> {
    let (rest, day) = terminated(day, (opt(ordinal_suffix), blank1)).parse(input)?;
    let (rest, month) = month_name(rest)?;
    let (rest, year) = preceded((opt(one_in(",")), wsp0), year).parse(rest)?;
    Ok((
        rest,
        DateText::Calendar {
            year: Some(year),
            month,
            day: Some(day),
        },
    ))
}

fn not_more_digits(input: &str) -> PResult<'_, ()> {
    if input.starts_with(|c: char| c.is_ascii_digit()) {
        Err(nom::Err::Error(()))
    } else {
        Ok((input, ()))
    }
}

/// A stamp of a writing challenge or a date in brackets that leads an excerpt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp<'i> {
    /// The text between the brackets.
    pub(crate) text: &'i str,
    /// Its date, the year unknown for a writing challenge.
    pub(crate) date: DateText,
}

/// `stamp = "【" ( month "月" words "第" day "天" / calendar ) "】"`
pub(crate) fn stamp(input: &str) -> PResult<'_, Stamp<'_>> {
    let (inner, _) = one_in("【[").parse(input)?;
    let close = inner
        .find(['】', ']'])
        .filter(|&at| at <= 60)
        .ok_or(nom::Err::Error(()))?;
    let (text, rest) = inner.split_at_checked(close).ok_or(nom::Err::Error(()))?;
    let date = alt((challenge_day, calendar))
        .parse(text)
        .ok()
        .filter(|(left, _)| left.is_empty());
    let rest = rest
        .get(rest.chars().next().map_or(0, char::len_utf8)..)
        .unwrap_or_default();
    date.map(|(_, date)| (rest, Stamp { text, date }))
        .ok_or(nom::Err::Error(()))
}

/// `challenge-day = month "月" words "第" day "天"`, for example `9月更文挑战第18天`
fn challenge_day(input: &str) -> PResult<'_, DateText> {
    let (rest, month) = terminated(month, tag("月")).parse(input)?;
    let at = rest.rfind('第').ok_or(nom::Err::Error(()))?;
    let tail = rest.get(at..).unwrap_or_default();
    let (rest, day) = preceded(one_in("第"), terminated(day, tag("天"))).parse(tail)?;
    Ok((
        rest,
        DateText::Calendar {
            year: None,
            month,
            day: Some(day),
        },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::whole;

    #[test]
    fn ages() {
        let cases = [
            ("7月前", ago(7, AgeUnit::Month)),
            ("3 个月前", ago(3, AgeUnit::Month)),
            ("16小时前", ago(16, AgeUnit::Hour)),
            ("半年前", ago(0, AgeUnit::Year)),
            ("一周前", ago(1, AgeUnit::Week)),
            ("昨天", ago(1, AgeUnit::Day)),
            ("3 days ago", ago(3, AgeUnit::Day)),
            ("5y ago", ago(5, AgeUnit::Year)),
            ("an hour ago", ago(1, AgeUnit::Hour)),
            ("4 months ago", ago(4, AgeUnit::Month)),
        ];
        for (text, date) in cases {
            assert_eq!(whole(date_text, text), Some(date), "{text}");
        }
    }

    #[test]
    fn calendar_dates() {
        let date = |year, month, day| DateText::Calendar { year, month, day };
        let cases = [
            ("2024-09-13", date(Some(2024), 9, Some(13))),
            ("2024/9/3", date(Some(2024), 9, Some(3))),
            ("2024年9月13日", date(Some(2024), 9, Some(13))),
            ("9月13日", date(None, 9, Some(13))),
            ("Feb 12, 2024", date(Some(2024), 2, Some(12))),
            ("12 February 2024", date(Some(2024), 2, Some(12))),
            ("Sept 1", date(None, 9, Some(1))),
        ];
        for (text, date) in cases {
            assert_eq!(whole(date_text, text), Some(date), "{text}");
        }
        for text in ["2024", "9月", "13-45", "Mayor 3", "2024-13-01"] {
            assert_eq!(whole(date_text, text), None, "{text}");
        }
    }

    #[test]
    fn stamps_are_dates_in_brackets() {
        let found = stamp("【9月更文挑战第18天】鹏城实验室").unwrap();
        assert_eq!(found.0, "鹏城实验室");
        assert_eq!(found.1.text, "9月更文挑战第18天");
        assert_eq!(
            found.1.date,
            DateText::Calendar {
                year: None,
                month: 9,
                day: Some(18)
            }
        );
        assert!(stamp("【平衡点:解锁大模型的新时代】分析").is_err());
    }
}
