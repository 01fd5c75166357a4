//! The command as a user meets it: what it prints, what it writes, how it ends.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests make their files and stop at the first surprise"
)]

mod archives;
mod audit;
mod bad_inputs;
mod charsets;
mod chunk;
mod commands;
mod corpus;
mod explain;
mod harness;
mod help;
mod instruct;
mod limits;
mod pack;
mod parquet;
mod profile;
mod recipe;
mod report;
mod rights;
mod seed;
mod settings;
mod shards;
mod streams;
