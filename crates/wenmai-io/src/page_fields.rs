//! What the fields of a record say about the page in it, for JSON Lines and Parquet alike.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use serde_json::Value;
use wenmai_model::{Page, PageKind};

use crate::error::InputErrorKind;
use crate::inputs::ReadOptions;
use crate::kind::InputKind;
use crate::record::{RawRecord, sha256};

/// Which fields of a JSON object, or columns of a Parquet file, hold what. `None` is the default of each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordFields {
    /// The page itself; by default `html`, and where that is absent or empty `html_b64`, then `text`, then `markdown`. A field
    /// whose name ends in `_b64` holds the bytes of the page in base64.
    pub content: Option<String>,
    /// The page's id; by default `id`. Where it is absent the URL is the id, and without a URL the
    /// position of the record in its input, from 0.
    pub id: Option<String>,
    /// The page's address; by default `url`.
    pub url: Option<String>,
}

impl RecordFields {
    /// Where the page is looked for, best first.
    pub fn content_names(&self) -> Vec<String> {
        match &self.content {
            Some(name) => vec![name.clone()],
            None => ["html", "html_b64", "text", "markdown"]
                .map(String::from)
                .into(),
        }
    }

    fn id_name(&self) -> &str {
        self.id.as_deref().unwrap_or("id")
    }

    fn url_name(&self) -> &str {
        self.url.as_deref().unwrap_or("url")
    }

    /// Whether the field `name` says something about the page.
    pub(crate) fn describes(&self, name: &str) -> bool {
        name == self.id_name()
            || name == self.url_name()
            || matches!(
                name,
                "captured_at" | "charset" | "headers" | "keywords" | "tags"
            )
    }
}

/// The page of a record, as it stands there.
#[derive(Debug)]
pub(crate) struct Cell<'a> {
    /// The field that holds it.
    pub(crate) field: &'a str,
    /// Its bytes, or what stands for them in base64, by the name of the field.
    pub(crate) body: Vec<u8>,
    /// Whether the field holds text, which is Unicode whatever the page in it declares.
    pub(crate) is_text: bool,
}

/// What a record says about its page.
#[derive(Debug, Default)]
pub(crate) struct PageFields {
    id: Option<String>,
    url: Option<String>,
    captured_at: Option<Timestamp>,
    charset: Option<String>,
    headers: Vec<(String, String)>,
    keywords: Vec<String>,
}

impl PageFields {
    /// Takes the field `name`.
    pub(crate) fn take(&mut self, fields: &RecordFields, name: &str, value: &Value) {
        // One field may serve twice, for example `url` as id too.
        if name == fields.id_name() {
            self.id = scalar(value);
        }
        if name == fields.url_name() {
            self.url = scalar(value);
        }
        match name {
            "captured_at" => self.captured_at = timestamp(value),
            "charset" => self.charset = scalar(value),
            "headers" => self.headers = headers(value),
            "keywords" | "tags" => self.keywords.extend(keywords(value)),
            _ => {}
        }
    }

    /// Id and address, where the record says them.
    #[cfg(feature = "arrow")]
    pub(crate) fn names(self) -> (Option<String>, Option<String>) {
        (self.id.or_else(|| self.url.clone()), self.url)
    }

    /// The page in `cell` of `record`.
    pub(crate) fn page(
        self,
        cell: Cell<'_>,
        record: &RawRecord,
        options: &ReadOptions,
    ) -> Result<Page, InputErrorKind> {
        let Cell { field, body, .. } = cell;
        let (body, is_base64) = body_of_field(field, body)?;
        let certain = if cell.is_text && !is_base64 {
            Some("utf-8".into())
        } else {
            options.charset.clone()
        };
        Ok(Page {
            id: self
                .id
                .or_else(|| self.url.clone())
                .unwrap_or_else(|| record.record.to_string()),
            url: self.url,
            captured_at: self.captured_at,
            headers: self.headers,
            keywords: self.keywords,
            kind: kind_of_field(field).or(options.kind.and_then(InputKind::page_kind)),
            is_charset_certain: certain.is_some(),
            charset: certain.or(self.charset),
            input: record.input.to_string(),
            record: record.record,
            sha256: Some(sha256(&body)),
            body,
        })
    }
}

