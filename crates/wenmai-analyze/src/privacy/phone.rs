//! Telephone numbers.

use super::PersonalDataKind::{LandlinePhone, MobilePhone};
use super::context::{Evidence, Place};
use super::groups::Groups;
use super::identity::{begins, ends, is_amount, is_labelled};
use super::scan::Candidate;
use super::tables::number_of;
use super::view::{View, is_han};

/// Digits of an E.164 number, country code included.
const MOST_DIGITS: usize = 15;

/// A telephone number of any form.
pub(super) fn phone(place: &Place<'_>) -> Option<Candidate> {
    if place.n_chars() > MOST_DIGITS + 2 {
        return None;
    }
    if plus(place.view, place.digit).is_some() {
        return international(place);
    }
    prefixed(place)
        .or_else(|| mobile(place))
        .or_else(|| scattered(place))
        .or_else(|| landline(place))
        .or_else(|| service_number(place))
        .or_else(|| with_extension(place))
        .or_else(|| foreign(place))
}

/// Where the plus sign right before `digit` begins.
fn plus(view: View<'_>, digit: usize) -> Option<usize> {
    match view.char_before(digit)? {
        '+' => Some(digit - 1),
        '＋' => Some(digit - '＋'.len_utf8()),
        _ => None,
    }
}

/// The digits of a number that is written with spaces, hyphens, dots and brackets, and how many there are at the end of
/// each group and where that is.
fn digits_from(view: View<'_>, start: usize) -> (Vec<u8>, Vec<(usize, usize)>) {
    let (mut digits, mut cuts) = (Vec::new(), Vec::new());
    let mut place = start;
    while digits.len() <= MOST_DIGITS {
        let end = view.run(place, MOST_DIGITS + 1, |byte| byte.is_ascii_digit());
        digits.extend(view.slice(place..end).bytes());
        cuts.push((digits.len(), end));
        // ") ", " (", "-" …
        let mut next = view.run(end, 3, |byte| b" -.()".contains(&byte));
        if next == end && view.from(end).starts_with('）') {
            next = end + '）'.len_utf8();
        }
        if next == end || !view.at(next).is_ascii_digit() {
            break;
        }
        place = next;
    }
    (digits, cuts)
}

/// A number behind a plus sign, of a country and with a length of its numbers.
fn international(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, plus(place.view, place.digit)?);
    if view.before(start).is_ascii_alphanumeric() && place.evidence(MobilePhone).before != Some(1) {
        return None;
    }
    // (+86)138…
    let closes = view.run(place.digit, 3, |byte| byte.is_ascii_digit());
    let opens = view.before(start) == b'(' && view.at(closes) == b')';
    number_abroad(place, start - usize::from(opens), place.digit)
}

/// A number behind `00` and a country code, or `86` without any sign.
fn prefixed(place: &Place<'_>) -> Option<Candidate> {
    let (view, digit) = (place.view, place.digit);
    if place.start != digit || !begins(view, digit) {
        return None;
    }
    let head = view.slice(digit..place.end);
    if let Some(rest) = head.strip_prefix("00") {
        let is_chinese = rest.starts_with("86");
        let is_cued = place.evidence(MobilePhone).is_within(24);
        return (is_chinese || is_cued)
            .then(|| number_abroad(place, digit, digit + 2))
            .flatten();
    }
    // 8621-62947358
    let is_joined = head
        .strip_prefix("86")
        .filter(|_| view.at(place.end) == b'-')
        .is_some_and(|area| {
            let area = [b"0", area.as_bytes()].concat();
            area_code(place, &area) == Some(area.len())
        });
    let is_chinese = is_joined || head == "86" || head.len() == 13 && head.starts_with("86");
    let is_announced = place.evidence(MobilePhone).is_within(48)
        || (is_joined || head == "86" && view.at(place.end) == b'-')
            && is_among_chinese(view, digit, place.end)
            && !is_labelled(view, digit);
    (is_chinese && is_announced)
        .then(|| number_abroad(place, digit, digit))
        .flatten()
}

