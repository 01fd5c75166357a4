//! The blocks of an article, and whether a run of them can answer.

use std::ops::Range;

use wenmai_model::{BlockKind, DraftPlace, MarkKind, ReferenceKind, Span, TextBlock};
use wenmai_text::tokens::estimate_tokens;

use super::InstructOptions;
use super::phrase::Phrase;
use super::templates::TEMPLATES;
use crate::article::ArticleSource;

/// The blocks of an article with sums over them, so that any run of them is judged at once.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    pub(super) source: &'a ArticleSource<'a>,
    pub(super) options: &'a InstructOptions,
    /// The heading that each block is, without its marker.
    headings: Vec<Option<Phrase<'a>>>,
    /// Of the blocks before each one and of all.
    sums: Vec<Sums>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// Estimated tokens.
    tokens: u64,
    /// Those of headings.
    heading_tokens: u64,
    /// Bytes of body text.
    bytes: u64,
    /// Those of links.
    link_bytes: u64,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(source: &'a ArticleSource<'a>, options: &'a InstructOptions) -> Self {
        let document = source.document;
        let mut blocks = Self {
            source,
            options,
            headings: vec![None; source.blocks.len()],
            sums: vec![Sums::default()],
        };
        for heading in &document.outline {
            let at = source
                .blocks
                .partition_point(|block| block.block < heading.block);
            let found = source.blocks.get(at);
            let found = found.filter(|block| block.block == heading.block);
            if let (Some(block), Some(slot)) = (found, blocks.headings.get_mut(at)) {
                let line = phrase(source, block);
                let marker = heading.marker.as_deref().unwrap_or_default();
                let start = if line.text.starts_with(marker) {
                    marker.len()
                } else {
                    0
                };
                let title = line.part(start..line.text.len());
                *slot = Some(trimmed(title)).filter(|title| !title.text.is_empty());
            }
        }
        let mut links = LinkBytes::new(source);
        let mut sums = Sums::default();
        for block in source.blocks {
            let text = Span::new(block.start, block.end).of(source.text);
            let tokens = estimate_tokens(text.unwrap_or_default(), options.tokens);
            let link_bytes = links.of(block.block);
            sums.tokens += tokens;
            if kind(source, block) == Some(BlockKind::Heading) {
                sums.heading_tokens += tokens;
            } else {
                sums.bytes += u64::from(block.end.saturating_sub(block.start));
                sums.link_bytes += link_bytes;
            }
            blocks.sums.push(sums);
        }
        blocks
    }

    /// Positions of the document's blocks `first..end` among those of the article.
    pub(super) fn range(&self, first: u32, end: u32) -> Range<usize> {
        let at = |block: u32| self.source.blocks.partition_point(|one| one.block < block);
        at(first)..at(end)
    }

    /// The heading at position `at`, without its marker.
    pub(super) fn heading(&self, at: usize) -> Option<Phrase<'a>> {
        self.headings.get(at).copied().flatten()
    }

    /// The kind of the block at position `at`.
    pub(super) fn kind(&self, at: usize) -> Option<BlockKind> {
        kind(self.source, self.source.blocks.get(at)?)
    }

    /// The text of the block at position `at`.
    pub(super) fn phrase(&self, at: usize) -> Option<Phrase<'a>> {
        Some(phrase(self.source, self.source.blocks.get(at)?))
    }

    /// Estimated tokens of a run of blocks.
    pub(super) fn tokens(&self, range: &Range<usize>) -> u64 {
        self.of(range).tokens
    }

    /// Estimated tokens of those of a run of blocks that `keep` takes.
    pub(super) fn tokens_of(&self, range: &Range<usize>, keep: impl Fn(BlockKind) -> bool) -> u64 {
        let is_kept = |at: &usize| self.kind(*at).is_some_and(&keep);
        let kept = range.clone().filter(is_kept);
        kept.map(|at| self.tokens(&(at..at + 1))).sum()
    }

    /// Whether a run of blocks says enough, and not too much: neither short nor long, no list of links, not cut off.
    pub(super) fn can_answer(&self, range: &Range<usize>, min_tokens: u64) -> bool {
        let sums = self.of(range);
        sums.tokens.saturating_sub(sums.heading_tokens) >= min_tokens
            && sums.tokens <= self.options.max_tokens
            && sums.link_bytes * 2 < sums.bytes
            && !self.is_cut(range)
    }

    /// Whether the last of a run of blocks goes on elsewhere, or announces what is not there.
    fn is_cut(&self, range: &Range<usize>) -> bool {
        let last = range.end.checked_sub(1);
        let text = last
            .and_then(|last| self.phrase(last))
            .map_or("", |last| last.text);
        is_cut(text)
    }

    /// Whether `words` stand in a run of blocks, in any case of ASCII letters.
    pub(super) fn says(&self, range: &Range<usize>, words: &str) -> bool {
        let words = words.to_ascii_lowercase();
        let mut texts = range.clone().filter_map(|at| self.phrase(at));
        texts.any(|block| block.text.to_ascii_lowercase().contains(&words))
    }

    /// Where a run of blocks stands, in pieces with line ends between them: markers of headings and the blocks that `keep`
    /// refuses are left out.
    pub(super) fn places(
        &self,
        range: Range<usize>,
        keep: impl Fn(BlockKind) -> bool,
    ) -> Vec<DraftPlace> {
        let mut pieces: Vec<[u32; 2]> = Vec::new();
        // Whether the piece before ends with the block before.
        let mut is_open = false;
        for at in range {
            let Some(block) = self.source.blocks.get(at) else {
                continue;
            };
            if !self.kind(at).is_some_and(&keep) {
                is_open = false;
                continue;
            }
            let place = self.heading(at).map(|heading| heading.place);
            let [start, end] = match place {
                Some(DraftPlace::Article(place)) => place,
                _ => [block.start, block.end],
            };
            match pieces.last_mut() {
                Some(piece) if is_open && start == block.start => piece[1] = end,
                _ => pieces.push([start, end]),
            }
            is_open = end == block.end;
        }
        pieces.into_iter().map(DraftPlace::Article).collect()
    }

    fn of(&self, range: &Range<usize>) -> Sums {
        let at = |at: usize| self.sums.get(at).copied().unwrap_or_default();
        let (before, all) = (at(range.start), at(range.end));
        Sums {
            tokens: all.tokens.saturating_sub(before.tokens),
            heading_tokens: all.heading_tokens.saturating_sub(before.heading_tokens),
            bytes: all.bytes.saturating_sub(before.bytes),
            link_bytes: all.link_bytes.saturating_sub(before.link_bytes),
        }
    }
}

