//! From the events of the CommonMark parser to the visible text.

mod furniture;
mod html_text;
mod picture;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use wenmai_text::{is_blank, trim_blank};

use super::{
    html::HtmlBlock,
    visible::{Lead, MAX_DEPTH, Setting, Visible},
};
use crate::markup::{Kind, Link};

/// The visible text of a page, and whether its nesting was too deep to be shown.
pub(super) struct Read<'s> {
    /// The text with its lines.
    pub(super) visible: Visible<'s>,
    /// Where in the source lists or quotations are first nested deeper than [`MAX_DEPTH`].
    pub(super) too_deep: Option<usize>,
}

/// Reads the source from byte `base` on. Runs in time linear in it.
pub(super) fn read(source: &str, base: usize) -> Read<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH;
    let rest = source.get(base..).unwrap_or_default();
    let mut reader = Reader {
        source,
        out: Visible::new(source),
        lists: Vec::new(),
        quotes: 0,
        strong: 0,
        link: None,
        held: None,
        image: None,
        heading_image: None,
        cells: None,
        html: HtmlBlock::default(),
        literal_bold: false,
        star: None,
        too_deep: None,
    };
    for (event, range) in Parser::new_ext(rest, options).into_offset_iter() {
        reader.event(event, range.start + base..range.end + base);
    }
    reader.out.finish();
    Read {
        visible: reader.out,
        too_deep: reader.too_deep,
    }
}

/// Text that waits until it is known what it belongs to.
type Held<'s> = Vec<(CowStr<'s>, Range<usize>)>;

struct Reader<'s> {
    source: &'s str,
    out: Visible<'s>,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Number of open block quotes.
    quotes: usize,
    /// Number of open strong emphases.
    strong: usize,
    /// The open link.
    link: Option<u32>,
    /// The text of a link in a heading, which may be a permanent link.
    held: Option<Held<'s>>,
    /// The description of the open picture, and how many are open.
    image: Option<(usize, Held<'s>)>,
    /// The description of the first picture of a heading.
    heading_image: Option<Held<'s>>,
    /// Number of cells of the open row that are empty so far, once a row is open.
    cells: Option<usize>,
    html: HtmlBlock,
    /// Whether `**` that the parser left in the text is open.
    literal_bold: bool,
    /// Place of a star that may be the first of two.
    star: Option<usize>,
    too_deep: Option<usize>,
}

