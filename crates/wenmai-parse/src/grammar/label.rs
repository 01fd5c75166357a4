//! Lines that open a region: 目录, 相关文章, Most Popular …

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_text::{chars::is_alphanumeric, comparison_key, normalize::key_edges, trim_blank};

/// The region that a label line opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Label {
    Contents,
    Related,
    Trending,
    Latest,
    Tags,
    Navigation,
    Advertisement,
    Copyright,
    Comments,
    Share,
    AuthorBox,
    Footer,
    /// Who wrote it and when; known by its form, not by a word.
    Byline,
}

impl Label {
    fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "contents" => Self::Contents,
            "related" => Self::Related,
            "trending" => Self::Trending,
            "latest" => Self::Latest,
            "tags" => Self::Tags,
            "navigation" => Self::Navigation,
            "advertisement" => Self::Advertisement,
            "copyright" => Self::Copyright,
            "comments" => Self::Comments,
            "share" => Self::Share,
            "author_box" => Self::AuthorBox,
            "footer" => Self::Footer,
            _ => return None,
        })
    }
}

/// Longest label in bytes; no longer line is looked up.
const MAX_LABEL_BYTES: usize = 48;

struct Labels {
    /// Labels by comparison key.
    whole: FxHashMap<String, Label>,
    /// First and last characters of these keys.
    edges: FxHashSet<(char, char)>,
    /// Labels that text may follow, as written in the data, longest first.
    open: Vec<(String, Label)>,
    /// Their first two bytes.
    openings: FxHashSet<[u8; 2]>,
    /// First characters of all labels, lower case: most lines stop here.
    first: Vec<char>,
}

fn labels() -> &'static Labels {
    static LABELS: OnceLock<Labels> = OnceLock::new();
    LABELS.get_or_init(|| {
        let mut labels = Labels {
            whole: FxHashMap::default(),
            edges: FxHashSet::default(),
            open: Vec::new(),
            openings: FxHashSet::default(),
            first: Vec::new(),
        };
        for line in include_str!("../../data/region_labels.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let Some((name, text)) = line.split_once('\t') else {
                continue;
            };
            let Some(label) = Label::from_name(name.trim_end_matches(':')) else {
                continue;
            };
            labels.edges.extend(key_edges(text));
            labels.whole.insert(comparison_key(text), label);
            if name.ends_with(':') {
                let text = text.to_lowercase();
                labels.openings.extend(text.as_bytes().first_chunk());
                labels.open.push((text, label));
            }
            labels
                .first
                .extend(text.chars().next().map(|c| c.to_ascii_lowercase()));
        }
        labels.first.sort_unstable();
        labels.first.dedup();
        labels
            .open
            .sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        labels
    })
}

/// A label line and what stands behind the label on the same line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LabelLine<'i> {
    /// The region.
    pub(crate) label: Label,
    /// The rest of the line, blank when the label stands alone.
    pub(crate) rest: &'i str,
}

/// `label-line = label [ ( ":" / blank ) text ]`, with marks around the label allowed: `【相关文章】`, `# 目录`.
pub(crate) fn label_line(line: &str) -> Option<LabelLine<'_>> {
    let labels = labels();
    let inner = line.trim_start_matches(|c: char| !is_alphanumeric(c));
    let first = inner.chars().next()?.to_ascii_lowercase();
    labels.first.binary_search(&first).ok()?;
    if inner.len() <= MAX_LABEL_BYTES
        && key_edges(inner).is_some_and(|edges| labels.edges.contains(&edges))
        && let Some(&label) = labels.whole.get(&comparison_key(inner))
    {
        return Some(LabelLine { label, rest: "" });
    }
    let opening = inner.as_bytes().first_chunk::<2>()?;
    if !labels
        .openings
        .contains(&opening.map(|byte| byte.to_ascii_lowercase()))
    {
        return None;
    }
    labels.open.iter().find_map(|(text, label)| {
        let head = inner.get(..text.len())?;
        let rest = inner.get(text.len()..)?;
        // A label goes on behind a colon or a blank; 标签页 is a word of its own.
        let delimited = rest.starts_with([':', '：', ' ', '\u{3000}', '|'])
            || matches!(label, Label::Copyright);
        let same = head.eq_ignore_ascii_case(text) || head == text;
        (same && delimited).then(|| LabelLine {
            label: *label,
            rest: trim_blank(rest.trim_start_matches([':', '：', '|', ' '])),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_both_languages() {
        let cases = [
            ("相关文章", Some((Label::Related, ""))),
            ("【热门文章】", Some((Label::Trending, ""))),
            ("## 目录", Some((Label::Contents, ""))),
            ("文章标签：API", Some((Label::Tags, "API"))),
            ("MOST POPULAR", Some((Label::Trending, ""))),
            ("Share on Twitter", Some((Label::Share, "Twitter"))),
            ("下一篇: 另一篇", Some((Label::Navigation, "另一篇"))),
            ("标签页的用法", None),
            ("目录结构说明", None),
            ("Latest results show that", None),
        ];
        for (line, expected) in cases {
            assert_eq!(
                label_line(line).map(|found| (found.label, found.rest)),
                expected,
                "{line}"
            );
        }
    }
}
