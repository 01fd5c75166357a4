//! Shards of a run that become the run.

use std::fs;
use std::path::{Path, PathBuf};

use wenmai_model::{InputPosition, ManifestRecord, PartRecord};

use crate::chunk::Packing;
use crate::error::CorpusError;
use crate::folder::{DEAD_LETTERS, DROPPED, Folder, part_name, sync_folder};
use crate::inputs::inputs_record;
use crate::journal::Journal;
use crate::manifest::{Manifest, ManifestWriter};
use crate::options::RunOptions;
use crate::run::{RunEnd, changes, run_end, run_record, same_run, whole_part, whole_parts};
use crate::shards::{SHARDS, inputs_to_split, records, shard_folder, shard_numbers, shards_left};

/// Makes a finished run of the finished shards in the folder of `options`: their parts, dead letters and dropped pages in the order
/// of the inputs, as one run over all of them writes them, but that parts are cut where shards are. The shards are removed then.
///
/// The shards are the runs of [`shards`](crate::shards()), by the same options but for their files and folder
/// ([`RunOptions::shard`]); `options` have all the files. Any ranges of the files will do, if together they are all of them.
///
/// Parts are moved, not copied, and each counts once its line stands in the manifest. A merge that was killed loses nothing: the
/// next one goes on, and gives the same bytes. Of a run that is finished, shards that are still there are removed.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let inputs = ["a.txt", "b.txt", "c.txt"].map(|name| folder.path().join(name));
/// # for input in &inputs {
/// #     std::fs::write(input, "标题\n\n第一段话在这里。")?;
/// # }
/// use std::sync::atomic::AtomicBool;
/// use wenmai_corpus::{Plan, Progress, RunOptions, merge, shards};
///
/// let files = inputs.map(Into::into).to_vec();
/// let options = RunOptions { files, out: folder.path().join("out"), ..RunOptions::default() };
/// // Each on a machine of its own.
/// for (number, files) in (0..).zip(shards(&options, 50)?) {
///     Plan::new(options.shard(number, files))?.run(&AtomicBool::new(false), &Progress::default())?;
/// }
/// let end = merge(&options)?;
/// assert!(end.is_finished && end.ledger.written == 3 && end.parts == 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When the folder holds neither shards nor the run, a shard is not finished, has other settings, another version or other inputs,
/// an input is in no shard, or a file is damaged or cannot be written. Nothing is moved before all this was looked at.
pub fn merge(options: &RunOptions) -> Result<RunEnd, CorpusError> {
    let paths = inputs_to_split(options)?;
    // The lock would make the folder.
    if Manifest::load(&options.out)?.is_none() && shard_numbers(&options.out)?.is_empty() {
        return Err(CorpusError::NoRun {
            folder: options.out.clone(),
        });
    }
    let folder = Folder::lock(&options.out)?;
    let begun = Manifest::load(&folder.path)?;
    if let Some(finished) = begun.as_ref().filter(|manifest| manifest.is_finished) {
        let run = run_record(options, inputs_record(options));
        same_run(&folder.path, &finished.run, &run)?;
        remove_shards(&folder.path)?;
        return Ok(run_end(finished, true));
    }
    let left = shards_left(&folder.path)?;
    if !left.folders.is_empty() {
        return Err(CorpusError::ShardsLeft {
            folder: folder.path.clone(),
            left,
        });
    }
    let mut shards = Vec::new();
    for shard in 0..left.shards {
        shards.push(Shard::load(shard_folder(&folder.path, shard))?);
    }
    let ranges = ranges(&folder.path, &paths, &shards)?;
    let (run, records) = records(options, &ranges);
    for (shard, record) in shards.iter().zip(&records) {
        if let Some(changes) = changes(&shard.manifest.run, record) {
            return Err(shard.refused(changes));
        }
        shard.check()?;
    }
    let manifest = if let Some(manifest) = begun {
        same_run(&folder.path, &manifest.run, &run)?;
        manifest
    } else {
        if let Some(file) = folder.any_part()? {
            let folder = folder.path.clone();
            return Err(CorpusError::NotEmpty { folder, file });
        }
        Manifest::new(&folder.path, run)
    };
    let merger = Merger::new(folder, Packing::of(options), &shards);
    merger.check(&manifest)?;
    let writer = merger.run(manifest.writer()?)?;
    remove_shards(&merger.folder.path)?;
    Ok(run_end(writer.manifest(), true))
}

