//! Findings as SARIF 2.1.0 (OASIS, 2020; errata 01 of 2023), which code hosts and editors show.
//!
//! There is one run, and a rule for each code of a finding. Columns and offsets count characters (`unicodeCodePoints`), lines
//! end at `\n`, as SARIF has it by default, and both are those of the decoded page; `byteOffset` is there where the file is
//! UTF-8, so that it is true of the file. Of a record in a container (JSONL, WARC, Parquet) the artifact is the container and
//! the record a logical location, whose properties have the place, as no line of the container holds it.
//!
//! Fingerprints are made of code, record and text, and of how often the same came before on the page, so that they stay when
//! lines move. Personal data are masked in them, in messages and wherever else they would show.
//!
//! Results are written as they come: memory does not grow with their number.

mod location;
mod masking;
mod rules;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};
use wenmai_model::{Analysis, Document, Finding, FindingKind, Severity, SourceSpan};
use wenmai_text::normalize::key_hash;

use self::location::{Lines, LogicalLocation, Region, artifact_uri};
use self::masking::PersonalPlaces;
use self::rules::{Rule, rule_index, rules};
use crate::masked::PersonalData;
use crate::record::mask;

/// The scheme of the fingerprints; another one would have another name.
const FINGERPRINT: &str = "wenmaiFinding/v1";

/// A snippet has no more characters: what is longer is found by its place.
const MOST_SNIPPET: usize = 300;

/// A document and the decoded page that its places are in.
#[derive(Debug, Clone, Copy)]
pub struct SarifPage<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was found in it beside what parsing found.
    pub analysis: &'a Analysis,
    /// The decoded page.
    pub source: &'a str,
    /// Where the page begins in the bytes of its file, behind a byte order mark; `None` where these are not UTF-8.
    pub byte_offset: Option<u32>,
}

/// The results of one page, ready to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SarifResults {
    /// One result a line, with commas between them.
    json: Vec<u8>,
    /// Codes that no rule is known for, and what is said of them.
    unlisted: BTreeMap<String, (FindingKind, Severity)>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[LogicalLocation<'a>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation<'a> {
    uri: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

/// The level of a finding.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The results of a page: its findings, in order. Runs in O(length of the page + findings · log findings).
pub fn sarif_results(page: &SarifPage<'_>) -> SarifResults {
    let SarifPage {
        document,
        analysis,
        source,
        byte_offset,
    } = *page;
    let findings: Vec<&Finding> = (document.findings.iter())
        .chain(&analysis.findings)
        .collect();
    let place = |finding: &Finding| match finding.span {
        Some(span) => Some(document.source_span(span)),
        None => finding.source_span,
    };
    let places: Vec<Option<SourceSpan>> = findings.iter().map(|finding| place(finding)).collect();
    let lines = Lines::new(source, places.iter().flatten());
    let personal = PersonalPlaces::new(&findings, &places);
    let data = PersonalData::of(findings.iter().copied());
    let uri = artifact_uri(&data.masked(&document.source.input));
    // The id of a file is its path; what has another is a record in a container.
    let is_record = document.id != document.source.input;
    // Of a compressed file there are no such bytes.
    let is_packed = [".gz", ".zst"]
        .iter()
        .any(|end| document.source.input.ends_with(end));
    let byte_offset = byte_offset.filter(|_| !is_packed);
    let mut results = SarifResults::default();
    let mut repeated: HashMap<u64, u32> = HashMap::new();
    for (finding, place) in findings.iter().copied().zip(places) {
        let is_private = finding.kind == FindingKind::Privacy;
        let is_personal = place.is_some_and(|place| personal.touch(place));
        let text = place.and_then(|place| place.of(source));
        let hash = {
            let shown = beginning(finding.value.as_deref().or(text).unwrap_or_default());
            let shown = if is_private {
                mask(&finding.code, shown)
            } else {
                data.masked(shown).into_owned()
            };
            let record = if is_record { document.id.as_str() } else { "" };
            key_hash(&format!("{}\n{record}\n{shown}", finding.code))
        };
        let before = repeated.entry(hash).or_insert(0);
        let fingerprint = format!("{hash:016x}:{before}");
        *before += 1;
        let is_shown = |text: &&str| !is_private && !is_personal && beginning(text) == *text;
        let snippet = text.filter(is_shown);
        let region = place.map(|place| lines.region(place, byte_offset, snippet));
        let rule_index = rule_index(&finding.code);
        if rule_index.is_none() {
            let said = (finding.kind, finding.severity);
            results
                .unlisted
                .entry(finding.code.to_string())
                .or_insert(said);
        }
        let (region, logical_locations) = if is_record {
            let location = LogicalLocation::new(document, region, &data);
            (None, Some([location]))
        } else {
            // Code hosts want a line; what is said of the page as a whole is shown at its first.
            (Some(region.unwrap_or_else(Region::first_line)), None)
        };
        let result = SarifResult {
            rule_id: &finding.code,
            rule_index,
            level: level(finding.severity),
            message: Message {
                text: data.masked(&message(finding)).into_owned(),
            },
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location: ArtifactLocation {
                        uri: &uri,
                        uri_base_id: (!uri.starts_with("file:")).then_some("%SRCROOT%"),
                    },
                    region,
                },
                logical_locations,
            }],
            partial_fingerprints: [(FINGERPRINT, fingerprint)].into(),
        };
        if !results.json.is_empty() {
            results.json.extend_from_slice(b",\n");
        }
        // A vector takes everything, and all keys are strings.
        let _ = serde_json::to_writer(&mut results.json, &result);
    }
    results
}

