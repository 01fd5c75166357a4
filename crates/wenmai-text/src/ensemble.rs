//! A small ensemble of decision trees over byte features: what the learned decisions of parsing and analysis are made of.
//!
//! The trees are *oblivious*: all nodes of one depth ask the same question, so a tree of depth `d` is `d` comparisons whose
//! answers are the bits of a leaf's number (Kohavi and Li, 1995; the trees of Prokhorenkova et al., “`CatBoost`”, 2018). A
//! feature is a byte of a table with one row a line of text, read at a distance from the row that is judged, so a window
//! over neighboring lines costs no copy.

mod scorer;
#[cfg(feature = "train")]
mod train;

pub use scorer::{SCORED_ROWS, Scorer};
use thiserror::Error;
#[cfg(feature = "train")]
pub use train::{Examples, Settings, train, train_over};

/// Most rows between the judged row and the row that a feature is read from.
pub const MAX_OFFSET: usize = 3;
/// Deepest tree, in questions.
pub const MAX_DEPTH: usize = 8;
/// Most outputs of an ensemble.
pub const MAX_OUTPUTS: usize = 8;
/// Rows that one vector instruction compares.
const LANES: usize = 16;
/// Rows that are judged together: their sums and columns fit the first cache.
const BATCH: usize = 128;
/// Trees whose leaves are added to a row at once, so that its sums are read and written once for all of them.
const GROVE: usize = 4;
const MAGIC: &[u8; 4] = b"WET1";

/// A table of bytes, stored by columns. Rows beyond both ends read as 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    rows: usize,
    bytes: Vec<u8>,
}

/// Bytes from one column to the next: whole vectors of rows, and what is read beyond both ends.
const fn stride(rows: usize) -> usize {
    rows.next_multiple_of(LANES) + 2 * MAX_OFFSET
}

impl Columns {
    /// A table of zeros.
    pub fn new(rows: usize, columns: usize) -> Self {
        Self {
            rows,
            bytes: vec![0; columns * stride(rows)],
        }
    }

    /// Number of rows.
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub const fn columns(&self) -> usize {
        self.bytes.len() / stride(self.rows)
    }

    /// Appends columns of zeros until there are `columns`.
    pub fn widen(&mut self, columns: usize) {
        self.bytes.resize(columns * stride(self.rows), 0);
    }

    /// One column, one byte a row; empty when there is no such column.
    pub fn column(&self, column: usize) -> &[u8] {
        let start = column * stride(self.rows) + MAX_OFFSET;
        self.bytes.get(start..start + self.rows).unwrap_or_default()
    }

    /// One column, to be written.
    pub fn column_mut(&mut self, column: usize) -> &mut [u8] {
        let start = column * stride(self.rows) + MAX_OFFSET;
        self.bytes
            .get_mut(start..start + self.rows)
            .unwrap_or_default()
    }

    /// Writes `rows` to the first columns, from row `first` on.
    pub fn set_rows<const N: usize>(&mut self, first: usize, rows: &[[u8; N]]) {
        for column in 0..N {
            let bytes = self.column_mut(column).iter_mut().skip(first);
            for (slot, row) in bytes.zip(rows) {
                *slot = row.get(column).copied().unwrap_or(0);
            }
        }
    }

    /// The bytes of `feature` for the rows from `first` on.
    fn window(&self, feature: Feature, first: usize, rows: usize) -> &[u8] {
        let start = usize::from(feature.column) * stride(self.rows) + MAX_OFFSET + first;
        start
            .checked_add_signed(isize::from(feature.offset))
            .and_then(|start| self.bytes.get(start..start + rows))
            .unwrap_or_default()
    }
}

/// Where a question reads its byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Feature {
    /// Column of the table.
    pub column: u16,
    /// Rows from the judged row: −1 is the row before. At most [`MAX_OFFSET`] either way.
    pub offset: i8,
}

/// Is the byte of `feature` greater than `threshold`?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Question {
    feature: Feature,
    threshold: u8,
}

/// Values of one leaf or sums of one row; beyond the outputs of the ensemble they are 0, so that all are added at once.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(align(16))]
struct Values([f32; MAX_OUTPUTS]);

/// One tree: the answer to question `i` is bit `i` of the number of the leaf.
#[derive(Debug, Clone, PartialEq)]
struct Tree {
    questions: Vec<Question>,
    leaves: Vec<Values>,
}

impl Tree {
    /// The numbers of the leaves that the rows from `first` on belong to, for `vectors` times [`LANES`] rows.
    fn leaf_of(&self, table: &Columns, first: usize, vectors: usize) -> [u8; BATCH] {
        let mut leaf_of = [0; BATCH];
        for (bit, question) in self.questions.iter().enumerate() {
            let bytes = table.window(question.feature, first, vectors * LANES);
            let vectors = leaf_of.as_chunks_mut().0.iter_mut();
            for (leaves, bytes) in vectors.zip(bytes.as_chunks::<LANES>().0) {
                let leaves: &mut [u8; LANES] = leaves;
                for (leaf, &byte) in leaves.iter_mut().zip(bytes) {
                    *leaf |= u8::from(byte > question.threshold) << bit;
                }
            }
        }
        leaf_of
    }
}

