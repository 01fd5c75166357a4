//! The evidence pack: what a collection of documents is made of, in numbers that anybody can count again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{DedupRecord, FileRecord, InputsRecord, Ledger, PageTypeKind, RightsEffect, RightsUse};

/// What is known of one document: a row of `documents.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentEvidence {
    /// Name of the page within its run; personal data in it are masked, paths are relative.
    pub id: String,
    /// Where it was crawled; without user and password, personal data masked.
    pub url: Option<String>,
    /// Host of that address, without port and a leading `www.`.
    pub host: Option<String>,
    /// Registrable domain of the host by the Public Suffix List, its private part included; the host where it has none.
    pub domain: Option<String>,
    /// Language of the article with its script where that is known: `en`, `zh-Hans`.
    pub language: Option<String>,
    /// Type of the page.
    pub page_type: PageTypeKind,
    /// Bytes of the article as UTF-8.
    pub text_bytes: u64,
    /// Characters of the article that are not white space.
    pub chars: u64,
    /// Estimated tokens of the article (`o200k_base`).
    pub tokens: u64,
    /// When it was published, as the page says it: a day, a month or a year in ISO 8601.
    pub published: Option<String>,
    /// The day when it was captured, in UTC.
    pub captured: Option<String>,
    /// Whether page or site say something about its use.
    pub rights: RightsKnowledge,
    /// The licence that the page says it is under.
    pub licence: Option<String>,
    /// What its statements come to.
    pub decisions: BTreeMap<RightsUse, RightsEffect>,
    /// Uses about which statements disagree, in order.
    pub contradicted: Vec<RightsUse>,
    /// Statements by the codes of their conventions.
    pub statements: BTreeMap<String, u64>,
    /// Where personal data were looked for.
    pub searched: PersonalDataScope,
    /// Personal data by the codes of their kinds.
    pub personal_data: BTreeMap<String, u64>,
    /// The rules of a recipe that it breaks; `None` where no recipe judged it.
    pub broken_rules: Option<Vec<String>>,
    /// SHA-256 of the page as it was captured, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// SHA-256 of the article as UTF-8, lower-case hexadecimal.
    pub text_sha256: String,
}

/// What is known of statements about the use of a page.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RightsKnowledge {
    /// There are some.
    Stated,
    /// They were looked for, and there are none.
    Silent,
    /// The record has none, and does not say whether somebody looked.
    #[default]
    Unknown,
}

impl RightsKnowledge {
    /// All of it.
    pub const ALL: [Self; 3] = [Self::Stated, Self::Silent, Self::Unknown];

    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Silent => "silent",
            Self::Unknown => "unknown",
        }
    }
}

/// Where personal data were looked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PersonalDataScope {
    /// On the whole page, its boilerplate included.
    Page,
    /// In the article alone, for the page itself is not at hand.
    #[default]
    Article,
}

impl PersonalDataScope {
    /// All scopes.
    pub const ALL: [Self; 2] = [Self::Page, Self::Article];

    /// The name in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Article => "article",
        }
    }
}

/// How much of the collection something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Amount {
    /// Documents.
    pub documents: u64,
    /// Bytes of their articles as UTF-8.
    pub text_bytes: u64,
    /// Characters of their articles that are not white space.
    pub chars: u64,
    /// Estimated tokens of their articles (`o200k_base`).
    pub tokens: u64,
}

impl Amount {
    /// Adds one document.
    pub const fn add(&mut self, document: &DocumentEvidence) {
        self.documents += 1;
        self.text_bytes += document.text_bytes;
        self.chars += document.chars;
        self.tokens += document.tokens;
    }
}

/// Documents that have a value in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// The value.
    pub name: String,
    /// How much has it.
    #[serde(flatten)]
    pub amount: Amount,
}

/// The whole collection by a value: groups, documents without a value, and those beyond the most groups that are told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Groups {
    /// The groups.
    pub groups: Vec<Group>,
    /// Documents without the value.
    pub without: Amount,
    /// Documents of values that came after the most that are told apart.
    pub beyond: Amount,
}

/// How often something occurs, and in how many documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CodeCount {
    /// The code.
    pub code: String,
    /// Occurrences.
    pub count: u64,
    /// Documents with at least one.
    pub documents: u64,
}

