//! Where records of WARC files start and end, by what stands there.

/// The longest version line.
pub(super) const MAX_VERSION_BYTES: usize = 16;

/// Most bytes of line ends that belong to a record; there should be `\r\n\r\n`.
const MAX_END_BYTES: usize = 4;

/// So many bytes behind a block tell whether it ends there.
pub(super) const END_BYTES: usize = MAX_END_BYTES + RECORD_START_BYTES;

/// So many bytes tell whether a record starts.
pub(super) const RECORD_START_BYTES: usize = 8;

/// Whether a record starts with these bytes.
pub(super) fn is_record_start(bytes: &[u8]) -> bool {
    let Some((name, version)) = bytes.split_first_chunk::<5>() else {
        return false;
    };
    name.eq_ignore_ascii_case(b"WARC/") && matches!(version, [b'0'..=b'9', b'.', b'0'..=b'9', ..])
}

/// Whether bytes that a gzip member ends with may be the beginning of a version line.
fn is_start_of_name(bytes: &[u8]) -> bool {
    let name = bytes.get(..bytes.len().min(5)).unwrap_or_default();
    name.eq_ignore_ascii_case(b"WARC/".get(..name.len()).unwrap_or_default())
}

/// `version = "WARC/" 1*DIGIT "." 1*DIGIT CRLF`, alone in its line; `CRLF` may be `LF`.
pub(crate) fn is_version_line(line: &[u8]) -> bool {
    is_record_start(line)
        && line.len() <= MAX_VERSION_BYTES
        && line
            .get(RECORD_START_BYTES..)
            .is_some_and(|rest| rest.trim_ascii_end().iter().all(u8::is_ascii_digit))
}

/// Where the first version line of a block starts.
pub(super) fn first_record(block: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(block, b"\nWARC/").find_map(|newline| {
        let rest = block.get(newline + 1..)?;
        let line_bytes = memchr::memchr(b'\n', rest.get(..rest.len().min(MAX_VERSION_BYTES))?)?;
        is_version_line(rest.get(..=line_bytes)?).then_some(newline + 1)
    })
}

/// The end of a record.
pub(super) struct End {
    /// Bytes of line ends behind the block.
    pub(super) n_bytes: usize,
    /// Whether the next record starts behind them, or the frame ends. What HTTP has below its headers looks like the end of a
    /// record, too.
    pub(super) is_certain: bool,
}

/// The end of the record whose block ends where `rest` starts: [`END_BYTES`] of it, or fewer at the end of the frame. Two line
/// ends follow a record; some writers forget one or both, or add more. `None` if they are not there, and no other record is
/// either.
pub(super) fn end_of_record(rest: &[u8]) -> Option<End> {
    let n_bytes = n_line_ends(rest).min(MAX_END_BYTES);
    let (ends, next) = rest.split_at_checked(n_bytes)?;
    // A gzip member that ends here, or within the version line, is no reason for doubt.
    let is_cut = next.len() < RECORD_START_BYTES && is_start_of_name(next);
    let is_certain = is_record_start(next) || is_cut || n_line_ends(next) > 0;
    (is_certain || ends == b"\r\n\r\n").then_some(End {
        n_bytes,
        is_certain,
    })
}

pub(super) fn n_line_ends(bytes: &[u8]) -> usize {
    let is_line_end = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
    bytes.iter().take_while(is_line_end).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_lines_stand_alone() {
        for line in ["WARC/0.17\r\n", "WARC/1.0\n", "warc/1.1\r\n", "WARC/1.1"] {
            assert!(is_version_line(line.as_bytes()), "{line}");
        }
        for line in [
            "WARC/1\n",
            "WARC/1.0 is a format\n",
            " WARC/1.0\n",
            "",
            "WARC/1.0000000000000",
        ] {
            assert!(!is_version_line(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_swallowed_record_starts_in_a_line_of_its_own() {
        let first = |block: &'static str| first_record(block.as_bytes());
        assert_eq!(first("a\n\nWARC/1.0\r\nb"), Some(3));
        assert_eq!(first("WARC/1.0\r\n"), None);
        assert_eq!(first("a\nWARC/1.0 is a format\nWARC/1.1\n"), Some(23));
        assert_eq!(first("a\nWARC/1.0"), None);
    }
}
