//! Contrast tables: sections that treat different things under the same headings, side by side.
//!
//! Siblings are parallel when at least two of their subsections correspond, by role (优势 and "Strengths" are
//! both advantages) or by the words of their headings. Advantages and disadvantages of one thing that stand
//! beside each other make a table too, of two columns and no rows.

use std::ops::Range;

use rustc_hash::FxHashMap;
use wenmai_model::{ContrastCell, ContrastRow, ContrastTable, SectionRole, Term};
use wenmai_text::comparison_key;

use crate::{
    analyzer::Reading,
    keyness::log_likelihood,
    keywords,
    lexicon::WordClass,
    options::AnalyzeOptions,
    phrases::{self, PhraseId},
    vocabulary::WordId,
};

/// Terms that are given for a column.
const COLUMN_TERMS: usize = 6;
/// Terms that are given for a cell.
const CELL_TERMS: usize = 4;
/// Subsections that must correspond for sections to be parallel.
const MIN_ROWS: usize = 2;
/// Siblings that a section is compared with, and subsections that are compared: parallel sections stand close
/// together and have few parts, and the limits keep a page of a thousand sections linear.
const MAX_SIBLINGS: usize = 12;
const MAX_SUBSECTIONS: usize = 24;

/// All contrast tables of a document, in the order of their first columns.
pub(crate) fn contrast_tables(reading: &Reading<'_>) -> Vec<ContrastTable> {
    let outline = Outline::new(reading);
    let mut tables = Vec::new();
    let mut used = vec![false; reading.document.sections.len()];
    for siblings in &outline.children {
        for (at, &seed) in siblings.iter().enumerate() {
            if used.get(seed).copied().unwrap_or(true) {
                continue;
            }
            let mut columns = vec![(seed, Vec::new())];
            for &other in siblings.iter().skip(at + 1).take(MAX_SIBLINGS) {
                let pairs = outline.correspondence(seed, other);
                let fewer = outline
                    .children_of(seed)
                    .len()
                    .min(outline.children_of(other).len());
                let is_free = !used.get(other).copied().unwrap_or(true);
                if is_free && pairs.len() >= MIN_ROWS && pairs.len() * 2 >= fewer {
                    columns.push((other, pairs));
                }
            }
            if columns.len() > 1 {
                for (column, _) in &columns {
                    mark(&mut used, *column);
                    for &child in outline.children_of(*column) {
                        mark(&mut used, child);
                    }
                }
                tables.push(parallel_table(reading, &outline, &columns));
            }
        }
    }
    for siblings in &outline.children {
        if let Some(columns) = pros_and_cons(reading, siblings, &used) {
            tables.push(ContrastTable {
                distinctive: distinctive(reading, &columns, COLUMN_TERMS),
                columns: columns.iter().copied().map(index_u32).collect(),
                rows: Vec::new(),
            });
        }
    }
    tables.sort_by(|a, b| a.columns.cmp(&b.columns));
    tables
}

fn mark(used: &mut [bool], section: usize) {
    if let Some(used) = used.get_mut(section) {
        *used = true;
    }
}

/// One section for advantages and one for disadvantages among `siblings`, when no table has them yet.
fn pros_and_cons(reading: &Reading<'_>, siblings: &[usize], used: &[bool]) -> Option<[usize; 2]> {
    let only = |role: SectionRole| {
        let mut found = siblings.iter().copied().filter(|&section| {
            let section = reading.document.sections.get(section);
            section.is_some_and(|section| section.role == Some(role))
        });
        let first = found.next()?;
        let is_free = !used.get(first).copied().unwrap_or(true);
        (found.next().is_none() && is_free).then_some(first)
    };
    let mut columns = [
        only(SectionRole::Advantages)?,
        only(SectionRole::Disadvantages)?,
    ];
    columns.sort_unstable();
    Some(columns)
}

fn parallel_table(
    reading: &Reading<'_>,
    outline: &Outline<'_, '_>,
    columns: &[(usize, Vec<(usize, usize)>)],
) -> ContrastTable {
    let sections: Vec<usize> = columns.iter().map(|(section, _)| *section).collect();
    let seed = sections.first().copied().unwrap_or_default();
    let rows = outline.children_of(seed).iter().filter_map(|&first| {
        let cells: Vec<Option<usize>> = columns
            .iter()
            .map(|(section, pairs)| {
                if *section == seed {
                    return Some(first);
                }
                pairs
                    .iter()
                    .find(|(left, _)| *left == first)
                    .map(|(_, right)| *right)
            })
            .collect();
        let present: Vec<usize> = cells.iter().copied().flatten().collect();
        if present.len() < 2 {
            return None;
        }
        let mut terms = distinctive(reading, &present, CELL_TERMS).into_iter();
        Some(ContrastRow {
            label: label(reading, &present),
            cells: cells
                .into_iter()
                .map(|cell| {
                    cell.map(|section| ContrastCell {
                        section: index_u32(section),
                        distinctive: terms.next().unwrap_or_default(),
                    })
                })
                .collect(),
        })
    });
    ContrastTable {
        rows: rows.collect(),
        distinctive: distinctive(reading, &sections, COLUMN_TERMS),
        columns: sections.into_iter().map(index_u32).collect(),
    }
}

fn index_u32(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The different headings of corresponding subsections, joined by a slash.
fn label(reading: &Reading<'_>, sections: &[usize]) -> String {
    let mut keys = Vec::new();
    let mut titles = Vec::new();
    for &section in sections {
        let title = title(reading, section);
        let key = comparison_key(title);
        if !keys.contains(&key) {
            keys.push(key);
            titles.push(title);
        }
    }
    titles.join(" / ")
}

fn title<'a>(reading: &Reading<'a>, section: usize) -> &'a str {
    let document = reading.document;
    let section = document.sections.get(section);
    let heading = section.and_then(|section| document.section_heading(section));
    heading.map_or("", |heading| heading.title())
}

