//! Postal addresses in Chinese: a region, a street, the number of a house, and what follows it.

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};
use rustc_hash::FxHashSet;

use super::PersonalDataKind::PostalAddress;
use super::context::{Place, automaton};
use super::options::PrivacyError;
use super::scan::Candidate;
use super::tables::{Table, Tables};
use super::view::{View, is_han};

/// Bytes before the number of a house in which its address begins.
const WINDOW: usize = 150;

/// Chinese numerals.
const NUMERALS: &str = "零〇一二三四五六七八九十百";

/// Words of addresses.
#[derive(Debug)]
pub(super) struct AddressWords {
    /// Names of regions, long and short.
    regions: AhoCorasick,
    /// What stands before the number of a house.
    before: Vec<String>,
    /// What numbers of houses, buildings, floors and rooms are counted in.
    units: Vec<String>,
    /// Units that make a number an address where no street stands before it.
    buildings: Vec<String>,
    /// Words for buildings that a number may be part of the name of: 国贸360广场.
    building_words: Vec<String>,
    /// What makes a number with 号 something else than that of a house.
    not_houses: Vec<String>,
    /// Characters that no name of a street or building has: the sentence is one about something else.
    particles: String,
    /// The last characters of names of buildings.
    building_ends: String,
    /// Words for parts of a house in English.
    pub(super) parts: FxHashSet<String>,
    /// Types of streets that stand before the name.
    pub(super) first_types: FxHashSet<String>,
    /// Types of streets in English and other languages, in small letters.
    pub(super) streets: FxHashSet<String>,
    /// Names of states.
    pub(super) states: FxHashSet<String>,
}

impl AddressWords {
    pub(super) fn read(regions: Table<'_>, streets: Table<'_>) -> Result<Self, PrivacyError> {
        let mut names = Vec::new();
        for row in regions.rows() {
            let (code, name) = (row.field(0)?, row.field(1)?);
            // 市辖区, 县 and the like are no names.
            if name.chars().count() < 3 && !name.ends_with(['县', '区', '市'])
                || name.chars().count() < 2
                || name.contains("辖")
            {
                continue;
            }
            names.push(name.to_owned());
            let is_above_county = code.ends_with("00");
            for end in [
                "特别行政区",
                "壮族自治区",
                "回族自治区",
                "维吾尔自治区",
                "自治区",
                "省",
                "市",
            ] {
                let short = name
                    .strip_suffix(end)
                    .filter(|short| short.chars().count() >= 2);
                if let Some(short) = short.filter(|_| is_above_county || end == "市") {
                    names.push(short.to_owned());
                    break;
                }
            }
        }
        let mut words = Self {
            regions: automaton::<&str>([], AhoCorasickKind::ContiguousNFA)?,
            before: Vec::new(),
            units: Vec::new(),
            buildings: Vec::new(),
            building_words: Vec::new(),
            not_houses: Vec::new(),
            particles: String::new(),
            building_ends: String::new(),
            parts: FxHashSet::default(),
            first_types: FxHashSet::default(),
            streets: FxHashSet::default(),
            states: FxHashSet::default(),
        };
        for row in streets.rows() {
            let list = row.field(1)?.split_whitespace();
            match row.field(0)? {
                "region" => names.extend(list.map(str::to_owned)),
                "before" => words.before.extend(list.map(str::to_owned)),
                "street" => words.streets.extend(list.map(str::to_lowercase)),
                "state" => words.states.extend(list.map(str::to_owned)),
                "unit" => words.units.extend(list.map(str::to_owned)),
                "building" => words.buildings.extend(list.map(str::to_owned)),
                "building-word" => words.building_words.extend(list.map(str::to_owned)),
                "not-house" => words.not_houses.extend(list.map(str::to_owned)),
                "particle" => words.particles.extend(list),
                "building-end" => words.building_ends.extend(list),
                "part" => words.parts.extend(list.map(str::to_lowercase)),
                "street-first" => words.first_types.extend(list.map(str::to_lowercase)),
                _ => return Err(row.wrong("the name of a list")),
            }
        }
        // The longest unit that fits is the one that is written.
        words
            .units
            .sort_by_key(|unit| std::cmp::Reverse(unit.len()));
        words.regions = automaton(&names, AhoCorasickKind::ContiguousNFA)?;
        Ok(words)
    }
}

