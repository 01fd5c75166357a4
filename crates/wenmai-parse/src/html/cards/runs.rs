//! Records side by side: elements that each hold one link in the same place.
//!
//! Links whose elements have the same names, together with those around, are one group. Where two of a group stand next to
//! each other, the elements around them up to the one that holds both are the records: so a record is as large as it can be
//! without holding the link of another.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};

use super::super::HtmlPage;
use super::super::attribute::AttributeName;
use super::super::block::InlineKind;
use super::super::tree::{NodeId, Tree};

/// Elements whose names tell links apart: the link and those around it.
const PATH: usize = 4;
/// How many elements around a link may be its record.
const MAX_AROUND: usize = 10;
/// Longest class that is read, in bytes.
const MAX_CLASS_BYTES: usize = 300;
/// Classes that tell a place among others of a kind, not the kind.
const PLACES: [&str; 8] = [
    "first", "last", "odd", "even", "active", "current", "alt", "big",
];

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    /// The element that holds it.
    pub(super) element: NodeId,
    /// Its link, as an index into the pieces of the page that are set in some way.
    pub(super) inline: usize,
}

/// Records side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    /// The element that holds them all.
    pub(super) parent: NodeId,
    /// The records in page order, two or more.
    pub(super) records: Vec<Record>,
}

/// The runs of records whose links `leads_away` accepts. Runs of different groups may hold each other. Runs in
/// O(links + bytes of their classes).
pub(super) fn runs(page: &HtmlPage<'_>, leads_away: impl Fn(&str) -> bool) -> Vec<Run> {
    let tree = &page.tree;
    let mut numbers: FxHashMap<u64, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<(NodeId, usize)>> = Vec::new();
    let mut kin = Kin::new(tree);
    for (at, inline) in page.inlines.iter().enumerate() {
        if inline.kind != InlineKind::Link || inline.span.is_empty() {
            continue;
        }
        let href = tree.attribute(inline.node, AttributeName::Href);
        if !href.is_some_and(&leads_away) {
            continue;
        }
        let new = groups.len();
        let number = *numbers.entry(kin.path(inline.node)).or_insert(new);
        if number == new {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.get_mut(number) {
            // A link around several blocks has a piece in each.
            if group.last().is_none_or(|(node, _)| *node < inline.node) {
                group.push((inline.node, at));
            }
        }
    }
    let mut runs = Vec::new();
    for group in &groups {
        add_runs(tree, group, &mut runs);
    }
    runs
}

fn add_runs(tree: &Tree<'_>, group: &[(NodeId, usize)], runs: &mut Vec<Run>) {
    let first = runs.len();
    for (at, pair) in group.windows(2).enumerate() {
        let [(a, inline_a), (b, inline_b)] = *pair else {
            continue;
        };
        let Some((parent, before, behind)) = parted(tree, a, b) else {
            continue;
        };
        let record = |element, inline| Record { element, inline };
        let next = at + 2;
        let is_alone = group.get(next).is_none_or(|(c, _)| c.0 >= tree.end(behind));
        let open = runs.get_mut(first..).and_then(<[Run]>::last_mut);
        let goes_on = |run: &&mut Run| {
            run.parent == parent
                && run
                    .records
                    .last()
                    .is_some_and(|last| last.element == before)
        };
        if let Some(run) = open.filter(goes_on) {
            if is_alone {
                run.records.push(record(behind, inline_b));
            }
            continue;
        }
        let earlier = at.checked_sub(1).and_then(|at| group.get(at));
        let was_alone = earlier.is_none_or(|(node, _)| *node < before);
        let ends = [
            was_alone.then(|| record(before, inline_a)),
            is_alone.then(|| record(behind, inline_b)),
        ];
        let records: Vec<Record> = ends.into_iter().flatten().collect();
        if !records.is_empty() {
            runs.push(Run { parent, records });
        }
    }
    let found = runs.split_off(first);
    runs.extend(found.into_iter().filter(|run| run.records.len() > 1));
}

/// The innermost element around two links, and the elements in it that hold one each.
fn parted(tree: &Tree<'_>, a: NodeId, b: NodeId) -> Option<(NodeId, NodeId, NodeId)> {
    let holds = |node: NodeId| node <= a && b.0 < tree.end(node);
    let child = |link: NodeId| {
        let around = std::iter::once(link).chain(tree.ancestors(link));
        let inside = around.take(MAX_AROUND).take_while(|&node| !holds(node));
        inside.last()
    };
    let (before, behind) = (child(a)?, child(b)?);
    let parent = tree.parent(before);
    (holds(parent) && tree.parent(behind) == parent).then_some((parent, before, behind))
}

/// What kind of element each is, as numbers; a class that comes again is read once.
pub(in crate::html) struct Kin<'t, 's> {
    tree: &'t Tree<'s>,
    known: FxHashMap<&'t str, u64>,
}

impl<'t, 's> Kin<'t, 's> {
    pub(in crate::html) fn new(tree: &'t Tree<'s>) -> Self {
        Self {
            tree,
            known: FxHashMap::default(),
        }
    }

    /// The names of a link and of the elements around it.
    pub(in crate::html) fn path(&mut self, link: NodeId) -> u64 {
        let mut hasher = FxHasher::default();
        let tree = self.tree;
        for node in std::iter::once(link).chain(tree.ancestors(link)).take(PATH) {
            hasher.write_u64(self.of(node));
        }
        hasher.finish()
    }

    /// The tag of an element and its classes, less what tells it from others of its kind.
    pub(in crate::html) fn of(&mut self, node: NodeId) -> u64 {
        let mut hasher = FxHasher::default();
        (self.tree.tag(node) as u8).hash(&mut hasher);
        hasher.write_u64(self.words(node, AttributeName::Class));
        hasher.finish()
    }

    /// The words of an attribute, less their numbers.
    pub(in crate::html) fn words(&mut self, node: NodeId, attribute: AttributeName) -> u64 {
        let words = self.tree.attribute(node, attribute).unwrap_or_default();
        *self.known.entry(words).or_insert_with(|| hash_words(words))
    }
}

fn hash_words(words: &str) -> u64 {
    let mut hasher = FxHasher::default();
    let words = words
        .get(..words.floor_char_boundary(MAX_CLASS_BYTES))
        .unwrap_or(words);
    let words = words.split_ascii_whitespace();
    for word in words.filter(|word| !PLACES.contains(word)) {
        // Numbers tell records apart, not what they are.
        let bytes = word.bytes().filter(|byte| !byte.is_ascii_digit());
        bytes.for_each(|byte| hasher.write_u8(byte));
        hasher.write_u8(b' ');
    }
    hasher.finish()
}
