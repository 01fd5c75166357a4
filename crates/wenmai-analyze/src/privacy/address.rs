//! Postal addresses in Chinese: a region, a street, the number of a house, and what follows it.

use aho_corasick::Input;

use super::PersonalDataKind::PostalAddress;
use super::address_words::AddressWords;
use super::context::Place;
use super::scan::Candidate;
use super::tables::Tables;
use super::view::{View, is_han};

/// Bytes before the number of a house in which its address begins.
const WINDOW: usize = 150;

/// Chinese numerals.
const NUMERALS: &str = "零〇一二三四五六七八九十百";

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
    let end = number_end(words, view, end);
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
    let after = view.slice(view.window_after(end, 30));
    let unit = unit_at(words, after);
    let has_unit = unit.is_some();
    let has_building = words.buildings.at_start(after).is_some();
    let mut has_street = words.before.at_end(head);
    // 港汇广场A座2309
    let mut last_chars = head.chars().rev();
    let is_block = last_chars
        .next()
        .is_some_and(|char| "座栋棟幢".contains(char))
        && last_chars
            .next()
            .is_some_and(|char| char.is_ascii_uppercase());
    let has_street_in_region =
        has_street || is_block || has_unit && words.before_in_region.at_end(head);
    // 迪士尼乐园2期: a stage alone is no place to go to.
    let is_stage = unit.is_some_and(|unit| after.get(..unit) == Some("期"));
    // 266号信箱 is one, 5号信 is not: the longer word says.
    let is_other = words.not_houses.at_start(after) > unit;
    if !(has_street_in_region || has_building) || is_other {
        return None;
    }
    // A number without unit ends the address: 岩脚组026. Those of building, part and room may stand together: 8-2-501.
    let parts = view.run(end, 14, |byte| byte.is_ascii_digit() || byte == b'-');
    let has_parts = view.slice(end..parts).matches('-').count() == 2 && view.before(parts) != b'-';
    if !has_unit && !has_parts && after.starts_with(|char| is_han(char) || ".-%".contains(char)) {
        return None;
    }
    has_street |= has_building && has_street_in_region;
    let last = detail_end(words, view, end)?;
    let is_detailed = last > end + 3;
    if is_stage && !is_detailed {
        return None;
    }
    if let Some(region) = region_start(words, view, segment, start) {
        let from = within_name(words, view, segment, region);
        let gap = view.slice(region.1..start);
        let is_address = !gap.contains(|char| words.particles.contains(char))
            && gap.chars().count() <= 30
            // 山西组2号: a name and one character more are no street of a place.
            && (region.0 < region.2 || gap.chars().count() >= 2 || after.contains('箱'));
        return is_address.then(|| Candidate::new(PostalAddress, from..last, 0.95));
    }
    let place = Place::new(tables, view, start..end, start);
    let evidence = place.evidence(PostalAddress);
    let cue_end = evidence.before.map(|bytes| start - bytes.min(start));
    let from = cue_end
        .filter(|_| !evidence.is_denied)
        .map_or(segment, |cue| cue.max(segment));
    let (from, is_located) = name_start(words, view, from, start);
    let name = view.slice(from..start);
    let n_chars = name.chars().count();
    let is_named = (2..=24).contains(&n_chars)
        && !name.contains(|char| words.particles.contains(char))
        && (has_unit || has_parts);
    let is_cued = cue_end.is_some_and(|cue| cue + 12 >= from);
    let is_address = is_named
        && (is_cued && (has_street || has_building)
            || has_street && (is_detailed || has_parts) && n_chars <= 14
            || is_located && has_street && (3..=12).contains(&n_chars));
    is_address.then(|| Candidate::new(PostalAddress, from..last, 0.75))
}

/// The bytes of the unit that a text begins with. 126号门前 says where it was, and no gate.
fn unit_at(words: &AddressWords, text: &str) -> Option<usize> {
    let unit = words.units.at_start(text)?;
    let rest = text.get(unit..).unwrap_or_default();
    let gate = text.get(..unit).and_then(|unit| unit.strip_suffix('门'));
    let is_before = rest.starts_with(['前', '口', '外', '市', '卫']);
    match gate.filter(|gate| is_before && !gate.is_empty()) {
        Some(gate) => words.units.at_start(gate),
        None => Some(unit),
    }
}

/// Where an address begins of which the first region is part of the name of a street: 天河北路.
fn within_name(
    words: &AddressWords,
    view: View<'_>,
    segment: usize,
    (start, _, _): (usize, usize, usize),
) -> usize {
    let head = view.slice(segment..start);
    let found = words
        .regions
        .find(Input::new(view.text()).span(start..view.len().min(start + 24)));
    let end = found.map_or(start, |found| found.end());
    let tail = view.from(end);
    let is_street = ["路", "街", "大道", "东路", "西路", "南路", "北路", "中路"]
        .iter()
        .any(|name| tail.starts_with(name));
    let is_part = is_street
        && (1..=2).contains(&head.chars().count())
        && head.chars().all(is_han)
        && !head.contains(|char| words.particles.contains(char))
        && !words
            .locatives
            .iter()
            .any(|word| head.contains(word.as_str()));
    if is_part { segment } else { start }
}

