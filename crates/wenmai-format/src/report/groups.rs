//! Findings of the same kind over all documents, and those that say the same of several places.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

use wenmai_model::{DocumentSummary, FindingKind, FindingRecord, Report, Severity};

/// Findings of one kind, code and severity.
pub(super) struct Group<'a> {
    pub(super) first: &'a FindingRecord,
    pub(super) occurrences: u64,
    /// Documents with their first finding of this kind, in input order.
    pub(super) documents: Vec<(&'a DocumentSummary, &'a FindingRecord)>,
}

/// Worst first, then by number of documents, kind and code.
pub(super) fn groups(report: &Report) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<(Reverse<Severity>, FindingKind, &str), Group<'_>> = BTreeMap::new();
    for document in &report.documents {
        for finding in &document.findings {
            let key = (
                Reverse(finding.severity),
                finding.kind,
                finding.code.as_str(),
            );
            let group = groups.entry(key).or_insert_with(|| Group {
                first: finding,
                occurrences: 0,
                documents: Vec::new(),
            });
            group.occurrences += 1;
            let is_same = |(last, _): &(&DocumentSummary, _)| std::ptr::eq(*last, document);
            if !group.documents.last().is_some_and(is_same) {
                group.documents.push((document, finding));
            }
        }
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    // The sort keeps the order of kinds and codes.
    groups.sort_by_key(|group| {
        (
            Reverse(group.first.severity),
            Reverse(group.documents.len()),
        )
    });
    groups
}

/// Items with the same key together, in the order of the first ones.
pub(super) fn alike<'a, T, K: Hash + Eq>(
    items: impl Iterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Vec<Vec<&'a T>> {
    let mut groups: Vec<Vec<&T>> = Vec::new();
    let mut places: HashMap<K, usize> = HashMap::new();
    for item in items {
        let place = *places.entry(key(item)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}
