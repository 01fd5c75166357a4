//! Related articles on a page of HTML: teasers side by side become cards, with all that they tell.
//!
//! Records side by side ([`runs`]) are cards where a label stands above them (相关文章), where their elements are named after
//! such, where they were found to be teasers, or where most of them tell more than a title and none of it is content. What the
//! text alone parts into records (`|`, ages, counters) is read as on pages of text ([`labeled`]).

mod labeled;
mod read;
pub(super) mod runs;

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{BoilerplateKind, Card, PageTypeKind};
use wenmai_text::comparison_key;

use super::HtmlPage;
use super::facts::Names;
use super::lines::{Kinds, is_within};
use super::tag::Tag;
use super::tree::NodeId;
use crate::{
    grammar::label::{Label, label_line},
    line::{Line, Shape},
    markup::{host, is_anchor},
};
use runs::{Record, Run};

/// Most lines and bytes of a record: what is longer is no teaser.
const MAX_RECORD: (usize, u32) = (24, 4_000);
/// Fewest records without a label or a name.
const MIN_UNNAMED: usize = 3;
/// Narrowest titles on the average, in columns; of records that nothing but their form tells.
const MIN_WIDTH: (usize, usize) = (8, 16);
/// Widest title that counts as such, in columns.
const MAX_WIDTH: usize = 70;
/// Lines between a label and the first record: `更多`, `换一批`.
const MAX_BETWEEN: usize = 2;
/// Widest such line, in columns.
const MAX_BETWEEN_WIDTH: u16 = 16;
/// How many elements around records, and around their label, are looked at.
const MAX_AROUND: usize = 4;
/// How many elements around records may be a menu or a foot.
const MAX_MENU_AROUND: usize = 12;
/// Most of what no label stands above that may have been taken for content, in percent.
const MAX_KEPT: u64 = 10;

/// What cards are read from.
pub(super) struct Source<'p, 's> {
    pub(super) page: &'p HtmlPage<'s>,
    pub(super) kinds: &'p Kinds,
    pub(super) names: &'p Names,
    pub(super) lines: &'p [Line<'p>],
    /// The block of each line.
    pub(super) blocks: &'p [usize],
    /// Whether each block was taken for content.
    pub(super) kept: &'p [bool],
    /// Teasers beside the article, as ranges of blocks in order.
    pub(super) asides: &'p [Range<usize>],
    pub(super) page_type: PageTypeKind,
    /// The address of the page.
    pub(super) url: Option<&'p str>,
    /// What addresses are relative to.
    pub(super) base: Option<&'p str>,
}

/// The cards of a page.
#[derive(Debug, Default)]
pub(super) struct Cards {
    /// The cards with their lines, in order.
    pub(super) cards: Vec<(Card, Range<usize>)>,
    /// Lines of labels and what else stands between cards, in order.
    pub(super) beside: Vec<(Range<usize>, BoilerplateKind)>,
}

/// Finds the cards of a page. Runs in O(n log n) for n pieces of the page.
pub(super) fn cards(source: &Source<'_, '_>) -> Cards {
    let mut finder = Finder {
        source,
        lines_of: FxHashMap::default(),
        kept_chars: prefix_sums(source),
        taken: BTreeMap::new(),
        found: Cards::default(),
    };
    let mut candidates: Vec<(usize, Run)> = runs::runs(source.page, |url| source.leads_away(url))
        .into_iter()
        .map(|run| (finder.weight(&run), run))
        .collect();
    // The titles of records weigh more than their tags and their authors.
    candidates.sort_by_key(|(weight, run)| {
        let first = run.records.first().map_or(0, |record| record.inline);
        (std::cmp::Reverse(*weight), first)
    });
    for (_, run) in &candidates {
        finder.take(run);
    }
    for (at, line) in source.lines.iter().enumerate() {
        if let Some(label) = label(line).filter(|_| !finder.is_taken(at)) {
            let found = labeled::cards(source, at, label, &|at| finder.is_taken(at));
            finder.add(at..at + 1, label.boilerplate(), found);
        }
    }
    let mut found = finder.found;
    if outweighs(source, &found) {
        return Cards::default();
    }
    found.cards.sort_by_key(|(_, lines)| lines.start);
    found.beside.sort_by_key(|(lines, _)| lines.start);
    found
}

