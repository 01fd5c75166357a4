//! What became of single pages.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use wenmai_io::file_stem;
use wenmai_model::{
    DeadLetterRecord, DroppedRecord, DuplicateRecord, Fate, FateRecord, Quality, SCHEMA_VERSION,
};

use crate::dedup::{DocumentReader, Wanted, packing_of};
use crate::error::CorpusError;
use crate::folder::{DROPPED, DUPLICATES};
use crate::manifest::Manifest;
use crate::options::PartFormat;
use crate::progress::Progress;
use crate::retry::letters_path;

/// What became of the pages of the run in `folder` that have one of `names` as their id or URL: a list for each name, in the
/// order of the names. It is empty where the inputs have no such page, or only records that gave none: of these the ledger alone
/// tells, by their reasons.
///
/// A list has the pages that were dropped first, then those that are dead, then those that gave documents, for several may have
/// the name; all parts are read for it, once for all names. Files of Markdown have their paths below the folder of the run as
/// ids, as in `duplicates.jsonl`. They do not tell the id of their page: where nothing else is known of a name, those files are
/// given, as uncertain, whose own name is made of it.
///
/// What a run or a retry has left that was killed does not count.
///
/// # Errors
///
/// When the folder holds no run or one whose parts this build cannot read, or a file of it cannot be read.
pub fn explain(
    folder: &Path,
    names: &[impl AsRef<str>],
) -> Result<Vec<Vec<FateRecord>>, CorpusError> {
    let manifest = Manifest::load(folder)?.ok_or_else(|| CorpusError::NoRun {
        folder: folder.to_owned(),
    })?;
    let asked = Asked::new(names);
    let mut fates = vec![Vec::new(); names.len()];
    let mut add = |positions: Vec<usize>, record: FateRecord| {
        for position in positions {
            if let Some(fates) = fates.get_mut(position) {
                fates.push(record.clone());
            }
        }
    };
    let is_asked = |name: &Name<'_>| !asked.positions(name.id(), name.url()).is_empty();

    let path = folder.join(DROPPED);
    for line in lines_of::<DroppedRecord>(&path, manifest.dropped_bytes(), is_asked)? {
        let positions = asked.positions(&line.id, line.url.as_deref());
        let (id, url) = (line.id.clone(), line.url.clone());
        add(positions, fate_record(id, url, Fate::Dropped(line)));
    }
    let path = letters_path(folder, &manifest);
    for letter in lines_of::<DeadLetterRecord>(&path, manifest.dead_letters_bytes(), is_asked)? {
        let id = letter.id.clone().unwrap_or_default();
        let positions = asked.positions(&id, letter.url.as_deref());
        let url = letter.url.clone();
        add(positions, fate_record(id, url, Fate::Dead(letter)));
    }
    let mut documents = documents(folder, &manifest, &asked)?;
    add_duplicates(folder, &manifest, &mut documents)?;
    for document in &documents {
        add(document.asked.clone(), document.record(&document.id, true));
    }
    let mut candidates = vec![Vec::new(); names.len()];
    for document in documents {
        for &position in &document.candidate_for {
            if let (Some(name), Some(candidates)) =
                (names.get(position), candidates.get_mut(position))
            {
                candidates.push(document.record(name.as_ref(), false));
            }
        }
    }
    for (fates, candidates) in fates.iter_mut().zip(candidates) {
        if fates.is_empty() {
            *fates = candidates;
        }
    }
    Ok(fates)
}

fn fate_record(id: String, url: Option<String>, fate: Fate) -> FateRecord {
    FateRecord {
        schema_version: SCHEMA_VERSION,
        id,
        url,
        fate,
        duplicate: None,
    }
}

/// The names that are asked for.
struct Asked<'a> {
    /// Their positions.
    names: HashMap<&'a str, Vec<usize>>,
    /// The positions of those that would give a file this stem.
    stems: HashMap<String, Vec<usize>>,
}

impl<'a> Asked<'a> {
    fn new(asked: &'a [impl AsRef<str>]) -> Self {
        let (mut names, mut stems) = (HashMap::new(), HashMap::new());
        for (position, name) in asked.iter().enumerate() {
            let positions: &mut Vec<usize> = names.entry(name.as_ref()).or_default();
            positions.push(position);
            let positions: &mut Vec<usize> = stems.entry(file_stem(name.as_ref())).or_default();
            positions.push(position);
        }
        Self { names, stems }
    }

    /// Positions of the names that a page of this id and URL has.
    fn positions(&self, id: &str, url: Option<&str>) -> Vec<usize> {
        let own = [id].into_iter().chain(url.filter(|url| *url != id));
        let positions = own.filter_map(|name| self.names.get(name));
        positions.flatten().copied().collect()
    }

    /// Positions of the names that the file at `path` of a part may have its name from: `part-00000/0000001-STEM.md`.
    fn candidates(&self, path: &str) -> Vec<usize> {
        let stem = || {
            let (_, name) = path.rsplit_once('/')?;
            let (_, name) = name.split_once('-')?;
            self.stems.get(name.strip_suffix(".md")?)
        };
        stem().cloned().unwrap_or_default()
    }
}

