//! The strings of a document beside its text.

use wenmai_model::{Analysis, Document, Finding, FindingKind};

use crate::privacy::Detector;
use crate::privacy::discovery::Discovery;
use crate::privacy::known::KnownData;
use crate::privacy::placeholder::Placeholders;

/// Replaces personal data in strings: those that are known from the text, and those that a string shows by itself.
pub(super) struct Strings<'a> {
    detector: &'a Detector,
    placeholders: Placeholders,
    known: KnownData,
}

impl<'a> Strings<'a> {
    pub(super) const fn new(
        detector: &'a Detector,
        placeholders: Placeholders,
        known: KnownData,
    ) -> Self {
        Self {
            detector,
            placeholders,
            known,
        }
    }

    /// Whether `string` has changed.
    fn redact(&mut self, string: &mut String) -> bool {
        if string.is_empty() {
            return false;
        }
        let mut discovery = Discovery::new(string, &[]);
        discovery.search_known(&self.known);
        for _ in 0..super::MOST_ROUNDS {
            if !discovery.search(self.detector) {
                break;
            }
        }
        if discovery.found.is_empty() {
            return false;
        }
        *string = discovery.redaction(&mut self.placeholders).text;
        true
    }

    fn redact_option(&mut self, string: &mut Option<String>) -> bool {
        string.as_mut().is_some_and(|string| self.redact(string))
    }

    fn redact_all<'s>(&mut self, strings: impl IntoIterator<Item = &'s mut String>) {
        for string in strings {
            self.redact(string);
        }
    }

    /// Values of privacy findings are masked by whoever shows them.
    fn redact_findings(&mut self, findings: &mut [Finding]) {
        for finding in findings {
            self.redact(&mut finding.message);
            self.redact_option(&mut finding.fix);
            if finding.kind != FindingKind::Privacy {
                self.redact_option(&mut finding.value);
            }
        }
    }
}

/// Replaces personal data in all strings of `document` but its text, which has placeholders already.
pub(super) fn redact_strings(document: &mut Document, strings: &mut Strings<'_>) {
    // All fields are named, so that a new one is not forgotten.
    let Document {
        schema_version: _,
        id,
        kind: _,
        url,
        source,
        capture: _,
        page_type: _,
        confidence: _,
        metadata,
        text: _,
        source_map: _,
        outline,
        sections: _,
        blocks: _,
        layouts,
        marks,
        posts,
        images,
        cards,
        boilerplate: _,
        references,
        signals,
        findings,
    } = document;
    strings.redact_option(&mut metadata.title);
    strings.redact_option(&mut metadata.summary);
    for heading in outline {
        strings.redact(&mut heading.text);
        strings.redact_option(&mut heading.marker);
    }
    for card in cards {
        strings.redact(&mut card.title);
        strings.redact_all([&mut card.url, &mut card.author].into_iter().flatten());
        strings.redact_all(&mut card.tags);
        strings.redact_all([&mut card.age, &mut card.date_stamp].into_iter().flatten());
        strings.redact_option(&mut card.excerpt);
        if strings.redact_option(&mut card.counters_raw) {
            (card.views, card.comments) = (None, None);
        }
    }
    for post in posts {
        let fields = [&mut post.author, &mut post.time, &mut post.published];
        strings.redact_all(fields.into_iter().flatten());
    }
    for image in images {
        strings.redact(&mut image.src);
        strings.redact_option(&mut image.alt);
    }
    strings.redact_all(marks.iter_mut().filter_map(|mark| mark.target.as_mut()));
    strings.redact_all(references.iter_mut().map(|reference| &mut reference.target));
    strings.redact_all(
        layouts
            .iter_mut()
            .filter_map(|layout| layout.language.as_mut()),
    );
    strings.redact_all(&mut metadata.authors);
    strings.redact_all(&mut metadata.tags);
    strings.redact_all(&mut metadata.keywords);
    let fields = [
        &mut metadata.site,
        &mut metadata.canonical_url,
        &mut metadata.published,
        &mut metadata.modified,
    ];
    strings.redact_all(fields.into_iter().flatten());
    strings.redact_all([id, &mut source.input]);
    strings.redact_option(url);
    for signal in signals {
        strings.redact_all([&mut signal.name, &mut signal.value]);
        strings.redact_option(&mut signal.media_type);
    }
    strings.redact_findings(findings);
}

/// Replaces personal data in the findings and the rights of `analysis`.
pub(super) fn redact_analysis_strings(analysis: &mut Analysis, strings: &mut Strings<'_>) {
    strings.redact_findings(&mut analysis.findings);
    if let Some(rights) = &mut analysis.rights {
        strings.redact_option(&mut rights.licence);
        for statement in &mut rights.statements {
            strings.redact(&mut statement.value);
            strings.redact_option(&mut statement.parsed);
        }
    }
}
