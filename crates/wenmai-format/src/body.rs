//! The article as a sequence of elements, which all document writers share.

use wenmai_model::{Block, BlockKind, Document, Span};
use wenmai_text::chars::is_cjk_punctuation;
use wenmai_text::{is_cjk, trim_blank};

/// A piece of the article, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    /// A heading and its level below the title, from 1.
    Heading { level: u8, text: String },
    /// A paragraph, a caption or a picture's description.
    Paragraph(String),
    /// Consecutive list items of one kind.
    List(List),
    /// Program text; the info string of its fence when it has one.
    Code { info: String, lines: Vec<String> },
    /// A formula.
    Formula(Vec<String>),
    /// A table whose cells could be told apart; the first row is its head.
    Table(Vec<Vec<String>>),
    /// A quotation.
    Quote(String),
    /// A post of a forum page.
    Post(Vec<String>),
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    /// The first number of a numbered list.
    pub(crate) start: Option<u32>,
    /// Its items, without their markers.
    pub(crate) items: Vec<String>,
}

/// The elements of the article of `document`, in order; title and summary excluded.
pub(crate) fn elements(document: &Document) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    let mut headings = document.outline.iter();
    for block in &document.blocks {
        if !block.kind.is_article_text() {
            continue;
        }
        // Every heading block has its entry in the outline, in order; a document that breaks this loses no text.
        let level = match block.kind {
            BlockKind::Heading => headings.next().map_or(1, |heading| heading.level.max(1)),
            _ => 1,
        };
        let lines = source_lines(document, block);
        if lines.iter().all(|line| line.is_empty()) {
            continue;
        }
        let owned = || {
            let lines = lines.iter().map(|line| document.slice(*line).to_owned());
            lines.collect::<Vec<_>>()
        };
        let joined = || {
            let mut text = String::new();
            join_lines(document, &lines, Glue::Space, &mut text, |_, _| {});
            text
        };
        match block.kind {
            BlockKind::Heading => elements.push(Element::Heading {
                level,
                text: joined(),
            }),
            BlockKind::ListItem => push_list_item(&mut elements, &joined()),
            BlockKind::Quote => elements.push(Element::Quote(joined())),
            BlockKind::Code => elements.push(code(owned())),
            BlockKind::Formula => elements.push(Element::Formula(owned())),
            BlockKind::Post => elements.push(Element::Post(owned())),
            BlockKind::Table => {
                let lines = owned();
                elements.push(match table_rows(&lines) {
                    Some(rows) => Element::Table(rows),
                    None => Element::Code {
                        info: String::new(),
                        lines,
                    },
                });
            }
            _ => elements.push(Element::Paragraph(joined())),
        }
    }
    elements
}

/// Takes the fence off program text that brought its own.
fn code(mut lines: Vec<String>) -> Element {
    let mut info = String::new();
    let fence = |line: &str| {
        let mark = line.chars().next().filter(|&c| c == '`' || c == '~')?;
        let len = line.len() - line.trim_start_matches(mark).len();
        (len >= 3).then_some((mark, len))
    };
    if let Some((mark, len)) = lines.first().and_then(|line| fence(line)) {
        let opening = lines.remove(0);
        opening
            .trim_start_matches(mark)
            .trim()
            .clone_into(&mut info);
        let closes = |line: &String| {
            fence(line).is_some_and(|closing| closing.0 == mark && closing.1 >= len)
        };
        if lines.last().is_some_and(closes) {
            lines.pop();
        }
    }
    Element::Code { info, lines }
}

/// Appends an item to the list at the end of `elements` if it goes on with it, or else in a list of its own.
fn push_list_item(elements: &mut Vec<Element>, item: &str) {
    let (number, text) = list_marker(item);
    if let Some(Element::List(list)) = elements.last_mut() {
        let next = list
            .start
            .map(|start| start.saturating_add(u32::try_from(list.items.len()).unwrap_or(u32::MAX)));
        if next == number {
            list.items.push(text.to_owned());
            return;
        }
    }
    elements.push(Element::List(List {
        start: number,
        items: vec![text.to_owned()],
    }));
}

