use std::sync::{Arc, LazyLock};

use arrow_schema::{DataType, Field, Schema, SchemaRef};

/// The columns of documents: the fields of [`DocumentRecord`](wenmai_model::DocumentRecord) under their own names.
///
/// | column | type |
/// |---|---|
/// | `schema_version` | integer: [`SCHEMA_VERSION`](wenmai_model::SCHEMA_VERSION) of the writer |
/// | `id`, `kind`, `url` | strings; `url` may be null |
/// | `source` | struct: where the page was read, its hash, time and charset |
/// | `capture` | struct, may be null: `from`, `to`, `basis` |
/// | `page_type`, `confidence` | struct of `kind` and `confidence`; number between 0 and 1 |
/// | `metadata` | struct: title, authors, dates … with `provenance`, a list of structs |
/// | `text` | string: the article |
/// | `outline` | list of structs, one for each heading, in order |
/// | `blocks` | list of structs, one for each block, in order |
/// | `posts` | list of structs, null for pages without posts |
/// | `related` | list of structs, one for each card; `published` is a struct, may be null |
/// | `quality` | struct, null where no recipe was given: `score`, and `broken`, a list of structs |
/// | `rights` | struct, null where page and site say nothing: `statements` and `decisions`, lists of structs, and `licence` |
/// | `personal_data` | struct with a number for each kind, null where there are none |
/// | `boilerplate`, `references`, `findings` | lists of structs |
///
/// Values are those of the JSON record. A name of a fixed set (kinds, codes, roles) is a string, which Parquet stores
/// once for each column and row group. A day or time is a string, for it may be a date alone, and ISO 8601 sorts as
/// it is. Places, in JSON `[start, end]`, are lists of two integers: Arrow's lists of fixed size would say more, but
/// not every reader of Parquet takes those that may be null. A probability is a double, so that four digits stay four
/// digits. A field that JSON leaves out is null.
pub fn document_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(Schema::new(columns())));
    SCHEMA.clone()
}

/// The columns of all records of a run or a table, one row for each: what became of it, and [`document_schema`], whose columns
/// are null where it gave no document. Of these each field of a struct may be null.
///
/// | column | type |
/// |---|---|
/// | `outcome` | string: `written`, `dropped` or `dead` |
/// | `reason` | string: why there is no document; null where there is one |
/// | `message`, `help` | strings: what happened, and what to do about it; null where nothing is to be said |
/// | `broken` | list of structs: the rules of the recipe that the page breaks |
/// | `records` | integer: how many records the row stands for; null for one, and for all that is left of an input |
/// | `id`, `url`, `source` | those of the page, as far as they are known |
pub fn outcome_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        let outcome = [
            required("outcome", DataType::Utf8),
            optional("reason", DataType::Utf8),
            optional("message", DataType::Utf8),
            optional("help", DataType::Utf8),
            optional("broken", list(broken_rule())),
            optional("records", DataType::UInt64),
        ];
        let document = columns().iter().map(nullable).collect::<Vec<_>>();
        Arc::new(Schema::new(
            outcome.into_iter().chain(document).collect::<Vec<_>>(),
        ))
    });
    SCHEMA.clone()
}

/// The field as one that may be null, and all fields in it: where a struct is null its fields are, too, and not all readers of
/// tables know that this is no matter.
fn nullable(field: &Field) -> Field {
    let inner = |data_type: &DataType| match data_type {
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|field| nullable(field)).collect())
        }
        other => other.clone(),
    };
    let data_type = match field.data_type() {
        DataType::List(item) => {
            let item = item.as_ref().clone();
            let data_type = inner(item.data_type());
            DataType::List(Arc::new(item.with_data_type(data_type)))
        }
        other => inner(other),
    };
    field.clone().with_data_type(data_type).with_nullable(true)
}

fn columns() -> Vec<Field> {
    vec![
        required("schema_version", DataType::UInt32),
        required("id", DataType::Utf8),
        required("kind", DataType::Utf8),
        optional("url", DataType::Utf8),
        required("source", source()),
        optional("capture", interval()),
        required("page_type", page_type()),
        required("confidence", DataType::Float64),
        required("metadata", metadata()),
        required("text", DataType::Utf8),
        required("outline", list(heading())),
        required("blocks", list(block())),
        optional("posts", list(post())),
        required("related", list(card())),
        required("boilerplate", list(boilerplate())),
        required("references", list(reference())),
        optional("quality", quality()),
        optional("rights", rights()),
        optional("personal_data", personal_data()),
        required("findings", list(finding())),
    ]
}

/// Where a page was read.
pub(super) fn source() -> DataType {
    record([
        required("input", DataType::Utf8),
        required("record", DataType::UInt64),
        optional("sha256", DataType::Utf8),
        optional("captured_at", DataType::Utf8),
        optional("charset", DataType::Utf8),
    ])
}

