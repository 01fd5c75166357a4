//! Lines that are page furniture by their form: rows of menu items and buttons, and the path to a page.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use wenmai_text::{comparison_key, is_blank, trim_blank};

/// Longest row in bytes; no longer line is looked up.
const MAX_ROW_BYTES: usize = 160;

/// A row of menu items or buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ButtonRow {
    /// How many items there are.
    pub(crate) len: usize,
    /// Whether any has a count beside it.
    pub(crate) has_count: bool,
}

impl ButtonRow {
    /// Whether the row is one without its neighbors: a single word may be a heading, `About`, `分享`.
    pub(crate) const fn is_certain(self) -> bool {
        self.len > 1 || self.has_count
    }
}

struct Words {
    /// Comparison keys of the words.
    keys: FxHashSet<String>,
    /// First characters of all words, lower case: most lines stop here.
    first: Vec<char>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let words = include_str!("../../data/furniture_words.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| line.split('\t'));
        let keys: FxHashSet<String> = words.map(comparison_key).collect();
        let mut first: Vec<char> = keys.iter().filter_map(|key| key.chars().next()).collect();
        first.sort_unstable();
        first.dedup();
        Words { keys, first }
    })
}

/// `button-row = button *( ( sign / blank ) button )`, `button = [ count ] word [ count ]`
pub(crate) fn button_row(line: &str) -> Option<ButtonRow> {
    if line.len() > MAX_ROW_BYTES {
        return None;
    }
    let mut row = ButtonRow {
        len: 0,
        has_count: false,
    };
    let fields = line.split([
        '|', '｜', '·', '•', '∙', '/', '\u{3000}', '\t', ',', '，', '、',
    ]);
    for field in fields.map(trim_blank).filter(|field| !field.is_empty()) {
        if add_button(field, &mut row).is_some() || add_count(field, &mut row).is_some() {
            continue;
        }
        // Words between blanks, and counts beside them.
        for word in field.split(is_blank).filter(|word| !word.is_empty()) {
            add_button(word, &mut row).or_else(|| add_count(word, &mut row))?;
        }
    }
    (row.len > 0).then_some(row)
}

/// A word of the list, with a count before or behind it or without.
fn add_button(text: &str, row: &mut ButtonRow) -> Option<()> {
    let is_count = |c: char| c.is_ascii_digit() || "()（）[]:：.+,".contains(c) || is_blank(c);
    let is_unit = |c: char| is_count(c) || matches!(c, '万' | 'k' | 'K' | 'w');
    let word = text.trim_start_matches(is_count);
    let words = words();
    let first = word.chars().next()?.to_ascii_lowercase();
    words.first.binary_search(&first).ok()?;
    let is_known = |word: &str| words.keys.contains(&comparison_key(word));
    // The unit of a count may be the end of a word: Bookmark.
    if !is_known(word.trim_end_matches(is_count)) && !is_known(word.trim_end_matches(is_unit)) {
        return None;
    }
    row.len += 1;
    row.has_count |= text.contains(|c: char| c.is_ascii_digit());
    Some(())
}

/// A count that stands alone: `1.3 万`.
fn add_count(text: &str, row: &mut ButtonRow) -> Option<()> {
    let has_digits = text.contains(|c: char| c.is_ascii_digit());
    let is_count = text.chars().all(|c| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '万' | 'k' | 'K' | '次' | '条' | '人' | '+')
    });
    (is_count && row.len > 0).then(|| row.has_count |= has_digits)
}

/// `breadcrumb = step 1*( ( ">" / "›" / "»" ) step )`: the path to a page, with two signs at least or a menu item in front.
pub(crate) fn is_breadcrumb(line: &str) -> bool {
    let is_sign = |c: char| matches!(c, '>' | '›' | '»' | '＞');
    let steps: Vec<&str> = line.split(is_sign).map(trim_blank).collect();
    let opens = steps
        .first()
        .is_some_and(|first| button_row(first).is_some());
    line.len() <= MAX_ROW_BYTES * 2
        && steps
            .iter()
            .all(|step| step.chars().any(char::is_alphabetic))
        && (steps.len() > 2 || steps.len() == 2 && opens)
        && steps.iter().all(|step| step.len() <= 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_menus_and_buttons() {
        let check = |line: &str, expected: Option<(usize, bool)>| {
            let found = button_row(line).map(|row| (row.len, row.has_count));
            assert_eq!(found, expected, "{line}");
        };
        check("Like 3 · Reply · Quote · Report", Some((4, true)));
        check("Unsubscribe | Update your preferences", Some((2, false)));
        check("Home About Archive", Some((3, false)));
        check("首页 专栏 问答 话题", Some((4, false)));
        check("赞同 482 · 收藏 133 · 喜欢 51", Some((3, true)));
        check("发布 · 阅读 1.3 万", None);
        check("阅读 1.3 万", Some((1, true)));
        check("38 条评论", Some((1, true)));
        check("Comments (3)", Some((1, true)));
        check("Bookmark", Some((1, false)));
        check("About", Some((1, false)));
        for line in [
            "About the village",
            "分享我的经验",
            "3",
            "收藏夹的用法",
            "",
            "Like a stone",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn paths_to_a_page() {
        for line in [
            "首页 > 农事笔记 > 养蜂",
            "Home » Repairs",
            "Board index > Boats > Hulls",
        ] {
            assert!(is_breadcrumb(line), "{line}");
        }
        for line in ["a > b", "1 > 2 > 3", "if a > b", "Title", "> quoted text"] {
            assert!(!is_breadcrumb(line), "{line}");
        }
    }
}
