//! All personal data of a text, looked for until nothing is left when they are replaced.
//!
//! Of two data that overlap a detector keeps one, and the rest of the other is found only once that is replaced. Others
//! show in a part of the text alone, or where its lines are joined.

use wenmai_model::{ArticleText, Span};

use super::known::KnownData;
use super::placeholder::{Placeholders, trimmed};
use super::{Detector, PersonalDataKind, PersonalDatum, Redaction};

/// A datum of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: PersonalDataKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Personal data of a text, as far as they are known.
#[derive(Debug)]
pub(super) struct Discovery<'t> {
    text: &'t str,
    /// Places that no placeholder may reach over, in order.
    cuts: &'t [usize],
    /// In order, without overlaps.
    pub(super) found: Vec<Found>,
}

impl<'t> Discovery<'t> {
    pub(super) const fn new(text: &'t str, cuts: &'t [usize]) -> Self {
        Self {
            text,
            cuts,
            found: Vec::new(),
        }
    }

    /// Adds what is not known yet of `fresh`; whether that is something.
    pub(super) fn add(&mut self, mut fresh: Vec<Found>) -> bool {
        fresh.sort_by_key(|datum| (datum.start, datum.end));
        let mut added: Vec<Found> = Vec::new();
        for datum in fresh {
            let mut start = added
                .last()
                .map_or(datum.start, |last| datum.start.max(last.end));
            let first = self.found.partition_point(|known| known.end <= start);
            let known = self.found.get(first..).unwrap_or_default().iter();
            let holes = known
                .take_while(|known| known.start < datum.end)
                .map(|known| (known.start, known.end));
            for (hole_start, hole_end) in holes.chain([(datum.end, datum.end)]) {
                let (piece_start, piece_end) = trimmed(self.text, start, hole_start.max(start));
                // Nothing is trimmed off what overlaps nothing.
                let piece = if start == datum.start && hole_start == datum.end {
                    (start, datum.end)
                } else {
                    (piece_start, piece_end)
                };
                if piece_start < piece_end {
                    added.push(Found {
                        kind: datum.kind,
                        start: piece.0,
                        end: piece.1,
                    });
                }
                start = start.max(hole_end);
            }
        }
        let is_changed = !added.is_empty();
        self.found.extend(added);
        self.found.sort_by_key(|datum| datum.start);
        is_changed
    }

    /// Looks through the text with what is known replaced; whether something was found.
    pub(super) fn search(&mut self, detector: &Detector) -> bool {
        let fresh = self.unknown(detector);
        self.add(fresh)
    }

    /// Looks for what is known wherever else it stands.
    pub(super) fn search_known(&mut self, known: &KnownData) -> bool {
        let places = known.places(self.text);
        self.add(places)
    }

    /// Looks through the text of the article that was made of this text.
    pub(super) fn search_article(&mut self, detector: &Detector, article: &ArticleText) -> bool {
        let known = self.parts().filter_map(|(_, part)| {
            let [start, end] = article.text_span(span(part.start, part.end)?)?;
            let (start, end) = (start as usize, end as usize);
            Some(Found { start, end, ..part })
        });
        let mut view = Discovery::new(&article.text, &[]);
        view.add(known.collect());
        let mut fresh = Vec::new();
        for datum in view.unknown(detector) {
            let Some(range) = span(datum.start, datum.end) else {
                continue;
            };
            // What stands between two blocks of the article on the page is none of it.
            let first = article
                .blocks
                .partition_point(|block| block.end <= range.start);
            let blocks = article.blocks.get(first..).unwrap_or_default().iter();
            for block in blocks.take_while(|block| block.start < range.end) {
                let piece = [block.start.max(range.start), block.end.min(range.end)];
                if let Some(page) = article.page_span(piece) {
                    fresh.push(Found {
                        start: page.start as usize,
                        end: page.end as usize,
                        ..datum
                    });
                }
            }
        }
        self.add(fresh)
    }

