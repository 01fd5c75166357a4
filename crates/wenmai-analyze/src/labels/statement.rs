//! Statements of a text that a machine made it, as opposed to what it says about such texts.
//!
//! A statement opens a line, a sentence, or a bracket at either end of a line, and is read from there, part by part: who
//! (`本文`, `以上内容`, `this article`), by what (`AI`, `人工智能`, `a language model`), and what was done (`生成`, `合成`, `generated`).
//! Whatever does not fit ends it, so that a question, a negation, a report or an object of study is none. A statement that
//! does not say who (`AI生成`, `Generated with AI`) must be the whole of its line or bracket, but for a warning.

use aho_corasick::{AhoCorasick, Input, MatchKind};
use wenmai_text::normalize::half_width;

use super::words::{Part, Words};

/// A statement in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement {
    /// The sentence or bracket, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) wording: Wording,
    /// Whether it names a thing and not this one: `AI生成内容` may be a heading.
    pub(super) is_name: bool,
    /// Whether it says what the machine made.
    pub(super) says_who: bool,
}

/// A statement before its place is known.
struct Read {
    wording: Wording,
    is_name: bool,
    says_who: bool,
}

impl Read {
    const fn of_this(wording: Wording) -> Self {
        Self {
            wording,
            is_name: false,
            says_who: true,
        }
    }
}

/// What a statement says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wording {
    /// Both elements that GB 45438-2025 asks for.
    Standard,
    /// Chinese in other words.
    Chinese,
    English,
}

/// So many bytes before the name of a machine, a statement begins at most; so many behind its start, it ends.
const MAX_LEAD_BYTES: usize = 300;
const MAX_BYTES: usize = 400;
/// So many bytes may follow a statement that does not say who.
const MAX_TAIL_BYTES: usize = 120;

/// Finds statements. Runs in linear time: no byte is looked at by more than a few of them.
#[derive(Debug)]
pub(super) struct Statements {
    words: Words,
    machines: AhoCorasick,
}

impl Statements {
    pub(super) fn new(words: Words) -> Option<Self> {
        let machines = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .build(spellings(words.list(Part::Ai)))
            .ok()?;
        Some(Self { words, machines })
    }

