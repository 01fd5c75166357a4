//! Grows an ensemble: gradient boosting with oblivious trees.
//!
//! Each tree is fitted to the gradient of the loss on a sample of the rows and of the features (Friedman, "Stochastic
//! gradient boosting", 2002); a leaf gets one Newton step. All randomness comes from one seed, so the same examples and
//! settings give the same bytes.

use super::{
    Columns, Ensemble, Feature, MAX_DEPTH, MAX_OUTPUTS, Question, Tree, logistic, padded, softmax,
};

/// Most values of a column that a question may ask for.
const MAX_BINS: usize = 32;

/// What is learned from.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'t> {
    /// The features.
    pub table: &'t Columns,
    /// Row of each example.
    pub rows: &'t [u32],
    /// Wanted output of each example; with one output, 1 for yes and 0 for no.
    pub classes: &'t [u8],
    /// Weight of each example.
    pub weights: &'t [f32],
}

/// How the trees are grown.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where the questions may read.
    pub features: Vec<Feature>,
    /// Number of outputs, fewer than [`MAX_OUTPUTS`]; 1 is a yes or no with logistic loss, more are classes with softmax loss.
    pub outputs: usize,
    /// Number of trees.
    pub trees: usize,
    /// Questions of a tree, at most [`MAX_DEPTH`].
    pub depth: usize,
    /// Share of each Newton step that is taken.
    pub rate: f32,
    /// Share of the examples that one tree sees.
    pub row_share: f32,
    /// Share of the features that one tree sees.
    pub feature_share: f32,
    /// Weight that pulls a leaf towards 0.
    pub ridge: f32,
    /// Start of the random numbers.
    pub seed: u64,
}

/// Grows an ensemble. Takes O(trees × depth × examples × features) time.
pub fn train(examples: Examples<'_>, settings: &Settings) -> Ensemble {
    let shares = log_shares(examples, settings.outputs);
    let sums = shares.repeat(examples.rows.len());
    grow_from(examples, shares, sums, settings)
}

/// [`train`] over what other trees leave over: `sums` are theirs, [`outputs`](Settings::outputs) an example. To be added to them.
pub fn train_over(examples: Examples<'_>, sums: Vec<f32>, settings: &Settings) -> Ensemble {
    grow_from(examples, vec![0.0; settings.outputs], sums, settings)
}

fn grow_from(
    examples: Examples<'_>,
    bias: Vec<f32>,
    sums: Vec<f32>,
    settings: &Settings,
) -> Ensemble {
    // The same sums either way; a yes or no needs a gradient and a weight, and a quarter of the time.
    let trees = if settings.outputs == 1 {
        grow::<2>(examples, sums, settings)
    } else {
        grow::<MAX_OUTPUTS>(examples, sums, settings)
    };
    Ensemble { bias, trees }
}

