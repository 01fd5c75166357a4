//! Whether a pack is what its documents make of it.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::str::FromStr;

use wenmai_format::pack::{
    DOCUMENT_COLUMNS, NO_RULES, PACK_FILES, PackContent, SAMPLE_COLUMNS, unguarded,
};
use wenmai_model::{
    DocumentEvidence, FileRecord, PackManifest, PageTypeKind, PersonalDataScope, RightsEffect,
    RightsKnowledge, RightsUse, SCHEMA_VERSION,
};

use crate::checksum::Checksum;
use crate::error::CorpusError;
use crate::part::measure;

use super::accumulate::Accumulator;
use super::sample::sample_key;
use super::{DOCUMENTS, PACK_MANIFEST, SAMPLE};

/// What is wrong with the pack in `folder`, for a person; empty when nothing is.
///
/// The files are compared with the checksums of `manifest.json`; the rows of `documents.csv` are counted again, all files that are
/// made of these counts are made again, and the sample is drawn again. Of the sample only its documents are compared, for people
/// fill in the rest.
///
/// # Errors
///
/// When the folder holds no pack, or a file of it cannot be read.
pub fn check(folder: &Path) -> Result<Vec<String>, CorpusError> {
    let manifest = manifest(folder)?;
    let mut problems = Vec::new();
    let known = |name: &str| manifest.files.iter().find(|file| file.file == name);
    for file in &manifest.files {
        // A sheet that somebody has filled in is another one, and that is what it is for.
        if file.file == SAMPLE {
            continue;
        }
        let path = folder.join(&file.file);
        match measure(&path) {
            Ok(measured) if measured == (file.bytes, file.sha256.clone()) => {}
            Ok(_) => problems.push(format!("{}: does not hold what was written", file.file)),
            Err(error) => problems.push(format!("{}: cannot be read: {error}", file.file)),
        }
    }
    for name in [DOCUMENTS, SAMPLE]
        .into_iter()
        .chain(PACK_FILES.map(|file| file.0))
    {
        if known(name).is_none() {
            problems.push(format!("{name}: the manifest does not name it"));
        }
    }

    let path = folder.join(DOCUMENTS);
    let (mut accumulator, mut drawn) = (Accumulator::default(), BinaryHeap::new());
    let most = usize::try_from(manifest.sample).unwrap_or(usize::MAX);
    let read = rows(&path, &DOCUMENT_COLUMNS, |cells| {
        let row = row(&mut cells.iter().map(unguarded))?;
        accumulator.add(&row);
        drawn.push(sample_key(manifest.seed, &row.id, &row.text_sha256));
        if drawn.len() > most {
            drawn.pop();
        }
        Some(())
    })?;
    if let Err(problem) = read {
        problems.push(format!("{DOCUMENTS}: {problem}"));
        return Ok(problems);
    }
    let drawn = drawn.into_sorted_vec();
    let mut sampled = Vec::new();
    let read = rows(&folder.join(SAMPLE), &SAMPLE_COLUMNS, |cells| {
        sampled.push(cells.get(0)?.to_owned());
        Some(())
    })?;
    if let Err(problem) = read {
        problems.push(format!("{SAMPLE}: {problem}"));
    }
    // Sheets are sorted by whatever a reviewer likes.
    sampled.sort_unstable();
    if sampled != drawn {
        problems.push(format!(
            "{SAMPLE}: is not the sample that seed {} draws",
            manifest.seed
        ));
    }

    let (summary, domains) = accumulator.finish(drawn.len() as u64);
    let mut made = PackManifest {
        files: [DOCUMENTS, SAMPLE]
            .iter()
            .filter_map(|name| known(name).cloned())
            .collect(),
        ..manifest.clone()
    };
    for (name, render) in PACK_FILES {
        let content = PackContent {
            summary: &summary,
            domains: &domains,
            manifest: &made,
        };
        let mut checksum = Checksum::default();
        // A checksum takes everything.
        let _ = render(&content, &mut checksum);
        let (bytes, sha256) = checksum.finish();
        let file = FileRecord {
            file: name.to_owned(),
            bytes,
            sha256,
        };
        if known(name).is_some_and(|known| *known != file) {
            problems.push(format!("{name}: is not what {DOCUMENTS} makes of it"));
        }
        made.files.push(file);
    }
    Ok(problems)
}

