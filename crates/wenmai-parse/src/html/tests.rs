mod blocks;
mod html5lib;
mod linear;
mod properties;
mod structure;

use std::fmt::Write as _;

use super::tag::Tag;
use super::tree::NodeId;
use super::{HtmlOptions, HtmlPage, invariants, read};

fn page(source: &str) -> HtmlPage<'_> {
    let page = read(source, &HtmlOptions::default());
    invariants::check(source, &page);
    page
}

/// The blocks of a page, each as the name of its element and its text; line ends inside are `/`.
fn rendered(source: &str) -> String {
    let page = page(source);
    let block = |block: &super::Block| {
        let text = block.span.of(&page.text).unwrap().replace('\n', "/");
        let hidden = if block.is_hidden() { "-" } else { "" };
        let noscript = if block.in_noscript { "?" } else { "" };
        format!("{hidden}{noscript}{}: {text}", name(&page, block.node))
    };
    page.blocks
        .iter()
        .map(block)
        .collect::<Vec<_>>()
        .join(" | ")
}

fn name<'p>(page: &HtmlPage<'p>, node: NodeId) -> &'p str {
    match page.tree.tag(node) {
        Tag::Text => "#",
        Tag::Other => "?",
        tag => tag.name(),
    }
}

/// The tree of a page in brackets; texts are quoted.
fn outline(source: &str) -> String {
    let page = page(source);
    let (mut out, mut ends) = (String::new(), Vec::new());
    for node in page.tree.nodes() {
        while ends.pop_if(|end| *end <= node.0).is_some() {
            out.push(')');
        }
        if !out.is_empty() && !out.ends_with('(') {
            out.push(' ');
        }
        if page.tree.tag(node) == Tag::Text {
            write!(out, "{:?}", page.tree.text(node)).unwrap();
        } else {
            out += name(&page, node);
            if page.tree.end(node) > node.0 + 1 {
                out.push('(');
                ends.push(page.tree.end(node));
            }
        }
    }
    out + &")".repeat(ends.len())
}
