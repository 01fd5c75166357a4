//! Accounts of messengers, behind words that announce them.

use super::PersonalDataKind::MessengerId;
use super::scan::Candidate;
use super::tables::Tables;
use super::view::{View, is_han};

/// Whose account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Qq,
    Wechat,
    Telegram,
    Whatsapp,
    /// An address of a page that opens a chat.
    Link,
}

impl Service {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "qq" => Self::Qq,
            "wechat" => Self::Wechat,
            "telegram" => Self::Telegram,
            "whatsapp" => Self::Whatsapp,
            "link" => Self::Link,
            _ => return None,
        })
    }
}

/// Bytes of such words that are gone over.
const MOST_BETWEEN: usize = 48;

/// An account behind the word that stands from `start` to `end`.
pub(super) fn messenger_id(
    tables: &Tables,
    view: View<'_>,
    service: Service,
    (start, end): (usize, usize),
) -> Option<Candidate> {
    let before = view.before(start);
    let first = view.at(start);
    let is_inside = first.is_ascii_alphanumeric()
        && (before.is_ascii_alphanumeric() || matches!(before, b'-' | b'.' | b'@' | b'/'))
        && !(before.is_ascii_lowercase() && first.is_ascii_uppercase())
        && !(service == Service::Link || before == b'/');
    if is_inside {
        return None;
    }
    if service == Service::Link {
        return link(view, end);
    }
    // 手机/微信: the number is one to call.
    let head = view.slice(view.window_before(start, 12));
    let head = head.trim_end_matches(['/', '、', '+', '&', '和', '（', '(']);
    let phones = &tables.messenger.phones;
    if phones.iter().any(|word| head.ends_with(word.as_str())) {
        return None;
    }
    if service == Service::Wechat && view.has_word(start, "wxid_") {
        return account(tables, view, Service::Wechat, start, true);
    }
    let (place, has_sign) = between(tables, view, end)?;
    account(tables, view, service, place, has_sign)
}

/// Goes over what may stand before an account; gives where that ends, and whether a sign or a word announced it.
fn between(tables: &Tables, view: View<'_>, end: usize) -> Option<(usize, bool)> {
    let (mut place, mut has_sign) = (end, false);
    // A word goes on: `wechaty`, `telegram_handle`.
    if view.at(place) == b'_' && view.has_word(place + 1, "id") {
        place += 3;
    }
    if view.at(place).is_ascii_alphabetic() && view.before(place).is_ascii_alphabetic() {
        return None;
    }
    while place - end < MOST_BETWEEN {
        let rest = view.from(place);
        let char = rest.chars().next()?;
        // The value ends here, and another begins: `"微信","…"`.
        if rest.starts_with("\",") || rest.starts_with("\"}") {
            return None;
        }
        if matches!(
            char,
            ' ' | '\t' | ':' | '：' | '=' | '"' | '\'' | ',' | '(' | '+' | '；' | '>' | '】' | '#'
        ) {
            // A plus sign begins a telephone number.
            if char == '+' {
                break;
            }
            has_sign |= matches!(char, ':' | '：' | '=' | '"' | '>');
            place += char.len_utf8();
            continue;
        }
        let word = tables.messenger.between.iter().find(|(word, _)| {
            let head = rest.get(..word.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(word))
                && (!word.ends_with(|char: char| char.is_ascii_alphabetic())
                    || !view.at(place + word.len()).is_ascii_alphanumeric()
                        && !matches!(view.at(place + word.len()), b'_' | b'-'))
        });
        let Some((word, is_sign)) = word else {
            break;
        };
        has_sign |= *is_sign;
        place += word.len();
    }
    Some((place, has_sign))
}

/// The account that begins at `place`.
fn account(
    tables: &Tables,
    view: View<'_>,
    service: Service,
    place: usize,
    has_sign: bool,
) -> Option<Candidate> {
    let start = place;
    let found = match view.at(place) {
        b'+' => telephone(view, place),
        b'@' if service == Service::Telegram => handle(view, place),
        b'0'..=b'9' if service == Service::Whatsapp => telephone(view, place),
        b'0'..=b'9' => number(view, service, place, has_sign),
        byte if byte.is_ascii_alphabetic() && service == Service::Wechat => {
            name(tables, view, place, has_sign)
        }
        byte if byte.is_ascii_alphabetic() && service == Service::Telegram && has_sign => {
            name(tables, view, place, false)
        }
        _ => None,
    };
    let end = found?;
    let confidence = if has_sign { 0.95 } else { 0.85 };
    Some(Candidate::new(MessengerId, start..end, confidence))
}

