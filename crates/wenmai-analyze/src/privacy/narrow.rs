//! Full-width letters and digits as the narrow ones that they stand for.

/// A text with narrow letters and digits, and where each part of it stands in the text that was given.
#[derive(Debug)]
pub(super) struct Narrowed {
    pub(super) text: String,
    /// Rows of characters that were three bytes long and are one.
    rows: Vec<Row>,
}

/// Where a row begins in either text, and its characters.
#[derive(Debug, Clone, Copy)]
struct Row {
    narrow: usize,
    wide: usize,
    n_chars: usize,
}

/// The bytes of a full-width character.
const WIDE: usize = 3;

/// The first of them.
const FIRST: u8 = 0xef;

impl Narrowed {
    pub(super) fn new(text: &str) -> Self {
        let mut narrowed = Self {
            text: String::with_capacity(text.len()),
            rows: Vec::new(),
        };
        // All of them begin with this byte.
        let mut copied = 0;
        for wide in memchr::memchr_iter(FIRST, text.as_bytes()) {
            let Some(byte) = text
                .get(wide..)
                .and_then(|rest| narrow(rest.chars().next()?))
            else {
                continue;
            };
            narrowed
                .text
                .push_str(text.get(copied..wide).unwrap_or_default());
            copied = wide + WIDE;
            let narrow = narrowed.text.len();
            match narrowed.rows.last_mut() {
                Some(row) if row.narrow + row.n_chars == narrow => row.n_chars += 1,
                _ => narrowed.rows.push(Row {
                    narrow,
                    wide,
                    n_chars: 1,
                }),
            }
            narrowed.text.push(char::from(byte));
        }
        narrowed
            .text
            .push_str(text.get(copied..).unwrap_or_default());
        narrowed
    }

    /// The place in the text that was given, of a place in the narrow one.
    pub(super) fn place(&self, narrow: usize) -> usize {
        let n_before = self.rows.partition_point(|row| row.narrow <= narrow);
        let Some(row) = n_before.checked_sub(1).and_then(|n| self.rows.get(n)) else {
            return narrow;
        };
        let n_in = (narrow - row.narrow).min(row.n_chars);
        row.wide + n_in * WIDE + (narrow - row.narrow - n_in)
    }
}

/// The ASCII letter, digit or sign of a full-width one. Commas, colons and brackets are those of Chinese sentences and stay.
fn narrow(char: char) -> Option<u8> {
    let is_wide =
        matches!(char, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '＠' | '．' | '－' | '＿' | '＋');
    let code = u32::from(char).checked_sub(0xfee0).filter(|_| is_wide);
    code.and_then(|code| u8::try_from(code).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_text_that_was_given() {
        let text = "请打１３９-12（０１０）ａ是。";
        let narrowed = Narrowed::new(text);
        assert_eq!(narrowed.text, "请打139-12（010）a是。");
        let wide: Vec<&str> = text.split_inclusive(|_: char| true).collect();
        let places: Vec<usize> = narrowed
            .text
            .char_indices()
            .map(|(at, _)| narrowed.place(at))
            .collect();
        let expected: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        assert_eq!(
            (places, wide.len()),
            (expected, narrowed.text.chars().count())
        );
        assert_eq!(narrowed.place(narrowed.text.len()), text.len());
    }
}
