//! Signs of a text that was read in a wrong charset.

use wenmai_text::is_han;

use super::characters::{Traits, traits};
use super::misread::Misread;
use crate::statistics::ratio;

/// Counts of characters.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::quality) struct Signs {
    han: u64,
    rare: u64,
    lost: u64,
    /// Characters that are not what was written.
    misread: u64,
    all: u64,
}

impl Signs {
    /// Runs in O(len of `text`).
    pub(in crate::quality) fn of(text: &str) -> Self {
        let mut signs = Self::default();
        let (mut misread, traits) = (Misread::default(), traits());
        let (mut is_question, mut is_han_before, mut is_foreign_before) = (false, false, false);
        let mut characters = text.chars();
        while let Some(c) = characters.next() {
            signs.all += 1;
            misread.push(c, &characters);
            let (is_han, is_foreign) = (is_han(c), is_foreign(c));
            if is_han {
                signs.han += 1;
                signs.rare += u64::from(is_foreign_before || Traits::among(traits, c).is_rare());
                signs.lost += u64::from(is_question);
            } else if is_foreign && is_han_before {
                signs.han += 1;
                signs.rare += 1;
            }
            (is_question, is_han_before, is_foreign_before) = (c == '?', is_han, is_foreign);
        }
        signs.misread = misread.end();
        signs
    }

    /// The share of characters that are not what was written.
    pub(super) fn misread(&self) -> f64 {
        ratio(self.misread, self.all)
    }

    /// Rare characters, and those with letters of other scripts right beside them, by Chinese ones.
    pub(super) fn rare(&self) -> f64 {
        ratio(self.rare, self.han)
    }

    /// Question marks right before a Chinese character, by Chinese ones.
    pub(super) fn lost(&self) -> f64 {
        ratio(self.lost, self.han)
    }
}

/// Letters that a wrong charset puts between Chinese characters: hangul, Cyrillic, half-width kana.
fn is_foreign(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{45f}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff61}'..='\u{ff9f}')
}
