//! Dates that a text names with day, month and year.

use jiff::civil::Date;
use memchr::memmem;

use super::interval::Days;
use crate::grammar::date::{DateText, calendar};

/// Longest English month with its day in front of a year: `September 30th, `.
const MAX_LEAD_BYTES: usize = 24;

/// All days that `text` names with their year, with the place and length of each in bytes; in order of place.
///
/// Substring searches for the centuries find the candidates, so the cost is that of reading the text twice at memory
/// speed.
pub(super) fn written_days(text: &str) -> Vec<(usize, usize, Date)> {
    let mut found: Vec<(usize, usize, Date)> = ["19", "20"]
        .iter()
        .flat_map(|century| memmem::find_iter(text.as_bytes(), century))
        .filter_map(|at| written_day(text, at))
        .collect();
    found.sort_unstable();
    found
}

/// The date whose year stands at byte `at`.
fn written_day(text: &str, at: usize) -> Option<(usize, usize, Date)> {
    let head = text.get(..at)?;
    let before = head.chars().next_back();
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '_')) {
        return None;
    }
    let year = text.get(at..at + 4)?;
    if !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let starts = [Some(at), lead(head)];
    starts.into_iter().flatten().find_map(|start| {
        let tail = text.get(start..)?;
        let (rest, date) = calendar(tail).ok()?;
        let end = text.len() - rest.len();
        let day = single_day(date)?;
        // The year is a part of it, and nothing goes on behind it.
        let goes_on = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        (end >= at + 4 && !goes_on).then_some((start, end - start, day))
    })
}

/// Where the second word before a year starts: `Feb 12, ` or `12 February `.
fn lead(head: &str) -> Option<usize> {
    let from = head.ceil_char_boundary(head.len().saturating_sub(MAX_LEAD_BYTES));
    let words = head.get(from..)?.strip_suffix(' ')?;
    let second = words.rfind(' ')?;
    let first = words
        .get(..second)?
        .rfind(|c: char| !c.is_ascii_alphanumeric());
    let first = match first {
        Some(sign) => sign + words.get(sign..)?.chars().next()?.len_utf8(),
        // The lead may start the line, and not in the middle of a longer word.
        None if from == 0 => 0,
        None => return None,
    };
    Some(from + first)
}

fn single_day(date: DateText) -> Option<Date> {
    let DateText::Calendar { year, month, day } = date else {
        return None;
    };
    Days::calendar(year?, month, Some(day?)).map(|days| days.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_a_text() {
        let cases = [
            ("本文写于2024年9月13日，", vec!["2024年9月13日"]),
            (
                "On Feb 12, 2024 and 3 March 2023.",
                vec!["Feb 12, 2024", "3 March 2023"],
            ),
            ("2024-09-13 11:20 发布", vec!["2024-09-13"]),
            ("2024年9月, 1999, 2024-13-01, v2024.1.1.2024-01-01", vec![]),
            ("https://a.example/2024/09/13 电话 020-2024", vec![]),
            ("2024年2月30日", vec![]),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = written_days(text)
                .iter()
                .map(|&(at, len, _)| text.get(at..at + len).unwrap())
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
