use wenmai_model::{CappedFindings, Finding, FindingKind, Heading, Severity};

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
pub(super) struct Collector(CappedFindings);

impl Collector {
    /// Adds a finding at `heading`, unless that is hardly one; `message` is made only when it is kept.
    pub(super) fn add(&mut self, rule: &Rule, heading: &Heading, message: impl FnOnce() -> String) {
        if heading.confidence < MIN_CONFIDENCE {
            return;
        }
        self.0.push(rule.code, || Finding {
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

    /// The findings, in the order in which they came.
    pub(super) fn finish(self) -> Vec<Finding> {
        self.0.finish()
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