/// The address with the number at `place`, if a street stands before it or a building behind.
pub(super) fn numbered(place: &Place<'_>) -> Option<Candidate> {
    let view = place.view;
    let (start, end) = (place.start, place.end);
    if end - start > 6 {
        return None;
    }
    let before = view.char_before(start)?;
    let is_apart = before == ' ' && view.char_before(start - 1).is_some_and(is_han);
    if !is_han(before) && !is_apart {
        return None;
    }
    address(place.tables, view, start, end)
}

/// The address in which a number, of digits or Chinese, stands from `start` to `end`.
pub(super) fn address(
    tables: &Tables,
    view: View<'_>,
    start: usize,
    end: usize,
) -> Option<Candidate> {
    let words = &tables.address;
    // Chinese numerals: the automaton saw the last one and its unit.
    let (start, end) = if view.at(start).is_ascii_alphanumeric() {
        (start, end)
    } else {
        let numerals = view.slice(view.window_before(end, 24));
        let unit = numerals.chars().next_back()?.len_utf8();
        let numerals = numerals.get(..numerals.len() - unit)?;
        let rest = numerals.trim_end_matches(|char| NUMERALS.contains(char));
        (end - unit - (numerals.len() - rest.len()), end - unit)
    };
    let window = view.window_before(start, WINDOW);
    let is_stop = |char: char| {
        !(is_han(char)
            || char.is_ascii_alphanumeric()
            || matches!(char, ' ' | '-' | '·' | '\u{3000}' | '(' | ')' | '（' | '）'))
    };
    let text = view.slice(window);
    let text = text.rsplit(is_stop).next()?;
    let segment = start - text.len();
    let head = text.trim_end_matches(' ');
    let after = view.from(end);
    let has_street = words
        .before
        .iter()
        .any(|word| head.ends_with(word.as_str()));
    let has_building = words
        .buildings
        .iter()
        .any(|unit| after.starts_with(unit.as_str()));
    let has_unit = words
        .units
        .iter()
        .any(|unit| after.starts_with(unit.as_str()));
    if !(has_street || has_building)
        || words
            .not_houses
            .iter()
            .any(|word| after.starts_with(word.as_str()))
    {
        return None;
    }
    // A number without unit ends the address: 岩脚组026.
    if !has_unit
        && after
            .chars()
            .next()
            .is_some_and(|char| is_han(char) || char == '.' || char == '-' || char == '%')
    {
        return None;
    }
    let last = detail_end(words, view, end)?;
    let is_detailed = last > end + 3;
    if let Some(region) = region_start(words, view, segment, start) {
        let gap = view.slice(region.1..start);
        let is_address = !gap.contains(|char| words.particles.contains(char))
            && gap.chars().count() <= 30
            && (has_street || has_building)
            // 山西组2号: a name and one character more are no street of a place.
            && (region.0 < region.2 || gap.chars().count() >= 2);
        return is_address.then(|| Candidate::new(PostalAddress, region.0..last, 0.95));
    }
    let place = Place::new(tables, view, start..end, start);
    let evidence = place.evidence(PostalAddress);
    let cue_end = evidence.before.map(|bytes| start - bytes.min(start));
    let from = cue_end
        .filter(|_| !evidence.is_denied)
        .map_or(segment, |cue| cue.max(segment));
    let from_text = view.slice(from..start);
    let trimmed =
        from_text.trim_start_matches(|char: char| " ：:是为在到至就写:-(（".contains(char));
    let from = start - trimmed.len();
    let (name, n_chars) = (trimmed, trimmed.chars().count());
    let is_named = (2..=24).contains(&n_chars)
        && !name.contains(|char| words.particles.contains(char))
        && has_unit;
    let is_cued = cue_end.is_some_and(|cue| cue + 12 >= from);
    let is_address = is_named
        && (is_cued && (has_street || has_building) || has_street && is_detailed && n_chars <= 14);
    is_address.then(|| Candidate::new(PostalAddress, from..last, 0.75))
}

