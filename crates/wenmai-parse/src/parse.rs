//! The entry points: the stages of parsing in their order.

use jiff::Timestamp;
use wenmai_model::{
    Document, Explanation, Finding, FindingKind, Page, PageKind, Severity, Source, SourceSpan, Span,
};

use crate::{
    assemble, assemble::Related, body, card, class::Labeled, date_solver::date_cards,
    decode::Hints, decode::charset_of_content_type, decode::decode, explain::explain_lines,
    explain::explain_markup, judge::Judgement, judge::Model, judge::judge, layout::Layout,
    markdown, outline::Decision, outline::outline, sniff::Sniffed, sniff::sniff,
    user_marker::UserMarker,
};

/// Options of parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// Most bytes of a decoded page that are read; the rest is cut off with a finding. 256 MiB by default.
    pub max_bytes: usize,
    /// When pages were captured that do not say it themselves. Without it the time is solved from the ages and dates of
    /// a page's cards, if they tell.
    pub captured_at: Option<Timestamp>,
    /// Markers of headings beside those that are built in; the first that a line opens with counts, of at most 256. None by
    /// default.
    pub markers: Vec<UserMarker>,
    /// Whether the articles of a statute, 第一条 …, are headings, as its chapters are. Not by default: most pages only cite
    /// them. The text of an article that stands in the line of its number is no part of the heading.
    pub articles_as_headings: bool,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            captured_at: None,
            markers: Vec::new(),
            articles_as_headings: false,
        }
    }
}

/// Parses a page: decodes its bytes and recovers its structure. A page of no stated kind is told by its bytes: as HTML when it
/// begins like such (feature `html`), as Markdown when it holds headings and links of such, else as text.
///
/// ```
/// use wenmai_model::Page;
/// let page = Page { id: "a".into(), body: "Title\n\n1. One\n\nText.\n\n2. Two\n\nMore text.\n".into(), ..Page::default() };
/// let document = wenmai_parse::parse(&page, &wenmai_parse::ParseOptions::default());
/// assert_eq!((document.id.as_str(), document.outline.len()), ("a", 2));
/// ```
pub fn parse(page: &Page, options: &ParseOptions) -> Document {
    read_page(page, options, |source, options| {
        (source.document(options), ())
    })
    .0
}

/// Parses a page as [`parse`] does, and says of each line what it is and why.
///
/// ```
/// use wenmai_model::{BlockKind, LineClass, Page};
/// let page = Page { id: "a".into(), body: "Title\n\n1. One\n\nText.\n\n2. Two\n\nMore text.\n".into(), ..Page::default() };
/// let explanation = wenmai_parse::explain(&page, &wenmai_parse::ParseOptions::default());
/// let heading = &explanation.lines[1];
/// assert_eq!((heading.line, heading.class), (Some(2), LineClass::Block(BlockKind::Heading)));
/// assert_eq!(heading.level_reason.as_deref(), Some("first of its kind on the page"));
/// ```
pub fn explain(page: &Page, options: &ParseOptions) -> Explanation {
    let (document, lines) = read_page(page, options, |source, options| {
        if source.kind != PageKind::Text {
            let document = source.document(options);
            let lines = explain_markup(&document, source.text);
            return (document, lines);
        }
        let model = Model::builtin();
        let decided = Decided::new(kept(source.text, options), options, model);
        let lines = explain_lines(&decided, model);
        let mut document = decided.document(source.text, options);
        document.url = source.url.map(str::to_owned);
        (document, lines)
    });
    Explanation { document, lines }
}

/// A decoded page.
struct PageText<'t> {
    text: &'t str,
    url: Option<&'t str>,
    kind: PageKind,
}

impl PageText<'_> {
    fn document(&self, options: &ParseOptions) -> Document {
        match self.kind {
            PageKind::Markdown => return markdown_page(self.text, self.url, options),
            #[cfg(feature = "html")]
            PageKind::Html => return html_page(self.text, self.url, options),
            _ => {}
        }
        let mut document = parse_text(self.text, options);
        document.url = self.url.map(str::to_owned);
        document
    }
}

