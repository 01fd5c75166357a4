//! Pages with markup, Markdown or HTML, once their visible lines are known: what the markup says of each line is evidence,
//! and the page goes the way of a text page from there, to classes, outline and document.

pub(crate) mod outline;

use std::ops::Range;

use wenmai_model::{BlockKind, Document, Mark, MarkKind, Reference, Span};
use wenmai_text::trim_blank;

use crate::{
    ParseOptions, assemble,
    assemble::Related,
    body,
    class::{Class, Labeled},
    grammar::reference::references,
    line::Line,
    reading::{article_parts, resolve_markers},
    region::Regions,
};

/// Narrowest lines, on the average, that may be a paragraph each, in columns; narrower ones are wrapped.
const MIN_PARAGRAPH_WIDTH: usize = 90;

/// What the markup takes a line for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Kind {
    /// Text of a paragraph.
    #[default]
    Paragraph,
    /// A heading with the number of its `#` signs, of its underline, or of its tag.
    Heading(u8),
    /// The first paragraph of a list item.
    Item,
    /// A further paragraph of a list item.
    ItemText,
    /// A line of code.
    Code,
    /// A row of a table.
    Table,
    /// Text of a block quote.
    Quote,
    /// The description of a picture that stands alone.
    Image,
    /// A formula that stands alone.
    Formula,
    /// The caption of a figure or table.
    Caption,
}

/// What the markup says of one visible line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Markup {
    /// What the line is.
    pub(crate) kind: Kind,
    /// Whether the line goes on with the block of the line before.
    pub(crate) continues: bool,
    /// Whether all words of the line are bold.
    pub(crate) bold: bool,
    /// Of a line that is set like a heading, its rank among such lines, from 0 for the outermost.
    pub(crate) styled: Option<u8>,
    /// Share of the line's letters and digits that stand in links, in percent.
    pub(crate) link_percent: u8,
    /// Number of links in the line, at most 255.
    pub(crate) n_links: u8,
    /// The first link, as an index into the links of the page.
    pub(crate) link: Option<u32>,
    /// Number of the line in the source, from 0.
    pub(crate) number: u32,
    /// Where the line starts in the visible text.
    pub(crate) start: u32,
}

impl Markup {
    /// The number of the heading tag.
    pub(crate) const fn tag(&self) -> Option<u8> {
        match self.kind {
            Kind::Heading(tag) => Some(tag),
            _ => None,
        }
    }

    /// Whether the line is text of a paragraph.
    pub(crate) const fn is_plain(&self) -> bool {
        matches!(self.kind, Kind::Paragraph)
    }

    /// The same for a line that goes on with nothing.
    pub(crate) const fn opening(self) -> Self {
        Self {
            continues: false,
            ..self
        }
    }

    /// Whether the line is made of links.
    pub(crate) const fn is_linked(&self) -> bool {
        self.link_percent >= 80
    }
}

/// A link: where its text stands in the visible text, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    /// Its text.
    pub(crate) span: Span,
    /// Its address as written.
    pub(crate) url: String,
}

/// A page as its stages see it: lines and their markup, one entry each.
pub(crate) struct Marked<'t, 'a> {
    /// The visible text.
    pub(crate) text: &'t str,
    pub(crate) lines: &'t [Line<'a>],
    pub(crate) marks: &'t [Markup],
    pub(crate) links: &'t [Link],
    /// The post that each line stands in; empty where there are none.
    pub(crate) posts: &'t [Option<u32>],
    /// The server that the page is from, as far as is known.
    pub(crate) host: Option<&'t str>,
    /// The address of the page.
    pub(crate) url: Option<&'t str>,
}

impl<'t> Marked<'t, '_> {
    /// The first link of a line.
    pub(crate) fn link(&self, markup: &Markup) -> Option<&'t Link> {
        self.links.get(markup.link? as usize)
    }

    /// Where the first link of a line leads.
    pub(crate) fn url(&self, markup: &Markup) -> Option<&'t str> {
        self.link(markup).map(|link| link.url.as_str())
    }

    /// The markup of a line of the page.
    pub(crate) fn markup(&self, line: &Line<'_>) -> Option<&'t Markup> {
        let at = self
            .lines
            .binary_search_by_key(&line.start, |line| line.start)
            .ok()?;
        self.marks.get(at)
    }

    /// Where the text at `span` leads, when it stands in a link.
    pub(crate) fn url_at(&self, span: Span) -> Option<String> {
        let at = self
            .links
            .partition_point(|link| link.span.end <= span.start);
        let link = self.links.get(at)?;
        link.span.contains(span).then(|| link.url.clone())
    }

    /// The texts of the links of a line.
    pub(crate) fn links_of<'l>(&'l self, line: &'l Line<'_>) -> impl Iterator<Item = &'t str> + 'l {
        let from = self
            .links
            .partition_point(|link| link.span.end <= line.start);
        self.links
            .iter()
            .skip(from)
            .take_while(|link| link.span.start < line.end())
            .filter_map(|link| link.span.of(self.text))
            .map(trim_blank)
            .filter(|text| !text.is_empty())
    }

    /// Whether an address is a place in this page.
    pub(crate) fn is_anchor(&self, url: &str) -> bool {
        is_anchor(url, self.url)
    }

    /// Share of the links of some lines that stay on the site, in percent.
    pub(crate) fn internal_share(&self, lines: Range<usize>) -> usize {
        let (mut all, mut internal) = (0, 0);
        for markup in self.marks.get(lines).unwrap_or_default() {
            let Some(url) = self.url(markup) else {
                continue;
            };
            all += 1;
            let here = match host(url) {
                Some(found) => self.host.is_none_or(|own| own.eq_ignore_ascii_case(found)),
                None => true,
            };
            internal += usize::from(here);
        }
        internal * 100 / all.max(1)
    }
}

