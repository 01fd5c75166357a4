//! Where an address in English begins and ends: flats, floors and buildings before the number of the house, countries and codes
//! behind.

use super::address_words::AddressWords;
use super::view::View;

/// Bytes of a part between commas.
const MOST_PART: usize = 56;

/// Parts before the number of a house.
const MOST_LEADING: usize = 5;

/// Where the word for a part of a house, a box or the like begins that stands before its number.
pub(super) fn with_part(lists: &AddressWords, view: View<'_>, start: usize) -> usize {
    if view.before(start) != b' ' {
        return start;
    }
    let head = view.slice(view.window_before(start - 1, 14));
    let word = head
        .rsplit([' ', '\n', ',', '(', ':', ';', '"', '|'])
        .next();
    let Some(word) = word.filter(|word| !word.is_empty()) else {
        return start;
    };
    let lower = word.trim_end_matches('.').to_lowercase();
    let from = start - 1 - word.len();
    if !(lists.parts.contains(&lower) || lists.houses.contains(&lower)) {
        return start;
    }
    // P.O. Box, PO Box
    if lower == "box" {
        let head = view.slice(view.window_before(from, 6));
        for name in ["P.O. ", "P. O. ", "PO ", "P.O ", "p.o. ", "po ", "GPO "] {
            if head.ends_with(name) {
                return from - name.len();
            }
        }
    }
    // Plot No. 47, New No. 18
    let head = view.slice(view.window_before(from, 8));
    let before = head.strip_suffix(' ').unwrap_or_default();
    let before = before.rsplit([' ', '\n', ',', ':', '(']).next();
    let before = before.unwrap_or_default();
    let is_double = lists.houses.contains(&lower)
        && (lists.parts.contains(&before.to_lowercase())
            || lists.houses.contains(&before.to_lowercase())
            || matches!(before, "New" | "Old"));
    if is_double {
        from - 1 - before.len()
    } else {
        from
    }
}

/// Where the parts begin that stand before `start` and belong to the address, between commas: `Flat 3, `, `12/F, `,
/// `Rose Cottage, `, `One Canal Square, `.
pub(super) fn leading(lists: &AddressWords, view: View<'_>, start: usize) -> usize {
    let mut first = start;
    for _ in 0..MOST_LEADING {
        let Some((part, end)) = part_before(lists, view, first) else {
            break;
        };
        let Some(length) = part_length(lists, part) else {
            break;
        };
        first = end - length;
        if length < part.len() {
            break;
        }
    }
    first
}

/// The part before the comma before `first`, and where it ends.
fn part_before<'a>(lists: &AddressWords, view: View<'a>, first: usize) -> Option<(&'a str, usize)> {
    let head = view.slice(view.window_before(first, MOST_PART));
    let head = head
        .strip_suffix(", ")
        .or_else(|| head.strip_suffix(",\n"))?;
    let part = head
        .rsplit([
            ',', '\n', ':', ';', '(', ')', '|', '"', '?', '!', '>', '–', '—', '，', '：', '。',
        ])
        .next()
        .unwrap_or_default();
    // A sentence may end in it.
    let part = part.rsplit_once(". ").map_or(part, |(before, rest)| {
        let word = before.rsplit(' ').next().unwrap_or_default().to_lowercase();
        if lists.parts.contains(&word) || lists.houses.contains(&word) {
            part
        } else {
            rest
        }
    });
    Some((part.trim_start_matches(' '), first - 2))
}

/// Where the place begins that stands before a postal code at `code`, or the comma between.
pub(super) fn place_before(view: View<'_>, code: usize) -> Option<usize> {
    let head = view.slice(view.window_before(code, 40)).strip_suffix(' ')?;
    let part = head.strip_suffix(',').unwrap_or(head);
    let part = part.rsplit([',', '\n', ':', ';', '(', '|', '"']).next()?;
    let part = part.trim_start_matches(' ');
    // In the same part, or one before.
    let start = code - 1 - usize::from(head.ends_with(',')) - part.len();
    is_name(part).then_some(start)
}

/// Where an address begins that has at most three places or streets before `place`, and before these a house, building or
/// number in words.
pub(super) fn before_places(lists: &AddressWords, view: View<'_>, place: usize) -> Option<usize> {
    let mut first = place;
    for _ in 0..4 {
        let (part, end) = part_before(lists, view, first)?;
        if let Some(length) = part_length(lists, part) {
            let from = end - length;
            return Some(if length < part.len() {
                from
            } else {
                leading(lists, view, from)
            });
        }
        if !is_name(part) {
            return None;
        }
        first = end - part.len();
    }
    None
}

