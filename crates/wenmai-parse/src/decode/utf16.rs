//! UTF-16 without a byte order mark.

use std::cmp::Ordering;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use memchr::memchr_iter;

/// How much of a page is looked at, in bytes; even.
const HEAD_BYTES: usize = 8192;

/// UTF-16 when the head of the page reads as such: the high bytes of its line feeds, spaces and tags are NUL, and no unit
/// of 16 bits is a control character or half a pair.
pub(crate) fn by_nul(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes
        .get(..HEAD_BYTES.min(bytes.len()) & !1)
        .unwrap_or_default();
    let (mut even, mut odd) = (0_usize, 0_usize);
    for at in memchr_iter(0, head) {
        *(if at % 2 == 0 { &mut even } else { &mut odd }) += 1;
    }
    // The low bytes of a few characters are NUL too, that of 一 for one.
    let (encoding, n_nul) = match even.cmp(&odd) {
        Ordering::Less => (UTF_16LE, odd),
        Ordering::Equal => return None,
        Ordering::Greater => (UTF_16BE, even),
    };
    // A stray NUL in a text of ASCII, of which every two bytes make some Chinese character, or in one of another charset.
    let n_units = head.len() / 2;
    let is_utf_8 = std::str::from_utf8(head).is_ok();
    let few = if is_utf_8 {
        n_units / 2
    } else {
        2.min(n_units / 8)
    };
    (n_nul > few.max(1) && !is_mostly_ascii(head) && reads_as(head, encoding)).then_some(encoding)
}

/// Whether more than half of the pairs of bytes are both text in ASCII, as those of a page with markup and some NUL characters
/// are. Of the characters of Chinese in UTF-16 a quarter is.
fn is_mostly_ascii(head: &[u8]) -> bool {
    let is_text = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let pairs = head.as_chunks::<2>().0;
    let n_ascii = pairs
        .iter()
        .filter(|&&[one, other]| is_text(one) && is_text(other))
        .count();
    n_ascii * 2 > pairs.len()
}

/// Whether the head of a page may be of this kind of UTF-16.
pub(crate) fn reads_as(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let head = bytes
        .get(..HEAD_BYTES.min(bytes.len()) & !1)
        .unwrap_or_default();
    let units = head.as_chunks::<2>().0.iter().map(|&pair| {
        if encoding == UTF_16LE {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        }
    });
    let mut characters = char::decode_utf16(units).peekable();
    while let Some(character) = characters.next() {
        let is_text = match character {
            Ok(character) => {
                matches!(character, '\t' | '\n' | '\r' | '\u{c}')
                    || !(character.is_control() || is_noncharacter(character))
            }
            // The head may end within a pair.
            Err(_) => characters.peek().is_none() && bytes.len() > head.len(),
        };
        if !is_text {
            return false;
        }
    }
    true
}

/// Code points that stand for no character and never will (Unicode §23.7).
fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}
