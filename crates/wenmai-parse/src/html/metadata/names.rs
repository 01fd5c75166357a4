//! The names of authors in the text of a byline.

use wenmai_text::{is_cjk, trim_blank};

use super::words::words;
use crate::grammar::{date::month_name, whole};

/// Longest text that names authors, in bytes.
const MAX_TEXT_BYTES: usize = 240;
/// Longest name, in characters, and in words.
const MAX_NAME_CHARS: usize = 48;
const MAX_NAME_WORDS: usize = 6;
/// Most names of a byline.
const MAX_NAMES: usize = 12;

/// The names that a byline gives, in order; empty when what it holds are no names. `is_labeled` is whether something says that
/// these are names: what the text alone takes for a name must look like one.
pub(super) fn names(text: &str, is_labeled: bool) -> Vec<String> {
    let mut lines = text.lines().take(4).map(trim_blank);
    let first = lines.find_map(|line| {
        let (rest, has_label) = behind_label(line);
        (!rest.is_empty() && line.len() <= MAX_TEXT_BYTES).then_some((rest, has_label))
    });
    let Some((rest, has_label)) = first else {
        return Vec::new();
    };
    let mut names: Vec<String> = Vec::new();
    for part in parts(ended(rest)).take(MAX_NAMES) {
        let part = name(part);
        if part.is_empty() || is_none(part) || !names.is_empty() && is_role(part) {
            continue;
        }
        // A label in the text may begin a sentence: `By signing up`.
        let is_alone = has_label && rest.trim_end() == part && part.starts_with(char::is_uppercase);
        if !is_name(part, is_labeled || is_alone) {
            break;
        }
        if !names.iter().any(|known| known == part) {
            names.push(part.to_owned());
        }
    }
    names
}

/// What stands behind the words that introduce authors, and whether there were any.
pub(in crate::html) fn behind_label(line: &str) -> (&str, bool) {
    let line = line.trim_start_matches(['-', '–', '—', '|', '•', '·', '/', ' ', '*', '~']);
    let mut best: Option<&str> = None;
    for word in &words().before {
        let Some(rest) = strip_prefix(line, word) else {
            continue;
        };
        // A word of letters ends where a name may begin.
        let is_whole = !word.ends_with(|c: char| c.is_ascii_alphabetic())
            || !rest.starts_with(char::is_alphanumeric) && !rest.starts_with(['\'', '’', '-'])
            || line.starts_with("By") && rest.starts_with(char::is_uppercase);
        let is_longer = best.is_none_or(|best| rest.len() < best.len());
        if is_whole && is_longer {
            best = Some(rest);
        }
    }
    match best {
        Some(rest) => (
            rest.trim_start_matches([':', '：', ' ', '/', '／', '|', '\u{a0}', '●']),
            true,
        ),
        None => (line, false),
    }
}

/// `text` behind `prefix`, without regard to the case of ASCII letters.
fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..))
        .flatten()
}

/// The text up to the first sign or word that ends names.
fn ended(text: &str) -> &str {
    let lower = text.to_ascii_lowercase();
    let ends = words().end.iter().filter_map(|end| lower.find(end));
    let digit = text.find(|c: char| c.is_ascii_digit());
    // A digit begins a date or a count, but names of users may end with digits.
    let digit = digit.filter(|&at| {
        let before = text.get(..at).and_then(|front| front.chars().next_back());
        before.is_none_or(|c| !c.is_alphabetic() || is_cjk(c))
    });
    let end = ends.chain(digit).filter(|&end| end > 0).min();
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

/// The parts of a list of names.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split([',', '，', ';', '；', '、', '&', '＆']);
    pieces.flat_map(|piece| {
        let mut rest = Some(piece);
        std::iter::from_fn(move || {
            let text = rest.take()?;
            let word = [" and ", " und ", " et ", " y ", " with ", " AND ", " And "]
                .into_iter()
                .filter_map(|word| Some((text.find(word)?, word.len())))
                .min();
            match word {
                Some((at, len)) => {
                    rest = text.get(at + len..);
                    text.get(..at)
                }
                None => Some(text),
            }
        })
    })
}

/// A name without signs around it and without the month or weekday that a date behind it begins with.
fn name(part: &str) -> &str {
    let is_sign = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ':'
                    | '：'
                    | '-'
                    | '–'
                    | '—'
                    | '|'
                    | '·'
                    | '•'
                    | '●'
                    | '⋅'
                    | '@'
                    | '"'
                    | '“'
                    | '”'
                    | '*'
                    | '\u{200b}'
            )
    };
    let part = part.trim_matches(is_sign);
    let part = part.strip_prefix("and ").unwrap_or(part);
    let part = part
        .strip_prefix("by ")
        .or(part.strip_prefix("By "))
        .unwrap_or(part);
    let part = without_tail(part).trim_matches(is_sign);
    let Some((front, last)) = part.rsplit_once(' ') else {
        return part;
    };
    let is_month = whole(month_name, last.trim_end_matches(['.', ','])).is_some();
    let is_weekday = last.len() > 6 && last.ends_with("day");
    let is_date = front.contains(' ') && (is_month || is_weekday);
    if is_date {
        front.trim_matches(is_sign)
    } else {
        part
    }
}

