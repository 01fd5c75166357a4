//! Addresses for e-mail.

use super::PersonalDataKind::Email;
use super::context::Place;
use super::scan::Candidate;
use super::tables::Tables;
use super::view::{View, is_han};

/// Bytes of a local part (RFC 5321, 4.5.3.1.1).
const MOST_LOCAL: usize = 64;

/// Bytes of a domain that are looked at.
const MOST_DOMAIN: usize = 120;

/// Domains that belong to nobody (RFC 2606, RFC 6761).
const RESERVED: [&str; 7] = [
    "example.com",
    "example.org",
    "example.net",
    "example",
    "test",
    "invalid",
    "localhost",
];

/// Local parts that are no person's: users of version control.
const TOOLS: [&str; 2] = ["git", "hg"];

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte)
}

/// An address around an at sign from `at` to `after`.
pub(super) fn email(tables: &Tables, view: View<'_>, at: usize, after: usize) -> Option<Candidate> {
    let mut local = view.run_before(at, MOST_LOCAL + 1, is_local);
    let text = view
        .slice(local..at)
        .trim_start_matches(['.', '-', '%', '+', '_']);
    local = with_apostrophe(view, at - text.len());
    let (end, is_international) = domain(tables, view, after)?;
    if local == at && is_international {
        local = han_local(view, at);
    }
    let name = view.slice(local..at);
    let before = view.char_before(local);
    let is_broken = name.is_empty()
        || at - local > MOST_LOCAL
        || name.ends_with('.')
        || name.contains("..")
        || TOOLS.contains(&name)
        || matches!(before, Some('@' | '\\'))
        || before == Some('/') && is_path(view, local);
    if is_broken || is_other_address(view, local, end) || is_sample(tables, view, (local, at, end))
    {
        return None;
    }
    let place = Place::new(tables, view, local..end, local);
    let evidence = place.evidence(Email);
    // module@main.py: domains that are suffixes of files as well.
    let is_file = view
        .slice(local..end)
        .rsplit('.')
        .next()
        .is_some_and(|top| matches!(top, "py" | "rs" | "sh" | "md" | "pl"));
    if evidence.is_denied || is_file && !evidence.is_cued() {
        return None;
    }
    let confidence = if evidence.is_cued() { 0.99 } else { 0.95 };
    Some(Candidate::new(Email, local..end, confidence))
}

/// Where a local part begins that an apostrophe is part of: `o'reilly@…`.
fn with_apostrophe(view: View<'_>, local: usize) -> usize {
    if view.before(local) != b'\'' {
        return local;
    }
    let apostrophe = local - 1;
    let first = view.run_before(apostrophe, 3, |byte| byte.is_ascii_alphabetic());
    let is_part = (1..=2).contains(&(apostrophe - first))
        && !matches!(view.before(first), b'\'' | b'"' | b'.' | b'-' | b'_');
    if is_part { first } else { local }
}

/// Whether two slashes stand before an address, and no `mailto:` before them.
fn is_path(view: View<'_>, start: usize) -> bool {
    let head = view.slice(view.window_before(start, 9));
    head.ends_with("//") && head != "mailto://"
}

/// Whether an address shows only where one would stand, `name@yourcompany.com`, or is the name of a message or group in a program.
fn is_sample(tables: &Tables, view: View<'_>, (local, at, end): (usize, usize, usize)) -> bool {
    let words = &tables.email;
    let name = view.slice(local..at).to_ascii_lowercase();
    let host = view.slice(at..end).to_ascii_lowercase();
    let host = host.trim_start_matches(|char: char| !char.is_alphanumeric());
    let first = host.split('.').next().unwrap_or_default();
    let short: String = name.chars().filter(|char| char.is_alphanumeric()).collect();
    words.sample_hosts.contains(first)
        || words.locals.contains(&short) && (words.hosts.contains(first) || first == short)
        || words.programs.iter().any(|program| host == *program)
}

/// Whether the line is a header that names messages.
fn is_of_header(view: View<'_>, start: usize) -> bool {
    let line = view.slice(view.window_before(start, 240));
    let line = line
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["message-id:", "in-reply-to:", "references:", "content-id:"]
        .iter()
        .any(|header| line.trim_start().starts_with(header))
}

