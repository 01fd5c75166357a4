//! Chunks of an article by a budget of tokens, for indexes that retrieve passages.
//!
//! A chunk takes the next blocks of its section as long as they fit. A block that fits into a chunk is kept whole, unless it
//! is text and nothing but headings would stand before it; any other is cut at the last line of code or row of a table, or
//! the last sentence, that fits, else behind a clause, else between words (`cut`).

mod counter;
mod cut;
mod parts;
#[cfg(test)]
mod tests;
#[cfg(feature = "tokenizers")]
mod tokenizer;

use wenmai_model::{Chunk, Document};
use wenmai_text::is_blank;

pub use self::counter::TokenCounter;
use self::cut::Cutter;
pub(crate) use self::parts::common_section;
use self::parts::{Part, parts};
#[cfg(feature = "tokenizers")]
pub use self::tokenizer::{Tokenizer, TokenizerError};
use crate::article::ArticleSource;

/// How many places are tried for the beginning of an overlap.
const MAX_TRIED: usize = 4;

/// How articles are cut.
#[derive(Debug, Clone)]
pub struct ChunkOptions {
    /// Largest number of tokens of a chunk; 0 counts as 1.
    pub max_tokens: u64,
    /// Largest number of tokens of whole sentences, lines and rows that a chunk repeats from the one before in its section;
    /// half of `max_tokens` at most.
    pub overlap: u64,
    /// Whether neighboring sections that fit into one chunk are one; else no chunk has text of two sections.
    pub merge_sections: bool,
    /// What counts the tokens.
    pub tokens: TokenCounter,
}

impl Default for ChunkOptions {
    fn default() -> Self {
        Self {
            max_tokens: 512,
            overlap: 0,
            merge_sections: false,
            tokens: TokenCounter::default(),
        }
    }
}

