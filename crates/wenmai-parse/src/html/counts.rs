//! What can be counted in a piece of visible text.

use wenmai_text::chars::{is_alphanumeric, is_blank, is_cjk, is_cjk_punctuation};

/// Counts of a text, by character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counts {
    /// Characters that are not blank.
    pub(crate) chars: u32,
    /// Letters of Chinese, Japanese and Korean.
    pub(crate) cjk: u32,
    /// Runs of letters and digits of other scripts.
    pub(crate) words: u32,
    /// ASCII punctuation, and that of Chinese and Japanese text.
    pub(crate) punctuation: u32,
    /// Commas and semicolons: `,;，、；`.
    pub(crate) commas: u32,
    /// Ends of sentences: `.!?。！？…`.
    pub(crate) stops: u32,
    /// Digits from 0 to 9.
    pub(crate) digits: u32,
}

const CHAR: u64 = 1;
const PUNCTUATION: u64 = 1 << 16;
const COMMA: u64 = 1 << 28;
const STOP: u64 = 1 << 40;
const DIGIT: u64 = 1 << 52;

/// How many bytes are summed before a sum of twelve bits could run over.
const MAX_SUM: usize = 2048;

/// What each ASCII character adds to the sums: five of them side by side in one number.
const SUMS: [u64; 128] = {
    let mut sums = [0; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        let mut sum = 0;
        if byte > b' ' && byte != 0x7f {
            sum = CHAR;
        }
        if byte.is_ascii_punctuation() {
            sum += PUNCTUATION;
        }
        if matches!(byte, b',' | b';') {
            sum += COMMA;
        }
        if matches!(byte, b'.' | b'!' | b'?') {
            sum += STOP;
        }
        if byte.is_ascii_digit() {
            sum += DIGIT;
        }
        #[expect(clippy::indexing_slicing, reason = "computed by the compiler")]
        {
            sums[byte as usize] = sum;
        }
        byte += 1;
    }
    sums
};

impl Counts {
    /// Adds those of `text`. `in_word` says whether the text before ended within a word, and then whether this one does.
    pub(super) fn add(&mut self, text: &str, in_word: &mut bool) {
        let mut rest = text;
        while !rest.is_empty() {
            let ascii = rest.bytes().take(MAX_SUM).take_while(u8::is_ascii).count();
            let (piece, behind) = rest.split_at_checked(ascii).unwrap_or((rest, ""));
            self.add_ascii(piece, in_word);
            let mut signs = behind.chars();
            let mut unread = behind;
            while let Some(sign) = signs.next().filter(|sign| !sign.is_ascii()) {
                self.add_char(sign, in_word);
                unread = signs.as_str();
            }
            rest = unread;
        }
    }

    /// Adds other counts.
    pub(super) const fn sum(&mut self, other: &Self) {
        self.chars += other.chars;
        self.cjk += other.cjk;
        self.words += other.words;
        self.punctuation += other.punctuation;
        self.commas += other.commas;
        self.stops += other.stops;
        self.digits += other.digits;
    }

    fn add_ascii(&mut self, text: &str, in_word: &mut bool) {
        let (mut sums, mut words, mut before) = (0, 0, *in_word);
        for byte in text.bytes() {
            sums += SUMS.get(usize::from(byte)).copied().unwrap_or_default();
            let letter = byte.is_ascii_alphanumeric();
            words += u32::from(letter && !before);
            before = letter;
        }
        let sum = |shift: u32, bits: u32| {
            u32::try_from((sums >> shift) & ((1 << bits) - 1)).unwrap_or_default()
        };
        self.chars += sum(0, 16);
        self.punctuation += sum(16, 12);
        self.commas += sum(28, 12);
        self.stops += sum(40, 12);
        self.digits += sum(52, 12);
        self.words += words;
        *in_word = before;
    }

    fn add_char(&mut self, sign: char, in_word: &mut bool) {
        if is_cjk(sign) {
            self.chars += 1;
            self.cjk += 1;
            *in_word = false;
            return;
        }
        if is_blank(sign) {
            *in_word = false;
            return;
        }
        self.chars += 1;
        let letter = is_alphanumeric(sign);
        self.words += u32::from(letter && !*in_word);
        *in_word = letter;
        if !letter {
            self.punctuation += u32::from(is_cjk_punctuation(sign));
            self.commas += u32::from(matches!(sign, '，' | '、' | '；'));
            self.stops += u32::from(matches!(sign, '。' | '！' | '？' | '…' | '．' | '｡'));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> Counts {
        let mut counts = Counts::default();
        counts.add(text, &mut false);
        counts
    }

    #[test]
    fn characters_are_counted() {
        let found = counts("Hi, 2 dogs! 中文，好。\u{a0}é…");
        let expected = Counts {
            chars: 16,
            cjk: 3,
            words: 4,
            punctuation: 5,
            commas: 2,
            stops: 3,
            digits: 1,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn words_go_on_from_piece_to_piece() {
        let (mut counts, mut in_word) = (Counts::default(), false);
        for piece in ["W", "ord ", "two"] {
            counts.add(piece, &mut in_word);
        }
        assert_eq!(counts.words, 2);
    }

    #[test]
    fn sums_do_not_run_over() {
        let found = counts(&"1,.".repeat(100_000));
        assert_eq!(
            (
                found.chars,
                found.digits,
                found.commas,
                found.stops,
                found.punctuation
            ),
            (300_000, 100_000, 100_000, 100_000, 200_000)
        );
    }
}