/// Days from, to, and what they rest on: of the capture and of the publication of cards.
fn interval() -> DataType {
    record([
        required("from", DataType::Utf8),
        required("to", DataType::Utf8),
        required("basis", DataType::Utf8),
    ])
}

fn quality() -> DataType {
    record([
        required("score", DataType::Float64),
        required("broken", list(broken_rule())),
    ])
}

fn broken_rule() -> DataType {
    record([
        required("rule", DataType::Utf8),
        optional("value", DataType::Float64),
        optional("bound", DataType::Utf8),
        optional("limit", DataType::Float64),
        optional("found", DataType::Utf8),
    ])
}

fn rights() -> DataType {
    let statement = record([
        required("code", DataType::Utf8),
        required("source", DataType::Utf8),
        required("value", DataType::Utf8),
        optional("parsed", DataType::Utf8),
        required("effect", DataType::Utf8),
        required("uses", list(DataType::Utf8)),
        optional("span", range()),
    ]);
    let decision = record([
        required("use", DataType::Utf8),
        required("effect", DataType::Utf8),
        required("by", DataType::UInt32),
        required("is_contradicted", DataType::Boolean),
    ]);
    record([
        required("statements", list(statement)),
        required("decisions", list(decision)),
        optional("licence", DataType::Utf8),
    ])
}

/// The codes of personal data, as findings have them.
const PERSONAL_DATA: [&str; 15] = [
    "secret",
    "resident_id",
    "social_credit_code",
    "iban",
    "email",
    "bank_card",
    "messenger_id",
    "travel_permit",
    "passport",
    "mobile_phone",
    "landline_phone",
    "us_ssn",
    "licence_plate",
    "ip_address",
    "postal_address",
];

fn personal_data() -> DataType {
    record(PERSONAL_DATA.map(|code| optional(code, DataType::UInt32)))
}

fn page_type() -> DataType {
    record([
        required("kind", DataType::Utf8),
        required("confidence", DataType::Float64),
    ])
}

fn metadata() -> DataType {
    let provenance = record([
        required("field", DataType::Utf8),
        required("source", DataType::Utf8),
        optional("span", range()),
    ]);
    record([
        optional("title", DataType::Utf8),
        required("tags", list(DataType::Utf8)),
        optional("summary", DataType::Utf8),
        required("authors", list(DataType::Utf8)),
        optional("published", DataType::Utf8),
        optional("modified", DataType::Utf8),
        optional("site", DataType::Utf8),
        optional("language", DataType::Utf8),
        optional("script", DataType::Utf8),
        optional("canonical_url", DataType::Utf8),
        required("keywords", list(DataType::Utf8)),
        required("provenance", list(provenance)),
    ])
}

fn heading() -> DataType {
    record([
        required("level", DataType::UInt8),
        optional("tag_level", DataType::UInt8),
        required("number", list(DataType::UInt32)),
        optional("marker", DataType::Utf8),
        required("text", DataType::Utf8),
        required("level_source", DataType::Utf8),
        required("confidence", DataType::Float64),
        optional("role", DataType::Utf8),
        required("span", range()),
        optional("text_span", range()),
        optional("line", DataType::UInt32),
    ])
}

fn block() -> DataType {
    record([
        required("kind", DataType::Utf8),
        required("span", range()),
        optional("text_span", range()),
        optional("lines", range()),
        optional("post", DataType::UInt32),
        optional("author", DataType::Utf8),
        optional("time", DataType::Utf8),
        optional("published", DataType::Utf8),
    ])
}

fn post() -> DataType {
    record([
        optional("author", DataType::Utf8),
        optional("time", DataType::Utf8),
        optional("published", DataType::Utf8),
        required("span", range()),
        optional("text_span", range()),
        required("blocks", range()),
    ])
}

fn card() -> DataType {
    record([
        required("title", DataType::Utf8),
        optional("url", DataType::Utf8),
        optional("author", DataType::Utf8),
        required("tags", list(DataType::Utf8)),
        optional("age", DataType::Utf8),
        optional("date_stamp", DataType::Utf8),
        optional("excerpt", DataType::Utf8),
        optional("views", DataType::UInt64),
        optional("comments", DataType::UInt64),
        optional("counters_raw", DataType::Utf8),
        optional("published", interval()),
        required("span", range()),
        optional("lines", range()),
    ])
}

fn boilerplate() -> DataType {
    record([
        required("kind", DataType::Utf8),
        required("span", range()),
        optional("lines", range()),
    ])
}

fn reference() -> DataType {
    record([
        required("kind", DataType::Utf8),
        required("target", DataType::Utf8),
        required("span", range()),
    ])
}

