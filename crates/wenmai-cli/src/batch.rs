use rayon::prelude::*;
use wenmai::io::{InputError, with_causes};
use wenmai::model::{Failure, Finding, Severity};
use wenmai::{Document, Page, ParseOptions, Refusal, read_document};

use crate::exit::{Exit, Stop};
use crate::run::Run;

/// A batch is full with this many pages …
const BATCH_PAGES: usize = 256;
/// … or with this many bytes of them, so that memory is bounded whatever the pages' size.
const BATCH_BYTES: usize = 32 << 20;

/// How many inputs gave a document and how many failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) written: u64,
    pub(crate) failed: u64,
}

impl Tally {
    pub(crate) const fn exit(self) -> Exit {
        match self {
            Self { written: 0, .. } => Exit::NothingWritten,
            Self { failed: 0, .. } => Exit::Ok,
            _ => Exit::SomeFailed,
        }
    }
}

/// An input that gives no document.
struct Refused {
    /// The input: a path.
    input: String,
    /// `PATH: what (place)`.
    what: String,
    help: String,
}

/// What one page gives, and what is said about it under `-v`.
struct Outcome<T> {
    result: Result<T, Refused>,
    notes: Vec<String>,
}

/// Parses `pages` in parallel, batch by batch, and hands what `map` makes of each to `sink`: one by one and in
/// input order, whatever the number of threads. Inputs that fail are reported and counted, and those after
/// them still come.
pub(crate) fn for_each<T, M, S>(
    run: &Run<'_>,
    pages: impl IntoIterator<Item = Result<Page, InputError>>,
    map: M,
    sink: S,
) -> Result<Tally, Stop>
where
    T: Send,
    M: Fn(Document) -> T + Sync,
    S: FnMut(Result<T, Failure>) -> Result<(), Stop>,
{
    for_each_read(run, pages, read_document, map, sink)
}

/// [`for_each`] with a reader that gives more than a document.
pub(crate) fn for_each_read<D, T, R, M, S>(
    run: &Run<'_>,
    pages: impl IntoIterator<Item = Result<Page, InputError>>,
    read: R,
    map: M,
    mut sink: S,
) -> Result<Tally, Stop>
where
    D: AsRef<Document>,
    T: Send,
    R: Fn(&Page, &ParseOptions) -> Result<D, Refusal> + Sync,
    M: Fn(D) -> T + Sync,
    S: FnMut(Result<T, Failure>) -> Result<(), Stop>,
{
    let mut pages = pages.into_iter();
    let process = |page| outcome(run, page, &read, &map);
    let mut tally = Tally::default();
    let bar = run.console.progress();
    loop {
        let batch = next_batch(&mut pages);
        if batch.is_empty() {
            break;
        }
        // A task each: pages differ in length, and a thread that is done splits no task of another.
        let outcomes: Vec<Outcome<T>> = run.pool.install(|| {
            let pages = batch.into_par_iter().with_max_len(1);
            pages.map(process).collect()
        });
        for Outcome { result, notes } in outcomes {
            bar.suspend(|| notes.iter().for_each(|note| run.console.note(note)));
            bar.inc(1);
            match result {
                Ok(value) => {
                    tally.written += 1;
                    sink(Ok(value))?;
                }
                Err(refused) => {
                    tally.failed += 1;
                    bar.suspend(|| run.console.error(&refused.what, &refused.help));
                    sink(Err(failure(refused)))?;
                }
            }
        }
    }
    bar.finish_and_clear();
    if tally.failed > 0 || tally.written == 0 {
        let Tally { written, failed } = tally;
        run.console
            .note(&format!("{written} written, {failed} failed"));
    }
    Ok(tally)
}

fn next_batch(
    pages: &mut impl Iterator<Item = Result<Page, InputError>>,
) -> Vec<Result<Page, InputError>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while batch.len() < BATCH_PAGES && bytes < BATCH_BYTES {
        let Some(page) = pages.next() else { break };
        bytes += page.as_ref().map_or(0, |page| page.body.len());
        batch.push(page);
    }
    batch
}

fn outcome<D: AsRef<Document>, T>(
    run: &Run<'_>,
    page: Result<Page, InputError>,
    read: &impl Fn(&Page, &ParseOptions) -> Result<D, Refusal>,
    map: &impl Fn(D) -> T,
) -> Outcome<T> {
    let refused = |refused| Outcome {
        result: Err(refused),
        notes: Vec::new(),
    };
    let page = match page {
        Ok(page) => page,
        Err(error) => {
            return refused(Refused {
                what: with_causes(&error),
                help: error.help(),
                input: error.input,
            });
        }
    };
    match read(&page, &run.parse) {
        Ok(document) => {
            // The document has a text of its own.
            drop(page);
            Outcome {
                notes: if run.console.is_verbose() {
                    notes(document.as_ref())
                } else {
                    empty(document.as_ref()).into_iter().collect()
                },
                result: Ok(map(document)),
            }
        }
        Err(refusal) => refused(Refused {
            what: format!("{}: {}{}", page.input, refusal.kind, record_place(&page)),
            help: refusal.help().into(),
            input: page.input,
        }),
    }
}

/// Which record of its input a page is, unless it is the input.
fn record_place(page: &Page) -> String {
    if page.id == page.input {
        String::new()
    } else {
        format!(" (record {}, id {:?})", page.record, page.id)
    }
}

/// What is said of a page that holds nothing: most callers have mistaken the file.
fn empty(document: &Document) -> Option<String> {
    let mut findings = document.findings.iter();
    let finding = findings.find(|finding| finding.code == "empty_page")?;
    Some(warning(document, finding))
}

fn warning(document: &Document, finding: &Finding) -> String {
    format!(
        "{}: {}: {}",
        finding.severity.as_str(),
        document.id,
        finding.message
    )
}

/// What `-v` says of a page.
fn notes(document: &Document) -> Vec<String> {
    let Document {
        id,
        outline,
        blocks,
        cards,
        findings,
        ..
    } = document;
    let mut notes = vec![format!(
        "{id}: headings {}, blocks {}, cards {}, findings {}",
        outline.len(),
        blocks.len(),
        cards.len(),
        findings.len(),
    )];
    let serious = findings
        .iter()
        .filter(|finding| finding.severity > Severity::Info);
    notes.extend(serious.map(|finding| warning(document, finding)));
    notes
}

fn failure(refused: Refused) -> Failure {
    let what = refused
        .what
        .strip_prefix(&format!("{}: ", refused.input))
        .unwrap_or(&refused.what);
    Failure {
        reason: format!("{what}; {}", refused.help),
        input: refused.input,
    }
}
