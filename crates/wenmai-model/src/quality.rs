use serde::{Deserialize, Serialize};

use crate::RecordPlace;

/// What the rules of a recipe say of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Quality {
    /// Share of the rules that apply to the document and that it keeps, between 0 and 1; 1 where none applies.
    #[serde(serialize_with = "crate::rounded::probability")]
    pub score: f32,
    /// The rules that it breaks, in the order in which a reason is looked for.
    pub broken: Vec<BrokenRule>,
}

/// A rule that a document breaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BrokenRule {
    /// Its name as the recipe has it, table and key: `gopher-quality.min-words`.
    pub rule: String,
    /// What was measured; null for rules about names.
    pub value: Option<f64>,
    /// Whether the threshold is the most or the least that is allowed; null for rules about names.
    pub bound: Option<RuleBound>,
    /// The threshold; null for rules about names.
    pub limit: Option<f64>,
    /// The name that was found, for rules about names: a language, a type of page.
    pub found: Option<String>,
}

/// A rule that a recipe may have, as `corpus recipe` lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleRecord {
    /// Its name, table and key of a recipe: `gopher-quality.min-words`.
    pub rule: String,
    /// Whether the threshold is the most or the least that is allowed.
    pub bound: RuleBound,
    /// The published threshold.
    pub default: f64,
    /// What is measured, with its unit.
    pub help: String,
}

/// On which side of its threshold a rule is kept; the threshold itself keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleBound {
    /// Not less.
    AtLeast,
    /// Not more.
    AtMost,
}

impl RuleBound {
    /// The words for a person.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
        }
    }
}

/// A line of `dropped.jsonl`: a page that was left out on purpose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DroppedRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page.
    pub id: String,
    /// Its URL; absent where nobody knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// File or stream of its record.
    pub input: String,
    /// Where it stands there.
    pub place: RecordPlace,
    /// Stable name of the reason: that of the first rule that the page breaks, or `binary`, `no_text`.
    pub reason: String,
    /// All rules of the recipe that the page breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<BrokenRule>,
}
