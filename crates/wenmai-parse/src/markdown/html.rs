//! HTML blocks in Markdown: their text without tags.

use std::{borrow::Cow, ops::Range};

/// Longest tag that is read, in bytes: behind an unclosed `<` so much is taken for the tag.
const MAX_TAG_BYTES: usize = 8192;

/// What one piece of an HTML block gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HtmlEvent<'h> {
    /// Text, and its place in the piece.
    Text(Cow<'h, str>, Range<usize>),
    /// The end of a line or block.
    Break,
    /// The start of a heading of this number, or the end of one.
    Heading(Option<u8>),
    /// The border of two cells.
    Cell,
    /// The start of a link with its address, or the end of one.
    Link(Option<String>),
    /// The start or end of bold text.
    Bold(bool),
}

/// What is open at the end of a piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Open {
    #[default]
    Text,
    /// A tag that goes on in the next piece, as far as it was read.
    Tag(String),
    /// `<!--`
    Comment,
    /// An element whose text is not shown.
    Hidden(&'static str),
}

/// The state of an HTML block between its lines.
#[derive(Debug, Clone, Default)]
pub(super) struct HtmlBlock {
    open: Open,
}

impl HtmlBlock {
    /// Reads the next piece of the block. Each byte is looked at a bounded number of times.
    pub(super) fn feed<'h>(&mut self, piece: &'h str, events: &mut Vec<HtmlEvent<'h>>) {
        let mut at = 0;
        while at < piece.len() {
            let rest = piece.get(at..).unwrap_or_default();
            match &mut self.open {
                Open::Comment => match rest.find("-->") {
                    Some(end) => {
                        self.open = Open::Text;
                        at += end + 3;
                    }
                    None => return,
                },
                Open::Hidden(name) => match find_ignoring_case(rest, name) {
                    Some(end) => {
                        self.open = Open::Tag(String::new());
                        at += end + 1;
                    }
                    None => return,
                },
                Open::Tag(tag) => {
                    let Some(end) = rest.find('>') else {
                        if tag.len() + rest.len() <= MAX_TAG_BYTES {
                            tag.push_str(rest);
                        }
                        return;
                    };
                    let mut tag = std::mem::take(tag);
                    tag.push_str(rest.get(..end).unwrap_or_default());
                    at += end + 1;
                    self.open = Open::Text;
                    self.tag(&tag, events);
                }
                Open::Text => {
                    let end = markup_start(rest).unwrap_or(rest.len());
                    let text = rest.get(..end).unwrap_or_default();
                    if !text.is_empty() {
                        entities(text, at, events);
                    }
                    at += end;
                    let rest = rest.get(end..).unwrap_or_default();
                    if rest.starts_with("<!--") {
                        self.open = Open::Comment;
                        at += 4;
                    } else if !rest.is_empty() {
                        self.open = Open::Tag(String::new());
                        at += 1;
                    }
                }
            }
        }
    }

    /// What the tag `tag`, without its brackets, does.
    fn tag(&mut self, tag: &str, events: &mut Vec<HtmlEvent<'_>>) {
        let closes = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match name.as_str() {
            "script" | "style" | "noscript" | "svg" | "template" | "iframe"
                if !closes && !tag.ends_with('/') =>
            {
                self.open = Open::Hidden(match name.as_str() {
                    "script" => "</script",
                    "style" => "</style",
                    "noscript" => "</noscript",
                    "svg" => "</svg",
                    "template" => "</template",
                    _ => "</iframe",
                });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.get(1..).and_then(|digit| digit.parse().ok());
                events.push(HtmlEvent::Heading(level.filter(|_| !closes)));
            }
            "td" | "th" => events.push(HtmlEvent::Cell),
            "a" => events.push(HtmlEvent::Link(
                (!closes).then(|| attribute(tag, "href")).flatten(),
            )),
            "b" | "strong" => events.push(HtmlEvent::Bold(!closes)),
            "p" | "div" | "br" | "tr" | "li" | "ul" | "ol" | "table" | "section" | "article"
            | "header" | "footer" | "nav" | "aside" | "details" | "summary" | "figure"
            | "figcaption" | "center" | "blockquote" | "pre" | "hr" | "dl" | "dt" | "dd"
            | "thead" | "tbody" | "form" | "main" => events.push(HtmlEvent::Break),
            _ => {}
        }
    }
}

/// Where a tag or comment starts; a `<` before anything but a letter is a sign.
fn markup_start(text: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|&at| {
        text.as_bytes()
            .get(at + 1)
            .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
    })
}

fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    memchr::memchr_iter(b'<', text.as_bytes()).find(|&at| {
        text.as_bytes()
            .get(at..at + needle.len())
            .is_some_and(|piece| piece.eq_ignore_ascii_case(needle.as_bytes()))
    })
}

/// The value of the attribute `name`, in quotes or bare.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.find(&format!("{name}="))? + name.len() + 1;
    let value = tag.get(at..)?;
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split_ascii_whitespace().next()?,
    };
    Some(value.replace("&amp;", "&"))
}

/// Text with the character references that HTML needs, and those by number, resolved.
fn entities<'h>(text: &'h str, base: usize, events: &mut Vec<HtmlEvent<'h>>) {
    let mut from = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if at < from {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let head = rest.get(..rest.floor_char_boundary(12)).unwrap_or_default();
        let Some(end) = head.find(';') else { continue };
        let name = head.get(1..end).unwrap_or_default();
        let Some(c) = character(name) else { continue };
        let before = text.get(from..at).unwrap_or_default();
        if !before.is_empty() {
            events.push(HtmlEvent::Text(
                Cow::Borrowed(before),
                base + from..base + at,
            ));
        }
        from = at + end + 1;
        events.push(HtmlEvent::Text(
            Cow::Owned(c.to_string()),
            base + at..base + from,
        ));
    }
    let rest = text.get(from..).unwrap_or_default();
    if !rest.is_empty() {
        let place = base + from..base + text.len();
        events.push(HtmlEvent::Text(Cow::Borrowed(rest), place));
    }
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(value).filter(|c| !c.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pieces: &[&str]) -> String {
        let mut block = HtmlBlock::default();
        let mut text = String::new();
        for piece in pieces {
            let mut events = Vec::new();
            block.feed(piece, &mut events);
            for event in events {
                match event {
                    HtmlEvent::Text(piece_text, place) => {
                        assert!(piece.get(place).is_some());
                        text.push_str(&piece_text);
                    }
                    HtmlEvent::Break => text.push('/'),
                    HtmlEvent::Heading(level) => {
                        text += &level.map_or("|".to_owned(), |level| level.to_string());
                    }
                    HtmlEvent::Link(Some(url)) => text.extend(["<", &url, ">"]),
                    _ => {}
                }
            }
        }
        text
    }

    #[test]
    fn tags_are_taken_out() {
        let cases: [(&[&str], &str); 7] = [
            (&["<div align=center><b>A &amp; B</b></div>"], "/A & B/"),
            (&["<h2>标题</h2>\n", "正文"], "2标题|\n正文"),
            (&["<img\n", "src='a'>x"], "x"),
            (&["a<!-- b\n", "c -->d"], "ad"),
            (&["<SCRIPT>if (a<b) x()\n", "</Script>z"], "z"),
            (
                &["1 < 2 && 3 > 2 &copy; &#x4e2d;"],
                "1 < 2 && 3 > 2 &copy; 中",
            ),
            (&["<a class=x href=\"/u?a=1&amp;b\">u</a>"], "</u?a=1&b>u"),
        ];
        for (pieces, expected) in cases {
            assert_eq!(text(pieces), expected, "{pieces:?}");
        }
    }
}
