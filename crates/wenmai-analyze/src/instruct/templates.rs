//! The words of instructions: what `instruct-templates.tsv` says.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{Document, SectionRole};
use wenmai_text::comparison_key;

/// The language of an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Chinese,
    TraditionalChinese,
    English,
}

impl Language {
    /// That of `document`; `None` where there are no templates for it.
    pub(super) fn of(document: &Document) -> Option<Self> {
        let metadata = &document.metadata;
        let language = metadata.language.as_deref()?;
        match language.split('-').next()? {
            "zh" if metadata.script.as_deref() == Some("Hant") => Some(Self::TraditionalChinese),
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The name in records.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Chinese | Self::TraditionalChinese => "zh",
            Self::English => "en",
        }
    }
}

/// An instruction with `{slots}`, in each language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Template([&'static str; 3]);

impl Template {
    pub(super) const fn in_language(self, language: Language) -> &'static str {
        let [chinese, traditional, english] = self.0;
        match language {
            Language::Chinese => chinese,
            Language::TraditionalChinese => traditional,
            Language::English => english,
        }
    }
}

type Words = Vec<&'static str>;

/// What the table says.
#[derive(Debug, Default)]
pub(super) struct Templates {
    texts: FxHashMap<&'static str, Template>,
    roles: FxHashMap<&'static str, Template>,
    titled: FxHashMap<&'static str, Template>,
    below: FxHashMap<&'static str, Template>,
    /// By comparison keys of headings.
    aspects: FxHashMap<String, Template>,
    /// Names of roles by comparison keys of headings.
    named: FxHashMap<String, &'static str>,
    /// English openings of headings and what they become.
    pub(super) openings: Vec<(&'static str, &'static str)>,
    pub(super) asks_at_start: Words,
    pub(super) asks_at_end: Words,
    pub(super) asks_parts: Words,
    pub(super) asks_not_at_start: Words,
    pub(super) context_words: Words,
    pub(super) unnamed_at_start: Words,
    pub(super) unnamed_parts: Words,
    pub(super) unnamed_first_words: Words,
    pub(super) unnamed_words: Words,
    pub(super) labels: Words,
    pub(super) text_ends: Words,
    pub(super) text_words: Words,
    pub(super) trimmed_ends: Words,
    /// Comparison keys of headings that are not asked for.
    skipped: FxHashSet<String>,
    pub(super) steps: Words,
    pub(super) cut_ends: Words,
}

/// The table, read once.
pub(super) static TEMPLATES: LazyLock<Templates> =
    LazyLock::new(|| Templates::read(include_str!("../../data/instruct-templates.tsv")));

impl Templates {
    fn read(table: &'static str) -> Self {
        let mut templates = Self::default();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(kind), Some(key)) = (fields.next(), fields.next()) else {
                continue;
            };
            let rest: Vec<&'static str> = fields.collect();
            match rest[..] {
                [chinese, traditional, english] => {
                    templates.add(kind, key, Template([chinese, traditional, english]));
                }
                [words] => templates.add_words(kind, key, words),
                _ => {}
            }
        }
        templates
    }

    fn add(&mut self, kind: &str, key: &'static str, template: Template) {
        match kind {
            "text" => drop(self.texts.insert(key, template)),
            "role" => drop(self.roles.insert(key, template)),
            "titled" => drop(self.titled.insert(key, template)),
            "below" => drop(self.below.insert(key, template)),
            "opening" => {
                let english = template.in_language(Language::English);
                self.openings.push((key, english));
            }
            _ => {
                let keys = key.split('|').map(comparison_key);
                self.aspects.extend(keys.map(|key| (key, template)));
            }
        }
    }

    fn add_words(&mut self, kind: &str, key: &'static str, words: &'static str) {
        let words = words.split('|');
        let list = match (kind, key) {
            ("asks", "start") => &mut self.asks_at_start,
            ("asks", "end") => &mut self.asks_at_end,
            ("asks", "part") => &mut self.asks_parts,
            ("asks", _) => &mut self.asks_not_at_start,
            ("context", _) => &mut self.context_words,
            ("unnamed", "start") => &mut self.unnamed_at_start,
            ("unnamed", "part") => &mut self.unnamed_parts,
            ("unnamed", "first") => &mut self.unnamed_first_words,
            ("unnamed", "word") => &mut self.unnamed_words,
            ("unnamed", _) => &mut self.labels,
            ("texts", "end") => &mut self.text_ends,
            ("texts", _) => &mut self.text_words,
            ("trim", _) => &mut self.trimmed_ends,
            ("skip", _) => {
                self.skipped.extend(words.map(comparison_key));
                return;
            }
            ("steps", _) => &mut self.steps,
            ("cut", _) => &mut self.cut_ends,
            _ => {
                let keys = words.map(comparison_key);
                self.named.extend(keys.map(|word| (word, key)));
                return;
            }
        };
        list.extend(words);
    }

    /// A fixed text of the table; empty for a name that it does not have.
    pub(super) fn text(&self, name: &str, language: Language) -> &'static str {
        let template = self.texts.get(name);
        template.map_or("", |template| template.in_language(language))
    }

    /// What asks for a section of `role`.
    pub(super) fn role(&self, role: SectionRole) -> Option<Template> {
        self.roles.get(role.as_str()).copied()
    }

    /// What asks for a section of `role` of a thing that is no name.
    pub(super) fn titled(&self, role: SectionRole) -> Option<Template> {
        self.titled.get(role.as_str()).copied()
    }

    /// What asks for a subsection of a section of `role`.
    pub(super) fn below(&self, role: SectionRole) -> Option<Template> {
        self.below.get(role.as_str()).copied()
    }

    /// What asks for a section with this heading, which means nothing without what it is of.
    pub(super) fn aspect(&self, heading: &str) -> Option<Template> {
        self.aspects.get(&comparison_key(heading)).copied()
    }

    /// Whether sections with this heading say nothing that could be asked for.
    pub(super) fn is_skipped(&self, heading: &str) -> bool {
        self.skipped.contains(&comparison_key(heading))
    }

    /// The role of sections with headings that have `front` before a colon.
    pub(super) fn role_before_colon(&self, front: &str) -> Option<SectionRole> {
        use SectionRole::{Background, Conclusion, Introduction, Outlook};
        let name = *self.named.get(&comparison_key(front))?;
        [Introduction, Background, Outlook, Conclusion]
            .into_iter()
            .find(|role| role.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let table = include_str!("../../data/instruct-templates.tsv");
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let n_fields = line.split('\t').count();
            assert!(matches!(n_fields, 3 | 5), "{line}");
            for field in line.split('\t').filter(|field| field.contains('{')) {
                let slots = ["{topic}", "{heading}", "{a}", "{b}"];
                let rest = slots
                    .iter()
                    .fold(field.to_owned(), |text, slot| text.replace(slot, ""));
                assert!(!rest.contains(['{', '}']), "{field}");
            }
        }
        let templates = &*TEMPLATES;
        assert!(templates.texts.len() > 20 && templates.aspects.len() > 100);
        assert!(!templates.openings.is_empty() && !templates.cut_ends.is_empty());
        assert_eq!(
            templates.role_before_colon("结语"),
            Some(SectionRole::Conclusion)
        );
    }

    #[test]
    fn aspects_are_found_in_any_spelling() {
        assert!(TEMPLATES.aspect("Use cases").is_some());
        assert_eq!(TEMPLATES.aspect("USE-CASES"), TEMPLATES.aspect("应用场景"));
        assert_eq!(TEMPLATES.aspect("青雀"), None);
    }
}
