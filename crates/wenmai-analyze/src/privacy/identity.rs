//! Numbers that a state gives to persons and organizations.

use super::PersonalDataKind::{Passport, ResidentId, SocialCreditCode, TravelPermit, UsSsn};
use super::checksum::{is_mod_11_2, is_mod_31_3};
use super::context::Place;
use super::groups::Groups;
use super::scan::Candidate;
use super::tables::{Thresholds, number_of};
use super::view::{View, is_han};

/// Whether no number goes on before `start`: neither by a letter or digit nor by a sign within numbers.
pub(super) fn begins(view: View<'_>, start: usize) -> bool {
    let before = view.before(start);
    // No.4021, Tel.010
    if before == b'.' && ends_with_label(view, start - 1) {
        return true;
    }
    if matches!(before, b'.' | b'-' | b'_' | b'+' | b'*') {
        return !view.before(start - 1).is_ascii_alphanumeric() && before != b'*';
    }
    !before.is_ascii_alphanumeric()
}

/// Short words before a number that a dot ends.
const LABELS: [&str; 9] = ["no", "nr", "tel", "fax", "mob", "ph", "cell", "num", "id"];

/// Whether one of [`LABELS`] ends at `end`.
fn ends_with_label(view: View<'_>, end: usize) -> bool {
    let start = view.run_before(end, 5, |byte| byte.is_ascii_alphabetic());
    let word = view.slice(start..end);
    LABELS.iter().any(|label| word.eq_ignore_ascii_case(label))
}

/// Whether what is counted follows a number: it is an amount.
pub(super) fn is_amount(view: View<'_>, end: usize) -> bool {
    let rest = view.from(end);
    let trimmed = rest.trim_start_matches(' ');
    let mut chars = trimmed.chars();
    let is_unit = chars
        .next()
        .is_some_and(|char| "次元人个個条件吨万萬亿億级級年月日岁歲%倍名本辆户".contains(char));
    // Behind a blank a word may begin: 日期, 本人, 户主.
    is_unit && (trimmed.len() == rest.len() || !chars.next().is_some_and(is_han))
}

/// Whether the word right before a number calls it the number, code or count of something; what announces it must stand
/// nearer than that. 新号 and the like are said of telephones.
pub(super) fn is_labelled(view: View<'_>, start: usize) -> bool {
    let before = view.slice(view.window_before(start, 36));
    let before = before.trim_end_matches(|char: char| " :：=\"'“‘为是(（".contains(char));
    let is_own = ["号码", "新号", "旧号", "老号", "小号", "号"]
        .iter()
        .any(|word| {
            let own = before.strip_suffix(word);
            own.is_some_and(|rest| *word != "号" || rest.ends_with(['的', '我', '机', '话', '系']))
        });
    !is_own && before.ends_with(['号', '號', '码', '數', '数', '值', '戳', '额', '量'])
}

/// Whether no number goes on at `end`.
pub(super) fn ends(view: View<'_>, end: usize) -> bool {
    match view.at(end) {
        b'.' | b'-' | b'/' => !view.at(end + 1).is_ascii_alphanumeric() || view.at(end) == b'/',
        b'@' | b'_' | b'*' | b'%' => false,
        byte => !byte.is_ascii_alphanumeric(),
    }
}

/// Whether letters and digits begin at `start` and end at `end`: enough where a check digit tells the rest.
fn stands_alone(view: View<'_>, start: usize, end: usize) -> bool {
    let is_decimal = view.before(start) == b'.' && view.before(start - 1).is_ascii_digit();
    !view.before(start).is_ascii_alphanumeric()
        && !view.at(end).is_ascii_alphanumeric()
        && !is_decimal
}

