use std::borrow::Cow;
use std::fmt;
use std::io::BufRead;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use wenmai_model::{Page, PageKind};

use crate::error::{InputError, InputErrorKind, Place};
use crate::lines::{Line, read_line};
use crate::open::sha256;

/// Which fields of a JSON object hold what. `None` is the default of each.
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
    fn content_names(&self) -> Vec<String> {
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
}

/// The pages of a JSONL stream: one JSON object a line.
///
/// Besides the fields of [`RecordFields`] it takes `captured_at` (RFC 3339, a date, or seconds since 1970;
/// anything else counts as absent), `headers` (an object, or an array of pairs), `keywords` and
/// `tags` (arrays of strings, or strings with commas), and, for a page in base64, `charset`: what
/// it is declared to be. Lines without any
/// text are skipped. A broken line is an error with its place, and reading goes on after it.
///
/// ```
/// use wenmai_io::{RecordFields, Records};
/// let jsonl = "{\"id\": \"a\", \"text\": \"标题\"}\n{\"id\": \n";
/// let mut records = Records::new(jsonl.as_bytes(), "crawl.jsonl", &RecordFields::default(), 1 << 20);
/// assert_eq!(records.next().unwrap()?.id, "a");
/// assert_eq!(
///     records.next().unwrap().unwrap_err().to_string(),
///     "crawl.jsonl: not a JSON object: EOF while parsing a value (2:7)",
/// );
/// assert!(records.next().is_none());
/// # Ok::<(), wenmai_io::InputError>(())
/// ```
#[derive(Debug)]
pub struct Records<R> {
    reader: R,
    input: String,
    fields: RecordFields,
    /// The charset of pages in base64 that the caller insists on.
    charset: Option<String>,
    max_line_bytes: usize,
    buffer: Vec<u8>,
    /// Lines read so far.
    line: u64,
    /// Records met so far, broken ones included.
    record: u64,
    finished: bool,
}

impl<R: BufRead> Records<R> {
    /// The records of `reader`. `input` names it in pages and errors; a line of more than `max_line_bytes`
    /// is an error and is never held in memory.
    pub fn new(
        reader: R,
        input: impl Into<String>,
        fields: &RecordFields,
        max_line_bytes: usize,
    ) -> Self {
        Self {
            reader,
            input: input.into(),
            fields: fields.clone(),
            charset: None,
            max_line_bytes,
            buffer: Vec::new(),
            line: 0,
            record: 0,
            finished: false,
        }
    }

    /// The same, with pages in base64 in this charset, whatever they declare and look like. Pages in strings are Unicode.
    #[must_use]
    pub fn in_charset(mut self, charset: Option<String>) -> Self {
        self.charset = charset;
        self
    }

    fn error(&self, column: u64, kind: InputErrorKind) -> InputError {
        InputError {
            input: self.input.clone(),
            place: Some(Place {
                line: self.line,
                column,
            }),
            kind,
        }
    }

    fn page(&self, line: &[u8], record: u64) -> Result<Page, InputError> {
        let mut reader = serde_json::Deserializer::from_slice(line);
        let raw = RawRecordSeed(&self.fields)
            .deserialize(&mut reader)
            .and_then(|raw| reader.end().map(|()| raw))
            .map_err(|error| {
                let reason = json_reason(&error);
                let column = u64::try_from(error.column()).unwrap_or(u64::MAX).max(1);
                self.error(column, InputErrorKind::BrokenRecord { reason })
            })?;
        let Some((field, body)) = raw.content else {
            let wanted = self.fields.content_names();
            let found = raw.names;
            return Err(self.error(1, InputErrorKind::NoContent { wanted, found }));
        };
        let is_base64 = field.ends_with(BASE64_SUFFIX);
        let body = if is_base64 {
            from_base64(&body).map_err(|reason| {
                self.error(
                    1,
                    InputErrorKind::BrokenBase64 {
                        field: field.clone(),
                        reason,
                    },
                )
            })?
        } else {
            body.into_bytes()
        };
        // A JSON string is Unicode whatever the page in it declares.
        let certain = if is_base64 {
            self.charset.clone()
        } else {
            Some("utf-8".into())
        };
        Ok(Page {
            id: raw
                .id
                .or_else(|| raw.url.clone())
                .unwrap_or_else(|| record.to_string()),
            url: raw.url,
            captured_at: raw.captured_at,
            headers: raw.headers,
            keywords: raw.keywords,
            kind: kind_of_field(&field),
            is_charset_certain: certain.is_some(),
            charset: certain.or(raw.charset),
            input: self.input.clone(),
            record,
            sha256: Some(sha256(&body)),
            body,
        })
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Page, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let item = loop {
            let line = read_line(&mut self.reader, &mut buffer, self.max_line_bytes);
            self.line += 1;
            match line {
                Ok(None) => {
                    self.finished = true;
                    break None;
                }
                Err(error) => {
                    self.finished = true;
                    break Some(Err(self.error(1, InputErrorKind::Read(error))));
                }
                Ok(Some(Line::TooLong)) => {
                    self.record += 1;
                    let limit_bytes = u64::try_from(self.max_line_bytes).unwrap_or(u64::MAX);
                    break Some(Err(self.error(1, InputErrorKind::TooLong { limit_bytes })));
                }
                Ok(Some(Line::Whole)) => {
                    let bom = if self.line == 1 {
                        &b"\xEF\xBB\xBF"[..]
                    } else {
                        b""
                    };
                    let line = buffer.strip_prefix(bom).unwrap_or(&buffer);
                    if line.trim_ascii().is_empty() {
                        continue;
                    }
                    let record = self.record;
                    self.record += 1;
                    break Some(self.page(line, record));
                }
            }
        };
        self.buffer = buffer;
        item
    }
}

