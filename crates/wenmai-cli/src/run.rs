use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuilder};
use wenmai::io::{
    InputError, InputKind, Pages, ReadOptions, RecordFields, is_one_page, read_pages, read_profiles,
};
use wenmai::privacy::Redactor;
use wenmai::{AnalyzeOptions, Analyzer, Document, Page, ParseOptions, Processed, SiteProfiles};

use crate::args::{CommonArgs, DateArgs, Files, InputArgs, LimitArgs, ProfileArgs, RedactArgs};
use crate::config::Config;
use crate::console::Console;
use crate::exit::Stop;

/// What every command that reads pages works with.
#[derive(Debug)]
pub(crate) struct Run<'a> {
    /// The inputs as they were given.
    pub(crate) inputs: &'a [OsString],
    read: ReadOptions,
    /// How pages are parsed.
    pub(crate) parse: ParseOptions,
    /// How documents are measured.
    pub(crate) analyze: AnalyzeOptions,
    /// What puts placeholders in the place of personal data, if they are asked for.
    pub(crate) redactor: Option<Arc<Redactor>>,
    /// The threads that do it.
    pub(crate) pool: ThreadPool,
    pub(crate) console: &'a Console,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        files: &'a Files,
        common: &CommonArgs,
        config: &Config,
        console: &'a Console,
    ) -> Result<Self, Stop> {
        let read = read_options(&files.input, config);
        refuse_unbuilt(&files.files, read.kind)?;
        // Zero lets rayon take all cores.
        let threads = common.jobs.or(config.jobs).map_or(0, usize::from);
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .map_err(|error| {
                Stop::usage(
                    format!("cannot start {threads} threads: {error}"),
                    "give a smaller number to --jobs",
                )
            })?;
        let mut parse = parse_options(files.input.articles, &files.input.limits, config);
        parse.profiles = site_profiles(&files.input.profiles, config)?;
        Ok(Self {
            inputs: &files.files,
            read: read_options(&files.input, config),
            parse,
            analyze: AnalyzeOptions::default(),
            redactor: None,
            pool,
            console,
        })
    }

    /// The same, with pages captured when the command line says.
    pub(crate) fn dated(mut self, dates: &DateArgs) -> Self {
        if let Some(at) = dates.captured_at {
            self.parse.captured_at = Some(at.0);
        }
        self
    }

    /// The same, with placeholders where the command line, or else the settings of the command, ask for them.
    pub(crate) fn redacted(
        mut self,
        flags: &RedactArgs,
        settings: &RedactArgs,
    ) -> Result<Self, Stop> {
        self.redactor = flags.or(settings).redactor()?;
        Ok(self)
    }

    /// The pages of the inputs, in order.
    pub(crate) fn pages(&self) -> Pages {
        read_pages(self.inputs, &self.read)
    }

    /// The pages of other inputs, read in the same way.
    pub(crate) fn pages_of(&self, inputs: &[OsString]) -> Pages {
        read_pages(inputs, &self.read)
    }

    /// What measures each document; threads share it.
    pub(crate) fn analyzer(&self) -> impl Fn(Document) -> Processed + Sync {
        let analyzer = Analyzer::new(self.analyze.clone());
        move |document| Processed {
            analysis: analyzer.analyze(&document),
            document,
        }
    }

    /// What finds the keywords of each document and nothing else; threads share it.
    pub(crate) fn keywords(&self) -> impl Fn(Document) -> Processed + Sync {
        let analyzer = Analyzer::new(self.analyze.clone());
        move |document| Processed {
            analysis: analyzer.keywords(&document),
            document,
        }
    }

    /// What counts each document and its sections without looking for keywords; threads share it.
    pub(crate) fn counter(&self) -> impl Fn(Document) -> Processed + Sync {
        let analyzer = Analyzer::new(self.analyze.clone());
        move |document| Processed {
            analysis: analyzer.statistics(&document),
            document,
        }
    }

    /// The pages of the inputs, and whether there are several; two are read to tell.
    pub(crate) fn counted_pages(
        &self,
    ) -> (impl Iterator<Item = Result<Page, InputError>> + use<>, bool) {
        let mut pages = self.pages();
        let (first, second) = (pages.next(), pages.next());
        let is_several = second.is_some();
        (first.into_iter().chain(second).chain(pages), is_several)
    }

    /// The pages of the inputs, and whether their JSON is an array. The names of the inputs decide that, so that a
    /// folder gives an array even if it holds one page; for standard input only what is in it can tell.
    pub(crate) fn json_pages(
        &self,
    ) -> (impl Iterator<Item = Result<Page, InputError>> + use<>, bool) {
        let (pages, is_several) = self.counted_pages();
        (pages, is_several || !is_one_page(self.inputs, &self.read))
    }
}

/// How the inputs are read.
pub(crate) fn read_options(input: &InputArgs, config: &Config) -> ReadOptions {
    let defaults = ReadOptions::default();
    let charset = input.charset.as_ref().or(config.charset.as_ref());
    let named =
        |flag: &Option<String>, setting: &Option<String>| flag.clone().or_else(|| setting.clone());
    let mut read = ReadOptions {
        kind: input.kind.or(config.kind).map(InputKind::from),
        charset: charset.map(|charset| charset.0.clone()),
        fields: RecordFields {
            content: named(&input.content_field, &config.content_field),
            id: named(&input.id_field, &config.id_field),
            url: named(&input.url_field, &config.url_field),
        },
        ..defaults
    };
    input.limits.or(&config.limits()).limit_reading(&mut read);
    read
}

/// How pages are parsed.
pub(crate) fn parse_options(articles: bool, limits: &LimitArgs, config: &Config) -> ParseOptions {
    let mut parse = ParseOptions::default();
    limits.or(&config.limits()).limit_parsing(&mut parse);
    parse.captured_at = config.captured_at.map(|at| at.0);
    parse.markers.clone_from(&config.user_markers);
    parse.articles_as_headings = articles || config.outline.articles;
    parse
}

/// What is known of the hosts of the pages.
pub(crate) fn site_profiles(args: &ProfileArgs, config: &Config) -> Result<SiteProfiles, Stop> {
    let folder = args.folder(config);
    let profiles = match folder {
        None => SiteProfiles::default(),
        Some(folder) => {
            let profiles = read_profiles(&folder).map_err(|error| {
                Stop::usage(
                    error.to_string(),
                    "give --profiles a folder that `wenmai profile … --out` has written",
                )
            })?;
            SiteProfiles::new(profiles)
        }
    };
    let host = args.host.as_deref().or(config.host.as_deref());
    Ok(profiles.with_host(host))
}

/// An input that this build cannot read is wrong usage where the command line says so, and nothing is read then; one in
/// a folder is an input that fails.
pub(crate) fn refuse_unbuilt(inputs: &[OsString], kind: Option<InputKind>) -> Result<(), Stop> {
    let unbuilt = inputs.iter().find(|input| {
        let kind = kind.or_else(|| InputKind::of_path(Path::new(input)));
        kind.is_some_and(|kind| !kind.is_built())
    });
    unbuilt.map_or(Ok(()), |input| {
        Err(Stop::usage(
            format!(
                "{}: this build does not read Parquet",
                input.to_string_lossy()
            ),
            "build it with `--features parquet`, or convert the file to JSONL",
        ))
    })
}
