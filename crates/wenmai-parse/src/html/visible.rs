//! The visible text of a page while it is written, with its way back to the source.

use wenmai_model::{SourceMap, SourceSpan, Span};
use wenmai_text::is_cjk;

use super::counts::Counts;
use super::token::offset;

/// The text, and what waits to be written before more of it.
#[derive(Debug, Default)]
pub(super) struct Visible {
    pub(super) text: String,
    pub(super) map: SourceMap,
    /// White space that shows once text follows on the same line.
    gap: Gap,
    /// Whether the last piece ended within a word.
    in_word: bool,
}

/// White space between two pieces of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Gap {
    /// None, or the start of a line.
    #[default]
    None,
    Space,
    /// White space that holds a line end of the source: it shows as a blank, but not between Chinese characters.
    SourceLine,
    /// `<br>`.
    Line,
}

/// A piece of text that was written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    pub(super) start: u32,
    pub(super) counts: Counts,
}

impl Visible {
    /// The end of what is written.
    pub(super) fn end(&self) -> u32 {
        offset(self.text.len())
    }

    /// Begins a block: what is written next stands on a line of its own.
    pub(super) fn begin_block(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.gap = Gap::None;
        self.in_word = false;
    }

    /// A line end inside of a block. Gives whether it is the second one in a row.
    pub(super) fn break_line(&mut self) -> bool {
        std::mem::replace(&mut self.gap, Gap::Line) == Gap::Line
    }

    /// Takes back what was written from `start` on.
    pub(super) fn cut(&mut self, start: u32) {
        self.text.truncate(start as usize);
        self.map.truncate(start);
    }

    /// Writes a piece of text whose white space collapses, from `place` of the source. Nothing is written before the first
    /// character of a block (`is_start`) but what it is made of.
    pub(super) fn write(
        &mut self,
        text: &str,
        place: SourceSpan,
        verbatim: bool,
        is_start: bool,
    ) -> Option<Written> {
        let bytes = text.as_bytes();
        let mut at = self.skip_space(bytes, 0);
        if at >= bytes.len() {
            if is_start {
                self.gap = Gap::None;
            }
            return None;
        }
        if is_start {
            self.gap = Gap::None;
        }
        self.fill_gap(text.get(at..).and_then(|rest| rest.chars().next()));
        let start = self.text.len();
        while at < bytes.len() {
            let end = plain_end(bytes, at);
            self.copy(text, at..end, place, verbatim);
            at = self.skip_space(bytes, end);
            if at < bytes.len() {
                self.fill_gap(text.get(at..).and_then(|rest| rest.chars().next()));
            }
        }
        self.map_decoded(start, place, verbatim);
        Some(self.written(start))
    }

    /// Writes a piece of text as it is, but for carriage returns.
    pub(super) fn write_lines(
        &mut self,
        text: &str,
        place: SourceSpan,
        verbatim: bool,
    ) -> Option<Written> {
        if self.gap == Gap::Line {
            self.text.push('\n');
        } else if self.gap != Gap::None {
            self.text.push(' ');
        }
        self.gap = Gap::None;
        let start = self.text.len();
        let mut at = 0;
        for end in memchr::memchr_iter(b'\r', text.as_bytes()) {
            self.copy(text, at..end, place, verbatim);
            at = end + 1;
            if text.as_bytes().get(at) != Some(&b'\n') {
                self.text.push('\n');
            }
        }
        self.copy(text, at..text.len(), place, verbatim);
        self.map_decoded(start, place, verbatim);
        (self.text.len() > start).then(|| self.written(start))
    }

    fn written(&mut self, start: usize) -> Written {
        let mut counts = Counts::default();
        counts.add(
            self.text.get(start..).unwrap_or_default(),
            &mut self.in_word,
        );
        Written {
            start: offset(start),
            counts,
        }
    }

    /// The first character from `at` on that is no white space; what is skipped waits as a gap.
    fn skip_space(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let skipped = rest.iter().take_while(|byte| is_space(**byte)).count();
        if skipped == 0 {
            return at;
        }
        let has_line_end = rest
            .iter()
            .take(skipped)
            .any(|byte| matches!(byte, b'\n' | b'\r'));
        self.gap = match (self.gap, has_line_end) {
            (Gap::Line, _) => Gap::Line,
            (Gap::SourceLine, _) | (Gap::None, true) => Gap::SourceLine,
            _ => Gap::Space,
        };
        at + skipped
    }

    /// Writes the white space that stands before `next`.
    fn fill_gap(&mut self, next: Option<char>) {
        match std::mem::take(&mut self.gap) {
            Gap::None => return,
            Gap::Space => self.text.push(' '),
            Gap::Line => self.text.push('\n'),
            Gap::SourceLine => {
                let wide = |sign: Option<char>| {
                    sign.is_some_and(|sign| {
                        !sign.is_ascii()
                            && (is_cjk(sign) || wenmai_text::chars::is_cjk_punctuation(sign))
                    })
                };
                if !(wide(next) && wide(self.text.chars().next_back())) {
                    self.text.push(' ');
                }
            }
        }
        self.in_word = false;
    }

    fn copy(
        &mut self,
        text: &str,
        range: std::ops::Range<usize>,
        place: SourceSpan,
        verbatim: bool,
    ) {
        let Some(piece) = text.get(range.clone()).filter(|piece| !piece.is_empty()) else {
            return;
        };
        let start = self.end();
        self.text.push_str(piece);
        if verbatim {
            let source = SourceSpan::new(
                place.start + offset(range.start),
                place.start + offset(range.end),
            );
            self.map.push(Span::new(start, self.end()), source);
        }
    }

    /// Text that is written in another way in the source stands for its place as a whole.
    fn map_decoded(&mut self, start: usize, place: SourceSpan, verbatim: bool) {
        if !verbatim && self.text.len() > start {
            self.map.push(Span::new(offset(start), self.end()), place);
        }
    }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

/// The end of the text from `at` on that shows as it is: blanks in it stand alone and between characters.
fn plain_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let mut before = 0_u8;
    for (index, &byte) in rest.iter().enumerate() {
        if byte <= b' ' && is_space(byte) {
            if byte != b' ' {
                return at + index - usize::from(before == b' ');
            }
            if before == b' ' {
                return at + index - 1;
            }
        }
        before = byte;
    }
    at + rest.len() - usize::from(before == b' ')
}
