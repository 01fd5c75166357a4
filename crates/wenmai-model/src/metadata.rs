use serde::{Deserialize, Serialize};

use crate::Span;

/// What a page says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Metadata {
    /// Title without leading bracket tags such as `【活动】`, which go to `tags`.
    pub title: Option<String>,
    /// Bracket tags in front of the title, without brackets.
    pub tags: Vec<String>,
    /// Summary, without its label.
    pub summary: Option<String>,
    /// Authors, in order.
    pub authors: Vec<String>,
    /// Date of publication, as an ISO 8601 date.
    pub published: Option<String>,
    /// Date of the last change, as an ISO 8601 date.
    pub modified: Option<String>,
    /// Name of the site.
    pub site: Option<String>,
    /// Language of the body, BCP 47: `zh`, `en`, `ja` …
    pub language: Option<String>,
    /// Script of the body, ISO 15924: `Hans`, `Hant`, `Latn` …
    pub script: Option<String>,
    /// Canonical URL.
    pub canonical_url: Option<String>,
    /// Keywords that the page declares.
    pub keywords: Vec<String>,
    /// Where each of the fields above was found.
    pub provenance: Vec<Provenance>,
}

/// Where one metadata field was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// The field.
    pub field: MetadataField,
    /// The kind of place.
    pub source: MetadataSource,
    /// The place, when it lies in the document's text.
    pub span: Option<Span>,
}

/// Names of metadata fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MetadataField {
    /// [`Metadata::title`]
    Title,
    /// [`Metadata::tags`]
    Tags,
    /// [`Metadata::summary`]
    Summary,
    /// [`Metadata::authors`]
    Authors,
    /// [`Metadata::published`]
    Published,
    /// [`Metadata::modified`]
    Modified,
    /// [`Metadata::site`]
    Site,
    /// [`Metadata::language`]
    Language,
    /// [`Metadata::canonical_url`]
    CanonicalUrl,
    /// [`Metadata::keywords`]
    Keywords,
}

/// Kinds of places that metadata comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MetadataSource {
    /// JSON-LD in the page.
    JsonLd,
    /// OpenGraph properties.
    OpenGraph,
    /// `<meta>` elements.
    Meta,
    /// Microdata attributes.
    Microdata,
    /// Lines that a scraper put in front of the page: YAML front matter, `Title:` and `URL Source:`.
    FrontMatter,
    /// Text that a reader sees.
    VisibleText,
    /// Derived from the whole text, for example its language, or from another field: a day of publication from that of the
    /// last change.
    Derived,
}
