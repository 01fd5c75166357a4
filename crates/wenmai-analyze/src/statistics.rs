//! Section statistics.

use std::ops::Range;

use wenmai_model::{
    BlockKind, Document, MarkKind, Section, SectionStats, Span, TextMeasures, TextStats,
};
use wenmai_text::{
    is_blank,
    sentence::sentences,
    tokens::{Encoding, estimate_tokens},
};

use crate::{
    measures::{Prose, Seen, WordIds, measures},
    tokenize::{SectionTokens, WordCount},
};

/// Adds one body block to `stats` and gives the number of its sentences. `text` is the block without its list marker.
///
/// Code has lines instead of sentences, a table has neither; characters and words are counted in all. Tokens are counted
/// by [`section_stats`].
pub(crate) fn add_block(
    stats: &mut TextStats,
    kind: BlockKind,
    text: &str,
    count: WordCount,
) -> u64 {
    stats.chars += match kind {
        BlockKind::Table => table_chars(text),
        _ => text.chars().filter(|&c| !is_blank(c)).count() as u64,
    };
    stats.words += count.words;
    stats.latin_words += count.latin_words;
    let mut n_sentences = 0;
    match kind {
        BlockKind::Code => {
            let lines = text.lines().filter(|line| !line.chars().all(is_blank));
            stats.code_lines += lines.count() as u64;
        }
        BlockKind::Table => stats.tables += 1,
        BlockKind::Image | BlockKind::Formula => {}
        BlockKind::Paragraph => {
            stats.paragraphs += 1;
            n_sentences = sentences(text).count() as u64;
        }
        // Each line of a post is one of its paragraphs.
        BlockKind::Post => {
            let lines = text.lines().filter(|line| !line.chars().all(is_blank));
            stats.paragraphs += lines.count() as u64;
            n_sentences = sentences(text).count() as u64;
        }
        BlockKind::ListItem => {
            stats.list_items += 1;
            n_sentences = sentences(text).count() as u64;
        }
        _ => n_sentences = sentences(text).count() as u64,
    }
    stats.sentences += n_sentences;
    n_sentences
}

/// Characters of the cells of a table, without the bars and rules between them.
fn table_chars(text: &str) -> u64 {
    let is_rule = |c| matches!(c, '|' | '-' | ':' | '+' | '=') || is_blank(c);
    let rows = text.lines().filter(|row| !row.chars().all(is_rule));
    let cells = rows.flat_map(str::chars);
    cells.filter(|&c| c != '|' && !is_blank(c)).count() as u64
}

/// How many links begin in a block.
pub(crate) fn links(document: &Document, block: Span) -> u64 {
    let first = document
        .marks
        .partition_point(|mark| mark.span.start < block.start);
    let marks = document.marks.get(first..).unwrap_or_default().iter();
    marks
        .take_while(|mark| mark.span.start < block.end)
        .filter(|mark| mark.kind == MarkKind::Link)
        .count() as u64
}

/// Counts and measures of the whole article and of its sections.
#[derive(Debug)]
pub(crate) struct Statistics {
    pub(crate) totals: TextStats,
    pub(crate) measures: TextMeasures,
    pub(crate) sections: Vec<SectionStats>,
}

/// Counts of the whole article, and of each section without and with its subsections. Takes the words of the running text
/// out of `read`; tokens are those of `encoding`.
pub(crate) fn section_stats(
    document: &Document,
    read: &mut [SectionTokens],
    encoding: Encoding,
) -> Statistics {
    for (section, read) in document.sections.iter().zip(read.iter_mut()) {
        read.stats.tokens = tokens(document, section, encoding);
    }
    let mut totals = TextStats::default();
    let mut sections: Vec<SectionStats> = read
        .iter()
        .map(|section| {
            add(&mut totals, &section.stats);
            SectionStats {
                own: section.stats,
                total: section.stats,
                ..SectionStats::default()
            }
        })
        .collect();
    // Preorder: a section comes after its parent, so backward each one is complete when it is handed up.
    for index in (0..sections.len()).rev() {
        let parent = document
            .sections
            .get(index)
            .and_then(|section| section.parent);
        let Some(total) = sections.get(index).map(|section| section.total) else {
            continue;
        };
        if let Some(parent) = parent
            .map(|parent| parent as usize)
            .filter(|&parent| parent < index)
            && let Some(parent) = sections.get_mut(parent)
        {
            add(&mut parent.total, &total);
        }
    }
    for section in &mut sections {
        section.share = ratio(section.total.chars, totals.chars);
    }
    let measures = add_measures(document, read, &mut sections);
    Statistics {
        totals,
        measures,
        sections,
    }
}

/// Estimated tokens of a section's own body blocks.
fn tokens(document: &Document, section: &Section, encoding: Encoding) -> u64 {
    let blocks = document.section_blocks(section).iter();
    blocks
        .filter(|block| block.kind.is_body())
        .map(|block| {
            let text = document.slice(block.span);
            let text = match block.kind {
                BlockKind::ListItem => without_list_marker(text),
                _ => text,
            };
            estimate_tokens(text, encoding)
        })
        .sum()
}

