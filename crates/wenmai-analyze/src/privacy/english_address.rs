//! Postal addresses in English and other languages of Europe: parts between commas, of which one is a number and a street, a part
//! of a house or a box, and a later one a postal code, a state or a district.

use rustc_hash::FxHashSet;

use super::PersonalDataKind::PostalAddress;
use super::address_reader::Reader;
use super::address_words::AddressWords;
use super::context::Place;
use super::scan::Candidate;
use super::view::View;

/// Bytes in which an address ends.
const WINDOW: usize = 150;

/// Words of an address.
const MOST_WORDS: usize = 26;

/// What stands behind a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Space,
    Comma,
    Line,
    End,
}

/// A word and the separator behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// Where it begins and ends in the whole text.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) separator: Separator,
}

impl Word<'_> {
    pub(super) fn is_capital(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    pub(super) fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub(super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    pub(super) fn is_last(&self) -> bool {
        self.separator != Separator::Space
    }

    pub(super) fn lower(&self) -> String {
        self.text.trim_end_matches('.').to_lowercase()
    }

    /// Whether it can stand within the name of a street or place.
    pub(super) fn is_in_name(&self) -> bool {
        self.is_capital()
            || matches!(
                self.text,
                "de" | "des"
                    | "du"
                    | "la"
                    | "of"
                    | "the"
                    | "le"
                    | "les"
                    | "del"
                    | "di"
                    | "da"
                    | "do"
                    | "dos"
                    | "der"
                    | "den"
                    | "am"
                    | "an"
                    | "upon"
                    | "sur"
                    | "y"
                    | "et"
            )
    }
}

/// The words from `place` on: letters, digits and signs of names, between single spaces, commas and ends of lines. Where the
/// address is a field of a table a comma without a space ends it.
fn words<'a>(lists: &AddressWords, view: View<'a>, place: usize, is_field: bool) -> Vec<Word<'a>> {
    let window = view.slice(view.window_after(place, WINDOW));
    let mut words = Vec::new();
    let mut at = 0;
    while words.len() < MOST_WORDS {
        let rest = window.get(at..).unwrap_or_default();
        let in_word = |char: char| {
            char.is_alphanumeric() || matches!(char, '\'' | '’' | '.' | '-' | '#' | '/' | '&')
        };
        let length = rest.find(|char| !in_word(char)).unwrap_or(rest.len());
        let mut text = rest.get(..length).unwrap_or_default();
        let tail = rest.get(length..).unwrap_or_default();
        let gap = tail.len()
            - tail
                .trim_start_matches([' ', '\u{a0}', ',', '\n', '\r'])
                .len();
        let between = tail.get(..gap).unwrap_or_default();
        let mut separator = match between {
            "" => Separator::End,
            _ if gap > 4 || is_field && between == "," => Separator::End,
            _ if between.contains('\n') => Separator::Line,
            _ if between.contains(',') => Separator::Comma,
            _ => Separator::Space,
        };
        // A dot ends the sentence, or shortens the word.
        if let Some(word) = text.strip_suffix('.') {
            let lower = word.to_lowercase();
            let is_short = word.len() <= 5
                && (lists.streets.contains(&lower)
                    || lists.parts.contains(&lower)
                    || lists.short_words.contains(&lower))
                || word.len() == 1 && !word.starts_with(|char: char| char.is_ascii_digit())
                || word.contains('.');
            if !is_short {
                (text, separator) = (word, Separator::End);
            }
        }
        if text.is_empty() {
            break;
        }
        let start = place + at;
        words.push(Word {
            text,
            start,
            end: start + text.len(),
            separator,
        });
        if separator == Separator::End {
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
    let is_inside = matches!(view.before(start), b'.' | b'-' | b'$' | b'\'')
        && !view.before(start.saturating_sub(1)).is_ascii_whitespace();
    if place.end - digits > 1 || is_inside {
        return None;
    }
    if view.at(place.end) == b','
        && view.before(start) == b' '
        && let Some(found) = number_last(place)
    {
        return Some(found);
    }
    let lists = &place.tables.address;
    let from = with_part(lists, view, start);
    if from == start && !begins_street(view, place.end) {
        return None;
    }
    let field = view.before(from);
    let is_field = matches!(field, b',' | b'\t' | b'|' | b'"');
    let words = words(lists, view, from, is_field);
    let found = Reader::new(place, &words).read()?;
    let mut first = from;
    for _ in 0..3 {
        first = with_flat(&lists.parts, view, first);
    }
    first = with_house_name(lists, view, first);
    Some(Candidate::new(PostalAddress, first..found.0, found.1))
}

/// Whether the name of a street can stand behind a number that ends at `end`, or a floor.
fn begins_street(view: View<'_>, end: usize) -> bool {
    let next = match view.at(end) {
        // 23-25 Kings Road, 5/12 Wattle Street, 17/F
        b'-' | b'/' => {
            let end = view.run(end + 1, 5, |byte| byte.is_ascii_alphanumeric());
            if view.at(end) == b',' {
                return true;
            }
            end
        }
        // 5F.-2, No. 76
        b'.' | b',' => return matches!(view.before(end), b'F' | b'f'),
        _ => end,
    };
    if view.at(next) == b',' {
        return matches!(view.before(next), b'F' | b'f');
    }
    let Some(first) = view.char_at(next + 1).filter(|_| view.at(next) == b' ') else {
        return false;
    };
    // 1250 5th Ave, but not 130 130
    let run = view.run(next + 1, 6, |byte| byte.is_ascii_alphanumeric());
    first.is_uppercase()
        || first.is_ascii_digit() && view.before(run).is_ascii_lowercase()
        || ["bis ", "ter ", "rue ", "via ", "calle ", "avenue "]
            .iter()
            .any(|word| view.from(next + 1).starts_with(word))
}

/// Where the word for a part of a house, a box or the like begins that stands before its number.
fn with_part(lists: &AddressWords, view: View<'_>, start: usize) -> usize {
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
    from
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

/// Where the name of a house begins that stands before its number: `Rose Cottage, 3 …`.
fn with_house_name(lists: &AddressWords, view: View<'_>, start: usize) -> usize {
    let head = view.slice(view.window_before(start, 40));
    let Some(head) = head.strip_suffix(", ") else {
        return start;
    };
    let (mut first, mut length) = (start, 0);
    for (n, word) in head.rsplit([' ', ',', ':', '(']).take(4).enumerate() {
        let in_line = word.rsplit('\n').next().unwrap_or_default();
        let is_name = in_line.starts_with(|char: char| char.is_ascii_uppercase())
            && in_line
                .chars()
                .all(|char| char.is_alphabetic() || char == '\'');
        if !is_name || n == 0 && !lists.house_names.contains(&in_line.to_lowercase()) {
            break;
        }
        length += in_line.len() + usize::from(n > 0);
        first = start - 2 - length;
        if in_line.len() < word.len() {
            break;
        }
    }
    first
}

/// `Lindwurmgasse 14, 50674 Köln`
fn number_last(place: &Place<'_>) -> Option<Candidate> {
    let view = place.view;
    if view.before(place.start) != b' ' || view.at(place.end + 1) != b' ' {
        return None;
    }
    let after = words(&place.tables.address, view, place.end + 2, false);
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
    if !(is_code && are_digits && !is_year && !code.is_last() && city.is_capital()) {
        return None;
    }
    // The name of the street: words with a capital, back from the number.
    let head = view.slice(view.window_before(place.start - 1, 60));
    let mut start = place.start - 1;
    let mut open = start;
    for word in head.rsplit(' ').take(6) {
        let in_name = |char: char| char.is_alphabetic() || matches!(char, '\'' | '’' | '.' | '-');
        let in_line = word.rsplit('\n').next().unwrap_or_default();
        // Rue de la Loi 16
        let is_particle = open < place.start - 1
            && matches!(
                in_line,
                "de" | "la" | "du" | "des" | "della" | "di" | "der" | "den" | "ul."
            );
        let is_capital = in_line.starts_with(char::is_uppercase) && in_line.chars().all(in_name);
        if !(is_capital || is_particle) {
            break;
        }
        open -= in_line.len() + usize::from(open < place.start - 1);
        if is_capital || in_line == "ul." {
            start = open;
        }
        if in_line.len() < word.len() {
            break;
        }
    }
    // January 11, 2026
    let name = view.slice(start..place.start - 1).to_lowercase();
    let lists = &place.tables.address;
    if name.split(' ').any(|word| lists.not_streets.contains(word)) {
        return None;
    }
    // 1015 CJ Amsterdam
    let city = after
        .get(2)
        .filter(|_| city.text.len() == 2)
        .unwrap_or(city);
    let end = city.start + city.text.trim_end_matches('.').len();
    (start < place.start - 1).then(|| Candidate::new(PostalAddress, start..end, 0.85))
}
