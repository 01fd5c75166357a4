//! Bytes of many candidates, laid out as trees read them.

use super::facts::Fact;

/// Facts of a candidate.
pub(crate) const FACTS: usize = Fact::Longer as usize + 1;

/// Candidates that trees judge together: a question is read once for all of them.
pub(crate) const BATCH: usize = 64;

/// The facts of a batch, one column each; a batch that is not full ends with zeros.
pub(crate) type Batch = [[u8; BATCH]; FACTS];

/// The facts of one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row(pub(crate) [u8; FACTS]);

impl Default for Row {
    fn default() -> Self {
        Self([0; FACTS])
    }
}

impl Row {
    /// One store, as the place is known to the compiler.
    #[inline]
    pub(super) fn set(&mut self, fact: Fact, value: u8) {
        if let Some(slot) = self.0.get_mut(fact as usize) {
            *slot = value;
        }
    }
}

/// The facts of candidates, batch after batch.
#[derive(Debug, Default)]
pub(crate) struct FactTable {
    rows: usize,
    batches: Vec<Batch>,
}

impl FactTable {
    /// Zeros for so many candidates.
    pub(crate) fn new(rows: usize) -> Self {
        Self {
            rows,
            batches: vec![[[0; BATCH]; FACTS]; rows.div_ceil(BATCH)],
        }
    }

    /// The facts of candidates that are there as rows.
    #[cfg(feature = "fit")]
    pub(crate) fn of_rows(rows: &[[u8; FACTS]]) -> Self {
        let mut table = Self::new(rows.len());
        for (at, &row) in rows.iter().enumerate() {
            table.set_row(at, &Row(row));
        }
        table
    }

    /// Number of candidates.
    pub(crate) const fn rows(&self) -> usize {
        self.rows
    }

    /// Facts by batch.
    pub(crate) fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Sets all facts of a candidate; there is none beyond the end.
    pub(super) fn set_row(&mut self, row: usize, facts: &Row) {
        if let Some(batch) = self.batches.get_mut(row / BATCH) {
            for (column, value) in batch.iter_mut().zip(facts.0) {
                if let Some(slot) = column.get_mut(row % BATCH) {
                    *slot = value;
                }
            }
        }
    }

    /// Sets some facts of a candidate.
    pub(super) fn set(&mut self, row: usize, facts: impl IntoIterator<Item = (Fact, u8)>) {
        if let Some(batch) = self.batches.get_mut(row / BATCH) {
            for (fact, value) in facts {
                if let Some(slot) = batch
                    .get_mut(fact as usize)
                    .and_then(|column| column.get_mut(row % BATCH))
                {
                    *slot = value;
                }
            }
        }
    }

    /// One fact of all candidates, in order.
    pub(super) fn column(&self, fact: Fact) -> impl Iterator<Item = u8> {
        let batches = self.batches.iter();
        let bytes = batches.filter_map(move |batch| batch.get(fact as usize));
        bytes.flatten().copied().take(self.rows)
    }

    /// Sets one fact of all candidates by what another is.
    pub(super) fn map(&mut self, from: Fact, to: Fact, value: impl Fn(u8) -> u8) {
        let mut rows = self.rows;
        for batch in &mut self.batches {
            let filled = rows.min(BATCH);
            rows -= filled;
            if let Ok([from, to]) = batch.get_disjoint_mut([from as usize, to as usize]) {
                for (to, from) in to.iter_mut().zip(from).take(filled) {
                    *to = value(*from);
                }
            }
        }
    }

    /// The table of some of the candidates, in the order in which they are named.
    pub(super) fn select(&self, rows: impl ExactSizeIterator<Item = usize> + Clone) -> Self {
        let mut selected = Self::new(rows.len());
        let mut rows = rows;
        for batch in &mut selected.batches {
            let mut places = [(0, 0); BATCH];
            let mut filled = 0;
            for (place, row) in places.iter_mut().zip(rows.by_ref()) {
                *place = (row / BATCH, row % BATCH);
                filled += 1;
            }
            let places = places.get(..filled).unwrap_or_default();
            for (fact, column) in batch.iter_mut().enumerate() {
                for (slot, (from, at)) in column.iter_mut().zip(places) {
                    let source = self.batches.get(*from).and_then(|batch| batch.get(fact));
                    *slot = source
                        .and_then(|column| column.get(*at))
                        .copied()
                        .unwrap_or(0);
                }
            }
        }
        selected
    }

    /// The facts of one candidate.
    #[cfg(feature = "fit")]
    pub(crate) fn row(&self, row: usize) -> Row {
        let batch = self.batches.get(row / BATCH);
        Row(std::array::from_fn(|fact| {
            let column = batch.and_then(|batch| batch.get(fact));
            column
                .and_then(|column| column.get(row % BATCH))
                .copied()
                .unwrap_or(0)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_found_again() {
        let mut table = FactTable::new(130);
        for row in 0..131 {
            let value = u8::try_from(row).unwrap();
            table.set(row, [(Fact::Count, value), (Fact::Longer, 255 - value)]);
        }
        let selected = table.select([129, 3, 64].into_iter());
        let column = |table: &FactTable, fact| table.column(fact).collect::<Vec<u8>>();
        assert_eq!(column(&selected, Fact::Count), [129, 3, 64]);
        assert_eq!(column(&selected, Fact::Longer), [126, 252, 191]);
        assert_eq!(column(&table, Fact::Count), (0..130).collect::<Vec<u8>>());
        assert_eq!((table.batches().len(), selected.rows()), (3, 3));
    }
}
