//! Tables in memory: what becomes of each of their rows.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use wenmai_format::write_jsonl;
use wenmai_io::ReadOptions;
use wenmai_io::arrow::{PageRow, PageTable, RecordBatch, outcome_batch};
use wenmai_model::{RecordPlace, SettledKind, SettledRecord, Source};

use crate::chunk::{process_page, process_record};
use crate::error::CorpusError;
use crate::letter::{Letter, death};
use crate::memory::Memory;
use crate::options::RunOptions;
use crate::outcome::{Death, Dropped, InProcess, Outcome, PageProcessor, guarded};
use crate::rows::pack_rows;
use crate::run::ProcessorFactory;
use crate::sync::lock;

/// A thread takes so many rows at once …
const PIECE_ROWS: usize = 64;
/// … or so many that their pages have this many bytes: few enough for all threads to come to an end together.
const PIECE_BYTES: usize = 512 << 10;

/// Does with the rows of tables what a run does with the records of its inputs, on the threads that a run would have.
///
/// ```
/// use std::sync::atomic::AtomicBool;
/// use wenmai_corpus::{BatchProcessor, PageBatches, RunOptions};
/// # let folder = tempfile::tempdir()?;
/// # let input = folder.path().join("crawl.jsonl");
/// # std::fs::write(&input, "{\"id\": \"a\", \"text\": \"标题\\n\\n第一段话在这里。\"}\n{\"id\": \n")?;
/// let options = RunOptions { jobs: 2, ..RunOptions::default() };
/// let (processor, never) = (BatchProcessor::new(&options), AtomicBool::new(false));
/// for pages in PageBatches::new(&[input.into()], &options.read) {
///     let rows: usize = processor.process(&[pages?], 0, &never)?.iter().map(|batch| batch.num_rows()).sum();
///     assert_eq!(rows, 2); // a document and a dead letter
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BatchProcessor {
    read: ReadOptions,
    /// Memory for pages that are processed.
    memory: Memory,
    processors: Mutex<Processors>,
}

/// What makes documents, for each thread its own.
struct Processors {
    factory: Box<ProcessorFactory>,
    /// Most of them.
    jobs: usize,
    /// Those that there was work for so far.
    made: Vec<Box<dyn PageProcessor + Send>>,
}

impl Processors {
    /// As many as have something to do when there are `n_pieces`: each may be a process of its own, which takes time to start.
    fn for_pieces(
        &mut self,
        n_pieces: usize,
    ) -> Result<&mut [Box<dyn PageProcessor + Send>], CorpusError> {
        let n = n_pieces.min(self.jobs);
        while self.made.len() < n {
            let processor = (self.factory)(self.made.len())?;
            self.made.push(processor);
        }
        Ok(self.made.get_mut(..n).unwrap_or_default())
    }
}

impl std::fmt::Debug for BatchProcessor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchProcessor")
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}

impl BatchProcessor {
    /// Processes pages in this process, by the reading, parsing, recipe, auditor, redactor, memory and threads of `options`.
    pub fn new(options: &RunOptions) -> Self {
        Self::with(options, InProcess::of(options).factory())
    }

    /// The same by what `factory` makes for each thread, by its number, once there is work for it.
    pub fn with(options: &RunOptions, factory: Box<ProcessorFactory>) -> Self {
        Self {
            read: options.bounded_read(),
            memory: Memory::new(options.page_memory()),
            processors: Mutex::new(Processors {
                factory,
                jobs: options.jobs.max(1),
                made: Vec::new(),
            }),
        }
    }

