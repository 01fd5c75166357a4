//! Keywords: which candidates say what a text is about.
//!
//! The weight of a candidate is a product of simple features, each linear in the number of tokens: frequency,
//! rarity (IDF), spread over sections, place of the first occurrence, presence in title, summary and headings,
//! share of occurrences as a whole phrase, and length. It is not learned: it admits candidates to what a learned ranker looks
//! at, and ranks those of sections and of documents where no learned ranker is wanted. Of its candidates that contain each
//! other the one stays that accounts for most of the occurrences.

mod admission;
mod variants;
mod written;

use std::borrow::Cow;

use wenmai_model::Keyword;
use wenmai_text::comparison_key;

use crate::{
    analyzer::Reading,
    features::PhraseFeatures,
    lexicon::WordClass,
    options::AnalyzeOptions,
    phrases::{self, PhraseId},
    ranker::{Pool, Ranker},
    vocabulary::WordId,
};

pub(crate) use admission::admitted;
pub(crate) use written::written;

/// Weights of the features, set by hand with an eye on nine public sets of Chinese and English abstracts, news,
/// papers and engineering blogs: a step of a fifth in any of them moves F1 at ten keywords by half a point.
mod weights {
    /// Power of the number of occurrences.
    pub(super) const FREQUENCY_EXPONENT: f64 = 0.65;
    /// For a phrase that stands in every section.
    pub(super) const SPREAD: f64 = 1.0;
    /// For a phrase that stands at the very beginning.
    pub(super) const EARLY: f64 = 0.9;
    pub(super) const IN_TITLE: f64 = 2.0;
    pub(super) const IN_SUMMARY: f64 = 1.2;
    /// For each e-fold of headings.
    pub(super) const IN_HEADINGS: f64 = 0.3;
    /// In the heading of the section whose keywords are looked for.
    pub(super) const IN_OWN_HEADING: f64 = 1.5;
    /// What a phrase loses that never stands alone between boundaries.
    pub(super) const WHOLE: f64 = 0.5;
    pub(super) const TWO_WORDS: f64 = 1.4;
    pub(super) const THREE_WORDS: f64 = 1.5;
    pub(super) const MORE_WORDS: f64 = 1.2;
    pub(super) const VERB_ALONE: f64 = 0.5;
    pub(super) const VERB_FIRST: f64 = 0.7;
    /// A Latin word that a Chinese text repeats is nearly always the name of what it is about.
    pub(super) const LATIN_IN_CHINESE: f64 = 1.5;
    /// A term of the caller's dictionary: twice the weight of a rare word.
    pub(super) const OWN_TERM: f64 = 20.0;
}

/// A candidate with its weight.
#[derive(Debug, Clone)]
pub(crate) struct Ranked {
    pub(crate) phrase: PhraseId,
    pub(crate) score: f64,
    pub(crate) count: u32,
    words: Vec<WordId>,
    /// Other candidates that name the same, best first.
    variants: Vec<PhraseId>,
}

/// The best candidates of the whole document, best first.
pub(crate) fn of_document(reading: &Reading<'_>, options: &AnalyzeOptions) -> Vec<Ranked> {
    let limit = options.keywords.max(options.matrix_keywords);
    if limit == 0 {
        return Vec::new();
    }
    if let Some(ranked) = by_trees(reading, &options.ranker, limit) {
        return variants::merged(reading, &ranked, limit);
    }
    let n_phrases = PhraseId::try_from(reading.phrases.len()).unwrap_or(PhraseId::MAX);
    let ranked = (0..n_phrases).filter_map(|phrase| {
        let features = reading.features.of(phrase);
        let weight = weight(reading, phrase, features)?;
        Some((phrase, weight * frequency(features.count), features.count))
    });
    select(reading, ranked.collect(), limit)
}

/// Candidates with how likely each is a keyword, best first, more than `wanted` where there are so many; `None` when the
/// formula decides.
fn by_trees(
    reading: &Reading<'_>,
    ranker: &Ranker,
    wanted: usize,
) -> Option<Vec<(PhraseId, f64, u32)>> {
    if ranker.is_formula() {
        return None;
    }
    let pool = Pool::new(reading);
    // All of the caller's own terms are judged, whatever the first trees say.
    let wanted = if reading.dictionary.is_empty() {
        wanted
    } else {
        usize::MAX
    };
    let best = ranker.best(&pool, wanted)?;
    let judged = best.into_iter().filter_map(|(at, score)| {
        let &phrase = pool.phrases.get(at)?;
        Some((phrase, score, reading.features.of(phrase).count))
    });
    let mut judged: Vec<_> = judged.collect();
    if !reading.dictionary.is_empty() {
        // The caller's own terms come first.
        let is_own = |phrase| reading.dictionary.contains(reading.phrases.words(phrase));
        for (phrase, score, _) in &mut judged {
            if is_own(*phrase) {
                *score += 1.0;
            }
        }
        judged.sort_by(|a, b| b.1.total_cmp(&a.1));
    }
    Some(judged)
}

