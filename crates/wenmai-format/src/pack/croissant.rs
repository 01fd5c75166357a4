//! Croissant 1.1 (<http://mlcommons.org/croissant/1.1>) with the properties of Croissant RAI 1.0 (<http://mlcommons.org/croissant/RAI/1.0>).
//!
//! The context is that of the specification's appendix 1, with the terms that its reader knows beside them; `schema.org` is spelled
//! as that reader spells it.

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use wenmai_model::FileRecord;

use super::PackContent;
use super::documents::DOCUMENT_COLUMNS;
use super::text::{
    concentration, counted, documents, name, opt_out, parts, processing, searched, sentence, share,
};
use crate::json::write_json;
use crate::table::grouped_digits;

/// `croissant.json`
pub(super) fn write_croissant(
    content: &PackContent<'_>,
    mut writer: &mut dyn Write,
) -> io::Result<()> {
    let about = &content.manifest.about;
    let mut dataset = Map::new();
    let mut put = |key: &str, value: Value| {
        dataset.insert(key.to_owned(), value);
    };
    put("@context", context());
    put("@type", "sc:Dataset".into());
    put(
        "conformsTo",
        json!([
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0"
        ]),
    );
    put("name", name(content).into());
    let description = about.description.clone();
    put(
        "description",
        description
            .unwrap_or_else(|| sentence(content.summary))
            .into(),
    );
    for (key, said) in [
        ("url", &about.url),
        ("license", &about.licence),
        ("version", &about.version),
        ("datePublished", &about.date),
        ("citeAs", &about.citation),
    ] {
        if let Some(said) = said {
            put(key, said.as_str().into());
        }
    }
    if !about.creators.is_empty() {
        let creators = about.creators.iter();
        let creators = creators.map(|name| json!({"@type": "sc:Organization", "name": name}));
        put("creator", creators.collect());
    }
    let languages = content.summary.languages.groups.iter();
    put(
        "inLanguage",
        languages.map(|group| group.name.clone()).collect(),
    );
    put("isLiveDataset", false.into());
    put("distribution", distribution(content));
    put("recordSet", json!([documents_set(), domains_set()]));
    responsible(content, &mut put);
    write_json(&Value::Object(dataset), &mut writer)
}

fn context() -> Value {
    let mut context = json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "description": {"@container": "@language"},
        "name": {"@container": "@language"},
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "dct": "http://purl.org/dc/terms/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "sc": "https://schema.org/",
    });
    if let Some(context) = context.as_object_mut() {
        for term in TERMS {
            context.insert(term.to_owned(), format!("cr:{term}").into());
        }
    }
    context
}

/// Terms of the vocabulary of Croissant.
const TERMS: [&str; 33] = [
    "annotation",
    "arrayShape",
    "citeAs",
    "column",
    "containedIn",
    "equivalentProperty",
    "excludes",
    "extract",
    "field",
    "fileObject",
    "fileProperty",
    "fileSet",
    "format",
    "includes",
    "isArray",
    "isLiveDataset",
    "jsonPath",
    "key",
    "md5",
    "parentField",
    "path",
    "readLines",
    "recordSet",
    "references",
    "regex",
    "repeated",
    "replace",
    "samplingRate",
    "sdVersion",
    "separator",
    "source",
    "subField",
    "transform",
];

/// The files of the pack, and those of the run that it is about.
fn distribution(content: &PackContent<'_>) -> Value {
    let files = content.manifest.files.iter();
    let mut objects: Vec<Value> = files
        .map(|file| file_object(file, purpose(&file.file)))
        .collect();
    let part = "Documents: one record each, with text, outline, metadata and places in the page.";
    objects.extend(parts(content).iter().map(|file| file_object(file, part)));
    objects.into()
}

fn file_object(file: &FileRecord, description: &str) -> Value {
    json!({
        "@type": "cr:FileObject",
        "@id": file.file,
        "name": file.file,
        "description": description,
        "contentUrl": file.file,
        "contentSize": format!("{} B", file.bytes),
        "encodingFormat": formats(&file.file),
        "sha256": file.sha256,
    })
}

/// What a file of the pack is for.
fn purpose(file: &str) -> &'static str {
    match file {
        "documents.csv" => {
            "One row a document: address, language, sizes, dates, rights, personal data, checksums."
        }
        "domains.csv" => "All domains with their shares, the largest first.",
        "sample.csv" => "A random sample for people to review, with columns to fill in.",
        "summary.json" => "All numbers of the pack.",
        "datasheet.md" => "Datasheet.",
        "data-provenance.json" => "Fields of the Data Provenance Standards.",
        "training-content-summary.csv" => "The largest domains, for a summary of training content.",
        "training-content-summary.md" => "Numbers for a summary of training content.",
        _ => "Part of the evidence pack.",
    }
}

/// Media types of a file, by its name; that of its content first.
fn formats(file: &str) -> Value {
    let (name, is_compressed) = match file.strip_suffix(".zst") {
        Some(name) => (name, true),
        None => (file, false),
    };
    let format = match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "csv" => "text/csv",
        "json" => "application/json",
        "jsonl" => "application/jsonlines",
        "md" => "text/markdown",
        "parquet" => "application/x-parquet",
        _ => "application/octet-stream",
    };
    if is_compressed {
        json!([format, "application/zstd"])
    } else {
        format.into()
    }
}

/// What a column holds.
fn data_type(column: &str) -> &'static str {
    match column {
        "text_bytes" | "chars" | "tokens" | "rank" | "documents" | "opted_out"
        | "with_personal_data" => "sc:Integer",
        "share" => "sc:Float",
        _ => "sc:Text",
    }
}