/// Where the regions begin that stand in a row in a segment before a number, where the last of them ends, and where it begins.
fn region_start(
    words: &AddressWords,
    view: View<'_>,
    segment: usize,
    number: usize,
) -> Option<(usize, usize, usize)> {
    let mut chain: Option<(usize, usize, usize)> = None;
    let mut place = segment;
    while place < number {
        let found = words
            .regions
            .find(Input::new(view.text()).span(place..number));
        let Some(found) = found else {
            break;
        };
        let (start, end) = (found.start(), found.end());
        let goes_on = chain.is_some_and(|(_, last, _)| {
            let gap = view.slice(last..start);
            gap.chars().count() <= 6 && !gap.contains(|char| words.particles.contains(char))
        });
        chain = match chain {
            Some((first, ..)) if goes_on => Some((first, end, start)),
            _ => Some((start, end, start)),
        };
        place = end;
    }
    chain.or_else(|| {
        // A city that the table does not have: two characters and 市 or 縣.
        let text = view.slice(segment..number);
        let (head, tail) = text.split_once(['市', '縣'])?;
        let name: usize = head.chars().rev().take(2).map(char::len_utf8).sum();
        let start = segment + head.len() - name;
        let end = number - tail.len();
        (name >= 6 && head.chars().rev().take(2).all(is_han) && !tail.is_empty())
            .then_some((start, end, start))
    })
}

/// The end of units, buildings, floors and rooms behind a number that ends at `end`.
fn detail_end(words: &AddressWords, view: View<'_>, end: usize) -> Option<usize> {
    let mut last = end;
    for _ in 0..8 {
        let mut place = last;
        let rest = view.from(place);
        if let Some(unit) = words
            .units
            .iter()
            .find(|unit| rest.starts_with(unit.as_str()))
        {
            place += unit.len();
            last = place;
        }
        // The next number, perhaps behind a name.
        let rest = view.from(place);
        let name: usize = rest
            .chars()
            .take(12)
            .take_while(|&char| is_han(char) && !NUMERALS.contains(char))
            .map(char::len_utf8)
            .sum();
        let text = rest.get(..name)?;
        let is_name = text.is_empty()
            || text.ends_with(|char| words.building_ends.contains(char))
                && !text.contains(|char| words.particles.contains(char));
        let gap = view.run(place + name, 1, |byte| matches!(byte, b'-' | b'#' | b' '));
        let number = view.run(gap, 12, |byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'#')
        });
        let text_number = view.slice(gap..number).trim_end_matches(['-', '#']);
        let has_digit = text_number.bytes().any(|byte| byte.is_ascii_digit());
        let number = gap + text_number.len();
        let numerals: usize = view
            .from(number)
            .chars()
            .take(5)
            .take_while(|char| NUMERALS.contains(*char))
            .map(char::len_utf8)
            .sum();
        let unit_follows = |at: usize| {
            let mut units = words.units.iter().chain(&words.building_words);
            units.any(|unit| view.from(at).starts_with(unit.as_str()))
        };
        let is_name = is_name
            || !text.contains(|char| words.particles.contains(char))
                && (number > gap || numerals > 0)
                && unit_follows(number + numerals);
        let spaced = view.slice(place + name..gap) == " ";
        if !is_name || name > 0 && spaced && !unit_follows(number) {
            break;
        }
        if number > gap && (has_digit || unit_follows(number)) {
            // 1207 of B座1207 ends it, 12人 does not.
            let next = view.char_at(number);
            if spaced && !unit_follows(number) {
                break;
            }
            if has_digit
                && !unit_follows(number)
                && next.is_some_and(|char| "元人名个年月日点时分件台辆米平万%:：".contains(char))
            {
                break;
            }
            last = number;
        } else if numerals > 0 && number == gap && unit_follows(number + numerals) {
            last = number + numerals;
        } else {
            break;
        }
    }
    Some(last)
}