    /// All statements of `text`, in order.
    pub(super) fn find(&self, text: &str) -> Vec<Statement> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(machine) = self.machines.find(Input::new(text).range(at..)) {
            let Some(place) = Place::before(text, machine.start()) else {
                // No statement begins so close before; the next may begin behind the next boundary.
                at = next_boundary(text, machine.end());
                continue;
            };
            at = place.end.max(machine.end());
            if let Some(read) = self.read(&place) {
                found.push(Statement {
                    start: place.start,
                    end: place.end,
                    wording: read.wording,
                    is_name: read.is_name,
                    says_who: read.says_who,
                });
            } else if let Some(rest) = text.get(machine.end()..at) {
                // A bracket of the sentence may be one.
                at = rest
                    .find(OPENING)
                    .map_or(at, |bracket| machine.end() + bracket);
            }
        }
        found
    }

    /// Reads a statement from its start.
    fn read(&self, place: &Place<'_>) -> Option<Read> {
        let text = normalized(place.text);
        // A bracket in the middle of a line is part of its sentence.
        if place.bracket == Bracket::Inside {
            return None;
        }
        let is_whole = place.opens_line || place.bracket == Bracket::AtEdge;
        self.chinese(&text, is_whole)
            .or_else(|| self.english(&text, is_whole))
    }

    fn chinese(&self, text: &str, is_whole: bool) -> Option<Read> {
        let words = &self.words;
        let text = self.without_lead(text, Part::ZhLead);
        let (rest, subject) = self.chinese_subject(text);
        let rest = words.skip_all(Part::ZhFill, rest).0;
        let is_standard_ai = words.skip(Part::StandardAi, rest).is_some();
        let rest = words.skip(Part::Ai, rest)?;
        let verb = words.skip_all(Part::ZhMode, rest).0;
        let is_standard = is_standard_ai && words.skip(Part::StandardGenerate, verb).is_some();
        let made = words.skip(Part::ZhGenerate, verb).or_else(|| {
            (subject != Subject::None)
                .then(|| words.skip(Part::ZhWrite, verb))
                .flatten()
        })?;
        let (rest, objects) = match made.strip_prefix('的') {
            Some(rest) => Some(words.skip_all(Part::ZhObject, rest)).filter(|(_, n)| *n > 0)?,
            None => words.skip_all(Part::ZhObject, made),
        };
        let wording = if is_standard {
            Wording::Standard
        } else {
            Wording::Chinese
        };
        let ends = rest.is_empty() || rest.starts_with(['。', '!', ';', ',', '.', ')', ']', '】']);
        if !ends {
            return None;
        }
        if subject == Subject::This {
            return Some(Read::of_this(wording));
        }
        let tail = rest.trim_start_matches(['。', '!', ';', ',', '.', ')', ']', '】', ' ']);
        let warns = |word: &String| tail.contains(word.as_str());
        let is_warning =
            tail.len() <= 2 * MAX_TAIL_BYTES && words.list(Part::ZhTail).iter().any(warns);
        (is_whole && (tail.is_empty() || is_warning)).then_some(Read {
            wording,
            is_name: subject == Subject::None && objects > 0,
            says_who: subject != Subject::None,
        })
    }

    fn chinese_subject<'t>(&self, text: &'t str) -> (&'t str, Subject) {
        let words = &self.words;
        let strong = words.skip(Part::ZhDeictic, text);
        let deictic = strong.or_else(|| words.skip(Part::ZhWeakDeictic, text));
        let rest = deictic.unwrap_or(text);
        let rest = words.skip(Part::ZhMeasure, rest).unwrap_or(rest);
        let (rest, nouns) = words.skip_all(Part::ZhNoun, rest);
        // `文中` needs no noun, `该` does.
        match (strong, deictic, nouns) {
            (Some(_), ..) => (rest, Subject::This),
            (None, _, 0) => (text, Subject::None),
            _ => (rest, Subject::Unclear),
        }
    }

    /// Skips `Note:`, `作者声明：` and the like.
    fn without_lead<'t>(&self, text: &'t str, part: Part) -> &'t str {
        let rest = self.words.skip(part, text).and_then(|rest| {
            let colon = rest.strip_prefix([':', '|', '/', '—', '-']);
            let has_sign =
                text.len() > rest.len() && text.get(..text.len() - rest.len())?.ends_with('/');
            colon.or(has_sign.then_some(rest))
        });
        rest.map_or(text, |rest| rest.trim_start_matches(' '))
    }

    fn english(&self, text: &str, is_whole: bool) -> Option<Read> {
        let words = &self.words;
        let text = self.without_lead(text, Part::EnLead);
        if self.english_author(text) {
            return Some(Read::of_this(Wording::English));
        }
        let (rest, subject, nouns) = self.english_subject(text);
        let verb = words.skip(Part::EnVerb, rest);
        let rest = words.skip_all(Part::EnAdverb, verb.unwrap_or(rest)).0;
        let (rest, is_name) = self
            .generated_by(rest)
            .map(|rest| (rest, false))
            .or_else(|| self.ai_generated(rest).map(|rest| (rest, true)))?;
        if subject == Subject::This {
            let rest = if is_name {
                words.skip_all(Part::EnNoun, rest).0
            } else {
                rest
            };
            let ends = rest.is_empty()
                || rest.starts_with(['.', ',', ';', ':', '!', ')', ']', '—', '–'])
                || words.skip(Part::EnFollow, rest).is_some();
            return (ends && verb.is_some()).then_some(Read::of_this(Wording::English));
        }
        let (tail, objects) = if is_name {
            words.skip_all(Part::EnNoun, rest)
        } else {
            (rest, 0)
        };
        let ends = tail.is_empty()
            || tail.starts_with(['.', ';', '!', ')', ']'])
            || words.skip(Part::EnFollow, tail).is_some();
        (is_whole && ends && tail.len() <= MAX_TAIL_BYTES).then_some(Read {
            wording: Wording::English,
            is_name: nouns == 0 && objects > 0,
            says_who: subject != Subject::None,
        })
    }

    /// `I used ChatGPT to write this post`
    fn english_author(&self, text: &str) -> bool {
        let words = &self.words;
        let used = ["i used ", "we used ", "i have used ", "we have used "];
        let rest = used.iter().find_map(|used| text.strip_prefix(used));
        rest.and_then(|rest| words.skip(Part::Ai, rest))
            .map(|rest| words.skip_all(Part::EnAiNoun, rest).0)
            .and_then(|rest| rest.strip_prefix("to "))
            .and_then(|rest| words.skip(Part::EnWrite, rest))
            .and_then(|rest| words.skip(Part::EnDeictic, words.skip_all(Part::EnQuantity, rest).0))
            .is_some_and(|rest| words.skip(Part::EnNoun, rest).is_some())
    }

    /// `some of the images in this article`: the rest, whether it is this one, and the number of nouns.
    fn english_subject<'t>(&self, text: &'t str) -> (&'t str, Subject, usize) {
        let words = &self.words;
        let (mut rest, mut is_this, mut nouns) = (text, false, 0);
        for _ in 0..12 {
            if let Some(next) = words.skip(Part::EnDeictic, rest) {
                (rest, is_this) = (next, true);
            } else if let Some(next) = words.skip(Part::EnNoun, rest) {
                (rest, nouns) = (next, nouns + 1);
            } else if let Some(next) = words.skip(Part::EnQuantity, rest) {
                rest = next;
            } else {
                break;
            }
        }
        match (is_this, nouns) {
            (true, 1..) => (rest, Subject::This, nouns),
            (false, 1..) => (rest, Subject::Unclear, nouns),
            _ => (text, Subject::None, 0),
        }
    }

    /// `generated by an AI tool`
    fn generated_by<'t>(&self, text: &'t str) -> Option<&'t str> {
        let words = &self.words;
        let rest = words.skip(Part::EnGenerate, text)?;
        let rest = words.skip_all(Part::EnAdverb, rest).0;
        let rest = words.skip(Part::EnBy, rest)?;
        let rest = words.skip_all(Part::EnDeterminer, rest).0;
        let rest = words.skip(Part::Ai, rest)?;
        Some(words.skip_all(Part::EnAiNoun, rest).0)
    }

    /// `AI-generated`, `AI generated`
    fn ai_generated<'t>(&self, text: &'t str) -> Option<&'t str> {
        let rest = self.words.skip(Part::Ai, text)?;
        let rest = rest.strip_prefix(['-', '‑', '–']).unwrap_or(rest);
        self.words.skip(Part::EnGenerate, rest)
    }
}

