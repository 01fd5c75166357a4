//! What one record tells: title, address, author, tags, date, counters, excerpt.

use std::ops::Range;

use wenmai_model::{BoilerplateKind, Card, Span};
use wenmai_text::{is_blank, trim_blank};

use super::super::address::resolve;
use super::super::attribute::AttributeName;
use super::super::block::{Inline, InlineKind};
use super::super::tag::Tag;
use super::super::tree::NodeId;
use super::Source;
use crate::{
    card::{add_field, add_row},
    grammar::{counter::counters, date::date_text, date::stamp, whole},
    line::{Line, Shape},
    region::same_text,
};

/// Most elements named after authors that are asked for a name, in one record.
const MAX_ASKED: usize = 8;
/// Nodes of a record that are asked for their names.
const MAX_NODES: usize = 400;
/// Widest tag, in columns.
const MAX_TAG_WIDTH: u16 = 30;
/// Longest name of an author, in bytes.
const MAX_NAME_BYTES: usize = 60;
/// Narrowest excerpt, in columns.
const MIN_EXCERPT_WIDTH: u16 = 16;
/// Widest row of facts, in columns.
const MAX_ROW_WIDTH: u16 = 90;

/// Reads the record in `element`, whose link is the piece `inline` of the page and whose lines are `lines`.
pub(super) fn card(
    source: &Source<'_, '_>,
    element: NodeId,
    inline: usize,
    lines: Range<usize>,
) -> Option<Card> {
    let page = source.page;
    let link = page.inlines.get(inline)?;
    let href = href(source, link)?;
    let record = source.lines.get(lines)?;
    let span = Span::new(record.first()?.start, record.last()?.end());
    let title_span = title(source, href, span)?;
    let title = title_span.of(&page.text)?;
    let told = names(source, element);
    let mut reader = Reader {
        source,
        href,
        title_span,
        title,
        card: Card {
            title: title.to_owned(),
            url: Some(resolve(source.base, href)),
            title_span,
            span,
            ..Card::default()
        },
        author: told.author.filter(|name| !same_text(name, title)),
        excerpt: None,
    };
    for line in record {
        reader.line(line);
    }
    let mut card = reader.card;
    card.author = card.author.or(reader.author);
    if told.views.is_some() || told.comments.is_some() {
        (card.views, card.comments) = (told.views, told.comments);
    }
    card.excerpt = reader.excerpt.map(str::to_owned);
    let stamp = card.excerpt.as_deref().and_then(|text| stamp(text).ok());
    card.date_stamp = stamp.map(|(_, stamp)| stamp.text.to_owned());
    Some(card)
}

fn href<'s>(source: &'s Source<'_, '_>, link: &Inline) -> Option<&'s str> {
    source.page.tree.attribute(link.node, AttributeName::Href)
}

/// The links inside of a piece of text.
fn links<'s>(source: &'s Source<'_, '_>, span: Span) -> impl Iterator<Item = &'s Inline> {
    let inlines = &source.page.inlines;
    let from = inlines.partition_point(|inline| inline.span.start < span.start);
    let inside = inlines.get(from..).unwrap_or_default().iter();
    inside
        .take_while(move |inline| inline.span.start < span.end)
        .filter(|inline| inline.kind == InlineKind::Link && !inline.span.is_empty())
}

/// The text of the links to `href` that is the title: the one that is set as such, else the first that is no date and no
/// number.
fn title(source: &Source<'_, '_>, href: &str, span: Span) -> Option<Span> {
    let text = &source.page.text;
    let is_set = |link: &&Inline| {
        let block = source.blocks.get(source.line_at(link.span.start));
        block.is_some_and(|&block| source.kinds.is_title(block))
    };
    let is_words = |link: &&Inline| {
        let text = trim_blank(link.span.of(text).unwrap_or_default());
        whole(date_text, text).is_none()
            && whole(counters, text).is_none()
            && text.chars().any(char::is_alphabetic)
    };
    let ours = || links(source, span).filter(|link| self::href(source, link) == Some(href));
    let found = ours()
        .filter(is_words)
        .find(is_set)
        .or_else(|| ours().find(is_words))?;
    // A title has no line end in it.
    let whole = found.span.of(text)?;
    let first = whole
        .split('\n')
        .find(|line| !trim_blank(line).is_empty())?;
    let title = trim_blank(first);
    let start = title.as_ptr() as usize - whole.as_ptr() as usize;
    let start = found.span.start + u32::try_from(start).ok()?;
    Some(Span::new(start, start + u32::try_from(title.len()).ok()?))
}

/// What the names of elements tell of the texts in them.
#[derive(Debug, Default)]
struct Told {
    author: Option<String>,
    views: Option<u64>,
    comments: Option<u64>,
}

