//! From blocks to tokens: words with their places, section by section.

use rayon::prelude::*;
use wenmai_model::{Block, BlockKind, Document, Section, TextStats};
use wenmai_text::{
    is_blank,
    words::{WordKind, words},
};

use crate::{
    measures::Prose,
    segmenter::{ChineseSegmenter, Entry},
    statistics,
    vocabulary::WordId,
};

/// A word at its place.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent signs of one place"
)]
pub(crate) struct Token {
    /// First byte.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
    /// Set by the vocabulary, after all sections have been cut; until then the number of the word in the segmenter's dictionary.
    pub(crate) word: WordId,
    /// The same of what the dictionary knows of the word.
    known: u16,
    pub(crate) kind: WordKind,
    /// Whether a phrase may not reach across the gap before this token.
    pub(crate) boundary: bool,
    /// Whether it stands in a heading.
    pub(crate) heading: bool,
    /// Whether a bracket opens in the gap before this token.
    pub(crate) bracket: bool,
    /// Whether a hyphen joins it to the token before.
    pub(crate) hyphen: bool,
    pub(crate) case: Case,
}

impl Token {
    /// The word in the segmenter's dictionary, before the vocabulary has set it.
    pub(crate) const fn entry(&self) -> Entry {
        Entry {
            id: self.word,
            known: self.known,
        }
    }
}

/// How a Latin word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Case {
    /// Without capitals; words of other scripts too.
    #[default]
    Lower,
    /// With a capital first.
    Capital,
    /// With a capital inside, or capitals only: `TiDB`, `API`.
    Name,
}

impl Case {
    fn of(word: &str) -> Self {
        if word.is_ascii() {
            let mut bytes = word.bytes();
            let first = bytes.next().is_some_and(|b| b.is_ascii_uppercase());
            return match bytes.any(|b| b.is_ascii_uppercase()) {
                true => Self::Name,
                false if first => Self::Capital,
                false => Self::Lower,
            };
        }
        let mut chars = word.chars();
        let first = chars.next().is_some_and(char::is_uppercase);
        if chars.any(char::is_uppercase) {
            Self::Name
        } else if first {
            Self::Capital
        } else {
            Self::Lower
        }
    }
}

/// What is read from one section's own blocks.
#[derive(Debug, Default)]
pub(crate) struct SectionTokens {
    pub(crate) stats: TextStats,
    /// Counts of its running text.
    pub(crate) prose: Prose,
    /// The words of its running text: what tells them apart.
    pub(crate) prose_words: Vec<u32>,
    /// Words of headings, and of body blocks that are prose, when they are asked for.
    pub(crate) tokens: Vec<Token>,
}

/// Whether the sections of `document` are worth handing out to threads; a short document is read by the thread
/// that asks.
pub(crate) fn is_worth_threads(document: &Document) -> bool {
    document.text.len() >= 65_536 && document.sections.len() > 1
}

/// What is wanted of the sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Their statistics.
    Counts,
    /// Their words as well.
    Tokens,
    /// Their words without statistics.
    Words,
}

/// Reads all sections of `document`, in parallel when it is long.
pub(crate) fn read_sections(
    document: &Document,
    segmenter: &ChineseSegmenter,
    wanted: Wanted,
) -> Vec<SectionTokens> {
    let read = |section: &Section| read_section(document, section, segmenter, wanted);
    if is_worth_threads(document) {
        document.sections.par_iter().map(read).collect()
    } else {
        document.sections.iter().map(read).collect()
    }
}

fn read_section(
    document: &Document,
    section: &Section,
    segmenter: &ChineseSegmenter,
    wanted: Wanted,
) -> SectionTokens {
    let mut read = SectionTokens::default();
    for block in document.section_blocks(section) {
        let (start, text) = content(document, section, block);
        let mut count = WordCount::default();
        let first = read.tokens.len();
        if wanted == Wanted::Words && !(block.kind.is_article_text() && has_words(block.kind)) {
            continue;
        }
        if block.kind.is_article_text() {
            count = tokenize(
                text,
                start,
                block.kind == BlockKind::Heading,
                segmenter,
                has_words(block.kind).then_some(&mut read.tokens),
            );
        }
        if wanted != Wanted::Words && block.kind.is_body() {
            let sentences = statistics::add_block(&mut read.stats, block.kind, text, count);
            read.stats.links += statistics::links(document, block.span);
            if matches!(
                block.kind,
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::Post
            ) {
                let tokens = read.tokens.get(first..).unwrap_or_default();
                read.prose
                    .add_block(text, start, tokens, sentences, &mut read.prose_words);
            }
        }
        if wanted == Wanted::Counts {
            read.tokens.clear();
        }
    }
    read
}

/// Whether the words of such blocks may be keywords.
const fn has_words(kind: BlockKind) -> bool {
    !matches!(kind, BlockKind::Code | BlockKind::Formula)
}

