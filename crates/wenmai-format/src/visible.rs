//! Characters of pages that must not act on a terminal or in a browser.

use std::borrow::Cow;

/// Makes every control and bidirectional control character of `text` visible: C0 controls become control pictures
/// (`␀`, `␛`), the others their code point in brackets. Line ends and tabs stay.
///
/// An escape sequence in a page could rewrite the terminal, and an override could show a file name or an address
/// backwards (CVE-2021-42574), which is just what a report about the page must not repeat.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_active) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            _ if !is_active(c) => shown.push(c),
            '\0'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + c as u32)),
            _ => shown += format!("[U+{:04X}]", c as u32).as_str(),
        }
    }
    Cow::Owned(shown)
}

/// [`visible`], on one line: line ends and tabs become spaces.
pub(crate) fn visible_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\t', '\r']) {
        Cow::Owned(
            visible(&text.replace("\r\n", " ").replace(['\n', '\t', '\r'], " ")).into_owned(),
        )
    } else {
        visible(text)
    }
}

/// Replaces control characters, which are errors in HTML and act on a terminal, by U+FFFD as CommonMark does it with
/// NUL; a lone `\r` becomes a space. Tabs and line ends stay; bidirectional controls stay, as they are part of
/// the orthography of some scripts and end with the block.
pub(crate) fn without_controls(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || is_noncharacter(c);
    if !text.contains(is_harmful) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|c| match c {
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' => ' ',
        _ if is_harmful(c) => char::REPLACEMENT_CHARACTER,
        _ => c,
    });
    Cow::Owned(replaced.collect())
}

/// `code` if it can be a language tag (BCP 47) at all; a page may declare anything.
pub(crate) fn language_tag(code: Option<&str>) -> Option<&str> {
    let is_tag = |code: &&str| {
        (1..=35).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    code.filter(is_tag)
}

/// The first `limit` characters of `text`, with `…` when there are more.
pub(crate) fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!(
            "{}…",
            text.get(..end).unwrap_or_default().trim_end()
        )),
    }
}

/// `text`, no wider than `columns` on a terminal, with `…` at its end when it was cut.
pub(crate) fn fitted(text: &str, columns: usize) -> Cow<'_, str> {
    if wenmai_text::display_width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut fitted = String::new();
    let mut width = 1;
    let mut buffer = [0; 4];
    for c in text.chars() {
        width += wenmai_text::display_width(c.encode_utf8(&mut buffer));
        if width > columns {
            break;
        }
        fitted.push(c);
    }
    fitted.push('…');
    Cow::Owned(fitted)
}

/// `text`, no wider than `columns` on a terminal, with `…` at its start when it was cut: the end of a path tells more.
pub(crate) fn fitted_end(text: &str, columns: usize) -> Cow<'_, str> {
    if wenmai_text::display_width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut width = 1;
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        width += wenmai_text::display_width(c.encode_utf8(&mut [0; 4]));
        if width > columns {
            break;
        }
        start = at;
    }
    Cow::Owned(format!("…{}", text.get(start..).unwrap_or_default()))
}

fn is_active(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || is_noncharacter(c)
}

/// Code points that Unicode keeps free for ever; HTML counts them as errors.
const fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || (c as u32 & 0xfffe) == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_shown() {
        assert_eq!(visible("a\0b\u{1b}[2J\u{7f}"), "a␀b␛[2J[U+007F]");
        assert_eq!(visible("\u{202e}txt.exe"), "[U+202E]txt.exe");
        assert_eq!(visible("文脉\n\tGPT-3 👩‍💻"), "文脉\n\tGPT-3 👩‍💻");
        assert_eq!(visible_line("a\r\nb\tc\rd"), "a b c d");
        assert_eq!(
            without_controls("a\0b\rc\u{9b}\u{ffff}"),
            "a\u{fffd}b c\u{fffd}\u{fffd}"
        );
    }

    #[test]
    fn language_tags_are_checked() {
        assert_eq!(language_tag(Some("zh-Hans")), Some("zh-Hans"));
        assert_eq!(language_tag(Some("zh\" onload=\"")), None);
        assert_eq!(language_tag(Some("")), None);
    }

    #[test]
    fn cutting_counts_columns() {
        assert_eq!(fitted("文脉 Wenmai", 6), "文脉 …");
        assert_eq!(fitted("文脉", 4), "文脉");
        assert_eq!(fitted("文脉文", 5), "文脉…");
        assert_eq!(fitted("文", 1), "…");
        assert_eq!(fitted_end("a/文脉.txt", 7), "…脉.txt");
        assert_eq!(fitted_end("a.txt", 5), "a.txt");
        assert_eq!(shortened("一二三", 2), "一二…");
        assert_eq!(shortened("一二", 2), "一二");
    }
}
