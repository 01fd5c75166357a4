use wenmai::format::{chunk_texts_table, chunks_table};
use wenmai::{ChunkOptions, Document, chunks};

use crate::args::ChunkArgs;
use crate::commands::records::write_records;
use crate::config::ChunkConfig;
use crate::exit::{Exit, Stop};
use crate::formats::TableFormat;
use crate::run::Run;

/// `wenmai chunk`
pub(crate) fn chunk(run: &Run<'_>, args: &ChunkArgs, config: &ChunkConfig) -> Result<Exit, Stop> {
    let defaults = ChunkOptions::default();
    let max_tokens = args.max_tokens.or(config.max_tokens);
    let tokens = args.tokens.or(config.tokens);
    let options = ChunkOptions {
        max_tokens: max_tokens.map_or(defaults.max_tokens, |tokens| tokens.get().into()),
        overlap: args
            .overlap
            .or(config.overlap)
            .map_or(defaults.overlap, u64::from),
        merge_sections: args.merge_sections || config.merge_sections,
        tokens: tokens.map_or(defaults.tokens, Into::into),
    };
    if options.overlap > options.max_tokens / 2 {
        return Err(Stop::usage(
            format!(
                "an overlap of {} tokens is more than half of {}",
                options.overlap, options.max_tokens
            ),
            "give a smaller number to --overlap, or a larger one to --max-tokens",
        ));
    }
    let format = args.format.or(config.format).unwrap_or(TableFormat::Jsonl);
    let table = match format {
        TableFormat::Csv => chunk_texts_table,
        _ => chunks_table,
    };
    let records = |document: Document| chunks(&document, &options);
    write_records(run, format, records, table)
}
