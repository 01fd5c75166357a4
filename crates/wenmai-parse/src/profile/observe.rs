//! What a learner of profiles sees of a page: its lines, what each was taken for, and what else tells boilerplate.

use wenmai_model::{BoilerplateKind, Document, LineClass, Page, Span};
use wenmai_text::normalize::line_hash;

use crate::{
    ParseOptions, Refusal, SiteProfiles,
    grammar::{furniture::button_row, furniture::is_breadcrumb, label::label_line},
    line::{Line, scan},
    parse::parse_seen,
    refusal::readable,
    role::role_of,
};

/// Longest text of a line that is kept whole, in bytes; of a longer one the start is.
const MAX_TEXT_BYTES: usize = 160;

/// A page as a learner of profiles sees it.
#[derive(Debug)]
pub struct ObservedPage {
    /// What parsing makes of the page.
    pub document: Document,
    /// The host that it is from, in lower case.
    pub host: Option<String>,
    /// Its lines, in order.
    pub lines: Vec<ObservedLine>,
}

impl AsRef<Document> for ObservedPage {
    fn as_ref(&self) -> &Document {
        &self.document
    }
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
pub struct ObservedLine {
    /// What it is compared by (see [`line_hash`]).
    pub key: u64,
    /// The line, or its start.
    pub text: Box<str>,
    /// Whether `text` is all of it.
    pub is_whole: bool,
    /// The elements that it stands in, for HTML pages (see [`BoilerplateRule::elements`](wenmai_model::BoilerplateRule::elements)).
    pub elements: Option<Box<str>>,
    /// What it was taken for.
    pub class: LineClass,
    /// Display width in columns, saturating.
    pub width: u16,
    /// Whether it is made of links.
    pub is_linked: bool,
    /// Whether it has a letter of any script.
    pub has_letters: bool,
    /// Whether it announces what follows, by a colon at its end.
    pub announces: bool,
    /// Whether it is the heading of a section that articles have: 引言, References.
    pub has_role: bool,
    /// The kind of boilerplate that its words name: 相关文章, Share.
    pub named: Option<BoilerplateKind>,
    /// The kind that the names of the elements around it tell.
    pub around: Option<BoilerplateKind>,
}

/// What the markup says of a line of the visible text.
#[derive(Debug)]
pub(crate) struct LineMarkup {
    /// Where the line starts, in bytes.
    pub(crate) start: u32,
    pub(crate) is_linked: bool,
    pub(crate) elements: Option<String>,
    pub(crate) around: Option<BoilerplateKind>,
}

/// Parses `page` without any profile, for a learner of such. `options` may name the host of pages without address.
///
/// # Errors
///
/// When no reader is there for what the page holds.
///
/// ```
/// use wenmai_model::{BlockKind, LineClass, Page};
/// use wenmai_parse::{ParseOptions, observe};
/// let body = "<nav class=menu><a href=/>Home</a></nav><main><h1>Tea</h1><p>Leaves are dried at once.</p></main>";
/// let page = Page { url: Some("https://a.example/1".into()), body: body.into(), ..Page::default() };
/// let observed = observe(&page, &ParseOptions::default())?;
/// assert_eq!(observed.host.as_deref(), Some("a.example"));
/// assert_eq!(observed.lines[0].elements.as_deref(), Some("nav.menu"));
/// assert_eq!(observed.lines[1].class, LineClass::Block(BlockKind::Title));
/// # Ok::<(), wenmai_parse::Refusal>(())
/// ```
pub fn observe(page: &Page, options: &ParseOptions) -> Result<ObservedPage, Refusal> {
    readable(page)?;
    let host = options.profiles.host_of(page.url.as_deref());
    let options = ParseOptions {
        profiles: SiteProfiles::default(),
        // A line stays one.
        articles_as_headings: false,
        ..options.clone()
    };
    let mut marks = Vec::new();
    let document = parse_seen(page, &options, &mut marks);
    let lines = lines(&document, marks);
    Ok(ObservedPage {
        document,
        host,
        lines,
    })
}

fn lines(document: &Document, marks: Vec<LineMarkup>) -> Vec<ObservedLine> {
    let pieces = pieces(document);
    let mut pieces = pieces.iter().peekable();
    let mut marks = marks.into_iter().peekable();
    let mut observed = Vec::new();
    for line in scan(&document.text) {
        while pieces.next_if(|(span, _)| span.end <= line.start).is_some() {}
        while marks.next_if(|mark| mark.start < line.start).is_some() {}
        let Some(&&(_, class)) = pieces.peek() else {
            break;
        };
        let markup = marks.next_if(|mark| mark.start == line.start);
        observed.push(line_of(&line, class, markup));
    }
    observed
}

fn line_of(line: &Line<'_>, class: LineClass, markup: Option<LineMarkup>) -> ObservedLine {
    let end = line.text.floor_char_boundary(MAX_TEXT_BYTES);
    let text = line.text.get(..end).unwrap_or_default();
    ObservedLine {
        key: line_hash(line.text),
        text: text.into(),
        is_whole: end == line.text.len(),
        class,
        width: line.shape.width,
        is_linked: markup.as_ref().is_some_and(|markup| markup.is_linked),
        has_letters: text.contains(char::is_alphabetic),
        announces: matches!(line.shape.last, ':' | '：'),
        has_role: role_of(line.body()).is_some(),
        named: named(line.text),
        around: markup.as_ref().and_then(|markup| markup.around),
        elements: markup
            .and_then(|markup| markup.elements)
            .map(String::into_boxed_str),
    }
}

/// The kind of boilerplate that the words of a line name.
fn named(text: &str) -> Option<BoilerplateKind> {
    if let Some(found) = label_line(text).filter(|_| text.len() <= MAX_TEXT_BYTES) {
        return Some(found.label.boilerplate());
    }
    if is_breadcrumb(text) {
        return Some(BoilerplateKind::Breadcrumb);
    }
    button_row(text).map(|_| BoilerplateKind::Navigation)
}

/// Blocks, regions and cards in the order of the text.
fn pieces(document: &Document) -> Vec<(Span, LineClass)> {
    let blocks = document.blocks.iter();
    let blocks = blocks.map(|block| (block.span, LineClass::Block(block.kind)));
    let regions = document.boilerplate.iter();
    let regions = regions.map(|region| (region.span, LineClass::Boilerplate(region.kind)));
    let cards = document.cards.iter();
    let cards = cards.map(|card| (card.span, LineClass::Card));
    let mut pieces: Vec<_> = blocks.chain(regions).chain(cards).collect();
    pieces.sort_by_key(|(span, _)| (span.start, span.end));
    pieces
}