/// A shard that is finished.
struct Shard {
    folder: PathBuf,
    manifest: Manifest,
}

impl Shard {
    fn load(folder: PathBuf) -> Result<Self, CorpusError> {
        match Manifest::load(&folder)? {
            Some(manifest) => Ok(Self { folder, manifest }),
            None => Err(CorpusError::NoRun { folder }),
        }
    }

    fn refused(&self, what: impl Into<String>) -> CorpusError {
        CorpusError::NotMerged {
            folder: self.folder.clone(),
            what: what.into(),
        }
    }

    /// Whether its dead letters and dropped pages are there, as its run left them.
    fn check(&self) -> Result<(), CorpusError> {
        if self.manifest.n_retries > 0 {
            return Err(
                self.refused("its dead letters were read again, which is for the whole run")
            );
        }
        for (journal, known) in [
            (DEAD_LETTERS, self.manifest.dead_letters_bytes()),
            (DROPPED, self.manifest.dropped_bytes()),
        ] {
            let path = self.folder.join(journal);
            let bytes = fs::metadata(&path)
                .map_err(|error| CorpusError::read_back(&path, error))?
                .len();
            if bytes < known {
                let what = format!("has {bytes} bytes instead of {known}");
                return Err(CorpusError::Damaged { path, what });
            }
        }
        Ok(())
    }
}

/// The inputs of each shard, in their order.
fn ranges<'a>(
    out: &Path,
    paths: &'a [PathBuf],
    shards: &[Shard],
) -> Result<Vec<&'a [PathBuf]>, CorpusError> {
    let (mut ranges, mut rest) = (Vec::with_capacity(shards.len()), paths);
    for shard in shards {
        let files = shard.manifest.run.inputs.files;
        let own = usize::try_from(files)
            .ok()
            .and_then(|files| rest.split_at_checked(files));
        let Some((own, others)) = own else {
            return Err(shard.refused(format!(
                "it has {files} inputs, of {} that the shards before it have left",
                rest.len()
            )));
        };
        ranges.push(own);
        rest = others;
    }
    match rest.first() {
        Some(first) => Err(CorpusError::NotMerged {
            folder: out.to_owned(),
            what: format!(
                "{} and {} inputs after it are in no shard",
                first.display(),
                rest.len() - 1
            ),
        }),
        None => Ok(ranges),
    }
}

/// What comes before a shard.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    inputs: u64,
    records: u64,
    dead_letters_bytes: u64,
    dropped_bytes: u64,
}

/// Parts of a shard, as those of the run.
struct Moves<'a> {
    shard: &'a Shard,
    before: Before,
    /// Number of its first part in the run.
    first: usize,
    /// What the manifest of the run says of its parts.
    parts: Vec<PartRecord>,
}

impl Moves<'_> {
    /// Each part with a file from number `from` of the run on: what the run says of it, where it was, and where it goes.
    fn files<'b>(
        &'b self,
        out: &'b Path,
        from: usize,
    ) -> impl Iterator<Item = (&'b PartRecord, PathBuf, PathBuf)> {
        let olds = self.shard.manifest.parts.iter();
        let parts = self.parts.iter().zip(olds);
        let parts = parts.skip(from.saturating_sub(self.first));
        parts.filter_map(move |(part, old)| {
            let (to, from) = (part.file.as_ref()?, old.file.as_ref()?);
            Some((part, self.shard.folder.join(from), out.join(to)))
        })
    }
}

/// Moves the parts of all shards.
struct Merger<'a> {
    folder: Folder,
    moves: Vec<Moves<'a>>,
}

