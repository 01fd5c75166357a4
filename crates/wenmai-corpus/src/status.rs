use std::path::Path;

use wenmai_model::{FileRecord, RunStatus, SCHEMA_VERSION};

use crate::error::CorpusError;
use crate::folder::{DEAD_LETTERS, DROPPED};
use crate::manifest::Manifest;
use crate::part::measure;
use crate::retry::letters_path;

/// What the run in `folder` has done, and whether the folder still holds what it wrote. With `is_thorough`, the bytes of all
/// parts are read and compared with their checksums; without, their lengths.
///
/// # Errors
///
/// When the folder holds no run, or its manifest is not what was written.
pub fn status(folder: &Path, is_thorough: bool) -> Result<RunStatus, CorpusError> {
    let manifest = Manifest::load(folder)?.ok_or_else(|| CorpusError::NoRun {
        folder: folder.to_owned(),
    })?;
    let mut problems = Vec::new();
    for part in &manifest.parts {
        let Some(file) = &part.file else { continue };
        let written = (part.bytes, part.sha256.as_str());
        let problem = problem(&folder.join(file), written, is_thorough);
        problems.extend(problem.map(|problem| format!("{file}: {problem}")));
    }
    for written in manifest.dedup.iter().flat_map(|dedup| &dedup.files) {
        let problem = file_problem(folder, written, is_thorough);
        problems.extend(problem.map(|problem| format!("{}: {problem}", written.file)));
    }
    let letters = letters_path(folder, &manifest);
    for (journal, path, known) in [
        (DEAD_LETTERS, letters, manifest.dead_letters_bytes()),
        (DROPPED, folder.join(DROPPED), manifest.dropped_bytes()),
    ] {
        let bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        // More than the manifest knows is what a run or a retry that was killed has left: it does not count.
        if bytes < known {
            problems.push(format!("{journal}: has {bytes} bytes instead of {known}"));
        }
    }
    let ledger = manifest.ledger();
    if !ledger.is_balanced() {
        problems.push("the ledger does not balance".into());
    }
    Ok(RunStatus {
        schema_version: SCHEMA_VERSION,
        is_finished: manifest.is_finished,
        parts: manifest.parts.len() as u64,
        bytes: manifest.parts.iter().map(|part| part.bytes).sum(),
        ledger,
        next: manifest.next(),
        problems,
        run: manifest.run,
        dedup: manifest.dedup,
    })
}

/// What is wrong with a file that was `written`.
pub(crate) fn file_problem(
    folder: &Path,
    written: &FileRecord,
    is_thorough: bool,
) -> Option<String> {
    let bytes_and_sum = (written.bytes, written.sha256.as_str());
    problem(&folder.join(&written.file), bytes_and_sum, is_thorough)
}

/// What is wrong with the file or folder at `path`, which had so many bytes with this SHA-256.
fn problem(path: &Path, (bytes, sha256): (u64, &str), is_thorough: bool) -> Option<String> {
    match std::fs::metadata(path) {
        Err(error) => Some(error.to_string()),
        Ok(metadata) if is_thorough || metadata.is_dir() => match measure(path) {
            Err(error) => Some(error.to_string()),
            Ok((now, sum)) => ((now, sum.as_str()) != (bytes, sha256))
                .then(|| "does not hold what was written".to_owned()),
        },
        Ok(metadata) => (metadata.len() != bytes)
            .then(|| format!("has {} bytes instead of {bytes}", metadata.len())),
    }
}
