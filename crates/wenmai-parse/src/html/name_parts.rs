//! What the names and addresses of elements tell of authors and days: which parts of words, of the lists for metadata and for
//! posts, stand in them.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

use super::attribute::AttributeName;
use super::metadata::words::words as metadata_words;
use super::posts::words::words as post_words;
use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// How much of a class, an id or an address is read, in bytes.
const MAX_BYTES: usize = 200;

/// A list of parts of names, or of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum Part {
    /// Of elements that hold an author, and of those that hold something else with one.
    Author = 1,
    OtherAuthor = 1 << 1,
    /// Of elements that hold a day, and of those that hold one of something else.
    Day = 1 << 2,
    OtherDay = 1 << 3,
    /// Of the day of publication, and of that of a change.
    Published = 1 << 4,
    Changed = 1 << 5,
    /// Of the addresses of pages about people.
    PersonAddress = 1 << 6,
    /// The same for the posts of a forum.
    PostAuthor = 1 << 7,
    OtherPostAuthor = 1 << 8,
    PostTime = 1 << 9,
    MemberAddress = 1 << 10,
}

/// The parts that the names of each element of a page hold.
pub(super) struct NameParts {
    parts: Vec<u16>,
}

impl NameParts {
    /// Runs in O(nodes + names): each name is searched once, for all lists at the same time.
    pub(super) fn new(tree: &Tree<'_>) -> Self {
        let (names, addresses) = (names(), addresses());
        let mut known: FxHashMap<&str, u16> = FxHashMap::default();
        let parts = tree.nodes().map(|node| {
            let tag = tree.tag(node);
            if tag == Tag::Text {
                return 0;
            }
            let mut parts = 0;
            for name in [
                AttributeName::Class,
                AttributeName::Id,
                AttributeName::Itemprop,
            ] {
                if let Some(value) = tree.attribute(node, name) {
                    parts |= *known.entry(value).or_insert_with(|| names.find(value));
                }
            }
            let href = (tag == Tag::A).then(|| tree.attribute(node, AttributeName::Href));
            parts | href.flatten().map_or(0, |href| addresses.find(href))
        });
        Self {
            parts: parts.collect(),
        }
    }

    /// Whether the names of an element, or its address, hold a part of this list.
    pub(super) fn has(&self, node: NodeId, part: Part) -> bool {
        let parts = self.parts.get(node.index()).copied();
        parts.unwrap_or_default() & part as u16 != 0
    }
}

/// Lists of parts that are looked for at the same time.
struct Lists {
    automaton: AhoCorasick,
    /// The list of each pattern.
    lists: Vec<u16>,
}

impl Lists {
    #[expect(
        clippy::expect_used,
        reason = "a test holds that the few hundred words of the tables make an automaton"
    )]
    fn new(lists: &[(Part, &[&'static str])]) -> Self {
        let patterns = || {
            let each = lists.iter();
            each.flat_map(|&(part, words)| words.iter().map(move |&word| (part as u16, word)))
        };
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(patterns().map(|(_, word)| word));
        Self {
            automaton: automaton.expect("words of our tables"),
            lists: patterns().map(|(part, _)| part).collect(),
        }
    }

    fn find(&self, value: &str) -> u16 {
        let value = value
            .get(..value.floor_char_boundary(MAX_BYTES))
            .unwrap_or_default();
        let found = self.automaton.find_overlapping_iter(value);
        let lists = found.filter_map(|found| self.lists.get(found.pattern().as_usize()));
        lists.fold(0, |parts, part| parts | part)
    }
}

fn names() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let (metadata, posts) = (metadata_words(), post_words());
        Lists::new(&[
            (Part::Author, &metadata.element),
            (Part::OtherAuthor, &metadata.other_element),
            (Part::Day, &metadata.day_element),
            (Part::OtherDay, &metadata.other_day_element),
            (Part::Published, &metadata.published_element),
            (Part::Changed, &metadata.changed_element),
            (Part::PostAuthor, &posts.author),
            (Part::OtherPostAuthor, &posts.other_author),
            (Part::PostTime, &posts.time),
        ])
    })
}

fn addresses() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        Lists::new(&[
            (Part::PersonAddress, &metadata_words().address),
            (Part::MemberAddress, &post_words().address),
        ])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{HtmlOptions, read};

    #[test]
    fn parts_of_names_and_addresses() {
        let page = "<p class='Entry-Date updated'><b id=x itemprop=author>a</b><a href='/USERS/7'>b</a><i>c</i>";
        let page = read(page, &HtmlOptions::default());
        let parts = NameParts::new(&page.tree);
        let has = |tag, part| {
            let mut nodes = page.tree.nodes();
            let node = nodes.find(|&node| page.tree.tag(node) == tag).unwrap();
            parts.has(node, part)
        };
        for part in [Part::Day, Part::Published, Part::Changed, Part::PostTime] {
            assert!(has(Tag::P, part), "{part:?}");
        }
        assert!(!has(Tag::P, Part::Author));
        assert!(has(Tag::B, Part::Author) && !has(Tag::B, Part::Day));
        assert!(has(Tag::A, Part::PersonAddress) && has(Tag::A, Part::MemberAddress));
        assert!(!has(Tag::I, Part::Author));
    }
}
