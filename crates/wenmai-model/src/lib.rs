//! The records that Wenmai promises: what a crawled page is, what parsing makes of it, what analysis
//! measures in it, and what is written down.
//!
//! Data flows in one direction, and these types are all that is handed on:
//!
//! ```text
//! Page ── decode ─▶ text ── parse ─▶ Document ── analyze ─▶ Analysis ── format ─▶ records, report
//! ```
//!
//! This crate holds data and serde only: no I/O, no patterns, no threads. Everything that is serialized
//! anywhere in Wenmai is a type of this crate, and every record carries [`SCHEMA_VERSION`].
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]
#![warn(clippy::disallowed_methods)]

mod analysis;
mod article;
mod block;
mod card;
mod chunk;
mod corpus;
mod document;
mod explanation;
mod finding;
mod heading;
mod instruct;
mod layout;
mod metadata;
mod pack;
mod page;
mod post;
mod profile;
mod quality;
mod record;
mod report;
mod rights;
mod rounded;
mod signal;
mod similarity;
mod source_map;
mod span;

pub use analysis::{
    Analysis, ContrastCell, ContrastRow, ContrastTable, CorpusAnalysis, CorpusKeyword,
    Distribution, Keyness, Keyword, KeywordMatrix, KeywordVariant, LanguageCount, MonthCount,
    SectionStats, Term, TextMeasures, TextStats,
};
pub use article::{ArticleSegment, ArticleText};
pub use block::{Block, BlockKind, Boilerplate, BoilerplateKind};
pub use card::{CaptureBasis, CaptureInterval, Card, DateBasis, DateInterval};
pub use chunk::{Chunk, ChunkRecord, TextBlock};
pub use corpus::{
    DeadLetterRecord, DedupRecord, DuplicateKind, DuplicateRecord, EndRecord, Fate, FateRecord,
    FileRecord, InputPosition, InputsRecord, Ledger, ManifestRecord, PartRecord, RecordPlace,
    RunRecord, RunStatus, SettledKind, SettledRecord,
};
pub use document::{Document, Reference, ReferenceKind, Section, SectionRole};
pub use explanation::{Explanation, LineClass, LineExplanation};
pub use finding::{CappedFindings, Finding, FindingKind, Severity};
pub use heading::{Heading, LevelSource};
pub use instruct::{Draft, DraftKind, DraftPart, DraftPlace, DraftRecord, DraftSpanRecord};
pub use layout::{BlockLayout, Image, Mark, MarkKind, TableCell, TableRow};
pub use metadata::{Metadata, MetadataField, MetadataSource, Provenance};
pub use pack::{
    Amount, CodeCount, Concentration, DocumentEvidence, DomainEvidence, DomainSelection,
    DomainSummary, Group, Groups, PackAbout, PackInput, PackManifest, PackRun, PackSummary, Period,
    PersonalDataScope, PersonalDataSummary, QualitySummary, RightsKnowledge, RightsSummary,
    SizeBin, TrainingContent, UseSummary,
};
pub use page::{Page, PageKind, PageType, PageTypeKind, Source};
pub use post::Post;
pub use profile::{BoilerplateRule, RulePosition, SiteProfile};
pub use quality::{BrokenRule, DroppedRecord, Quality, RuleBound, RuleRecord};
pub use record::{
    BlockRecord, BoilerplateRecord, CardRecord, CorpusStatsRecord, DocumentRecord,
    ExplanationRecord, FindingRecord, FindingsRecord, HeadingRecord, KeywordRecord,
    KeywordVariantRecord, KeywordsRecord, OutlineRecord, OutlineSectionRecord, PassageRecord,
    PostRecord, ReferenceRecord, SectionStatsRecord, SimilarPassagesRecord, SimilarRecord,
    StatsRecord,
};
pub use report::{
    BoilerplateChars, Comparison, CorpusKeyness, DocumentSummary, Failure, FindingChange,
    KeywordChange, PageChars, Report, SectionChange,
};
pub use rights::{Rights, RightsCode, RightsDecision, RightsEffect, RightsStatement, RightsUse};
pub use rounded::rounded_probability;
pub use signal::{Signal, SignalSource};
pub use similarity::{
    CorpusSimilarity, Passage, SharedPassage, SharedPlace, SimilarPassages, SimilarityKind,
};
pub use source_map::SourceMap;
pub use span::{LineRange, SourceSpan, Span};

/// Version of every record in this crate. It grows when a field changes its name or meaning; new fields
/// alone do not change it.
pub const SCHEMA_VERSION: u32 = 1;
