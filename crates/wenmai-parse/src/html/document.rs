//! The document of an HTML page: what the classifier keeps goes the way of a page with markup, with its tags as evidence.

use std::ops::Range;

use wenmai_model::{
    BlockKind, BoilerplateKind, Card, Document, Metadata, MetadataField, MetadataSource, PageKind,
    PageType, PageTypeKind, Provenance, rounded_probability,
};

use super::address::resolve;
use super::around::elements;
use super::asides::{Beside, asides};
use super::attribute::AttributeName;
use super::block::InlineKind;
use super::cards::{self, Cards};
use super::classify::{Verdict, classify};
use super::facts::{Facts, Names};
use super::layout::add_layout;
use super::lines::{Kinds, blocks_of, is_within, marks};
use super::metadata::date::DayOrder;
use super::model::Model;
use super::name_parts::NameParts;
use super::page_type::page_type;
use super::pictures::pictures;
use super::posts::Posts;
use super::records::records;
use super::signals::signals;
use super::tree::NodeId;
use super::{HtmlOptions, HtmlPage, metadata, read, recovery};
use crate::{
    ParseOptions, assemble,
    assemble::Related,
    budget::Cut,
    class::{Class, Labeled, mark_furniture},
    grammar::title::bracket_tags,
    line::{Line, scan},
    markup::{
        Link, Marked, Markup, classify as classify_lines, document, host, is_anchor, read_markers,
    },
    profile::{LineMarkup, Sight},
    region::{Head, Regions, Tail, is_byline, same_text},
};

/// Parses a page that stands at `url`, as far as that is known, by the weights of `model`. `seen` gets what the markup says of
/// each line, where it is given. Says where the page was cut, if it was.
#[expect(clippy::too_many_lines, reason = "the stages in their order")]
pub(crate) fn parse(
    source: &str,
    url: Option<&str>,
    options: &ParseOptions,
    model: &Model,
    seen: Option<&mut Vec<LineMarkup>>,
) -> (Document, Option<Cut>) {
    let mut page = read(source, &HtmlOptions::from(options));
    let names = Names::new(&page.tree, model.names());
    let (mut page_type, verdict) = judge(&page, &names, url, model);
    let statements = metadata::Statements::read(&page, url);
    let parts = NameParts::new(&page.tree);
    let is_content = |block| verdict.keeps(block);
    let mut found = metadata::metadata(
        &metadata::Page::new(&page, &parts, url, &is_content),
        &statements,
    );
    let content = recovery::content(&mut page, &statements, is_content);
    let mut lines = scan(&page.text);
    let posts = posts(&page, &parts, &mut page_type, |block| content.keeps(block));
    let kinds = Kinds::new(&page, &content.recovered, posts);
    let teasers = records(
        &page,
        |at, _| kinds.is_title(at),
        |address| !is_anchor(address, url),
    );
    let kept = kinds.whole(&page, |block| content.keeps(block));
    let asides = asides(&Beside {
        page: &page,
        page_type: page_type.kind,
        described: &verdict.described,
        kinds: &kinds,
        kept: &kept,
        teasers: &teasers,
    });
    let marks = marks(&page, &mut lines, &kinds, &teasers);
    let (mut lines, marks) = read_markers(lines, marks, options);
    let addresses = links(&page);
    let blocks = blocks_of(&page, &lines);
    let around = Around {
        page: &page,
        names: &names,
        blocks: &blocks,
    };
    if let Some(seen) = seen {
        seen.extend(
            lines
                .iter()
                .zip(&marks)
                .enumerate()
                .map(|(at, (line, mark))| {
                    let node = around.node(at);
                    LineMarkup {
                        start: line.start,
                        is_linked: mark.is_linked(),
                        elements: Some(elements(&page.tree, node)),
                        around: around.kind(node),
                    }
                }),
        );
    }
    if let Some(rules) = options.profiles.rules(url) {
        let see = |at: usize| Sight {
            is_linked: marks.get(at).is_some_and(Markup::is_linked),
            is_kept: blocks
                .get(at)
                .is_some_and(|&block| is_kept(&kept, block) && !is_within(&asides, block)),
        };
        rules.mark(&mut lines, see, |at| {
            Some(elements(&page.tree, around.node(at)))
        });
    }
    forget_furniture(&mut found, &lines);
    let furnished = furnished(&lines, &blocks, page.blocks.len());
    let posts = blocks.iter().map(|&block| kinds.posts().of_block(block));
    let post_of_lines: Vec<Option<u32>> = posts.collect();
    let marked = Marked {
        text: &page.text,
        lines: &lines,
        marks: &marks,
        links: &addresses,
        posts: &post_of_lines,
        host: url.and_then(host),
        url,
    };
    let base = base(&page, url);
    let Cards { cards, beside } = cards::cards(&cards::Source {
        page: &page,
        kinds: &kinds,
        names: &names,
        lines: &lines,
        blocks: &blocks,
        kept: &kept,
        asides: &asides,
        page_type: page_type.kind,
        url,
        base: base.as_deref(),
    });
    let in_cards: Vec<Range<usize>> = beside.iter().map(|(lines, _)| lines.clone()).collect();
    let card_blocks = blocks_in(&blocks, &in_cards);
    let keeps = |at: usize| {
        let block = blocks.get(at).filter(|&&block| !is_kept(&furnished, block));
        block.is_some_and(|&block| is_kept(&kept, block) && !is_within(&asides, block))
            && !is_within(&in_cards, at)
    };
    let title = title(&marked, keeps, found.title.as_deref());
    let mut classes = classify_lines(&lines, &marks);
    for ((at, class), &block) in classes.iter_mut().enumerate().zip(&blocks) {
        if kinds.posts().is_byline(block) {
            *class = Labeled::boilerplate(BoilerplateKind::Byline);
        } else if !keeps(at) {
            let node = around.node(at);
            *class = Labeled::boilerplate(if is_within(&asides, block) {
                BoilerplateKind::Related
            } else {
                names.furniture(&page.tree, node)
            });
        }
    }
    mark_furniture(&lines, &mut classes);
    let related = add_cards(&mut classes, cards, &beside);
    class_titles(&mut classes, &lines, title);
    class_bylines(&mut classes, &lines, &marks, title);
    let regions = regions(title, lines.len());
    let mut document = document(&marked, &regions, classes, related);
    without_lines(&mut document);
    add_layout(&mut document, &page, &kinds, base.as_deref());
    kinds.posts().add_to(&mut document, &page);
    document.images = pictures(&page, base.as_deref(), |block| {
        is_kept(&kept, block)
            && !is_kept(&furnished, block)
            && !is_within(&asides, block)
            && !is_within(&card_blocks, block)
    });
    document.signals = signals(&page, statements.signals());
    document.findings.extend(page.findings);
    document.kind = PageKind::Html;
    document.confidence = verdict.expected;
    document.page_type = page_type;
    add_metadata(&mut document, found);
    document.source_map = Some(page.source_map);
    (document, page.cut)
}

