//! What the pages of a corpus say about their use, and the personal data in them, over all documents.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use wenmai_model::{
    DocumentSummary, FindingKind, Report, RightsCode, RightsDecision, RightsEffect, RightsUse,
    Severity,
};

/// The effects in the order of the report's columns.
pub(super) const EFFECTS: [RightsEffect; 4] = [
    RightsEffect::Allow,
    RightsEffect::Conditional,
    RightsEffect::Deny,
    RightsEffect::Unclear,
];

/// Documents in input order.
pub(super) type Documents<'a> = Vec<&'a DocumentSummary>;

/// A report by what stands in its documents; each list has its documents.
pub(super) struct Overview<'a> {
    /// Uses that a document says something of, in the order of [`RightsUse`].
    pub(super) uses: Vec<UseOverview<'a>>,
    /// Licences, those of most documents first.
    pub(super) licences: Vec<(&'a str, Documents<'a>)>,
    /// Conventions of the statements, those of most documents first.
    pub(super) conventions: Vec<(RightsCode, Documents<'a>)>,
    /// Kinds of personal data, the worst first.
    pub(super) personal_data: Vec<PersonalDataOverview<'a>>,
}

/// What documents say of one use.
pub(super) struct UseOverview<'a> {
    pub(super) usage: RightsUse,
    /// Parallel to [`EFFECTS`].
    pub(super) effects: [Documents<'a>; EFFECTS.len()],
    /// Documents whose statements contradict each other.
    pub(super) contradicted: Documents<'a>,
    /// Number of documents that say nothing of it.
    pub(super) silent: u64,
}

impl UseOverview<'_> {
    /// Number of documents for each of [`EFFECTS`], then of those that say nothing.
    pub(super) fn counts(&self) -> [u64; EFFECTS.len() + 1] {
        let [allow, conditional, deny, unclear] = self
            .effects
            .each_ref()
            .map(|documents| documents.len() as u64);
        [allow, conditional, deny, unclear, self.silent]
    }
}

/// Personal data of one kind.
pub(super) struct PersonalDataOverview<'a> {
    pub(super) code: &'a str,
    pub(super) severity: Severity,
    pub(super) occurrences: u64,
    pub(super) documents: Documents<'a>,
}

/// The place of `effect` in [`EFFECTS`].
pub(super) const fn column(effect: RightsEffect) -> usize {
    match effect {
        RightsEffect::Allow => 0,
        RightsEffect::Conditional => 1,
        RightsEffect::Deny => 2,
        RightsEffect::Unclear => 3,
    }
}

/// In linear time, but for sorting what is found.
pub(super) fn overview(report: &Report) -> Overview<'_> {
    let mut uses: BTreeMap<RightsUse, UseOverview<'_>> = BTreeMap::new();
    let mut licences: BTreeMap<&str, Documents<'_>> = BTreeMap::new();
    let mut conventions: BTreeMap<RightsCode, Documents<'_>> = BTreeMap::new();
    for document in &report.documents {
        let Some(rights) = &document.rights else {
            continue;
        };
        for &RightsDecision {
            usage,
            effect,
            is_contradicted,
            ..
        } in &rights.decisions
        {
            let of_use = uses.entry(usage).or_insert_with(|| UseOverview {
                usage,
                effects: Default::default(),
                contradicted: Vec::new(),
                silent: 0,
            });
            if let Some(documents) = of_use.effects.get_mut(column(effect)) {
                add(documents, document);
            }
            if is_contradicted {
                add(&mut of_use.contradicted, document);
            }
        }
        if let Some(licence) = &rights.licence {
            add(licences.entry(licence).or_default(), document);
        }
        for statement in &rights.statements {
            add(conventions.entry(statement.code).or_default(), document);
        }
    }
    let n_documents = report.documents.len() as u64;
    let mut uses: Vec<_> = uses.into_values().collect();
    for of_use in &mut uses {
        let said: u64 = of_use.counts().iter().sum();
        of_use.silent = n_documents.saturating_sub(said);
    }
    let mut licences: Vec<_> = licences.into_iter().collect();
    licences.sort_by_key(|(_, documents)| Reverse(documents.len()));
    let mut conventions: Vec<_> = conventions.into_iter().collect();
    conventions.sort_by_key(|(_, documents)| Reverse(documents.len()));
    Overview {
        uses,
        licences,
        conventions,
        personal_data: personal_data(report),
    }
}

fn personal_data(report: &Report) -> Vec<PersonalDataOverview<'_>> {
    let mut kinds: BTreeMap<&str, PersonalDataOverview<'_>> = BTreeMap::new();
    for document in &report.documents {
        for (code, &occurrences) in &document.personal_data {
            let kind = kinds.entry(code).or_insert_with(|| PersonalDataOverview {
                code,
                severity: Severity::Info,
                occurrences: 0,
                documents: Vec::new(),
            });
            kind.occurrences += u64::from(occurrences);
            kind.documents.push(document);
        }
        let private = document.findings.iter();
        for finding in private.filter(|finding| finding.kind == FindingKind::Privacy) {
            if let Some(kind) = kinds.get_mut(finding.code.as_str()) {
                kind.severity = kind.severity.max(finding.severity);
            }
        }
    }
    let mut kinds: Vec<_> = kinds.into_values().collect();
    // The sort keeps the order of codes.
    kinds.sort_by_key(|kind| (Reverse(kind.severity), Reverse(kind.documents.len())));
    kinds
}

/// Once, however often it says so.
fn add<'a>(documents: &mut Documents<'a>, document: &'a DocumentSummary) {
    if !documents
        .last()
        .is_some_and(|last| std::ptr::eq(*last, document))
    {
        documents.push(document);
    }
}
