//! Findings about the tree of headings.

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{Document, Heading, Severity};
use wenmai_text::normalize::key_hash;

use super::collector::{Collector, Rule, quoted};
use crate::region::same_text;

const LEVEL_JUMP: Rule = Rule {
    code: "level_jump",
    severity: Severity::Warning,
    fix: "raise the tag of the heading, or add the heading in between",
};
const EMPTY: Rule = Rule {
    code: "empty_section",
    // Dumps lose pictures, and with them all that a section had.
    severity: Severity::Info,
    fix: "write the section, or take its heading out",
};
const DUPLICATE: Rule = Rule {
    code: "duplicate_heading",
    severity: Severity::Info,
    fix: "say in the headings what sets the sections apart, or join the sections",
};

/// Adds the findings about tags, empty sections and headings that come twice.
pub(super) fn check(document: &Document, found: &mut Collector) {
    let mut jumps: FxHashSet<(Option<u32>, Option<u8>)> = FxHashSet::default();
    let mut titles: FxHashMap<(Option<u32>, u64), usize> = FxHashMap::default();
    for (at, heading) in document.outline.iter().enumerate() {
        let Some(section) = document.sections.get(at + 1) else {
            continue;
        };
        if let Some(parent) = parent(document, section.parent)
            && is_jump(parent, heading)
            // One jump is one finding, however many headings stand side by side below it.
            && jumps.insert((section.parent, heading.tag_level))
        {
            found.add(&LEVEL_JUMP, heading, || {
                format!(
                    "{} has a tag of level {} below {} of level {}",
                    quoted(heading),
                    heading.tag_level.unwrap_or(0),
                    quoted(parent),
                    parent.tag_level.unwrap_or(0)
                )
            });
        }
        let next_is_inside = document
            .outline
            .get(at + 1)
            .is_some_and(|next| next.level > heading.level);
        if section.end_block - section.first_block <= 1 && !next_is_inside {
            found.add(&EMPTY, heading, || {
                format!("the section {} has no text", quoted(heading))
            });
        }
        let key = (section.parent, key_hash(heading.title()));
        let first = *titles.entry(key).or_insert(at);
        let first = document.outline.get(first).filter(|_| first != at);
        if let Some(first) = first.filter(|first| same_text(first.title(), heading.title())) {
            found.add(&DUPLICATE, heading, || match first.line {
                Some(line) => format!(
                    "{} is the heading of two sections side by side, the first in line {}",
                    quoted(heading),
                    line + 1
                ),
                None => format!(
                    "{} is the heading of two sections side by side",
                    quoted(heading)
                ),
            });
        }
    }
}

fn parent(document: &Document, section: Option<u32>) -> Option<&Heading> {
    let heading = document.sections.get(section? as usize)?.heading?;
    document.outline.get(heading as usize)
}

/// Whether the tag of a heading is more than one below the tag of the heading whose section it is in.
fn is_jump(parent: &Heading, heading: &Heading) -> bool {
    let tags = parent.tag_level.zip(heading.tag_level);
    tags.is_some_and(|(above, tag)| tag > above + 1)
}