/// Whom a statement speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    None,
    /// Something that may be this text.
    Unclear,
    /// This text or a part of it.
    This,
}

/// The piece of text that a statement would fill.
#[derive(Debug)]
struct Place<'t> {
    start: usize,
    /// The end of its first sentence, or of the bracket.
    end: usize,
    /// From the start to the end of the line or bracket.
    text: &'t str,
    opens_line: bool,
    bracket: Bracket,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bracket {
    None,
    /// At the start or the end of its line.
    AtEdge,
    Inside,
}

const OPENING: [char; 6] = ['(', '[', '【', '（', '〔', '［'];
const CLOSING: [char; 6] = [')', ']', '】', '）', '〕', '］'];

impl<'t> Place<'t> {
    /// The place that a machine, named at `machine`, lies in; `None` when nothing begins close before.
    fn before(text: &'t str, machine: usize) -> Option<Self> {
        let from = text.ceil_char_boundary(machine.saturating_sub(MAX_LEAD_BYTES));
        let lead = text.get(from..machine)?;
        let line = lead.rfind('\n').map(|at| from + at + 1);
        let line = line.or_else(|| (from == 0).then_some(0));
        let first = line.unwrap_or(from);
        let before = text.get(first..machine)?;
        let opened = line.map(|line| line + ornament_len(before));
        let (at, sign) = last_boundary(before)
            .map(|(at, sign)| (first + at, Some(sign)))
            .or_else(|| Some((opened?, None)))?;
        let start = sign.map_or(at, |sign| at + sign.len_utf8());
        let start = start + leading_blanks(text.get(start..)?);
        let limit = text.floor_char_boundary(start.saturating_add(MAX_BYTES).min(text.len()));
        let rest = text.get(start..limit)?;
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let rest = rest.get(..line_end)?;
        let is_bracket = sign.is_some_and(|sign| OPENING.contains(&sign));
        if !is_bracket {
            let len = sentence_len(rest);
            return Some(Self {
                start,
                end: start + len,
                text: rest,
                opens_line: opened.is_some_and(|opened| start <= opened),
                bracket: Bracket::None,
            });
        }
        let close = rest.find(CLOSING)?;
        let behind = rest.get(close..)?;
        let ends_line = !behind.contains(char::is_alphanumeric);
        let is_edge = ends_line || opened.is_some_and(|opened| at <= opened);
        Some(Self {
            start,
            end: start + close,
            text: rest.get(..close)?,
            opens_line: false,
            bracket: if is_edge {
                Bracket::AtEdge
            } else {
                Bracket::Inside
            },
        })
    }
}

