//! Keys, tokens and passwords.

use super::PersonalDataKind::Secret;
use super::context::Place;
use super::scan::Candidate;
use super::tables::{SecretChars, SecretShape, Tables};
use super::view::View;

/// Bytes of a value that are looked at; longer ones are data.
const MOST: usize = 200;

/// Bytes of a private key that are looked at.
const MOST_KEY: usize = 16_384;

impl SecretChars {
    fn has(self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric()
            && match self {
                Self::Upper => !byte.is_ascii_lowercase(),
                Self::Hex => byte.is_ascii_hexdigit(),
                _ => true,
            }
            || match self {
                Self::Upper | Self::Alnum | Self::Hex => false,
                Self::Word => byte == b'_',
                Self::Url => matches!(byte, b'_' | b'-'),
                Self::Base64 => matches!(byte, b'+' | b'/' | b'='),
                Self::Path => byte == b'/' || matches!(byte, b'_' | b'-'),
                Self::Dotted | Self::Jwt => matches!(byte, b'_' | b'-' | b'.'),
            }
    }
}

/// A key of a vendor whose prefix stands from `start` to `end`.
pub(super) fn vendor_secret(
    tables: &Tables,
    view: View<'_>,
    shape: &SecretShape,
    (start, end): (usize, usize),
) -> Option<Candidate> {
    let is_path = shape.prefix.ends_with(['/', '=']);
    // discord.com/api/webhooks/1877…/…: the number of the hook is none of it.
    let number = view.run(end, 24, |byte| byte.is_ascii_digit());
    let is_numbered = is_path && number > end && view.at(number) == b'/';
    let body_start = if is_numbered { number + 1 } else { end };
    if view.slice(start..end) != shape.prefix && !is_path {
        return None;
    }
    if view.before(start).is_ascii_alphanumeric()
        || matches!(view.before(start), b'-' | b'_' | b'.')
    {
        return None;
    }
    let mut last = view.run(body_start, shape.most + 1, |byte| shape.chars.has(byte));
    while matches!(view.before(last), b'.' | b'-' | b'/') && last > body_start {
        last -= 1;
    }
    let body = view.slice(body_start..last);
    let is_shape = (shape.least..=shape.most).contains(&body.len())
        && match shape.chars {
            SecretChars::Jwt => {
                let mut parts = body.split('.');
                parts.clone().count() == 3 && parts.all(|part| part.len() >= 6)
            }
            SecretChars::Dotted => body.split('.').count() == 2,
            _ => true,
        };
    let is_secret = is_shape
        && !is_placeholder(tables, body)
        && entropy(body) >= tables.thresholds.entropy_least;
    let start = if is_path { body_start } else { start };
    is_secret.then(|| Candidate::new(Secret, start..last, 0.98))
}

/// A private key in PEM form whose first line begins at `start`.
pub(super) fn private_key(view: View<'_>, start: usize) -> Option<Candidate> {
    let window = view.slice(view.window_after(start, MOST_KEY));
    // `-----BEGIN …-----`, the key, `-----END …-----`: each is looked for only up to the next five hyphens, so that a
    // text of beginnings is gone over once.
    let mut parts = window.splitn(5, "-----");
    let (head, key, tail) = (parts.nth(1)?, parts.next()?, parts.next()?);
    if !(head.ends_with("PRIVATE KEY") || head.ends_with("PRIVATE KEY BLOCK"))
        || !tail.starts_with("END ")
        || head.len() + tail.len() > 128
    {
        return None;
    }
    parts.next()?;
    let end = start + 4 * 5 + head.len() + key.len() + tail.len();
    let n_chars = key.bytes().filter(u8::is_ascii_alphanumeric).count();
    let is_key = n_chars >= 32 && entropy(key) >= 3.0;
    is_key.then(|| Candidate::new(Secret, start..end, 0.99))
}

