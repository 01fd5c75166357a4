//! Recipes: which documents a corpus keeps, in TOML.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use toml::{Table, Value};
use wenmai_analyze::ArticleSource;
use wenmai_analyze::quality::{Bound, Languages, RULES, Rule, Rules, SETS, judge_text};
use wenmai_model::{BrokenRule, PageTypeKind, Quality, RuleBound, RuleRecord, rounded_probability};
use wenmai_text::language::{LANGUAGES, LanguageGuess, detect};

/// The recipes that come with Wenmai, by name.
const BUILT_IN: [(&str, &str); 3] = [
    ("en-web", include_str!("../recipes/en-web.toml")),
    ("rag", include_str!("../recipes/rag.toml")),
    ("zh-web", include_str!("../recipes/zh-web.toml")),
];

/// Which documents a corpus keeps: languages, types of pages, and rules of quality with their thresholds.
///
/// ```
/// use wenmai_corpus::Recipe;
/// let recipe = Recipe::parse("
///     action = 'drop'            # or 'mark': documents are kept, and say what they break
///     [language]
///     keep = ['zh', 'en']
///     [page]
///     types = ['article', 'documentation']
///     [gopher-quality]           # all its rules, with the published thresholds
///     min-words = 30             # but for this one
///     min-stop-words = false     # and this one, which is off
/// ")?;
/// assert!(!recipe.is_mark_only());
/// let error = Recipe::parse("[gopher-quality]\nmin-word = 30").unwrap_err();
/// assert_eq!(error.to_string(), "[gopher-quality] min-word: there is no such rule");
/// # Ok::<(), wenmai_corpus::RecipeError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    text: Arc<str>,
    is_mark_only: bool,
    languages: Vec<KeptLanguage>,
    page_types: Vec<PageTypeKind>,
    rules: Rules,
}

/// A recipe that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}{what}")]
pub struct RecipeError {
    /// Table and key, or nothing.
    place: Place,
    what: String,
    help: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Place {
    table: Option<String>,
    key: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.table, &self.key) {
            (None, None) => Ok(()),
            (Some(table), None) => write!(f, "[{table}]: "),
            (None, Some(key)) => write!(f, "{key}: "),
            (Some(table), Some(key)) => write!(f, "[{table}] {key}: "),
        }
    }
}

