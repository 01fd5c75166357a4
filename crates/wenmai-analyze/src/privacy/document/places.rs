//! The places of a document once its text has placeholders.

use wenmai_model::{Document, Mark, SourceMap, SourceSpan, Span};

use crate::privacy::{Redaction, RedactionEdit};

/// The edges of what has text of its own, in order: no placeholder reaches over one of them, so that each piece of text is in
/// one block, card or region as before.
pub(super) fn cuts(document: &Document) -> Vec<usize> {
    let blocks = document.blocks.iter().map(|block| block.span);
    let boilerplate = document.boilerplate.iter().map(|region| region.span);
    let cards = document.cards.iter();
    let cards = cards.flat_map(|card| [card.span, card.title_span]);
    let rows = document.layouts.iter().flat_map(|layout| &layout.rows);
    let cells = rows.flat_map(|row| row.cells.iter().map(|cell| cell.span));
    let headings = document.outline.iter().map(|heading| heading.span);
    let spans = blocks.chain(boilerplate).chain(cards);
    let spans = spans.chain(cells).chain(headings);
    let edges = spans.flat_map(|span| [span.start as usize, span.end as usize]);
    let mut cuts: Vec<usize> = edges.collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// Where `span` went; one that begins or ends within a datum takes the whole placeholder.
pub(super) fn map_span(span: Span, redaction: &Redaction) -> Span {
    let (start, end) = redaction.span(span.start as usize, span.end as usize);
    new_span(start, end)
}

/// A place in the new text. Placeholders make it longer only by a constant factor, but it could pass 4 GiB, where places end.
fn new_span(start: usize, end: usize) -> Span {
    let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    Span::new(place(start), place(end))
}

/// Moves all places of `document`, whose text is still the one before, to where their content went.
pub(super) fn map_places(document: &mut Document, redaction: &Redaction) {
    let source_map = source_map(document, &redaction.edits);
    // All fields are named, so that a new one is not forgotten.
    let Document {
        schema_version: _,
        id: _,
        kind: _,
        url: _,
        source: _,
        capture: _,
        page_type: _,
        confidence: _,
        metadata,
        text: _,
        source_map: place_of_map,
        outline,
        sections: _,
        blocks,
        layouts,
        marks,
        posts,
        images,
        cards,
        boilerplate,
        references,
        signals: _,
        findings,
    } = document;
    *place_of_map = Some(source_map);
    let cells = layouts.iter_mut().flat_map(|layout| &mut layout.rows);
    let cells = cells.flat_map(|row| &mut row.cells);
    let provenance = metadata.provenance.iter_mut();
    let spans = (outline.iter_mut().map(|heading| &mut heading.span))
        .chain(blocks.iter_mut().map(|block| &mut block.span))
        .chain(cells.map(|cell| &mut cell.span))
        .chain(posts.iter_mut().map(|post| &mut post.span))
        .chain((cards.iter_mut()).flat_map(|card| [&mut card.span, &mut card.title_span]))
        .chain(boilerplate.iter_mut().map(|region| &mut region.span))
        .chain(references.iter_mut().map(|reference| &mut reference.span))
        .chain(
            findings
                .iter_mut()
                .filter_map(|finding| finding.span.as_mut()),
        )
        .chain(provenance.filter_map(|provenance| provenance.span.as_mut()));
    for span in spans {
        *span = map_span(*span, redaction);
    }
    for image in images {
        image.at = map_span(Span::new(image.at, image.at), redaction).start;
    }
    // Half a placeholder cannot be bold, and links of one must not overlap.
    marks.retain_mut(|mark: &mut Mark| {
        let was_empty = mark.span.is_empty();
        let (start, end) =
            redaction.span_without_parts(mark.span.start as usize, mark.span.end as usize);
        mark.span = new_span(start, end);
        was_empty || !mark.span.is_empty()
    });
}

/// Where the new text stands in the source: a placeholder where its datum stands.
fn source_map(document: &Document, edits: &[RedactionEdit]) -> SourceMap {
    let mut map = SourceMap::default();
    // Of what is replaced, and of the text before it, by turns.
    let (mut done, mut new_done) = (0, 0);
    let mut source_done = 0;
    for edit in edits {
        push_unchanged(&mut map, document, new_span(done, edit.start), new_done);
        let mut source = document.source_span(new_span(edit.start, edit.end));
        // Two data may stand for one piece of the source.
        source.start = source.start.max(source_done);
        if !source.is_empty() {
            map.push(new_span(edit.new_start, edit.new_end), source);
            source_done = source.end;
        }
        (done, new_done) = (edit.end, edit.new_end);
    }
    let rest = new_span(done, document.text.len());
    push_unchanged(&mut map, document, rest, new_done);
    map
}

/// Adds what is known of `span` of the old text, which begins at `new_start` in the new one.
fn push_unchanged(map: &mut SourceMap, document: &Document, span: Span, new_start: usize) {
    let moved = |piece: Span| {
        let offset = |at: u32| new_start + (at - span.start) as usize;
        new_span(offset(piece.start), offset(piece.end))
    };
    let Some(old) = &document.source_map else {
        if !span.is_empty() {
            map.push(moved(span), SourceSpan::new(span.start, span.end));
        }
        return;
    };
    for (text, source) in old.pieces(span) {
        let (start, end) = (text.start.max(span.start), text.end.min(span.end));
        let is_whole = start == text.start && end == text.end;
        if is_whole {
            map.push(moved(text), source);
        } else if text.len_bytes() == source.len_bytes() && start < end {
            let offset = start - text.start;
            let source_start = source.start + offset;
            let source = SourceSpan::new(source_start, source_start + (end - start));
            map.push(moved(Span::new(start, end)), source);
        }
        // A part of a piece that stands for its source as a whole is nowhere.
    }
}
