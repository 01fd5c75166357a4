//! The documents that get a page of their own.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use rayon::prelude::*;
use wenmai::format::report::{ReportOptions, ReportPage, write_report_page};
use wenmai::io::FileNames;
use wenmai::model::{DocumentSummary, LineExplanation};
use wenmai::{Document, Page, PageKind, ParseOptions, Processed, explain};

use crate::exit::Stop;
use crate::output::{to_bytes, write_file};
use crate::run::Run;

/// So many pages are rendered at once before they are written.
const PAGES_AT_ONCE: usize = 64;

/// The documents with most findings, and of these the first; all others are let go as they come, so that a corpus of any size
/// fits into memory.
pub(super) struct OwnPages {
    most: usize,
    /// By number of findings and place in the input, so that the first is the one to let go.
    kept: BTreeMap<(usize, Reverse<usize>), (Processed, Vec<LineExplanation>)>,
}

impl OwnPages {
    /// Keeps at most so many documents.
    pub(super) const fn new(most: usize) -> Self {
        Self {
            most,
            kept: BTreeMap::new(),
        }
    }

    /// Takes in the document at `index` of the input, and why its lines are what they are.
    pub(super) fn add(&mut self, index: usize, processed: Processed, lines: Vec<LineExplanation>) {
        let findings = processed.document.findings.len() + processed.analysis.findings.len();
        self.kept
            .insert((findings, Reverse(index)), (processed, lines));
        if self.kept.len() > self.most {
            self.kept.pop_first();
        }
    }

    /// Names the pages of `documents` in their order, and writes them below `folder`.
    pub(super) fn write(
        self,
        run: &Run<'_>,
        folder: &Path,
        documents: &mut [DocumentSummary],
        options: ReportOptions,
    ) -> Result<(), Stop> {
        let kept = self.kept.into_iter();
        let mut kept: Vec<_> = kept
            .map(|((_, Reverse(index)), page)| (index, page))
            .collect();
        kept.sort_by_key(|&(index, _)| index);
        let mut names = FileNames::default();
        for chunk in kept.chunks(PAGES_AT_ONCE) {
            let rendered: Vec<Vec<u8>> = run.pool.install(|| {
                let pages = chunk.par_iter();
                pages
                    .map(|(_, (processed, lines))| rendered(run, processed, lines, options))
                    .collect()
            });
            for ((index, (processed, _)), html) in chunk.iter().zip(rendered) {
                let name = format!("pages/{}.html", names.name(&processed.document.id));
                write_file(&folder.join(&name), |file| file.write_all(&html))?;
                if let Some(document) = documents.get_mut(*index) {
                    document.page = Some(name);
                }
            }
        }
        Ok(())
    }
}

/// The page of one document.
fn rendered(
    run: &Run<'_>,
    Processed { document, analysis }: &Processed,
    lines: &[LineExplanation],
    options: ReportOptions,
) -> Vec<u8> {
    let lines = match document.kind {
        PageKind::Text => Cow::Owned(reasons_of(document, &run.parse)),
        _ => Cow::Borrowed(lines),
    };
    let page = ReportPage {
        document,
        analysis,
        lines: &lines,
    };
    to_bytes(|writer| write_report_page(&page, &options, writer))
}

/// Why the lines of a text page are what they are, from its text alone.
fn reasons_of(document: &Document, options: &ParseOptions) -> Vec<LineExplanation> {
    let page = Page {
        id: document.id.clone(),
        url: document.url.clone(),
        kind: Some(PageKind::Text),
        body: document.text.clone().into_bytes(),
        charset: Some("utf-8".into()),
        is_charset_certain: true,
        ..Page::default()
    };
    explain(&page, options).lines
}

#[cfg(test)]
mod tests {
    use wenmai::model::{Analysis, Finding, FindingKind, Severity};

    use super::*;

    #[test]
    fn those_with_most_findings_are_kept_and_no_more() {
        let finding = Finding {
            kind: FindingKind::Parse,
            code: "odd".into(),
            severity: Severity::Info,
            message: String::new(),
            fix: None,
            span: None,
            source_span: None,
            value: None,
        };
        let processed = |findings: usize| Processed {
            document: Document {
                findings: vec![finding.clone(); findings],
                ..Document::default()
            },
            analysis: Analysis::default(),
        };
        let kept = |most: usize| {
            let mut pages = OwnPages::new(most);
            for (index, findings) in [1, 0, 1, 3, 1].into_iter().enumerate() {
                pages.add(index, processed(findings), Vec::new());
                assert!(pages.kept.len() <= most);
            }
            let mut kept: Vec<usize> = pages.kept.keys().map(|key| key.1.0).collect();
            kept.sort_unstable();
            kept
        };
        assert_eq!(kept(0), [] as [usize; 0]);
        assert_eq!(kept(2), [0, 3]);
        assert_eq!(kept(3), [0, 2, 3]);
        assert_eq!(kept(9), [0, 1, 2, 3, 4]);
    }
}
