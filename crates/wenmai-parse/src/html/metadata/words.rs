//! The words of bylines and of days, from the table of the crate.

use std::sync::OnceLock;

use crate::html::word_lists::WordLists;

const TABLE: &str = include_str!("../../../data/html_metadata_words.tsv");

/// The lists of words; what each is for, the table says.
#[derive(Default)]
pub(in crate::html) struct Words {
    pub(super) before: Vec<&'static str>,
    pub(super) behind: Vec<&'static str>,
    pub(super) none: Vec<&'static str>,
    pub(super) end: Vec<&'static str>,
    pub(super) role: Vec<&'static str>,
    pub(super) tail: Vec<&'static str>,
    pub(super) no_start: Vec<&'static str>,
    pub(in crate::html) element: Vec<&'static str>,
    pub(in crate::html) other_element: Vec<&'static str>,
    pub(in crate::html) address: Vec<&'static str>,
    pub(super) inner: Vec<&'static str>,
    pub(in crate::html) day_element: Vec<&'static str>,
    pub(in crate::html) other_day_element: Vec<&'static str>,
    pub(in crate::html) published_element: Vec<&'static str>,
    pub(in crate::html) changed_element: Vec<&'static str>,
    pub(super) changed: Vec<&'static str>,
    pub(super) published: Vec<&'static str>,
}

impl WordLists for Words {
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
pub(in crate::html) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| Words::read(TABLE))
}

/// Whether `text` holds one of some words.
pub(in crate::html) fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::word_lists::check;

    #[test]
    fn the_table_has_its_form() {
        check::<Words>(TABLE, 17);
    }
}
