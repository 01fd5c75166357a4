//! From bytes of a text to its characters, which Python counts.

/// A count is kept for so many bytes.
const STRIDE: usize = 1 << 10;

/// Where characters stand in a text.
#[derive(Debug)]
pub(crate) struct CharPlaces {
    /// Characters that begin before each multiple of [`STRIDE`]; empty for text of ASCII alone, where nothing is to be counted.
    counts: Vec<usize>,
}

impl CharPlaces {
    /// The places of `text`. Runs in O(len of `text`).
    pub(crate) fn new(text: &str) -> Self {
        let mut counts = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for bytes in text.as_bytes().chunks(STRIDE) {
                counts.push(count);
                count += n_starts(bytes);
            }
        }
        Self { counts }
    }

    /// The number of characters of `text` before the byte at `offset`. Runs in constant time.
    fn char_index(&self, text: &str, offset: usize) -> usize {
        let at = offset / STRIDE;
        let Some(before) = self.counts.get(at) else {
            return match self.counts.last() {
                None => offset.min(text.len()),
                Some(_) => self.end(text),
            };
        };
        let bytes = text.as_bytes().get(at * STRIDE..offset.min(text.len()));
        before + bytes.map_or(0, n_starts)
    }

    /// The number of characters of `text`.
    fn end(&self, text: &str) -> usize {
        let at = self.counts.len().saturating_sub(1);
        let bytes = text.as_bytes().get(at * STRIDE..);
        self.counts.last().copied().unwrap_or_default() + bytes.map_or(0, n_starts)
    }

    /// `[start, end]` in bytes of `text` as characters.
    pub(crate) fn chars(&self, text: &str, [start, end]: [u32; 2]) -> (usize, usize) {
        let index = |offset: u32| self.char_index(text, offset as usize);
        (index(start), index(end))
    }
}

/// How many characters begin among `bytes` of UTF-8.
fn n_starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
}
