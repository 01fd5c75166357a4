//! The learned weights, as they lie in the crate.

use std::sync::OnceLock;

use wenmai_text::ensemble::{Ensemble, EnsembleError, Scorer};

/// What a line may be for the trees: heading, paragraph, list item, code, table, in the order of their outputs.
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub const KINDS: usize = 5;

/// The learned weights.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub struct Model {
    lines: Ensemble,
    places: Scorer,
    #[cfg(feature = "_train")]
    place_trees: Ensemble,
    calibrations: Calibrations,
}

/// Slope and offset that turn log-odds of headings into calibrated ones (Platt, "Probabilistic outputs for support vector
/// machines", 1999).
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub type Calibration = (f32, f32);

/// Kinds of pages whose headings are calibrated apart: without and with blank lines.
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub const PAGE_KINDS: usize = 2;

/// A calibration for each kind of page: blank lines are the best evidence there is, so the trees are less sure without them
/// than they are right.
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub type Calibrations = [Calibration; PAGE_KINDS];

impl Model {
    /// A model of its parts.
    #[cfg(feature = "_train")]
    pub fn new(lines: Ensemble, places: Ensemble, calibrations: Calibrations) -> Self {
        Self {
            lines,
            places: Scorer::from(&places),
            place_trees: places,
            calibrations,
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
    pub fn read(mut bytes: &[u8]) -> Result<Self, EnsembleError> {
        let (numbers, rest) = bytes
            .split_first_chunk::<{ 8 * PAGE_KINDS }>()
            .ok_or(EnsembleError::Truncated)?;
        bytes = rest;
        let mut numbers = numbers.as_chunks().0.iter().map(|&n| f32::from_le_bytes(n));
        let mut next = || numbers.next().ok_or(EnsembleError::Truncated);
        let mut calibrations = Calibrations::default();
        for calibration in &mut calibrations {
            *calibration = (next()?, next()?);
        }
        let lines = Ensemble::read(&mut bytes)?;
        let places = Ensemble::read(&mut bytes)?;
        if lines.outputs() == KINDS && places.outputs() == 1 {
            Ok(Self {
                lines,
                places: Scorer::from(&places),
                #[cfg(feature = "_train")]
                place_trees: places,
                calibrations,
            })
        } else {
            Err(EnsembleError::OutOfRange)
        }
    }

    /// The weights as bytes.
    #[cfg(feature = "_train")]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes: Vec<u8> = self
            .calibrations
            .iter()
            .flat_map(|&(slope, offset)| [slope, offset])
            .flat_map(f32::to_le_bytes)
            .collect();
        bytes.extend(self.lines.to_bytes());
        bytes.extend(self.place_trees.to_bytes());
        bytes
    }

    /// The trees that say what a line is.
    pub(crate) const fn ensemble(&self) -> &Ensemble {
        &self.lines
    }

    /// The trees that say how good the place of a heading is.
    pub(crate) const fn places(&self) -> &Scorer {
        &self.places
    }

    /// The calibration of a kind of pages.
    pub(crate) fn calibration(&self, page_kind: usize) -> Calibration {
        let found = self.calibrations.get(page_kind).copied();
        found.unwrap_or((1.0, 0.0))
    }

    /// The weights that come with the crate.
    pub(crate) fn builtin() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        #[expect(clippy::expect_used, reason = "a test reads the same bytes")]
        MODEL.get_or_init(|| {
            Self::read(include_bytes!("../../data/structure.model")).expect("the model is whole")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_model_is_whole() {
        let bytes = include_bytes!("../../data/structure.model");
        let model = Model::read(bytes).unwrap();
        assert!(model.lines.columns() <= crate::features::FACTS);
        assert!(Model::read(&bytes[..bytes.len() - 1]).is_err());
    }
}
