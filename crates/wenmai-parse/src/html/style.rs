//! Blocks that are set like headings without a heading tag: a larger letter, a class that says title, a role.

use rustc_hash::FxHashMap;

use super::HtmlPage;
use super::attribute::AttributeName;
use super::block::Block;
use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// Longest text that may be set as a heading, in characters without blanks.
const MAX_CHARS: u32 = 90;
/// How many elements inside of each other may set one block.
const MAX_CHAIN: usize = 6;
/// Most elements within a heading.
const MAX_NODES: u32 = 24;
/// How far the value of an attribute is read, in bytes.
const MAX_VALUE_BYTES: usize = 300;
/// Most empty elements in front of a heading's text.
const MAX_EMPTY: usize = 4;
/// Size of letters where a page says nothing, in hundredths of a pixel: that of browsers.
const USUAL_SIZE: u32 = 1600;
/// How much larger than the text a heading is, in percent.
const MIN_LARGER: u32 = 112;
/// Most ways of setting headings on one page.
const MAX_RANKS: usize = 24;

/// How a block is set, as far as that may make it a heading. The order is that of headings: the outer ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Setting {
    /// The level that a class names, if one does.
    level: Option<u8>,
    /// How far the letters are below the largest possible ones, in hundredths of a pixel.
    smallness: u32,
}

/// The rank among the styled headings of the page of each block that is set like one, from 0 for the outermost.
///
/// A class that says heading makes one, or a size above that of most text; letters of unknown size count as those of the
/// text. Runs in O(blocks × log blocks).
pub(super) fn styled(page: &HtmlPage<'_>) -> Vec<Option<u8>> {
    let evidence: Vec<Option<Evidence>> = page
        .blocks
        .iter()
        .map(|block| evidence(page, block))
        .collect();
    let usual = usual_size(page, &evidence);
    let settings: Vec<Option<Setting>> = evidence
        .iter()
        .map(|found| {
            let found = (*found)?;
            let size = found.size.unwrap_or(usual);
            let is_larger = size * 100 >= usual * MIN_LARGER;
            (found.is_alone && (found.says_heading || is_larger)).then_some(Setting {
                level: found.level,
                smallness: u32::MAX - size,
            })
        })
        .collect();
    let mut ranks: Vec<Setting> = settings.iter().copied().flatten().collect();
    // Where not all say their level, sizes alone can be compared.
    let by_size = ranks.iter().any(|setting| setting.level.is_none());
    let comparable = |setting: Setting| Setting {
        level: setting.level.filter(|_| !by_size),
        ..setting
    };
    for setting in &mut ranks {
        *setting = comparable(*setting);
    }
    ranks.sort_unstable();
    ranks.dedup();
    settings
        .into_iter()
        .map(|setting| {
            let rank = ranks.binary_search(&comparable(setting?)).ok()?;
            u8::try_from(rank.min(MAX_RANKS)).ok()
        })
        .collect()
}

/// What the elements of a block say of its letters.
#[derive(Debug, Clone, Copy)]
struct Evidence {
    size: Option<u32>,
    level: Option<u8>,
    says_heading: bool,
    /// Whether the block is all that its element holds, and short.
    is_alone: bool,
}

fn evidence(page: &HtmlPage<'_>, block: &Block) -> Option<Evidence> {
    let tree = &page.tree;
    if block.is_preformatted || !may_be_styled(tree.tag(block.node)) {
        return None;
    }
    let text = page.text_of(block);
    let n_nodes = tree.end(block.node).saturating_sub(block.node.0);
    let is_alone = block.counts.chars <= MAX_CHARS
        && n_nodes <= MAX_NODES
        && !text.contains('\n')
        && !tree
            .descendants(block.node)
            .any(|node| tree.tag(node).is_block());
    let mut found = Evidence {
        size: None,
        level: None,
        says_heading: false,
        is_alone,
    };
    for node in chain(tree, block.node) {
        if let Some(size) = size_of(tree, node, found.size) {
            found.size = Some(size);
        }
        // An id names the place, and its words are often those of the heading's text.
        let (says, level) = read_name(value(tree, node, AttributeName::Class));
        found.says_heading |= says;
        found.level = found.level.or(level);
    }
    Some(found)
}

/// Elements without a meaning of their own, which style alone makes headings.
const fn may_be_styled(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::P | Tag::Div | Tag::Center | Tag::Section | Tag::Header | Tag::Other
    )
}

/// The element, and the elements inside that hold all of its text.
fn chain(tree: &Tree<'_>, node: NodeId) -> impl Iterator<Item = NodeId> {
    let end = tree.end(node);
    // Empty anchors stand in front of the text.
    let is_empty = move |node: NodeId| tree.tag(node) != Tag::Text && tree.end(node) == node.0 + 1;
    let inner = move |node: NodeId| {
        let first = node.0 + 1;
        let child = (first..end)
            .take(MAX_EMPTY)
            .map(NodeId)
            .find(|&child| !is_empty(child))?;
        (tree.tag(child) != Tag::Text && tree.end(child) >= end).then_some(child)
    };
    std::iter::successors(Some(node), move |&node| inner(node)).take(MAX_CHAIN)
}

/// The beginning of an attribute's value.
fn value<'t>(tree: &'t Tree<'_>, node: NodeId, name: AttributeName) -> &'t str {
    let value = tree.attribute(node, name).unwrap_or_default();
    let end = value.floor_char_boundary(MAX_VALUE_BYTES);
    value.get(..end).unwrap_or_default()
}

