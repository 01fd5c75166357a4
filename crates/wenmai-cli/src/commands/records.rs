//! Commands that give records of their own, as lines or as one table.

use std::io::Write;

use serde::Serialize;
use wenmai::Document;
use wenmai::format::{
    CsvOptions, Table, write_csv, write_json, write_jsonl, write_markdown_table, write_table,
};

use crate::batch::for_each;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::output::{JsonArray, Stdout, to_bytes, width};
use crate::run::Run;

/// Writes the records that `records` makes of each page, in `format`; `table` lays out all of them.
pub(crate) fn write_records<T, R>(
    run: &Run<'_>,
    format: TableFormat,
    records: R,
    table: fn(&[T]) -> Table,
) -> Result<Exit, Stop>
where
    T: Serialize + Send,
    R: Fn(Document) -> Vec<T> + Sync,
{
    let tally = match format {
        TableFormat::Json => {
            let (pages, is_array) = run.json_pages();
            let mut array = is_array.then(|| JsonArray::new(true));
            let render = |document| {
                let records = records(document);
                let render = |record| to_bytes(|writer| write_json(record, writer));
                records.iter().map(render).collect::<Vec<_>>()
            };
            let tally = for_each(run, pages, render, |records| {
                let Ok(records) = records else { return Ok(()) };
                // One page may give several records: then they are an array too.
                let array = array.get_or_insert_with(|| JsonArray::new(records.len() != 1));
                records.iter().try_for_each(|record| array.push(record))
            })?;
            array.map_or(Ok(()), JsonArray::finish)?;
            tally
        }
        TableFormat::Jsonl => {
            let mut stdout = Stdout::new();
            let render = |document| {
                let records = records(document);
                to_bytes(|writer| records.iter().try_for_each(|r| write_jsonl(r, writer)))
            };
            let tally = for_each(run, run.pages(), render, |lines| match lines {
                Ok(lines) => stdout.write(|writer| writer.write_all(&lines)),
                Err(_) => Ok(()),
            })?;
            stdout.finish()?;
            tally
        }
        TableFormat::Table | TableFormat::Csv | TableFormat::Md => {
            let mut all = Vec::new();
            let tally = for_each(run, run.pages(), records, |records| {
                all.extend(records.unwrap_or_default());
                Ok(())
            })?;
            if tally.written > 0 {
                print_table(&table(&all), format)?;
            }
            tally
        }
    };
    Ok(tally.exit())
}

/// Writes the one record of a whole corpus, in `format`; `table` lays it out.
pub(crate) fn write_one<T: Serialize>(
    record: &T,
    format: TableFormat,
    table: impl FnOnce(&T) -> Table,
) -> Result<(), Stop> {
    match format {
        TableFormat::Json | TableFormat::Jsonl => {
            let mut stdout = Stdout::new();
            stdout.write(|writer| match format {
                TableFormat::Json => write_json(record, writer),
                _ => write_jsonl(record, writer),
            })?;
            stdout.finish()
        }
        _ => print_table(&table(record), format),
    }
}

/// Writes `table` as text for a person, CSV or Markdown.
pub(crate) fn print_table(table: &Table, format: TableFormat) -> Result<(), Stop> {
    let mut stdout = Stdout::new();
    stdout.write(|writer| match format {
        TableFormat::Csv => write_csv(table, &CsvOptions::default(), writer),
        TableFormat::Md => write_markdown_table(table, writer),
        _ => write_table(table, width(), writer),
    })?;
    stdout.finish()
}
