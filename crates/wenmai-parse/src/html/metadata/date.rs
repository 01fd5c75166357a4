//! Days as pages write them: the forms of the grammar, and those that only a page's own statements may use, where it is clear
//! that a day is meant.

use std::sync::OnceLock;

use wenmai_text::is_cjk;

use crate::grammar::date::iso_date;

/// Longest text in which a day is looked for, in bytes.
const MAX_TEXT_BYTES: usize = 400;

/// Which number of `03/04/2021` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::html) enum DayOrder {
    /// The second, as in the United States.
    #[default]
    MonthFirst,
    /// The first, as elsewhere.
    DayFirst,
}

impl DayOrder {
    /// That of a language tag.
    pub(in crate::html) fn of(language: &str) -> Self {
        let language = language.trim().to_ascii_lowercase().replace('_', "-");
        let primary = language.split('-').next().unwrap_or_default();
        match (primary, language.as_str()) {
            // Of Chinese and Japanese pages, which put the year first, few write so, and most of these after American habit.
            ("" | "zh" | "ja", _) | (_, "en" | "en-us") => Self::MonthFirst,
            _ => Self::DayFirst,
        }
    }
}

/// The month that a word names.
fn month(word: &str) -> Option<u32> {
    let lower = word.to_lowercase();
    let is_word = lower.chars().all(char::is_alphabetic) && lower.chars().count() <= 10;
    let named = || months().iter().find(|(start, _)| lower.starts_with(start));
    is_word.then(named).flatten().map(|&(_, month)| month)
}

/// Beginnings of the names of months, and which month each is.
fn months() -> &'static [(&'static str, u32)] {
    static MONTHS: OnceLock<Vec<(&str, u32)>> = OnceLock::new();
    MONTHS.get_or_init(|| {
        let lines = include_str!("../../../data/html_month_words.tsv").lines();
        let rows = lines.filter_map(|line| line.split_once('\t'));
        rows.filter_map(|(month, names)| Some((month.parse().ok()?, names)))
            .flat_map(|(month, names)| names.split('\t').map(move |name| (name, month)))
            .collect()
    })
}

/// The first day that a text names, as an ISO 8601 date, and where it stands in the text. Runs in O(`MAX_TEXT_BYTES`).
pub(in crate::html) fn first_day(
    text: &str,
    order: DayOrder,
) -> Option<(String, std::ops::Range<usize>)> {
    let text = text
        .get(..text.floor_char_boundary(MAX_TEXT_BYTES))
        .unwrap_or_default();
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let opens = match before {
            None => true,
            Some(before) if c.is_ascii_digit() => !before.is_ascii_digit() && before != '.',
            Some(before) => !before.is_alphanumeric() || is_cjk(before),
        };
        before = Some(c);
        if !opens || !c.is_alphanumeric() {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        if let Some((day, len)) = day_at(rest, order) {
            return Some((day, at..at + len));
        }
    }
    None
}

/// The day of a statement: its first day, if it is one that can be.
pub(super) fn day(value: &str, order: DayOrder) -> Option<String> {
    first_day(value, order).map(|(day, _)| day)
}

/// The day that a text begins with, and how long its writing is at most, in bytes.
fn day_at(text: &str, order: DayOrder) -> Option<(String, usize)> {
    let end = text.floor_char_boundary(40);
    let text = text.get(..end).unwrap_or_default();
    numeric(text, order)
        .or_else(|| iso_date(text).map(|day| (day, text.len())))
        .or_else(|| by_name(text))
}

