use std::io::{self, IsTerminal, Write};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use wenmai::format::record::audited_record;
use wenmai::format::{write_html, write_json, write_jsonl, write_markdown, write_tei, write_text};
use wenmai::io::{AtomicFile, FileNames, OutputError};
use wenmai::privacy::Redactor;
use wenmai::rights::RightsReader;
use wenmai::{Analysis, Analyzer, Document, InstructOptions, instructions, redact};

use crate::args::{ExtractArgs, SiteArgs};
use crate::batch::{Tally, for_each};
use crate::config::ExtractConfig;
use crate::exit::{Exit, Stop};
use crate::formats::ExtractFormat;
use crate::output::{JsonArray, Stdout, to_bytes, write_file};
use crate::run::Run;
use crate::site_files::rights_options;

/// `wenmai extract`
pub(crate) fn extract(
    run: &Run<'_>,
    args: &ExtractArgs,
    config: &ExtractConfig,
) -> Result<Exit, Stop> {
    let out = args.out.as_deref().or(config.out.as_deref());
    let format = args.format.or(config.format).unwrap_or_else(|| {
        if io::stdout().is_terminal() {
            ExtractFormat::Md
        } else {
            ExtractFormat::Jsonl
        }
    });
    let writer = Writer {
        format,
        drafts: drafts(run, format, args, config)?,
        redactor: run.redactor.clone(),
        rights: rights(format, &args.sites)?,
    };
    let tally = match (out, format) {
        (Some(folder), ExtractFormat::Jsonl) => {
            one_file(run, &writer, &folder.join("documents.jsonl"))
        }
        (Some(folder), ExtractFormat::Instruct) => {
            one_file(run, &writer, &folder.join("instructions.jsonl"))
        }
        (Some(folder), _) => files(run, &writer, folder),
        (None, _) => stdout(run, &writer),
    }?;
    Ok(tally.exit())
}

/// How drafts are made, where they are asked for. Their flags are refused with any other format; settings may have them.
fn drafts(
    run: &Run<'_>,
    format: ExtractFormat,
    args: &ExtractArgs,
    config: &ExtractConfig,
) -> Result<Option<Drafts>, Stop> {
    let flags = &args.drafts;
    if format != ExtractFormat::Instruct {
        let flag = match (flags.min_tokens, flags.max_tokens) {
            (Some(_), _) => "--min-tokens",
            (_, Some(_)) => "--max-tokens",
            _ => return Ok(None),
        };
        return Err(Stop::usage(
            format!("{flag} is for drafts of instructions"),
            "add -f instruct; `wenmai chunk` cuts articles by a number of tokens",
        ));
    }
    let defaults = InstructOptions::default();
    let tokens = |flag: Option<NonZeroU32>, setting: Option<NonZeroU32>, default| {
        flag.or(setting).map_or(default, |n| u64::from(n.get()))
    };
    let options = InstructOptions {
        min_tokens: tokens(flags.min_tokens, config.min_tokens, defaults.min_tokens),
        max_tokens: tokens(flags.max_tokens, config.max_tokens, defaults.max_tokens),
        ..defaults
    };
    if options.min_tokens > options.max_tokens {
        return Err(Stop::usage(
            format!(
                "no output has {} tokens at least and {} at most",
                options.min_tokens, options.max_tokens
            ),
            "give a smaller number to --min-tokens, or a larger one to --max-tokens",
        ));
    }
    let analyzer = Analyzer::new(run.analyze.clone());
    Ok(Some(Drafts { analyzer, options }))
}

/// What reads the rights of records. Other formats have no place for them.
fn rights(format: ExtractFormat, sites: &SiteArgs) -> Result<Option<RightsReader>, Stop> {
    if !matches!(format, ExtractFormat::Json | ExtractFormat::Jsonl) {
        if sites.site_files.is_empty() {
            return Ok(None);
        }
        return Err(Stop::usage(
            "--site-file is for records, which have a field for rights",
            "choose -f json or -f jsonl",
        ));
    }
    let reader = RightsReader::new(&rights_options(sites)?).map_err(|error| {
        // The tables are our own.
        Stop::usage(error.to_string(), "please report this")
    })?;
    Ok(Some(reader))
}

/// What makes drafts of instructions; threads share it.
struct Drafts {
    analyzer: Analyzer,
    options: InstructOptions,
}

