//! What the names of elements tell of them: tags, classes, ids, roles and microdata, in groups.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use wenmai_model::BoilerplateKind;

use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;
use crate::html::tag::Tag;
use crate::html::tree::{NodeId, Tree};

/// Groups of tags; the groups of words stand behind them.
const TAGS: [&[Tag]; 17] = [
    &[Tag::Nav],
    &[Tag::Aside],
    &[Tag::Header],
    &[Tag::Footer],
    &[Tag::Main],
    &[Tag::Article],
    &[Tag::Section],
    &[Tag::Form, Tag::Fieldset, Tag::Label, Tag::Select],
    &[Tag::Button, Tag::Summary],
    &[Tag::Table],
    &[Tag::Td, Tag::Th],
    &[Tag::Ul, Tag::Ol, Tag::Menu],
    &[Tag::Li],
    &[Tag::Figure, Tag::Figcaption],
    &[Tag::Blockquote],
    &[Tag::Dl, Tag::Dd, Tag::Dt],
    &[Tag::P],
];

/// Lines of the table of words.
const WORD_GROUPS: usize = 31;

/// Number of groups.
pub(super) const GROUPS: usize = TAGS.len() + WORD_GROUPS;

const _: () = assert!(GROUPS <= 64, "a bit for each group");

/// Longest name that is read, in bytes.
const MAX_NAME_BYTES: usize = 300;

fn words() -> &'static FxHashMap<&'static str, u64> {
    static WORDS: OnceLock<FxHashMap<&'static str, u64>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words: FxHashMap<&str, u64> = FxHashMap::default();
        let lines = include_str!("../../../data/html_class_words.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for (group, line) in lines.enumerate().take(WORD_GROUPS) {
            for word in line.split('\t').skip(1) {
                *words.entry(word).or_default() |= 1 << (TAGS.len() + group);
            }
        }
        words
    })
}

/// The groups of each element, one bit a group.
pub(super) struct Groups(Vec<u64>);

impl Groups {
    pub(super) fn new(tree: &Tree<'_>) -> Self {
        let words = words();
        let mut known: FxHashMap<&str, u64> = FxHashMap::default();
        let groups = tree.nodes().map(|node| {
            let tag = tree.tag(node);
            if tag == Tag::Text {
                return 0;
            }
            let mut groups = of_tag(tag);
            for (name, value) in tree.attributes(node) {
                let says = matches!(
                    name,
                    AttributeName::Class
                        | AttributeName::Id
                        | AttributeName::Role
                        | AttributeName::Itemprop
                );
                if says {
                    groups |= *known.entry(value).or_insert_with(|| of_name(value, words));
                }
            }
            groups
        });
        Self(groups.collect())
    }

    pub(super) fn of(&self, node: NodeId) -> u64 {
        self.0.get(node.index()).copied().unwrap_or(0)
    }

    /// Number of elements in each group.
    pub(super) fn counts(&self) -> [usize; GROUPS] {
        let mut counts = [0; GROUPS];
        for &groups in self.0.iter().filter(|&&groups| groups != 0) {
            let mut left = groups;
            while left != 0 {
                if let Some(count) = counts.get_mut(left.trailing_zeros() as usize) {
                    *count += 1;
                }
                left &= left - 1;
            }
        }
        counts
    }
}

/// What kind of furniture the elements around a block say that it is.
pub(crate) struct Furniture(Groups);

impl Furniture {
    pub(crate) fn new(page: &HtmlPage<'_>) -> Self {
        Self(Groups::new(&page.tree))
    }

    /// The kind of the innermost element that says one.
    pub(crate) fn kind(&self, page: &HtmlPage<'_>, node: NodeId) -> BoilerplateKind {
        let around = std::iter::once(node).chain(page.tree.ancestors(node));
        around
            .take(MAX_AROUND)
            .find_map(|node| {
                let groups = self.0.of(node);
                let kinds = FURNITURE.iter();
                kinds
                    .filter(|(group, _)| groups >> group & 1 == 1)
                    .map(|&(_, kind)| kind)
                    .next()
            })
            .unwrap_or(BoilerplateKind::Other)
    }
}

/// How many elements around a block are asked what kind of furniture it is.
const MAX_AROUND: usize = 12;

/// Groups that name a kind of furniture, in the order in which they are asked.
const FURNITURE: [(usize, BoilerplateKind); 13] = [
    (TAGS.len() + 1, BoilerplateKind::Breadcrumb),
    (TAGS.len() + 5, BoilerplateKind::Comments),
    (TAGS.len() + 21, BoilerplateKind::Cookie),
    (TAGS.len() + 24, BoilerplateKind::Copyright),
    (TAGS.len() + 27, BoilerplateKind::TableOfContents),
    (TAGS.len() + 8, BoilerplateKind::Related),
    (TAGS.len() + 7, BoilerplateKind::Share),
    (TAGS.len() + 9, BoilerplateKind::Advertisement),
    (TAGS.len() + 10, BoilerplateKind::AuthorBox),
    (TAGS.len(), BoilerplateKind::Navigation),
    (0, BoilerplateKind::Navigation),
    (TAGS.len() + 3, BoilerplateKind::Footer),
    (3, BoilerplateKind::Footer),
];

fn of_tag(tag: Tag) -> u64 {
    let groups = TAGS.iter().enumerate();
    groups
        .filter(|(_, tags)| tags.contains(&tag))
        .fold(0, |bits, (group, _)| bits | 1 << group)
}

/// The groups of the words of a name: `post-meta`, `postMeta` and `post_meta` are post and meta.
fn of_name(name: &str, words: &FxHashMap<&str, u64>) -> u64 {
    let name = name
        .get(..name.floor_char_boundary(MAX_NAME_BYTES))
        .unwrap_or(name);
    let mut groups = 0;
    let mut word = String::new();
    let mut was_lower = false;
    for c in name.chars().chain([' ']) {
        let ends = !c.is_ascii_alphabetic() || was_lower && c.is_ascii_uppercase();
        if ends && !word.is_empty() {
            groups |= words.get(word.as_str()).copied().unwrap_or(0);
            word.clear();
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        was_lower = c.is_ascii_lowercase();
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_into_words() {
        let bits = |name: &str| of_name(name, words());
        assert_ne!(bits("nav"), 0);
        for name in ["postNav", "post-nav", "NAV_post", "x nav post"] {
            assert_eq!(bits(name), bits("nav post"), "{name}");
        }
        assert_eq!(bits("navy postal"), 0);
    }

    #[test]
    fn every_line_of_the_table_is_a_group() {
        let lines = include_str!("../../../data/html_class_words.tsv").lines();
        assert_eq!(
            lines.filter(|line| !line.starts_with('#')).count(),
            WORD_GROUPS
        );
    }
}