    /// What becomes of each row of `tables`, in order, as columns of [`outcome_schema`](wenmai_io::arrow::outcome_schema). The rows are
    /// the same whatever the number of threads; how many of them are in a batch is not said.
    ///
    /// `first_row` is the number of the first row: whoever has a long table processes it piece by piece, so that not all of it is in
    /// memory. Rows of [`PageBatches`](crate::PageBatches) have the numbers that they were read with.
    ///
    /// Once `stop` is set, the threads end after the rows that they have, and those behind them are missing. Who calls it from two
    /// threads at once waits.
    ///
    /// # Errors
    ///
    /// When a table has no column that could hold a page, and what making a processor or processing a page gives.
    pub fn process(
        &self,
        tables: &[RecordBatch],
        first_row: u64,
        stop: &AtomicBool,
    ) -> Result<Vec<RecordBatch>, CorpusError> {
        let mut first = first_row;
        let tables = tables.iter().map(|table| {
            let page_table = PageTable::new(table.clone(), &self.read, first);
            first += table.num_rows() as u64;
            page_table.map_err(CorpusError::from)
        });
        let tables: Vec<PageTable> = tables.collect::<Result<_, _>>()?;
        let pieces: Vec<Piece<'_>> = tables.iter().flat_map(pieces).collect();

        let work = Work {
            pieces: &pieces,
            next: AtomicUsize::new(0),
            stop,
            has_failed: AtomicBool::new(false),
        };
        let mut processors = lock(&self.processors);
        let processors = processors.for_pieces(pieces.len())?;
        let finished: Result<Vec<_>, _> = thread::scope(|scope| {
            let threads: Vec<_> = processors
                .iter_mut()
                .map(|processor| scope.spawn(|| self.work(processor.as_mut(), &work)))
                .collect();
            let join = |thread: thread::ScopedJoinHandle<'_, _>| {
                // Pages are guarded: this is no page's fault.
                thread.join().unwrap_or_else(|panic| resume_unwind(panic))
            };
            threads.into_iter().map(join).collect()
        });
        let mut finished: Vec<(usize, RecordBatch)> = finished?.into_iter().flatten().collect();
        finished.sort_unstable_by_key(|(piece, _)| *piece);
        // What was stopped may have a gap.
        let numbered = finished.into_iter().enumerate();
        let whole = numbered.take_while(|(at, (piece, _))| at == piece);
        Ok(whole.map(|(_, (_, batch))| batch).collect())
    }

    /// What one thread does.
    fn work(
        &self,
        processor: &mut dyn PageProcessor,
        work: &Work<'_>,
    ) -> Result<Vec<(usize, RecordBatch)>, CorpusError> {
        let mut finished = Vec::new();
        while let Some((at, piece)) = work.next_piece() {
            let rows = piece.rows.clone();
            let lines = rows.map(|row| self.line(piece.table, row, processor));
            let batch = lines.collect::<Result<Vec<_>, _>>().and_then(pack);
            match batch {
                Ok(batch) => finished.push((at, batch)),
                Err(error) => {
                    work.has_failed.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        Ok(finished)
    }

    /// What becomes of a row.
    fn line(
        &self,
        table: &PageTable,
        row: usize,
        processor: &mut dyn PageProcessor,
    ) -> Result<Line, CorpusError> {
        let mut letter = Letter::new(RecordPlace::default());
        (letter.input, letter.place.record) = table.place(row);
        let mut settled = None;
        let outcome = guarded(|| match table.row(row) {
            Ok(PageRow::Page(page)) => process_page(&page, &self.memory, processor, &mut letter),
            Ok(PageRow::Record(raw)) => {
                process_record(raw, &self.read, &self.memory, processor, &mut letter)
            }
            Ok(PageRow::Settled(record)) => {
                settled = Some(record);
                Ok(Outcome::Dropped(Dropped::plain("")))
            }
            Err(error) => {
                (letter.id, letter.url) = table.names(row);
                Ok(Outcome::Dead(death(&error)))
            }
        })?;
        Ok(match settled {
            Some(record) => Line::Settled(record),
            None => Line::of(letter, outcome),
        })
    }
}

/// What threads share while they process tables.
struct Work<'a> {
    pieces: &'a [Piece<'a>],
    /// The piece that nobody has yet.
    next: AtomicUsize,
    stop: &'a AtomicBool,
    has_failed: AtomicBool,
}

impl<'a> Work<'a> {
    /// A piece for the thread that asks; `None` when there is none, or all is to end.
    fn next_piece(&self) -> Option<(usize, &'a Piece<'a>)> {
        if self.stop.load(Ordering::Relaxed) || self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        self.pieces.get(at).map(|piece| (at, piece))
    }
}

/// Rows that one thread takes.
struct Piece<'a> {
    table: &'a PageTable,
    rows: Range<usize>,
}

/// The rows of `table`, cut into pieces.
fn pieces(table: &PageTable) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for row in 0..table.len() {
        bytes += table.page_bytes(row);
        if bytes >= PIECE_BYTES || row + 1 - from == PIECE_ROWS || row + 1 == table.len() {
            let rows = from..row + 1;
            pieces.push(Piece { table, rows });
            (from, bytes) = (row + 1, 0);
        }
    }
    pieces
}

/// What became of a row.
enum Line {
    /// A line of JSON, and what a dead letter would say of its page.
    Document(Box<Letter>, Vec<u8>),
    Settled(Box<SettledRecord>),
}

impl Line {
    /// The row of a document that does not make one.
    fn failed(self, death: Death) -> Self {
        match self {
            Self::Document(letter, _) => Self::Settled(Box::new(failed(*letter, death))),
            Self::Settled(_) => self,
        }
    }

    fn of(letter: Letter, outcome: Outcome) -> Self {
        match outcome {
            Outcome::Written(line) => Self::Document(Box::new(letter), line),
            Outcome::Dropped(dropped) => Self::Settled(Box::new(left_out(letter, dropped))),
            Outcome::Dead(death) => Self::Settled(Box::new(failed(letter, death))),
        }
    }

    /// Writes it as a line of JSON that begins with its outcome.
    fn write(&self, lines: &mut Vec<u8>) {
        match self {
            Self::Document(_, line) => {
                lines.extend_from_slice(br#"{"outcome":"written","#);
                lines.extend_from_slice(line.strip_prefix(b"{").unwrap_or(line));
            }
            Self::Settled(record) => {
                // A vector takes everything, and JSON can hold the record.
                let _ = write_jsonl(record, lines);
            }
        }
    }
}

/// The row of a record that is left out.
pub(crate) fn left_out(letter: Letter, dropped: Dropped) -> SettledRecord {
    SettledRecord {
        outcome: SettledKind::Dropped,
        broken: dropped.broken,
        ..settled(letter, &dropped.reason)
    }
}

/// The row of a record that failed.
pub(crate) fn failed(letter: Letter, death: Death) -> SettledRecord {
    SettledRecord {
        message: Some(death.message),
        help: death.help,
        ..settled(letter, &death.reason)
    }
}

fn settled(letter: Letter, reason: &str) -> SettledRecord {
    SettledRecord {
        outcome: SettledKind::Dead,
        reason: reason.to_owned(),
        message: None,
        help: None,
        broken: Vec::new(),
        id: letter.id,
        url: letter.url,
        source: Source {
            input: letter.input,
            record: letter.place.record,
            ..Source::default()
        },
        records: letter.records.filter(|records| *records != 1),
    }
}

/// Lines as rows.
fn pack(lines: Vec<Line>) -> Result<RecordBatch, CorpusError> {
    let batch = |lines: &[Line]| {
        let mut bytes = Vec::new();
        for line in lines {
            line.write(&mut bytes);
        }
        outcome_batch(&bytes)
    };
    pack_rows(lines, batch, |line, death| Some(line.failed(death)))
}
