//! A ledger in words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use wenmai_model::Ledger;

/// So many reasons stand in a sentence.
const MAX_REASONS: usize = 3;

/// Where the records of a run or a table went, in one line, each with its three most frequent reasons.
///
/// ```
/// use wenmai_model::Ledger;
/// let mut ledger = Ledger { read: 12, written: 9, ..Ledger::default() };
/// ledger.dropped.insert("request".into(), 2);
/// ledger.dead.insert("truncated".into(), 1);
/// let sentence = wenmai_format::ledger_sentence(&ledger);
/// assert_eq!(sentence, "read 12 = written 9 + dropped 2 (request 2) + dead 1 (truncated 1)");
/// ```
pub fn ledger_sentence(ledger: &Ledger) -> String {
    format!(
        "read {} = written {} + dropped {}{} + dead {}{}",
        ledger.read,
        ledger.written,
        ledger.n_dropped(),
        reasons(&ledger.dropped),
        ledger.n_dead(),
        reasons(&ledger.dead),
    )
}

/// The same for a line below a bar: only the dead by reason, for they are what somebody may want to look into.
///
/// ```
/// use wenmai_model::Ledger;
/// let ledger = Ledger { read: 9, written: 9, ..Ledger::default() };
/// assert_eq!(wenmai_format::ledger_progress(&ledger), "9 read: 9 written, 0 dropped, 0 dead");
/// ```
pub fn ledger_progress(ledger: &Ledger) -> String {
    format!(
        "{} read: {} written, {} dropped, {} dead{}",
        ledger.read,
        ledger.written,
        ledger.n_dropped(),
        ledger.n_dead(),
        reasons(&ledger.dead),
    )
}

/// ` (truncated 3, too_long 1, …)`, those of most records first.
fn reasons(counts: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|&(reason, count)| (Reverse(*count), reason));
    let shown: Vec<String> = counts
        .iter()
        .take(MAX_REASONS)
        .map(|(reason, count)| format!("{reason} {count}"))
        .collect();
    let more = if counts.len() > shown.len() {
        ", …"
    } else {
        ""
    };
    match shown.as_slice() {
        [] => String::new(),
        shown => format!(" ({}{more})", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_reasons_come_first_and_more_are_hinted_at() {
        let counts = [("crash", 1), ("timeout", 7), ("too_deep", 2), ("empty", 2)];
        let counts = counts.map(|(reason, count)| (reason.to_owned(), count));
        assert_eq!(
            reasons(&BTreeMap::from(counts)),
            " (timeout 7, empty 2, too_deep 2, …)"
        );
    }
}
