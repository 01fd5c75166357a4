//! Pieces of the page, and instructions that are made of them and of a template.

use std::ops::Range;

use wenmai_model::DraftPlace;
use wenmai_text::trim_blank;

use super::templates::{Language, TEMPLATES};

/// A piece of the page and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase<'a> {
    pub(super) text: &'a str,
    pub(super) place: DraftPlace,
}

impl Phrase<'_> {
    /// The piece at `range` of it, in bytes, without blanks around it.
    pub(super) fn part(self, range: Range<usize>) -> Self {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let trimmed = trim_blank(text);
        let blanks = text.len() - text.trim_start_matches(wenmai_text::is_blank).len();
        let shift = |start: u32| {
            let at = u32::try_from(range.start + blanks).unwrap_or(u32::MAX);
            let start = start.saturating_add(at);
            let len = u32::try_from(trimmed.len()).unwrap_or(u32::MAX);
            (start, start.saturating_add(len))
        };
        Self {
            text: trimmed,
            place: match self.place {
                DraftPlace::Article([start, _]) => DraftPlace::Article(shift(start).into()),
                DraftPlace::Page(span) => {
                    let (start, end) = shift(span.start);
                    DraftPlace::Page(wenmai_model::Span::new(start, end))
                }
            },
        }
    }

    /// What stands before and behind the first colon, if both are there.
    pub(super) fn at_colon(self) -> Option<(Self, Self)> {
        let at = self.text.find([':', '：'])?;
        let len = self.text.get(at..)?.chars().next()?.len_utf8();
        let (front, back) = (self.part(0..at), self.part(at + len..self.text.len()));
        (!front.text.is_empty() && !back.text.is_empty()).then_some((front, back))
    }
}

/// How a piece of the page stands in an instruction.
#[derive(Debug, Clone, Copy)]
pub(super) enum Argument<'a> {
    /// As it is.
    Plain(Phrase<'a>),
    /// As a name: of an English one the article is lower case.
    Name(Phrase<'a>),
    /// In quotation marks.
    Quoted(Phrase<'a>),
    /// As the title of a text.
    Title(Phrase<'a>),
    /// In quotation marks, as a part of something.
    Within(Phrase<'a>, Whole<'a>),
}

/// What a part is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole<'a> {
    pub(super) phrase: Phrase<'a>,
    /// Whether it can stand in a sentence as it is; else it is a title.
    pub(super) is_name: bool,
}

impl<'a> Whole<'a> {
    pub(super) const fn argument(self) -> Argument<'a> {
        if self.is_name {
            Argument::Name(self.phrase)
        } else {
            Argument::Title(self.phrase)
        }
    }
}

/// An instruction and where its pieces stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Instruction {
    pub(super) text: String,
    pub(super) places: Vec<DraftPlace>,
}

impl Instruction {
    /// `template` with its slots filled.
    pub(super) fn new(template: &str, slots: &[(&str, Argument<'_>)], language: Language) -> Self {
        let mut instruction = Self::default();
        instruction.push(template, slots, language);
        instruction
    }

    /// Appends `template` with its slots filled.
    pub(super) fn push(
        &mut self,
        template: &str,
        slots: &[(&str, Argument<'_>)],
        language: Language,
    ) {
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('{') {
            self.text.push_str(before);
            let Some((name, behind)) = behind.split_once('}') else {
                break;
            };
            if let Some((_, argument)) = slots.iter().find(|(slot, _)| *slot == name) {
                self.push_argument(*argument, language);
            }
            rest = behind;
        }
        self.text.push_str(rest);
    }

    /// Appends a piece of the page.
    pub(super) fn push_argument(&mut self, argument: Argument<'_>, language: Language) {
        let quoted = |this: &mut Self, name, phrase| {
            let slots = [("heading", Argument::Plain(phrase))];
            this.push(TEMPLATES.text(name, language), &slots, language);
        };
        match argument {
            Argument::Plain(phrase) => {
                self.text.push_str(phrase.text);
                self.places.push(phrase.place);
            }
            Argument::Name(phrase) => {
                let articles = [("The ", "the "), ("An ", "an "), ("A ", "a ")];
                let found = articles
                    .into_iter()
                    .find(|(article, _)| phrase.text.starts_with(article));
                let Some((article, written)) = found.filter(|_| language == Language::English)
                else {
                    return self.push_argument(Argument::Plain(phrase), language);
                };
                self.text.push_str(written);
                let name = phrase.part(article.len()..phrase.text.len());
                self.push_argument(Argument::Plain(name), language);
            }
            Argument::Quoted(phrase) => quoted(self, "quoted", phrase),
            // 《《办法》读懂》 would be too much.
            Argument::Title(phrase) if phrase.text.contains('《') => {
                quoted(self, "quoted", phrase);
            }
            Argument::Title(phrase) => quoted(self, "quoted_title", phrase),
            Argument::Within(part, whole) => {
                let slots = [
                    ("heading", Argument::Plain(part)),
                    ("topic", whole.argument()),
                ];
                self.push(TEMPLATES.text("within", language), &slots, language);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str) -> Phrase<'_> {
        let end = u32::try_from(text.len()).unwrap();
        Phrase {
            text,
            place: DraftPlace::Article([10, 10 + end]),
        }
    }

    #[test]
    fn parts_know_their_places() {
        let (front, back) = phrase("Kafka : 日志").at_colon().unwrap();
        assert_eq!((front.text, back.text), ("Kafka", "日志"));
        assert_eq!(front.place, DraftPlace::Article([10, 15]));
        assert_eq!(back.place, DraftPlace::Article([18, 24]));
        assert!(phrase("：日志").at_colon().is_none());
    }

    #[test]
    fn slots_are_filled_once() {
        let made = |template, argument| {
            Instruction::new(template, &[("topic", argument)], Language::English).text
        };
        assert_eq!(
            made("What is {topic}?", Argument::Name(phrase("The {topic}"))),
            "What is the {topic}?"
        );
        assert_eq!(
            made("Discuss {topic}.", Argument::Quoted(phrase("A {day}"))),
            "Discuss “A {day}”."
        );
        assert_eq!(made("{other}.", Argument::Plain(phrase("x"))), ".");
    }
}