/// Whether it is the user and host of a path, of a telephone call, or of a command that logs in.
fn is_other_address(view: View<'_>, start: usize, end: usize) -> bool {
    let head = view
        .slice(view.window_before(start, 8))
        .to_ascii_lowercase();
    let line = view.slice(view.window_before(start, 40));
    let line = line.rsplit('\n').next().unwrap_or_default();
    let logs_in = ["ssh ", "scp ", "sftp ", "rsync ", "telnet ", "ssh-copy-id "]
        .iter()
        .any(|command| line.contains(command));
    let is_scheme = [
        "acct:", "cid:", "sip:", "sips:", "xmpp:", "ssh://", "ftp://",
    ];
    let is_scheme = is_scheme.iter().any(|scheme| head.ends_with(scheme));
    let next = view.at(end + 1);
    // host:8080, but not a time: a@b.com:12:30
    let port = view.run(end + 1, 6, |byte| byte.is_ascii_digit());
    let has_port =
        view.at(end) == b':' && (end + 3..=end + 6).contains(&port) && view.at(port) != b':';
    // //user:password@host, scott/tiger@host, github.com/owner/name@branch
    let token = view.run_before(start, 80, |byte| byte.is_ascii_graphic());
    let token = view.slice(token..start);
    let is_in_path = token.ends_with(':') && token.contains("//")
        || token.ends_with('/')
            && token.trim_end_matches('/').contains(['.', ':'])
            && !token.contains('@');
    is_scheme
        || logs_in
        || has_port
        || is_in_path && !token.starts_with("mailto:")
        || is_of_header(view, start)
        || view.from(end).starts_with("'s password")
        // [root@host ~]#
        || view.before(start) == b'[' && [" ~", " /"].iter().any(|path| view.from(end).starts_with(path))
        || view.at(end) == b':'
            && (matches!(next, b'/' | b'~')
                || next.is_ascii_alphanumeric() && !next.is_ascii_digit())
        || head.ends_with("://")
}

