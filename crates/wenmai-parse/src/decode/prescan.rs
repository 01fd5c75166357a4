//! What a page says of its charset: the prescan of the HTML Standard §13.2.3.2.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::{memchr, memmem};

use super::label::{Declared, Declarer, charset_in, encoding_of};

/// How much of a page is scanned. Browsers must look at 1024 bytes, but take a later `<meta>` as well; pages that open with
/// styles and scripts need more.
const PRESCAN_BYTES: usize = 16 << 10;

/// The charset that the page declares in a `<meta>` outside of comments, else in its XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<Declared> {
    let head = bytes
        .get(..PRESCAN_BYTES.min(bytes.len()))
        .unwrap_or_default();
    in_meta(head).or_else(|| in_xml_declaration(head))
}

fn in_meta(head: &[u8]) -> Option<Declared> {
    let mut scan = Scan { head, at: 0 };
    loop {
        scan.at += memchr(b'<', scan.rest())?;
        let rest = scan.rest();
        if rest.starts_with(b"<!--") {
            // The dashes of `<!-->` open and close the comment.
            scan.at += 2;
            scan.at += memmem::find(scan.rest(), b"-->")? + 3;
            continue;
        }
        let is_meta = rest
            .get(..5)
            .is_some_and(|name| name.eq_ignore_ascii_case(b"<meta"))
            && rest
                .get(5)
                .is_some_and(|&byte| is_space(byte) || byte == b'/');
        if is_meta {
            scan.at += 5;
            if let Some(declared) = scan.meta()? {
                return Some(declared);
            }
            continue;
        }
        let name = match rest.get(1)? {
            b'/' => rest.get(2)?,
            byte => byte,
        };
        if name.is_ascii_alphabetic() {
            scan.at += rest
                .iter()
                .position(|&byte| is_space(byte) || byte == b'>')?;
            while scan.attribute()?.is_some() {}
        } else if matches!(rest.get(1), Some(b'!' | b'/' | b'?')) {
            scan.at += memchr(b'>', rest)?;
        } else {
            scan.at += 1;
        }
    }
}

/// A place in the head of a page. Where the head ends, methods give `None`, and so does the prescan.
struct Scan<'h> {
    head: &'h [u8],
    at: usize,
}

/// Name and value of an attribute, in lower case but for the value.
struct Attribute {
    name: Vec<u8>,
    value: Range<usize>,
}

#[expect(
    clippy::option_option,
    reason = "the outer tells where the head ends, the inner where the tag does"
)]
impl<'h> Scan<'h> {
    fn rest(&self) -> &'h [u8] {
        self.head.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.head.get(self.at).copied()
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) -> Option<u8> {
        while skipped(self.byte()?) {
            self.at += 1;
        }
        self.byte()
    }

    /// The attributes of a `<meta>`; what they declare.
    fn meta(&mut self) -> Option<Option<Declared>> {
        let (mut names, mut is_pragma) = (Vec::new(), false);
        let mut by_charset: Option<Range<usize>> = None;
        let mut by_content: Option<Range<usize>> = None;
        while let Some(Attribute { name, value }) = self.attribute()? {
            // The first of its name counts.
            let first = !names.contains(&name);
            let text = self.head.get(value.clone()).unwrap_or_default();
            match name.as_slice() {
                b"http-equiv" if first => is_pragma = text.eq_ignore_ascii_case(b"content-type"),
                b"charset" if first => by_charset = Some(value),
                b"content" if first => {
                    by_content = charset_in(text)
                        .map(|place| value.start + place.start..value.start + place.end)
                        .filter(|place| self.declared(place).is_some());
                }
                _ => {}
            }
            // Others cannot come twice to any effect.
            if first && matches!(name.as_slice(), b"http-equiv" | b"charset" | b"content") {
                names.push(name);
            }
        }
        let place = by_charset.or_else(|| by_content.filter(|_| is_pragma));
        Some(place.and_then(|place| self.declared(&place)))
    }

    fn declared(&self, place: &Range<usize>) -> Option<Declared> {
        page_declares(self.head, place.clone())
    }

    /// The next attribute of a tag: "get an attribute" of the standard. Stands behind it then, or at the `>` of the tag.
    fn attribute(&mut self) -> Option<Option<Attribute>> {
        if self.skip(|byte| is_space(byte) || byte == b'/')? == b'>' {
            return Some(None);
        }
        let mut name = Vec::new();
        let none = |at: usize| at..at;
        loop {
            match self.byte()? {
                b'=' if !name.is_empty() => break,
                b'/' | b'>' => {
                    let value = none(self.at);
                    return Some(Some(Attribute { name, value }));
                }
                byte if is_space(byte) => {
                    if self.skip(is_space)? != b'=' {
                        let value = none(self.at);
                        return Some(Some(Attribute { name, value }));
                    }
                    break;
                }
                byte => name.push(byte.to_ascii_lowercase()),
            }
            self.at += 1;
        }
        self.at += 1;
        let value = match self.skip(is_space)? {
            quote @ (b'"' | b'\'') => {
                let start = self.at + 1;
                let length = memchr(quote, self.head.get(start..)?)?;
                self.at = start + length + 1;
                start..start + length
            }
            b'>' => none(self.at),
            _ => {
                let start = self.at;
                self.skip(|byte| !is_space(byte) && byte != b'>')?;
                start..self.at
            }
        };
        Some(Some(Attribute { name, value }))
    }
}

/// `<?xml … encoding="label" …?>` ("get an XML encoding" of the standard).
fn in_xml_declaration(head: &[u8]) -> Option<Declared> {
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let declaration = head.get(..memchr(b'>', head)?)?;
    let scan = &mut Scan {
        head: declaration,
        at: memmem::find(declaration, b"encoding")? + b"encoding".len(),
    };
    if scan.skip(|byte| byte <= b' ')? != b'=' {
        return None;
    }
    scan.at += 1;
    let quote = scan.skip(|byte| byte <= b' ')?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let start = scan.at + 1;
    let length = memchr(quote, declaration.get(start..)?)?;
    page_declares(head, start..start + length)
}

/// What the label at `place` declares. A page whose tags can be read byte by byte is no UTF-16, whatever it says.
fn page_declares(head: &[u8], place: Range<usize>) -> Option<Declared> {
    let label = head.get(place.clone())?;
    let encoding = match encoding_of(label)? {
        utf_16 if utf_16 == UTF_16LE || utf_16 == UTF_16BE => UTF_8,
        user_defined if user_defined.name() == "x-user-defined" => WINDOWS_1252,
        encoding => encoding,
    };
    Some(Declared {
        by: Declarer::Page,
        label: String::from_utf8_lossy(label).trim().to_owned(),
        encoding: Some(encoding as &'static Encoding),
        place: Some(place),
    })
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}