/// Whether an address is a place in the page at `own`.
pub(crate) fn is_anchor(url: &str, own: Option<&str>) -> bool {
    let Some((page, anchor)) = url.split_once('#') else {
        return false;
    };
    let here = page.is_empty() || own.is_some_and(|own| same_page(own, page));
    here && !anchor.is_empty()
}

/// The server of an address; `None` for one without.
pub(crate) fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("//")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(host.strip_prefix("www.").unwrap_or(host))
}

fn same_page(a: &str, b: &str) -> bool {
    let page = |url: &str| -> usize {
        url.split('#')
            .next()
            .unwrap_or_default()
            .trim_end_matches('/')
            .len()
    };
    a.get(..page(a)) == b.get(..page(b))
}

/// Reads the markers of all lines, and parts the articles of a statute from their text where the options ask for it.
pub(crate) fn read_markers<'t>(
    mut lines: Vec<Line<'t>>,
    marks: Vec<Markup>,
    options: &ParseOptions,
) -> (Vec<Line<'t>>, Vec<Markup>) {
    resolve_markers(&mut lines, options);
    if options.articles_as_headings {
        part_articles(lines, &marks)
    } else {
        (lines, marks)
    }
}

/// The document of a page, all but its metadata: the outline of the body, whose lines have these `classes`, the related
/// articles of the tail, and the works that links lead to.
pub(crate) fn document(
    marked: &Marked<'_, '_>,
    regions: &Regions,
    mut classes: Vec<Labeled>,
    related: Related,
) -> Document {
    let body = regions.body.clone();
    let headings = outline::outline(marked, body.clone(), &mut classes);
    let lines = marked.lines.get(body.clone()).unwrap_or_default();
    add_posts(marked, body.clone(), &mut classes);
    join(
        lines,
        marked.marks.get(body).unwrap_or_default(),
        &mut classes,
    );
    let decisions: Vec<_> = headings.iter().map(|heading| heading.decision).collect();
    let mut document = assemble::document(
        marked.text,
        marked.lines,
        regions,
        &classes,
        &decisions,
        related,
    );
    for (heading, decided) in document.outline.iter_mut().zip(&headings) {
        heading.tag_level = decided.tag;
    }
    document.findings = assemble::findings(&document, &decisions);
    document.url = marked.url.map(str::to_owned);
    add_linked_references(&mut document, marked.links);
    document
}

