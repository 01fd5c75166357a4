//! Which tables of a page hold data, and their cells; the others only lay the page out.

use wenmai_model::{Span, TableCell, TableRow};

use super::HtmlPage;
use super::attribute::AttributeName;
use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// Longest cell of a table of data, in bytes of its text; with header cells, and without.
const MAX_CELL_BYTES: (u32, u32) = (4000, 600);
/// Most columns or rows that one cell may go over.
const MAX_SPAN: u16 = 1000;

/// The cells of all tables of a page.
pub(super) struct Tables {
    all: Vec<Table>,
    cells: Vec<Cell>,
    /// The cell that each block stands in.
    cell_of: Vec<Option<u32>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell {
    node: NodeId,
    /// Place of its table.
    table: u32,
    /// Number of its row in the page.
    row: u32,
    is_header: bool,
}

#[derive(Debug, Clone, Copy)]
struct Table {
    node: NodeId,
    says_layout: bool,
    /// Whether another table with text, program text or a heading stands in a cell.
    holds_more: bool,
    has_header: bool,
    /// Row that is read, its cells, and the most cells of a row.
    row: u32,
    in_row: usize,
    columns: usize,
    rows_with_text: usize,
    filled: usize,
    cells: usize,
    longest: u32,
}

impl Table {
    fn new(tree: &Tree<'_>, node: NodeId) -> Self {
        let role = tree.attribute(node, AttributeName::Role);
        let says_layout =
            role.is_some_and(|role| matches!(role.trim_ascii(), "presentation" | "none"));
        Self {
            node,
            says_layout,
            holds_more: false,
            has_header: false,
            row: 0,
            in_row: 0,
            columns: 0,
            rows_with_text: 0,
            filled: 0,
            cells: 0,
            longest: 0,
        }
    }

    /// Whether the table holds data: it has columns, and short cells that hold text alone.
    fn holds_data(&self) -> bool {
        let longest = if self.has_header {
            MAX_CELL_BYTES.0
        } else {
            MAX_CELL_BYTES.1
        };
        !self.says_layout
            && !self.holds_more
            && self.columns >= 2
            && self.longest <= longest
            && (self.has_header || self.rows_with_text >= 2 && self.filled * 2 >= self.cells)
    }
}

impl Tables {
    /// Runs in O(elements + blocks × depth limit of the reader).
    pub(super) fn new(page: &HtmlPage<'_>) -> Self {
        let (mut tables, cells) = read(&page.tree);
        let mut cell_of = Vec::with_capacity(page.blocks.len());
        // The cell whose text is summed up, its length, and the last row with text.
        let (mut before, mut length, mut row) = (None, 0, None);
        for block in &page.blocks {
            let (cell, has_heading) = innermost(&page.tree, block.node, &cells);
            cell_of.push(cell);
            let Some(found) = cell.and_then(|cell| cells.get(cell as usize)) else {
                // A table in a cell makes the outer one a frame, a caption does not.
                continue;
            };
            let Some(table) = tables.get_mut(found.table as usize) else {
                continue;
            };
            if before != cell {
                length = 0;
                table.filled += 1;
            }
            before = cell;
            length += block.span.len_bytes();
            table.longest = table.longest.max(length);
            table.holds_more |= block.is_preformatted || has_heading;
            if row.replace((found.table, found.row)) != Some((found.table, found.row)) {
                table.rows_with_text += 1;
            }
            let node = table.node;
            mark_outer(&page.tree, node, &cells, &mut tables);
        }
        Self {
            all: tables,
            cells,
            cell_of,
        }
    }

    fn cell(&self, block: usize) -> Option<(u32, &Cell)> {
        let cell = self.cell_of.get(block).copied().flatten()?;
        Some((cell, self.cells.get(cell as usize)?))
    }

    /// The table of data that the block stands in a cell of.
    pub(super) fn data_table(&self, block: usize) -> Option<NodeId> {
        let (_, cell) = self.cell(block)?;
        let table = self.all.get(cell.table as usize)?;
        table.holds_data().then_some(table.node)
    }