impl<'a> Merger<'a> {
    fn new(folder: Folder, packing: Packing, shards: &'a [Shard]) -> Self {
        let (mut first, mut before) = (0, Before::default());
        let mut from = InputPosition::default();
        let mut moves = Vec::with_capacity(shards.len());
        for shard in shards {
            let manifest = &shard.manifest;
            let mut parts = Vec::with_capacity(manifest.parts.len());
            for (number, part) in (first as u64..).zip(&manifest.parts) {
                let to = InputPosition {
                    inputs: before.inputs + part.to.inputs,
                    records: before.records + part.to.records,
                    place: part.to.place,
                };
                let name = || part_name(number, packing.format, packing.compression);
                parts.push(PartRecord {
                    part: number,
                    file: part.file.as_ref().map(|_| name()),
                    // Where a shard begins, a run that ended a part just there is still at the end of the input before.
                    from: std::mem::replace(&mut from, to.clone()),
                    to,
                    dead_letters_bytes: before.dead_letters_bytes + part.dead_letters_bytes,
                    dropped_bytes: before.dropped_bytes + part.dropped_bytes,
                    ..part.clone()
                });
            }
            moves.push(Moves {
                shard,
                before,
                first,
                parts,
            });
            first += manifest.parts.len();
            before.inputs += manifest.run.inputs.files;
            before.records += manifest.next().records;
            before.dead_letters_bytes += manifest.dead_letters_bytes();
            before.dropped_bytes += manifest.dropped_bytes();
        }
        Self { folder, moves }
    }

    /// Whether the parts that `manifest` has are the first ones of the shards, and all others are there, in their shard or, where
    /// a merge was killed, in their new place.
    fn check(&self, manifest: &Manifest) -> Result<(), CorpusError> {
        let out = &self.folder.path;
        let mut parts = self.moves.iter().flat_map(|moves| &moves.parts);
        if let Some(other) = manifest
            .parts
            .iter()
            .find(|part| parts.next() != Some(part))
        {
            return Err(CorpusError::NotMerged {
                folder: out.clone(),
                what: format!("part {} in it is none of the shards", other.part),
            });
        }
        whole_parts(&self.folder, manifest)?;
        for moves in &self.moves {
            for (part, from, to) in moves.files(out, manifest.parts.len()) {
                let is_moved = !from.exists() && to.exists();
                whole_part(if is_moved { &to } else { &from }, part.bytes)?;
            }
        }
        Ok(())
    }

    /// Moves what `writer` does not know, and ends the run.
    fn run(&self, mut writer: ManifestWriter) -> Result<ManifestWriter, CorpusError> {
        let out = &self.folder.path;
        let known = writer.manifest();
        let mut letters = Journal::open(out.join(DEAD_LETTERS), known.dead_letters_bytes())?;
        let mut dropped = Journal::open(out.join(DROPPED), known.dropped_bytes())?;
        for moves in &self.moves {
            let known = writer.manifest();
            let (Moves { shard, before, .. }, from) = (moves, known.parts.len());
            let new: Vec<_> = moves
                .parts
                .iter()
                .skip(from.saturating_sub(moves.first))
                .collect();
            if new.is_empty() {
                continue;
            }
            let _lock = Folder::lock(&shard.folder)?;
            // The first lines are there where some parts of the shard are.
            letters.copy(
                &shard.folder.join(DEAD_LETTERS),
                known.dead_letters_bytes() - before.dead_letters_bytes,
                shard.manifest.dead_letters_bytes(),
            )?;
            dropped.copy(
                &shard.folder.join(DROPPED),
                known.dropped_bytes() - before.dropped_bytes,
                shard.manifest.dropped_bytes(),
            )?;
            letters.sync()?;
            dropped.sync()?;
            for (_, from, to) in moves.files(out, from) {
                if from.exists() {
                    fs::rename(&from, &to).map_err(|error| CorpusError::write(&to, error))?;
                }
            }
            for folder in [out, &shard.folder] {
                sync_folder(folder).map_err(|error| CorpusError::write(folder, error))?;
            }
            let new = new.into_iter().cloned().map(ManifestRecord::Part);
            writer.append_all(new.collect())?;
        }
        self.folder.sweep(writer.manifest())?;
        let end = writer.manifest().end();
        if !end.ledger.is_balanced() || end.ledger.read != writer.manifest().next().records {
            let what = format!("{:?}", end.ledger);
            return Err(CorpusError::Unbalanced { what });
        }
        writer.append(ManifestRecord::End(end))?;
        Ok(writer)
    }
}

/// Removes the shards of the run in `out`, which is finished. What is not ours stays.
fn remove_shards(out: &Path) -> Result<(), CorpusError> {
    for shard in shard_numbers(out)? {
        let path = shard_folder(out, shard);
        drop(Folder::lock(&path)?);
        fs::remove_dir_all(&path).map_err(|error| CorpusError::write(&path, error))?;
    }
    // Empty now, unless somebody has put other files there.
    let _ = fs::remove_dir(out.join(SHARDS));
    Ok(())
}
