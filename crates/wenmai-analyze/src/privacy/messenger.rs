//! Accounts of messengers, behind words that announce them.

use super::PersonalDataKind::MessengerId;
use super::context::Place;
use super::groups::Groups;
use super::phone::is_among_chinese;
use super::scan::Candidate;
use super::tables::Tables;
use super::view::{View, is_han};
use crate::lexicon::{WordClass, latin};

/// Whose account it is, or how it is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Qq,
    Wechat,
    Telegram,
    Whatsapp,
    /// A word for `WeChat` that has a meaning of its own: 卫星.
    Slang,
    /// `q` right before the number.
    Letter,
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
            "wechat-slang" => Self::Slang,
            "qq-letter" => Self::Letter,
            "link" => Self::Link,
            _ => return None,
        })
    }
}

/// Bytes of such words that are gone over.
const MOST_BETWEEN: usize = 48;

/// Bytes between `WhatsApp` and a number with a plus sign in the same sentence.
const MOST_TO_NUMBER: usize = 64;

/// Signs that are put between the characters of a word to hide it.
const HIDING: [&str; 11] = [
    " ",
    ".",
    "·",
    "❤",
    "❤\u{fe0f}",
    "♥",
    "♡",
    "*",
    "-",
    "~",
    "丶",
];

/// A word and the ways to write it with signs between its characters, where it is short: `V 信`, `q.q`.
pub(super) fn spellings(cue: &str) -> impl Iterator<Item = String> {
    let n_chars = cue.chars().count();
    let is_short = (2..=4).contains(&n_chars) && cue.chars().all(char::is_alphanumeric);
    let is_hidden = is_short && (!cue.is_ascii() || matches!(cue, "vx" | "wx" | "qq"));
    let hiding = HIDING.iter().filter(move |_| is_hidden);
    std::iter::once(cue.to_owned()).chain(hiding.map(move |sign| {
        let mut word = String::new();
        for (i, char) in cue.chars().enumerate() {
            if i > 0 {
                word.push_str(sign);
            }
            word.push(char);
        }
        word
    }))
}

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
    // A word goes on: `wechaty`, `was`.
    let goes_on = view.at(end).is_ascii_alphabetic() && view.before(end).is_ascii_alphabetic();
    if goes_on && service != Service::Link && !is_joined(view, start, end) {
        return None;
    }
    match service {
        Service::Link => return link(view, end),
        Service::Letter => return lettered(view, (start, end)),
        Service::Slang => {
            let head = view
                .slice(view.window_before(start, 12))
                .trim_end_matches(' ');
            let verbs = &tables.messenger.verbs;
            let is_asked = verbs.iter().any(|verb| head.ends_with(verb.as_str()));
            if !(is_asked || view.from(end).starts_with([':', '：'])) {
                return None;
            }
        }
        _ => {}
    }
    if service == Service::Wechat && view.has_word(start, "wxid_") {
        return account(tables, view, Service::Wechat, start, Gap::signed(start));
    }
    let head = view.slice(view.window_before(start, 12));
    if let Some(found) = before_word(tables, view, service, (start, end)) {
        return Some(found);
    }
    let gap = between(tables, view, (start, end))?;
    // 手机/微信: the number is one to call, unless it is said to be that of both.
    let head = head.trim_end_matches(['/', '、', '+', '&', '和', '（', '(', ' ']);
    let phones = &tables.messenger.phones;
    let is_phone = phones.iter().any(|word| head.ends_with(word.as_str()));
    let is_both = tables.messenger.both.iter().any(|word| {
        view.slice(end..gap.place).contains(word.as_str()) || head.ends_with(word.as_str())
    });
    if is_phone && !is_both {
        return None;
    }
    let found = account(tables, view, service, gap.place, gap).or_else(|| match service {
        Service::Whatsapp => number_in_sentence(view, end),
        Service::Telegram => handle_in_clause(view, end),
        _ => None,
    })?;
    // An account of a medium or shop: 微信公众号 (微信号：…).
    let wide = view.slice(view.window_before(start, 30)).to_lowercase();
    let wide = wide
        .rsplit(['；', ';', '。', '，'])
        .next()
        .unwrap_or_default();
    let is_public = |word: &String| wide.contains(word.as_str());
    if tables.messenger.public.iter().any(is_public) {
        return None;
    }
    Some(found)
}

