use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::{BrokenRule, DroppedRecord, Quality, Source};

/// A line of a run's `manifest.jsonl`.
///
/// The first line is [`Run`](Self::Run); each part that was put in its place adds one [`Part`](Self::Part), the end of the run
/// [`End`](Self::End), each retry of its dead letters [`Retry`](Self::Retry), and each search for duplicates
/// [`Dedup`](Self::Dedup).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ManifestRecord {
    /// What the run is made of.
    Run(RunRecord),
    /// A part that is whole.
    Part(PartRecord),
    /// The run came to its end.
    End(EndRecord),
    /// Dead letters that were read again.
    Retry(PartRecord),
    /// Duplicates that were found; the last one counts.
    Dedup(DedupRecord),
}

/// What a corpus run is made of: the same inputs and settings give the same parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Version of Wenmai that wrote it.
    pub version: String,
    /// The inputs as they were given, for `resume`.
    pub files: Vec<String>,
    /// What the inputs held.
    pub inputs: InputsRecord,
    /// Records in all inputs, where they were counted to draw so many of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<u64>,
    /// Every setting that the result depends on, by its flag.
    pub settings: BTreeMap<String, String>,
}

/// The inputs of a corpus run, by what is in them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputsRecord {
    /// Number of files.
    pub files: u64,
    /// Their bytes, as they lie on the disk.
    pub bytes: u64,
    /// SHA-256 over path and size of each file and over its first and last 64 KiB; lower-case
    /// hexadecimal.
    pub sha256: String,
}

/// A part of the output of a corpus run: a range of the records of its inputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartRecord {
    /// Number of the part, from 0.
    pub part: u64,
    /// Its file or folder below that of the run; null when none of its records gave a document.
    pub file: Option<String>,
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, lower-case hexadecimal; of a folder, of its files one after the other.
    pub sha256: String,
    /// Where its records went.
    pub ledger: Ledger,
    /// Where in the inputs its records begin.
    pub from: InputPosition,
    /// Where the next part begins.
    pub to: InputPosition,
    /// Bytes of `dead-letters.jsonl` once the part was whole.
    pub dead_letters_bytes: u64,
    /// Bytes of `dropped.jsonl` once the part was whole.
    #[serde(default)]
    pub dropped_bytes: u64,
}

/// The end of a corpus run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EndRecord {
    /// Number of parts.
    pub parts: u64,
    /// Where all records went.
    pub ledger: Ledger,
}

/// The duplicates among the documents of a corpus run. `documents = kept + exact + near`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DedupRecord {
    /// Every setting that the result depends on, by its flag.
    pub settings: BTreeMap<String, String>,
    /// Number of parts that were read: all that there were.
    pub parts: u64,
    /// Documents of these parts.
    pub documents: u64,
    /// Documents that are no duplicates of an earlier one: those of `deduped`.
    pub kept: u64,
    /// Documents with the letters and digits of the representative of their cluster.
    pub exact: u64,
    /// Other documents that are nearly the same as the representative of their cluster.
    pub near: u64,
    /// Clusters of two documents or more.
    pub clusters: u64,
    /// `duplicates.jsonl`, then the parts of `deduped` in their order.
    pub files: Vec<FileRecord>,
}

impl DedupRecord {
    /// Whether every document is accounted for.
    pub const fn is_balanced(&self) -> bool {
        self.documents == self.kept + self.exact + self.near
    }
}

/// A file that was written beside the parts of a corpus run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileRecord {
    /// Its name below the folder of the run.
    pub file: String,
    /// Its bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
}

/// A line of `duplicates.jsonl`: a document of a cluster of two or more, that which is kept included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DuplicateRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page.
    pub id: String,
    /// Number of the cluster: the position of its representative among the documents of the run, from 0.
    pub cluster: u64,
    /// Name of the page that is kept: the first of the cluster.
    pub representative: String,
    /// Share of the shingles that both have in those that either has, estimated; 1 for the representative itself.
    #[serde(serialize_with = "crate::rounded::probability")]
    pub similarity: f32,
    /// What the document is to the representative.
    pub kind: DuplicateKind,
    /// Documents of the cluster.
    pub size: u64,
}

/// What a document of a cluster is to its representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DuplicateKind {
    /// The representative itself.
    Representative,
    /// It has the same letters and digits in the same order.
    Exact,
    /// It is nearly the same.
    Near,
}

/// A place between two records of the inputs of a corpus run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputPosition {
    /// Number of inputs that were read to their end.
    pub inputs: u64,
    /// Records before this place, in all inputs.
    pub records: u64,
    /// The place in the input that is next.
    pub place: RecordPlace,
}

