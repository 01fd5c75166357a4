//! Inputs of the benchmarks: the fixtures of the repository, joined or repeated to a size.
#![expect(clippy::disallowed_methods, reason = "inputs are files")]

use std::path::Path;
use std::{fs, io};

/// The text of every text page in `fixtures/pages` whose name begins with `prefix`, sorted by name.
///
/// # Errors
///
/// When the folder or a page cannot be read, or there is no such page: a benchmark without input would measure nothing
/// and say nothing.
pub fn fixtures(prefix: &str) -> io::Result<Vec<String>> {
    pages("pages", prefix, ".txt")
}

/// [`fixtures`] for the Markdown pages.
///
/// # Errors
///
/// As [`fixtures`].
pub fn markdown_fixtures(prefix: &str) -> io::Result<Vec<String>> {
    pages("pages", prefix, ".md")
}

/// The pages in `fixtures/html` whose name begins with `prefix`.
///
/// # Errors
///
/// As [`fixtures`].
pub fn html_fixtures(prefix: &str) -> io::Result<Vec<String>> {
    pages("html", prefix, ".html")
}

fn pages(folder: &str, prefix: &str, extension: &str) -> io::Result<Vec<String>> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures")).join(folder);
    let mut paths = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(prefix) && name.ends_with(extension) {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        let message = format!("no page named {prefix}*{extension} in {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    paths.sort();
    paths.into_iter().map(fs::read_to_string).collect()
}

/// `pages` one after the other, again and again, until there are at least `min_bytes`.
pub fn joined(pages: &[String], min_bytes: usize) -> String {
    let mut text = String::new();
    while text.len() < min_bytes && pages.iter().any(|page| !page.is_empty()) {
        for page in pages {
            text.push_str(page);
            text.push_str("\n\n");
        }
    }
    text
}

/// `piece`, again and again, until there are at least `min_bytes`.
pub fn repeated(piece: &str, min_bytes: usize) -> String {
    piece.repeat(min_bytes.div_ceil(piece.len().max(1)))
}
