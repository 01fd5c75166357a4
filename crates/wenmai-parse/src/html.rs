//! The reader of HTML pages: from markup to a tree, and from the tree to blocks of visible text.
//!
//! [`read`] gives an [`HtmlPage`]: what the classifier of blocks and the reader of metadata build upon. It goes over the page
//! once with the tokenizer of the WHATWG standard, builds a flat tree as it goes (`build`, `rules`, `open`, `late`), and walks that
//! once more for the blocks (`walk`, `visible`). Nothing recurses, all of it is linear in the page, and no page fails: what is
//! too much gives a finding.

mod address;
mod around;
mod asides;
pub(crate) mod attribute;
pub(crate) mod block;
mod build;
mod cards;
pub(crate) mod classify;
pub(crate) mod counts;
pub(crate) mod document;
pub(crate) mod facts;
mod formula;
pub(crate) mod found;
#[cfg(any(test, feature = "_inspect"))]
pub(crate) mod invariants;
mod late;
mod layout;
mod lines;
mod lists;
mod metadata;
pub(crate) mod model;
mod name_parts;
mod open;
pub(crate) mod page_type;
mod pictures;
mod posts;
mod records;
mod recovery;
mod rules;
mod signals;
mod style;
mod tables;
pub(crate) mod tag;
mod token;
pub(crate) mod tree;
mod visible;
mod walk;
mod word_lists;

use wenmai_model::{Finding, FindingKind, Severity, SourceMap, SourceSpan};

use crate::{ParseOptions, budget::Cut};
use block::{Block, Image, Inline};
use found::{Head, Script};
use tree::Tree;

/// Most bytes of a page that are read: its places are numbers of 32 bits, and its text may be a little longer than itself.
pub(crate) const MAX_BYTES: usize = 3 << 30;

/// Number of nodes that any page may have.
const MIN_MAX_NODES: usize = 1 << 16;

/// Beyond that, a page may have one node for so many bytes: markup that is denser is no content, and would take many times the
/// memory of the page.
const BYTES_PER_NODE: usize = 8;

/// What is too much on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HtmlOptions {
    /// How deep elements may be nested, at most 254: what is deeper stands beside each other at that depth.
    pub(crate) max_depth: u8,
    /// From how many elements and texts on markup is not told apart, however long the page is.
    pub(crate) max_nodes: usize,
    /// At how many elements and texts the page ends.
    pub(crate) budget_nodes: usize,
    /// At how much work the page ends, in steps.
    pub(crate) budget_steps: u64,
}

impl Default for HtmlOptions {
    /// Without budgets, for pieces of a page that keeps to them.
    fn default() -> Self {
        Self {
            max_depth: 250,
            max_nodes: 1 << 24,
            budget_nodes: usize::MAX,
            budget_steps: u64::MAX,
        }
    }
}

impl From<&ParseOptions> for HtmlOptions {
    fn from(options: &ParseOptions) -> Self {
        Self {
            max_depth: options.max_depth,
            max_nodes: usize::MAX,
            budget_nodes: options.max_nodes,
            budget_steps: options.max_steps,
        }
    }
}

/// A page that was read.
#[derive(Debug)]
pub(crate) struct HtmlPage<'s> {
    /// Its elements and texts in page order.
    pub(crate) tree: Tree<'s>,
    /// The visible text of all blocks, one below the other.
    pub(crate) text: String,
    /// Its blocks, in order. Each character of the text that is not blank belongs to exactly one.
    pub(crate) blocks: Vec<Block>,
    /// Links, emphasis and code inside of the blocks, by their start.
    pub(crate) inlines: Vec<Inline>,
    /// Its pictures, in order.
    pub(crate) images: Vec<Image>,
    /// Where the pieces of the text stand in the source.
    pub(crate) source_map: SourceMap,
    /// What it says about itself. `html` itself is [`tree::NodeId::ROOT`].
    pub(crate) head: Head,
    /// Its scripts that hold data, in order.
    pub(crate) scripts: Vec<Script>,
    /// What was too much.
    pub(crate) findings: Vec<Finding>,
    /// Where the page was cut.
    pub(crate) cut: Option<Cut>,
}

impl HtmlPage<'_> {
    /// The text of a block.
    pub(crate) fn text_of(&self, block: &Block) -> &str {
        block.span.of(&self.text).unwrap_or_default()
    }
}

/// Reads a page. Runs in time linear in `source`.
pub(crate) fn read<'s>(source: &'s str, options: &HtmlOptions) -> HtmlPage<'s> {
    let source = source
        .get(..source.floor_char_boundary(MAX_BYTES))
        .unwrap_or_default();
    let max_nodes = (source.len() / BYTES_PER_NODE)
        .max(MIN_MAX_NODES)
        .min(options.max_nodes.max(4));
    let limits = build::Limits {
        depth: usize::from(options.max_depth.clamp(4, 254)),
        nodes: max_nodes,
        budget_nodes: options.budget_nodes,
        budget_steps: options.budget_steps,
    };
    let mut builder = build::Builder::new(source, limits);
    token::tokenize(source, &mut builder);
    let found = walk::blocks(&builder.tree, &builder.ends, &builder.scripts, max_nodes);
    let mut findings = Vec::new();
    let finding = |code: &'static str, at: Option<usize>, message: String, fix: &'static str| {
        let at = token::offset(at?);
        let place = SourceSpan::new(at, at);
        Some(Finding {
            kind: FindingKind::Parse,
            code: code.into(),
            severity: Severity::Warning,
            message,
            fix: Some(fix.into()),
            span: Some(found.source_map.span(place)),
            source_span: None,
            value: None,
        })
    };
    findings.extend(finding(
        "nesting_too_deep",
        builder.too_deep,
        format!("elements are nested more than {} deep; what is deeper is read as if it stood side by side", limits.depth),
        "check how the page was made: tags are probably never closed; --max-depth allows up to 254",
    ));
    findings.extend(finding(
        "dense_markup",
        builder.too_many,
        format!("there are more than {max_nodes} elements and texts; the text behind is read without its markup"),
        "check how the page was made: its markup is far longer than its text",
    ));
    HtmlPage {
        tree: builder.tree,
        text: found.text,
        blocks: found.blocks,
        inlines: found.inlines,
        images: found.images,
        source_map: found.source_map,
        head: builder.head,
        scripts: builder.scripts,
        findings,
        cut: builder.cut,
    }
}

#[cfg(test)]
mod tests;
