//! The article as a sequence of elements, which all document writers share.

mod lines;
pub(crate) mod rich;
pub(crate) mod table;

use wenmai_model::{Block, BlockKind, BlockLayout, Document, PageKind, Post};
use wenmai_text::trim_blank;

use crate::visible::without_controls;
pub(crate) use lines::{Glue, join_lines, keeps_lines, lines_within, source_lines};
use rich::{Picture, Rich, tex};
use table::Table;

/// Deepest list that is written inside of others; what is deeper stands beside it. The writers recurse that deep.
const MAX_LIST_DEPTH: usize = 8;

/// A piece of the article, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// A heading and its level below the title, from 1.
    Heading { level: u8, text: Rich },
    /// A paragraph.
    Paragraph(Rich),
    /// Consecutive list items of one kind.
    List(List),
    /// Program text; the info string of its fence when it has one.
    Code { info: String, lines: Vec<String> },
    /// A formula in TeX, without the signs around it.
    Formula(String),
    /// A table whose cells could be told apart.
    Table(Table),
    /// The paragraphs of a quotation.
    Quote(Vec<Rich>),
    /// Pictures, and what is said below them.
    Figure {
        pictures: Vec<Picture>,
        caption: Option<Rich>,
    },
    /// The caption of what is no picture.
    Caption(Rich),
    /// Who wrote the post of a forum page that follows, and when.
    Byline(Byline),
    /// A post of a forum page.
    Post(Vec<Rich>),
}

/// What is known of the writing of a post; one of the first two is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Byline {
    pub(crate) author: Option<String>,
    /// As the page says it.
    pub(crate) time: Option<String>,
    /// The same as ISO 8601.
    pub(crate) published: Option<String>,
}

impl Byline {
    /// The time as it is shown: as the page says it, else as ISO 8601.
    pub(crate) fn shown_time(&self) -> Option<&str> {
        self.time.as_deref().or(self.published.as_deref())
    }

    fn of(post: &Post) -> Option<Self> {
        let known = |text: &Option<String>| {
            let text = without_controls(text.as_deref()?);
            (!text.is_empty()).then(|| text.into_owned())
        };
        let byline = Self {
            author: known(&post.author),
            time: known(&post.time),
            published: known(&post.published),
        };
        (byline.author.is_some() || byline.shown_time().is_some()).then_some(byline)
    }
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    /// The first number of a numbered list.
    pub(crate) start: Option<u32>,
    /// Its items, without their markers: a text, and what follows inside of the item.
    pub(crate) items: Vec<Vec<Element>>,
}

/// The elements of the article of `document`, in order; title and summary excluded.
pub(crate) fn elements(document: &Document) -> Vec<Element> {
    let mut elements = Elements::default();
    let mut headings = document.outline.iter();
    let mut images = document.images.iter().peekable();
    let mut posts = document.posts.iter().peekable();
    for (at, block) in document.blocks.iter().enumerate() {
        let begins =
            |post: &&Post| usize::try_from(post.first_block).is_ok_and(|first| first <= at);
        while let Some(post) = posts.next_if(begins) {
            if let Some(byline) = Byline::of(post) {
                elements.push_byline(byline);
            }
        }
        if !block.kind.is_article_text() {
            continue;
        }
        while let Some(image) = images.next_if(|image| image.at <= block.span.start) {
            elements.push_picture(Picture::new(image));
        }
        // Every heading block has its entry in the outline, in order; a document that breaks this loses no text.
        let level = match block.kind {
            BlockKind::Heading => headings.next().map_or(1, |heading| heading.level.max(1)),
            _ => 1,
        };
        let layout = document.layout(at);
        if let Some(element) = element(document, block, layout, level) {
            elements.push(block.kind, element, layout);
        }
        // Those inside were written with the text, unless the block has no place for them.
        while let Some(image) = images.next_if(|image| image.at < block.span.end) {
            if keeps_lines(block.kind) && layout.is_none_or(|layout| layout.rows.is_empty()) {
                elements.push_picture(Picture::new(image));
            }
        }
    }
    for image in images {
        elements.push_picture(Picture::new(image));
    }
    elements.finish()
}

