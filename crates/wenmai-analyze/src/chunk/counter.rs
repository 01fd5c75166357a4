use wenmai_text::tokens::{Encoding, TokenPrefixes, estimate_tokens, token_prefixes};

#[cfg(feature = "tokenizers")]
use super::tokenizer::Tokenizer;

/// What counts the tokens of chunks.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum TokenCounter {
    /// An estimate of what an encoding takes.
    Estimate(Encoding),
    /// A tokenizer itself.
    #[cfg(feature = "tokenizers")]
    Tokenizer(Tokenizer),
}

impl Default for TokenCounter {
    fn default() -> Self {
        Encoding::default().into()
    }
}

impl From<Encoding> for TokenCounter {
    fn from(encoding: Encoding) -> Self {
        Self::Estimate(encoding)
    }
}

#[cfg(feature = "tokenizers")]
impl From<Tokenizer> for TokenCounter {
    fn from(tokenizer: Tokenizer) -> Self {
        Self::Tokenizer(tokenizer)
    }
}

impl TokenCounter {
    /// Tokens of `text`; 0 for none.
    pub fn count(&self, text: &str) -> u64 {
        match self {
            Self::Estimate(encoding) => estimate_tokens(text, *encoding),
            #[cfg(feature = "tokenizers")]
            Self::Tokenizer(tokenizer) => tokenizer.count(text),
        }
    }

    /// Where `text` can be cut between tokens, in order, as long as no more than `limit` tokens stand before: after how many
    /// bytes, and how many tokens these are. Counts never fall.
    ///
    /// Of an estimate the counts are those of the text before each place. A tokenizer may take some more or less for a text that
    /// ends there than for one that goes on, so what was cut is to be counted; only the count of the whole `text` is exact.
    pub(super) fn prefixes<'a>(&self, text: &'a str, limit: u64) -> Prefixes<'a> {
        let places = match self {
            Self::Estimate(encoding) => Places::Estimate(token_prefixes(text, *encoding)),
            #[cfg(feature = "tokenizers")]
            Self::Tokenizer(tokenizer) => {
                Places::Counted(tokenizer.places(text, limit).into_iter())
            }
        };
        Prefixes { places, limit }
    }
}

/// Iterator of [`TokenCounter::prefixes`].
#[derive(Debug)]
pub(super) struct Prefixes<'a> {
    places: Places<'a>,
    limit: u64,
}

#[derive(Debug)]
enum Places<'a> {
    Estimate(TokenPrefixes<'a>),
    #[cfg(feature = "tokenizers")]
    Counted(std::vec::IntoIter<(usize, u64)>),
}

impl Iterator for Prefixes<'_> {
    type Item = (usize, u64);

    fn next(&mut self) -> Option<(usize, u64)> {
        let place = match &mut self.places {
            Places::Estimate(places) => places.next(),
            #[cfg(feature = "tokenizers")]
            Places::Counted(places) => places.next(),
        };
        place.filter(|&(_, tokens)| tokens <= self.limit)
    }
}