/// The size of most text of the page.
fn usual_size(page: &HtmlPage<'_>, evidence: &[Option<Evidence>]) -> u32 {
    let mut chars: FxHashMap<u32, u64> = FxHashMap::default();
    for (block, found) in page.blocks.iter().zip(evidence) {
        if let Some(found) = found {
            let size = found.size.unwrap_or(USUAL_SIZE);
            *chars.entry(size).or_default() += u64::from(block.counts.chars);
        }
    }
    let mut sizes: Vec<(u32, u64)> = chars.into_iter().collect();
    sizes.sort_unstable();
    sizes
        .into_iter()
        .max_by_key(|&(size, chars)| (chars, std::cmp::Reverse(size)))
        .map_or(USUAL_SIZE, |(size, _)| size)
}

/// The size of letters that the element sets, in hundredths of a pixel; `outer` is that around it.
fn size_of(tree: &Tree<'_>, node: NodeId, outer: Option<u32>) -> Option<u32> {
    let style = value(tree, node, AttributeName::Style);
    let value = style.split(';').rev().find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        property
            .trim_ascii()
            .eq_ignore_ascii_case("font-size")
            .then(|| value.trim_ascii())
    })?;
    length(value, outer.unwrap_or(USUAL_SIZE))
}

/// A CSS length or size word in hundredths of a pixel.
fn length(value: &str, outer: u32) -> Option<u32> {
    let value = value.split([' ', '!']).next().unwrap_or_default();
    let digits = value
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(digits)?;
    // Sizes of CSS Fonts 4, section 2.5.1, at 16 pixels.
    let words = [
        ("x-small", 1000),
        ("small", 1300),
        ("medium", 1600),
        ("large", 1920),
        ("x-large", 2400),
        ("xx-large", 3200),
        ("xxx-large", 4800),
    ];
    if number.is_empty() {
        let word = words
            .iter()
            .find(|(word, _)| unit.eq_ignore_ascii_case(word));
        return word.map(|&(_, size)| size);
    }
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let hundredths = part
        .bytes()
        .chain([b'0', b'0'])
        .take(2)
        .fold(0, |sum, digit| {
            sum * 10 + u32::from(digit.wrapping_sub(b'0').min(9))
        });
    let number = whole.parse::<u32>().ok().filter(|&whole| whole < 1000)? * 100 + hundredths;
    let of = |base: u32| number.checked_mul(base).map(|product| product / 100);
    match unit.to_ascii_lowercase().as_str() {
        "px" => Some(number),
        "pt" => Some(number * 4 / 3),
        "em" => of(outer),
        "rem" => of(USUAL_SIZE),
        "%" => of(outer).map(|size| size / 100),
        _ => None,
    }
}

/// Words of classes that name headings.
const HEADING: [&str; 8] = [
    "heading",
    "headline",
    "title",
    "subtitle",
    "subheading",
    "subhead",
    "chapter",
    "标题",
];

/// Whether the words of a class say that the element is a heading, and of which level.
fn read_name(name: &str) -> (bool, Option<u8>) {
    let (mut says, mut level, mut before) = (false, None, "");
    for class in name.split_ascii_whitespace() {
        for word in class.split(|c: char| !c.is_alphanumeric()) {
            let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
            let number = word
                .strip_prefix(stem)
                .and_then(|digits| digits.parse().ok());
            let number = number.filter(|number| (1..=6).contains(number));
            let is_word = |words: &[&str]| words.iter().any(|word| stem.eq_ignore_ascii_case(word));
            if is_word(&HEADING) || is_word(&["h"]) && number.is_some() {
                says = true;
                level = number.or(level);
            } else if is_word(&["level", "lv"]) && number.is_some()
                || stem.is_empty() && before.eq_ignore_ascii_case("level")
            {
                level = number;
            } else if stem.is_empty()
                && HEADING.iter().any(|word| before.eq_ignore_ascii_case(word))
            {
                level = level.or(number);
            }
            before = word;
        }
        before = "";
    }
    (says, level.filter(|_| says))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{HtmlOptions, read};

    #[test]
    fn classes_say_heading_and_level() {
        let cases = [
            ("section-title level-2", (true, Some(2))),
            ("h3", (true, Some(3))),
            ("ql-heading-1", (true, Some(1))),
            ("heading2 wide", (true, Some(2))),
            ("title", (true, None)),
            ("level-1", (false, None)),
            ("col-2", (false, None)),
            ("untitled", (false, None)),
        ];
        for (name, expected) in cases {
            assert_eq!(read_name(name), expected, "{name}");
        }
    }

    #[test]
    fn sizes_are_pixels() {
        let cases = [
            ("22px", Some(2200)),
            ("1.5em", Some(2400)),
            ("150% !important", Some(2400)),
            ("12pt", Some(1600)),
            ("x-large", Some(2400)),
            ("calc(1px)", None),
            ("99999999999px", None),
        ];
        for (value, expected) in cases {
            assert_eq!(length(value, USUAL_SIZE), expected, "{value}");
        }
    }

    #[test]
    fn larger_letters_and_classes_rank_by_size() {
        let source = "<p style='font-size:15px'>The text of the page is set in letters of fifteen pixels.</p>\
            <div style='font-size:24px'>Outer</div><p><span style='font-size:18px'><strong>Inner</strong></span></p>\
            <p style='font-size:15px'>More.</p><div class=section-title>Named</div>\
            <div style='font-size:24px'>Text <p>with a paragraph</p></div>";
        let page = read(source, &HtmlOptions::default());
        let expected = [None, Some(0), Some(1), None, Some(2), None, None];
        assert_eq!(styled(&page), expected);
    }
}
