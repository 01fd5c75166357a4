//! Inputs on a real file system.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make their files and stop at the first surprise"
)]

mod archive;
mod compressed;
mod inputs;
mod warc;
