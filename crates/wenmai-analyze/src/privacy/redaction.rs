//! Placeholders in the place of personal data.

use super::placeholder::Placeholders;
use super::{PersonalDatum, PlaceholderLanguage};

/// A part of a text that was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedactionEdit {
    /// Its first byte in the text as it was.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The first byte of the placeholder in the new text.
    pub new_start: usize,
    /// The byte after its last.
    pub new_end: usize,
}

/// A text with placeholders, and how places in it correspond to those in the text as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redaction {
    /// The new text.
    pub text: String,
    /// What was replaced, in order.
    pub edits: Vec<RedactionEdit>,
}

impl Redaction {
    /// `text` with each of `parts`, which are in order, replaced by its string. What is not in order, overlaps, or is no part
    /// of the text is left as it is.
    pub(super) fn new(text: &str, parts: impl IntoIterator<Item = (usize, usize, String)>) -> Self {
        let mut redaction = Self::default();
        let mut done = 0;
        for (start, end, placeholder) in parts {
            let (Some(between), true) = (text.get(done..start), text.is_char_boundary(end)) else {
                continue;
            };
            if end < start {
                continue;
            }
            redaction.text.push_str(between);
            let new_start = redaction.text.len();
            redaction.text.push_str(&placeholder);
            redaction.edits.push(RedactionEdit {
                start,
                end,
                new_start,
                new_end: redaction.text.len(),
            });
            done = end;
        }
        redaction
            .text
            .push_str(text.get(done..).unwrap_or_default());
        redaction
    }

    /// The range of the new text that holds what `start..end` held: what was not replaced is the same, and a range that
    /// begins or ends within a datum takes the whole placeholder. Takes time logarithmic in the edits.
    pub fn span(&self, start: usize, end: usize) -> (usize, usize) {
        let new_start = self.place(start, |edit| edit.new_start);
        let new_end = self.place(end, |edit| edit.new_end);
        if start == end {
            return (new_start, new_start);
        }
        (new_start, new_end)
    }

    /// The same, but for a range that has one of its ends within a datum, which does not take the placeholder; it is empty
    /// where nothing else is in it. Ranges that did not overlap do not, and those that were within others still are.
    pub fn span_without_parts(&self, start: usize, end: usize) -> (usize, usize) {
        let new_start = self.place(start, |edit| edit.new_end);
        let new_end = self.place(end, |edit| edit.new_start);
        (new_start, new_end.max(new_start))
    }

    /// The range of the text as it was that `start..end` of the new text stands for.
    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let origin = |place: usize, inside: fn(&RedactionEdit) -> usize| {
            let n_before = self.edits.partition_point(|edit| edit.new_start < place);
            let edit = n_before
                .checked_sub(1)
                .and_then(|last| self.edits.get(last));
            match edit {
                None => place,
                Some(edit) if place < edit.new_end => inside(edit),
                Some(edit) => edit.end + (place - edit.new_end),
            }
        };
        (
            origin(start, |edit| edit.start),
            origin(end, |edit| edit.end),
        )
    }

    /// Where a byte went; `inside` says where one within a datum goes.
    fn place(&self, place: usize, inside: fn(&RedactionEdit) -> usize) -> usize {
        let n_before = self.edits.partition_point(|edit| edit.start < place);
        let Some(edit) = n_before
            .checked_sub(1)
            .and_then(|last| self.edits.get(last))
        else {
            return place;
        };
        if place < edit.end {
            inside(edit)
        } else {
            edit.new_end + (place - edit.end)
        }
    }
}

/// Puts placeholders in the place of what was found in `text`, numbered by kind: the same letters and digits get the same
/// number. What is not in order, overlaps, or is no part of the text is left as it is.
pub fn redact(text: &str, found: &[PersonalDatum], language: PlaceholderLanguage) -> Redaction {
    let mut placeholders = Placeholders::new(language);
    let mut done = 0;
    let parts = found.iter().filter_map(|datum| {
        let value = text.get(datum.start..datum.end)?;
        // A number is not spent on what is left as it is.
        let is_next = datum.start >= done;
        done = done.max(datum.end);
        is_next.then(|| (datum.start, datum.end, placeholders.of(datum.kind, value)))
    });
    Redaction::new(text, parts)
}
