//! Placeholders in the place of personal data.

use rustc_hash::FxHashMap;

use super::{PersonalDataKind, PersonalDatum};

/// The language of placeholders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlaceholderLanguage {
    /// The codes of the kinds: `[mobile_phone-1]`.
    #[default]
    Code,
    /// Names in Chinese: `[手机号-1]`.
    Chinese,
}

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
    let mut numbers: FxHashMap<(PersonalDataKind, String), usize> = FxHashMap::default();
    let mut counts: FxHashMap<PersonalDataKind, usize> = FxHashMap::default();
    let mut redaction = Redaction::default();
    let mut done = 0;
    for datum in found {
        let (Some(between), Some(value)) = (
            text.get(done..datum.start),
            text.get(datum.start..datum.end),
        ) else {
            continue;
        };
        let value = value.chars().filter(|char| char.is_alphanumeric());
        let value: String = value.flat_map(char::to_lowercase).collect();
        let number = *numbers.entry((datum.kind, value)).or_insert_with(|| {
            let count = counts.entry(datum.kind).or_default();
            *count += 1;
            *count
        });
        let name = match language {
            PlaceholderLanguage::Code => datum.kind.as_str(),
            PlaceholderLanguage::Chinese => datum.kind.chinese(),
        };
        redaction.text.push_str(between);
        let new_start = redaction.text.len();
        let number = number.to_string();
        for part in ["[", name, "-", number.as_str(), "]"] {
            redaction.text.push_str(part);
        }
        redaction.edits.push(RedactionEdit {
            start: datum.start,
            end: datum.end,
            new_start,
            new_end: redaction.text.len(),
        });
        done = datum.end;
    }
    redaction
        .text
        .push_str(text.get(done..).unwrap_or_default());
    redaction
}