/// A name without a word that says what somebody is or what a button does: one behind the name and the surname, or one that runs
/// into the last of them, as texts of neighboring elements do.
fn without_tail(part: &str) -> &str {
    if is_none(part) {
        return part;
    }
    let lower = part.to_ascii_lowercase();
    for tail in &words().tail {
        let Some(front) = lower.strip_suffix(tail).and_then(|f| part.get(..f.len())) else {
            continue;
        };
        let n_words = front.split_whitespace().count();
        let runs_in = front.ends_with(char::is_lowercase)
            && part
                .get(front.len()..)
                .is_some_and(|tail| tail.starts_with(char::is_uppercase));
        if n_words >= 2 && (runs_in || front.ends_with(char::is_whitespace)) {
            return trim_blank(front);
        }
    }
    part
}

/// Whether a part of a list is what somebody is and not who. Degrees and memberships are written in capitals.
fn is_role(part: &str) -> bool {
    let is_capital = |c: char| c.is_ascii_uppercase() || c == '.';
    if part.len() <= 6 && part.chars().all(is_capital) {
        return true;
    }
    let lower = part.to_lowercase();
    let last = lower.rsplit(' ').next().unwrap_or_default();
    words().behind.contains(&lower.as_str()) || words().role.contains(&last)
}

/// Whether this says nothing of an author.
fn is_none(part: &str) -> bool {
    let lower = part.to_lowercase();
    words().none.contains(&lower.as_str())
        || words().behind.contains(&lower.as_str())
        || words()
            .no_start
            .iter()
            .any(|start| lower.starts_with(start))
        || whole(month_name, part.trim_end_matches('.')).is_some()
}

/// Whether this is a name of at least two words that looks like one of a person.
pub(super) fn is_full(name: &str) -> bool {
    name.chars().any(is_cjk) || is_name(name, false)
}

/// Whether a part is a name: short, not an address, not a sentence; without a label it has capitals, as names have.
fn is_name(part: &str, is_labeled: bool) -> bool {
    let n_chars = part.chars().count();
    let n_words = part.split_whitespace().count();
    let has_letter = part.chars().any(char::is_alphabetic);
    let is_short = n_chars <= MAX_NAME_CHARS && n_words <= MAX_NAME_WORDS && n_chars > 1;
    let has_address = part.contains("://") || part.contains("www.") || part.contains('@');
    let ends_sentence = part.ends_with(['?', '!', '。', '？', '！']);
    let has_count = n_words > 1 && part.starts_with(|c: char| c.is_ascii_digit());
    if has_count || !has_letter || !is_short || has_address || ends_sentence {
        return false;
    }
    if part.chars().any(is_cjk) {
        return n_chars <= 16;
    }
    let capitals = part
        .split_whitespace()
        .filter(|word| {
            word.chars()
                .find(|c| c.is_alphabetic())
                .is_some_and(char::is_uppercase)
        })
        .count();
    if is_labeled {
        n_words <= 2 || capitals * 2 >= n_words
    } else {
        (2..=4).contains(&n_words) && capitals * 3 >= n_words * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_bylines() {
        let cases: [(&str, &[&str]); 21] = [
            ("By Ann Lee", &["Ann Lee"]),
            (
                "By Ann Lee and Bob Marsh, Staff Writer",
                &["Ann Lee", "Bob Marsh"],
            ),
            ("Written by: Ann Lee | March 3, 2021", &["Ann Lee"]),
            ("Ann Lee, PhD", &["Ann Lee"]),
            ("Ann Lee on March 3, 2021", &["Ann Lee"]),
            ("Ann Lee 12.03.2021", &["Ann Lee"]),
            ("Von Jürgen Groß und Uwe Klee", &["Jürgen Groß", "Uwe Klee"]),
            ("作者：张三、李四 来源：某报", &["张三", "李四"]),
            ("文/王小明", &["王小明"]),
            ("记者 赵六 2021-03-04", &["赵六"]),
            ("by\nAnn Lee\nMarch 3", &["Ann Lee"]),
            ("Ann LeeFollow", &["Ann Lee"]),
            ("Ann Lee Writer", &["Ann Lee"]),
            ("Ann Lee ● 3 min", &["Ann Lee"]),
            ("Ann Lee @annlee", &["Ann Lee"]),
            ("Ann Lee, FACS, Trial Attorney", &["Ann Lee"]),
            ("admin", &[]),
            ("by admin", &[]),
            ("About the author", &[]),
            (
                "By clicking you agree to the terms that we have set for all of our users",
                &[],
            ),
            ("https://example.org/ann", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text, true), expected, "{text}");
        }
    }
}