/// What stands between a word that announces an account, and the account.
#[derive(Debug, Clone, Copy)]
struct Gap {
    /// Where it ends.
    place: usize,
    /// Whether a sign or word in it announces an account.
    has_sign: bool,
    /// Whether some word stands in it.
    has_word: bool,
}

impl Gap {
    const fn signed(place: usize) -> Self {
        Self {
            place,
            has_sign: true,
            has_word: true,
        }
    }
}

/// One more account behind one that ends at `end`: `QQ：28317, 33902`.
pub(super) fn another(
    tables: &Tables,
    view: View<'_>,
    service: Service,
    end: usize,
) -> Option<Candidate> {
    let rest = view.slice(view.window_after(end, 16));
    let trimmed = rest.trim_start_matches(' ');
    let separators = [
        "、", "/", ",", "，", ";", "；", "|", "或", "和", "&", "or ", "and ",
    ];
    let separator = separators.iter().find(|word| trimmed.starts_with(**word))?;
    let tail = trimmed.get(separator.len()..)?;
    let place = end + (rest.len() - tail.trim_start_matches(' ').len());
    let found = account(tables, view, service, place, Gap::signed(place))?;
    let text = view.slice(found.start..found.end);
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_account = n_digits >= 6
        || n_digits > 0 && !text.starts_with(|char: char| char.is_ascii_digit())
        || text.contains('_');
    let is_label = matches!(view.char_at(found.end), Some(':' | '：' | '='));
    (is_account && !is_label).then_some(found)
}

/// What stands between an account and the word for its messenger.
const OWNERS: [&str; 15] = [
    " on ",
    " via ",
    " (on ",
    "，这是我的",
    "，这是我",
    "，是我的",
    "，是我",
    " 是我的",
    " 是我",
    "是我的",
    "是我",
    "这个",
    "，加",
    "，我的",
    " is my ",
];

/// The account before the word: `902746158（QQ）`, `lily_88 on WeChat`.
fn before_word(
    tables: &Tables,
    view: View<'_>,
    service: Service,
    (start, end): (usize, usize),
) -> Option<Candidate> {
    let head = view.slice(view.window_before(start, 8));
    let last = if let Some(open) = head
        .chars()
        .next_back()
        .filter(|char| "(（".contains(*char))
    {
        let tail = view.slice(view.window_after(end, 9));
        let tail = tail.trim_start_matches(['群', '号', ' ']);
        let last = start - open.len_utf8();
        let last = last - usize::from(view.before(last) == b' ');
        tail.starts_with([')', '）']).then_some(last)?
    } else {
        let head = view.slice(view.window_before(start, 24));
        let head = head.to_ascii_lowercase();
        let word = OWNERS.iter().find(|word| head.ends_with(**word))?;
        start - word.len()
    };
    let first = view.run_before(last, 33, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
    });
    if matches!(view.before(first), b'@') && service == Service::Telegram {
        let is_handle = handle(view, first - 1) == Some(last);
        return is_handle.then(|| Candidate::new(MessengerId, first - 1..last, 0.85));
    }
    if service == Service::Whatsapp {
        // +44 7700 900123 (WhatsApp)
        let window = view.window_before(last, 24);
        let plus = view.slice(window.clone()).rfind('+')? + window.start;
        let is_number = telephone(view, plus) == Some(last);
        return is_number.then(|| Candidate::new(MessengerId, plus..last, 0.8));
    }
    let text = view.slice(first..last);
    let is_free = !matches!(
        view.before(first),
        b'.' | b',' | b'@' | b'/' | b'+' | b'*' | b'$' | b'#'
    );
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_account = if is_number {
        service == Service::Qq && (6..=10).contains(&text.len()) && !text.starts_with('0')
    } else {
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        service == Service::Wechat
            && (has_digit || text.contains('_'))
            && text.starts_with(|char: char| char.is_ascii_lowercase())
            && name(tables, view, first, Gap::signed(first)) == Some(last)
    };
    (is_free && is_account).then(|| Candidate::new(MessengerId, first..last, 0.85))
}