impl<'s> Reader<'s> {
    fn event(&mut self, event: Event<'s>, range: Range<usize>) {
        // The parser gives the stars that it leaves in the text one by one.
        if let Some(star) = self.star.take() {
            let second = matches!(&event, Event::Text(text) if **text == *"*");
            if second && range.start == star + 1 {
                self.text(CowStr::Borrowed("**"), star..range.end);
                return;
            }
            self.text(CowStr::Borrowed("*"), star..star + 1);
        }
        match event {
            Event::Text(text) if *text == *"*" && self.out.kind() != Kind::Code => {
                self.star = Some(range.start);
            }
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) if self.out.kind() == Kind::Code => self.code(&text, range.start),
            Event::Text(text) => self.text(text, range),
            Event::Code(text) => {
                // The place without its backticks.
                let raw = self.source.get(range.clone()).unwrap_or_default();
                let at = raw.find(&*text).map(|at| range.start + at);
                let place = at.map_or(range, |at| at..at + text.len());
                self.text(text, place);
            }
            Event::InlineMath(_) => self.formula(&range),
            Event::DisplayMath(_) => {
                let alone = !self.out.is_open() && self.cells.is_none();
                let kind = self.out.kind();
                if alone {
                    self.out.set_kind(Kind::Formula);
                }
                self.formula(&range);
                if alone {
                    self.out.hard_break();
                    self.out.set_kind(kind);
                }
            }
            Event::Html(html) => self.html_block(&html, range.start),
            Event::InlineHtml(html) => {
                let name = html.get(1..).unwrap_or_default();
                if name
                    .get(..2)
                    .is_some_and(|name| name.eq_ignore_ascii_case("br"))
                    && !name
                        .get(2..3)
                        .is_some_and(|c| c.starts_with(char::is_alphanumeric))
                {
                    self.line_break(true, range.start);
                }
            }
            Event::FootnoteReference(name) => {
                self.text(CowStr::from(format!("[{name}]")), range);
            }
            Event::SoftBreak => self.line_break(false, range.start),
            Event::HardBreak => self.line_break(true, range.start),
            Event::Rule => self.out.end_line(),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'s>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.paragraph(range.start),
            Tag::Heading { level, .. } => {
                let number = self.out.take_lead();
                let kind = if self.quotes > 0 {
                    Kind::Quote
                } else {
                    Kind::Heading(tag_level(level))
                };
                self.out.block(kind, range.start);
                // `1. ## Title` is a numbered heading; a bullet in front of one says nothing.
                if let Some(lead) = number.filter(|lead| !is_bullet(&lead.marker)) {
                    self.out.lead(lead);
                }
            }
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.check_depth(range.start);
            }
            Tag::CodeBlock(_) => self.out.block(Kind::Code, range.start),
            Tag::HtmlBlock => {
                self.out.block(self.text_kind(), range.start);
                self.html = HtmlBlock::default();
            }
            Tag::List(first) => {
                self.lists.push(first);
                self.check_depth(range.start);
            }
            Tag::Item => self.item(range),
            Tag::FootnoteDefinition(name) => {
                self.out.block(Kind::Paragraph, range.start);
                let marker = format!("[{name}]");
                let place = range.start..range.start + marker.len();
                self.out.lead(Lead {
                    depth: 0,
                    marker,
                    place,
                });
            }
            Tag::Table(_) => self.out.block(Kind::Table, range.start),
            Tag::TableHead | Tag::TableRow => self.cells = Some(0),
            Tag::Strong => self.strong += 1,
            Tag::Strikethrough => self.tilde(range.start),
            Tag::Link { dest_url, .. } => {
                let links = &mut self.out.links;
                self.link = u32::try_from(links.len()).ok();
                links.push(Link {
                    span: wenmai_model::Span::default(),
                    url: dest_url.to_string(),
                });
                let heading = matches!(self.out.kind(), Kind::Heading(_));
                if heading && self.image.is_none() {
                    self.held = Some(Vec::new());
                }
            }
            Tag::Image { .. } => {
                let (depth, _) = self.image.get_or_insert((0, Vec::new()));
                *depth += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some(text) = self.heading_image.take()
                    && !self.out.is_open()
                {
                    self.picture(text);
                }
                self.cut_edit_brackets();
                self.end_block();
            }
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.end_block();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.end_block();
            }
            TagEnd::Paragraph
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::Table => self.end_block(),
            TagEnd::TableCell => {
                if self.out.is_open() {
                    self.out.push_ours(" |", range.end);
                } else if let Some(cells) = &mut self.cells {
                    *cells += 1;
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                self.cells = None;
                self.out.soft_break();
            }
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Strikethrough => self.tilde(range.end.saturating_sub(1)),
            TagEnd::Link => {
                if let Some(held) = self.held.take()
                    && !self.is_permanent_link(&held)
                {
                    for (text, place) in held {
                        self.put(&text, place);
                    }
                }
                self.link = None;
            }
            TagEnd::Image => self.end_image(),
            _ => {}
        }
    }

    /// What text outside lists is here.
    const fn text_kind(&self) -> Kind {
        if self.quotes > 0 {
            Kind::Quote
        } else if self.lists.is_empty() {
            Kind::Paragraph
        } else {
            Kind::ItemText
        }
    }

    fn paragraph(&mut self, start: usize) {
        self.literal_bold = false;
        // The first paragraph of an item stands behind the marker.
        if !self.out.has_lead() {
            self.out.block(self.text_kind(), start);
        }
    }

    /// Ends a block; text that follows inside an outer one is a paragraph of its own.
    fn end_block(&mut self) {
        self.out.end_line();
        self.out.set_kind(self.text_kind());
        self.out.hard_break();
        self.literal_bold = false;
    }

    fn item(&mut self, range: Range<usize>) {
        let kind = if self.quotes > 0 {
            Kind::Quote
        } else {
            Kind::Item
        };
        self.out.block(kind, range.start);
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let raw_marker = raw
            .find(|c: char| !c.is_ascii_digit())
            .and_then(|digits| raw.get(..digits + 1))
            .unwrap_or_default();
        let place = range.start..range.start + raw_marker.len();
        let depth = self.lists.len();
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!(
                    "{number}{}",
                    raw_marker.trim_start_matches(|c: char| c.is_ascii_digit())
                );
                *number = number.saturating_add(1);
                marker
            }
            _ => raw_marker.to_owned(),
        };
        self.out.lead(Lead {
            depth,
            marker,
            place,
        });
    }

    fn check_depth(&mut self, at: usize) {
        if self.lists.len().max(self.quotes) > MAX_DEPTH {
            self.too_deep.get_or_insert(at);
        }
    }

    fn line_break(&mut self, hard: bool, at: usize) {
        if self.image.is_some() || self.held.is_some() || self.cells.is_some() {
            self.text(CowStr::Borrowed(" "), at..at + 1);
        } else if matches!(self.out.kind(), Kind::Heading(_)) {
            self.put(" ", at..at + 1);
        } else if hard {
            self.out.hard_break();
        } else {
            self.out.soft_break();
        }
    }

    /// `~~` marks what was struck out; one `~` stands between two numbers as a rule, and is shown.
    fn tilde(&mut self, at: usize) {
        let around = self
            .source
            .get(at.saturating_sub(1)..at + 2)
            .unwrap_or_default();
        if !around.contains("~~") {
            self.text(CowStr::Borrowed("~"), at..at + 1);
        }
    }

    /// Text of a paragraph, a heading, a cell, a link or a picture.
    fn text(&mut self, text: CowStr<'s>, place: Range<usize>) {
        if let Some((_, held)) = &mut self.image {
            held.push((text, place));
        } else if let Some(held) = &mut self.held {
            held.push((text, place));
        } else {
            self.put(&text, place);
        }
    }

    /// Appends text. The parser leaves `**` beside Chinese punctuation, as CommonMark wants it; no author does.
    fn put(&mut self, text: &str, place: Range<usize>) {
        let exact = self.source.get(place.clone()) == Some(text);
        if !exact || !text.contains("**") {
            self.put_plain(text, place);
            return;
        }
        let mut from = 0;
        for (at, _) in text.match_indices("**") {
            let before = self
                .source
                .get(..place.start + at)
                .and_then(|s| s.chars().next_back());
            let after = self
                .source
                .get(place.start + at + 2..)
                .and_then(|s| s.chars().next());
            let chinese = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !is_blank(c));
            if !chinese(before) && !chinese(after) {
                continue;
            }
            let piece = text.get(from..at).unwrap_or_default();
            self.put_plain(piece, place.start + from..place.start + at);
            self.literal_bold = !self.literal_bold;
            from = at + 2;
        }
        let piece = text.get(from..).unwrap_or_default();
        self.put_plain(piece, place.start + from..place.end);
    }

    fn put_plain(&mut self, text: &str, place: Range<usize>) {
        if text.is_empty() {
            return;
        }
        self.begin_cell(place.start, text);
        let setting = Setting {
            bold: self.strong > 0 || self.literal_bold,
            link: self.link,
        };
        if text.contains(['\n', '\r']) {
            self.out
                .push(&text.replace(['\n', '\r'], " "), place, setting);
        } else if self.cells.is_some() && text.contains('|') {
            self.out.push(&text.replace('|', "\\|"), place, setting);
        } else {
            self.out.push(text, place, setting);
        }
    }

    /// Puts the bar in front of a cell that has text, and those of the empty cells before it.
    fn begin_cell(&mut self, at: usize, text: &str) {
        let Some(cells) = self.cells.filter(|_| !trim_blank(text).is_empty()) else {
            return;
        };
        if !self.out.is_open() {
            let empty = " |".repeat(cells);
            self.out.push_ours("|", at);
            self.out.push_ours(&empty, at);
            self.out.push_ours(" ", at);
            self.cells = Some(0);
        } else if self.out.line_text().ends_with('|') {
            self.out.push_ours(" ", at);
        }
    }

    /// The lines of a code block.
    fn code(&mut self, text: &str, start: usize) {
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            if trim_blank(content).is_empty() {
                self.out.blank_line();
            } else {
                let place = at..at + content.len();
                self.out.push(content, place, Setting::default());
                self.out.soft_break();
            }
            at += line.len();
        }
    }

    /// A formula as written, its signs included.
    fn formula(&mut self, range: &Range<usize>) {
        let raw = self.source.get(range.clone()).unwrap_or_default();
        let mut at = range.start;
        for (index, line) in raw.split('\n').enumerate() {
            if index > 0 {
                self.line_break(false, at - 1);
            }
            let line_range = at..at + line.len();
            self.text(CowStr::Borrowed(line.trim_end_matches('\r')), line_range);
            at += line.len() + 1;
        }
    }
}

fn is_bullet(marker: &str) -> bool {
    !marker.starts_with(|c: char| c.is_ascii_digit())
}

const fn tag_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}
