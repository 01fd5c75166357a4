//! What follows the number of a house or a part of one, part by part up to a postal code.

use std::ops::Range;

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
    /// Whether a comma or the end of a line stands behind the street.
    is_street_apart: bool,
    /// Where the address begins, which may be before the first word.
    first: usize,
    /// Whether a flat, floor or building stands before the first word.
    has_leading: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(place: &'a Place<'a>, words: &'a [Word<'a>], leading: Range<usize>) -> Self {
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
            is_street_apart: false,
            first: leading.start,
            // The name of a shop is no part of a house: The Slow Kitchen, 4 Mill Lane.
            has_leading: !leading.is_empty() && !place.view.slice(leading).starts_with("The "),
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
        let is_sure = has_number && !self.is_rare;
        if is_sure && self.is_located() {
            return Some((self.line_end, 0.75));
        }
        // Flat B, 12/F, 84 Queen's Road West; 6 Ash Grove, Leeds; Office 1403, Al Saqr Tower, Sheikh Zayed Road, Dubai
        let has_unit = self.n_parts > 0 || self.has_leading;
        let is_year = self
            .words
            .first()
            .is_some_and(|first| first.text.len() == 4 && first.text.starts_with(['1', '2']));
        let is_address = has_number && has_unit
            || is_sure && self.is_street_apart && self.n_places > 0 && !is_year && self.is_line()
            || has_unit && self.has_street && self.n_places > 1;
        is_address.then_some((self.line_end, 0.7))
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
        // B-204
        let is_flat = word.is_last()
            && word.text.split_once('-').is_some_and(|(block, number)| {
                block.len() == 1
                    && word.is_capital()
                    && !number.is_empty()
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            });
        if is_flat {
            self.n_parts += 1;
            self.take(1);
            return true;
        }
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
            && (number.has_digit()
                || number.text.len() == 1 && number.is_capital()
                || lower == "phase" && number.text.bytes().all(|byte| b"IVX".contains(&byte)));
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
        // No. 9, Plot No. 47, Old No. 9
        while n < 2
            && self.word(n).is_some_and(|word| {
                let is_word = lists.houses.contains(&word.lower())
                    || n == 0 && matches!(word.text, "New" | "Old");
                is_word && !word.is_last()
            })
        {
            n += 1;
        }
        let Some(number) = self.word(n) else {
            return false;
        };
        let (digits, rest) = split_digits(number.text.trim_start_matches('#'));
        let is_number = (1..=6).contains(&digits.len())
            && (rest.len() <= 1
                || rest.starts_with(['-', '/']) && rest.len() <= 8 && number.has_digit());
        if !is_number {
            return false;
        }
        n += 1;
        // No. 76, Sec. 3, Minsheng E. Rd.
        if number.is_last() {
            // 12, avenue Foch
            let street = self.word(n).is_some_and(|word| {
                word.text.starts_with(|char: char| char.is_lowercase())
                    && lists.first_types.contains(&word.lower())
            });
            if n == 1 && street {
                let words = self.street(lists, n);
                self.has_house = true;
                self.has_street = words.is_some();
                self.take(n + words.unwrap_or(0));
                return true;
            }
            let is_signed = self.at == 0 && number.text.starts_with('#');
            if n == 1 && !is_signed {
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
                // 5 The Green
                let has_article = self.word(n).is_some_and(|word| word.text == "The");
                self.is_rare = lists.common_words.contains(&kind) && !has_article && n == 1;
                self.is_street_apart = self.word(n + words - 1).is_some_and(|word| {
                    matches!(word.separator, Separator::Comma | Separator::Line)
                });
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
        // Highway 12 West
        let is_route = matches!(first.text, "Highway" | "Hwy" | "Route" | "Rte")
            && self.word(n + 1).is_some_and(Word::is_number);
        let mut found = is_route.then_some(2);
        for i in 0..6 {
            let Some(word) = self.word(n + i) else {
                break;
            };
            // 60 PRECEDING AND CURRENT ROW
            let is_joint = matches!(
                word.text,
                "AND" | "TO" | "FOR" | "And" | "To" | "For" | "Or"
            );
            // W 7th St
            let is_ordinal = word.text.starts_with(|char: char| char.is_ascii_digit())
                && ["st", "nd", "rd", "th"]
                    .iter()
                    .any(|end| word.text.ends_with(end));
            let is_type = lists.streets.contains(&word.lower());
            let is_small = word.is_last() && i > 0 && is_type;
            if is_joint || !(word.is_in_name() || is_ordinal || is_small || i == 0) {
                break;
            }
            if i > 0 && (word.is_capital() || is_small) && is_type {
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
        // Unit 1203, Tower 2, 89 Queensway, …
        let is_single = found.is_none()
            && (self.n_parts > 0 || self.has_leading)
            && first.separator == Separator::Comma
            && first.text.len() > 4
            && first.text.chars().all(char::is_alphabetic);
        let mut n_words = found.or(is_single.then_some(1))?;
        // County Road 41, Harrow Street NW
        let last = self.word(n + n_words - 1)?;
        if let Some(next) = self.word(n + n_words).filter(|_| !last.is_last()) {
            let is_numbered = next.is_number()
                && next.text.len() <= 4
                && (next.is_last()
                    || self
                        .word(n + n_words + 1)
                        .is_some_and(|unit| unit.text.starts_with('#'))
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
        if let Some(words) = self.small_code(lists) {
            self.has_code = true;
            self.take(words);
            return true;
        }
        while let Some(word) = self.word(n) {
            // Bengaluru - 560 058
            if n > 0 && matches!(word.text, "-" | "–") && !word.is_last() {
                n += 1;
                continue;
            }
            if let Some((words, is_weak)) = self.code(lists, n, state) {
                self.has_code = true;
                self.is_weak = is_weak && !self.has_region;
                self.take(n + words);
                return true;
            }
            // Dublin 15
            let is_numbered = n > 0 && word.is_number() && word.text.len() <= 2 && word.is_last();
            // Brighton and Hove
            // 3rd Cross Street
            let is_ordinal = n == 0
                && word.text.starts_with(|char: char| char.is_ascii_digit())
                && ["st", "nd", "rd", "th"]
                    .iter()
                    .any(|end| word.text.ends_with(end))
                && !word.is_last();
            let is_and = n > 0
                && matches!(word.text, "and" | "&")
                && self.word(n + 1).is_some_and(Word::is_capital);
            if !(word.is_in_name() || is_numbered || is_and || is_ordinal) || n > 5 {
                // The sentence goes on behind the place: Kwun Tong and closes …
                let is_ended = (1..=3).contains(&n)
                    && word.text.starts_with(|char: char| char.is_lowercase())
                    && self.has_house
                    && self.has_street
                    && (self.n_parts > 0
                        || self.has_leading
                        || self
                            .word(n - 1)
                            .is_some_and(|word| is_county(lists, &word.lower())))
                    && (0..n).all(|n| self.word(n).is_some_and(Word::is_capital));
                if is_ended {
                    self.n_places += 1;
                    self.take(n);
                }
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
            self.region(lists, n, word, is_numbered);
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

    /// Notes whether the word `n` on, or with the next one, names a state, county, district or quarter.
    fn region(&mut self, lists: &AddressWords, n: usize, word: &Word<'_>, is_numbered: bool) {
        let is_state = word.is_last()
            && n == 0
            && self.has_street
            && (word.text.len() == 2 || word.text.len() > 4)
            && lists.states.contains(word.text);
        // Nanango QLD
        let is_state_behind = word.is_last()
            && n > 0
            && self.has_street
            && matches!(word.text.len(), 2 | 3)
            && lists.states.contains(word.text);
        // Co. Donegal
        let is_co = n == 0
            && word.text == "Co."
            && self
                .word(1)
                .is_some_and(|next| next.is_capital() && next.is_last());
        if is_co {
            self.has_region = true;
            self.region_end = self.word(1).map_or(0, |word| word.end);
        }
        if is_state || is_state_behind || is_county(lists, &word.lower()) {
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
    }

    /// The number of words up to a code of the United States behind a city and state in any case: `brooklyn ny 11216`.
    fn small_code(&self, lists: &AddressWords) -> Option<usize> {
        if !(self.has_house && self.has_street) {
            return None;
        }
        (1..4).find_map(|n| {
            let (state, code) = (self.word(n)?, self.word(n + 1)?);
            let is_code = code.is_number()
                && code.text.len() == 5
                && state.text.len() == 2
                && lists.states.contains(&state.text.to_uppercase());
            let are_words = (0..n).all(|n| {
                self.word(n).is_some_and(|word| {
                    !word.is_last() && word.text.bytes().all(|byte| byte.is_ascii_alphabetic())
                })
            });
            (is_code && are_words).then_some(n + 2)
        })
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
        // Hyderabad - 500034
        let before = match before {
            Some(dash) if matches!(dash.text, "-" | "–") => (self.at + n)
                .checked_sub(2)
                .and_then(|at| self.words.get(at)),
            before => before,
        };
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
            // Chennai 600 020
            let are_three = |word: &Word<'_>| word.is_number() && word.text.len() == 3;
            if n > 0 && are_three(word) && are_three(next) && next.is_last() {
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

    /// Whether the street and the place make up a line.
    fn is_line(&self) -> bool {
        let start = self.words.first().map_or(0, |first| first.start);
        let before = self.place.view.char_before(start);
        let after = self.place.view.char_at(self.line_end);
        before.is_none_or(|char| matches!(char, '\n' | '\t' | '|'))
            && after.is_none_or(|char| matches!(char, '\n' | '\r' | '\t' | '|'))
    }

    /// Whether a word announces an address, says where something is, or the street is a field of its own.
    fn is_located(&self) -> bool {
        let Some(first) = self.words.first() else {
            return false;
        };
        let view = self.place.view;
        let n_leading = first.start.saturating_sub(self.first);
        if self.place.evidence(PostalAddress).is_within(24 + n_leading) {
            return true;
        }
        let before = view.before(self.first);
        let next = view.at(self.line_end);
        if before == b'"' && next == b'"' || before == b',' && next == b',' {
            return true;
        }
        let head = view.slice(view.window_before(self.first, 16));
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

/// Whether a word is the name of a county or region: Hertfordshire, Devon.
fn is_county(lists: &AddressWords, word: &str) -> bool {
    word.len() > 6 && word.ends_with("shire") || lists.region_names.contains(word)
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
pub(super) fn is_outward(text: &str) -> bool {
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
pub(super) fn is_inward(text: &str) -> bool {
    matches!(text.as_bytes(), [a, b, c] if a.is_ascii_digit() && b.is_ascii_uppercase() && c.is_ascii_alphanumeric())
        || text.len() == 4
            && text
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && text.bytes().any(|byte| byte.is_ascii_digit())
            && text.starts_with(|char: char| char.is_ascii_uppercase())
}
