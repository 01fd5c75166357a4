//! What options say: how pages are read, parsed, audited and written.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use wenmai::corpus::{
    Compression, NamedSiteFiles, PartFormat, Recipe, RunOptions, read_site_files,
};
use wenmai::io::{InputKind, ReadOptions, RecordFields, read_profiles, with_causes};
use wenmai::privacy::{
    PersonalDataKind, PlaceholderLanguage, PrivacyOptions, RedactOptions, Redactor,
};
use wenmai::rights::RightsOptions;
use wenmai::{AuditOptions, Auditor, PageKind, ParseOptions, SiteProfiles};

use super::Options;
use crate::errors::in_words_of_python;

impl Options {
    /// What the pages hold, where that is a page.
    pub(crate) fn page_kind(&self) -> Option<PageKind> {
        self.kind.as_deref().and_then(page_kind)
    }

    /// Which fields of a record, columns of a table, or keys of a mapping hold what.
    pub(crate) fn fields(&self) -> RecordFields {
        RecordFields {
            content: self.content_field.clone(),
            id: self.id_field.clone(),
            url: self.url_field.clone(),
        }
    }

    /// How inputs are read.
    pub(crate) fn read(&self) -> ReadOptions {
        let mut read = ReadOptions {
            kind: self.kind.as_deref().and_then(input_kind),
            charset: self.charset.clone(),
            fields: self.fields(),
            ..ReadOptions::default()
        };
        read.max_page_bytes = self.max_page_bytes.unwrap_or(read.max_page_bytes);
        let expansion = self.max_expansion.map(u32::try_from);
        read.max_expansion = expansion.and_then(Result::ok).unwrap_or(read.max_expansion);
        read
    }

    /// How inputs are read where no run does it: a page that does not fit into the memory is too long, too.
    pub(crate) fn bounded_read(&self) -> ReadOptions {
        let defaults = RunOptions::default();
        let run = RunOptions {
            read: self.read(),
            memory: self.memory.unwrap_or(defaults.memory),
            ..defaults
        };
        run.bounded_read()
    }

    /// How pages are parsed, but for the profiles of their sites.
    pub(crate) fn parse(&self) -> ParseOptions {
        let mut parse = ParseOptions::default();
        if let Some(bytes) = self.max_page_bytes {
            // A byte of a page is at most three of its text.
            parse.max_bytes = parse.max_bytes.max(size(bytes.saturating_mul(3)));
        }
        parse.max_nodes = self.max_nodes.map_or(parse.max_nodes, size);
        parse.max_lines = self.max_lines.map_or(parse.max_lines, size);
        parse.max_steps = self.max_steps.unwrap_or(parse.max_steps);
        let depth = self.max_depth.map(u8::try_from);
        parse.max_depth = depth.and_then(Result::ok).unwrap_or(parse.max_depth);
        parse.captured_at = self.captured_at;
        parse.articles_as_headings = self.articles;
        parse
    }

    /// What is known of the hosts of the pages.
    fn site_profiles(&self) -> PyResult<SiteProfiles> {
        let profiles = match &self.profiles {
            None => SiteProfiles::default(),
            Some(folder) => {
                let profiles = read_profiles(folder).map_err(|error| {
                    wrong(
                        "profiles",
                        &error,
                        "give the folder that `wenmai profile … --out` has written",
                    )
                })?;
                SiteProfiles::new(profiles)
            }
        };
        Ok(profiles.with_host(self.host.as_deref()))
    }

    /// What puts placeholders in the place of personal data, if there are to be any.
    pub(crate) fn redactor(&self) -> PyResult<Option<Arc<Redactor>>> {
        let Some(kinds) = &self.redact else {
            return Ok(None);
        };
        let kinds = personal_data_kinds(kinds).map_err(PyValueError::new_err)?;
        let without = PersonalDataKind::ALL.into_iter();
        let options = RedactOptions {
            privacy: PrivacyOptions {
                without: without.filter(|kind| !kinds.contains(kind)).collect(),
                ..PrivacyOptions::default()
            },
            language: match self.redact_language.as_deref() {
                Some("zh") => PlaceholderLanguage::Chinese,
                _ => PlaceholderLanguage::Code,
            },
        };
        let redactor = Redactor::new(options)
            .map_err(|error| wrong("redact", &error, "please report this"))?;
        Ok(Some(Arc::new(redactor)))
    }

    /// How rights are read, and the files of sites by name.
    pub(crate) fn rights(&self) -> PyResult<(RightsOptions, Option<NamedSiteFiles>)> {
        let arguments: Vec<OsString> = self.site_files.iter().map(OsString::from).collect();
        let (files, named) = read_site_files(&arguments).map_err(|error| {
            PyValueError::new_err(format!("site_files: {error}; {}", error.help()))
        })?;
        let rights = RightsOptions {
            site_files: Arc::new(files),
            ..RightsOptions::default()
        };
        Ok((rights, named))
    }

