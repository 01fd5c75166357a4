//! The facade on whole pages.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read fixtures and stop at the first surprise"
)]

mod chunks;
mod instructions;
mod support;
#[cfg(feature = "tokenizers")]
mod tokenizers;