/// Splits a list item into its number, if it has a plain one, and its text. Markers that are neither bullets nor plain
/// numbers (`①`, `(1)`, `a.`) are left in the text, as Markdown and HTML could not show them.
fn list_marker(item: &str) -> (Option<u32>, &str) {
    if let Some(rest) = item.strip_prefix(['•', '●', '○', '▪', '■', '◆', '·']) {
        return (None, trim_blank(rest));
    }
    if let Some(rest) = item.strip_prefix(['-', '*', '+', '–'])
        && rest.starts_with([' ', '\t', '\u{3000}'])
    {
        return (None, trim_blank(rest));
    }
    let digits = item.len() - item.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    // CommonMark takes nine digits at most.
    if (1..=9).contains(&digits)
        && let Some((number, rest)) = item.split_at_checked(digits)
        && let Ok(number) = number.parse()
    {
        let text = match rest.strip_prefix(['、', '．']) {
            Some(text) => Some(text),
            None => rest
                .strip_prefix(['.', ')', '）'])
                .filter(|text| !text.starts_with(|c: char| c.is_ascii_digit())),
        };
        if let Some(text) = text {
            return (Some(number), trim_blank(text));
        }
    }
    (None, item)
}

/// The cells of a table drawn with bars or tabs, all rows of one length; `None` for any other table.
fn table_rows(lines: &[String]) -> Option<Vec<Vec<String>>> {
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.trim())
        .filter(|line| !line.is_empty())
        .collect();
    let cells: fn(&str) -> Vec<String> = if lines.iter().all(|line| line.contains('|')) {
        bar_cells
    } else if lines.iter().all(|line| line.contains('\t')) {
        |line| {
            line.split('\t')
                .map(|cell| cell.trim().to_owned())
                .collect()
        }
    } else {
        return None;
    };
    let is_rule = |row: &[String]| {
        row.iter()
            .all(|cell| cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')))
    };
    let mut rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(cells)
        .filter(|row| !is_rule(row))
        .collect();
    let width = rows.iter().map(Vec::len).max()?;
    for row in &mut rows {
        row.resize(width, String::new());
    }
    Some(rows)
}

/// The cells of one row of a table drawn with bars; `\|` is no bar.
fn bar_cells(line: &str) -> Vec<String> {
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                cells.last_mut().into_iter().for_each(|cell| cell.push('|'));
            }
            '|' if chars.peek().is_none() => {}
            '|' => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

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
        return wenmai_text::lines(text)
            .map(|(at, line)| {
                let trimmed = trim_blank(line);
                let lead = line.find(trimmed).unwrap_or(0);
                span_of(trimmed, at + lead)
            })
            .filter(|line| !line.is_empty())
            .collect();
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

    #[test]
    fn list_markers_are_bullets_or_plain_numbers() {
        let cases = [
            ("- a", None, "a"),
            ("•a", None, "a"),
            ("-5 degrees", None, "-5 degrees"),
            ("1. a", Some(1), "a"),
            ("12、甲", Some(12), "甲"),
            ("3.5 版本", None, "3.5 版本"),
            ("（1）甲", None, "（1）甲"),
            ("① 甲", None, "① 甲"),
            ("1234567890. a", None, "1234567890. a"),
        ];
        for (item, number, text) in cases {
            assert_eq!(list_marker(item), (number, text), "{item:?}");
        }
    }

    #[test]
    fn tables_have_one_length_of_rows() {
        let rows =
            |lines: &[&str]| table_rows(&lines.iter().map(ToString::to_string).collect::<Vec<_>>());
        let expected = vec![
            vec!["a".to_owned(), "b|c".into()],
            vec!["1".into(), String::new()],
        ];
        assert_eq!(
            rows(&["| a | b\\|c |", "|---|:-:|", "| 1 |"]),
            Some(expected)
        );
        assert_eq!(rows(&["a\tb", "1\t2"]).unwrap()[1], ["1", "2"]);
        assert_eq!(rows(&["a  b", "1  2"]), None);
    }

    #[test]
    fn code_brings_its_own_fence() {
        let lines = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
        let expected = Element::Code {
            info: "rust".into(),
            lines: lines(&["fn a() {}"]),
        };
        assert_eq!(code(lines(&["```rust", "fn a() {}", "```"])), expected);
        let plain = Element::Code {
            info: String::new(),
            lines: lines(&["``", "x"]),
        };
        assert_eq!(code(lines(&["``", "x"])), plain);
    }
}