/// The elements around the lines of a page.
struct Around<'p, 's> {
    page: &'p HtmlPage<'s>,
    names: &'p Names,
    /// The block of each line.
    blocks: &'p [usize],
}

impl Around<'_, '_> {
    /// The element that the line with index `at` stands in.
    fn node(&self, at: usize) -> NodeId {
        let block = self.blocks.get(at).and_then(|&at| self.page.blocks.get(at));
        block.map_or(NodeId::ROOT, |block| block.node)
    }

    /// The kind of boilerplate that the names around an element tell, if they tell one.
    fn kind(&self, node: NodeId) -> Option<BoilerplateKind> {
        let kind = self.names.furniture(&self.page.tree, node);
        (kind != BoilerplateKind::Other).then_some(kind)
    }
}

/// Takes a title out of the metadata that only a heading gives which repeats on the pages of the host.
fn forget_furniture(found: &mut Metadata, lines: &[Line<'_>]) {
    let is_shown = found.provenance.iter().any(|from| {
        from.field == MetadataField::Title && from.source == MetadataSource::VisibleText
    });
    let Some(title) = found.title.as_deref().filter(|_| is_shown) else {
        return;
    };
    let mut furniture = lines.iter().filter(|line| line.furniture.is_some());
    if furniture.any(|line| says_same(title, line.text)) {
        assemble::forget_title(found);
    }
}

/// Whether all lines of each block are boilerplate by the profile of the host. Empty where none is.
fn furnished(lines: &[Line<'_>], blocks: &[usize], n_blocks: usize) -> Vec<bool> {
    if lines.iter().all(|line| line.furniture.is_none()) {
        return Vec::new();
    }
    let mut furnished = vec![true; n_blocks];
    for (line, &block) in lines.iter().zip(blocks) {
        if let Some(all) = furnished.get_mut(block) {
            *all &= line.furniture.is_some();
        }
    }
    furnished
}

/// What kind of page a page is, and which of its blocks are content.
fn judge(
    page: &HtmlPage<'_>,
    names: &Names,
    url: Option<&str>,
    model: &Model,
) -> (PageType, Verdict) {
    let facts = Facts::new(page, names, url);
    let page_type = page_type(&facts.whole(), model.types());
    let verdict = classify(page, &facts, model, page_type.kind);
    (page_type, verdict)
}

/// What the page says about itself. Who wrote the first post wrote the page, where nothing else says who did.
fn add_metadata(document: &mut Document, found: Metadata) {
    // The line of the title is known by what the metadata call the page, so they have the last word.
    if found.title.is_some() {
        assemble::forget_title(&mut document.metadata);
    }
    assemble::fill_metadata(&mut document.metadata, found);
    let first = document.posts.first();
    if document.metadata.authors.is_empty()
        && let Some(author) = first.and_then(|post| post.author.clone())
    {
        document.metadata.authors.push(author);
        document.metadata.provenance.push(Provenance {
            field: MetadataField::Authors,
            source: MetadataSource::Derived,
            span: None,
        });
    }
}

/// The posts of a forum page. A page that was taken for something else, but is made of posts, is one.
fn posts(
    page: &HtmlPage<'_>,
    parts: &NameParts,
    page_type: &mut PageType,
    keeps: impl Fn(usize) -> bool,
) -> Posts {
    // Lists of articles have entries with authors and days, and products have reviews.
    if matches!(
        page_type.kind,
        PageTypeKind::Listing | PageTypeKind::Collection | PageTypeKind::Product
    ) {
        return Posts::default();
    }
    let language = page.tree.attribute(NodeId::ROOT, AttributeName::Lang);
    let order = DayOrder::of(language.unwrap_or_default());
    let posts = Posts::find(page, parts, order, &keeps);
    if page_type.kind != PageTypeKind::Forum {
        let Some(share) = posts.thread_share(page, keeps) else {
            return Posts::default();
        };
        *page_type = PageType {
            kind: PageTypeKind::Forum,
            confidence: rounded_probability(share),
        };
    }
    posts
}

/// Everything is body but the title: head and tail of a page are told by the classes of its lines.
fn regions(title: Option<usize>, n_lines: usize) -> Regions {
    Regions {
        head: Head {
            title,
            ..Head::default()
        },
        body: 0..n_lines,
        contents: 0..0,
        tail: Tail {
            start: n_lines,
            sections: Vec::new(),
            is_unlabeled: false,
        },
    }
}

/// The blocks of some ranges of lines, where each line has one.
fn blocks_in(blocks: &[usize], lines: &[Range<usize>]) -> Vec<Range<usize>> {
    let of_range = |lines: &Range<usize>| {
        let inside = blocks.get(lines.clone())?;
        Some(*inside.first()?..inside.last()? + 1)
    };
    lines.iter().filter_map(of_range).collect()
}

/// Gives the lines of cards and of what stands between them their classes.
fn add_cards(
    classes: &mut [Labeled],
    cards: Vec<(Card, Range<usize>)>,
    beside: &[(Range<usize>, BoilerplateKind)],
) -> Related {
    for (lines, kind) in beside {
        let classes = classes.get_mut(lines.clone()).unwrap_or_default();
        classes.fill(Labeled::boilerplate(*kind));
        // A region of its own for each label.
        if let Some(first) = classes.first_mut() {
            first.joined = false;
        }
    }
    let mut related = Vec::with_capacity(cards.len());
    for (at, (card, lines)) in (0..).zip(cards) {
        let classes = classes.get_mut(lines).unwrap_or_default();
        classes.fill(Labeled {
            class: Class::Card(at),
            joined: true,
        });
        related.push(card);
    }
    Related::within(related)
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

fn is_kept(kept: &[bool], block: usize) -> bool {
    kept.get(block).copied().unwrap_or_default()
}

/// Gives the line of the title, and those that repeat it, their class.
fn class_titles(classes: &mut [Labeled], lines: &[Line<'_>], title: Option<usize>) {
    let Some(line) = title.and_then(|at| lines.get(at)) else {
        return;
    };
    for (class, other) in classes.iter_mut().zip(lines) {
        if says_same(line.text, other.text) && !matches!(class.class, Class::Card(_)) {
            *class = Labeled::block(BlockKind::Title);
        }
    }
}

/// Most lines below a title that say who wrote the page and when.
const MAX_BYLINES: usize = 3;

/// Gives the lines right below the title that say who wrote the page and when their class.
fn class_bylines(
    classes: &mut [Labeled],
    lines: &[Line<'_>],
    marks: &[Markup],
    title: Option<usize>,
) {
    let Some(title) = title else {
        return;
    };
    let below = classes.iter_mut().zip(lines).zip(marks).skip(title + 1);
    let shown = below.filter(
        |((class, _), _)| matches!(class.class, Class::Block(kind) if kind != BlockKind::Title),
    );
    for ((class, line), mark) in shown.take(MAX_BYLINES) {
        if mark.tag().is_some() || !is_byline(line) {
            break;
        }
        *class = Labeled::boilerplate(BoilerplateKind::Byline);
    }
}

/// What the addresses of the page are relative to.
fn base(page: &HtmlPage<'_>, url: Option<&str>) -> Option<String> {
    let href = page
        .head
        .base
        .and_then(|base| page.tree.attribute(base, AttributeName::Href));
    match href {
        Some(href) => Some(resolve(url, href)),
        None => url.map(str::to_owned),
    }
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
        lines
            .filter(|(_, (line, _))| line.furniture.is_none())
            .filter_map(|(at, (line, markup))| Some((at, line, markup.tag()?)))
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