/// Whether a text is made of one to four words with capitals.
fn is_name(text: &str) -> bool {
    let mut words = text.split(' ');
    (1..=4).contains(&words.clone().count())
        && words.all(|word| {
            word.starts_with(|char: char| char.is_uppercase())
                && !word.bytes().any(|byte| byte.is_ascii_digit())
        })
}

/// The bytes at the end of a text that are a part of an address without a street.
fn part_length(lists: &AddressWords, part: &str) -> Option<usize> {
    let words: Vec<&str> = part.split(' ').collect();
    let (&last, rest) = words.split_last()?;
    let lower = |word: &str| word.trim_end_matches('.').to_lowercase();
    let length = |n: usize| {
        let words = words.iter().rev().take(n);
        words.map(|word| word.len() + 1).sum::<usize>() - 1
    };
    let before = rest.last().map(|word| lower(word)).unwrap_or_default();
    let is_capital = |word: &str| word.starts_with(|char: char| char.is_uppercase());
    let has_digit = last.bytes().any(|byte| byte.is_ascii_digit());
    // Flat 3, Block A, Old No. 9
    let is_number = last.len() <= 8 && (has_digit || last.len() <= 2 && is_capital(last));
    if is_number && (lists.parts.contains(&before) || lists.houses.contains(&before)) {
        let third = rest.len().checked_sub(2).and_then(|at| rest.get(at));
        let third = third.map(|word| lower(word)).unwrap_or_default();
        let is_double = lists.houses.contains(&before)
            && (lists.parts.contains(&third)
                || lists.houses.contains(&third)
                || matches!(third.as_str(), "new" | "old"));
        return Some(length(if is_double { 3 } else { 2 }));
    }
    // 12/F, 5F
    let digits = last.trim_end_matches(['/', 'F', 'f', '.']);
    let is_floor = digits.len() < last.len() && !digits.is_empty() && digits.len() <= 3;
    if is_floor && last.contains(['F', 'f']) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(length(1));
    }
    // 16th floor, Ground Floor
    if lower(last) == "floor" && !before.is_empty() {
        let is_ordinal = before.starts_with(|char: char| char.is_ascii_digit())
            || FLOORS.contains(&before.as_str());
        return is_ordinal.then(|| length(2));
    }
    let n_capitals = words.iter().rev().take_while(|word| is_capital(word));
    let n_capitals = n_capitals.count().min(5);
    let name = words.get(words.len() - n_capitals..)?;
    let named = name.first().map(|word| lower(word)).unwrap_or_default();
    // One Canal Square
    let is_street = NUMBERS.contains(&named.as_str()) && lists.streets.contains(&lower(last));
    // The Old Bakery
    let is_whole = named == "the" && n_capitals == words.len() && n_capitals > 1;
    let is_building = n_capitals > 1 && lists.house_names.contains(&lower(last));
    (is_street || is_whole || is_building).then(|| length(n_capitals))
}

/// Floors without a number.
const FLOORS: [&str; 7] = [
    "ground", "first", "second", "third", "lower", "upper", "top",
];

/// Numbers of houses in words.
const NUMBERS: [&str; 10] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// Where an address ends that ends at `end` or goes on with states, countries, or a postal code of Singapore in brackets.
pub(super) fn trailing(lists: &AddressWords, view: View<'_>, end: usize) -> usize {
    let mut last = end;
    for _ in 0..3 {
        let rest = view.slice(view.window_after(last, 48));
        // S(600347)
        if let Some(tail) = rest
            .strip_prefix(if view.before(last) == b'S' {
                "("
            } else {
                " S("
            })
            .or_else(|| rest.strip_prefix(", S("))
            && tail
                .get(..6)
                .is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
            && tail.get(6..7) == Some(")")
        {
            last += rest.len() - tail.len() + 7;
            continue;
        }
        let tail = rest.trim_start_matches(['.', ',', ' ', '\n']);
        let gap = rest.len() - tail.len();
        let separator = rest.get(..gap).unwrap_or_default();
        if !matches!(separator, ", " | "," | " " | "\n" | ",\n" | "., ") {
            break;
        }
        let ends = |name: &str| {
            let next = tail.get(name.len()..).and_then(|rest| rest.chars().next());
            !next.is_some_and(|char| char.is_alphanumeric() || char == '\'')
        };
        // The longest: New York before New.
        let found = lists
            .countries
            .iter()
            .filter(|name| tail.starts_with(name.as_str()) && ends(name))
            .map(String::len)
            .max();
        let Some(length) = found else {
            break;
        };
        last += gap + length;
    }
    last
}
