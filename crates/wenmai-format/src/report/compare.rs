//! What changed between two reports.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use wenmai_model::{
    Comparison, DocumentSummary, FindingChange, FindingRecord, KeywordChange, Report, SectionChange,
};

/// What `new` says that `old` did not, and the other way round. In the order of `new`, then of `old`, where nothing else is
/// said; linear in both.
///
/// ```
/// use wenmai_format::report::compare_reports;
/// use wenmai_model::{Comparison, Report};
/// assert_eq!(compare_reports(&Report::default(), &Report::default()), Comparison::default());
/// ```
pub fn compare_reports(old: &Report, new: &Report) -> Comparison {
    let before: HashMap<&str, &DocumentSummary> = by_name(old);
    let after: HashMap<&str, &DocumentSummary> = by_name(new);
    let mut comparison = Comparison::default();
    for document in &new.documents {
        let older = before.get(document.id.as_str()).copied();
        let old_findings = older.map_or(&[][..], |older| &older.findings);
        let added = without(&document.findings, old_findings);
        comparison
            .new_findings
            .extend(added.map(|finding| finding_change(document, finding)));
        let Some(older) = older else {
            comparison.new_documents.push(document.id.clone());
            continue;
        };
        comparison.documents += 1;
        let fixed = without(&older.findings, &document.findings);
        comparison
            .fixed_findings
            .extend(fixed.map(|finding| finding_change(older, finding)));
        comparison.sections.extend(section_changes(older, document));
    }
    let gone = old
        .documents
        .iter()
        .filter(|document| !after.contains_key(document.id.as_str()));
    comparison
        .gone_documents
        .extend(gone.map(|document| document.id.clone()));
    for findings in [&mut comparison.new_findings, &mut comparison.fixed_findings] {
        findings.sort_by_key(|finding| Reverse(finding.severity));
    }
    comparison.sections.sort_by_key(|change| {
        Reverse(
            change
                .before
                .unwrap_or(0)
                .abs_diff(change.after.unwrap_or(0)),
        )
    });
    comparison.keywords = keyword_changes(old, new);
    comparison
}

fn by_name(report: &Report) -> HashMap<&str, &DocumentSummary> {
    // Names are unique within a run; of two alike the first counts.
    let documents = report.documents.iter().rev();
    documents
        .map(|document| (document.id.as_str(), document))
        .collect()
}

/// Those of `findings` that `others` does not hold, by code and value.
fn without<'a>(
    findings: &'a [FindingRecord],
    others: &'a [FindingRecord],
) -> impl Iterator<Item = &'a FindingRecord> {
    let key = |finding: &'a FindingRecord| (finding.code.as_str(), finding.value.as_deref());
    let others: HashSet<_> = others.iter().map(key).collect();
    findings
        .iter()
        .filter(move |finding| !others.contains(&key(finding)))
}

fn finding_change(document: &DocumentSummary, finding: &FindingRecord) -> FindingChange {
    FindingChange {
        document: document.id.clone(),
        kind: finding.kind,
        code: finding.code.clone(),
        severity: finding.severity,
        message: finding.message.clone(),
    }
}

/// Sections by their path, and which one it is of those with the same path.
fn sections(document: &DocumentSummary) -> Vec<((Vec<&str>, usize), u64)> {
    let mut path: Vec<(u8, &str)> = Vec::new();
    let mut seen: HashMap<Vec<&str>, usize> = HashMap::new();
    let outline = document.outline.iter().zip(&document.section_chars);
    outline
        .map(|(heading, &chars)| {
            while path
                .last()
                .is_some_and(|&(level, _)| level >= heading.level)
            {
                path.pop();
            }
            path.push((heading.level, heading.text.trim()));
            let path: Vec<&str> = path.iter().map(|&(_, text)| text).collect();
            let number = seen.entry(path.clone()).or_default();
            *number += 1;
            ((path, *number), chars)
        })
        .collect()
}

fn section_changes(old: &DocumentSummary, new: &DocumentSummary) -> Vec<SectionChange> {
    // A report of an older version knows no lengths of sections.
    if old.section_chars.len() != old.outline.len() {
        return Vec::new();
    }
    let (before, after) = (sections(old), sections(new));
    let old_chars: BTreeMap<_, u64> = before.iter().cloned().collect();
    let new_chars: BTreeMap<_, u64> = after.iter().cloned().collect();
    let change = |path: &[&str], before, after| SectionChange {
        document: new.id.clone(),
        path: path.iter().map(|&heading| heading.to_owned()).collect(),
        before,
        after,
    };
    // The section without a heading is there when it has text.
    let lead = match (old.lead_chars, new.lead_chars) {
        (Some(before), Some(after)) if before != after => {
            let there = |chars: u64| (chars > 0).then_some(chars);
            Some(change(&[], there(before), there(after)))
        }
        _ => None,
    };
    let changed = after.iter().filter_map(|(key, chars)| {
        let before = old_chars.get(key).copied();
        (before != Some(*chars)).then(|| change(&key.0, before, Some(*chars)))
    });
    let gone = before
        .iter()
        .filter(|(key, _)| !new_chars.contains_key(key))
        .map(|(key, chars)| change(&key.0, Some(*chars), None));
    lead.into_iter().chain(changed).chain(gone).collect()
}

fn keyword_changes(old: &Report, new: &Report) -> Vec<KeywordChange> {
    let ranks = |report: &'_ Report| -> Vec<(String, u32)> {
        (1..)
            .zip(&report.corpus.keywords)
            .map(|(rank, keyword)| (keyword.text.clone(), rank))
            .collect()
    };
    let (before, after) = (ranks(old), ranks(new));
    let old_ranks: HashMap<&str, u32> = before
        .iter()
        .map(|(text, rank)| (text.as_str(), *rank))
        .collect();
    let new_ranks: HashMap<&str, u32> = after
        .iter()
        .map(|(text, rank)| (text.as_str(), *rank))
        .collect();
    let moved = after.iter().filter_map(|(text, rank)| {
        let before = old_ranks.get(text.as_str()).copied();
        (before != Some(*rank)).then(|| KeywordChange {
            text: text.clone(),
            before,
            after: Some(*rank),
        })
    });
    let gone = before
        .iter()
        .filter(|(text, _)| !new_ranks.contains_key(text.as_str()))
        .map(|(text, rank)| KeywordChange {
            text: text.clone(),
            before: Some(*rank),
            after: None,
        });
    let mut changes: Vec<KeywordChange> = moved.chain(gone).collect();
    changes.sort_by_key(|change| {
        let best = change.before.into_iter().chain(change.after).min();
        (best, change.before.is_none(), change.text.clone())
    });
    changes
}
