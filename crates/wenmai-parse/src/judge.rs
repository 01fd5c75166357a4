//! What each line of a body is, by learned trees.
//!
//! The trees judge each line by its own facts and those of its neighbors; what cannot be a heading is then ruled out, and
//! the numbered lines of a series are judged together.

mod model;

use wenmai_model::BlockKind;
use wenmai_text::ensemble::{Columns, Ensemble, MAX_OFFSET, logistic, softmax};

use crate::{
    card,
    class::{Class, Labeled},
    features::{FactSource, Series, facts, is_caption, series},
    grammar::marker::{Style, Unit, opens_with_figure},
    line::Line,
    region::Listing,
    role::role_of,
};
#[cfg(not(feature = "_train"))]
use model::Calibration;
#[cfg(feature = "_train")]
pub use model::{Calibration, Calibrations, PAGE_KINDS};
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub use model::{KINDS, Model};

/// Widest heading, in columns.
const MAX_WIDTH: u16 = 120;
/// How much of the evidence for a numbered heading is that of its whole series.
const SERIES_WEIGHT: f32 = 0.8;
/// The least log-odds of a heading, before calibration. Below 0, since a missed heading costs a section, a wrong one a line.
pub(crate) const MIN_LOG_ODDS: f32 = -0.2;
/// Evidence that an unnumbered heading is given where blank lines part the page: a wrong one is a line, no list.
const SPACED_LOG_ODDS: f32 = 0.15;

/// Evidence that the contents of the page give to the headings they list.
const LISTED_LOG_ODDS: f32 = 2.0;

/// A series numbers a page when it is the only one of its style and spans this part of the lines: a fifth.
const FRAME_SHARE: usize = 5;
/// Evidence that an unnumbered heading lacks on such a page.
const UNNUMBERED_LOG_ODDS: f32 = 2.0;
/// The least log-odds of a heading on a page with hardly another: most pages have several headings or none.
const MIN_LONE_LOG_ODDS: f32 = 1.4;
/// Headings of a page with hardly any.
const LONE: usize = 2;
/// How much of the evidence for code is that of the whole block between blank lines.
const BLOCK_WEIGHT: f32 = 0.6;
/// Fewest lines of a block that share it.
const MIN_BLOCK: usize = 3;
/// Evidence of one line beyond this adds nothing, so that no line outvotes its series.
const MAX_LOG_ODDS: f32 = 6.0;

/// Lines whose facts are gathered at once.
const LINES_AT_ONCE: usize = 4096;

/// Probabilities of the kinds of one line.
pub(crate) type Probabilities = [f32; KINDS];

/// The judgement of all lines of a body.
#[derive(Debug, Clone)]
pub(crate) struct Judgement {
    /// Probabilities by the trees, headings ruled out where there can be none.
    pub(crate) lines: Vec<Probabilities>,
    /// Log-odds of each line to be a heading, those of a series taken together; −∞ where there can be none.
    pub(crate) headings: Vec<f32>,
    /// What a rule for the whole page made of each line.
    pub(crate) overruled: Vec<Option<Overruled>>,
    calibration: Calibration,
}

/// A rule for the whole page or of the options that decided against what the evidence for a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overruled {
    /// No heading: unnumbered, where one series numbers the page.
    Unnumbered,
    /// No heading: hardly another on the page.
    Lone,
    /// A heading: the options say so of its marker.
    Stated,
}

