//! The signs that words are cut at: the rules of spaCy for English, as functions of characters. Units and letters of scripts that
//! English texts do not use are left out.

use std::ops::Range;

/// Bytes of the sign that `text` begins with, 0 where it begins with none.
pub(super) fn prefix_len(text: &str) -> usize {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return 0;
    };
    let next = chars.next();
    match first {
        '.' => dots(text.len() - text.trim_start_matches('.').len()),
        '+' => usize::from(!next.is_some_and(|c| c.is_ascii_digit())),
        '§' | '%' | '=' | '—' | '–' => first.len_utf8(),
        'A' | 'C' if next == Some('$') => 2,
        'U' if text.starts_with("US$") => 3,
        _ if is_sign(first) || is_currency(first) => first.len_utf8(),
        _ => 0,
    }
}

/// Bytes of the sign that `text` ends with, 0 where it ends with none.
pub(super) fn suffix_len(text: &str) -> usize {
    let mut chars = text.chars();
    let Some(last) = chars.next_back() else {
        return 0;
    };
    let rest = chars.as_str();
    let before = chars.next_back();
    let follows_digit = before.is_some_and(|c| c.is_ascii_digit());
    match last {
        '.' => {
            let run = dots(text.len() - text.trim_end_matches('.').len());
            if run > 0 {
                return run;
            }
            let is_stop = before.is_some_and(|c| {
                let is_upper_pair = is_upper(c) && chars.next_back().is_some_and(is_upper);
                let ends_degree = matches!(c, 'F' | 'f' | 'C' | 'c' | 'K' | 'k')
                    && rest
                        .get(..rest.len() - 1)
                        .is_some_and(|rest| rest.ends_with('°'));
                is_before_stop(c) || is_upper_pair || ends_degree
            });
            usize::from(is_stop)
        }
        '+' => usize::from(follows_digit),
        's' | 'S' if matches!(before, Some('\'' | '’')) => {
            last.len_utf8() + before.map_or(0, char::len_utf8)
        }
        '—' | '–' => last.len_utf8(),
        _ if is_currency(last) => currency_len(text),
        _ if is_sign(last) => last.len_utf8(),
        _ => unit_len(text),
    }
}

/// A run of full stops is a sign from two on.
const fn dots(run: usize) -> usize {
    if run >= 2 { run } else { 0 }
}

/// Bytes of a sign of currency behind a digit.
fn currency_len(text: &str) -> usize {
    for sign in ["US$", "C$", "A$"] {
        let amount = text.strip_suffix(sign);
        if amount.is_some_and(|amount| amount.ends_with(|c: char| c.is_ascii_digit())) {
            return sign.len();
        }
    }
    let mut chars = text.chars();
    let sign = chars.next_back();
    match chars.next_back() {
        Some('0'..='9') => sign.map_or(0, char::len_utf8),
        _ => 0,
    }
}

/// Bytes of a unit of measurement behind a digit.
fn unit_len(text: &str) -> usize {
    const LONGEST: usize = 4;
    let tail = text.get(text.ceil_char_boundary(text.len().saturating_sub(LONGEST + 1))..);
    let unit = tail.and_then(|tail| tail.rsplit_once(|c: char| c.is_ascii_digit()));
    match unit {
        Some((_, unit)) if UNITS.contains(&unit) => unit.len(),
        _ => 0,
    }
}

/// Units that are cut off a number.
const UNITS: [&str; 48] = [
    "km", "km²", "km³", "m", "m²", "m³", "dm", "dm²", "dm³", "cm", "cm²", "cm³", "mm", "mm²",
    "mm³", "ha", "µm", "nm", "yd", "in", "ft", "kg", "g", "mg", "µg", "t", "lb", "oz", "m/s",
    "km/h", "kmh", "mph", "hPa", "Pa", "mbar", "mb", "MB", "kb", "KB", "gb", "GB", "tb", "TB", "T",
    "G", "M", "K", "%",
];