    /// Looks through each of these pieces of the text as if it stood alone.
    pub(super) fn search_pieces(&mut self, detector: &Detector, pieces: &[Span]) -> bool {
        let parts: Vec<Found> = self.parts().map(|(_, part)| part).collect();
        let mut fresh = Vec::new();
        for piece in pieces {
            let (start, end) = (piece.start as usize, piece.end as usize);
            let Some(text) = self.text.get(start..end) else {
                continue;
            };
            let first = parts.partition_point(|part| part.end <= start);
            let known = parts.get(first..).unwrap_or_default().iter();
            let known = known.take_while(|part| part.start < end).map(|part| Found {
                start: part.start.max(start) - start,
                end: part.end.min(end) - start,
                ..*part
            });
            let mut view = Discovery::new(text, &[]);
            view.add(known.collect());
            let unknown = view.unknown(detector).into_iter();
            fresh.extend(unknown.map(|datum| Found {
                start: datum.start + start,
                end: datum.end + start,
                ..datum
            }));
        }
        self.add(fresh)
    }

    /// What the detector finds once all that is known is replaced.
    fn unknown(&self, detector: &Detector) -> Vec<Found> {
        let found = |datum: PersonalDatum, (start, end)| Found {
            kind: datum.kind,
            start,
            end,
        };
        if self.found.is_empty() {
            let all = detector.find(self.text).into_iter();
            return all
                .map(|datum| {
                    let place = (datum.start, datum.end);
                    found(datum, place)
                })
                .collect();
        }
        let redaction = self.redaction(&mut Placeholders::default());
        let left = detector.find(&redaction.text).into_iter();
        left.map(|datum| {
            // Placeholders are no part of a datum.
            let place = redaction.origin(datum.start, datum.end);
            found(datum, place)
        })
        .collect()
    }

    /// The text with placeholders; of a datum that was cut all parts have the same.
    pub(super) fn redaction(&self, placeholders: &mut Placeholders) -> Redaction {
        let mut last: Option<(usize, String)> = None;
        let parts = self.parts().map(|(at, part)| {
            if let Some((last_at, placeholder)) = &last
                && *last_at == at
            {
                return (part.start, part.end, placeholder.clone());
            }
            let whole = self.found.get(at).unwrap_or(&part);
            let placeholder = placeholders.of(part.kind, self.value(whole));
            last = Some((at, placeholder.clone()));
            (part.start, part.end, placeholder)
        });
        Redaction::new(self.text, parts)
    }

    /// A datum as it is written.
    pub(super) fn value(&self, datum: &Found) -> &'t str {
        self.text.get(datum.start..datum.end).unwrap_or_default()
    }

    /// The data, cut where they must be, each part with the index of its datum. Parts without letters and digits stay.
    fn parts(&self) -> impl Iterator<Item = (usize, Found)> + use<'_, 't> {
        let (text, all_cuts) = (self.text, self.cuts);
        self.found.iter().enumerate().flat_map(move |(at, datum)| {
            let first = all_cuts.partition_point(|&cut| cut <= datum.start);
            let cuts = all_cuts.get(first..).unwrap_or_default().iter();
            let cuts = cuts.copied().take_while(|&cut| cut < datum.end);
            let mut start = datum.start;
            cuts.chain([datum.end]).filter_map(move |end| {
                let is_whole = start == datum.start && end == datum.end;
                let (part_start, part_end) = if is_whole {
                    (start, end)
                } else {
                    trimmed(text, start, end)
                };
                start = end;
                let part = Found {
                    kind: datum.kind,
                    start: part_start,
                    end: part_end,
                };
                (part_start < part_end).then_some((at, part))
            })
        })
    }
}

/// A range as a span: texts are below 4 GiB.
fn span(start: usize, end: usize) -> Option<Span> {
    Some(Span::new(
        u32::try_from(start).ok()?,
        u32::try_from(end).ok()?,
    ))
}
