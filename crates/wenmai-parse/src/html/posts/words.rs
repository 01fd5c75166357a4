//! The words that posts are known by, from the table of the crate.

use std::sync::OnceLock;

use crate::html::word_lists::WordLists;

const TABLE: &str = include_str!("../../../data/html_post_words.tsv");

/// The lists of words; what each is for, the table says.
#[derive(Default)]
pub(in crate::html) struct Words {
    pub(super) post: Vec<&'static str>,
    pub(super) inner: Vec<&'static str>,
    pub(super) kind: Vec<&'static str>,
    pub(super) property: Vec<&'static str>,
    pub(in crate::html) author: Vec<&'static str>,
    pub(in crate::html) other_author: Vec<&'static str>,
    pub(in crate::html) address: Vec<&'static str>,
    pub(super) none: Vec<&'static str>,
    pub(super) end: Vec<&'static str>,
    pub(in crate::html) time: Vec<&'static str>,
    pub(super) when: Vec<&'static str>,
    pub(super) beside: Vec<&'static str>,
}

impl WordLists for Words {
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
pub(in crate::html) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| Words::read(TABLE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::word_lists::check;

    #[test]
    fn the_table_has_its_form() {
        check::<Words>(TABLE, 12);
    }
}
