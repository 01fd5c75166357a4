//! The outline of a document for terminals.

use std::io::{self, Write};

use wenmai_model::{Analysis, Document, Heading, LineExplanation, SectionStats};
use wenmai_text::display_width;

use crate::record::{heading_explanations, shown_sections};
use crate::table::{grouped_digits, percent};
use crate::visible::{fitted, visible_line};

/// How the outline is shown on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutlineStyle {
    /// Width of the terminal in columns; below 40, headings are still given 12.
    pub width: usize,
    /// Whether to use ANSI colors.
    pub color: bool,
    /// Whether notes are wrapped; else each is one line, however wide.
    pub wraps_notes: bool,
}

impl Default for OutlineStyle {
    /// 80 columns, no color, notes are wrapped.
    fn default() -> Self {
        Self {
            width: 80,
            color: false,
            wraps_notes: true,
        }
    }
}

/// Columns of the bar.
const BAR: usize = 10;
/// Columns of the figures to the right of the headings, without the bar: two counts and a share.
const FIGURES: usize = 8 + 8 + 6;
/// Headings get at least so many columns.
const MIN_HEADING: usize = 12;

const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

/// Writes the heading tree of `document`, indented by level, with the length of each section, its subsections included:
/// characters (字), words (词), share of the article and a bar of that share. No line is wider than `style.width`
/// (East Asian characters take two columns); a heading that is too long ends in `…`. With the explanations of the document's
/// lines, a note below each heading says how sure it is, and why it is one of this level.
///
/// # Errors
///
/// Those of the writer.
pub fn write_outline(
    document: &Document,
    analysis: &Analysis,
    lines: Option<&[LineExplanation]>,
    style: &OutlineStyle,
    writer: &mut impl Write,
) -> io::Result<()> {
    let paint = |code: &'static str| if style.color { code } else { "" };
    let reset = paint(RESET);
    let has_bar = style.width >= FIGURES + 1 + BAR + MIN_HEADING + 6;
    let right = FIGURES + if has_bar { 1 + BAR } else { 0 };
    let left = style.width.saturating_sub(right).max(MIN_HEADING);
    let is_chinese = language_is_chinese(document);

    let id = visible_line(&document.id);
    writeln!(writer, "{}{}{reset}", paint(DIM), fitted(&id, style.width))?;
    let units = if is_chinese {
        ["字", "词", "占比"]
    } else {
        ["chars", "words", "share"]
    };
    let title = document.metadata.title.as_deref().unwrap_or_default();
    let title = visible_line(title);
    let title = fitted(&title, left);
    writeln!(
        writer,
        "{}{title}{reset}{}{}{}{}{}{reset}",
        paint(BOLD),
        " ".repeat(left.saturating_sub(display_width(&title))),
        paint(DIM),
        right_aligned(units[0], 8),
        right_aligned(units[1], 8),
        right_aligned(units[2], 6),
    )?;
    let mut reasons = heading_explanations(lines);
    for index in shown_sections(document) {
        let Some(section) = document.sections.get(index) else {
            continue;
        };
        let heading = document.section_heading(section);
        let stats = analysis.sections.get(index).copied().unwrap_or_default();
        let depth = usize::from(section.level.max(1));
        // A very deep outline keeps half of the columns for the words.
        let indent = (2 * depth).min(left / 2);
        let name = match heading {
            Some(heading) => visible_line(&heading.text),
            None if is_chinese => "（第一个标题之前）".into(),
            None => "(before the first heading)".into(),
        };
        let name = fitted(&name, left - indent);
        write!(
            writer,
            "{}{name}{}{}{}{}",
            " ".repeat(indent),
            " ".repeat((left - indent).saturating_sub(display_width(&name))),
            right_aligned(&grouped_digits(stats.total.chars), 8),
            right_aligned(&grouped_digits(stats.total.words), 8),
            right_aligned(&percent(stats.share), 6),
        )?;
        let bar = bar(&stats);
        if has_bar && !bar.is_empty() {
            write!(writer, " {}{bar}{reset}", paint(CYAN))?;
        }
        writeln!(writer)?;
        // Sections with a heading come in the order of the headings.
        if let Some(heading) = heading
            && let Some(line) = reasons.next()
        {
            let indent = " ".repeat(indent + 2);
            let columns = style.width.saturating_sub(indent.len());
            let note = explanation(heading, line);
            let notes = if style.wraps_notes {
                wrapped(&note, columns)
            } else {
                vec![note]
            };
            for note in notes {
                writeln!(writer, "{indent}{}{note}{reset}", paint(DIM))?;
            }
        }
    }
    let totals = &analysis.totals;
    let [chars, words, sentences, paragraphs, tokens] = [
        totals.chars,
        totals.words,
        totals.sentences,
        totals.paragraphs,
        totals.tokens,
    ]
    .map(grouped_digits);
    let headings = document.outline.len();
    let line = if is_chinese {
        format!(
            "{chars} 字 · {words} 词 · {sentences} 句 · {paragraphs} 段 · {headings} 个标题 · 约 {tokens} tokens"
        )
    } else {
        format!(
            "{chars} chars · {words} words · {sentences} sentences · {paragraphs} paragraphs · {headings} headings · ~{tokens} tokens"
        )
    };
    writeln!(
        writer,
        "{}{}{reset}",
        paint(DIM),
        fitted(&line, style.width)
    )
}

/// Whether figures are labeled in Chinese.
fn language_is_chinese(document: &Document) -> bool {
    let language = document.metadata.language.as_deref();
    language.is_some_and(|language| language == "zh" || language.starts_with("zh-"))
}

/// How sure a heading is, why it is one, and why it has its level.
fn explanation(heading: &Heading, line: &LineExplanation) -> String {
    let mut parts = vec![format!("confidence {:.2}", heading.confidence)];
    // Records count lines from 0, people and their editors from 1.
    parts.extend(
        heading
            .line
            .map(|line| format!("line {}", line.saturating_add(1))),
    );
    let level = line
        .level_reason
        .as_ref()
        .map(|reason| format!("; level {}: {reason}", heading.level));
    let reasons = format!(
        "{}: {}{}",
        parts.join(", "),
        line.reason,
        level.unwrap_or_default()
    );
    visible_line(&reasons).into_owned()
}

/// `text` in lines of at most `columns` columns, broken at spaces; a longer word is cut.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let word = fitted(word, columns);
        match lines.last_mut() {
            Some(line) if display_width(line) + 1 + display_width(&word) <= columns => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word.into_owned()),
        }
    }
    lines
}

/// A bar of the section's share, to an eighth of a column; at least an eighth for a section that has text.
fn bar(stats: &SectionStats) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let share = if stats.share.is_finite() {
        stats.share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "the share lies between 0 and 1"
    )]
    let eighths = (share * (BAR * 8) as f64).round() as usize;
    let eighths = eighths.max(usize::from(stats.total.chars > 0));
    let part = PARTS.get(eighths % 8).copied().unwrap_or_default();
    format!("{}{part}", "█".repeat(eighths / 8))
}

fn right_aligned(text: &str, columns: usize) -> String {
    let pad = columns.saturating_sub(display_width(text));
    format!("{}{text}", " ".repeat(pad))
}