/// The end of a number of several parts that ends at `end` or goes on to a unit: 60-68号, F4-26731店铺.
fn number_end(words: &AddressWords, view: View<'_>, end: usize) -> usize {
    let mut last = end;
    for _ in 0..3 {
        let Some(sign) = view
            .char_at(last)
            .filter(|char| "-/~—–、至之".contains(*char))
        else {
            break;
        };
        let place = last + sign.len_utf8();
        let next = view.run(place, 6, |byte| byte.is_ascii_alphanumeric());
        if !view
            .slice(place..next)
            .bytes()
            .any(|byte| byte.is_ascii_digit())
        {
            break;
        }
        last = next;
    }
    let has_unit = words
        .units
        .at_start(view.slice(view.window_after(last, 30)));
    if has_unit.is_some() { last } else { end }
}

/// The end of a room in brackets behind a number: `(2-6-2)`, `（301室）`.
fn bracketed_room(view: View<'_>, place: usize) -> Option<usize> {
    let open = view.char_at(place).filter(|char| "(（".contains(*char))?;
    let first = place + open.len_utf8();
    let last = view.run(first, 12, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'-'
    });
    let text = view.slice(first..last);
    let has_room = view.from(last).starts_with(['室', '房']);
    let last = last + if has_room { '室'.len_utf8() } else { 0 };
    let close = view.char_at(last).filter(|char| ")）".contains(*char))?;
    let is_room =
        text.bytes().any(|byte| byte.is_ascii_digit()) && (has_room || text.contains('-'));
    is_room.then_some(last + close.len_utf8())
}

/// Where the name of a street or building begins that ends before a number: behind the last word for being somewhere or going
/// there; and whether there is one.
fn name_start(words: &AddressWords, view: View<'_>, from: usize, number: usize) -> (usize, bool) {
    let text = view.slice(from..number);
    let last = words.locatives.iter().filter_map(|word| {
        let at = text.rfind(word.as_str())?;
        let is_name = words.not_locatives.iter().any(|name| {
            text.get(at..)
                .is_some_and(|rest| rest.starts_with(name.as_str()))
        });
        (!is_name).then_some(at + word.len())
    });
    let last = last.max();
    let name = text.get(last.unwrap_or(0)..).unwrap_or_default();
    let name = name.trim_start_matches(|char: char| " ：:是为在到至就写-:(（".contains(char));
    (number - name.len(), last.is_some())
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
            gap.chars().count() <= 16
                && !gap
                    .contains(|char| words.particles.contains(char) || words.breaks.contains(char))
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
        // 城市花园 is no city.
        (name >= 6
            && !head.ends_with('城')
            && head.chars().rev().take(2).all(is_han)
            && !tail.is_empty())
        .then_some((start, end, start))
    })
}

/// The end of units, buildings, floors and rooms behind a number that ends at `end`.
fn detail_end(words: &AddressWords, view: View<'_>, end: usize) -> Option<usize> {
    let mut last = end;
    for _ in 0..8 {
        let mut place = last;
        if let Some(unit) = unit_at(words, view.slice(view.window_after(place, 30))) {
            place += unit;
            last = place;
        }
        if let Some(tail) = words
            .tails
            .at_start(view.slice(view.window_after(last, 30)))
        {
            last += tail;
            continue;
        }
        if let Some(room) = bracketed_room(view, last) {
            last = room;
            continue;
        }
        // The next number, perhaps behind a name.
        let rest = view.from(place);
        let name: usize = rest
            .chars()
            .take(12)
            .take_while(|&char| is_han(char) && !NUMERALS.contains(char))
            .map(char::len_utf8)
            .sum();
        // SOHO现代城C座
        let latin = view.run(place, 8, |byte| byte.is_ascii_alphabetic()) - place;
        let name = if name == 0 && latin > 1 {
            let han = view.from(place + latin).chars().take(12);
            let han = han.take_while(|&char| is_han(char) && !NUMERALS.contains(char));
            match han.map(char::len_utf8).sum() {
                0 => 0,
                han => latin + han,
            }
        } else {
            name
        };
        let text = rest.get(..name)?;
        let is_name = text.is_empty()
            || (text.ends_with(|char| words.building_ends.contains(char))
                || words.first_units.at_end(text))
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
            let text = view.slice(view.window_after(at, 30));
            words
                .units
                .at_start(text)
                .or_else(|| words.building_words.at_start(text))
                .is_some()
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
        } else if number == gap && numerals == 0 && is_building(words, view, text, place + name) {
            // 10号百度大厦
            last = place + name;
            break;
        } else if numerals > 0 && number == gap && unit_follows(number + numerals) {
            last = number + numerals;
        } else {
            break;
        }
    }
    Some(last)
}

/// Whether `name`, which ends at `end`, is that of a building, and the address ends with it.
fn is_building(words: &AddressWords, view: View<'_>, name: &str, end: usize) -> bool {
    let ends = view
        .char_at(end)
        .is_none_or(|char| !(is_han(char) || char.is_alphanumeric()));
    ends && name.chars().count() > 2
        && words.end_words.at_end(name)
        && !name.contains(|char| words.particles.contains(char))
}
