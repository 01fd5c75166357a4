//! Comparison keys that know where words end.

use wenmai_text::{
    comparison_key,
    words::{WordKind, words},
};

/// The comparison key of a text, with the places where words begin and end: in Chinese, which does not show them, each character.
#[derive(Debug, Default)]
pub(super) struct WordKey {
    key: String,
    /// In bytes, ascending.
    bounds: Vec<usize>,
}

impl WordKey {
    pub(super) fn new(text: &str) -> Self {
        let mut found = Self::default();
        for word in words(text) {
            found.bounds.push(found.key.len());
            let key = comparison_key(word.text);
            if word.kind == WordKind::Han {
                let chars = key.char_indices().map(|(at, _)| found.key.len() + at);
                found.bounds.extend(chars);
            }
            found.key.push_str(&key);
        }
        found.bounds.push(found.key.len());
        found
    }

    pub(super) fn as_str(&self) -> &str {
        &self.key
    }

    /// What comes behind `prefix`, which ends with a word.
    pub(super) fn behind(&self, prefix: &str) -> Option<&str> {
        let rest = self.key.strip_prefix(prefix)?;
        self.is_bound(prefix.len()).then_some(rest)
    }

    /// What comes before `suffix`, which begins with a word.
    pub(super) fn before(&self, suffix: &str) -> Option<&str> {
        let rest = self.key.strip_suffix(suffix)?;
        self.is_bound(rest.len()).then_some(rest)
    }

    /// Where `key` stands as whole words: first byte and one past the last.
    pub(super) fn places(&self, key: &str) -> impl Iterator<Item = (usize, usize)> {
        self.key
            .match_indices(key)
            .map(|(start, found)| (start, start + found.len()))
            .filter(|(start, end)| start < end && self.is_bound(*start) && self.is_bound(*end))
    }

    /// Whether `other` stands in it as whole words.
    pub(super) fn contains(&self, other: &Self) -> bool {
        self.places(&other.key).next().is_some()
    }

    fn is_bound(&self, at: usize) -> bool {
        self.bounds.binary_search(&at).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_alone_are_contained() {
        let contains = |text, part| WordKey::new(text).contains(&WordKey::new(part));
        assert!(contains("the durable Log", "log") && contains("大语言模型", "语言"));
        assert!(contains("API网关", "api") && contains("work-log", "Log"));
        assert!(!contains("catalog", "log") && !contains("logs", "log"));
        assert!(!contains("log", "") && !contains("log", "catalog"));
    }
}
