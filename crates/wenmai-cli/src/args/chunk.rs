use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use wenmai::Encoding;

use super::{Files, RedactArgs};
use crate::formats::TableFormat;

const CHUNK_HELP: &str = "\
Examples:
  wenmai chunk pages/ > chunks.jsonl
  wenmai chunk page.txt --max-tokens 256 --overlap 32
  wenmai chunk pages/ --merge-sections | jq -r '.path | join(\" > \")'
  wenmai chunk page.html -f table              what each chunk begins with
  wenmai chunk pages/ --redact=mobile_phone,email > chunks.jsonl
  wenmai chunk pages/ --tokenizer bge-m3/tokenizer.json --max-tokens 510

A chunk holds whole paragraphs, list items, tables and listings of one section,
headings included, as many as fit. What does not fit into any chunk is cut at
lines of code, rows of tables or sentences, else behind clauses, else between
words. A heading without text of its own goes with the section below it.

Nothing is lost: between the text_span of two chunks stands one line end of the
record's text (see `wenmai extract`) or nothing. With --overlap a chunk repeats
whole sentences, lines or rows of the one before; its first `overlap` bytes are
these. Tokens are an estimate, within a tenth of the truth on whole pages: leave
room where a limit is hard, or count by the tokenizer of your model, whose
tokenizer.json --tokenizer names. Tokens that a model puts around a text, such
as [CLS], are not counted.";

/// Cut each article into chunks with heading path, for retrieval (RAG)
#[derive(Debug, Args)]
#[command(after_help = CHUNK_HELP)]
pub(crate) struct ChunkArgs {
    /// Largest number of tokens of a chunk [default: 512]
    #[arg(long, value_name = "N")]
    pub(crate) max_tokens: Option<NonZeroU32>,
    /// How many tokens a chunk may repeat from the one before in its section,
    /// half of --max-tokens at most [default: 0]
    #[arg(long, value_name = "N")]
    pub(crate) overlap: Option<u32>,
    /// Put neighboring sections together that fit into one chunk; its path is
    /// what their paths have in common
    #[arg(long)]
    pub(crate) merge_sections: bool,
    /// The encoding whose tokens are estimated [default: o200k]
    #[arg(long, value_name = "ENCODING")]
    pub(crate) tokens: Option<Tokens>,
    /// Count by this tokenizer instead: a tokenizer.json of Hugging Face
    #[arg(long, value_name = "FILE", conflicts_with = "tokens")]
    pub(crate) tokenizer: Option<PathBuf>,
    /// Format [default: jsonl]
    #[arg(long, short)]
    pub(crate) format: Option<TableFormat>,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) redaction: RedactArgs,
}

/// Encodings whose tokens are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tokens {
    /// `o200k_base`, about what other models of these years take, too
    O200k,
    /// `cl100k_base`, which takes 1.4 times as many for Chinese
    Cl100k,
}

impl From<Tokens> for Encoding {
    fn from(tokens: Tokens) -> Self {
        match tokens {
            Tokens::O200k => Self::O200k,
            Tokens::Cl100k => Self::Cl100k,
        }
    }
}
