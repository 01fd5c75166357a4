//! Rows about single documents: all of them, and those of the sampling sheet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;

use wenmai_model::{DocumentEvidence, RightsUse};

/// The columns of `documents.csv`. Lists are parted by spaces, counts are written `code:count`; what is not known is empty.
pub const DOCUMENT_COLUMNS: [&str; 27] = [
    "id",
    "url",
    "host",
    "domain",
    "language",
    "page_type",
    "text_bytes",
    "chars",
    "tokens",
    "published",
    "captured",
    "rights",
    "licence",
    "crawl",
    "search",
    "tdm",
    "ai_train",
    "ai_train_images",
    "ai_input",
    "republish",
    "contradicted",
    "statements",
    "searched",
    "personal_data",
    "broken_rules",
    "sha256",
    "text_sha256",
];

/// The columns of `sample.csv`: what a reviewer has to know of a document, then what the reviewer fills in.
pub const SAMPLE_COLUMNS: [&str; 17] = [
    "key",
    "id",
    "text_sha256",
    "url",
    "domain",
    "language",
    "page_type",
    "chars",
    "published",
    "licence",
    "tdm",
    "ai_train",
    "personal_data",
    "excerpt",
    "verdict",
    "reviewer",
    "notes",
];

/// What stands in `broken_rules` of a document that was judged and breaks none.
pub const NO_RULES: &str = "none";

/// The cells of `document`, in the order of [`DOCUMENT_COLUMNS`], as they are before [`guarded`].
pub fn document_fields(document: &DocumentEvidence) -> Vec<String> {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut fields = vec![
        document.id.clone(),
        optional(&document.url),
        optional(&document.host),
        optional(&document.domain),
        optional(&document.language),
        document.page_type.as_str().to_owned(),
        document.text_bytes.to_string(),
        document.chars.to_string(),
        document.tokens.to_string(),
        optional(&document.published),
        optional(&document.captured),
        document.rights.as_str().to_owned(),
        optional(&document.licence),
    ];
    fields.extend(RightsUse::ALL.map(|usage| decision(document, usage).to_owned()));
    let contradicted = document.contradicted.iter().map(|usage| usage.as_str());
    fields.extend([
        contradicted.collect::<Vec<_>>().join(" "),
        counts(&document.statements),
        document.searched.as_str().to_owned(),
        counts(&document.personal_data),
        match document.broken_rules.as_deref() {
            None => String::new(),
            Some([]) => NO_RULES.to_owned(),
            Some(rules) => rules.join(" "),
        },
        optional(&document.sha256),
        document.text_sha256.clone(),
    ]);
    fields
}

/// The cells of a row of the sampling sheet, in the order of [`SAMPLE_COLUMNS`], as they are before [`guarded`].
pub fn sample_fields(document: &DocumentEvidence, key: &str, excerpt: &str) -> Vec<String> {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        key.to_owned(),
        document.id.clone(),
        document.text_sha256.clone(),
        optional(&document.url),
        optional(&document.domain),
        optional(&document.language),
        document.page_type.as_str().to_owned(),
        document.chars.to_string(),
        optional(&document.published),
        optional(&document.licence),
        decision(document, RightsUse::Tdm).to_owned(),
        decision(document, RightsUse::AiTrain).to_owned(),
        counts(&document.personal_data),
        excerpt.to_owned(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

fn decision(document: &DocumentEvidence, usage: RightsUse) -> &'static str {
    let effect = document.decisions.get(&usage);
    effect.map_or("", |effect| effect.as_str())
}

/// `email:2 mobile_phone:1`
fn counts(counts: &BTreeMap<String, u64>) -> String {
    let mut shown = String::new();
    for (code, count) in counts {
        let blank = if shown.is_empty() { "" } else { " " };
        // A string takes everything.
        let _ = write!(shown, "{blank}{code}:{count}");
    }
    shown
}

/// A cell that no spreadsheet runs as a formula (CSV injection, CWE-1236): an apostrophe is put before text that begins like one,
/// and before an apostrophe, so that [`unguarded`] gives the text back.
///
/// ```
/// use wenmai_format::pack::{guarded, unguarded};
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert!(["=1+1", "'=1", "a=1", ""].iter().all(|text| unguarded(&guarded(text)) == *text));
/// ```
pub fn guarded(text: &str) -> Cow<'_, str> {
    const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '\''];
    if text.starts_with(FORMULA) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that was [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}
