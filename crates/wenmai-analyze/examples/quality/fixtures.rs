//! The English pages among the fixtures: as they are, and the articles in them.

use std::fs;
use std::path::Path;

use wenmai_format::article_text;
use wenmai_parse::{ParseOptions, parse_html, parse_markdown, parse_text};

use crate::Sample;

pub(crate) fn samples() -> Vec<Sample> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures"));
    let mut paths = Vec::new();
    for name in ["pages", "html"] {
        for entry in fs::read_dir(folder.join(name)).unwrap() {
            paths.push(entry.unwrap().path());
        }
    }
    paths.sort();
    let mut samples = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        let extension = path.extension().unwrap().to_str().unwrap();
        if !name.starts_with("en-") || extension == "toml" {
            continue;
        }
        let page = fs::read_to_string(&path).unwrap();
        let options = ParseOptions::default();
        let document = match extension {
            "html" => parse_html(&page, &options),
            "md" => parse_markdown(&page, &options),
            _ => parse_text(&page, &options),
        };
        let text = article_text(&document).text;
        samples.push(Sample {
            id: format!("fixture/page/{name}"),
            text: page,
        });
        samples.push(Sample {
            id: format!("fixture/article/{name}"),
            text,
        });
    }
    samples
}