/// The number of which `start` is the first byte, and the country code begins at `digit`.
fn number_abroad(place: &Place<'_>, start: usize, digit: usize) -> Option<Candidate> {
    let view = place.view;
    let (digits, cuts) = digits_from(view, digit);
    let (code, (least, most)) = (1..=3).find_map(|n| {
        let code = number_of(digits.get(..n)?);
        let lengths = place.tables.countries.get(&code)?;
        Some((n, *lengths))
    })?;
    let is_chinese = digits.starts_with(b"86");
    let least = least.max(7);
    let fits = |n: usize| {
        let mut national = digits.get(code..n).unwrap_or_default();
        // +44 (0)20 …: the zero that is dialled within the country.
        if national.len() > most || is_chinese {
            national = national.strip_prefix(b"0").unwrap_or(national);
        }
        if !(least..=most).contains(&national.len()) {
            return None;
        }
        // Area codes and exchanges of North America begin with 2 to 9.
        let is_low = |at: usize| national.get(at).is_some_and(|&digit| digit < b'2');
        if digits.starts_with(b"1") && (is_low(0) || is_low(3)) {
            return None;
        }
        if !is_chinese {
            return Some(MobilePhone);
        }
        if is_mobile(place, national) {
            return Some(MobilePhone);
        }
        let is_landline = area_code(place, &[b"0", national].concat()).is_some()
            && matches!(national.len(), 9..=11);
        is_landline.then_some(LandlinePhone)
    };
    let (end, kind) = cuts
        .iter()
        .rev()
        .find_map(|&(n, end)| Some((end, fits(n)?)))?;
    if !ends(view, end) {
        return None;
    }
    let is_cued = place.evidence(kind).is_cued();
    let confidence = if is_cued { 0.98 } else { 0.9 };
    let end = match kind {
        LandlinePhone => extension(view, end),
        _ => end,
    };
    Some(Candidate::new(kind, start..end, confidence))
}

/// Whether 11 digits are a mobile number of the PRC.
fn is_mobile(place: &Place<'_>, digits: &[u8]) -> bool {
    let prefix = digits.get(..3).map(number_of);
    digits.len() == 11
        && prefix.is_some_and(|prefix| place.tables.mobile_prefixes.contains(&prefix))
}

/// Whether the text around is Chinese.
pub(super) fn is_among_chinese(view: View<'_>, start: usize, end: usize) -> bool {
    let before = view.slice(view.window_before(start, 40));
    let after = view.slice(view.window_after(end, 40));
    before.chars().chain(after.chars()).any(is_han)
}

/// A mobile number of the PRC, alone or in groups.
fn mobile(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    if !matches!(place.n_chars(), 3 | 11) || view.at(start) != b'1' {
        return None;
    }
    let prefix = number_of(view.slice(start..start + 3).as_bytes());
    if !place.tables.mobile_prefixes.contains(&prefix) {
        return None;
    }
    let groups = Groups::read(view, (start, 11), b" -", |byte| byte.is_ascii_digit());
    let is_alone = place.n_chars() == 11;
    let (chars, end) = groups.first(11)?;
    let is_written = is_alone
        || groups.begin_with(&[3, 4, 4]).is_some()
        || groups.begin_with(&[3, 3, 5]).is_some() && place.evidence(MobilePhone).is_within(24);
    if !is_written || !is_mobile(place, chars) || !ends_phone(view, end) {
        return None;
    }
    let evidence = place.evidence(MobilePhone);
    let begins = place.start == start && begins_phone(view, start)
        || evidence.before == Some(0) && place.start != start;
    // Among Chinese words eleven such digits are a telephone unless something else is said of them.
    let is_announced = evidence.is_within(24) || evidence.after.is_some();
    let is_phone = if is_among_chinese(view, start, end) {
        is_announced || !is_labelled(view, start)
    } else {
        evidence.is_within(80) || evidence.after.is_some()
    };
    if !begins || is_amount(view, end) || evidence.is_denied || !is_phone {
        return None;
    }
    let confidence = match (evidence.is_cued(), is_alone) {
        (true, _) => 0.98,
        (false, true) => 0.75,
        (false, false) => 0.7,
    };
    Some(Candidate::new(MobilePhone, start..end, confidence))
}

/// A mobile number of the PRC in groups of its own: with signs between its digits that hide it, `1 8 6 0 …`, `1 3 3-6284-7095`, or
/// cut elsewhere where a word announces it, `13800 138000`.
fn scattered(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    let is_first = matches!(place.n_chars(), 1 | 3..=5) && view.at(start) == b'1';
    if !is_first || place.start != start {
        return None;
    }
    let groups = Groups::read(view, (start, 11), b" -.", |byte| byte.is_ascii_digit());
    let (chars, end) = groups.first(11)?;
    let lengths: Vec<usize> = groups.lengths().map(|(length, _)| length).collect();
    let is_cut = matches!(
        lengths.as_slice(),
        [3, 4, 4] | [4, 4, 3] | [4, 3, 4] | [5, 6] | [3, 8] | [5, 3, 3]
    ) || lengths.contains(&1);
    let evidence = place.evidence(MobilePhone);
    let is_phone = is_mobile(place, chars)
        && begins_phone(view, start)
        && ends_phone(view, end)
        && !evidence.is_denied
        && (evidence.is_within(24) && is_cut || lengths.iter().all(|&length| length == 1));
    (is_phone && is_among_chinese(view, start, end))
        .then(|| Candidate::new(MobilePhone, start..end, 0.85))
}