/// A resident ID: 18 characters, also in groups; 15 where a word announces them.
pub(super) fn resident_id(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    let n_chars = place.n_chars();
    if place.start != start || !matches!(n_chars, 3..=18) {
        return None;
    }
    let is_part = |byte: u8| byte.is_ascii_digit() || byte.eq_ignore_ascii_case(&b'x');
    let groups = Groups::read(view, (start, 18), b" -", is_part);
    if let Some((chars, end)) = groups.first(18) {
        let is_alone = if n_chars == 18 {
            stands_alone(view, start, end)
        } else {
            begins(view, start) && ends(view, end)
        };
        if !is_alone || !is_resident_id(place, chars) {
            return None;
        }
        let evidence = place.evidence(ResidentId);
        let confidence = if evidence.is_cued() { 0.99 } else { 0.9 };
        return (!evidence.is_denied).then(|| Candidate::new(ResidentId, start..end, confidence));
    }
    let (chars, end) = groups.first(15).filter(|_| n_chars == 15)?;
    let is_old = place.tables.regions.contains(&number_of(chars.get(..6)?))
        && is_date(1900 + number_of(chars.get(6..8)?), chars.get(8..12)?)
        && chars.iter().all(u8::is_ascii_digit)
        && begins(view, start)
        && ends(view, end)
        && place.evidence(ResidentId).is_within(40);
    is_old.then(|| Candidate::new(ResidentId, start..end, 0.85))
}

/// Whether 18 characters are a resident ID by region, date of birth and check character (GB 11643).
fn is_resident_id(place: &Place<'_>, chars: &[u8]) -> bool {
    let Thresholds {
        first_birth_year,
        last_birth_year,
        ..
    } = place.tables.thresholds;
    let (Some(region), Some(year), Some(day)) =
        (chars.get(..6), chars.get(6..10), chars.get(10..14))
    else {
        return false;
    };
    let year = number_of(year);
    is_mod_11_2(chars)
        && (first_birth_year..=last_birth_year).contains(&year)
        && is_date(year, day)
        && place.tables.regions.contains(&number_of(region))
}

/// Whether four digits are month and day of some year.
fn is_date(year: u32, month_and_day: &[u8]) -> bool {
    let number = number_of(month_and_day);
    let (month, day) = (number / 100, number % 100);
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// Whether eight digits are a date of a century around now.
fn is_recent_date(digits: &[u8]) -> bool {
    let (Some(year), Some(day)) = (digits.get(..4), digits.get(4..)) else {
        return false;
    };
    let year = number_of(year);
    digits.len() == 8 && (1930..=2080).contains(&year) && is_date(year, day)
}

/// A unified social credit code of 18 characters, also in groups.
pub(super) fn social_credit_code(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.start);
    if !matches!(place.end - start, 2..=18) {
        return None;
    }
    let prefix = [view.at(start), view.at(start + 1)].map(|byte| byte.to_ascii_uppercase());
    if !place.tables.credit_code_prefixes.contains(&prefix) {
        return None;
    }
    let groups = Groups::read(view, (start, 18), b" -", |byte| {
        byte.is_ascii_alphanumeric()
    });
    let (chars, end) = groups.first(18)?;
    let region = chars.get(2..8)?;
    let regions = &place.tables.regions;
    let is_code = region.iter().all(u8::is_ascii_digit)
        && (regions.contains(&number_of(region)) || number_of(region) == 100_000)
        && is_mod_31_3(chars)
        && stands_alone(view, start, end);
    if !is_code {
        return None;
    }
    let is_cued = place.evidence(SocialCreditCode).is_cued();
    let confidence = if is_cued { 0.99 } else { 0.9 };
    Some(Candidate::new(SocialCreditCode, start..end, confidence))
}

/// A number of a document: where it begins and ends, and its letters and digits, which may stand in two groups.
fn document_number<'a>(place: &Place<'a>) -> Option<(usize, usize, &'a str)> {
    let (view, end) = (place.view, place.end);
    let mut start = place.start;
    // `E6203 8471`
    let joint = view.run(end + 1, 6, |byte| byte.is_ascii_digit());
    let is_split = end - start == 5
        && place.digit == start + 1
        && view.at(start).is_ascii_uppercase()
        && view.at(end) == b' '
        && joint == end + 5;
    let end = if is_split { joint } else { end };
    // `EM 1622459`
    if start == place.digit && matches!(end - start, 7..=10) && view.before(start) == b' ' {
        let letters = view.run_before(start - 1, 3, |byte| byte.is_ascii_uppercase());
        let is_apart =
            matches!(start - 1 - letters, 1 | 2) && !view.before(letters).is_ascii_alphanumeric();
        if is_apart {
            start = letters;
        }
    }
    let is_clean = begins(view, start) && ends(view, end) && end - start <= 12;
    is_clean.then(|| (start, end, view.slice(start..end)))
}

