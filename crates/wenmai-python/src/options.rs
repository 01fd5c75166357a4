//! Options as Python gives them, and what they say to the run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use jiff::{Timestamp, civil, tz::TimeZone};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};
use serde::{Deserialize, Serialize};
use wenmai::corpus::{
    Compression, NamedSiteFiles, PartFormat, Recipe, RunOptions, read_site_files,
};
use wenmai::io::{InputKind, ReadOptions, RecordFields, read_profiles, with_causes};
use wenmai::privacy::{
    PersonalDataKind, PlaceholderLanguage, PrivacyOptions, RedactOptions, Redactor,
};
use wenmai::rights::RightsOptions;
use wenmai::{AuditOptions, Auditor, PageKind, ParseOptions, SiteProfiles, charset_name};

/// A page that takes longer hangs.
const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(30);

/// Options of whatever makes documents of pages.
pub(crate) const EXTRACT: [&str; 23] = [
    "articles",
    "captured_at",
    "charset",
    "content_field",
    "host",
    "id_field",
    "isolate",
    "jobs",
    "kind",
    "max_depth",
    "max_expansion",
    "max_lines",
    "max_nodes",
    "max_page_bytes",
    "max_steps",
    "memory",
    "profiles",
    "recipe",
    "redact",
    "redact_language",
    "site_files",
    "time_limit",
    "url_field",
];

/// Options of whatever reads pages from files.
pub(crate) const READ: [&str; 8] = [
    "charset",
    "content_field",
    "id_field",
    "kind",
    "max_expansion",
    "max_page_bytes",
    "memory",
    "url_field",
];

/// Options of runs beside those of [`EXTRACT`].
pub(crate) const RUN: [&str; 6] = [
    "compress",
    "format",
    "part_size",
    "sample",
    "seed",
    "skip_read_errors",
];

/// What a caller may say. The JSON of it is what worker processes are told, and what an extractor is pickled by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) content_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url_field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) charset: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) captured_at: Option<Timestamp>,
    /// Its text: the file may change, or be on another machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recipe: Option<String>,
    /// Codes with commas between them, or `all`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) redact_language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) site_files: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) profiles: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) articles: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jobs: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) isolate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time_limit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_nodes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_depth: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_lines: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_steps: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_expansion: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_page_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) compress: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) part_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sample: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seed: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) skip_read_errors: bool,
}

impl Options {
    /// The options among the keyword arguments of `function`, which takes those that are `known`. `None` is the default of each.
    pub(crate) fn of_keywords(
        function: &str,
        known: &[&str],
        keywords: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut options = Self::default();
        for (name, value) in keywords.into_iter().flatten() {
            let name: String = name.extract()?;
            if !known.contains(&name.as_str()) {
                return Err(unknown(function, &name, known));
            }
            if !value.is_none() {
                options.set(&name, &value)?;
            }
        }
        options.check()?;
        Ok(options)
    }

    fn set(&mut self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let given = Given { name, value };
        match name {
            "content_field" => self.content_field = Some(given.text()?),
            "id_field" => self.id_field = Some(given.text()?),
            "url_field" => self.url_field = Some(given.text()?),
            "kind" => self.kind = Some(given.one_of(&KINDS)?),
            "charset" => self.charset = Some(given.charset()?),
            "captured_at" => self.captured_at = Some(given.time()?),
            "recipe" => self.recipe = Some(given.recipe()?),
            "redact" => self.redact = given.kinds_of_personal_data()?,
            "redact_language" => self.redact_language = Some(given.one_of(&["code", "zh"])?),
            "site_files" => self.site_files = given.texts()?,
            "profiles" => self.profiles = Some(given.path()?),
            "host" => self.host = Some(given.text()?),
            "articles" => self.articles = given.switch()?,
            "jobs" => self.jobs = Some(size(given.number(1, u64::from(u16::MAX))?)),
            "isolate" => self.isolate = given.switch()?,
            "time_limit" => self.time_limit = Some(given.seconds()?),
            "memory" => self.memory = Some(given.number(1, u64::MAX)?),
            "max_nodes" => self.max_nodes = Some(given.number(1, u64::MAX)?),
            "max_depth" => self.max_depth = Some(given.number(4, 254)?),
            "max_lines" => self.max_lines = Some(given.number(1, u64::MAX)?),
            "max_steps" => self.max_steps = Some(given.number(1, u64::MAX)?),
            "max_expansion" => self.max_expansion = Some(given.number(1, u64::from(u32::MAX))?),
            "max_page_bytes" => self.max_page_bytes = Some(given.number(1, u64::MAX)?),
            "format" => self.format = Some(given.one_of(&["jsonl", "parquet", "md"])?),
            "compress" => self.compress = Some(given.one_of(&["none", "zstd"])?),
            "part_size" => self.part_size = Some(given.number(1, u64::MAX)?),
            "sample" => self.sample = Some(given.sample()?),
            "seed" => self.seed = Some(given.number(0, u64::MAX)?),
            "skip_read_errors" => self.skip_read_errors = given.switch()?,
            // Whoever lists a name among the known ones sets it here; a test goes through all of them.
            name => return Err(PyTypeError::new_err(format!("there is no option {name}"))),
        }
        Ok(())
    }

