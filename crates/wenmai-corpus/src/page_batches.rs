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
/// Memory is that of a table. An input that the operating system cannot read on is an error, which is the last item.
pub struct PageBatches {
    inputs: Inputs,
    read: ReadOptions,
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
            is_over: false,
        }
    }

    fn read_table(&mut self) -> Result<Option<RecordBatch>, CorpusError> {
        let mut table = PageTableBuilder::default();
        while table.len() < TABLE_ROWS && table.len_bytes() < TABLE_BYTES {
            let Some(item) = self.inputs.next_item(&self.read) else {
                self.is_over = true;
                break;
            };
            self.add(item, &mut table)?;
        }
        if table.is_empty() {
            return Ok(None);
        }
        Ok(Some(table.finish()?))
    }

    fn add(&self, item: Item, table: &mut PageTableBuilder) -> Result<(), CorpusError> {
        let mut letter = Letter::new(item.place);
        let settled: SettledRecord = match item.record {
            Err(error) if ends_run(&error) => return Err(error.into()),
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
            return None;
        }
        let table = self.read_table().transpose();
        self.is_over |= !matches!(table, Some(Ok(_)));
        table
    }
}
