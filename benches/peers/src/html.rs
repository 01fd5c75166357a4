//! Pages of HTML.

use std::hint::black_box;

use anyhow::Result;
use serde_json::Value;
use wenmai_parse::{ParseOptions, parse_html};

use crate::rounds::{Tool, race};

/// Prints how fast HTML is read.
pub(crate) fn bench(records: &[Value], wanted: &[&str]) -> Result<()> {
    let pages: Vec<String> = records
        .iter()
        .map(|record| crate::text(record, "html").map(str::to_owned))
        .collect::<Result<_>>()?;
    let bytes = pages.iter().map(String::len).sum();
    let tools: [Tool<String>; 4] = [
        (
            "wenmai",
            Box::new(|html| {
                let document = parse_html(html, &ParseOptions::default());
                !black_box(document).text.is_empty()
            }),
        ),
        (
            "dom_smoothie",
            Box::new(|html| {
                let article = dom_smoothie::Readability::new(html.as_str(), None, None)
                    .and_then(|mut page| page.parse());
                black_box(article).is_ok()
            }),
        ),
        (
            "rs-trafilatura",
            Box::new(|html| black_box(rs_trafilatura::extract(html)).is_ok()),
        ),
        (
            "fast_html2md",
            Box::new(|html| !black_box(html2md::rewrite_html(html, true)).is_empty()),
        ),
    ];
    race(&pages, bytes, &tools, wanted);
    Ok(())
}
