use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A crawled page as it came in: bytes and what is known about them. Readers make it, parsing consumes it.
///
/// ```
/// use wenmai_model::Page;
/// let page = Page { id: "a.txt".into(), body: "标题\n\n正文。".into(), ..Page::default() };
/// assert!(page.kind.is_none()); // detected while parsing
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page {
    /// Name of the page within its run; for a file its path as given.
    pub id: String,
    /// Where the page was crawled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When the page was crawled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub captured_at: Option<Timestamp>,
    /// HTTP response headers, in order, names as received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The bytes of the page, undecoded.
    pub body: Vec<u8>,
    /// What the bytes hold; detected when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PageKind>,
    /// Character encoding that the container names, for example of an HTTP header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    /// Whether `charset` is certain, so that neither the page nor its bytes are asked: text that was decoded already, or what
    /// the caller insists on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_charset_certain: bool,
    /// Keywords that the container declares, as a JSONL record does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// File or stream the page was read from.
    #[serde(default)]
    pub input: String,
    /// Position of the page in `input`, from 0.
    #[serde(default)]
    pub record: u64,
    /// SHA-256 of `body`, lower-case hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// What the bytes of a page hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageKind {
    /// Plain text, for example the text dump of a web page.
    #[default]
    Text,
    /// An HTML document.
    Html,
    /// Markdown, as scrapers write it.
    Markdown,
}

impl PageKind {
    /// The name in records and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Markdown => "markdown",
        }
    }
}

/// Where a document came from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    /// File or stream the page was read from.
    pub input: String,
    /// Position of the page in `input`, from 0.
    pub record: u64,
    /// SHA-256 of the undecoded page, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// When the page was crawled.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub captured_at: Option<Timestamp>,
    /// Character encoding that the page was decoded from, by its name in the WHATWG Encoding Standard.
    #[serde(default)]
    pub charset: Option<String>,
}

/// The type of a page and how sure we are of it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PageType {
    /// The type.
    pub kind: PageTypeKind,
    /// Between 0 and 1.
    #[serde(serialize_with = "crate::rounded::probability")]
    pub confidence: f32,
}

/// Types of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PageTypeKind {
    /// One article.
    #[default]
    Article,
    /// A thread of posts.
    Forum,
    /// Technical documentation.
    Documentation,
    /// A product that is sold.
    Product,
    /// A list of things with text of their own.
    Collection,
    /// A list of links.
    Listing,
    /// The page of a company or service.
    Service,
}

impl PageTypeKind {
    /// All types.
    pub const ALL: [Self; 7] = [
        Self::Article,
        Self::Forum,
        Self::Documentation,
        Self::Product,
        Self::Collection,
        Self::Listing,
        Self::Service,
    ];

    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Forum => "forum",
            Self::Documentation => "documentation",
            Self::Product => "product",
            Self::Collection => "collection",
            Self::Listing => "listing",
            Self::Service => "service",
        }
    }
}
