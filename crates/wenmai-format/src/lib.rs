//! Writers for everything that Wenmai produces: JSON and JSON Lines records, plain text, Markdown, HTML, TEI, CSV,
//! terminal tables, and the report with its charts.
//!
//! A writer takes what parsing and analysis made, and any [`std::io::Write`]; it neither parses pages nor measures
//! them. The same input gives the same bytes, on every machine and with any number of threads.
//!
//! ```
//! use wenmai_model::{Block, BlockKind, Document, Span};
//! let document = Document {
//!     text: "一行被\n折断的正文。".into(),
//!     blocks: vec![Block { kind: BlockKind::Paragraph, span: Span::new(0, 28), lines: None }],
//!     ..Document::default()
//! };
//! let mut markdown = Vec::new();
//! wenmai_format::write_markdown(&document, &mut markdown)?;
//! assert_eq!(String::from_utf8_lossy(&markdown), "一行被折断的正文。\n");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! # Features
//!
//! * `schema`: [`schemas`], the JSON Schema of every record that is written.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")
)]
#![warn(clippy::disallowed_methods)]

mod article;
mod body;
mod explain;
mod html;
mod json;
mod ledger;
mod markdown;
mod masked;
mod outline;
pub mod pack;
mod plain;
pub mod record;
pub mod report;
pub mod sarif;
#[cfg(feature = "schema")]
mod schema;
pub mod table;
mod tei;
mod visible;

pub use article::article_text;
pub use explain::{explanation_records, explanation_table};
pub use html::write_html;
pub use json::{write_json, write_jsonl};
pub use ledger::{ledger_progress, ledger_sentence};
pub use markdown::write_markdown;
pub use outline::{OutlineStyle, write_outline};
pub use plain::write_text;
#[cfg(feature = "schema")]
pub use schema::schemas;
pub use table::{
    CsvOptions, Table, chunk_texts_table, chunks_table, distribution_table, fate_table,
    findings_table, kept_lines_table, keywords_table, ledger_table, outline_table, profiles_table,
    rules_table, shared_table, similar_table, stats_table, totals_table, write_csv,
    write_markdown_table, write_table,
};
pub use tei::write_tei;
pub use wenmai_model::ArticleText;
