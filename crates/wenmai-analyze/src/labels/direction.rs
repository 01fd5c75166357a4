//! Controls of the direction of text that are left open or turn it around: what is shown is not what is written (CVE-2021-42574).

use std::ops::Range;

/// What is wrong with controls of direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// U+202D or U+202E shows letters in another order than they are written in.
    Override,
    /// What an embedding, an override or an isolate opens does not end before its line does.
    Open,
}

/// The controls among `runs` that are no part of correct writing, in order. Balanced embeddings and isolates, and marks, are.
/// Runs in O(length of `text`).
pub(super) fn troubles(
    text: &str,
    runs: impl Iterator<Item = Range<usize>>,
) -> Vec<(Range<usize>, Trouble)> {
    let mut found = Vec::new();
    // What is open in this line: its place, and whether it is an isolate.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut at = 0;
    for run in runs {
        let gap = text.get(at..run.start).unwrap_or_default();
        if memchr::memchr(b'\n', gap.as_bytes()).is_some() {
            close(&mut open, &mut found);
        }
        at = run.end;
        for (offset, c) in text.get(run.clone()).unwrap_or_default().char_indices() {
            let place = run.start + offset;
            let is_opening = matches!(
                c,
                '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}'
            );
            if is_opening && open.len() >= MAX_DEPTH {
                continue;
            }
            match c {
                '\u{202d}' | '\u{202e}' => {
                    found.push((place..place + c.len_utf8(), Trouble::Override));
                    open.push((usize::MAX, false));
                }
                '\u{202a}' | '\u{202b}' => open.push((place, false)),
                '\u{2066}'..='\u{2068}' => open.push((place, true)),
                '\u{202c}' => {
                    open.pop_if(|(_, is_isolate)| !*is_isolate);
                }
                '\u{2069}' => {
                    // The end of an isolate ends what is open in it.
                    if let Some(isolate) = open.iter().rposition(|(_, is_isolate)| *is_isolate) {
                        close(&mut open.split_off(isolate + 1), &mut found);
                        open.pop();
                    }
                }
                _ => {}
            }
        }
    }
    close(&mut open, &mut found);
    found.sort_unstable_by_key(|(place, _)| place.start);
    found
}

/// Unicode Standard Annex 9, BD2: what is deeper has no effect.
const MAX_DEPTH: usize = 125;

/// All of the controls have three bytes.
const LEN_BYTES: usize = '\u{202a}'.len_utf8();

fn close(open: &mut Vec<(usize, bool)>, found: &mut Vec<(Range<usize>, Trouble)>) {
    let opened = open.drain(..).map(|(place, _)| place);
    // An override was reported where it stands.
    let opened = opened.filter(|place| *place != usize::MAX);
    found.extend(opened.map(|place| (place..place + LEN_BYTES, Trouble::Open)));
}
