use serde::{Deserialize, Serialize};

use crate::{BoilerplateKind, SCHEMA_VERSION};

/// What repeats on the pages of one host and belongs to no article: learned from several of its pages, kept as a file that
/// people can read and change, and given to the parsing of others.
///
/// ```
/// use wenmai_model::{BoilerplateKind, BoilerplateRule, RulePosition, SiteProfile};
/// let rule = BoilerplateRule { text: "扫码关注我们".into(), kind: BoilerplateKind::Share, ..BoilerplateRule::default() };
/// assert_eq!(rule.position, RulePosition::Anywhere);
/// let profile = SiteProfile { host: "a.example".into(), pages: 12, boilerplate: vec![rule], ..SiteProfile::default() };
/// assert_eq!(profile.schema_version, wenmai_model::SCHEMA_VERSION);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SiteProfile {
    /// Version of the record.
    pub schema_version: u32,
    /// The host, in lower case, without `www.` in front.
    pub host: String,
    /// How many pages it was learned from.
    pub pages: u32,
    /// The lines that are boilerplate.
    #[serde(default)]
    pub boilerplate: Vec<BoilerplateRule>,
}

impl Default for SiteProfile {
    fn default() -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            host: String::new(),
            pages: 0,
            boilerplate: Vec::new(),
        }
    }
}

/// A line that is boilerplate on the pages of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BoilerplateRule {
    /// The line: letters and digits count, in any case and width, and any number stands for any other. Where there is a `key`,
    /// the start of the line, for those who read.
    pub text: String,
    /// What a line too long to be written down is known by: the hash of its letters and digits, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What the line is.
    #[serde(default)]
    pub kind: BoilerplateKind,
    /// How many pages it was seen on.
    #[serde(default)]
    pub pages: u32,
    /// Where it counts on a page.
    #[serde(default)]
    pub position: RulePosition,
    /// The elements that it stands in on HTML pages, the innermost last, each with the first of its classes or its id; where
    /// there are none, it counts in all.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub elements: Option<String>,
}

impl Default for BoilerplateRule {
    fn default() -> Self {
        Self {
            text: String::new(),
            key: None,
            kind: BoilerplateKind::Other,
            pages: 0,
            position: RulePosition::Anywhere,
            elements: None,
        }
    }
}

/// Where a line of boilerplate stands on a page.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RulePosition {
    /// Before the first paragraph of the page's own.
    Before,
    /// After the last paragraph of the page's own.
    After,
    /// Wherever it is found.
    #[default]
    Anywhere,
}

impl RulePosition {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
            Self::Anywhere => "anywhere",
        }
    }
}
