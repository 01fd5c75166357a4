//! Which Chinese characters are common.

use std::sync::LazyLock;

use encoding_rs::{BIG5, Encoding, GBK};

const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// One bit a character.
static COMMON: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0; ((LAST - FIRST) / 64 + 1) as usize];
    // The first levels of GB 2312-80 (3,755 simplified characters) and of Big5 (5,401 traditional ones), each the frequent
    // ones by its makers; the charsets' own tables have them in these rows.
    mark(&mut bits, GBK, 0xb0..=0xd7, &[0xa1..=0xfe]);
    mark(&mut bits, BIG5, 0xa4..=0xc6, &[0x40..=0x7e, 0xa1..=0xfe]);
    bits
});

fn mark(
    bits: &mut [u64],
    encoding: &'static Encoding,
    leads: std::ops::RangeInclusive<u8>,
    trails: &[std::ops::RangeInclusive<u8>],
) {
    for lead in leads {
        for trail in trails.iter().cloned().flatten() {
            // The first level of Big5 ends in the middle of its last row.
            if encoding == BIG5 && lead == 0xc6 && trail > 0x7e {
                continue;
            }
            let bytes = [lead, trail];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            if let Some(at) = text.chars().next().and_then(place)
                && let Some(word) = bits.get_mut(at / 64)
            {
                *word |= 1 << (at % 64);
            }
        }
    }
}

fn place(character: char) -> Option<usize> {
    let code = u32::from(character);
    (FIRST..=LAST)
        .contains(&code)
        .then(|| (code - FIRST) as usize)
}

/// Whether a Chinese character is of the frequent ones by GB 2312-80 or Big5.
pub(crate) fn is_common(character: char) -> bool {
    place(character)
        .and_then(|at| Some(COMMON.get(at / 64)? >> (at % 64) & 1 == 1))
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_scripts() {
        for character in "的一是在开源開關龍龙模型數据據".chars() {
            assert!(is_common(character), "{character}");
        }
        for character in "彳亍饔囗彀㐀𠀀".chars() {
            assert!(!is_common(character), "{character}");
        }
    }

    #[test]
    fn as_many_as_the_standards_say() {
        let common = COMMON.iter().map(|word| word.count_ones()).sum::<u32>();
        // 3,755 and 5,401, of which about 2,300 are in both.
        assert!((6_400..7_400).contains(&common), "{common}");
    }
}
