//! Files of the sites that pages are from.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use wenmai::corpus::NamedSiteFiles;
use wenmai::io::{InputKind, ReadOptions, read_responses};
use wenmai::rights::{RightsOptions, SiteFiles, is_site_file};

use crate::args::SiteArgs;
use crate::exit::Stop;

/// How rights are read, with the files that the command line names.
pub(crate) fn rights_options(args: &SiteArgs) -> Result<RightsOptions, Stop> {
    let mut files = SiteFiles::default();
    for argument in &args.site_files {
        match url_and_file(argument) {
            (Some(url), file) => {
                let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
                files
                    .add(url, &bytes)
                    .map_err(|error| wrong(&error.to_string()))?;
            }
            (None, file) => add_archive(Path::new(file), &mut files)?,
        }
    }
    Ok(RightsOptions {
        site_files: Arc::new(files),
        ..RightsOptions::default()
    })
}

/// The same, and the files by name for the settings of a run, where there are any.
pub(crate) fn named_site_files(
    args: &SiteArgs,
) -> Result<(RightsOptions, Option<NamedSiteFiles>), Stop> {
    let rights = rights_options(args)?;
    if args.site_files.is_empty() {
        return Ok((rights, None));
    }
    let files = args.site_files.iter().map(|argument| {
        let (url, file) = url_and_file(argument);
        // Settings are text, with a name on each line.
        let name = argument.to_str().filter(|name| !name.contains('\n'));
        let name = name.ok_or_else(|| {
            wrong(&format!(
                "--site-file {}: a run cannot remember this name",
                file.display()
            ))
        })?;
        Ok((
            name.to_owned(),
            url.unwrap_or_default().to_owned(),
            file.into(),
        ))
    });
    let named = NamedSiteFiles::read(files.collect::<Result<_, Stop>>()?)
        .map_err(|error| wrong(&format!("--site-file: {error}")))?;
    Ok((rights, Some(named)))
}

/// `[ URL "=" ] FILE`
fn url_and_file(argument: &OsStr) -> (Option<&str>, &OsStr) {
    let parts = argument.to_str().filter(|text| {
        let text = text.to_ascii_lowercase();
        text.starts_with("http://") || text.starts_with("https://")
    });
    match parts.and_then(|text| text.split_once('=')) {
        Some((url, file)) => (Some(url), OsStr::new(file)),
        None => (None, argument),
    }
}

fn add_archive(path: &Path, files: &mut SiteFiles) -> Result<(), Stop> {
    if InputKind::of_path(path) != Some(InputKind::Warc) {
        return Err(wrong(&format!(
            "--site-file {}: it is not said which site the file is of",
            path.display()
        )));
    }
    let found = read_responses(path, &ReadOptions::default(), is_site_file)
        .map_err(|error| unreadable(path.as_os_str(), &error))?;
    for response in found {
        let status = response.status.unwrap_or(200);
        files
            .add_response(&response.url, status, &response.body)
            .map_err(|error| wrong(&error.to_string()))?;
    }
    Ok(())
}

fn unreadable(file: &OsStr, error: &dyn std::error::Error) -> Stop {
    wrong(&format!("--site-file {}: {error}", file.to_string_lossy()))
}

fn wrong(message: &str) -> Stop {
    Stop::usage(
        message,
        "give --site-file https://site.example/robots.txt=FILE, or a web archive (.warc) that holds the files",
    )
}