/// Asks the names of the elements in a record.
fn names(source: &Source<'_, '_>, element: NodeId) -> Told {
    let tree = &source.page.tree;
    let mut told = Told::default();
    let mut n_asked = 0;
    let inside = std::iter::once(element).chain(tree.descendants(element));
    for node in inside.take(MAX_NODES) {
        if tree.tag(node) == Tag::Text {
            let text = trim_blank(tree.text(node));
            let Some(value) = number(text) else {
                continue;
            };
            let parent = tree.parent(node);
            let around = [parent, tree.parent(parent)];
            let around = around.into_iter().filter(|&node| node > element);
            let mut kinds = around.filter_map(|node| counted(source, node));
            match kinds.next() {
                Some(Counted::Views) => told.views = told.views.or(Some(value)),
                Some(Counted::Comments) => told.comments = told.comments.or(Some(value)),
                None => {}
            }
        } else if told.author.is_none()
            && node != element
            && n_asked < MAX_ASKED
            && source.names.kind(node) == Some(BoilerplateKind::AuthorBox)
        {
            n_asked += 1;
            told.author = name_in(source, node);
        }
    }
    told
}

/// The name in an element that is named after an author: that of the link in it, else all of its text.
fn name_in(source: &Source<'_, '_>, node: NodeId) -> Option<String> {
    let tree = &source.page.tree;
    let is_link = |at: &NodeId| tree.tag(*at) == Tag::A;
    let mut inside = tree.descendants(node).take(MAX_NODES);
    let holder = inside.find(|at| is_link(at) && !written(source, *at).is_empty());
    let text = written(source, holder.unwrap_or(node));
    let mut row = Card::default();
    // `By Ann Lee`, `Ann Lee · 3 days ago`
    let name = match add_row(&mut row, &text) {
        Some(()) => row.author?,
        None => text,
    };
    is_name(&name).then_some(name)
}

/// The text in an element, as far as a name may be long.
fn written(source: &Source<'_, '_>, node: NodeId) -> String {
    let tree = &source.page.tree;
    let mut text = String::new();
    let texts = tree.descendants(node).take(MAX_NODES);
    for word in texts.flat_map(|at| tree.text(at).split(is_blank)) {
        if text.len() > MAX_NAME_BYTES {
            break;
        }
        if !word.is_empty() {
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(word);
        }
    }
    text
}

fn is_name(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= MAX_NAME_BYTES
        && text.chars().nth(1).is_some()
        && text.chars().next().is_some_and(char::is_alphabetic)
        && digits <= 4
        && whole(date_text, text).is_none()
}

/// A date in numbers whose order is not known: `05/22/2024`, with a clock behind it.
fn is_numeric_date(text: &str) -> bool {
    let date = text.split([' ', ',']).next().unwrap_or_default();
    let mut parts = date.split(['/', '.']).map(|part| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(part.len())
    });
    let lens = [(); 4].map(|()| parts.next().flatten());
    text.len() <= 24 && matches!(lens, [Some(1 | 2), Some(1 | 2), Some(4), None])
}

/// Whether an address is that of a person: a folder of it says so.
fn is_of_person(href: &str) -> bool {
    const FOLDERS: [&str; 11] = [
        "author", "authors", "user", "users", "u", "member", "members", "people", "profile",
        "profiles", "writer",
    ];
    let path = href.split(['?', '#']).next().unwrap_or_default();
    path.split('/').any(|folder| FOLDERS.contains(&folder))
}

/// A number that stands alone.
fn number(text: &str) -> Option<u64> {
    if text.is_empty() || text.len() > 16 || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let found = whole(counters, text).filter(|found| found.len() == 1 && !found.any_named())?;
    found.iter().next().map(|counter| counter.value)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Views,
    Comments,
}

/// What the classes of an element say that its number counts.
fn counted(source: &Source<'_, '_>, node: NodeId) -> Option<Counted> {
    const VIEWS: [&str; 7] = ["view", "views", "read", "reads", "hits", "pv", "click"];
    const COMMENTS: [&str; 6] = ["comment", "comments", "reply", "replies", "pinglun", "cmt"];
    let classes = source.page.tree.attribute(node, AttributeName::Class)?;
    let mut words = classes
        .get(..classes.floor_char_boundary(200))?
        .split(|c: char| !c.is_ascii_alphabetic());
    words.find_map(|word| {
        let is = |known: &str| known.eq_ignore_ascii_case(word);
        if VIEWS.iter().any(|known| is(known)) {
            Some(Counted::Views)
        } else if COMMENTS.iter().any(|known| is(known)) {
            Some(Counted::Comments)
        } else {
            None
        }
    })
}

struct Reader<'r, 'p, 's> {
    source: &'r Source<'p, 's>,
    href: &'r str,
    title_span: Span,
    title: &'r str,
    card: Card,
    author: Option<String>,
    /// The longest text so far that is nothing else.
    excerpt: Option<&'r str>,
}

