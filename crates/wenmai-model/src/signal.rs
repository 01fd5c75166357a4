use serde::{Deserialize, Serialize};

use crate::SourceSpan;

/// A raw statement about what may be done with a page, as it was found: parsing keeps it, analysis reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signal {
    /// Where it was found.
    pub source: SignalSource,
    /// Its name in lower case: of the `meta`, the header, the key of JSON-LD or microdata; the `rel` of a link.
    pub name: String,
    /// What it says, as written.
    pub value: String,
    /// Media type that a link states, in lower case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Place in the decoded source; null for headers.
    pub span: Option<SourceSpan>,
}

/// Where a statement about rights was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SignalSource {
    /// A header of the HTTP response.
    Header,
    /// A `meta` element.
    Meta,
    /// A `link` element.
    Link,
    /// A link in the visible page.
    Anchor,
    /// A script of JSON-LD.
    JsonLd,
    /// Microdata or `RDFa`.
    Microdata,
    /// The visible text.
    Text,
    /// The `robots.txt` of the site.
    RobotsTxt,
    /// The `/.well-known/tdmrep.json` of the site.
    Tdmrep,
}

impl SignalSource {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Meta => "meta",
            Self::Link => "link",
            Self::Anchor => "anchor",
            Self::JsonLd => "json_ld",
            Self::Microdata => "microdata",
            Self::Text => "text",
            Self::RobotsTxt => "robots_txt",
            Self::Tdmrep => "tdmrep",
        }
    }
}