/// The first characters of a text, which may be a whole page.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(MOST_SNIPPET).map(|(at, _)| at);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// What was found, and what to do about it, as sentences.
fn message(finding: &Finding) -> String {
    let mut text = sentence(&finding.message);
    if let Some(fix) = &finding.fix {
        text.push(' ');
        text.push_str(&sentence(fix));
    }
    text
}

/// `text` with a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let mut sentence: String = chars
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    sentence.push_str(chars.as_str());
    if !sentence.ends_with(['.', '!', '?', '。']) {
        sentence.push('.');
    }
    sentence
}

/// Writes a log with one run.
///
/// ```
/// use wenmai_format::sarif::{SarifPage, SarifWriter, sarif_results};
/// use wenmai_model::{Analysis, Document, Finding, FindingKind, Severity, Source, Span};
/// let finding = Finding {
///     kind: FindingKind::Structure, code: "empty_section".into(), severity: Severity::Info,
///     message: "the section \"二\" has no text".into(), fix: None, span: Some(Span::new(4, 7)),
///     source_span: None, value: Some("二".into()),
/// };
/// let document = Document {
///     id: "a b.txt".into(), source: Source { input: "a b.txt".into(), ..Source::default() },
///     text: "一\n二".into(), findings: vec![finding], ..Document::default()
/// };
/// let page = SarifPage {
///     document: &document, analysis: &Analysis::default(), source: &document.text, byte_offset: Some(0),
/// };
/// let mut log = SarifWriter::new(Vec::new())?;
/// log.write(&sarif_results(&page))?;
/// let log: serde_json::Value = serde_json::from_slice(&log.finish(true)?)?;
/// let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
/// assert_eq!(place["artifactLocation"]["uri"], "a%20b.txt");
/// assert_eq!(place["region"]["startLine"], 2);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct SarifWriter<W> {
    writer: W,
    is_empty: bool,
    unlisted: BTreeMap<String, (FindingKind, Severity)>,
}

impl<W: Write> SarifWriter<W> {
    /// Begins the log.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn new(mut writer: W) -> io::Result<Self> {
        writer.write_all(
            b"{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\
            \"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\
            \"automationDetails\":{\"id\":\"wenmai-audit/\"},\"results\":[\n",
        )?;
        Ok(Self {
            writer,
            is_empty: true,
            unlisted: BTreeMap::new(),
        })
    }

    /// Writes the results of a page.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(&mut self, results: &SarifResults) -> io::Result<()> {
        if results.json.is_empty() {
            return Ok(());
        }
        if !self.is_empty {
            self.writer.write_all(b",\n")?;
        }
        self.is_empty = false;
        for (code, said) in &results.unlisted {
            self.unlisted.entry(code.clone()).or_insert(*said);
        }
        self.writer.write_all(&results.json)
    }

    /// Ends the log with what made it; `is_whole` says that all inputs could be read. Gives the writer back.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn finish(mut self, is_whole: bool) -> io::Result<W> {
        let listed = rules().iter().map(descriptor);
        let unlisted = self.unlisted.iter().map(|(code, (kind, severity))| {
            descriptor(&Rule {
                code,
                kind: kind.as_str(),
                severity: severity.as_str(),
                name: code,
                description: "what this is, its results say",
                help: "see the results",
            })
        });
        let rules: Vec<Value> = listed.chain(unlisted).collect();
        let tool = json!({"driver": {
            "name": "Wenmai",
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        }});
        let newline: &[u8] = if self.is_empty { b"" } else { b"\n" };
        self.writer.write_all(newline)?;
        writeln!(
            self.writer,
            "],\"invocations\":[{{\"executionSuccessful\":{is_whole}}}],\"tool\":{tool}}}]}}",
        )?;
        Ok(self.writer)
    }
}

/// The descriptor of a rule.
fn descriptor(rule: &Rule<'_>) -> Value {
    let level = match rule.severity {
        "error" => "error",
        "warning" => "warning",
        _ => "note",
    };
    json!({
        "id": rule.code,
        "shortDescription": {"text": sentence(rule.name)},
        "fullDescription": {"text": sentence(rule.description)},
        "help": {"text": sentence(rule.help)},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": [rule.kind]},
    })
}
