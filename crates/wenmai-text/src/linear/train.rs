//! Learns the weights: logistic loss, each weight at a rate of its own and pulled towards 0.

use super::{BUCKETS, Bucket, Linear};
use crate::ensemble::logistic;

/// What is learned from: one example after the other.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'e> {
    /// The words of all examples.
    pub words: &'e [Bucket],
    /// Where the words of each example begin and end.
    pub ranges: &'e [(u32, u32)],
    /// Whether each is one.
    pub classes: &'e [bool],
    /// Weight of each; of mean 1.
    pub weights: &'e [f32],
}

/// How it is learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Times that each example is seen.
    pub passes: usize,
    /// Step of the first examples.
    pub rate: f32,
    /// Pull towards 0, for each example seen.
    pub ridge: f32,
}

/// One weight while it is learned.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// Sum of the gradients, less what the steps so far answer.
    pull: f32,
    /// Sum of the squared gradients.
    square: f32,
}

impl Slot {
    fn weight(self, settings: &Settings, ridge: f32) -> f32 {
        -self.pull / ((1.0 + self.square.sqrt()) / settings.rate + ridge)
    }

    fn step(&mut self, gradient: f32, weight: f32, settings: &Settings) {
        let square = gradient.mul_add(gradient, self.square);
        let rate = (square.sqrt() - self.square.sqrt()) / settings.rate;
        self.pull += rate.mul_add(-weight, gradient);
        self.square = square;
    }
}

/// Learns a model by FTRL-Proximal (`McMahan` and others, "Ad click prediction: a view from the trenches", 2013), without its
/// penalty that makes weights 0. The examples are seen in a fixed order that mixes pages, so the same examples give the same
/// bytes.
pub fn train(examples: Examples<'_>, settings: &Settings) -> Linear {
    let count = examples.ranges.len();
    let mut slots = vec![Slot::default(); BUCKETS];
    let mut bias = Slot::default();
    #[expect(clippy::cast_precision_loss, reason = "a scale")]
    let ridge = settings.ridge * (count * settings.passes) as f32;
    for pass in 0..settings.passes {
        for turn in 0..count {
            // A stride that is prime to the count visits each example once.
            let at = (turn * stride(count) + pass) % count;
            let (Some(&(start, end)), Some(&class), Some(&weight)) = (
                examples.ranges.get(at),
                examples.classes.get(at),
                examples.weights.get(at),
            ) else {
                continue;
            };
            let words = examples.words.get(start as usize..end as usize);
            let words = words.unwrap_or_default();
            let of = |word: &Bucket| slots.get(usize::from(*word)).copied().unwrap_or_default();
            let base = bias.weight(settings, 0.0);
            let sum: f32 = words
                .iter()
                .map(|word| of(word).weight(settings, ridge))
                .sum();
            let gradient = (logistic(base + sum) - f32::from(u8::from(class))) * weight;
            bias.step(gradient, base, settings);
            for word in words {
                if let Some(slot) = slots.get_mut(usize::from(*word)) {
                    let value = slot.weight(settings, ridge);
                    slot.step(gradient, value, settings);
                }
            }
        }
    }
    let weights: Vec<f32> = slots
        .iter()
        .map(|slot| slot.weight(settings, ridge))
        .collect();
    let most = weights
        .iter()
        .fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let step = (most / f32::from(i8::MAX)).max(f32::MIN_POSITIVE);
    #[expect(clippy::cast_possible_truncation, reason = "between -127 and 127")]
    let weights = weights
        .iter()
        .map(|weight| (weight / step).round() as i8)
        .collect();
    Linear {
        bias: bias.weight(settings, 0.0),
        step,
        weights,
    }
}

/// A step through `count` examples that reaches all of them.
fn stride(count: usize) -> usize {
    const STRIDES: [usize; 3] = [7919, 104_729, 1_299_709];
    let prime = |stride: &usize| !count.is_multiple_of(*stride);
    STRIDES.into_iter().find(prime).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_get_weights_that_tell() {
        let mut words = Vec::new();
        let mut ranges = Vec::new();
        let mut classes = Vec::new();
        for at in 0..400_u16 {
            let start = u32::try_from(words.len()).unwrap();
            let is = at % 3 == 0;
            words.extend([if is { 5 } else { 9 }, 100 + at % 7]);
            ranges.push((start, start + 2));
            classes.push(is);
        }
        let weights = vec![1.0; 400];
        let examples = Examples {
            words: &words,
            ranges: &ranges,
            classes: &classes,
            weights: &weights,
        };
        let settings = Settings {
            passes: 3,
            rate: 0.1,
            ridge: 1e-4,
        };
        let model = train(examples, &settings);
        assert!(model.weight(5) > 0.5 && model.weight(9) < -0.5);
        assert!(model.weight(101).abs() < 0.3);
        let bytes = model.to_bytes();
        assert_eq!(Linear::read(&mut bytes.as_slice()), Ok(model));
        assert_eq!(train(examples, &settings).to_bytes(), bytes);
    }
}