/// The first sign in `text`, from byte `from` on, that parts words: an ellipsis, an operator between digits, a hyphen between letters
/// and the like.
pub(super) fn inner_sign(text: &str, from: usize) -> Option<Range<usize>> {
    let mut before = text.get(..from)?.chars().next_back();
    let rest = text.get(from..)?;
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        let after = chars.as_str();
        let next = after.chars().next();
        let is_before = |is: fn(char) -> bool| before.is_some_and(is);
        let is_next = |is: fn(char) -> bool| next.is_some_and(is);
        let len = match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => 0,
            '.' if next == Some('.') => 1 + after.len() - after.trim_start_matches('.').len(),
            '.' if is_before(|c| is_lower(c) || is_quote(c))
                && is_next(|c| is_upper(c) || is_quote(c)) =>
            {
                1
            }
            '+' | '-' | '*' | '^'
                if is_before(|c| c.is_ascii_digit())
                    && is_next(|c| c.is_ascii_digit() || c == '-') =>
            {
                1
            }
            ',' if is_before(char::is_alphabetic) && is_next(char::is_alphabetic) => 1,
            '-' | '–' | '—' | '~' if is_before(is_letter_or_digit) => hyphen_len(c, after),
            ':' | '<' | '>' | '=' | '/'
                if is_before(is_letter_or_digit) && is_next(char::is_alphabetic) =>
            {
                1
            }
            '…' => c.len_utf8(),
            _ if is_icon(c) => c.len_utf8(),
            _ => 0,
        };
        if len > 0 {
            return Some(from + at..from + at + len);
        }
        before = Some(c);
    }
    None
}

/// Bytes of a hyphen, or of two or three of a kind, before a letter.
fn hyphen_len(hyphen: char, after: &str) -> usize {
    let most_more = match hyphen {
        '-' => 2,
        '—' => 1,
        _ => 0,
    };
    let mut chars = after.chars();
    for more in 0..=most_more {
        match chars.next() {
            Some(c) if c.is_alphabetic() => return hyphen.len_utf8() * (more + 1),
            Some(c) if c == hyphen => {}
            _ => break,
        }
    }
    0
}

fn is_letter_or_digit(c: char) -> bool {
    c.is_ascii_digit() || c.is_alphabetic()
}

/// Letters without case are of both cases.
fn is_lower(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase()
}

fn is_upper(c: char) -> bool {
    c.is_alphabetic() && !c.is_lowercase()
}

/// Whether a full stop behind `c` ends something.
fn is_before_stop(c: char) -> bool {
    matches!(c, '0'..='9' | '%' | '²' | '-' | '+' | '|')
        || is_lower(c)
        || (is_sign(c) && !is_icon(c))
}

fn is_sign(c: char) -> bool {
    is_quote(c) || is_punctuation(c) || is_icon(c)
}

fn is_punctuation(c: char) -> bool {
    match c {
        '\0'..='\x7f' => matches!(
            c,
            ',' | ':'
                | ';'
                | '!'
                | '?'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '<'
                | '>'
                | '_'
                | '#'
                | '*'
                | '&'
        ),
        _ => "…¿؟¡。？！，、；：～·।،۔؛٪".contains(c),
    }
}

fn is_quote(c: char) -> bool {
    match c {
        '\0'..='\x7f' => matches!(c, '\'' | '"' | '`' | ','),
        _ => "”“‘´’‚„»«「」『』（）〔〕【】《》〈〉〈〉⟦⟧".contains(c),
    }
}

fn is_currency(c: char) -> bool {
    matches!(
        c,
        '$' | '£' | '€' | '¥' | '฿' | '﷼' | '\u{20a0}'..='\u{20bf}'
    )
}