/// The element of a block; `None` for one without text.
fn element(
    document: &Document,
    block: &Block,
    layout: Option<&BlockLayout>,
    level: u8,
) -> Option<Element> {
    let lines = source_lines(document, block);
    if lines.iter().all(|line| line.is_empty()) {
        return None;
    }
    let owned = || {
        let lines = lines.iter().map(|line| document.slice(*line).to_owned());
        lines.collect::<Vec<_>>()
    };
    // A line end inside of a block of an HTML page is one that its reader sees.
    let glue = match (document.kind, block.kind) {
        (_, BlockKind::Heading) => Glue::Space,
        (PageKind::Html, _) => Glue::LineEnd,
        _ => Glue::Space,
    };
    let rich = || Rich::new(document, &lines, glue);
    Some(match block.kind {
        BlockKind::Heading => Element::Heading {
            level,
            text: rich(),
        },
        BlockKind::Quote => Element::Quote(vec![rich()]),
        BlockKind::Caption => Element::Caption(rich()),
        BlockKind::Code => match code(owned()) {
            Element::Code { info, lines } if info.is_empty() => Element::Code {
                info: layout
                    .and_then(|layout| layout.language.clone())
                    .unwrap_or_default(),
                lines,
            },
            code => code,
        },
        BlockKind::Formula => Element::Formula(tex(&owned().join("\n")).to_owned()),
        BlockKind::Post => Element::Post(
            lines
                .iter()
                .filter(|line| !line.is_empty())
                .map(|line| Rich::new(document, &[*line], glue))
                .collect(),
        ),
        BlockKind::Table => {
            if let Some(layout) = layout.filter(|layout| !layout.rows.is_empty()) {
                Element::Table(Table::of_layout(document, layout))
            } else {
                let lines = owned();
                match Table::drawn(&lines) {
                    Some(table) => Element::Table(table),
                    None => Element::Code {
                        info: String::new(),
                        lines,
                    },
                }
            }
        }
        _ => Element::Paragraph(rich()),
    })
}

/// Takes the fence off program text that brought its own.
fn code(mut lines: Vec<String>) -> Element {
    let mut info = String::new();
    let fence = |line: &str| {
        let mark = line.chars().next().filter(|&c| c == '`' || c == '~')?;
        let len = line.len() - line.trim_start_matches(mark).len();
        (len >= 3).then_some((mark, len))
    };
    if let Some((mark, len)) = lines.first().and_then(|line| fence(line)) {
        let opening = lines.remove(0);
        opening
            .trim_start_matches(mark)
            .trim()
            .clone_into(&mut info);
        let closes = |line: &String| {
            fence(line).is_some_and(|closing| closing.0 == mark && closing.1 >= len)
        };
        if lines.last().is_some_and(closes) {
            lines.pop();
        }
    }
    Element::Code { info, lines }
}

/// The elements so far, and the lists that are still open.
#[derive(Debug, Default)]
struct Elements {
    done: Vec<Element>,
    /// The lists that are open inside of each other, the outermost first.
    open: Vec<List>,
}

impl Elements {
    fn push(&mut self, kind: BlockKind, element: Element, layout: Option<&BlockLayout>) {
        let depth = layout.map_or(0, |layout| usize::from(layout.list_depth));
        let opens_item = layout.is_some_and(|layout| layout.opens_item);
        if kind == BlockKind::ListItem {
            let Element::Paragraph(mut text) = element else {
                return;
            };
            let number = if opens_item {
                layout.and_then(|layout| layout.number)
            } else {
                let (number, rest) = list_marker(&text.text);
                let marker = text.text.len() - rest.len();
                text.cut_start(marker);
                number
            };
            self.open_item(depth.max(1), number);
            self.add(Element::Paragraph(text));
        } else if layout.is_some_and(|layout| layout.continues)
            && let Element::Quote(paragraphs) = &element
            && let Some(Element::Quote(before)) = self.place().last_mut()
        {
            before.extend(paragraphs.iter().cloned());
        } else if depth == 0 {
            self.close_to(0);
            self.add(element);
        } else {
            if opens_item {
                self.open_item(depth, layout.and_then(|layout| layout.number));
            } else {
                self.close_to(depth.min(MAX_LIST_DEPTH));
            }
            self.add(element);
        }
    }

    /// A post begins behind whatever list was open.
    fn push_byline(&mut self, byline: Byline) {
        self.close_to(0);
        self.add(Element::Byline(byline));
    }

