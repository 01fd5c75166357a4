use serde::{Deserialize, Serialize};

use crate::{LineRange, Span};

/// A piece of the article: the unit that outline, statistics and output work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// Its text, without surrounding white space.
    pub span: Span,
    /// Its lines in the source, for text and Markdown pages.
    pub lines: Option<LineRange>,
}

/// Kinds of article blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BlockKind {
    /// The title or one of its repetitions.
    Title,
    /// The summary, its label included.
    Summary,
    /// A heading; [`Document::outline`](crate::Document::outline) has one entry for each, in order.
    Heading,
    /// A paragraph.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// Program text or console output.
    Code,
    /// A table.
    Table,
    /// A quotation.
    Quote,
    /// The caption of a figure or table.
    Caption,
    /// A picture.
    Image,
    /// A formula.
    Formula,
    /// Running text of a post on a forum page; [`Document::posts`](crate::Document::posts) says of which, by whom and when.
    Post,
}

impl BlockKind {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Heading => "heading",
            Self::Paragraph => "paragraph",
            Self::ListItem => "list_item",
            Self::Code => "code",
            Self::Table => "table",
            Self::Quote => "quote",
            Self::Caption => "caption",
            Self::Image => "image",
            Self::Formula => "formula",
            Self::Post => "post",
        }
    }

    /// Whether the block belongs to the text of the article: everything but title and summary.
    pub const fn is_article_text(self) -> bool {
        !matches!(self, Self::Title | Self::Summary)
    }

    /// Whether the block is body text that is counted: neither title, summary nor heading.
    pub const fn is_body(self) -> bool {
        !matches!(self, Self::Title | Self::Summary | Self::Heading)
    }
}

/// A region of the page that does not belong to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Boilerplate {
    /// What the region is.
    pub kind: BoilerplateKind,
    /// Its text, without surrounding white space.
    pub span: Span,
    /// Its lines in the source, for text and Markdown pages.
    pub lines: Option<LineRange>,
}

/// Kinds of regions outside the article.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BoilerplateKind {
    /// Menus and links to the next or previous page.
    Navigation,
    /// The path from the home page to this one.
    Breadcrumb,
    /// Contents of the page itself, its label included.
    TableOfContents,
    /// Label and rest of the related articles; the articles themselves are [`Card`](crate::Card)s.
    Related,
    /// Hot articles.
    Trending,
    /// Newest articles.
    Latest,
    /// Sharing and subscription buttons.
    Share,
    /// A box about the author.
    AuthorBox,
    /// Author, date, view counter.
    Byline,
    /// Readers' comments under an article.
    Comments,
    /// Copyright and licence notes.
    Copyright,
    /// Cookie notes.
    Cookie,
    /// Advertisement and product promotion.
    Advertisement,
    /// The foot of the page.
    Footer,
    /// Anything else.
    #[default]
    Other,
}

impl BoilerplateKind {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Navigation => "navigation",
            Self::Breadcrumb => "breadcrumb",
            Self::TableOfContents => "table_of_contents",
            Self::Related => "related",
            Self::Trending => "trending",
            Self::Latest => "latest",
            Self::Share => "share",
            Self::AuthorBox => "author_box",
            Self::Byline => "byline",
            Self::Comments => "comments",
            Self::Copyright => "copyright",
            Self::Cookie => "cookie",
            Self::Advertisement => "advertisement",
            Self::Footer => "footer",
            Self::Other => "other",
        }
    }
}