/// The account behind the letter `q`: eight to ten digits among Chinese words, six behind a colon: `q3318720594`, `Q:445566`.
fn lettered(view: View<'_>, (start, end): (usize, usize)) -> Option<Candidate> {
    let rest = view.slice(view.window_after(end, 8));
    let tail = rest.strip_prefix('我').unwrap_or(rest);
    let signed = tail.trim_start_matches([':', '：', ' ']);
    let has_sign = tail.starts_with([':', '：']);
    let place = if has_sign {
        end + (rest.len() - signed.len())
    } else {
        end
    };
    let last = view.run(place, 12, |byte| byte.is_ascii_digit());
    let before = view.char_before(start);
    let after = view.char_at(last);
    let is_chinese = |char: char| is_han(char) || "，。、；：！（）".contains(char);
    let is_free = |char: Option<char>| {
        char.is_none_or(|char| is_chinese(char) || char.is_whitespace() || char == '|')
    };
    let fewest = if has_sign { 6 } else { 8 };
    let is_account = (fewest..=10).contains(&(last - place))
        && view.at(place) != b'0'
        && is_free(before)
        && is_free(after)
        && (has_sign && is_among_chinese(view, start, last)
            || before.is_some_and(is_chinese)
            || after.is_some_and(is_chinese));
    is_account.then(|| Candidate::new(MessengerId, place..last, 0.8))
}

/// A number with a plus sign behind `WhatsApp`, in the same sentence.
fn number_in_sentence(view: View<'_>, end: usize) -> Option<Candidate> {
    let window = view.slice(view.window_after(end, MOST_TO_NUMBER));
    let at = window.find(['+', '.', '!', '?', '。', '！', '？', '\n', ';', '；'])?;
    let place = end + at;
    if view.at(place) != b'+' {
        return None;
    }
    let last = telephone(view, place)?;
    Some(Candidate::new(MessengerId, place..last, 0.85))
}

/// Whether an account stands right behind the letters of a word that starts at `start`: `+Vxin9037`, `WXcangyou1956`. It ends
/// in digits, and the word begins with a plus sign or Chinese character, or is in capitals.
fn is_joined(view: View<'_>, start: usize, place: usize) -> bool {
    let end = view.run(place, 24, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
    });
    let account = view.slice(place..end);
    let n_digits = account.bytes().filter(u8::is_ascii_digit).count();
    let word = view.slice(start..place);
    let is_apart = !word.starts_with(|char: char| char.is_ascii_alphanumeric())
        || word.bytes().all(|byte| byte.is_ascii_uppercase())
            && view.at(place).is_ascii_lowercase()
            && (view.char_before(start).is_none_or(|char| !char.is_ascii())
                || view.char_at(end).is_some_and(is_han));
    n_digits >= 2 && is_apart
}

/// Names of the second of two settings of which the first says whose account it is.
const VALUES: [&str; 6] = ["value", "id", "number", "account", "handle", "uin"];

/// The bytes of the name of a person, two to four Chinese characters, and the bracket behind it.
fn named(text: &str) -> Option<usize> {
    let name: usize = text
        .chars()
        .take_while(|&char| is_han(char))
        .take(5)
        .map(char::len_utf8)
        .sum();
    let open = text
        .get(name..)?
        .chars()
        .next()
        .filter(|char| "(（".contains(*char))?;
    let is_name = (2..=4).contains(&text.get(..name)?.chars().count());
    is_name.then_some(name + open.len_utf8())
}

/// A name with an at sign behind `Telegram`, in the same clause.
fn handle_in_clause(view: View<'_>, end: usize) -> Option<Candidate> {
    let window = view.slice(view.window_after(end, MOST_BETWEEN));
    let at = window.find(['@', '.', '!', '?', '。', '！', '？', '\n', ';', '；', '，'])?;
    let place = end + at;
    if view.at(place) != b'@' || view.before(place).is_ascii_alphanumeric() {
        return None;
    }
    let last = handle(view, place)?;
    Some(Candidate::new(MessengerId, place..last, 0.8))
}

