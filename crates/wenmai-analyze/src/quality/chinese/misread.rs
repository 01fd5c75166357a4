//! Characters that are not what was written, counted one by one, since it matters how much of a text they are.

use std::str::Chars;

/// So many images of bytes in a row stand in no text of any language.
const LEAST_RUN: u64 = 6;

/// Counts characters that stand for others: U+FFFD, what two of them became when they were read as GBK (锟斤拷), memory that nobody
/// had written, read as GBK (烫烫烫, 屯屯屯), and Latin letters and signs that are bytes of UTF-8 read as windows-1252 or Latin-1
/// (`ä¸­æ–‡`, `Ã©`, `â€™`).
#[derive(Debug, Default)]
pub(super) struct Misread {
    n_spoiled: u64,
    run: Run,
    /// Characters of a sign that are still to come.
    sign_rest: u8,
}

impl Misread {
    /// Takes the next character; `rest` is what follows it.
    #[inline]
    pub(super) fn push(&mut self, c: char, rest: &Chars<'_>) {
        let is_plain = match c {
            '\0'..='\x7f' => true,
            '\u{3000}'..='\u{9fff}' => !matches!(c, '锟' | '烫' | '屯'),
            _ => false,
        };
        if !is_plain || self.run.n_chars > 0 || self.sign_rest > 0 {
            self.push_unusual(c, rest);
        }
    }

    fn push_unusual(&mut self, c: char, rest: &Chars<'_>) {
        if is_image(c) {
            self.run.push(c);
            return;
        }
        self.n_spoiled += std::mem::take(&mut self.run).spoiled();
        if self.sign_rest > 0 {
            self.sign_rest -= 1;
            return;
        }
        let sign = match c {
            '\u{fffd}' => {
                self.n_spoiled += 1;
                return;
            }
            '锟' => "斤拷",
            '烫' => "烫烫",
            '屯' => "屯屯",
            _ => return,
        };
        if rest.as_str().starts_with(sign) {
            self.n_spoiled += 3;
            self.sign_rest = 2;
        }
    }

    /// How many there were.
    pub(super) fn end(self) -> u64 {
        self.n_spoiled + self.run.spoiled()
    }
}

/// Images of bytes beyond ASCII in a row.
#[derive(Debug, Default)]
struct Run {
    n_chars: u64,
    /// Images of bytes that begin a character of UTF-8.
    leads: u64,
    /// Images that are no letters, as those of most bytes that go on are.
    signs: u64,
    /// Pairs that no language has: `Ã` or `Â` before the image of a byte that goes on, and `â€`.
    pairs: u64,
    last: Option<char>,
}

impl Run {
    fn push(&mut self, c: char) {
        self.n_chars += 1;
        self.leads += u64::from(matches!(c, 'Â'..='ô'));
        self.signs += u64::from(!matches!(c, 'À'..='ÿ'));
        self.pairs += u64::from(match self.last {
            Some('Ã' | 'Â') => {
                matches!(c, '\u{80}'..='\u{9f}' | '¢'..='§' | '©' | '¬' | '®'..='¶' | '¸' | '¹' | '¼'..='¾')
            }
            Some('â') => matches!(c, '€' | '\u{80}'),
            _ => false,
        });
        self.last = Some(c);
    }

    fn spoiled(&self) -> u64 {
        let has_both = self.leads * 5 >= self.n_chars && self.signs * 5 >= self.n_chars;
        if self.n_chars >= LEAST_RUN && has_both {
            self.n_chars
        } else {
            (self.pairs * 2).min(self.n_chars)
        }
    }
}

/// Whether `c` is what windows-1252 or Latin-1 have for a byte beyond ASCII.
fn is_image(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{ff}' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ÿ' | 'Ž' | 'ž' | 'ƒ' | 'ˆ' | '˜' | '–' | '—' | '‘'..='‚' | '“'..='„' | '†' | '‡' | '•' | '…' | '‰' | '‹' | '›' | '€' | '™'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(text: &str) -> u64 {
        let (mut misread, mut rest) = (Misread::default(), text.chars());
        while let Some(c) = rest.next() {
            misread.push(c, &rest);
        }
        misread.end()
    }

    #[test]
    fn what_stands_for_other_characters() {
        for (text, n_spoiled) in [
            ("两个\u{fffd}\u{fffd}不见了", 2),
            ("锟斤拷锟斤拷：一", 6),
            ("栈上是烫烫烫烫烫烫", 6),
            ("ä¸\u{ad}æ–‡ç½‘é¡µ", 12),
            ("le cafÃ© noir, câ€™est", 4),
        ] {
            assert_eq!(characters(text), n_spoiled, "{text}");
        }
    }

    #[test]
    fn ordinary_text_is_whole() {
        for text in [
            "",
            "他说：“很烫……”——屯田、斤斤计较。",
            "créée à côté, «été», São Paulo, NÃO, Größe, þíða, áéíóú",
            "ÀÁÂÃÄÅÆÇ",
            "“…”——‘…’",
        ] {
            assert_eq!(characters(text), 0, "{text}");
        }
    }
}
