use wenmai::format::record::{corpus_stats_record, stats_record};
use wenmai::format::{distribution_table, stats_table};
use wenmai::{CorpusAccumulator, Processed};

use crate::args::{StatsArgs, StatsBy};
use crate::batch::for_each;
use crate::commands::records::{write_one, write_records};
use crate::config::StatsConfig;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::run::Run;

/// `wenmai stats`
pub(crate) fn stats(run: &Run<'_>, args: &StatsArgs, config: &StatsConfig) -> Result<Exit, Stop> {
    let format = args.format.or(config.format).unwrap_or_default();
    match args.by.or(config.by).unwrap_or_default() {
        StatsBy::Section => {
            let count = run.counter();
            let records = |document| {
                let Processed { document, analysis } = count(document);
                vec![stats_record(&document, &analysis)]
            };
            write_records(run, format, records, stats_table)
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
