//! Tables of words in the crate's data: a name and its words on each line, parted by tabs; lines that begin with `#` are remarks.

/// Lists of words that a table fills, each by its name.
pub(super) trait WordLists: Default {
    /// The list of this name.
    fn list(&mut self, name: &str) -> Option<&mut Vec<&'static str>>;

    /// The lists of a table.
    fn read(table: &'static str) -> Self {
        let mut lists = Self::default();
        for (name, words) in rows(table) {
            if let Some(list) = lists.list(name) {
                list.extend(words.split('\t'));
            }
        }
        lists
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

/// Holds a table to its form: `n_lists` lists, each of them known and told once, no empty word, all in lower case.
#[cfg(test)]
pub(super) fn check<L: WordLists>(table: &'static str, n_lists: usize) {
    let mut names = Vec::new();
    for (name, words) in rows(table) {
        let is_known = L::default().list(name).is_some();
        assert!(is_known && !names.contains(&name), "{name}");
        names.push(name);
        assert!(words.split('\t').all(|word| !word.is_empty()), "{name}");
        assert_eq!(words.to_lowercase(), words, "{name}");
    }
    assert_eq!(names.len(), n_lists);
    let remarks = table.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(table.lines().count(), n_lists + remarks, "a line is no row");
}
