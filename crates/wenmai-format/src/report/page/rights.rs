//! What the page and its site say about its use, and how much personal data stands in it.

use maud::{Markup, html};
use wenmai_model::{
    Rights, RightsCode, RightsDecision, RightsEffect, RightsStatement, SourceSpan, Span,
};

use super::Page;
use crate::masked::PersonalData;
use crate::report::frame::{PageText, Shortened, count, scroller, within};
use crate::report::rights::column;
use crate::report::summary::all_findings;

/// The rows of statements take so many bytes.
const STATEMENT_BYTES: usize = 30_000;
/// So many statements that contradict a decision are named.
const CONTRADICTIONS: usize = 8;

impl Page<'_> {
    pub(super) fn has_rights(&self) -> bool {
        self.analysis.rights.is_some() || !self.analysis.personal_data.is_empty()
    }

    /// Decisions, the statements that they come from, and counts of personal data, whose findings have places and masked values.
    pub(super) fn rights(&self) -> Markup {
        html! {
            div.said {
                @match &self.analysis.rights {
                    Some(rights) => (self.said(rights)),
                    None => p { (self.text.nothing_said_here) },
                }
                @if !self.analysis.personal_data.is_empty() {
                    h3 { (self.text.personal_data) }
                    table.decisions {
                        thead { tr { th { (self.text.kind) } th.n { (self.text.places) } } }
                        tbody { @for (code, number) in &self.analysis.personal_data { tr {
                            th { a href="#findings" { (Shortened(self.text.personal_data_name(code), 80)) } }
                            td.n { (count(*number)) }
                        } } }
                    }
                }
            }
        }
    }

    fn said(&self, rights: &Rights) -> Markup {
        let text = self.text;
        let data = PersonalData::of(all_findings(self.document, self.analysis));
        let statements = rights.statements.iter().enumerate();
        let rows = statements.map(|(at, statement)| self.statement(rights, at, statement, &data));
        let rows = within(rows, STATEMENT_BYTES);
        let table = html! {
            table.statements {
                thead { tr {
                    th.n { "#" } th { (text.convention_column) } th { (text.says) } th { (text.effect_column) } th { (text.usage) }
                } }
                tbody { @for row in &rows { (row) } }
            }
        };
        html! {
            @if let Some(licence) = &rights.licence { p { (text.licence) (text.colon) b { (Shortened(&data.masked(licence), 160)) } } }
            @if !rights.decisions.is_empty() {
                table.decisions {
                    thead { tr { th { (text.usage) } th { (text.effect_column) } th { (text.decided_by) } th {} } }
                    tbody { @for decision in &rights.decisions { (self.decision(rights, *decision, rows.len())) } }
                }
            }
            h3 { (text.statements) }
            p.note { (text.statements_note) }
            (scroller(text.statements, &table))
            (self.omitted(rights.statements.len(), rows.len()))
        }
    }

    fn decision(&self, rights: &Rights, decision: RightsDecision, shown: usize) -> Markup {
        // Of licences of one family two that differ contradict each other, too, with one effect.
        let winner = rights.statements.get(decision.by as usize);
        let is_other_licence = |other: &RightsStatement| {
            other.code == RightsCode::CreativeCommons
                && winner.is_some_and(|winner| {
                    winner.code == other.code && winner.parsed != other.parsed
                })
        };
        let others = rights.statements.iter().enumerate();
        let others = others.filter(|(_, statement)| {
            statement.effect != RightsEffect::Unclear
                && statement.uses.contains(&decision.usage)
                && (statement.effect != decision.effect || is_other_licence(statement))
        });
        html! {
            tr {
                th { (self.text.usage_name(decision.usage)) }
                td { (self.effect(decision.effect)) }
                td { (number(decision.by as usize, shown)) }
                td { @if decision.is_contradicted {
                    span.unsure { "⚠ " (self.text.contradicted_by) }
                    @for (at, _) in others.take(CONTRADICTIONS) { " " (number(at, shown)) }
                } }
            }
        }
    }

    fn statement(
        &self,
        rights: &Rights,
        at: usize,
        statement: &RightsStatement,
        data: &PersonalData<'_>,
    ) -> Markup {
        let text = self.text;
        let decides = |usage| {
            let mut decisions = rights.decisions.iter();
            decisions.any(|decision| decision.usage == usage && decision.by as usize == at)
        };
        html! {
            tr #{ "s" (at + 1) } {
                td.n { (at + 1) }
                th {
                    (text.convention(statement.code))
                    small { (text.signal_source(statement.source)) @if let Some(span) = statement.span { " · " (self.source_place(span)) } }
                }
                td {
                    q lang=[self.lang] { (Shortened(&data.masked(&statement.value), 200)) }
                    small { @match &statement.parsed {
                        Some(parsed) => { "→ " (PageText(&crate::visible::shortened(&data.masked(parsed), 160))) },
                        None => span.unsure { (text.unreadable) },
                    } }
                }
                td { (self.effect(statement.effect)) }
                td { ul { @for &usage in &statement.uses {
                    li { @if decides(usage) { b { "✓ " (text.usage_name(usage)) } } @else { span.zero { (text.usage_name(usage)) } } }
                } } }
            }
        }
    }

    fn effect(&self, effect: RightsEffect) -> Markup {
        html! { b class={ "e" (column(effect)) } { (self.text.effect(effect)) } }
    }

    /// A link to the piece of the page that shows what stands at `span` of the source, else the place in bytes.
    fn source_place(&self, span: SourceSpan) -> Markup {
        let shown = match &self.document.source_map {
            Some(map) => map.span(span),
            None => Span::new(span.start, span.end),
        };
        // What no text shows has its neighbor's place: that would say what is not so.
        let is_shown = shown.start < shown.end && self.document.source_span(shown) == span;
        if is_shown && self.extraction.anchor(shown).is_some() {
            return self.place(shown);
        }
        html! { (self.text.byte_place(&count(span.start))) }
    }
}

/// A link to the statement with this index, where it is shown.
fn number(at: usize, shown: usize) -> Markup {
    html! { @if at < shown { a href={ "#s" (at + 1) } { "#" (at + 1) } } @else { "#" (at + 1) } }
}
