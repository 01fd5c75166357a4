//! Rules of quality: which articles are worth keeping in a corpus.
//!
//! A [`Rule`] measures one figure of a text and has a bound for it. All rules stand in one table, [`RULES`], by sets: those that were
//! published, with their thresholds, and one of our own for what each language needs. [`Rules`] says which of them are on, at which
//! thresholds, and in which languages; [`judge_text`] gives all that a text breaks. No text is ever changed.
//!
//! The sets `gopher-quality`, `gopher-repetition`, `c4` and `fineweb` decide as the filters of datatrove 0.10.1 do, with the word
//! splitter that it has for English, so that figures of corpora can be compared; `cargo xtask eval quality` holds that.

mod c4;
mod chinese;
mod lines;
mod measures;
mod repetition;
mod rules;
mod spoiled;
mod table;
#[cfg(test)]
mod tests;
mod tokenizer;
mod words;

use std::fmt;

pub use self::measures::Measures;
pub use self::rules::{Languages, Rules, UnknownRule};
pub use self::table::{RULES, SETS};

/// Some rules that belong together, mostly those of one publication.
#[derive(Debug)]
pub struct RuleSet {
    /// What it is called: `gopher-quality`.
    pub name: &'static str,
    /// One line: what its rules look at, and where they come from.
    pub help: &'static str,
    /// The languages of the texts that it is for, unless [`Rules::set_languages`] says others.
    pub languages: Languages,
}

/// On which side of its threshold a figure keeps a rule. The threshold itself keeps it, as in all published sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// The figure must not be less.
    AtLeast,
    /// The figure must not be more.
    AtMost,
}

impl Bound {
    /// Whether `value` is on the wrong side of `limit`. What is no number breaks nothing.
    pub fn is_broken(self, value: f64, limit: f64) -> bool {
        match self {
            Self::AtLeast => value < limit,
            Self::AtMost => value > limit,
        }
    }
}

/// A figure of a text, and the bound for it.
#[derive(Debug)]
pub struct Rule {
    /// Its set, one of [`SETS`].
    pub set: &'static str,
    /// What it is called in its set: `min-words`.
    pub name: &'static str,
    /// Which side of the threshold is good.
    pub bound: Bound,
    /// The published threshold.
    pub default: f64,
    /// One line: the figure, with its unit.
    pub help: &'static str,
    /// The language whose words the rule knows; it says nothing of texts in another one, whatever its set is for.
    pub words_of: Option<&'static str>,
    measure: fn(&Measures<'_>) -> f64,
}

impl Rule {
    /// The figure of a text that the rule is about.
    pub fn measure(&self, measures: &Measures<'_>) -> f64 {
        (self.measure)(measures)
    }

    /// What the rule is called in reasons and recipes: `gopher-quality.min-words`.
    pub fn key(&self) -> String {
        format!("{}.{}", self.set, self.name)
    }
}

/// A rule is the same by its name: there is one of each.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        (self.set, self.name) == (other.set, other.name)
    }
}

/// A rule that a text does not keep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Broken {
    /// The rule.
    pub rule: &'static Rule,
    /// What the text has.
    pub value: f64,
    /// The threshold that was asked for.
    pub limit: f64,
}

/// `gopher-quality.min-words: 12 < 50`
impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.rule.bound {
            Bound::AtLeast => '<',
            Bound::AtMost => '>',
        };
        let Rule { set, name, .. } = self.rule;
        write!(f, "{set}.{name}: {} {sign} {}", self.value, self.limit)
    }
}

/// What the rules say of a text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Judgement {
    /// All rules that are not kept, in the order of [`RULES`].
    pub broken: Vec<Broken>,
    /// How many rules were asked: those that are on, and for the language of the text.
    pub n_applied: usize,
}

impl Judgement {
    /// Whether no rule is broken.
    pub fn is_kept(&self) -> bool {
        self.broken.is_empty()
    }

    /// The first rule that is not kept, as a recipe calls it: `gopher-quality.min-words`.
    pub fn reason(&self) -> Option<String> {
        self.broken.first().map(|broken| broken.rule.key())
    }
}

/// Judges a text: all rules that are on and for its language (a BCP 47 tag, or `None` where it is not known) are asked.
///
/// Never fails, whatever the text holds. Runs in O(len of `text`), and only makes those counts that some rule needs.
///
/// ```
/// use wenmai_analyze::quality::{Rules, judge_text};
/// let mut rules = Rules::default();
/// rules.enable_set("gopher-quality")?;
/// let judgement = judge_text("Too short to be of any use.", Some("en"), &rules);
/// assert_eq!(judgement.reason().as_deref(), Some("gopher-quality.min-words"));
///
/// rules.set("gopher-quality", "min-words", None)?;
/// assert!(judge_text("Too short to be of any use, with that.", Some("en"), &rules).is_kept());
/// // The set is made for text with blanks between words.
/// assert_eq!(judge_text("太短了。", Some("zh"), &rules).n_applied, 0);
/// # Ok::<(), wenmai_analyze::quality::UnknownRule>(())
/// ```
pub fn judge_text(text: &str, language: Option<&str>, rules: &Rules) -> Judgement {
    let measures = Measures::new(text);
    let mut judgement = Judgement::default();
    for (rule, limit) in rules.applied(language) {
        judgement.n_applied += 1;
        let value = rule.measure(&measures);
        if rule.bound.is_broken(value, limit) {
            judgement.broken.push(Broken { rule, value, limit });
        }
    }
    judgement
}