    /// The rows of the table that the blocks `first..=last` stand in, from the cell of the first to that of the last. Runs in
    /// O(blocks + cells between them).
    pub(super) fn rows(&self, page: &HtmlPage<'_>, first: usize, last: usize) -> Vec<TableRow> {
        let mut rows: Vec<TableRow> = Vec::new();
        let (Some((from, opening)), Some((to, _))) = (self.cell(first), self.cell(last)) else {
            return rows;
        };
        let mut at = first;
        let mut row = None;
        let mut end = page.blocks.get(first).map_or(0, |block| block.span.start);
        for index in from..=to {
            let Some(cell) = self.cells.get(index as usize) else {
                break;
            };
            if cell.table != opening.table {
                continue;
            }
            let mut span: Option<Span> = None;
            while at <= last && self.cell_of.get(at).copied().flatten() == Some(index) {
                if let Some(block) = page.blocks.get(at) {
                    span.get_or_insert(block.span).end = block.span.end;
                    end = block.span.end;
                }
                at += 1;
            }
            if row.replace(cell.row) != Some(cell.row) {
                rows.push(TableRow::default());
            }
            let over = |name| {
                let value = page.tree.attribute(cell.node, name);
                let value = value.and_then(|value| value.trim_ascii().parse().ok());
                value.unwrap_or(1_u16).clamp(1, MAX_SPAN)
            };
            if let Some(row) = rows.last_mut() {
                row.cells.push(TableCell {
                    span: span.unwrap_or(Span::new(end, end)),
                    is_header: cell.is_header,
                    columns: over(AttributeName::Colspan),
                    rows: over(AttributeName::Rowspan),
                });
            }
        }
        rows.retain(|row| row.cells.iter().any(|cell| !cell.span.is_empty()));
        rows
    }
}

/// All tables and cells, in page order.
fn read(tree: &Tree<'_>) -> (Vec<Table>, Vec<Cell>) {
    let mut tables: Vec<Table> = Vec::new();
    let mut cells = Vec::new();
    // The tables that are open, and whether their head is.
    let mut open: Vec<(usize, u32)> = Vec::new();
    let mut head_end = 0;
    let mut rows = 0;
    for node in tree.nodes() {
        while open.pop_if(|(_, end)| *end <= node.0).is_some() {}
        match tree.tag(node) {
            Tag::Table => {
                open.push((tables.len(), tree.end(node)));
                tables.push(Table::new(tree, node));
            }
            Tag::Thead => head_end = tree.end(node),
            Tag::Tr => {
                rows += 1;
                if let Some(table) = open.last().and_then(|&(at, _)| tables.get_mut(at)) {
                    table.row = rows;
                    table.in_row = 0;
                }
            }
            tag @ (Tag::Td | Tag::Th) => {
                let Some(&(at, _)) = open.last() else {
                    continue;
                };
                let Some(table) = tables.get_mut(at) else {
                    continue;
                };
                let is_header = tag == Tag::Th || node.0 < head_end;
                table.has_header |= is_header;
                table.cells += 1;
                table.in_row += 1;
                table.columns = table.columns.max(table.in_row);
                cells.push(Cell {
                    node,
                    table: u32::try_from(at).unwrap_or(u32::MAX),
                    row: table.row,
                    is_header,
                });
            }
            _ => {}
        }
    }
    (tables, cells)
}

/// The cell around a node, the node itself or an element around it, and whether there is a heading between them.
fn innermost(tree: &Tree<'_>, node: NodeId, cells: &[Cell]) -> (Option<u32>, bool) {
    let mut has_heading = false;
    for node in std::iter::once(node).chain(tree.ancestors(node)) {
        let tag = tree.tag(node);
        has_heading |= tag.heading().is_some();
        if matches!(tag, Tag::Td | Tag::Th) {
            let found = cells.binary_search_by_key(&node, |cell| cell.node);
            return (
                found.ok().and_then(|at| u32::try_from(at).ok()),
                has_heading,
            );
        }
        if matches!(tag, Tag::Table) {
            break;
        }
    }
    (None, false)
}

/// Notes that the tables around the one at `node` hold another with text.
fn mark_outer(tree: &Tree<'_>, node: NodeId, cells: &[Cell], tables: &mut [Table]) {
    let mut node = node;
    while let (Some(cell), _) = innermost(tree, tree.parent(node), cells) {
        let outer = cells
            .get(cell as usize)
            .and_then(|cell| tables.get_mut(cell.table as usize));
        let Some(outer) = outer.filter(|outer| !outer.holds_more) else {
            break;
        };
        outer.holds_more = true;
        node = outer.node;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{HtmlOptions, read};

    fn is_data(source: &str) -> Vec<bool> {
        let page = read(source, &HtmlOptions::default());
        let tables = Tables::new(&page);
        (0..page.blocks.len())
            .map(|block| tables.data_table(block).is_some())
            .collect()
    }

    #[test]
    fn data_and_layout_are_told_apart() {
        let cases = [
            ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", true),
            ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", true),
            ("<table><thead><tr><td>a<td>b</thead></table>", true),
            (
                "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
                false,
            ),
            ("<table><tr><td>a<td>b</table>", false),
            ("<table><tr><td>a<tr><td>b</table>", false),
            (
                "<table><tr><td><h2>a</h2><td>b<tr><td>c<td>d</table>",
                false,
            ),
            ("<table><tr><td><pre>1</pre><td><pre>b</pre></table>", false),
        ];
        for (source, expected) in cases {
            let found = is_data(source);
            assert!(
                found.iter().all(|&is_data| is_data == expected),
                "{source} {found:?}"
            );
        }
        let long = format!(
            "<table><tr><td>a<td>{}<tr><td>c<td>d</table>",
            "long ".repeat(200)
        );
        assert!(!is_data(&long).contains(&true));
    }

    #[test]
    fn the_table_around_a_table_lays_out() {
        let inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>";
        let outer = format!("<table><tr><td>x<td>{inner}<tr><td>y<td>z</table>");
        assert_eq!(
            is_data(&outer),
            [false, true, true, true, true, false, false]
        );
    }

    #[test]
    fn rows_have_their_empty_and_wide_cells() {
        let source = "<table><tr><th>a<th colspan=2>b<tr><td><td><p>c<p>d<td rowspan=0>e</table>";
        let page = read(source, &HtmlOptions::default());
        let rows = Tables::new(&page).rows(&page, 0, page.blocks.len() - 1);
        let shown: Vec<Vec<_>> = rows
            .iter()
            .map(|row| {
                let cells = row.cells.iter();
                cells
                    .map(|cell| {
                        (
                            cell.span.of(&page.text).unwrap(),
                            cell.is_header,
                            cell.columns,
                        )
                    })
                    .collect()
            })
            .collect();
        let expected = [
            vec![("a", true, 1), ("b", true, 2)],
            vec![("", false, 1), ("c\nd", false, 1), ("e", false, 1)],
        ];
        assert_eq!(shown, expected);
    }
}