fn manifest(folder: &Path) -> Result<PackManifest, CorpusError> {
    let no_pack = |reason: String| CorpusError::NoPack {
        folder: folder.to_owned(),
        reason,
    };
    let path = folder.join(PACK_MANIFEST);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(no_pack(format!("there is no {PACK_MANIFEST}")));
        }
        Err(error) => return Err(CorpusError::read_back(path, error)),
    };
    let manifest: PackManifest = serde_json::from_reader(BufReader::new(file))
        .map_err(|error| no_pack(format!("{PACK_MANIFEST}: {error}")))?;
    if manifest.schema_version > SCHEMA_VERSION {
        return Err(no_pack("it was written by a newer wenmai".into()));
    }
    Ok(manifest)
}

/// Gives the cells of each row below the header `columns` to `take`; the inner error says what is no such table.
fn rows(
    path: &Path,
    columns: &[&str],
    mut take: impl FnMut(&csv::StringRecord) -> Option<()>,
) -> Result<Result<(), String>, CorpusError> {
    let file = File::open(path).map_err(|error| CorpusError::read_back(path, error))?;
    let mut file = BufReader::with_capacity(1 << 17, file);
    skip_mark(&mut file).map_err(|error| CorpusError::read_back(path, error))?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(file);
    let mut record = csv::StringRecord::new();
    for line in 0_u64.. {
        match reader.read_record(&mut record) {
            Ok(false) if line == 0 => return Ok(Err("is empty".into())),
            Ok(false) => break,
            Ok(true) if line == 0 => {
                if record != columns.to_vec() {
                    return Ok(Err("has other columns".into()));
                }
            }
            Ok(true) => {
                if take(&record).is_none() {
                    return Ok(Err(format!("row {line} is none that was written")));
                }
            }
            Err(error) => return Ok(Err(error.to_string())),
        }
    }
    Ok(Ok(()))
}

/// Reads over a byte order mark.
fn skip_mark(file: &mut BufReader<File>) -> io::Result<()> {
    use std::io::BufRead;
    if file.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        file.read_exact(&mut [0; 3])?;
    }
    Ok(())
}

/// The row of these cells, which are those of [`DOCUMENT_COLUMNS`].
fn row<'a>(cells: &mut impl Iterator<Item = &'a str>) -> Option<DocumentEvidence> {
    let mut next = || cells.next();
    let optional = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    Some(DocumentEvidence {
        id: next()?.to_owned(),
        url: optional(next()?),
        host: optional(next()?),
        domain: optional(next()?),
        language: optional(next()?),
        page_type: {
            let name = next()?;
            let mut kinds = PageTypeKind::ALL.into_iter();
            kinds.find(|kind| kind.as_str() == name)?
        },
        text_bytes: next()?.parse().ok()?,
        chars: next()?.parse().ok()?,
        tokens: next()?.parse().ok()?,
        published: optional(next()?),
        captured: optional(next()?),
        rights: {
            let name = next()?;
            let mut all = RightsKnowledge::ALL.into_iter();
            all.find(|rights| rights.as_str() == name)?
        },
        licence: optional(next()?),
        decisions: {
            let mut decisions = BTreeMap::new();
            for usage in RightsUse::ALL {
                if let Some(name) = next().filter(|name| !name.is_empty()) {
                    decisions.insert(usage, effect(name)?);
                }
            }
            decisions
        },
        contradicted: {
            let names: BTreeSet<&str> = next()?.split_whitespace().collect();
            let uses = RightsUse::ALL.into_iter();
            uses.filter(|usage| names.contains(usage.as_str()))
                .collect()
        },
        statements: counts(next()?)?,
        searched: {
            let name = next()?;
            let mut all = PersonalDataScope::ALL.into_iter();
            all.find(|scope| scope.as_str() == name)?
        },
        personal_data: counts(next()?)?,
        broken_rules: match next()? {
            "" => None,
            NO_RULES => Some(Vec::new()),
            rules => Some(rules.split_whitespace().map(str::to_owned).collect()),
        },
        sha256: optional(next()?),
        text_sha256: next()?.to_owned(),
    })
}

fn effect(name: &str) -> Option<RightsEffect> {
    let effects = [
        RightsEffect::Allow,
        RightsEffect::Conditional,
        RightsEffect::Deny,
        RightsEffect::Unclear,
    ];
    effects.into_iter().find(|effect| effect.as_str() == name)
}

/// `email:2 mobile_phone:1`
fn counts(cell: &str) -> Option<BTreeMap<String, u64>> {
    let counts = cell.split_whitespace().map(|count| {
        let (code, count) = count.rsplit_once(':')?;
        Some((code.to_owned(), u64::from_str(count).ok()?))
    });
    counts.collect()
}
