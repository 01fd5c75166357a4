//! How the blocks of the article are set: lists, tables, the language of code, and what is marked inside of their text.

use std::ops::Range;

use wenmai_model::{Block as ArticleBlock, BlockKind, BlockLayout, Document, Mark, MarkKind, Span};

use super::HtmlPage;
use super::address::resolve;
use super::attribute::AttributeName;
use super::block::{Inline, InlineKind};
use super::formula::{delimited, is_display};
use super::lines::Kinds;
use super::lists;
use super::tree::{NodeId, Tree};
use crate::markup::is_anchor;

/// How many elements around program text may name its language.
const MAX_AROUND: usize = 6;
/// Longest name of a language, in bytes.
const MAX_LANGUAGE_BYTES: usize = 32;
/// Longest address of a link that is kept, in bytes.
const MAX_HREF_BYTES: usize = 4096;
/// How many times as long as the page all addresses may be: one link around many blocks has a mark in each.
const MAX_GROWTH: usize = 8;
/// How far a class is read, in bytes.
const MAX_CLASS_BYTES: usize = 300;

/// Fills in how the blocks of `document` are set; `base` is what addresses are relative to.
///
/// Runs in O((blocks + inlines) × log blocks + blocks × depth limit of the reader + text).
pub(super) fn add_layout(
    document: &mut Document,
    page: &HtmlPage<'_>,
    kinds: &Kinds,
    base: Option<&str>,
) {
    let numbers = lists::Numbers::new(&page.tree);
    let mut layouts = Vec::new();
    let mut last_item = None;
    let mut last_quote = None;
    for (at, block) in document.blocks.iter().enumerate() {
        let range = page_blocks(page, block);
        let (Some(first), Some(last)) = (range.clone().next(), range.clone().next_back()) else {
            continue;
        };
        let Some(node) = page.blocks.get(first).map(|block| block.node) else {
            continue;
        };
        let mut layout = BlockLayout {
            block: u32::try_from(at).unwrap_or(u32::MAX),
            ..BlockLayout::default()
        };
        if block.kind.is_body()
            && kinds.is_in_flow(first)
            && let Some((item, depth)) = lists::item(&page.tree, node, |node| kinds.is_post(node))
        {
            layout.list_depth = depth;
            // A line of an item that was taken for a block of its own goes on with it.
            layout.opens_item = block.kind == BlockKind::ListItem || last_item < Some(item);
            layout.number = numbers.of(item).filter(|_| layout.opens_item);
            last_item = last_item.max(Some(item));
        }
        let quote = (block.kind == BlockKind::Quote).then(|| kinds.element(first));
        layout.continues = quote.is_some() && quote == last_quote;
        last_quote = quote;
        match block.kind {
            BlockKind::Code => layout.language = language(&page.tree, node),
            BlockKind::Table => layout.rows = kinds.tables().rows(page, first, last),
            _ => {}
        }
        if !layout.is_empty() {
            layouts.push(layout);
        }
    }
    document.layouts = layouts;
    document.marks = marks(document, page, base);
}

/// The blocks of the page that a block of the article is made of.
fn page_blocks(page: &HtmlPage<'_>, block: &ArticleBlock) -> Range<usize> {
    let blocks = &page.blocks;
    let first = blocks.partition_point(|found| found.span.end <= block.span.start);
    let end = blocks.partition_point(|found| found.span.start < block.span.end);
    first..end
}

/// The language that the elements around program text name.
fn language(tree: &Tree<'_>, node: NodeId) -> Option<String> {
    // `<pre><code class=…>`: the block stands in `pre`, and its only child names the language.
    let inner = NodeId(node.0 + 1);
    let inner = (inner.0 < tree.end(node)).then_some(inner);
    let around = std::iter::once(node)
        .chain(tree.ancestors(node))
        .take(MAX_AROUND);
    inner.into_iter().chain(around).find_map(|node| {
        let named = |name| tree.attribute(node, name).and_then(language_name);
        let class = tree
            .attribute(node, AttributeName::Class)
            .unwrap_or_default();
        let class = class.get(..class.floor_char_boundary(MAX_CLASS_BYTES));
        named(AttributeName::DataLang)
            .or_else(|| named(AttributeName::DataLanguage))
            .or_else(|| language_of_class(class.unwrap_or_default()))
    })
}

/// The language that a class names, by the habits of the usual highlighters: `language-x` (HTML standard, 4.5.15), `lang-x`,
/// `highlight-source-x`, `brush: x`, `sourceCode x`, `hljs x`.
fn language_of_class(class: &str) -> Option<String> {
    const PREFIXES: [&str; 5] = [
        "language-",
        "lang-",
        "highlight-source-",
        "highlight-text-",
        "brush:",
    ];
    let mut before = "";
    for word in class.split_ascii_whitespace() {
        let name = PREFIXES.iter().find_map(|prefix| word.strip_prefix(prefix));
        let name = name.filter(|name| !name.is_empty());
        let behind = matches!(before, "brush:" | "sourceCode" | "hljs").then_some(word);
        before = word;
        if let Some(found) = name.or(behind).and_then(language_name) {
            return Some(found);
        }
    }
    None
}

