//! Header fields, as WARC records and HTTP messages have them (RFC 822 and its heirs).

/// The fields of a header, in order, names as they stand. Lines end with or without `\r`; lines that start with white space
/// go on with the value above; lines without a colon are passed over, as browsers do.
pub(super) fn fields(header: &[u8]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in header.split(|byte| *byte == b'\n') {
        if line
            .first()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t'))
        {
            let rest = text(line.trim_ascii());
            if let Some((_, value)) = fields.last_mut().filter(|_| !rest.is_empty()) {
                value.push(' ');
                value.push_str(&rest);
            }
        } else if let Some((name, value)) = field(line) {
            fields.push((text(name), text(value)));
        }
    }
    fields
}

/// Name and value of one line; `None` where there is no colon or no name.
pub(super) fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr::memchr(b':', line)?;
    let (name, rest) = line.split_at_checked(colon)?;
    let value = rest.strip_prefix(b":")?;
    let name = name.trim_ascii();
    (!name.is_empty()).then(|| (name, value.trim_ascii()))
}

/// The first value of the field `name`, whatever its case, that is not empty.
pub(super) fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut values = fields
        .iter()
        .filter(|(known, value)| known.eq_ignore_ascii_case(name) && !value.is_empty());
    values.next().map(|(_, value)| value.as_str())
}

/// UTF-8, or else ISO 8859-1, which any bytes are (RFC 9110 §5.5).
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_trimmed_and_unfolded() {
        let header = b"Content-Type: text/html\r\nNo colon\r\nX: a\r\n\t b\r\n: nameless\r\nServer:caf\xe9\nEmpty:\r\n\r\n";
        let found: Vec<String> = fields(header)
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            found,
            ["Content-Type=text/html", "X=a b", "Server=café", "Empty="]
        );
        let fields = fields(b"A: \nb: 1\nB: 2");
        assert_eq!(value(&fields, "B"), Some("1"));
        assert_eq!(value(&fields, "a"), None);
    }
}
