//! The tree of headings: sections with one child, sections without a parent, headings without a number.

use wenmai_model::{Document, Heading, SectionRole, Severity};

use super::{Found, Rule, is_sure, quoted, thresholds::Thresholds};

const SINGLE_CHILD: Rule = Rule {
    code: "single_child",
    severity: Severity::Info,
    fix: "join the only subsection with its section, or divide the section in two",
};
const ORPHAN: Rule = Rule {
    code: "orphan_section",
    severity: Severity::Info,
    fix: "add the heading that it belongs under, or raise its tag",
};
const UNNUMBERED: Rule = Rule {
    code: "missing_number",
    severity: Severity::Info,
    fix: "number the heading as those beside it",
};

pub(super) fn check(document: &Document, thresholds: &Thresholds, found: &mut Found) {
    orphan(document, found);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); document.sections.len()];
    for (at, section) in document.sections.iter().enumerate().skip(1) {
        // Top sections stand together below section 0, which is none of theirs.
        let parent = section.parent.map_or(0, |parent| parent as usize);
        if let Some(children) = children.get_mut(parent) {
            children.push(at);
        }
    }
    for (at, children) in children.iter().enumerate() {
        let siblings: Vec<&Heading> = children
            .iter()
            .filter_map(|child| heading(document, *child))
            .collect();
        if let (Some(parent), [child]) = (heading(document, at), siblings.as_slice()) {
            single_child(document, parent, child, found);
        }
        unnumbered(document, children, &siblings, thresholds, found);
    }
}

fn heading(document: &Document, section: usize) -> Option<&Heading> {
    document.section_heading(document.sections.get(section)?)
}

/// A section that is divided has at least two parts (as ISO 2145 and the guides of style have it).
fn single_child(document: &Document, parent: &Heading, child: &Heading, found: &mut Found) {
    // Numbers say that a division is meant; a heading without may be a remark, one below a heading without the first of a list.
    let is_first = child.number.last() == Some(&1) && !parent.number.is_empty();
    if is_first && is_sure(parent) && is_sure(child) {
        found.add(document, &SINGLE_CHILD, Some(child.span), || {
            format!(
                "{} is the only subsection of {}",
                quoted(&child.text),
                quoted(&parent.text)
            )
        });
    }
}

/// The page begins with headings whose tags are deeper than that of a heading further down.
fn orphan(document: &Document, found: &mut Found) {
    let Some(first) = document.outline.first() else {
        return;
    };
    let Some(tag) = first.tag_level else { return };
    let mut above = document
        .outline
        .iter()
        .filter(|heading| heading.level == 1 && is_sure(heading));
    let higher = above.find(|heading| heading.tag_level.is_some_and(|other| other < tag));
    if let Some(higher) = higher.filter(|_| is_sure(first)) {
        found.add(document, &ORPHAN, Some(first.span), || {
            format!(
                "{} has a tag of level {tag}, and no heading above it; the first of a higher level, {}, comes later",
                quoted(&first.text),
                quoted(&higher.text)
            )
        });
    }
}

/// One heading without a number between others that have one.
fn unnumbered(
    document: &Document,
    sections: &[usize],
    siblings: &[&Heading],
    thresholds: &Thresholds,
    found: &mut Found,
) {
    let is_numbered = |heading: &Heading| heading.marker.is_some() && !heading.number.is_empty();
    let numbered = siblings
        .iter()
        .filter(|heading| is_numbered(heading))
        .count();
    let bare = siblings.len() - numbered;
    if bare == 0
        || sections.len() != siblings.len()
        || numbered < thresholds.least_numbered_siblings.max(3 * bare)
    {
        return;
    }
    for (at, window) in siblings.windows(3).enumerate() {
        let ([before, heading, after], Some(section)) = (window, sections.get(at + 1)) else {
            continue;
        };
        if is_numbered(heading) || !is_numbered(before) || !is_numbered(after) || !is_sure(heading)
        {
            continue;
        }
        let role = document
            .sections
            .get(*section)
            .and_then(|section| section.role);
        // These stand beside numbered sections, wherever they are.
        let is_apart = matches!(
            role,
            Some(
                SectionRole::Introduction
                    | SectionRole::Conclusion
                    | SectionRole::References
                    | SectionRole::Acknowledgments
                    | SectionRole::Appendix
                    | SectionRole::Faq
            )
        );
        // The numbers must leave it out: `1`, none, `3` is a number that parsing reports.
        let goes_on = before
            .number
            .last()
            .zip(after.number.last())
            .is_some_and(|(before, after)| before + 1 == *after);
        if goes_on && !is_apart {
            found.add(document, &UNNUMBERED, Some(heading.span), || {
                format!(
                    "{} has no number, and {} headings beside it have one",
                    quoted(&heading.text),
                    numbered
                )
            });
        }
    }
}
