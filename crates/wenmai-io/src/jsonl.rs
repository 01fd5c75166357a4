use std::fmt;

use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use wenmai_model::Page;

use crate::error::{InputError, InputErrorKind, Place};
use crate::inputs::ReadOptions;
use crate::page_fields::{Cell, PageFields, RecordFields};
use crate::record::RawRecord;

/// The page that a line of JSONL holds: one JSON object.
///
/// Besides the fields of [`RecordFields`] it takes `captured_at` (RFC 3339, a date, or seconds since 1970;
/// anything else counts as absent), `headers` (an object, an array of pairs, or either of them as JSON in a string), `keywords` and
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
    let cell = Cell {
        field: &field,
        body: body.into_bytes(),
        is_text: true,
    };
    found
        .fields
        .page(cell, record, options)
        .map_err(|kind| failed(1, kind))
}

/// What a JSON object holds of a page.
#[derive(Debug, Default)]
struct Found {
    content: Option<(String, String)>,
    fields: PageFields,
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
            let describes = fields.describes(&name);
            if content.is_some() || describes {
                let value: Value = map.next_value()?;
                if describes {
                    raw.fields.take(fields, &name, &value);
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
