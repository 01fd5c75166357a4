//! What is said of the pieces of a page with markup, Markdown or HTML: what its markup and its words were taken for.

use wenmai_model::{
    BlockKind, BoilerplateKind, Document, Heading, LevelSource, LineClass, LineExplanation,
    LineRange, MarkKind, PageKind, Span,
};

use crate::profile::HostRules;

/// One entry for each block, region and card, in the order of the page. `source` is the decoded page.
/// `rules` are those of the host of the page.
pub(crate) fn explain_markup(
    document: &Document,
    source: &str,
    rules: Option<&HostRules>,
) -> Vec<LineExplanation> {
    let is_html = document.kind == PageKind::Html;
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
        let reason = if is_html {
            content_reason(block.kind)
        } else {
            let start = document.source_span(block.span).start as usize;
            block_reason(block.kind, &Markup::new(source, start))
        };
        add(block.span, block.lines, class, reason);
    }
    for region in &document.boilerplate {
        let class = LineClass::Boilerplate(region.kind);
        let first = || document.slice(region.span).lines().next();
        let reason = if let Some(reason) = rules.and_then(|rules| rules.reason(first()?)) {
            reason
        } else if is_html {
            furniture_reason(region.kind)
        } else {
            region_reason(region.kind)
        };
        add(region.span, region.lines, class, reason);
    }
    for (at, card) in document.cards.iter().enumerate() {
        let reason = format!("card {} of the related articles", at + 1);
        add(card.span, card.lines, LineClass::Card, reason);
    }
    for heading in &document.outline {
        if let Some((_, piece)) = pieces.get_mut(heading.block as usize) {
            piece.score = Some(heading.confidence);
            piece.level = Some(heading.level);
            let start = document.source_span(heading.span).start as usize;
            let markup = Markup::new(source, start);
            piece.reason = if is_html {
                html_heading_reason(document, heading)
            } else {
                heading_reason(heading, markup.is_bold())
            };
            piece.level_reason = Some(level_reason(heading));
        }
    }
    pieces.sort_by_key(|(span, _)| span.start);
    pieces.into_iter().map(|(_, piece)| piece).collect()
}

/// The markup around the start of a block.
struct Markup<'s> {
    /// The line of the source that the block starts in, without blanks and signs of quotes in front.
    line: &'s str,
    /// Columns of blanks in front of the line.
    indent: usize,
    /// Whether the line stands behind `>`.
    is_quoted: bool,
    /// Whether a line that opens a fence stands above, blank lines aside.
    is_fenced: bool,
}

impl<'s> Markup<'s> {
    /// That of the block which starts at byte `start` of `source`. Runs in O(length of the line and of the blank lines above).
    fn new(source: &'s str, start: usize) -> Self {
        let (above, below) = source
            .split_at_checked(start)
            .unwrap_or((source, Default::default()));
        let first = above.rfind('\n').map_or(0, |at| at + 1);
        let end = below.find('\n').unwrap_or(below.len());
        let whole = source.get(first..start + end).unwrap_or_default();
        let line = whole.trim_start_matches(is_lead);
        let lead = whole.strip_suffix(line).unwrap_or_default();
        let fence = above
            .get(..first)
            .unwrap_or_default()
            .trim_end_matches(is_lead);
        let fence = fence.rsplit('\n').next().unwrap_or_default();
        let fence = fence.trim_start_matches(is_lead);
        Self {
            line,
            indent: lead.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum(),
            is_quoted: lead.contains('>'),
            is_fenced: ["```", "~~~"].iter().any(|signs| fence.contains(signs)),
        }
    }

    /// The marker of a list that the line opens with.
    fn list_marker(&self) -> Option<&'s str> {
        let (marker, _) = self.line.split_once([' ', '\t'])?;
        let number = marker.strip_suffix(['.', ')']).unwrap_or_default();
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        (matches!(marker, "-" | "*" | "+") || is_number).then_some(marker)
    }

    fn is_bold(&self) -> bool {
        ["**", "__", "<b>", "<strong>"]
            .iter()
            .any(|signs| self.line.starts_with(signs))
    }

    fn is_html(&self) -> bool {
        let name = self.line.strip_prefix('<').unwrap_or_default();
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
            // `<https://a.example>` is a link.
            && !name.split(['>', ' ']).next().unwrap_or_default().contains(':')
    }
}

/// Whether a character may stand in front of a line that is in a quote.
fn is_lead(c: char) -> bool {
    c.is_whitespace() || c == '>'
}

