//! Names of charsets, and who declared them.

use std::ops::Range;

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, UTF_8};

/// Names that pages and servers use although the Encoding Standard has not got them: code pages of Windows, and the UTF-8
/// of `MySQL`.
const MORE_LABELS: [(&str, &Encoding); 12] = [
    ("936", GBK),
    ("cp936", GBK),
    ("ms936", GBK),
    ("windows-936", GBK),
    ("cp950", BIG5),
    ("ms950", BIG5),
    ("windows-950", BIG5),
    ("cp949", EUC_KR),
    ("ms949", EUC_KR),
    ("cp932", SHIFT_JIS),
    ("windows-932", SHIFT_JIS),
    ("utf8mb4", UTF_8),
];

/// The encoding that a name stands for, by the labels of the WHATWG Encoding Standard §4.2 and a few more. Names of
/// encodings that the standard replaces, such as `hz-gb-2312`, stand for none.
pub(super) fn encoding_of(label: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label).or_else(|| {
        let label = label.trim_ascii();
        MORE_LABELS
            .iter()
            .find(|(name, _)| label.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, encoding)| *encoding)
    })
}

/// The name, in the WHATWG Encoding Standard, of the charset that `label` stands for; `None` when there is no such charset.
///
/// ```
/// use wenmai_parse::charset_name;
/// assert_eq!(charset_name("gb2312"), Some("GBK"));
/// assert_eq!(charset_name("Latin1"), Some("windows-1252"));
/// assert_eq!(charset_name("klingon"), None);
/// ```
pub fn charset_name(label: &str) -> Option<&'static str> {
    encoding_of(label.as_bytes()).map(Encoding::name)
}

/// Who says what the charset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declarer {
    /// What the page came in: an HTTP header, a field of a record.
    Container,
    /// The page itself, in `<meta>` or its XML declaration.
    Page,
}

/// A declaration of the charset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declared {
    /// Who says it.
    pub(super) by: Declarer,
    /// The name as written.
    pub(super) label: String,
    /// What the name stands for.
    pub(super) encoding: Option<&'static Encoding>,
    /// Bytes of the page where the name stands.
    pub(super) place: Option<Range<usize>>,
}

impl Declared {
    /// What the container says.
    pub(super) fn by_container(label: &str) -> Self {
        Self {
            by: Declarer::Container,
            label: label.trim().to_owned(),
            encoding: encoding_of(label.as_bytes()),
            place: None,
        }
    }
}

/// Where the value of `charset` stands in the content type `value`: the algorithm for extracting a character encoding from a
/// meta element (HTML Standard §2.4.4), which does for headers as well.
pub(super) fn charset_in(value: &[u8]) -> Option<Range<usize>> {
    const NAME: &[u8] = b"charset";
    let mut from = 0;
    loop {
        let rest = value.get(from..)?;
        let at = rest
            .windows(NAME.len())
            .position(|window| window.eq_ignore_ascii_case(NAME))?;
        let behind = from + at + NAME.len();
        let equals = skip_space(value, behind);
        if value.get(equals) != Some(&b'=') {
            from = behind;
            continue;
        }
        let start = skip_space(value, equals + 1);
        let opening = *value.get(start)?;
        if matches!(opening, b'"' | b'\'') {
            let length = value
                .get(start + 1..)?
                .iter()
                .position(|&byte| byte == opening)?;
            return Some(start + 1..start + 1 + length);
        }
        let length = value
            .get(start..)?
            .iter()
            .position(|&byte| byte == b';' || byte.is_ascii_whitespace());
        return Some(start..length.map_or(value.len(), |length| start + length));
    }
}

/// The charset that the HTTP header `Content-Type: value` names.
pub(crate) fn charset_of_content_type(value: &str) -> Option<&str> {
    value.get(charset_in(value.as_bytes())?)
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.len() - rest.trim_ascii_start().len()
}
