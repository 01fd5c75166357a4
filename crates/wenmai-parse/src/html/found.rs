//! What a page says about itself: the elements of its head, and its scripts that hold data.

use std::ops::Range;

use wenmai_model::SourceSpan;

use super::attribute::AttributeName;
use super::tag::Tag;
use super::token::offset;
use super::tree::{NodeId, Tree};

/// How far into a script the name of the variable is looked for that holds the state of the page, in bytes.
const MAX_SCRIPT_HEAD: usize = 256;

/// The elements that say something about the page, wherever they stand.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// The first `title`.
    pub(crate) title: Option<NodeId>,
    /// The first `base`.
    pub(crate) base: Option<NodeId>,
    /// All `meta`.
    pub(crate) metas: Vec<NodeId>,
    /// All `link`.
    pub(crate) links: Vec<NodeId>,
}

impl Head {
    #[inline]
    pub(super) fn note(&mut self, tag: Tag, is_foreign: bool, node: NodeId) {
        match tag {
            Tag::Meta => self.metas.push(node),
            Tag::Link => self.links.push(node),
            Tag::Title if !is_foreign => {
                self.title.get_or_insert(node);
            }
            Tag::Base => {
                self.base.get_or_insert(node);
            }
            _ => {}
        }
    }
}

/// What a script holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScriptKind {
    /// JSON-LD.
    JsonLd,
    /// The data that a page of Next.js is made of: the text of `#__NEXT_DATA__`.
    NextData,
    /// The same for Nuxt: the text of `#__NUXT_DATA__`, or a script that sets `__NUXT__`.
    Nuxt,
    /// A script that sets the state of the page, such as `window.__INITIAL_STATE__ = {…}`.
    InitialState,
    /// A formula, as `MathJax` reads it; it stands where the script stands.
    Formula,
}

/// A script that holds data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Script {
    /// What it holds.
    pub(crate) kind: ScriptKind,
    /// The element.
    pub(crate) node: NodeId,
    /// Its content.
    pub(crate) source: SourceSpan,
}

impl Script {
    pub(super) fn new(kind: ScriptKind, node: NodeId, place: &Range<usize>) -> Self {
        let source = SourceSpan::new(offset(place.start), offset(place.end));
        Self { kind, node, source }
    }
}

/// What the script `node` with this content holds, if it holds data.
pub(super) fn script_kind(
    tree: &Tree<'_>,
    node: NodeId,
    place: Range<usize>,
) -> Option<ScriptKind> {
    let kind = tree
        .attribute(node, AttributeName::Type)
        .unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim_ascii();
    if kind.eq_ignore_ascii_case("application/ld+json") {
        return Some(ScriptKind::JsonLd);
    }
    if kind.eq_ignore_ascii_case("math/tex") || kind.eq_ignore_ascii_case("math/mml") {
        return Some(ScriptKind::Formula);
    }
    match tree.attribute(node, AttributeName::Id) {
        Some("__NEXT_DATA__") => return Some(ScriptKind::NextData),
        Some("__NUXT_DATA__") => return Some(ScriptKind::Nuxt),
        _ => {}
    }
    let script = tree.source_text().as_bytes().get(place)?.trim_ascii_start();
    let head = script.get(..script.len().min(MAX_SCRIPT_HEAD))?;
    let at = memchr::memmem::find(head, b"__")?;
    let head = head.get(at..)?;
    let names = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    if names(b"__NUXT__") {
        Some(ScriptKind::Nuxt)
    } else if names(b"__INITIAL_STATE__")
        || names(b"__PRELOADED_STATE__")
        || names(b"__APOLLO_STATE__")
    {
        Some(ScriptKind::InitialState)
    } else {
        None
    }
}
