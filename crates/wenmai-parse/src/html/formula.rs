//! Formulas as a page's markup carries them: in TeX where it can be had, since the visible signs of a formula do not tell
//! what stands above or below what.

use std::ops::Range;

use super::attribute::AttributeName;
use super::found::{Script, ScriptKind};
use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// Longest class that is read, in bytes.
const MAX_CLASS_BYTES: usize = 300;

/// Where the TeX of an element stands.
pub(super) enum Tex<'t> {
    /// In this text node.
    Node(NodeId),
    /// In an attribute.
    Attribute(&'t str),
}

/// The TeX of a `math` element: its annotation in TeX, as `KaTeX` and wikis write it, else its `alttext`, as `LaTeXML` does.
/// Runs in O(elements inside).
pub(super) fn tex_of_math<'t>(tree: &'t Tree<'_>, math: NodeId) -> Option<Tex<'t>> {
    let annotation = tree.descendants(math).find(|&node| {
        tree.tag(node) == Tag::Annotation
            && tree
                .attribute(node, AttributeName::Encoding)
                .is_some_and(|encoding| encoding.ends_with("tex") || encoding.ends_with("TeX"))
    });
    let text = annotation.and_then(|node| {
        let mut inside = tree.descendants(node);
        inside.find(|&node| !tree.text(node).trim_ascii().is_empty())
    });
    text.map(Tex::Node).or_else(|| {
        let tex = tree.attribute(math, AttributeName::Alttext)?;
        (!tex.trim_ascii().is_empty()).then_some(Tex::Attribute(tex))
    })
}

/// The TeX of a picture of a formula, when its class says that it is one.
pub(super) fn tex_of_image<'t>(tree: &'t Tree<'_>, image: NodeId) -> Option<&'t str> {
    let is_formula = words(tree, image).any(|word| {
        matches!(word, "tex" | "latex" | "math" | "mathjax" | "equation")
            || word.starts_with("mwe-math-fallback-image")
            || word == "ztext-math"
    });
    let alt = tree.attribute(image, AttributeName::Alt)?.trim_ascii();
    (is_formula && !alt.is_empty()).then_some(alt)
}

/// Whether an element shows a formula again that stands in the page as `MathML` or `TeX`: what `KaTeX` shows beside its `MathML`,
/// and, where the page `has_scripts` with formulas, what `MathJax` made of them.
pub(super) fn is_copy(tree: &Tree<'_>, node: NodeId, has_scripts: bool) -> bool {
    words(tree, node).any(|word| match word {
        "katex-html" => {
            let parent = tree.parent(node);
            let first = NodeId(parent.0 + 1);
            first < node && words(tree, first).any(|word| word == "katex-mathml")
        }
        "MathJax"
        | "MathJax_Display"
        | "MathJax_Preview"
        | "MathJax_CHTML"
        | "MathJax_SVG"
        | "MathJax_SVG_Display"
        | "MathJax_CHTML_Display"
        | "mjx-chtml" => has_scripts,
        _ => false,
    })
}

/// Whether an element holds the line numbers of program text.
pub(super) fn is_gutter(tree: &Tree<'_>, node: NodeId) -> bool {
    const GUTTERS: [&str; 12] = [
        "gutter",
        "lineno",
        "linenos",
        "linenodiv",
        "linenumber",
        "linenumbers",
        "line-number",
        "line-numbers",
        "hljs-ln-numbers",
        "hljs-ln-n",
        "blob-num",
        "ln",
    ];
    words(tree, node).any(|word| GUTTERS.contains(&word))
        && tree.descendants(node).all(|node| {
            let mut text = tree.text(node).bytes();
            text.all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace())
        })
}

fn words<'t>(tree: &'t Tree<'_>, node: NodeId) -> impl Iterator<Item = &'t str> {
    let class = tree
        .attribute(node, AttributeName::Class)
        .unwrap_or_default();
    let end = class.floor_char_boundary(MAX_CLASS_BYTES);
    class
        .get(..end)
        .unwrap_or_default()
        .split_ascii_whitespace()
}

/// The scripts that hold formulas in TeX, in order.
pub(super) fn formula_scripts(scripts: &[Script]) -> impl Iterator<Item = &Script> {
    scripts
        .iter()
        .filter(|script| script.kind == ScriptKind::Formula)
}

/// Whether a formula stands on a line of its own, as its element says.
pub(super) fn is_display(tree: &Tree<'_>, node: NodeId) -> bool {
    let says = |name, value: &str| {
        tree.attribute(node, name)
            .is_some_and(|found| found.contains(value))
    };
    let in_display = || {
        let around = tree.ancestors(node).take(3);
        around
            .filter(|&node| !tree.tag(node).is_block())
            .any(|node| words(tree, node).any(|word| word == "katex-display"))
    };
    says(AttributeName::Display, "block")
        || says(AttributeName::Type, "mode=display")
        || in_display()
}

/// The formulas between `$$`, `\(` and `\)`, `\[` and `\]` in a text, with these signs, and whether they stand on lines of
/// their own. Runs in O(length of `text`).
pub(super) fn delimited(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    // Once a closing sign is missing, it is missing for all that follow.
    let mut missing = [false; 3];
    while let Some(offset) = text.get(at..).and_then(|rest| rest.find(['$', '\\'])) {
        let start = at + offset;
        let rest = text.get(start..).unwrap_or_default();
        let kinds = [
            ("$$", "$$", true),
            ("\\(", "\\)", false),
            ("\\[", "\\]", true),
        ];
        let kind = kinds
            .iter()
            .zip(&mut missing)
            .find(|((open, ..), is_missing)| !**is_missing && rest.starts_with(open));
        at = start + 1;
        if let Some((&(open, close, is_display), is_missing)) = kind {
            let inner = rest.get(open.len()..).unwrap_or_default();
            match inner.find(close) {
                Some(len) if !inner.get(..len).unwrap_or_default().trim().is_empty() => {
                    at = start + open.len() + len + close.len();
                    found.push((start..at, is_display));
                }
                Some(_) => at = start + open.len(),
                None => *is_missing = true,
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_between_signs() {
        let cases: [(&str, &[&str]); 5] = [
            ("a $$x_1$$ b $$y", &["$$x_1$$"]),
            ("\\(a\\) and \\[b\\]", &["\\(a\\)", "\\[b\\]"]),
            ("costs $5 or $6", &[]),
            ("$$$$ \\( \\)", &[]),
            ("\\d+ \\(x\\)", &["\\(x\\)"]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = delimited(text)
                .into_iter()
                .map(|(range, _)| text.get(range).unwrap())
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
