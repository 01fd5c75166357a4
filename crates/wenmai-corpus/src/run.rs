//! Runs: planned, begun, gone on with.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use wenmai_model::{InputPosition, InputsRecord, Ledger, RunRecord, SCHEMA_VERSION};

use crate::chunk::Packing;
use crate::error::CorpusError;
use crate::folder::Folder;
use crate::inputs::inputs_record;
use crate::manifest::Manifest;
use crate::options::{
    PROFILES, PROFILES_HASH, RECIPE, RunOptions, SITE_FILES, SITE_FILES_HASH, Sample,
};
use crate::outcome::{InProcess, PageProcessor};
use crate::pipeline::Pipeline;
use crate::progress::Progress;
use crate::reader::{ChunkReader, Reading, count_records};
use crate::retry::finish_replacing;
use crate::sample::SampleFilter;
use crate::shards::refuse_split;
use crate::sink::{Purpose, Sink};

/// Makes what makes documents of pages, one for each thread.
pub type ProcessorFactory =
    dyn Fn(usize) -> Result<Box<dyn PageProcessor + Send>, CorpusError> + Send;

/// A run that could begin or go on.
#[derive(Debug)]
pub struct Plan {
    options: RunOptions,
    /// What the run is made of.
    pub run: RunRecord,
    /// Where it begins or goes on.
    pub next: InputPosition,
    /// Number of parts that are whole.
    pub parts: u64,
    /// Whether nothing is left to be done.
    pub is_finished: bool,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    /// Where the records of all whole parts went, those of earlier starts included.
    pub ledger: Ledger,
    /// Number of whole parts.
    pub parts: u64,
    /// Whether all inputs were read; if not, the run was stopped and can be gone on with.
    pub is_finished: bool,
}

impl Plan {
    /// Looks at the inputs and at the folder, and writes nothing.
    ///
    /// Every file of the inputs is looked up; of containers the first and the last bytes are read.
    ///
    /// # Errors
    ///
    /// When the folder holds a run of other inputs, settings or version, or parts of no run.
    pub fn new(options: RunOptions) -> Result<Self, CorpusError> {
        check(&options)?;
        let run = run_record(&options, inputs_record(&options));
        let manifest = Manifest::load(&options.out)?;
        if let Some(manifest) = &manifest {
            same_run(&options.out, &manifest.run, &run)?;
        }
        refuse_split(&options.out, manifest.as_ref())?;
        Ok(Self {
            run,
            next: manifest.as_ref().map(Manifest::next).unwrap_or_default(),
            parts: manifest
                .as_ref()
                .map_or(0, |manifest| manifest.parts.len() as u64),
            is_finished: manifest.is_some_and(|manifest| manifest.is_finished),
            options,
        })
    }

    /// Runs in this process; see [`run_with`](Self::run_with).
    ///
    /// # Errors
    ///
    /// As `run_with`.
    pub fn run(self, stop: &AtomicBool, progress: &Progress) -> Result<RunEnd, CorpusError> {
        let processors = InProcess::of(&self.options).factory();
        self.run_with(&*processors, stop, progress)
    }

    /// Begins the run, or goes on with it, until all inputs are read or `stop` is set: then the part that is being read is
    /// finished first. The parts are the same whatever the number of threads, and however often the run was stopped or killed.
    ///
    /// `processor` makes what makes documents of pages, for each thread, by its number.
    ///
    /// # Errors
    ///
    /// When a file of the run cannot be written, or the operating system cannot read on in an input; the whole parts stay, and
    /// the run can be gone on with.
    pub fn run_with(
        self,
        processor: &ProcessorFactory,
        stop: &AtomicBool,
        progress: &Progress,
    ) -> Result<RunEnd, CorpusError> {
        let options = self.options;
        let folder = Folder::lock(&options.out)?;
        // Another process may have worked here since the plan was made.
        let mut manifest = if let Some(manifest) = Manifest::load(&folder.path)? {
            same_run(&folder.path, &manifest.run, &self.run)?;
            manifest
        } else {
            if let Some(file) = folder.any_part()? {
                let folder = folder.path.clone();
                return Err(CorpusError::NotEmpty { folder, file });
            }
            Manifest::new(&folder.path, self.run)
        };
        refuse_split(&folder.path, Some(&manifest))?;
        let ledger = manifest.ledger();
        progress.begin(
            manifest.run.inputs.bytes,
            manifest.parts.len() as u64,
            &ledger,
        );
        if manifest.is_finished {
            folder.cut_dropped(&manifest)?;
            return Ok(RunEnd {
                ledger,
                parts: manifest.parts.len() as u64,
                is_finished: true,
            });
        }
        finish_replacing(&folder.path, &manifest)?;
        whole_parts(&folder, &manifest)?;
        folder.sweep(&manifest)?;

        let read = options.bounded_read();
        if let Some(Sample::Count(_)) = options.sample
            && manifest.run.counted.is_none()
        {
            let Some(records) = count_records(&options.files, &read, stop)? else {
                return Ok(run_end(&manifest, false));
            };
            manifest.run.counted = Some(records);
        }
        let counted = manifest.run.counted.unwrap_or_default();
        let sample = options.sample;
        let sample = sample.map(|sample| SampleFilter::new(sample, options.seed, counted));
        let reading = Reading {
            options: &read,
            sample,
            part_bytes: options.part_bytes,
            skip_read_errors: options.skip_read_errors,
        };
        let packing = Packing::of(&options);
        let next = manifest.next();
        let reader = ChunkReader::new(&options.files, next, reading, stop, progress);
        let sink = Sink::new(
            &folder.path,
            manifest.writer()?,
            Purpose::Run,
            packing,
            progress,
        )?;
        let pipeline = Pipeline::new(reader, sink, &options, &read);
        let (reader, sink) = pipeline.run(processor)?;
        if reader.is_at_end {
            let writer = sink.finish()?;
            return Ok(run_end(writer.manifest(), true));
        }
        Ok(run_end(sink.manifest(), false))
    }
}