/// Values with zeros behind them.
fn padded(values: &[f32]) -> Values {
    let mut padded = Values::default();
    for (slot, &value) in padded.0.iter_mut().zip(values) {
        *slot = value;
    }
    padded
}

/// Adds the leaves of `trees`, in their order, to the sums of the rows from `first` on.
fn add_leaves<const N: usize>(
    trees: &[Tree; N],
    table: &Columns,
    first: usize,
    rows: usize,
    sums: &mut [Values; BATCH],
) {
    let vectors = rows.div_ceil(LANES);
    let leaf_of = trees
        .each_ref()
        .map(|tree| tree.leaf_of(table, first, vectors));
    let leaves = trees.each_ref().map(|tree| tree.leaves.as_slice());
    for (row, sums) in sums.iter_mut().enumerate().take(rows) {
        let mut total = *sums;
        for (leaf_of, leaves) in leaf_of.iter().zip(leaves) {
            let leaf = leaf_of.get(row).map_or(0, |&leaf| usize::from(leaf));
            if let Some(values) = leaves.get(leaf) {
                for (sum, value) in total.0.iter_mut().zip(values.0) {
                    *sum += value;
                }
            }
        }
        *sums = total;
    }
}

/// Trees whose leaves are added up, one sum an output.
#[derive(Debug, Clone, PartialEq)]
pub struct Ensemble {
    bias: Vec<f32>,
    trees: Vec<Tree>,
}

/// Why bytes are not an ensemble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EnsembleError {
    /// The bytes end too early.
    #[error("the model is cut off")]
    Truncated,
    /// The bytes do not begin with the mark of the format.
    #[error("this is no model of this version")]
    NotAModel,
    /// A size or an index is out of range.
    #[error("the model holds a size or an index out of range")]
    OutOfRange,
}

impl Ensemble {
    /// Number of sums.
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Number of trees.
    pub fn trees(&self) -> usize {
        self.trees.len()
    }

    /// The columns a table must have for this ensemble.
    pub fn columns(&self) -> usize {
        self.questions()
            .map(|question| usize::from(question.feature.column) + 1)
            .max()
            .unwrap_or(0)
    }

    fn questions(&self) -> impl Iterator<Item = &Question> {
        self.trees.iter().flat_map(|tree| &tree.questions)
    }

    /// The sums of all rows, [`outputs`](Self::outputs) a row. Runs in O(rows × trees × depth).
    pub fn sums(&self, table: &Columns) -> Vec<f32> {
        let outputs = self.outputs();
        let mut all = Vec::with_capacity(table.rows() * outputs);
        for first in (0..table.rows()).step_by(BATCH) {
            let rows = (table.rows() - first).min(BATCH);
            let mut sums = [padded(&self.bias); BATCH];
            let (groves, rest) = self.trees.as_chunks::<GROVE>();
            for trees in groves {
                add_leaves(trees, table, first, rows, &mut sums);
            }
            for trees in rest.as_chunks::<1>().0 {
                add_leaves(trees, table, first, rows, &mut sums);
            }
            for sums in sums.iter().take(rows) {
                all.extend(sums.0.iter().take(outputs));
            }
        }
        all
    }

