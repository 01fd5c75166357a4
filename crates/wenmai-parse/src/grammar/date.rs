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

use super::{PResult, number::chinese1, number::digit_value, number::digits1, one_in, wsp0};

/// Unit of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AgeUnit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// How many units an age is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    /// `7月前`, `3 days ago`: so many whole units have passed.
    Count(u32),
    /// `半年前`, `half an hour ago`: half a unit has passed, a whole one has not.
    Half,
    /// `几天前`, `a few days ago`: two to nine.
    Few,
    /// `昨天`, `last week`: so many units back in the calendar, whatever has passed since.
    Calendar(u32),
}

/// A date text, parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateText {
    /// So long before the page was captured.
    Ago { amount: Amount, unit: AgeUnit },
    /// A calendar date; the year may be left out.
    Calendar {
        year: Option<u32>,
        month: u32,
        day: Option<u32>,
    },
}

/// `date-text = ago / calendar`: what a card or byline gives as its date.
pub(crate) fn date_text(input: &str) -> PResult<'_, DateText> {
    match input.chars().next() {
        Some('a'..='z' | 'A'..='Z') => alt((ago_en, month_first)).parse(input),
        Some(c) if digit_value(c).is_some() => alt((ago_zh, ago_en, calendar)).parse(input),
        // No other reading begins with a sign or a Chinese character.
        _ => ago_zh(input),
    }
}

const fn ago(amount: Amount, unit: AgeUnit) -> DateText {
    DateText::Ago { amount, unit }
}

/// `ago-zh = ( number / "半" / "几" ) [ "个" ] unit "前" / "昨天" / "前天" / "今天" / "刚刚" / "上周" / …`
fn ago_zh(input: &str) -> PResult<'_, DateText> {
    let amount = alt((
        map(alt((digits1, chinese1)), Amount::Count),
        value(Amount::Half, one_in("半")),
        value(Amount::Few, one_in("几数幾數")),
    ));
    let unit = alt((
        value(AgeUnit::Second, alt((tag("秒钟"), tag("秒鐘"), tag("秒")))),
        value(AgeUnit::Minute, alt((tag("分钟"), tag("分鐘")))),
        value(
            AgeUnit::Hour,
            alt((tag("小时"), tag("小時"), tag("钟头"), tag("鐘頭"))),
        ),
        value(AgeUnit::Day, alt((tag("天"), tag("日")))),
        value(
            AgeUnit::Week,
            alt((tag("周"), tag("星期"), tag("週"), tag("礼拜"), tag("禮拜"))),
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
    alt((counted, named_zh)).parse(input)
}

/// `named-zh = "昨天" / "前天" / "今天" / "刚刚" / "上周" / "上个月" / "去年"`
fn named_zh(input: &str) -> PResult<'_, DateText> {
    let back = |count, unit| ago(Amount::Calendar(count), unit);
    alt((
        value(back(1, AgeUnit::Day), alt((tag("昨天"), tag("昨日")))),
        value(back(2, AgeUnit::Day), tag("前天")),
        value(back(0, AgeUnit::Day), alt((tag("今天"), tag("今日")))),
        value(
            ago(Amount::Count(0), AgeUnit::Minute),
            alt((tag("刚刚"), tag("剛剛"))),
        ),
        value(
            back(1, AgeUnit::Week),
            alt((tag("上周"), tag("上週"), tag("上星期"))),
        ),
        value(
            back(1, AgeUnit::Month),
            alt((tag("上个月"), tag("上個月"), tag("上月"))),
        ),
        value(back(1, AgeUnit::Year), tag("去年")),
    ))
    .parse(input)
}

/// `ago-en = amount [blank] unit ["s"] blank "ago" / "yesterday" / "today" / "just now" / "last " unit`
fn ago_en(input: &str) -> PResult<'_, DateText> {
    let counted = map(
        (
            amount_en,
            wsp0,
            unit_en,
            opt(one_in("sS")),
            blank1,
            tag_no_case("ago"),
        ),
        |(amount, _, unit, _, _, _)| ago(amount, unit),
    );
    alt((counted, named_en)).parse(input)
}

/// `amount-en = number / "half " ( "a" / "an" ) / "a few" / "several" / "a" / "an" / "one"`
fn amount_en(input: &str) -> PResult<'_, Amount> {
    alt((
        map(digits1, Amount::Count),
        value(
            Amount::Half,
            alt((tag_no_case("half an"), tag_no_case("half a"))),
        ),
        value(
            Amount::Few,
            alt((
                tag_no_case("a few"),
                tag_no_case("few"),
                tag_no_case("several"),
            )),
        ),
        value(
            Amount::Count(1),
            alt((tag_no_case("an"), tag_no_case("a"), tag_no_case("one"))),
        ),
    ))
    .parse(input)
}

