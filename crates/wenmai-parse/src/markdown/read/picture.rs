//! Descriptions of pictures.

use super::{Held, Reader};
use crate::markdown::visible::Lead;
use crate::markup::Kind;

impl<'s> Reader<'s> {
    pub(super) fn end_image(&mut self) {
        let Some((depth, _)) = &mut self.image else {
            return;
        };
        *depth -= 1;
        if *depth > 0 {
            return;
        }
        let held = self.image.take().map(|(_, held)| held).unwrap_or_default();
        if matches!(self.out.kind(), Kind::Heading(_)) {
            self.heading_image.get_or_insert(held);
        } else if self.out.is_open() || self.cells.is_some() {
            // Inside a line only what stands for words is shown: formulas that are pictures.
            if held.iter().any(|(text, _)| text.contains(['\\', '^', '='])) {
                for (text, place) in held {
                    self.put_plain(&text, place);
                }
            }
        } else {
            self.picture(held);
        }
    }

    /// Shows the description of a picture on a line of its own.
    pub(super) fn picture(&mut self, held: Held<'s>) {
        let lead = self.out.take_lead();
        let kind = self.out.kind();
        self.out.set_kind(Kind::Image);
        let skipped = held.first().map_or(0, |(text, _)| counted_picture(text));
        let mut end = None;
        for (at, (text, place)) in held.into_iter().enumerate() {
            let skipped = if at == 0 { skipped } else { 0 };
            end = Some(place.end);
            let rest = text.get(skipped..).unwrap_or_default();
            self.put_plain(rest, (place.start + skipped).min(place.end)..place.end);
        }
        self.out.hard_break();
        self.out.set_kind(kind);
        if let Some(lead) = lead {
            // The marker now stands behind the picture.
            let place = end.map_or(lead.place, |end| end..end);
            self.out.lead(Lead { place, ..lead });
        }
    }
}

/// Bytes of `Image 3: `, which a reader puts in front of descriptions.
fn counted_picture(text: &str) -> usize {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let Some(rest) = text.strip_prefix("Image ") else {
        return 0;
    };
    let n_digits = digits(rest);
    let behind = rest.get(n_digits..).unwrap_or_default();
    if n_digits > 0 && (behind.is_empty() || behind.starts_with(':')) {
        text.len() - behind.trim_start_matches([':', ' ']).len()
    } else {
        0
    }
}
