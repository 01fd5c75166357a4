//! Whether a text holds any sign that something went wrong with it, told in one pass, so that text without them pays for no
//! search.

use memchr::memchr;

/// What stands somewhere in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each sign is there or not")]
pub struct Signs {
    /// The NUL character.
    pub has_nul: bool,
    /// U+FFFD.
    pub has_replacement: bool,
    /// One of the letters from U+00C0 to U+00FF, as the images of lead bytes of UTF-8 are.
    pub has_letter: bool,
    /// One of the characters that the mojibake of Chinese pages is known by: 锟 烫 屯 锛 銆 鈥.
    pub has_rare: bool,
}

/// Looks for signs in `text`, of which only NUL is ASCII. Runs in O(len of `text`).
#[expect(
    clippy::needless_bitwise_bool,
    reason = "branches keep the compiler from taking sixteen bytes at once"
)]
pub fn signs(text: &str) -> Signs {
    let bytes = text.as_bytes();
    let second = bytes.get(1..).unwrap_or_default();
    let third = bytes.get(2..).unwrap_or_default();
    let (mut nul, mut replacement, mut letter, mut rare) = (false, false, false, false);
    for ((&a, &b), &c) in bytes.iter().zip(second).zip(third) {
        nul |= a == 0;
        letter |= a == 0xc3;
        replacement |= (a == 0xef) & (b == 0xbf) & (c == 0xbd);
        rare |= ((a == 0xe9)
            & (((b == 0x94) & ((c == 0x9f) | (c == 0x9b)))
                | ((b == 0x8a) & (c == 0x86))
                | ((b == 0x88) & (c == 0xa5))))
            | ((a == 0xe7) & (b == 0x83) & (c == 0xab))
            | ((a == 0xe5) & (b == 0xb1) & (c == 0xaf));
    }
    // The last two bytes begin no character of three.
    for &byte in bytes.iter().rev().take(2) {
        nul |= byte == 0;
        letter |= byte == 0xc3;
    }
    Signs {
        has_nul: nul,
        has_replacement: replacement,
        has_letter: letter,
        has_rare: rare,
    }
}

/// [`signs`] of a text that is all ASCII.
pub fn signs_of_ascii(text: &str) -> Signs {
    Signs {
        has_nul: memchr(0, text.as_bytes()).is_some(),
        ..Signs::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, by searches for each.
    fn expected(text: &str) -> Signs {
        Signs {
            has_nul: text.contains('\0'),
            has_replacement: text.contains('\u{fffd}'),
            has_letter: text.contains(|letter| matches!(letter, '\u{c0}'..='\u{ff}')),
            has_rare: text.contains(['锟', '烫', '屯', '锛', '銆', '鈥']),
        }
    }

    proptest! {
        #[test]
        fn every_sign_is_seen_wherever_it_stands(text in "[\0aé×÷ÿ锟烫屯锛銆鈥锝锞锚钾湯ﾽ\u{fffd}，。中😀]{0,4}[a中]{0,40}[\0éÿ锟烫屯锛銆鈥锞\u{fffd}中]{0,2}") {
            prop_assert_eq!(signs(&text), expected(&text));
            if text.is_ascii() {
                prop_assert_eq!(signs_of_ascii(&text), expected(&text));
            }
        }
    }
}