    fn push_picture(&mut self, picture: Picture) {
        if let Some(Element::Figure {
            pictures,
            caption: None,
        }) = self.place().last_mut()
        {
            pictures.push(picture);
        } else {
            self.add(Element::Figure {
                pictures: vec![picture],
                caption: None,
            });
        }
    }

    /// Where the next element goes: the last item of the innermost open list, or the article.
    fn place(&mut self) -> &mut Vec<Element> {
        match self.open.last_mut().and_then(|list| list.items.last_mut()) {
            Some(item) => item,
            None => &mut self.done,
        }
    }

    /// Adds an element where it belongs; what goes on with the one before is joined with it.
    fn add(&mut self, element: Element) {
        let place = self.place();
        match (place.last_mut(), element) {
            (Some(Element::Figure { caption, .. }), Element::Caption(text))
                if caption.is_none() =>
            {
                *caption = Some(text);
            }
            (_, element) => place.push(element),
        }
    }

    /// Opens an item of a list that stands in so many lists, itself included.
    fn open_item(&mut self, depth: usize, number: Option<u32>) {
        let depth = depth.min(MAX_LIST_DEPTH);
        self.close_to(depth);
        let goes_on = self.open.get(depth - 1).is_some_and(|list| {
            let len = u32::try_from(list.items.len()).unwrap_or(u32::MAX);
            list.start.map(|start| start.saturating_add(len)) == number
        });
        if !goes_on {
            self.close_to(depth - 1);
        }
        while self.open.len() + 1 < depth {
            // A list whose items hold nothing but lists.
            self.open.push(List {
                start: None,
                items: vec![Vec::new()],
            });
        }
        if self.open.len() < depth {
            self.open.push(List {
                start: number,
                items: Vec::new(),
            });
        }
        if let Some(list) = self.open.last_mut() {
            list.items.push(Vec::new());
        }
    }

    /// Closes the lists inside of `depth` lists.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth
            && let Some(list) = self.open.pop()
        {
            self.place().push(Element::List(list));
        }
    }

    fn finish(mut self) -> Vec<Element> {
        self.close_to(0);
        self.done
    }
}

/// Splits a list item into its number, if it has a plain one, and its text. Markers that are neither bullets nor plain
/// numbers (`①`, `(1)`, `a.`) are left in the text, as Markdown and HTML could not show them.
fn list_marker(item: &str) -> (Option<u32>, &str) {
    if let Some(rest) = item.strip_prefix(['•', '●', '○', '▪', '■', '◆', '·']) {
        return (None, trim_blank(rest));
    }
    if let Some(rest) = item.strip_prefix(['-', '*', '+', '–'])
        && rest.starts_with([' ', '\t', '\u{3000}'])
    {
        return (None, trim_blank(rest));
    }
    let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    // CommonMark takes nine digits at most.
    if (1..=9).contains(&digits)
        && let Some((number, rest)) = item.split_at_checked(digits)
        && let Ok(number) = number.parse()
    {
        let text = match rest.strip_prefix(['、', '．']) {
            Some(text) => Some(text),
            None => rest
                .strip_prefix(['.', ')', '）'])
                .filter(|text| !text.starts_with(|c: char| c.is_ascii_digit())),
        };
        if let Some(text) = text {
            return (Some(number), trim_blank(text));
        }
    }
    (None, item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_markers_are_bullets_or_plain_numbers() {
        let cases = [
            ("- a", None, "a"),
            ("•a", None, "a"),
            ("-5 degrees", None, "-5 degrees"),
            ("1. a", Some(1), "a"),
            ("12、甲", Some(12), "甲"),
            ("3.5 版本", None, "3.5 版本"),
            ("（1）甲", None, "（1）甲"),
            ("① 甲", None, "① 甲"),
            ("1234567890. a", None, "1234567890. a"),
        ];
        for (item, number, text) in cases {
            assert_eq!(list_marker(item), (number, text), "{item:?}");
        }
    }

    #[test]
    fn code_brings_its_own_fence() {
        let lines = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
        let expected = Element::Code {
            info: "rust".into(),
            lines: lines(&["fn a() {}"]),
        };
        assert_eq!(code(lines(&["```rust", "fn a() {}", "```"])), expected);
        let plain = Element::Code {
            info: String::new(),
            lines: lines(&["``", "x"]),
        };
        assert_eq!(code(lines(&["``", "x"])), plain);
    }
}
