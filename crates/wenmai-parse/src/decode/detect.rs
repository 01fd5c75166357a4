//! The charset of a page that is not UTF-8, from what it declares and from its bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_8859_5, KOI8_R, KOI8_U, SHIFT_JIS,
    UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, X_MAC_CYRILLIC,
};
use memchr::memchr;

use super::label::Declared;
use super::utf16;

/// How much of a page the detector sees, from its first byte that is not ASCII.
const WINDOW_BYTES: usize = 16 << 10;

/// Pieces of a page that the detector votes on one by one have at least so many bytes.
const PIECE_BYTES: usize = 256;

/// With fewer bytes that are not ASCII a declaration is believed rather than the detector: about eight characters of
/// Chinese, or as many accents as three lines of French have.
const MIN_EVIDENCE: usize = 16;

/// The charset of `bytes`, which are not valid UTF-8 and no UTF-16 that shows.
pub(super) fn charset(bytes: &[u8], declared: &[Declared]) -> &'static Encoding {
    let mut candidates = declared.iter().filter_map(|declared| declared.encoding);
    let first = candidates.clone().next();
    let window = window(bytes);
    if is_damaged_utf8(window, first.is_none_or(|encoding| encoding == UTF_8)) {
        return UTF_8;
    }
    let guess = guess(window);
    if let Some(agreed) = candidates
        .clone()
        .find(|candidate| is_same(candidate, guess))
    {
        return agreed;
    }
    let evidence = window.iter().filter(|byte| !byte.is_ascii()).count();
    candidates
        .find(|candidate| is_credible(candidate, bytes, window, guess, evidence))
        .unwrap_or(guess)
}

/// Whether two names mean the same charset for a reader: one holds the other.
pub(super) fn is_same(one: &'static Encoding, other: &'static Encoding) -> bool {
    let widest = |encoding: &'static Encoding| match encoding {
        e if e == GB18030 => GBK,
        e if e == KOI8_R => KOI8_U,
        e => e,
    };
    widest(one) == widest(other)
}

/// Whether a page whose bytes look like `guess` may still be in the charset that it declares.
fn is_credible(
    declared: &'static Encoding,
    bytes: &[u8],
    window: &[u8],
    guess: &'static Encoding,
    evidence: usize,
) -> bool {
    if declared == UTF_8 {
        return false;
    }
    if declared == UTF_16LE || declared == UTF_16BE {
        return utf16::reads_as(bytes, declared);
    }
    let is_convincing = if is_multi_byte(guess) {
        evidence >= MIN_EVIDENCE
    } else {
        // The detector gives up on a charset at its first error; where one byte is broken, it says some Latin charset.
        evidence >= 2 * MIN_EVIDENCE && !is_multi_byte(declared) && differ(declared, guess)
    };
    !(is_convincing || (is_multi_byte(declared) && has_many_errors(window, declared)))
}

/// Whether two charsets of single bytes have letters of different scripts, or the same in other places, so that text of one
/// is no text in the other. The Latin ones, and those of most other scripts, share most of their letters.
fn differ(declared: &'static Encoding, guess: &'static Encoding) -> bool {
    let is_cyrillic = |encoding: &'static Encoding| {
        [
            WINDOWS_1251,
            KOI8_R,
            KOI8_U,
            IBM866,
            ISO_8859_5,
            X_MAC_CYRILLIC,
        ]
        .contains(&encoding)
    };
    is_cyrillic(guess) || (!is_latin(guess) && is_latin(declared))
}

fn is_latin(encoding: &'static Encoding) -> bool {
    // 0xE0 is some form of `a`, in the Baltic charsets and those of Central Europe an `r` or another `a`.
    let (text, _) = encoding.decode_without_bom_handling(b"\xe0\xe9");
    text.chars()
        .all(|letter| matches!(letter, '\u{c0}'..='\u{24f}'))
}

fn is_multi_byte(encoding: &'static Encoding) -> bool {
    [GBK, GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&encoding)
}

/// Whether some bytes are no character in this charset. The window may end within a character.
fn has_errors(window: &[u8], encoding: &'static Encoding) -> bool {
    let (text, any) = encoding.decode_without_bom_handling(window);
    any && text
        .trim_end_matches(char::REPLACEMENT_CHARACTER)
        .contains(char::REPLACEMENT_CHARACTER)
}

