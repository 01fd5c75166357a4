//! The evidence pack: what a collection of documents is made of, in numbers that can be counted again.
//!
//! Each document becomes a row ([`Assessor`]), the rows are counted ([`PackWriter`]), and everything else in the pack is made of these
//! counts. [`check`] reads the rows back, counts them again, makes all files anew and compares their checksums.
//!
//! ```
//! # let folder = tempfile::tempdir()?;
//! # let pack = folder.path().join("pack");
//! use wenmai_analyze::privacy::{Detector, PrivacyOptions};
//! use wenmai_corpus::evidence::{Assessor, PackOptions, PackWriter, check};
//! use wenmai_model::{Analysis, Document, PackInput};
//!
//! let detector = Detector::new(&PrivacyOptions::default())?;
//! let assessor = Assessor::new(&detector, 1, &["pages".into()]);
//! let page = Document { id: "pages/a.html".into(), url: Some("https://www.example.co.uk/a".into()), ..Document::default() };
//!
//! let mut writer = PackWriter::create(PackOptions { folder: pack.clone(), sample: 10, seed: 1, ..PackOptions::default() })?;
//! writer.add(&assessor.page(&page, &Analysis::default()))?;
//! let written = writer.finish(PackInput::Pages { files: vec!["pages".into()], failed: 0 })?;
//! assert_eq!(written.domains[0].domain, "example.co.uk");
//! assert!(check(&pack)?.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accumulate;
mod assess;
mod check;
mod records;
mod sample;
mod write;

pub use assess::{Assessed, Assessor};
pub use check::check;
pub use records::{RunDocuments, read_run};
pub use write::{PackOptions, PackWriter, WrittenPack};

/// What rows are written into.
pub(crate) const DOCUMENTS: &str = "documents.csv";

/// The rows that people review.
pub(crate) const SAMPLE: &str = "sample.csv";

/// What the pack is made of and what it holds.
pub(crate) const PACK_MANIFEST: &str = "manifest.json";
