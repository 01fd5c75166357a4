use std::path::Path;

use wenmai::format::{chunk_texts_table, chunks_table};
use wenmai::{Analysis, ChunkOptions, Document, Encoding, TokenCounter, chunks, redact};

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
    let options = ChunkOptions {
        max_tokens: max_tokens.map_or(defaults.max_tokens, |tokens| tokens.get().into()),
        overlap: args
            .overlap
            .or(config.overlap)
            .map_or(defaults.overlap, u64::from),
        merge_sections: args.merge_sections || config.merge_sections,
        tokens: counter(args, config)?,
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
    let records = |document: Document| match &run.redactor {
        None => chunks(&document, &options),
        Some(redactor) => {
            let redacted = redact(&document, Analysis::default(), redactor);
            chunks(&redacted.document, &options)
        }
    };
    write_records(run, format, records, table)
}

/// What counts tokens: a tokenizer or an estimate. The command line wins over the settings, whichever it asks for.
fn counter(args: &ChunkArgs, config: &ChunkConfig) -> Result<TokenCounter, Stop> {
    let (tokenizer, tokens) = if args.tokenizer.is_some() || args.tokens.is_some() {
        (args.tokenizer.as_deref(), args.tokens)
    } else {
        (config.tokenizer.as_deref(), config.tokens)
    };
    match tokenizer {
        Some(path) => read_tokenizer(path),
        None => Ok(tokens.map_or_else(Encoding::default, Into::into).into()),
    }
}

#[cfg(feature = "tokenizers")]
fn read_tokenizer(path: &Path) -> Result<TokenCounter, Stop> {
    let stop = |what: String| Stop::Settings {
        path: path.to_owned(),
        what,
        help: "name a tokenizer.json of Hugging Face, as it lies beside the weights of a model"
            .into(),
    };
    let json = std::fs::read(path).map_err(|error| stop(format!("cannot be read: {error}")))?;
    let tokenizer = wenmai::Tokenizer::from_json(&json).map_err(|error| stop(error.to_string()))?;
    Ok(tokenizer.into())
}

#[cfg(not(feature = "tokenizers"))]
fn read_tokenizer(path: &Path) -> Result<TokenCounter, Stop> {
    Err(Stop::usage(
        format!("{}: this build does not read tokenizers", path.display()),
        "build the command with `--features tokenizers`, or leave out --tokenizer for an estimate",
    ))
}
