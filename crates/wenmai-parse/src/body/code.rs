//! Code lines of a text page.
//!
//! A line alone gives evidence by its signs and its opening; the group of lines between two blank lines decides.

use crate::line::{Line, signs};

/// Which lines are code. Runs in O(number of lines).
pub(crate) fn code_lines(lines: &[Line<'_>]) -> Vec<bool> {
    let scores: Vec<f32> = lines.iter().map(code_score).collect();
    let mut code = vec![false; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let group = at
            + 1
            + lines
                .iter()
                .skip(at + 1)
                .take_while(|line| !line.blank_before)
                .count();
        mark_group(at, scores.get(at..group).unwrap_or_default(), &mut code);
        at = group;
    }
    code
}

/// A group is code when its lines are on average; else the runs of clear code lines in it are.
fn mark_group(start: usize, scores: &[f32], code: &mut [bool]) {
    let mut set = |range: std::ops::Range<usize>| {
        for flag in code.iter_mut().skip(start + range.start).take(range.len()) {
            *flag = true;
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "a mean over a few lines")]
    let mean = scores.iter().sum::<f32>() / scores.len() as f32;
    // Short groups are all code or not at all; a group of many lines may be a page without blank lines.
    if mean >= 1.0 && scores.len() <= 60 {
        set(0..scores.len());
        return;
    }
    let mut at = 0;
    while at < scores.len() {
        let run = scores
            .iter()
            .skip(at)
            .take_while(|&&score| score > 0.3)
            .count();
        let sum: f32 = scores.iter().skip(at).take(run).sum();
        if sum >= 2.0 {
            set(at..at + run);
        }
        at += run.max(1);
    }
}

/// Openings that few lines but code have, by their first byte.
const fn openings(first: u8) -> &'static [&'static str] {
    match first {
        b'/' => &["//", "/*"],
        b'*' => &["*/"],
        b'#' => &["#!", "#include"],
        b'$' => &["$ "],
        b'>' => &[">>> "],
        b'.' => &["... "],
        b'i' => &["import ", "if (", "impl "],
        b'f' => &["from ", "fn ", "function ", "function(", "for ("],
        b'd' => &["def ", "docker "],
        b'c' => &["class ", "const ", "cargo ", "curl ", "cd "],
        b'p' => &["pub ", "package ", "pip "],
        b'l' => &["let "],
        b'v' => &["var "],
        b'r' => &["return ", "return;"],
        b'w' => &["while ("],
        b'e' => &["else ", "else:", "export ", "echo "],
        b'}' => &["} "],
        b'@' => &["@"],
        b'<' => &["<?", "</", "<!--"],
        b'S' => &["SELECT "],
        b'I' => &["INSERT "],
        b'C' => &["CREATE "],
        b'U' => &["UPDATE "],
        b'D' => &["DELETE "],
        b'u' => &["using "],
        b'n' => &["namespace ", "npm "],
        b's' => &["sudo "],
        b'a' => &["apt "],
        b'g' => &["git "],
        b'k' => &["kubectl "],
        b'm' => &["mkdir "],
        b'-' => &["--"],
        _ => &[],
    }
}

fn opens_like_code(text: &str) -> bool {
    let first = text.as_bytes().first();
    first.is_some_and(|&first| {
        openings(first)
            .iter()
            .any(|opening| text.starts_with(opening))
    })
}

/// Whether the text of `line` holds a sign of two characters that prose has not.
fn holds_operator(line: &Line<'_>) -> bool {
    let (text, shape) = (line.text, &line.shape);
    let bytes = text.as_bytes();
    // `==`, `+=`, `!=`, `=>`, and `= `
    let is_assignment = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        matches!(before, Some(b'=' | b'+' | b'!'))
            || matches!(bytes.get(at + 1), Some(b'=' | b'>' | b' '))
    };
    let holds = |signs: u32, operator: &str| shape.may_hold(signs) && text.contains(operator);
    holds(signs::BAR, "||")
        || shape.may_hold(signs::EQUALS) && memchr::memchr_iter(b'=', bytes).any(is_assignment)
        || holds(signs::OPEN | signs::CLOSE, "()")
        || holds(signs::CLOSE | signs::SEMICOLON, ");")
        || holds(signs::DASH | signs::GREATER, "->")
        || holds(signs::DOT | signs::SLASH, "./")
        || holds(signs::ASCII_COLON, "::")
        || holds(signs::AND, "&&")
}

/// Evidence that a line is code, about 0 for prose and 2 for clear code.
pub(crate) fn code_score(line: &Line<'_>) -> f32 {
    let shape = &line.shape;
    let alphanumeric = f32::from(shape.alphanumeric().max(1));
    let mut score = 0.0;
    // The brackets of `(一)` are no signs of code.
    let brackets = if line.marker.is_some() && shape.first == '(' {
        2
    } else {
        0
    };
    let symbols = f32::from(shape.symbols.saturating_sub(brackets));
    let density = symbols / (alphanumeric + symbols);
    score += (density * 5.0).min(1.5);
    if opens_like_code(line.text) {
        score += 0.9;
    }
    match shape.last {
        '{' | '}' | ';' => score += 1.2,
        '(' | ')' | ']' | '[' | '\\' | '>' | ',' | '=' => score += 0.3,
        '。' | '！' | '？' | '，' | '：' | '；' => score -= 1.5,
        '.' | '?' | '!' if shape.words > 4 => score -= 0.8,
        _ => {}
    }
    if line.indent >= 2 {
        score += 0.5;
    }
    if shape.symbols > 0 && holds_operator(line) {
        score += 0.6;
    }
    if line.text.starts_with("# ") && !line.is_isolated() {
        score += 0.6;
    }
    let lower_start = shape.first.is_ascii_lowercase();
    if lower_start && shape.cjk == 0 && shape.words <= 6 {
        score += 0.3;
    }
    // Prose has words between its signs, code has few.
    if shape.cjk > 0 {
        let holds =
            |signs: u32, opening: &str| shape.may_hold(signs) && line.text.contains(opening);
        let comment = holds(signs::HASH, "#")
            || holds(signs::SLASH, "//")
            || holds(signs::SLASH, "/*")
            || holds(signs::DASH, "--");
        score -= if comment {
            0.3
        } else {
            (f32::from(shape.cjk) / 8.0).min(1.6)
        };
    } else if shape.words >= 8 {
        score -= (f32::from(shape.words) / 12.0).min(1.5);
    }
    if shape.width > 200 {
        score -= 1.0;
    }
    if line.marker.is_some() && density < 0.2 {
        score -= 1.2;
    }
    score
}
