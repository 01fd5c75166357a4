//! Markdown, correct by CommonMark 0.31 with the tables of GitHub Flavored Markdown.

use std::io::{self, Write};

use wenmai_model::Document;

use crate::body::{Element, List, elements};
use crate::visible::without_controls;

pub(crate) mod escape;

use escape::{Context, escaped};

/// Writes the article of `document` as Markdown: title, summary as a block quotation, headings from `##` on, lists, code,
/// tables. Wrapped paragraphs become one line; nothing in the text is read as markup, for the text of a document is what a
/// reader of the page sees.
///
/// ```
/// use wenmai_model::{Block, BlockKind, Document, Metadata, Span};
/// let document = Document {
///     metadata: Metadata { title: Some("C# *and* C".into()), ..Metadata::default() },
///     text: "1. is no list".into(),
///     blocks: vec![Block { kind: BlockKind::Paragraph, span: Span::new(0, 13), lines: None }],
///     ..Document::default()
/// };
/// let mut markdown = Vec::new();
/// wenmai_format::write_markdown(&document, &mut markdown)?;
/// assert_eq!(String::from_utf8_lossy(&markdown), "# C# \\*and\\* C\n\n1\\. is no list\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Those of the writer.
pub fn write_markdown(document: &Document, writer: &mut impl Write) -> io::Result<()> {
    let mut blocks = Blocks::new(writer);
    if let Some(title) = &document.metadata.title {
        blocks.begin()?;
        writeln!(blocks.writer, "# {}", escaped(title, Context::Heading))?;
    }
    if let Some(summary) = &document.metadata.summary {
        blocks.begin()?;
        writeln!(blocks.writer, "> {}", escaped(summary, Context::Paragraph))?;
    }
    for element in elements(document) {
        blocks.begin()?;
        let Blocks { writer, .. } = &mut blocks;
        match &element {
            Element::Heading { level, text } => {
                // HTML and Markdown have six levels, and the title took the first.
                let marks = usize::from(*level).saturating_add(1).min(6);
                let marks = "######".get(..marks).unwrap_or_default();
                writeln!(writer, "{marks} {}", escaped(text, Context::Heading))?;
            }
            Element::Paragraph(text) => writeln!(writer, "{}", escaped(text, Context::Paragraph))?,
            Element::Quote(text) => writeln!(writer, "> {}", escaped(text, Context::Paragraph))?,
            Element::Code { info, lines } => write_code(info, lines, writer)?,
            Element::Formula(lines) => write_code("math", lines, writer)?,
            Element::Table(rows) => {
                write_rows(rows, |cell| escaped(cell, Context::Cell), None, writer)?;
            }
            Element::Post(lines) => {
                let lines = lines.iter().filter(|line| !line.trim().is_empty());
                for (index, line) in lines.enumerate() {
                    if index > 0 {
                        writeln!(writer)?;
                    }
                    writeln!(writer, "{}", escaped(line.trim(), Context::Paragraph))?;
                }
            }
            Element::List(list) => blocks.list(list, |item| escaped(item, Context::ListItem))?,
        }
        blocks.previous = Some(Kind::of(&element));
    }
    Ok(())
}

/// What the next block must not run into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    List { numbered: bool },
    Other,
}

impl Kind {
    const fn of(element: &Element) -> Self {
        match element {
            Element::List(list) => Self::List {
                numbered: list.start.is_some(),
            },
            _ => Self::Other,
        }
    }
}

/// Writes blocks with an empty line between them.
struct Blocks<'w, W> {
    writer: &'w mut W,
    is_first: bool,
    previous: Option<Kind>,
    /// Whether the list before used the second kind of marker.
    alternate: bool,
}

impl<'w, W: Write> Blocks<'w, W> {
    const fn new(writer: &'w mut W) -> Self {
        Self {
            writer,
            is_first: true,
            previous: None,
            alternate: false,
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            writeln!(self.writer)?;
        }
        Ok(())
    }

    /// Two lists in a row would be read as one, unless their markers differ.
    fn list(&mut self, list: &List, escaped: impl Fn(&str) -> String) -> io::Result<()> {
        let numbered = list.start.is_some();
        self.alternate = self.previous == Some(Kind::List { numbered }) && !self.alternate;
        for (number, item) in (list.start.unwrap_or(0)..).zip(&list.items) {
            match (numbered, self.alternate) {
                (false, false) => write!(self.writer, "-")?,
                (false, true) => write!(self.writer, "*")?,
                (true, false) => write!(self.writer, "{number}.")?,
                (true, true) => write!(self.writer, "{number})")?,
            }
            let item = escaped(item);
            if item.is_empty() {
                writeln!(self.writer)?;
            } else {
                writeln!(self.writer, " {item}")?;
            }
        }
        Ok(())
    }
}

/// Writes a fenced code block whose fence is longer than any run of backticks inside.
fn write_code(info: &str, lines: &[String], writer: &mut impl Write) -> io::Result<()> {
    let longest = lines
        .iter()
        .flat_map(|line| line.split(|c| c != '`'))
        .map(str::len)
        .max();
    let fence = "`".repeat(longest.map_or(3, |longest| longest.max(2) + 1));
    // An info string may not hold backticks.
    let info: String = without_controls(info)
        .chars()
        .filter(|&c| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.'))
        .collect();
    writeln!(writer, "{fence}{info}")?;
    for line in lines {
        writeln!(writer, "{}", without_controls(line))?;
    }
    writeln!(writer, "{fence}")
}

/// Writes `rows`, the first of them the head, as a table; `right` tells the columns that are aligned to the right.
pub(crate) fn write_rows(
    rows: &[Vec<String>],
    escaped: impl Fn(&str) -> String,
    right: Option<&[bool]>,
    writer: &mut impl Write,
) -> io::Result<()> {
    for (index, row) in rows.iter().enumerate() {
        write!(writer, "|")?;
        for cell in row {
            write!(writer, " {} |", escaped(cell))?;
        }
        writeln!(writer)?;
        if index == 0 {
            write!(writer, "|")?;
            for column in 0..row.len() {
                let is_right = right
                    .and_then(|right| right.get(column))
                    .is_some_and(|&right| right);
                write!(writer, "{}", if is_right { " ---: |" } else { " --- |" })?;
            }
            writeln!(writer)?;
        }
    }
    Ok(())
}
