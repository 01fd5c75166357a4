//! Words that sentences have and titles seldom.

/// Such words of Latin letters, of five at most.
const WORDS: [&str; 33] = [
    "the", "is", "are", "was", "were", "be", "been", "it", "its", "this", "that", "these", "we",
    "you", "your", "they", "i", "I", "he", "our", "has", "have", "had", "will", "can", "would",
    "not", "so", "if", "as", "which", "there", "also",
];

/// Letters of the longest of them.
const MAX_LETTERS: u32 = 5;

/// Places of the table of words, a power of two: so many that a search ends at once.
const PLACES: usize = 128;

/// The words, their letters as the digits of a number, each at its place or behind it; 0 where there is none.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated at compile time, where an index out of bounds stops the build"
)]
static TABLE: [u64; PLACES] = {
    let mut table = [0; PLACES];
    let mut at = 0;
    while at < WORDS.len() {
        let letters = WORDS[at].as_bytes();
        let (mut word, mut letter) = (0, 0);
        while letter < letters.len() {
            word = (word << 8) | letters[letter] as u64;
            letter += 1;
        }
        let mut place = place(word);
        while table[place] != 0 {
            place = (place + 1) % PLACES;
        }
        table[place] = word;
        at += 1;
    }
    table
};

/// Where a word is looked for first: seven bits, a number below [`PLACES`].
const fn place(word: u64) -> usize {
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) as usize
}

/// Counts the words that sentences have and titles seldom, in a text that has such characters.
pub(super) fn function_words(text: &str, has_cjk: bool, has_letters: bool) -> usize {
    let mut found = 0;
    if has_cjk {
        found += text.chars().filter(|&c| is_function_sign(c)).count();
    }
    if !has_letters {
        return found;
    }
    // Of a word of more than eight letters the last eight, which are still more than any of the list has.
    let mut word = 0;
    for byte in text.bytes() {
        if byte.is_ascii_alphabetic() {
            word = (word << 8) | u64::from(byte);
        } else {
            found += usize::from(is_function_word(word));
            word = 0;
        }
    }
    found + usize::from(is_function_word(word))
}

/// Most words are told by their length; that of none is 0.
fn is_function_word(word: u64) -> bool {
    if word == 0 || word >> (8 * MAX_LETTERS) > 0 {
        return false;
    }
    let mut place = place(word);
    loop {
        match TABLE.get(place % PLACES) {
            Some(&known) if known != 0 && known != word => place += 1,
            known => return known == Some(&word),
        }
    }
}

fn is_function_sign(c: char) -> bool {
    matches!(
        c,
        '的' | '了'
            | '是'
            | '在'
            | '我'
            | '你'
            | '他'
            | '它'
            | '这'
            | '那'
            | '们'
            | '会'
            | '就'
            | '都'
            | '也'
            | '有'
            | '不'
            | '可'
            | '以'
            | '要'
            | '被'
            | '把'
            | '来'
            | '到'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_of_both_languages() {
        assert_eq!(function_words("我们的模型是开源的", true, false), 5);
        assert_eq!(function_words("this is the way", false, true), 3);
        assert_eq!(function_words("Thistle island", false, true), 0);
        assert_eq!(function_words(&WORDS.join(" "), false, true), WORDS.len());
        assert_eq!(function_words("athethethethe", false, true), 0);
    }
}
