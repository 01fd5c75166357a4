//! Postal addresses in English and other languages of Europe: number, street, place and postal code.

use rustc_hash::FxHashSet;

use super::PersonalDataKind::PostalAddress;
use super::context::Place;
use super::scan::Candidate;
use super::view::View;

/// Bytes behind the number of a house in which its address ends.
const WINDOW: usize = 130;

/// A word and the separator behind it.
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    /// Where it begins and ends in the whole text.
    start: usize,
    end: usize,
    /// Whether a comma or the end of a line follows.
    is_last: bool,
}

impl Word<'_> {
    fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// The words behind `place`: letters, digits and signs of names, between single spaces and commas.
fn words(view: View<'_>, place: usize) -> Vec<Word<'_>> {
    let window = view.slice(view.window_after(place, WINDOW));
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < 18 {
        let rest = window.get(at..).unwrap_or_default();
        let in_word = |char: char| {
            char.is_alphanumeric() || matches!(char, '\'' | '’' | '.' | '-' | '#' | '/')
        };
        let length = rest.find(|char| !in_word(char)).unwrap_or(rest.len());
        if length == 0 {
            break;
        }
        let text = rest.get(..length).unwrap_or_default();
        let tail = rest.get(length..).unwrap_or_default();
        let gap = tail.len() - tail.trim_start_matches([' ', ',', '\n']).len();
        let separator = tail.get(..gap).unwrap_or_default();
        let start = place + at;
        words.push(Word {
            text,
            start,
            end: start + length,
            is_last: separator.contains([',', '\n']),
        });
        if gap == 0 || gap > 3 {
            break;
        }
        at += length + gap;
    }
    words
}

/// An address around the number at `place`.
pub(super) fn english_address(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.start);
    if place.digit != start || place.end - start > 7 || view.before(start).is_ascii_alphanumeric() {
        return None;
    }
    let digits = view.run(start, 6, |byte| byte.is_ascii_digit());
    if place.end - digits > 1
        || matches!(view.before(start), b'.' | b'-' | b'$' | b'\'')
            && !view.before(start.saturating_sub(1)).is_ascii_whitespace()
    {
        return None;
    }
    // 23-25 Kings Road, 5/12 Wattle Street
    let mut end = place.end;
    if matches!(view.at(end), b'-' | b'/') && view.at(end + 1).is_ascii_digit() {
        end = view.run(end + 1, 5, |byte| byte.is_ascii_alphanumeric());
    }
    match view.at(end) {
        b' ' => number_first(place, end),
        b',' => number_last(place),
        _ => None,
    }
}

/// `4817 Alder Ridge Road, Boise, ID 83709`
fn number_first(place: &Place<'_>, number_end: usize) -> Option<Candidate> {
    let view = place.view;
    let words = words(view, number_end + 1);
    let streets = &place.tables.address.streets;
    let first = words.first()?;
    if !(first.is_capital() || first.text.starts_with(|char: char| char.is_ascii_digit())) {
        return None;
    }
    let is_street = |word: &Word<'_>| {
        let lower = word.text.trim_end_matches('.').to_lowercase();
        streets.contains(&lower)
    };
    let is_first = place
        .tables
        .address
        .first_types
        .contains(&first.text.to_lowercase());
    let mut street = None;
    for (i, word) in words.iter().enumerate().take(6) {
        let is_name = word.is_capital()
            || word.text.starts_with(|char: char| char.is_ascii_digit())
            || matches!(
                word.text,
                "de" | "des" | "du" | "la" | "of" | "the" | "le" | "les" | "del" | "di"
            );
        if !is_name {
            break;
        }
        if i > 0 && is_street(word) && word.is_capital() {
            street = Some(i);
        }
        if word.is_last {
            break;
        }
    }
    // A type that stands first makes all words up to the comma the name.
    let street = street.or_else(|| {
        let comma = words
            .iter()
            .position(|word| word.is_last)
            .filter(|_| is_first)?;
        (1..6).contains(&comma).then_some(comma)
    })?;
    let rest = words.get(street + 1..).unwrap_or_default();
    let end = postal_code(place, rest)
        .or_else(|| district(rest))
        .or_else(|| {
            // Without a postal code a word has to announce it, and a place to follow.
            let evidence = place.evidence(PostalAddress);
            let street = words.get(street)?;
            if !evidence.is_within(24) {
                return None;
            }
            let mut city = rest.iter().take_while(|word| word.is_capital()).take(3);
            let place = if street.is_last { city.next() } else { None };
            Some(place.map_or(street.end, |word| word.end))
        })?;
    let mut start = place.start;
    if view
        .slice(start.saturating_sub(4)..start)
        .eq_ignore_ascii_case("no. ")
    {
        start -= 4;
    }
    for _ in 0..3 {
        start = with_flat(&place.tables.address.parts, view, start);
    }
    Some(Candidate::new(PostalAddress, start..end, 0.9))
}

