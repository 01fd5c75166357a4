//! Characters that are not what was written, counted one by one, since it matters how much of a text they are.

use std::str::Chars;

/// So many images of bytes in a row stand in no text of any language.
const LEAST_RUN: u64 = 6;

/// Characters of `text` that stand for others: U+FFFD, what two of them became when they were read as GBK (锟斤拷), memory that
/// nobody had written, read as GBK (烫烫烫, 屯屯屯), and Latin letters and signs that are bytes of UTF-8 read as windows-1252 or
/// Latin-1 (`ä¸­æ–‡`, `Ã©`, `â€™`). Runs in O(len of `text`).
pub(super) fn characters(text: &str) -> u64 {
    let (mut n_spoiled, mut run) = (0, Run::default());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\0'..='\x7f' => {}
            _ if is_image(c) => {
                run.push(c);
                continue;
            }
            '\u{fffd}' => n_spoiled += 1,
            '锟' => n_spoiled += skip(&mut characters, "斤拷"),
            '烫' => n_spoiled += skip(&mut characters, "烫烫"),
            '屯' => n_spoiled += skip(&mut characters, "屯屯"),
            _ => {}
        }
        if run.n_chars > 0 {
            n_spoiled += std::mem::take(&mut run).spoiled();
        }
    }
    n_spoiled + run.spoiled()
}

/// Skips `rest` of a sign, and gives the characters of the whole of it; nothing where it is not there.
fn skip(characters: &mut Chars<'_>, rest: &str) -> u64 {
    let Some(behind) = characters.as_str().strip_prefix(rest) else {
        return 0;
    };
    *characters = behind.chars();
    3
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
