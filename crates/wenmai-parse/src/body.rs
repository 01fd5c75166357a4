//! Classes of body lines that no outline needs: code, tables, bullet lists, quotes; the rest are paragraphs, of which
//! the outline takes its headings.

mod code;

pub(crate) use code::code_score;

use wenmai_model::BlockKind;

use crate::{
    class::{Class, Labeled},
    line::Line,
};

/// A line wider than this, in columns, that is followed by another of like width is not wrapped by hand.
const MAX_WRAP_WIDTH: u16 = 100;

/// Classifies the lines of a body. Headings come later: see [`crate::outline`].
pub(crate) fn classify(lines: &[Line<'_>]) -> Vec<Labeled> {
    let code = code::code_lines(lines);
    let mut classes: Vec<Labeled> = lines
        .iter()
        .zip(&code)
        .map(|(line, &is_code)| {
            Labeled::block(if is_code {
                BlockKind::Code
            } else {
                plain_kind(line)
            })
        })
        .collect();
    mark_tables(lines, &mut classes);
    join_code(lines, &mut classes);
    classes
}

fn plain_kind(line: &Line<'_>) -> BlockKind {
    if bullet_len(line.text).is_some() {
        BlockKind::ListItem
    } else if line.text.starts_with("> ") {
        BlockKind::Quote
    } else {
        BlockKind::Paragraph
    }
}

/// Bytes of the bullet and the blank behind it: `- `, `* `, `• `, `·`.
pub(crate) fn bullet_len(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    let rest = text.get(first.len_utf8()..)?;
    match first {
        '-' | '*' | '+' | '–' => rest.starts_with(' ').then_some(2),
        '•' | '·' | '●' | '○' | '■' | '□' | '◆' | '◇' | '▪' | '▸' | '►' | '‣' | '➢' => {
            Some(first.len_utf8() + (rest.len() - rest.trim_start().len()))
        }
        _ => None,
    }
}

/// Two rows or more that hold bars or tabs are a table, unless they are code.
fn mark_tables(lines: &[Line<'_>], classes: &mut [Labeled]) {
    let is_row =
        |line: &Line<'_>| line.shape.bars >= 2 || line.shape.tabs >= 1 || is_rule(line.text);
    let mut at = 0;
    while at < lines.len() {
        let rest = lines.get(at..).unwrap_or_default();
        let joined =
            |index: usize, line: &Line<'_>| is_row(line) && (index == 0 || !line.blank_before);
        let rows = rest
            .iter()
            .enumerate()
            .take_while(|(index, line)| joined(*index, line))
            .count();
        let bars = rest
            .iter()
            .take(rows)
            .filter(|line| !is_rule(line.text))
            .count();
        if rows >= 2
            && bars >= 1
            && rest
                .iter()
                .take(rows)
                .any(|line| line.text.contains(|c: char| c.is_alphanumeric()))
        {
            for (index, class) in classes.iter_mut().skip(at).take(rows).enumerate() {
                *class = Labeled {
                    class: Class::Block(BlockKind::Table),
                    joined: index > 0,
                };
            }
        }
        at += rows.max(1);
    }
}

/// A rule between rows: `|---|:--:|`, `+----+----+`.
fn is_rule(text: &str) -> bool {
    text.len() >= 3
        && text
            .bytes()
            .all(|b| matches!(b, b'|' | b'+' | b'-' | b':' | b'=' | b' '))
        && text.contains(['|', '+'])
}

/// Joins the lines of tables and code whose kinds were settled.
pub(crate) fn join(lines: &[Line<'_>], classes: &mut [Labeled]) {
    join_code(lines, classes);
    let table = Class::Block(BlockKind::Table);
    let mut above = None;
    for (line, class) in lines.iter().zip(classes.iter_mut()) {
        if class.class == table {
            class.joined = above == Some(table) && !line.blank_before;
        }
        above = Some(class.class);
    }
}

/// Neighboring code lines are one block, also over one blank line.
fn join_code(lines: &[Line<'_>], classes: &mut [Labeled]) {
    let code = Class::Block(BlockKind::Code);
    let mut before: Option<u32> = None;
    for (line, class) in lines.iter().zip(classes.iter_mut()) {
        if class.class == code {
            class.joined = before.is_some_and(|number| line.number - number <= 2);
            before = Some(line.number);
        } else {
            before = None;
        }
    }
}

fn is_running_text(class: &Labeled) -> bool {
    matches!(
        class.class,
        Class::Block(BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote)
    )
}

/// Whether a page was wrapped by hand: most of its paragraph lines stand below another of like width that does not end a
/// sentence.
pub(crate) fn is_wrapped(lines: &[Line<'_>], classes: &[Labeled]) -> bool {
    let mut below = 0_usize;
    let mut wrapped = 0_usize;
    for (pair, kinds) in lines.windows(2).zip(classes.windows(2)) {
        if let ([above, line], [kind_above, kind]) = (pair, kinds)
            && is_running_text(kind_above)
            && is_running_text(kind)
            && !line.blank_before
        {
            below += 1;
            wrapped += usize::from(goes_on(above, line));
        }
    }
    wrapped >= 3 && wrapped * 2 >= below
}

/// Joins the paragraph and list lines of a page that was wrapped by hand. Called when the headings are known.
pub(crate) fn join_wrapped(lines: &[Line<'_>], classes: &mut [Labeled]) {
    let pairs = || lines.windows(2).zip(classes.windows(2));
    let joins: Vec<bool> = pairs()
        .map(|(pair, kinds)| match (pair, kinds) {
            ([above, line], [kind_above, kind]) => {
                is_running_text(kind_above)
                    && kind.class == Class::Block(BlockKind::Paragraph)
                    && line.marker.is_none()
                    && !line.blank_before
                    && above.shape.width <= MAX_WRAP_WIDTH
            }
            _ => false,
        })
        .collect();
    for (at, _) in joins.iter().enumerate().filter(|(_, joins)| **joins) {
        let above = classes.get(at).map(|above| above.class);
        if let (Some(class), Some(above)) = (classes.get_mut(at + 1), above) {
            *class = Labeled {
                class: above,
                joined: true,
            };
        }
    }
}

/// Whether `line` goes on with the sentence of `above`.
fn goes_on(above: &Line<'_>, line: &Line<'_>) -> bool {
    let width = above.shape.width;
    (40..=MAX_WRAP_WIDTH).contains(&width)
        && !above.shape.ends_sentence()
        && line.marker.is_none()
        && bullet_len(line.text).is_none()
        && !is_two_columns(above.text)
}

/// Whether a wide gap parts the line: a print sets the text of a sidebar beside a heading.
fn is_two_columns(text: &str) -> bool {
    const GAP: &str = "        ";
    text.contains(GAP) || text.contains("\t\t")
}
