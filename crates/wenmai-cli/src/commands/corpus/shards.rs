use std::io::Write;
use std::path::Path;

use wenmai::corpus::{RunOptions, ShardsLeft, merge, shards, split};

use super::{exit, run_options, saved_args, say_end};
use crate::args::{CorpusMergeArgs, CorpusShardsArgs};
use crate::commands::Context;
use crate::exit::{Exit, Stop};
use crate::output::Stdout;
use crate::run::refuse_unbuilt;

/// `wenmai corpus shards`
pub(super) fn split_run(context: &Context<'_>, args: &CorpusShardsArgs) -> Result<Exit, Stop> {
    if args.run.resources.isolate {
        return Err(Stop::usage(
            "a shard does not know how it will be run",
            "give --isolate to `wenmai corpus resume`",
        ));
    }
    let options = run_options(context, &args.run)?;
    refuse_unbuilt(&options.files, options.read.kind)?;
    if args.run.dry_run {
        return dry_run(&options, args.shard_size.0);
    }
    let left = split(&options, args.shard_size.0).map_err(Stop::from)?;
    let mut stdout = Stdout::new();
    for folder in left.folders.values() {
        stdout.write(|writer| writeln!(writer, "{}", folder.display()))?;
    }
    stdout.finish()?;
    context.console.note(&sentence(&left));
    Ok(Exit::Ok)
}

/// `3 of 20 shards are not finished`
pub(super) fn sentence(left: &ShardsLeft) -> String {
    match (left.folders.len(), left.shards) {
        (_, 0) => "no shards are left".to_owned(),
        (0, shards) => format!("all {shards} shards are finished; `wenmai corpus merge` is next"),
        (n, shards) => format!("{n} of {shards} shards are not finished"),
    }
}

/// Lists the files of each shard with their bytes.
fn dry_run(options: &RunOptions, shard_bytes: u64) -> Result<Exit, Stop> {
    let mut stdout = Stdout::new();
    let shards = shards(options, shard_bytes).map_err(Stop::from)?;
    for (shard, files) in shards.iter().enumerate() {
        for file in files.iter().map(Path::new) {
            let bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
            stdout.write(|writer| writeln!(writer, "{shard:05}\t{}\t{bytes}", file.display()))?;
        }
    }
    stdout.finish()?;
    Ok(Exit::Ok)
}

/// `wenmai corpus merge`
pub(super) fn merge_run(context: &Context<'_>, args: &CorpusMergeArgs) -> Result<Exit, Stop> {
    let options = run_options(context, &saved_args(&args.out)?)?;
    let end = merge(&options).map_err(Stop::from)?;
    say_end(context.console, &end);
    Ok(exit(&end.ledger, end.is_finished))
}
