//! Findings about dates that do not fit together.

use wenmai_model::{
    CaptureBasis, Card, Document, Finding, FindingKind, LineRange, ReferenceKind, Severity, Span,
};

use super::{
    capture::{Evidence, Solution, Source},
    card_dates::CardDates,
    interval::Days,
};

/// A finding for each piece of `evidence` that does not allow the time of capture, in order. Each names itself and what
/// it contradicts, with their lines, which count from 1 in sentences for people.
pub(super) fn findings(
    document: &Document,
    cards: &[CardDates],
    evidence: &[Evidence],
    solution: &Solution,
) -> Vec<Finding> {
    let witnesses = Witnesses { document, cards };
    // Who says that the capture was not before, and not behind, the days of the solution: the tightest of those that fit.
    let bounds = || {
        evidence.iter().filter_map(|piece| {
            let overlaps = |days: &&Days| days.overlaps(solution.days);
            Some((piece, *piece.days.iter().find(overlaps)?))
        })
    };
    let lower = bounds().max_by_key(|(piece, days)| (days.from, std::cmp::Reverse(place(piece))));
    let upper = bounds().min_by_key(|(piece, days)| (days.to, place(piece)));
    // Once for all findings: a card may be as long as the page.
    let reason = |bound: Option<(&Evidence, Days)>| match (solution.basis, bound) {
        (CaptureBasis::Solved, Some((piece, _))) => format!(": {}", witnesses.named(piece)),
        (CaptureBasis::Given, _) => ", the time given".to_owned(),
        _ => String::new(),
    };
    let (lower, upper) = (reason(lower), reason(upper));
    evidence
        .iter()
        .filter(|piece| !piece.fits(solution.days))
        .map(|piece| {
            let is_behind = piece.is_behind(solution.days);
            let reason = if is_behind { &upper } else { &lower };
            witnesses.conflict(piece, solution.days, reason)
        })
        .collect()
}

/// Order of evidence in the page: cards, then the page's own dates.
const fn place(piece: &Evidence) -> (bool, usize) {
    match piece.source {
        Source::Card(at) => (false, at),
        Source::Page(span) => (true, span.start as usize),
    }
}

/// A text that tells a date.
struct Told<'d> {
    text: &'d str,
    span: Span,
}

struct Witnesses<'d> {
    document: &'d Document,
    cards: &'d [CardDates],
}

impl<'d> Witnesses<'d> {
    fn conflict(&self, piece: &Evidence, captured: Days, reason: &str) -> Finding {
        let (told, lead) = match piece.source {
            Source::Card(at) => (self.told_by_card(at), self.card_name(at)),
            Source::Page(span) => (self.told_at(span), "the page".to_owned()),
        };
        let claim = match told.as_slice() {
            [age, date, ..] => format!(
                "{} does not fit {}",
                self.with_line(age),
                self.with_line(date)
            ),
            [date] => format!("{} is too late", self.with_line(date)),
            [] => "its date does not fit".to_owned(),
        };
        let captured = between(captured);
        let first = told.first();
        Finding {
            kind: FindingKind::Structure,
            code: "date_conflict".into(),
            severity: Severity::Warning,
            message: format!("{lead}: {claim}, for the page was captured {captured}{reason}"),
            fix: Some("give the time of capture, or check these dates before using them".into()),
            span: first.map(|told| told.span),
            source_span: None,
            value: first.map(|told| told.text.to_owned()),
        }
    }

    /// A piece of evidence as the reason for a time of capture.
    fn named(&self, piece: &Evidence) -> String {
        let (told, lead) = match piece.source {
            Source::Card(at) => (self.told_by_card(at), self.card_name(at)),
            Source::Page(span) => (self.told_at(span), "the page".to_owned()),
        };
        let texts: Vec<String> = told.iter().map(|told| self.with_line(told)).collect();
        format!("{lead} says {}", texts.join(" and "))
    }

