//! The words of bylines and of days, from the table of the crate.

use std::sync::OnceLock;

/// The lists of words; what each is for, the table says.
#[derive(Default)]
pub(super) struct Words {
    pub(super) before: Vec<&'static str>,
    pub(super) behind: Vec<&'static str>,
    pub(super) none: Vec<&'static str>,
    pub(super) end: Vec<&'static str>,
    pub(super) role: Vec<&'static str>,
    pub(super) tail: Vec<&'static str>,
    pub(super) no_start: Vec<&'static str>,
    pub(super) element: Vec<&'static str>,
    pub(super) other_element: Vec<&'static str>,
    pub(super) address: Vec<&'static str>,
    pub(super) inner: Vec<&'static str>,
    pub(super) day_element: Vec<&'static str>,
    pub(super) other_day_element: Vec<&'static str>,
    pub(super) published_element: Vec<&'static str>,
    pub(super) changed_element: Vec<&'static str>,
    pub(super) changed: Vec<&'static str>,
    pub(super) published: Vec<&'static str>,
}

impl Words {
    fn list(&mut self, name: &str) -> Option<&mut Vec<&'static str>> {
        Some(match name {
            "before" => &mut self.before,
            "behind" => &mut self.behind,
            "none" => &mut self.none,
            "end" => &mut self.end,
            "role" => &mut self.role,
            "tail" => &mut self.tail,
            "no_start" => &mut self.no_start,
            "element" => &mut self.element,
            "other_element" => &mut self.other_element,
            "address" => &mut self.address,
            "inner" => &mut self.inner,
            "day_element" => &mut self.day_element,
            "other_day_element" => &mut self.other_day_element,
            "published_element" => &mut self.published_element,
            "changed_element" => &mut self.changed_element,
            "changed" => &mut self.changed,
            "published" => &mut self.published,
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
    let lines = include_str!("../../../data/html_metadata_words.tsv").lines();
    lines.filter(|line| !line.starts_with('#'))
}

/// Whether `text` holds one of some words.
pub(in crate::html) fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
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
        assert_eq!(names.len(), 17);
    }
}