impl Drafts {
    fn lines(&self, document: &Document, writer: &mut Vec<u8>) -> io::Result<()> {
        let analysis = self.analyzer.contrasts(document);
        let records = instructions(document, &analysis, &self.options);
        records.iter().try_for_each(|r| write_jsonl(r, writer))
    }
}

/// Writes articles in one format.
struct Writer {
    format: ExtractFormat,
    /// There for the format that needs it.
    drafts: Option<Drafts>,
    /// There where personal data are replaced.
    redactor: Option<Arc<Redactor>>,
    /// There for records.
    rights: Option<RightsReader>,
}

impl Writer {
    /// One article.
    fn render(&self, document: Document) -> Vec<u8> {
        self.render_named(document).1
    }

    /// One article, and the id of its document.
    fn render_named(&self, document: Document) -> (String, Vec<u8>) {
        let analysis = Analysis {
            rights: self.rights.as_ref().and_then(|r| r.rights(&document)),
            ..Analysis::default()
        };
        let (document, analysis) = match &self.redactor {
            None => (document, analysis),
            Some(redactor) => {
                let redacted = redact(&document, analysis, redactor);
                (redacted.document, redacted.analysis)
            }
        };
        let id = document.id.clone();
        // A record has a text of its own.
        let record = |document| {
            let record = audited_record(&document, &analysis);
            drop(document);
            record
        };
        let article = to_bytes(|writer| match self.format {
            ExtractFormat::Json => write_json(&record(document), writer),
            ExtractFormat::Jsonl => write_jsonl(&record(document), writer),
            ExtractFormat::Md => write_markdown(&document, writer),
            ExtractFormat::Text => write_text(&document, writer),
            ExtractFormat::Html => write_html(&document, writer),
            ExtractFormat::Tei => write_tei(&document, writer),
            ExtractFormat::Instruct => {
                let drafts = self.drafts.as_ref();
                drafts.map_or(Ok(()), |drafts| drafts.lines(&document, writer))
            }
        });
        (id, article)
    }
}

fn stdout(run: &Run<'_>, writer: &Writer) -> Result<Tally, Stop> {
    if writer.format == ExtractFormat::Json {
        return json(run, writer);
    }
    let (pages, is_several) = run.counted_pages();
    if is_several && !writer.format.is_record() {
        return Err(Stop::usage(
            "several documents as md, text, html or tei cannot share one stream",
            "write one file each with --out DIR, or choose -f jsonl",
        ));
    }
    let mut stdout = Stdout::new();
    let render = |document| writer.render(document);
    let tally = for_each(run, pages, render, |article| match article {
        Ok(article) => stdout.write(|writer| writer.write_all(&article)),
        Err(_) => Ok(()),
    })?;
    stdout.finish()?;
    Ok(tally)
}

fn json(run: &Run<'_>, writer: &Writer) -> Result<Tally, Stop> {
    let (pages, is_array) = run.json_pages();
    let mut array = JsonArray::new(is_array);
    let render = |document| writer.render(document);
    let tally = for_each(run, pages, render, |record| match record {
        Ok(record) => array.push(&record),
        Err(_) => Ok(()),
    })?;
    array.finish()?;
    Ok(tally)
}

/// All records in one file, which is there only when the run came to its end.
fn one_file(run: &Run<'_>, writer: &Writer, path: &Path) -> Result<Tally, Stop> {
    let mut file = AtomicFile::create(path)?;
    let render = |document| writer.render(document);
    let tally = for_each(run, run.pages(), render, |record| match record {
        Ok(record) => file
            .write_all(&record)
            .map_err(|source| OutputError::new(path, source).into()),
        Err(_) => Ok(()),
    })?;
    file.commit()?;
    Ok(tally)
}

/// One file a document.
fn files(run: &Run<'_>, writer: &Writer, folder: &Path) -> Result<Tally, Stop> {
    let mut names = FileNames::default();
    let render = |document| writer.render_named(document);
    for_each(run, run.pages(), render, |article| match article {
        Ok((id, article)) => {
            let name = format!("{}.{}", names.name(&id), writer.format.extension());
            write_file(&folder.join(name), |file| file.write_all(&article))
        }
        Err(_) => Ok(()),
    })
}
