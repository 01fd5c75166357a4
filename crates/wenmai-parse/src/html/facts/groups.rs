//! What the names of elements tell of them: tags, classes, ids, roles and microdata, in groups.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use wenmai_model::BoilerplateKind;

use crate::html::tag::Tag;

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

/// What kind of furniture an element of these groups is, if they name one.
pub(super) fn furniture(groups: u64) -> Option<BoilerplateKind> {
    let kinds = table().furniture.iter();
    let mut named = kinds.filter(|(bits, _)| groups & bits != 0);
    named.next().map(|&(_, kind)| kind)
}

/// The groups of a tag.
pub(super) fn of_tag(tag: Tag) -> u64 {
    let groups = TAGS.iter().enumerate();
    groups
        .filter(|(_, tags)| tags.contains(&tag))
        .fold(0, |bits, (group, _)| bits | 1 << group)
}

/// The groups of the words of a name.
pub(super) fn of_name(name: &str) -> u64 {
    let words = &table().words;
    let mut groups = 0;
    each_word(name, |word| {
        groups |= words.get(word).copied().unwrap_or(0);
    });
    groups
}

/// The words of a name in lower case: `post-meta`, `postMeta` and `post_meta` are post and meta.
pub(in crate::html) fn each_word(name: &str, mut found: impl FnMut(&str)) {
    let name = name
        .get(..name.floor_char_boundary(MAX_NAME_BYTES))
        .unwrap_or(name);
    let mut word = String::new();
    let mut was_lower = false;
    for c in name.chars().chain([' ']) {
        let ends = !c.is_ascii_alphabetic() || was_lower && c.is_ascii_uppercase();
        if ends && !word.is_empty() {
            found(&word);
            word.clear();
        }
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_lowercase());
        }
        was_lower = c.is_ascii_lowercase();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_into_words() {
        let bits = of_name;
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
}
