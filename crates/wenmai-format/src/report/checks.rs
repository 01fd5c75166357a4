//! What is looked for in every page: what it is called where it was found, and what holds where it was not.

use wenmai_model::PageKind;

use super::text::Text;

/// A finding that a page of some kind may have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Check {
    code: &'static str,
    kinds: &'static [PageKind],
    /// Chinese and English: what is wrong, and what holds when nothing was found.
    problem: [&'static str; 2],
    passed: [&'static str; 2],
}

impl Check {
    /// What holds when nothing was found.
    pub(super) const fn name(&self, text: &Text) -> &'static str {
        let [zh, en] = self.passed;
        if text.is_chinese() { zh } else { en }
    }
}

const ALL: &[PageKind] = &[PageKind::Text, PageKind::Html, PageKind::Markdown];
const TEXT: &[PageKind] = &[PageKind::Text];
const HTML: &[PageKind] = &[PageKind::Html];
const MARKDOWN: &[PageKind] = &[PageKind::Markdown];
const PLAIN: &[PageKind] = &[PageKind::Text, PageKind::Markdown];
const MARKUP: &[PageKind] = &[PageKind::Html, PageKind::Markdown];

const fn check(
    code: &'static str,
    kinds: &'static [PageKind],
    problem: [&'static str; 2],
    passed: [&'static str; 2],
) -> Check {
    Check {
        code,
        kinds,
        problem,
        passed,
    }
}

/// By the codes of findings; one that has no line here is shown when it is found, and that is all.
#[rustfmt::skip]
const CHECKS: [Check; 24] = [
    check("empty_page", ALL, ["页面没有文字", "The page holds no text"], ["页面有文字", "The page holds text"]),
    check("text_truncated", ALL, ["页面过长，被截断", "The page is too long and was cut"], ["页面没有被截断", "The page was read to its end"]),
    check("too_many_lines", PLAIN, ["行数过多，页面被截断", "There are too many lines, and the page was cut"], ["行数不过多", "There are not too many lines"]),
    check("too_much_work", ALL, ["处理量过大，页面被截断", "The page takes too much work and was cut"], ["处理量不过大", "The page does not take too much work"]),
    check("charset_mismatch", ALL, ["声明的编码与字节不符", "The declared charset does not fit the bytes"], ["声明的编码与字节相符", "The declared charset fits the bytes"]),
    check("invalid_utf8", ALL, ["部分字节不是 UTF-8", "Some bytes are not UTF-8"], ["字节都有效", "All bytes are valid"]),
    check("replacement_characters", ALL, ["有替换字符：部分文字已丢失", "Replacement characters: text was lost"], ["没有替换字符", "No replacement characters"]),
    check("mojibake", ALL, ["有乱码", "Mojibake"], ["没有乱码", "No mojibake"]),
    check("nul_characters", ALL, ["有 NUL 字符", "NUL characters"], ["没有 NUL 字符", "No NUL characters"]),
    check("level_jump", ALL, ["标题跳级", "A heading skips a level"], ["标题没有跳级", "No heading skips a level"]),
    check("orphan_heading", ALL, ["标题编号缺上级", "A numbered heading has no parent"], ["标题编号都有上级", "Every numbered heading has its parent"]),
    check("duplicate_number", ALL, ["标题编号重复", "Two headings have one number"], ["标题编号没有重复", "No two headings have one number"]),
    check("skipped_number", ALL, ["标题编号缺号", "A heading number is skipped"], ["标题编号没有缺号", "No heading number is skipped"]),
    check("duplicate_heading", ALL, ["同级标题重名", "Two sections side by side have one heading"], ["同级标题没有重名", "No two sections side by side have one heading"]),
    check("empty_section", ALL, ["章节没有内容", "A section is empty"], ["没有空章节", "No section is empty"]),
    check("summary_repeats_section", ALL, ["摘要照抄章节", "The summary repeats a section"], ["摘要没有照抄章节", "The summary repeats no section"]),
    check("date_conflict", ALL, ["日期互相矛盾", "Dates contradict each other"], ["日期互不矛盾", "Dates agree with each other"]),
    check("articles_not_headings", TEXT, ["法条未当作标题", "Articles of a statute are no headings"], ["没有未当作标题的法条", "No articles of a statute that are text"]),
    check("body_from_json_ld", HTML, ["正文取自 JSON-LD", "The text was taken from JSON-LD"], ["正文取自页面元素，而非 JSON-LD", "The text stands in the elements of the page, not in JSON-LD"]),
    check("body_from_hydration", HTML, ["正文取自脚本数据", "The text was taken from data of scripts"], ["正文取自页面元素，而非脚本数据", "The text stands in the elements of the page, not in data of scripts"]),
    check("too_many_nodes", HTML, ["元素过多，页面被截断", "There are too many elements, and the page was cut"], ["元素不过多", "There are not too many elements"]),
    check("dense_markup", HTML, ["标记过密", "The markup is too dense"], ["标记不过密", "The markup is not too dense"]),
    check("nesting_too_deep", MARKUP, ["标记嵌套过深", "Markup is nested too deep"], ["标记没有嵌套过深", "Markup is not nested too deep"]),
    check("scraper_warning", MARKDOWN, ["抓取工具有警告", "The scraper warned"], ["抓取工具没有警告", "The scraper did not warn"]),
];

/// What findings of this code are about, in a few words.
pub(super) fn problem(code: &str, text: &Text) -> Option<&'static str> {
    let Some(check) = CHECKS.iter().find(|check| check.code == code) else {
        return text.audit_name(code);
    };
    let [zh, en] = check.problem;
    Some(if text.is_chinese() { zh } else { en })
}

/// The checks of a page of `kind` whose codes are not among `found`.
pub(super) fn passed<'a>(
    kind: PageKind,
    found: &(impl Iterator<Item = &'a str> + Clone),
) -> Vec<&'static Check> {
    let holds = |check: &&Check| {
        check.kinds.contains(&kind) && !found.clone().any(|code| code == check.code)
    };
    CHECKS.iter().filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;

    #[test]
    fn what_was_found_did_not_pass() {
        let codes = |kind, found: &[&str]| -> Vec<&str> {
            let passed = passed(kind, &found.iter().copied());
            passed.iter().map(|check| check.code).collect()
        };
        let text = codes(PageKind::Text, &["mojibake", "unknown"]);
        assert!(!text.contains(&"mojibake") && text.contains(&"articles_not_headings"));
        assert!(!text.contains(&"scraper_warning"));
        assert!(codes(PageKind::Markdown, &[]).contains(&"scraper_warning"));
    }

    #[test]
    fn problems_have_names() {
        let of = |code, lang| problem(code, Text::of(lang));
        assert_eq!(of("level_jump", Lang::Zh), Some("标题跳级"));
        assert_eq!(of("mojibake", Lang::En), Some("Mojibake"));
        assert_eq!(of("unknown", Lang::En), None);
    }
}
