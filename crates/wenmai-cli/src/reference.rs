//! The reference that a corpus is compared with.

use std::ffi::OsString;

use wenmai::{Analyzer, Document, TermCounts};

use crate::batch::for_each;
use crate::exit::Stop;
use crate::run::Run;

/// The phrases of a reference corpus.
pub(crate) struct Reference {
    pub(crate) counts: TermCounts,
    /// Documents that were read.
    pub(crate) documents: u64,
    /// Whether all of its pages could be read.
    pub(crate) is_whole: bool,
}

/// Reads the reference in `files`.
pub(crate) fn reference(run: &Run<'_>, files: &[OsString]) -> Result<Reference, Stop> {
    let analyzer = Analyzer::new(run.analyze.clone());
    let mut counts = TermCounts::default();
    let terms = |document: Document| analyzer.terms(&document);
    let tally = for_each(run, run.pages_of(files), terms, |terms| {
        if let Ok(terms) = terms {
            counts.add(&terms);
        }
        Ok(())
    })?;
    if tally.written == 0 {
        return Err(Stop::usage(
            "no page of the reference could be read",
            "name files, folders or patterns that hold pages behind --against",
        ));
    }
    Ok(Reference {
        counts,
        documents: tally.written,
        is_whole: tally.failed == 0,
    })
}

/// Says it where counts are estimates.
pub(crate) fn note_estimates(run: &Run<'_>, counts: &[&TermCounts]) {
    if counts.iter().any(|counts| counts.is_estimate()) {
        run.console.note(
            "more than a million different phrases: their counts are estimates, too high where they are wrong",
        );
    }
}
