//! Sets of pairs of letters: how much of a text another one says, without regard to order.

/// A set of pairs of letters of `WORDS` × 64 bits, by their hashes.
pub(crate) struct Pairs<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Default for Pairs<WORDS> {
    fn default() -> Self {
        const { assert!(WORDS.is_power_of_two()) };
        Self([0; WORDS])
    }
}

impl<const WORDS: usize> Pairs<WORDS> {
    /// Adds the pairs of a text.
    pub(crate) fn add(&mut self, text: &str) {
        pairs(text, |hash| {
            let (word, bit) = Self::place(hash);
            if let Some(word) = self.0.get_mut(word) {
                *word |= 1 << bit;
            }
        });
    }

    /// How many pairs of a text the set holds, and how many the text has.
    pub(crate) fn count(&self, text: &str) -> (usize, usize) {
        let (mut held, mut all) = (0, 0);
        pairs(text, |hash| {
            let (word, bit) = Self::place(hash);
            all += 1;
            held += usize::from(self.0.get(word).is_some_and(|word| word >> bit & 1 == 1));
        });
        (held, all)
    }

    /// The word and the bit of a hash, by its upper bits.
    const fn place(hash: u32) -> (usize, u32) {
        let bits = 6 + WORDS.ilog2();
        let at = hash >> (32 - bits);
        ((at / 64) as usize, at % 64)
    }
}

/// Calls `each` with a hash of every two letters that stand side by side, case ignored.
fn pairs(text: &str, mut each: impl FnMut(u32)) {
    let mut before: Option<u32> = None;
    for c in text.chars() {
        let c = c.to_ascii_lowercase();
        let letter = c.is_ascii_alphanumeric() || c >= '\u{2e80}';
        if let Some(before) = before.filter(|_| letter) {
            each((before.wrapping_mul(31) ^ u32::from(c)).wrapping_mul(0x9e37_79b1));
        }
        before = letter.then_some(u32::from(c));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_letters_are_found_again() {
        let mut said = Pairs::<16>::default();
        said.add("Water sources, 水源");
        assert_eq!(said.count("WATER"), (4, 4));
        assert_eq!(said.count("水源!"), (1, 1));
        assert_eq!(said.count("火"), (0, 0));
    }
}
