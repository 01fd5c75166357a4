//! How much of an input is read.

use std::ffi::OsString;
use std::str::FromStr;

use clap::Args;
use serde::Deserialize;
use wenmai::ParseOptions;
use wenmai::io::ReadOptions;

/// How much is read of an input and of a page.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Limits")]
#[expect(
    clippy::struct_field_names,
    reason = "the names are those of the flags"
)]
pub(crate) struct LimitArgs {
    /// Longest page, line of JSONL and WARC record [default: 67108864]
    #[arg(long, value_name = "N")]
    pub(crate) max_page_bytes: Option<u64>,
    /// Most elements and texts of an HTML page; what is behind is not read
    /// [default: 16777216]
    #[arg(long, value_name = "N")]
    pub(crate) max_nodes: Option<usize>,
    /// How deep elements of HTML may be nested, 4 to 254; what is deeper stands
    /// side by side [default: 250]
    #[arg(long, value_name = "N")]
    pub(crate) max_depth: Option<Depth>,
    /// Most lines of a text or Markdown page; what is behind is not read
    /// [default: 8388608]
    #[arg(long, value_name = "N")]
    pub(crate) max_lines: Option<usize>,
    /// Most work for a page: 1 step a byte, 16 an element or text of HTML, 256 a
    /// line or block; what is behind is not read [default: 4294967296]
    #[arg(long, value_name = "N")]
    pub(crate) max_steps: Option<u64>,
    /// How many times its length compressed input may expand to, beyond 64 MiB
    /// [default: 200]
    #[arg(long, value_name = "N")]
    pub(crate) max_expansion: Option<u32>,
}

impl LimitArgs {
    /// These limits, and those of `other` where there is none.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self {
            max_page_bytes: self.max_page_bytes.or(other.max_page_bytes),
            max_nodes: self.max_nodes.or(other.max_nodes),
            max_depth: self.max_depth.or(other.max_depth),
            max_lines: self.max_lines.or(other.max_lines),
            max_steps: self.max_steps.or(other.max_steps),
            max_expansion: self.max_expansion.or(other.max_expansion),
        }
    }

    /// Sets the limits of reading.
    pub(crate) fn limit_reading(&self, read: &mut ReadOptions) {
        read.max_page_bytes = self.max_page_bytes.unwrap_or(read.max_page_bytes);
        read.max_expansion = self.max_expansion.unwrap_or(read.max_expansion);
    }

    /// Sets the limits of parsing.
    pub(crate) fn limit_parsing(&self, parse: &mut ParseOptions) {
        if let Some(bytes) = self.max_page_bytes {
            // A byte of a page is at most three of its text.
            let decoded = usize::try_from(bytes.saturating_mul(3)).unwrap_or(usize::MAX);
            parse.max_bytes = parse.max_bytes.max(decoded);
        }
        parse.max_nodes = self.max_nodes.unwrap_or(parse.max_nodes);
        parse.max_depth = self.max_depth.map_or(parse.max_depth, |depth| depth.0);
        parse.max_lines = self.max_lines.unwrap_or(parse.max_lines);
        parse.max_steps = self.max_steps.unwrap_or(parse.max_steps);
    }
}

/// The flags of another process that parses pages by the same limits.
pub(crate) fn limit_flags(read: &ReadOptions, parse: &ParseOptions) -> [OsString; 5] {
    [
        format!("--max-page-bytes={}", read.max_page_bytes).into(),
        format!("--max-nodes={}", parse.max_nodes).into(),
        format!("--max-depth={}", parse.max_depth).into(),
        format!("--max-lines={}", parse.max_lines).into(),
        format!("--max-steps={}", parse.max_steps).into(),
    ]
}

/// How deep elements may be nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub(crate) struct Depth(u8);

impl TryFrom<u64> for Depth {
    type Error = String;

    fn try_from(depth: u64) -> Result<Self, String> {
        let depth = u8::try_from(depth).ok();
        let depth = depth.filter(|depth| (4..=254).contains(depth));
        depth
            .map(Self)
            .ok_or_else(|| "a depth is between 4 and 254".into())
    }
}

impl FromStr for Depth {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse()
            .map_err(|_| format!("{text:?} is no number"))
            .and_then(|depth: u64| depth.try_into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_have_bounds() {
        let depth = |text: &str| text.parse::<Depth>().ok().map(|depth| depth.0);
        assert_eq!(["4", "254"].map(depth), [Some(4), Some(254)]);
        assert_eq!(["3", "255", "-1", "x", ""].map(depth), [None; 5]);
    }

    #[test]
    fn limits_reach_the_options_and_the_flags() {
        let limits = LimitArgs {
            max_page_bytes: Some(1 << 30),
            max_lines: Some(7),
            max_depth: Some(Depth(9)),
            ..LimitArgs::default()
        };
        let other = LimitArgs {
            max_lines: Some(8),
            max_steps: Some(5),
            max_nodes: Some(6),
            max_expansion: Some(4),
            ..LimitArgs::default()
        };
        let limits = limits.or(&other);
        let (mut read, mut parse) = (ReadOptions::default(), ParseOptions::default());
        limits.limit_reading(&mut read);
        limits.limit_parsing(&mut parse);
        assert_eq!((read.max_page_bytes, read.max_expansion), (1 << 30, 4));
        assert_eq!(parse.max_bytes, 3 << 30);
        assert_eq!(
            limit_flags(&read, &parse),
            [
                "--max-page-bytes=1073741824",
                "--max-nodes=6",
                "--max-depth=9",
                "--max-lines=7",
                "--max-steps=5"
            ]
        );
    }
}