impl Judgement {
    /// The likeliest kind of a line that is no heading, with its probability.
    pub(crate) fn likeliest(&self, at: usize) -> Option<(f32, BlockKind)> {
        let [_, paragraph, item, code, table] = *self.lines.get(at)?;
        let kinds = [
            (paragraph, BlockKind::Paragraph),
            (item, BlockKind::ListItem),
            (code, BlockKind::Code),
            (table, BlockKind::Table),
        ];
        kinds.into_iter().max_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// Whether a line is a heading, as far as its text tells.
    pub(crate) fn is_heading(&self, at: usize) -> bool {
        self.headings
            .get(at)
            .is_some_and(|&odds| odds >= MIN_LOG_ODDS)
    }

    /// Calibrated probability that a line is a heading.
    pub(crate) fn confidence(&self, at: usize) -> f32 {
        let (slope, offset) = self.calibration;
        self.headings
            .get(at)
            .map_or(0.0, |odds| logistic(slope * odds + offset))
    }

    /// Gives each line the likeliest kind that is no heading; a heading is left a paragraph, for the outline to take.
    pub(crate) fn settle(&self, classes: &mut [Labeled]) {
        for (at, class) in classes.iter_mut().enumerate() {
            if self.is_heading(at) {
                *class = Labeled::block(BlockKind::Paragraph);
                continue;
            }
            let Some((_, kind)) = self.likeliest(at) else {
                continue;
            };
            // The trees do not tell quotes from paragraphs, and rows of bars are a table whatever they hold.
            let keeps = match class.class {
                Class::Block(BlockKind::Quote) => kind == BlockKind::Paragraph,
                Class::Block(BlockKind::Table) | Class::Boilerplate(_) => true,
                _ => false,
            };
            if !keeps {
                *class = Labeled::block(kind);
            }
        }
    }
}

/// The facts about the lines of a body.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) series: Series,
    pub(crate) table: Columns,
}