/// Goes over what may stand before an account.
fn between(tables: &Tables, view: View<'_>, (start, end): (usize, usize)) -> Option<Gap> {
    let (mut place, mut has_sign, mut has_word) = (end, false, false);
    // A word goes on: `wechaty`, `telegram_handle`.
    if view.at(place) == b'_' && view.has_word(place + 1, "id") {
        place += 3;
    }
    if view.at(place).is_ascii_alphabetic() && view.before(place).is_ascii_alphabetic() {
        let is_joined = is_joined(view, start, place);
        return is_joined.then_some(Gap::signed(place));
    }
    while place - end < MOST_BETWEEN {
        let rest = view.from(place);
        let char = rest.chars().next()?;
        // The value ends here, and another begins: `"微信","…"`.
        // `"type": "qq", "value": "…"` goes on.
        if let Some(tail) = rest.strip_prefix("\",") {
            let tail = tail.trim_start_matches([' ', '"']);
            if !VALUES.iter().any(|name| tail.starts_with(name)) {
                return None;
            }
        }
        if rest.starts_with("\"}") {
            return None;
        }
        // 微信：张三（zhangsan_77）
        if has_sign && let Some(open) = named(rest) {
            place += open;
            continue;
        }
        // A plus sign begins a telephone number.
        if matches!(
            char,
            ' ' | '\t'
                | ':'
                | '：'
                | '='
                | '"'
                | '\''
                | ','
                | '('
                | '（'
                | ')'
                | '）'
                | '；'
                | '>'
                | '】'
                | '【'
                | '〖'
                | '〗'
                | '『'
                | '』'
                | '「'
                | '」'
                | '《'
                | '['
                | '#'
                | '→'
                | '➡'
                | '👉'
                | '|'
        ) || char == '-' && (rest.starts_with("->") || rest.starts_with("- "))
            || matches!(char, '–' | '—')
            // WhatsApp/60123904478
            || char == '/' && view.at(place + 1).is_ascii_digit()
        {
            has_sign |= matches!(
                char,
                ':' | '：'
                    | '='
                    | '"'
                    | '>'
                    | '→'
                    | '➡'
                    | '👉'
                    | '（'
                    | '|'
                    | '-'
                    | '–'
                    | '—'
                    | '【'
                    | '〖'
                    | '『'
                    | '「'
                    | '《'
            );
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
        has_word |= word.len() > 1;
        place += word.len();
    }
    Some(Gap {
        place,
        has_sign,
        has_word,
    })
}

/// The account that begins at `place`.
fn account(
    tables: &Tables,
    view: View<'_>,
    service: Service,
    place: usize,
    gap: Gap,
) -> Option<Candidate> {
    let start = place;
    let found = match view.at(place) {
        b'+' if service != Service::Qq => telephone(view, place),
        b'@' if service == Service::Telegram => handle(view, place),
        b'0'..=b'9' if service == Service::Whatsapp => telephone(view, place),
        b'0'..=b'9' => number(view, service, place, gap.has_sign),
        byte if byte.is_ascii_alphabetic() => match service {
            Service::Wechat | Service::Slang => name(tables, view, place, gap),
            Service::Telegram => name(
                tables,
                view,
                place,
                Gap {
                    has_sign: false,
                    ..gap
                },
            ),
            _ => None,
        },
        _ => None,
    };
    let end = found?;
    let confidence = if gap.has_sign { 0.95 } else { 0.85 };
    Some(Candidate::new(MessengerId, start..end, confidence))
}

/// The end of a number of QQ, or of a `WeChat` account that is a telephone number.
fn number(view: View<'_>, service: Service, place: usize, has_sign: bool) -> Option<usize> {
    let mut end = view.run(place, 13, |byte| byte.is_ascii_digit());
    let mut n_digits = end - place;
    if service == Service::Qq
        && let Some((n, last)) = grouped(view, place)
    {
        (n_digits, end) = (n, last);
    }
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

/// A number of QQ in groups of three or four digits with single blanks or hyphens, the last one of at least two: how many digits
/// it has, and its end.
fn grouped(view: View<'_>, place: usize) -> Option<(usize, usize)> {
    let groups = Groups::read(view, (place, 12), b" -", |byte| byte.is_ascii_digit());
    let lengths: Vec<(usize, usize)> = groups.lengths().collect();
    let (&(last, end), first) = lengths.split_last()?;
    let n_digits = last + first.iter().map(|(length, _)| length).sum::<usize>();
    let is_grouped = !first.is_empty()
        && first.iter().all(|(length, _)| matches!(length, 3 | 4))
        && (2..=4).contains(&last)
        && (6..=10).contains(&n_digits);
    is_grouped.then_some((n_digits, end))
}

/// An account of QQ behind the name of somebody who writes, with the time: `阿哲(963720184) 20:14:52`.
pub(super) fn of_chat(place: &Place<'_>) -> Option<Candidate> {
    let (view, start, end) = (place.view, place.start, place.end);
    let is_number = place.digit == start && (5..=11).contains(&(end - start));
    let opens = view
        .char_before(start)
        .filter(|char| "(（<".contains(*char))?;
    let closes = view.char_at(end).filter(|char| ")）>".contains(*char))?;
    let named = view.char_before(start - opens.len_utf8());
    let is_named = named.is_some_and(|char| !char.is_whitespace());
    // 20:14:52 follows, or stands before the name in the same line.
    let tail = view.slice(view.window_after(end + closes.len_utf8(), 22));
    let head = view.slice(view.window_before(start, 60));
    let line = head.rsplit('\n').next().unwrap_or_default();
    let follows = tail.starts_with(' ') && has_time(tail.split('\n').next().unwrap_or_default());
    let stands_before = tail.is_empty() || tail.starts_with('\n');
    let has_time = follows || stands_before && has_time(line);
    (is_number && is_named && has_time && view.at(start) != b'0')
        .then(|| Candidate::new(MessengerId, start..end, 0.8))
}

/// Whether hours, minutes and seconds stand in a text: `8:14:52`.
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(7).any(|window| {
        window.iter().enumerate().all(|(at, byte)| match at {
            1 | 4 => *byte == b':',
            _ => byte.is_ascii_digit(),
        })
    })
}

/// The end of a name: a letter, and five to nineteen letters, digits, `_` and `-`.
fn name(tables: &Tables, view: View<'_>, place: usize, gap: Gap) -> Option<usize> {
    let end = view.run(place, 40, |byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
    });
    let name = view.slice(place..end).trim_end_matches('-');
    let end = place + name.len();
    let lower = name.to_ascii_lowercase();
    let words = &tables.messenger;
    let is_placeholder = tables
        .placeholders
        .iter()
        .any(|word| lower.contains(word.as_str()))
        || lower.starts_with("wechat")
        || lower.contains("xxx");
    let has_digit = name.bytes().any(|byte| byte.is_ascii_digit());
    let is_app = lower.starts_with("wx")
        && lower.len() == 18
        && lower.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit());
    let next = view.at(end);
    let goes_on = matches!(next, b'@' | b'(' | b'*' | b'/' | b'=')
        || next == b'.' && view.at(end + 1).is_ascii_alphanumeric();
    // open_id, Windows: names of programs and in programs.
    let is_code = lower.split(['_', '-']).all(|part| {
        words
            .code
            .contains(part.trim_end_matches(|char: char| char.is_ascii_digit()))
    });
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphabetic())
        && latin(&lower, name).class != WordClass::Noun;
    let is_field = !is_in_sentence(view, end);
    let is_likely = has_digit
        || name.contains('_')
        || name.contains('-') && (gap.has_sign || gap.has_word && is_field)
        || gap.has_sign && is_field;
    let is_name = (6..=20).contains(&name.len())
        && is_likely
        && !goes_on
        && !is_app
        && !is_code
        && !is_word
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
    // 5537 8204: Hong Kong, Macau and Singapore have eight digits and no area codes.
    let is_local = n_digits == 8 && matches!(view.at(place), b'5' | b'6' | b'8' | b'9');
    let least = if digit > place || is_local { 8 } else { 10 };
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