/// The end of a number of QQ, or of a `WeChat` account that is a telephone number.
fn number(view: View<'_>, service: Service, place: usize, has_sign: bool) -> Option<usize> {
    let end = view.run(place, 13, |byte| byte.is_ascii_digit());
    let n_digits = end - place;
    let next = view.at(end);
    let is_number = view.at(place) != b'0'
        && match service {
            Service::Qq => (5..=11).contains(&n_digits),
            _ => {
                n_digits == 11 && view.at(place) == b'1' || (6..=10).contains(&n_digits) && has_sign
            }
        };
    let goes_on = next.is_ascii_alphanumeric()
        || matches!(next, b'@' | b'_' | b'*')
        || matches!(next, b'.' | b'-' | b',') && view.at(end + 1).is_ascii_digit();
    // 128级, 8000人: an amount.
    let unit = view
        .char_at(end)
        .filter(|&char| "级年月日元人万亿个条款%天期版岁".contains(char));
    (is_number && !goes_on && unit.is_none()).then_some(end)
}

/// The end of a name: a letter, and five to nineteen letters, digits, `_` and `-`.
fn name(tables: &Tables, view: View<'_>, place: usize, has_sign: bool) -> Option<usize> {
    let end = view.run(place, 40, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
    });
    let name = view.slice(place..end).trim_end_matches('-');
    let end = place + name.len();
    let lower = name.to_ascii_lowercase();
    let is_placeholder = tables
        .placeholders
        .iter()
        .any(|word| lower.contains(word.as_str()))
        || lower.starts_with("wechat")
        || lower.contains("xxx");
    let has_digit = name.bytes().any(|byte| byte.is_ascii_digit());
    let has_mark = name.contains(['_', '-']);
    let is_app = lower.starts_with("wx")
        && lower.len() == 18
        && lower.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit());
    let next = view.at(end);
    let goes_on = matches!(next, b'@' | b'(' | b'*' | b'/')
        || next == b'.' && view.at(end + 1).is_ascii_alphanumeric();
    let is_name = (6..=20).contains(&name.len())
        && (has_digit || has_sign && (has_mark || !is_in_sentence(view, end)))
        && !goes_on
        && !is_app
        && !is_placeholder;
    is_name.then_some(end)
}

/// Whether more English words follow.
fn is_in_sentence(view: View<'_>, end: usize) -> bool {
    view.at(end) == b' ' && view.at(end + 1).is_ascii_alphabetic()
}

/// The end of `@name`.
fn handle(view: View<'_>, place: usize) -> Option<usize> {
    let end = view.run(place + 1, 33, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    let next = view.at(end);
    let goes_on =
        matches!(next, b'/' | b'@') || next == b'.' && view.at(end + 1).is_ascii_alphanumeric();
    ((5..=32).contains(&(end - place - 1)) && !goes_on && view.at(place + 1).is_ascii_alphabetic())
        .then_some(end)
}

/// The end of a telephone number.
fn telephone(view: View<'_>, place: usize) -> Option<usize> {
    let digit = view.run(place, 1, |byte| byte == b'+');
    let mut end = digit;
    let mut n_digits = 0;
    loop {
        let next = view.run(end, 16, |byte| byte.is_ascii_digit());
        n_digits += next - end;
        end = next;
        let gap = view.run(end, 2, |byte| b" -()".contains(&byte));
        if gap == end || !view.at(gap).is_ascii_digit() || n_digits > 15 {
            break;
        }
        end = gap;
    }
    let next = view.at(end);
    let goes_on = next.is_ascii_alphanumeric() || next == b'.' && view.at(end + 1).is_ascii_digit();
    let least = if digit > place { 8 } else { 10 };
    ((least..=15).contains(&n_digits) && !goes_on).then_some(end)
}

/// The account that an address names behind `t.me/` or `wa.me/`.
fn link(view: View<'_>, place: usize) -> Option<Candidate> {
    let place = view.run(place, 1, |byte| byte == b'+' || byte == b'@');
    let end = view.run(place, 33, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    let name = view.slice(place..end);
    let is_pages = ["joinchat", "share", "addstickers", "proxy", "socks"];
    let is_account = (5..=32).contains(&name.len())
        && !is_pages.contains(&name)
        && !view
            .char_at(end)
            .is_some_and(|char| char == '/' && !is_han(char));
    is_account.then(|| Candidate::new(MessengerId, place..end, 0.95))
}
