//! Files of the sites that pages are from, as a caller names them.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use wenmai_analyze::rights::{SiteFiles, is_site_file};
use wenmai_io::{InputKind, ReadOptions, read_responses};

use crate::options::NamedSiteFiles;

/// Why a file of a site cannot be taken.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct NamedSiteFileError {
    what: String,
}

impl NamedSiteFileError {
    fn new(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }

    /// What to do about it; one sentence without a final dot.
    pub const fn help(&self) -> &'static str {
        "give https://site.example/robots.txt=FILE, or a web archive (.warc) that holds the files"
    }
}

/// Reads the files that `arguments` name, each `[ URL "=" ] FILE`: one file of the site at `URL`, or a web archive with such
/// files in it. Also gives their names for the settings of a run, where there are any.
///
/// # Errors
///
/// When a file cannot be read, is of no known site, or has a name that settings cannot hold.
pub fn read_site_files(
    arguments: &[OsString],
) -> Result<(SiteFiles, Option<NamedSiteFiles>), NamedSiteFileError> {
    let mut files = SiteFiles::default();
    for argument in arguments {
        match url_and_file(argument) {
            (Some(url), file) => {
                let bytes = std::fs::read(file).map_err(|error| unreadable(file, &error))?;
                files
                    .add(url, &bytes)
                    .map_err(|error| NamedSiteFileError::new(error.to_string()))?;
            }
            (None, file) => add_archive(Path::new(file), &mut files)?,
        }
    }
    if arguments.is_empty() {
        return Ok((files, None));
    }
    let named = arguments.iter().map(|argument| {
        let (url, file) = url_and_file(argument);
        // Settings are text, with a name on each line.
        let name = argument.to_str().filter(|name| !name.contains('\n'));
        let name = name.ok_or_else(|| {
            NamedSiteFileError::new(format!(
                "{}: a run cannot remember this name",
                file.display()
            ))
        })?;
        Ok((
            name.to_owned(),
            url.unwrap_or_default().to_owned(),
            file.into(),
        ))
    });
    let named = NamedSiteFiles::read(named.collect::<Result<_, NamedSiteFileError>>()?)
        .map_err(|error| NamedSiteFileError::new(error.to_string()))?;
    Ok((files, Some(named)))
}

/// The argument with the path of its file from the root, for whoever reads it again: the working folder may be another one then.
///
/// # Errors
///
/// When there is no working folder, or no path.
pub fn absolute_site_file(argument: &OsStr) -> io::Result<OsString> {
    let (url, file) = url_and_file(argument);
    let file = std::path::absolute(file)?;
    let Some(url) = url else {
        return Ok(file.into_os_string());
    };
    let mut named = OsString::from(url);
    named.push("=");
    named.push(file);
    Ok(named)
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

fn add_archive(path: &Path, files: &mut SiteFiles) -> Result<(), NamedSiteFileError> {
    if InputKind::of_path(path) != Some(InputKind::Warc) {
        return Err(NamedSiteFileError::new(format!(
            "{}: it is not said which site the file is of",
            path.display()
        )));
    }
    let found = read_responses(path, &ReadOptions::default(), is_site_file)
        .map_err(|error| unreadable(path.as_os_str(), &error))?;
    for response in found {
        let status = response.status.unwrap_or(200);
        files
            .add_response(&response.url, status, &response.body)
            .map_err(|error| NamedSiteFileError::new(error.to_string()))?;
    }
    Ok(())
}

fn unreadable(file: &OsStr, error: &dyn std::error::Error) -> NamedSiteFileError {
    NamedSiteFileError::new(format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_keep_their_sites() {
        let absolute = |argument: &str| absolute_site_file(OsStr::new(argument)).unwrap();
        let file = std::path::absolute("robots.txt").unwrap();
        assert_eq!(absolute("robots.txt"), file);
        let of_site = absolute("HTTPS://tea.example/robots.txt=robots.txt");
        let expected = format!("HTTPS://tea.example/robots.txt={}", file.display());
        assert_eq!(of_site, OsString::from(expected));
    }
}