/// A record set over the columns of a CSV file.
fn csv_set(id: &str, file: &str, key: &str, description: &str, columns: &[(&str, &str)]) -> Value {
    let field = |&(column, about): &(&str, &str)| {
        json!({
            "@type": "cr:Field",
            "@id": format!("{id}/{column}"),
            "name": column,
            "description": about,
            "dataType": data_type(column),
            "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
        })
    };
    json!({
        "@type": "cr:RecordSet",
        "@id": id,
        "name": id,
        "description": description,
        "key": {"@id": format!("{id}/{key}")},
        "field": columns.iter().map(field).collect::<Vec<_>>(),
    })
}

fn documents_set() -> Value {
    let columns: Vec<(&str, &str)> = DOCUMENT_COLUMNS
        .iter()
        .map(|column| (*column, about_column(column)))
        .collect();
    let description = "One row a document. Lists are parted by spaces, counts are written code:count; what is not known is empty.";
    csv_set("documents", "documents.csv", "id", description, &columns)
}

fn domains_set() -> Value {
    let columns = [
        ("domain", "Registrable domain by the Public Suffix List."),
        ("documents", "Documents."),
        ("text_bytes", "Bytes of their articles as UTF-8."),
        (
            "share",
            "Share in the text of all documents, between 0 and 1.",
        ),
        (
            "opted_out",
            "Documents that deny text and data mining or training.",
        ),
        ("with_personal_data", "Documents with personal data."),
    ];
    let description = "All domains, the largest first.";
    csv_set("domains", "domains.csv", "domain", description, &columns)
}

/// What stands in a column of `documents.csv`.
fn about_column(column: &str) -> &'static str {
    match column {
        "id" => "Name of the page within its run.",
        "url" => "Where it was crawled.",
        "host" => "Host of that address.",
        "domain" => "Registrable domain by the Public Suffix List.",
        "language" => "Language of the article, with its script where that is known (BCP 47).",
        "page_type" => "Type of the page.",
        "text_bytes" => "Bytes of the article as UTF-8.",
        "chars" => "Characters of the article that are not white space.",
        "tokens" => "Estimated tokens of the article (o200k_base).",
        "published" => "When it was published, as the page says it (ISO 8601).",
        "captured" => "The day when it was captured, in UTC.",
        "rights" => "Whether page or site say something about its use: stated, silent or unknown.",
        "licence" => "The licence that the page says it is under.",
        "contradicted" => "Uses about which statements disagree.",
        "statements" => "Statements by convention.",
        "searched" => "Where personal data were looked for: page or article.",
        "personal_data" => "Personal data by kind.",
        "broken_rules" => {
            "Rules of a recipe that it breaks; none where it was judged and breaks none."
        }
        "sha256" => "SHA-256 of the page as it was captured.",
        "text_sha256" => "SHA-256 of the article as UTF-8.",
        _ => "What is said about this use: allow, conditional, deny or unclear.",
    }
}

/// The properties of Croissant RAI, as far as numbers and people fill them.
fn responsible(content: &PackContent<'_>, put: &mut impl FnMut(&str, Value)) {
    let (summary, about) = (content.summary, &content.manifest.about);
    let total = summary.total.documents;
    let mut collected = format!(
        "Pages of {}.",
        counted(summary.domains.domains, "web domain", "web domains")
    );
    for said in [&about.collection, &about.crawler].into_iter().flatten() {
        collected.push(' ');
        collected.push_str(said.trim());
    }
    put("rai:dataCollection", collected.into());
    put("rai:dataCollectionType", json!(["Web Scraping"]));
    put(
        "rai:dataCollectionRawData",
        "Web pages as they were captured; documents.csv names each by its SHA-256.".into(),
    );
    let period = &summary.captured;
    if let Some((first, last)) = period.first.as_ref().zip(period.last.as_ref()) {
        put("rai:dataCollectionTimeframe", json!([first, last]));
    }
    let missing = [
        ("an address", summary.domains.without.documents),
        (
            "a date of publication",
            summary.published.years.without.documents,
        ),
        ("a day of capture", period.years.without.documents),
        (
            "a language that could be told",
            summary.languages.without.documents,
        ),
    ]
    .map(|(what, count)| format!("{} without {what}", documents(count)));
    put(
        "rai:dataCollectionMissingData",
        format!("{}.", missing.join(", ")).into(),
    );
    put(
        "rai:dataPreprocessingProtocol",
        json!([processing(content)]),
    );
    let data = &summary.personal_data;
    let mut sensitive = vec![format!(
        "{} Personal data stand in {} ({}).",
        searched(summary),
        documents(data.documents.documents),
        share(data.documents.documents, total)
    )];
    sensitive.extend(data.kinds.iter().map(|kind| {
        format!(
            "{}: {} in {}",
            kind.code,
            grouped_digits(kind.count),
            documents(kind.documents)
        )
    }));
    put("rai:personalSensitiveInformation", sensitive.into());
    let mut biases: Vec<String> = summary
        .languages
        .groups
        .iter()
        .take(5)
        .map(|group| {
            let share = share(group.amount.documents, total);
            format!("{share} of the documents are in {}.", group.name)
        })
        .collect();
    biases.extend(concentration(summary));
    put("rai:dataBiases", biases.into());
    let mut limits = vec![opt_out(summary)];
    limits.extend(about.prohibited_uses.clone());
    put("rai:dataLimitations", limits.into());
    if !about.intended_uses.is_empty() {
        put("rai:dataUseCases", about.intended_uses.clone().into());
    }
    for (key, said) in [
        ("rai:dataSocialImpact", &about.social_impact),
        ("rai:dataReleaseMaintenancePlan", &about.maintenance),
    ] {
        if let Some(said) = said {
            put(key, said.as_str().into());
        }
    }
}
