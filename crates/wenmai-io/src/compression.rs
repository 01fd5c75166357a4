//! What inputs are compressed with.

use std::path::Path;

/// How the bytes of an input are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    /// Members of gzip, one after the other (RFC 1952).
    Gzip,
    /// Frames of Zstandard, one after the other (RFC 8878).
    Zstd,
}

/// The first bytes of a gzip member whose data is deflated.
pub(crate) const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// The first bytes of a Zstandard frame.
pub(crate) const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The end of the first four bytes of a skippable Zstandard frame; the first is 0x50 to 0x5f.
const ZSTD_SKIPPABLE: [u8; 3] = [0x2a, 0x4d, 0x18];

impl Compression {
    /// What the last extension of `path` stands for.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "gz" | "gzip" => Some(Self::Gzip),
            "zst" | "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// What the first bytes stand for. They decide, for files are often renamed, and some servers undo the compression of
    /// what they send.
    pub(crate) fn of_head(head: &[u8]) -> Option<Self> {
        if head.starts_with(&GZIP_MAGIC) {
            Some(Self::Gzip)
        } else if is_zstd_frame(head) {
            Some(Self::Zstd)
        } else {
            None
        }
    }

    /// The name for people.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// Whether a Zstandard frame starts here, one with data or one to be skipped.
pub(crate) fn is_zstd_frame(head: &[u8]) -> bool {
    head.starts_with(&ZSTD_MAGIC)
        || matches!(head, [first, rest @ ..] if first & 0xf0 == 0x50 && rest.starts_with(&ZSTD_SKIPPABLE))
}
