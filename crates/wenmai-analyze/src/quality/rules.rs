use std::borrow::Cow;

use super::{RULES, Rule, SETS};

/// The languages that a set is for, by the first part of their BCP 47 tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Languages {
    /// All but these; a text whose language is not known is one of them.
    AllBut(Cow<'static, [Cow<'static, str>]>),
    /// These alone.
    Only(Cow<'static, [Cow<'static, str>]>),
}

impl Languages {
    /// Every text, whatever its language.
    pub const ALL: Self = Self::AllBut(Cow::Borrowed(&[]));

    /// Whether a text in `language` is one of them: `zh` takes in `zh-TW`.
    pub fn contain(&self, language: Option<&str>) -> bool {
        let is_in = |list: &[Cow<'static, str>]| {
            language.is_some_and(|language| list.iter().any(|one| is_language(language, one)))
        };
        match self {
            Self::AllBut(list) => !is_in(list),
            Self::Only(list) => is_in(list),
        }
    }
}

/// Whether `tag` is one of the language `primary`.
fn is_language(tag: &str, primary: &str) -> bool {
    let first = tag.split(['-', '_']).next().unwrap_or(tag);
    first.eq_ignore_ascii_case(primary)
}

/// There is no such set, or no such rule in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownRule {
    /// No set has this name.
    #[error("there is no set of rules \"{set}\"; there are {}", names(SETS.iter().map(|set| set.name)))]
    Set {
        /// The name that was asked for.
        set: String,
    },
    /// The set has no rule of this name.
    #[error("\"{set}\" has no rule \"{name}\"; it has {}", names(RULES.iter().filter(|rule| rule.set == set).map(|rule| rule.name)))]
    Rule {
        /// The set.
        set: String,
        /// The name that was asked for.
        name: String,
    },
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// Which rules are on, at which thresholds, in which languages. No rule is on by default.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The thresholds of the rules that are on, by their position in [`RULES`].
    limits: Vec<Option<f64>>,
    /// By their position in [`SETS`].
    languages: Vec<Languages>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            limits: vec![None; RULES.len()],
            languages: SETS.iter().map(|set| set.languages.clone()).collect(),
        }
    }
}

impl Rules {
    /// Switches a rule on, at a threshold, or off.
    ///
    /// # Errors
    ///
    /// When there is no such rule.
    pub fn set(&mut self, set: &str, name: &str, limit: Option<f64>) -> Result<(), UnknownRule> {
        position(set)?;
        let rule = RULES
            .iter()
            .position(|rule| rule.set == set && rule.name == name);
        let limits = &mut self.limits;
        match rule.and_then(|rule| limits.get_mut(rule)) {
            Some(place) => *place = limit,
            None => {
                return Err(UnknownRule::Rule {
                    set: set.to_owned(),
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Switches all rules of a set on, at their published thresholds.
    ///
    /// # Errors
    ///
    /// When there is no such set.
    pub fn enable_set(&mut self, set: &str) -> Result<(), UnknownRule> {
        position(set)?;
        for (rule, limit) in RULES.iter().zip(&mut self.limits) {
            if rule.set == set {
                *limit = Some(rule.default);
            }
        }
        Ok(())
    }

    /// Says which languages a set is for, in place of those of [`SETS`].
    ///
    /// # Errors
    ///
    /// When there is no such set.
    pub fn set_languages(&mut self, set: &str, languages: Languages) -> Result<(), UnknownRule> {
        let position = position(set)?;
        if let Some(place) = self.languages.get_mut(position) {
            *place = languages;
        }
        Ok(())
    }

    /// Whether no rule is on.
    pub fn is_empty(&self) -> bool {
        self.limits.iter().all(Option::is_none)
    }

    /// The rules that are on, with their thresholds, in the order of [`RULES`].
    pub fn active(&self) -> impl Iterator<Item = (&'static Rule, f64)> {
        let limits = self.limits.iter();
        RULES
            .iter()
            .zip(limits)
            .filter_map(|(rule, limit)| Some((rule, (*limit)?)))
    }

    /// Those of them that are for texts in this language.
    pub fn applied(&self, language: Option<&str>) -> impl Iterator<Item = (&'static Rule, f64)> {
        let sets = SETS.iter().zip(&self.languages);
        let sets: Vec<&str> = sets
            .filter(|(_, languages)| languages.contain(language))
            .map(|(set, _)| set.name)
            .collect();
        self.active().filter(move |(rule, _)| {
            let knows_words = |words_of| language.is_none_or(|tag| is_language(tag, words_of));
            sets.contains(&rule.set) && rule.words_of.is_none_or(knows_words)
        })
    }
}

/// Where a set stands in [`SETS`].
fn position(set: &str) -> Result<usize, UnknownRule> {
    let unknown = || UnknownRule::Set {
        set: set.to_owned(),
    };
    SETS.iter()
        .position(|one| one.name == set)
        .ok_or_else(unknown)
}
