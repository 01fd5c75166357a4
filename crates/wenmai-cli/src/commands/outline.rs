use std::io::Write;

use wenmai::format::record::outline_record;
use wenmai::format::{OutlineStyle, write_json, write_jsonl, write_outline};
use wenmai::model::Explanation;
use wenmai::{Page, ParseOptions, Processed, explain_page, read_document};

use crate::args::OutlineArgs;
use crate::batch::for_each_read;
use crate::config::OutlineConfig;
use crate::exit::{Exit, Stop};
use crate::formats::OutlineFormat;
use crate::output::{JsonArray, Stdout, has_color, is_terminal, to_bytes, width};
use crate::run::Run;

/// `wenmai outline`
pub(crate) fn outline(
    run: &Run<'_>,
    args: &OutlineArgs,
    config: &OutlineConfig,
) -> Result<Exit, Stop> {
    let format = args.format.or(config.format).unwrap_or_default();
    let style = OutlineStyle {
        width: width(),
        color: has_color(),
        // What reads a pipe reads lines.
        wraps_notes: is_terminal(),
    };
    // Reasons take longer than the rest.
    let explains = args.explain || config.explain;
    let read = |page: &Page, options: &ParseOptions| {
        if explains {
            return explain_page(page, options);
        }
        let lines = Vec::new();
        read_document(page, options).map(|document| Explanation { document, lines })
    };
    let measure = run.counter();
    let render = |explanation: Explanation| {
        let Processed { document, analysis } = measure(explanation.document);
        let lines = explains.then_some(explanation.lines.as_slice());
        to_bytes(|writer| match format {
            OutlineFormat::Text => write_outline(&document, &analysis, lines, &style, writer),
            OutlineFormat::Json => write_json(&outline_record(&document, &analysis, lines), writer),
            OutlineFormat::Jsonl => {
                write_jsonl(&outline_record(&document, &analysis, lines), writer)
            }
        })
    };
    if format == OutlineFormat::Json {
        let (pages, is_array) = run.json_pages();
        let mut array = JsonArray::new(is_array);
        let tally = for_each_read(run, pages, read, render, |record| match record {
            Ok(record) => array.push(&record),
            Err(_) => Ok(()),
        })?;
        array.finish()?;
        return Ok(tally.exit());
    }
    let mut stdout = Stdout::new();
    let mut is_first = true;
    let tally = for_each_read(run, run.pages(), read, render, |outline| {
        let Ok(outline) = outline else { return Ok(()) };
        let is_next_tree = format == OutlineFormat::Text && !std::mem::take(&mut is_first);
        stdout.write(|writer| {
            if is_next_tree {
                writer.write_all(b"\n")?;
            }
            writer.write_all(&outline)
        })
    })?;
    stdout.finish()?;
    Ok(tally.exit())
}