/// What a JSON object holds of a page.
#[derive(Debug, Default)]
struct RawRecord {
    content: Option<(String, String)>,
    id: Option<String>,
    url: Option<String>,
    captured_at: Option<Timestamp>,
    charset: Option<String>,
    headers: Vec<(String, String)>,
    keywords: Vec<String>,
    /// Names of the first dozen fields, for the error message.
    names: Vec<String>,
}

/// Reads the fields that are asked for and skips all others without keeping them: crawl records carry
/// screenshots, link lists and copies of the page in other forms.
struct RawRecordSeed<'a>(&'a RecordFields);

impl<'de> DeserializeSeed<'de> for RawRecordSeed<'_> {
    type Value = RawRecord;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<RawRecord, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RawRecordSeed<'_> {
    type Value = RawRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawRecord, A::Error> {
        let Self(fields) = self;
        let content_names = fields.content_names();
        let mut contents: Vec<Option<String>> = vec![None; content_names.len()];
        let mut raw = RawRecord::default();
        while let Some(name) = map.next_key::<String>()? {
            let content = content_names.iter().position(|wanted| *wanted == name);
            let known = content.is_some()
                || name == fields.id_name()
                || name == fields.url_name()
                || matches!(
                    name.as_str(),
                    "captured_at" | "charset" | "headers" | "keywords" | "tags"
                );
            if known {
                let value: Value = map.next_value()?;
                // One field may serve twice, for example `url` as id too.
                if name == fields.id_name() {
                    raw.id = scalar(&value);
                }
                if name == fields.url_name() {
                    raw.url = scalar(&value);
                }
                match name.as_str() {
                    "captured_at" => raw.captured_at = timestamp(&value),
                    "charset" => raw.charset = scalar(&value),
                    "headers" => raw.headers = headers(&value),
                    "keywords" | "tags" => raw.keywords.extend(keywords(&value)),
                    _ => {}
                }
                if let (Some(slot), Value::String(text)) =
                    (content.and_then(|index| contents.get_mut(index)), value)
                {
                    *slot = Some(text).filter(|text| !text.is_empty());
                }
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            if raw.names.len() < 12 {
                raw.names.push(name);
            }
        }
        raw.content = content_names
            .into_iter()
            .zip(contents)
            .find_map(|(name, content)| Some((name, content?)));
        Ok(raw)
    }
}

/// How the names of fields end that hold bytes in base64.
const BASE64_SUFFIX: &str = "_b64";

/// Base64 of RFC 4648 §4, with or without its padding, and with the line breaks that mail has (RFC 2045 §6.8).
fn from_base64(text: &str) -> Result<Vec<u8>, String> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text = if text.contains(|character: char| character.is_ascii_whitespace()) {
        Cow::Owned(text.split_ascii_whitespace().collect())
    } else {
        Cow::Borrowed(text)
    };
    GeneralPurpose::new(&STANDARD, config)
        .decode(text.as_bytes())
        .map_err(|error| error.to_string())
}

/// The kind that the name of a content field stands for.
fn kind_of_field(name: &str) -> Option<PageKind> {
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

fn headers(value: &Value) -> Vec<(String, String)> {
    let mut headers = Vec::new();
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

/// A time as crawlers write it; one without a zone is UTC.
fn timestamp(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => text.parse().ok().or_else(|| {
            let local: civil::DateTime = text.parse().ok()?;
            TimeZone::UTC.to_timestamp(local).ok()
        }),
        Value::Number(seconds) => Timestamp::from_second(seconds.as_i64()?).ok(),
        _ => None,
    }
}

/// The reason without serde's place, which would count every line as the first.
fn json_reason(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let reason = error.to_string();
    reason
        .strip_suffix(place.as_str())
        .unwrap_or(&reason)
        .to_owned()
}

#[cfg(test)]
mod tests;
