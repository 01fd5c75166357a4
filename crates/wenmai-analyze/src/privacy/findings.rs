use wenmai_model::{Document, Finding, FindingKind, Span};

use super::{Detector, PersonalDataKind};

impl Detector {
    /// A finding for each personal datum in the text of `document`, boilerplate and cards included, in order. The value is the
    /// datum as it stands there; records mask it.
    pub fn findings(&self, document: &Document) -> Vec<Finding> {
        let found = self.find(&document.text).into_iter();
        let finding = |datum: super::PersonalDatum| {
            // Texts are below 4 GiB, as their spans are.
            let span = Span::new(
                u32::try_from(datum.start).ok()?,
                u32::try_from(datum.end).ok()?,
            );
            let value = document.text.get(datum.start..datum.end)?;
            Some(Finding {
                kind: FindingKind::Privacy,
                code: datum.kind.as_str().into(),
                severity: datum.severity,
                message: message(datum.kind, datum.confidence),
                fix: Some(fix(datum.kind).into()),
                span: Some(span),
                source_span: None,
                value: Some(value.to_owned()),
            })
        };
        found.filter_map(finding).collect()
    }
}

/// Below this confidence a person should look first.
const SURE: f32 = 0.9;

fn message(kind: PersonalDataKind, confidence: f32) -> String {
    let name = kind.english();
    if confidence < SURE {
        format!("{name} seems to stand here")
    } else {
        format!("{name} stands here")
    }
}

fn fix(kind: PersonalDataKind) -> &'static str {
    match kind {
        PersonalDataKind::Secret => "revoke it where it was given out, then remove it",
        _ => "remove it, or make sure that it may be published",
    }
}
