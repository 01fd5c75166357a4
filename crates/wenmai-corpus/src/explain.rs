//! What became of single pages.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::de::DeserializeOwned;
use wenmai_io::{ReadOptions, RecordReader, file_stem};
use wenmai_model::{
    DeadLetterRecord, DroppedRecord, DuplicateRecord, Fate, FateRecord, SCHEMA_VERSION,
};

use crate::error::CorpusError;
use crate::folder::{DEAD_LETTERS, DROPPED, DUPLICATES};
use crate::manifest::Manifest;

/// What became of each page named `id` of the run in `folder`: usually one. None where the inputs have no such page, or only
/// records that are no pages: of these the ledger alone tells, by their reasons.
///
/// The parts are read through until the page is found, unless it gave no document: then `dropped.jsonl` or
/// `dead-letters.jsonl` tells of it.
///
/// # Errors
///
/// When the folder holds no run, or a file of it cannot be read.
pub fn explain(folder: &Path, id: &str) -> Result<Vec<FateRecord>, CorpusError> {
    let manifest = Manifest::load(folder)?.ok_or_else(|| CorpusError::NoRun {
        folder: folder.to_owned(),
    })?;
    let dropped = lines_of(&folder.join(DROPPED), id, |line: &DroppedRecord| &line.id)?;
    let dead = lines_of(
        &folder.join(DEAD_LETTERS),
        id,
        |letter: &DeadLetterRecord| letter.id.as_deref().unwrap_or_default(),
    )?;
    let mut fates: Vec<Fate> = dropped.into_iter().map(Fate::Dropped).collect();
    fates.extend(dead.into_iter().map(Fate::Dead));
    if fates.is_empty() {
        for file in manifest.parts.iter().filter_map(|part| part.file.as_ref()) {
            let found = record_in(&folder.join(file), id)?;
            fates.extend(found.map(|record| Fate::Written {
                file: file.clone(),
                record,
            }));
            if !fates.is_empty() {
                break;
            }
        }
    }
    let is_written = matches!(fates.as_slice(), [Fate::Written { .. }]);
    let duplicate = if is_written && manifest.dedup.is_some() {
        let lines = lines_of(&folder.join(DUPLICATES), id, |line: &DuplicateRecord| {
            &line.id
        })?;
        lines.into_iter().next()
    } else {
        None
    };
    let record = |fate| FateRecord {
        schema_version: SCHEMA_VERSION,
        id: id.to_owned(),
        fate,
        duplicate: duplicate.clone(),
    };
    Ok(fates.into_iter().map(record).collect())
}

/// The lines of the file at `path` whose page is named `id`; none where there is no file.
fn lines_of<T: DeserializeOwned>(
    path: &Path,
    id: &str,
    name: fn(&T) -> &str,
) -> Result<Vec<T>, CorpusError> {
    let failed = |error| CorpusError::read_back(path, error);
    let mut reader = match File::open(path) {
        Ok(file) => BufReader::with_capacity(1 << 18, file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    // Most lines are of other pages, and are not worth to be taken apart.
    let escaped = serde_json::to_vec(id).map_err(|error| failed(error.into()))?;
    let finder = memchr::memmem::Finder::new(&escaped);
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 {
            return Ok(lines);
        }
        // A line without its end was being written when the run was killed.
        if line.ends_with(b"\n") && finder.find(&line).is_some() {
            let record: T = serde_json::from_slice(&line).map_err(|error| failed(error.into()))?;
            if name(&record) == id {
                lines.push(record);
            }
        }
    }
}

/// Position of the document `id` in the part at `path`.
fn record_in(path: &Path, id: &str) -> Result<Option<u64>, CorpusError> {
    let failed = |error| CorpusError::read_back(path, error);
    if path.is_dir() {
        let name = format!("-{}.md", file_stem(id));
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string());
        }
        let mut numbers = names.iter().filter_map(|file| file.strip_suffix(&name));
        return Ok(numbers.find_map(|number| number.parse().ok()));
    }
    // A part is an input like others.
    let options = ReadOptions::default();
    for (at, record) in (0..).zip(RecordReader::open(path, &options)?) {
        // What cannot be read is said by `status`.
        let page = record.ok().and_then(|record| record.page(&options).ok());
        if page.is_some_and(|page| page.id == id) {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
