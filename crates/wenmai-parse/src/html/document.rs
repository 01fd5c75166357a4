//! The document of an HTML page: what the classifier keeps goes the way of a page with markup, with its tags as evidence.

use wenmai_model::{BlockKind, Document, PageKind};

use super::attribute::AttributeName;
use super::block::{Block, InlineKind};
use super::classify::{Model, classify};
use super::facts::{Names, facts};
use super::page_type::page_type;
use super::tag::Tag;
use super::tree::NodeId;
use super::{HtmlOptions, HtmlPage, metadata, read};
use crate::{
    ParseOptions, assemble,
    class::Labeled,
    grammar::title::bracket_tags,
    line::{Line, scan},
    markup::{
        Kind, Link, Marked, Markup, classify as classify_lines, document, host, read_markers,
    },
    region::{Head, Regions, Tail, same_text},
};

/// How many elements around a block may make it a heading, a quotation, an item.
const MAX_AROUND: usize = 6;
/// Longest cell of a table of data, in bytes: longer ones are text in a table that only lays it out.
const MAX_CELL_BYTES: u32 = 600;

/// Parses a page that stands at `url`, as far as that is known.
pub(crate) fn parse(source: &str, url: Option<&str>, options: &ParseOptions) -> Document {
    let page = read(source, &HtmlOptions::default());
    let model = Model::builtin();
    let names = Names::new(&page.tree, model.names());
    let facts = facts(&page, &names, url);
    let verdict = classify(&page, &facts, model);
    let mut lines = scan(&page.text);
    let marks = marks(&page, &mut lines);
    let (lines, marks) = read_markers(lines, marks, options);
    let addresses = links(&page);
    let marked = Marked {
        text: &page.text,
        lines: &lines,
        marks: &marks,
        links: &addresses,
        host: url.and_then(host),
        url,
    };
    let found = metadata::metadata(&page);
    let blocks = blocks_of(&page, &lines);
    let keeps = |at: usize| blocks.get(at).is_some_and(|&block| verdict.keeps(block));
    let title = title(&marked, keeps, found.title.as_deref());
    let mut classes = classify_lines(&lines, &marks);
    for ((at, class), &block) in classes.iter_mut().enumerate().zip(&blocks) {
        if !keeps(at) {
            let node = page
                .blocks
                .get(block)
                .map_or(NodeId::ROOT, |block| block.node);
            *class = Labeled::boilerplate(names.furniture(&page.tree, node));
        }
    }
    if let Some(line) = title.and_then(|at| lines.get(at)) {
        for (class, other) in classes.iter_mut().zip(&lines) {
            if says_same(line.text, other.text) {
                *class = Labeled::block(BlockKind::Title);
            }
        }
    }
    let regions = Regions {
        head: Head {
            title,
            ..Head::default()
        },
        body: 0..lines.len(),
        contents: 0..0,
        tail: Tail {
            start: lines.len(),
            sections: Vec::new(),
            is_unlabeled: false,
        },
    };
    let related = assemble::related(&lines, &regions.tail, |_| Vec::new());
    let mut document = document(&marked, &regions, classes, related);
    without_lines(&mut document);
    document.findings.extend(page.findings);
    document.kind = PageKind::Html;
    document.confidence = verdict.expected;
    document.page_type = page_type(&facts.whole, model.types());
    assemble::fill_metadata(&mut document.metadata, found);
    document.source_map = Some(page.source_map);
    document
}

/// The lines of the visible text are no lines of the source.
fn without_lines(document: &mut Document) {
    for heading in &mut document.outline {
        heading.line = None;
    }
    let blocks = document.blocks.iter_mut().map(|block| &mut block.lines);
    let regions = document.boilerplate.iter_mut();
    for lines in blocks.chain(regions.map(|region| &mut region.lines)) {
        *lines = None;
    }
}

/// The block that each line belongs to.
fn blocks_of(page: &HtmlPage<'_>, lines: &[Line<'_>]) -> Vec<usize> {
    let mut at = 0;
    lines
        .iter()
        .map(|line| {
            let ends_before = |block: &Block| block.span.end <= line.start;
            while page.blocks.get(at).is_some_and(ends_before) {
                at += 1;
            }
            at
        })
        .collect()
}

