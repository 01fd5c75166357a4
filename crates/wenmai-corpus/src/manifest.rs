use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use wenmai_model::{
    DedupRecord, EndRecord, InputPosition, Ledger, ManifestRecord, PartRecord, RunRecord,
    SCHEMA_VERSION,
};

use crate::error::CorpusError;

/// File name of the manifest below the folder of the run.
pub(crate) const MANIFEST: &str = "manifest.jsonl";

/// The manifest of a run, as far as it is written.
#[derive(Debug)]
pub(crate) struct Manifest {
    path: PathBuf,
    /// What the run is made of.
    pub(crate) run: RunRecord,
    /// The parts that are whole, in order; those of retries come last.
    pub(crate) parts: Vec<PartRecord>,
    /// How many of them are of retries.
    pub(crate) n_retries: usize,
    /// Whether the run came to its end.
    pub(crate) is_finished: bool,
    /// The duplicates that were found last.
    pub(crate) dedup: Option<DedupRecord>,
    /// Bytes of the whole lines.
    len_bytes: u64,
}

impl Manifest {
    /// A manifest without lines, for a run that begins.
    pub(crate) fn new(folder: &Path, run: RunRecord) -> Self {
        Self {
            path: folder.join(MANIFEST),
            run,
            parts: Vec::new(),
            n_retries: 0,
            is_finished: false,
            dedup: None,
            len_bytes: 0,
        }
    }

    /// The manifest in `folder`; `None` where there is none, or none of its lines is whole.
    pub(crate) fn load(folder: &Path) -> Result<Option<Self>, CorpusError> {
        let path = folder.join(MANIFEST);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            // Where a file stands in the place of the folder, writing will say so.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(CorpusError::read_back(path, error)),
        };
        let mut manifest: Option<Self> = None;
        // A line without its end was being written when the run was killed: it never counted.
        let lines = bytes.split_inclusive(|&byte| byte == b'\n');
        for (at, line) in lines.filter(|line| line.ends_with(b"\n")).enumerate() {
            let broken = |reason: String| CorpusError::BrokenManifest {
                path: path.clone(),
                line: at + 1,
                reason,
            };
            let record = serde_json::from_slice(line).map_err(|error| broken(error.to_string()))?;
            match (record, &mut manifest) {
                (ManifestRecord::Run(run), None) if run.schema_version <= SCHEMA_VERSION => {
                    manifest = Some(Self::new(folder, run));
                }
                (ManifestRecord::Run(run), None) => {
                    let version = run.schema_version;
                    return Err(broken(format!(
                        "schema version {version} is newer than {SCHEMA_VERSION}"
                    )));
                }
                (ManifestRecord::Run(_), Some(_)) => {
                    return Err(broken("a second record of the run".into()));
                }
                (_, None) => return Err(broken("the record of the run is missing".into())),
                (record, Some(manifest)) => manifest.add(record).map_err(broken)?,
            }
            if let Some(manifest) = &mut manifest {
                manifest.len_bytes += line.len() as u64;
            }
        }
        Ok(manifest)
    }

    /// Takes up a record after that of the run; says what is wrong when it cannot follow those before it.
    fn add(&mut self, record: ManifestRecord) -> Result<(), String> {
        let part = match record {
            ManifestRecord::End(end) => {
                let (parts, ledger) = (self.parts.len() as u64, self.ledger());
                if (end.parts, &end.ledger) != (parts, &ledger) {
                    return Err("the sums are not those of the parts".into());
                }
                self.is_finished = true;
                return Ok(());
            }
            ManifestRecord::Dedup(dedup) if self.is_finished => {
                if dedup.parts > self.parts.len() as u64 || !dedup.is_balanced() {
                    return Err("the duplicates are not those of the parts".into());
                }
                self.dedup = Some(dedup);
                return Ok(());
            }
            ManifestRecord::Retry(part) if self.is_finished => {
                self.n_retries += 1;
                part
            }
            ManifestRecord::Part(part) if !self.is_finished => {
                if part.from != self.next() {
                    return Err("the part does not begin where the one before ends".into());
                }
                part
            }
            _ => return Err("a record that cannot stand here".into()),
        };
        if part.part != self.parts.len() as u64 {
            return Err(format!(
                "part {} instead of {}",
                part.part,
                self.parts.len()
            ));
        }
        if !part.ledger.is_balanced() {
            return Err("the ledger of the part does not balance".into());
        }
        self.parts.push(part);
        Ok(())
    }

    /// Where the next part begins.
    pub(crate) fn next(&self) -> InputPosition {
        let runs = self.parts.len() - self.n_retries;
        let last = runs.checked_sub(1).and_then(|last| self.parts.get(last));
        last.map(|part| part.to.clone()).unwrap_or_default()
    }

    /// Bytes of the dead letters that belong to whole parts.
    pub(crate) fn dead_letters_bytes(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.dead_letters_bytes)
    }

    /// Bytes of the lines about pages that are left out, those of whole parts.
    pub(crate) fn dropped_bytes(&self) -> u64 {
        self.parts.last().map_or(0, |part| part.dropped_bytes)
    }

    /// Where the records of all parts went, those of retries moved from the dead to the written.
    pub(crate) fn ledger(&self) -> Ledger {
        let mut ledger = Ledger::default();
        let runs = self.parts.len() - self.n_retries;
        let (parts, retries) = self.parts.split_at_checked(runs).unwrap_or_default();
        for part in parts {
            ledger += &part.ledger;
        }
        // Those that a retry reads are the dead of before; of an input that could not be read there may be more now.
        for retry in retries {
            ledger.read = (ledger.read + retry.ledger.read).saturating_sub(ledger.n_dead());
            ledger.written += retry.ledger.written;
            ledger.dead.clone_from(&retry.ledger.dead);
            for (reason, count) in &retry.ledger.dropped {
                *ledger.dropped.entry(reason.clone()).or_default() += count;
            }
        }
        ledger
    }

    /// The sums of the parts.
    pub(crate) fn end(&self) -> EndRecord {
        EndRecord {
            parts: self.parts.len() as u64,
            ledger: self.ledger(),
        }
    }

    /// Opens the manifest for writing: throws away a torn last line, and writes the record of a run that begins.
    pub(crate) fn writer(self) -> Result<ManifestWriter, CorpusError> {
        let path = self.path.clone();
        let open = || {
            let mut options = OpenOptions::new();
            let options = options.create(true).write(true).truncate(false);
            let mut file = options.open(&path)?;
            file.set_len(self.len_bytes)?;
            file.seek(SeekFrom::End(0))?;
            Ok(file)
        };
        let file = open().map_err(|error| CorpusError::write(&path, error))?;
        let mut writer = ManifestWriter {
            file,
            manifest: self,
        };
        if writer.manifest.len_bytes == 0 {
            let run = ManifestRecord::Run(writer.manifest.run.clone());
            writer.write(&[run])?;
        }
        Ok(writer)
    }
}

