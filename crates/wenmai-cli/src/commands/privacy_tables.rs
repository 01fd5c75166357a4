//! Tables of personal data from a folder.

use std::fs;
use std::io;
use std::path::Path;

use wenmai::privacy::PrivacyTables;
use wenmai::{AuditError, AuditOptions, Auditor};

use crate::args::{PersonalKind, PrivacyArgs, SiteArgs};
use crate::config::AuditConfig;
use crate::exit::Stop;
use crate::site_files::rights_options;

/// An auditor that looks for what the flags say, else the settings.
pub(crate) fn auditor(
    args: &PrivacyArgs,
    sites: &SiteArgs,
    config: &AuditConfig,
) -> Result<Auditor, Stop> {
    let without = match args.without.as_slice() {
        [] => &config.without,
        given => given,
    };
    let folder = args.privacy_tables.as_ref();
    let folder = folder.or(config.privacy_tables.as_ref());
    let tables = folder.map_or_else(|| Ok(PrivacyTables::default()), |folder| read(folder))?;
    let mut options = AuditOptions {
        rights: rights_options(sites)?,
        ..AuditOptions::default()
    };
    options.privacy.without = without.iter().map(|&PersonalKind(kind)| kind).collect();
    options.privacy.tables = tables;
    Auditor::new(&options).map_err(|error| match (&error, folder) {
        (AuditError::Privacy(_), Some(folder)) => {
            let path = folder.join(error.to_string());
            Stop::usage(
                path.display().to_string(),
                "the first line of each table of data/privacy says how it is made up",
            )
        }
        // The other tables are our own.
        _ => Stop::usage(error.to_string(), "please report this"),
    })
}

/// The tables that stand in `folder`. Other files are passed over, but for those that have the suffix of a table and no name of
/// one: their name is misspelled.
fn read(folder: &Path) -> Result<PrivacyTables, Stop> {
    let unreadable = |path: &Path, error: &io::Error| {
        Stop::usage(
            format!("{}: cannot be read: {error}", path.display()),
            "--privacy-tables wants a folder of tables in UTF-8",
        )
    };
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut paths: Vec<_> = entries
        .map_err(|error| unreadable(folder, &error))?
        .into_iter()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let names = || format!("tables are {}", PrivacyTables::FILES.join(", "));
    let mut tables = PrivacyTables::default();
    let mut n_tables = 0;
    for path in paths {
        if path.extension().is_none_or(|suffix| suffix != "tsv") {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(table) = tables.by_file(&name) else {
            return Err(Stop::usage(
                format!("{}: there is no table of this name", path.display()),
                names(),
            ));
        };
        *table = Some(fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?);
        n_tables += 1;
    }
    if n_tables == 0 {
        return Err(Stop::usage(
            format!("{}: there is no table in this folder", folder.display()),
            names(),
        ));
    }
    Ok(tables)
}
