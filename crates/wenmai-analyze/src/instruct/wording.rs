//! What kind of words a heading is: a question, a name.

use super::phrase::{Argument, Instruction, Phrase, Whole};
use super::templates::{Language, TEMPLATES};

/// Longest name, in characters of Chinese …
const MAX_NAME_CHARS: usize = 14;
/// … and in words of English.
const MAX_NAME_WORDS: usize = 6;
/// Titles in English are names with so many words at most.
const MAX_TITLE_WORDS: usize = 3;
/// A question of fewer characters, or words, says nothing alone: 为什么？
const MIN_QUESTION_CHARS: usize = 7;
const MIN_QUESTION_WORDS: usize = 4;

/// Longest noun behind 的 that tells that a heading is none of a question, in characters.
const MAX_NOUN_CHARS: usize = 3;

/// What sections are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Topic<'a> {
    pub(super) phrase: Phrase<'a>,
    form: Form,
    /// Whether it stands before a colon, as what the rest of the heading is about.
    pub(super) is_subject: bool,
    /// Whether the section names it as well, so that it needs no page around it.
    pub(super) is_known: bool,
    /// What the page is about, for the topic of a section.
    page: Option<Whole<'a>>,
}

/// How a topic stands in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it is.
    Name,
    /// As the title of the page.
    Title,
    /// In quotation marks.
    Sentence,
}

impl<'a> Topic<'a> {
    /// What the title of a page is about.
    pub(super) fn of_title(title: Phrase<'a>, language: Language) -> Self {
        let mut topic = Self::of(title, None, language);
        if !topic.is_name() || names_text(topic.phrase.text) {
            topic.phrase = title;
            topic.form = Form::Title;
        }
        topic
    }

    /// What a heading is about: what stands before a colon, if that is a name.
    pub(super) fn of(heading: Phrase<'a>, page: Option<&Self>, language: Language) -> Self {
        let front = heading.at_colon().map(|(front, _)| front);
        let subject = front.filter(|front| is_subject(front.text, language));
        let whole = |page: &Self| Whole {
            phrase: page.phrase,
            is_name: page.is_name(),
        };
        Self {
            phrase: subject.unwrap_or(heading),
            form: if subject.is_some() || is_name(heading.text, language) {
                Form::Name
            } else {
                Form::Sentence
            },
            is_subject: subject.is_some(),
            is_known: subject.is_some(),
            page: page.map(whole),
        }
    }

    /// Whether it can stand in a sentence as it is.
    pub(super) fn is_name(&self) -> bool {
        self.form == Form::Name
    }

    pub(super) fn argument(&self) -> Argument<'a> {
        match self.form {
            Form::Name => Argument::Name(self.phrase),
            Form::Title => Argument::Title(self.phrase),
            Form::Sentence => Argument::Quoted(self.phrase),
        }
    }

    /// The same with what the page is about, if that is not known: 《养蜂》中的“选址”.
    pub(super) fn in_page(&self) -> Argument<'a> {
        let page = self.page.filter(|_| !self.is_known);
        page.map_or_else(
            || self.argument(),
            |page| Argument::Within(self.phrase, page),
        )
    }
}

/// Whether a title names a text, not what the text is about.
fn names_text(title: &str) -> bool {
    let templates = &*TEMPLATES;
    let is_word = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        templates
            .text_words
            .iter()
            .any(|text| word.eq_ignore_ascii_case(text))
    };
    templates.text_ends.iter().any(|end| title.ends_with(end))
        || title.split_whitespace().any(is_word)
        || title.is_ascii() && title.split_whitespace().nth(MAX_TITLE_WORDS).is_some()
}

/// Whether what stands before the colon of a heading is what the heading is about.
fn is_subject(front: &str, language: Language) -> bool {
    let is_number = |c: char| c.is_numeric() || c == ' ' || "一二三四五六七八九十".contains(c);
    let label = front.trim_end_matches(is_number);
    let is_ascii = language == Language::English && front.is_ascii();
    // Open collections: … does not tell anybody to open anything.
    let has_name = is_name(front, language) || is_ascii && is_short_name(front);
    has_name && !TEMPLATES.labels.contains(&label) && !label.is_empty()
}

