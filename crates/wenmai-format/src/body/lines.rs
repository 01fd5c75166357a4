//! The lines of a block, and how they become one text.

use wenmai_model::{Block, BlockKind, Document, Span};
use wenmai_text::chars::is_cjk_punctuation;
use wenmai_text::{is_cjk, trim_blank};

/// What stands between two source lines of one block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glue {
    /// Nothing or a space, whatever the script asks for.
    Space,
    /// A line end.
    LineEnd,
}

/// Whether the lines of a block of this kind mean something.
pub(crate) const fn keeps_lines(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Code | BlockKind::Table | BlockKind::Formula | BlockKind::Post
    )
}

/// The source lines of `block`, without line ends and trailing blanks.
///
/// Where lines are kept, so are empty ones, and the indentation that all lines share is removed; the block's span
/// leaves out the indentation of the first line, so that is looked up before it. Elsewhere each line is trimmed and
/// empty ones are left out.
pub(crate) fn source_lines(document: &Document, block: &Block) -> Vec<Span> {
    let text = document.slice(block.span);
    let span_of = |piece: &str, at: usize| {
        let start = block.span.start as usize + at;
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span::new(clamp(start), clamp(start + piece.len()))
    };
    if !keeps_lines(block.kind) {
        return lines_within(document, block.span);
    }
    let before = document
        .text
        .get(..block.span.start as usize)
        .unwrap_or_default();
    let first_indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    let first_indent = if before.len() == first_indent
        || before.as_bytes().get(before.len() - first_indent - 1) == Some(&b'\n')
    {
        u32::try_from(first_indent).unwrap_or(0)
    } else {
        0
    };
    let mut lines: Vec<Span> = wenmai_text::lines(text)
        .map(|(at, line)| span_of(line.trim_end(), at))
        .collect();
    if let Some(first) = lines.first_mut() {
        first.start -= first_indent;
    }
    let indents = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| indent(document.slice(*line)));
    let shared = indents.min().unwrap_or(0);
    for line in &mut lines {
        line.start = (line.start + shared).min(line.end);
    }
    lines
}

/// The lines at a place of `document`, trimmed; empty ones are left out.
pub(crate) fn lines_within(document: &Document, span: Span) -> Vec<Span> {
    wenmai_text::lines(document.slice(span))
        .map(|(at, line)| {
            let trimmed = trim_blank(line);
            let start = span.start as usize + at + line.find(trimmed).unwrap_or(0);
            let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
            Span::new(clamp(start), clamp(start + trimmed.len()))
        })
        .filter(|line| !line.is_empty())
        .collect()
}

/// Length in bytes of the spaces and tabs in front of `line`.
fn indent(line: &str) -> u32 {
    u32::try_from(line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or(0)
}

/// Appends `lines` to `text` with `glue` between them; tells `copied` each line and where it starts in `text`.
pub(crate) fn join_lines(
    document: &Document,
    lines: &[Span],
    glue: Glue,
    text: &mut String,
    mut copied: impl FnMut(Span, usize),
) {
    let mut first = true;
    for &span in lines {
        let line = document.slice(span);
        if !first {
            match glue {
                Glue::LineEnd => text.push('\n'),
                Glue::Space if needs_space(text, line) => text.push(' '),
                Glue::Space => {}
            }
        }
        first = false;
        copied(span, text.len());
        text.push_str(line);
    }
}

/// Whether a line end between `before` and `after` stands for a space: not between Chinese, Japanese or Korean
/// characters, whatever ASCII punctuation stands between them, and not beside full-width punctuation, whose glyph
/// carries its own space.
fn needs_space(before: &str, after: &str) -> bool {
    let full_width =
        |c: char| is_cjk_punctuation(c) && !matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·');
    let (Some(left), Some(right)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    if full_width(left) || full_width(right) {
        return false;
    }
    let is_other = |c: &char| !c.is_ascii_punctuation();
    let letter = before
        .chars()
        .rev()
        .find(is_other)
        .zip(after.chars().find(is_other));
    let cjk = |c: char| is_cjk(c) || is_cjk_punctuation(c);
    !letter.is_some_and(|(left, right)| cjk(left) && cjk(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_spaces_only_where_the_script_has_spaces() {
        let cases = [
            ("共享", "智慧", false),
            ("共享", "GPT-3", true),
            ("word", "word", true),
            ("共享,", "智慧", false),
            ("GPT,", "智慧", true),
            ("共享，", "GPT-3", false),
            ("GPT-3", "（大模型）", false),
            ("说", "“好”", false),
            ("say", "“good”", true),
            ("", "a", false),
        ];
        for (before, after, expected) in cases {
            assert_eq!(needs_space(before, after), expected, "{before:?} {after:?}");
        }
    }
}