impl RecipeError {
    fn new(
        table: Option<&str>,
        key: Option<&str>,
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            place: Place {
                table: table.map(str::to_owned),
                key: key.map(str::to_owned),
            },
            what: what.into(),
            help: help.into(),
        }
    }

    /// What to do about it; one sentence without a final dot.
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl Recipe {
    /// The recipe that comes with Wenmai under this name.
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name)?;
        // They are parsed by a test.
        Self::parse(text).ok()
    }

    /// Names of the recipes that come with Wenmai.
    pub fn built_in_names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// All rules that a recipe may have, in the order in which a reason is looked for.
    pub fn known_rules() -> impl Iterator<Item = RuleRecord> {
        RULES.iter().map(|rule| RuleRecord {
            rule: rule.key(),
            bound: bound(rule),
            default: rule.default,
            help: rule.help.to_owned(),
        })
    }

    /// The recipe in `text`, which is TOML.
    ///
    /// A table with the name of a set of rules switches all of the set on; its keys are the names of its rules, their values
    /// thresholds, or `false` for rules that are off. `languages` in such a table says which documents the set is for.
    ///
    /// # Errors
    ///
    /// When it is no TOML, or has a table, key or value that means nothing.
    pub fn parse(text: &str) -> Result<Self, RecipeError> {
        let tables: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map_or(1, |span| {
                let before = text.get(..span.start).unwrap_or_default();
                before.matches('\n').count() + 1
            });
            let what = format!("line {line}: {}", error.message());
            RecipeError::new(None, None, what, "write the recipe as TOML")
        })?;
        let mut recipe = Self {
            text: text.into(),
            is_mark_only: false,
            languages: Vec::new(),
            page_types: Vec::new(),
            rules: Rules::default(),
        };
        for (name, value) in &tables {
            match (name.as_str(), value) {
                ("action", value) => recipe.is_mark_only = is_mark_only(value)?,
                ("language", Value::Table(table)) => recipe.set_languages(table)?,
                ("page", Value::Table(table)) => recipe.set_page_types(table)?,
                (set, Value::Table(table)) => recipe.set_rules(set, table)?,
                (key, _) => {
                    let known =
                        format!("the only such key is action; tables are {}", table_names());
                    return Err(RecipeError::new(
                        None,
                        Some(key),
                        "there is no such key",
                        known,
                    ));
                }
            }
        }
        Ok(recipe)
    }

    /// The text that it was made of.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether documents that break rules are kept all the same, and say so.
    pub const fn is_mark_only(&self) -> bool {
        self.is_mark_only
    }

    fn set_languages(&mut self, table: &Table) -> Result<(), RecipeError> {
        for (key, value) in table {
            if key != "keep" {
                let what = "there is no such key";
                return Err(RecipeError::new(
                    Some("language"),
                    Some(key),
                    what,
                    "write keep = [\"zh\"]",
                ));
            }
            for name in names("language", key, value)? {
                self.languages.push(KeptLanguage::parse(&name)?);
            }
        }
        Ok(())
    }

    fn set_page_types(&mut self, table: &Table) -> Result<(), RecipeError> {
        for (key, value) in table {
            let known = || PageTypeKind::ALL.map(PageTypeKind::as_str).join(", ");
            if key != "types" {
                let what = "there is no such key";
                let help = format!("write types = [\"article\"]; types are {}", known());
                return Err(RecipeError::new(Some("page"), Some(key), what, help));
            }
            for name in names("page", key, value)? {
                let kind = PageTypeKind::ALL
                    .into_iter()
                    .find(|kind| kind.as_str() == name);
                self.page_types.push(kind.ok_or_else(|| {
                    let what = format!("{name:?} is no type of page");
                    RecipeError::new(
                        Some("page"),
                        Some(key),
                        what,
                        format!("types are {}", known()),
                    )
                })?);
            }
        }
        Ok(())
    }

    fn set_rules(&mut self, set: &str, table: &Table) -> Result<(), RecipeError> {
        self.rules.enable_set(set).map_err(|_| {
            let help = format!("tables are {}", table_names());
            RecipeError::new(Some(set), None, "there is no such table", help)
        })?;
        for (key, value) in table {
            let unknown = |_| {
                let rules = RULES.iter().filter(|rule| rule.set == set);
                let known: Vec<&str> = rules.map(|rule| rule.name).collect();
                let help = format!("keys are {}, languages", known.join(", "));
                RecipeError::new(Some(set), Some(key), "there is no such rule", help)
            };
            if key == "languages" {
                let languages = names(set, key, value)?;
                for language in &languages {
                    known_language(set, key, language)?;
                }
                let languages = languages.into_iter().map(Cow::Owned);
                let languages = Languages::Only(languages.collect());
                self.rules.set_languages(set, languages).map_err(unknown)?;
                continue;
            }
            let limit = match value {
                Value::Boolean(false) => None,
                Value::Boolean(true) => published(set, key),
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "no threshold has so many digits"
                )]
                Value::Integer(limit) => Some(*limit as f64),
                Value::Float(limit) if limit.is_finite() => Some(*limit),
                _ => {
                    let help = "write a number, or false to switch the rule off";
                    return Err(RecipeError::new(Some(set), Some(key), "no threshold", help));
                }
            };
            self.rules.set(set, key, limit).map_err(unknown)?;
        }
        Ok(())
    }

    /// What the recipe says of an article.
    pub fn judge(&self, source: &ArticleSource<'_>) -> Quality {
        let mut broken = Vec::new();
        let mut n_applied = 0_usize;
        let mut check = |rule: &str, is_kept: bool, found: &str| {
            n_applied += 1;
            if !is_kept {
                broken.push(BrokenRule {
                    rule: rule.to_owned(),
                    value: None,
                    bound: None,
                    limit: None,
                    found: Some(found.to_owned()),
                });
            }
        };
        if !self.page_types.is_empty() {
            let kind = source.document.page_type.kind;
            check("page.types", self.page_types.contains(&kind), kind.as_str());
        }
        // What the text is written in, whatever the page says it is.
        let guess = detect(source.text);
        let language = guess.language;
        if !self.languages.is_empty() {
            let is_kept = self.languages.iter().any(|kept| kept.is_that_of(&guess));
            let found = match (language, guess.script) {
                (Some("zh"), Some(script)) => format!("zh-{script}"),
                (language, _) => language.unwrap_or(UNKNOWN_LANGUAGE).to_owned(),
            };
            check("language.keep", is_kept, &found);
        }
        let judgement = judge_text(source.text, language, &self.rules);
        n_applied += judgement.n_applied;
        broken.extend(judgement.broken.iter().map(|broken| BrokenRule {
            rule: broken.rule.key(),
            value: Some(broken.value),
            bound: Some(bound(broken.rule)),
            limit: Some(broken.limit),
            found: None,
        }));
        #[expect(clippy::cast_precision_loss, reason = "there are a few dozen rules")]
        let score = 1.0 - broken.len() as f32 / n_applied.max(1) as f32;
        Quality {
            score: rounded_probability(score),
            broken,
        }
    }
}