fn is_short_name(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.clone().count() <= MAX_TITLE_WORDS
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && !words.any(|word| TEMPLATES.unnamed_words.contains(&word))
        && !TEMPLATES
            .context_words
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether `text` can stand in a sentence without quotation marks.
pub(super) fn is_name(text: &str, language: Language) -> bool {
    let templates = &*TEMPLATES;
    let has_part = |part: &&str| text.contains(*part);
    if text.is_empty() || !text.contains(char::is_alphabetic) {
        return false;
    }
    if language == Language::English && text.is_ascii() {
        let words: Vec<&str> = text.split_whitespace().take(MAX_NAME_WORDS + 1).collect();
        let is = |list: &[&str], word: &str| list.contains(&word);
        return words.len() <= MAX_NAME_WORDS
            && !text.contains(['.', ',', ';', ':', '!', '?', '"', '|'])
            && !text.starts_with(|c: char| c.is_ascii_digit())
            && words
                .first()
                .is_some_and(|first| !is(&templates.unnamed_first_words, first))
            // Installing the agent is no thing.
            && !words.first().is_some_and(|first| first.len() > 4 && first.ends_with("ing"))
            && !words.iter().skip(1).any(|word| is(&templates.unnamed_words, word));
    }
    let starts = |start: &&str| text.starts_with(*start);
    text.chars().nth(MAX_NAME_CHARS).is_none()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && !templates.unnamed_at_start.iter().any(starts)
        && !templates.unnamed_parts.iter().any(has_part)
        && question_mark(text, language).is_none()
}

/// What asks the question that `text` is: nothing, or the mark that it lacks. `None` for what is no question.
pub(super) fn question_mark(text: &str, language: Language) -> Option<&'static str> {
    if text.ends_with(['?', '？']) {
        return Some("");
    }
    let templates = &*TEMPLATES;
    let starts = |word: &&str| text.starts_with(*word);
    let asks = templates.asks_at_start.iter().any(starts)
        || templates
            .asks_at_end
            .iter()
            .any(|word| text.ends_with(word))
        || templates.asks_parts.iter().any(|word| text.contains(word))
            && !templates.asks_not_at_start.iter().any(starts);
    let is_chinese = language != Language::English;
    let is_whole = !text.contains(['，', '。', ',', '！', '!', ':', '：']);
    // 为什么失败的另一面 asks nothing.
    let last = text.rsplit_once('的').map_or("", |(_, last)| last);
    let is_noun = !last.is_empty() && last.chars().nth(MAX_NOUN_CHARS).is_none();
    (is_chinese && asks && is_whole && !is_noun).then(|| templates.text("mark", language))
}

/// The question that a heading asks.
pub(super) fn question(
    heading: Phrase<'_>,
    topic: Option<&Topic<'_>>,
    language: Language,
) -> Option<Instruction> {
    let heading = without_label(heading);
    let mark = question_mark(heading.text, language)?;
    let question = Argument::Plain(heading);
    let mut instruction = match topic {
        Some(topic) if needs_topic(heading.text) => Instruction::new(
            TEMPLATES.text("question_of", language),
            &[("topic", topic.in_page()), ("heading", question)],
            language,
        ),
        _ => Instruction::new("{heading}", &[("heading", question)], language),
    };
    instruction.text.push_str(mark);
    Some(instruction)
}

/// Whether a question says nothing without what stands above it.
fn needs_topic(question: &str) -> bool {
    if !question.is_ascii() {
        return question.chars().nth(MIN_QUESTION_CHARS - 1).is_none();
    }
    let mut words = question.split_whitespace();
    let leans = |word: &str| {
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let context = TEMPLATES.context_words.iter();
        context.copied().any(|it| word.eq_ignore_ascii_case(it))
    };
    words.clone().nth(MIN_QUESTION_WORDS - 1).is_none() || words.any(leans)
}

