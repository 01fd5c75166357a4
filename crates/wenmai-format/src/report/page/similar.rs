//! What the page says twice.

use maud::{Markup, html};
use wenmai_model::{BlockKind, Passage};

use super::{Page, ROWS};
use crate::report::frame::Shortened;
use crate::table::percent;

impl Page<'_> {
    /// Pairs of passages, with the places of both and how much they resemble each other.
    pub(super) fn similar(&self) -> Markup {
        let text = self.text;
        let pairs = &self.analysis.similar;
        html! {
            ul.findings {
                @for pair in pairs.iter().take(ROWS) {
                    li {
                        p {
                            b.chip { (text.similarity_kind(pair.kind)) } " "
                            (self.passage(pair.a)) " ↔ " (self.passage(pair.b))
                            " · " (text.resemblance) " " (percent(pair.resemblance))
                        }
                        @let again = self.document.slice(pair.b.span.unwrap_or_default());
                        p.quoted lang=[self.lang] { (Shortened(again.trim(), 80)) }
                    }
                }
            }
            (self.omitted(pairs.len(), ROWS))
        }
    }

    /// The section of a passage, and its line.
    fn passage(&self, passage: Passage) -> Markup {
        html! {
            @match passage.section {
                Some(section) => (self.section_link(section as usize)),
                None => (self.text.block_kind(BlockKind::Summary)),
            }
            @if let Some(span) = passage.span { " (" (self.place(span)) ")" }
        }
    }
}