/// Whether a text goes on elsewhere, or announces what is not there.
pub(super) fn is_cut(text: &str) -> bool {
    text.ends_with([':', '：']) || TEMPLATES.cut_ends.iter().any(|end| text.ends_with(end))
}

/// A heading without a colon, or what the site has set there, behind it.
fn trimmed(heading: Phrase<'_>) -> Phrase<'_> {
    let mut ends = TEMPLATES.trimmed_ends.iter();
    let shorter = ends.find_map(|end| heading.text.strip_suffix(end));
    let text = shorter.unwrap_or(heading.text);
    let text = text.trim_end_matches([':', '：', ' ']);
    heading.part(0..text.len())
}

fn kind(source: &ArticleSource<'_>, block: &TextBlock) -> Option<BlockKind> {
    let block = source.document.blocks.get(block.block as usize);
    block.map(|block| block.kind)
}

fn phrase<'a>(source: &ArticleSource<'a>, block: &TextBlock) -> Phrase<'a> {
    let text = Span::new(block.start, block.end).of(source.text);
    Phrase {
        text: text.unwrap_or_default(),
        place: DraftPlace::Article([block.start, block.end]),
    }
}

/// How many bytes of blocks are links, for blocks that are asked for in order.
struct LinkBytes<'a> {
    source: &'a ArticleSource<'a>,
    /// Links and addresses, by their start.
    links: Vec<Span>,
    next: usize,
}

impl<'a> LinkBytes<'a> {
    fn new(source: &'a ArticleSource<'a>) -> Self {
        let document = source.document;
        let marks = document.marks.iter();
        let marked = marks
            .filter(|mark| mark.kind == MarkKind::Link)
            .map(|mark| mark.span);
        let references = document.references.iter();
        let addresses = references
            .filter(|reference| reference.kind == ReferenceKind::Url)
            .map(|reference| reference.span);
        let mut links: Vec<Span> = marked.chain(addresses).collect();
        links.sort_unstable();
        Self {
            source,
            links,
            next: 0,
        }
    }

    fn of(&mut self, block: u32) -> u64 {
        let Some(block) = self.source.document.blocks.get(block as usize) else {
            return 0;
        };
        let mut bytes = 0;
        // Counted up to here: an address may be marked as a link, too.
        let mut at = block.span.start;
        while let Some(link) = self.links.get(self.next)
            && link.start < block.span.end
        {
            let end = link.end.min(block.span.end);
            bytes += u64::from(end.saturating_sub(link.start.max(at)));
            at = at.max(end);
            self.next += 1;
        }
        bytes
    }
}
