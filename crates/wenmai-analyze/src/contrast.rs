//! Contrast tables: sections that treat different things under the same headings, side by side.
//!
//! Siblings are parallel when at least two of their subsections correspond, by role (优势 and "Strengths" are
//! both advantages), by aspect (定价 and 价格) or by the words of their headings, those of the thing itself aside.
//! Tables of two columns and no rows: advantages and disadvantages of one thing that stand beside each other, and
//! opposites such as 升级前 and 升级后. A title that compares ("Kafka vs NATS") makes one of the sections that
//! are headed by what it names.

mod headings;
mod titles;
mod word_key;

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
use titles::{ComparingTitle, subject};
use word_key::WordKey;

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
        let named = outline.named_in_title(siblings, &used);
        if let [seed, _, ..] = named[..] {
            let columns: Vec<_> = named
                .iter()
                .map(|&column| {
                    let is_seed = column == seed;
                    let pairs = (!is_seed).then(|| outline.correspondence(seed, column));
                    (column, pairs.unwrap_or_default())
                })
                .collect();
            for column in &named {
                mark(&mut used, *column);
            }
            tables.push(parallel_table(reading, &outline, &columns));
        }
        for (at, &first) in siblings.iter().enumerate() {
            let is_free =
                |section: usize, used: &[bool]| !used.get(section).copied().unwrap_or(true);
            if !is_free(first, &used) {
                continue;
            }
            let mut near = siblings.iter().skip(at + 1).take(MAX_SIBLINGS);
            let other =
                near.find(|&&other| is_free(other, &used) && outline.are_opposites(first, other));
            if let Some(&other) = other {
                mark(&mut used, first);
                mark(&mut used, other);
                tables.push(ContrastTable {
                    distinctive: distinctive(reading, &[first, other], COLUMN_TERMS),
                    columns: vec![index_u32(first), index_u32(other)],
                    rows: Vec::new(),
                });
            }
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
        let title = title_of(reading, section);
        let key = comparison_key(title);
        if !keys.contains(&key) {
            keys.push(key);
            titles.push(title);
        }
    }
    titles.join(" / ")
}

fn title_of<'a>(reading: &Reading<'a>, section: usize) -> &'a str {
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
        keywords: 2 * limit,
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
            // Twice as many as are wanted: longer and shorter forms of better ones are left out.
            let best = keywords::select(reading, ranked.collect(), 2 * limit);
            let mut terms: Vec<Term> = Vec::new();
            let mut keys: Vec<WordKey> = Vec::new();
            for keyword in keywords::written(reading, &best, range, &options) {
                let key = WordKey::new(&keyword.text);
                let is_form = |other: &WordKey| other.contains(&key) || key.contains(other);
                if terms.len() < limit && !keys.iter().any(is_form) {
                    keys.push(key);
                    terms.push(Term {
                        text: keyword.text,
                        score: keyword.score,
                        count: keyword.count,
                    });
                }
            }
            terms
        })
        .collect()
}

/// The section tree, with what is compared of the headings.
struct Outline<'r, 'a> {
    reading: &'r Reading<'a>,
    /// The sections below each section, and below none at the end.
    children: Vec<Vec<usize>>,
    keys: Vec<String>,
    word_keys: Vec<WordKey>,
    /// What each heading is about, by number.
    aspects: Vec<Option<u8>>,
    /// Content words of the headings without those of the sections that they stand in, sorted.
    words: Vec<Vec<WordId>>,
    /// The title, when it compares things.
    comparing_title: Option<ComparingTitle>,
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
        let keys: Vec<String> = (0..sections.len())
            .map(|section| comparison_key(title_of(reading, section)))
            .collect();
        let all_words: Vec<Vec<WordId>> = (0..sections.len())
            .map(|section| heading_words(reading, section))
            .collect();
        let (mut aspects, mut words) = (Vec::new(), Vec::new());
        for ((section, key), own) in sections.iter().zip(&keys).zip(&all_words) {
            let parent = section.parent.map(|parent| parent as usize);
            let above = parent.and_then(|parent| keys.get(parent));
            // Kafka 的性能 and RabbitMQ 的性能 are about the same, and so are their headings without the names.
            let rest = above
                .and_then(|above| key.strip_prefix(above.as_str()))
                .map(|rest| rest.strip_prefix('的').unwrap_or(rest));
            aspects.push(headings::aspect(rest.unwrap_or(key)));
            let above = parent.and_then(|parent| all_words.get(parent));
            let mut rest = own.clone();
            rest.retain(|word| above.is_none_or(|above| above.binary_search(word).is_err()));
            words.push(if rest.is_empty() { own.clone() } else { rest });
        }
        let title = reading.document.metadata.title.as_deref();
        Self {
            reading,
            children,
            keys,
            word_keys: (0..sections.len())
                .map(|section| WordKey::new(title_of(reading, section)))
                .collect(),
            aspects,
            words,
            comparing_title: title.and_then(ComparingTitle::new),
        }
    }

    /// Those of `siblings` that are headed by what a comparing title names, in order: two or more, else none. What is said of
    /// each thing, such as its price, is no name.
    fn named_in_title(&self, siblings: &[usize], used: &[bool]) -> Vec<usize> {
        let Some(title) = &self.comparing_title else {
            return Vec::new();
        };
        let mut named: Vec<(usize, String)> = Vec::new();
        for &section in siblings.iter().take(MAX_SUBSECTIONS) {
            let name = subject(title_of(self.reading, section));
            let aspect = self.aspects.get(section).copied().flatten();
            let is_name = self.role(section).is_none() && aspect.is_none() && title.has(&name);
            let is_new = !named
                .iter()
                .any(|(_, other)| other.contains(&name) || name.contains(other));
            let is_free = !used.get(section).copied().unwrap_or(true);
            if is_name && is_new && is_free {
                named.push((section, name));
            }
        }
        title.compared(&named)
    }

    /// Whether two sections say the good and the bad of one thing, or what was before and after.
    fn are_opposites(&self, a: usize, b: usize) -> bool {
        use SectionRole::{Advantages, Disadvantages};
        matches!(
            (self.role(a), self.role(b)),
            (Some(Advantages), Some(Disadvantages)) | (Some(Disadvantages), Some(Advantages))
        ) || self.have_opposite_headings(a, b)
    }

    fn have_opposite_headings(&self, a: usize, b: usize) -> bool {
        let keys = self.word_keys.get(a).zip(self.word_keys.get(b));
        keys.is_some_and(|(a, b)| headings::are_opposites(a, b))
    }

    fn role(&self, section: usize) -> Option<SectionRole> {
        let section = self.reading.document.sections.get(section);
        section.and_then(|section| section.role)
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
        match (self.role(a), self.role(b)) {
            (Some(left), Some(right)) if left == right => return 80,
            // Advantages and disadvantages share words, and are opposites.
            (Some(_), Some(_)) => return 0,
            _ => {}
        }
        let aspect = |section: usize| self.aspects.get(section).copied().flatten();
        match (aspect(a), aspect(b)) {
            (Some(left), Some(right)) if left == right => return 75,
            (Some(_), Some(_)) => return 0,
            _ => {}
        }
        if self.have_opposite_headings(a, b) {
            return 0;
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
