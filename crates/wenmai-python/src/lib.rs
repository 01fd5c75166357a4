//! The native part of the Python package `wenmai`.
//!
//! It turns objects of Python into pages and options, and documents, rows and ledgers into objects of Python; all else is
//! done by the crate [`wenmai`]. Long calls let other threads of Python run, and answer Ctrl-C.

mod corpus;
mod document;
mod engine;
mod errors;
mod extraction;
mod extractor;
mod failure;
mod ledger;
mod options;
mod page;
mod pages;
mod parts;
mod pickle;
mod places;
mod process;
mod reader;
mod results;
mod show;
mod waiting;
mod worker;

use pyo3::prelude::*;

/// The native part of the package.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::corpus::{run, run_merge, run_shard, run_shards, run_split, run_status};
    #[pymodule_export]
    use super::document::Document;
    #[pymodule_export]
    use super::extraction::Extraction;
    #[pymodule_export]
    use super::extractor::{Extractor, batch, extract, extract_many};
    #[pymodule_export]
    use super::failure::Failure;
    #[pymodule_export]
    use super::ledger::{End, Status, sentence_of};
    #[pymodule_export]
    use super::pages::{PageReader, read_pages};
    #[pymodule_export]
    use super::parts::{Card, Finding, Heading, Section};
    #[pymodule_export]
    use super::pickle::restore;
    #[pymodule_export]
    use super::results::{Results, ledger};
    #[pymodule_export]
    use super::worker::serve_worker;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name that Python gives it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
