//! Findings with their places, and the checks that found nothing.

use std::cmp::Reverse;

use maud::{Markup, html};
use wenmai_model::{Finding, FindingKind, Span};

use super::{Page, ROWS};
use crate::ArticleText;
use crate::article::article_text;
use crate::record::finding_record;
use crate::report::checks::passed;
use crate::report::frame::{PageText, Shortened, count, within};
use crate::report::groups::alike;
use crate::report::summary::all_findings;

/// So many places of findings that say the same are shown,
const PLACES: usize = 12;
/// and all findings take so many bytes.
const FINDING_BYTES: usize = 45_000;

impl Page<'_> {
    /// Findings, worst first, those that say the same of several places together; then what was looked for and not found, folded.
    pub(super) fn findings(&self) -> Markup {
        let mut findings: Vec<&Finding> = all_findings(self.document, self.analysis).collect();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        let article = article_text(self.document);
        let alike = alike(findings.iter().copied(), |finding| {
            let kind = (finding.severity, finding.kind, finding.code.as_ref());
            (kind, finding.message.as_str(), finding.fix.as_deref())
        });
        let rows = alike.iter().take(ROWS);
        let rows = rows.filter_map(|findings| self.finding(findings, &article));
        let rows = within(rows, FINDING_BYTES);
        html! {
            @if rows.is_empty() { p.good { (self.text.no_findings) } }
            @else { ul.findings { @for row in &rows { (row) } } }
            (self.omitted(alike.len(), rows.len()))
            (self.passed(&findings))
        }
    }

    /// Findings that say the same, with their places.
    fn finding(&self, findings: &[&Finding], article: &ArticleText) -> Option<Markup> {
        let (finding, others) = findings.split_first()?;
        let place =
            |finding: &Finding| html! { @if let Some(span) = finding.span { (self.place(span)) } };
        let value = |finding: &Finding| finding_record(self.document, article, finding).value;
        Some(html! {
            li class=(finding.severity.as_str()) {
                p {
                    b.chip { (self.text.severity_name(finding.severity)) }
                    " " (PageText(&self.text.sentence(&finding.message))) " "
                    @if others.is_empty() { (place(finding)) } @else { "× " (count(findings.len() as u64)) }
                }
                @if !others.is_empty() {
                    ul.quoted lang=[self.lang] {
                        @for finding in findings.iter().take(PLACES) {
                            li { @if let Some(value) = value(finding) { (Shortened(&value, 80)) " " } (place(finding)) }
                        }
                    }
                    (self.omitted(findings.len(), PLACES))
                } @else if let Some(value) = value(finding) {
                    p.quoted lang=[self.lang] { (Shortened(&value, 160)) }
                }
                @if let Some(fix) = &finding.fix { p.note { (self.text.fix) (self.text.colon) (PageText(&self.text.sentence(fix))) } }
                p.note { (self.text.finding_kind(finding.kind)) " · " code { (finding.code) } }
            }
        })
    }

    fn passed(&self, findings: &[&Finding]) -> Markup {
        let passed = passed(
            self.document.kind,
            &findings.iter().map(|f| f.code.as_ref()),
        );
        // One check for all kinds of personal data.
        let is_private_free = self.analysis.personal_data.is_empty()
            && !findings.iter().any(|f| f.kind == FindingKind::Privacy);
        html! {
            details.passed {
                summary { (self.text.passed(&count((passed.len() + usize::from(is_private_free)) as u64))) }
                ul {
                    @for check in &passed { li { (check.name(self.text)) } }
                    @if is_private_free { li { (self.text.no_personal_data) } }
                }
            }
        }
    }

    /// A link to the piece of the page that holds `span`.
    pub(super) fn place(&self, span: Span) -> Markup {
        let Some(anchor) = self.extraction.anchor(span) else {
            return html! {};
        };
        html! {
            a href={ "#" (anchor) } {
                @match self.extraction.line(span) {
                    Some(line) => (self.text.line_number(line)),
                    None => "→",
                }
            }
        }
    }
}