/// Whether no number or path goes on before a telephone number.
fn begins_phone(view: View<'_>, start: usize) -> bool {
    let further = view.before(start.saturating_sub(1));
    begins(view, start)
        && match view.before(start) {
            b':' => !further.is_ascii_digit(),
            b'/' => !further.is_ascii_alphabetic() && further != b'/',
            b'#' | b'$' => false,
            _ => true,
        }
}

/// Whether a telephone number ends here.
fn ends_phone(view: View<'_>, end: usize) -> bool {
    ends(view, end) && !matches!(view.at(end), b'@')
}

/// The digits of the area code that `digits` begin with.
fn area_code(place: &Place<'_>, digits: &[u8]) -> Option<usize> {
    [3, 4].into_iter().find(|&n| {
        let code = digits.get(..n).map(number_of);
        digits.first() == Some(&b'0')
            && code.is_some_and(|code| {
                // 010 and 02x have two digits after the zero, all others three.
                (code < 100) == (n == 3) && place.tables.area_codes.contains(&code)
            })
    })
}

/// A fixed number of the PRC with its area code.
fn landline(place: &Place<'_>) -> Option<Candidate> {
    let (view, digit) = (place.view, place.digit);
    let head = view.slice(digit..place.end);
    if !head.starts_with('0') || !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let n_area = area_code(place, head.as_bytes())?;
    let mut start = digit;
    let mut local = digit + n_area;
    let is_joined = head.len() > n_area;
    let mut is_hyphenated = false;
    if !is_joined {
        let bracket = view
            .char_before(digit)
            .filter(|char| matches!(char, '(' | '（'));
        let separator = view.char_at(local)?;
        match separator {
            ')' | '）' if bracket.is_some() => {
                start -= bracket.map_or(0, char::len_utf8);
                local += separator.len_utf8();
                local += usize::from(view.at(local) == b' ' || view.at(local) == b'-');
                is_hyphenated = true;
            }
            '-' | '－' | '—' | '–' | ' ' => {
                is_hyphenated = separator != ' ';
                local += separator.len_utf8();
            }
            _ => return None,
        }
    }
    let first = view.at(local);
    let groups = Groups::read(view, (local, 12), b" -", |byte| byte.is_ascii_digit());
    let (length, end) = groups.lengths().next()?;
    let (n_local, end) = match length {
        7 | 8 => (length, end),
        3 | 4 => (length + 4, groups.begin_with(&[length, 4])?),
        _ => return None,
    };
    let is_local = matches!(first, b'2'..=b'9') && (n_local == 8 || n_area == 4 && n_local == 7);
    let end = extension(view, end);
    let begins = begins_phone(view, start) && place.start == digit;
    if !is_local || !begins || !ends(view, end) {
        return None;
    }
    let evidence = place.evidence(LandlinePhone);
    let is_bare = is_hyphenated && is_among_chinese(view, start, end) && !is_labelled(view, start);
    if evidence.is_denied || !(evidence.is_cued() || is_bare) {
        return None;
    }
    let confidence = if evidence.is_cued() { 0.98 } else { 0.8 };
    Some(Candidate::new(LandlinePhone, start..end, confidence))
}

/// The end of an extension behind a number that ends at `end`.
fn extension(view: View<'_>, end: usize) -> usize {
    let rest = view.from(end);
    let trimmed = rest.trim_start_matches([' ', ',', '，']);
    let words = [
        "转分机",
        "轉分機",
        "分机号",
        "分机",
        "分機",
        "转",
        "轉",
        "extension",
        "ext.",
        "ext",
        "x",
        "#",
        "-",
    ];
    for word in words {
        let gap = rest.len() - trimmed.len();
        if gap > 2
            || (word == "-" && gap > 0)
            || (word.is_ascii() && !view.has_word(end + gap, word))
        {
            continue;
        }
        if !word.is_ascii() && !trimmed.starts_with(word) {
            continue;
        }
        let mut digits = end + gap + word.len();
        while matches!(view.char_at(digits), Some(' ' | ':' | '：' | '-' | '.')) {
            digits += view.char_at(digits).map_or(1, char::len_utf8);
            if digits > end + gap + word.len() + 3 {
                break;
            }
        }
        let after = view.run(digits, 7, |byte| byte.is_ascii_digit());
        if (1..=6).contains(&(after - digits)) {
            return after;
        }
    }
    end
}

