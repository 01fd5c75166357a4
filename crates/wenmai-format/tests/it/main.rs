//! Whole outputs: snapshots of every format, and properties that hold for any document.
#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]
#![expect(
    clippy::cast_precision_loss,
    reason = "the figures of test documents are small"
)]

mod documents;
mod markdown;
mod records;
mod report;
mod rich;
mod rights;
mod runs;
#[cfg(feature = "schema")]
mod schema;
mod support;
mod tables;
