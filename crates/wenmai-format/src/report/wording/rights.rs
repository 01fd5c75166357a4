//! What sentences about rights name: uses, and statements with their places. Only what is known in all of its parts is translated.

/// Uses, which sentences list by commas and `and`.
const USES: &[(&str, &str)] = &[
    ("crawling", "抓取"),
    ("search", "搜索收录"),
    ("text and data mining", "文本与数据挖掘"),
    ("training of models", "训练模型"),
    ("training on pictures", "训练图像模型"),
    ("input of models", "作为模型输入"),
    ("publishing elsewhere", "转载"),
    ("no use", "任何用途"),
];

/// Statements by their conventions.
const STATEMENTS: &[(&str, &str)] = &[
    ("the robots directive noai", "robots 指令 noai"),
    ("the robots directive noimageai", "robots 指令 noimageai"),
    ("a line", "一行"),
    (
        "a reservation of text and data mining",
        "文本与数据挖掘的权利保留",
    ),
    ("a usage preference", "使用偏好"),
    ("a licence of RSL", "RSL 许可"),
    ("a licence of Creative Commons", "知识共享许可"),
    ("a phrase", "语句"),
    ("a statement", "声明"),
];

const PLACES: &[(&str, &str)] = &[
    ("in the response", "响应头中的"),
    ("in a meta element", "<meta> 中的"),
    ("in a link element", "<link> 中的"),
    ("in a link", "链接中的"),
    ("in JSON-LD", "JSON-LD 中的"),
    ("in microdata", "微数据中的"),
    ("in robots.txt", "robots.txt 中的"),
    ("in tdmrep.json", "tdmrep.json 中的"),
    ("in the text", "文字中的"),
];

/// `value` in Chinese, where it is a list of uses, or a statement with its place.
pub(super) fn in_chinese(value: &str) -> Option<String> {
    uses(value).or_else(|| statement(value))
}

fn uses(value: &str) -> Option<String> {
    let mut chinese: Vec<&str> = Vec::new();
    let mut rest = value;
    // The separators would cut the name that has an `and` of its own, so names are taken off whole.
    while chinese.len() < USES.len() {
        let (left, name) = USES
            .iter()
            .find_map(|(english, name)| Some((rest.strip_prefix(english)?, *name)))?;
        chinese.push(name);
        if left.is_empty() {
            return Some(chinese.join("、"));
        }
        rest = left
            .strip_prefix(", ")
            .or_else(|| left.strip_prefix(" and "))?;
    }
    None
}

fn statement(value: &str) -> Option<String> {
    PLACES.iter().find_map(|(english, place)| {
        let statement = value.strip_suffix(english)?.strip_suffix(' ')?;
        let (_, statement) = STATEMENTS.iter().find(|(known, _)| *known == statement)?;
        Some(format!("{place}{statement}"))
    })
}