/// The trees, with lanes of `W` numbers, more than there are outputs; `sums` are those of the examples before the first tree.
fn grow<const W: usize>(
    examples: Examples<'_>,
    mut sums: Vec<f32>,
    settings: &Settings,
) -> Vec<Tree> {
    let outputs = settings.outputs;
    let all: Vec<Binned> = settings
        .features
        .iter()
        .map(|&feature| Binned::new(examples, feature))
        .collect();
    let mut random = Random(settings.seed);
    let mut trees = Vec::with_capacity(settings.trees);
    for _ in 0..settings.trees {
        let sample = random.sample(examples.rows.len(), settings.row_share);
        let asked = random.sample(all.len(), settings.feature_share);
        let steps = Steps::<W>::new(examples, &sample, &sums, outputs);
        let mut leaf_of = vec![0_u8; sample.len()];
        let mut questions: Vec<(&Binned, u8)> = Vec::new();
        for bit in 0..settings.depth.min(MAX_DEPTH) {
            let best = asked
                .iter()
                .filter_map(|&feature| all.get(feature as usize))
                .filter_map(|binned| {
                    best_split(binned, &sample, &steps, &leaf_of, bit, settings.ridge)
                        .map(|(gain, bin)| (gain, binned, bin))
                })
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let Some((_, binned, bin)) = best else { break };
            for (leaf, &example) in leaf_of.iter_mut().zip(&sample) {
                *leaf |= u8::from(binned.bin(example) > bin) << bit;
            }
            questions.push((binned, bin));
        }
        let leaves = newton_steps(&steps, &leaf_of, questions.len(), settings);
        for (example, sums) in (0_u32..).zip(sums.chunks_exact_mut(outputs)) {
            let leaf = questions
                .iter()
                .enumerate()
                .fold(0, |leaf, (bit, (binned, bin))| {
                    leaf | usize::from(binned.bin(example) > *bin) << bit
                });
            let values = leaves.get(leaf * outputs..).unwrap_or_default();
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
        trees.push(Tree {
            questions: questions
                .iter()
                .map(|(binned, bin)| binned.question(*bin))
                .collect(),
            leaves: leaves.chunks_exact(outputs).map(padded).collect(),
        });
    }
    trees
}

/// The logarithms of how often each output is wanted.
fn log_shares(examples: Examples<'_>, outputs: usize) -> Vec<f32> {
    let mut counts = vec![1.0_f32; outputs.max(2)];
    for (&class, &weight) in examples.classes.iter().zip(examples.weights) {
        if let Some(count) = counts.get_mut(usize::from(class)) {
            *count += weight;
        }
    }
    match counts.as_slice() {
        [no, yes] if outputs == 1 => vec![(yes / no).ln()],
        _ => {
            let total: f32 = counts.iter().sum();
            counts.iter().map(|count| (count / total).ln()).collect()
        }
    }
}

/// One feature of all examples, as numbers of the ranges its values fall into.
struct Binned {
    feature: Feature,
    /// Last value of each range but the last.
    edges: Vec<u8>,
    bins: Vec<u8>,
}

impl Binned {
    fn new(examples: Examples<'_>, feature: Feature) -> Self {
        let table = examples.table;
        let all = table.window(feature, 0, table.rows());
        let values = examples
            .rows
            .iter()
            .map(|&row| all.get(row as usize).copied().unwrap_or(0));
        let mut counts = [0_usize; 256];
        for value in values.clone() {
            if let Some(count) = counts.get_mut(usize::from(value)) {
                *count += 1;
            }
        }
        let edges = edges(&counts);
        let mut bin_of = [0_u8; 256];
        let mut bin = 0_u8;
        for (value, slot) in (0_u8..=255).zip(&mut bin_of) {
            *slot = bin;
            bin += u8::from(edges.get(usize::from(bin)) == Some(&value));
        }
        let bins = values
            .map(|value| bin_of.get(usize::from(value)).copied().unwrap_or(0))
            .collect();
        Self {
            feature,
            edges,
            bins,
        }
    }

    fn bin(&self, example: u32) -> u8 {
        self.bins.get(example as usize).copied().unwrap_or(0)
    }

    fn question(&self, bin: u8) -> Question {
        Question {
            feature: self.feature,
            threshold: self.edges.get(usize::from(bin)).copied().unwrap_or(255),
        }
    }
}

/// The values that part a column into ranges of about equal counts.
fn edges(counts: &[usize; 256]) -> Vec<u8> {
    let total: usize = counts.iter().sum();
    let distinct = counts.iter().filter(|&&count| count > 0).count();
    let wanted = if distinct <= MAX_BINS {
        0
    } else {
        total / MAX_BINS
    };
    let mut edges = Vec::new();
    let mut held = 0;
    let mut left = total;
    for (value, &count) in (0_u8..=255).zip(counts) {
        held += count;
        left -= count;
        if count > 0 && held > wanted && left > 0 && edges.len() + 1 < MAX_BINS {
            edges.push(value);
            held = 0;
        }
    }
    edges
}

/// Numbers of one example or of one range: the gradients of the outputs, and the weight in the last place. A fixed width lets
/// the compiler add them as vectors.
type Lane<const W: usize> = [f32; W];

/// Gradients, weights and curvatures of the sampled examples.
struct Steps<const W: usize> {
    outputs: usize,
    gradients: Vec<Lane<W>>,
    curvatures: Vec<Lane<W>>,
}

impl<const W: usize> Steps<W> {
    fn new(examples: Examples<'_>, sample: &[u32], sums: &[f32], outputs: usize) -> Self {
        let mut steps = Self {
            outputs,
            gradients: Vec::with_capacity(sample.len()),
            curvatures: Vec::with_capacity(sample.len()),
        };
        let mut probabilities = vec![0.0; outputs];
        for &example in sample {
            let at = example as usize;
            let class = examples.classes.get(at).copied().unwrap_or(0);
            let weight = examples.weights.get(at).copied().unwrap_or(0.0);
            let sums = sums.get(at * outputs..).unwrap_or_default();
            for (probability, sum) in probabilities.iter_mut().zip(sums) {
                *probability = *sum;
            }
            if let [sum] = probabilities.as_mut_slice() {
                *sum = logistic(*sum);
            } else {
                softmax(&mut probabilities);
            }
            let (mut gradients, mut curvatures): (Lane<W>, Lane<W>) = ([0.0; W], [0.0; W]);
            let slots = gradients.iter_mut().zip(&mut curvatures);
            for ((output, &probability), (gradient, curvature)) in
                (0_u8..).zip(&probabilities).zip(slots)
            {
                let is_wanted = if outputs == 1 {
                    class > 0
                } else {
                    class == output
                };
                let wanted = if is_wanted { 1.0 } else { 0.0 };
                *gradient = weight * (wanted - probability);
                *curvature = weight * (probability * (1.0 - probability)).max(1e-4);
            }
            if let Some(last) = gradients.last_mut() {
                *last = weight;
            }
            steps.gradients.push(gradients);
            steps.curvatures.push(curvatures);
        }
        steps
    }
}

/// The best range of a feature to part all leaves at, with its gain.
fn best_split<const W: usize>(
    binned: &Binned,
    sample: &[u32],
    steps: &Steps<W>,
    leaf_of: &[u8],
    depth: usize,
    ridge: f32,
) -> Option<(f32, u8)> {
    let mut histogram = vec![[0.0; W]; MAX_BINS << depth];
    for ((&example, &leaf), step) in sample.iter().zip(leaf_of).zip(&steps.gradients) {
        let cell = usize::from(leaf) * MAX_BINS + usize::from(binned.bin(example));
        if let Some(cell) = histogram.get_mut(cell) {
            add(cell, step);
        }
    }
    let mut gains = vec![0.0_f32; binned.edges.len()];
    for leaf in histogram.chunks_exact(MAX_BINS) {
        let mut total = [0.0; W];
        for cell in leaf {
            add(&mut total, cell);
        }
        let mut below = [0.0; W];
        for (gain, cell) in gains.iter_mut().zip(leaf) {
            add(&mut below, cell);
            *gain += step_gain(&below, ridge);
            let mut above = total;
            for (above, below) in above.iter_mut().zip(&below) {
                *above -= below;
            }
            *gain += step_gain(&above, ridge);
        }
    }
    (0_u8..)
        .zip(gains)
        .map(|(bin, gain)| (gain, bin))
        .max_by(|a, b| a.0.total_cmp(&b.0))
}

/// By how much a step lessens the loss of examples with these sums of gradients and weights.
fn step_gain<const W: usize>(lane: &Lane<W>, ridge: f32) -> f32 {
    let Some((weight, gradients)) = lane.split_last() else {
        return 0.0;
    };
    gradients.iter().map(|g| g * g).sum::<f32>() / (weight + ridge)
}

fn add<const W: usize>(to: &mut Lane<W>, values: &Lane<W>) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += value;
    }
}

