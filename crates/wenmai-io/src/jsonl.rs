use std::borrow::Cow;
use std::fmt;

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
use crate::inputs::ReadOptions;
use crate::record::{RawRecord, sha256};

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

/// The page that a line of JSONL holds: one JSON object.
///
/// Besides the fields of [`RecordFields`] it takes `captured_at` (RFC 3339, a date, or seconds since 1970;
/// anything else counts as absent), `headers` (an object, or an array of pairs), `keywords` and
/// `tags` (arrays of strings, or strings with commas), and, for a page in base64, `charset`: what
/// it is declared to be.
pub(crate) fn page(
    record: &RawRecord,
    line: u64,
    options: &ReadOptions,
) -> Result<Page, InputError> {
    let fields = &options.fields;
    let failed = |column, kind| InputError {
        place: Some(Place::Line { line, column }),
        ..InputError::new(&*record.input, kind)
    };
    let mut reader = serde_json::Deserializer::from_slice(&record.bytes);
    let found = FieldsSeed(fields)
        .deserialize(&mut reader)
        .and_then(|found| reader.end().map(|()| found))
        .map_err(|error| {
            let reason = json_reason(&error);
            let column = u64::try_from(error.column()).unwrap_or(u64::MAX).max(1);
            failed(column, InputErrorKind::BrokenRecord { reason })
        })?;
    let Some((field, body)) = found.content else {
        let wanted = fields.content_names();
        let found = found.names;
        return Err(failed(1, InputErrorKind::NoContent { wanted, found }));
    };
    let is_base64 = field.ends_with(BASE64_SUFFIX);
    let body = if is_base64 {
        from_base64(&body).map_err(|reason| {
            let field = field.clone();
            failed(1, InputErrorKind::BrokenBase64 { field, reason })
        })?
    } else {
        body.into_bytes()
    };
    // A JSON string is Unicode whatever the page in it declares.
    let certain = if is_base64 {
        options.charset.clone()
    } else {
        Some("utf-8".into())
    };
    Ok(Page {
        id: found
            .id
            .or_else(|| found.url.clone())
            .unwrap_or_else(|| record.record.to_string()),
        url: found.url,
        captured_at: found.captured_at,
        headers: found.headers,
        keywords: found.keywords,
        kind: kind_of_field(&field),
        is_charset_certain: certain.is_some(),
        charset: certain.or(found.charset),
        input: record.input.to_string(),
        record: record.record,
        sha256: Some(sha256(&body)),
        body,
    })
}

/// What a JSON object holds of a page.
#[derive(Debug, Default)]
struct Found {
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
struct FieldsSeed<'a>(&'a RecordFields);

impl<'de> DeserializeSeed<'de> for FieldsSeed<'_> {
    type Value = Found;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FieldsSeed<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Found, A::Error> {
        let Self(fields) = self;
        let content_names = fields.content_names();
        let mut contents: Vec<Option<String>> = vec![None; content_names.len()];
        let mut raw = Found::default();
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

/// A time as crawlers write it, or seconds since 1970.
fn timestamp(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => timestamp_of(text),
        Value::Number(seconds) => Timestamp::from_second(seconds.as_i64()?).ok(),
        _ => None,
    }
}

/// A time in RFC 3339, or a date; one without a zone is UTC.
pub(crate) fn timestamp_of(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local: civil::DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })
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
