use wenmai_text::mojibake::{find, signs};

/// Characters of `text` that stand for others that were lost, and places that show it was read in a wrong charset; both are found as
/// when pages are decoded. Runs in O(len of `text`).
pub(super) fn places(text: &str) -> u64 {
    let signs = signs(text);
    let replaced = if signs.has_replacement {
        text.matches('\u{fffd}').count()
    } else {
        0
    };
    let misread = find(text, signs).map_or(0, |found| found.count);
    (replaced + misread) as u64
}
