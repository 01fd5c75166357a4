//! The documents of the parts of a run, in batches, whatever the parts hold.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
#[cfg(feature = "parquet")]
use wenmai_io::InputErrorKind;
#[cfg(feature = "parquet")]
use wenmai_io::arrow::{
    DocumentBatches, DocumentColumns, RecordBatch, ids_and_texts, kept_rows, name_lines,
};
use wenmai_model::{PartRecord, Quality};

use crate::chunk::{Output, Packing, packed_lines};
use crate::error::CorpusError;
use crate::options::{Compression, PartFormat};
#[cfg(feature = "parquet")]
use crate::part::io_error;
use crate::progress::Progress;

/// Lines and files are handed on in batches of about so many bytes: the frames of compressed parts.
const BATCH_BYTES: usize = 1 << 20;

/// What is read of documents, where the format can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// What tells them from others.
    Names,
    /// Their ids and texts.
    Texts,
    /// What evidence about them is made of.
    Evidence,
    /// All of them.
    Documents,
}

/// Documents of one part.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Number of the part.
    pub(crate) part: u64,
    /// Number of the first document among all of the run, from 0.
    first: u32,
    pub(crate) n_documents: u32,
    /// Whether the part ends here.
    pub(crate) ends_part: bool,
    documents: Option<Documents>,
}

/// Documents as they stand in a part.
#[derive(Debug)]
enum Documents {
    /// Whole lines.
    Lines(Vec<u8>),
    /// Rows.
    #[cfg(feature = "parquet")]
    Rows(RecordBatch),
    /// Names and bytes of files, in the folder of this name.
    Files(String, Vec<(String, Vec<u8>)>),
}

/// What is read of a line.
#[derive(Deserialize)]
struct DocumentLine<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// What tells a document from others, and what its recipe says of it.
#[derive(Deserialize)]
pub(crate) struct DocumentName<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(default)]
    pub(crate) url: Option<String>,
    #[serde(default)]
    pub(crate) quality: Option<Quality>,
}

impl Batch {
    /// Bytes in memory.
    pub(crate) fn len_bytes(&self) -> usize {
        match &self.documents {
            None => 0,
            Some(Documents::Lines(lines)) => lines.len(),
            #[cfg(feature = "parquet")]
            Some(Documents::Rows(rows)) => rows.get_array_memory_size(),
            Some(Documents::Files(_, files)) => files
                .iter()
                .map(|(name, text)| name.len() + text.len())
                .sum(),
        }
    }

    /// Gives number, id and text of each document to `take`. A file has its path below the folder of the run as its id, for it
    /// does not tell another.
    ///
    /// # Errors
    ///
    /// Says what is no document.
    pub(crate) fn for_each(&self, mut take: impl FnMut(u32, &str, &str)) -> Result<(), String> {
        let numbers = self.first..;
        match &self.documents {
            None => {}
            Some(Documents::Lines(bytes)) => {
                for (number, line) in numbers.zip(lines(bytes)) {
                    let DocumentLine { id, text } = serde_json::from_slice(line)
                        .map_err(|error| format!("a line that is no document: {error}"))?;
                    take(number, &id, &text);
                }
            }
            #[cfg(feature = "parquet")]
            Some(Documents::Rows(rows)) => {
                for (number, (id, text)) in numbers.zip(ids_and_texts(rows)) {
                    take(number, id, text);
                }
            }
            Some(Documents::Files(folder, files)) => {
                for (number, (name, bytes)) in numbers.zip(files) {
                    let text = str::from_utf8(bytes)
                        .map_err(|error| format!("{name}, which is no text: {error}"))?;
                    take(number, &format!("{folder}/{name}"), text);
                }
            }
        }
        Ok(())
    }

