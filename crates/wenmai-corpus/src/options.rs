use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use wenmai_analyze::Auditor;
use wenmai_analyze::privacy::{PlaceholderLanguage, Redactor};
use wenmai_io::{ReadOptions, hex, profile_text};
use wenmai_parse::{ParseOptions, SiteProfiles};

use crate::checksum::Checksum;
use crate::error::CorpusError;
use crate::memory::PER_BYTE;
use crate::recipe::Recipe;

/// What a corpus run reads, writes and may use.
///
/// The result depends on all of it but [`jobs`](Self::jobs); a run is resumed with the options that it was begun with.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// The inputs, as a command line gives them.
    pub files: Vec<OsString>,
    /// Folder of the run.
    pub out: PathBuf,
    /// How inputs are read.
    pub read: ReadOptions,
    /// How pages are parsed.
    pub parse: ParseOptions,
    /// Which documents are kept; all that have text when `None`.
    pub recipe: Option<Recipe>,
    /// What puts placeholders in the place of personal data; they stay when `None`.
    pub redactor: Option<Arc<Redactor>>,
    /// Says of each record what may be done with it, and how many personal data are on its page; nobody does when `None`.
    pub auditor: Option<Arc<Auditor>>,
    /// The files of sites that the auditor knows.
    pub site_files: Option<NamedSiteFiles>,
    /// Where the profiles by which pages are parsed were read.
    pub profiles: Option<PathBuf>,
    /// What the parts hold.
    pub format: PartFormat,
    /// How the parts are compressed.
    pub compression: Compression,
    /// A part is full with so many bytes of pages.
    pub part_bytes: u64,
    /// Which records are processed; all when `None`.
    pub sample: Option<Sample>,
    /// Draws the sample.
    pub seed: u64,
    /// Most memory that the run may take, in bytes. A page that needs more than is left for pages is a dead letter.
    pub memory: u64,
    /// Number of threads; at least one.
    pub jobs: usize,
    /// Whether an error of the operating system while an input is read costs the rest of this input, which is a dead letter
    /// then, rather than ending the run, which can be resumed once the trouble is over.
    pub skip_read_errors: bool,
}

impl Default for RunOptions {
    /// JSON Lines without compression, parts of 128 MiB of pages, 2 GiB of memory, one thread.
    fn default() -> Self {
        Self {
            files: Vec::new(),
            out: PathBuf::new(),
            read: ReadOptions::default(),
            parse: ParseOptions::default(),
            recipe: None,
            redactor: None,
            auditor: None,
            site_files: None,
            profiles: None,
            format: PartFormat::Jsonl,
            compression: Compression::None,
            part_bytes: 128 << 20,
            sample: None,
            seed: 0,
            memory: 2 << 30,
            jobs: 1,
            skip_read_errors: false,
        }
    }
}

/// The setting that is the text of the recipe: its file may change.
pub const RECIPE: &str = "recipe";

/// The setting that is where profiles were read: a run that goes on reads them there, but may name the folder otherwise.
pub(crate) const PROFILES: &str = "profiles";

/// Files of sites as a command line names them, and what they hold, so that a run goes on with the same ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSiteFiles {
    /// Their names, each with the address of its site where that does not stand in the file.
    pub names: Vec<String>,
    /// SHA-256 over the address, the bytes and the length of each, lower-case hexadecimal.
    pub sha256: String,
}

impl NamedSiteFiles {
    /// Reads the files, each given by its name, the address in it, and its path.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read.
    pub fn read(files: Vec<(String, String, PathBuf)>) -> io::Result<Self> {
        let mut checksum = Checksum::default();
        let mut names = Vec::with_capacity(files.len());
        for (name, address, path) in files {
            checksum.add(address.as_bytes());
            let bytes = io::copy(&mut File::open(path)?, &mut checksum)?;
            checksum.add(&bytes.to_le_bytes());
            names.push(name);
        }
        Ok(Self {
            names,
            sha256: checksum.finish().1,
        })
    }
}

/// The setting that names the files of sites, one a line: a run that goes on reads them there, but may name them otherwise.
pub const SITE_FILES: &str = "site-file";

/// The setting that is a hash of what the files of sites hold.
pub const SITE_FILES_HASH: &str = "site-files-sha256";

/// The setting that is a hash of what the profiles say: their files may change.
pub const PROFILES_HASH: &str = "profiles-sha256";

/// A run cannot do with less memory.
const LEAST_MEMORY: u64 = 160 << 20;

/// What the process needs before it reads a page: code, weights, word lists, buffers of the reader and the parts.
pub(crate) const BASE_MEMORY: u64 = 96 << 20;

impl RunOptions {
    /// Whether the memory does for pages at all.
    ///
    /// # Errors
    ///
    /// [`CorpusError::LittleMemory`].
    pub const fn check_memory(&self) -> Result<(), CorpusError> {
        let Self { memory, .. } = *self;
        let least = LEAST_MEMORY;
        if memory < least {
            return Err(CorpusError::LittleMemory { memory, least });
        }
        Ok(())
    }

    /// Memory for pages that are being processed, in bytes; what is waiting for its turn has a quarter of that beside.
    pub(crate) fn page_memory(&self) -> u64 {
        self.memory.saturating_sub(BASE_MEMORY) / 5 * 4
    }