/// The bytes of the page that the field `name` holds, and whether `content`, what stands there, is them in base64.
///
/// # Errors
///
/// [`InputErrorKind::BrokenBase64`], by the name of the field.
///
/// ```
/// use wenmai_io::body_of_field;
///
/// assert_eq!(body_of_field("html_b64", b"PHA+".to_vec())?, (b"<p>".to_vec(), true));
/// assert_eq!(body_of_field("html", b"<p>".to_vec())?, (b"<p>".to_vec(), false));
/// # Ok::<(), wenmai_io::InputErrorKind>(())
/// ```
pub fn body_of_field(name: &str, content: Vec<u8>) -> Result<(Vec<u8>, bool), InputErrorKind> {
    if !name.ends_with(BASE64_SUFFIX) {
        return Ok((content, false));
    }
    let body = from_base64(&content).map_err(|reason| {
        let field = name.to_owned();
        InputErrorKind::BrokenBase64 { field, reason }
    })?;
    Ok((body, true))
}

/// How the names of fields end that hold bytes in base64.
const BASE64_SUFFIX: &str = "_b64";

/// Base64 of RFC 4648 §4, with or without its padding, and with the line breaks that mail has (RFC 2045 §6.8).
fn from_base64(text: &[u8]) -> Result<Vec<u8>, String> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text: Cow<[u8]> = if text.iter().any(u8::is_ascii_whitespace) {
        let bytes = text.iter().copied();
        bytes.filter(|byte| !byte.is_ascii_whitespace()).collect()
    } else {
        Cow::Borrowed(text)
    };
    GeneralPurpose::new(&STANDARD, config)
        .decode(text)
        .map_err(|error| error.to_string())
}

/// The kind of page that the name of a content field stands for.
///
/// ```
/// use wenmai_io::kind_of_field;
/// use wenmai_model::PageKind;
///
/// assert_eq!(kind_of_field("html_b64"), Some(PageKind::Html));
/// assert_eq!(kind_of_field("body"), None);
/// ```
pub fn kind_of_field(name: &str) -> Option<PageKind> {
    match name.strip_suffix(BASE64_SUFFIX).unwrap_or(name) {
        "html" => Some(PageKind::Html),
        "text" => Some(PageKind::Text),
        "markdown" | "md" => Some(PageKind::Markdown),
        _ => None,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Headers as an object, an array of pairs, or either of them as JSON in a string.
fn headers(value: &Value) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let parsed: Value;
    let value = match value {
        Value::String(text) => {
            parsed = serde_json::from_str(text).unwrap_or_default();
            &parsed
        }
        value => value,
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let values = match value {
                    Value::Array(values) => values.as_slice(),
                    value => std::slice::from_ref(value),
                };
                headers.extend(
                    values
                        .iter()
                        .filter_map(|v| Some((name.clone(), scalar(v)?))),
                );
            }
        }
        Value::Array(pairs) => {
            headers.extend(pairs.iter().filter_map(|pair| {
                let [name, value] = pair.as_array()?.as_slice() else {
                    return None;
                };
                Some((scalar(name)?, scalar(value)?))
            }));
        }
        _ => {}
    }
    headers
}

/// Keywords as an array of strings, or in one string with commas between them.
fn keywords(value: &Value) -> Vec<String> {
    let texts: Vec<&str> = match value {
        Value::String(text) => text.split([',', '，', ';', '；']).collect(),
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let texts = texts.into_iter().map(str::trim);
    texts
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A time as crawlers write it, or seconds since 1970.
fn timestamp(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => timestamp_of(text),
        Value::Number(seconds) => Timestamp::from_second(seconds.as_i64()?).ok(),
        _ => None,
    }
}

/// A time in RFC 3339, or a date; one without a zone is UTC.
///
/// ```
/// let midnight = wenmai_io::timestamp_of("2024-09-18");
/// assert_eq!(midnight, wenmai_io::timestamp_of("2024-09-18T00:00:00Z"));
/// assert_eq!(wenmai_io::timestamp_of("soon"), None);
/// ```
pub fn timestamp_of(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local: civil::DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })
}