/// A question without `Q1:` or 问题一： in front of it.
fn without_label(heading: Phrase<'_>) -> Phrase<'_> {
    let Some((front, back)) = heading.at_colon() else {
        return heading;
    };
    let is_number = |rest: &str| {
        rest.chars()
            .all(|c| c.is_ascii_digit() || "一二三四五六七八九十 ".contains(c))
    };
    let labels = ["Question", "Q", "问题", "問題", "问", "問"];
    let rest = labels
        .into_iter()
        .find_map(|label| front.text.strip_prefix(label));
    if rest.is_some_and(is_number) {
        back
    } else {
        heading
    }
}

/// What asks for a section whose English heading opens as a clause does: "How to sew" becomes "How do you sew?".
pub(super) fn opened(
    heading: Phrase<'_>,
    topic: Option<&Topic<'_>>,
    language: Language,
) -> Option<Instruction> {
    if language != Language::English || heading.text.ends_with(['.', '!', '?', ':']) {
        return None;
    }
    let (opening, template) = TEMPLATES
        .openings
        .iter()
        .find(|(opening, _)| heading.text.starts_with(opening))?;
    let rest = heading.part(opening.len()..heading.text.len());
    // A second clause, as in "How to sew, and why", is none of the template's.
    let is_simple = !rest.text.is_empty() && !rest.text.contains([',', ':', ';', '—', '?', '!']);
    if !is_simple {
        return None;
    }
    let slots = [("heading", Argument::Name(rest))];
    let topic = topic.filter(|_| needs_topic(heading.text));
    let Some(topic) = topic else {
        return Some(Instruction::new(template, &slots, language));
    };
    let slot = [("topic", topic.in_page())];
    let before = TEMPLATES.text("question_of", language);
    let before = before
        .split_once("{heading}")
        .map_or(before, |(before, _)| before);
    let mut instruction = Instruction::new(before, &slot, language);
    // The template goes on in the sentence.
    let mut chars = template.chars();
    instruction
        .text
        .extend(chars.next().map(|c| c.to_ascii_lowercase()));
    instruction.push(chars.as_str(), &slots, language);
    Some(instruction)
}

#[cfg(test)]
mod tests {
    use wenmai_model::DraftPlace;

    use super::*;

    fn phrase(text: &str) -> Phrase<'_> {
        Phrase {
            text,
            place: DraftPlace::Article([0, 0]),
        }
    }

    #[test]
    fn names_stand_without_quotation_marks() {
        let chinese = Language::Chinese;
        for name in ["开源大模型", "Kafka", "社区图书角", "开源与闭源大模型"] {
            assert!(is_name(name, chinese), "{name}");
        }
        for other in [
            "如何选择",
            "从零开始",
            "我的葱",
            "先想清楚",
            "几岁可以骑？",
            "",
            "2024",
        ] {
            assert!(!is_name(other, chinese), "{other}");
        }
        for name in ["Seed banks", "The waiting list", "Kafka"] {
            assert!(is_name(name, Language::English), "{name}");
        }
        for other in [
            "Keep the queue short",
            "Queues are not free",
            "7 ways to fail",
            "What now?",
        ] {
            assert!(!is_name(other, Language::English), "{other}");
        }
    }

    #[test]
    fn questions_are_asked_as_they_are() {
        let topic = Topic::of(phrase("青雀：一款笔记软件"), None, Language::Chinese);
        let ask = |heading| {
            question(phrase(heading), Some(&topic), Language::Chinese).map(|made| made.text)
        };
        assert_eq!(
            ask("一次可以借几本书？").as_deref(),
            Some("一次可以借几本书？")
        );
        assert_eq!(ask("如何办理借书卡").as_deref(), Some("如何办理借书卡？"));
        assert_eq!(ask("为什么？").as_deref(), Some("关于青雀：为什么？"));
        assert_eq!(ask("Q2：怎么赔？").as_deref(), Some("关于青雀：怎么赔？"));
        assert_eq!(
            ask("水为什么要分次加").as_deref(),
            Some("水为什么要分次加？")
        );
        assert_eq!(ask("借书卡"), None);
        assert_eq!(ask("为什么要借书的另一面"), None);
    }

    #[test]
    fn english_clauses_become_questions() {
        let ask = |heading| opened(phrase(heading), None, Language::English).map(|made| made.text);
        assert_eq!(
            ask("How to caulk a seam").as_deref(),
            Some("How do you caulk a seam?")
        );
        assert_eq!(
            ask("Why seams open").as_deref(),
            Some("Explain why seams open.")
        );
        assert_eq!(ask("What next? Sew"), None);
        assert_eq!(ask("Seams"), None);
    }
}
