//! Escapes for text that is to be read as text.
//!
//! A character is escaped only where it would act: `C#`, `5 * 3`, `snake_case` and `[1]` stay as they are. Each rule
//! names the section of CommonMark 0.31 (or GitHub Flavored Markdown, GFM) it comes from; where the full rule needs
//! the whole delimiter algorithm, ours is a little wider.

use crate::visible::without_controls;

/// Where the text will stand; always one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Context {
    /// At the start of a paragraph.
    Paragraph,
    /// After the `#` signs of a heading.
    Heading,
    /// After the marker of a list item.
    ListItem,
    /// In a cell of a table.
    Cell,
}

/// `text`, escaped for `context`.
pub(crate) fn escaped(text: &str, context: Context) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    escape_into(text, context, &mut escaped);
    escaped
}

/// Appends `text`, escaped for `context`; line ends and tabs become spaces.
pub(crate) fn escape_into(text: &str, context: Context, out: &mut String) {
    let text = without_controls(text).replace(['\n', '\t'], " ");
    let text = text.trim_matches(' ');
    let acting = Acting::of(text);
    let mut inline = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = chars.as_str();
        let next = rest.chars().next();
        let acts = match c {
            // §2.4 backslash escapes
            '\\' => next.is_some_and(|next| next.is_ascii_punctuation()),
            // §6.1 code spans
            '`' => acting.pairs(c),
            // §6.2 emphasis, GFM strikethrough: a run between spaces is neither left- nor right-flanking
            '*' | '~' => acting.pairs(c) && !(is_space(before) && is_space(next)),
            '_' => {
                acting.pairs(c)
                    && !(is_space(before) && is_space(next))
                    && !(is_word(before) && is_word(next))
            }
            // §6.3 links, §6.4 images; no reference links, as there are no definitions
            '[' => acting.link,
            // §6.5 autolinks, §6.6 raw HTML
            '<' => next.is_some_and(|next| next.is_ascii_graphic()) && at < acting.last_greater,
            // §2.5 entities
            '&' => is_entity(rest),
            // GFM tables
            '|' => context == Context::Cell,
            _ => false,
        };
        if acts {
            inline.push('\\');
        }
        inline.push(c);
        before = Some(c);
    }
    // A cell is no place for blocks, and the bars on both sides guard its ends.
    if context == Context::Cell {
        out.push_str(&inline);
    } else {
        escape_start_into(&inline, context, out);
    }
}