/// The end of the domain that begins at `start`, if its top-level domain exists; and whether it has other than ASCII letters.
fn domain(tables: &Tables, view: View<'_>, start: usize) -> Option<(usize, bool)> {
    let window = view.slice(view.window_after(start, MOST_DOMAIN));
    let is_ascii = window.starts_with(|char: char| char.is_ascii_alphanumeric());
    let in_domain = |char: char| {
        char.is_ascii_alphanumeric()
            || matches!(char, '.' | '-' | '\u{c0}'..='\u{24f}')
            || (!is_ascii && is_han(char))
    };
    let end = window.find(|char| !in_domain(char)).unwrap_or(window.len());
    let text = window.get(..end)?.trim_end_matches(['.', '-']);
    if text.starts_with(['.', '-'])
        || text.contains("..")
        || text.contains(".-")
        || text.contains("-.")
    {
        return None;
    }
    let (host, top) = text.rsplit_once('.')?;
    if is_ascii {
        let top = top.to_ascii_lowercase();
        let is_known = tables.domains.contains(&top) && !host.is_empty();
        let host = text.to_ascii_lowercase();
        let is_reserved = RESERVED.iter().any(|name| {
            host.strip_suffix(name)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        // `self.w.T`: labels of one letter and a capital are code.
        let is_code = top.len() < 2
            || host.starts_with("self.")
            || host.starts_with("2x.")
            || host.starts_with("3x.");
        let goes_on = matches!(view.at(start + text.len()), b'(' | b'[' | b'=');
        return (is_known && !is_reserved && !is_code && !goes_on)
            .then_some((start + text.len(), false));
    }
    // Behind a Chinese top-level domain the sentence may go on.
    let top = known_prefix(tables, top)?;
    Some((start + host.len() + 1 + top, true))
}

/// The bytes of the longest top-level domain that `text` begins with.
fn known_prefix(tables: &Tables, text: &str) -> Option<usize> {
    let ends = text.char_indices().map(|(at, char)| at + char.len_utf8());
    let ends = ends.take(12);
    ends.filter(|&end| {
        text.get(..end)
            .is_some_and(|name| tables.domains.contains(name))
    })
    .last()
}

/// Where a local part of Chinese characters begins: behind words that announce it.
fn han_local(view: View<'_>, at: usize) -> usize {
    let window = view.window_before(at, 36);
    let text = view.slice(window);
    let mut local = text.rsplit(|char| !is_han(char)).next().unwrap_or_default();
    for word in [
        "地址", "邮箱", "邮件", "信箱", "电邮", "发至", "发到", "联系", "为", "是", "至", "到",
        "向", "给", "从", "用",
    ] {
        if let Some((_, rest)) = local.rsplit_once(word).filter(|(_, rest)| !rest.is_empty()) {
            local = rest;
        }
    }
    at - local.len()
}

/// The end of the word for an at sign that begins at `at`: `(at)`, `[ at ]`, `（at）` and the like.
pub(super) fn bracketed_at(view: View<'_>, at: usize) -> Option<usize> {
    let open = view.char_at(at)?;
    let close = match open {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '<' => '>',
        '（' => '）',
        '【' => '】',
        _ => return None,
    };
    let rest = view.from(at + open.len_utf8());
    let inner = rest.trim_start_matches(' ');
    let word = inner
        .get(..2)
        .filter(|word| word.eq_ignore_ascii_case("at"));
    // name (a) host.de
    let short = inner
        .strip_prefix('a')
        .filter(|rest| rest.starts_with(close));
    let word = word.or_else(|| short.and(inner.get(..1)));
    let word = word.or_else(|| inner.starts_with('@').then(|| inner.get(..1)).flatten())?;
    let after = inner.get(word.len()..)?;
    let tail = after.trim_start_matches(' ').strip_prefix(close)?;
    let end = view.len() - tail.len();
    (end - at < 14).then_some(end)
}

/// An address with a word for the at sign from `at` to `after`, and perhaps for the dots.
pub(super) fn written_email(
    tables: &Tables,
    view: View<'_>,
    at: usize,
    after: usize,
) -> Option<Candidate> {
    written(tables, view, (at, after), false)
}

/// The same; `is_announced` where the words alone need not be told from prose.
fn written(
    tables: &Tables,
    view: View<'_>,
    (at, after): (usize, usize),
    is_announced: bool,
) -> Option<Candidate> {
    let local_end = at
        - view
            .slice(at.saturating_sub(2)..at)
            .bytes()
            .rev()
            .take_while(|&byte| byte == b' ')
            .count();
    let local = view.run_before(local_end, MOST_LOCAL, is_local);
    let name = view.slice(local..local_end).trim_start_matches(['.', '-']);
    if name.is_empty() || matches!(view.before(local), b'@' | b'/') {
        return None;
    }
    let mut local = local_end - name.len();
    // jo dot smith at …
    for _ in 0..3 {
        let words = [" dot ", " [dot] ", " (dot) ", "[dot]", "(dot)"];
        let word = words.into_iter().find(|word| {
            let dot = local.checked_sub(word.len());
            dot.is_some_and(|dot| view.has_word(dot, word))
        });
        let Some(word) = word else {
            break;
        };
        let dot = local - word.len();
        local = view.run_before(dot, MOST_LOCAL, is_local);
    }
    // The host: labels, and words for dots between.
    let mut place = view.run(after, 2, |byte| byte == b' ');
    let mut labels: Vec<&str> = Vec::new();
    let mut end = place;
    let mut has_word = false;
    loop {
        let label = view.run(place, 64, |byte| {
            byte.is_ascii_alphanumeric() || byte == b'-'
        });
        if label == place || labels.len() > 6 {
            break;
        }
        labels.push(view.slice(place..label));
        end = label;
        let Some((next, is_word)) = dot(view, label) else {
            break;
        };
        has_word |= is_word;
        place = next;
    }
    let top = labels.last()?.to_ascii_lowercase();
    if labels.len() < 2 || !tables.domains.contains(&top) || !ends_label(view, end) {
        return None;
    }
    // Words alone are prose unless both signs are written around: "look at github.com".
    let host = labels.join(".").to_ascii_lowercase();
    let is_article = labels.iter().any(|label| {
        matches!(
            *label,
            "the"
                | "a"
                | "an"
                | "this"
                | "that"
                | "his"
                | "her"
                | "its"
                | "our"
                | "your"
                | "my"
                | "their"
        )
    });
    if RESERVED.contains(&host.as_str()) || is_article {
        return None;
    }
    let is_bracketed =
        is_announced || !view.slice(at..after).trim().eq_ignore_ascii_case("at") || has_word;
    let is_prose = labels.iter().any(|label| label.len() < 2) && !has_word;
    (is_bracketed && !is_prose).then(|| Candidate::new(Email, local..end, 0.85))
}

fn ends_label(view: View<'_>, end: usize) -> bool {
    !matches!(view.at(end), b'_' | b'@' | b'(')
}

/// The end of a dot, or of a word for one, at `place`; and whether it is a word.
fn dot(view: View<'_>, place: usize) -> Option<(usize, bool)> {
    if view.at(place) == b'.' && view.at(place + 1).is_ascii_alphanumeric() {
        return Some((place + 1, false));
    }
    let rest = view.from(place);
    let trimmed = rest.trim_start_matches(' ');
    let gap = rest.len() - trimmed.len();
    if gap > 1 {
        return None;
    }
    for (open, close) in [("[", "]"), ("(", ")"), ("{", "}"), ("（", "）"), ("", "")] {
        let Some(inner) = trimmed.strip_prefix(open) else {
            continue;
        };
        let word = [".", "dot", "点"].into_iter().find(|word| {
            inner
                .get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
        });
        let Some(word) =
            word.filter(|word| !(open.is_empty() && (*word == "." || gap == 0 && *word == "dot")))
        else {
            continue;
        };
        if let Some(tail) = inner
            .get(word.len()..)
            .and_then(|tail| tail.strip_prefix(close))
        {
            let next = view.len() - tail.len();
            let next = view.run(next, 1, |byte| byte == b' ');
            return Some((next, true));
        }
    }
    None
}

/// Where the word for an at sign stands before the word for a dot at `dot`: `name at host dot com`.
pub(super) fn at_before_dot(view: View<'_>, dot: usize) -> Option<(usize, usize)> {
    let window = view.window_before(dot, 80);
    let text = view.slice(window.clone());
    let lower = text.to_ascii_lowercase();
    let (head, _) = lower.rsplit_once(" at ")?;
    let at = window.start + head.len();
    // One label between.
    let label = text.get(head.len() + 4..)?;
    let is_label = label
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (is_label && !label.is_empty()).then_some((at, at + 4))
}

/// `name#host.com` where the text says that `#` stands for the at sign.
pub(super) fn hash_email(tables: &Tables, view: View<'_>, at: usize) -> Option<Candidate> {
    let found = email(tables, view, at, at + 1)?;
    let after = view.slice(view.window_after(found.end, 60));
    let before = view.slice(view.window_before(found.start, 40));
    let has_hint = [after, before]
        .iter()
        .any(|text| text.contains('@') || text.contains("艾特") || text.contains("at sign"));
    has_hint.then_some(found)
}

/// `name_at_host.com`, where a word announces an address, or the text says what stands for the at sign.
pub(super) fn lined_email(
    tables: &Tables,
    view: View<'_>,
    (at, after): (usize, usize),
) -> Option<Candidate> {
    let local = view.run_before(at, MOST_LOCAL, |byte| {
        byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
    });
    let (end, _) = domain(tables, view, after)?;
    let place = Place::new(tables, view, local..end, local);
    let after = view.slice(view.window_after(end, 60));
    let has_hint = after.contains(['@', '＠']) || place.evidence(Email).is_within(24);
    let is_name = local < at && !view.slice(local..at).contains("__") && view.at(end) != b'/';
    (is_name && has_hint).then(|| Candidate::new(Email, local..end, 0.8))
}

/// An address with spaces around the at sign, or a word for it, where a word announces it: `name @ host.com`.
pub(super) fn spaced_email(
    tables: &Tables,
    view: View<'_>,
    at: usize,
    after: usize,
) -> Option<Candidate> {
    let is_word = after - at > 1;
    let has_at = view.slice(at..after).trim().eq_ignore_ascii_case("at");
    // 1234567 @qq.com
    let digits = view.run_before(at.saturating_sub(1), 12, |byte| byte.is_ascii_digit());
    let is_number = at.saturating_sub(digits) > 5 && !view.before(digits).is_ascii_alphanumeric();
    let has_space = view.before(at) == b' ' && (view.at(after) == b' ' || is_number);
    if !(is_word || has_space) {
        return None;
    }
    let is_loud = view.slice(at..after).trim() == "AT";
    let found = written(tables, view, (at, after), true)?;
    let place = Place::new(tables, view, found.start..found.end, found.start);
    let evidence = place.evidence(Email);
    (is_word && !has_at || is_loud || evidence.is_within(30)).then_some(found)
}
