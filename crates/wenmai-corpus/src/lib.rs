//! Corpus runs: shards of crawled pages in, shards of documents out.
//!
//! A run reads the records of its inputs in their order, makes documents of them on all threads, and writes them in the same
//! order into parts. A part is a range of the records: it is written under a temporary name, renamed when it is whole, and
//! counts once its line stands in the manifest. A run that was stopped, killed or out of disk goes on after its last whole
//! part, inside an input too, and gives the same bytes as one that was not, whatever the number of threads.
//!
//! Every record is accounted for: it is written, or dropped for a reason, or a dead letter with a reason, and
//! `read = written + dropped + dead` holds for each part and for the run.
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! # let input = folder.path().join("crawl.jsonl");
//! # std::fs::write(&input, "{\"id\": \"a\", \"text\": \"标题\\n\\n第一段话在这里。\"}\n{\"id\": \n")?;
//! use std::sync::atomic::AtomicBool;
//! use wenmai_corpus::{Plan, Progress, RunOptions, status};
//!
//! let out = folder.path().join("out");
//! let options = RunOptions { files: vec![input.into()], out: out.clone(), ..RunOptions::default() };
//! let end = Plan::new(options)?.run(&AtomicBool::new(false), &Progress::default())?;
//! assert!(end.is_finished && out.join("part-00000.jsonl").exists());
//! assert_eq!((end.ledger.read, end.ledger.written, end.ledger.n_dead()), (2, 1, 1));
//! assert!(status(&out, true)?.problems.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The folder of a run holds `part-NNNNN.*`, `dead-letters.jsonl`, `dropped.jsonl`, `manifest.jsonl` and `.lock`; once its
//! duplicates were looked for, `duplicates.jsonl` and `deduped/part-NNNNN.*`, too.
//!
//! A run may be split: [`split`] begins a run for each of its [`shards`] in `shards/NNNNN` of its folder, any machines run them, and
//! [`merge`] makes of them what one run gives.
#![expect(
    clippy::disallowed_methods,
    reason = "runs write files, and isolated workers have a clock"
)]

#[cfg(feature = "parquet")]
mod batch;
mod checksum;
mod chunk;
mod dedup;
mod error;
pub mod evidence;
mod explain;
mod folder;
mod in_order;
mod inputs;
mod isolate;
mod journal;
mod letter;
mod limits;
mod manifest;
mod memory;
mod merge;
mod options;
mod outcome;
#[cfg(feature = "parquet")]
mod page_batches;
mod part;
mod pipeline;
mod profile;
mod progress;
mod reader;
mod recipe;
mod retry;
#[cfg(feature = "parquet")]
mod rows;
mod run;
mod sample;
mod shards;
mod sink;
mod site_files;
mod status;
mod sync;

#[cfg(feature = "parquet")]
pub use batch::BatchProcessor;
pub use dedup::{DedupOptions, dedup};
pub use error::{CorpusError, CorpusErrorKind};
pub use explain::explain;
pub use isolate::{
    Briefing, DEFAULT_TIME_LIMIT, Isolated, WorkerCommand, WorkerProgram, serve, write_page,
};
pub use limits::PageLimits;
pub use merge::merge;
pub use options::{
    Compression, NamedSiteFiles, PROFILES_HASH, PartFormat, RECIPE, RunOptions, SITE_FILES,
    SITE_FILES_HASH, Sample,
};
pub use outcome::{Death, Dropped, InProcess, KeptPage, Outcome, PageProcessor, caught};
#[cfg(feature = "parquet")]
pub use page_batches::PageBatches;
pub use profile::{
    LearnOptions, LearnOptionsError, Learned, LearnedSite, ProfileLearner, Unlearned,
};
pub use progress::Progress;
pub use recipe::{Recipe, RecipeError};
pub use retry::retry;
pub use run::{Plan, ProcessorFactory, RunEnd, saved_run};
pub use shards::{ShardsLeft, shards, shards_left, split};
pub use site_files::{NamedSiteFileError, absolute_site_file, read_site_files};
pub use status::status;
