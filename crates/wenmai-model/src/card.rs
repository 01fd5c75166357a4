use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{LineRange, Span};

/// A teaser of another article: title, excerpt, tags, counters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// Title of the other article.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
    /// Its author.
    pub author: Option<String>,
    /// Its tags, in order.
    pub tags: Vec<String>,
    /// The date text as written, relative or absolute: `7月前`, `Feb 12, 2024`.
    pub age: Option<String>,
    /// The stamp that leads the excerpt, without brackets: `9月更文挑战第18天`.
    pub date_stamp: Option<String>,
    /// The excerpt line or lines as written, a leading stamp included.
    pub excerpt: Option<String>,
    /// First counter.
    pub views: Option<u64>,
    /// Second counter.
    pub comments: Option<u64>,
    /// The counters as written: `340 2`.
    pub counters_raw: Option<String>,
    /// When the other article was published.
    pub published: Option<DateInterval>,
    /// The whole card.
    pub span: Span,
    /// Its title.
    pub title_span: Span,
    /// Its lines in the source, for text and Markdown pages.
    pub lines: Option<LineRange>,
}

/// The days between which something was published; never a made-up single date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DateInterval {
    /// First possible day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Date,
    /// Last possible day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub to: Date,
    /// What the interval rests on.
    pub basis: DateBasis,
}

/// What a date interval rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DateBasis {
    /// A date that is written out; a year that it leaves out is the last before the capture.
    Written,
    /// An age, relative to the time of capture that was given.
    Age,
    /// An age, relative to the time of capture that was solved from the page's own evidence.
    AgeSolved,
    /// A date stamp in the excerpt; a year that it leaves out is the one that fits the age.
    Stamp,
    /// A date stamp in the excerpt without year: its first day that is not before the arXiv paper that the card names.
    StampArxiv,
    /// The number of an arXiv paper: from its month to the capture.
    Arxiv,
    /// Dates of the card that do not fit together: from the earlier to the later.
    Conflict,
}

impl DateBasis {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Age => "age",
            Self::AgeSolved => "age_solved",
            Self::Stamp => "stamp",
            Self::StampArxiv => "stamp_arxiv",
            Self::Arxiv => "arxiv",
            Self::Conflict => "conflict",
        }
    }
}

/// The days between which a page was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaptureInterval {
    /// First possible day, in UTC where the time was given.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub from: Date,
    /// Last possible day.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub to: Date,
    /// What the interval rests on.
    pub basis: CaptureBasis,
}

/// What the time of capture rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CaptureBasis {
    /// It came with the page or by an option.
    Given,
    /// It was solved from the page's own evidence: ages of cards against their dates.
    Solved,
}

impl CaptureBasis {
    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Solved => "solved",
        }
    }
}