    /// The ensemble as bytes: little-endian, leaves as 16-bit steps of the largest leaf.
    pub fn to_bytes(&self) -> Vec<u8> {
        let largest = self
            .trees
            .iter()
            .flat_map(|tree| tree.leaves.iter().flat_map(|leaf| &leaf.0))
            .fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let step = (largest / f32::from(i16::MAX)).max(f32::MIN_POSITIVE);
        let mut bytes = MAGIC.to_vec();
        bytes.push(u8::try_from(self.outputs()).unwrap_or(u8::MAX));
        bytes.extend(
            u16::try_from(self.trees.len())
                .unwrap_or(u16::MAX)
                .to_le_bytes(),
        );
        bytes.extend(step.to_le_bytes());
        bytes.extend(self.bias.iter().flat_map(|bias| bias.to_le_bytes()));
        for tree in &self.trees {
            bytes.push(u8::try_from(tree.questions.len()).unwrap_or(u8::MAX));
            for question in &tree.questions {
                bytes.extend(question.feature.column.to_le_bytes());
                bytes.extend(question.feature.offset.to_le_bytes());
                bytes.push(question.threshold);
            }
            let values = |leaf: &Values| leaf.0.into_iter().take(self.outputs());
            for leaf in tree.leaves.iter().flat_map(values) {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the quotient is within i16"
                )]
                let steps = (leaf / step).round() as i16;
                bytes.extend(steps.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads an ensemble from the front of `bytes` and takes what it read off.
    ///
    /// # Errors
    ///
    /// When the bytes are cut off, or hold no ensemble.
    pub fn read(bytes: &mut &[u8]) -> Result<Self, EnsembleError> {
        let mut reader = Reader(bytes);
        if reader.array::<4>()? != *MAGIC {
            return Err(EnsembleError::NotAModel);
        }
        let outputs = usize::from(reader.byte()?);
        let trees = u16::from_le_bytes(reader.array()?);
        let step = f32::from_le_bytes(reader.array()?);
        if outputs == 0 || outputs > MAX_OUTPUTS {
            return Err(EnsembleError::OutOfRange);
        }
        let bias = (0..outputs)
            .map(|_| reader.array().map(f32::from_le_bytes))
            .collect::<Result<_, _>>()?;
        let trees = (0..trees)
            .map(|_| reader.tree(outputs, step))
            .collect::<Result<_, _>>()?;
        *bytes = reader.0;
        Ok(Self { bias, trees })
    }
}

struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], EnsembleError> {
        let (array, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(EnsembleError::Truncated)?;
        self.0 = rest;
        Ok(*array)
    }

    fn byte(&mut self) -> Result<u8, EnsembleError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn tree(&mut self, outputs: usize, step: f32) -> Result<Tree, EnsembleError> {
        let depth = usize::from(self.byte()?);
        if depth > MAX_DEPTH {
            return Err(EnsembleError::OutOfRange);
        }
        let questions = (0..depth)
            .map(|_| self.question())
            .collect::<Result<_, _>>()?;
        let leaves = (0..1_usize << depth)
            .map(|_| self.leaf(outputs, step))
            .collect::<Result<_, _>>()?;
        Ok(Tree { questions, leaves })
    }

    fn leaf(&mut self, outputs: usize, step: f32) -> Result<Values, EnsembleError> {
        let mut values = Values::default();
        for value in values.0.iter_mut().take(outputs) {
            *value = f32::from(i16::from_le_bytes(self.array()?)) * step;
        }
        Ok(values)
    }

    fn question(&mut self) -> Result<Question, EnsembleError> {
        let column = u16::from_le_bytes(self.array()?);
        let offset = i8::from_le_bytes(self.array()?);
        let threshold = self.byte()?;
        if usize::from(offset.unsigned_abs()) > MAX_OFFSET {
            return Err(EnsembleError::OutOfRange);
        }
        Ok(Question {
            feature: Feature { column, offset },
            threshold,
        })
    }
}

/// Turns the sums of one row into probabilities that add up to 1.
pub fn softmax(sums: &mut [f32]) {
    let largest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut total = 0.0;
    for sum in &mut *sums {
        *sum = (*sum - largest).exp();
        total += *sum;
    }
    for sum in sums {
        *sum /= total;
    }
}

/// Turns a sum into a probability.
pub fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn small() -> Ensemble {
        let question = |column, offset, threshold| Question {
            feature: Feature { column, offset },
            threshold,
        };
        Ensemble {
            bias: vec![0.5, -0.5],
            trees: vec![Tree {
                questions: vec![question(0, 0, 3), question(1, -1, 0)],
                leaves: [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
                    .map(|values| padded(&values))
                    .to_vec(),
            }],
        }
    }

    /// Trees of these depths over two columns.
    pub(super) fn mixed(depths: &[u8]) -> Ensemble {
        let tree = |&depth: &u8| Tree {
            questions: (0..depth)
                .map(|bit| Question {
                    feature: Feature {
                        column: u16::from(bit % 2),
                        offset: i8::from(bit == 3),
                    },
                    threshold: bit,
                })
                .collect(),
            leaves: (0..1_u16 << depth)
                .map(|leaf| padded(&[f32::from(leaf) / 3.0]))
                .collect(),
        };
        Ensemble {
            bias: vec![0.25],
            trees: depths.iter().map(tree).collect(),
        }
    }

    #[test]
    fn questions_number_the_leaf() {
        let mut table = Columns::new(3, 2);
        table.column_mut(0).copy_from_slice(&[4, 3, 9]);
        table.column_mut(1).copy_from_slice(&[1, 1, 0]);
        // The row before the first reads as 0.
        assert_eq!(small().sums(&table), [1.5, -0.5, 0.5, 0.5, 1.5, 0.5]);
    }

    #[test]
    fn rows_become_columns() {
        let mut table = Columns::new(3, 2);
        table.set_rows(1, &[[1, 2], [3, 4]]);
        assert_eq!(
            (table.column(0), table.column(1)),
            (&[0, 1, 3][..], &[0, 2, 4][..])
        );
    }

    #[test]
    fn bytes_come_back() {
        let bytes = small().to_bytes();
        let mut rest = bytes.as_slice();
        let back = Ensemble::read(&mut rest).unwrap();
        assert!(rest.is_empty());
        assert_eq!(back.to_bytes(), bytes);
        assert_eq!((back.outputs(), back.columns()), (2, 2));
        for end in 0..bytes.len() {
            assert!(Ensemble::read(&mut &bytes[..end]).is_err());
        }
    }

    #[test]
    fn probabilities_add_up() {
        let mut sums = [1000.0, 0.0, -3.0];
        softmax(&mut sums);
        assert!((sums.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(sums[0] > 0.99);
    }
}
