//! Where one chunk ends and the next begins.

use wenmai_model::BlockKind;
use wenmai_text::sentence::sentences;
use wenmai_text::{is_blank, is_cjk, is_cjk_punctuation};

use super::ArticleSource;
use super::counter::TokenCounter;
use super::parts::{Part, SectionOf};

/// How far behind the last place that fits it is looked for what tells whether a sentence ends, in bytes.
const LOOK_AHEAD: usize = 64;

/// The end of a chunk, and where the next one begins: there or behind a line end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) end: usize,
    pub(super) next: usize,
}

/// A block of the article's text.
#[derive(Debug, Clone, Copy)]
struct Unit {
    start: usize,
    end: usize,
    kind: BlockKind,
    section: Option<u32>,
}

impl Unit {
    /// Whether its lines belong together.
    const fn is_of_lines(&self) -> bool {
        matches!(
            self.kind,
            BlockKind::Code | BlockKind::Table | BlockKind::Formula
        )
    }
}

/// Finds the ends of chunks in a text.
#[derive(Debug)]
pub(super) struct Cutter<'a> {
    pub(super) text: &'a str,
    /// Largest number of tokens.
    pub(super) budget: u64,
    pub(super) counter: &'a TokenCounter,
    units: Vec<Unit>,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(source: &ArticleSource<'a>, budget: u64, counter: &'a TokenCounter) -> Self {
        let mut sections = SectionOf::default();
        let units = source.blocks.iter().map(|block| Unit {
            start: block.start as usize,
            end: block.end as usize,
            kind: source
                .document
                .blocks
                .get(block.block as usize)
                .map_or(BlockKind::Paragraph, |block| block.kind),
            section: sections.of(source.document, block.block),
        });
        Self {
            text: source.text,
            budget,
            counter,
            units: units.collect(),
        }
    }

    /// The text of `start..end`; empty where that is no place of characters.
    pub(super) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Tokens of the text `start..end`.
    pub(super) fn tokens(&self, start: usize, end: usize) -> u64 {
        self.counter.count(self.slice(start, end))
    }

    /// The last place up to which the text from `start` on has no more than `limit` tokens, `end` at most.
    pub(super) fn fits(&self, start: usize, end: usize, limit: u64) -> usize {
        let prefixes = self.counter.prefixes(self.slice(start, end), limit);
        prefixes.last().map_or(start, |(len, _)| start + len)
    }

    /// The section of the last of `part`'s blocks that begins before `end`, from `block` on.
    pub(super) fn section_before(&self, end: usize, part: &Part, block: usize) -> Option<u32> {
        let units = self.units.get(block..part.blocks.end).unwrap_or_default();
        let last = units.iter().take_while(|unit| unit.start < end).last()?;
        last.section
    }

    /// The first place from `at` on that stands in a block of `part`; `block` becomes that block, and is one before.
    pub(super) fn enter(&self, at: usize, part: &Part, block: &mut usize) -> usize {
        let units = self.units.get(..part.blocks.end).unwrap_or_default();
        while units.get(*block).is_some_and(|unit| unit.end <= at) {
            *block += 1;
        }
        units
            .get(*block)
            .map_or(part.end, |unit| unit.start.max(at))
    }

    /// The end of the chunk that begins at `at`, in the block `block` of `part`, and its tokens.
    pub(super) fn cut(&self, at: usize, part: &Part, block: usize) -> (Cut, u64) {
        let (mut limit, mut step) = (self.budget, 1);
        loop {
            let cut = if limit > 0 {
                self.cut_within(limit, at, part, block)
            } else {
                self.one_character(at, part.end)
            };
            let tokens = self.tokens(at, cut.end);
            if tokens <= self.budget || limit == 0 {
                return (cut, tokens);
            }
            // A tokenizer takes more for what was cut. A few steps come down to one character.
            limit = limit.saturating_sub((tokens - self.budget).max(step));
            step *= 2;
        }
    }

    /// The same for a chunk of `limit` tokens, as far as they can be told before it is cut.
    fn cut_within(&self, limit: u64, at: usize, part: &Part, block: usize) -> Cut {
        let units = self.units.get(..part.blocks.end).unwrap_or_default();
        let fit = self.fits(at, part.end, limit);
        let whole = Cut {
            end: part.end,
            next: part.end,
        };
        if fit >= part.end {
            return whole;
        }
        // The blocks that are whole in the chunk, and the first one that is not.
        let open = units.get(block..).unwrap_or_default();
        let n_whole = open.iter().take_while(|unit| unit.end <= fit).count();
        let Some(unit) = open.get(n_whole) else {
            return whole;
        };
        let before = open.get(..n_whole).unwrap_or_default();
        let has_text = before.iter().any(|unit| unit.kind != BlockKind::Heading);
        let at_block = before.last().map(|last| Cut {
            end: last.end,
            next: unit.start,
        });
        let begin = unit.start.max(at);
        // Whether a chunk of its own would hold the whole block.
        let fits_alone =
            at_block.is_some() && self.fits(unit.start, unit.end, self.budget) >= unit.end;
        let keep_whole = if unit.is_of_lines() {
            has_text || fits_alone
        } else {
            has_text && fits_alone
        };
        at_block
            .filter(|_| keep_whole)
            .or_else(|| self.line_or_sentence(unit, begin, fit))
            .or_else(|| at_block.filter(|_| has_text || fits_alone))
            .or_else(|| self.clause_or_word(at, begin, fit))
            .or(at_block)
            .unwrap_or_else(|| self.first_token(at, part.end))
    }

    /// The last end of a line that means something, or of a sentence, in `begin..fit` of `unit`.
    fn line_or_sentence(&self, unit: &Unit, begin: usize, fit: usize) -> Option<Cut> {
        let line = || {
            // The line end may be the first byte that does not fit.
            let last = self.text.as_bytes().get(begin + 1..=fit)?;
            let found = last.iter().rposition(|&byte| byte == b'\n')?;
            let end = begin + 1 + found;
            (end < unit.end).then_some(Cut { end, next: end + 1 })
        };
        if unit.is_of_lines()
            && let Some(cut) = line()
        {
            return Some(cut);
        }
        let seen = self
            .text
            .floor_char_boundary(fit + LOOK_AHEAD)
            .min(unit.end);
        let sentence = sentences(self.slice(begin, seen))
            .skip(1)
            .map(|sentence| begin + sentence.start)
            .take_while(|&start| start <= fit)
            .last()
            .map(|end| self.behind_line_end(end));
        let line = (unit.kind == BlockKind::Post).then(line).flatten();
        let cuts = sentence.into_iter().chain(line);
        cuts.max_by_key(|cut| cut.end)
    }

    /// A cut at `end`: a line end right before it is the one that stands between chunks.
    fn behind_line_end(&self, end: usize) -> Cut {
        let is_line_end = end
            .checked_sub(1)
            .is_some_and(|last| self.text.as_bytes().get(last) == Some(&b'\n'));
        Cut {
            end: end - usize::from(is_line_end),
            next: end,
        }
    }

    /// The last place in `begin..=fit` behind a clause, else between words, else between characters. The chunk begins at
    /// `at`, and it is cut between its tokens, so that what fits is what was counted.
    fn clause_or_word(&self, at: usize, begin: usize, fit: usize) -> Option<Cut> {
        let window = self.slice(at, fit);
        let mut found = [None; 3];
        let mut blanks = Blanks::default();
        let (mut from, mut has_text) = (0, false);
        for (to, _) in self.counter.prefixes(window, u64::MAX) {
            let piece = window.get(from..to).unwrap_or_default();
            blanks.push(piece);
            from = to;
            let end = at + to;
            // Blanks alone are no chunk: they go with what follows.
            has_text |= !piece.chars().all(is_blank);
            if end <= begin || !has_text {
                continue;
            }
            let next = self.text.get(end..).and_then(|rest| rest.chars().next());
            let (Some(last), Some(next)) = (piece.chars().next_back(), next) else {
                continue;
            };
            let places = [
                blanks.ends_clause(next),
                blanks.ends_word(next),
                !is_joined(last, next),
            ];
            for (place, is_place) in found.iter_mut().zip(places) {
                if is_place {
                    *place = Some(end);
                }
            }
        }
        let end = found.into_iter().flatten().next();
        let end = end.or((fit > begin).then_some(fit))?;
        Some(self.behind_line_end(end)).filter(|cut| cut.end > at)
    }

    /// The first place where tokens can be parted, or one character that is more than a chunk may have.
    fn first_token(&self, at: usize, end: usize) -> Cut {
        let first = self
            .counter
            .prefixes(self.slice(at, end), self.budget)
            .next();
        first.map_or_else(
            || self.one_character(at, end),
            |(len, _)| Cut {
                end: at + len,
                next: at + len,
            },
        )
    }

    /// One character, however many tokens it has.
    fn one_character(&self, at: usize, end: usize) -> Cut {
        let first = self.slice(at, end).chars().next();
        let end = first.map_or(end, |c| at + c.len_utf8());
        Cut { end, next: end }
    }

    /// Where blocks, lines that mean something, and sentences begin in `start..end`, in order.
    pub(super) fn openings(&self, start: usize, end: usize) -> Vec<usize> {
        let first = self.units.partition_point(|unit| unit.end <= start);
        let units = self.units.iter().skip(first);
        let mut places = Vec::new();
        for unit in units.take_while(|unit| unit.start < end) {
            let (from, to) = (unit.start.max(start), unit.end.min(end));
            let piece = self.slice(from, to);
            places.push(from);
            if unit.is_of_lines() {
                places.extend(piece.match_indices('\n').map(|(at, _)| from + at + 1));
            } else {
                places.extend(sentences(piece).skip(1).map(|one| from + one.start));
            }
        }
        places.retain(|&place| start < place && place < end);
        places
    }
}

