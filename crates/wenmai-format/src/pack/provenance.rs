//! The fields of the Data Provenance Standards 1.0.0 (Data & Trust Alliance), by the names of its JSON Schema
//! `data-standard-1.0.0.schema.json`.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use wenmai_model::PackInput;

use super::PackContent;
use super::text::{counted, documents, name, opt_out, processing, searched, sentence};
use crate::json::write_json;

/// What the standard calls what people put into documents on the web and a crawler fetched.
const METHOD: &str = "Web scraping/Crawling";

/// `data-provenance.json`: what numbers say; what only people can say is null, and `unfilled` has the reason by the path of the field.
pub(super) fn write_provenance(
    content: &PackContent<'_>,
    mut writer: &mut dyn Write,
) -> io::Result<()> {
    let (summary, about) = (content.summary, &content.manifest.about);
    let mut unfilled = Map::new();
    let mut said = |path: &str, key: &str, value: Option<Value>| {
        value.unwrap_or_else(|| {
            let reason = format!("only people know it: give `{key}` in the file of --about");
            unfilled.insert(path.to_owned(), Value::String(reason));
            Value::Null
        })
    };
    let text = |text: &Option<String>| text.clone().map(Value::String);
    let listed = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
    let countries = listed(&about.countries).map(|codes| {
        let countries = codes.iter().map(|code| json!({"country": code}));
        Value::Array(countries.collect())
    });
    let issuer = listed(&about.creators).map(|names| {
        let issuers = names.iter().map(|name| json!({"name": name}));
        Value::Array(issuers.collect())
    });
    let purposes = listed(&about.intended_uses).map(|uses| {
        let purposes = uses
            .iter()
            .map(|usage| json!({"code": "Other", "description": usage}));
        Value::Array(purposes.collect())
    });
    let period = summary
        .captured
        .first
        .as_ref()
        .zip(summary.captured.last.as_ref())
        .map(|(start, end)| json!({"start": start, "end": end}));
    // The rows of all documents are what the numbers are about.
    let rows = content
        .manifest
        .files
        .iter()
        .find(|file| file.file == "documents.csv");
    let id = rows.map_or(String::new(), |file| format!("sha256:{}", file.sha256));

    let source = json!({
        "version": "1.0.0",
        "title": said("source.title", "name", Some(name(content).into())),
        "id": id,
        "location": said("source.location", "url", text(&about.url)),
        "issuer": said("source.issuer", "creators", issuer),
        "description": about.description.clone().unwrap_or_else(|| sentence(summary)),
    });
    let origin = summary.domains.largest.iter();
    let origin: Vec<Value> = origin
        .map(|domain| json!({"name": domain.domain, "address": [format!("https://{}/", domain.domain)]}))
        .collect();
    let provenance = json!({
        "source": "manifest.json",
        "origin": origin,
        "origin-geography": said("provenance.origin-geography", "countries", countries),
        "date": said("provenance.date", "date", text(&about.date)),
        "previous-date": said("provenance.previous-date", "previous-date", text(&about.previous_date)),
        "generation-period": period,
        "generation-method": [
            {"code": METHOD, "description": said("provenance.generation-method.0.description", "collection", text(&about.collection))},
            {"code": "Transformation", "description": processing(content)},
        ],
        "format": ["text"],
    });
    let (privacy, copyright) = (privacy(content), copyright(content));
    let usage = json!({
        "classification": [{
            "regulation": {"code": "PII", "description": "personal data of the kinds that are looked for"},
            "evaluated": summary.personal_data.count > 0,
        }],
        "consents": said("use.consents", "consent", about.consent.clone().map(|consent| json!([consent]))),
        "privacy-indicators": privacy,
        "license": said("use.license", "licence", text(&about.licence)),
        "intended-purpose": said("use.intended-purpose", "intended-uses", purposes),
        "copyright": copyright,
        "patent": [],
        "trademark": [],
    });
    if period_is_missing(&provenance) {
        let reason = "no page says when it was captured: give --captured-at where it is known";
        unfilled.insert("provenance.generation-period".to_owned(), reason.into());
    }
    let record = json!({
        "$schema": "https://dataandtrustalliance.org/data-standard-1.0.0.schema.json",
        "source": source,
        "provenance": provenance,
        "use": usage,
        "unfilled": unfilled,
    });
    write_json(&record, &mut writer)
}

fn period_is_missing(provenance: &Value) -> bool {
    provenance
        .get("generation-period")
        .is_none_or(Value::is_null)
}

/// What was done about personal data, and what came of it.
fn privacy(content: &PackContent<'_>) -> Value {
    let summary = content.summary;
    let data = &summary.personal_data;
    let redacted = match &content.manifest.input {
        PackInput::Run(run) => run.settings.get("redact"),
        PackInput::Pages { .. } => None,
    };
    let done = redacted.map_or_else(
        || "they are counted, not removed".to_owned(),
        |kinds| format!("placeholders stand in the place of {kinds}"),
    );
    json!([{
        "tool": {"code": content.manifest.generator, "description": "search for personal data by check digits, tables and words"},
        "parameters": searched(summary),
        "result": format!("{} in {}; {done}", counted(data.count, "personal datum", "personal data"), documents(data.documents.documents)),
    }])
}

/// What the pages themselves say of their copyright.
fn copyright(content: &PackContent<'_>) -> Vec<Value> {
    let summary = content.summary;
    let licences: Vec<Value> = summary
        .rights
        .licences
        .groups
        .iter()
        .map(|group| {
            let documents = documents(group.amount.documents);
            format!("{}: {documents}", group.name).into()
        })
        .collect();
    let mut copyright = vec![Value::String(opt_out(summary))];
    copyright.extend(licences);
    copyright
}