impl Source<'_, '_> {
    /// Whether an address is that of another page, of this site as far as that is known.
    fn leads_away(&self, url: &str) -> bool {
        let url = url.trim_ascii();
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_page = !scheme.bytes().all(|byte| byte.is_ascii_alphabetic())
            || scheme.is_empty()
            || scheme.eq_ignore_ascii_case("http")
            || scheme.eq_ignore_ascii_case("https");
        let own = self.url.and_then(host);
        let is_here = match (own, host(url)) {
            (Some(own), Some(found)) => same_site(own, found),
            _ => true,
        };
        is_page && is_here && !url.is_empty() && !url.starts_with('#') && !is_anchor(url, self.url)
    }

    fn shape(&self, at: usize) -> Option<&Shape> {
        self.lines.get(at).map(|line| &line.shape)
    }

    /// The line that holds this byte of the text, or the next.
    fn line_at(&self, byte: u32) -> usize {
        self.lines.partition_point(|line| line.end() <= byte)
    }
}

/// Second parts of names below which countries give names away: `a.com.cn`, `a.co.uk`.
const SECOND_PARTS: [&str; 9] = ["com", "net", "org", "gov", "edu", "co", "ac", "ne", "or"];

/// Whether two servers belong to one site: the same name below what registries give names under. Addresses in numbers are
/// compared whole.
fn same_site(a: &str, b: &str) -> bool {
    site(a).eq_ignore_ascii_case(site(b))
}

fn site(name: &str) -> &str {
    let mut parts = name.rsplit('.');
    let (last, second) = (parts.next().unwrap_or_default(), parts.next());
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(last) || last.contains(']') {
        return name;
    }
    let is_second = |part: &str| {
        last.len() == 2
            && SECOND_PARTS
                .iter()
                .any(|known| part.eq_ignore_ascii_case(known))
    };
    let n_parts = if second.is_some_and(is_second) { 3 } else { 2 };
    let start = name.rmatch_indices('.').nth(n_parts - 1);
    start.map_or(name, |(at, _)| name.get(at + 1..).unwrap_or(name))
}

/// The label of related articles, hot ones or new ones that a line is, alone on it.
fn label(line: &Line<'_>) -> Option<Label> {
    let found = (line.shape.width <= 40).then(|| label_line(line.text))??;
    let is_ours = matches!(
        found.label,
        Label::Related | Label::Trending | Label::Latest
    );
    (is_ours && found.rest.is_empty()).then_some(found.label)
}

/// Characters of content in the blocks before each, and all characters.
fn prefix_sums(source: &Source<'_, '_>) -> Vec<(u64, u64)> {
    let mut sums = Vec::with_capacity(source.page.blocks.len() + 1);
    let (mut kept, mut all) = (0, 0);
    sums.push((0, 0));
    for (block, &is_kept) in source.page.blocks.iter().zip(source.kept) {
        let chars = u64::from(block.counts.chars);
        all += chars;
        kept += if is_kept { chars } else { 0 };
        sums.push((kept, all));
    }
    sums
}

/// Whether the cards are most of what is content: then they are no teasers of other pages but what this one is about.
fn outweighs(source: &Source<'_, '_>, found: &Cards) -> bool {
    let (mut all, mut inside) = (0_usize, 0_usize);
    let mut sorted: Vec<_> = found
        .beside
        .iter()
        .map(|(lines, _)| lines.clone())
        .collect();
    sorted.sort_by_key(|lines| lines.start);
    for (at, (line, &block)) in source.lines.iter().zip(source.blocks).enumerate() {
        if source.kept.get(block).is_some_and(|&kept| kept) {
            all += line.text.len();
            inside += if is_within(&sorted, at) {
                line.text.len()
            } else {
                0
            };
        }
    }
    inside * 2 > all
}

struct Finder<'f, 'p, 's> {
    source: &'f Source<'p, 's>,
    /// The lines of elements that were asked for.
    lines_of: FxHashMap<NodeId, Option<Range<usize>>>,
    kept_chars: Vec<(u64, u64)>,
    /// Lines that belong to cards, as starts and ends.
    taken: BTreeMap<usize, usize>,
    found: Cards,
}

