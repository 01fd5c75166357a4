//! Postal addresses in English and other languages of Europe: parts between commas, of which one is a number and a street, a part
//! of a house or a box, and a later one a postal code, a state or a district.

use super::PersonalDataKind::PostalAddress;
use super::address_ends::{before_places, leading, place_before, trailing, with_part};
use super::address_reader::{Reader, is_inward, is_outward};
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
                && (lists.parts.contains(&lower) || lists.short_words.contains(&lower))
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
        return before_code(place);
    }
    let digits = view.run(start, 6, |byte| byte.is_ascii_digit());
    let is_flat = view.before(start) == b'-'
        && view.before(start - 1).is_ascii_uppercase()
        && view.at(place.end) == b',';
    let is_inside = matches!(view.before(start), b'.' | b'-' | b'$' | b'\'')
        && !is_flat
        && !view.before(start.saturating_sub(1)).is_ascii_whitespace();
    // 16th floor
    let is_floor = matches!(view.slice(digits..place.end), "st" | "nd" | "rd" | "th")
        && view.has_word(place.end, " floor");
    if place.end - digits > 1 && !is_floor || is_inside {
        return None;
    }
    if view.before(start) == b' '
        && let Some(found) = number_last(place)
    {
        return Some(found);
    }
    let lists = &place.tables.address;
    // B-204, Sunrise Apartments
    let lettered = start.checked_sub(2).filter(|&at| {
        view.before(start) == b'-'
            && view.at(at).is_ascii_uppercase()
            && !view.before(at).is_ascii_alphanumeric()
            && view.at(place.end) == b','
    });
    // #45, 2nd Main Road
    let numbered = start.checked_sub(1).filter(|&at| {
        view.at(at) == b'#' && view.at(place.end) == b',' && !view.before(at).is_ascii_graphic()
    });
    let from = lettered
        .or(numbered)
        .unwrap_or_else(|| with_part(lists, view, start));
    if from == start && !is_floor && !begins_street(view, place.end) {
        return before_code(place);
    }
    let field = view.before(from);
    let is_field = matches!(field, b',' | b'\t' | b'|' | b'"');
    let words = words(lists, view, from, is_field);
    if let Some(found) = before_code(place) {
        return Some(found);
    }
    let first = leading(lists, view, from);
    let (end, confidence) = Reader::new(place, &words, first..from).read()?;
    let end = trailing(lists, view, end);
    Some(Candidate::new(PostalAddress, first..end, confidence))
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
        b'.' | b',' => {
            let next = view.from(end);
            let is_street = [
                ", avenue ",
                ", rue ",
                ", boulevard ",
                ", place ",
                ", quai ",
                ", via ",
            ]
            .iter()
            .any(|word| next.starts_with(word));
            return is_street || matches!(view.before(end), b'F' | b'f');
        }
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

/// The number behind the street, as in much of Europe: `Lindwurmgasse 14, 50674 Köln`, `Rua da Bica 37, Lisboa`.
fn number_last(place: &Place<'_>) -> Option<Candidate> {
    let view = place.view;
    let lists = &place.tables.address;
    // 612-II, 12/3
    let end = match view.at(place.end) {
        b'-' | b'/' => view.run(place.end + 1, 4, |byte| byte.is_ascii_alphanumeric()),
        _ => place.end,
    };
    if view.at(end) != b',' || view.at(end + 1) != b' ' {
        return None;
    }
    // Calle de Fuencarral, 94
    let is_apart = view.before(place.start - 1) == b',';
    let name_end = place.start - 1 - usize::from(is_apart);
    let (start, is_typed) = street_before(lists, view, name_end)?;
    let after = words(lists, view, end + 2, false);
    let coded = (0..after.len().min(4)).find_map(|n| {
        let begins = n == 0 || is_typed && after.get(n - 1)?.separator == Separator::Comma;
        begins.then(|| coded_city(after.get(n..)?))?
    });
    if let Some(last) = coded.filter(|_| is_typed || !is_apart) {
        return Some(Candidate::new(
            PostalAddress,
            start..trailing(lists, view, last),
            0.85,
        ));
    }
    let city = after.first()?;
    let is_city = is_typed
        && city.is_capital()
        && city.text.len() > 2
        && city.is_last()
        && city.text.chars().all(char::is_alphabetic);
    is_city.then(|| Candidate::new(PostalAddress, start..trailing(lists, view, city.end), 0.75))
}