/// The place of the next sign from `from` on that ends a sentence or a line, or opens or closes a bracket.
fn next_boundary(text: &str, from: usize) -> usize {
    let is_boundary = |c: char| {
        matches!(
            c,
            '\n' | '。' | '！' | '？' | '；' | '…' | '.' | '!' | '?' | ';'
        ) || OPENING.contains(&c)
            || CLOSING.contains(&c)
    };
    let rest = text.get(from..).unwrap_or_default();
    rest.find(is_boundary).map_or(text.len(), |at| from + at)
}

/// The last sign in `text` behind which a sentence or a bracket opens, with its place.
fn last_boundary(text: &str) -> Option<(usize, char)> {
    let mut next = None;
    for (at, c) in text.char_indices().rev() {
        let is_boundary = match c {
            '。' | '！' | '？' | '；' | '…' => true,
            '.' | '!' | '?' | ';' => next == Some(' '),
            _ => OPENING.contains(&c),
        };
        if is_boundary {
            return Some((at, c));
        }
        // A bracket that was closed before is no place for a statement, but what follows it may be.
        if CLOSING.contains(&c) {
            return Some((at, c));
        }
        next = Some(c);
    }
    None
}

/// Length of the signs that lead a line: bullets, stars, warning signs. Quotation marks are none, as a quotation says nothing
/// of the text that quotes it.
fn ornament_len(line: &str) -> usize {
    let is_sign =
        |c: char| !c.is_alphanumeric() && !OPENING.contains(&c) && !"\"'“‘「『《<{`".contains(c);
    line.find(|c| !is_sign(c)).unwrap_or(line.len())
}

fn leading_blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(wenmai_text::is_blank).len()
}

/// Length of the first sentence of a line.
fn sentence_len(line: &str) -> usize {
    let mut signs = line.char_indices().peekable();
    while let Some((at, c)) = signs.next() {
        let is_end = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => signs.peek().is_none_or(|(_, next)| *next == ' '),
            _ => false,
        };
        if is_end {
            return at + c.len_utf8();
        }
    }
    wenmai_text::trim_blank(line).len()
}

/// Small letters and half-width signs; blanks single, and none beside Chinese.
fn normalized(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if wenmai_text::is_blank(c) {
            gap = true;
            continue;
        }
        let c = half_width(c).to_ascii_lowercase();
        if std::mem::take(&mut gap) && c.is_ascii() && out.ends_with(|c: char| c.is_ascii()) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// The spellings of the names of machines that a text is searched for: names with capitals as they are mostly written, so
/// that words such as `said` do not stop the search.
fn spellings(names: &[String]) -> Vec<String> {
    let mut spellings = Vec::new();
    for name in names {
        if !name.is_ascii() {
            spellings.push(name.clone());
            let upper = name.to_ascii_uppercase();
            spellings.extend((upper != *name).then_some(upper));
        } else if name.len() > 4 {
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            spellings.extend(first.map(|first| format!("{first}{}", letters.as_str())));
            spellings.push(name.clone());
            spellings.extend(known_capitals(name));
        } else {
            spellings.push(name.to_ascii_uppercase());
            let mut letters = name.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            let capital = first.map(|first| format!("{first}{}", letters.as_str()));
            spellings.extend(capital.filter(|_| name.len() > 2));
        }
    }
    // Small `ai` alone would stop in every other English word.
    spellings.extend(["ai生", "ai合", "ai创", "ai-gen", "Ai生", "Ai合"].map(str::to_owned));
    spellings.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    spellings.dedup();
    spellings
}

/// `ChatGPT`, `DeepSeek`, `DALL-E`: capitals that are not the first.
fn known_capitals(name: &str) -> Option<String> {
    let capitals = [
        "chatgpt",
        "deepseek",
        "dall-e",
        "dall·e",
        "stable diffusion",
        "generative ai",
        "gen ai",
        "genai",
    ];
    let written = [
        "ChatGPT",
        "DeepSeek",
        "DALL-E",
        "DALL·E",
        "Stable Diffusion",
        "Generative AI",
        "Gen AI",
        "GenAI",
    ];
    let at = capitals.iter().position(|known| *known == name)?;
    written.get(at).map(|&written| written.to_owned())
}