/// A passport next to a word that announces it.
pub(super) fn passport(place: &Place<'_>) -> Option<Candidate> {
    if !matches!(place.end - place.start, 5 | 7..=10) {
        return None;
    }
    let view = place.view;
    let (start, end, number) = document_number(place)?;
    // passport-jwt (#20483917): the number of a change.
    if view.before(start) == b'#' && view.before(start - 1) == b'(' {
        return None;
    }
    let number: Vec<u8> = number.bytes().filter(|&byte| byte != b' ').collect();
    let n_digits = number.iter().filter(|byte| byte.is_ascii_digit()).count();
    let n_letters = number.len() - n_digits;
    let has_lower = number.iter().any(u8::is_ascii_lowercase);
    let first = number.first()?.to_ascii_uppercase();
    let second = number.get(1)?.to_ascii_uppercase();
    // Ordinary ones begin with E or G, diplomatic ones with D, those for service S, for public affairs P; newer ones have a
    // second letter.
    let is_chinese = number.len() == 9
        && match n_digits {
            8 => matches!(first, b'E' | b'G' | b'D' | b'S' | b'P' | b'H' | b'M' | b'K'),
            7 => {
                matches!(first, b'E') && second.is_ascii_alphabetic()
                    || (second == b'E' && matches!(first, b'S' | b'D' | b'P'))
                    || (first, second) == (b'M', b'A')
            }
            _ => false,
        }
        && first.is_ascii_alphabetic();
    let evidence = place.evidence(Passport);
    let is_foreign = match n_letters {
        0 => matches!(n_digits, 7..=9) && !is_recent_date(&number) && !is_amount(view, place.end),
        1 | 2 => !has_lower && n_digits >= 5,
        3..=5 => !has_lower && n_digits >= 3 && number.len() == 9,
        _ => false,
    };
    // Mere digits need a word for the number, or stand right behind.
    let between = view.slice(view.window_before(start, 24));
    let has_number = ["号", "號", "number", "no", "No", "№", "#", "NO"]
        .iter()
        .any(|word| between.contains(word));
    let reach = match (is_chinese, n_letters) {
        (true, _) => usize::MAX,
        (_, 0) if has_number => 45,
        (_, 0) => 6,
        _ if first.is_ascii_digit() => 24,
        _ => 64,
    };
    // 持G60193728号护照
    let is_followed =
        is_chinese && !evidence.is_denied && evidence.after.is_some_and(|bytes| bytes <= 12);
    let is_passport = (is_chinese || is_foreign) && evidence.is_within(reach) || is_followed;
    let confidence = if is_chinese { 0.95 } else { 0.85 };
    is_passport.then(|| Candidate::new(Passport, start..end, confidence))
}

/// A permit to travel between the mainland, Hong Kong, Macau and Taiwan, next to a word that announces it.
pub(super) fn travel_permit(place: &Place<'_>) -> Option<Candidate> {
    if !matches!(place.end - place.start, 7..=11) {
        return None;
    }
    let (start, end, number) = document_number(place)?;
    let number: Vec<u8> = number.bytes().filter(|&byte| byte != b' ').collect();
    let n_digits = number.iter().filter(|byte| byte.is_ascii_digit()).count();
    let first = number.first()?.to_ascii_uppercase();
    let reach = match (number.len(), n_digits, first) {
        (9, 8, b'H' | b'M' | b'C' | b'W' | b'T' | b'L') | (11, 10, b'H' | b'M') | (9, 7, b'C') => {
            usize::MAX
        }
        (8, 8, _) | (10, 10, _) if is_of_taiwan(place, &number) => 60,
        _ => return None,
    };
    let evidence = place.evidence(TravelPermit);
    // H0582930102（港澳居民来往内地通行证）
    let is_followed = n_digits < number.len()
        && !evidence.is_denied
        && evidence.after.is_some_and(|bytes| bytes <= 36);
    let is_permit = evidence.is_within(reach) || is_followed;
    is_permit.then(|| Candidate::new(TravelPermit, start..end, 0.95))
}

