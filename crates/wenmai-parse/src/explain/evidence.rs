//! What the facts about a line weigh: by how much the log-odds of its class fall when a group of facts is taken away.
//!
//! A group is taken away by giving its facts the values that paragraphs of the page have: the lower median of each, of all
//! lines when the page has no paragraph. Facts about the page as a whole are alike for all its lines, so they speak for none
//! of them.

use wenmai_model::BlockKind;
use wenmai_text::ensemble::{Columns, Ensemble, MAX_OFFSET};

use crate::{
    class::{Class, Labeled},
    features::{FACTS, Fact},
    judge::{Facts, Probabilities, sums},
    line::Line,
};

/// Rows of a table that are changed at once: so far apart that no line sees two of them.
const STRIDE: usize = MAX_OFFSET + 1;
/// Groups that are named.
const NAMED: usize = 2;
/// Groups that weigh less are not named.
const MIN_WEIGHT: f32 = 0.05;

/// Facts that are taken away together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Blanks,
    Width,
    Closing,
    Inside,
    Words,
    Signs,
    RuleKind,
    Marker,
    Role,
    Likeness,
    Place,
    /// All facts about the lines around.
    Around,
}

impl Group {
    const ALL: [Self; 12] = [
        Self::Blanks,
        Self::Width,
        Self::Closing,
        Self::Inside,
        Self::Words,
        Self::Signs,
        Self::RuleKind,
        Self::Marker,
        Self::Role,
        Self::Likeness,
        Self::Place,
        Self::Around,
    ];

    /// The facts of the group; none for the lines around.
    const fn facts(self) -> &'static [Fact] {
        match self {
            Self::Blanks => &[Fact::BlankBefore, Fact::BlankAfter],
            Self::Width => &[Fact::Width, Fact::WidthRank, Fact::Indent],
            Self::Closing => &[Fact::Last],
            Self::Inside => &[Fact::Commas, Fact::InnerEnds, Fact::Colon],
            Self::Words => &[
                Fact::Cjk,
                Fact::Letters,
                Fact::Upper,
                Fact::Digits,
                Fact::Words,
                Fact::Capitalized,
                Fact::Function,
                Fact::FunctionShare,
                Fact::First,
                Fact::BodyFirst,
                Fact::Caption,
            ],
            Self::Signs => &[
                Fact::Symbols,
                Fact::Code,
                Fact::Brackets,
                Fact::Bars,
                Fact::Tabs,
            ],
            Self::RuleKind => &[Fact::RuleKind],
            Self::Marker => &[
                Fact::Style,
                Fact::Number,
                Fact::Parts,
                Fact::SeriesLen,
                Fact::SeriesPlace,
                Fact::SeriesStart,
                Fact::SeriesGap,
                Fact::SeriesClosed,
                Fact::SeriesAlone,
                Fact::SeriesDense,
                Fact::SeriesWidth,
                Fact::SeriesParent,
                Fact::SeriesOfStyle,
            ],
            Self::Role => &[Fact::Role],
            Self::Likeness => &[
                Fact::SameText,
                Fact::SameStart,
                Fact::SameEnd,
                Fact::LikeLines,
                Fact::LikeDense,
                Fact::LikeWidth,
                Fact::LikeBelow,
            ],
            Self::Place => &[Fact::FromStart, Fact::FromEnd],
            Self::Around => &[],
        }
    }

    /// What the group is about, without saying what the line is like.
    const fn neutral_words(self) -> &'static str {
        match self {
            Self::Blanks => "the blank lines around it",
            Self::Width => "its width",
            Self::Closing => "how it closes",
            Self::Inside => "the punctuation inside it",
            Self::Words => "its words and letters",
            Self::Signs => "its signs",
            Self::RuleKind => "its form",
            Self::Marker => "its opening",
            Self::Role => "whether it is a section word",
            Self::Likeness => "how like it is to other lines",
            Self::Place => "its place in the page",
            Self::Around => "the lines around it",
        }
    }
}

/// The weights of the groups for each line of a body.
pub(super) struct Evidence<'l> {
    lines: &'l [Line<'l>],
    table: &'l Columns,
    series: &'l crate::features::Series,
    /// Sums of each line with all facts.
    whole: Vec<Probabilities>,
    /// Sums of each line without a group, one entry a [`Group::ALL`].
    without: Vec<Vec<Probabilities>>,
}

