//! Personal data within what is said of something else.

use wenmai_model::{Finding, FindingKind, SourceSpan};

/// Where personal data stand in the source, in order.
#[derive(Debug)]
pub(super) struct PersonalPlaces {
    places: Vec<SourceSpan>,
}

impl PersonalPlaces {
    /// Those of the privacy findings; `places` are those of the findings.
    pub(super) fn new(findings: &[&Finding], places: &[Option<SourceSpan>]) -> Self {
        let private = findings
            .iter()
            .zip(places)
            .filter_map(|(finding, place)| place.filter(|_| finding.kind == FindingKind::Privacy));
        let mut places: Vec<_> = private.collect();
        places.sort_unstable();
        Self { places }
    }

    /// Whether `place` touches one of them: one detector gives no two that overlap, so that those are a run.
    pub(super) fn touch(&self, place: SourceSpan) -> bool {
        let first = self.places.partition_point(|at| at.end <= place.start);
        self.places
            .get(first)
            .is_some_and(|at| at.start < place.end)
    }
}
