//! The learned weights for HTML pages, as they lie in the crate.

use std::sync::OnceLock;

use wenmai_text::ensemble::{Ensemble, EnsembleError};
use wenmai_text::linear::{Linear, LinearError};

/// The learned weights.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub struct Model {
    names: Linear,
    blocks: Ensemble,
    types: Ensemble,
}

/// Why bytes are no model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub enum ModelError {
    /// The weights of the names.
    #[error(transparent)]
    Names(#[from] LinearError),
    /// The trees.
    #[error(transparent)]
    Trees(#[from] EnsembleError),
}

impl Model {
    /// A model of its parts.
    #[cfg(feature = "_train")]
    pub const fn new(names: Linear, blocks: Ensemble, types: Ensemble) -> Self {
        Self {
            names,
            blocks,
            types,
        }
    }

    /// Reads the weights.
    ///
    /// # Errors
    ///
    /// When the bytes are no model.
    #[cfg_attr(
        not(feature = "_train"),
        expect(unreachable_pub, reason = "public for the trainer alone")
    )]
    pub fn read(mut bytes: &[u8]) -> Result<Self, ModelError> {
        Ok(Self {
            names: Linear::read(&mut bytes)?,
            blocks: Ensemble::read(&mut bytes)?,
            types: Ensemble::read(&mut bytes)?,
        })
    }

    /// The weights as bytes.
    #[cfg(feature = "_train")]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.names.to_bytes();
        bytes.extend(self.blocks.to_bytes());
        bytes.extend(self.types.to_bytes());
        bytes
    }

    /// The weights of the names of elements.
    pub(crate) const fn names(&self) -> &Linear {
        &self.names
    }

    /// The trees that say what is content.
    pub(crate) const fn blocks(&self) -> &Ensemble {
        &self.blocks
    }

    /// The trees that say what kind of page a page is.
    pub(crate) const fn types(&self) -> &Ensemble {
        &self.types
    }

    /// The weights that come with the crate.
    pub(crate) fn builtin() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        #[expect(clippy::expect_used, reason = "a test reads the same bytes")]
        MODEL.get_or_init(|| {
            Self::read(include_bytes!("../../data/html.model")).expect("the model is whole")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_model_is_whole() {
        let bytes = include_bytes!("../../data/html.model");
        assert!(Model::read(bytes).is_ok());
        assert!(Model::read(&bytes[..bytes.len() - 1]).is_err());
        assert!(Model::read(&bytes[1..]).is_err());
    }
}
