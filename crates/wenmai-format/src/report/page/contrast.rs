//! Parallel sections side by side.

use maud::{Markup, html};
use wenmai_model::{ContrastTable, Term};

use super::Page;
use crate::body::{Glue, join_lines, keeps_lines, source_lines};
use crate::report::frame::{Shortened, scroller};

/// A cell shows so many distinctive terms.
const TERMS: usize = 6;
/// And so many characters of the section's text.
const EXCERPT_CHARS: usize = 80;

impl Page<'_> {
    pub(super) fn contrasts(&self) -> Markup {
        html! { @for table in &self.analysis.contrasts { (self.contrast(table)) } }
    }

    fn contrast(&self, table: &ContrastTable) -> Markup {
        let has_terms = table.distinctive.iter().any(|terms| !terms.is_empty());
        scroller(
            self.text.contrast,
            &html! {
                table.contrast {
                    thead { tr {
                        td {}
                        @for &section in &table.columns {
                            th { (self.section_link(section as usize)) }
                        }
                    } }
                    tbody {
                        @if has_terms { tr {
                            th { (self.text.as_a_whole) }
                            @for terms in &table.distinctive { td { (self.terms(terms)) } }
                        } }
                        @for row in &table.rows { tr {
                            th lang=[self.lang] { (Shortened(&row.label, 60)) }
                            @for cell in &row.cells { td {
                                @if let Some(cell) = cell {
                                    p { (self.section_link(cell.section as usize)) }
                                    p.note lang=[self.lang] { (Shortened(&self.gist(cell.section), EXCERPT_CHARS)) }
                                    (self.terms(&cell.distinctive))
                                } @else { "–" }
                            } }
                        } }
                    }
                }
            },
        )
    }

    fn terms(&self, terms: &[Term]) -> Markup {
        html! {
            @if !terms.is_empty() {
                p.tags lang=[self.lang] {
                    @for term in terms.iter().take(TERMS) { span { (Shortened(&term.text, 40)) } " " }
                }
            }
        }
    }

    /// What a section says: its first running text, or the headings of its subsections when it has no text of its own.
    fn gist(&self, section: u32) -> String {
        let document = self.document;
        let mut gist = String::new();
        let blocks = document
            .sections
            .get(section as usize)
            .map(|section| document.section_blocks(section))
            .unwrap_or_default();
        if let Some(block) = blocks
            .iter()
            .find(|block| block.kind.is_body() && !keeps_lines(block.kind))
        {
            let lines = source_lines(document, block);
            join_lines(document, &lines, Glue::Space, &mut gist, |_, _| {});
            return gist;
        }
        let titles: Vec<&str> = document
            .sections
            .iter()
            .filter(|child| child.parent == Some(section))
            .filter_map(|child| Some(document.section_heading(child)?.title()))
            .collect();
        titles.join(" · ")
    }
}
