//! The stable records that the command writes, one JSON object a line.
//!
//! Fields may be added; those that are here keep their names and meanings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    BlockKind, BoilerplateKind, CaptureInterval, Card, DateInterval, Distribution, FindingKind,
    Keyness, LanguageCount, LevelSource, LineExplanation, LineRange, Metadata, MonthCount,
    PageKind, PageType, Quality, ReferenceKind, Rights, SectionRole, Severity, SimilarityKind,
    Source, SourceSpan, TextMeasures, TextStats,
};

/// A document as `extract` writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// What the page was.
    pub kind: PageKind,
    /// Where it was crawled.
    pub url: Option<String>,
    /// Where it was read.
    pub source: Source,
    /// When the page was captured, as far as is known or could be solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureInterval>,
    /// Type of the page.
    pub page_type: PageType,
    /// How sure we are of article and outline as a whole, between 0 and 1.
    #[serde(serialize_with = "crate::rounded::probability")]
    pub confidence: f32,
    /// What the page says about itself.
    pub metadata: Metadata,
    /// The article: headings, paragraphs, list items … one a line, in order; title and summary excluded.
    pub text: String,
    /// The heading tree, flat, in order.
    pub outline: Vec<HeadingRecord>,
    /// The article's blocks, in order.
    pub blocks: Vec<BlockRecord>,
    /// The posts of a forum page, in order; absent on other pages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<PostRecord>,
    /// Teasers of other articles.
    pub related: Vec<CardRecord>,
    /// Everything else on the page.
    pub boilerplate: Vec<BoilerplateRecord>,
    /// Works and pages that the page refers to.
    pub references: Vec<ReferenceRecord>,
    /// What the rules of a recipe say of it; absent where no recipe was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<Quality>,
    /// What page and site say about its use; absent where nobody asked, and outside of corpus runs where they say nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// How many personal data of each kind stand on the page, by the codes of their findings; absent where there are none, or
    /// where nobody looked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub personal_data: BTreeMap<String, u32>,
    /// What parsing noticed.
    pub findings: Vec<FindingRecord>,
}

/// A heading in a [`DocumentRecord`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeadingRecord {
    /// Nesting depth below the title, from 1.
    pub level: u8,
    /// The number of the HTML tag or of the `#` signs.
    pub tag_level: Option<u8>,
    /// The parsed number.
    pub number: Vec<u32>,
    /// The marker as written.
    pub marker: Option<String>,
    /// The whole heading line as written, marker included.
    pub text: String,
    /// What the level was taken from.
    pub level_source: LevelSource,
    /// Probability that this is a heading.
    #[serde(serialize_with = "crate::rounded::probability")]
    pub confidence: f32,
    /// What the section is for.
    pub role: Option<SectionRole>,
    /// Place in the decoded source.
    pub span: SourceSpan,
    /// Place in the record's `text`.
    pub text_span: Option<[u32; 2]>,
    /// Line, from 0, for text pages.
    pub line: Option<u32>,
}

/// A block in a [`DocumentRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlockRecord {
    /// What the block is.
    pub kind: BlockKind,
    /// Place in the decoded source.
    pub span: SourceSpan,
    /// Place in the record's `text`; null for title and summary.
    pub text_span: Option<[u32; 2]>,
    /// Lines, for text pages.
    pub lines: Option<LineRange>,
    /// Index in the record's `posts` of the post that the block belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<u32>,
    /// Of a block of kind `post`, the author of the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Of a block of kind `post`, when the post was written, as the page says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The same as an ISO 8601 date or date and time, where the page states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// A post in a [`DocumentRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PostRecord {
    /// The name of its author, as written.
    pub author: Option<String>,
    /// When it was written, as the page says it.
    pub time: Option<String>,
    /// The same as an ISO 8601 date or date and time, where the page states one.
    pub published: Option<String>,
    /// Place in the decoded source, from its first block to its last.
    pub span: SourceSpan,
    /// Place in the record's `text`.
    pub text_span: Option<[u32; 2]>,
    /// Its blocks: index of the first in the record's `blocks`, and one past the last.
    pub blocks: [u32; 2],
}

/// A boilerplate region in a [`DocumentRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BoilerplateRecord {
    /// What the region is.
    pub kind: BoilerplateKind,
    /// Place in the decoded source.
    pub span: SourceSpan,
    /// Lines, for text pages.
    pub lines: Option<LineRange>,
}

/// A card in a [`DocumentRecord`]; the fields are those of [`Card`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[expect(missing_docs, reason = "each field is that of `Card`")]
pub struct CardRecord {
    pub title: String,
    pub url: Option<String>,
    pub author: Option<String>,
    pub tags: Vec<String>,
    pub age: Option<String>,
    pub date_stamp: Option<String>,
    pub excerpt: Option<String>,
    pub views: Option<u64>,
    pub comments: Option<u64>,
    pub counters_raw: Option<String>,
    pub published: Option<DateInterval>,
    pub span: SourceSpan,
    pub lines: Option<LineRange>,
}

impl CardRecord {
    /// The record of `card`, whose span is `span` in the decoded source.
    pub fn new(card: &Card, span: SourceSpan) -> Self {
        let Card {
            title,
            url,
            author,
            tags,
            age,
            date_stamp,
            excerpt,
            views,
            comments,
            ..
        } = card.clone();
        let Card {
            counters_raw,
            published,
            lines,
            ..
        } = card.clone();
        Self {
            title,
            url,
            author,
            tags,
            age,
            date_stamp,
            excerpt,
            views,
            comments,
            counters_raw,
            published,
            span,
            lines,
        }
    }
}