    fn card_name(&self, at: usize) -> String {
        let card = self.document.cards.get(at);
        match card.and_then(|card| card.lines) {
            Some(lines) => format!("card line {}", lines.first.saturating_add(1)),
            None => format!("card {}", at.saturating_add(1)),
        }
    }

    fn with_line(&self, told: &Told<'_>) -> String {
        match self.line(told.span) {
            Some(line) => format!("{} (line {})", told.text, line.saturating_add(1)),
            None => told.text.to_owned(),
        }
    }

    /// The line of a place within a card or region; `None` where lines of text and source are not the same.
    fn line(&self, place: Span) -> Option<u32> {
        if self.document.source_map.is_some() {
            return None;
        }
        let cards = &self.document.cards;
        let card = cards.partition_point(|card| card.span.end <= place.start);
        let regions = &self.document.boilerplate;
        let region = regions.partition_point(|region| region.span.end <= place.start);
        let of_card = cards.get(card).map(|card| (card.span, card.lines));
        let of_region = regions
            .get(region)
            .map(|region| (region.span, region.lines));
        let (span, lines): (Span, Option<LineRange>) = [of_card, of_region]
            .into_iter()
            .flatten()
            .find(|(span, _)| span.contains(place))?;
        let before = self
            .document
            .slice(Span::new(span.start, place.start))
            .bytes()
            .filter(|&byte| byte == b'\n')
            .count();
        Some(lines?.first + u32::try_from(before).ok()?)
    }

    fn told_at(&self, span: Span) -> Vec<Told<'d>> {
        vec![Told {
            text: self.document.slice(span),
            span,
        }]
    }

    /// The texts of a card that tell its date: its age, then what stands against it.
    fn told_by_card(&self, at: usize) -> Vec<Told<'d>> {
        let (Some(card), Some(dates)) = (self.document.cards.get(at), self.cards.get(at)) else {
            return Vec::new();
        };
        let age = card
            .age
            .as_deref()
            .filter(|_| dates.age.is_some() || !dates.is_stamp && dates.dated.is_some());
        let stamp = card.date_stamp.as_deref().filter(|_| dates.is_stamp);
        let mut told: Vec<Told<'d>> = [age, stamp]
            .into_iter()
            .flatten()
            .filter_map(|text| self.find(card, text))
            .collect();
        if dates.dated.is_none() {
            told.extend(self.paper(card));
        }
        told
    }

    /// Where `text` stands in `card`: as a line of its own if it does, else the first time.
    fn find(&self, card: &Card, text: &str) -> Option<Told<'d>> {
        let whole = self.document.slice(card.span);
        let mut start = 0;
        let mut first = None;
        for line in whole.split('\n') {
            if let Some(at) = line.find(text) {
                first = first.or(Some(start + at));
                if wenmai_text::trim_blank(line) == text {
                    first = Some(start + at);
                    break;
                }
            }
            start += line.len() + 1;
        }
        let start = card.span.start.checked_add(u32::try_from(first?).ok()?)?;
        let span = Span::new(start, start.checked_add(u32::try_from(text.len()).ok()?)?);
        Some(Told {
            text: self.document.slice(span),
            span,
        })
    }

    /// The last paper that `card` names.
    fn paper(&self, card: &Card) -> Option<Told<'d>> {
        let references = &self.document.references;
        let from = references.partition_point(|found| found.span.start < card.span.start);
        let papers = references
            .iter()
            .skip(from)
            .take_while(|found| card.span.contains(found.span))
            .filter(|found| found.kind == ReferenceKind::Arxiv);
        let last = papers.max_by_key(|paper| paper.target.as_str())?;
        Some(Told {
            text: last.target.as_str(),
            span: last.span,
        })
    }
}

fn between(days: Days) -> String {
    if days.from == days.to {
        format!("on {}", days.from)
    } else {
        format!("between {} and {}", days.from, days.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_without_lines_are_counted_from_one() {
        let document = Document {
            cards: vec![Card::default(), Card::default()],
            ..Document::default()
        };
        let witnesses = Witnesses {
            document: &document,
            cards: &[],
        };
        assert_eq!(witnesses.card_name(1), "card 2");
    }
}
