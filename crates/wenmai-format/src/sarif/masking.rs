//! Personal data within what is said of something else.

use wenmai_model::{Finding, FindingKind, SourceSpan};

use crate::record::mask;

/// Where personal data stand in the source, in order, and what they are.
#[derive(Debug)]
pub(super) struct PersonalPlaces<'a> {
    places: Vec<(SourceSpan, &'a str)>,
}

impl<'a> PersonalPlaces<'a> {
    /// Those of the privacy findings; `places` are those of the findings.
    pub(super) fn new(findings: &[&'a Finding], places: &[Option<SourceSpan>]) -> Self {
        let private = findings.iter().zip(places).filter_map(|(finding, place)| {
            let value = finding.value.as_deref().unwrap_or_default();
            (finding.kind == FindingKind::Privacy).then_some((place.as_ref().copied()?, value))
        });
        let mut places: Vec<_> = private.collect();
        places.sort_unstable();
        Self { places }
    }

    /// The data that `place` touches: one detector gives no two that overlap, so that they are a run.
    pub(super) fn within(&self, place: SourceSpan) -> &[(SourceSpan, &'a str)] {
        let first = self.places.partition_point(|(at, _)| at.end <= place.start);
        let behind = self.places.partition_point(|(at, _)| at.start < place.end);
        self.places.get(first..behind).unwrap_or_default()
    }
}

/// Masks personal data.
pub(super) trait Masked {
    /// `text` with these data masked where they stand as they were written.
    fn masked(&self, text: &str) -> String;
}

impl Masked for [(SourceSpan, &str)] {
    fn masked(&self, text: &str) -> String {
        let values = self.iter().filter(|(_, value)| !value.is_empty());
        values.fold(text.to_owned(), |text, (_, value)| {
            if text.contains(value) {
                text.replace(value, &mask(value))
            } else {
                text
            }
        })
    }
}
