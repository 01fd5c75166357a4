//! The files of an evidence pack: what a collection of documents is made of, for people, for programs and for those who have to
//! publish it.
//!
//! Each file is made of the numbers of a [`PackSummary`], its domains and its [`PackManifest`], and of nothing else, so that who
//! has counted the documents again can make all files again and compare their bytes.

mod croissant;
mod datasheet;
mod documents;
mod domains;
mod provenance;
mod terminal;
mod text;
mod training;

use std::io::{self, Write};

use wenmai_model::{DomainEvidence, PackManifest, PackSummary};

pub use documents::{
    DOCUMENT_COLUMNS, NO_RULES, SAMPLE_COLUMNS, document_fields, guarded, sample_fields, unguarded,
};
pub use terminal::write_pack_summary;

use crate::json::write_json;

/// What the files of a pack are made of.
#[derive(Debug, Clone, Copy)]
pub struct PackContent<'a> {
    /// The numbers.
    pub summary: &'a PackSummary,
    /// All domains, the largest first.
    pub domains: &'a [DomainEvidence],
    /// Where the documents come from, what people say of them, and the files that were written before.
    pub manifest: &'a PackManifest,
}

/// Writes one file of a pack.
pub type WritePackFile = fn(&PackContent<'_>, &mut dyn Write) -> io::Result<()>;

/// The files that are made of a [`PackContent`], in the order in which they are written: the last one names those before it with
/// their checksums.
pub const PACK_FILES: [(&str, WritePackFile); 7] = [
    ("domains.csv", domains::write_domains),
    ("summary.json", |content, mut writer| {
        write_json(content.summary, &mut writer)
    }),
    ("training-content-summary.csv", training::write_list),
    ("training-content-summary.md", training::write_summary),
    ("datasheet.md", datasheet::write_datasheet),
    ("data-provenance.json", provenance::write_provenance),
    ("croissant.json", croissant::write_croissant),
];
