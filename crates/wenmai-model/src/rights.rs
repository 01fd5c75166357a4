use serde::{Deserialize, Serialize};

use crate::{SignalSource, SourceSpan};

/// What the signals of a page and its site say about its use: evidence, not a verdict of law.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rights {
    /// Every statement that was found, those that lose or cannot be read included.
    pub statements: Vec<RightsStatement>,
    /// What they come to, for each use that a statement is about, in the order of [`RightsUse`].
    pub decisions: Vec<RightsDecision>,
    /// The licence that the page is under, by its SPDX identifier where it has one, else by its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

/// A statement about the use of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RightsStatement {
    /// The convention it follows.
    pub code: RightsCode,
    /// Where it was found.
    pub source: SignalSource,
    /// What it says, as written.
    pub value: String,
    /// What that means, in the terms of its convention: `CC-BY-4.0`, `train-ai=n`, `disallow /private/`; null where it cannot
    /// be read.
    pub parsed: Option<String>,
    /// What it does to its uses.
    pub effect: RightsEffect,
    /// The uses that it is about; empty where it cannot be read.
    pub uses: Vec<RightsUse>,
    /// Place in the decoded source of the page; null for headers and files of the site.
    pub span: Option<SourceSpan>,
}

/// What all statements about one use come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RightsDecision {
    /// The use.
    #[serde(rename = "use")]
    pub usage: RightsUse,
    /// What the statement says that wins.
    pub effect: RightsEffect,
    /// Index of that statement in [`Rights::statements`].
    pub by: u32,
    /// Whether another statement says something else.
    pub is_contradicted: bool,
}

/// Conventions of saying what may be done with a page; each is the code of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RightsCode {
    /// `noai` of robots `meta` and `X-Robots-Tag`.
    RobotsNoai,
    /// `noimageai` of the same.
    RobotsNoimageai,
    /// Rules of `robots.txt` (RFC 9309).
    RobotsTxt,
    /// TDM Reservation Protocol.
    TdmReservation,
    /// AIPREF `Content-Usage`.
    Aipref,
    /// Really Simple Licensing.
    Rsl,
    /// A Creative Commons licence or mark.
    CreativeCommons,
    /// `license`, `usageInfo`, `copyrightNotice`, `isAccessibleForFree` and the like of schema.org.
    SchemaLicense,
    /// A phrase in the visible text.
    SitePhrase,
}

impl RightsCode {
    /// All conventions, in the order of the codes in DESIGN.
    pub const ALL: [Self; 9] = [
        Self::RobotsNoai,
        Self::RobotsNoimageai,
        Self::RobotsTxt,
        Self::TdmReservation,
        Self::Aipref,
        Self::Rsl,
        Self::CreativeCommons,
        Self::SchemaLicense,
        Self::SitePhrase,
    ];

    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RobotsNoai => "robots_noai",
            Self::RobotsNoimageai => "robots_noimageai",
            Self::RobotsTxt => "robots_txt",
            Self::TdmReservation => "tdm_reservation",
            Self::Aipref => "aipref",
            Self::Rsl => "rsl",
            Self::CreativeCommons => "creative_commons",
            Self::SchemaLicense => "schema_license",
            Self::SitePhrase => "site_phrase",
        }
    }
}

/// What may be done with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RightsUse {
    /// Fetching it by a program.
    Crawl,
    /// Listing it in a search engine that links to it.
    Search,
    /// Text and data mining, in the sense of Directive (EU) 2019/790.
    Tdm,
    /// Training of models on its text.
    AiTrain,
    /// Training of models on its pictures.
    AiTrainImages,
    /// Giving it to a model as input: retrieval, grounding.
    AiInput,
    /// Publishing it elsewhere, whole or in part.
    Republish,
}

impl RightsUse {
    /// All uses, in order.
    pub const ALL: [Self; 7] = [
        Self::Crawl,
        Self::Search,
        Self::Tdm,
        Self::AiTrain,
        Self::AiTrainImages,
        Self::AiInput,
        Self::Republish,
    ];

    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crawl => "crawl",
            Self::Search => "search",
            Self::Tdm => "tdm",
            Self::AiTrain => "ai_train",
            Self::AiTrainImages => "ai_train_images",
            Self::AiInput => "ai_input",
            Self::Republish => "republish",
        }
    }
}

/// What a statement does to a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RightsEffect {
    /// It permits it.
    Allow,
    /// It permits it under conditions: naming the author, a licence to be had.
    Conditional,
    /// It forbids it.
    Deny,
    /// It cannot be read, or says nothing of any use.
    Unclear,
}

impl RightsEffect {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Conditional => "conditional",
            Self::Deny => "deny",
            Self::Unclear => "unclear",
        }
    }
}