/// The links of the article as marks; where one goes over several blocks, one in each.
pub(crate) fn link_marks(document: &Document, links: &[Link]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for link in links {
        let from = document
            .blocks
            .partition_point(|block| block.span.end <= link.span.start);
        let blocks = document.blocks.iter().skip(from);
        for block in blocks.take_while(|block| block.span.start < link.span.end) {
            let span = Span::new(
                link.span.start.max(block.span.start),
                link.span.end.min(block.span.end),
            );
            if !span.is_empty() && !matches!(block.kind, BlockKind::Title | BlockKind::Code) {
                marks.push(Mark {
                    kind: MarkKind::Link,
                    span,
                    target: Some(link.url.clone()),
                });
            }
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks
}

/// Parts the articles of a statute from their text, as on text pages; a heading that is marked up stays whole.
fn part_articles<'t>(lines: Vec<Line<'t>>, marks: &[Markup]) -> (Vec<Line<'t>>, Vec<Markup>) {
    let mut parted = Vec::with_capacity(lines.len());
    let mut parted_marks = Vec::with_capacity(lines.len());
    for (line, markup) in lines.into_iter().zip(marks) {
        let parts = article_parts(&line).filter(|_| markup.is_plain());
        if let Some([number, text]) = parts {
            parted.extend([number, text]);
            // The text begins a block of its own, as the heading does.
            let opening = markup.opening();
            parted_marks.extend([opening, opening]);
        } else {
            parted.push(line);
            parted_marks.push(*markup);
        }
    }
    (parted, parted_marks)
}

/// Classes of body lines: those of the markup, and those of text where the markup has none.
pub(crate) fn classify(lines: &[Line<'_>], marks: &[Markup]) -> Vec<Labeled> {
    let mut classes = body::classify(lines);
    let has_code = marks.iter().any(|markup| markup.kind == Kind::Code);
    for (class, markup) in classes.iter_mut().zip(marks) {
        let kind = match markup.kind {
            // Where code has fences, what has none is no code.
            Kind::Paragraph if has_code && class.class == Class::Block(BlockKind::Code) => {
                BlockKind::Paragraph
            }
            Kind::Paragraph => continue,
            Kind::Heading(_) | Kind::ItemText => BlockKind::Paragraph,
            Kind::Item => BlockKind::ListItem,
            Kind::Code => BlockKind::Code,
            Kind::Table => BlockKind::Table,
            Kind::Quote => BlockKind::Quote,
            Kind::Image => BlockKind::Image,
            Kind::Formula => BlockKind::Formula,
            Kind::Caption => BlockKind::Caption,
        };
        *class = Labeled::block(kind);
    }
    classes
}

/// Makes the paragraphs of each post one block, as far as they stand together: what else is in a post stays what it is.
fn add_posts(marked: &Marked<'_, '_>, body: Range<usize>, classes: &mut [Labeled]) {
    let posts = marked.posts.get(body.clone()).unwrap_or_default();
    let marks = marked.marks.get(body).unwrap_or_default();
    let mut before = None;
    for ((class, markup), &post) in classes.iter_mut().zip(marks).zip(posts) {
        let is_text = markup.is_plain() && is_paragraph(Some(class));
        let post = post.filter(|_| is_text);
        if post.is_some() {
            *class = Labeled {
                class: Class::Block(BlockKind::Post),
                joined: before == post,
            };
        }
        before = post;
    }
}

/// Joins the lines of each block.
fn join(lines: &[Line<'_>], marks: &[Markup], classes: &mut [Labeled]) {
    // In some dumps each line of a paragraph is a paragraph: its lines are long and end where sentences do.
    let (mut breaks, mut ended, mut width) = (0_usize, 0_usize, 0_usize);
    for (above, (markup, class)) in lines.iter().zip(marks.iter().zip(&*classes).skip(1)) {
        if markup.continues && is_paragraph(Some(class)) {
            breaks += 1;
            ended += usize::from(above.shape.ends_sentence());
            width += usize::from(above.shape.width);
        }
    }
    let lines_are_paragraphs = ended * 10 >= breaks * 7 && width >= breaks * MIN_PARAGRAPH_WIDTH;
    let mut before: Option<Class> = None;
    for (at, (markup, class)) in marks.iter().zip(classes.iter_mut()).enumerate() {
        let same = before.replace(class.class) == Some(class.class);
        let Class::Block(kind) = class.class else {
            continue;
        };
        let may_join = match markup.kind {
            Kind::Paragraph if kind == BlockKind::Paragraph => {
                let above = at.checked_sub(1).and_then(|above| lines.get(above));
                let sentence = above.is_some_and(|line| line.shape.ends_sentence());
                markup.continues && !(lines_are_paragraphs && sentence)
            }
            // What only the text says was joined by the text's own rules.
            Kind::Paragraph => class.joined,
            Kind::Heading(_) => false,
            _ => markup.continues && kind != BlockKind::Heading,
        };
        class.joined = same && may_join;
    }
}

/// Whether a body line is still an open paragraph.
pub(crate) fn is_paragraph(class: Option<&Labeled>) -> bool {
    class.is_some_and(|class| class.class == Class::Block(BlockKind::Paragraph))
}

/// The works and pages that links of the article lead to, each at the text of its link.
fn add_linked_references(document: &mut Document, links: &[Link]) {
    let mut blocks = document
        .blocks
        .iter()
        .filter(|block| block.kind.is_article_text())
        .peekable();
    let mut found: Vec<Reference> = Vec::new();
    for link in links.iter().filter(|link| !link.span.is_empty()) {
        while blocks
            .next_if(|block| block.span.end <= link.span.start)
            .is_some()
        {}
        if !blocks
            .peek()
            .is_some_and(|block| block.span.contains(link.span))
        {
            continue;
        }
        // Written out in the text, it was found there.
        let written = document.slice(link.span).contains("://");
        let from = document
            .references
            .partition_point(|known| known.span.end <= link.span.start);
        let known: Vec<&str> = document
            .references
            .iter()
            .skip(from)
            .take_while(|known| known.span.start < link.span.end)
            .map(|known| known.target.as_str())
            .collect();
        found.extend(
            references(&link.url)
                .into_iter()
                .take(1)
                .filter(|reference| !written && !known.contains(&reference.target.as_str()))
                .map(|reference| Reference {
                    span: link.span,
                    ..reference
                }),
        );
    }
    document.references.extend(found);
    document
        .references
        .sort_by_key(|reference| (reference.span.start, reference.span.end));
}
