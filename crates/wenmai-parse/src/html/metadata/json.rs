//! JSON as pages write it: what strict readers reject for a comma is still read.

use std::collections::VecDeque;

use serde_json::{Deserializer, Value};

/// Longest script that is read, in bytes.
pub(super) const MAX_SCRIPT_BYTES: usize = 4 << 20;
/// Most values of one script that are looked at.
const MAX_VALUES: usize = 50_000;

/// The values of a script, one behind the other; what stands behind the last whole one is left out, such as the `;` of a
/// statement. A script that breaks the rules is mended and read once more. Nesting is bounded by the reader of `serde_json`.
pub(in crate::html) fn values(script: &str) -> Vec<Value> {
    if script.len() > MAX_SCRIPT_BYTES {
        return Vec::new();
    }
    let found = read(script);
    if found.is_empty() {
        read(&mended(script))
    } else {
        found
    }
}

fn read(script: &str) -> Vec<Value> {
    let values = Deserializer::from_str(script).into_iter::<Value>();
    values.map_while(Result::ok).collect()
}

/// All values inside of `value`, itself included, outer ones first; what stands under a key that `enters` refuses is left out.
pub(in crate::html) fn inside(
    value: &Value,
    enters: impl Fn(&str) -> bool,
) -> impl Iterator<Item = &Value> {
    let mut waiting = VecDeque::from([value]);
    let next = move || {
        let value = waiting.pop_front()?;
        match value {
            Value::Array(list) => waiting.extend(list),
            Value::Object(map) => {
                let entered = map.iter().filter(|(key, _)| enters(key));
                waiting.extend(entered.map(|(_, value)| value));
            }
            _ => {}
        }
        Some(value)
    };
    std::iter::from_fn(next).take(MAX_VALUES)
}

/// The script without what is not JSON: comments, marks of CDATA and of HTML comments, commas that nothing follows, line ends
/// and other control characters inside of strings, escapes that do not exist.
fn mended(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    let mut in_string = false;
    while let Some(c) = rest.chars().next() {
        let behind = rest.get(c.len_utf8()..).unwrap_or_default();
        if in_string {
            rest = in_string_char(c, behind, &mut out);
            in_string = c != '"';
        } else if let Some(end) = skipped(rest) {
            rest = rest.get(end..).unwrap_or_default();
        } else {
            match c {
                '"' => in_string = true,
                '}' | ']' => {
                    let kept = out.trim_end().trim_end_matches(',').len();
                    out.truncate(kept);
                }
                _ => {}
            }
            out.push(c);
            rest = behind;
        }
    }
    out
}

/// Copies one character of a string, or an escape; gives what stands behind.
fn in_string_char<'s>(c: char, behind: &'s str, out: &mut String) -> &'s str {
    match c {
        '\\' => {
            let Some(escaped) = behind.chars().next() else {
                return behind;
            };
            if matches!(
                escaped,
                '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u'
            ) {
                out.push('\\');
            }
            if escaped >= ' ' {
                out.push(escaped);
            }
            behind.get(escaped.len_utf8()..).unwrap_or_default()
        }
        '\n' => {
            out.push_str("\\n");
            behind
        }
        '\t' => {
            out.push(' ');
            behind
        }
        c if c < ' ' => behind,
        c => {
            out.push(c);
            behind
        }
    }
}

/// How long the comment or mark at the start of `rest` is, in bytes.
fn skipped(rest: &str) -> Option<usize> {
    const MARKS: [&str; 5] = ["<!--", "-->", "<![CDATA[", "]]>", "//"];
    if let Some(comment) = rest.strip_prefix("/*") {
        return Some(comment.find("*/").map_or(rest.len(), |end| end + 4));
    }
    let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark))?;
    // A comment up to the end of its line, unless it hides a mark.
    if mark == "//"
        && !rest
            .get(2..)
            .is_some_and(|rest| skipped_mark(rest.trim_start()))
    {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    Some(mark.len())
}

fn skipped_mark(rest: &str) -> bool {
    ["<!--", "-->", "<![CDATA[", "]]>"]
        .iter()
        .any(|mark| rest.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_broken_is_mended() {
        let whole = serde_json::json!({"a": ["b c", {"d": "e"}]});
        for script in [
            r#"{"a": ["b c", {"d": "e"}]}"#,
            r#"{"a": ["b c", {"d": "e"},], }"#,
            r#"<!-- {"a": ["b c", {"d": "e"}]} -->"#,
            "//<![CDATA[\n{\"a\": [\"b c\", {\"d\": \"e\"}]}\n//]]>",
            "/* <![CDATA[ */ {\"a\": [\"b\tc\", // one\n {\"d\": \"e\"}]};",
        ] {
            assert_eq!(values(script), std::slice::from_ref(&whole), "{script}");
        }
        let raw = values("{\"a\": \"b\nc \\'d\\'\",}");
        assert_eq!(raw, [serde_json::json!({"a": "b\nc 'd'"})]);
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        let deep = "[".repeat(100_000);
        for script in ["", "alert(1)", "{\"a\": ", "\"\\", &deep] {
            assert!(values(script).is_empty());
        }
        let commas = format!("[{}]", "1,".repeat(100_000));
        assert_eq!(values(&commas).len(), 1);
    }

    #[test]
    fn outer_values_come_first() {
        let value = serde_json::json!({"a": [1, {"b": 2}], "c": 3});
        let numbers: Vec<_> = inside(&value, |key| key != "c")
            .filter_map(Value::as_u64)
            .collect();
        assert_eq!(numbers, [1, 2]);
    }
}