/// The place of a record in its input, and how to get there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordPlace {
    /// Position of the record in its input, from 0.
    pub record: u64,
    /// Byte of the file where reading can start: a line, a compressed member or frame, a record.
    pub offset: u64,
    /// Position of the record that starts at `offset`.
    pub offset_record: u64,
    /// Lines before `offset`, for JSONL.
    pub line: u64,
}

/// Where the records of the inputs went. Balanced, `read = written + dropped + dead`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ledger {
    /// Records that were read.
    pub read: u64,
    /// Documents that were written.
    pub written: u64,
    /// Records that are no pages or were left out on purpose, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// Records that failed and are in the dead letters, by reason.
    pub dead: BTreeMap<String, u64>,
}

impl Ledger {
    /// Records that were left out on purpose.
    pub fn n_dropped(&self) -> u64 {
        self.dropped.values().sum()
    }

    /// Records that failed.
    pub fn n_dead(&self) -> u64 {
        self.dead.values().sum()
    }

    /// Whether every record that was read is accounted for.
    ///
    /// ```
    /// use wenmai_model::Ledger;
    /// let mut ledger = Ledger { read: 3, written: 2, ..Ledger::default() };
    /// assert!(!ledger.is_balanced());
    /// *ledger.dead.entry("truncated".into()).or_default() += 1;
    /// assert!(ledger.is_balanced());
    /// ```
    pub fn is_balanced(&self) -> bool {
        self.read == self.written + self.n_dropped() + self.n_dead()
    }
}

impl AddAssign<&Self> for Ledger {
    fn add_assign(&mut self, other: &Self) {
        self.read += other.read;
        self.written += other.written;
        for (sums, counts) in [
            (&mut self.dropped, &other.dropped),
            (&mut self.dead, &other.dead),
        ] {
            for (reason, count) in counts {
                *sums.entry(reason.clone()).or_default() += count;
            }
        }
    }
}

/// A line of `dead-letters.jsonl`: a record that gave no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeadLetterRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page, if it was read that far.
    pub id: Option<String>,
    /// URL of the page; absent where nobody knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// File or stream of the record.
    pub input: String,
    /// Where it stands there.
    pub place: RecordPlace,
    /// How many records it stands for; null for all that is left of its input, which the ledger counts as one.
    pub records: Option<u64>,
    /// Stable name of the reason, for example `truncated`.
    pub reason: String,
    /// What happened, for a person.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Length of the record as it was read; null where it was not.
    pub len_bytes: Option<u64>,
    /// The record as it was read, in base64, if it is small.
    pub bytes_b64: Option<String>,
}

/// What became of a page of a corpus run, as `corpus explain` writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FateRecord {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// Name of the page.
    pub id: String,
    /// Its URL; absent where nobody knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// For a page that gave a document: what it is among its duplicates; absent where it has none, nobody looked, or several
    /// documents have its name and nobody knows whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate: Option<DuplicateRecord>,
}

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It gave a document.
    Written {
        /// The part that holds it, below the folder of the run; of a part that is a folder, the file in it.
        file: String,
        /// Position of the document in the part, from 0.
        record: u64,
        /// Whether it is the document of this page. Files of Markdown do not tell the name of their page: false where only
        /// their own name is like that of the page.
        is_certain: bool,
        /// What the recipe says of it; absent where the document does not have it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quality: Option<Quality>,
    },
    /// It was left out on purpose.
    Dropped(DroppedRecord),
    /// It failed.
    Dead(DeadLetterRecord),
}

/// What `corpus status` says of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunStatus {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION) of the writer.
    pub schema_version: u32,
    /// What the run is made of.
    pub run: RunRecord,
    /// Whether it came to its end.
    pub is_finished: bool,
    /// Number of parts that are whole.
    pub parts: u64,
    /// Bytes of the parts.
    pub bytes: u64,
    /// Where the records went, retries included.
    pub ledger: Ledger,
    /// Where the run goes on.
    pub next: InputPosition,
    /// Duplicates that were found; absent where nobody looked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedup: Option<DedupRecord>,
    /// What is wrong with the folder, for a person; empty when nothing is.
    pub problems: Vec<String>,
}

/// A record that gave no document, as a row among those that did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettledRecord {
    /// Whether it was left out, or failed.
    pub outcome: SettledKind,
    /// Stable name of the reason, as in the ledger of a run.
    pub reason: String,
    /// What happened, for a person; null for what is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The rules of the recipe that the page breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub broken: Vec<BrokenRule>,
    /// Name of the page, where the record says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it was read.
    pub source: Source,
    /// How many records it stands for; null for one, and for all that is left of its input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
}

/// What becomes of a record that gives no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettledKind {
    /// It is left out on purpose.
    Dropped,
    /// It failed.
    Dead,
}
