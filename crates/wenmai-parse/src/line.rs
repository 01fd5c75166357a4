//! Lines of a text page and what can be counted in each.

pub(crate) mod signs;

use wenmai_model::BoilerplateKind;
use wenmai_text::{chars::is_cjk_punctuation, is_blank, is_cjk, lines, trim_blank};

use crate::grammar::marker::{Marker, marker};
use signs::Counts;

/// Longest piece of a line that is looked at: what is longer is a paragraph whatever it holds.
const MAX_SHAPE_BYTES: usize = 600;

/// A line that is not blank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    /// The line without blanks at its ends.
    pub(crate) text: &'a str,
    /// Place of `text` in the page, in bytes.
    pub(crate) start: u32,
    /// Number of the line in the page, from 0.
    pub(crate) number: u32,
    /// Columns of blanks in front; a tab counts as 4.
    pub(crate) indent: u16,
    /// Whether a blank line, or the start of the page, comes before.
    pub(crate) blank_before: bool,
    /// Whether a blank line, or the end of the page, comes after.
    pub(crate) blank_after: bool,
    /// Its counts.
    pub(crate) shape: Shape,
    /// Its opening read as a marker.
    pub(crate) marker: Option<Marker>,
    /// The kind of boilerplate that it is by the profile of the host, which nothing else overrules.
    pub(crate) furniture: Option<BoilerplateKind>,
}

impl<'a> Line<'a> {
    /// One past the last byte of the text.
    pub(crate) fn end(&self) -> u32 {
        self.start + u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    /// Whether the line stands alone between blank lines.
    pub(crate) const fn is_isolated(&self) -> bool {
        self.blank_before && self.blank_after
    }

    /// The text behind the marker, without what is put around headings (see [`bare`]); the whole text without either.
    pub(crate) fn body(&self) -> &'a str {
        let skip = self
            .marker
            .map_or(0, |marker| usize::from(marker.len_bytes));
        let text = without_edit_link(self.text);
        bare(trim_blank(text.get(skip..).unwrap_or_default()))
    }
}

/// A line without what is put around headings and is no part of their words: the edit link of a wiki, brackets `【】`.
fn bare(text: &str) -> &str {
    let text = without_edit_link(text);
    let inner = text
        .strip_prefix('【')
        .and_then(|text| text.strip_suffix('】'))
        .map(trim_blank);
    inner
        .filter(|inner| !inner.is_empty() && !inner.contains(['【', '】']))
        .unwrap_or(text)
}

/// A line without the edit link that wikis put behind their headings.
fn without_edit_link(text: &str) -> &str {
    const EDIT_LINKS: [&str; 7] = [
        "[编辑]",
        "[編輯]",
        "[编辑源代码]",
        "[編輯原始碼]",
        "[edit]",
        "[edit source]",
        "[ edit ]",
    ];
    if !text.ends_with(']') {
        return text;
    }
    let title = EDIT_LINKS.iter().find_map(|link| text.strip_suffix(link));
    title
        .map(trim_blank)
        .filter(|title| !title.is_empty())
        .unwrap_or(text)
}

/// Counts of the characters of one line, of at most its first 600 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    /// Display width in columns, saturating; 2 for each wide character.
    pub(crate) width: u16,
    /// Letters of Chinese, Japanese and Korean.
    pub(crate) cjk: u16,
    /// Letters of other scripts.
    pub(crate) letters: u16,
    /// Upper-case letters among them.
    pub(crate) upper: u16,
    /// Digits.
    pub(crate) digits: u16,
    /// Signs that code is made of: `{}()[]<>=;+*/\_$&|~^@#%` and the ASCII quotes.
    pub(crate) symbols: u16,
    /// Commas, semicolons, enumeration commas.
    pub(crate) commas: u16,
    /// Ends of sentences before the last character.
    pub(crate) inner_ends: u16,
    /// Words of Latin letters.
    pub(crate) words: u16,
    /// Such words that begin with a capital.
    pub(crate) capitalized: u16,
    /// Tabs.
    pub(crate) tabs: u16,
    /// Vertical bars.
    pub(crate) bars: u16,
    /// First character; U+0000 for an empty line.
    pub(crate) first: char,
    /// Last character.
    pub(crate) last: char,
    /// Which of [`signs`] the line holds.
    pub(crate) signs: u32,
}

impl Shape {
    /// Counts `text` in one pass.
    pub(crate) fn new(text: &str) -> Self {
        let head = text
            .get(..text.floor_char_boundary(MAX_SHAPE_BYTES))
            .unwrap_or(text);
        let mut shape = Self {
            first: head.chars().next().unwrap_or('\0'),
            last: text.chars().next_back().unwrap_or('\0'),
            ..Self::default()
        };
        let mut ascii = Counts::default();
        let mut end_seen = false;
        let wide = if head.is_ascii() {
            ascii.add_all(head.as_bytes());
            ""
        } else {
            head
        };
        for c in wide.chars() {
            if end_seen {
                shape.inner_ends += u16::from(!is_blank(c));
                end_seen = false;
            }
            if ascii.add(c) {
                continue;
            }
            let was_in_word = ascii.leave_word();
            match c {
                '\u{4e00}'..='\u{9fff}' => {
                    shape.width += 1;
                    shape.cjk += 1;
                }
                '。' | '！' | '？' => {
                    shape.width += 1;
                    end_seen = true;
                }
                '，' | '、' | '；' => {
                    shape.width += 1;
                    shape.commas += 1;
                }
                _ if is_cjk(c) => {
                    shape.width += 1;
                    shape.cjk += 1;
                }
                _ if is_cjk_punctuation(c) => {
                    shape.width += 1;
                    shape.signs |= signs::of_wide(c);
                }
                _ if c.is_alphabetic() => {
                    ascii.enter_word();
                    shape.letters += 1;
                    let upper = u16::from(c.is_uppercase());
                    shape.upper += upper;
                    if !was_in_word {
                        shape.words += 1;
                        shape.capitalized += upper;
                    }
                }
                _ => {}
            }
        }
        // One column for each character, and one more for those that are wide.
        shape.width += u16::try_from(head.chars().count()).unwrap_or(u16::MAX);
        ascii.add_to(&mut shape);
        let count = |sign: u8| {
            let found = memchr::memchr_iter(sign, head.as_bytes()).count();
            u16::try_from(found).unwrap_or(u16::MAX)
        };
        if shape.may_hold(signs::BAR) {
            shape.bars = count(b'|');
        }
        if shape.may_hold(signs::TAB) {
            shape.tabs = count(b'\t');
        }
        if shape.may_hold(signs::END) {
            shape.inner_ends += latin_inner_ends(head);
        }
        if head.len() < text.len() {
            shape.width = u16::try_from(text.len().min(usize::from(u16::MAX)))
                .unwrap_or(u16::MAX)
                .max(shape.width);
            // Nobody has looked at the rest.
            shape.signs = u32::MAX;
        }
        shape
    }