impl Facts {
    /// Gathers the facts of all lines. `classes` are those of the rules.
    pub(crate) fn new(lines: &[Line<'_>], classes: &[Labeled]) -> Self {
        let series = series(lines);
        let table = facts(lines, classes, &series);
        Self { series, table }
    }

    /// Judges all lines, which the rules gave `classes`. Runs in O(number of lines).
    #[cfg(feature = "_train")]
    pub(crate) fn judge(
        &self,
        lines: &[Line<'_>],
        classes: &[Labeled],
        ensemble: &Ensemble,
    ) -> Vec<Probabilities> {
        let mut rows = sums(lines, classes, &self.table, ensemble);
        for row in &mut rows {
            softmax(row);
        }
        rows
    }
}

/// The sums of all lines, of which [`softmax`] makes probabilities: −∞ for headings that cannot be.
pub(crate) fn sums(
    lines: &[Line<'_>],
    classes: &[Labeled],
    table: &Columns,
    ensemble: &Ensemble,
) -> Vec<Probabilities> {
    let mut rows = ensemble.sums(table).as_chunks::<KINDS>().0.to_vec();
    rule_out(lines, classes, &mut rows);
    rows
}

/// Takes the lines out that cannot be headings.
fn rule_out(lines: &[Line<'_>], classes: &[Labeled], rows: &mut [Probabilities]) {
    for (at, (row, class)) in rows.iter_mut().zip(classes).enumerate() {
        if class.is_boilerplate() || no_heading(lines, at).is_some() {
            let [heading, ..] = row;
            *heading = f32::NEG_INFINITY;
        }
    }
}

/// Probabilities of all lines. The facts are gathered for some lines at a time, so that they take no memory worth
/// mentioning.
fn probabilities(
    lines: &[Line<'_>],
    classes: &[Labeled],
    series: &Series,
    ensemble: &Ensemble,
) -> Vec<Probabilities> {
    let facts = FactSource::new(lines, classes, series);
    let mut rows: Vec<Probabilities> = Vec::with_capacity(lines.len());
    for first in (0..lines.len()).step_by(LINES_AT_ONCE) {
        // The lines around are seen, too.
        let from = first.saturating_sub(MAX_OFFSET);
        let to = (first + LINES_AT_ONCE + MAX_OFFSET).min(lines.len());
        let sums = ensemble.sums(&facts.table(from..to));
        let sums = sums.as_chunks::<KINDS>().0.iter().skip(first - from);
        rows.extend(sums.take(LINES_AT_ONCE));
    }
    rule_out(lines, classes, &mut rows);
    for row in &mut rows {
        softmax(row);
    }
    rows
}

/// Judges all lines of a body by `model`; `listing` is what the contents of the page say.
pub(crate) fn judge(
    lines: &[Line<'_>],
    classes: &[Labeled],
    listing: &Listing,
    model: &Model,
) -> Judgement {
    let series = series(lines);
    let mut rows = probabilities(lines, classes, &series, model.ensemble());
    if is_spaced(lines) {
        share_code_evidence(lines, &mut rows);
    }
    let (mut headings, mut overruled) = heading_odds(lines, &rows, &series, listing);
    for ((odds, slot), line) in headings.iter_mut().zip(&mut overruled).zip(lines) {
        if line.marker.is_some_and(|marker| marker.is_stated) {
            *odds = MAX_LOG_ODDS;
            *slot = Some(Overruled::Stated);
        }
    }
    Judgement {
        headings,
        overruled,
        lines: rows,
        calibration: model.calibration(page_kind(lines)),
    }
}

/// A listing is one block between blank lines, so the lines of a block share most of their evidence for code.
fn share_code_evidence(lines: &[Line<'_>], rows: &mut [Probabilities]) {
    let mut start = 0;
    while start < lines.len() {
        let behind = lines.get(start + 1..).unwrap_or_default();
        let len = 1 + behind.iter().take_while(|line| !line.blank_before).count();
        if let Some(block) = rows
            .get_mut(start..start + len)
            .filter(|_| len >= MIN_BLOCK)
        {
            let odds = |&[heading, _, _, code, _]: &Probabilities| {
                log_odds(code / (1.0 - heading).max(f32::EPSILON)).max(-MAX_LOG_ODDS)
            };
            #[expect(clippy::cast_precision_loss, reason = "lines of one block")]
            let mean = block.iter().map(odds).sum::<f32>() / len as f32;
            for row in block {
                let shared = (1.0 - BLOCK_WEIGHT) * odds(row) + BLOCK_WEIGHT * mean;
                let [heading, paragraph, item, code, table] = row;
                let rest = 1.0 - *heading;
                let scale = (1.0 - logistic(shared)) * rest / (rest - *code).max(f32::EPSILON);
                for kind in [paragraph, item, table] {
                    *kind *= scale;
                }
                *code = logistic(shared) * rest;
            }
        }
        start += len;
    }
}

/// Which of the kinds of pages a body is that are calibrated apart: without or with blank lines.
pub(crate) fn page_kind(lines: &[Line<'_>]) -> usize {
    usize::from(is_spaced(lines))
}

/// Whether a body has blank lines: above one of ten lines or more.
pub(crate) fn is_spaced(lines: &[Line<'_>]) -> bool {
    lines.iter().filter(|line| line.blank_before).count() * 10 > lines.len()
}

/// Why a line cannot be a heading whatever was learned, as a phrase; `None` when it may be one.
pub(crate) fn no_heading(lines: &[Line<'_>], at: usize) -> Option<&'static str> {
    let line = lines.get(at)?;
    let is_statute = line
        .marker
        .is_some_and(|marker| matches!(marker.style, Style::Ordinal(Unit::Article | Unit::Clause)));
    if is_statute {
        Some("article of a statute")
    } else if line.shape.width > MAX_WIDTH {
        Some("too wide")
    } else if matches!(line.shape.last, '。' | '；' | '，' | ',' | ';' | '、') {
        Some("closes like a sentence")
    } else if is_caption(line.text) {
        Some("caption of a figure or table")
    } else if opens_with_figure(line.text) {
        Some("opens with a number and its unit")
    } else if card::is_reading_time(line.text) {
        Some("reading time")
    } else if at + 1 == lines.len() {
        Some("nothing stands below it")
    } else {
        None
    }
}

/// Log-odds of a heading of this probability.
pub(crate) fn log_odds(heading: f32) -> f32 {
    if heading > 0.0 {
        (heading / (1.0 - heading).max(f32::EPSILON))
            .ln()
            .clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS)
    } else {
        f32::NEG_INFINITY
    }
}

/// Log-odds of each line to be a heading, −∞ for those that cannot be one, and what rules for the whole page decided.
pub(crate) fn heading_odds(
    lines: &[Line<'_>],
    rows: &[Probabilities],
    series: &Series,
    listing: &Listing,
) -> (Vec<f32>, Vec<Option<Overruled>>) {
    let mut odds = series_odds(rows, series);
    for (odds, line) in odds.iter_mut().zip(lines) {
        if listing.lists(line) {
            *odds += LISTED_LOG_ODDS;
        }
    }
    if is_spaced(lines) {
        let unnumbered = odds.iter_mut().zip(lines);
        for (odds, _) in unnumbered.filter(|(_, line)| line.marker.is_none()) {
            *odds += SPACED_LOG_ODDS;
        }
    }
    let mut overruled = vec![None; lines.len()];
    let mut note = |before: &[f32], after: &[f32], rule| {
        for ((slot, &before), &after) in overruled.iter_mut().zip(before).zip(after) {
            if before >= MIN_LOG_ODDS && after < MIN_LOG_ODDS {
                *slot = Some(rule);
            }
        }
    };
    let before = odds.clone();
    prefer_numbered(lines, series, &mut odds);
    note(&before, &odds, Overruled::Unnumbered);
    let before = odds.clone();
    rule_out_lone(&mut odds);
    note(&before, &odds, Overruled::Lone);
    (odds, overruled)
}

/// Log-odds of headings by the trees. A series is one of headings or a list, so its lines share most of their evidence.
fn series_odds(rows: &[Probabilities], series: &Series) -> Vec<f32> {
    let mut odds: Vec<f32> = rows
        .iter()
        .map(|&[heading, ..]| log_odds(heading))
        .collect();
    let mut means = vec![(0.0_f32, 0.0_f32); series.len()];
    let index = |at| series.membership(at).map(|member| member.series as usize);
    for (at, &odds) in odds.iter().enumerate() {
        if let Some((sum, count)) = index(at).and_then(|index| means.get_mut(index))
            && odds.is_finite()
        {
            *sum += odds;
            *count += 1.0;
        }
    }
    for (at, odds) in odds.iter_mut().enumerate() {
        if let Some(&(sum, count)) = index(at).and_then(|index| means.get(index))
            && count > 0.0
        {
            *odds = (1.0 - SERIES_WEIGHT) * *odds + SERIES_WEIGHT * sum / count;
        }
    }
    odds
}

/// Where one series numbers the page, the headings between its first and its last have numbers: others need more evidence,
/// unless their words say that they are sections.
fn prefer_numbered(lines: &[Line<'_>], series: &Series, headings: &mut [f32]) {
    let (mut all, mut numbered) = (0_usize, 0_usize);
    let mut frame: Option<(usize, usize)> = None;
    for (at, _) in headings
        .iter()
        .enumerate()
        .filter(|(_, odds)| **odds >= MIN_LOG_ODDS)
    {
        all += 1;
        let Some(member) = series.membership(at) else {
            continue;
        };
        numbered += 1;
        if let Some((first, last)) = series.only_of_style(member.series)
            && (last - first) * FRAME_SHARE >= lines.len()
        {
            let (from, to) = frame.unwrap_or((first, last));
            frame = Some((from.min(first), to.max(last)));
        }
    }
    if let Some((first, last)) = frame.filter(|_| numbered * 2 >= all) {
        for (odds, line) in headings.iter_mut().zip(lines).take(last).skip(first) {
            if line.marker.is_none() && role_of(line.body()).is_none() {
                *odds -= UNNUMBERED_LOG_ODDS;
            }
        }
    }
}

/// A page with hardly a heading has none, unless it is clear.
fn rule_out_lone(headings: &mut [f32]) {
    let found = headings.iter().filter(|odds| **odds >= MIN_LOG_ODDS);
    if found.count() <= LONE {
        for odds in headings
            .iter_mut()
            .filter(|odds| **odds < MIN_LONE_LOG_ODDS)
        {
            *odds = f32::NEG_INFINITY;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{body, line::scan};

    #[test]
    fn statutes_captions_and_the_last_line_are_no_headings() {
        let lines = scan("第一条 总则\n\n甲方。\n\n图 3 结构\n\n乙方。\n\n结语\n");
        let classes = body::classify(&lines);
        let judged = judge(&lines, &classes, &Listing::default(), Model::builtin());
        for at in [0, 2, 4] {
            assert!(!judged.is_heading(at), "{}", lines[at].text);
        }
    }
}