/// `text` of a line in which marks stand, too, with every character escaped that may act; of formulas, too, where the line
/// `has_formula`. Blanks at its ends stay.
pub(crate) fn escaped_strictly(text: &str, has_formula: bool) -> String {
    let text = without_controls(text).replace(['\n', '\t'], " ");
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let acts = match c {
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '<' => true,
            '&' => is_entity(chars.as_str()),
            '$' => has_formula,
            _ => false,
        };
        if acts {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// `text`, which begins a line and is escaped by itself, with what would make the line another kind of block escaped.
pub(crate) fn start_escaped(text: &str, context: Context) -> String {
    let text = text.trim_start_matches(' ');
    let body = text.trim_end_matches(' ');
    let mut escaped = String::with_capacity(text.len() + 1);
    escape_start_into(body, context, &mut escaped);
    escaped.push_str(text.get(body.len()..).unwrap_or_default());
    escaped
}

/// Appends `line`, which begins a block, with what would make it another kind of block escaped (§4, §5).
fn escape_start_into(line: &str, context: Context, out: &mut String) {
    let line = line.trim_matches([' ', '\t']);
    if context == Context::Heading {
        // §4.2: a run of `#` at the end closes the heading.
        let head = line.trim_end_matches('#');
        let closes = head.len() < line.len() && (head.is_empty() || head.ends_with([' ', '\t']));
        out.push_str(head);
        if closes {
            out.push('\\');
        }
        out.push_str(line.get(head.len()..).unwrap_or_default());
        return;
    }
    let after = |marks: usize| {
        line.as_bytes()
            .get(marks)
            .is_none_or(|&b| matches!(b, b' ' | b'\t'))
    };
    let run = |mark: char| line.len() - line.trim_start_matches(mark).len();
    let acts = match line.chars().next() {
        Some('#') => run('#') <= 6 && after(run('#')),
        Some('>') => true,
        Some('+') => after(1),
        Some('-' | '*' | '_') => (after(1) && !line.starts_with('_')) || is_thematic_break(line),
        Some('=') => run('=') == line.len(),
        Some('~') => run('~') >= 3,
        // Within a line a single run of backticks is text, but at its start three of them are a fence.
        Some('`') => run('`') >= 3,
        // §4.6 kinds 1–6 of HTML blocks need no `>`.
        Some('<') => line
            .chars()
            .nth(1)
            .is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')),
        // §4.7 link reference definitions, GFM footnotes and task list items
        Some('[') => line.contains("]:") || matches!(line.as_bytes(), [b'[', _, b']', ..]),
        _ => false,
    };
    if acts {
        out.push('\\');
        out.push_str(line);
        return;
    }
    // §5.2 ordered list items
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let is_item = (1..=9).contains(&digits)
        && line
            .as_bytes()
            .get(digits)
            .is_some_and(|&b| matches!(b, b'.' | b')'))
        && after(digits + 1);
    if is_item && let Some((number, rest)) = line.split_at_checked(digits) {
        out.push_str(number);
        out.push('\\');
        out.push_str(rest);
    } else {
        out.push_str(line);
    }
}

/// Which characters can act at all, seen over a whole text: one alone opens nothing.
struct Acting {
    /// Marks that occur in two runs or more.
    paired: [Option<char>; 4],
    /// Whether a bracket closes before a target or another bracket.
    link: bool,
    /// Offset of the last `>`, without which no `<` acts.
    last_greater: usize,
}

impl Acting {
    fn of(text: &str) -> Self {
        let has_two_runs = |mark: char| {
            let mut runs = text.split(|c| c != mark).filter(|run| !run.is_empty());
            runs.next().is_some() && runs.next().is_some()
        };
        Self {
            paired: ['`', '*', '_', '~'].map(|mark| has_two_runs(mark).then_some(mark)),
            link: text.contains("](") || text.contains("]["),
            last_greater: text.rfind('>').unwrap_or(0),
        }
    }

    /// Whether a run of `mark` may have a partner.
    fn pairs(&self, mark: char) -> bool {
        self.paired.contains(&Some(mark))
    }
}

fn is_space(c: Option<char>) -> bool {
    c.is_none_or(char::is_whitespace)
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// Whether an `&` before `rest` begins an entity or numeric character reference.
fn is_entity(rest: &str) -> bool {
    let Some((name, _)) = rest.split_once(';') else {
        return false;
    };
    let name = name.strip_prefix('#').unwrap_or(name);
    !name.is_empty() && name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// §4.1: three or more `-`, `*` or `_`, and nothing else but spaces.
fn is_thematic_break(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else {
        return false;
    };
    matches!(first, '-' | '*' | '_')
        && line.chars().filter(|&c| c == first).count() >= 3
        && marks.all(|c| c == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_only_where_it_would_act() {
        let cases = [
            ("C# 与 F#", "C# 与 F#"),
            ("5 * 3 * 2", "5 * 3 * 2"),
            ("a*b", "a*b"),
            ("*a* b", "\\*a\\* b"),
            ("snake_case_name _x_", "snake_case_name \\_x\\_"),
            ("3~5个", "3~5个"),
            ("3~5,6~8", "3\\~5,6\\~8"),
            ("见 [1] 和 [2]", "见 [1] 和 [2]"),
            ("[a](b)", "\\[a](b)"),
            ("[a]: b", "\\[a]: b"),
            ("a < b && c > d", "a < b && c > d"),
            ("<b>x</b>", "\\<b>x\\</b>"),
            ("<script", "\\<script"),
            ("x <= y", "x <= y"),
            ("&lt; &#60; & AT&T; a&b", "\\&lt; \\&#60; & AT\\&T; a&b"),
            ("`a` b", "\\`a\\` b"),
            ("a ` b", "a ` b"),
            ("C:\\dir \\*", "C:\\dir \\\\*"),
            ("# x", "\\# x"),
            ("#x", "#x"),
            ("- x", "\\- x"),
            ("-5", "-5"),
            ("---", "\\---"),
            ("* * *", "\\* * *"),
            ("1. x", "1\\. x"),
            ("2022.1 版", "2022.1 版"),
            ("1)", "1\\)"),
            ("> x", "\\> x"),
            ("===", "\\==="),
            ("~~~", "\\~~~"),
            ("```", "\\```"),
            ("[ ] x", "\\[ ] x"),
            ("a\0b\tc\rd", "a\u{fffd}b c d"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text, Context::Paragraph), expected, "{text:?}");
        }
        assert_eq!(escaped("1. C ##", Context::Heading), "1. C \\##");
        assert_eq!(escaped("C#", Context::Heading), "C#");
        assert_eq!(escaped("##", Context::Heading), "\\##");
        assert_eq!(escaped("a|b", Context::Cell), "a\\|b");
    }
}