/// The value of a setting whose name, which ends at `end`, is one for secrets.
pub(super) fn named_secret(tables: &Tables, view: View<'_>, end: usize) -> Option<Candidate> {
    // The rest of the name: `SecretId`, `token_value`.
    let is_open = !matches!(view.before(end), b'=' | b':');
    let has_rest = is_open && view.before(end).is_ascii();
    let mut place = view.run(end, if has_rest { 24 } else { 0 }, |byte| {
        byte.is_ascii_alphanumeric() || byte == b'_'
    });
    let rest = view
        .slice(end..place)
        .trim_matches('_')
        .to_ascii_lowercase();
    let attributes = &tables.secret_attributes;
    if attributes
        .iter()
        .any(|word| rest.starts_with(word.as_str()))
    {
        return None;
    }
    // A space is enough behind `Bearer` and `Basic`, and behind Chinese words where the value is one beyond doubt.
    let scheme = view.slice(view.window_before(end, 6)).to_ascii_lowercase();
    let is_chinese = !view.before(end).is_ascii();
    let option = view.slice(view.window_before(end, 24));
    let option = option.rsplit([' ', '\n']).next().unwrap_or_default();
    let mut has_sign = !is_open
        || scheme.ends_with("bearer")
        || scheme.ends_with("basic")
        || option.starts_with("--");
    let gap = place;
    while let Some(char) = view.char_at(place) {
        let is_sign = matches!(char, ':' | '=' | '：' | '是' | '为' | '為' | '填' | '>');
        let is_gap = matches!(
            char,
            ' ' | '"' | '\'' | '`' | '“' | '‘' | '「' | '\t' | ']' | ')' | '(' | '码'
        );
        if !(is_sign || is_gap) || place - gap > 12 {
            break;
        }
        has_sign |= is_sign;
        place += char.len_utf8();
    }
    if let Some(rest) = view.from(place).strip_prefix("is ").filter(|_| place > gap) {
        has_sign = true;
        place = view.len() - rest.len();
    }
    let is_part = |byte: u8| {
        byte.is_ascii_graphic()
            && !matches!(
                byte,
                b'"' | b'\''
                    | b'`'
                    | b'<'
                    | b'>'
                    | b','
                    | b';'
                    | b'('
                    | b')'
                    | b'['
                    | b']'
                    | b'{'
                    | b'}'
            )
    };
    let mut last = view.run(place, MOST + 1, is_part);
    if last - place > MOST {
        return None;
    }
    // A query goes on with the next parameter.
    let value = view.slice(place..last);
    if let Some((first, _)) = value.split_once('&').filter(|_| is_in_query(view, end)) {
        last = place + first.len();
    }
    while matches!(view.before(last), b'.' | b':' | b'!' | b'?' | b'\\')
        && last > place
        && view.at(last).is_ascii_whitespace()
    {
        last -= 1;
    }
    let goes_on = matches!(view.at(last), b'(' | b'[' | b'{' | b'<');
    let value = view.slice(place..last);
    // 密钥 SecretKey=…: the second name announces it.
    if is_setting(tables, value) {
        return None;
    }
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    let is_strong =
        has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase);
    let is_of_program = option.contains('_');
    let is_announced = has_sign || (is_chinese || is_of_program) && is_strong;
    let is_secret = is_announced && !goes_on && is_password(tables, value);
    is_secret.then(|| Candidate::new(Secret, place..last, 0.85))
}

/// Whether a value begins with the name of a secret and a sign: `SecretKey=…`.
fn is_setting(tables: &Tables, value: &str) -> bool {
    let Some((name, rest)) = value.split_once(['=', ':']) else {
        return false;
    };
    let name = name.to_ascii_lowercase();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    rest.len() >= 8
        && name.len() <= 24
        && name.bytes().all(is_name)
        && tables
            .secret_names
            .iter()
            .any(|secret| name.ends_with(secret.as_str()))
}

/// The password of a call that takes a user and a password: `login('user', 'password')`, whose bracket ends at `end`.
pub(super) fn called_secret(tables: &Tables, view: View<'_>, end: usize) -> Option<Candidate> {
    let rest = view.slice(view.window_after(end, 80));
    let quote = rest
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    let (user, tail) = rest.get(1..)?.split_once(quote)?;
    let trimmed = tail.trim_start_matches([',', ' ']);
    let place = end + rest.len() - trimmed.len() + 1;
    let (password, _) = trimmed.strip_prefix(quote)?.split_once(quote)?;
    let is_call = tail.starts_with(',') && !user.contains(['\n', ' ']);
    (is_call && is_password(tables, password))
        .then(|| Candidate::new(Secret, place..place + password.len(), 0.85))
}

