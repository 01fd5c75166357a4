//! Fits probabilities to how often they are right.

use wenmai_parse::training::Calibration;

/// Passes of Newton's method; a fit of two numbers needs fewer than ten.
const PASSES: usize = 25;

/// Slope and offset that turn log-odds into those of the observed shares (Platt, 1999), by logistic regression.
pub(crate) fn calibrate(lines: impl Iterator<Item = (f32, bool)>) -> Calibration {
    let lines: Vec<(f64, f64)> = lines
        .map(|(odds, is_heading)| (f64::from(odds), f64::from(u8::from(is_heading))))
        .collect();
    let (mut slope, mut offset) = (1.0_f64, 0.0_f64);
    for _ in 0..PASSES {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9);
        for &(odds, wanted) in &lines {
            let p = 1.0 / (1.0 + (-(slope * odds + offset)).exp());
            let curvature = p * (1.0 - p);
            g0 += wanted - p;
            g1 += (wanted - p) * odds;
            h00 += curvature;
            h01 += curvature * odds;
            h11 += curvature * odds * odds;
        }
        let determinant = h00 * h11 - h01 * h01;
        if determinant.abs() < 1e-12 {
            break;
        }
        offset += (h11 * g0 - h01 * g1) / determinant;
        slope += (h00 * g1 - h01 * g0) / determinant;
    }
    #[expect(clippy::cast_possible_truncation, reason = "weights of a model")]
    (slope as f32, offset as f32)
}

/// Mean distance between a probability and the share that is right, over ten ranges of probability, weighted by their
/// counts (Naeini, Cooper and Hauskrecht, 2015).
pub(crate) fn expected_error(judged: &[(f32, bool)]) -> f32 {
    let mut ranges = [(0.0_f32, 0.0_f32, 0.0_f32); 10];
    for &(probability, is_right) in judged {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability times ten"
        )]
        let range = (probability * 10.0) as usize;
        if let Some((sum, right, count)) = ranges.get_mut(range.min(9)) {
            *sum += probability;
            *right += f32::from(u8::from(is_right));
            *count += 1.0;
        }
    }
    let all: f32 = ranges.iter().map(|(_, _, count)| count).sum();
    let error: f32 = ranges
        .iter()
        .map(|(sum, right, _)| (sum - right).abs())
        .sum();
    error / all.max(1.0)
}

#[cfg(test)]
mod tests {
    use wenmai_text::ensemble::logistic;

    use super::*;

    /// Log-odds of which twice as much would be true.
    fn lines() -> Vec<(f32, bool)> {
        (0..20_000_u16)
            .map(|i| {
                let odds = f32::from(i % 200) / 50.0 - 2.0;
                let share = f32::from(i / 200) / 100.0;
                (odds, share < logistic(2.0 * odds - 0.5))
            })
            .collect()
    }

    #[test]
    fn finds_slope_and_offset() {
        let (slope, offset) = calibrate(lines().into_iter());
        assert!((slope - 2.0).abs() < 0.1, "{slope}");
        assert!((offset + 0.5).abs() < 0.1, "{offset}");
    }

    #[test]
    fn the_error_is_small_for_calibrated_figures_only() {
        let with = |slope: f32, offset: f32| {
            let judged: Vec<_> = lines()
                .iter()
                .map(|&(odds, right)| (logistic(slope * odds + offset), right))
                .collect();
            expected_error(&judged)
        };
        assert!(with(2.0, -0.5) < 0.01);
        assert!(with(1.0, 0.5) > 0.05);
    }
}
