//! A small linear model over hashed words: what the names of things tell, learned instead of listed.
//!
//! A word is a number between 0 and [`BUCKETS`]; words that share a number share a weight (Weinberger and others, "Feature
//! hashing for large scale multitask learning", 2009). A weight is one byte.

#[cfg(feature = "train")]
mod train;

use thiserror::Error;
#[cfg(feature = "train")]
pub use train::{Examples, Settings, train};

/// Numbers that a word may have.
pub const BUCKETS: usize = 1 << 13;

const MAGIC: &[u8; 4] = b"WLN1";

/// The number of a word.
pub type Bucket = u16;

/// The number of a word of this kind: the same word of two kinds has two numbers. FNV-1a, folded.
pub fn bucket(kind: u8, word: impl IntoIterator<Item = u8>) -> Bucket {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = word.into_iter().fold(step(0x811c_9dc5, kind), step);
    let folded = (hash >> 16) ^ hash;
    #[expect(clippy::cast_possible_truncation, reason = "fewer than `BUCKETS`")]
    {
        (folded as usize % BUCKETS) as Bucket
    }
}

/// The weights; without any, the sums are 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Linear {
    bias: f32,
    /// What one step of a weight stands for.
    step: f32,
    weights: Vec<i8>,
}

/// Why bytes are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinearError {
    /// They do not begin like one.
    #[error("this is no linear model")]
    Magic,
    /// They end before the model does.
    #[error("the linear model is cut off")]
    Truncated,
}

impl Linear {
    /// The sum of no words.
    pub const fn bias(&self) -> f32 {
        self.bias
    }

    /// What a word adds to the sum, in log-odds.
    pub fn weight(&self, word: Bucket) -> f32 {
        let weight = self.weights.get(usize::from(word)).copied().unwrap_or(0);
        f32::from(weight) * self.step
    }

    /// The model as bytes: a magic number, two floats, one byte a weight; little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.bias.to_le_bytes());
        bytes.extend(self.step.to_le_bytes());
        bytes.extend(self.weights.iter().map(|weight| weight.cast_unsigned()));
        bytes
    }

    /// Reads a model, and leaves in `bytes` what is behind it.
    ///
    /// # Errors
    ///
    /// When the bytes are no model, or too few.
    pub fn read(bytes: &mut &[u8]) -> Result<Self, LinearError> {
        let (magic, rest) = bytes
            .split_first_chunk::<4>()
            .ok_or(LinearError::Truncated)?;
        if magic != MAGIC {
            return Err(LinearError::Magic);
        }
        let (bias, rest) = rest
            .split_first_chunk::<4>()
            .ok_or(LinearError::Truncated)?;
        let (step, rest) = rest
            .split_first_chunk::<4>()
            .ok_or(LinearError::Truncated)?;
        let (weights, rest) = rest
            .split_at_checked(BUCKETS)
            .ok_or(LinearError::Truncated)?;
        *bytes = rest;
        Ok(Self {
            bias: f32::from_le_bytes(*bias),
            step: f32::from_le_bytes(*step),
            weights: weights.iter().map(|byte| byte.cast_signed()).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_two_kinds_have_two_numbers() {
        assert_eq!(bucket(1, *b"nav"), bucket(1, *b"nav"));
        assert_ne!(bucket(1, *b"nav"), bucket(2, *b"nav"));
    }

    #[test]
    fn bytes_that_are_no_model_are_refused() {
        assert_eq!(
            Linear::read(&mut b"WLN".as_slice()),
            Err(LinearError::Truncated)
        );
        assert_eq!(
            Linear::read(&mut [0; 100].as_slice()),
            Err(LinearError::Magic)
        );
    }
}
