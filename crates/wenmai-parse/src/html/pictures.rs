//! The pictures of an article.

use wenmai_model::Image;

use super::HtmlPage;
use super::address::resolve;
use super::attribute::AttributeName;
use super::tree::{NodeId, Tree};

/// How many elements around a picture are asked whether they are content.
const MAX_AROUND: usize = 8;
/// Largest width or height of a picture that only counts readers, in pixels.
const MAX_PIXEL: u32 = 2;
/// Largest width and height of a sign without a description, in pixels.
const MAX_ICON: u32 = 24;
/// Longest address that is kept, in bytes.
const MAX_SRC_BYTES: usize = 4096;

/// The pictures that stand among what `keeps` tells to be content: at least half of the text is in the innermost element
/// around each that has text. Runs in O(blocks × log blocks + pictures × log blocks).
pub(super) fn pictures(
    page: &HtmlPage<'_>,
    base: Option<&str>,
    keeps: impl Fn(usize) -> bool,
) -> Vec<Image> {
    let sums = Sums::new(page, keeps);
    page.images
        .iter()
        .filter(|image| {
            let mut around = page.tree.ancestors(image.node).take(MAX_AROUND);
            let share = around.find_map(|node| sums.inside(&page.tree, node));
            share.is_some_and(|(kept, all)| kept * 2 >= all)
        })
        .filter_map(|image| {
            let tree = &page.tree;
            let alt = tree.attribute(image.node, AttributeName::Alt);
            let alt = alt.map(str::trim_ascii).filter(|alt| !alt.is_empty());
            if is_furniture(tree, image.node, alt.is_some()) {
                return None;
            }
            Some(Image {
                at: image.at,
                src: resolve(base, source(tree, image.node)?),
                alt: alt.map(str::to_owned),
            })
        })
        .collect()
}

/// Characters of the blocks in each element, kept ones and all, as sums over the nodes before.
struct Sums {
    nodes: Vec<NodeId>,
    sums: Vec<(u64, u64)>,
}

impl Sums {
    fn new(page: &HtmlPage<'_>, keeps: impl Fn(usize) -> bool) -> Self {
        let mut blocks: Vec<(NodeId, usize)> = page
            .blocks
            .iter()
            .enumerate()
            .map(|(at, block)| (block.node, at))
            .collect();
        blocks.sort_unstable();
        let mut sum = (0, 0);
        let mut sums = vec![sum];
        for &(_, at) in &blocks {
            let chars = page
                .blocks
                .get(at)
                .map_or(0, |block| u64::from(block.counts.chars));
            sum.0 += if keeps(at) { chars } else { 0 };
            sum.1 += chars;
            sums.push(sum);
        }
        Self {
            nodes: blocks.into_iter().map(|(node, _)| node).collect(),
            sums,
        }
    }

    /// Kept and all characters inside of an element; `None` where it has no text.
    fn inside(&self, tree: &Tree<'_>, node: NodeId) -> Option<(u64, u64)> {
        let from = self.nodes.partition_point(|found| *found < node);
        let to = self.nodes.partition_point(|found| found.0 < tree.end(node));
        let (from, to) = (self.sums.get(from)?, self.sums.get(to)?);
        let inside = (to.0.checked_sub(from.0)?, to.1.checked_sub(from.1)?);
        (inside.1 > 0).then_some(inside)
    }
}

/// Whether a picture counts readers or is a sign of the page's furniture, by its size.
fn is_furniture(tree: &Tree<'_>, image: NodeId, has_alt: bool) -> bool {
    let size = |name| -> Option<u32> {
        let value = tree.attribute(image, name)?.trim_ascii();
        value.strip_suffix("px").unwrap_or(value).parse().ok()
    };
    let (width, height) = (size(AttributeName::Width), size(AttributeName::Height));
    let is_at_most = |limit: u32| {
        let small = |side: Option<u32>| side.is_some_and(|side| side <= limit);
        (small(width), small(height))
    };
    let (thin, flat) = is_at_most(MAX_PIXEL);
    thin || flat || !has_alt && is_at_most(MAX_ICON) == (true, true)
}

/// The address of a picture: what a script would load first, then the largest of the set, then its source.
fn source<'t>(tree: &'t Tree<'_>, image: NodeId) -> Option<&'t str> {
    let attribute = |name| {
        let value: &str = tree.attribute(image, name)?.trim_ascii();
        let is_data = || {
            value
                .get(..5)
                .is_some_and(|head| head.eq_ignore_ascii_case("data:"))
        };
        (!value.is_empty() && value.len() <= MAX_SRC_BYTES && !is_data()).then_some(value)
    };
    let lazy = [
        AttributeName::DataSrc,
        AttributeName::DataOriginal,
        AttributeName::DataLazySrc,
    ];
    let src = || attribute(AttributeName::Src);
    let set = || largest(tree.attribute(image, AttributeName::Srcset)?);
    lazy.into_iter()
        .find_map(attribute)
        .or_else(src)
        .or_else(set)
}

/// The address of the largest picture of a `srcset`; the first of several.
fn largest(set: &str) -> Option<&str> {
    let mut best: Option<(f32, &str)> = None;
    // Addresses may hold commas, but a comma with white space behind it parts them.
    for candidate in set.split(", ").flat_map(|part| part.split(",\n")) {
        let mut words = candidate.split_ascii_whitespace();
        let Some(address) = words.next().map(|address| address.trim_end_matches(',')) else {
            continue;
        };
        let size = words
            .next()
            .unwrap_or("1x")
            .trim_end_matches([',', 'w', 'x']);
        let size = size.parse::<f32>().unwrap_or(1.0);
        let is_usable =
            !address.is_empty() && address.len() <= MAX_SRC_BYTES && !address.starts_with("data:");
        if is_usable && best.is_none_or(|(largest, _)| size > largest) {
            best = Some((size, address));
        }
    }
    best.map(|(_, address)| address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{HtmlOptions, read};

    #[test]
    fn pictures_of_the_content_have_their_address() {
        let source = "<nav><img src=logo.png>Menu</nav><article><p>Some text.</p><p><img src=a.png alt=' One '></p>\
            <img data-src=b.png src=data:image/gif;base64,R0><img srcset='c-1.png 320w, c-2.png 640w'>\
            <img src=count.gif width=1 height=1><img src=dot.png width=16 height=16><img src=data:x></article>";
        let page = read(source, &HtmlOptions::default());
        let found = pictures(&page, Some("https://a.example/x/"), |at| at > 0);
        let shown: Vec<_> = found
            .iter()
            .map(|image| (image.src.as_str(), image.alt.as_deref()))
            .collect();
        let expected = [
            ("https://a.example/x/a.png", Some("One")),
            ("https://a.example/x/b.png", None),
            ("https://a.example/x/c-2.png", None),
        ];
        assert_eq!(shown, expected);
    }
}