/// A domain: a row of `domains.csv`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DomainEvidence {
    /// The registrable domain.
    pub domain: String,
    /// How much comes from it.
    #[serde(flatten)]
    pub amount: Amount,
    /// Its share in the text of all documents, by bytes.
    pub share: f64,
    /// Its documents that deny text and data mining or training.
    pub opted_out: u64,
    /// Its documents with personal data.
    pub with_personal_data: u64,
    /// The first and the last day on which its documents were captured.
    pub captured: Option<[String; 2]>,
}

/// All numbers of an evidence pack: `summary.json`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackSummary {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// All documents.
    pub total: Amount,
    /// Documents by the characters of their articles.
    pub sizes: Vec<SizeBin>,
    /// Domains.
    pub domains: DomainSummary,
    /// Documents by language, the largest first.
    pub languages: Groups,
    /// Documents by type of page, the largest first.
    pub page_types: Groups,
    /// When they were published, as they say it.
    pub published: Period,
    /// When they were captured.
    pub captured: Period,
    /// What pages and sites say about their use.
    pub rights: RightsSummary,
    /// Personal data.
    pub personal_data: PersonalDataSummary,
    /// Rules of a recipe; `None` where no document was judged by one.
    pub quality: Option<QualitySummary>,
    /// What a summary of training content asks for.
    pub training_content: TrainingContent,
    /// Rows of `sample.csv`.
    pub sampled: u64,
}

/// Documents whose articles have so many characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SizeBin {
    /// The fewest characters.
    pub from_chars: u64,
    /// One more than the most; null for the last bin.
    pub to_chars: Option<u64>,
    /// What lies between.
    #[serde(flatten)]
    pub amount: Amount,
}

/// The domains of a collection in short; `domains.csv` has them all.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DomainSummary {
    /// Number of registrable domains.
    pub domains: u64,
    /// Documents without address.
    pub without: Amount,
    /// Documents of domains that came after the most that are told apart.
    pub beyond: Amount,
    /// The largest by bytes of text, at most twenty.
    pub largest: Vec<DomainEvidence>,
    /// How much the largest hold.
    pub concentration: Vec<Concentration>,
}

/// How much of the text the largest domains hold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Concentration {
    /// So many of the largest domains.
    pub domains: u64,
    /// Their share in the text of all documents, by bytes.
    pub share: f64,
}

/// Documents by time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Period {
    /// The first date.
    pub first: Option<String>,
    /// The last date.
    pub last: Option<String>,
    /// By year, in order.
    pub years: Groups,
    /// By month, in order; dates that are only a year have none.
    pub months: Groups,
}

/// What pages and sites say about their use.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RightsSummary {
    /// Documents about whose use something is said.
    pub stated: Amount,
    /// Documents about whose use nothing is said.
    pub silent: Amount,
    /// Documents of which nobody knows whether something is said.
    pub unknown: Amount,
    /// Documents that deny text and data mining or training on their text.
    pub opted_out: Amount,
    /// Statements by convention.
    pub statements: Vec<CodeCount>,
    /// What they come to for each use.
    pub uses: Vec<UseSummary>,
    /// Documents by licence, the largest first.
    pub licences: Groups,
}

/// What all statements about a use come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UseSummary {
    /// The use.
    #[serde(rename = "use")]
    pub usage: RightsUse,
    /// Documents that permit it.
    pub allow: Amount,
    /// Documents that permit it under conditions.
    pub conditional: Amount,
    /// Documents that forbid it.
    pub deny: Amount,
    /// Documents whose statements about it cannot be read.
    pub unclear: Amount,
    /// Documents without a statement about it.
    pub none: Amount,
    /// Documents whose statements about it disagree; they are counted above, too.
    pub contradicted: u64,
}

/// The personal data of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PersonalDataSummary {
    /// Documents of which the whole page was searched.
    pub pages_searched: u64,
    /// Documents of which only the article was searched.
    pub articles_searched: u64,
    /// Documents with personal data.
    pub documents: Amount,
    /// Personal data in all.
    pub count: u64,
    /// By kind, the most frequent first.
    pub kinds: Vec<CodeCount>,
}