/// For each of `sections` with its subsections, the terms that set it apart from the others together.
///
/// Candidates are ranked by their log-likelihood ratio, weighed by how rare their words are anywhere.
fn distinctive(reading: &Reading<'_>, sections: &[usize], limit: usize) -> Vec<Vec<Term>> {
    let ranges: Vec<Range<usize>> = sections.iter().map(|&at| reading.subtree(at)).collect();
    let counts: Vec<Vec<(PhraseId, u32)>> = ranges
        .iter()
        .map(|range| phrases::counts(reading.candidates.in_sections(range.clone())))
        .collect();
    let sizes: Vec<u64> = ranges
        .iter()
        .map(|range| reading.tokens_in(range.clone()).len() as u64)
        .collect();
    let mut all: FxHashMap<PhraseId, u64> = FxHashMap::default();
    for &(phrase, count) in counts.iter().flatten() {
        *all.entry(phrase).or_default() += u64::from(count);
    }
    let size: u64 = sizes.iter().sum();
    let options = AnalyzeOptions {
        keywords: limit,
        spans_per_keyword: 0,
        ..AnalyzeOptions::default()
    };
    ranges
        .into_iter()
        .zip(counts.iter().zip(&sizes))
        .map(|(range, (counts, &own_size))| {
            let ranked = counts.iter().filter_map(|&(phrase, count)| {
                let own = u64::from(count);
                let others = all.get(&phrase).copied().unwrap_or(own) - own;
                let g2 = log_likelihood(own, own_size, others, size - own_size);
                let form = keywords::term_weight(reading, phrase)?;
                (g2 > 0.0).then_some((phrase, g2 * form, count))
            });
            let best = keywords::select(reading, ranked.collect(), limit);
            keywords::written(reading, &best, range, &options)
                .into_iter()
                .map(|keyword| Term {
                    text: keyword.text,
                    score: keyword.score,
                    count: keyword.count,
                })
                .collect()
        })
        .collect()
}

/// The section tree, with what is compared of the headings.
struct Outline<'r, 'a> {
    reading: &'r Reading<'a>,
    /// The sections below each section, and below none at the end.
    children: Vec<Vec<usize>>,
    keys: Vec<String>,
    /// Content words of the headings, sorted.
    words: Vec<Vec<WordId>>,
}

impl<'r, 'a> Outline<'r, 'a> {
    fn new(reading: &'r Reading<'a>) -> Self {
        let sections = &reading.document.sections;
        let mut children = vec![Vec::new(); sections.len() + 1];
        for (index, section) in sections.iter().enumerate() {
            let parent = section
                .parent
                .map_or(sections.len(), |parent| parent as usize);
            if section.heading.is_some()
                && let Some(children) = children.get_mut(parent)
            {
                children.push(index);
            }
        }
        let indexes = 0..sections.len();
        Self {
            reading,
            children,
            keys: indexes
                .clone()
                .map(|section| comparison_key(title(reading, section)))
                .collect(),
            words: indexes
                .map(|section| heading_words(reading, section))
                .collect(),
        }
    }

    fn children_of(&self, section: usize) -> &[usize] {
        let children = self.children.get(section).map_or(&[][..], Vec::as_slice);
        children.get(..MAX_SUBSECTIONS).unwrap_or(children)
    }

    /// Pairs of subsections of two sections that correspond, one to one, the most similar first to choose.
    fn correspondence(&self, left: usize, right: usize) -> Vec<(usize, usize)> {
        let (lefts, rights) = (self.children_of(left), self.children_of(right));
        let mut pairs = Vec::new();
        for (i, &a) in lefts.iter().enumerate() {
            for (j, &b) in rights.iter().enumerate() {
                let similarity = self.similarity(a, b);
                if similarity > 0 {
                    pairs.push((std::cmp::Reverse(similarity), i.abs_diff(j), a, b));
                }
            }
        }
        pairs.sort_unstable();
        let mut taken = Vec::new();
        let mut chosen = Vec::new();
        for (_, _, a, b) in pairs {
            if !taken.contains(&a) && !taken.contains(&b) {
                taken.extend([a, b]);
                chosen.push((a, b));
            }
        }
        chosen
    }

    /// Similarity of two headings in hundredths; 0 for headings that do not correspond.
    fn similarity(&self, a: usize, b: usize) -> usize {
        let key = |section: usize| self.keys.get(section).map_or("", String::as_str);
        if !key(a).is_empty() && key(a) == key(b) {
            return 100;
        }
        let role = |section: usize| {
            let section = self.reading.document.sections.get(section);
            section.and_then(|section| section.role)
        };
        match (role(a), role(b)) {
            (Some(left), Some(right)) if left == right => return 80,
            // Advantages and disadvantages share words, and are opposites.
            (Some(_), Some(_)) => return 0,
            _ => {}
        }
        let words = |section: usize| self.words.get(section).map_or(&[][..], Vec::as_slice);
        let (left, right) = (words(a), words(b));
        let common = left
            .iter()
            .filter(|word| right.binary_search(word).is_ok())
            .count();
        // Dice's coefficient: at least half of the words in common.
        let dice = (200 * common)
            .checked_div(left.len() + right.len())
            .unwrap_or(0);
        if dice >= 50 { dice * 7 / 10 } else { 0 }
    }
}

fn heading_words(reading: &Reading<'_>, section: usize) -> Vec<WordId> {
    let mut words: Vec<WordId> = reading
        .tokens_in(section..section + 1)
        .iter()
        .take_while(|token| token.heading)
        .map(|token| token.word)
        .filter(|&word| reading.vocabulary.record(word).class != WordClass::Stop)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