/// A document that is asked for.
struct Document {
    /// Positions of the names that it has.
    asked: Vec<usize>,
    /// Positions of the names that it may have.
    candidate_for: Vec<usize>,
    id: String,
    url: Option<String>,
    quality: Option<Quality>,
    /// Number of its part.
    part: u64,
    file: String,
    /// Position in the part.
    record: u64,
    duplicate: Option<DuplicateRecord>,
}

impl Document {
    fn record(&self, id: &str, is_certain: bool) -> FateRecord {
        let fate = Fate::Written {
            file: self.file.clone(),
            record: self.record,
            is_certain,
            quality: self.quality.clone(),
        };
        FateRecord {
            duplicate: self.duplicate.clone(),
            ..fate_record(id.to_owned(), self.url.clone(), fate)
        }
    }
}

/// The documents of the parts that are asked for, in their order.
fn documents(
    folder: &Path,
    manifest: &Manifest,
    asked: &Asked<'_>,
) -> Result<Vec<Document>, CorpusError> {
    let packing = packing_of(folder, &manifest.run)?;
    let is_folder = packing.format == PartFormat::Markdown;
    let files: HashMap<u64, &str> = manifest
        .parts
        .iter()
        .filter_map(|part| Some((part.part, part.file.as_deref()?)))
        .collect();
    let progress = Progress::default();
    let mut reader =
        DocumentReader::new(folder, &manifest.parts, packing, Wanted::Names, &progress);
    let mut found = Vec::new();
    // The next document.
    let mut record = 0;
    while let Some(batch) = reader.next_batch()? {
        let part = batch.part;
        let file = files.get(&part).copied().unwrap_or_default();
        let named = batch.for_each_name(|name| {
            let positions = asked.positions(&name.id, name.url.as_deref());
            let candidate_for = if is_folder {
                asked.candidates(&name.id)
            } else {
                Vec::new()
            };
            if !positions.is_empty() || !candidate_for.is_empty() {
                let id = name.id.into_owned();
                found.push(Document {
                    asked: positions,
                    candidate_for,
                    file: if is_folder {
                        id.clone()
                    } else {
                        file.to_owned()
                    },
                    id,
                    url: name.url,
                    quality: name.quality,
                    part,
                    record,
                    duplicate: None,
                });
            }
            record += 1;
        });
        named.map_err(|what| CorpusError::Damaged {
            path: folder.join(file),
            what: format!("holds {what}"),
        })?;
        if batch.ends_part {
            record = 0;
        }
    }
    Ok(found)
}

/// Says of `documents` what they are among their duplicates.
fn add_duplicates(
    folder: &Path,
    manifest: &Manifest,
    documents: &mut [Document],
) -> Result<(), CorpusError> {
    let Some(dedup) = &manifest.dedup else {
        return Ok(());
    };
    let file = dedup.files.iter().find(|file| file.file == DUPLICATES);
    let bytes = file.map_or(0, |file| file.bytes);
    let mut by_id: BTreeMap<String, Vec<&mut Document>> = BTreeMap::new();
    // Parts of later retries were not looked at.
    for document in documents
        .iter_mut()
        .filter(|document| document.part < dedup.parts)
    {
        by_id.entry(document.id.clone()).or_default().push(document);
    }
    let is_asked = |name: &Name<'_>| by_id.contains_key(name.id());
    let mut lines: HashMap<String, Vec<DuplicateRecord>> = HashMap::new();
    for line in lines_of::<DuplicateRecord>(&folder.join(DUPLICATES), bytes, is_asked)? {
        lines.entry(line.id.clone()).or_default().push(line);
    }
    for (id, documents) in by_id {
        let lines = lines.remove(&id).unwrap_or_default();
        // Both are in the order of the documents. Of several with one name, a few may have no line: nobody knows which.
        if lines.len() == documents.len() {
            for (document, line) in documents.into_iter().zip(lines) {
                document.duplicate = Some(line);
            }
        }
    }
    Ok(())
}

/// What a line of a page is found by.
#[derive(Deserialize)]
struct Name<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    url: Option<Cow<'a, str>>,
}

impl Name<'_> {
    fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }
}

/// The lines in the first `bytes` of the file at `path` that are asked for; none where there is no file.
fn lines_of<T: DeserializeOwned>(
    path: &Path,
    bytes: u64,
    is_asked: impl Fn(&Name<'_>) -> bool,
) -> Result<Vec<T>, CorpusError> {
    let failed = |error| CorpusError::read_back(path, error);
    let mut reader = match File::open(path) {
        Ok(file) => BufReader::with_capacity(1 << 18, file.take(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let (mut lines, mut line) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        // A line without its end is of a file that was cut.
        if reader.read_until(b'\n', &mut line).map_err(failed)? == 0 || !line.ends_with(b"\n") {
            return Ok(lines);
        }
        let name: Name<'_> = serde_json::from_slice(&line).map_err(|error| failed(error.into()))?;
        if is_asked(&name) {
            let record = serde_json::from_slice(&line).map_err(|error| failed(error.into()))?;
            lines.push(record);
        }
    }
}
