//! The words that posts are known by, from the table of the crate.

use std::sync::OnceLock;

/// The lists of words; what each is for, the table says.
#[derive(Default)]
pub(super) struct Words {
    pub(super) post: Vec<&'static str>,
    pub(super) inner: Vec<&'static str>,
    pub(super) kind: Vec<&'static str>,
    pub(super) property: Vec<&'static str>,
    pub(super) author: Vec<&'static str>,
    pub(super) other_author: Vec<&'static str>,
    pub(super) address: Vec<&'static str>,
    pub(super) none: Vec<&'static str>,
    pub(super) end: Vec<&'static str>,
    pub(super) time: Vec<&'static str>,
    pub(super) when: Vec<&'static str>,
    pub(super) beside: Vec<&'static str>,
}

impl Words {
    fn list(&mut self, name: &str) -> Option<&mut Vec<&'static str>> {
        Some(match name {
            "post" => &mut self.post,
            "inner" => &mut self.inner,
            "type" => &mut self.kind,
            "property" => &mut self.property,
            "author" => &mut self.author,
            "other_author" => &mut self.other_author,
            "address" => &mut self.address,
            "none" => &mut self.none,
            "end" => &mut self.end,
            "time" => &mut self.time,
            "when" => &mut self.when,
            "beside" => &mut self.beside,
            _ => return None,
        })
    }
}

/// The table, read once.
pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = Words::default();
        for line in table() {
            let mut cells = line.split('\t');
            if let Some(list) = cells.next().and_then(|name| words.list(name)) {
                list.extend(cells);
            }
        }
        words
    })
}

fn table() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../../../data/html_post_words.tsv").lines();
    lines.filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lists_of_the_table_are_known_and_in_lower_case() {
        let mut names = Vec::new();
        for line in table() {
            let (name, entries) = line.split_once('\t').unwrap();
            let is_known = Words::default().list(name).is_some();
            assert!(is_known && !names.contains(&name), "{name}");
            names.push(name);
            assert!(entries.split('\t').all(|entry| !entry.is_empty()), "{name}");
            assert_eq!(entries.to_lowercase(), entries, "{name}");
        }
        assert_eq!(names.len(), 12);
    }
}
