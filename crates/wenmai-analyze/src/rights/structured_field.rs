//! Dictionaries of Structured Field Values for HTTP (RFC 9651 §3.2, §4.2).

/// Most members that are read.
const MAX_MEMBERS: usize = 256;

/// The value of a member: a token, or anything else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'f> {
    Token(&'f str),
    /// A key alone, which means true.
    True,
    Other,
}

/// A member of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member<'f> {
    pub(super) key: &'f str,
    pub(super) value: Value<'f>,
}

/// `sf-dictionary = dict-member *( OWS "," OWS dict-member )`; `None` where the field breaks a rule, for then all of it is void
/// (§4.2). Of members with one key the last counts, in the place of the first (§4.2.2).
pub(super) fn dictionary(field: &[u8]) -> Option<Vec<Member<'_>>> {
    let text = std::str::from_utf8(field).ok().filter(|t| t.is_ascii())?;
    let mut rest = text.trim_matches(' ');
    let mut members: Vec<Member<'_>> = Vec::new();
    while !rest.is_empty() {
        let (key, behind) = key(rest)?;
        let (value, behind) = match behind.strip_prefix('=') {
            Some(behind) => item_or_inner_list(behind)?,
            None => (Value::True, behind),
        };
        let behind = parameters(behind)?;
        if let Some(member) = members.iter_mut().find(|member| member.key == key) {
            member.value = value;
        } else if members.len() < MAX_MEMBERS {
            members.push(Member { key, value });
        } else {
            return None;
        }
        rest = behind.trim_start_matches([' ', '\t']);
        if let Some(behind) = rest.strip_prefix(',') {
            rest = behind.trim_start_matches([' ', '\t']);
            // A comma that nothing follows.
            if rest.is_empty() {
                return None;
            }
        } else if !rest.is_empty() {
            return None;
        }
    }
    Some(members)
}

/// `key = ( lcalpha / "*" ) *( lcalpha / DIGIT / "_" / "-" / "." / "*" )`
fn key(text: &str) -> Option<(&str, &str)> {
    let is_first = |c: char| c.is_ascii_lowercase() || c == '*';
    let is_key = |c: char| is_first(c) || c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    text.chars().next().filter(|&c| is_first(c))?;
    let end = text.find(|c| !is_key(c)).unwrap_or(text.len());
    text.split_at_checked(end)
}

fn item_or_inner_list(text: &str) -> Option<(Value<'_>, &str)> {
    let Some(mut rest) = text.strip_prefix('(') else {
        return bare_item(text);
    };
    // inner-list = "(" *SP [ sf-item *( 1*SP sf-item ) *SP ] ")"
    loop {
        let inside = rest.trim_start_matches(' ');
        if let Some(behind) = inside.strip_prefix(')') {
            return Some((Value::Other, behind));
        }
        let (_, behind) = bare_item(inside)?;
        rest = parameters(behind)?;
        if !rest.starts_with([' ', ')']) {
            return None;
        }
    }
}

/// `parameters = *( ";" *SP parameter )`
fn parameters(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(behind) = rest.strip_prefix(';') {
        let (_, behind) = key(behind.trim_start_matches(' '))?;
        rest = match behind.strip_prefix('=') {
            Some(behind) => bare_item(behind)?.1,
            None => behind,
        };
    }
    Some(rest)
}

/// `bare-item = sf-integer / sf-decimal / sf-string / sf-token / sf-binary / sf-boolean / sf-date / sf-displaystring`
fn bare_item(text: &str) -> Option<(Value<'_>, &str)> {
    let first = text.chars().next()?;
    let behind = match first {
        '"' => string(text.get(1..)?)?,
        ':' => text.get(1..)?.split_once(':')?.1,
        '?' => text
            .strip_prefix("?0")
            .or_else(|| text.strip_prefix("?1"))?,
        '%' => string(text.strip_prefix("%\"")?)?,
        '@' | '-' | '0'..='9' => number(text.strip_prefix('@').unwrap_or(text))?,
        'A'..='Z' | 'a'..='z' | '*' => {
            let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c);
            let end = text.find(|c| !is_token(c)).unwrap_or(text.len());
            let (token, behind) = text.split_at_checked(end)?;
            return Some((Value::Token(token), behind));
        }
        _ => return None,
    };
    Some((Value::Other, behind))
}

/// What stands behind the closing quotation mark.
fn string(text: &str) -> Option<&str> {
    let mut chars = text.char_indices();
    loop {
        let (at, c) = chars.next()?;
        match c {
            '"' => return text.get(at + 1..),
            '\\' => {
                let (_, escaped) = chars.next()?;
                if !matches!(escaped, '"' | '\\') {
                    return None;
                }
            }
            ' '..='~' => {}
            _ => return None,
        }
    }
}

/// `sf-decimal = ["-"] 1*12DIGIT "." 1*3DIGIT`, or an integer of at most 15 digits.
fn number(text: &str) -> Option<&str> {
    let digits = |text: &str| {
        text.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len())
    };
    let text = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(text);
    let behind = text.get(whole..)?;
    let Some(decimals) = behind.strip_prefix('.') else {
        return (1..=15).contains(&whole).then_some(behind);
    };
    let places = digits(decimals);
    ((1..=12).contains(&whole) && (1..=3).contains(&places))
        .then(|| decimals.get(places..))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(field: &str) -> Option<Vec<(String, Option<String>)>> {
        let members = dictionary(field.as_bytes())?.into_iter();
        let token = |member: Member<'_>| match member.value {
            Value::Token(token) => Some(token.to_owned()),
            _ => None,
        };
        let pair = |member: Member<'_>| (member.key.to_owned(), token(member));
        Some(members.map(pair).collect())
    }

    fn tokens(field: &str) -> Option<String> {
        let show = |(key, token): (String, Option<String>)| {
            format!("{key}={}", token.unwrap_or("-".into()))
        };
        Some(
            read(field)?
                .into_iter()
                .map(show)
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    #[test]
    fn dictionaries_are_read() {
        assert_eq!(
            tokens("train-ai=n, search=y"),
            Some("train-ai=n search=y".to_owned())
        );
        assert_eq!(
            tokens(" train-ai=n;a;b=\"?\\\"\";c=1.5 ,\tsearch"),
            Some("train-ai=n search=-".to_owned())
        );
        assert_eq!(
            read("a=(1 \"b\";q=2  c), b=:YQ==:, c=?1, d=@17, e=%\"x\", f=-1.25").map(|m| m.len()),
            Some(6)
        );
        assert_eq!(tokens(""), Some(String::new()));
        // The last of a key counts (AIPREF vocab §6.5.1).
        assert_eq!(tokens("a=y, b=n, a=\"n\""), Some("a=- b=n".to_owned()));
    }

    #[test]
    fn fields_that_break_a_rule_are_void() {
        for field in [
            "Train-AI=n",
            "train-ai=",
            "train-ai=n,",
            ",a=n",
            "a=n b=y",
            "a=\"open",
            "a=(1",
            "a=?2",
            "a=1.",
            "a=n;",
            "a=1234567890123456",
            "a==n",
            "a=é",
            "a=\"\\x\"",
        ] {
            assert_eq!(tokens(field), None, "{field}");
        }
        assert_eq!(dictionary(b"\xff"), None);
        assert!(dictionary("a=(((".repeat(10_000).as_bytes()).is_none());
    }
}
