//! The rules: what each code of a finding means.

use std::sync::LazyLock;

/// What is said of a code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule<'a> {
    pub(super) code: &'a str,
    pub(super) kind: &'a str,
    /// The severity that its findings have unless they say otherwise.
    pub(super) severity: &'a str,
    /// In a few words.
    pub(super) name: &'a str,
    /// In a sentence.
    pub(super) description: &'a str,
    /// What to do about it.
    pub(super) help: &'a str,
}

/// Code, kind, severity, name, description and help by tabs, sorted by code.
const TABLE: &str = include_str!("../../data/rules.tsv");

static RULES: LazyLock<Vec<Rule<'static>>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(rule).collect()
});

fn rule(line: &str) -> Option<Rule<'_>> {
    let mut columns = line.split('\t');
    Some(Rule {
        code: columns.next()?,
        kind: columns.next()?,
        severity: columns.next()?,
        name: columns.next()?,
        description: columns.next()?,
        help: columns.next()?,
    })
}

/// All rules that are known, by code.
pub(super) fn rules() -> &'static [Rule<'static>] {
    &RULES
}

/// The place of a code's rule in [`rules`].
pub(super) fn rule_index(code: &str) -> Option<usize> {
    RULES.binary_search_by_key(&code, |rule| rule.code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.clone().count(), rules().len());
        for line in lines {
            let columns: Vec<_> = line.split('\t').collect();
            assert_eq!(columns.len(), 6, "{line}");
            assert!(columns.iter().all(|column| !column.is_empty()), "{line}");
            assert!(["structure", "rights", "privacy", "quality", "parse"].contains(&columns[1]));
            assert!(["info", "warning", "error"].contains(&columns[2]), "{line}");
            assert_eq!(rules()[rule_index(columns[0]).unwrap()].code, columns[0]);
        }
        assert!(rules().is_sorted_by(|a, b| a.code < b.code));
    }
}
