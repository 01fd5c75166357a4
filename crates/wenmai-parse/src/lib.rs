//! From bytes to structure: decodes a crawled page and recovers title, outline, sections, related-article cards and
//! boilerplate.
//!
//! [`parse`], [`parse_html`], [`parse_markdown`] and [`parse_text`] never fail: a strange page gives a [`Document`](wenmai_model::Document) with findings
//! inside. They are pure functions of their input, run in time linear in it, and lose nothing: every non-blank character
//! belongs to exactly one block, card or boilerplate region.
//!
//! ```
//! use wenmai_parse::{ParseOptions, parse_text};
//!
//! let document = parse_text("开源指南\n\n一、开始\n\n先读文档。\n\n二、贡献\n\n再提补丁。\n", &ParseOptions::default());
//! assert_eq!(document.metadata.title.as_deref(), Some("开源指南"));
//! let outline: Vec<_> = document.outline.iter().map(|heading| (heading.level, heading.text.as_str())).collect();
//! assert_eq!(outline, [(1, "一、开始"), (1, "二、贡献")]);
//! ```
//!
//! # Features
//!
//! * `html` (default): the reader of HTML pages.
#![warn(clippy::disallowed_methods)]

mod assemble;
mod body;
mod budget;
mod card;
mod class;
mod date_solver;
mod decode;
mod explain;
mod features;
mod grammar;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "_inspect")]
pub mod inspect;
mod judge;
mod layout;
mod line;
mod markdown;
mod markup;
mod outline;
mod parse;
mod profile;
mod reading;
mod refusal;
mod region;
mod role;
mod signals;
mod sniff;
#[cfg(feature = "_train")]
pub mod training;
mod user_marker;

pub use budget::cut;
pub use decode::{Decoded, Hints, charset_name, decode};
#[cfg(feature = "html")]
pub use parse::parse_html;
pub use parse::{ParseOptions, explain, parse, parse_markdown, parse_text};
pub use profile::{ObservedLine, ObservedPage, PROSE_WIDTH, SiteProfiles, host_of, observe};
pub use refusal::{
    Refusal, RefusalKind, SourcedDocument, explain_page, read_document, read_document_and_source,
};
pub use sniff::{Sniffed, sniff};
pub use user_marker::{UserMarker, UserMarkerError, UserMarkerErrorKind};