/// The keywords of a section with its subsections, best first.
pub(crate) fn of_section(
    reading: &Reading<'_>,
    section: usize,
    options: &AnalyzeOptions,
) -> Vec<Keyword> {
    let sections = reading.subtree(section);
    let occurrences = reading.candidates.in_sections(sections.clone());
    let heading = heading_phrases(reading, section);
    let ranked = phrases::counts(occurrences)
        .into_iter()
        .filter_map(|(phrase, count)| {
            let features = reading.features.of(phrase);
            let weight = weight(reading, phrase, features)?;
            // A section is told from the others by what stands in it and not everywhere.
            let own_share = f64::from(count) / f64::from(features.count.max(1));
            let in_heading = if heading.binary_search(&phrase).is_ok() {
                weights::IN_OWN_HEADING
            } else {
                1.0
            };
            let score = weight * frequency(count) * own_share.sqrt() * in_heading;
            Some((phrase, score, count))
        });
    let best = select(reading, ranked.collect(), options.section_keywords);
    written(reading, &best, sections, options)
}

/// The candidates in the heading of `section`, sorted.
fn heading_phrases(reading: &Reading<'_>, section: usize) -> Vec<PhraseId> {
    let mut phrases: Vec<_> = reading
        .candidates
        .in_sections(section..section + 1)
        .iter()
        .take_while(|found| {
            let token = reading.tokens.get(found.token as usize);
            token.is_some_and(|token| token.heading)
        })
        .map(|found| found.phrase)
        .collect();
    phrases.sort_unstable();
    phrases
}

/// Growth of the weight with the number of occurrences: less than linear, so that one frequent word does not
/// hide everything else. What stands in the title alone counts as once.
fn frequency(count: u32) -> f64 {
    // Most phrases occur once, and a power is dear.
    if count <= 1 {
        return 1.0;
    }
    f64::from(count).powf(weights::FREQUENCY_EXPONENT)
}

/// The weight of a phrase but for its frequency; `None` for what cannot be a keyword of this document.
pub(crate) fn weight(
    reading: &Reading<'_>,
    phrase: PhraseId,
    features: PhraseFeatures,
) -> Option<f64> {
    if features.mentions == 0 {
        return None;
    }
    if features.is_mere_part() {
        return None;
    }
    let words = reading.phrases.words(phrase);
    let form = form_weight(reading, words, features.count)?;
    let sections = f64::from(features.sections) / f64::from(reading.features.n_sections.max(1));
    let spread = 1.0 + weights::SPREAD * sections.sqrt();
    let position =
        1.0 - f64::from(features.first_token) / f64::from(reading.features.n_tokens.max(1));
    let early = 1.0 + weights::EARLY * position * position;
    let title = if features.in_title {
        weights::IN_TITLE
    } else {
        1.0
    };
    let summary = if features.in_summary {
        weights::IN_SUMMARY
    } else {
        1.0
    };
    let headings = match features.headings {
        0 => 1.0,
        n => 1.0 + weights::IN_HEADINGS * f64::from(n).ln_1p(),
    };
    let whole_share = f64::from(features.whole) / f64::from(features.mentions);
    let whole = 1.0 - weights::WHOLE * (1.0 - whole_share);
    Some(form * spread * early * title * summary * headings * whole)
}

/// What the words of a phrase are worth by themselves, when it can be a term of this document.
pub(crate) fn term_weight(reading: &Reading<'_>, phrase: PhraseId) -> Option<f64> {
    let features = reading.features.of(phrase);
    if features.count == 1 && features.whole == 0 {
        return None;
    }
    form_weight(reading, reading.phrases.words(phrase), features.count)
}

/// The weight that words of mean rarity, number, classes and scripts like these have in any text; `None` for
/// words that are no term.
fn form_weight(reading: &Reading<'_>, words: &[WordId], count: u32) -> Option<f64> {
    if !reading.dictionary.is_empty() && reading.dictionary.contains(words) {
        return Some(weights::OWN_TERM);
    }
    let mut idf = 0.0;
    let mut has_verb = false;
    let mut says_something = false;
    for (at, &word) in words.iter().enumerate() {
        let record = reading.vocabulary.record(word);
        idf += f64::from(record.idf);
        match record.class {
            // A character that the dictionary has no word for belongs to the phrase when it hardly ever
            // stands elsewhere: 闭 in 闭源, were that no known word.
            WordClass::Piece if count < 2 || count * 2 < reading.features.word_count(word) => {
                return None;
            }
            WordClass::Suffix if count < 2 => return None,
            // 非结构化数据, 低渗透油田.
            WordClass::Stop
                if at + 1 < words.len() && reading.vocabulary.prefix(word).is_some() =>
            {
                continue;
            }
            WordClass::Stop | WordClass::General => return None,
            WordClass::Modifier if at + 1 == words.len() => return None,
            // A verb after a noun begins a clause: 开源 | 鼓励贡献.
            WordClass::Verb if at > 0 => return None,
            WordClass::Verb => has_verb = true,
            WordClass::Weak => continue,
            WordClass::Noun | WordClass::Piece | WordClass::Suffix | WordClass::Modifier => {}
        }
        says_something = true;
    }
    if !says_something {
        return None; // 发展趋势, "example answer"
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a phrase has a handful of words"
    )]
    let mean_idf = idf / words.len() as f64;
    let length = match words.len() {
        1 => 1.0,
        2 => weights::TWO_WORDS,
        3 => weights::THREE_WORDS,
        _ => weights::MORE_WORDS,
    };
    let verb = match (has_verb, words.len()) {
        (false, _) => 1.0,
        (true, 1) => weights::VERB_ALONE,
        (true, _) => weights::VERB_FIRST,
    };
    let has_latin = words.iter().any(|&word| reading.vocabulary.is_latin(word));
    let name = if reading.features.is_chinese && has_latin && count > 1 {
        weights::LATIN_IN_CHINESE
    } else {
        1.0
    };
    Some(mean_idf * length * verb * name)
}