/// One step of each leaf towards the least loss.
fn newton_steps<const W: usize>(
    steps: &Steps<W>,
    leaf_of: &[u8],
    depth: usize,
    settings: &Settings,
) -> Vec<f32> {
    let mut gradients = vec![[0.0; W]; 1 << depth];
    let mut curvatures = vec![[0.0; W]; 1 << depth];
    let all = steps.gradients.iter().zip(&steps.curvatures);
    for (&leaf, (gradient, curvature)) in leaf_of.iter().zip(all) {
        let leaf = usize::from(leaf);
        if let (Some(g), Some(c)) = (gradients.get_mut(leaf), curvatures.get_mut(leaf)) {
            add(g, gradient);
            add(c, curvature);
        }
    }
    let step = |(gradient, curvature): (&f32, &f32)| {
        settings.rate * gradient / (curvature + settings.ridge)
    };
    gradients
        .iter()
        .zip(&curvatures)
        .flat_map(|(g, c)| g.iter().zip(c).take(steps.outputs).map(step))
        .collect()
}

/// Random numbers (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// About `share` of the numbers below `count`, in order; at least one of them.
    fn sample(&mut self, count: usize, share: f32) -> Vec<u32> {
        let limit = f64::from(share) * f64::from(u32::MAX);
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let mut sample: Vec<u32> = (0..count)
            .filter(|_| f64::from((self.next() >> 32) as u32) <= limit)
            .collect();
        if sample.is_empty() && count > 0 {
            #[expect(clippy::cast_possible_truncation, reason = "a remainder of u32")]
            sample.push((self.next() % u64::from(count)) as u32);
        }
        sample
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Class 1 where the row before is large, 2 where the row itself is, else 0.
    fn example_table() -> (Columns, Vec<u8>) {
        let mut random = Random(1);
        let mut table = Columns::new(4000, 2);
        for column in 0..2 {
            for byte in table.column_mut(column) {
                *byte = random.next().to_le_bytes()[0];
            }
        }
        let bytes = table.column(0).to_vec();
        let classes = (0..bytes.len())
            .map(
                |row| match (row.checked_sub(1).map(|row| bytes[row]), bytes[row]) {
                    (_, 180..) => 2,
                    (Some(128..), _) => 1,
                    _ => 0,
                },
            )
            .collect();
        (table, classes)
    }

    fn settings(outputs: usize) -> Settings {
        let features = [(0, 0), (0, -1), (1, 0), (1, 1)]
            .map(|(column, offset)| Feature { column, offset })
            .to_vec();
        Settings {
            features,
            outputs,
            trees: 30,
            depth: 3,
            rate: 0.3,
            row_share: 0.5,
            feature_share: 0.8,
            ridge: 1.0,
            seed: 7,
        }
    }

    #[test]
    fn learns_a_rule_over_two_rows() {
        let (table, classes) = example_table();
        let rows: Vec<u32> = (0..4000).collect();
        let weights = vec![1.0; 4000];
        let examples = Examples {
            table: &table,
            rows: &rows,
            classes: &classes,
            weights: &weights,
        };
        let ensemble = train(examples, &settings(3));
        assert_eq!(ensemble, train(examples, &settings(3)), "seeded");
        let right = ensemble
            .sums(&table)
            .chunks_exact(3)
            .zip(&classes)
            .filter(|(sums, class)| {
                let best = (0..3).max_by(|&a, &b| sums[a].total_cmp(&sums[b]));
                best == Some(usize::from(**class))
            })
            .count();
        assert!(right > 3900, "{right} of 4000");
    }

    #[test]
    fn learns_what_others_leave_over() {
        let (table, classes) = example_table();
        let rows: Vec<u32> = (0..4000).collect();
        let weights = vec![1.0; 4000];
        let yes: Vec<u8> = classes.iter().map(|&class| u8::from(class == 2)).collect();
        let examples = Examples {
            table: &table,
            rows: &rows,
            classes: &yes,
            weights: &weights,
        };
        // Trees that say yes where it is no, and know nothing of the rest.
        let sums: Vec<f32> = yes
            .iter()
            .map(|&yes| if yes == 0 { 2.0 } else { 0.0 })
            .collect();
        let correction = train_over(examples, sums.clone(), &settings(1));
        let right = correction
            .sums(&table)
            .iter()
            .zip(&sums)
            .zip(&yes)
            .filter(|((sum, before), yes)| (**sum + **before > 0.0) == (**yes == 1))
            .count();
        assert!(right > 3900, "{right} of 4000");
    }

    #[test]
    fn learns_yes_or_no_from_weighted_rows() {
        let (table, classes) = example_table();
        let rows: Vec<u32> = (0..4000).collect();
        // Rows of class 1 weigh nothing: the rest is told by the row itself.
        let weights: Vec<f32> = classes.iter().map(|&c| f32::from(c != 1)).collect();
        let yes: Vec<u8> = classes.iter().map(|&class| u8::from(class == 2)).collect();
        let examples = Examples {
            table: &table,
            rows: &rows,
            classes: &yes,
            weights: &weights,
        };
        let sums = train(examples, &settings(1)).sums(&table);
        let right = sums
            .iter()
            .zip(&yes)
            .filter(|(sum, yes)| (**sum > 0.0) == (**yes == 1))
            .count();
        assert!(right > 3900, "{right} of 4000");
    }
}
