//! Findings with their places, and the checks that found nothing.

use std::cmp::Reverse;

use maud::{Markup, html};
use wenmai_model::{Finding, Span};

use super::{Page, ROWS};
use crate::article::article_text;
use crate::record::finding_record;
use crate::report::checks::passed;
use crate::report::frame::{PageText, Shortened, count};
use crate::report::summary::all_findings;

impl Page<'_> {
    /// Findings, worst first; then what was looked for and not found, folded.
    pub(super) fn findings(&self) -> Markup {
        let mut findings: Vec<&Finding> = all_findings(self.document, self.analysis).collect();
        findings.sort_by_key(|finding| Reverse(finding.severity));
        let article = article_text(self.document);
        html! {
            @if findings.is_empty() { p.good { (self.text.no_findings) } }
            @else {
                ul.findings {
                    @for finding in findings.iter().take(ROWS) {
                        @let record = finding_record(self.document, &article, finding);
                        li class=(finding.severity.as_str()) {
                            p {
                                b.chip { (self.text.severity_name(finding.severity)) }
                                " " (PageText(&self.text.sentence(&finding.message))) " "
                                @if let Some(span) = finding.span { (self.place(span)) }
                            }
                            @if let Some(value) = &record.value {
                                p.quoted lang=[self.lang] { (Shortened(value, 160)) }
                            }
                            @if let Some(fix) = &finding.fix { p.note { (self.text.fix) (self.text.colon) (PageText(&self.text.sentence(fix))) } }
                            p.note { (self.text.finding_kind(finding.kind)) " · " code { (finding.code) } }
                        }
                    }
                }
            }
            (self.omitted(findings.len(), ROWS))
            (self.passed(&findings))
        }
    }

    fn passed(&self, findings: &[&Finding]) -> Markup {
        let passed = passed(
            self.document.kind,
            &findings.iter().map(|f| f.code.as_ref()),
        );
        html! {
            details.passed {
                summary { (self.text.passed(&count(passed.len() as u64))) }
                ul { @for check in &passed { li { (check.name(self.text)) } } }
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