/// The text of `block` without list marker or heading number, and where it begins.
fn content<'a>(document: &'a Document, section: &Section, block: &Block) -> (u32, &'a str) {
    let text = document.slice(block.span);
    let rest = match block.kind {
        BlockKind::ListItem => statistics::without_list_marker(text),
        BlockKind::Heading => {
            let marker = document
                .section_heading(section)
                .and_then(|heading| heading.marker.as_deref());
            marker
                .and_then(|marker| text.strip_prefix(marker))
                .unwrap_or(text)
        }
        _ => text,
    };
    let skipped = u32::try_from(text.len() - rest.len()).unwrap_or(0);
    (block.span.start + skipped, rest)
}

/// Number of words of a text: all of them, and those in Latin letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WordCount {
    pub(crate) words: u64,
    pub(crate) latin_words: u64,
}

/// Appends the tokens of `text`, which begins at byte `base` of the document, and counts them.
pub(crate) fn tokenize(
    text: &str,
    base: u32,
    heading: bool,
    segmenter: &ChineseSegmenter,
    tokens: Option<&mut Vec<Token>>,
) -> WordCount {
    /// Most texts have fewer words than one for so many bytes.
    const BYTES_PER_WORD: usize = 5;
    let mut sink = tokens;
    if let Some(tokens) = sink.as_deref_mut() {
        tokens.reserve(text.len() / BYTES_PER_WORD);
    }
    let mut count = WordCount::default();
    // Where the last word ended, and what it was.
    let mut last: Option<(usize, WordKind)> = None;
    for word in words(text) {
        let gap = last.map(|(end, kind)| (text.get(end..word.start).unwrap_or_default(), kind));
        let mut boundary = gap.is_none_or(|(gap, kind)| separates(gap, kind, word.kind));
        let mut bracket = boundary && gap.is_some_and(|(gap, _)| gap.contains(['(', '（']));
        let mut hyphen = !boundary && gap.is_some_and(|(gap, _)| is_hyphen(gap));
        let case = match word.kind {
            WordKind::Latin => Case::of(word.text),
            _ => Case::Lower,
        };
        last = Some((word.end(), word.kind));
        let mut push = |start: usize, len: usize, entry: Entry| {
            count.words += 1;
            if let Some(tokens) = sink.as_deref_mut()
                && let (Ok(start), Ok(len)) = (u32::try_from(start), u32::try_from(len))
            {
                tokens.push(Token {
                    start: base + start,
                    end: base + start + len,
                    word: entry.id,
                    known: entry.known,
                    kind: word.kind,
                    boundary,
                    heading,
                    bracket,
                    hyphen,
                    case,
                });
            }
            boundary = false;
            bracket = false;
            hyphen = false;
        };
        if word.kind == WordKind::Han {
            let mut at = word.start;
            segmenter.entries(word.text, &mut |piece, entry| {
                push(at, piece.len(), entry);
                at += piece.len();
            });
        } else {
            push(word.start, word.text.len(), Entry::UNKNOWN);
            count.latin_words += u64::from(word.kind == WordKind::Latin);
        }
    }
    count
}

/// Whether `gap` keeps the words around it from being one phrase.
///
/// Nothing, a hyphen, and a blank beside a Latin word join (`TiDB 集群`, `open-source`); so does one line break
/// between Latin words, since text may be hard-wrapped. A blank between Chinese words is there to separate.
fn separates(gap: &str, left: WordKind, right: WordKind) -> bool {
    if gap.is_empty() {
        return false;
    }
    // Most gaps between words are one blank.
    if gap == " " {
        return left == WordKind::Han && right == WordKind::Han;
    }
    let latin = |kind| kind == WordKind::Latin;
    if is_hyphen(gap) {
        return !(latin(left) && latin(right));
    }
    if !gap.chars().all(is_blank) {
        return true;
    }
    match gap.bytes().filter(|&b| b == b'\n').count() {
        0 => left == WordKind::Han && right == WordKind::Han,
        1 => !(latin(left) && latin(right)),
        _ => true,
    }
}

fn is_hyphen(gap: &str) -> bool {
    gap == "-" || gap == "‐"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut tokens = Vec::new();
        tokenize(
            text,
            0,
            false,
            &ChineseSegmenter::new(&[]),
            Some(&mut tokens),
        );
        let mut shown = String::new();
        for token in tokens {
            shown.push_str(if token.boundary { " " } else { "+" });
            shown.push_str(text.get(token.start as usize..token.end as usize).unwrap());
        }
        assert_eq!(shown.trim_start(), expected, "{text}");
    }

    #[test]
    fn phrases_end_at_punctuation() {
        check("开源大模型，闭源(LLM)", "开源+大模型 闭源 LLM");
        check(
            "TiDB 集群的 open-source API",
            "TiDB+集群+的+open+source+API",
        );
        check("数据 模型", "数据 模型");
        check("large language\nmodels\n\nare", "large+language+models are");
        check("3.5版本、GPT-3", "3.5+版本 GPT-3");
    }
}
