//! The entry points: the stages of parsing in their order.

use wenmai_model::{Document, Finding, FindingKind, Page, PageKind, Severity, Source, Span};

use crate::{
    assemble, body, card, decode::Hints, decode::decode, line::scan, outline::outline,
    region::regions,
};

/// Options of parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// Most bytes of a decoded page that are read; the rest is cut off with a finding. 256 MiB by default.
    pub max_bytes: usize,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
        }
    }
}

/// Parses a page: decodes its bytes and recovers its structure.
///
/// ```
/// use wenmai_model::Page;
/// let page = Page { id: "a".into(), body: "Title\n\n1. One\n\nText.\n".into(), ..Page::default() };
/// let document = wenmai_parse::parse(&page, &wenmai_parse::ParseOptions::default());
/// assert_eq!((document.id.as_str(), document.outline.len()), ("a", 1));
/// ```
pub fn parse(page: &Page, options: &ParseOptions) -> Document {
    let decoded = decode(
        &page.body,
        &Hints {
            charset: page.charset.as_deref(),
        },
    );
    let mut document = parse_text(&decoded.text, options);
    document.id.clone_from(&page.id);
    document.url.clone_from(&page.url);
    document.source = Source {
        input: page.input.clone(),
        record: page.record,
        sha256: page.sha256.clone(),
        captured_at: page.captured_at,
    };
    document.findings.splice(0..0, decoded.findings);
    document
}

/// Parses the text of a page, for example the dump of its visible text.
pub fn parse_text(text: &str, options: &ParseOptions) -> Document {
    let limit = options.max_bytes.min(u32::MAX as usize);
    let kept = text
        .get(..text.floor_char_boundary(limit))
        .unwrap_or_default();
    let lines = scan(kept);
    let regions = regions(&lines);
    let body_lines = lines.get(regions.body.clone()).unwrap_or_default();
    let mut classes = body::classify(body_lines);
    let decisions = outline(body_lines, &mut classes);
    body::join_wrapped(body_lines, &mut classes);
    let related = assemble::related(&lines, &regions.tail, card::cards);
    let mut document = assemble::document(kept, &lines, &regions, &classes, &decisions, related);
    document.kind = PageKind::Text;
    if kept.len() < text.len() {
        document
            .findings
            .insert(0, truncated(kept.len(), text.len()));
    }
    document
}

fn truncated(kept: usize, all: usize) -> Finding {
    let at = u32::try_from(kept).unwrap_or(u32::MAX);
    Finding {
        kind: FindingKind::Parse,
        code: "text_truncated".into(),
        severity: Severity::Error,
        message: format!("the page has {all} bytes; only the first {kept} were read"),
        fix: Some("raise the limit on the bytes of a page, or split the page".into()),
        span: Some(Span::new(at, at)),
        value: None,
    }
}
