//! Whole pages through the parser.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod cards;
mod charsets;
mod dates;
mod explain;
mod html;
mod html_cards;
mod html_posts;
mod html_structure;
mod linear;
mod markdown;
mod pages;
mod properties;
mod seed;
mod support;
