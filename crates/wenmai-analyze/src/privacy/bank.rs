//! Accounts with banks.

use super::PersonalDataKind::{BankCard, Iban};
use super::checksum::{is_luhn, is_mod_97};
use super::context::Place;
use super::groups::Groups;
use super::identity::{begins, ends};
use super::scan::Candidate;

/// A bank card: the prefix and length of a network, the check digit, and a word that announces it or groups of four.
pub(super) fn bank_card(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.digit);
    if !matches!(place.n_chars(), 4 | 6 | 13..=19) {
        return None;
    }
    let is_whole = place.start == start && begins(view, start);
    // amex371462…
    if !is_whole && place.evidence(BankCard).before != Some(0) {
        return None;
    }
    // Dots stand between groups of four where a word announces a card.
    let has_dots = place.n_chars() == 4 && view.at(start + 4) == b'.';
    let separators: &[u8] = if has_dots { b"." } else { b" -" };
    let groups = Groups::read(view, (start, 24), separators, |byte| byte.is_ascii_digit());
    // Groups of four, the last one shorter; American Express has 4-6-5, some write the bank's six first.
    let (mut n, mut end, mut last) = (0, start, 4);
    for (length, at) in groups.lengths() {
        if n >= 13 && (last < 3 || n + length > 19) {
            break;
        }
        (n, end, last) = (n + length, at, length);
    }
    let (chars, _) = groups.first(n)?;
    let is_card = place
        .tables
        .networks
        .iter()
        .any(|network| network.has(chars))
        && is_luhn(chars)
        && ends(view, end);
    if !is_card {
        return None;
    }
    let evidence = place.evidence(BankCard);
    let is_four = !has_dots && groups.are(&[4, 4, 4, 4]) || groups.are(&[4, 4, 4, 4, 3]);
    if !evidence.is_cued() && (!is_four || evidence.is_denied) {
        return None;
    }
    let confidence = if evidence.is_cued() { 0.97 } else { 0.7 };
    Some(Candidate::new(BankCard, start..end, confidence))
}

/// An international bank account number: the length of its country, and the check digits.
pub(super) fn iban(place: &Place<'_>) -> Option<Candidate> {
    let (view, start) = (place.view, place.start);
    if place.digit != start + 2 || !begins(view, start) {
        return None;
    }
    let country = [
        view.at(start).to_ascii_uppercase(),
        view.at(start + 1).to_ascii_uppercase(),
    ];
    let &length = place.tables.iban_lengths.get(&country)?;
    let run = place.end - start;
    let is_capital = view.at(start).is_ascii_uppercase();
    if !(view.at(start + 3).is_ascii_digit() && (run == length || run == 4 && is_capital)) {
        return None;
    }
    let separators: &[u8] = if run == 4 { b" -" } else { b"" };
    let groups = Groups::read(view, (start, length), separators, |byte| {
        byte.is_ascii_alphanumeric()
    });
    let (chars, end) = groups.first(length)?;
    if !is_mod_97(chars) || !ends(view, end) {
        return None;
    }
    let confidence = if place.evidence(Iban).is_cued() {
        0.99
    } else {
        0.95
    };
    Some(Candidate::new(Iban, start..end, confidence))
}