/// `unit-en = "minute" / "min" / "month" / "mo" / "hour" / "h" / "day" / "d" / …`, longest first
fn unit_en(input: &str) -> PResult<'_, AgeUnit> {
    alt((
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
        value(
            AgeUnit::Second,
            alt((tag_no_case("second"), tag_no_case("sec"))),
        ),
        value(AgeUnit::Minute, tag("m")),
    ))
    .parse(input)
}

/// `named-en = "yesterday" / "today" / "just now" / "last " ( "week" / "month" / "year" )`
fn named_en(input: &str) -> PResult<'_, DateText> {
    let back = |count, unit| ago(Amount::Calendar(count), unit);
    let last = alt((
        value(AgeUnit::Week, tag_no_case("week")),
        value(AgeUnit::Month, tag_no_case("month")),
        value(AgeUnit::Year, tag_no_case("year")),
    ));
    alt((
        value(back(1, AgeUnit::Day), tag_no_case("yesterday")),
        value(back(0, AgeUnit::Day), tag_no_case("today")),
        value(
            ago(Amount::Count(0), AgeUnit::Minute),
            tag_no_case("just now"),
        ),
        map(preceded((tag_no_case("last"), blank1), last), move |unit| {
            back(1, unit)
        }),
    ))
    .parse(input)
}

fn blank1(input: &str) -> PResult<'_, &str> {
    take_while1(is_blank).parse(input)
}

/// `calendar = iso / chinese-date / english-date`
pub(crate) fn calendar(input: &str) -> PResult<'_, DateText> {
    alt((numeric_date, chinese_date, month_first, day_first)).parse(input)
}

/// The day of a time as front matter and `meta` elements write it: `2024-05-01T08:00:00Z`, `Wed, 01 May 2024 08:00:00 GMT`, `2024年5月1日`.
pub(crate) fn iso_date(value: &str) -> Option<String> {
    let value = match value.split_once(", ") {
        Some((weekday, rest)) if weekday.len() <= 3 => rest,
        _ => value,
    };
    let (_, date) = calendar(value).ok()?;
    match date {
        DateText::Calendar {
            year: Some(year),
            month,
            day: Some(day),
        } => Some(format!("{year:04}-{month:02}-{day:02}")),
        _ => None,
    }
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
pub(crate) fn month_name(input: &str) -> PResult<'_, u32> {
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
        let count = |n, unit| ago(Amount::Count(n), unit);
        let back = |n, unit| ago(Amount::Calendar(n), unit);
        let cases = [
            ("7月前", count(7, AgeUnit::Month)),
            ("3 个月前", count(3, AgeUnit::Month)),
            ("３個月前", count(3, AgeUnit::Month)),
            ("16小时前", count(16, AgeUnit::Hour)),
            ("半年前", ago(Amount::Half, AgeUnit::Year)),
            ("半个月前", ago(Amount::Half, AgeUnit::Month)),
            ("几天前", ago(Amount::Few, AgeUnit::Day)),
            ("一周前", count(1, AgeUnit::Week)),
            ("昨天", back(1, AgeUnit::Day)),
            ("上个月", back(1, AgeUnit::Month)),
            ("刚刚", count(0, AgeUnit::Minute)),
            ("999999999年前", count(999_999_999, AgeUnit::Year)),
            ("3 days ago", count(3, AgeUnit::Day)),
            ("5y ago", count(5, AgeUnit::Year)),
            ("an hour ago", count(1, AgeUnit::Hour)),
            ("half an hour ago", ago(Amount::Half, AgeUnit::Hour)),
            ("a few weeks ago", ago(Amount::Few, AgeUnit::Week)),
            ("4 months ago", count(4, AgeUnit::Month)),
            ("last week", back(1, AgeUnit::Week)),
        ];
        for (text, date) in cases {
            assert_eq!(whole(date_text, text), Some(date), "{text}");
        }
        for text in ["前", "几前", "7 ago", "last Tuesday", "99999999999年前"] {
            assert_eq!(whole(date_text, text), None, "{text}");
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

    #[test]
    fn days_are_written_in_one_way() {
        let cases = [
            ("2024-05-01", Some("2024-05-01")),
            ("May 1, 2024", Some("2024-05-01")),
            ("2024年5月1日", Some("2024-05-01")),
            ("yesterday", None),
        ];
        for (written, expected) in cases {
            assert_eq!(iso_date(written).as_deref(), expected, "{written}");
        }
    }
}