/// The chunks of an article, in order.
///
/// * Chunks tile the text: each begins where the one before ends, or behind the line end there (overlap aside). Pieces of
///   blanks alone are left out.
/// * No chunk has more tokens than the budget, except one of a single character.
/// * A chunk has text of one section, its heading included, unless [`ChunkOptions::merge_sections`] asks for more. The
///   heading of a section without text of its own goes with the first subsection.
///
/// Runs in O(len of the text), whatever stands in it, if counting tokens does. Use `chunks` of the crate `wenmai`, which makes the text, too.
///
/// ```
/// use wenmai_analyze::{ArticleSource, ChunkOptions, chunks};
/// use wenmai_model::{Block, BlockKind, Document, Span, TextBlock};
/// let text = "开源降低门槛。闭源便于控制。";
/// let block = Block { kind: BlockKind::Paragraph, span: Span::new(0, 42), lines: None };
/// let document = Document { text: text.into(), blocks: vec![block], ..Document::default() };
/// let blocks = [TextBlock { block: 0, start: 0, end: 42 }];
/// let source = ArticleSource { document: &document, text, blocks: &blocks };
/// let options = ChunkOptions { max_tokens: 8, ..ChunkOptions::default() };
/// let places = chunks(&source, &options).into_iter().map(|chunk| (chunk.start, chunk.end));
/// assert_eq!(places.collect::<Vec<_>>(), [(0, 21), (21, 42)]);
/// ```
pub fn chunks(source: &ArticleSource<'_>, options: &ChunkOptions) -> Vec<Chunk> {
    let max_tokens = options.max_tokens.max(1);
    let overlap = options.overlap.min(max_tokens / 2);
    let mut packer = Packer {
        document: source.document,
        max_tokens,
        overlap,
        cutter: Cutter::new(source, max_tokens - overlap, &options.tokens),
        chunks: Vec::new(),
    };
    let parts = parts(source);
    let mut rest = parts.as_slice();
    while let Some(part) = rest.first() {
        let (n_together, tokens) = if options.merge_sections {
            packer.together(rest)
        } else {
            (0, 0)
        };
        let (together, behind) = rest.split_at_checked(n_together).unwrap_or((&[], rest));
        if let (Some(first), Some(last)) = (together.first(), together.last()) {
            let section = together
                .iter()
                .map(|part| part.section)
                .reduce(|a, b| common_section(source.document, a, b));
            let chunk = Places {
                start: first.start,
                own: first.start,
                end: last.end,
            };
            packer.push(chunk, tokens, section.flatten());
            rest = behind;
        } else {
            packer.cut(part);
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    packer.chunks
}

/// The places of a chunk: its beginning, that of its own text behind what it repeats, its end.
#[derive(Debug, Clone, Copy)]
struct Places {
    start: usize,
    own: usize,
    end: usize,
}

/// Makes chunks of parts.
struct Packer<'a> {
    document: &'a Document,
    max_tokens: u64,
    overlap: u64,
    cutter: Cutter<'a>,
    chunks: Vec<Chunk>,
}

impl Packer<'_> {
    /// How many of `parts`, from the first on, fit into one chunk, and its tokens; 0 where the first does not.
    fn together(&self, parts: &[Part]) -> (usize, u64) {
        let (cutter, mut step) = (&self.cutter, 1);
        let start = parts.first().map_or(0, |first| first.start);
        let fit = cutter.fits(start, cutter.text.len(), cutter.budget);
        let mut n_parts = parts.partition_point(|part| part.end <= fit);
        while let Some(last) = parts.get(..n_parts).and_then(<[Part]>::last) {
            let tokens = cutter.tokens(start, last.end);
            if tokens <= cutter.budget {
                return (n_parts, tokens);
            }
            n_parts = n_parts.saturating_sub(step);
            step *= 2;
        }
        (0, 0)
    }

    /// Makes chunks of one part.
    fn cut(&mut self, part: &Part) {
        let mut at = part.start;
        let mut before = None;
        // Blocks before this one end before `at`.
        let mut block = part.blocks.start;
        loop {
            at = self.cutter.enter(at, part, &mut block);
            if at >= part.end {
                break;
            }
            let (cut, tokens) = self.cutter.cut(at, part, block);
            let start = match before {
                Some(before) if self.overlap > 0 => self.repeated(before, at, cut.end),
                _ => at,
            };
            let section = self.cutter.section_before(cut.end, part, block);
            let (own, end) = (at, cut.end);
            let tokens = if start < own {
                self.cutter.tokens(start, end)
            } else {
                tokens
            };
            self.push(Places { start, own, end }, tokens, section);
            before = Some(at);
            // Moves on even where the caller's blocks are not in order.
            at = cut.next.max(at + 1);
        }
    }

    /// Where a chunk whose own text is `at..end` begins when it repeats the end of the chunk before, whose own text began
    /// at `before`.
    fn repeated(&self, before: usize, at: usize, end: usize) -> usize {
        let openings = self.cutter.openings(before, at);
        let all = self.cutter.tokens(before, at);
        let own = self.cutter.slice(before, at);
        let prefixes = self.cutter.counter.prefixes(own, u64::MAX);
        let mut behind = prefixes.map(|(len, tokens)| (before + len, tokens));
        let near = openings.into_iter().skip_while(|&opening| {
            let tokens = behind.find(|&(place, _)| place >= opening);
            tokens.is_none_or(|(_, tokens)| all.saturating_sub(tokens) > self.overlap)
        });
        // A difference of counts is off by a token or two, so some places are counted.
        near.take(MAX_TRIED)
            .find(|&start| {
                self.cutter.tokens(start, at) <= self.overlap
                    && self.cutter.tokens(start, end) <= self.max_tokens
            })
            .unwrap_or(at)
    }

    /// Appends a chunk of so many tokens.
    fn push(&mut self, Places { start, own, end }: Places, tokens: u64, section: Option<u32>) {
        if self.cutter.slice(own, end).chars().all(is_blank) {
            return;
        }
        let section = section.filter(|&section| (section as usize) < self.document.sections.len());
        let places = [start, end, own.saturating_sub(start)].map(u32::try_from);
        if let [Ok(from), Ok(to), Ok(overlap)] = places {
            self.chunks.push(Chunk {
                section,
                start: from,
                end: to,
                overlap,
                tokens,
            });
        }
    }
}
