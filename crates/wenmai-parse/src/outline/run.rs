//! Runs of numbered lines: a series of headings, or a list.

use rustc_hash::FxHashMap;
use wenmai_model::BlockKind;

use super::{Candidate, is_open};
use crate::{
    class::{Class, Labeled},
    grammar::marker::{Marker, Style, Unit},
    line::Line,
};

/// Widest numbered heading, in columns.
const MAX_HEADING_WIDTH: u16 = 110;
/// How sure a heading is that the options name.
const STATED_CONFIDENCE: f32 = 0.99;
/// How far a run may skip a number and go on.
const MAX_GAP: u32 = 2;

/// Numbered lines that count up in one style.
#[derive(Debug, Clone)]
struct Run {
    style: Style,
    /// Parts before the last of a dotted number.
    prefix: Vec<u32>,
    last: u32,
    lines: Vec<usize>,
}

/// The numbered headings among `lines`; numbered lines that are none become list items in `classes`.
pub(super) fn numbered(lines: &[Line<'_>], classes: &mut [Labeled]) -> Vec<Candidate> {
    let runs = runs(lines, classes);
    let tops: Vec<u32> = top_numbers(&runs);
    let mut candidates = Vec::new();
    for run in &runs {
        let confidence = run_confidence(run, lines, &tops);
        for &at in &run.lines {
            let Some(line) = lines.get(at) else { continue };
            let Some(marker) = line.marker else { continue };
            if confidence >= 0.5 && fits_heading(line, marker) {
                candidates.push(Candidate {
                    line: at,
                    marker: Some(marker),
                    confidence,
                });
            } else if is_list_style(marker.style)
                && let Some(class) = classes.get_mut(at)
            {
                class.class = Class::Block(BlockKind::ListItem);
            }
        }
    }
    candidates
}

/// Whether a line that is no heading is an item of a list by its marker.
fn is_list_style(style: Style) -> bool {
    matches!(
        style,
        Style::DecimalDot
            | Style::DecimalComma
            | Style::DecimalParenthesis
            | Style::DecimalParenthesized
            | Style::ChineseParenthesized
            | Style::LetterParenthesis
            | Style::LowerLetter
            | Style::LowerRoman
            | Style::RomanParenthesis
            | Style::Circled
    )
}

/// Gathers the markers of open lines into runs, in order of their first lines.
fn runs(lines: &[Line<'_>], classes: &[Labeled]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open: FxHashMap<(Style, Vec<u32>), usize> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        let Some(marker) = line.marker.filter(|marker| {
            let class = classes.get(at);
            // `★ 标题` looks like an item of a list, unless the options say what it is.
            let is_item =
                class.is_some_and(|class| class.class == Class::Block(BlockKind::ListItem));
            is_open(class) || marker.is_stated && is_item
        }) else {
            continue;
        };
        let number = marker.number.last();
        let key = (marker.style, marker.number.prefix().to_vec());
        let going_on = open
            .get(&key)
            .and_then(|&index| runs.get_mut(index))
            .filter(|run| number > run.last && number - run.last <= MAX_GAP);
        if let Some(run) = going_on {
            run.last = number;
            run.lines.push(at);
        } else {
            let (style, prefix) = key.clone();
            open.insert(key, runs.len());
            runs.push(Run {
                style,
                prefix,
                last: number,
                lines: vec![at],
            });
        }
    }
    runs
}

/// Last numbers of all top-level runs: what `1.2` may be a child of.
fn top_numbers(runs: &[Run]) -> Vec<u32> {
    let mut tops: Vec<u32> = runs
        .iter()
        .filter(|run| run.prefix.is_empty())
        .flat_map(|run| 1..=run.last.min(200))
        .collect();
    tops.sort_unstable();
    tops.dedup();
    tops
}

/// Probability that a run is a series of headings.
fn run_confidence(run: &Run, lines: &[Line<'_>], tops: &[u32]) -> f32 {
    let all: Vec<&Line<'_>> = run.lines.iter().filter_map(|&at| lines.get(at)).collect();
    let Some(first) = all.first() else { return 0.0 };
    if first.marker.is_some_and(|marker| marker.is_stated) {
        return STATED_CONFIDENCE;
    }
    let share = |test: &dyn Fn(&Line<'_>) -> bool| {
        #[expect(clippy::cast_precision_loss, reason = "a share of a few lines")]
        let share = all.iter().filter(|line| test(line)).count() as f32 / all.len() as f32;
        share
    };
    let closed = share(&|line| line.shape.ends_like_text() || line.shape.inner_ends > 0);
    let wide = share(&|line| line.shape.width > 64);
    let alone = share(&|line| line.is_isolated());
    // Text between the items speaks for headings; items that follow each other at once are a list.
    let gaps = run
        .lines
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if b - a > 1))
        .count();
    #[expect(clippy::cast_precision_loss, reason = "a share of a few lines")]
    let gap_share = if run.lines.len() > 1 {
        gaps as f32 / (run.lines.len() - 1) as f32
    } else {
        0.5
    };
    let starts_at_one = first.marker.is_some_and(|marker| marker.number.last() == 1);
    let mut score = match run.style {
        Style::Ordinal(
            Unit::Chapter | Unit::Section | Unit::Part | Unit::Book | Unit::Lesson | Unit::Appendix,
        ) => 2.0,
        Style::Named(_) | Style::ChineseComma => 1.5,
        Style::Dotted => 1.2,
        Style::ChineseDot | Style::Roman | Style::ChineseParenthesized => 0.8,
        Style::Ordinal(Unit::Step) | Style::Question | Style::ChineseColon => 0.6,
        Style::DecimalDot | Style::DecimalBare | Style::UpperLetter => 0.2,
        Style::DecimalComma | Style::DecimalColon | Style::ChineseBare | Style::User(_) => 0.0,
        Style::DecimalParenthesized | Style::DecimalParenthesis => -0.4,
        Style::Circled
        | Style::LetterParenthesis
        | Style::LowerLetter
        | Style::LowerRoman
        | Style::RomanParenthesis
        | Style::Answer => -1.0,
        Style::Ordinal(Unit::Article | Unit::Clause) => -4.0,
    };
    score -= 4.0 * closed + 1.5 * wide;
    score += 1.2 * alone + 2.4 * (gap_share - 0.5);
    score += if starts_at_one { 0.5 } else { -0.7 };
    score += if run.lines.len() > 1 { 0.3 } else { -0.5 };
    if run.style == Style::Dotted {
        let parent = run.prefix.first().is_some_and(|top| tops.contains(top));
        score += if parent { 1.0 } else { -0.3 };
    }
    1.0 / (1.0 + (-score).exp())
}

/// Whether one line of a series of headings is a heading itself.
fn fits_heading(line: &Line<'_>, marker: Marker) -> bool {
    if marker.is_stated {
        return true;
    }
    let prose = match marker.style {
        // 第一章介绍如何安装…
        Style::Ordinal(_) => line.shape.commas > 1,
        _ => false,
    };
    line.shape.width <= MAX_HEADING_WIDTH
        && !prose
        && !matches!(line.shape.last, '。' | '；' | '，' | ',' | ';')
}