    /// Gives what tells each document from others to `take`, in order. A file has its path below the folder of the run as its
    /// id.
    ///
    /// # Errors
    ///
    /// Says what is no document.
    pub(crate) fn for_each_name(
        &self,
        mut take: impl FnMut(DocumentName<'_>),
    ) -> Result<(), String> {
        let mut take_lines = |bytes: &[u8]| {
            lines(bytes).try_for_each(|line| {
                let name = serde_json::from_slice(line);
                name.map(&mut take)
                    .map_err(|error| format!("a line that is no document: {error}"))
            })
        };
        match &self.documents {
            None => Ok(()),
            Some(Documents::Lines(bytes)) => take_lines(bytes),
            #[cfg(feature = "parquet")]
            Some(Documents::Rows(rows)) => {
                take_lines(&name_lines(rows).map_err(|error| error.to_string())?)
            }
            Some(Documents::Files(folder, files)) => {
                for (name, _) in files {
                    take(DocumentName {
                        id: format!("{folder}/{name}").into(),
                        url: None,
                        quality: None,
                    });
                }
                Ok(())
            }
        }
    }

    /// Gives the record of each document, read as `T`, to `take`, in order.
    ///
    /// # Errors
    ///
    /// Says what is no such record; files have none.
    pub(crate) fn for_each_record<T: DeserializeOwned>(
        &self,
        mut take: impl FnMut(T),
    ) -> Result<(), String> {
        let mut take_lines = |bytes: &[u8]| {
            lines(bytes).try_for_each(|line| {
                let record = serde_json::from_slice(line);
                record
                    .map(&mut take)
                    .map_err(|error| format!("a line that is no document: {error}"))
            })
        };
        match &self.documents {
            None => Ok(()),
            Some(Documents::Lines(bytes)) => take_lines(bytes),
            #[cfg(feature = "parquet")]
            Some(Documents::Rows(rows)) => {
                take_lines(&name_lines(rows).map_err(|error| error.to_string())?)
            }
            Some(Documents::Files(folder, _)) => Err(format!("{folder}, which has no records")),
        }
    }

    /// The documents that are kept, by their numbers, as a part takes them.
    ///
    /// # Errors
    ///
    /// When they cannot be packed.
    pub(crate) fn kept(
        self,
        is_kept: impl Fn(u32) -> bool,
        compression: Compression,
    ) -> io::Result<Option<Output>> {
        let numbers = self.first..;
        Ok(match self.documents {
            None => None,
            Some(Documents::Lines(bytes)) => {
                let mut kept = Vec::with_capacity(bytes.len());
                for (number, line) in numbers.zip(lines(&bytes)) {
                    if is_kept(number) {
                        kept.extend_from_slice(line);
                    }
                }
                if kept.is_empty() {
                    None
                } else {
                    Some(Output::Bytes(packed_lines(kept, compression)?))
                }
            }
            #[cfg(feature = "parquet")]
            Some(Documents::Rows(rows)) => {
                let mut numbers = numbers;
                let is_kept = |_| numbers.next().is_some_and(&is_kept);
                let kept = kept_rows(&rows, is_kept).map_err(io_error)?;
                (kept.num_rows() > 0).then_some(Output::Rows(kept))
            }
            Some(Documents::Files(_, files)) => {
                let files = numbers.zip(files).filter(|(number, _)| is_kept(*number));
                let kept: Vec<_> = files.map(|(_, file)| file).collect();
                (!kept.is_empty()).then_some(Output::NamedFiles(kept))
            }
        })
    }
}

fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n')
}

/// Reads the documents of a run, in batches that depend on the parts alone.
pub(crate) struct DocumentReader<'a> {
    folder: &'a Path,
    parts: std::slice::Iter<'a, PartRecord>,
    packing: Packing,
    wanted: Wanted,
    progress: &'a Progress,
    part: Option<OpenPart<'a>>,
    /// Whether the ledgers of the parts say how many documents they hold.
    is_counted: bool,
    next: u32,
}

struct OpenPart<'a> {
    part: &'a PartRecord,
    path: PathBuf,
    source: Source,
    /// Documents read so far.
    read: u64,
}

/// Where the documents of a part come from.
enum Source {
    Lines(Box<dyn BufRead + Send>),
    #[cfg(feature = "parquet")]
    Rows(Box<DocumentBatches>),
    /// The folder of that name and its files, those that were not read yet.
    Files(String, std::vec::IntoIter<String>),
}

impl<'a> DocumentReader<'a> {
    pub(crate) fn new(
        folder: &'a Path,
        parts: &'a [PartRecord],
        packing: Packing,
        wanted: Wanted,
        progress: &'a Progress,
    ) -> Self {
        Self {
            folder,
            parts: parts.iter(),
            packing,
            wanted,
            progress,
            part: None,
            is_counted: true,
            next: 0,
        }
    }

    /// The same, with parts whose ledgers do not say how many documents they hold.
    pub(crate) fn uncounted(mut self) -> Self {
        self.is_counted = false;
        self
    }

