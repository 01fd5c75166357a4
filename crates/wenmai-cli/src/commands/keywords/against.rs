//! Keywords that set documents or a corpus apart from a reference.

use std::ffi::OsString;

use wenmai::format::keywords_table;
use wenmai::format::record::keywords_record;
use wenmai::model::KeywordRecord;
use wenmai::{Analyzer, CorpusAccumulator, Document, Processed, TermCounts};

use super::write_corpus;
use crate::args::By;
use crate::batch::for_each;
use crate::commands::records::write_records;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::reference::{Reference, note_estimates, reference};
use crate::run::Run;

/// So many times as many keywords as are wanted are looked for in a document: those that the reference has as well fall away.
const POOL: usize = 5;

/// `wenmai keywords --against`
pub(super) fn against(
    run: Run<'_>,
    files: &[OsString],
    by: By,
    format: TableFormat,
) -> Result<Exit, Stop> {
    if by == By::Section {
        return Err(Stop::usage(
            "--against compares documents or corpora, not sections",
            "say --by document or --by corpus",
        ));
    }
    let Reference {
        counts, is_whole, ..
    } = reference(&run, files)?;
    let exit = match by {
        By::Corpus => corpus(&run, &counts, format),
        _ => documents(run, &counts, format),
    }?;
    // A page of the reference that could not be read is an input that failed.
    Ok(match exit {
        Exit::Ok if !is_whole => Exit::SomeFailed,
        exit => exit,
    })
}

fn corpus(run: &Run<'_>, reference: &TermCounts, format: TableFormat) -> Result<Exit, Stop> {
    let analyzer = Analyzer::new(run.analyze.clone());
    let (mut corpus, mut counts) = (CorpusAccumulator::default(), TermCounts::default());
    let measure = |document: Document| {
        let (analysis, terms) = analyzer.analyze_with_terms(&document);
        (Processed { document, analysis }, terms)
    };
    let tally = for_each(run, run.pages(), measure, |measured| {
        if let Ok((Processed { document, analysis }, terms)) = measured {
            corpus.add(&document, &analysis);
            counts.add(&terms);
        }
        Ok(())
    })?;
    if tally.written > 0 {
        note_estimates(run, &[&counts, reference]);
        let corpus = corpus.finish_against(&run.analyze, &counts, reference);
        write_corpus(&corpus, format)?;
    }
    Ok(tally.exit())
}

fn documents(mut run: Run<'_>, reference: &TermCounts, format: TableFormat) -> Result<Exit, Stop> {
    note_estimates(&run, &[reference]);
    let wanted = run.analyze.keywords;
    run.analyze.keywords = wanted.saturating_mul(POOL);
    let analyzer = Analyzer::new(run.analyze.clone());
    let records = |document: Document| {
        let (analysis, terms) = analyzer.analyze_with_terms(&document);
        let mut record = keywords_record(&document, &analysis);
        for keyword in &mut record.keywords {
            keyword.keyness = terms.keyness(&keyword.text, reference);
        }
        let rank = |keyword: &KeywordRecord| {
            let found = keyword.keyness;
            found.map_or(0.0, |found| found.log_likelihood)
        };
        record.keywords.retain(|keyword| rank(keyword) > 0.0);
        // Stable: of two that are as sure the better keyword is first.
        record.keywords.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        record.keywords.truncate(wanted);
        vec![record]
    };
    write_records(&run, format, records, keywords_table)
}
