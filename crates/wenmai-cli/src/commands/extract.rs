use std::io::{self, IsTerminal, Write};
use std::path::Path;

use wenmai::Document;
use wenmai::format::record::document_record;
use wenmai::format::{write_html, write_json, write_jsonl, write_markdown, write_tei, write_text};
use wenmai::io::{AtomicFile, FileNames, OutputError};

use crate::args::ExtractArgs;
use crate::batch::{Tally, for_each};
use crate::config::ExtractConfig;
use crate::exit::{Exit, Stop};
use crate::formats::ExtractFormat;
use crate::output::{JsonArray, Stdout, to_bytes, write_file};
use crate::run::Run;

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
    let tally = match (out, format) {
        (Some(folder), ExtractFormat::Jsonl) => one_file(run, &folder.join("documents.jsonl")),
        (Some(folder), _) => files(run, format, folder),
        (None, _) => stdout(run, format),
    }?;
    Ok(tally.exit())
}

/// One article in `format`.
fn render(document: Document, format: ExtractFormat) -> Vec<u8> {
    // A record has a text of its own.
    let record = |document| {
        let record = document_record(&document);
        drop(document);
        record
    };
    to_bytes(|writer| match format {
        ExtractFormat::Json => write_json(&record(document), writer),
        ExtractFormat::Jsonl => write_jsonl(&record(document), writer),
        ExtractFormat::Md => write_markdown(&document, writer),
        ExtractFormat::Text => write_text(&document, writer),
        ExtractFormat::Html => write_html(&document, writer),
        ExtractFormat::Tei => write_tei(&document, writer),
    })
}

fn stdout(run: &Run<'_>, format: ExtractFormat) -> Result<Tally, Stop> {
    if format == ExtractFormat::Json {
        return json(run);
    }
    let (pages, is_several) = run.counted_pages();
    if is_several && !format.is_record() {
        return Err(Stop::usage(
            "several documents as md, text, html or tei cannot share one stream",
            "write one file each with --out DIR, or choose -f jsonl",
        ));
    }
    let mut stdout = Stdout::new();
    let render = |document| render(document, format);
    let tally = for_each(run, pages, render, |article| match article {
        Ok(article) => stdout.write(|writer| writer.write_all(&article)),
        Err(_) => Ok(()),
    })?;
    stdout.finish()?;
    Ok(tally)
}

fn json(run: &Run<'_>) -> Result<Tally, Stop> {
    let (pages, is_array) = run.json_pages();
    let mut array = JsonArray::new(is_array);
    let render = |document| render(document, ExtractFormat::Json);
    let tally = for_each(run, pages, render, |record| match record {
        Ok(record) => array.push(&record),
        Err(_) => Ok(()),
    })?;
    array.finish()?;
    Ok(tally)
}

/// All records in one file, which is there only when the run came to its end.
fn one_file(run: &Run<'_>, path: &Path) -> Result<Tally, Stop> {
    let mut file = AtomicFile::create(path)?;
    let render = |document| render(document, ExtractFormat::Jsonl);
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
fn files(run: &Run<'_>, format: ExtractFormat, folder: &Path) -> Result<Tally, Stop> {
    let mut names = FileNames::default();
    let render = |document: Document| {
        let id = document.id.clone();
        (id, render(document, format))
    };
    for_each(run, run.pages(), render, |article| match article {
        Ok((id, article)) => {
            let name = format!("{}.{}", names.name(&id), format.extension());
            write_file(&folder.join(name), |file| file.write_all(&article))
        }
        Err(_) => Ok(()),
    })
}
