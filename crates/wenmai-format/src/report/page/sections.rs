//! The outline with lengths, and the keyword × section heat map.

use maud::{Markup, html};
use wenmai_model::SectionStats;

use super::Page;
use crate::record::shown_sections;
use crate::report::chart::{bar, heat_map};
use crate::report::frame::{Shortened, count};
use crate::report::summary::ratio;
use crate::report::svg::{IcicleCell, icicle};
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
        // Bars say which section is longer; the share of the whole stands beside them and in the chart.
        let shares = sections.iter().map(|&index| self.stats(index).share);
        let largest = shares.fold(f64::MIN_POSITIVE, f64::max);
        html! {
            (self.icicle())
            table.outline {
                thead { tr {
                    th { (text.section) }
                    @if has_roles { th { (text.role) } }
                    th.n { (text.own) }
                    th.n { (text.with_subsections) }
                    th.n { (text.share) }
                    td {}
                } }
                tbody {
                    @for &index in sections.iter().take(SECTIONS) {
                        @let stats = self.stats(index);
                        @let role = self.document.sections.get(index).and_then(|section| section.role);
                        tr {
                            th class={ "l" (self.level(index)) } { (self.section_link(index)) }
                            @if has_roles { td { @if let Some(role) = role { (text.role_name(role)) } } }
                            td { (count(stats.own.chars)) }
                            td { (count(stats.total.chars)) }
                            td { (percent(stats.share)) }
                            td { (bar(stats.share / largest)) }
                        }
                    }
                }
            }
            (self.omitted(sections.len(), SECTIONS))
        }
    }

    /// The sections as a tree of cells: each as wide as its text with that of its subsections, its own text first.
    fn icicle(&self) -> Markup {
        let document = self.document;
        let whole = self.analysis.totals.chars;
        // Where the next subsection of each section begins, and the depth of these; 0 is the place of all that have no parent.
        let mut next: Vec<(u64, usize)> = vec![(0, 0)];
        let mut cells = Vec::new();
        for (index, section) in document.sections.iter().enumerate().take(SECTIONS) {
            let stats = self.stats(index);
            let parent = section.parent.map_or(0, |parent| parent as usize + 1);
            let (start, depth) = next.get(parent).copied().unwrap_or_default();
            if let Some((place, _)) = next.get_mut(parent) {
                *place += stats.total.chars;
            }
            next.push((start + stats.own.chars, depth + 1));
            let heading = document.section_heading(section);
            cells.push(IcicleCell {
                name: heading.map_or(self.text.before_first, |heading| heading.text.as_str()),
                marker: heading.and_then(|heading| heading.marker.as_deref()),
                depth,
                start: ratio(start, whole),
                width: ratio(stats.total.chars, whole),
            });
        }
        icicle(self.text.outline, self.lang, &cells)
    }

    /// How often each keyword occurs in each section.
    pub(super) fn heat_map(&self) -> Markup {
        let matrix = &self.analysis.matrix;
        // A word of the title or the summary alone stands in no section.
        let (words, keywords): (Vec<usize>, Vec<&str>) = matrix
            .keywords
            .iter()
            .enumerate()
            .filter(|&(row, _)| matrix.row(row).iter().any(|&count| count > 0))
            .map(|(row, keyword)| (row, keyword.as_str()))
            .unzip();
        let rows: Vec<(u8, Markup, Vec<u32>)> = matrix
            .sections
            .iter()
            .enumerate()
            .filter(|&(column, _)| {
                // A section without any of the words says nothing here.
                words
                    .iter()
                    .any(|&row| matrix.row(row).get(column).is_some_and(|&count| count > 0))
            })
            .take(HEAT_SECTIONS)
            .map(|(column, &section)| {
                let section = section as usize;
                let counts = words
                    .iter()
                    .map(|&row| matrix.row(row).get(column).copied().unwrap_or(0));
                (
                    self.level(section),
                    self.section_link(section),
                    counts.collect(),
                )
            })
            .collect();
        html! {
            (heat_map(self.text.heat_map, self.text.section, self.lang, &keywords, &rows))
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
