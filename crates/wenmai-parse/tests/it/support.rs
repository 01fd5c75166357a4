use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use wenmai_model::{
    BlockKind, Document, MetadataField, Page, PageKind, Post, Provenance, SourceSpan,
};
use wenmai_parse::{ParseOptions, parse};

pub(crate) fn fixtures(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures")
        .join(folder)
}

pub(crate) fn parse_file(path: &Path) -> Document {
    let body = std::fs::read(path).unwrap();
    parse(
        &Page {
            id: path.file_stem().unwrap().to_string_lossy().into_owned(),
            body,
            kind: path
                .extension()
                .is_some_and(|extension| extension == "md")
                .then_some(PageKind::Markdown),
            ..Page::default()
        },
        &ParseOptions::default(),
    )
}

/// At most `width` characters of the first line of `text`.
fn short(text: &str, width: usize) -> String {
    let line: String = text
        .chars()
        .take(width)
        .map(|c| if c.is_control() { '\u{2400}' } else { c })
        .collect();
    if text.chars().nth(width).is_some() {
        line + "…"
    } else {
        line
    }
}

/// A post with its place.
fn post_row(post: &Post) -> (u32, String) {
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let row = format!(
        "+ post: {} | {} | {} | {} blocks",
        or_none(&post.author),
        or_none(&post.time),
        or_none(&post.published),
        post.end_block - post.first_block,
    );
    (post.span.start, row)
}

/// A document as a person would note it down: one line for each block, card and region, in page order.
pub(crate) fn render(document: &Document) -> String {
    let mut out = String::new();
    let metadata = &document.metadata;
    writeln!(out, "title: {}", metadata.title.as_deref().unwrap_or("-")).unwrap();
    if !metadata.tags.is_empty() {
        writeln!(out, "tags: {}", metadata.tags.join(" ")).unwrap();
    }
    if let Some(summary) = &metadata.summary {
        writeln!(out, "summary: {}", short(summary, 40)).unwrap();
    }
    writeln!(
        out,
        "language: {}",
        metadata.language.as_deref().unwrap_or("-")
    )
    .unwrap();
    if let Some(capture) = document.capture {
        let basis = capture.basis.as_str();
        writeln!(out, "captured: {} to {} {basis}", capture.from, capture.to).unwrap();
    }
    let mut rows: Vec<(u32, String)> = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let heading = document
            .outline
            .iter()
            .find(|heading| heading.block as usize == index);
        let kind = heading.map_or_else(
            || block.kind.as_str().to_owned(),
            |heading| format!("{} h{}", "#".repeat(heading.level.into()), heading.level),
        );
        let lines = block.lines.map_or(0, |lines| lines.last - lines.first + 1);
        let count = if lines > 1 {
            format!(" ({lines} lines)")
        } else {
            String::new()
        };
        rows.push((
            block.span.start,
            format!("{kind}{count}: {}", short(document.slice(block.span), 48)),
        ));
    }
    for region in &document.boilerplate {
        rows.push((
            region.span.start,
            format!(
                "- {}: {}",
                region.kind.as_str(),
                short(document.slice(region.span), 48)
            ),
        ));
    }
    rows.extend(document.posts.iter().map(post_row));
    rows.sort_by_key(|row| (row.0, !row.1.starts_with('+')));
    for card in &document.cards {
        let stamp = card.date_stamp.as_deref().unwrap_or("-");
        let row = format!(
            "* card: {} | author {} | {} | {} | stamp {stamp} | {} -> {:?} {:?} | {}",
            short(&card.title, 32),
            card.author.as_deref().unwrap_or("-"),
            card.age.as_deref().unwrap_or("-"),
            card.tags.join(", "),
            card.counters_raw.as_deref().unwrap_or("-"),
            card.views,
            card.comments,
            short(card.excerpt.as_deref().unwrap_or("-"), 24),
        );
        let published = card.published.map_or_else(String::new, |days| {
            format!(" | {} to {} {}", days.from, days.to, days.basis.as_str())
        });
        rows.push((card.span.start, row + &published));
    }
    rows.sort_by_key(|row| row.0);
    for (_, row) in rows {
        writeln!(out, "{row}").unwrap();
    }
    for reference in &document.references {
        writeln!(
            out,
            "@ {:?} {}",
            reference.kind,
            short(&reference.target, 60)
        )
        .unwrap();
    }
    for finding in &document.findings {
        writeln!(
            out,
            "! {} {}: {}",
            finding.severity.as_str(),
            finding.code,
            finding.message
        )
        .unwrap();
    }
    out
}

