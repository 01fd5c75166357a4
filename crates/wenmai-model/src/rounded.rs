//! Probabilities in records: four digits say all that there is to say, and every writer gives the same ones.

use serde::{Serialize, Serializer};

/// 10 to the number of digits behind the point.
const SCALE: f32 = 1e4;

/// Writes a probability, for `serialize_with`.
///
/// # Errors
///
/// Those of the serializer.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
pub(crate) fn probability<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    rounded_probability(*value).serialize(serializer)
}

/// Writes a probability that may be missing, for `serialize_with`.
///
/// # Errors
///
/// Those of the serializer.
#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
pub(crate) fn optional_probability<S: Serializer>(
    value: &Option<f32>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.map(rounded_probability).serialize(serializer)
}

/// A probability as records have it, of four digits. What computes one rounds it, so that a document that was written and read
/// again is the same.
///
/// ```
/// assert_eq!(wenmai_model::rounded_probability(0.990_534_84), 0.9905);
/// ```
pub fn rounded_probability(value: f32) -> f32 {
    (value * SCALE).round() / SCALE
}

#[cfg(test)]
mod tests {
    use crate::{PageType, PageTypeKind};

    #[test]
    fn probabilities_have_four_digits() {
        let written = |confidence| {
            let page_type = PageType {
                kind: PageTypeKind::Article,
                confidence,
            };
            let value = serde_json::to_string(&page_type).unwrap();
            let (_, number) = value.rsplit_once(':').unwrap();
            number.trim_end_matches('}').to_owned()
        };
        assert_eq!(written(0.990_534_84), "0.9905");
        assert_eq!(written(0.999_97), "1.0");
        assert_eq!(written(0.5), "0.5");
        assert_eq!(written(f32::NAN), "null");
        // All numbers of four digits are written as such.
        for n in 0..=10_000_u16 {
            assert!(written(f32::from(n) / 1e4).len() <= 6, "{n}");
        }
    }
}
