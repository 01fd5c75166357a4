//! Puts the classes of all lines together into a document: blocks, outline, sections, metadata, findings.

mod findings;
mod sections;

use wenmai_model::{
    Block, BlockKind, Boilerplate, Card, Document, Heading, LineRange, Metadata, MetadataField,
    MetadataSource, PageType, PageTypeKind, Provenance, Span,
};
use wenmai_text::{language, trim_blank};

use crate::{
    card::Placed,
    class::{Class, Labeled},
    grammar::{label::Label, reference::references, title::bracket_tags, title::summary_text},
    line::Line,
    outline::Decision,
    region::{Regions, Tail},
};

pub(crate) use findings::findings;

/// The cards of a page and the classes of its tail lines.
pub(crate) struct Related {
    cards: Vec<Card>,
    /// One a line of the tail.
    pub(crate) classes: Vec<Labeled>,
}

impl Related {
    /// Cards of a page without tail: the body holds their lines.
    #[cfg(feature = "html")]
    pub(crate) const fn within(cards: Vec<Card>) -> Self {
        Self {
            cards,
            classes: Vec::new(),
        }
    }
}

/// Reads the tail: cards behind the label of related articles, boilerplate elsewhere.
pub(crate) fn related(
    lines: &[Line<'_>],
    tail: &Tail,
    read_cards: impl Fn(&[Line<'_>]) -> Vec<Placed>,
) -> Related {
    let mut related = Related {
        cards: Vec::new(),
        classes: Vec::new(),
    };
    for (at, section) in tail.sections.iter().enumerate() {
        let first = related.classes.len();
        let kind = section.label.boilerplate();
        related.classes.extend(std::iter::repeat_n(
            Labeled::boilerplate(kind),
            section.lines.len(),
        ));
        // A region of its own for each label, also when two of a kind follow each other.
        if let Some(class) = related.classes.get_mut(first) {
            class.joined = false;
        }
        if section.label != Label::Related {
            continue;
        }
        let labels = usize::from(at > 0 || !tail.is_unlabeled);
        let below = lines
            .get(section.lines.start + labels..section.lines.end)
            .unwrap_or_default();
        for (card, range) in read_cards(below) {
            let class = Class::Card(u32::try_from(related.cards.len()).unwrap_or(u32::MAX));
            for (index, labeled) in related
                .classes
                .iter_mut()
                .skip(first + labels + range.start)
                .take(range.len())
                .enumerate()
            {
                *labeled = Labeled {
                    class,
                    joined: index > 0,
                };
            }
            related.cards.push(card);
        }
    }
    let tail = lines.get(tail.start..).unwrap_or_default();
    for (class, line) in related.classes.iter_mut().zip(tail) {
        if let (Class::Boilerplate(_), Some(kind)) = (class.class, line.furniture) {
            class.class = Class::Boilerplate(kind);
        }
    }
    related
}

/// Builds the document of a page from its parts, all but its findings.
pub(crate) fn document(
    text: &str,
    lines: &[Line<'_>],
    regions: &Regions,
    body: &[Labeled],
    decisions: &[Decision],
    related: Related,
) -> Document {
    let classes: Vec<Labeled> = regions
        .head
        .classes
        .iter()
        .chain(body)
        .chain(&related.classes)
        .copied()
        .collect();
    let mut document = Document {
        text: text.to_owned(),
        cards: related.cards,
        ..Document::default()
    };
    add_blocks(lines, &classes, &mut document);
    document.outline = outline(lines, regions.body.start, decisions, &document.blocks);
    document.sections = sections::sections(&document.blocks, &document.outline);
    document.metadata = metadata(lines, regions, &document);
    document.references = references(text);
    document.page_type = PageType {
        kind: PageTypeKind::Article,
        confidence: 0.5,
    };
    document.confidence = confidence(&document.outline);
    document
}

/// Joins lines into blocks and boilerplate regions.
fn add_blocks(lines: &[Line<'_>], classes: &[Labeled], document: &mut Document) {
    let mut before: Option<Class> = None;
    for (line, labeled) in lines.iter().zip(classes) {
        let joined = labeled.joined && before == Some(labeled.class);
        before = Some(labeled.class);
        let (span, range) = (
            Span::new(line.start, line.end()),
            LineRange::new(line.number, line.number),
        );
        let extend = |old: &mut Span, lines: &mut Option<LineRange>| {
            old.end = span.end;
            if let Some(lines) = lines {
                lines.last = range.last;
            }
        };
        match labeled.class {
            Class::Block(kind) => match document.blocks.last_mut().filter(|_| joined) {
                Some(last) => extend(&mut last.span, &mut last.lines),
                None => document.blocks.push(Block {
                    kind,
                    span,
                    lines: Some(range),
                }),
            },
            Class::Boilerplate(kind) => match document.boilerplate.last_mut().filter(|_| joined) {
                Some(last) => extend(&mut last.span, &mut last.lines),
                None => document.boilerplate.push(Boilerplate {
                    kind,
                    span,
                    lines: Some(range),
                }),
            },
            Class::Card(_) => {}
        }
    }
}

fn outline(
    lines: &[Line<'_>],
    body_start: usize,
    decisions: &[Decision],
    blocks: &[Block],
) -> Vec<Heading> {
    let headings = blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Heading);
    decisions
        .iter()
        .zip(headings)
        .filter_map(|(decision, (block, at))| {
            let line = lines.get(body_start + decision.line)?;
            let marker = decision
                .marker
                .and_then(|marker| line.text.get(..usize::from(marker.len_bytes)))
                .filter(|marker| !marker.is_empty());
            Some(Heading {
                text: line.text.to_owned(),
                level: decision.level,
                tag_level: None,
                number: decision
                    .marker
                    .map_or_else(Vec::new, |marker| marker.number.parts().to_vec()),
                marker: marker.map(|marker| trim_blank(marker).to_owned()),
                level_source: decision.source,
                confidence: decision.confidence,
                block: u32::try_from(block).unwrap_or(u32::MAX),
                span: at.span,
                line: Some(line.number),
            })
        })
        .collect()
}

fn metadata(lines: &[Line<'_>], regions: &Regions, document: &Document) -> Metadata {
    let mut metadata = Metadata::default();
    let mut provenance = Vec::new();
    let mut found = |field, span| {
        provenance.push(Provenance {
            field,
            source: MetadataSource::VisibleText,
            span: Some(span),
        });
    };
    if let Some(line) = regions.head.title.and_then(|at| lines.get(at)) {
        let (tags, title) = bracket_tags(line.text);
        let span = Span::new(
            line.end() - u32::try_from(title.len()).unwrap_or(0),
            line.end(),
        );
        found(MetadataField::Title, span);
        if !tags.is_empty() {
            found(MetadataField::Tags, Span::new(line.start, span.start));
        }
        metadata.title = Some(title.to_owned());
        metadata.tags = tags.into_iter().map(str::to_owned).collect();
    }
    if let Some(block) = document
        .blocks
        .iter()
        .find(|block| block.kind == BlockKind::Summary)
    {
        let summary = without_label(document.slice(block.span));
        if !summary.is_empty() {
            let start = block.span.end - u32::try_from(summary.len()).unwrap_or(0);
            found(MetadataField::Summary, Span::new(start, block.span.end));
            metadata.summary = Some(summary.to_owned());
        }
    }
    let guess = language::detect(&document.text);
    metadata.language = guess.language.map(str::to_owned);
    metadata.script = guess.script.map(str::to_owned);
    if metadata.language.is_some() {
        provenance.push(Provenance {
            field: MetadataField::Language,
            source: MetadataSource::Derived,
            span: None,
        });
    }
    metadata.provenance = provenance;
    metadata
}

/// Takes the title and its tags out of the metadata, for a source that knows better.
#[cfg(feature = "html")]
pub(crate) fn forget_title(metadata: &mut Metadata) {
    metadata.title = None;
    metadata.tags.clear();
    metadata
        .provenance
        .retain(|from| !matches!(from.field, MetadataField::Title | MetadataField::Tags));
}

/// Fills what the text of a page did not tell with what its head, or its scraper, says.
pub(crate) fn fill_metadata(metadata: &mut Metadata, found: Metadata) {
    for provenance in found.provenance {
        let is_new = match provenance.field {
            MetadataField::Title => metadata.title.is_none(),
            MetadataField::Summary => metadata.summary.is_none(),
            _ => true,
        };
        if !is_new {
            continue;
        }
        match provenance.field {
            MetadataField::Title => metadata.title.clone_from(&found.title),
            MetadataField::Tags => metadata.tags.clone_from(&found.tags),
            MetadataField::Summary => metadata.summary.clone_from(&found.summary),
            MetadataField::Authors => metadata.authors.clone_from(&found.authors),
            MetadataField::Published => metadata.published.clone_from(&found.published),
            MetadataField::Modified => metadata.modified.clone_from(&found.modified),
            MetadataField::Site => metadata.site.clone_from(&found.site),
            MetadataField::CanonicalUrl => metadata.canonical_url.clone_from(&found.canonical_url),
            MetadataField::Keywords => metadata.keywords.clone_from(&found.keywords),
            _ => continue,
        }
        metadata.provenance.push(provenance);
    }
}

/// A summary without its label, which may stand on a line of its own.
fn without_label(block: &str) -> &str {
    let first = block.lines().next().unwrap_or_default();
    let start =
        summary_text(trim_blank(first)).map_or(0, |rest| first.trim_end().len() - rest.len());
    trim_blank(block.get(start..).unwrap_or(block))
}

/// How sure we are of the document: the mean over its headings; one half when there is none to judge by.
fn confidence(outline: &[Heading]) -> f32 {
    if outline.is_empty() {
        return 0.5;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a mean over the headings of one page"
    )]
    let count = outline.len() as f32;
    outline
        .iter()
        .map(|heading| heading.confidence)
        .sum::<f32>()
        / count
}