/// Where a city ends that stands behind its postal code.
fn coded_city(after: &[Word<'_>]) -> Option<usize> {
    let (code, second) = (after.first()?, after.get(1)?);
    // 50674, 00-238, 114 55
    let is_swedish = code.text.len() == 3 && second.is_number() && second.text.len() == 2;
    let city = if is_swedish { after.get(2)? } else { second };
    let (zip, extra) = code.text.split_once('-').unwrap_or((code.text, ""));
    let are_digits = zip
        .bytes()
        .chain(extra.bytes())
        .all(|byte| byte.is_ascii_digit());
    let is_code = matches!((zip.len(), extra.len()), (4 | 5, 0) | (2 | 4, 3)) || is_swedish;
    // December 2, 2005
    let is_year = zip.len() == 4 && (zip.starts_with("19") || zip.starts_with("20"));
    if !(is_code && are_digits && !is_year && !code.is_last() && city.is_capital()) {
        return None;
    }
    // 1015 CJ Amsterdam
    let city = after
        .get(2)
        .filter(|_| city.text.len() == 2)
        .unwrap_or(city);
    let at = after.iter().position(|word| word.start == city.start)?;
    // Kuala Lumpur
    let mut last = city;
    for next in after.iter().skip(at + 1).take(2) {
        if last.is_last() || !next.is_capital() || next.has_digit() {
            break;
        }
        last = next;
    }
    Some(last.start + last.text.trim_end_matches('.').len())
}

/// Where the name of a street begins that ends at `end`: words with a capital, back from there; and whether one of them is a type
/// of streets.
fn street_before(lists: &AddressWords, view: View<'_>, end: usize) -> Option<(usize, bool)> {
    let head = view.slice(view.window_before(end, 60));
    let mut start = end;
    let mut open = start;
    for word in head.rsplit(' ').take(6) {
        let in_name = |char: char| char.is_alphabetic() || matches!(char, '\'' | '’' | '.' | '-');
        let in_line = word.rsplit('\n').next().unwrap_or_default();
        // Rue de la Loi 16
        let is_particle = open < end
            && matches!(
                in_line,
                "de" | "la" | "du" | "des" | "da" | "do" | "della" | "di" | "der" | "den" | "ul."
            );
        let is_capital = in_line.starts_with(char::is_uppercase) && in_line.chars().all(in_name);
        if !(is_capital || is_particle) {
            break;
        }
        open -= in_line.len() + usize::from(open < end);
        if is_capital || in_line == "ul." {
            start = open;
        }
        if in_line.len() < word.len() {
            break;
        }
    }
    // January 11, 2026
    let name = view.slice(start..end).to_lowercase();
    if start == end || name.split(' ').any(|word| lists.not_streets.contains(word)) {
        return None;
    }
    // Suite 500, 1201 Third Avenue; No. 12, Jalan Ampang
    let last = name
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    if lists.parts.contains(last) || lists.houses.contains(last) {
        return None;
    }
    let first = name.split(' ').next().unwrap_or_default();
    let is_typed = lists.first_types.contains(first) && name.contains(' ')
        || lists
            .street_ends
            .iter()
            .any(|last| name.ends_with(last.as_str()) && name.len() > last.len());
    Some((start, is_typed))
}

/// An address without the number of a house, back from its postal code: `The Old Rectory, Church Lane, Stow, GL54 1AB`,
/// `One Microsoft Way, Redmond, WA 98052`.
fn before_code(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.start);
    let lists = &place.tables.address;
    if place.end - start > 5 || view.before(start) != b' ' {
        return None;
    }
    let code = view.slice(start..place.end);
    let head = view.slice(view.window_before(start - 1, 16));
    let is_american = code.len() == 5
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && head
            .rsplit([' ', ','])
            .next()
            .is_some_and(|state| lists.states.contains(state));
    let inward = view.slice(view.window_after(place.end, 4));
    let is_british = is_outward(code)
        && inward
            .strip_prefix(' ')
            .is_some_and(|inward| inward.len() == 3 && is_inward(inward))
        && !view.at(place.end + 4).is_ascii_alphanumeric();
    if !(is_american || is_british) {
        return None;
    }
    let city = place_before(view, start)?;
    let first = before_places(lists, view, city)?;
    let end = if is_british { place.end + 4 } else { place.end };
    Some(Candidate::new(
        PostalAddress,
        first..trailing(lists, view, end),
        0.85,
    ))
}