/// A local number of seven or eight digits with an extension.
fn with_extension(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    let is_local = matches!(place.n_chars(), 7 | 8) && matches!(view.at(start), b'2'..=b'9');
    let has_word = |char: char| matches!(char, '转' | '轉' | '分');
    if !is_local || place.start != start || !view.char_at(place.end).is_some_and(has_word) {
        return None;
    }
    let end = extension(view, place.end);
    let is_number =
        end > place.end && begins_phone(view, start) && !place.evidence(LandlinePhone).is_denied;
    is_number.then(|| Candidate::new(LandlinePhone, start..end, 0.85))
}

/// A number that begins with 400 or 800.
fn service_number(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    let head = view.slice(start..place.end);
    if place.start != start || !(head.starts_with("400") || head.starts_with("800")) {
        return None;
    }
    let groups = Groups::read(view, (start, 14), b" -", |byte| byte.is_ascii_digit());
    let (_, end) = groups.first(10)?;
    let n_groups = groups.lengths().take_while(|&(_, at)| at <= end).count();
    let evidence = place.evidence(LandlinePhone);
    let is_hyphenated = n_groups == 3 && view.slice(start..end).matches('-').count() == 2;
    let is_number = n_groups <= 3
        && begins_phone(view, start)
        && ends(view, end)
        && !evidence.is_denied
        && (evidence.is_cued()
            || is_hyphenated && is_among_chinese(view, start, end) && !is_labelled(view, start));
    let confidence = if evidence.is_cued() { 0.95 } else { 0.75 };
    is_number.then(|| Candidate::new(LandlinePhone, start..extension(view, end), confidence))
}

/// A national number abroad, right behind a word that announces it.
fn foreign(place: &Place<'_>) -> Option<Candidate> {
    let (view, digit) = (place.view, place.digit);
    if !matches!(place.n_chars(), 1..=5 | 10 | 11) {
        return None;
    }
    let evidence: Evidence = place.evidence(LandlinePhone);
    if !evidence.is_within(80) {
        return None;
    }
    let has_bracket = view.before(digit) == b'(';
    let start = digit - usize::from(has_bracket);
    let (digits, cuts) = digits_from(view, digit);
    let &(n, end) = cuts.last()?;
    let lengths: Vec<usize> = cuts
        .iter()
        .scan(0, |last, &(n, _)| Some(n - std::mem::replace(last, n)))
        .collect();
    let is_american = |digits: &[u8], lengths: &[usize]| {
        // Area code and exchange begin with 2 to 9.
        digits.len() == 10
            && matches!(lengths, [3, 3, 4] | [10])
            && digits.first().is_some_and(|&digit| digit >= b'2')
            && digits.get(3).is_some_and(|&digit| digit >= b'2')
    };
    let is_number = is_american(&digits, &lengths)
        || digits.starts_with(b"1") && lengths.first() == Some(&1) && {
            is_american(digits.get(1..)?, lengths.get(1..)?)
        }
        || digits.starts_with(b"0") && !digits.starts_with(b"00") && (9..=11).contains(&n) && lengths.len() > 1
        || has_bracket && digits.starts_with(b"0") && (9..=11).contains(&n)
        // Hong Kong, Macau, Singapore, without area codes.
        || lengths == [3, 4] && digits.first().is_some_and(|&digit| digit >= b'2')
        || lengths == [4, 4] && digits.first().is_some_and(|&digit| digit >= b'2');
    let is_open = has_bracket && !view.slice(digit..end).contains(')');
    if !is_number || is_open || !begins(view, start) || !ends(view, end) || place.start != digit {
        return None;
    }
    // `call(2147483648)`
    if lengths == [10] && matches!(view.before(start), b'(' | b'[' | b'<') {
        return None;
    }
    let reach = match lengths.as_slice() {
        [4 | 3, 4] => 14,
        [10] => 8,
        _ => 48,
    };
    let is_far_header = has_bracket;
    if !evidence.is_within(reach) && !is_far_header {
        return None;
    }
    let end = extension(view, end);
    Some(Candidate::new(LandlinePhone, start..end, 0.9))
}
