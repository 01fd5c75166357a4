//! What a section is for, by the words of its heading.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::SectionRole;
use wenmai_text::{comparison_key, normalize::key_edges};

/// Longest heading that is looked up, in bytes.
const MAX_HEADING_BYTES: usize = 96;

/// A role, and whether it is one of parts that articles have inside their sections, such as 优势 and 劣势.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Role(pub(crate) SectionRole);

impl Role {
    /// Whether sections of this role stand below others as a rule.
    pub(crate) const fn is_inner(self) -> bool {
        matches!(
            self.0,
            SectionRole::Definition
                | SectionRole::Advantages
                | SectionRole::Disadvantages
                | SectionRole::Example
                | SectionRole::Method
        )
    }
}

struct Lexicon {
    whole: FxHashMap<String, SectionRole>,
    endings: Vec<(String, SectionRole)>,
    /// First and last characters of the words: most headings stop here.
    edges: FxHashSet<(char, char)>,
    /// Last characters of the endings.
    last: Vec<char>,
}

const ROLES: [SectionRole; 15] = [
    SectionRole::Introduction,
    SectionRole::Background,
    SectionRole::Definition,
    SectionRole::Advantages,
    SectionRole::Disadvantages,
    SectionRole::Method,
    SectionRole::Example,
    SectionRole::Results,
    SectionRole::Discussion,
    SectionRole::Outlook,
    SectionRole::Conclusion,
    SectionRole::Faq,
    SectionRole::References,
    SectionRole::Acknowledgments,
    SectionRole::Appendix,
];

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| {
        let mut lexicon = Lexicon {
            whole: FxHashMap::default(),
            endings: Vec::new(),
            edges: FxHashSet::default(),
            last: Vec::new(),
        };
        for line in include_str!("../data/section_roles.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let Some((name, words)) = line.split_once('\t') else {
                continue;
            };
            let Some(&role) = ROLES.iter().find(|role| role.as_str() == name) else {
                continue;
            };
            let key = comparison_key(words);
            lexicon.edges.extend(key_edges(&key));
            if words.starts_with('~') {
                lexicon.last.extend(key.chars().next_back());
                lexicon.endings.push((key.clone(), role));
            }
            lexicon.whole.insert(key, role);
        }
        lexicon.last.sort_unstable();
        lexicon.last.dedup();
        lexicon
    })
}

/// The role of a section whose heading, without its marker, is `title`.
pub(crate) fn role_of(title: &str) -> Option<Role> {
    if title.len() > MAX_HEADING_BYTES {
        return None;
    }
    let lexicon = lexicon();
    let edges = key_edges(title)?;
    if !lexicon.edges.contains(&edges) && !lexicon.last.contains(&edges.1) {
        return None;
    }
    let key = comparison_key(title);
    let whole = lexicon.whole.get(&key).copied();
    let ending = || {
        lexicon
            .endings
            .iter()
            .find(|(ending, _)| key.ends_with(ending.as_str()))
            .map(|&(_, role)| role)
    };
    whole.or_else(ending).map(Role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_both_languages() {
        let role = |title| role_of(title).map(|role| role.0);
        assert_eq!(role("引言"), Some(SectionRole::Introduction));
        assert_eq!(role("开源的优势"), Some(SectionRole::Advantages));
        assert_eq!(role("DISADVANTAGES"), Some(SectionRole::Disadvantages));
        assert_eq!(role("优势互补的伙伴"), None);
    }
}