    /// The recipe, if there is one.
    pub(crate) fn recipe(&self) -> PyResult<Option<Recipe>> {
        let recipe = self.recipe.as_deref().map(Recipe::parse).transpose();
        recipe.map_err(|error| wrong("recipe", &error, error.help()))
    }

    /// Whether there is memory for any page.
    pub(super) fn check_memory(&self) -> PyResult<()> {
        let defaults = RunOptions::default();
        let run = RunOptions {
            memory: self.memory.unwrap_or(defaults.memory),
            ..defaults
        };
        run.check_memory()
            .map_err(|error| wrong("memory", &error, &in_words_of_python(&error.help())))
    }

    /// The options of a run over `files` into `out`.
    pub(crate) fn run(&self, files: Vec<OsString>, out: PathBuf) -> PyResult<RunOptions> {
        self.run_and_rights(files, out).map(|(run, _)| run)
    }

    /// The same, and how rights are read.
    pub(crate) fn run_and_rights(
        &self,
        files: Vec<OsString>,
        out: PathBuf,
    ) -> PyResult<(RunOptions, RightsOptions)> {
        let (rights, site_files) = self.rights()?;
        let audit = AuditOptions {
            rights: rights.clone(),
            ..AuditOptions::default()
        };
        let auditor = Auditor::new(&audit)
            .map_err(|error| wrong("site_files", &error, "please report this"))?;
        let mut parse = self.parse();
        parse.profiles = self.site_profiles()?;
        let recipe = self.recipe()?;
        let format = part_format(self.format.as_deref());
        if format == PartFormat::Markdown && recipe.as_ref().is_some_and(Recipe::is_mark_only) {
            return Err(PyValueError::new_err(
                "files of Markdown have no place for what a recipe marks: choose format=\"jsonl\", or a recipe with action = \"drop\"",
            ));
        }
        let defaults = RunOptions::default();
        let run = RunOptions {
            files,
            out,
            read: self.read(),
            parse,
            recipe,
            redactor: self.redactor()?,
            auditor: Some(Arc::new(auditor)),
            site_files,
            profiles: self.profiles.clone(),
            format,
            compression: match self.compress.as_deref() {
                Some("zstd") => Compression::Zstd,
                _ => Compression::None,
            },
            part_bytes: self.part_size.unwrap_or(defaults.part_bytes),
            sample: self
                .sample
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(PyValueError::new_err)?,
            seed: self.seed.unwrap_or(defaults.seed),
            memory: self.memory.unwrap_or(defaults.memory),
            jobs: self.jobs(),
            skip_read_errors: self.skip_read_errors,
        };
        Ok((run, rights))
    }
}

/// The kind of a page, by its name.
pub(crate) fn page_kind(name: &str) -> Option<PageKind> {
    let kinds = [PageKind::Html, PageKind::Text, PageKind::Markdown];
    kinds.into_iter().find(|kind| kind.as_str() == name)
}

fn input_kind(name: &str) -> Option<InputKind> {
    match name {
        "html" => Some(InputKind::Html),
        "text" => Some(InputKind::Text),
        "markdown" => Some(InputKind::Markdown),
        "jsonl" => Some(InputKind::Jsonl),
        // The types of its records say what is text.
        "warc" | "wet" => Some(InputKind::Warc),
        "parquet" => Some(InputKind::Parquet),
        _ => None,
    }
}

/// What parts hold, by the name of their format; JSON Lines where none is given.
fn part_format(name: Option<&str>) -> PartFormat {
    match name {
        Some("parquet") => PartFormat::Parquet,
        Some("md") => PartFormat::Markdown,
        _ => PartFormat::Jsonl,
    }
}

pub(super) fn personal_data_kinds(codes: &str) -> Result<Vec<PersonalDataKind>, String> {
    if codes == "all" {
        return Ok(PersonalDataKind::ALL.into());
    }
    let kinds = codes.split(',').map(|code| {
        PersonalDataKind::from_code(code.trim()).ok_or_else(|| {
            let known = PersonalDataKind::ALL.map(PersonalDataKind::as_str);
            let known = known.join(", ");
            format!("redact: there is no kind {code:?} of personal data; kinds are {known}")
        })
    });
    kinds.collect()
}

pub(super) fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

pub(super) fn wrong(option: &str, error: &(dyn std::error::Error + 'static), help: &str) -> PyErr {
    PyValueError::new_err(format!("{option}: {}; {help}", with_causes(error)))
}