/// Decodes a page, lets `read` parse it, and adds what is known of the page to the document.
fn read_page<T>(
    page: &Page,
    options: &ParseOptions,
    read: impl FnOnce(&PageText<'_>, &ParseOptions) -> (Document, T),
) -> (Document, T) {
    let options = &ParseOptions {
        captured_at: page.captured_at.or(options.captured_at),
        ..options.clone()
    };
    let decoded = decode(&page.body, &hints(page));
    let kind = page
        .kind
        .unwrap_or_else(|| match sniff(decoded.text.as_bytes()) {
            Sniffed::Page(kind) => kind,
            _ => PageKind::Text,
        });
    let source = PageText {
        text: &decoded.text,
        url: page.url.as_deref(),
        kind,
    };
    let (mut document, rest) = read(&source, options);
    document.id.clone_from(&page.id);
    document.source = Source {
        input: page.input.clone(),
        record: page.record,
        sha256: page.sha256.clone(),
        captured_at: options.captured_at,
        charset: Some(decoded.encoding.to_owned()),
    };
    let mut findings = decoded.findings;
    for finding in &mut findings {
        place_in_text(&document, finding);
    }
    document.findings.splice(0..0, findings);
    (document, rest)
}

/// What the container of a page says of its charset: in so many words, else in the header of the response.
fn hints(page: &Page) -> Hints<'_> {
    let header = || {
        let mut headers = page.headers.iter();
        let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
        charset_of_content_type(value)
    };
    match page.charset.as_deref() {
        Some(charset) if page.is_charset_certain => Hints::certain(charset),
        charset => Hints::declared(charset.or_else(header)),
    }
}

/// A finding about the source gets its place in the text of the document.
fn place_in_text(document: &Document, finding: &mut Finding) {
    if let (Some(map), Some(span)) = (&document.source_map, &mut finding.span) {
        *span = map.span(SourceSpan::new(span.start, span.end));
    }
}

/// Parses a Markdown page, for example what a scraper made of a web page.
///
/// The text of the document is what a reader sees: without markup, escapes and addresses.
///
/// ```
/// use wenmai_parse::{ParseOptions, parse_markdown};
/// let page = "# Title\n\n## 1\\. *One*\n\nSee [here](https://a.example).\n\n#### 1.1 Deeper\n\nText.\n";
/// let document = parse_markdown(page, &ParseOptions::default());
/// let outline: Vec<_> = document.outline.iter().map(|h| (h.level, h.tag_level, h.text.as_str())).collect();
/// assert_eq!(outline, [(1, Some(2), "1. One"), (2, Some(4), "1.1 Deeper")]);
/// assert_eq!(document.slice(document.blocks[2].span), "See here.");
/// ```
pub fn parse_markdown(text: &str, options: &ParseOptions) -> Document {
    markdown_page(text, None, options)
}

fn markdown_page(text: &str, url: Option<&str>, options: &ParseOptions) -> Document {
    let kept = kept(text, options);
    let mut document = markdown::parse(kept, url, options);
    date_cards(&mut document, options.captured_at);
    if kept.len() < text.len() {
        let mut finding = truncated(kept.len(), text.len());
        place_in_text(&document, &mut finding);
        document.findings.insert(0, finding);
    }
    document
}

/// The piece of `text` that is read.
fn kept<'t>(text: &'t str, options: &ParseOptions) -> &'t str {
    let limit = options.max_bytes.min(u32::MAX as usize);
    text.get(..text.floor_char_boundary(limit))
        .unwrap_or_default()
}