impl<'r> Reader<'r, '_, '_> {
    fn line(&mut self, line: &Line<'_>) {
        let text = &self.source.page.text;
        let span = Span::new(line.start, line.end());
        let links: Vec<&'r Inline> = links(self.source, span).collect();
        let mut linked = 0_usize;
        for link in &links {
            linked += link.span.of(text).map_or(0, str::len);
        }
        let rest = self.unlinked(span, &links);
        // Text with a few links in it is no row of links.
        let is_prose = rest.len() > linked && Shape::new(&rest).width >= MIN_EXCERPT_WIDTH * 2;
        let is_title_line = span.contains(self.title_span);
        if is_prose && !is_title_line && add_row(&mut self.card, &rest).is_none() {
            self.add_excerpt(span);
            return;
        }
        for link in links {
            self.link(link, span);
        }
        self.facts(&rest, span, is_title_line);
    }

    fn link(&mut self, link: &Inline, around: Span) {
        let Some(text) = link.span.of(&self.source.page.text).map(trim_blank) else {
            return;
        };
        let width = Shape::new(text).width;
        let is_ours = href(self.source, link) == Some(self.href);
        let is_fact = width <= MAX_ROW_WIDTH && {
            whole(date_text, text).is_some()
                || whole(counters, text).is_some_and(|found| found.any_named())
        };
        if around.contains(self.title_span) && link.span.contains(self.title_span) {
            return;
        }
        if is_fact {
            add_field(&mut self.card, text, &mut Vec::new());
        } else if is_ours {
            if width > MIN_EXCERPT_WIDTH && add_row(&mut self.card, text).is_none() {
                self.add_excerpt(link.span);
            }
        } else if self
            .author
            .as_deref()
            .is_some_and(|name| same_text(name, text))
        {
            // It is said already.
        } else if href(self.source, link).is_some_and(is_of_person) && is_name(text) {
            self.author = self.author.take().or_else(|| Some(text.to_owned()));
        } else if width <= MAX_TAG_WIDTH && text.chars().any(char::is_alphabetic) {
            let tag = trim_blank(text.trim_start_matches('#'));
            if !self.card.tags.iter().any(|known| known == tag) && self.card.tags.len() < 32 {
                self.card.tags.push(tag.to_owned());
            }
        }
    }

    /// What stands outside of links in a line: its texts, with a blank between what stood in elements of their own.
    fn unlinked(&self, line: Span, links: &[&Inline]) -> String {
        let page = self.source.page;
        let mut rest = String::new();
        let mut last_end = None;
        let mut links = links.iter().peekable();
        for (piece, place) in page.source_map.pieces(line) {
            let piece = Span::new(piece.start.max(line.start), piece.end.min(line.end));
            while links.next_if(|link| link.span.end <= piece.start).is_some() {}
            if links.peek().is_some_and(|link| link.span.contains(piece)) {
                last_end = None;
                continue;
            }
            let is_apart = last_end != Some(place.start) && !rest.ends_with(' ');
            if is_apart && !rest.is_empty() {
                rest.push(' ');
            }
            rest.push_str(piece.of(&page.text).unwrap_or_default());
            last_end = Some(place.end);
        }
        rest
    }

    fn facts(&mut self, rest: &str, line: Span, is_title_line: bool) {
        let mut rest = without_signs(rest);
        if let Some(author) = self.author.as_deref() {
            // The name as its element tells it, in front of the date or alone.
            let behind = rest
                .strip_prefix(author)
                .or_else(|| rest.strip_suffix(author));
            rest = behind.map_or(rest, without_signs);
        }
        // A number in front of the title is its rank.
        let is_rank = is_title_line && line.start < self.title_span.start && number(rest).is_some();
        if rest.is_empty() || is_rank {
            return;
        }
        if is_numeric_date(rest) {
            self.card.age = self.card.age.take().or_else(|| Some(rest.to_owned()));
            return;
        }
        let width = Shape::new(rest).width;
        if width <= MAX_ROW_WIDTH && add_row(&mut self.card, rest).is_some() {
            return;
        }
        let mut left = Vec::new();
        add_field(&mut self.card, rest, &mut left);
        if !left.is_empty() && !is_title_line {
            self.add_excerpt(line);
        }
    }

    fn add_excerpt(&mut self, span: Span) {
        let text = span.of(&self.source.page.text).map(trim_blank);
        let longer = text.filter(|text| {
            text.len() > self.excerpt.map_or(0, str::len)
                && Shape::new(text).width >= MIN_EXCERPT_WIDTH
                && *text != self.title
        });
        self.excerpt = longer.or(self.excerpt);
    }
}

/// A text without the signs that part facts.
fn without_signs(text: &str) -> &str {
    let is_sign =
        |c: char| is_blank(c) || matches!(c, '·' | '|' | '｜' | '•' | '—' | '-' | '/' | ',');
    text.trim_matches(is_sign)
}
