//! Files of the sites that pages are from.

use std::sync::Arc;

use wenmai::corpus::{NamedSiteFiles, read_site_files};
use wenmai::rights::RightsOptions;

use crate::args::SiteArgs;
use crate::exit::Stop;

/// How rights are read, with the files that the command line names.
pub(crate) fn rights_options(args: &SiteArgs) -> Result<RightsOptions, Stop> {
    named_site_files(args).map(|(rights, _)| rights)
}

/// The same, and the files by name for the settings of a run, where there are any.
pub(crate) fn named_site_files(
    args: &SiteArgs,
) -> Result<(RightsOptions, Option<NamedSiteFiles>), Stop> {
    let (files, named) = read_site_files(&args.site_files).map_err(|error| {
        let help = error.help().replace("https://", "--site-file https://");
        Stop::usage(format!("--site-file {error}"), help)
    })?;
    let rights = RightsOptions {
        site_files: Arc::new(files),
        ..RightsOptions::default()
    };
    Ok((rights, named))
}