/// Whether more than one in fifty characters beyond ASCII is none in this charset.
fn has_many_errors(window: &[u8], encoding: &'static Encoding) -> bool {
    let (text, any) = encoding.decode_without_bom_handling(window);
    if !any {
        return false;
    }
    let beyond_ascii = text.chars().filter(|character| !character.is_ascii());
    let (mut n_characters, mut n_errors) = (0_usize, 0_usize);
    for character in beyond_ascii {
        n_characters += 1;
        n_errors += usize::from(character == char::REPLACEMENT_CHARACTER);
    }
    // The window may end within a character.
    n_errors.saturating_sub(1) * 50 > n_characters
}

/// Whether the bytes are UTF-8 that was cut or broken here and there, and no other charset. Of the pairs of bytes of a
/// Chinese page in GBK one in five is valid UTF-8 by chance; a page that says it is something else needs more evidence.
fn is_damaged_utf8(bytes: &[u8], is_expected: bool) -> bool {
    let (mut n_valid, mut n_broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        n_valid += chunk
            .valid()
            .bytes()
            .filter(|byte| byte & 0xc0 == 0xc0)
            .count();
        n_broken += usize::from(!chunk.invalid().is_empty());
    }
    n_valid >= n_broken * if is_expected { 2 } else { 10 }
}

/// The bytes that the detector sees.
fn window(bytes: &[u8]) -> &[u8] {
    // What stands before tells an ordinal from a degree.
    let start = bytes
        .iter()
        .position(|byte| !byte.is_ascii())
        .unwrap_or_default()
        .saturating_sub(2);
    let rest = bytes.get(start..).unwrap_or_default();
    rest.get(..WINDOW_BYTES.min(rest.len())).unwrap_or_default()
}

/// What the detector says. Since it gives up on a charset at its first error, pieces of the page vote where it says one of
/// single bytes, in which nothing is an error: one broken character spoils but one of them.
fn guess(window: &[u8]) -> &'static Encoding {
    let whole = guess_piece(window);
    // It lets some bytes pass that are no characters, as the Macintosh had them.
    if is_multi_byte(whole) && !has_errors(window, whole) {
        return whole;
    }
    let mut votes: Vec<(&'static Encoding, usize)> = Vec::new();
    let (mut rest, mut total) = (window, 0);
    while !rest.is_empty() {
        let (piece, behind) = split_piece(rest);
        rest = behind;
        let weight = piece.iter().filter(|byte| !byte.is_ascii()).count();
        if weight < MIN_EVIDENCE {
            continue;
        }
        total += weight;
        let encoding = guess_piece(piece);
        match votes.iter_mut().find(|(voted, _)| *voted == encoding) {
            Some((_, votes)) => *votes += weight,
            None => votes.push((encoding, weight)),
        }
    }
    votes
        .into_iter()
        .find(|(encoding, weight)| {
            is_multi_byte(encoding) && weight * 2 > total && !has_many_errors(window, encoding)
        })
        .map_or(whole, |(encoding, _)| encoding)
}

/// A piece, up to a byte that is no part of a longer character in any charset, and the rest.
fn split_piece(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes
        .iter()
        .skip(PIECE_BYTES)
        .position(|byte| matches!(byte, b'\n' | b' ' | b'<' | b'>'))
        .map_or(bytes.len(), |at| PIECE_BYTES + at + 1);
    bytes.split_at_checked(end).unwrap_or((bytes, &[]))
}

fn guess_piece(piece: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Not the last bytes: a character that is cut is no error then.
    detector.feed(piece, false);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether bytes of ASCII are ISO-2022-JP, the charset that switches to Japanese by escape sequences.
pub(super) fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    if memchr(0x1b, bytes).is_none() {
        return false;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let head = bytes.get(..WINDOW_BYTES.min(bytes.len()));
    detector.feed(head.unwrap_or_default(), false);
    detector.guess(None, Utf8Detection::Deny) == encoding_rs::ISO_2022_JP
}
