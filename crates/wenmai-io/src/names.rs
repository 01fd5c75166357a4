use std::collections::HashSet;

/// Longest name of an output file, without extension and number, in bytes; file systems take 255.
const MAX_NAME_BYTES: usize = 120;

/// Names for output files, made of the ids of documents; no two are the same, on any file system.
#[derive(Debug, Default)]
pub struct FileNames {
    /// Names given so far, lower-case.
    taken: HashSet<String>,
}

impl FileNames {
    /// A name without extension: the last part of `id`, with a number where that is taken.
    pub fn name(&mut self, id: &str) -> String {
        let stem = file_stem(id);
        let mut name = stem.clone();
        let mut number = 2;
        while !self.taken.insert(name.to_lowercase()) {
            name = format!("{stem}-{number}");
            number += 1;
        }
        name
    }
}

/// The last part of a path or URL, without a page's extension and without characters that some file system or
/// shell takes amiss.
pub fn file_stem(id: &str) -> String {
    const EXTENSIONS: [&str; 5] = [".txt", ".md", ".html", ".htm", ".jsonl"];
    let last = id
        .trim_end_matches(['/', '\\'])
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default();
    let stem = EXTENSIONS
        .iter()
        .find_map(|extension| last.strip_suffix(extension))
        .unwrap_or(last);
    let mut name = String::new();
    for c in stem.chars() {
        if name.len() + c.len_utf8() > MAX_NAME_BYTES {
            break;
        }
        let is_safe = c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '=' | '@' | ',');
        name.push(if is_safe { c } else { '_' });
    }
    // A leading dot hides a file; a leading dash looks like a flag; standard input is `-`.
    let name = name.trim_start_matches(['.', '-']).to_owned();
    if name.is_empty() { "page".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_distinct() {
        let mut names = FileNames::default();
        let mut check = |id: &str, expected: &str| assert_eq!(names.name(id), expected, "{id}");
        check("pages/开源.txt", "开源");
        check("other/开源.md", "开源-2");
        check("A.txt", "A");
        check("a.txt", "a-2");
        check("a-2", "a-2-2");
        check("https://example.org/x/y.html?q=1&r", "y.html_q=1_r");
        check("https://example.org/", "example.org");
        check("..", "page");
        check("-", "page-2");
        check("", "page-3");
        check("../../etc/passwd", "passwd");
        check("a\0b\nc", "a_b_c");
        check(&"字".repeat(500), &"字".repeat(40));
    }
}
