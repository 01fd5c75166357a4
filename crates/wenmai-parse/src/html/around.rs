//! The elements around a block, written so that pages of one site can be compared.

use super::attribute::AttributeName;
use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// How many elements are named.
const MAX_ELEMENTS: usize = 5;
/// Longest name of a class or an id that is written, in bytes.
const MAX_NAME_BYTES: usize = 40;
/// Parts of classes that say how an element is shown on this page, and not which one it is.
const STATES: [&str; 14] = [
    "active", "current", "selected", "open", "opened", "closed", "first", "last", "odd", "even",
    "hidden", "show", "visible", "disabled",
];

/// `elements = element *( " > " element )`, `element = tag [ "." class / "#" id ]`: the elements around a block, the innermost
/// last, of at most five and none above `body`. Numbers in names tell records apart, so that any stands for any other.
pub(super) fn elements(tree: &Tree<'_>, node: NodeId) -> String {
    let around = std::iter::once(node).chain(tree.ancestors(node));
    let named: Vec<NodeId> = around
        .take_while(|&node| !matches!(tree.tag(node), Tag::Html | Tag::Body))
        .take(MAX_ELEMENTS)
        .collect();
    let mut written = String::new();
    for &node in named.iter().rev() {
        if !written.is_empty() {
            written.push_str(" > ");
        }
        let name = tree.tag(node).name();
        written.push_str(if name.is_empty() { "*" } else { name });
        let classes = tree
            .attribute(node, AttributeName::Class)
            .unwrap_or_default();
        if let Some(class) = classes
            .split_ascii_whitespace()
            .find(|name| !is_state(name))
        {
            push_name(&mut written, '.', class);
        } else if let Some(id) = tree.attribute(node, AttributeName::Id)
            && let Some(id) = id.split_ascii_whitespace().next()
        {
            push_name(&mut written, '#', id);
        }
    }
    written
}

fn is_state(name: &str) -> bool {
    name.len() <= MAX_NAME_BYTES
        && name
            .split(['-', '_'])
            .any(|part| STATES.contains(&part.to_ascii_lowercase().as_str()))
}

fn push_name(written: &mut String, sign: char, name: &str) {
    written.push(sign);
    let end = name.floor_char_boundary(MAX_NAME_BYTES);
    let mut in_number = false;
    for c in name.get(..end).unwrap_or_default().chars() {
        let is_digit = c.is_ascii_digit();
        if !is_digit {
            // What parts elements is no part of a name.
            written.push(if c == '>' || c.is_control() { '_' } else { c });
        } else if !in_number {
            written.push('0');
        }
        in_number = is_digit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{HtmlOptions, read};

    #[test]
    fn elements_have_their_first_class_or_their_id() {
        let check = |page: &str, expected: &str| {
            let page = read(page, &HtmlOptions::default());
            assert_eq!(elements(&page.tree, page.blocks[0].node), expected);
        };
        check(
            "<nav id=top><ul><li class='current-item item-7'>a",
            "nav#top > ul > li.item-0",
        );
        check("<div class=post-12-34><p>a", "div.post-0-0 > p");
        check("<x-bar class='a>b'><p class=active id=z9>a", "*.a_b > p#z0");
        check("a", "");
    }
}
