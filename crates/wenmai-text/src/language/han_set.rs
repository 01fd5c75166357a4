//! Ideographs that tell Chinese in simplified characters, Chinese in traditional ones and Japanese apart.

/// Characters of the first ideograph block as bits, made at compile time: one load for each look-up.
pub(super) struct HanSet([u64; Self::LEN]);

impl HanSet {
    const FIRST: u32 = 0x4e00;
    const LEN: usize = 0x5200 / 64;

    /// The ideographs of a UTF-8 text; anything else in it is passed over.
    #[expect(
        clippy::indexing_slicing,
        reason = "evaluated at compile time, where an index out of bounds stops the build"
    )]
    const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut set = [0; Self::LEN];
        let mut at = 0;
        while at < bytes.len() {
            // Ideographs of this block take three bytes: 1110xxxx 10xxxxxx 10xxxxxx.
            if bytes[at] >> 4 == 0b1110 {
                let c = ((bytes[at] as u32 & 0xf) << 12)
                    | ((bytes[at + 1] as u32 & 0x3f) << 6)
                    | (bytes[at + 2] as u32 & 0x3f);
                let offset = c - Self::FIRST;
                set[(offset / 64) as usize] |= 1 << (offset % 64);
                at += 3;
            } else {
                at += 1;
            }
        }
        Self(set)
    }

    pub(super) fn contains(&self, c: char) -> bool {
        let Some(offset) = u32::from(c).checked_sub(Self::FIRST) else {
            return false;
        };
        self.0
            .get((offset / 64) as usize)
            .is_some_and(|bits| bits >> (offset % 64) & 1 == 1)
    }
}

/// Characters that GB 2312 has and Big5 has not.
pub(super) static SIMPLIFIED_ONLY: HanSet =
    HanSet::of(include_str!("../../data/simplified-only.txt"));
/// Characters that Big5 has and GB 2312 has not.
pub(super) static TRADITIONAL_ONLY: HanSet =
    HanSet::of(include_str!("../../data/traditional-only.txt"));
/// Characters of the first level of JIS X 0208 that neither GB 2312 nor Big5 has.
pub(super) static JAPANESE_ONLY: HanSet = HanSet::of(include_str!("../../data/japanese-only.txt"));
/// Function words and pronouns of Chinese that Japanese does without, or has in compounds alone.
pub(super) static CHINESE_ONLY: HanSet =
    HanSet::of("的是在了您你她们們这這那哪怎吗嗎呢吧啊很请請把被让讓给給没沒");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisive_characters_are_disjoint() {
        let sets = [&SIMPLIFIED_ONLY, &TRADITIONAL_ONLY, &JAPANESE_ONLY];
        for (i, one) in sets.iter().enumerate() {
            for other in sets.iter().skip(i + 1) {
                assert!(one.0.iter().zip(&other.0).all(|(a, b)| a & b == 0));
            }
        }
        assert!(SIMPLIFIED_ONLY.contains('们') && !SIMPLIFIED_ONLY.contains('們'));
        assert!(JAPANESE_ONLY.contains('駅') && !JAPANESE_ONLY.contains('a'));
    }
}