/// What the markup says of each line. Lines of text get blank lines around them where blocks do.
fn marks(page: &HtmlPage<'_>, lines: &mut [Line<'_>]) -> Vec<Markup> {
    let mut marks = Vec::with_capacity(lines.len());
    let mut before: Option<usize> = None;
    let mut shown: Option<(Kind, NodeId)> = None;
    let blocks = blocks_of(page, lines);
    for (line, at) in lines.iter_mut().zip(blocks) {
        let Some(block) = page.blocks.get(at) else {
            break;
        };
        let is_first = before.replace(at) != Some(at);
        let (kind, group) = kind(page, block);
        // The cells of a table are one block, and the paragraphs of an item one item.
        let goes_on = matches!(kind, Kind::Table | Kind::ItemText) && shown == Some((kind, group));
        shown = Some((kind, group));
        let kind = match kind {
            Kind::ItemText if !goes_on => Kind::Item,
            kind => kind,
        };
        let chars = block.counts.chars.max(1);
        let percent = u64::from(block.link_chars) * 100 / u64::from(chars);
        marks.push(Markup {
            kind,
            continues: !is_first || goes_on && kind == Kind::Table,
            bold: block.strong_chars >= chars,
            link_percent: u8::try_from(percent.min(100)).unwrap_or(100),
            n_links: u8::try_from(block.n_links).unwrap_or(u8::MAX),
            link: None,
            number: line.number,
            start: line.start,
        });
        let stands_alone = matches!(kind, Kind::Paragraph | Kind::Heading(_) | Kind::Quote);
        line.blank_before = is_first && stands_alone;
        line.blank_after = stands_alone && block.span.end <= line.end();
    }
    marks
}

/// What the elements around a block make of it, and the element that does.
fn kind(page: &HtmlPage<'_>, block: &Block) -> (Kind, NodeId) {
    let tree = &page.tree;
    if block.is_preformatted {
        return (Kind::Code, block.node);
    }
    let around = std::iter::once(block.node).chain(tree.ancestors(block.node));
    for node in around.take(MAX_AROUND) {
        let tag = tree.tag(node);
        if let Some(tag) = tag.heading() {
            return (Kind::Heading(tag), node);
        }
        match tag {
            Tag::Li | Tag::Dd => return (Kind::ItemText, node),
            Tag::Td | Tag::Th
                if block.span.end - block.span.start <= MAX_CELL_BYTES && node == block.node =>
            {
                let table = tree
                    .ancestors(node)
                    .find(|&node| tree.tag(node) == Tag::Table);
                return (Kind::Table, table.unwrap_or(node));
            }
            Tag::Blockquote => return (Kind::Quote, node),
            Tag::Td | Tag::Th | Tag::Article | Tag::Main | Tag::Section | Tag::Body => break,
            _ => {}
        }
    }
    (Kind::Paragraph, block.node)
}

fn links(page: &HtmlPage<'_>) -> Vec<Link> {
    let links = page
        .inlines
        .iter()
        .filter(|inline| inline.kind == InlineKind::Link && !inline.span.is_empty());
    links
        .filter_map(|inline| {
            let url = page.tree.attribute(inline.node, AttributeName::Href)?;
            Some(Link {
                span: inline.span,
                url: url.to_owned(),
            })
        })
        .collect()
}

/// The line that is the title: a heading that says what the page calls itself, else the only `h1`, else the first `h1`
/// that is kept.
fn title(
    marked: &Marked<'_, '_>,
    keeps: impl Fn(usize) -> bool,
    called: Option<&str>,
) -> Option<usize> {
    let heads = || {
        let lines = marked.lines.iter().zip(marked.marks).enumerate();
        lines.filter_map(|(at, (line, markup))| Some((at, line, markup.tag()?)))
    };
    let is_called = |line: &Line<'_>| called.is_some_and(|called| says_same(called, line.text));
    let by_name = heads().find(|(_, line, _)| is_called(line));
    let mut tops = heads().filter(|&(_, _, tag)| tag == 1);
    let only = tops.next().filter(|_| tops.next().is_none());
    let first = || heads().find(|&(at, _, tag)| tag == 1 && keeps(at));
    by_name.or(only).or_else(first).map(|(at, _, _)| at)
}

/// Whether two titles say the same, but for the tags in brackets in front of them.
fn says_same(a: &str, b: &str) -> bool {
    same_text(bracket_tags(a).1, bracket_tags(b).1)
}
