use std::fs;
use std::path::Path;

use rayon::prelude::*;
use wenmai::format::record::{corpus_keywords_record, keywords_record, section_keywords_records};
use wenmai::format::{keywords_table, write_json, write_jsonl};
use wenmai::{Processed, analyze_corpus};

use crate::args::{By, KeywordsArgs};
use crate::batch::for_each;
use crate::commands::records::{print_table, write_records};
use crate::config::KeywordsConfig;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::output::Stdout;
use crate::run::Run;

/// `wenmai keywords`
pub(crate) fn keywords(
    mut run: Run<'_>,
    args: &KeywordsArgs,
    config: &KeywordsConfig,
) -> Result<Exit, Stop> {
    let analyze = &mut run.analyze;
    if let Some(top) = args.top.or(config.top) {
        analyze.keywords = top.get();
        analyze.section_keywords = top.get();
    }
    if let Some(path) = args.dict.as_deref().or(config.dict.as_deref()) {
        analyze.dictionary = word_list(path)?;
    }
    if let Some(path) = args.stopwords.as_deref().or(config.stopwords.as_deref()) {
        analyze.stop_words = word_list(path)?;
    }
    let format = args.format.or(config.format).unwrap_or_default();
    match args.by.or(config.by).unwrap_or_default() {
        By::Document => {
            let records = |Processed { document, analysis }: Processed| {
                vec![keywords_record(&document, &analysis)]
            };
            write_records(&run, format, records, keywords_table)
        }
        By::Section => {
            let records = |Processed { document, analysis }: Processed| {
                section_keywords_records(&document, &analysis)
            };
            write_records(&run, format, records, keywords_table)
        }
        By::Corpus => corpus(&run, format),
    }
}

fn corpus(run: &Run<'_>, format: TableFormat) -> Result<Exit, Stop> {
    let mut all = Vec::new();
    let tally = for_each(run, run.pages(), run.analyzer(), |processed| {
        all.extend(processed);
        Ok(())
    })?;
    if tally.written == 0 {
        return Ok(tally.exit());
    }
    let corpus = run.pool.install(|| {
        let documents = all
            .par_iter()
            .map(|p: &Processed| (&p.document, &p.analysis));
        analyze_corpus(documents, &run.analyze)
    });
    let record = corpus_keywords_record(&corpus);
    match format {
        TableFormat::Json | TableFormat::Jsonl => {
            let mut stdout = Stdout::new();
            stdout.write(|writer| match format {
                TableFormat::Json => write_json(&record, writer),
                _ => write_jsonl(&record, writer),
            })?;
            stdout.finish()?;
        }
        _ => print_table(&keywords_table(&[record]), format)?,
    }
    Ok(tally.exit())
}

/// The entries of a file, one a line.
fn word_list(path: &Path) -> Result<Vec<String>, Stop> {
    let text = fs::read_to_string(path).map_err(|error| Stop::Settings {
        path: path.to_owned(),
        what: format!("cannot be read: {error}"),
        help: "a word list is a UTF-8 text file with one entry a line".into(),
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let entries = text
        .lines()
        .map(str::trim)
        .filter(|entry| !entry.is_empty());
    Ok(entries.map(str::to_owned).collect())
}