/// A name of a language, unless it says that there is none.
fn language_name(name: &str) -> Option<String> {
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == ';');
    let is_name = !name.is_empty()
        && name.len() <= MAX_LANGUAGE_BYTES
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.'));
    let says_none = [
        "none",
        "plain",
        "plaintext",
        "text",
        "nohighlight",
        "hljs",
        "code",
        "auto",
    ];
    (is_name && !says_none.iter().any(|none| name.eq_ignore_ascii_case(none)))
        .then(|| name.to_ascii_lowercase())
}

/// What is marked in the article, by its start.
fn marks(document: &Document, page: &HtmlPage<'_>, base: Option<&str>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut spare = page.tree.source_text().len().saturating_mul(MAX_GROWTH);
    for inline in &page.inlines {
        let Some(kind) = mark_kind(&page.tree, inline) else {
            continue;
        };
        let href = match kind {
            MarkKind::Link => {
                let href = page.tree.attribute(inline.node, AttributeName::Href);
                let is_usable =
                    |href: &&str| !href.trim_ascii().is_empty() && href.len() <= MAX_HREF_BYTES;
                match href.filter(is_usable) {
                    Some(href) => Some(href),
                    None => continue,
                }
            }
            _ => None,
        };
        let target = href.map(|href| resolve(base, href));
        let from = document
            .blocks
            .partition_point(|block| block.span.end <= inline.span.start);
        for block in document.blocks.iter().skip(from) {
            if block.span.start >= inline.span.end {
                break;
            }
            let leads_here = href.is_some_and(|href| is_anchor(href, document.url.as_deref()));
            let has_marks = match block.kind {
                BlockKind::Code | BlockKind::Formula | BlockKind::Title => false,
                // Headings that lead to themselves are places to copy an address from.
                BlockKind::Heading => !leads_here,
                _ => true,
            };
            let span = Span::new(
                inline.span.start.max(block.span.start),
                inline.span.end.min(block.span.end),
            );
            let len = target.as_ref().map_or(0, String::len);
            if has_marks && !span.is_empty() && len <= spare {
                spare -= len;
                marks.push(Mark {
                    kind,
                    span,
                    target: target.clone(),
                });
            }
        }
    }
    marks.extend(written_formulas(document, &marks));
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end), mark.kind));
    marks
}

fn mark_kind(tree: &Tree<'_>, inline: &Inline) -> Option<MarkKind> {
    Some(match inline.kind {
        InlineKind::Link => MarkKind::Link,
        InlineKind::Strong => MarkKind::Strong,
        InlineKind::Emphasis => MarkKind::Emphasis,
        InlineKind::Code => MarkKind::Code,
        InlineKind::Subscript => MarkKind::Subscript,
        InlineKind::Superscript => MarkKind::Superscript,
        InlineKind::Deletion => MarkKind::Deletion,
        InlineKind::Formula if is_display(tree, inline.node) => MarkKind::DisplayFormula,
        InlineKind::Formula => MarkKind::Formula,
        InlineKind::Hidden => return None,
    })
}

/// The formulas that are written out in the text, between the signs that scripts look for; `marks`, by their start, tell what
/// is code or a formula already.
fn written_formulas(document: &Document, marks: &[Mark]) -> Vec<Mark> {
    let taken: Vec<Span> = marks
        .iter()
        .filter(|mark| {
            matches!(
                mark.kind,
                MarkKind::Code | MarkKind::Formula | MarkKind::DisplayFormula
            )
        })
        .map(|mark| mark.span)
        .collect();
    let is_taken = |span: Span| {
        let at = taken.partition_point(|taken| taken.end <= span.start);
        taken.get(at).is_some_and(|taken| taken.start < span.end)
    };
    let mut found = Vec::new();
    for block in &document.blocks {
        if matches!(
            block.kind,
            BlockKind::Code | BlockKind::Formula | BlockKind::Title
        ) {
            continue;
        }
        for (range, is_display) in delimited(document.slice(block.span)) {
            let place = |at: usize| block.span.start + super::token::offset(at);
            let span = Span::new(place(range.start), place(range.end));
            if !is_taken(span) {
                found.push(Mark {
                    kind: if is_display {
                        MarkKind::DisplayFormula
                    } else {
                        MarkKind::Formula
                    },
                    span,
                    target: None,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_name_languages() {
        let cases = [
            ("language-rust", Some("rust")),
            ("hljs lang-C++", Some("c++")),
            ("highlight highlight-source-js", Some("js")),
            ("brush: python; toolbar: false", Some("python")),
            ("brush:sql", Some("sql")),
            ("sourceCode haskell", Some("haskell")),
            ("language-plaintext", None),
            ("highlight", None),
            ("hljs", None),
        ];
        for (class, expected) in cases {
            assert_eq!(language_of_class(class).as_deref(), expected, "{class}");
        }
    }
}
