//! The entry points: the stages of parsing in their order.

use std::borrow::Cow;

use jiff::Timestamp;
use wenmai_model::{Document, Explanation, Finding, Page, PageKind, Source, SourceSpan};

use crate::{
    assemble,
    assemble::Related,
    body,
    budget::Cut,
    card,
    class::Labeled,
    date_solver::date_cards,
    decode::Hints,
    decode::charset_of_content_type,
    decode::decode,
    explain::explain_lines,
    explain::explain_markup,
    judge::Judgement,
    judge::Model,
    judge::judge,
    layout::Layout,
    markdown,
    outline::Decision,
    outline::outline,
    profile::{HostRules, LineMarkup, SiteProfiles},
    signals::of_headers,
    sniff::Sniffed,
    sniff::sniff,
    user_marker::UserMarker,
};

/// Options of parsing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseOptions {
    /// Most bytes of a decoded page that are read; the rest is cut off with a finding (see [`cut`](crate::cut)). 256 MiB by
    /// default.
    pub max_bytes: usize,
    /// Most elements and texts of an HTML page that are read; the page ends where there are more. 2²⁴ by default.
    pub max_nodes: usize,
    /// How deep the elements of an HTML page may be nested, between 4 and 254. Depth costs nothing in a flat tree, so nothing is
    /// cut: what is deeper stands side by side at that depth, and a finding says so. 250 by default.
    pub max_depth: u8,
    /// Most lines of a page of text or Markdown that are read; the page ends before the next one. 2²³ by default.
    pub max_lines: usize,
    /// Most work for a page, in steps of about that for one byte: each byte counts 1, each element or text of HTML 16, each line
    /// of text or Markdown and each block or forced line of HTML 256. The page ends where that is passed. 2³² by default.
    pub max_steps: u64,
    /// When pages were captured that do not say it themselves. Without it the time is solved from the ages and dates of
    /// a page's cards, if they tell.
    pub captured_at: Option<Timestamp>,
    /// Markers of headings beside those that are built in; the first that a line opens with counts, of at most 256. None by
    /// default.
    pub markers: Vec<UserMarker>,
    /// Whether the articles of a statute, 第一条 …, are headings, as its chapters are. Not by default: most pages only cite
    /// them. The text of an article that stands in the line of its number is no part of the heading.
    pub articles_as_headings: bool,
    /// What repeats on the pages of a host: lines of these are boilerplate on its other pages. None by default.
    pub profiles: SiteProfiles,
}

impl Default for ParseOptions {
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_nodes: 1 << 24,
            max_depth: 250,
            max_lines: 1 << 23,
            max_steps: 1 << 32,
            captured_at: None,
            markers: Vec::new(),
            articles_as_headings: false,
            profiles: SiteProfiles::default(),
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
        (source.document(options, None), ())
    })
    .0
}

/// Parses a page as [`parse`] does, and puts what its markup says of each line into `seen`.
pub(crate) fn parse_seen(
    page: &Page,
    options: &ParseOptions,
    seen: &mut Vec<LineMarkup>,
) -> Document {
    read_page(page, options, |source, options| {
        (source.document(options, Some(seen)), ())
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
            let document = source.document(options, None);
            let rules = options.profiles.rules(document.url.as_deref());
            let lines = explain_markup(&document, source.text, rules);
            return (document, lines);
        }
        let model = Model::builtin();
        let rules = options.profiles.rules(source.url);
        let decided = Decided::new(source.text, rules, options, model);
        let lines = explain_lines(&decided, rules, model);
        let mut document = decided.document(options);
        document.url = source.url.map(str::to_owned);
        (document, lines)
    });
    Explanation { document, lines }
}

/// The decoded page, as [`parse`] reads it.
pub(crate) fn source(page: &Page) -> Cow<'_, str> {
    decode(&page.body, &hints(page)).text
}

/// A decoded page.
struct PageText<'t> {
    text: &'t str,
    url: Option<&'t str>,
    kind: PageKind,
}

impl PageText<'_> {
    /// `seen` gets what markup says of each line, where it is given.
    fn document(&self, options: &ParseOptions, seen: Option<&mut Vec<LineMarkup>>) -> Document {
        match self.kind {
            PageKind::Markdown => return markdown_page(self.text, self.url, options, seen),
            #[cfg(feature = "html")]
            PageKind::Html => return html_page(self.text, self.url, options, seen),
            _ => {}
        }
        let rules = options.profiles.rules(self.url);
        let decided = Decided::new(self.text, rules, options, Model::builtin());
        let mut document = decided.document(options);
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
    document.signals.splice(0..0, of_headers(&page.headers));
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
    markdown_page(text, None, options, None)
}

fn markdown_page(
    text: &str,
    url: Option<&str>,
    options: &ParseOptions,
    seen: Option<&mut Vec<LineMarkup>>,
) -> Document {
    let cut = Cut::of_lines(text, options);
    let mut document = markdown::parse(kept(text, cut), url, options, seen);
    date_cards(&mut document, options.captured_at);
    if let Some(cut) = cut {
        say_cut(&mut document, cut, text.len(), options);
    }
    document
}

/// The piece of `text` that is read.
fn kept(text: &str, cut: Option<Cut>) -> &str {
    let kept = cut.and_then(|cut| text.get(..cut.at));
    kept.unwrap_or(text)
}

/// Adds the finding that the page of `len_bytes` was cut.
fn say_cut(document: &mut Document, cut: Cut, len_bytes: usize, options: &ParseOptions) {
    let mut finding = cut.finding(len_bytes, options);
    place_in_text(document, &mut finding);
    document.findings.insert(0, finding);
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
    html_page(source, None, options, None)
}

#[cfg(feature = "html")]
fn html_page(
    source: &str,
    url: Option<&str>,
    options: &ParseOptions,
    seen: Option<&mut Vec<LineMarkup>>,
) -> Document {
    use crate::html::{MAX_BYTES, document::parse, model::Model};

    let cut = Cut::of_bytes(source, MAX_BYTES, options);
    let (mut document, cut_inside) = parse(kept(source, cut), url, options, Model::builtin(), seen);
    date_cards(&mut document, options.captured_at);
    if let Some(cut) = cut_inside.or(cut) {
        say_cut(&mut document, cut, source.len(), options);
    }
    document
}

/// Parses the text of a page, for example the dump of its visible text.
pub fn parse_text(text: &str, options: &ParseOptions) -> Document {
    text_page(text, options, Model::builtin())
}

/// Parses the text of a page by the weights of `model`.
pub(crate) fn text_page(text: &str, options: &ParseOptions, model: &Model) -> Document {
    let rules = options.profiles.rules(None);
    Decided::new(text, rules, options, model).document(options)
}

/// What was decided of a text page: all that its document is made of.
pub(crate) struct Decided<'t> {
    /// What was read of the page.
    text: &'t str,
    /// Whether and where the page was cut, and its length in bytes.
    cut: Option<Cut>,
    len_bytes: usize,
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
    fn new(
        text: &'t str,
        rules: Option<&HostRules>,
        options: &ParseOptions,
        model: &Model,
    ) -> Self {
        let (cut, len_bytes) = (Cut::of_lines(text, options), text.len());
        let text = kept(text, cut);
        let layout = Layout::new(text, rules, options);
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
            cut,
            len_bytes,
            layout,
            classes,
            judgement,
            is_wrapped,
            decisions,
            related,
        }
    }

    /// The document of the page.
    fn document(self, options: &ParseOptions) -> Document {
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
        if let Some(cut) = self.cut {
            say_cut(&mut document, cut, self.len_bytes, options);
        }
        document
    }
}