fn block_reason(kind: BlockKind, markup: &Markup<'_>) -> String {
    let reason = match kind {
        BlockKind::Title => "title or one of its repetitions, by markup and place",
        BlockKind::Summary => "opens with a summary label, or stands below the title",
        BlockKind::Code if markup.is_fenced => "fenced code",
        BlockKind::Code if markup.is_html() => "html: code",
        BlockKind::Code if markup.indent >= 4 => "indented code",
        BlockKind::Code => "looks like code",
        BlockKind::Table if markup.is_html() => "html: table",
        BlockKind::Table if markup.line.contains('|') => "pipe table",
        BlockKind::Table => "row between others with bars or tabs",
        BlockKind::Quote if markup.is_quoted => "block quote, behind >",
        BlockKind::ListItem => match markup.list_marker() {
            Some(marker) => return format!("list marker {marker}"),
            None if markup.is_html() => "html: list item",
            None => "written like an item of a list, without its markup",
        },
        BlockKind::Formula => "formula between signs $",
        BlockKind::Image => "picture",
        _ if markup.line.starts_with('#') => {
            "marked up as a heading, which the page speaks against"
        }
        _ if markup.is_html() => "html block",
        _ if markup.is_bold() => "paragraph that opens in bold",
        BlockKind::Paragraph => "paragraph",
        _ => "known by its words",
    };
    reason.to_owned()
}

/// Why a block of an HTML page is content, and of this kind.
fn content_reason(kind: BlockKind) -> String {
    if kind == BlockKind::Title {
        return "heading that says what the page calls itself".to_owned();
    }
    let kind = kind.as_str().replace('_', " ");
    format!("content by the elements and texts around it; {kind} by its element")
}

/// Why a block of an HTML page is no content.
fn furniture_reason(kind: BoilerplateKind) -> String {
    let kind = kind.as_str().replace('_', " ");
    format!("no content by the elements and texts around it; {kind} by their names")
}

fn region_reason(kind: BoilerplateKind) -> String {
    let kind = kind.as_str().replace('_', " ");
    format!("region told by its label, links or place: {kind}")
}

fn heading_reason(heading: &Heading, is_bold: bool) -> String {
    match heading.tag_level {
        Some(level) => format!("marked up as a heading of tag level {level}"),
        None if is_bold => "bold line as a heading".to_owned(),
        None => "line without heading markup that is written like one".to_owned(),
    }
}

/// Why a line of an HTML page is a heading: its tag, its style, its weight.
fn html_heading_reason(document: &Document, heading: &Heading) -> String {
    let is_bold = || {
        let from = document
            .marks
            .partition_point(|mark| mark.span.start < heading.span.start);
        let marks = document.marks.iter().skip(from);
        let mut marks = marks.take_while(|mark| mark.span.start == heading.span.start);
        marks.any(|mark| mark.kind == MarkKind::Strong && mark.span == heading.span)
    };
    match heading.level_source {
        LevelSource::Style if heading.tag_level.is_none() && is_bold() => {
            "bold line as a heading".to_owned()
        }
        LevelSource::Style if heading.tag_level.is_none() => {
            "set like a heading, by its class or by the size of its letters".to_owned()
        }
        _ => heading_reason(heading, heading.tag_level.is_none() && is_bold()),
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

#[cfg(test)]
mod tests {
    use crate::{ParseOptions, explain};
    use std::fmt::Write as _;
    use wenmai_model::{Page, PageKind};

    #[test]
    fn each_block_says_its_markup() {
        let page = "# Title of the page\n\n## One\n\nSome text in a paragraph.\n\n```sh\n\nls -l\n```\n\n- first\n- second\n\n\
                    3) third\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> Quoted words.\n\n<p>Words of html.</p>\n\n**Bold** words.\n\n\
                    \tlet indented = 1;\n";
        let page = Page {
            body: page.into(),
            kind: Some(PageKind::Markdown),
            ..Page::default()
        };
        let mut shown = String::new();
        for piece in explain(&page, &ParseOptions::default()).lines {
            writeln!(shown, "{} | {}", piece.text, piece.reason).unwrap();
        }
        insta::assert_snapshot!(shown, @r"
        Title of the page | title or one of its repetitions, by markup and place
        One | marked up as a heading of tag level 2
        Some text in a paragraph. | paragraph
        ls -l | fenced code
        - first | list marker -
        - second | list marker -
        3) third | list marker 3)
        | a | b | | pipe table
        Quoted words. | block quote, behind >
        Words of html. | html block
        Bold words. | paragraph that opens in bold
        let indented = 1; | indented code
        ");
    }
}
