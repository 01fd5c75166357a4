//! What follows the number of a house or a part of one, part by part up to a postal code.

use super::PersonalDataKind::PostalAddress;
use super::address_words::AddressWords;
use super::context::Place;
use super::english_address::{Separator, Word};

/// Ends of lines within an address.
const MOST_LINES: usize = 3;

/// What has been read of an address.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is something that an address may have"
)]
pub(super) struct Reader<'a> {
    place: &'a Place<'a>,
    lists: &'a AddressWords,
    words: &'a [Word<'a>],
    at: usize,
    /// Where the address ends as far as it is read.
    end: usize,
    /// Where its street ends, and what follows it up to the end of the line.
    line_end: usize,
    has_line_ended: bool,
    n_lines: usize,
    n_parts: usize,
    has_box: bool,
    has_house: bool,
    has_street: bool,
    has_code: bool,
    /// A postal code that could be any number.
    is_weak: bool,
    has_region: bool,
    /// Where a place ends that no other follows.
    region_end: usize,
    /// Whether the type of the street is a common word.
    is_rare: bool,
    n_places: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(place: &'a Place<'a>, words: &'a [Word<'a>]) -> Self {
        Self {
            place,
            lists: &place.tables.address,
            words,
            at: 0,
            end: 0,
            line_end: 0,
            has_line_ended: false,
            n_lines: 0,
            n_parts: 0,
            has_box: false,
            has_house: false,
            has_street: false,
            has_code: false,
            is_weak: false,
            has_region: false,
            region_end: 0,
            is_rare: false,
            n_places: 0,
        }
    }

    fn word(&self, n: usize) -> Option<&'a Word<'a>> {
        self.words.get(self.at + n)
    }

    /// Goes over `n` words.
    fn take(&mut self, n: usize) {
        if let Some(word) = self.words.get((self.at + n).saturating_sub(1)) {
            self.end = word.end;
            if !self.has_line_ended {
                self.line_end = word.end;
            }
            self.has_line_ended |= word.separator == Separator::Line;
            self.n_lines += usize::from(word.separator == Separator::Line);
        }
        self.at += n;
    }

    /// Reads part by part; gives the end and how sure it is.
    pub(super) fn read(mut self) -> Option<(usize, f32)> {
        let lists = self.lists;
        while !self.has_code && self.n_lines <= MOST_LINES && self.part(lists) {}
        let has_number = self.has_house && self.has_street;
        let is_whole = self.has_code || self.has_region;
        // Where a district or state makes it one, what stands behind is of the same line.
        let end = match self.region_end {
            _ if self.has_code => self.end,
            0 => self.line_end,
            end => end,
        };
        if has_number && is_whole {
            return Some((end, 0.9));
        }
        let is_place = self.has_code && !self.is_weak || self.has_region && self.has_street;
        if (self.n_parts > 0 || self.has_house) && is_place || self.n_parts > 1 && self.has_region {
            return Some((end, 0.85));
        }
        if self.has_box {
            return Some((self.line_end, 0.8));
        }
        (has_number && !self.is_rare && self.is_located()).then_some((self.line_end, 0.75))
    }

    /// Reads a part of the address; whether there is one.
    fn part(&mut self, lists: &AddressWords) -> bool {
        let Some(word) = self.word(0) else {
            return false;
        };
        // Behind the end of a line of words only a postal code says that the address goes on.
        self.floor(word)
            || self.unit(lists, word)
            || !self.has_street && self.house(lists)
            || (self.n_parts > 0 || self.has_house) && self.place(lists)
    }

    /// `17/F`, `5F.-2`, `3rd Floor`, `#12`
    fn floor(&mut self, word: &Word<'_>) -> bool {
        let (digits, rest) = split_digits(word.text);
        let next = self.word(1).filter(|_| !word.is_last());
        let is_floor_word = next.is_some_and(|next| {
            matches!(next.text, "Floor" | "floor" | "Fl" | "Fl." | "FL") && next.is_last()
        });
        if !digits.is_empty() && matches!(rest, "st" | "nd" | "rd" | "th") && is_floor_word
            || matches!(
                word.text,
                "Ground" | "Lower" | "Upper" | "First" | "Second" | "Third"
            ) && is_floor_word
        {
            self.n_parts += 1;
            self.take(2);
            return true;
        }
        let is_floor = !digits.is_empty()
            && (matches!(rest, "/F" | "/f" | "F" | "F." | "/F.")
                || rest.starts_with("F.-")
                || rest.starts_with("F-"))
            && word.is_last();
        let is_number = word.text.starts_with('#') && word.has_digit() && word.text.len() <= 8;
        if is_floor || is_number && self.at > 0 {
            self.n_parts += 1;
            self.take(1);
            return true;
        }
        false
    }

    /// `Flat 3`, `Suite 1200`, `P.O. Box 41872`, `RR 2`
    fn unit(&mut self, lists: &AddressWords, word: &Word<'_>) -> bool {
        let mut n = 1;
        let mut lower = word.lower();
        if matches!(lower.as_str(), "p.o" | "po" | "gpo" | "p") {
            n = if lower == "p" { 2 } else { 1 };
            lower = match self.word(n) {
                Some(word) => word.lower(),
                None => return false,
            };
            n += 1;
        }
        let is_box = lower == "box" || matches!(lower.as_str(), "postfach" | "apartado");
        if !(is_box || lists.parts.contains(&lower)) || n == 1 && word.is_last() {
            return false;
        }
        let Some(number) = self.word(n) else {
            return false;
        };
        let is_number = number.text.len() <= 7
            && (number.has_digit() || number.text.len() == 1 && number.is_capital());
        if !is_number {
            return false;
        }
        self.n_parts += 1;
        let n_digits = number.text.bytes().filter(u8::is_ascii_digit).count();
        self.has_box |= is_box && n > 1 && n_digits >= 2;
        self.take(n + 1);
        true
    }

    /// A number and a street, of which the name or the type comes first.
    fn house(&mut self, lists: &AddressWords) -> bool {
        let mut n = 0;
        let Some(word) = self.word(0) else {
            return false;
        };
        if lists.houses.contains(&word.lower()) && !word.is_last() {
            n = 1;
        }
        let Some(number) = self.word(n) else {
            return false;
        };
        let (digits, rest) = split_digits(number.text.trim_start_matches('#'));
        let is_number = (1..=6).contains(&digits.len())
            && (rest.len() <= 1
                || rest.starts_with(['-', '/']) && rest.len() <= 6 && number.has_digit());
        if !is_number {
            return false;
        }
        n += 1;
        // No. 76, Sec. 3, Minsheng E. Rd.
        if number.is_last() {
            if n == 1 {
                return false;
            }
            self.has_house = true;
            self.take(n);
            return true;
        }
        if self
            .word(n)
            .is_some_and(|word| matches!(word.text, "bis" | "ter" | "quater"))
        {
            n += 1;
        }
        match self.street(lists, n) {
            Some(words) if !is_placeholder(lists, digits, self.words, self.at + n) => {
                self.has_house = true;
                self.has_street = true;
                let kind = self
                    .word(n + words - 1)
                    .map(Word::lower)
                    .unwrap_or_default();
                self.is_rare = lists.common_words.contains(&kind);
                self.take(n + words);
                true
            }
            _ => false,
        }
    }

    /// The number of words of a street that begins `n` words on.
    fn street(&self, lists: &AddressWords, n: usize) -> Option<usize> {
        let first = self.word(n)?;
        let is_ordinal = first.text.starts_with(|char: char| char.is_ascii_digit())
            && first.text.ends_with(|char: char| char.is_ascii_lowercase());
        let is_first_type = lists.first_types.contains(&first.lower());
        if !(first.is_capital() || is_ordinal || is_first_type) {
            return None;
        }
        let mut found = None;
        for i in 0..6 {
            let Some(word) = self.word(n + i) else {
                break;
            };
            // 60 PRECEDING AND CURRENT ROW
            let is_joint = matches!(
                word.text,
                "AND" | "TO" | "FOR" | "And" | "To" | "For" | "Or"
            );
            if is_joint || !(word.is_in_name() || i == 0) {
                break;
            }
            if i > 0 && word.is_capital() && lists.streets.contains(&word.lower()) {
                found = Some(i + 1);
            }
            if word.is_last() {
                // A type that stands first makes all words up to the comma the name.
                if is_first_type && found.is_none() && i > 0 {
                    found = Some(i + 1);
                }
                break;
            }
        }
        let mut n_words = found?;
        // County Road 41, Harrow Street NW
        let last = self.word(n + n_words - 1)?;
        if let Some(next) = self.word(n + n_words).filter(|_| !last.is_last()) {
            let is_numbered = next.is_number()
                && next.text.len() <= 4
                && (next.is_last()
                    || matches!(last.text, "Road" | "Highway" | "Route" | "Hwy" | "Rd"));
            let is_direction = matches!(
                next.text,
                "N" | "S"
                    | "E"
                    | "W"
                    | "NE"
                    | "NW"
                    | "SE"
                    | "SW"
                    | "North"
                    | "South"
                    | "East"
                    | "West"
                    | "Central"
            );
            n_words += usize::from(is_numbered || is_direction);
        }
        Some(n_words)
    }

    /// A place, with a postal code before or behind it.
    fn place(&mut self, lists: &AddressWords) -> bool {
        let mut n = 0;
        let mut state = false;
        while let Some(word) = self.word(n) {
            if let Some((words, is_weak)) = self.code(lists, n, state) {
                self.has_code = true;
                self.is_weak = is_weak && !self.has_region;
                self.take(n + words);
                return true;
            }
            // Dublin 15
            let is_numbered = n > 0 && word.is_number() && word.text.len() <= 2 && word.is_last();
            // Brighton and Hove
            let is_and = n > 0
                && matches!(word.text, "and" | "&")
                && self.word(n + 1).is_some_and(Word::is_capital);
            if !(word.is_in_name() || is_numbered || is_and) || n > 5 {
                return false;
            }
            let two = self
                .word(n + 1)
                .filter(|_| !word.is_last())
                .is_some_and(|next| {
                    lists
                        .states
                        .contains(&format!("{} {}", word.text, next.text))
                });
            state = lists.states.contains(word.text)
                || two
                || state
                    && word.is_capital()
                    && !word.is_last()
                    && self.is_second_of_state(lists, n);
            let is_state = word.is_last()
                && n == 0
                && self.has_street
                && (word.text.len() == 2 || word.text.len() > 4)
                && lists.states.contains(word.text);
            if is_state || lists.region_names.contains(&word.lower()) {
                self.has_region = true;
                self.region_end = word.end;
            }
            self.has_region |= n > 0 && lists.districts.contains(&word.lower());
            let is_named = self
                .word(n + 1)
                .filter(|_| !word.is_last())
                .is_some_and(|next| {
                    let name = format!("{} {}", word.lower(), next.lower());
                    lists.region_names.contains(&name)
                });
            // Where the number is not that of a day.
            let is_quarter = is_numbered
                && n <= 2
                && !self.has_line_ended
                && self.has_house
                && self.has_street
                && !self
                    .word(n - 1)
                    .is_some_and(|word| lists.not_streets.contains(&word.lower()));
            if is_named || is_quarter {
                self.has_region = true;
                self.region_end = self
                    .word(n + usize::from(is_named))
                    .map_or(0, |word| word.end);
            }
            if word.is_last() {
                n += 1;
                break;
            }
            n += 1;
        }
        if n == 0 {
            return false;
        }
        self.n_places += 1;
        let name = self.word(n - 1).map(Word::lower).unwrap_or_default();
        self.has_street |= n > 1 && lists.streets.contains(&name);
        // A postal code may stand behind a state that a comma ends, or in the next line.
        self.take(n);
        self.n_places < 7
    }

    /// Whether the word `n` on ends the name of a state of two words.
    fn is_second_of_state(&self, lists: &AddressWords, n: usize) -> bool {
        let (Some(first), Some(second)) =
            (n.checked_sub(1).and_then(|n| self.word(n)), self.word(n))
        else {
            return false;
        };
        lists
            .states
            .contains(&format!("{} {}", first.text, second.text))
    }

    /// The number of words of a postal code `n` words on, the place behind it included; and whether it is a mere number.
    fn code(&self, lists: &AddressWords, n: usize, after_state: bool) -> Option<(usize, bool)> {
        let word = self.word(n)?;
        let next = self.word(n + 1).filter(|_| !word.is_last());
        // The state may stand in the part before: `CA, 95841`.
        let before = (self.at + n)
            .checked_sub(1)
            .and_then(|at| self.words.get(at));
        let after_state =
            after_state || before.is_some_and(|before| lists.states.contains(before.text));
        let (zip, extra) = word.text.split_once('-').unwrap_or((word.text, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_digits = are_digits(zip) && are_digits(extra) && !zip.is_empty();
        if after_state && is_digits && matches!((zip.len(), extra.len()), (5, 0 | 4) | (4, 0)) {
            return Some((1, false));
        }
        if let Some(next) = next {
            // NW1 6RT, M5V 2K9, D15 K7W2
            if is_outward(word.text) && is_inward(next.text) {
                return Some((2, false));
            }
            // 59100 Roubaix, 1012 AB Amsterdam, 114 55 Stockholm
            let is_split = word.is_number()
                && word.text.len() == 3
                && next.is_number()
                && next.text.len() == 2;
            let is_front = n == 0
                && is_digits
                && matches!((zip.len(), extra.len()), (4 | 5, 0) | (2, 3))
                && next.is_capital();
            if is_front || n == 0 && is_split {
                let is_dutch = next.text.len() == 2
                    && next.text.bytes().all(|byte| byte.is_ascii_uppercase())
                    || is_split;
                let n_words = if is_dutch
                    && !next.is_last()
                    && self.word(n + 2).is_some_and(Word::is_capital)
                {
                    3
                } else {
                    2
                };
                return Some((n_words, false));
            }
        }
        // Auckland 1010, Singapore 238823, Hangzhou, Zhejiang 310012, Tokyo 150-0002
        let after_place = before.is_some_and(|before| before.is_capital() && before.text.len() > 2);
        let ends = !next.is_some_and(|next| next.is_capital() && !next.is_last());
        let is_code = is_digits && matches!((zip.len(), extra.len()), (3..=6, 0) | (3, 4));
        let is_weak = zip.len() < 5;
        // A short number in a part of its own is that of something else.
        let is_own = n == 0 && (is_weak || !word.is_last());
        (self.at + n > 0 && after_place && is_code && ends && !is_own).then_some((1, is_weak))
    }

    /// Whether a word announces an address, says where something is, or the street is a field of its own.
    fn is_located(&self) -> bool {
        let Some(first) = self.words.first() else {
            return false;
        };
        let view = self.place.view;
        if self.place.evidence(PostalAddress).is_within(24) {
            return true;
        }
        let before = view.before(first.start);
        let next = view.at(self.line_end);
        if before == b'"' && next == b'"' || before == b',' && next == b',' {
            return true;
        }
        let head = view.slice(view.window_before(first.start, 16));
        let Some(head) = head.strip_suffix(' ') else {
            return false;
        };
        let word = head.rsplit([' ', '\n', '(']).next().unwrap_or_default();
        // In 1987 Road House …
        let is_year =
            first.text.len() == 4 && (first.text.starts_with("19") || first.text.starts_with("20"));
        self.lists.prepositions.contains(&word.to_lowercase())
            && !(is_year && matches!(word, "in" | "In" | "of" | "from" | "to"))
    }
}

/// The digits that a text begins with, and the rest.
fn split_digits(text: &str) -> (&str, &str) {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at_checked(n_digits).unwrap_or((text, ""))
}

/// Whether the name of a street that begins at a word shows only where one would stand: `123 Your Street`.
fn is_placeholder(lists: &AddressWords, number: &str, words: &[Word<'_>], at: usize) -> bool {
    let Some(name) = words.get(at) else {
        return false;
    };
    let lower = name.lower();
    lists.sample_names.contains(&lower)
        || matches!(number, "123" | "1234")
            && matches!(lower.as_str(), "main" | "elm" | "fake" | "street" | "road")
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