impl Finder<'_, '_, '_> {
    /// How much the links of a run look like titles: their widths, those that are set as titles twice.
    fn weight(&self, run: &Run) -> usize {
        let page = self.source.page;
        let weight = |record: &Record| {
            let inline = page.inlines.get(record.inline);
            let Some(text) = inline.and_then(|inline| inline.span.of(&page.text)) else {
                return 0;
            };
            let start = inline.map_or(0, |inline| inline.span.start);
            let line = self.source.line_at(start);
            let block = self.source.blocks.get(line).copied();
            let is_title = block.is_some_and(|block| self.source.kinds.is_title(block));
            usize::from(Shape::new(text).width).min(MAX_WIDTH) * (1 + usize::from(is_title))
        };
        run.records.iter().map(weight).sum()
    }

    /// The lines of an element; `None` when they are too many for a record.
    fn lines_of(&mut self, record: &Record) -> Option<Range<usize>> {
        let source = self.source;
        let element = record.element;
        if let Some(known) = self.lines_of.get(&element) {
            return known.clone();
        }
        let inline = source.page.inlines.get(record.inline)?;
        let is_inside = |line: usize| {
            let block = source.blocks.get(line);
            let block = block.and_then(|&block| source.page.blocks.get(block));
            block.is_some_and(|block| {
                element <= block.node && block.node.0 < source.page.tree.end(element)
            })
        };
        let at = source.line_at(inline.span.start);
        let (most, most_bytes) = MAX_RECORD;
        let before = (0..at).rev().take(most + 1);
        let start = before
            .take_while(|&line| is_inside(line))
            .last()
            .unwrap_or(at);
        let behind = (at + 1..source.lines.len()).take(most + 1);
        let end = behind
            .take_while(|&line| is_inside(line))
            .last()
            .unwrap_or(at)
            + 1;
        let bytes = source.lines.get(end - 1)?.end() - source.lines.get(start)?.start;
        let found = (end - start <= most && bytes <= most_bytes).then_some(start..end);
        self.lines_of.insert(element, found.clone());
        found
    }

    fn is_taken(&self, line: usize) -> bool {
        let before = self.taken.range(..=line).next_back();
        before.is_some_and(|(_, &end)| line < end)
    }

    /// Reads a run, if it is one of cards.
    fn take(&mut self, run: &Run) {
        let source = self.source;
        let mut lines: Vec<Range<usize>> = Vec::with_capacity(run.records.len());
        for record in &run.records {
            let Some(range) = self.lines_of(record) else {
                return;
            };
            // Records in one line are a row of links.
            if lines.last().is_some_and(|last| range.start < last.end) {
                return;
            }
            lines.push(range);
        }
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        let whole = first.start..last.end;
        let is_free = self
            .taken
            .range(..whole.end)
            .next_back()
            .is_none_or(|(_, &end)| end <= whole.start);
        let widths: usize = run.records.iter().map(|record| self.width(record)).sum();
        if !is_free || widths < MIN_WIDTH.0 * lines.len() {
            return;
        }
        let label = self.label_above(run.parent, whole.start);
        let kept = self.kept_percent(&whole);
        let is_list = matches!(
            source.page_type,
            PageTypeKind::Listing | PageTypeKind::Collection | PageTypeKind::Product
        );
        if is_list && kept > MAX_KEPT {
            return;
        }
        let block = source.blocks.get(whole.start).copied().unwrap_or(0);
        let is_aside = is_within(source.asides, block);
        let kind = self.kind_around(run.parent);
        let is_kept = kept > MAX_KEPT;
        let is_related = kind == Some(BoilerplateKind::Related);
        let may_be = match kind {
            Some(BoilerplateKind::Related) | None => lines.len() >= MIN_UNNAMED,
            Some(_) => false,
        };
        let is_free_text = is_aside || may_be && (is_related || !is_kept);
        if label.is_none() && (!is_free_text || self.is_in_menu(run.parent)) {
            return;
        }
        let cards: Vec<_> = run
            .records
            .iter()
            .zip(&lines)
            .filter_map(|(record, lines)| {
                let card = read::card(source, record.element, record.inline, lines.clone())?;
                Some((card, lines.clone()))
            })
            .collect();
        let telling = cards.iter().filter(|(card, _)| tells_more(card)).count();
        // A link around all of a record begins with anything, so that the titles are asked.
        let width = |(card, _): &(Card, Range<usize>)| usize::from(Shape::new(&card.title).width);
        let is_wide = cards.iter().map(width).sum::<usize>() >= MIN_WIDTH.1 * lines.len();
        let by_form = is_wide && (telling * 2 >= lines.len() || is_related && !is_kept);
        if (label.is_some() || is_aside || by_form) && are_titles(&cards) {
            let beside = match label {
                Some((at, label)) => (at..whole.end, label.boilerplate()),
                None => (whole, BoilerplateKind::Related),
            };
            self.add(beside.0, beside.1, cards);
        }
    }

    fn add(
        &mut self,
        beside: Range<usize>,
        kind: BoilerplateKind,
        cards: Vec<(Card, Range<usize>)>,
    ) {
        let Some((_, last)) = cards.last() else {
            return;
        };
        let beside = beside.start..beside.end.max(last.end);
        self.taken.insert(beside.start, beside.end);
        self.found.beside.push((beside, kind));
        self.found.cards.extend(cards);
    }

    fn width(&self, record: &Record) -> usize {
        let page = self.source.page;
        let inline = page.inlines.get(record.inline);
        let text = inline.and_then(|inline| inline.span.of(&page.text));
        text.map_or(0, |text| usize::from(Shape::new(text).width))
    }

    /// Share of some lines that is content, in percent of their characters.
    fn kept_percent(&self, lines: &Range<usize>) -> u64 {
        let block = |line: usize| self.source.blocks.get(line).copied().unwrap_or(0);
        let (first, last) = (block(lines.start), block(lines.end.saturating_sub(1)));
        let sum = |at: usize| self.kept_chars.get(at).copied().unwrap_or_default();
        let (before, behind) = (sum(first), sum(last + 1));
        (behind.0 - before.0) * 100 / (behind.1 - before.1).max(1)
    }

    /// The label above records in `parent` that begin at line `start`.
    fn label_above(&self, parent: NodeId, start: usize) -> Option<(usize, Label)> {
        let source = self.source;
        let mut above = (0..start).rev().take(MAX_BETWEEN + 1);
        let (at, label) = above.find_map(|at| {
            let found = source.lines.get(at).and_then(label);
            let width = source.shape(at).map_or(u16::MAX, |shape| shape.width);
            match found {
                Some(label) => Some(Some((at, label))),
                None if width > MAX_BETWEEN_WIDTH => Some(None),
                None => None,
            }
        })??;
        if self.is_taken(at) {
            return None;
        }
        let block = source.page.blocks.get(*source.blocks.get(at)?)?;
        let tree = &source.page.tree;
        let around = std::iter::once(block.node).chain(tree.ancestors(block.node));
        let holds = |node: NodeId| node <= parent && parent.0 < tree.end(node);
        around
            .take(MAX_AROUND + 1)
            .any(holds)
            .then_some((at, label))
    }

    /// Whether records stand in a menu or in the foot of the page.
    fn is_in_menu(&self, parent: NodeId) -> bool {
        let tree = &self.source.page.tree;
        let around = std::iter::once(parent).chain(tree.ancestors(parent));
        around
            .take(MAX_MENU_AROUND)
            .any(|node| matches!(tree.tag(node), Tag::Nav | Tag::Header | Tag::Footer))
    }

    /// What the names of the elements around records say that these are.
    fn kind_around(&self, parent: NodeId) -> Option<BoilerplateKind> {
        let around = std::iter::once(parent).chain(self.source.page.tree.ancestors(parent));
        let mut kinds = around
            .take(MAX_AROUND)
            .filter_map(|node| self.source.names.kind(node));
        kinds.next()
    }
}

/// Whether the titles of cards are such: each says something else, and none opens a region (`Read more`).
fn are_titles(cards: &[(Card, Range<usize>)]) -> bool {
    let mut seen = FxHashSet::default();
    let titles = cards.iter().map(|(card, _)| card.title.as_str());
    let told = titles
        .filter(|title| label_line(title).is_none_or(|found| !found.rest.is_empty()))
        .filter(|title| seen.insert(comparison_key(title)));
    told.count() * 5 >= cards.len() * 4
}

/// Whether a card tells more than a title.
fn tells_more(card: &Card) -> bool {
    card.age.is_some() || card.excerpt.is_some() || card.counters_raw.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_of_one_site() {
        for (a, b, expected) in [
            ("www.a.example", "blog.A.example", true),
            ("a.com.cn", "news.a.com.cn", true),
            ("a.com.cn", "b.com.cn", false),
            ("a.co.uk", "b.co.uk", false),
            ("a.cn", "m.a.cn", true),
            ("1.2.3.4", "9.9.3.4", false),
            ("localhost", "localhost", true),
        ] {
            assert_eq!(same_site(a, b), expected, "{a} {b}");
        }
    }
}
