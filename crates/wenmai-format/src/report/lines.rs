//! The page of an explanation: every line, what it was taken for, and why.

use std::borrow::Cow;
use std::collections::HashMap;

use maud::{Markup, html};
use wenmai_model::{BlockKind, Document, Explanation, LineClass, LineExplanation};
use wenmai_text::trim_blank;

use super::Lang;
use super::extraction::{Lines, PIECE_CHARS, TOTAL_BYTES, class_name, class_style};
use super::frame::{Extras, LEGEND, PageText, Shortened, count, frame, title_or, within};
use super::text::Text;
use crate::visible::{language_tag, shortened};

/// A class that is less probable than this is pointed out.
const SURE: f32 = 0.7;

pub(super) fn explanation_page(explanation: &Explanation, lang: Lang) -> Markup {
    let text = Text::of(lang);
    let Explanation { document, lines } = explanation;
    let title = title_or(document.metadata.title.as_deref(), text);
    let language = language_tag(document.metadata.language.as_deref());
    let own_lang = language.filter(|&tag| tag != text.lang);
    let header = html! {
        p.crumb { (text.explanation) " · " (Shortened(&document.id, 200)) }
        h1 lang=[own_lang] { (Shortened(&title, 300)) }
        p.note { (text.explanation_note) }
    };
    let source = SourceLines::of(document);
    let rows = lines
        .iter()
        .map(|line| line_row(line, &source, text, own_lang));
    let rows = within(rows, TOTAL_BYTES);
    let main = html! {
        (legend(lines, text))
        table.extraction.lines {
            thead { tr {
                th.n { (text.line) }
                th { (text.class) }
                th { (text.content) }
                th { (text.reason) }
            } }
            tbody { @for row in &rows { (row) } }
        }
        @if rows.len() < lines.len() {
            p.note { (text.omitted(&count((lines.len() - rows.len()) as u64))) }
        }
    };
    frame(
        text,
        &shortened(&title, 200),
        &header,
        &main,
        &document.id,
        Some(&Extras {
            styles: &[LEGEND],
            script: None,
        }),
    )
}

/// The classes of the page in the order in which they come, each in its color with the number of its lines.
fn legend(lines: &[LineExplanation], text: &Text) -> Markup {
    let mut places: HashMap<LineClass, usize> = HashMap::new();
    let mut counts: Vec<(LineClass, u64)> = Vec::new();
    for line in lines {
        let place = *places.entry(line.class).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => counts.push((line.class, 1)),
        }
    }
    let unsure = lines.iter().filter(|line| is_unsure(line)).count();
    html! {
        ul.legend {
            @for &(class, lines) in &counts {
                li class=(class_style(Some(class))) { (class_name(text, Some(class))) " " b { (count(lines)) } }
            }
            @if unsure > 0 { li.unsure { (text.unsure) " " b { (count(unsure as u64)) } } }
        }
    }
}

fn is_unsure(line: &LineExplanation) -> bool {
    line.score.is_some_and(|score| score < SURE)
}

fn line_row(
    line: &LineExplanation,
    source: &SourceLines<'_>,
    text: &Text,
    lang: Option<&str>,
) -> Markup {
    let class = Some(line.class);
    let content = source.content(line);
    let shown = shortened(content, PIECE_CHARS);
    let left_out = match shown {
        Cow::Borrowed(_) => 0,
        Cow::Owned(_) => content.chars().count().saturating_sub(PIECE_CHARS),
    };
    html! {
        tr class=(class_style(class)) {
            // Records count lines from 0, people and their editors from 1.
            td { @if let Some(line) = line.line { (line.saturating_add(1)) } }
            th {
                (class_name(text, class))
                @if line.level.is_some() || line.score.is_some() {
                    " " small class=[is_unsure(line).then_some("unsure")] {
                        @if let Some(level) = line.level { (text.level(level)) }
                        @if line.level.is_some() && line.score.is_some() { " · " }
                        @if let Some(score) = line.score { (format!("{score:.2}")) }
                    }
                }
            }
            td lang=[lang] {
                (Lines(&shown))
                @if left_out > 0 { " " em { (text.omitted_chars(&count(left_out as u64))) } }
            }
            td {
                (PageText(&text.because(&line.reason)))
                @if let Some(reason) = &line.level_reason { (text.clause_sign) (PageText(&text.because(reason))) }
            }
        }
    }
}

/// The lines of a page whose text is its source: an explanation has them without the indentation that code needs.
struct SourceLines<'a>(Vec<&'a str>);

impl<'a> SourceLines<'a> {
    fn of(document: &'a Document) -> Self {
        let lines = document
            .text
            .split('\n')
            .filter(|_| document.source_map.is_none());
        Self(lines.collect())
    }

    fn content(&self, line: &'a LineExplanation) -> &'a str {
        let is_indented = matches!(
            line.class,
            LineClass::Block(BlockKind::Code | BlockKind::Table | BlockKind::Formula)
        );
        let whole = line
            .line
            .filter(|_| is_indented)
            .and_then(|number| self.0.get(number as usize))
            .filter(|whole| trim_blank(whole) == line.text);
        whole.map_or(line.text.as_str(), |whole| whole.trim_end())
    }
}