/// A key that begins or ends with digits rather than with a prefix of its own: the number of a bot of Telegram, a colon and 35
/// characters; `SK` and 32 hexadecimal digits of Twilio; 32 of them and the data center of Mailchimp.
pub(super) fn numbered_secret(place: &Place<'_>) -> Option<Candidate> {
    let (view, end) = (place.view, place.end);
    let run = view.slice(place.start..end);
    let start = if run.starts_with("bot") {
        place.digit
    } else {
        place.start
    };
    let is_hex = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let last = if view.at(end) == b':' && start == place.digit && (8..=10).contains(&(end - start))
    {
        let last = view.run(end + 1, 40, |byte| SecretChars::Url.has(byte));
        (last - end - 1 == 35).then_some(last)?
    } else if run.strip_prefix("SK").is_some_and(is_hex) {
        end
    } else if is_hex(run) && view.slice(end..end + 3) == "-us" {
        let last = view.run(end + 3, 3, |byte| byte.is_ascii_digit());
        (last > end + 3).then_some(last)?
    } else {
        return None;
    };
    // The number of a bot says nothing.
    let body = view.slice(start..last);
    let body = body.split_once(':').map_or(body, |(_, body)| body);
    let is_token = !is_placeholder(place.tables, body) && entropy(body) >= 3.0;
    is_token.then(|| Candidate::new(Secret, start..last, 0.95))
}

/// Whether the name that ends at `end` is a parameter of an address.
fn is_in_query(view: View<'_>, end: usize) -> bool {
    let head = view.slice(view.window_before(end, 40));
    head.contains(['?', '&'])
}

/// The password of `scheme://user:password@host`, where the at sign stands at `at`.
pub(super) fn url_password(tables: &Tables, view: View<'_>, at: usize) -> Option<Candidate> {
    let start = view.run_before(at, 160, |byte| {
        byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'@')
    });
    let (head, user) = view.slice(start..at).rsplit_once("://")?;
    let (_, password) = user.split_once(':')?;
    let is_url = head
        .bytes()
        .next_back()
        .is_some_and(|byte| byte.is_ascii_alphanumeric())
        && !password.contains('/')
        && view.at(at + 1).is_ascii_alphanumeric();
    let is_secret = is_url && password.len() >= 6 && is_password(tables, password);
    is_secret.then(|| Candidate::new(Secret, at - password.len()..at, 0.95))
}

/// Whether a value looks made up by chance: several sorts of characters, many different ones, no placeholder.
fn is_password(tables: &Tables, value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.bytes().any(|byte| is(&byte));
    let (lower, upper, digit) = (
        has(u8::is_ascii_lowercase),
        has(u8::is_ascii_uppercase),
        has(u8::is_ascii_digit),
    );
    let is_mixed = value.contains(['!', '@', '#', '$', '%', '^', '&', '*', '~', '+']);
    value.len() >= tables.thresholds.password_least_chars.min(24)
        && (digit && (lower || upper) || lower && upper && is_mixed)
        && !value.contains("::")
        && !value.contains('|')
        && !is_identifier(value)
        && !value.starts_with(['&', '$', '%', '/', '\\', '*', '.'])
        && !value.contains("://")
        && !value.contains("**")
        && !is_placeholder(tables, value)
        && entropy(value) >= tables.thresholds.entropy_least
}

/// Whether a value looks like the name of something in a program: `node.dot2_token`.
fn is_identifier(value: &str) -> bool {
    let is_part = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.')
    };
    let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.contains(['_', '.']) && value.bytes().all(is_part) && n_digits * 4 < value.len()
}

/// Whether a value only shows where one would stand.
fn is_placeholder(tables: &Tables, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut last = (0, 0);
    let repeats = lower.bytes().any(|byte| {
        last = if byte == last.0 {
            (byte, last.1 + 1)
        } else {
            (byte, 1)
        };
        last.1 >= 5
    });
    repeats
        || tables
            .placeholders
            .iter()
            .any(|word| lower.contains(word.as_str()))
}

/// Bits a character, by how often each one stands in `text`.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let total = f64::from(u32::try_from(text.len().max(1)).unwrap_or(u32::MAX));
    let share = |&count: &u32| f64::from(count) / total;
    counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|count| -share(count) * share(count).log2())
        .sum()
}