/// What the rules of a recipe say of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QualitySummary {
    /// Documents that were judged.
    pub judged: u64,
    /// Documents that break no rule.
    pub clean: u64,
    /// Rules that documents break, the most frequent first.
    pub broken: Vec<CodeCount>,
}

/// The lists of domains that the template for the public summary of training content asks for (Regulation (EU) 2024/1689,
/// Article 53(1)(d); template of 24 July 2025, section 2.3).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrainingContent {
    /// The largest 10 % of the domains by bytes of text.
    pub all_providers: DomainSelection,
    /// The largest 5 % of the domains, or 1,000 where that is fewer: the list of small and medium-sized providers.
    pub small_providers: DomainSelection,
}

/// The largest domains.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DomainSelection {
    /// How many domains.
    pub domains: u64,
    /// How much comes from them.
    #[serde(flatten)]
    pub amount: Amount,
    /// Their share in the text of all documents, by bytes.
    pub share: f64,
}

/// What an evidence pack is made of and what it holds: `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackManifest {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Program and version that wrote it.
    pub generator: String,
    /// Where the documents come from.
    pub input: PackInput,
    /// Rows of the sampling sheet that were asked for.
    pub sample: u64,
    /// What the sample was drawn by.
    pub seed: u64,
    /// What people say of the collection.
    pub about: PackAbout,
    /// Every other file of the pack.
    pub files: Vec<FileRecord>,
}

/// Where the documents of an evidence pack come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PackInput {
    /// Pages, which were parsed.
    Pages {
        /// The inputs as they were given; paths are relative.
        files: Vec<String>,
        /// Inputs and records that gave no document.
        failed: u64,
    },
    /// The documents of a finished corpus run.
    Run(Box<PackRun>),
}

/// The corpus run that an evidence pack is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PackRun {
    /// Version of Wenmai that wrote the run.
    pub version: String,
    /// The inputs as they were given; paths are relative.
    pub files: Vec<String>,
    /// What the inputs held.
    pub inputs: InputsRecord,
    /// Every setting that the run depends on, by its flag.
    pub settings: BTreeMap<String, String>,
    /// SHA-256 of `manifest.jsonl` of the run, lower-case hexadecimal.
    pub manifest_sha256: String,
    /// Where the records went.
    pub ledger: Ledger,
    /// Duplicates that were found; absent where nobody looked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedup: Option<DedupRecord>,
    /// Whether the documents are those without duplicates.
    pub is_deduped: bool,
    /// The parts that hold the documents, below the folder of the run.
    pub parts: Vec<FileRecord>,
}

/// What only people can say of a collection: the file that is given to `--about`. Each field is a sentence or more; what is
/// absent is marked in the pack as a place to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PackAbout {
    /// Name of the collection.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Where it is published.
    pub url: Option<String>,
    /// The licence that the collection is given under, by the address of its text.
    pub licence: Option<String>,
    /// Its version, such as `1.0.0`.
    pub version: Option<String>,
    /// When it was made, as an ISO 8601 date.
    pub date: Option<String>,
    /// When the version before was made, as an ISO 8601 date.
    pub previous_date: Option<String>,
    /// Who made it: names of people or organizations.
    pub creators: Vec<String>,
    /// How it is to be cited, such as an entry of BibTeX.
    pub citation: Option<String>,
    /// Where to ask.
    pub contact: Option<String>,
    /// Why it was made.
    pub purpose: Option<String>,
    /// Who paid for it.
    pub funding: Option<String>,
    /// Name and behavior of the crawler: which preferences it respects, how often it comes.
    pub crawler: Option<String>,
    /// How the pages were chosen and collected, and by whom.
    pub collection: Option<String>,
    /// Countries where the data were collected, by ISO 3166-1 codes.
    pub countries: Vec<String>,
    /// Whether people in the data were told or asked, and where that is documented.
    pub consent: Option<String>,
    /// What was done about pages and sites that reserve their rights.
    pub reservations: Option<String>,
    /// What was done to keep illegal content out.
    pub illegal_content: Option<String>,
    /// What it is for.
    pub intended_uses: Vec<String>,
    /// What it must not be used for.
    pub prohibited_uses: Option<String>,
    /// Whom it may harm or leave out.
    pub social_impact: Option<String>,
    /// Who keeps it up, how errors are reported, when old versions go.
    pub maintenance: Option<String>,
}