/// The last character that is not blank, and whether blanks follow it.
#[derive(Debug, Default)]
struct Blanks {
    last: Option<char>,
    is_blank: bool,
}

impl Blanks {
    fn push(&mut self, piece: &str) {
        for c in piece.chars() {
            self.is_blank = is_blank(c);
            if !self.is_blank {
                self.last = Some(c);
            }
        }
        // A cell of a table ends like a clause.
        if piece.ends_with('\t') {
            self.last = Some('\t');
        }
    }

    /// Whether a clause ends before `next`. ASCII marks stand in numbers and addresses, too.
    fn ends_clause(&self, next: char) -> bool {
        let is_between = self.is_blank || is_cjk(next);
        !is_blank(next)
            && !is_closing(next)
            && match self.last {
                Some('，' | '；' | '：' | '、' | '—' | '\t') => true,
                Some(',' | ';' | ':' | '|' | '–') => is_between,
                _ => false,
            }
    }

    /// Whether a word ends before `next`: blanks stand there, or a character of a script without blanks.
    fn ends_word(&self, next: char) -> bool {
        let is_without_blanks = is_cjk(next)
            || self
                .last
                .is_some_and(|c| is_cjk(c) || is_cjk_punctuation(c));
        !is_blank(next)
            && !is_closing(next)
            && (self.is_blank || is_without_blanks && !self.last.is_some_and(is_opening))
    }
}

/// Whether a line should not begin with `c`.
fn is_closing(c: char) -> bool {
    is_cjk_punctuation(c) && !is_opening(c) || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')')
}

const fn is_opening(c: char) -> bool {
    matches!(
        c,
        '（' | '【' | '〔' | '《' | '「' | '『' | '“' | '‘' | '(' | '['
    )
}

/// Whether `next` is shown as a part of the character before it: a combining mark, a variation, a joined emoji.
const fn is_joined(last: char, next: char) -> bool {
    matches!(last, '\u{200d}')
        || matches!(next, '\u{200d}' | '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}