    /// The next batch; `None` after the last part.
    pub(crate) fn next_batch(&mut self) -> Result<Option<Batch>, CorpusError> {
        let Some(mut open) = self.open()? else {
            return Ok(None);
        };
        let (documents, n_documents) = open.source.read(&open.path, self.wanted)?;
        let ends_part = documents.is_none();
        open.read += u64::from(n_documents);
        let written = open.part.ledger.written;
        let is_wrong = open.read > written || (ends_part && open.read < written);
        if self.is_counted && is_wrong {
            let what = format!("holds {} documents instead of {written}", open.read);
            return Err(CorpusError::Damaged {
                path: open.path,
                what,
            });
        }
        let batch = Batch {
            part: open.part.part,
            first: self.next,
            n_documents,
            ends_part,
            documents,
        };
        // Who needs the numbers has seen to it that they suffice.
        self.next = self.next.wrapping_add(n_documents);
        if ends_part {
            self.progress
                .add_read(self.progress.bytes() + open.part.bytes);
        } else {
            self.part = Some(open);
        }
        Ok(Some(batch))
    }

    /// The part that is being read, or the next one.
    fn open(&mut self) -> Result<Option<OpenPart<'a>>, CorpusError> {
        if let Some(open) = self.part.take() {
            return Ok(Some(open));
        }
        let Some((part, name)) = self
            .parts
            .find_map(|part| Some((part, part.file.as_deref()?)))
        else {
            return Ok(None);
        };
        let path = self.folder.join(name);
        let source = self.source(&path, name)?;
        Ok(Some(OpenPart {
            part,
            path,
            source,
            read: 0,
        }))
    }

    fn source(&self, path: &Path, name: &str) -> Result<Source, CorpusError> {
        let failed = |error| CorpusError::read_back(path, error);
        let file = || File::open(path).map_err(failed);
        Ok(match (self.packing.format, self.packing.compression) {
            (PartFormat::Jsonl, Compression::None) => {
                Source::Lines(Box::new(BufReader::with_capacity(1 << 17, file()?)))
            }
            (PartFormat::Jsonl, Compression::Zstd) => {
                let decoder = zstd::Decoder::new(file()?).map_err(failed)?;
                Source::Lines(Box::new(BufReader::new(decoder)))
            }
            #[cfg(feature = "parquet")]
            (PartFormat::Parquet, _) => {
                let columns = match self.wanted {
                    Wanted::Names => DocumentColumns::Names,
                    Wanted::Texts => DocumentColumns::IdAndText,
                    Wanted::Evidence => DocumentColumns::Evidence,
                    Wanted::Documents => DocumentColumns::All,
                };
                let batches = DocumentBatches::open(file()?, columns);
                Source::Rows(Box::new(batches.map_err(|error| unreadable(path, error))?))
            }
            (PartFormat::Markdown, _) => Source::Files(
                name.to_owned(),
                file_names(path).map_err(failed)?.into_iter(),
            ),
        })
    }
}

impl Source {
    /// The next documents of the part at `path`, and how many; `None` behind the last.
    fn read(
        &mut self,
        path: &Path,
        wanted: Wanted,
    ) -> Result<(Option<Documents>, u32), CorpusError> {
        let failed = |error| CorpusError::read_back(path, error);
        let (mut len_bytes, mut n_documents) = (0, 0);
        let documents = match self {
            Self::Lines(lines) => {
                let mut bytes = Vec::new();
                while bytes.len() < BATCH_BYTES
                    && lines.read_until(b'\n', &mut bytes).map_err(failed)? > 0
                {
                    n_documents += 1;
                }
                Documents::Lines(bytes)
            }
            #[cfg(feature = "parquet")]
            Self::Rows(batches) => {
                let Some(rows) = batches.next() else {
                    return Ok((None, 0));
                };
                let rows = rows.map_err(|error| unreadable(path, error))?;
                n_documents = u32::try_from(rows.num_rows()).unwrap_or(u32::MAX);
                Documents::Rows(rows)
            }
            Self::Files(folder, names) => {
                let mut files = Vec::new();
                while len_bytes < BATCH_BYTES
                    && let Some(name) = names.next()
                {
                    let text = match wanted {
                        Wanted::Names => Vec::new(),
                        _ => fs::read(path.join(&name)).map_err(failed)?,
                    };
                    len_bytes += name.len() + text.len();
                    n_documents += 1;
                    files.push((name, text));
                }
                Documents::Files(folder.clone(), files)
            }
        };
        Ok(((n_documents > 0).then_some(documents), n_documents))
    }
}

/// Names of the files in a part that is a folder, in the order of the documents.
fn file_names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        // Names of ours are Unicode.
        names.extend(entry?.file_name().into_string());
    }
    names.sort_unstable();
    Ok(names)
}

/// What it means that the Parquet file at `path` could not be read.
#[cfg(feature = "parquet")]
fn unreadable(path: &Path, error: InputErrorKind) -> CorpusError {
    match error {
        InputErrorKind::Read(error) => CorpusError::read_back(path, error),
        error => CorpusError::Damaged {
            path: path.to_owned(),
            what: error.to_string(),
        },
    }
}
