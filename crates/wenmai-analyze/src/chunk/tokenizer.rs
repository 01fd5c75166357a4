use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tokenizers::models::ModelWrapper;
use wenmai_text::is_blank;

/// A text is tokenized by pieces of so many bytes for each token that is wanted, twice as many where these do not do.
const BYTES_PER_TOKEN: usize = 6;

/// Tokens at the end of a piece that may be others where the text goes on.
const UNSURE_TOKENS: usize = 16;

/// Most bytes that are tokenized at once, since a tokenizer takes some hundred times as much memory.
const MAX_PIECE_BYTES: usize = 1 << 20;

/// What every tokenizer should take: letters, digits, marks, blanks, Chinese, and what is in few vocabularies.
const SAMPLE: &str = "Aa 1,\n\t中文。\u{1f600}\u{301}";

/// A tokenizer of a language model, as a `tokenizer.json` of Hugging Face describes it.
///
/// What is counted are the tokens of a text alone: nothing is added (`[CLS]`, `<s>`), cut off or filled up, whatever the file says,
/// and merges are not left out at random.
#[derive(Clone)]
pub struct Tokenizer {
    tokenizer: Arc<tokenizers::Tokenizer>,
}

/// A file that is no tokenizer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no tokenizer: {reason}")]
pub struct TokenizerError {
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokenizer").finish_non_exhaustive()
    }
}

impl Tokenizer {
    /// The tokenizer that `json` describes.
    ///
    /// # Errors
    ///
    /// When it is not what the crate `tokenizers` reads, or cannot take any text.
    pub fn from_json(json: &[u8]) -> Result<Self, TokenizerError> {
        let load = || {
            let mut tokenizer = tokenizers::Tokenizer::from_bytes(json)?;
            tokenizer.with_padding(None);
            tokenizer.with_truncation(None)?;
            if let ModelWrapper::BPE(model) = tokenizer.get_model()
                && model.dropout.is_some()
            {
                let mut model = model.clone();
                model.dropout = None;
                tokenizer.with_model(model);
            }
            tokenizer.encode_fast(SAMPLE, false)?;
            Ok(tokenizer)
        };
        let tokenizer = guarded(load).map_err(|reason| TokenizerError { reason })?;
        Ok(Self {
            tokenizer: Arc::new(tokenizer),
        })
    }

    /// Tokens of `text`; one for each byte of a text that the tokenizer refuses.
    pub(super) fn count(&self, text: &str) -> u64 {
        let encode = || self.tokenizer.encode_fast(text, false);
        let n_tokens = guarded(encode).map_or(text.len(), |encoding| encoding.len());
        n_tokens as u64
    }

    /// Where `text` can be cut between tokens, and the tokens that begin before each place: as far as `limit` tokens reach at
    /// least, in the first [`MAX_PIECE_BYTES`]. The count at the end of the text is that of the text.
    ///
    /// Blanks at the beginning of a token are no part of its word: behind them is a place, too.
    pub(super) fn places(&self, text: &str, limit: u64) -> Vec<(usize, u64)> {
        let enough = usize::try_from(limit)
            .unwrap_or(usize::MAX)
            .saturating_add(UNSURE_TOKENS);
        let mut len = enough.saturating_mul(BYTES_PER_TOKEN);
        loop {
            len = len.min(MAX_PIECE_BYTES);
            let end = text.floor_char_boundary(len);
            let piece = text.get(..end).unwrap_or(text);
            let tokens = self.tokens(piece);
            if tokens.len() > enough || end == text.len() || len == MAX_PIECE_BYTES {
                return places(piece, &tokens);
            }
            len *= 2;
        }
    }

    /// The places of the tokens of `text`.
    fn tokens(&self, text: &str) -> Vec<(usize, usize)> {
        let encode = || self.tokenizer.encode(text, false);
        if let Ok(encoding) = guarded(encode) {
            return encoding.get_offsets().to_vec();
        }
        let tokens = text.char_indices().flat_map(|(at, c)| {
            let n_bytes = c.len_utf8();
            std::iter::repeat_n((at, at + n_bytes), n_bytes)
        });
        tokens.collect()
    }
}

/// What `run` gives. A tokenizer is made of parts that were not written for any file and any text: a panic is an error, too.
fn guarded<T>(run: impl FnOnce() -> tokenizers::Result<T>) -> Result<T, String> {
    let caught = catch_unwind(AssertUnwindSafe(run));
    caught
        .unwrap_or_else(|_| Err("its parts do not fit together".into()))
        .map_err(|error| error.to_string())
}

/// See [`Tokenizer::places`].
fn places(text: &str, tokens: &[(usize, usize)]) -> Vec<(usize, u64)> {
    let mut places = Vec::new();
    let mut next_tokens = tokens.iter().peekable();
    // Tokens that begin before the place, and the one of them that goes on for longest.
    let (mut n_begun, mut longest) = (0, (0, 0));
    // Where the blanks before the place begin.
    let mut blanks = 0;
    for (at, c) in text.char_indices() {
        let place = at + c.len_utf8();
        while let Some(&(start, end)) = next_tokens.next_if(|(start, _)| *start < place) {
            n_begun += 1;
            if end > longest.1 {
                let is_behind = start >= longest.1;
                longest = (if is_behind { start } else { longest.0 }, end);
            }
        }
        if !is_blank(c) {
            blanks = place;
        }
        if place == text.len() {
            places.push((place, tokens.len() as u64));
        } else if longest.1 <= place || blanks <= longest.0 {
            places.push((place, n_begun));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_between_tokens_and_behind_their_blanks() {
        // `ab`, ` cd`, three bytes of one sign, and blanks that are no token.
        let text = "ab cd😀  e";
        let tokens = [(0, 2), (2, 5), (5, 9), (5, 9), (5, 9), (11, 12)];
        let expected = [(2, 1), (3, 2), (5, 2), (9, 5), (10, 5), (11, 5), (12, 6)];
        assert_eq!(places(text, &tokens), expected);
        // Signs that share a token, and tokens without a place.
        assert_eq!(places("ab", &[(0, 1), (0, 2), (2, 2)]), [(2, 3)]);
        assert_eq!(places("ab", &[]), [(1, 0), (2, 0)]);
        assert_eq!(places("", &[]), []);
    }
}
