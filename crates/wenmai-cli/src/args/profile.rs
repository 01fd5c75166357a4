use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, value_parser};

use super::Files;

const PROFILE_HELP: &str = "\
Examples:
  wenmai profile crawl/ --out profiles
  wenmai profile saved/*.html --host blog.example --out profiles
  wenmai extract crawl/ --profiles profiles > documents.jsonl
  wenmai explain page.html --profiles profiles --host blog.example
  wenmai corpus run crawl/ --out corpus --profiles profiles

Menus, notices, calls to subscribe and boxes about authors stand on most pages
of a site, word for word but for numbers. Those of each host go into HOST.toml,
one entry a line, to be read and changed. Section headings, list items and code
that articles have in common are left alone, and so are cards. The table says
how many of the lines stand in articles as they are extracted today, and which.

Of each host 64 pages are learned from, whichever order they come in; of many
hosts, fewer: memory is bounded.";

/// Learn what repeats on the pages of each site and belongs to no article
#[derive(Debug, Args)]
#[command(after_help = PROFILE_HELP)]
pub(crate) struct LearnProfilesArgs {
    /// Folder that the profiles are written into; without it they are only
    /// counted
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Fewest pages of a host, and fewest that a line stands on [default: 3]
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(2..))]
    pub(crate) min_pages: Option<u16>,
    /// The least share of the pages of a host that a line stands on, in percent
    /// [default: 60]
    #[arg(long, value_name = "P", value_parser = value_parser!(u8).range(1..=100))]
    pub(crate) min_share: Option<u8>,
    /// Most pages of a host that are learned from, not fewer than --min-pages
    /// [default: 64]
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) files: Files,
}