fn finding() -> DataType {
    record([
        required("kind", DataType::Utf8),
        required("code", DataType::Utf8),
        required("severity", DataType::Utf8),
        required("message", DataType::Utf8),
        optional("fix", DataType::Utf8),
        optional("span", range()),
        optional("text_span", range()),
        optional("value", DataType::Utf8),
    ])
}

fn required(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, false)
}

fn optional(name: &str, data_type: DataType) -> Field {
    Field::new(name, data_type, true)
}

fn record<const N: usize>(fields: [Field; N]) -> DataType {
    DataType::Struct(Vec::from(fields).into())
}

/// A list; its items are called as the Parquet format has it (LogicalTypes.md, "Lists").
fn list(item: DataType) -> DataType {
    DataType::List(Arc::new(required("element", item)))
}

/// `[start, end]` or `[first, last]`.
fn range() -> DataType {
    list(DataType::UInt32)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    /// The Arrow type that a part of a JSON Schema stands for, and whether it may be null.
    fn arrow_type(schema: &Value, root: &Value) -> (DataType, bool) {
        if let Some(reference) = schema.get("$ref") {
            let name = reference.as_str().unwrap().strip_prefix('#').unwrap();
            return arrow_type(root.pointer(name).unwrap(), root);
        }
        if let Some([item, null]) = schema["anyOf"].as_array().map(Vec::as_slice) {
            assert_eq!(null["type"], "null");
            return (arrow_type(item, root).0, true);
        }
        if schema.get("oneOf").is_some() {
            return (DataType::Utf8, false);
        }
        let (name, nullable) = match &schema["type"] {
            Value::Array(names) => (names[0].as_str().unwrap(), names[1] == "null"),
            name => (name.as_str().unwrap(), false),
        };
        let data_type = match (name, schema["format"].as_str()) {
            ("string", _) => DataType::Utf8,
            ("number", _) => DataType::Float64,
            ("integer", Some("uint8")) => DataType::UInt8,
            ("integer", Some("uint32")) => DataType::UInt32,
            ("integer", Some("uint64")) => DataType::UInt64,
            ("boolean", _) => DataType::Boolean,
            ("array", _) => list(arrow_type(&schema["items"], root).0),
            // Numbers by codes, which are columns of a struct.
            ("object", _) if schema.get("additionalProperties").is_some() => {
                sorted(&personal_data())
            }
            ("object", _) => DataType::Struct(fields(schema, root).into()),
            other => panic!("{other:?}"),
        };
        (data_type, nullable)
    }

    /// The fields of an object by name.
    fn fields(schema: &Value, root: &Value) -> Vec<Field> {
        let is_required = |name| {
            let names = schema["required"].as_array().unwrap();
            names.iter().any(|required| required == name)
        };
        let properties = schema["properties"].as_object().unwrap();
        let mut fields: Vec<Field> = properties
            .iter()
            .map(|(name, schema)| {
                let (data_type, nullable) = arrow_type(schema, root);
                Field::new(name, data_type, nullable || !is_required(name))
            })
            .collect();
        fields.sort_by(|a, b| a.name().cmp(b.name()));
        fields
    }

    /// The same with the fields of each struct by name.
    fn sorted(data_type: &DataType) -> DataType {
        let field = |field: &Field| {
            let data_type = sorted(field.data_type());
            Field::new(field.name(), data_type, field.is_nullable())
        };
        match data_type {
            DataType::Struct(fields) => {
                let mut fields: Vec<Field> = fields.iter().map(|f| field(f)).collect();
                fields.sort_by(|a, b| a.name().cmp(b.name()));
                DataType::Struct(fields.into())
            }
            DataType::List(item) => DataType::List(Arc::new(field(item))),
            other => other.clone(),
        }
    }

    #[test]
    fn schema_is_that_of_the_json_record() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../wenmai-model/schema/document.schema.json");
        let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let expected = DataType::Struct(fields(&json, &json).into());
        let columns = DataType::Struct(document_schema().fields().clone());
        assert_eq!(sorted(&columns), expected);
    }

    fn print(fields: &arrow_schema::Fields, depth: usize, out: &mut String) {
        for field in fields {
            let mut data_type = field.data_type();
            let mut name = String::new();
            while let DataType::List(item) = data_type {
                name += "list of ";
                data_type = item.data_type();
            }
            let inner = match data_type {
                DataType::Struct(fields) => {
                    name += "struct";
                    Some(fields)
                }
                other => {
                    name += &other.to_string();
                    None
                }
            };
            let null = if field.is_nullable() { " or null" } else { "" };
            let indent = 2 * depth;
            writeln!(out, "{:indent$}{}: {name}{null}", "", field.name()).unwrap();
            if let Some(fields) = inner {
                print(fields, depth + 1, out);
            }
        }
    }

    #[test]
    fn columns() {
        let mut text = String::new();
        print(document_schema().fields(), 0, &mut text);
        insta::assert_snapshot!(text);
    }
}
