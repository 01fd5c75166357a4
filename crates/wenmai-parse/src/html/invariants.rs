//! What holds of every page that was read; tests and fuzzers ask.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a page that breaks an invariant is to stop who asks"
)]

use wenmai_model::SourceSpan;

use super::HtmlPage;
use super::tag::Tag;
use super::tree::NodeId;

/// Stops where `page`, read from `source`, breaks an invariant.
pub(crate) fn check(source: &str, page: &HtmlPage<'_>) {
    check_tree(page);
    check_blocks(page);
    check_spans(source, page);
}

fn check_tree(page: &HtmlPage<'_>) {
    let tree = &page.tree;
    assert!(tree.len() >= 1 && tree.tag(NodeId::ROOT) == Tag::Html);
    assert_eq!(tree.end(NodeId::ROOT) as usize, tree.len());
    let mut open: Vec<NodeId> = Vec::new();
    let mut n_children = vec![0_u32; tree.len()];
    for node in tree.nodes() {
        while open.pop_if(|parent| tree.end(*parent) <= node.0).is_some() {}
        assert_eq!(
            usize::from(tree.depth(node)),
            open.len(),
            "depth of {node:?}"
        );
        assert_eq!(
            tree.parent(node),
            open.last().copied().unwrap_or(NodeId::ROOT)
        );
        assert_eq!(tree.ancestors(node).count(), open.len());
        assert!(
            tree.end(node) > node.0,
            "{node:?} ends at {}",
            tree.end(node)
        );
        if let Some(parent) = open.last() {
            assert!(tree.end(node) <= tree.end(*parent));
            n_children[parent.index()] += 1;
        }
        let names: Vec<_> = tree.attributes(node).map(|(name, _)| name).collect();
        let n_names = names.iter().collect::<std::collections::HashSet<_>>().len();
        assert_eq!(names.len(), n_names, "attributes come once");
        if tree.tag(node) == Tag::Text {
            assert!(!tree.text(node).is_empty());
        }
        open.push(node);
    }
    for node in tree.nodes() {
        assert_eq!(
            tree.children(node).count(),
            n_children[node.index()] as usize
        );
    }
}

fn check_blocks(page: &HtmlPage<'_>) {
    let mut end = 0;
    for block in &page.blocks {
        let text = block.span.of(&page.text).expect("blocks lie on characters");
        assert!(block.span.start >= end);
        let between = page
            .text
            .get(end as usize..block.span.start as usize)
            .unwrap();
        assert!(
            between.bytes().all(|byte| byte == b'\n'),
            "between blocks: {between:?}"
        );
        assert!(end == 0 || !between.is_empty());
        end = block.span.end;
        assert!(
            page.tree.tag(block.node).is_block(),
            "{:?}",
            page.tree.tag(block.node)
        );
        let chars = text
            .chars()
            .filter(|sign| !wenmai_text::is_blank(*sign))
            .count();
        assert_eq!(block.counts.chars as usize, chars, "{text:?}");
        assert!(chars > 0);
        assert_eq!(
            block.counts.cjk as usize,
            text.chars()
                .filter(|sign| wenmai_text::is_cjk(*sign))
                .count()
        );
        assert_eq!(
            block.counts.digits as usize,
            text.bytes().filter(u8::is_ascii_digit).count()
        );
        for part in [block.link_chars, block.strong_chars, block.hidden_chars] {
            assert!(part <= block.counts.chars);
        }
        if !block.is_preformatted {
            assert!(
                !text.contains("  ") && !text.contains(['\t', '\r']),
                "{text:?}"
            );
            assert_eq!(text.trim_matches([' ', '\n']), text);
        }
    }
    assert_eq!(end as usize, page.text.len());
}

fn check_spans(source: &str, page: &HtmlPage<'_>) {
    let mut start = 0;
    let mut blocks = page.blocks.iter().peekable();
    for inline in &page.inlines {
        assert!(
            inline.span.of(&page.text).is_some(),
            "{inline:?} of {:?}",
            page.text
        );
        assert!(inline.span.start >= start, "inlines are in order");
        start = inline.span.start;
        while blocks
            .next_if(|block| block.span.end < inline.span.end)
            .is_some()
        {}
        let within = blocks
            .peek()
            .is_some_and(|block| block.span.contains(inline.span));
        assert!(
            inline.span.is_empty() || within,
            "{inline:?} of {:?}",
            page.blocks
        );
    }
    let mut at = 0;
    for image in &page.images {
        assert!(image.at >= at && image.at as usize <= page.text.len());
        at = image.at;
    }
    let mut end = 0;
    for block in &page.blocks {
        let place = page.source_map.source_span(block.span);
        assert!(place.of(source).is_some(), "{place:?} of {source:?}");
        assert!(place.start >= end, "{place:?} behind {end}");
        end = place.start;
    }
    for script in &page.scripts {
        assert!(script.source.of(source).is_some());
    }
    for node in page
        .tree
        .nodes()
        .filter(|node| page.tree.tag(*node) == Tag::Text)
    {
        let place: SourceSpan = page.tree.source(node);
        assert!(place.of(source).is_some());
        if page.tree.is_verbatim(node) {
            assert_eq!(place.of(source), Some(page.tree.text(node)));
        }
    }
    for finding in &page.findings {
        assert!(
            finding
                .span
                .is_some_and(|span| span.of(&page.text).is_some())
        );
    }
}