/// Symbols that are no letters: the blocks that hold most of the general category So.
fn is_icon(c: char) -> bool {
    match c {
        '\0'..='\x7f' => false,
        '¦' | '©' | '®' | '°' | '҂' => true,
        '\u{2100}'..='\u{2bff}' => {
            matches!(
                c,
                '\u{2100}' | '\u{2101}' | '\u{2103}'..='\u{2106}' | '\u{2108}' | '\u{2109}' | '\u{2114}'
                | '\u{2116}' | '\u{2117}' | '\u{211e}'..='\u{2123}' | '\u{2125}' | '\u{2127}' | '\u{2129}'
                | '\u{212e}' | '\u{213a}' | '\u{213b}' | '\u{214a}' | '\u{214c}' | '\u{214d}' | '\u{214f}'
                | '\u{218a}' | '\u{218b}' | '\u{2195}'..='\u{2199}' | '\u{219c}'..='\u{219f}' | '\u{21a1}'
                | '\u{21a2}' | '\u{21a4}' | '\u{21a5}' | '\u{21a7}'..='\u{21ad}' | '\u{21af}'..='\u{21cd}'
                | '\u{21d0}' | '\u{21d1}' | '\u{21d3}' | '\u{21d5}'..='\u{21f3}' | '\u{2300}'..='\u{2307}'
                | '\u{230c}'..='\u{231f}' | '\u{2322}'..='\u{2328}' | '\u{232b}'..='\u{237b}'
                | '\u{237d}'..='\u{239a}' | '\u{23b4}'..='\u{23db}' | '\u{23e2}'..='\u{2426}'
                | '\u{2440}'..='\u{244a}' | '\u{249c}'..='\u{24e9}' | '\u{2500}'..='\u{25b6}'
                | '\u{25b8}'..='\u{25c0}' | '\u{25c2}'..='\u{25f7}' | '\u{2600}'..='\u{266e}'
                | '\u{2670}'..='\u{2767}' | '\u{2794}'..='\u{27bf}' | '\u{2800}'..='\u{28ff}'
                | '\u{2b00}'..='\u{2b2f}' | '\u{2b45}' | '\u{2b46}' | '\u{2b4d}'..='\u{2bfe}'
            )
        }
        _ => matches!(
            c,
            '\u{2e80}'..='\u{2ffb}' | '\u{3004}' | '\u{3012}' | '\u{3013}' | '\u{3020}' | '\u{3036}' | '\u{3037}'
            | '\u{303e}' | '\u{303f}' | '\u{3200}'..='\u{321e}' | '\u{322a}'..='\u{3247}' | '\u{3250}'
            | '\u{3260}'..='\u{327f}' | '\u{328a}'..='\u{32b0}' | '\u{32c0}'..='\u{33ff}' | '\u{4dc0}'..='\u{4dff}'
            | '\u{fffc}' | '\u{fffd}' | '\u{1f000}'..='\u{1f0f5}' | '\u{1f110}'..='\u{1f16b}'
            | '\u{1f170}'..='\u{1f1ac}' | '\u{1f1e6}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1f6f9}'
            | '\u{1f700}'..='\u{1f8ad}' | '\u{1f900}'..='\u{1fa6d}'
        ),
    }
}

/// Whether `text` is the address of a page or a mailbox: a host with a domain in small letters, or four numbers, with what may stand
/// around it.
pub(super) fn is_address(text: &str) -> bool {
    if !text.contains('.') {
        return false;
    }
    let text = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        _ => text,
    };
    let after_user = text
        .rsplit_once('@')
        .filter(|(user, _)| !user.is_empty())
        .map(|(_, rest)| rest);
    [Some(text), after_user]
        .into_iter()
        .flatten()
        .any(is_host_and_path)
}

fn is_scheme(text: &str) -> bool {
    text.chars().nth(1).is_some()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '+' | '-' | '.'))
}

/// `host [":" port] [("/" | "?" | "#") path]`
fn is_host_and_path(text: &str) -> bool {
    let end = text.find([':', '/', '?', '#']).unwrap_or(text.len());
    let Some((host, rest)) = text.split_at_checked(end) else {
        return false;
    };
    let rest = match rest.strip_prefix(':') {
        Some(port) => {
            let path = port.trim_start_matches(|c: char| c.is_ascii_digit());
            if !(2..=5).contains(&(port.len() - path.len())) {
                return false;
            }
            path
        }
        None => rest,
    };
    (rest.is_empty() || rest.starts_with(['/', '?', '#'])) && (is_domain(host) || is_numeric(host))
}

/// `1*(label ".") top-level`
fn is_domain(host: &str) -> bool {
    let Some((labels, top)) = host.rsplit_once('.') else {
        return false;
    };
    let n_letters = top.chars().take(64).count();
    (2..64).contains(&n_letters) && top.chars().all(is_lower) && labels.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_end = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{a1}'..='\u{ffff}');
    let is_inner = |c: char| is_end(c) || matches!(c, '_' | '-');
    label.starts_with(is_end)
        && label.ends_with(is_end)
        && label.chars().all(is_inner)
        && label.chars().take(65).count() < 65
}

/// Four numbers that are the address of a host, private ones excluded.
fn is_numeric(host: &str) -> bool {
    let mut numbers = host.split('.').map(str::parse::<u8>);
    let four = [
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    ];
    let [Some(Ok(a)), Some(Ok(b)), Some(Ok(_)), Some(Ok(d))] = four else {
        return false;
    };
    let is_private = matches!((a, b), (10 | 127, _) | (169, 254) | (192, 168))
        || (a == 172 && (16..32).contains(&b));
    numbers.next().is_none() && (1..=223).contains(&a) && (1..=254).contains(&d) && !is_private
}