/// Sets the measures of the sections, each with its subsections, and gives those of the article. Runs in O(words × depth).
fn add_measures(
    document: &Document,
    read: &mut [SectionTokens],
    sections: &mut [SectionStats],
) -> TextMeasures {
    let language = document.metadata.language.as_deref();
    let mut words = Vec::new();
    let mut starts = vec![0];
    for section in read.iter_mut() {
        words.append(&mut section.prose_words);
        starts.push(words.len());
    }
    WordIds::default().number(&mut words);
    let mut seen = Seen::default();
    let mut of = |range: Range<usize>| {
        let mut prose = Prose::default();
        for section in read.get(range.clone()).unwrap_or_default() {
            prose.add(&section.prose);
        }
        let start = starts.get(range.start).copied().unwrap_or_default();
        let end = starts.get(range.end).copied().unwrap_or(start);
        measures(
            &prose,
            words.get(start..end).unwrap_or_default(),
            &mut seen,
            language,
        )
    };
    let ends = section_ends(document);
    for (index, (section, end)) in sections.iter_mut().zip(ends).enumerate() {
        section.measures = of(index..end);
    }
    of(0..read.len())
}

/// One past the last subsection of each section. Sections are in preorder, so subsections follow directly.
pub(crate) fn section_ends(document: &Document) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..=document.sections.len()).collect();
    for (index, section) in document.sections.iter().enumerate().rev() {
        let end = ends.get(index).copied();
        let parent = section
            .parent
            .map(|parent| parent as usize)
            .filter(|&parent| parent < index);
        if let Some(end) = end
            && let Some(parent) = parent.and_then(|parent| ends.get_mut(parent))
        {
            *parent = end.max(*parent);
        }
    }
    ends
}

/// Adds `other` to `sum`.
pub(crate) fn add(sum: &mut TextStats, other: &TextStats) {
    sum.chars += other.chars;
    sum.words += other.words;
    sum.latin_words += other.latin_words;
    sum.sentences += other.sentences;
    sum.paragraphs += other.paragraphs;
    sum.list_items += other.list_items;
    sum.code_lines += other.code_lines;
    sum.tables += other.tables;
    sum.links += other.links;
    sum.tokens += other.tokens;
}

/// `part / whole`, and 0 of nothing.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of characters stay far below 2^53"
)]
pub(crate) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// `text` without the marker of a list item: a bullet, `1.`, `(2)`, `③`, `a)`, `（四）`, `五、`.
pub(crate) fn without_list_marker(text: &str) -> &str {
    let rest = strip_marker(text).filter(|rest| !rest.is_empty());
    rest.map_or(text, |rest| rest.trim_start_matches(is_blank))
}

fn strip_marker(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    match first {
        '•' | '·' | '●' | '○' | '■' | '□' | '◆' | '▪' | '▶' | '➤' | '①'..='⒇' => {
            Some(rest)
        }
        '-' | '*' | '+' | '–' => rest.starts_with(is_blank).then_some(rest),
        '(' | '（' => {
            let rest = strip_number(rest)?;
            rest.strip_prefix([')', '）'])
        }
        _ => {
            let rest = strip_number(text)?;
            let end = rest.strip_prefix(['.', ')', '）', '、', '．'])?;
            // `3.5 GHz` is a number, `a.out` a word.
            let is_marker =
                rest.starts_with('、') || !end.starts_with(|c: char| c.is_ascii_alphanumeric());
            is_marker.then_some(end)
        }
    }
}

/// `text` without the short number or the letter that it starts with.
fn strip_number(text: &str) -> Option<&str> {
    let digits = |set: fn(char) -> bool| {
        let rest = text.trim_start_matches(set);
        let len = text.len() - rest.len();
        (len > 0 && len <= 9).then_some(rest)
    };
    digits(|c| c.is_ascii_digit())
        .or_else(|| digits(|c| matches!(c, '０'..='９')))
        .or_else(|| digits(|c| "一二三四五六七八九十百".contains(c)))
        .or_else(|| text.strip_prefix(|c: char| c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_table_count_unless_they_are_rules() {
        assert_eq!(table_chars("| 甲 | 乙 |\n|:--|--:|\n| ✓ | ✗ |"), 4);
        assert_eq!(table_chars("+---+---+\n| a | b |\n+===+===+\n"), 2);
    }

    #[test]
    fn list_markers() {
        for (text, expected) in [
            ("- item", "item"),
            ("• 项目", "项目"),
            ("1. item", "item"),
            ("(2) item", "item"),
            ("（四）条目", "条目"),
            ("五、条目", "条目"),
            ("③条目", "条目"),
            ("a) item", "item"),
            ("3.5 GHz", "3.5 GHz"),
            ("a.out", "a.out"),
            ("-5 degrees", "-5 degrees"),
            ("plain", "plain"),
            ("1.", "1."),
            ("", ""),
        ] {
            assert_eq!(without_list_marker(text), expected, "{text}");
        }
    }

    #[test]
    fn counts_of_each_kind() {
        let mut stats = TextStats::default();
        let words = WordCount {
            words: 3,
            latin_words: 1,
        };
        add_block(&mut stats, BlockKind::Paragraph, "开源 API 好。对！", words);
        add_block(
            &mut stats,
            BlockKind::ListItem,
            "一项",
            WordCount::default(),
        );
        add_block(
            &mut stats,
            BlockKind::Code,
            "let a;\n\nb",
            WordCount::default(),
        );
        add_block(
            &mut stats,
            BlockKind::Table,
            "a | b\n--|--",
            WordCount::default(),
        );
        let TextStats {
            chars,
            words,
            latin_words,
            sentences,
            paragraphs,
            list_items,
            code_lines,
            tables,
            links: _,
            tokens: _,
        } = stats;
        // 2 + 3 + 2 + 2 characters in the paragraph, 2 in the item, 5 + 1 of code, 2 in the table.
        assert_eq!((chars, words, latin_words), (19, 3, 1));
        assert_eq!(
            (sentences, paragraphs, list_items, code_lines, tables),
            (3, 1, 1, 2, 1)
        );
    }

    #[test]
    fn nothing_has_no_share() {
        assert_eq!(ratio(0, 0).to_bits(), 0.0_f64.to_bits());
    }
}