/// A reference in a [`DocumentRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReferenceRecord {
    /// Kind of the target.
    pub kind: ReferenceKind,
    /// arXiv number, DOI or URL.
    pub target: String,
    /// Place in the decoded source.
    pub span: SourceSpan,
}

/// A finding as every command writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingRecord {
    /// The area it belongs to.
    pub kind: FindingKind,
    /// Stable name.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence for a person.
    pub message: String,
    /// What to do about it.
    pub fix: Option<String>,
    /// Place in the decoded source.
    pub span: Option<SourceSpan>,
    /// Place in the document record's `text`.
    pub text_span: Option<[u32; 2]>,
    /// The offending text, masked for privacy findings.
    pub value: Option<String>,
}

/// The findings of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingsRecord {
    /// Name of the page within its run.
    pub id: String,
    /// Its findings; never empty.
    pub findings: Vec<FindingRecord>,
}

/// A line of `outline`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutlineRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// Title of the page.
    pub title: Option<String>,
    /// The heading tree, flat, in order.
    pub outline: Vec<OutlineSectionRecord>,
}

/// A heading in an [`OutlineRecord`], with the length of the section that it opens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutlineSectionRecord {
    /// The heading, as in a [`DocumentRecord`].
    #[serde(flatten)]
    pub heading: HeadingRecord,
    /// Characters of the section's own text.
    pub chars: u64,
    /// Characters of its own text and that of all its subsections.
    pub total_chars: u64,
    /// Share of the section with its subsections in the characters of the article.
    pub share: f64,
    /// Why the line is a heading; absent unless that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why the heading has its level; absent unless that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_reason: Option<String>,
}

/// A line of `explain`: a line of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplanationRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// The line, its class and the reason.
    #[serde(flatten)]
    pub explanation: LineExplanation,
}

/// A line of `keywords`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeywordsRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run; absent for a corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Heading texts down to the section; absent unless the keywords are those of one section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Vec<String>>,
    /// Best first.
    pub keywords: Vec<KeywordRecord>,
}

/// A keyword in a [`KeywordsRecord`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeywordRecord {
    /// The phrase.
    pub text: String,
    /// Its weight.
    pub score: f64,
    /// How often this name occurs, as part of longer ones as well; other names are counted with these.
    pub count: u64,
    /// Share of the words of its occurrences in all words of the document or section; absent for a corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub density: Option<f64>,
    /// Number of documents that have it, for a corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<u64>,
    /// Against a reference corpus, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyness: Option<Keyness>,
    /// Documents that have it by month of publication, for a corpus with dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trend: Vec<MonthCount>,
    /// Place of the first occurrence in the decoded source.
    pub span: Option<SourceSpan>,
    /// Place of the first occurrence in the document record's `text`.
    pub text_span: Option<[u32; 2]>,
    /// Other names of the same in the document, such as an abbreviation; absent when there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<KeywordVariantRecord>,
}

/// Another name of what a [`KeywordRecord`] names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeywordVariantRecord {
    /// The phrase.
    pub text: String,
    /// How often it occurs, as part of longer names as well.
    pub count: u64,
    /// Place of the first occurrence in the decoded source.
    pub span: Option<SourceSpan>,
    /// Place of the first occurrence in the document record's `text`.
    pub text_span: Option<[u32; 2]>,
}

/// A line of `stats`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatsRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// Counts of the whole article.
    pub totals: TextStats,
    /// Measures of the whole article.
    #[serde(default)]
    pub measures: TextMeasures,
    /// Its sections, in order; none where each document was asked for.
    pub sections: Vec<SectionStatsRecord>,
    /// What is said twice.
    #[serde(default)]
    pub similar: Vec<SimilarPassagesRecord>,
}

/// A line of `stats --similar`: what a page says twice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page within its run.
    pub id: String,
    /// Copied summaries first, then sections, then paragraphs, each by the place of the second passage.
    pub similar: Vec<SimilarPassagesRecord>,
}

/// Two similar passages; the fields are those of [`SimilarPassages`](crate::SimilarPassages).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarPassagesRecord {
    /// What is similar.
    pub kind: SimilarityKind,
    /// Share of what both have in common in what either has.
    pub resemblance: f64,
    /// Share of what both have in common in the smaller one.
    pub containment: f64,
    /// The passage that stands first; of a copied summary, the summary.
    pub a: PassageRecord,
    /// The other one.
    pub b: PassageRecord,
    /// The beginning of the other one.
    pub text: String,
}

/// A passage in a [`SimilarPassagesRecord`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PassageRecord {
    /// Heading texts down to its section; null for the summary.
    pub path: Option<Vec<String>>,
    /// Place in the decoded source; null for a summary that is no part of the visible text.
    pub span: Option<SourceSpan>,
    /// Place in the document record's `text`.
    pub text_span: Option<[u32; 2]>,
}

/// What `stats --by corpus` gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CorpusStatsRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Number of documents.
    pub documents: u64,
    /// Number of sections with a heading.
    pub sections: u64,
    /// Counts of all articles.
    pub totals: TextStats,
    /// Documents by language, most frequent first.
    pub languages: Vec<LanguageCount>,
    /// How measures are spread over the documents.
    pub distributions: Vec<Distribution>,
}

/// A section in a [`StatsRecord`]: counts of its own text, subsections not included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionStatsRecord {
    /// Heading texts down to this section; empty for the text before the first heading.
    pub path: Vec<String>,
    /// Level of the heading; 0 for the text before the first heading.
    pub level: u8,
    /// Counts of its own text.
    #[serde(flatten)]
    pub own: TextStats,
    /// Characters of its own text and that of all its subsections.
    pub total_chars: u64,
    /// Share of the section with its subsections in the characters of the article.
    pub share: f64,
    /// Measures of the section with its subsections.
    #[serde(default)]
    pub measures: TextMeasures,
}