    /// Memory for pages and documents that wait for their turn, in bytes.
    pub(crate) fn queue_memory(&self) -> u64 {
        self.memory.saturating_sub(BASE_MEMORY) / 5
    }

    /// How inputs are read: a page that does not fit into the memory is too long.
    pub fn bounded_read(&self) -> ReadOptions {
        let fitting = self.page_memory() / PER_BYTE;
        ReadOptions {
            max_page_bytes: self.read.max_page_bytes.min(fitting.max(1 << 16)),
            ..self.read.clone()
        }
    }

    /// Every setting that the result depends on, by its flag.
    pub(crate) fn settings(&self) -> BTreeMap<String, String> {
        let mut settings = BTreeMap::new();
        let mut set = |flag: &str, value: String| settings.insert(flag.to_owned(), value);
        let read = self.bounded_read();
        if let Some(kind) = read.kind {
            set("kind", kind.as_str().into());
        }
        for (flag, value) in [
            ("charset", read.charset),
            ("content-field", read.fields.content),
            ("id-field", read.fields.id),
            ("url-field", read.fields.url),
            (
                "captured-at",
                self.parse.captured_at.map(|at| at.to_string()),
            ),
            ("sample", self.sample.map(|sample| sample.to_string())),
            (
                RECIPE,
                self.recipe.as_ref().map(|recipe| recipe.text().to_owned()),
            ),
        ] {
            if let Some(value) = value {
                set(flag, value);
            }
        }
        if self.sample.is_some() {
            set("seed", self.seed.to_string());
        }
        if !self.parse.markers.is_empty() {
            set("markers", format!("{:?}", self.parse.markers));
        }
        if self.parse.articles_as_headings {
            set("articles", "true".into());
        }
        if let Some(profiles) = &self.profiles {
            set(PROFILES, profiles.to_string_lossy().into_owned());
        }
        if !self.parse.profiles.is_empty() {
            set(PROFILES_HASH, profiles_hash(&self.parse.profiles));
        }
        if let Some(host) = self.parse.profiles.assumed_host() {
            set("host", host.to_owned());
        }
        if let Some(files) = &self.site_files {
            set(SITE_FILES, files.names.join("\n"));
            set(SITE_FILES_HASH, files.sha256.clone());
        }
        if let Some(redactor) = &self.redactor {
            set("redact", redactor.options().kinds());
            if redactor.options().language == PlaceholderLanguage::Chinese {
                set("redact-language", "zh".into());
            }
        }
        if self.skip_read_errors {
            set("skip-read-errors", "true".into());
        }
        let defaults = (ReadOptions::default(), ParseOptions::default());
        let parse = &self.parse;
        for (flag, value, default) in [
            (
                "max-expansion",
                u64::from(read.max_expansion),
                u64::from(defaults.0.max_expansion),
            ),
            (
                "max-nodes",
                parse.max_nodes as u64,
                defaults.1.max_nodes as u64,
            ),
            (
                "max-depth",
                u64::from(parse.max_depth),
                u64::from(defaults.1.max_depth),
            ),
            (
                "max-lines",
                parse.max_lines as u64,
                defaults.1.max_lines as u64,
            ),
            ("max-steps", parse.max_steps, defaults.1.max_steps),
        ] {
            if value != default {
                set(flag, value.to_string());
            }
        }
        // Pages that need more are dead letters.
        set("memory", self.memory.to_string());
        set("max-page-bytes", self.read.max_page_bytes.to_string());
        set("format", self.format.as_str().into());
        set("compress", self.compression.as_str().into());
        set("part-size", self.part_bytes.to_string());
        settings
    }
}

/// A hash of what profiles say, so that a run goes on with the same ones.
fn profiles_hash(profiles: &SiteProfiles) -> String {
    let mut hash = Sha256::new();
    for profile in profiles.profiles() {
        hash.update(profile_text(profile));
    }
    hex(&hash.finalize())
}

/// What the parts of a run hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PartFormat {
    /// One document record a line.
    Jsonl,
    /// The same records as rows.
    #[cfg(feature = "parquet")]
    Parquet,
    /// A folder with one Markdown file a document.
    Markdown,
}

impl PartFormat {
    /// The name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            Self::Markdown => "md",
        }
    }
}

/// How parts are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// Zstandard, level 3: frames of about 1 MiB of pages, or the pages of a Parquet file.
    Zstd,
}

impl Compression {
    /// The name on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Zstd => "zstd",
        }
    }
}

/// Which records of the inputs are processed. The same seed gives the same ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sample {
    /// So many of all records; they are counted first.
    Count(u64),
    /// Each with this probability, between 0 and 1.
    Share(f64),
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Share(share) => write!(f, "{}%", share * 100.0),
        }
    }
}

impl FromStr for Sample {
    type Err = String;

    /// `1000` or `0.5%`.
    fn from_str(text: &str) -> Result<Self, String> {
        let sample = match text.strip_suffix('%') {
            Some(percent) => percent
                .parse()
                .ok()
                .filter(|percent| (0.0..=100.0).contains(percent))
                .map(|percent: f64| Self::Share(percent / 100.0)),
            None => text.parse().ok().map(Self::Count),
        };
        sample.ok_or_else(|| {
            format!("{text:?} is neither a number of records nor a share such as 0.5%")
        })
    }
}