    /// Options that belong together.
    fn check(&self) -> PyResult<()> {
        let wrong = if self.time_limit.is_some() && !self.isolate {
            "time_limit is for pages in processes of their own: add isolate=True"
        } else if self.redact_language.is_some() && self.redact.is_none() {
            "redact_language is for placeholders: add redact=True"
        } else if self.format.as_deref() == Some("md") && self.compress.as_deref() == Some("zstd") {
            "files of Markdown are not compressed: leave out compress, or choose format=\"jsonl\""
        } else if self.seed.is_some() && self.sample.is_none() {
            "seed is for samples: add sample=1000 or sample=\"1%\""
        } else {
            return Ok(());
        };
        Err(PyValueError::new_err(wrong))
    }

    /// Number of threads.
    pub(crate) fn jobs(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        self.jobs.unwrap_or_else(cores)
    }

    /// How long a page may take in a process of its own.
    pub(crate) fn time_limit(&self) -> Duration {
        let limit = self.time_limit.map(Duration::try_from_secs_f64);
        limit.and_then(Result::ok).unwrap_or(DEFAULT_TIME_LIMIT)
    }

    /// Whether what the options name stands in files, which may change while nobody looks.
    pub(crate) fn name_files(&self) -> bool {
        self.profiles.is_some() || !self.site_files.is_empty()
    }

    /// What the pages hold, where that is a page.
    pub(crate) fn page_kind(&self) -> Option<PageKind> {
        self.kind.as_deref().and_then(page_kind)
    }