impl<'l> Evidence<'l> {
    /// Judges all lines, which the rules gave the classes `rules`, without each group in turn. Runs in O(number of lines), some fifty times as long as judging does.
    pub(super) fn new(
        lines: &'l [Line<'l>],
        rules: &[Labeled],
        facts: &'l Facts,
        classes: &[Labeled],
        ensemble: &Ensemble,
    ) -> Self {
        let neutral = neutral(&facts.table, classes);
        let judge = |table: &Columns| sums(lines, rules, table, ensemble);
        let without = Group::ALL
            .iter()
            .map(|&group| without(group, &facts.table, &neutral, judge))
            .collect();
        Self {
            lines,
            table: &facts.table,
            series: &facts.series,
            whole: judge(&facts.table),
            without,
        }
    }

    /// The groups that speak most for or against the class of the line with index `at`, strongest first.
    pub(super) fn strongest(&self, at: usize, kind: BlockKind) -> String {
        let Some(whole) = self.whole.get(at) else {
            return String::new();
        };
        let full = log_odds(whole, kind);
        let mut weights: Vec<(Group, f32)> = Group::ALL
            .into_iter()
            .zip(&self.without)
            .filter_map(|(group, rows)| Some((group, full - log_odds(rows.get(at)?, kind))))
            .filter(|(_, weight)| weight.is_finite() && weight.abs() >= MIN_WEIGHT)
            .collect();
        weights.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let named: Vec<String> = weights
            .into_iter()
            .take(NAMED)
            .map(|(group, weight)| {
                let phrase = self.phrase(group, at, kind, weight);
                format!("{phrase} ({weight:+.1})")
            })
            .collect();
        if named.is_empty() {
            "no fact stands out".to_owned()
        } else {
            named.join(", ")
        }
    }

    fn fact(&self, at: usize, fact: Fact) -> u8 {
        self.table
            .column(fact as usize)
            .get(at)
            .copied()
            .unwrap_or(0)
    }

    /// What a line is like as to a group, where that fits what the group weighs for its class.
    fn phrase(&self, group: Group, at: usize, kind: BlockKind, weight: f32) -> String {
        let Some(line) = self.lines.get(at) else {
            return String::new();
        };
        let (phrase, claim) = self.claim(group, at, line);
        if claim.fits(kind, weight) {
            phrase
        } else {
            group.neutral_words().to_owned()
        }
    }

    /// What a line is like as to a group, and what these words say about its class.
    fn claim(&self, group: Group, at: usize, line: &Line<'_>) -> (String, Claim) {
        let fact = |name| self.fact(at, name);
        let (phrase, claim) = match group {
            Group::Blanks => match (line.blank_before, line.blank_after) {
                (true, true) => ("alone between blank lines", LISTED.denied()),
                (true, false) => ("blank line above only", Claim::NONE),
                (false, true) => ("blank line below only", Claim::NONE),
                (false, false) => ("no blank line around", LISTED),
            },
            Group::Width => {
                let indented = if line.indent > 0 { ", indented" } else { "" };
                let phrase = format!("{} columns wide{indented}", line.shape.width);
                return (phrase, Claim::NONE);
            }
            Group::Closing if line.shape.last.is_alphanumeric() => {
                ("no closing sign", Claim::absent(HEADING, PARAGRAPH))
            }
            Group::Closing => {
                let claim = match line.shape.last {
                    '。' | '.' | '!' | '！' | ';' | '；' => Claim::of(PARAGRAPH, HEADING),
                    _ => Claim::NONE,
                };
                return (format!("closes with {}", line.shape.last), claim);
            }
            Group::Inside if [Fact::Commas, Fact::InnerEnds, Fact::Colon].map(fact) == [0; 3] => (
                "no comma, end or colon inside",
                Claim::absent(HEADING, PARAGRAPH),
            ),
            Group::Inside => ("comma, end or colon inside", Claim::of(PARAGRAPH, HEADING)),
            Group::Signs if fact(Fact::Bars) > 0 || fact(Fact::Tabs) > 0 => {
                ("bars or tabs", Claim::of(TABLE | CODE, PROSE))
            }
            Group::Signs if fact(Fact::Symbols) > 0 => ("signs of code", Claim::of(CODE, PROSE)),
            Group::Signs => ("no signs of code", Claim::absent(PROSE, CODE | TABLE)),
            Group::RuleKind => match fact(Fact::RuleKind) {
                1 => ("looks like a quote", Claim::of(PARAGRAPH, !PARAGRAPH)),
                2 => ("opens with a bullet", Claim::of(ITEM, !ITEM)),
                3 => ("looks like a table", Claim::of(TABLE, !TABLE)),
                4 => ("looks like code", Claim::of(CODE, !CODE)),
                _ => (
                    "no bullet, table or code",
                    Claim::absent(HEADING | PARAGRAPH, ITEM | TABLE | CODE),
                ),
            },
            Group::Marker => return self.marker_claim(line, at),
            Group::Role if fact(Fact::Role) > 0 => ("section word", Claim::of(HEADING, !HEADING)),
            Group::Role => ("no section word", Claim::absent(!HEADING, HEADING)),
            Group::Likeness if fact(Fact::SameText) > 1 => ("comes more than once", Claim::NONE),
            Group::Words | Group::Likeness | Group::Place | Group::Around => {
                (group.neutral_words(), Claim::NONE)
            }
        };
        (phrase.to_owned(), claim)
    }

    fn marker_claim(&self, line: &Line<'_>, at: usize) -> (String, Claim) {
        let Some(marker) = line.marker else {
            let claim = Claim::absent(PARAGRAPH | CODE | TABLE, HEADING | ITEM);
            return ("no number".to_owned(), claim);
        };
        let len = usize::from(marker.len_bytes);
        let shown = super::cited(line.text.get(..len).unwrap_or_default().trim_end());
        let series = self.series.membership(at);
        let lines = series.map_or(1, |member| self.series.lines_of(member.series));
        if lines > 1 {
            let claim = Claim::of(HEADING | ITEM, PARAGRAPH);
            (format!("marker {shown} in a series of {lines}"), claim)
        } else {
            (format!("marker {shown} without a series"), Claim::NONE)
        }
    }
}