/// Everything that holds of any document, whatever the page was.
pub(crate) fn check_invariants(document: &Document) {
    let written = serde_json::to_vec(document).unwrap();
    let again: Document = serde_json::from_slice(&written).unwrap();
    assert!(again == *document, "what was written is another document");

    let text = &document.text;
    let mut places: Vec<(u32, u32)> = Vec::new();
    places.extend(
        document
            .blocks
            .iter()
            .map(|block| (block.span.start, block.span.end)),
    );
    places.extend(
        document
            .boilerplate
            .iter()
            .map(|region| (region.span.start, region.span.end)),
    );
    places.extend(
        document
            .cards
            .iter()
            .map(|card| (card.span.start, card.span.end)),
    );
    places.sort_unstable();
    let mut end = 0;
    for &(start, stop) in &places {
        assert!(
            start >= end,
            "blocks, regions and cards overlap at byte {start}"
        );
        let between = text
            .get(end as usize..start as usize)
            .expect("spans lie on characters");
        assert!(
            between.chars().all(wenmai_text::is_blank),
            "lost: {between:?}"
        );
        assert!(stop > start, "empty block at {start}");
        end = stop;
    }
    let rest = text.get(end as usize..).expect("spans lie on characters");
    assert!(
        rest.chars().all(wenmai_text::is_blank),
        "lost at the end: {rest:?}"
    );

    let headings: Vec<usize> = document
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == BlockKind::Heading)
        .map(|(at, _)| at)
        .collect();
    let outlined: Vec<usize> = document
        .outline
        .iter()
        .map(|heading| heading.block as usize)
        .collect();
    assert_eq!(
        headings, outlined,
        "one heading block for each entry of the outline"
    );
    for heading in &document.outline {
        assert_eq!(document.slice(heading.span), heading.text);
        assert!(heading.level >= 1 && (0.0..=1.0).contains(&heading.confidence));
        if document.kind == PageKind::Text {
            assert_eq!(
                document.source_span(heading.span),
                SourceSpan::new(heading.span.start, heading.span.end)
            );
        }
    }
    // What a scraper put in front of the page is no part of its text.
    let field = |p: &&Provenance| p.field == MetadataField::Title;
    if let Some(provenance) = document.metadata.provenance.iter().find(field)
        && let Some(span) = provenance.span
    {
        assert_eq!(document.metadata.title.as_deref(), span.of(text));
    }
    assert_eq!(document.sections.len(), document.outline.len() + 1);
    let mut block = 0;
    for (index, section) in document.sections.iter().enumerate() {
        assert_eq!(
            section.first_block, block,
            "sections take the blocks one after the other"
        );
        assert!(
            section
                .parent
                .is_none_or(|parent| (parent as usize) < index)
        );
        block = section.end_block;
    }
    assert_eq!(block as usize, document.blocks.len());
    check_cards(document);
    for reference in &document.references {
        assert!(reference.span.of(text).is_some());
    }
    for finding in &document.findings {
        assert!(finding.span.is_none_or(|span| span.of(text).is_some()));
    }
}

fn check_cards(document: &Document) {
    for card in &document.cards {
        assert!(card.span.contains(card.title_span));
        assert_eq!(document.slice(card.title_span), card.title);
        assert!(card.published.is_none_or(|days| days.from <= days.to));
    }
    assert!(document.capture.is_none_or(|days| days.from <= days.to));
}
