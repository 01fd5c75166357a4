//! Licence plates of the PRC (GA 36).

use super::PersonalDataKind::LicencePlate;
use super::context::Place;
use super::scan::Candidate;
use super::view::View;

/// The provinces.
const PROVINCES: &str =
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼魯蘇贛陝閩貴粵雲寧瓊";

/// Characters that may end a plate: trailers, learners, police, Hong Kong, Macau, consulates, embassies.
const LAST: [char; 9] = ['挂', '掛', '学', '警', '港', '澳', '领', '使', '试'];

/// What ends a plate of fire and rescue services.
const RESCUE: &str = "应急";

/// A province, a letter, perhaps a dot, and five or six letters and digits.
pub(super) fn licence_plate(place: &Place<'_>) -> Option<Candidate> {
    let view = place.view;
    if place.end - place.start > 7 {
        return None;
    }
    // The letter of the office stands in the run of letters and digits, or before a dot.
    // 京 A: a space may stand behind the province.
    let province_before = |at: usize| {
        let at = at - usize::from(view.before(at) == b' ');
        let province = view
            .char_before(at)
            .filter(|char| PROVINCES.contains(*char))?;
        Some(at - province.len_utf8())
    };
    let (start, office, serial) = if let Some(start) = province_before(place.start) {
        (start, place.start, place.start + 1)
    } else {
        let gap = view.char_before(place.start)?;
        if !matches!(gap, '·' | '•' | '・' | '.' | ' ' | '-' | '－' | '‧' | '．') {
            return None;
        }
        let office = place.start.checked_sub(gap.len_utf8() + 1)?;
        let start = province_before(office)?;
        if gap == '-' && place.end - place.start != 5 {
            return None;
        }
        (start, office, place.start)
    };
    let office = view.at(office);
    let text = view.slice(serial..place.end).to_ascii_uppercase();
    let is_small = office.is_ascii_lowercase() || text != view.slice(serial..place.end);
    if !office.is_ascii_alphabetic() || is_small && !place.evidence(LicencePlate).is_cued() {
        return None;
    }
    // 京X·0126应急: those of fire and rescue (GA 36).
    if text.len() == 4
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && view.from(place.end).starts_with(RESCUE)
    {
        let end = place.end + RESCUE.len();
        return Some(Candidate::new(LicencePlate, start..end, 0.95));
    }
    let end_mark = view.char_at(place.end).filter(|char| LAST.contains(char));
    let n_chars = text.len() + usize::from(end_mark.is_some());
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    let are_chars = text.bytes().all(|byte| {
        byte.is_ascii_digit() || byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'O')
    });
    let is_serial = match (n_chars, end_mark) {
        (5, Some(_)) => n_digits >= 2,
        // Letters of ordinary plates stand in at most two places.
        (5, None) => n_digits >= place.tables.thresholds.plate_least_digits.max(1),
        (6, None) => is_new_energy(&text),
        _ => false,
    };
    let end = place.end + end_mark.filter(|_| n_chars == 5).map_or(0, char::len_utf8);
    if !are_chars || !is_serial || !ends_plate(view, end) {
        return None;
    }
    let evidence = place.evidence(LicencePlate);
    let confidence = if evidence.is_cued() { 0.97 } else { 0.85 };
    Some(Candidate::new(LicencePlate, start..end, confidence))
}

/// Small cars have D or F (and A, B, C, E, G, H, J, K) first, perhaps with a letter behind it, large ones have it last.
fn is_new_energy(serial: &str) -> bool {
    let bytes = serial.as_bytes();
    let is_type = |byte: &u8| matches!(byte, b'A'..=b'H' | b'J' | b'K');
    let n_digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let is_small = bytes.first().is_some_and(is_type) && n_digits >= 4;
    let is_large = bytes.last().is_some_and(is_type) && n_digits == 5;
    is_small || is_large
}

fn ends_plate(view: View<'_>, end: usize) -> bool {
    match view.at(end) {
        b'-' | b'.' | b'_' => !view.at(end + 1).is_ascii_alphanumeric(),
        byte => {
            let is_model = view
                .char_at(end)
                .is_some_and(|char| "型版级級座室".contains(char));
            !byte.is_ascii_alphanumeric() && !is_model
        }
    }
}
