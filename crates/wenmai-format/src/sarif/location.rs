//! Places as SARIF has them.

use std::borrow::Cow;

use serde::Serialize;
use wenmai_model::{Document, SourceSpan};

use crate::masked::PersonalData;

/// A region of a text file: lines and columns count from 1, offsets from 0; the end is behind the last character.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region<'a> {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_offset: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Snippet<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Snippet<'a> {
    text: &'a str,
}

impl Region<'_> {
    /// All of the first line.
    pub(super) const fn first_line() -> Self {
        Self {
            start_line: 1,
            start_column: None,
            end_line: None,
            end_column: None,
            char_offset: None,
            char_length: None,
            byte_offset: None,
            byte_length: None,
            snippet: None,
        }
    }
}

/// A record of a container, and a place in it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogicalLocation<'a> {
    name: Cow<'a, str>,
    fully_qualified_name: String,
    kind: &'static str,
    properties: RecordPlace<'a>,
}

#[derive(Debug, Serialize)]
struct RecordPlace<'a> {
    /// Position of the record in its container, from 0.
    record: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region<'a>>,
}

impl<'a> LogicalLocation<'a> {
    /// The record that `document` was, its name without `data`.
    pub(super) fn new(
        document: &'a Document,
        region: Option<Region<'a>>,
        data: &PersonalData<'_>,
    ) -> Self {
        let record = document.source.record;
        Self {
            name: data.masked(&document.id),
            fully_qualified_name: format!("{}#{record}", data.masked(&document.source.input)),
            kind: "record",
            properties: RecordPlace { record, region },
        }
    }
}

/// A place in a text: its line and column from 1, and the characters before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Position {
    byte: usize,
    line: u32,
    column: u32,
    chars: u32,
}

/// Lines and columns of those places of a text that are asked for; found in one pass over it.
#[derive(Debug)]
pub(super) struct Lines {
    positions: Vec<Position>,
}

impl Lines {
    pub(super) fn new<'s>(source: &str, spans: impl Iterator<Item = &'s SourceSpan>) -> Self {
        let mut offsets: Vec<usize> = spans
            .flat_map(|span| [span.start as usize, span.end as usize])
            .collect();
        offsets.sort_unstable();
        offsets.dedup();
        let mut at = Position {
            byte: 0,
            line: 1,
            column: 1,
            chars: 0,
        };
        let mut done = 0;
        let positions = offsets.into_iter().map(|offset| {
            let end = source.floor_char_boundary(offset);
            let piece = source.get(done..end).unwrap_or_default();
            done = end;
            let n_chars = count(piece.chars().count());
            at.chars += n_chars;
            match piece.rfind('\n') {
                None => at.column += n_chars,
                Some(last) => {
                    at.line += count(piece.matches('\n').count());
                    let rest = piece.get(last + 1..).unwrap_or_default();
                    at.column = count(rest.chars().count()) + 1;
                }
            }
            Position { byte: offset, ..at }
        });
        Self {
            positions: positions.collect(),
        }
    }

    /// The region of a place that was asked for; `byte_offset` is where the text begins in its file.
    pub(super) fn region<'t>(
        &self,
        span: SourceSpan,
        byte_offset: Option<u32>,
        snippet: Option<&'t str>,
    ) -> Region<'t> {
        let (start, end) = (self.position(span.start), self.position(span.end));
        let chars = byte_offset.is_none();
        Region {
            start_line: start.line,
            start_column: Some(start.column),
            end_line: Some(end.line),
            end_column: Some(end.column),
            char_offset: chars.then_some(start.chars),
            char_length: chars.then_some(end.chars.saturating_sub(start.chars)),
            byte_offset: byte_offset.map(|offset| offset.saturating_add(span.start)),
            byte_length: byte_offset.map(|_| span.len_bytes()),
            snippet: snippet.map(|text| Snippet { text }),
        }
    }

    fn position(&self, offset: u32) -> Position {
        let found = self
            .positions
            .binary_search_by_key(&(offset as usize), |position| position.byte);
        let position = found.ok().and_then(|found| self.positions.get(found));
        position.copied().unwrap_or_default()
    }
}

/// Texts are below 4 GiB.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The path of an input as a URI reference (RFC 3986): relative paths stay so, absolute ones become `file:`. All but unreserved
/// characters is percent-encoded.
pub(super) fn artifact_uri(path: &str) -> String {
    let is_drive = |path: &str| {
        let mut chars = path.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic())
            && chars.next() == Some(':')
            && matches!(chars.next(), Some('/' | '\\'))
    };
    // A backslash is a character of names where drives have no letters.
    let path = if is_drive(path) || cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let (scheme, rest) = if is_drive(&path) {
        ("file:///", path.as_str())
    } else if path.starts_with('/') {
        ("file://", path.as_str())
    } else {
        let mut rest = path.as_str();
        while let Some(inner) = rest.strip_prefix("./") {
            rest = inner.trim_start_matches('/');
        }
        ("", rest)
    };
    let mut uri = scheme.to_owned();
    for byte in rest.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else if byte == b':' && !scheme.is_empty() {
            uri.push(':');
        } else {
            const DIGITS: [char; 16] = [
                '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
            ];
            let digit = |half: u8| DIGITS.get(usize::from(half)).copied().unwrap_or('0');
            uri.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        let cases = [
            ("pages/a.html", "pages/a.html"),
            ("./pages/./a b.txt", "pages/./a%20b.txt"),
            ("../页.txt", "../%E9%A1%B5.txt"),
            ("a:b#c?d%.txt", "a%3Ab%23c%3Fd%25.txt"),
            ("/tmp/a.txt", "file:///tmp/a.txt"),
            ("C:\\pages\\a.txt", "file:///C:/pages/a.txt"),
            ("-", "-"),
        ];
        for (path, uri) in cases {
            assert_eq!(artifact_uri(path), uri);
        }
    }

    #[test]
    fn columns_count_characters_and_lines_end_at_newlines() {
        let source = "一二\r\n😀b\u{2028}c\nd";
        let regions = [("一", 0), ("😀", 8), ("b\u{2028}c\nd", 12)].map(|(text, start)| {
            let span = SourceSpan::new(start, start + count(text.len()));
            assert_eq!(span.of(source), Some(text));
            span
        });
        let lines = Lines::new(source, regions.iter());
        let found = regions.map(|span| {
            let region = lines.region(span, None, None);
            [
                Some(region.start_line),
                region.start_column,
                region.end_line,
                region.end_column,
                region.char_offset,
                region.char_length,
            ]
            .map(|n| n.unwrap_or(0))
        });
        assert_eq!(
            found,
            [[1, 1, 1, 2, 0, 1], [2, 1, 2, 2, 4, 1], [2, 2, 3, 2, 5, 5]]
        );
        let bytes = lines.region(regions[1], Some(3), Some("😀"));
        assert_eq!((bytes.byte_offset, bytes.byte_length), (Some(11), Some(4)));
        assert_eq!(bytes.char_offset, None);
    }
}
