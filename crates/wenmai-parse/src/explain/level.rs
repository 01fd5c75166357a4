//! Why headings have their levels: how each stands to the open headings before it.

use wenmai_model::LevelSource;

use super::cited;
use crate::{grammar::marker::Style, line::Line, outline::Decision};

/// One reason for each decision.
pub(super) fn reasons(lines: &[Line<'_>], decisions: &[Decision]) -> Vec<String> {
    // The open headings, one of each level at most, outermost first.
    let mut open: Vec<&Decision> = Vec::new();
    decisions
        .iter()
        .map(|decision| {
            let reason = reason(lines, decision, &open);
            open.retain(|above| above.level < decision.level);
            open.push(decision);
            reason
        })
        .collect()
}

fn reason(lines: &[Line<'_>], decision: &Decision, open: &[&Decision]) -> String {
    let level = decision.level;
    let shown = |other: &Decision| shown(lines, other);
    let beside = open.iter().find(|other| other.level == level);
    let above = open.iter().rev().find(|other| other.level < level);
    match decision.marker {
        Some(marker) if marker.level.is_some() => return "level of the options".to_owned(),
        Some(marker) => {
            let same_style = beside.filter(|other| {
                other
                    .marker
                    .is_some_and(|other| other.style == marker.style)
            });
            if let Some(other) = same_style {
                return format!("continues the series of {} at level {level}", shown(other));
            }
            if marker.style == Style::Dotted
                && let Some(parent) = above.filter(|above| {
                    above.marker.is_some_and(|parent| {
                        parent.number.parts() == marker.number.prefix()
                            || [parent.number.last()] == *marker.number.prefix()
                    })
                })
            {
                return format!("dotted number: child of {}", shown(parent));
            }
            if let Some(other) = beside {
                return format!("number beside {} at level {level}", shown(other));
            }
        }
        None if decision.source == LevelSource::Lexicon => {
            return "section word: stands beside the outermost headings".to_owned();
        }
        None => {
            if let Some(reason) = unnumbered(beside.copied(), above.copied(), shown) {
                return reason;
            }
        }
    }
    match above {
        Some(above) => format!("first of a new series inside {}", shown(above)),
        None if level > 1
            && let Some(marker) = decision.marker =>
        {
            format!("its number has {} parts", marker.number.parts().len())
        }
        None => "first of its kind on the page".to_owned(),
    }
}

/// Why an unnumbered heading stands `beside` an open heading, else inside the one `above`; `None` when there is neither.
/// Its place is the one that the learned trees score highest; what is said is how it stands to the headings before.
fn unnumbered(
    beside: Option<&Decision>,
    above: Option<&Decision>,
    shown: impl Fn(&Decision) -> String,
) -> Option<String> {
    Some(match (beside, above) {
        (Some(other), _) if other.marker.is_none() => {
            format!("unnumbered, like {} before", shown(other))
        }
        (Some(other), _) => format!("beside {}, by the learned places", shown(other)),
        (None, Some(above)) if above.marker.is_some() => {
            format!("inside {}, which is numbered", shown(above))
        }
        (None, Some(above)) => format!("inside {}, by the learned places", shown(above)),
        (None, None) => return None,
    })
}

/// A heading as phrases name it: by its marker, else by its words.
fn shown(lines: &[Line<'_>], decision: &Decision) -> String {
    let Some(line) = lines.get(decision.line) else {
        return String::new();
    };
    let marker = decision
        .marker
        .and_then(|marker| line.text.get(..usize::from(marker.len_bytes)))
        .map(str::trim_end)
        .filter(|marker| !marker.is_empty());
    cited(marker.unwrap_or(line.text))
}
