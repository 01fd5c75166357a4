use std::path::Path;

use wenmai_model::PageKind;

use crate::compression::Compression;
use crate::warc::is_version_line;

/// What an input holds: one page, or records with a page each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputKind {
    /// One HTML page.
    Html,
    /// One text page.
    Text,
    /// One Markdown page.
    Markdown,
    /// One JSON object a line, each with a page in it.
    Jsonl,
    /// Records of a web archive (ISO 28500): WARC, and the WET and WAT files that are made of them.
    Warc,
    /// Rows of a Parquet file, each with a page in it.
    Parquet,
}

impl InputKind {
    /// The kind that the extension of `path` stands for, below that of a compressed file; `None` when it says nothing.
    ///
    /// ```
    /// use std::path::Path;
    /// use wenmai_io::InputKind;
    /// assert_eq!(InputKind::of_path(Path::new("a/b.TXT")), Some(InputKind::Text));
    /// assert_eq!(InputKind::of_path(Path::new("a/b.markdown")), Some(InputKind::Markdown));
    /// assert_eq!(InputKind::of_path(Path::new("a/b.warc.wet.gz")), Some(InputKind::Warc));
    /// assert_eq!(InputKind::of_path(Path::new("a/b")), None);
    /// ```
    pub fn of_path(path: &Path) -> Option<Self> {
        let stem = Compression::of_path(path).and(path.file_stem());
        let path = stem.map_or(path, Path::new);
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" => Some(Self::Text),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" => Some(Self::Html),
            "jsonl" => Some(Self::Jsonl),
            "warc" | "wet" | "wat" => Some(Self::Warc),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// Whether this build reads such inputs: Parquet takes the feature `arrow`.
    pub const fn is_built(self) -> bool {
        !matches!(self, Self::Parquet) || cfg!(feature = "arrow")
    }

    /// The kind of the one page that such an input holds; `None` for containers, whose records say it.
    pub const fn page_kind(self) -> Option<PageKind> {
        match self {
            Self::Html => Some(PageKind::Html),
            Self::Text => Some(PageKind::Text),
            Self::Markdown => Some(PageKind::Markdown),
            Self::Jsonl | Self::Warc | Self::Parquet => None,
        }
    }

    /// The name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Jsonl => "jsonl",
            Self::Warc => "warc",
            Self::Parquet => "parquet",
        }
    }

    /// Whether such an input holds one page and nothing else.
    pub const fn is_one_page(self) -> bool {
        self.page_kind().is_some()
    }

    /// The kind of an input without a telling name, by its first bytes: a version line means WARC; an object's opening brace
    /// and the quote of its first key mean JSONL, for no page starts like that.
    pub(crate) fn of_head(head: &[u8]) -> Option<Self> {
        let line = head.split_inclusive(|byte| *byte == b'\n').next();
        if line.is_some_and(is_version_line) {
            return Some(Self::Warc);
        }
        if head.starts_with(b"PAR1") {
            return Some(Self::Parquet);
        }
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
        let inner = head.trim_ascii_start().strip_prefix(b"{")?;
        inner
            .trim_ascii_start()
            .starts_with(b"\"")
            .then_some(Self::Jsonl)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_of_jsonl_is_told_from_text() {
        assert_eq!(
            InputKind::of_head(b"\xEF\xBB\xBF{\"id\": 1}"),
            Some(InputKind::Jsonl)
        );
        assert_eq!(InputKind::of_head(b"{ \"id\""), Some(InputKind::Jsonl));
        assert_eq!(InputKind::of_head(b"{% raw %}"), None);
        assert_eq!(InputKind::of_head("【活动】标题".as_bytes()), None);
        assert_eq!(InputKind::of_head(b""), None);
        assert_eq!(InputKind::of_head(b"WARC/1.1\r\n"), Some(InputKind::Warc));
        assert_eq!(InputKind::of_head(b"WARC/1 is a format"), None);
    }
}