/// The bound of a rule as records have it.
fn bound(rule: &Rule) -> RuleBound {
    match rule.bound {
        Bound::AtLeast => RuleBound::AtLeast,
        Bound::AtMost => RuleBound::AtMost,
    }
}

/// A language that a recipe keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
struct KeptLanguage {
    /// Its code, or [`UNKNOWN_LANGUAGE`].
    code: String,
    /// Of Chinese: `Hans` or `Hant`, where only one of them is kept.
    script: Option<&'static str>,
}

impl KeptLanguage {
    /// `zh`, `zh-Hans`, `und`.
    fn parse(name: &str) -> Result<Self, RecipeError> {
        let script = match name {
            "zh-Hans" => Some("Hans"),
            "zh-Hant" => Some("Hant"),
            _ => None,
        };
        let code = if script.is_some() { "zh" } else { name };
        if code != UNKNOWN_LANGUAGE {
            known_language("language", "keep", code)?;
        }
        let code = code.to_owned();
        Ok(Self { code, script })
    }

    fn is_that_of(&self, guess: &LanguageGuess) -> bool {
        // Characters that both scripts have are those of either.
        let is_script =
            |script| matches!(guess.script, Some(found) if found == script || found == "Hani");
        self.code == guess.language.unwrap_or(UNKNOWN_LANGUAGE) && self.script.is_none_or(is_script)
    }
}

/// Refuses the code of a language that is never found, for a rule about it would never hold.
fn known_language(table: &str, key: &str, code: &str) -> Result<(), RecipeError> {
    if LANGUAGES.contains(&code) {
        return Ok(());
    }
    let what = format!("{code:?} is no language that is told");
    let help = format!("languages are {}", LANGUAGES.join(", "));
    let help = if table == "language" {
        format!("{help}, zh-Hans, zh-Hant, and und where nothing tells")
    } else {
        help
    };
    Err(RecipeError::new(Some(table), Some(key), what, help))
}

/// How a recipe calls the language of a text that says nothing about it (ISO 639-2: undetermined).
const UNKNOWN_LANGUAGE: &str = "und";

/// The published threshold of a rule.
fn published(set: &str, name: &str) -> Option<f64> {
    let rule = RULES
        .iter()
        .find(|rule| rule.set == set && rule.name == name);
    rule.map(|rule| rule.default)
}

/// Names of all tables that a recipe may have.
fn table_names() -> String {
    let sets = SETS.iter().map(|set| set.name);
    let names: Vec<&str> = ["language", "page"].into_iter().chain(sets).collect();
    names.join(", ")
}

fn is_mark_only(value: &Value) -> Result<bool, RecipeError> {
    match value.as_str() {
        Some("drop") => Ok(false),
        Some("mark") => Ok(true),
        _ => {
            let what = "no action";
            Err(RecipeError::new(
                None,
                Some("action"),
                what,
                "write \"drop\" or \"mark\"",
            ))
        }
    }
}

/// The strings of a list.
fn names(table: &str, key: &str, value: &Value) -> Result<Vec<String>, RecipeError> {
    let list = value
        .as_array()
        .map(|list| list.iter().map(|name| name.as_str().map(str::to_owned)));
    let list: Option<Vec<String>> = list.and_then(Iterator::collect);
    // A list of nothing would keep nothing, and say nothing of it.
    list.filter(|list| !list.is_empty()).ok_or_else(|| {
        let help = format!("write {key} = [\"…\", \"…\"]");
        RecipeError::new(Some(table), Some(key), "no list of names", help)
    })
}
