//! Markdown, correct by CommonMark 0.31 with the tables of GitHub Flavored Markdown.

use std::io::{self, Write};

use wenmai_model::{Document, MarkKind};

use crate::body::rich::{Piece, Rich};
use crate::body::{Element, List, elements};
use crate::visible::without_controls;

pub(crate) mod escape;
mod inline;

use escape::{Context, escaped};
use inline::{image, inline};

/// Writes the article of `document` as Markdown: title, summary as a block quotation, headings from `##` on, lists, code,
/// tables, formulas between `$`, pictures; links, emphasis and code inside of the text. Wrapped paragraphs become one line;
/// nothing in the text is read as markup, for the text of a document is what a reader of the page sees.
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
    let mut blocks = Blocks::new(writer, String::new());
    if let Some(title) = &document.metadata.title {
        blocks.lines(&format!("# {}", escaped(title, Context::Heading)))?;
    }
    if let Some(summary) = &document.metadata.summary {
        blocks.lines(&format!("> {}", escaped(summary, Context::Paragraph)))?;
    }
    for element in elements(document) {
        blocks.element(&element)?;
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
    /// What stands in front of each line: the columns of the lists around.
    indent: String,
    /// Whether the marker of a list stands in the line that comes first.
    is_marked: bool,
    is_first: bool,
    previous: Option<Kind>,
    /// Whether the list before used the second kind of marker.
    alternate: bool,
}

impl<'w, W: Write> Blocks<'w, W> {
    const fn new(writer: &'w mut W, indent: String) -> Self {
        Self {
            writer,
            indent,
            is_marked: false,
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

    /// Writes a block of some lines.
    fn lines(&mut self, text: &str) -> io::Result<()> {
        self.begin()?;
        for line in text.split('\n') {
            if std::mem::take(&mut self.is_marked) || line.is_empty() {
                writeln!(self.writer, "{line}")?;
            } else {
                writeln!(self.writer, "{}{line}", self.indent)?;
            }
        }
        Ok(())
    }

    /// Writes an element. Lists recurse, no deeper than [`elements`] nests them.
    fn element(&mut self, element: &Element) -> io::Result<()> {
        let kind = Kind::of(element);
        match element {
            Element::Heading { level, text } => {
                // HTML and Markdown have six levels, and the title took the first.
                let marks = usize::from(*level).saturating_add(1).min(6);
                let marks = "######".get(..marks).unwrap_or_default();
                self.lines(&format!("{marks} {}", inline(text, Context::Heading)))?;
            }
            Element::Paragraph(text) => self.lines(&inline(text, Context::Paragraph))?,
            Element::Caption(text) => self.lines(&caption(text))?,
            Element::Byline(byline) => {
                let parts = [byline.author.as_deref(), byline.shown_time()];
                let parts: Vec<&str> = parts.into_iter().flatten().collect();
                self.lines(&caption(&Rich::plain(&parts.join(" · "))))?;
            }
            Element::Figure {
                pictures,
                caption: text,
            } => {
                let pictures: Vec<String> = pictures.iter().map(image).collect();
                self.lines(&pictures.join("\n"))?;
                if let Some(text) = text {
                    self.lines(&caption(text))?;
                }
            }
            Element::Quote(paragraphs) => {
                let paragraphs: Vec<String> = paragraphs
                    .iter()
                    .map(|text| {
                        format!(
                            "> {}",
                            inline(text, Context::Paragraph).replace('\n', "\n> ")
                        )
                    })
                    .collect();
                self.lines(&paragraphs.join("\n>\n"))?;
            }
            Element::Code { info, lines } => {
                let mut code = Vec::new();
                write_code(info, lines, &mut code)?;
                self.lines(String::from_utf8_lossy(&code).trim_end_matches('\n'))?;
            }
            Element::Formula(tex) => {
                let tex = without_controls(tex);
                let lines: Vec<&str> = tex.lines().filter(|line| !line.trim().is_empty()).collect();
                self.lines(&format!("$$\n{}\n$$", lines.join("\n")))?;
            }
            Element::Table(table) => {
                let rows: Vec<Vec<String>> = table
                    .grid()
                    .iter()
                    .map(|row| row.iter().map(|cell| inline(cell, Context::Cell)).collect())
                    .collect();
                let mut written = Vec::new();
                write_rows(&rows, str::to_owned, None, &mut written)?;
                self.lines(String::from_utf8_lossy(&written).trim_end_matches('\n'))?;
            }
            Element::Post(paragraphs) => {
                for text in paragraphs {
                    self.lines(&inline(text, Context::Paragraph))?;
                }
            }
            Element::List(list) => self.list(list)?,
        }
        self.previous = Some(kind);
        Ok(())
    }

    /// Two lists in a row would be read as one, unless their markers differ.
    fn list(&mut self, list: &List) -> io::Result<()> {
        let numbered = list.start.is_some();
        self.alternate = self.previous == Some(Kind::List { numbered }) && !self.alternate;
        self.begin()?;
        // Items of one line each stand close; one that holds more asks for empty lines around all.
        let is_tight = list.items.iter().all(|item| is_tight(item));
        for (at, (number, item)) in (list.start.unwrap_or(0)..).zip(&list.items).enumerate() {
            if at > 0 && !is_tight {
                writeln!(self.writer)?;
            }
            let marker = match (numbered, self.alternate) {
                (false, false) => "-".to_owned(),
                (false, true) => "*".to_owned(),
                (true, false) => format!("{number}."),
                (true, true) => format!("{number})"),
            };
            if !std::mem::take(&mut self.is_marked) {
                write!(self.writer, "{}", self.indent)?;
            }
            write!(self.writer, "{marker}")?;
            if item.iter().all(is_blank) {
                writeln!(self.writer)?;
                continue;
            }
            write!(self.writer, " ")?;
            let indent = format!("{}{}", self.indent, " ".repeat(marker.len() + 1));
            let mut inner = Blocks::new(&mut *self.writer, indent);
            inner.is_marked = true;
            for element in item.iter().filter(|element| !is_blank(element)) {
                // A list inside stands right below the text of its item.
                inner.is_first |= is_tight;
                inner.element(element)?;
            }
        }
        Ok(())
    }
}

/// Whether an item is one text, with a list inside at most that may stand right below it: an empty item, or a number but 1,
/// would go on with the text (§5.2, §5.3).
fn is_tight(item: &[Element]) -> bool {
    match item {
        [Element::Paragraph(_)] | [] => true,
        [Element::Paragraph(_), Element::List(list)] => {
            let first = list.items.first();
            matches!(list.start, None | Some(1))
                && first.is_some_and(|item| !item.iter().all(is_blank))
                && list.items.iter().all(|item| is_tight(item))
        }
        _ => false,
    }
}

/// Whether an element writes nothing.
fn is_blank(element: &Element) -> bool {
    matches!(element, Element::Paragraph(text) if text.pictures.is_empty() && text.text.trim().is_empty())
}

/// A caption is emphasized, as Markdown has no other way to tell it from text.
fn caption(text: &Rich) -> String {
    let mut text = text.clone();
    let has_emphasis = text
        .pieces
        .iter()
        .any(|piece| matches!(piece.kind, MarkKind::Emphasis | MarkKind::Strong));
    if !has_emphasis && !text.text.is_empty() {
        let range = 0..text.text.len();
        let whole = Piece {
            kind: MarkKind::Emphasis,
            range,
            target: None,
        };
        text.pieces.insert(0, whole);
        text.nest();
    }
    inline(&text, Context::Paragraph)
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