/// The end of a postal code, or of the place behind it, within what follows a street: parts of the house, a place, a
/// state.
fn postal_code(place: &Place<'_>, words: &[Word<'_>]) -> Option<usize> {
    let states = &place.tables.address.states;
    let mut state_end = None;
    for (i, word) in words.iter().enumerate().take(10) {
        let previous = i.checked_sub(1).and_then(|i| words.get(i));
        let next = words.get(i + 1).filter(|_| !word.is_last);
        let after_state = previous.is_some_and(|previous| states.contains(previous.text));
        let text = word.text.trim_end_matches('.');
        // 83709, 31405-2217; 3065 in Australia
        let (zip, extra) = text.split_once('-').unwrap_or((text, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        // Auckland 1010, Singapore 238823, Hangzhou, Zhejiang 310012
        let after_city = previous
            .is_some_and(|previous| previous.is_capital() && previous.text.len() > 2)
            && word.is_number()
            && matches!(text.len(), 4..=6)
            && !next.is_some_and(Word::is_capital);
        if after_city && !after_state {
            return Some(word.start + text.len());
        }
        if after_state
            && are_digits(zip)
            && matches!((zip.len(), extra.len()), (5, 0 | 4) | (4, 0))
            && are_digits(extra)
        {
            return Some(word.start + text.len());
        }
        // NW1 6RT, M5V 2K9
        if let Some(next) = next {
            let second = next.text.trim_end_matches('.');
            if is_outward(text) && is_inward(second) {
                return Some(next.start + second.len());
            }
            // 59100 Roubaix, 1012 AB Amsterdam
            if word.is_number() && matches!(text.len(), 4 | 5) && next.is_capital() {
                let city = words
                    .get(i + 2)
                    .filter(|_| second.len() == 2 && !next.is_last);
                let city = city.filter(|city| city.is_capital()).unwrap_or(next);
                return Some(city.start + city.text.trim_end_matches('.').len());
            }
        }
        if text.len() == 2 && states.contains(text) && previous.is_some_and(|word| word.is_last) {
            state_end = Some(word.start + text.len());
        }
        let is_part = place
            .tables
            .address
            .parts
            .contains(&word.text.to_lowercase())
            || word
                .text
                .starts_with(|char: char| char.is_ascii_digit() || char == '#')
            || word.text.len() <= 2;
        if !(word.is_capital() || is_part) {
            break;
        }
    }
    state_end
}

/// The end of a place in China that is named down to its district: `Xihu District, Hangzhou`.
fn district(words: &[Word<'_>]) -> Option<usize> {
    let is_district =
        |word: &Word<'_>| matches!(word.text, "District" | "Dist" | "Dist." | "Qu" | "County");
    let at = words.iter().position(is_district)?;
    let mut end = words.get(at)?.end;
    let mut previous = words.get(at)?;
    for word in words.get(at + 1..)? {
        if !previous.is_last || !(word.is_capital() || word.is_number() && word.text.len() == 6) {
            break;
        }
        end = word.start + word.text.trim_end_matches('.').len();
        previous = word;
    }
    Some(end)
}

/// The first half of a British or Canadian postal code.
fn is_outward(text: &str) -> bool {
    let bytes = text.as_bytes();
    let n_letters = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_uppercase())
        .count();
    (2..=4).contains(&bytes.len())
        && (1..=2).contains(&n_letters)
        && bytes.get(n_letters).is_some_and(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// The second half: `6RT`, `2K9`.
fn is_inward(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c] if a.is_ascii_digit() && b.is_ascii_uppercase() && c.is_ascii_alphanumeric())
        || text.len() == 4
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.starts_with(|char: char| char.is_ascii_uppercase())
}

/// Where a flat begins that stands before the number of the house: `Flat 3, 114 …`.
fn with_flat(parts: &FxHashSet<String>, view: View<'_>, start: usize) -> usize {
    let head = view.slice(view.window_before(start, 20));
    let Some(head) = head.strip_suffix(", ") else {
        return start;
    };
    let mut words = head.rsplit(' ');
    let (Some(number), Some(part)) = (words.next(), words.next()) else {
        return start;
    };
    let part = part
        .rsplit(|char: char| !char.is_alphabetic())
        .next()
        .unwrap_or_default();
    let is_part = parts.contains(&part.to_lowercase())
        && number.len() <= 5
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_part {
        start - 2 - number.len() - 1 - part.len()
    } else {
        start
    }
}

/// `Lindwurmgasse 14, 50674 Köln`
fn number_last(place: &Place<'_>) -> Option<Candidate> {
    let view = place.view;
    if view.before(place.start) != b' ' || view.at(place.end + 1) != b' ' {
        return None;
    }
    let after = words(view, place.end + 2);
    let (code, second) = (after.first()?, after.get(1)?);
    // 50674, 00-238, 114 55
    let is_swedish = code.text.len() == 3 && second.is_number() && second.text.len() == 2;
    let city = if is_swedish { after.get(2)? } else { second };
    let (zip, extra) = code.text.split_once('-').unwrap_or((code.text, ""));
    let are_digits = zip
        .bytes()
        .chain(extra.bytes())
        .all(|byte| byte.is_ascii_digit());
    let is_code = matches!((zip.len(), extra.len()), (4 | 5, 0) | (2, 3)) || is_swedish;
    // December 2, 2005
    let is_year = zip.len() == 4 && (zip.starts_with("19") || zip.starts_with("20"));
    if !(is_code && are_digits && !is_year && !code.is_last && city.is_capital()) {
        return None;
    }
    // The name of the street: words with a capital, back from the number.
    let head = view.slice(view.window_before(place.start - 1, 60));
    let mut start = place.start - 1;
    for word in head.rsplit(' ').take(4) {
        let in_name = |char: char| char.is_alphabetic() || matches!(char, '\'' | '’' | '.' | '-');
        if !word.starts_with(char::is_uppercase) || !word.chars().all(in_name) {
            break;
        }
        start -= word.len() + usize::from(start < place.start - 1);
    }
    // 1015 CJ Amsterdam
    let city = after
        .get(2)
        .filter(|_| city.text.len() == 2)
        .unwrap_or(city);
    let end = city.start + city.text.trim_end_matches('.').len();
    (start < place.start - 1).then(|| Candidate::new(PostalAddress, start..end, 0.85))
}
