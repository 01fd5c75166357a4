//! The head of a page: bracket tags before the title, and the label of the summary.

use wenmai_text::{display_width, trim_blank};

/// Widest bracket text, in columns, that is a tag and not a part of the title.
const MAX_TAG_WIDTH: usize = 16;

/// `title = *( "【" tag "】" / "[" tag "]" ) text`: the tags and the rest. A wide bracket is part of the title.
pub(crate) fn bracket_tags(line: &str) -> (Vec<&str>, &str) {
    let mut tags = Vec::new();
    let mut rest = line;
    while let Some((tag, behind)) = leading_bracket(rest) {
        if behind.is_empty() || tag.is_empty() || display_width(tag) > MAX_TAG_WIDTH {
            break;
        }
        tags.push(tag);
        rest = behind;
    }
    (tags, rest)
}

fn leading_bracket(line: &str) -> Option<(&str, &str)> {
    let (inner, close) = if let Some(inner) = line.strip_prefix('【') {
        (inner, '】')
    } else {
        (line.strip_prefix('[')?, ']')
    };
    let (tag, rest) = inner.split_once(close)?;
    Some((trim_blank(tag), trim_blank(rest)))
}

/// Labels of a summary; the first that fits counts.
const SUMMARY_LABELS: [&str; 12] = [
    "简介",
    "摘要",
    "导读",
    "内容提要",
    "概要",
    "導讀",
    "簡介",
    "内容简介",
    "summary",
    "abstract",
    "tl;dr",
    "in brief",
];

/// `summary = label ( ":" / "：" ) text`, or the label alone: the text behind the label.
pub(crate) fn summary_text(line: &str) -> Option<&str> {
    let bare = line.trim_matches(['【', '】', '#', '*', ' ']);
    SUMMARY_LABELS.iter().find_map(|label| {
        if bare.eq_ignore_ascii_case(label) {
            return Some("");
        }
        let head = line.get(..label.len())?;
        let rest = line.get(label.len()..)?.trim_start();
        let rest = rest.strip_prefix([':', '：'])?;
        head.eq_ignore_ascii_case(label).then(|| trim_blank(rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_short_brackets() {
        assert_eq!(
            bracket_tags("【活动】开源与闭源"),
            (vec!["活动"], "开源与闭源")
        );
        assert_eq!(
            bracket_tags("[Guide][2024] How to"),
            (vec!["Guide", "2024"], "How to")
        );
        let long = "【平衡点:解锁中国大模型开源闭源的新时代】分析";
        assert_eq!(bracket_tags(long), (vec![], long));
        assert_eq!(bracket_tags("【全部】"), (vec![], "【全部】"));
    }

    #[test]
    fn summaries_have_a_label() {
        assert_eq!(summary_text("简介: 在人工智能领域"), Some("在人工智能领域"));
        assert_eq!(summary_text("Abstract：We show"), Some("We show"));
        assert_eq!(summary_text("简介："), Some(""));
        assert_eq!(summary_text("摘要"), Some(""));
        assert_eq!(summary_text("简介如下"), None);
        assert_eq!(summary_text("Summary of results"), None);
    }
}
