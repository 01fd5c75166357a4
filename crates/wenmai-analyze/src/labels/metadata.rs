//! Labels in metadata: the implicit label of GB 45438-2025, and the digital source types of the IPTC.
//!
//! GB 45438-2025, appendix E: a field whose name holds `AIGC`, with a JSON object of seven texts: `Label` (1: made by AI,
//! 2: perhaps, 3: suspected), `ContentProducer`, `ProduceID`, `ReservedCode1`, `ContentPropagator`, `PropagateID`, `ReservedCode2`.

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::data_table::{TableError, rows};

/// The elements of a label, in the order of the standard.
const ELEMENTS: [&str; 7] = [
    "Label",
    "ContentProducer",
    "ProduceID",
    "ReservedCode1",
    "ContentPropagator",
    "PropagateID",
    "ReservedCode2",
];

/// What a label says, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ImplicitLabel {
    /// 1, 2 or 3.
    pub(super) label: Option<u8>,
    pub(super) producer: Option<String>,
    pub(super) problems: Vec<String>,
}

/// Reads the value of a field of metadata: JSON, with or without the key `AIGC` around it, or lines `key: value` as front matter
/// has them.
pub(super) fn implicit_label(value: &str) -> ImplicitLabel {
    let mut read = ImplicitLabel::default();
    let mut elements: Vec<(String, String)> = Vec::new();
    if value.trim_start().starts_with('{') {
        match serde_json::from_str::<Value>(value) {
            Ok(json) => json_elements(&json, &mut elements, &mut read.problems),
            Err(_) => read.problems.push("it is no JSON".to_owned()),
        }
    } else {
        elements.extend(lines(value));
        if elements.is_empty() {
            read.problems.push("it is no JSON object".to_owned());
        }
    }
    if elements.is_empty() {
        return read;
    }
    let element = |name: &str| {
        elements
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    };
    let missing: Vec<&str> = ELEMENTS
        .iter()
        .copied()
        .filter(|name| element(name).is_none())
        .collect();
    if !missing.is_empty() {
        read.problems
            .push(format!("{} missing", and_verb(&missing)));
    }
    if let Some(label) = element("Label") {
        read.label = match label.as_str() {
            "1" => Some(1),
            "2" => Some(2),
            "3" => Some(3),
            _ => None,
        };
        if read.label.is_none() {
            let label: String = label.chars().take(20).collect();
            read.problems
                .push(format!("Label is \"{label}\", not 1, 2 or 3"));
        }
    }
    read.producer = element("ContentProducer")
        .filter(|producer| !producer.is_empty())
        .cloned();
    read
}

fn and_verb(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names.join(", "))
}

fn json_elements(json: &Value, elements: &mut Vec<(String, String)>, problems: &mut Vec<String>) {
    let inner = json.as_object().and_then(|object| {
        let aigc = object
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case("aigc"));
        aigc.map(|(_, inner)| inner)
    });
    // The object may be written as a text again.
    let again = inner
        .and_then(Value::as_str)
        .and_then(|text| serde_json::from_str::<Value>(text).ok());
    let object = again.as_ref().or(inner).unwrap_or(json).as_object();
    let Some(object) = object.filter(|object| !object.is_empty()) else {
        problems.push("it is no JSON object with elements".to_owned());
        return;
    };
    for (key, value) in object {
        match value {
            Value::String(text) => elements.push((key.clone(), text.clone())),
            other => {
                elements.push((key.clone(), other.to_string()));
                if ELEMENTS.contains(&key.as_str()) {
                    problems.push(format!("{key} is no text"));
                }
            }
        }
    }
}

/// `Label: '1'` and the like, one a line.
fn lines(value: &str) -> impl Iterator<Item = (String, String)> {
    value.lines().filter_map(|line| {
        let (key, value) = line.split_once(':')?;
        let key = key.trim().trim_matches(['"', '\'']);
        let value = value.trim().trim_end_matches(',').trim_matches(['"', '\'']);
        ELEMENTS
            .contains(&key)
            .then(|| (key.to_owned(), value.to_owned()))
    })
}

/// The label that stands in `text` from a mention of `AIGC` on, front matter or JSON, with its length in bytes.
pub(super) fn label_in_text(text: &str) -> Option<(usize, ImplicitLabel)> {
    let least = ELEMENTS.len() / 2;
    let lead = text.trim_start_matches(['"', '\'', ':', ' ', '\\']);
    if lead.starts_with('{') {
        let open = text.len() - lead.len();
        let close = open + lead.find('}')?;
        let json = text.get(open..=close)?;
        let names = ELEMENTS.iter().filter(|name| json.contains(*name));
        return (names.count() >= least).then(|| (close + 1, implicit_label(json)));
    }
    let mut end = 0;
    let mut names = 0;
    for line in text.split_inclusive('\n') {
        let is_element = lines(line).next().is_some();
        // The first line is the key.
        if !is_element && end > 0 {
            break;
        }
        names += usize::from(is_element);
        end += line.len();
    }
    let block = text.get(..end)?;
    (names >= least).then(|| (block.trim_end().len(), implicit_label(block)))
}

/// How far a model made a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ByModel {
    Yes,
    Partly,
    No,
}

/// Digital source types by their names in small letters.
#[derive(Debug)]
pub(super) struct SourceTypes(FxHashMap<String, (ByModel, String)>);

impl SourceTypes {
    pub(super) fn read(text: &str) -> Result<Self, TableError> {
        rows("source-types.tsv", text)
            .map(|row| {
                let by_model = match row.field(1)? {
                    "yes" => ByModel::Yes,
                    "partly" => ByModel::Partly,
                    "no" => ByModel::No,
                    _ => return Err(row.wrong("yes, partly or no")),
                };
                let name = row.field(0)?.to_ascii_lowercase();
                Ok((name, (by_model, row.field(2)?.to_owned())))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// What a value of `digitalSourceType` says: an address of the IPTC or of schema.org, or the name alone.
    pub(super) fn meaning(&self, value: &str) -> Option<(ByModel, &str)> {
        let name = value
            .trim()
            .trim_end_matches('/')
            .rsplit(['/', '#', ':'])
            .next()?;
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix("digitalsource").unwrap_or(&name);
        self.0
            .get(name)
            .map(|(by_model, meaning)| (*by_model, meaning.as_str()))
    }
}