/// Parses an HTML page: its main content with structure; what is none is boilerplate.
///
/// ```
/// use wenmai_parse::{ParseOptions, parse_html};
/// let page = "<title>Tea</title><nav><a href=/>Home</a></nav><main><article><h1>Tea</h1>\
///     <p>Green leaves are dried at once, so that they keep their color and their taste.</p>\
///     <h2>Black tea</h2><p>Black tea is rolled first, and then it waits for a day in a warm and airy room.</p>\
///     <h2>White tea</h2><p>White tea is dried in the sun, and hardly touched, which is why it costs so much.</p>\
///     </article></main>";
/// let document = parse_html(page, &ParseOptions::default());
/// assert_eq!(document.metadata.title.as_deref(), Some("Tea"));
/// assert_eq!(document.outline[0].text, "Black tea");
/// ```
#[cfg(feature = "html")]
pub fn parse_html(source: &str, options: &ParseOptions) -> Document {
    html_page(source, None, options)
}

#[cfg(feature = "html")]
fn html_page(source: &str, url: Option<&str>, options: &ParseOptions) -> Document {
    let kept = kept(source, options);
    let mut document =
        crate::html::document::parse(kept, url, options, crate::html::model::Model::builtin());
    date_cards(&mut document, options.captured_at);
    if kept.len() < source.len() {
        let mut finding = truncated(kept.len(), source.len());
        place_in_text(&document, &mut finding);
        document.findings.insert(0, finding);
    }
    document
}

/// Parses the text of a page, for example the dump of its visible text.
pub fn parse_text(text: &str, options: &ParseOptions) -> Document {
    text_page(text, options, Model::builtin())
}

/// Parses the text of a page by the weights of `model`.
pub(crate) fn text_page(text: &str, options: &ParseOptions, model: &Model) -> Document {
    Decided::new(kept(text, options), options, model).document(text, options)
}

/// What was decided of a text page: all that its document is made of.
pub(crate) struct Decided<'t> {
    text: &'t str,
    /// Lines and regions.
    pub(crate) layout: Layout<'t>,
    /// Classes of the lines of the body.
    pub(crate) classes: Vec<Labeled>,
    /// What the trees said of the lines of the body.
    pub(crate) judgement: Judgement,
    /// Whether the body was wrapped by hand, so that rules decided and not the trees.
    pub(crate) is_wrapped: bool,
    /// The headings of the body.
    pub(crate) decisions: Vec<Decision>,
    /// Cards, and the classes of the lines of the tail.
    pub(crate) related: Related,
}

impl<'t> Decided<'t> {
    /// Decides what each line of `text` is.
    fn new(text: &'t str, options: &ParseOptions, model: &Model) -> Self {
        let layout = Layout::new(text, options);
        let mut classes = layout.classify();
        let body_lines = layout.body();
        let judgement = judge(body_lines, &classes, &layout.listing, model);
        let is_wrapped = body::is_wrapped(body_lines, &classes);
        // Nothing was learned from pages that were wrapped by hand; what the rules say of their blocks stands.
        if !is_wrapped {
            judgement.settle(&mut classes);
            body::join(body_lines, &mut classes);
        }
        let decisions = outline(
            body_lines,
            &judgement,
            &layout.listing,
            &mut classes,
            model.places(),
        );
        if is_wrapped {
            body::join_wrapped(body_lines, &mut classes);
        }
        let related = assemble::related(&layout.lines, &layout.regions.tail, card::cards);
        Self {
            text,
            layout,
            classes,
            judgement,
            is_wrapped,
            decisions,
            related,
        }
    }

    /// The document of the page, whose whole text is `all`.
    fn document(self, all: &str, options: &ParseOptions) -> Document {
        let mut document = assemble::document(
            self.text,
            &self.layout.lines,
            &self.layout.regions,
            &self.classes,
            &self.decisions,
            self.related,
        );
        document.findings = assemble::findings(&document, &self.decisions);
        document.kind = PageKind::Text;
        date_cards(&mut document, options.captured_at);
        if self.text.len() < all.len() {
            document
                .findings
                .insert(0, truncated(self.text.len(), all.len()));
        }
        document
    }
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