/// A manifest that grows. Each line is on the disk before the next step is taken.
#[derive(Debug)]
pub(crate) struct ManifestWriter {
    file: File,
    manifest: Manifest,
}

impl ManifestWriter {
    /// The records so far.
    pub(crate) const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Writes `record`, which follows those before it.
    pub(crate) fn append(&mut self, record: ManifestRecord) -> Result<(), CorpusError> {
        self.append_all(vec![record])
    }

    /// Writes `records`, which follow those before them, all at once: of a process that is killed, the first few may count.
    pub(crate) fn append_all(&mut self, records: Vec<ManifestRecord>) -> Result<(), CorpusError> {
        self.write(&records)?;
        let mut records = records.into_iter();
        records
            .try_for_each(|record| self.manifest.add(record))
            .map_err(|what| CorpusError::Unbalanced { what })
    }

    fn write(&mut self, records: &[ManifestRecord]) -> Result<(), CorpusError> {
        let path = &self.manifest.path;
        let write = || {
            let mut lines = Vec::new();
            for record in records {
                serde_json::to_writer(&mut lines, record)?;
                lines.push(b'\n');
            }
            (&self.file).write_all(&lines)?;
            self.file.sync_data()?;
            Ok(lines.len() as u64)
        };
        let written: io::Result<u64> = write();
        self.manifest.len_bytes += written.map_err(|error| CorpusError::write(path, error))?;
        Ok(())
    }
}