/// `20240301`, `1.3.2024`, `03/01/2024`, `13-01-2024`: where both numbers may be the month, points put the day first, other
/// signs the month.
fn numeric(text: &str, order: DayOrder) -> Option<(String, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |text: &str| text.parse::<u32>().ok();
    let first = digits(text);
    if first == 8 || first == 14 {
        let [year, month, day] = [0..4, 4..6, 6..8].map(|range| text.get(range).and_then(number));
        return Some((iso(year?, month?, day?)?, first));
    }
    if first == 0 || first > 2 {
        return None;
    }
    let sign = text.get(first..)?.chars().next()?;
    if !matches!(sign, '.' | '/' | '-') {
        return None;
    }
    let rest = text.get(first + 1..)?;
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let second = digits(rest);
    let behind = rest.get(second..)?.strip_prefix(sign)?;
    let behind = behind.strip_prefix(' ').unwrap_or(behind);
    let third = digits(behind);
    if second == 0 || second > 2 || !(third == 4 || third == 2 && sign == '.') {
        return None;
    }
    // The numbers of versions go on.
    let mut after = behind.get(third..)?.chars();
    let goes_on = after.next() == Some(sign) && after.next().is_some_and(|c| c.is_ascii_digit());
    if goes_on {
        return None;
    }
    let year = number(behind.get(..third)?)?;
    let year = if third == 2 { 2000 + year } else { year };
    let [a, b] = [number(text.get(..first)?)?, number(rest.get(..second)?)?];
    let day_first = sign == '.' || a > 12 || order == DayOrder::DayFirst && b <= 12;
    let (month, day) = if day_first { (b, a) } else { (a, b) };
    Some((iso(year, month, day)?, text.len() - behind.len() + third))
}

/// `18. Dezember 2025`, `3 de marzo de 2021`, `18-Dec-2025`, `Dezember 18, 2025`, `Dec 18 09:12:00 +0000 2025`
fn by_name(text: &str) -> Option<(String, usize)> {
    let is_gap =
        |c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | '-' | '/' | 'º' | '°');
    let mut words = text.split(is_gap).filter(|word| !word.is_empty());
    let mut next = || words.find(|word| !matches!(*word, "de" | "del" | "of"));
    let first = next()?;
    // `2023 Jan 7`
    if let Some(year) = first.parse::<u32>().ok().filter(|year| *year >= 1900) {
        let (month, day) = (month(next()?)?, next()?.parse::<u32>().ok()?);
        return Some((iso(year, month, day)?, text.len()));
    }
    let (month_word, day_word) = if first.starts_with(|c: char| c.is_ascii_digit()) {
        (next()?, first)
    } else {
        (first, next()?)
    };
    let month = month(month_word)?;
    let day = day_word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let day = day.parse::<u32>().ok().filter(|_| day.len() <= 2)?;
    let year = std::iter::from_fn(next).take(3).find_map(|word| {
        let digits = word.get(..4)?;
        let year = digits.parse::<u32>().ok()?;
        (word.len() == 4 || !word.get(4..5)?.starts_with(|c: char| c.is_ascii_digit()))
            .then_some(year)
    })?;
    Some((iso(year, month, day)?, text.len()))
}

/// A day as an ISO 8601 date, if there is such a day in the time of the web or of what it archives.
fn iso(year: u32, month: u32, day: u32) -> Option<String> {
    let date = jiff::civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    let is_plausible = (1900..2100).contains(&year);
    date.ok()
        .filter(|_| is_plausible)
        .map(|date| date.to_string())
}

