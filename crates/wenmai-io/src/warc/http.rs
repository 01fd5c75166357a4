//! HTTP responses as crawlers store them (RFC 9112, read as loosely as browsers do).

use super::fields::fields;

/// The head of a response.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) status: u16,
    /// Header fields in order, names as received.
    pub(super) headers: Vec<(String, String)>,
    /// Where the body starts.
    pub(super) head_bytes: usize,
}

impl Response {
    /// The head of the response that `block` starts with, or what is wrong with it.
    pub(super) fn parse(block: &[u8]) -> Result<Self, &'static str> {
        let head_bytes = end_of_header(block);
        let head = block.get(..head_bytes).unwrap_or(block);
        let line_bytes = memchr::memchr(b'\n', head).map_or(head.len(), |newline| newline + 1);
        let (line, header) = head.split_at_checked(line_bytes).unwrap_or((head, &[]));
        if !starts_response(line) {
            return Err("its first line is no status line");
        }
        let status = line
            .split(|byte| *byte == b' ')
            .skip(1)
            .find(|part| !part.is_empty())
            .and_then(|part| std::str::from_utf8(part.trim_ascii()).ok())
            .filter(|part| part.len() == 3)
            .and_then(|part| part.parse().ok())
            .ok_or("its first line has no status code")?;
        Ok(Self {
            status,
            headers: fields(header),
            head_bytes,
        })
    }
}

/// Whether a block starts as responses do.
pub(super) fn starts_response(block: &[u8]) -> bool {
    block
        .first_chunk()
        .is_some_and(|start: &[u8; 5]| start.eq_ignore_ascii_case(b"HTTP/"))
}

/// The bytes up to the empty line that ends a header, and with it; all of them where there is none.
fn end_of_header(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes)
        .find_map(|newline| match bytes.get(newline + 1..)? {
            [b'\n', ..] => Some(newline + 2),
            [b'\r', b'\n', ..] => Some(newline + 3),
            _ => None,
        })
        .unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_end_with_any_kind_of_lines() {
        for block in [
            "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody",
            "http/1.0  200\nA: b\n\nbody",
            "HTTP/2 200 \nA: b\n\r\nbody",
        ] {
            let response = Response::parse(block.as_bytes()).unwrap();
            assert_eq!(response.status, 200);
            assert_eq!(response.headers, [("A".into(), "b".into())]);
            assert_eq!(block.split_at(response.head_bytes).1, "body");
        }
        assert_eq!(
            Response::parse(b"HTTP/1.1 404 Not Found")
                .unwrap()
                .head_bytes,
            22
        );
        assert!(Response::parse(b"<html>").is_err());
        assert!(Response::parse(b"HTTP/1.1 OK\r\n\r\n").is_err());
    }
}
