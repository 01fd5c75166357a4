//! The only crate of Wenmai that touches files: it reads pages from files, folders, patterns, lists,
//! JSONL, web archives (WARC, WET) and standard input, compressed or not, and writes outputs that are whole or not there.
//!
//! [`read_pages`] takes inputs as a command line gives them and yields one [`Page`](wenmai_model::Page)
//! after the other, in input order, reading each only when it is asked for. One bad input is one
//! [`InputError`]; those after it still come.
//!
//! | input | pages |
//! |---|---|
//! | `page.txt` | the file; what it holds is told by its extension |
//! | `crawl.jsonl` | one page a line |
//! | `crawl.parquet` | one page a row, with the feature `arrow` |
//! | `crawl.warc` | of each response with a status of success the page, if it is text; `.wet` files have text alone |
//! | `page.html.gz`, `crawl.warc.zst` | the same, compressed: members of gzip or frames of Zstandard, told by their first bytes |
//! | `pages/` | all `.txt .md .html .htm .jsonl .warc .wet .wat .parquet` files below it, compressed ones too, sorted by path, hidden ones skipped |
//! | `'pages/*.txt'` | the files that match the pattern, sorted by path |
//! | `@list` | the inputs that the file `list` names, one a line |
//! | `-` | standard input |
//!
//! [`read_responses`] takes other files, such as `robots.txt`, from a web archive.
//!
//! What reads millions of pages takes two steps instead: a [`RecordReader`] cuts an input into [`RawRecord`]s, which is cheap,
//! and says where it can go on ([`Checkpoint`]); [`RawRecord::page`] does the costly rest, on any thread.
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("page.txt");
//! # std::fs::write(&file, "标题\n\n正文。\n")?;
//! use wenmai_io::{ReadOptions, read_pages};
//!
//! let mut pages = read_pages([&file, folder.path().join("absent.txt").as_path()], &ReadOptions::default());
//! let page = pages.next().unwrap()?;
//! assert_eq!(page.body, "标题\n\n正文。\n".as_bytes());
//! assert!(pages.next().unwrap().unwrap_err().to_string().ends_with("absent.txt: there is no such file"));
//! assert!(pages.next().is_none());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![expect(
    clippy::disallowed_methods,
    reason = "this is the crate that touches files"
)]

#[cfg(feature = "arrow")]
pub mod arrow;
mod compression;
mod error;
mod expand;
mod inputs;
#[cfg(feature = "_inspect")]
pub mod inspect;
mod jsonl;
mod kind;
mod lines;
mod names;
mod output;
mod page_fields;
mod profiles;
mod reader;
mod record;
mod responses;
mod stream;
mod warc;

pub use error::{InputError, InputErrorKind, Place, with_causes};
pub use inputs::{ExpandedInputs, Pages, ReadOptions, expand_inputs, is_one_page, read_pages};
pub use kind::InputKind;
pub use names::{FileNames, file_stem};
pub use output::{AtomicFile, OutputError};
pub use page_fields::{RecordFields, body_of_field, kind_of_field, timestamp_of};
pub use profiles::{
    ProfileError, ProfileErrorKind, parse_profile, profile_text, read_profiles, write_profile,
};
pub use reader::{Checkpoint, RecordReader};
pub use record::{NoPage, RawRecord, RecordType, SkipReason, hex, sha256};
pub use responses::{StoredResponse, read_responses};
