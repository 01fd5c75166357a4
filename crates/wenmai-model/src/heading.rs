use serde::{Deserialize, Serialize};

use crate::Span;

/// One heading of the outline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Heading {
    /// The whole heading line as written, marker included, white space at the ends removed.
    pub text: String,
    /// Nesting depth below the title, from 1.
    pub level: u8,
    /// The number of the HTML tag or of the `#` signs.
    pub tag_level: Option<u8>,
    /// The number in the marker: `1.2.1` → `[1, 2, 1]`, `三、` → `[3]`, `第十二章` → `[12]`.
    pub number: Vec<u32>,
    /// The marker as written, for example `一、` or `1.2`.
    pub marker: Option<String>,
    /// What the level was taken from.
    pub level_source: LevelSource,
    /// Probability that this is a heading, between 0 and 1.
    pub confidence: f32,
    /// Index of the heading's block in [`Document::blocks`](crate::Document::blocks).
    pub block: u32,
    /// The heading line.
    pub span: Span,
    /// Its line in the source, counted from 0, for text and Markdown pages.
    pub line: Option<u32>,
}

impl Heading {
    /// The heading without its marker.
    ///
    /// ```
    /// # use wenmai_model::{Heading, LevelSource, Span};
    /// let heading = Heading {
    ///     text: "一、开源大模型".into(), level: 1, tag_level: None, number: vec![1], marker: Some("一、".into()),
    ///     level_source: LevelSource::Numbering, confidence: 0.99, block: 0, span: Span::new(0, 21), line: Some(0),
    /// };
    /// assert_eq!(heading.title(), "开源大模型");
    /// ```
    pub fn title(&self) -> &str {
        let rest = self
            .marker
            .as_deref()
            .and_then(|marker| self.text.strip_prefix(marker));
        rest.map_or(self.text.as_str(), str::trim_start)
    }
}

/// What the level of a heading was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LevelSource {
    /// A heading tag or `#` signs.
    Tag,
    /// Its number.
    Numbering,
    /// Size, weight or class.
    Style,
    /// Where it stands.
    Position,
    /// A word that sections are known by, such as 引言.
    Lexicon,
}

impl LevelSource {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Numbering => "numbering",
            Self::Style => "style",
            Self::Position => "position",
            Self::Lexicon => "lexicon",
        }
    }
}