/// A set of classes, one bit each, in the order of the sums.
type Kinds = u8;

const HEADING: Kinds = 1;
const PARAGRAPH: Kinds = 1 << 1;
const ITEM: Kinds = 1 << 2;
const CODE: Kinds = 1 << 3;
const TABLE: Kinds = 1 << 4;
const PROSE: Kinds = HEADING | PARAGRAPH | ITEM;

/// Lines stand close in lists, code and tables.
const LISTED: Claim = Claim::of(ITEM | CODE | TABLE, HEADING);

/// What words say about the class of a line. The trees weigh facts together, so what a group weighs may go against its words;
/// a reason that reads so would explain nothing.
#[derive(Debug, Clone, Copy)]
struct Claim {
    /// The classes that the words speak for.
    favored: Kinds,
    /// The classes that they speak against.
    opposed: Kinds,
    /// Whether the words say that something is missing, which is worth saying only in favor of a class.
    is_absence: bool,
}

impl Claim {
    /// Words that fit any class.
    const NONE: Self = Self::of(0, 0);

    const fn of(favored: Kinds, opposed: Kinds) -> Self {
        Self {
            favored,
            opposed,
            is_absence: false,
        }
    }

    const fn absent(favored: Kinds, opposed: Kinds) -> Self {
        Self {
            is_absence: true,
            ..Self::of(favored, opposed)
        }
    }

    /// The contrary.
    const fn denied(self) -> Self {
        Self::of(self.opposed, self.favored)
    }

    /// Whether the words agree with what the group weighs for the class.
    fn fits(self, kind: BlockKind, weight: f32) -> bool {
        let kind = 1 << output(kind);
        if self.favored & kind != 0 {
            weight > 0.0
        } else if self.opposed & kind != 0 {
            weight < 0.0 && !self.is_absence
        } else {
            true
        }
    }
}

/// Index of the sum of a kind.
const fn output(kind: BlockKind) -> usize {
    match kind {
        BlockKind::Heading => 0,
        BlockKind::ListItem => 2,
        BlockKind::Code => 3,
        BlockKind::Table => 4,
        _ => 1,
    }
}

/// Log-odds of a kind, of the sums of all.
fn log_odds(sums: &Probabilities, kind: BlockKind) -> f32 {
    let of_kind = output(kind);
    let largest = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let (mut own, mut others) = (f32::NEG_INFINITY, 0.0_f32);
    for (at, &sum) in sums.iter().enumerate() {
        if at == of_kind {
            own = sum - largest;
        } else {
            others += (sum - largest).exp();
        }
    }
    own - others.max(f32::MIN_POSITIVE).ln()
}

/// The facts of a line that is like most paragraphs.
fn neutral(table: &Columns, classes: &[Labeled]) -> [u8; FACTS] {
    let is_paragraph = |at: &usize| {
        classes
            .get(*at)
            .is_some_and(|labeled| labeled.class == Class::Block(BlockKind::Paragraph))
    };
    let mut rows: Vec<usize> = (0..table.rows()).filter(is_paragraph).collect();
    if rows.is_empty() {
        rows = (0..table.rows()).collect();
    }
    let mut neutral = [0; FACTS];
    for (column, slot) in neutral.iter_mut().enumerate() {
        let bytes = table.column(column);
        let mut values: Vec<u8> = rows
            .iter()
            .filter_map(|&at| bytes.get(at).copied())
            .collect();
        let middle = values.len().saturating_sub(1) / 2;
        if middle < values.len() {
            *slot = *values.select_nth_unstable(middle).1;
        }
    }
    neutral
}

/// The sums of all lines without a group of facts: of the line itself, or of the lines around.
fn without(
    group: Group,
    table: &Columns,
    neutral: &[u8; FACTS],
    judge: impl Fn(&Columns) -> Vec<Probabilities>,
) -> Vec<Probabilities> {
    let mut found = vec![Probabilities::default(); table.rows()];
    // Of the rows that a line sees, only its own has the line's remainder.
    for remainder in 0..STRIDE.min(table.rows()) {
        let mut changed = table.clone();
        for (column, &value) in neutral.iter().enumerate() {
            let is_of_group = group.facts().iter().any(|&fact| fact as usize == column);
            if group != Group::Around && !is_of_group {
                continue;
            }
            for (at, slot) in changed.column_mut(column).iter_mut().enumerate() {
                if (at % STRIDE == remainder) == is_of_group {
                    *slot = value;
                }
            }
        }
        let sums = judge(&changed);
        let rows = found.iter_mut().zip(sums).skip(remainder).step_by(STRIDE);
        for (slot, row) in rows {
            *slot = row;
        }
    }
    found
}
