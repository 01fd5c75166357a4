//! What the names of elements tell of them: tags, classes, ids, roles and microdata, in groups.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use wenmai_model::BoilerplateKind;

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

/// The table of words, read.
struct Table {
    /// The groups of each word.
    words: FxHashMap<&'static str, u64>,
    /// The groups that name a kind of furniture: those of words, and the tag of the same name.
    furniture: Vec<(u64, BoilerplateKind)>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut words: FxHashMap<&str, u64> = FxHashMap::default();
        let mut named: FxHashMap<&str, u64> = FxHashMap::default();
        let lines = include_str!("../../../data/html_class_words.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for (group, line) in lines.enumerate().take(WORD_GROUPS) {
            let bit = 1 << (TAGS.len() + group);
            let mut cells = line.split('\t');
            if let Some(name) = cells.next() {
                named.insert(name, bit | of_tag(Tag::from_name(name.as_bytes())));
            }
            for word in cells {
                *words.entry(word).or_default() |= bit;
            }
        }
        let furniture = FURNITURE
            .iter()
            .filter_map(|&(name, kind)| Some((*named.get(name)?, kind)));
        Table {
            furniture: furniture.collect(),
            words,
        }
    })
}

/// The groups of each element, one bit a group.
pub(crate) struct Groups(Vec<u64>);

impl Groups {
    pub(crate) fn new(tree: &Tree<'_>) -> Self {
        let words = &table().words;
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

/// Words and tags that name a kind of furniture, in the order in which an element is asked.
const FURNITURE: [(&str, BoilerplateKind); 11] = [
    ("breadcrumb", BoilerplateKind::Breadcrumb),
    ("comment", BoilerplateKind::Comments),
    ("cookie", BoilerplateKind::Cookie),
    ("legal", BoilerplateKind::Copyright),
    ("toc", BoilerplateKind::TableOfContents),
    ("related", BoilerplateKind::Related),
    ("share", BoilerplateKind::Share),
    ("ad", BoilerplateKind::Advertisement),
    ("author", BoilerplateKind::AuthorBox),
    ("nav", BoilerplateKind::Navigation),
    ("footer", BoilerplateKind::Footer),
];

/// How many elements around a block are asked what kind of furniture it is.
const MAX_AROUND: usize = 12;

impl Groups {
    /// What kind of furniture a block is that is no content: what the innermost element says that names a kind.
    pub(crate) fn furniture(&self, tree: &Tree<'_>, node: NodeId) -> BoilerplateKind {
        let kinds = &table().furniture;
        let around = std::iter::once(node).chain(tree.ancestors(node));
        let named = around.take(MAX_AROUND).find_map(|node| {
            let groups = self.of(node);
            kinds.iter().find(|(bits, _)| groups & bits != 0)
        });
        named.map_or(BoilerplateKind::Other, |&(_, kind)| kind)
    }
}

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
        let bits = |name: &str| of_name(name, &table().words);
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
        assert_eq!(table().furniture.len(), FURNITURE.len());
    }

    #[test]
    fn names_and_tags_tell_the_kind_of_furniture() {
        let page = "<div class=cookie-bar><p>a</p></div><nav>b</nav><ul class=card><li>c</ul><figure>d</figure>\
                    <div class=site-footer><form>e</form></div><div class=legal>f</div><ol id=toc><li>g</ol>";
        let page = crate::html::read(page, &crate::html::HtmlOptions::default());
        let groups = Groups::new(&page.tree);
        let kinds: Vec<BoilerplateKind> = page
            .blocks
            .iter()
            .map(|block| groups.furniture(&page.tree, block.node))
            .collect();
        assert_eq!(
            kinds,
            [
                BoilerplateKind::Cookie,
                BoilerplateKind::Navigation,
                BoilerplateKind::Other,
                BoilerplateKind::Other,
                BoilerplateKind::Footer,
                BoilerplateKind::Copyright,
                BoilerplateKind::TableOfContents,
            ]
        );
    }
}