/// The best of `ranked` without those that repeat each other, at most `limit`.
pub(crate) fn select(
    reading: &Reading<'_>,
    mut ranked: Vec<(PhraseId, f64, u32)>,
    limit: usize,
) -> Vec<Ranked> {
    if limit == 0 {
        return Vec::new();
    }
    let by_score = |a: &(PhraseId, f64, u32), b: &(PhraseId, f64, u32)| {
        b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0))
    };
    // Far more than will be left over; sorting all would dominate the time of long documents.
    let pool = limit * 5 + 20;
    if ranked.len() > pool {
        ranked.select_nth_unstable_by(pool, by_score);
        ranked.truncate(pool);
    }
    ranked.sort_unstable_by(by_score);
    let mut kept: Vec<Ranked> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    for (phrase, score, count) in ranked {
        if kept.len() >= limit * 2 {
            break;
        }
        let words = reading.phrases.words(phrase);
        let key = comparison_key(surface(reading, phrase).as_ref());
        // The same letters in other words: 大 + 模型 and 大模型, `data base` and `database`.
        if key.is_empty() || keys.contains(&key) {
            continue;
        }
        let new = Ranked {
            phrase,
            score,
            count,
            words: words.to_vec(),
            variants: Vec::new(),
        };
        match kept
            .iter_mut()
            .find_map(|old| relation(old, &new).map(|relation| (old, relation)))
        {
            None => {
                kept.push(new);
                keys.push(key);
            }
            Some((_, Relation::Redundant)) => {}
            Some((old, Relation::Replaces)) => {
                let score = old.score;
                *old = Ranked { score, ..new };
                keys.push(key);
            }
        }
    }
    // A replacement may have left two that repeat each other.
    let mut unique: Vec<Ranked> = Vec::new();
    for one in kept {
        let repeats = unique.iter().any(|old| relation(old, &one).is_some());
        if !repeats {
            unique.push(one);
        }
    }
    unique.truncate(limit);
    unique
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// The new phrase adds nothing to the old.
    Redundant,
    /// The new phrase contains the old and accounts for most of its occurrences.
    Replaces,
}

/// How a phrase relates to a better one that is kept; `None` when both may stand.
fn relation(old: &Ranked, new: &Ranked) -> Option<Relation> {
    if old.phrase == new.phrase {
        return Some(Relation::Redundant);
    }
    if contains(&old.words, &new.words) {
        // Most occurrences of the shorter one are in the longer one.
        return (new.count * 2 < old.count * 3).then_some(Relation::Redundant);
    }
    if contains(&new.words, &old.words) {
        return if new.count * 3 >= old.count * 2 {
            Some(Relation::Replaces)
        } else if new.count * 5 < old.count {
            Some(Relation::Redundant)
        } else {
            None
        };
    }
    None
}

fn contains(long: &[WordId], short: &[WordId]) -> bool {
    long.windows(short.len().max(1))
        .any(|window| window == short)
}

/// A phrase as it stands at its first place, on one line.
pub(crate) fn surface<'a>(reading: &'a Reading<'_>, phrase: PhraseId) -> Cow<'a, str> {
    one_line(reading.surface(phrase))
}

/// `text` with line breaks and repeated blanks made single blanks.
pub(crate) fn one_line(text: &str) -> Cow<'_, str> {
    let mut before = '\0';
    let is_plain = text.chars().all(|c| {
        let is_repeated = c == ' ' && before == ' ';
        before = c;
        !is_repeated && (c == ' ' || !wenmai_text::is_blank(c))
    });
    if is_plain {
        Cow::Borrowed(text)
    } else {
        let words: Vec<_> = text
            .split(wenmai_text::is_blank)
            .filter(|word| !word.is_empty())
            .collect();
        Cow::Owned(words.join(" "))
    }
}
