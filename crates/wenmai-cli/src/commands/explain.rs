use std::io::Write;
use std::path::Path;

use wenmai::explain_page;
use wenmai::format::report::{ReportOptions, write_explanation_page};
use wenmai::format::{explanation_records, explanation_table, write_jsonl, write_table};
use wenmai::io::FileNames;
use wenmai::model::Explanation;

use crate::args::ExplainArgs;
use crate::batch::{Tally, for_each_read};
use crate::config::ExplainConfig;
use crate::exit::{Exit, Stop};
use crate::formats::ExplainFormat;
use crate::output::{Stdout, to_bytes, width, write_file};
use crate::run::Run;

/// `wenmai explain`
pub(crate) fn explain(
    run: &Run<'_>,
    args: &ExplainArgs,
    config: &ExplainConfig,
) -> Result<Exit, Stop> {
    let format = match args.format.or(config.format) {
        _ if args.html => ExplainFormat::Html,
        format => format.unwrap_or_default(),
    };
    let tally = match args.out.as_deref().or(config.out.as_deref()) {
        Some(folder) => files(run, format, folder),
        None => stdout(run, format),
    }?;
    Ok(tally.exit())
}

/// One explanation in `format`.
fn render(explanation: &Explanation, format: ExplainFormat, width: usize) -> Vec<u8> {
    to_bytes(|writer| match format {
        ExplainFormat::Jsonl => explanation_records(explanation)
            .iter()
            .try_for_each(|record| write_jsonl(record, writer)),
        ExplainFormat::Text => write_table(&explanation_table(explanation), width, writer),
        ExplainFormat::Html => {
            write_explanation_page(explanation, &ReportOptions::default(), writer)
        }
    })
}

fn stdout(run: &Run<'_>, format: ExplainFormat) -> Result<Tally, Stop> {
    let (pages, is_several) = run.counted_pages();
    if is_several && format == ExplainFormat::Html {
        return Err(Stop::usage(
            "several documents as html cannot share one stream",
            "write one file each with --out DIR, or choose -f jsonl",
        ));
    }
    let width = width();
    let render = |explanation: Explanation| render(&explanation, format, width);
    let mut stdout = Stdout::new();
    let mut is_first = true;
    let tally = for_each_read(run, pages, explain_page, render, |lines| {
        let Ok(lines) = lines else { return Ok(()) };
        let is_next_table = format == ExplainFormat::Text && !std::mem::take(&mut is_first);
        stdout.write(|writer| {
            if is_next_table {
                writer.write_all(b"\n")?;
            }
            writer.write_all(&lines)
        })
    })?;
    stdout.finish()?;
    Ok(tally)
}

/// One file a document.
fn files(run: &Run<'_>, format: ExplainFormat, folder: &Path) -> Result<Tally, Stop> {
    let mut names = FileNames::default();
    let width = width();
    let render = |explanation: Explanation| {
        let lines = render(&explanation, format, width);
        (explanation.document.id, lines)
    };
    for_each_read(run, run.pages(), explain_page, render, |lines| {
        let Ok((id, lines)) = lines else {
            return Ok(());
        };
        let name = format!("{}.{}", names.name(&id), format.extension());
        write_file(&folder.join(name), |file| file.write_all(&lines))
    })
}