/// The day in an address: `/2021/03/04/`, `/2021-03-04-`, `/20210304/`.
pub(super) fn day_of_address(address: &str) -> Option<String> {
    let (_, path) = address.split_once("//").unwrap_or(("", address));
    let path = path.get(path.find('/')?..path.floor_char_boundary(400))?;
    let starts = path
        .match_indices(['/', '-', '_', '.'])
        .map(|(at, _)| at + 1);
    for at in starts {
        let rest = path.get(at..).unwrap_or_default();
        let mut numbers = rest.split(|c: char| !c.is_ascii_digit());
        let first = numbers.next().unwrap_or_default();
        let year_of = |digits: &str| {
            digits
                .parse::<u32>()
                .ok()
                .filter(|year| (1990..2100).contains(year))
        };
        let parsed = match first.len() {
            4 => {
                let (month, day) = (numbers.next(), numbers.next());
                let short = |text: Option<&str>| {
                    text.filter(|text| matches!(text.len(), 1 | 2))
                        .and_then(|text| text.parse().ok())
                };
                year_of(first)
                    .zip(short(month))
                    .zip(short(day))
                    .and_then(|((y, m), d)| iso(y, m, d))
            }
            6 => {
                // `/202103/04/`
                let day = numbers
                    .next()
                    .filter(|text| text.len() == 2)
                    .and_then(|text| text.parse().ok());
                let year = first.get(..4).and_then(year_of);
                let month = first.get(4..).and_then(|text| text.parse().ok());
                year.zip(month)
                    .zip(day)
                    .and_then(|((y, m), d)| iso(y, m, d))
            }
            8 => first
                .get(..4)
                .and_then(year_of)
                .and_then(|_| numeric(first, DayOrder::default()))
                .map(|(day, _)| day),
            _ => None,
        };
        if parsed.is_some() {
            return parsed;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_many_forms() {
        let cases = [
            ("2024-05-01T08:00:00Z", Some("2024-05-01")),
            ("Wed, 01 May 2024 08:00:00 GMT", Some("2024-05-01")),
            ("Wed May 01 08:00:00 EDT 2024", Some("2024-05-01")),
            ("20240501", Some("2024-05-01")),
            ("Posted on May 1st, 2024 at noon", Some("2024-05-01")),
            ("发布时间：2024年5月1日 08:00", Some("2024-05-01")),
            ("2024/05/01 来源：某报", Some("2024-05-01")),
            ("Stand: 1. Mai 2024", Some("2024-05-01")),
            ("1.5.2024", Some("2024-05-01")),
            ("01.05.24", Some("2024-05-01")),
            ("05/01/2024", Some("2024-05-01")),
            ("13/01/2024", Some("2024-01-13")),
            ("le 1 août 2024", Some("2024-08-01")),
            ("3 de marzo de 2021", Some("2021-03-03")),
            ("18-Dec-2025", Some("2025-12-18")),
            ("Tea. 2023 Jan 7;12", Some("2023-01-07")),
            ("version 1.5.2024.7 of 31.02.2024", None),
            ("12 apples, 30 pears", None),
            ("2024", None),
        ];
        for (text, expected) in cases {
            assert_eq!(
                day(text, DayOrder::MonthFirst).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn months_have_names_that_tell_them_apart() {
        for month in 1..=12 {
            assert!(months().iter().any(|&(_, named)| named == month), "{month}");
        }
        for (at, (name, month)) in months().iter().enumerate() {
            let found = months()
                .iter()
                .position(|(start, _)| name.starts_with(start));
            assert_eq!(found, Some(at), "{name} {month}");
        }
    }

    #[test]
    fn languages_order_days() {
        let day_of = |language| day("03/04/2021", DayOrder::of(language));
        assert_eq!(day_of("en-US").as_deref(), Some("2021-03-04"));
        assert_eq!(day_of("de-AT").as_deref(), Some("2021-04-03"));
        assert_eq!(day_of("en-GB").as_deref(), Some("2021-04-03"));
        for language in ["", "en", "ja-JP", "zh-Hans-CN", "zh_TW"] {
            assert_eq!(
                day_of(language).as_deref(),
                Some("2021-03-04"),
                "{language}"
            );
        }
    }

    #[test]
    fn addresses_hold_days() {
        let cases = [
            ("https://a.example/2021/03/04/tea", Some("2021-03-04")),
            (
                "https://a.example/news/2021-03-04-tea.html",
                Some("2021-03-04"),
            ),
            ("https://a.example/n/20210304/1.html", Some("2021-03-04")),
            ("https://a.example/n/202103/04/c1.html", Some("2021-03-04")),
            ("https://a.example/2021/tea", None),
            ("https://a.example/2021/13/04/tea", None),
            ("https://a.example/12345678", None),
        ];
        for (address, expected) in cases {
            assert_eq!(day_of_address(address).as_deref(), expected, "{address}");
        }
    }
}
