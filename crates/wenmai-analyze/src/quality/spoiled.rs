/// Characters of `text` that stand for others that were lost: U+FFFD.
pub(super) fn characters(text: &str) -> u64 {
    text.matches('\u{fffd}').count() as u64
}
