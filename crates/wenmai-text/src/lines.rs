//! Lines of a text.
//!
//! A line ends at `\n` and nowhere else; a `\r` before it belongs to the ending. `\f`, U+2028 and a lone `\r` are
//! ordinary characters. Lines count from 0.

use crate::chars::is_blank;

/// Byte offsets of all lines of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    /// Start of each line, ascending; the first is 0.
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`. Runs in O(len of `text`), most of it in a vectorized search.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0)
            .chain(
                memchr::memchr_iter(b'\n', text.as_bytes())
                    .filter_map(|at| u32::try_from(at + 1).ok()),
            )
            .collect();
        Self { starts }
    }

    /// The line that holds byte `offset`, counted from 0; the last line for an offset past the end.
    ///
    /// ```
    /// let index = wenmai_text::LineIndex::new("a\nbc\n");
    /// assert_eq!((index.line(0), index.line(1), index.line(2), index.line(5)), (0, 0, 1, 2));
    /// ```
    pub fn line(&self, offset: u32) -> u32 {
        let line = self
            .starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// First byte of `line`, or `None` when there is no such line.
    pub fn start(&self, line: u32) -> Option<u32> {
        self.starts.get(line as usize).copied()
    }

    /// Number of lines; a text that ends in `\n` has an empty last line.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never true: even an empty text has one line.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

/// The lines of `text` with the byte offset at which each starts, endings removed.
///
/// ```
/// let lines: Vec<_> = wenmai_text::lines("a\r\n\rb\n").collect();
/// assert_eq!(lines, [(0, "a"), (3, "\rb"), (6, "")]);
/// ```
pub fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(0);
    std::iter::from_fn(move || {
        let start = rest?;
        let tail = text.get(start..)?;
        let line = if let Some(len) = memchr::memchr(b'\n', tail.as_bytes()) {
            rest = Some(start + len + 1);
            tail.get(..len)?
        } else {
            rest = None;
            tail
        };
        Some((start, line.strip_suffix('\r').unwrap_or(line)))
    })
}

/// Characters of an [`excerpt`].
const EXCERPT_CHARS: usize = 60;

/// The beginning of `text` on one line, its blanks one space each: sixty characters, and `…` where more follow.
///
/// ```
/// use wenmai_text::lines::excerpt;
/// assert_eq!(excerpt(" 一行\n\u{3000}又一行 "), "一行 又一行");
/// assert_eq!(excerpt(&"字".repeat(80)).chars().count(), 61);
/// ```
pub fn excerpt(text: &str) -> String {
    let words = text.split(is_blank).filter(|word| !word.is_empty());
    let mut shown = String::new();
    let mut n_chars = 0;
    for word in words {
        let blank = (!shown.is_empty()).then_some(' ');
        for c in blank.into_iter().chain(word.chars()) {
            if n_chars == EXCERPT_CHARS {
                shown.push('…');
                return shown;
            }
            shown.push(c);
            n_chars += 1;
        }
    }
    shown
}
