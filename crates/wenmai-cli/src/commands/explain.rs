use std::io::Write;

use wenmai::explain_page;
use wenmai::format::{explanation_records, explanation_table, write_jsonl, write_table};
use wenmai::model::Explanation;

use crate::args::ExplainArgs;
use crate::batch::for_each_read;
use crate::config::ExplainConfig;
use crate::exit::{Exit, Stop};
use crate::formats::ExplainFormat;
use crate::output::{Stdout, to_bytes, width};
use crate::run::Run;

/// `wenmai explain`
pub(crate) fn explain(
    run: &Run<'_>,
    args: &ExplainArgs,
    config: &ExplainConfig,
) -> Result<Exit, Stop> {
    let format = args.format.or(config.format).unwrap_or_default();
    let width = width();
    let render = |explanation: Explanation| {
        to_bytes(|writer| match format {
            ExplainFormat::Jsonl => explanation_records(&explanation)
                .iter()
                .try_for_each(|record| write_jsonl(record, writer)),
            ExplainFormat::Text => write_table(&explanation_table(&explanation), width, writer),
        })
    };
    let mut stdout = Stdout::new();
    let mut is_first = true;
    let tally = for_each_read(run, run.pages(), explain_page, render, |lines| {
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
    Ok(tally.exit())
}
