//! The records of inputs as rows of tables, for engines that hand tables on.

use std::ffi::OsString;

use wenmai_io::arrow::{PageTableBuilder, RecordBatch};
use wenmai_io::{NoPage, ReadOptions};
use wenmai_model::{InputPosition, SettledRecord};

use crate::batch::{failed, left_out};
use crate::chunk::Item;
use crate::error::CorpusError;
use crate::letter::{Letter, death, unfit};
use crate::outcome::{Dropped, caught};
use crate::reader::{Inputs, ends_run};

/// A table is full with so many rows …
const TABLE_ROWS: usize = 1_024;
/// … or so many bytes.
const TABLE_BYTES: usize = 8 << 20;

/// The records of inputs as rows of [`page_schema`](wenmai_io::arrow::page_schema), in order: pages, and what gave none.
///
/// Memory is that of a table. An input that the operating system cannot read on is an error, which is the last item, after
/// the rows before it; a row like that of another broken input after [`skip_read_errors`](Self::skip_read_errors).
pub struct PageBatches {
    inputs: Inputs,
    read: ReadOptions,
    skips_read_errors: bool,
    /// What comes after the last table.
    error: Option<CorpusError>,
    is_over: bool,
}

impl std::fmt::Debug for PageBatches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageBatches")
            .field("read", &self.read)
            .finish_non_exhaustive()
    }
}

impl PageBatches {
    /// The records of `files`, which are inputs as a command line gives them.
    pub fn new(files: &[OsString], read: &ReadOptions) -> Self {
        Self {
            inputs: Inputs::new(files, InputPosition::default(), read),
            read: read.clone(),
            skips_read_errors: false,
            error: None,
            is_over: false,
        }
    }

    /// The same; an input that the operating system cannot read on costs the rest of itself, as in a run with
    /// [`RunOptions::skip_read_errors`](crate::RunOptions::skip_read_errors).
    #[must_use]
    pub fn skip_read_errors(self) -> Self {
        Self {
            skips_read_errors: true,
            ..self
        }
    }

    fn read_table(&mut self) -> Result<Option<RecordBatch>, CorpusError> {
        let mut table = PageTableBuilder::default();
        while table.len() < TABLE_ROWS && table.len_bytes() < TABLE_BYTES {
            let Some(item) = self.inputs.next_item(&self.read) else {
                self.is_over = true;
                break;
            };
            if let Err(error) = self.add(item, &mut table) {
                // The rows before it were read: they come first.
                self.error = Some(error);
                self.is_over = true;
                break;
            }
        }
        if table.is_empty() {
            return self.error.take().map_or(Ok(None), Err);
        }
        Ok(Some(table.finish()?))
    }

    fn add(&self, item: Item, table: &mut PageTableBuilder) -> Result<(), CorpusError> {
        let mut letter = Letter::new(item.place);
        let settled: SettledRecord = match item.record {
            Err(error) if ends_run(&error) && !self.skips_read_errors => {
                return Err(error.into());
            }
            Err(error) => {
                letter.of_error(&error);
                failed(letter, death(&error))
            }
            Ok(raw) => {
                letter.input = raw.input.to_string();
                match caught(|| raw.page(&self.read)) {
                    Ok(Ok(page)) => {
                        letter.of_page(&page);
                        match table.add_page(page) {
                            Ok(()) => return Ok(()),
                            Err(error) => failed(letter, unfit(&error)),
                        }
                    }
                    Ok(Err(NoPage::Skipped(reason))) => {
                        left_out(letter, Dropped::plain(reason.as_str()))
                    }
                    Ok(Err(NoPage::Error(error))) => failed(letter, death(&error)),
                    Err(panic) => failed(letter, panic),
                }
            }
        };
        Ok(table.add_settled(&settled)?)
    }
}

impl Iterator for PageBatches {
    type Item = Result<RecordBatch, CorpusError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return self.error.take().map(Err);
        }
        let table = self.read_table().transpose();
        self.is_over |= !matches!(table, Some(Ok(_)));
        table
    }
}