    /// Whether the line may hold all of `signs`; it does not when one of them is in none of its characters.
    pub(crate) const fn may_hold(&self, signs: u32) -> bool {
        self.signs & signs == signs
    }

    /// All letters and digits.
    pub(crate) const fn alphanumeric(&self) -> u16 {
        self.cjk + self.letters + self.digits
    }

    /// Whether the line closes like a sentence or goes on in the next line.
    pub(crate) fn ends_like_text(&self) -> bool {
        matches!(
            self.last,
            '。' | '；' | ';' | '，' | ',' | '、' | '…' | '.' | '．' | '：' | ':'
        )
    }

    /// Whether the line closes like a sentence, `？` and `！` included.
    pub(crate) fn ends_sentence(&self) -> bool {
        matches!(
            self.last,
            '。' | '！' | '？' | '…' | '.' | '!' | '?' | '；' | ';' | '”' | '」'
        )
    }
}

/// Ends of Latin sentences inside a line: a sign, a blank, a capital. `e.g. this` and `v1.2` are none.
fn latin_inner_ends(text: &str) -> u16 {
    let bytes = text.as_bytes();
    let ends = memchr::memchr3_iter(b'.', b'!', b'?', bytes)
        .filter(|&at| {
            bytes.get(at + 1) == Some(&b' ')
                && bytes.get(at + 2).is_some_and(u8::is_ascii_uppercase)
        })
        // `J. Smith` and the marker `1. Title` are no ends of sentences.
        .filter(|&at| at >= 3 && bytes.get(at - 2).is_some_and(u8::is_ascii_alphanumeric))
        .count();
    u16::try_from(ends).unwrap_or(u16::MAX)
}

/// All lines of `text` that are not blank.
pub(crate) fn scan(text: &str) -> Vec<Line<'_>> {
    let mut found: Vec<Line<'_>> = Vec::with_capacity(text.len() / 64);
    let mut blank_before = true;
    for (number, (start, raw)) in lines(text).enumerate() {
        let line = trim_blank(raw);
        if line.is_empty() {
            blank_before = true;
            if let Some(last) = found.last_mut() {
                last.blank_after = true;
            }
            continue;
        }
        let front = line.as_ptr() as usize - raw.as_ptr() as usize;
        found.push(Line {
            text: line,
            start: u32::try_from(start + front).unwrap_or(u32::MAX),
            number: u32::try_from(number).unwrap_or(u32::MAX),
            indent: indent(raw.get(..front).unwrap_or_default()),
            blank_before,
            blank_after: false,
            shape: Shape::new(bare(line)),
            marker: marker(line),
            furniture: None,
        });
        blank_before = false;
    }
    if let Some(last) = found.last_mut() {
        last.blank_after = true;
    }
    found
}

fn indent(front: &str) -> u16 {
    let columns = front.chars().map(|c| match c {
        '\t' => 4,
        '\u{3000}' => 2,
        ' ' | '\u{a0}' => 1,
        _ => 0_u16,
    });
    columns.fold(0, u16::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_a_line() {
        let shape = Shape::new("GPT-3 与 BERT，见 v1.2。后文");
        assert_eq!(
            (shape.cjk, shape.letters, shape.words, shape.digits),
            (4, 8, 3, 3)
        );
        assert_eq!((shape.commas, shape.inner_ends, shape.last), (1, 1, '文'));
        assert_eq!(Shape::new("Mr. J. Smith left. He ran.").inner_ends, 1);
    }

    #[test]
    fn edit_links_and_brackets_are_no_part_of_a_heading() {
        let page = "生平[编辑]\n1.2 Species [edit]\n[edit]\n【厨房】\n【厨房】和【卧室】\n【】\n";
        let lines = scan(page);
        let bodies: Vec<_> = lines.iter().map(Line::body).collect();
        let expected = [
            "生平",
            "Species",
            "[edit]",
            "厨房",
            "【厨房】和【卧室】",
            "【】",
        ];
        assert_eq!(bodies, expected);
        assert_eq!(lines[0].shape, Shape::new("生平"));
    }

    #[test]
    fn blank_lines_isolate() {
        let lines = scan("标题\n\n  a\nb\n\u{3000}\n");
        let flags: Vec<_> = lines
            .iter()
            .map(|l| (l.text, l.blank_before, l.blank_after, l.indent, l.number))
            .collect();
        assert_eq!(
            flags,
            [
                ("标题", true, true, 0, 0),
                ("a", true, false, 2, 2),
                ("b", false, true, 0, 3)
            ]
        );
    }
}