/// Whether digits without a letter are a permit of somebody from Taiwan.
fn is_of_taiwan(place: &Place<'_>, number: &[u8]) -> bool {
    let words = place.view.slice(place.view.window_before(place.start, 90));
    let words = words.to_lowercase();
    let names = ["台", "臺", "taiwan", "taibao", "compatriot", "mtp"];
    !is_recent_date(number)
        && !is_amount(place.view, place.end)
        && names.iter().any(|name| words.contains(name))
}

/// Bytes on either side of a number in groups of three, two and four in which its name may stand.
const SSN_REACH: usize = 160;

/// A social security number of the United States: in groups, or next to a word that announces it.
pub(super) fn us_ssn(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    if !matches!(place.n_chars(), 3 | 9) {
        return None;
    }
    let separator = [view.at(start + 3)];
    if place.n_chars() == 3
        && (separator != *b"-" && separator != *b" " || view.at(start + 6) != separator[0])
    {
        return None;
    }
    let groups = Groups::read(view, (start, 10), &separator, |byte| byte.is_ascii_digit());
    let is_dashed = separator == [b'-'] && groups.are(&[3, 2, 4]);
    let is_spaced = separator == [b' '] && groups.begin_with(&[3, 2, 4]).is_some();
    let (chars, end) = groups.first(9)?;
    let (area, group) = (number_of(chars.get(..3)?), number_of(chars.get(3..5)?));
    let is_valid =
        !matches!(area, 0 | 666 | 900..) && group != 0 && number_of(chars.get(5..)?) != 0;
    if !is_valid || !ends(view, end) || !(is_dashed || is_spaced || place.n_chars() == 9) {
        return None;
    }
    let evidence = place.evidence(UsSsn);
    let begins = begins(view, start) || evidence.before == Some(0);
    let is_ssn = if is_dashed {
        // Without a word a field of its own is one: between commas, bars or tabs.
        evidence.is_cued()
            || !evidence.is_denied && is_named_nearby(view, start, end)
            || !is_labelled(view, start)
                && is_field(view, start)
                && (!evidence.is_denied || is_own_field(view, start, end))
    } else {
        let is_named = || {
            let words = view.slice(view.window_before(start, 30)).to_lowercase();
            let names = ["ssn", "social", "soc. sec", "社", "itin"];
            names.iter().any(|word| words.contains(word))
        };
        evidence.is_within(24) && is_named()
    };
    let confidence = if evidence.is_cued() { 0.95 } else { 0.6 };
    (is_ssn && begins).then(|| Candidate::new(UsSsn, start..end, confidence))
}

/// Whether the sentences around a number speak of social security numbers.
fn is_named_nearby(view: View<'_>, start: usize, end: usize) -> bool {
    let before = view
        .slice(view.window_before(start, SSN_REACH))
        .to_lowercase();
    let after = view.slice(view.window_after(end, SSN_REACH)).to_lowercase();
    let names = ["ssn", "social security", "社安", "社会安全", "社會安全"];
    names
        .iter()
        .any(|name| before.contains(name) || after.contains(name))
}

/// Whether commas or bars stand on both sides, and before the first one words that are no label of it.
fn is_own_field(view: View<'_>, start: usize, end: usize) -> bool {
    let head = view.slice(view.window_before(start, 24));
    let Some((before, "")) = head.trim_end_matches(' ').rsplit_once([',', '|']) else {
        return false;
    };
    let field = before
        .rsplit([',', '|', ':', '\n'])
        .next()
        .unwrap_or_default();
    let is_name = field.split_whitespace().count() > 1
        && field
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase));
    is_name && matches!(view.at(end), b',' | b'|')
}

/// Whether a field of a table or an apposition begins at `place`.
fn is_field(view: View<'_>, place: usize) -> bool {
    let before = view.text().get(..place).unwrap_or_default();
    let trimmed = before.trim_end_matches([' ', '"', '\'']);
    trimmed.is_empty()
        || trimmed.ends_with(" /")
        || trimmed.ends_with([',', '|', '\t', '，', '、', ';', '；', '\n', '(', '（'])
}
