//! Unnumbered headings: short lines that stand alone, say no sentence, and have text behind them.

use rustc_hash::FxHashMap;
use wenmai_text::normalize::key_hash;

use super::{Candidate, is_open};
use crate::{class::Labeled, grammar::marker::opens_with_figure, line::Line, role::role_of};

/// Widest unnumbered heading, in columns.
const MAX_WIDTH: u16 = 84;

/// Adds the unnumbered headings among `lines` to `candidates`.
pub(super) fn unnumbered(lines: &[Line<'_>], classes: &[Labeled], candidates: &mut Vec<Candidate>) {
    let spaced = lines.iter().filter(|line| line.blank_before).count() * 3 > lines.len();
    let leads = leads(lines);
    let mut taken = candidates
        .iter()
        .map(|candidate| candidate.line)
        .collect::<Vec<_>>();
    taken.sort_unstable();
    for (at, line) in lines.iter().enumerate() {
        if !is_open(classes.get(at)) || taken.binary_search(&at).is_ok() || !may_be_title(line) {
            continue;
        }
        let around = Around {
            above: at.checked_sub(1).and_then(|at| lines.get(at)),
            below: lines.get(at + 1),
            after: lines.get(at + 2),
        };
        let confidence = if spaced {
            spaced_confidence(line, &around)
        } else {
            dense_confidence(line, &around)
        };
        // A lead such as `文件名：` that stands before many lines names figures and listings.
        let captions = lead(line)
            .and_then(|lead| leads.get(&key_hash(lead)))
            .is_some_and(|&count| count > 1);
        if confidence >= 0.5 && !captions {
            candidates.push(Candidate {
                line: at,
                marker: None,
                confidence,
            });
        }
    }
}

/// What stands before the colon of a short line, or before its first digit: `文件名`, `Listing`.
fn lead<'a>(line: &Line<'a>) -> Option<&'a str> {
    if line.shape.width > MAX_WIDTH {
        return None;
    }
    let end = line
        .text
        .find([':', '：'])
        .or_else(|| line.text.find(|c: char| c.is_ascii_digit()))?;
    line.text
        .get(..end)
        .filter(|lead| !lead.is_empty() && lead.len() <= 24)
}

/// How many lines have each lead.
fn leads(lines: &[Line<'_>]) -> FxHashMap<u64, u32> {
    let mut leads: FxHashMap<u64, u32> = FxHashMap::default();
    for lead in lines.iter().filter_map(lead) {
        *leads.entry(key_hash(lead)).or_default() += 1;
    }
    leads
}

/// The neighbors of a line.
struct Around<'l, 'a> {
    above: Option<&'l Line<'a>>,
    below: Option<&'l Line<'a>>,
    after: Option<&'l Line<'a>>,
}

/// What every heading has: letters, no great width, no end of a sentence.
fn may_be_title(line: &Line<'_>) -> bool {
    let shape = &line.shape;
    shape.cjk + shape.letters >= 2
        && shape.width <= MAX_WIDTH
        && shape.inner_ends == 0
        && !shape.ends_like_text()
        && !matches!(shape.last, '”' | '」' | '!' | '！' | '|')
        // `-- 巴菲特` names who was quoted.
        && !matches!(shape.first, '-' | '–' | '—' | '=' | '~')
        && shape.bars == 0
        && shape.tabs == 0
        && !opens_with_figure(line.text)
}

fn is_text(line: &Line<'_>) -> bool {
    line.shape.width > 60 || line.shape.ends_like_text() || line.shape.ends_sentence()
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// In a page with blank lines, a heading stands between them.
fn spaced_confidence(line: &Line<'_>, around: &Around<'_, '_>) -> f32 {
    let shape = &line.shape;
    if !line.is_isolated() || line.marker.is_some() {
        return 0.0;
    }
    let mut score = 0.8;
    let Some(below) = around.below else {
        return 0.0;
    };
    score += if is_text(below) { 1.0 } else { -0.6 };
    if around.after.is_some_and(|after| !is_text(after)) && !is_text(below) {
        score -= 1.2;
    }
    if around
        .above
        .is_some_and(|above| matches!(above.shape.last, ':' | '：'))
    {
        score -= 1.6;
    }
    score += shape_score(shape);
    if role_of(line.body()).is_some() {
        score += 1.5;
    }
    logistic(score)
}

/// In a page without blank lines, only a clear contrast to its neighbors makes a heading.
fn dense_confidence(line: &Line<'_>, around: &Around<'_, '_>) -> f32 {
    let shape = &line.shape;
    if line.marker.is_some() {
        return 0.0;
    }
    let mut score = -1.2;
    let Some(below) = around.below else {
        return 0.0;
    };
    score += if below.shape.width >= shape.width * 2 && is_text(below) {
        1.2
    } else {
        -1.4
    };
    score += match around.above {
        None => 0.5,
        Some(above) if matches!(above.shape.last, ':' | '：' | ',' | '，') => -2.0,
        Some(above) if above.shape.ends_sentence() => 1.0,
        Some(_) => -0.6,
    };
    score += shape_score(shape);
    if role_of(line.body()).is_some() {
        score += 2.0;
    }
    logistic(score)
}

/// What the form of the line itself says.
fn shape_score(shape: &crate::line::Shape) -> f32 {
    let mut score = 0.0;
    if shape.width > 50 {
        score -= f32::from(shape.width - 50) / 20.0;
    }
    if shape.width <= 24 {
        score += 0.4;
    }
    score -= 0.5 * f32::from(shape.commas.min(4));
    let letters = f32::from((shape.letters + shape.cjk).max(1));
    score -= 4.0 * (f32::from(shape.symbols) / letters).min(0.6);
    if shape.cjk == 0 {
        if shape.first.is_lowercase() {
            score -= 2.0;
        }
        let words = f32::from(shape.words.max(1));
        score += (f32::from(shape.capitalized) / words - 0.4).clamp(-0.4, 0.6);
        score -= (words - 9.0).max(0.0) * 0.25;
    }
    score
}