    /// How inputs are read.
    pub(crate) fn read(&self) -> ReadOptions {
        let mut read = ReadOptions {
            kind: self.kind.as_deref().and_then(input_kind),
            charset: self.charset.clone(),
            fields: RecordFields {
                content: self.content_field.clone(),
                id: self.id_field.clone(),
                url: self.url_field.clone(),
            },
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

    /// The options of a run over `files` into `out`.
    pub(crate) fn run(&self, files: Vec<OsString>, out: PathBuf) -> PyResult<RunOptions> {
        let (rights, site_files) = self.rights()?;
        let audit = AuditOptions {
            rights,
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
        Ok(RunOptions {
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
        })
    }
}

/// What an input may hold.
const KINDS: [&str; 7] = [
    "html", "text", "markdown", "jsonl", "warc", "wet", "parquet",
];

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
pub(crate) fn part_format(name: Option<&str>) -> PartFormat {
    match name {
        Some("parquet") => PartFormat::Parquet,
        Some("md") => PartFormat::Markdown,
        _ => PartFormat::Jsonl,
    }
}

fn personal_data_kinds(codes: &str) -> Result<Vec<PersonalDataKind>, String> {
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

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A time in RFC 3339, or a date; one without a zone is UTC.
pub(crate) fn time_of(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let local: civil::DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok()
    })
}

fn wrong(option: &str, error: &(dyn std::error::Error + 'static), help: &str) -> PyErr {
    PyValueError::new_err(format!("{option}: {}; {help}", with_causes(error)))
}

/// No function takes a keyword of this name.
fn unknown(function: &str, name: &str, known: &[&str]) -> PyErr {
    let mut known = known.to_vec();
    known.sort_unstable();
    let close = known.iter().find(|other| is_close(name, other));
    let hint = close.map_or(String::new(), |other| format!(" (did you mean {other}?)"));
    PyTypeError::new_err(format!(
        "{function}() has no option {name:?}{hint}; options are {}",
        known.join(", ")
    ))
}

/// Whether two names differ by little: by one character, or by how their words are set apart.
fn is_close(name: &str, other: &str) -> bool {
    let letters = |name: &str| -> Vec<char> {
        let name = name.to_lowercase();
        name.chars().filter(|c| c.is_alphanumeric()).collect()
    };
    let (a, b) = (letters(name), letters(other));
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let ends = a.iter().rev().zip(b.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    let longest = a.len().max(b.len());
    longest <= start + end + 1 && longest > 2
}

/// A value that a caller gives to an option.
struct Given<'a, 'py> {
    name: &'a str,
    value: &'a Bound<'py, PyAny>,
}

impl Given<'_, '_> {
    fn not(&self, expected: &str) -> PyErr {
        let value = self.value.repr();
        let value = value.map_or_else(|_| "another value".to_owned(), |repr| repr.to_string());
        let message = format!("{} is {expected}, not {value}", self.name);
        PyTypeError::new_err(message)
    }

    fn out_of_range(&self, expected: &str) -> PyErr {
        PyValueError::new_err(self.not(expected).value(self.value.py()).to_string())
    }

    fn text(&self) -> PyResult<String> {
        self.value.extract().map_err(|_| self.not("a string"))
    }

    fn switch(&self) -> PyResult<bool> {
        self.value.extract().map_err(|_| self.not("True or False"))
    }

    fn number(&self, least: u64, most: u64) -> PyResult<u64> {
        let expected = match most {
            u64::MAX => format!("a whole number from {least}"),
            most => format!("a whole number from {least} to {most}"),
        };
        // True is a number in Python, and none here.
        let number = self.value.extract::<i128>();
        let number = number
            .ok()
            .filter(|_| !self.value.is_instance_of::<PyBool>());
        let number = number.ok_or_else(|| self.not(&expected))?;
        let number = u64::try_from(number).ok();
        let number = number.filter(|number| (least..=most).contains(number));
        number.ok_or_else(|| self.out_of_range(&expected))
    }

    fn seconds(&self) -> PyResult<f64> {
        let expected = "a number of seconds, more than 0";
        let seconds: f64 = self.value.extract().map_err(|_| self.not(expected))?;
        let fits = seconds > 0.0 && Duration::try_from_secs_f64(seconds).is_ok();
        fits.then_some(seconds)
            .ok_or_else(|| self.out_of_range(expected))
    }

    fn one_of(&self, names: &[&str]) -> PyResult<String> {
        let expected = format!("one of {}", names.join(", "));
        let name: String = self.value.extract().map_err(|_| self.not(&expected))?;
        if names.contains(&name.as_str()) {
            return Ok(name);
        }
        Err(self.out_of_range(&expected))
    }

    fn charset(&self) -> PyResult<String> {
        let name = self.text()?;
        let known = charset_name(&name).map(str::to_owned);
        known.ok_or_else(|| {
            self.out_of_range(
                "the name of a charset, such as utf-8, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, utf-16le, windows-1252 or koi8-r",
            )
        })
    }

    /// A `datetime`, a `date`, or one of them as text.
    fn time(&self) -> PyResult<Timestamp> {
        time(self.value).ok_or_else(|| {
            self.out_of_range("a datetime, a date, or text such as 2024-09-18T08:00:00Z")
        })
    }

    fn path(&self) -> PyResult<PathBuf> {
        self.value
            .extract()
            .map_err(|_| self.not("the path of a folder"))
    }

    fn texts(&self) -> PyResult<Vec<String>> {
        let expected = "a list of [URL=]FILE";
        if self.value.is_instance_of::<PyString>() {
            return Ok(vec![self.text()?]);
        }
        let items = self.value.try_iter().map_err(|_| self.not(expected))?;
        let texts = items.map(|item| {
            let path: PathBuf = item?.extract().map_err(|_| self.not(expected))?;
            let path = path.into_os_string().into_string();
            path.map_err(|_| self.not("a list of names that are Unicode"))
        });
        texts.collect()
    }

    /// The text of the recipe: that of a built-in one, of the file, or the given one itself, which has lines.
    fn recipe(&self) -> PyResult<String> {
        let expected = "the name of a recipe, its path or its text";
        let path: PathBuf = self.value.extract().map_err(|_| self.not(expected))?;
        let is_text = self.value.is_instance_of::<PyString>();
        let name = path.to_str().filter(|_| is_text).unwrap_or_default();
        if let Some(recipe) = Recipe::built_in(name) {
            return Ok(recipe.text().to_owned());
        }
        let text = if name.contains('\n') || name.contains('=') && !Path::new(name).exists() {
            name.to_owned()
        } else {
            std::fs::read_to_string(&path).map_err(|error| {
                let names: Vec<&str> = Recipe::built_in_names().collect();
                let names = names.join(", ");
                let message = format!(
                    "recipe: {}: {error}; give the path of a recipe, its text, or one of {names}",
                    path.display()
                );
                PyValueError::new_err(message)
            })?
        };
        Recipe::parse(&text).map_err(|error| wrong("recipe", &error, error.help()))?;
        Ok(text)
    }

    fn kinds_of_personal_data(&self) -> PyResult<Option<String>> {
        if self.value.is_instance_of::<PyBool>() {
            return Ok(self.switch()?.then(|| "all".to_owned()));
        }
        let kinds = if self.value.is_instance_of::<PyString>() {
            self.text()?
        } else {
            let expected = "True, or a list of kinds of personal data";
            let codes: Vec<String> = self.value.extract().map_err(|_| self.not(expected))?;
            codes.join(",")
        };
        personal_data_kinds(&kinds).map_err(PyValueError::new_err)?;
        Ok(Some(kinds))
    }

    /// `1000`, `"1000"` or `"0.5%"`.
    fn sample(&self) -> PyResult<String> {
        let text = if self.value.is_instance_of::<PyString>() {
            self.text()?
        } else {
            self.number(0, u64::MAX)?.to_string()
        };
        let sample: Result<wenmai::corpus::Sample, String> = text.parse();
        sample
            .map_err(|_| self.out_of_range("a number of records, or a share such as \"0.5%\""))?;
        Ok(text)
    }
}

/// The time that `value` is: a `datetime`, a `date`, or one of them as text.
pub(crate) fn time(value: &Bound<'_, PyAny>) -> Option<Timestamp> {
    let text: String = match value.extract() {
        Ok(text) => text,
        Err(_) => value.call_method0("isoformat").ok()?.extract().ok()?,
    };
    time_of(&text)
}
