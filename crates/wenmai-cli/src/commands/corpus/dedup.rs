use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use wenmai::corpus::{DedupOptions, Progress, dedup as find_duplicates};
use wenmai::model::DedupRecord;

use super::{jobs, watch};
use crate::args::CorpusDedupArgs;
use crate::commands::Context;
use crate::exit::{Exit, Stop};

/// `wenmai corpus dedup`
pub(super) fn dedup(context: &Context<'_>, args: &CorpusDedupArgs) -> Result<Exit, Stop> {
    let options = DedupOptions {
        out: args.out.clone(),
        threshold: args.threshold.0,
        memory: args.memory.0,
        jobs: jobs(context),
    };
    let (progress, is_over) = (Progress::default(), AtomicBool::new(false));
    let found = thread::scope(|scope| {
        let watch = scope.spawn(|| watch::watch_bytes(context.console, &progress, &is_over));
        let found = find_duplicates(&options, &progress);
        is_over.store(true, Ordering::Relaxed);
        watch.thread().unpark();
        found
    });
    let found = found.map_err(Stop::from)?;
    context.console.note(&sentence(&found, found.parts));
    Ok(match found.kept {
        0 => Exit::NothingWritten,
        _ => Exit::Ok,
    })
}

/// `duplicates (--threshold 0.8): 12 documents = kept 9 + exact 2 + near 1, 2 clusters`, of a run that has so many parts now.
pub(super) fn sentence(found: &DedupRecord, parts: u64) -> String {
    let settings: Vec<String> = found
        .settings
        .iter()
        .map(|(flag, value)| format!("--{flag} {value}"))
        .collect();
    let DedupRecord {
        documents,
        kept,
        exact,
        near,
        clusters,
        ..
    } = found;
    let stale = if found.parts < parts {
        format!("; {} of {parts} parts, run it again", found.parts)
    } else {
        String::new()
    };
    format!(
        "duplicates ({}): {documents} documents = kept {kept} + exact {exact} + near {near}, {clusters} clusters{stale}",
        settings.join(" ")
    )
}
