use std::sync::atomic::{AtomicBool, Ordering};

use wenmai::format::record::{corpus_stats_record, similar_record, stats_record};
use wenmai::format::{distribution_table, shared_table, similar_table, stats_table, totals_table};
use wenmai::{CorpusAccumulator, Document, PassageSketches, Processed, SharedPassages};

use crate::args::{StatsArgs, StatsBy};
use crate::batch::for_each;
use crate::commands::records::{write_one, write_records};
use crate::config::StatsConfig;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::run::Run;

/// Passages that are listed, those of most documents first.
const MAX_SHARED: usize = 100;

/// `wenmai stats`
pub(crate) fn stats(
    mut run: Run<'_>,
    args: &StatsArgs,
    config: &StatsConfig,
) -> Result<Exit, Stop> {
    if let Some(tokens) = args.tokens.or(config.tokens) {
        run.analyze.tokens = tokens.into();
    }
    let run = &run;
    let format = args.format.or(config.format).unwrap_or_default();
    let by = args.by.or(config.by).unwrap_or_default();
    // Nothing is counted where similar passages are listed: --tokens asks for counts, whatever the settings say.
    let is_similar = args.similar || (config.similar && args.tokens.is_none());
    match by {
        StatsBy::Document | StatsBy::Section if is_similar => {
            let count = run.counter();
            let is_any = AtomicBool::new(false);
            let records = |document| {
                let Processed { document, analysis } = count(document);
                is_any.fetch_or(!analysis.similar.is_empty(), Ordering::Relaxed);
                vec![similar_record(&document, &analysis)]
            };
            let exit = write_records(run, format, records, similar_table)?;
            if !is_any.into_inner() {
                run.console.note("no page says anything twice");
            }
            Ok(exit)
        }
        StatsBy::Corpus if is_similar => shared(run, format),
        StatsBy::Document | StatsBy::Section => {
            let count = run.counter();
            let records = |document| {
                let Processed { document, analysis } = count(document);
                let mut record = stats_record(&document, &analysis);
                if by == StatsBy::Document {
                    record.sections.clear();
                }
                vec![record]
            };
            let table = match by {
                StatsBy::Document => totals_table,
                _ => stats_table,
            };
            write_records(run, format, records, table)
        }
        StatsBy::Corpus => corpus(run, format),
    }
}

/// One document at a time, so that a corpus of any size fits into memory.
fn corpus(run: &Run<'_>, format: TableFormat) -> Result<Exit, Stop> {
    let mut corpus = CorpusAccumulator::default();
    let tally = for_each(run, run.pages(), run.counter(), |processed| {
        if let Ok(Processed { document, analysis }) = processed {
            corpus.add(&document, &analysis);
        }
        Ok(())
    })?;
    if tally.written > 0 {
        let record = corpus_stats_record(&corpus.finish(&run.analyze));
        write_one(&record, format, distribution_table)?;
    }
    Ok(tally.exit())
}

/// What several documents say in the same words.
fn shared(run: &Run<'_>, format: TableFormat) -> Result<Exit, Stop> {
    let mut passages = SharedPassages::default();
    let sketch = |document: Document| PassageSketches::of(&document);
    let tally = for_each(run, run.pages(), sketch, |sketches| {
        if let Ok(sketches) = sketches {
            passages.add(sketches);
        }
        Ok(())
    })?;
    if tally.written > 0 {
        let found = passages.finish(MAX_SHARED);
        if found.one_in > 1 {
            run.console.note(&format!(
                "one of {} passages was compared: there are too many for all",
                found.one_in
            ));
        }
        if found.shared.is_empty() {
            run.console.note("nothing is said in several documents");
        }
        write_one(&found, format, shared_table)?;
    }
    Ok(tally.exit())
}
