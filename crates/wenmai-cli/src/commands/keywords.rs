mod against;

use std::fs;
use std::path::Path;

use wenmai::format::keywords_table;
use wenmai::format::record::{corpus_keywords_record, keywords_record, section_keywords_records};
use wenmai::{CorpusAccumulator, CorpusAnalysis, Processed, Ranker};

use against::against;

use crate::args::{By, KeywordsArgs};
use crate::batch::for_each;
use crate::commands::records::{write_one, write_records};
use crate::config::{KeywordsConfig, files_or};
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
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
    if let Some(name) = args.ranker.as_deref().or(config.ranker.as_deref()) {
        analyze.ranker = ranker(name)?;
    }
    let format = args.format.or(config.format).unwrap_or_default();
    let by = args.by.or(config.by).unwrap_or_default();
    let reference = files_or(&args.against, &config.against);
    if !reference.is_empty() {
        return against(run, &reference, by, format);
    }
    match by {
        By::Document => {
            let analyze = run.keywords();
            let records = |document| {
                let Processed { document, analysis } = analyze(document);
                vec![keywords_record(&document, &analysis)]
            };
            write_records(&run, format, records, keywords_table)
        }
        By::Section => {
            let analyze = run.analyzer();
            let records = |document| {
                let Processed { document, analysis } = analyze(document);
                section_keywords_records(&document, &analysis)
            };
            write_records(&run, format, records, keywords_table)
        }
        By::Corpus => corpus(&run, format),
    }
}

/// One document at a time, so that memory grows with the keywords and not with the pages.
fn corpus(run: &Run<'_>, format: TableFormat) -> Result<Exit, Stop> {
    let mut corpus = CorpusAccumulator::default();
    let tally = for_each(run, run.pages(), run.analyzer(), |processed| {
        if let Ok(Processed { document, analysis }) = processed {
            corpus.add(&document, &analysis);
        }
        Ok(())
    })?;
    if tally.written > 0 {
        write_corpus(&corpus.finish(&run.analyze), format)?;
    }
    Ok(tally.exit())
}

fn write_corpus(corpus: &CorpusAnalysis, format: TableFormat) -> Result<(), Stop> {
    write_one(&corpus_keywords_record(corpus), format, |record| {
        keywords_table(std::slice::from_ref(record))
    })
}

/// The ranker with this name, or in this file.
fn ranker(name: &Path) -> Result<Ranker, Stop> {
    if let Some(preset) = name.to_str().and_then(Ranker::preset) {
        return Ok(preset);
    }
    let stop = |what: String| Stop::Settings {
        path: name.to_owned(),
        what,
        help: format!(
            "name a file that `wenmai fit keywords` has written, or one of: {}",
            Ranker::PRESETS.join(", ")
        ),
    };
    let bytes = fs::read(name).map_err(|error| stop(format!("cannot be read: {error}")))?;
    Ranker::read(&bytes).map_err(|error| stop(error.to_string()))
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
