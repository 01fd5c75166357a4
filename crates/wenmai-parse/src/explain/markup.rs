//! What is said of the pieces of a Markdown page: what its markup and its words were taken for.

use wenmai_model::{
    BlockKind, BoilerplateKind, Document, Heading, LevelSource, LineClass, LineExplanation,
    LineRange, Span,
};

/// One entry for each block, region and card, in the order of the page.
pub(crate) fn explain_markup(document: &Document) -> Vec<LineExplanation> {
    let mut pieces: Vec<(Span, LineExplanation)> = Vec::new();
    let mut add = |span: Span, lines: Option<LineRange>, class, reason: String| {
        let text = document.slice(span).lines().next().unwrap_or_default();
        let explanation = LineExplanation {
            line: lines.map(|lines| lines.first),
            class,
            score: None,
            reason,
            level: None,
            level_reason: None,
            text: text.to_owned(),
        };
        pieces.push((span, explanation));
    };
    for block in &document.blocks {
        let class = LineClass::Block(block.kind);
        add(block.span, block.lines, class, block_reason(block.kind));
    }
    for region in &document.boilerplate {
        let class = LineClass::Boilerplate(region.kind);
        add(region.span, region.lines, class, region_reason(region.kind));
    }
    for (at, card) in document.cards.iter().enumerate() {
        let reason = format!("card {} of the related articles", at + 1);
        add(card.span, card.lines, LineClass::Card, reason);
    }
    for heading in &document.outline {
        if let Some((_, piece)) = pieces.get_mut(heading.block as usize) {
            piece.score = Some(heading.confidence);
            piece.level = Some(heading.level);
            piece.reason = heading_reason(heading);
            piece.level_reason = Some(level_reason(heading));
        }
    }
    pieces.sort_by_key(|(span, _)| span.start);
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

fn block_reason(kind: BlockKind) -> String {
    match kind {
        BlockKind::Title => "title or one of its repetitions, by markup and place".to_owned(),
        BlockKind::Summary => "opens with a summary label, or stands below the title".to_owned(),
        _ => "by the markup, else by rule".to_owned(),
    }
}

fn region_reason(kind: BoilerplateKind) -> String {
    let kind = kind.as_str().replace('_', " ");
    format!("region told by its label, links or place: {kind}")
}

fn heading_reason(heading: &Heading) -> String {
    match heading.tag_level {
        Some(level) => format!("marked up as a heading of tag level {level}"),
        None => "line without heading markup that is written like one".to_owned(),
    }
}

fn level_reason(heading: &Heading) -> String {
    match (heading.level_source, &heading.marker) {
        (LevelSource::Tag, _) => "by the levels of the tags".to_owned(),
        (LevelSource::Numbering, Some(marker)) => format!("by its number {marker}"),
        (LevelSource::Lexicon, _) => "section word".to_owned(),
        (LevelSource::Position, _) => "by where it stands".to_owned(),
        (source, _) => format!("by {}", source.as_str()),
    }
}
