use clap::ValueEnum;
use serde::Deserialize;

/// Formats of `extract`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExtractFormat {
    /// One record, indented; of several documents an array
    Json,
    /// One record a line
    Jsonl,
    /// Markdown
    Md,
    /// Plain text
    Text,
    /// Clean HTML
    Html,
    /// TEI P5, the XML of corpora
    Tei,
    /// Drafts of instructions with answers, one a line
    Instruct,
}

impl ExtractFormat {
    /// The extension of a file in this format.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl | Self::Instruct => "jsonl",
            Self::Md => "md",
            Self::Text => "txt",
            Self::Html => "html",
            Self::Tei => "xml",
        }
    }

    /// Whether several documents in one stream can be told apart.
    pub(crate) const fn is_record(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Instruct)
    }
}

/// Formats of `outline`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum OutlineFormat {
    /// A tree to look at
    #[default]
    Text,
    /// One record, indented; of several documents an array
    Json,
    /// One record a line
    Jsonl,
}

/// Formats of `explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ExplainFormat {
    /// A table to look at
    #[default]
    Text,
    /// One record a line of a page, one a line
    Jsonl,
    /// A page with a color for each class
    Html,
}

impl ExplainFormat {
    /// The extension of a file in this format.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Jsonl => "jsonl",
            Self::Html => "html",
        }
    }
}

/// Formats of `stats`, `keywords` and `chunk`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TableFormat {
    /// A table to look at
    #[default]
    Table,
    /// One record, indented; of several an array
    Json,
    /// One record a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// A Markdown table
    Md,
}

/// Formats of `audit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AuditFormat {
    /// A table to look at
    #[default]
    Table,
    /// An array of records, indented
    Json,
    /// One record a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// A Markdown table
    Md,
    /// SARIF 2.1.0, which code hosts show
    Sarif,
}

impl AuditFormat {
    /// The same of commands with tables; `None` for what they do not have.
    pub(crate) const fn as_table(self) -> Option<TableFormat> {
        match self {
            Self::Table => Some(TableFormat::Table),
            Self::Json => Some(TableFormat::Json),
            Self::Jsonl => Some(TableFormat::Jsonl),
            Self::Csv => Some(TableFormat::Csv),
            Self::Md => Some(TableFormat::Md),
            Self::Sarif => None,
        }
    }

    /// The name on the command line.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Md => "md",
            Self::Sarif => "sarif",
        }
    }
}
