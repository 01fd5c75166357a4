use std::ffi::OsString;

use clap::Args;

/// What is known of the sites of the pages.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Rights options")]
pub(crate) struct SiteArgs {
    /// The robots.txt or tdmrep.json of the site at URL, or the RSL document there;
    /// or, without URL, a web archive that holds such files. May be given several
    /// times
    #[arg(long = "site-file", value_name = "[URL=]FILE")]
    pub(crate) site_files: Vec<OsString>,
}
