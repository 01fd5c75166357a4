use rustc_hash::FxHashMap;
use wenmai_model::{Finding, FindingKind, Heading, Severity};

/// So many findings of one code are listed; the last says how many there are beside them.
pub(super) const MAX_PER_CODE: usize = 20;
/// So many characters of a heading are quoted.
const MAX_QUOTED_CHARS: usize = 60;

/// Least confidence of a heading that something is said about: below it the line may be text, and nothing be wrong.
const MIN_CONFIDENCE: f32 = 0.6;

/// What is wrong, how much it matters, what to do about it.
pub(super) struct Rule {
    pub(super) code: &'static str,
    pub(super) severity: Severity,
    pub(super) fix: &'static str,
}

/// Takes findings about headings and keeps a bounded number of each code.
#[derive(Default)]
pub(super) struct Collector {
    findings: Vec<Finding>,
    counts: FxHashMap<&'static str, usize>,
}

impl Collector {
    /// Adds a finding at `heading`, unless that is hardly one; `message` is made only when it is kept.
    pub(super) fn add(&mut self, rule: &Rule, heading: &Heading, message: impl FnOnce() -> String) {
        if heading.confidence < MIN_CONFIDENCE {
            return;
        }
        let count = self.counts.entry(rule.code).or_default();
        *count += 1;
        if *count > MAX_PER_CODE {
            return;
        }
        self.findings.push(Finding {
            kind: FindingKind::Structure,
            code: rule.code.into(),
            severity: rule.severity,
            message: message(),
            fix: Some(rule.fix.into()),
            span: Some(heading.span),
            source_span: None,
            value: Some(heading.text.clone()),
        });
    }

    /// The findings, those of one code in the order in which they came.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        for finding in self.findings.iter_mut().rev() {
            let count = self.counts.remove(finding.code.as_ref()).unwrap_or(0);
            let more = count.saturating_sub(MAX_PER_CODE);
            if more > 0 {
                finding.message = format!(
                    "{}; {more} more of this kind are not listed",
                    finding.message
                );
            }
        }
        self.findings
    }
}

/// A heading in quotation marks, long ones shortened.
pub(super) fn quoted(heading: &Heading) -> String {
    let text = heading.text.as_str();
    match text.char_indices().nth(MAX_QUOTED_CHARS) {
        Some((end, _)) => format!("\"{}…\"", text.get(..end).unwrap_or(text)),
        None => format!("\"{text}\""),
    }
}