pub(crate) fn run_end(manifest: &Manifest, is_finished: bool) -> RunEnd {
    RunEnd {
        ledger: manifest.ledger(),
        parts: manifest.parts.len() as u64,
        is_finished,
    }
}

/// What the run by `options` is made of, whose inputs hold `inputs`.
pub(crate) fn run_record(options: &RunOptions, inputs: InputsRecord) -> RunRecord {
    let files = options.files.iter();
    RunRecord {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION").into(),
        files: files
            .map(|file| file.to_string_lossy().into_owned())
            .collect(),
        inputs,
        counted: None,
        settings: options.settings(),
    }
}

/// Whether a run can be made by these options at all.
pub(crate) fn check(options: &RunOptions) -> Result<(), CorpusError> {
    options.check_memory()?;
    let has_stdin = options.files.iter().any(|file| file == "-");
    if has_stdin && matches!(options.sample, Some(Sample::Count(_))) {
        return Err(CorpusError::SampleOfStdin);
    }
    // A path that cannot be made absolute is no folder that could hold the other.
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_default();
    let out = absolute(&options.out);
    for file in &options.files {
        let input = Path::new(file);
        if input.is_dir() && out.starts_with(absolute(input)) {
            return Err(CorpusError::OutInInput {
                folder: options.out.clone(),
                input: input.to_owned(),
            });
        }
    }
    Ok(())
}

/// Whether `old` is the same run as `new`.
pub(crate) fn same_run(folder: &Path, old: &RunRecord, new: &RunRecord) -> Result<(), CorpusError> {
    match changes(old, new) {
        Some(changes) => Err(CorpusError::Changed {
            folder: folder.to_owned(),
            changes,
        }),
        None => Ok(()),
    }
}

/// What makes `new` another run than `old`, for a person; `None` for the same one.
pub(crate) fn changes(old: &RunRecord, new: &RunRecord) -> Option<String> {
    let mut changes = Vec::new();
    if old.version != new.version {
        changes.push(format!("Wenmai was {}, is {}", old.version, new.version));
    }
    let flags = old.settings.keys().chain(new.settings.keys());
    let flags: std::collections::BTreeSet<&String> = flags.collect();
    for flag in flags {
        let (was, is) = (old.settings.get(flag), new.settings.get(flag));
        // What profiles and files of sites say counts, not where they are.
        if was == is || flag == PROFILES || flag == SITE_FILES {
            continue;
        }
        changes.push(match flag.as_str() {
            RECIPE => "the recipe is another one".into(),
            PROFILES_HASH => "the profiles are other ones".into(),
            SITE_FILES_HASH => "the files of sites hold something else".into(),
            _ => {
                let said =
                    |value: Option<&String>| value.map_or("not set", String::as_str).to_owned();
                format!("--{flag} was {}, is {}", said(was), said(is))
            }
        });
    }
    if old.inputs != new.inputs {
        let said =
            |inputs: &InputsRecord| format!("{} files of {} bytes", inputs.files, inputs.bytes);
        changes.push(
            if (old.inputs.files, old.inputs.bytes) == (new.inputs.files, new.inputs.bytes) {
                "the inputs hold other bytes, or have other names".to_owned()
            } else {
                format!(
                    "the inputs were {}, are {}",
                    said(&old.inputs),
                    said(&new.inputs)
                )
            },
        );
    }
    (!changes.is_empty()).then(|| changes.join("; "))
}

/// Whether the files of all parts are there, with their length.
pub(crate) fn whole_parts(folder: &Folder, manifest: &Manifest) -> Result<(), CorpusError> {
    for part in &manifest.parts {
        let Some(file) = &part.file else { continue };
        whole_part(&folder.path.join(file), part.bytes)?;
    }
    Ok(())
}

/// Whether the file of a part is there, with its length; of a folder, whether it is there.
pub(crate) fn whole_part(path: &Path, bytes: u64) -> Result<(), CorpusError> {
    let metadata = std::fs::metadata(path).map_err(|error| CorpusError::read_back(path, error))?;
    if !metadata.is_dir() && metadata.len() != bytes {
        return Err(CorpusError::Damaged {
            path: path.to_owned(),
            what: format!("has {} bytes, of {bytes} that were written", metadata.len()),
        });
    }
    Ok(())
}

/// What the run in `folder` is made of.
///
/// # Errors
///
/// When the folder holds no run, or its manifest is not what was written.
pub fn saved_run(folder: &Path) -> Result<RunRecord, CorpusError> {
    let manifest = Manifest::load(folder)?;
    manifest
        .map(|manifest| manifest.run)
        .ok_or_else(|| CorpusError::NoRun {
            folder: folder.to_owned(),
        })
}
