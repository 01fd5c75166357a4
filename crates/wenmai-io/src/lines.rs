use std::io::{self, BufRead};

/// A line of a stream, without its ending.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// The line is in the caller's buffer.
    Whole,
    /// The line is longer than the limit; it was read to its end and thrown away.
    TooLong,
}

/// Reads the next line into `buffer`, which never grows beyond `limit_bytes`; `None` at the end.
///
/// Lines end at `\n`; a `\r` before it belongs to the ending. [`BufRead::read_until`] would do, were it not
/// for a line of many gigabytes, which must not take the memory of the whole run.
pub(crate) fn read_line(
    reader: &mut impl BufRead,
    buffer: &mut Vec<u8>,
    limit_bytes: usize,
) -> io::Result<Option<Line>> {
    buffer.clear();
    let mut too_long = false;
    let mut any = false;
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if available.is_empty() {
            break;
        }
        any = true;
        let newline = memchr::memchr(b'\n', available);
        let piece = available
            .get(..newline.unwrap_or(available.len()))
            .unwrap_or_default();
        too_long |= buffer.len() + piece.len() > limit_bytes;
        if !too_long {
            buffer.extend_from_slice(piece);
        }
        let consumed = piece.len() + usize::from(newline.is_some());
        reader.consume(consumed);
        if newline.is_some() {
            break;
        }
    }
    if !any {
        return Ok(None);
    }
    if too_long {
        buffer.clear();
        return Ok(Some(Line::TooLong));
    }
    if buffer.last() == Some(&b'\r') {
        buffer.pop();
    }
    Ok(Some(Line::Whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn lines(text: &str, limit_bytes: usize) -> Vec<Option<String>> {
        // Three bytes at a time, so that lines cross the reader's buffer.
        let mut reader = BufReader::with_capacity(3, text.as_bytes());
        let mut buffer = Vec::new();
        let mut lines = Vec::new();
        while let Some(line) = read_line(&mut reader, &mut buffer, limit_bytes).unwrap() {
            lines.push((line == Line::Whole).then(|| String::from_utf8(buffer.clone()).unwrap()));
        }
        lines
    }

    #[test]
    fn endings_belong_to_no_line() {
        assert_eq!(lines("", 9), []);
        assert_eq!(
            lines("a\r\n\nb", 9),
            [Some("a".into()), Some(String::new()), Some("b".into())]
        );
        assert_eq!(lines("a\rb\n", 9), [Some("a\rb".into())]);
    }

    #[test]
    fn a_long_line_is_skipped_and_the_next_one_read() {
        assert_eq!(lines("0123456789\nok\n", 9), [None, Some("ok".into())]);
        assert_eq!(lines("012345678\n", 9), [Some("012345678".into())]);
    }
}
