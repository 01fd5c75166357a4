//! Findings about the numbers of headings.

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{Document, Heading, Severity};

use super::collector::{Collector, Rule, quoted};
use crate::{
    grammar::marker::{Marker, Number, Style},
    outline::Decision,
};

const DUPLICATE: Rule = Rule {
    code: "duplicate_number",
    severity: Severity::Warning,
    fix: "give each heading a number of its own",
};
const SKIPPED: Rule = Rule {
    code: "skipped_number",
    severity: Severity::Warning,
    fix: "look for a missing section, or number the headings anew",
};
const LEVEL_JUMP: Rule = Rule {
    code: "level_jump",
    severity: Severity::Warning,
    fix: "add the heading in between, or raise this one by a level",
};
const ORPHAN: Rule = Rule {
    code: "orphan_heading",
    severity: Severity::Warning,
    fix: "add the heading that this one belongs to, or correct the number",
};

/// Most numbers that are skipped by mistake; a larger gap begins something else, such as the numbers of a collection.
const MAX_SKIPPED: u32 = 3;

/// Headings that count together: same section, same style, same parts before the last.
type SeriesKey = (Option<u32>, Style, Number);

/// How far a series has come.
struct Series {
    id: usize,
    /// Times that the series started again at one.
    round: usize,
    /// Number of the last heading; zero before the first.
    last_number: u32,
    /// The largest number of the round, and its heading.
    max: u32,
    max_heading: usize,
}

/// Adds the findings about numbers.
pub(super) fn check(document: &Document, decisions: &[Decision], found: &mut Collector) {
    let numbers = Numbers::new(decisions);
    let mut missed: FxHashSet<Number> = FxHashSet::default();
    let mut counting = Counting::default();
    for (at, (heading, decision)) in document.outline.iter().zip(decisions).enumerate() {
        let Some(marker) = written(decision) else {
            continue;
        };
        let section = document
            .sections
            .get(at + 1)
            .and_then(|section| section.parent);
        counting.check(document, at, section, marker, found);
        let parent = marker.number.parent();
        let is_missing = marker.style == Style::Dotted && !numbers.all.contains(&parent);
        if is_missing && missed.insert(parent) {
            numbers.missing_parent(heading, parent, found);
        }
    }
}

/// The marker of a heading, when the number stands in it.
fn written(decision: &Decision) -> Option<Marker> {
    decision.marker.filter(|marker| marker.is_written)
}

/// The numbers of all headings.
struct Numbers {
    all: FxHashSet<Number>,
    /// How many parts the numbers have that are those of a parent.
    parent_lengths: FxHashSet<usize>,
}

impl Numbers {
    fn new(decisions: &[Decision]) -> Self {
        let markers = || decisions.iter().filter_map(written);
        let all: FxHashSet<Number> = markers().map(|marker| marker.number).collect();
        let parent_lengths = markers()
            .filter(|marker| marker.style == Style::Dotted && all.contains(&marker.number.parent()))
            .map(|marker| marker.number.prefix().len())
            .collect();
        Self {
            all,
            parent_lengths,
        }
    }

    /// The number above that of a heading does not exist.
    fn missing_parent(&self, heading: &Heading, parent: Number, found: &mut Collector) {
        let mut above = parent.parent();
        while !above.parts().is_empty() && !self.all.contains(&above) {
            above = above.parent();
        }
        if !above.parts().is_empty() {
            found.add(&LEVEL_JUMP, heading, || {
                format!(
                    "{} stands below {}, and there is no heading {} between them",
                    quoted(heading),
                    dotted(above),
                    dotted(parent)
                )
            });
        } else if self.parent_lengths.contains(&parent.parts().len()) {
            // Where no such parent has a number, none is missing: the page may be chapter three of something larger.
            found.add(&ORPHAN, heading, || {
                format!(
                    "{} has no heading {} above it",
                    quoted(heading),
                    dotted(parent)
                )
            });
        }
    }
}

fn dotted(number: Number) -> String {
    let parts: Vec<String> = number.parts().iter().map(u32::to_string).collect();
    parts.join(".")
}

/// All series of a document.
#[derive(Default)]
struct Counting {
    series: FxHashMap<SeriesKey, Series>,
    /// The first heading of each number, by series and round.
    seen: FxHashMap<(usize, usize, u32), usize>,
}

impl Counting {
    fn check(
        &mut self,
        document: &Document,
        at: usize,
        section: Option<u32>,
        marker: Marker,
        found: &mut Collector,
    ) {
        let number = marker.number.last();
        let Some(heading) = document.outline.get(at) else {
            return;
        };
        let heading_at = |at: usize| document.outline.get(at).map(quoted).unwrap_or_default();
        let id = self.series.len();
        let series = self
            .series
            .entry((section, marker.style, marker.number.parent()))
            .or_insert(Series {
                id,
                round: 0,
                last_number: 0,
                max: 0,
                max_heading: at,
            });
        if number == 1 && series.last_number > 1 {
            series.round += 1;
            series.max = 0;
        }
        let first = *self
            .seen
            .entry((series.id, series.round, number))
            .or_insert(at);
        if first != at {
            found.add(&DUPLICATE, heading, || {
                format!(
                    "{} has the same number as {}",
                    quoted(heading),
                    heading_at(first)
                )
            });
        } else if series.max > 0
            && (series.max + 2..=series.max + 1 + MAX_SKIPPED).contains(&number)
        {
            let missing = number - series.max - 1;
            found.add(&SKIPPED, heading, || {
                format!(
                    "{} follows {}: {missing} {} skipped",
                    quoted(heading),
                    heading_at(series.max_heading),
                    if missing == 1 {
                        "number is"
                    } else {
                        "numbers are"
                    }
                )
            });
        }
        if number > series.max {
            (series.max, series.max_heading) = (number, at);
        }
        series.last_number = number;
    }
}
