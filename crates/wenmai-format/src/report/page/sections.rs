//! The outline with lengths, and the keyword × section heat map.

use maud::{Markup, html};
use wenmai_model::SectionStats;

use super::Page;
use crate::record::shown_sections;
use crate::report::chart::{bar, heat_map};
use crate::report::frame::{Shortened, count};
use crate::table::percent;

/// So many sections are shown,
const SECTIONS: usize = 1_000;
/// and so many of them in the heat map.
const HEAT_SECTIONS: usize = 100;

impl Page<'_> {
    /// The heading tree, indented, with the length of each section.
    pub(super) fn outline(&self) -> Markup {
        let text = self.text;
        let sections: Vec<usize> = shown_sections(self.document).collect();
        if sections.is_empty() {
            return html! { p.note { (text.no_outline) } };
        }
        let has_roles = self
            .document
            .sections
            .iter()
            .any(|section| section.role.is_some());
        html! {
            table.outline {
                thead { tr {
                    th scope="col" { (text.section) }
                    @if has_roles { th.role scope="col" { (text.role) } }
                    th.n scope="col" { (text.own) }
                    th.n scope="col" { (text.with_subsections) }
                    th.n scope="col" { (text.share) }
                    th.w aria-hidden="true" {}
                } }
                tbody {
                    @for &index in sections.iter().take(SECTIONS) {
                        @let stats = self.stats(index);
                        @let role = self.document.sections.get(index).and_then(|section| section.role);
                        tr {
                            th scope="row" class={ "l" (self.level(index)) } { (self.section_link(index)) }
                            @if has_roles { td.role { @if let Some(role) = role { (text.role_name(role)) } } }
                            td.n { (count(stats.own.chars)) }
                            td.n { (count(stats.total.chars)) }
                            td.n { (percent(stats.share)) }
                            td.w { (bar(stats.share)) }
                        }
                    }
                }
            }
            (self.omitted(sections.len(), SECTIONS))
        }
    }

    /// How often each keyword occurs in each section.
    pub(super) fn heat_map(&self) -> Markup {
        let matrix = &self.analysis.matrix;
        let rows: Vec<(Markup, Vec<u32>)> = matrix
            .sections
            .iter()
            .take(HEAT_SECTIONS)
            .enumerate()
            .map(|(column, &section)| {
                let section = section as usize;
                let name = html! {
                    span class={ "l" (self.level(section)) } { (self.section_link(section)) }
                };
                let counts = (0..matrix.keywords.len())
                    .map(|row| matrix.row(row).get(column).copied().unwrap_or(0));
                (name, counts.collect())
            })
            .collect();
        html! {
            (heat_map(self.text.heat_map, self.text.section, self.lang, &matrix.keywords, &rows))
            (self.omitted(matrix.sections.len(), HEAT_SECTIONS))
        }
    }

    /// The heading of section `index`, linked to its place.
    pub(super) fn section_link(&self, index: usize) -> Markup {
        let section = self.document.sections.get(index);
        let heading = section.and_then(|section| self.document.section_heading(section));
        let Some(heading) = heading else {
            return html! { (self.text.before_first) };
        };
        let name = Shortened(&heading.text, 120);
        html! {
            @match self.extraction.anchor(heading.span) {
                Some(anchor) => a href={ "#" (anchor) } lang=[self.lang] { (name) },
                None => span lang=[self.lang] { (name) },
            }
        }
    }

    fn stats(&self, index: usize) -> SectionStats {
        self.analysis
            .sections
            .get(index)
            .copied()
            .unwrap_or_default()
    }

    /// Level of section `index`, at most 6, which is as deep as the page indents.
    fn level(&self, index: usize) -> u8 {
        let section = self.document.sections.get(index);
        section.map_or(1, |section| section.level.clamp(1, 6))
    }
}
