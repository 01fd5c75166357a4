//! The facts that trees judge a candidate by: bytes, each from counts that are there anyway.

use std::sync::LazyLock;

use super::table::{FactTable, Row};
use crate::{
    analyzer::Reading, features::PhraseDetails, keywords, lexicon::WordClass, phrases::PhraseId,
    tokenize::Token, vocabulary::WordId,
};

/// Candidates that trees look at; the best by the formula. More find hardly more, and cost time.
const POOL: usize = 250;

/// The candidates of a document that may be keywords, with their facts.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// Best by the formula first.
    pub(crate) phrases: Vec<PhraseId>,
    /// Parallel to `phrases`.
    pub(crate) facts: FactTable,
    /// Logarithms of the weights by the formula, beside that of the best; parallel to `phrases`.
    pub(crate) log_weights: Vec<f32>,
}

impl Pool {
    /// Runs in O(candidates) and O(pool log pool).
    pub(crate) fn new(reading: &Reading<'_>) -> Self {
        let (pool, n_candidates) = keywords::admitted(reading, POOL);
        let best = pool.first().map_or(1.0, |best| best.1);
        let document = DocumentFacts::new(reading, n_candidates);
        let mut rank_of: Vec<u16> = vec![u16::MAX; reading.phrases.len()];
        for (rank, &(phrase, _)) in (0_u16..).zip(&pool) {
            if let Some(slot) = rank_of.get_mut(phrase as usize) {
                *slot = rank;
            }
        }
        let details = PhraseDetails::of(
            pool.len(),
            &rank_of,
            &reading.metadata,
            &reading.candidates,
            &reading.tokens,
        );
        let mut facts = FactTable::new(pool.len());
        for (rank, (&(phrase, weight), details)) in pool.iter().zip(&details).enumerate() {
            let mut row = document.facts(reading, phrase, details);
            row.set(Fact::Rank, small(u32::try_from(rank).unwrap_or(u32::MAX)));
            row.set(Fact::Weight, byte(255.0 * (weight / best)));
            facts.set_row(rank, &row);
        }
        nest(reading, &pool, &rank_of, &mut facts);
        rank_by(&mut facts, Fact::TfIdf, Fact::TfIdfRank);
        rank_by(&mut facts, Fact::Count, Fact::CountRank);
        Self {
            log_weights: pool
                .iter()
                .map(|&(_, weight)| log_of_share(weight / best))
                .collect(),
            phrases: pool.into_iter().map(|(phrase, _)| phrase).collect(),
            facts,
        }
    }
}

/// Places of the facts in a row.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
pub(super) enum Fact {
    Count,
    RelativeCount,
    InTitle,
    InSummary,
    Headings,
    Script,
    First,
    FirstShare,
    LastShare,
    Stretches,
    SectionShare,
    WholeShare,
    LeftFreeShare,
    RightFreeShare,
    Words,
    Chars,
    IdfSum,
    IdfMean,
    IdfMin,
    IdfMax,
    IdfLast,
    TfIdf,
    LeftChanges,
    RightChanges,
    Capitals,
    Names,
    InBrackets,
    BeforeBrackets,
    FirstClass,
    LastClass,
    WeakWords,
    Modifiers,
    VerbsAndPieces,
    WordCountMost,
    Cohesion,
    CohesionLeast,
    TitleWords,
    Rank,
    Weight,
    TfIdfRank,
    CountRank,
    Tokens,
    LatinShare,
    Sections,
    Candidates,
    HasTitle,
    MaxCount,
    FirstIsStart,
    FirstSpeech,
    LastSpeech,
    /// Occurrences inside the most frequent longer candidate.
    CoveredShare,
    /// The best longer candidate, by weight.
    LongerWeight,
    LongerRank,
    /// The best part, by weight.
    PartWeight,
    PartRank,
    /// Occurrences of the most frequent part that are in this one.
    PartShare,
    /// Longer candidates in the pool.
    Longer,
}

/// What all candidates of a document share.
struct DocumentFacts {
    tokens: u8,
    latin_share: u8,
    sections: u8,
    candidates: u8,
    has_title: bool,
    max_count: u32,
    title_words: Vec<WordId>,
}

impl DocumentFacts {
    fn new(reading: &Reading<'_>, n_candidates: usize) -> Self {
        let features = &reading.features;
        Self {
            tokens: steps(features.n_tokens, 12.0),
            latin_share: share(features.n_latin, features.n_tokens),
            sections: steps(features.n_sections, 32.0),
            candidates: steps(u32::try_from(n_candidates).unwrap_or(u32::MAX), 16.0),
            has_title: reading.document.metadata.title.is_some(),
            max_count: features.max_count,
            title_words: reading.title_words(),
        }
    }

    /// All facts but ranks, weight and those on other candidates.
    fn facts(&self, reading: &Reading<'_>, phrase: PhraseId, details: &PhraseDetails) -> Row {
        let features = reading.features.of(phrase);
        let words = reading.phrases.words(phrase);
        let form = Form::new(reading, words, self);
        let count = features.count;
        let n_tokens = reading.features.n_tokens;
        let first_char = |token: Option<&Token>| token.is_some_and(|token| token.boundary);
        let [shortest, longest] = form.word_counts;
        let idf = f64::from(form.idf_sum) / form.n_words.sqrt();
        let mut row = Row::default();
        row.set(Fact::Count, steps(count, 24.0));
        row.set(Fact::RelativeCount, share(count, self.max_count));
        row.set(Fact::InTitle, u8::from(features.in_title));
        row.set(Fact::InSummary, u8::from(features.in_summary));
        row.set(Fact::Headings, steps(features.headings, 32.0));
        row.set(Fact::Script, form.script);
        row.set(Fact::First, steps(features.first_token, 16.0));
        row.set(Fact::FirstShare, share(features.first_token, n_tokens));
        row.set(Fact::LastShare, share(details.last_token, n_tokens));
        row.set(Fact::Stretches, small(details.stretches()));
        row.set(
            Fact::SectionShare,
            share(features.sections, reading.features.n_sections),
        );
        row.set(Fact::WholeShare, share(features.whole, features.mentions));
        row.set(
            Fact::LeftFreeShare,
            share(details.left_free, features.mentions),
        );
        row.set(
            Fact::RightFreeShare,
            share(details.right_free, features.mentions),
        );
        row.set(
            Fact::Words,
            small(u32::try_from(words.len()).unwrap_or(u32::MAX)),
        );
        row.set(Fact::Chars, small(form.chars(reading.surface(phrase))));
        row.set(Fact::IdfSum, byte(f64::from(form.idf_sum) * 5.0));
        row.set(
            Fact::IdfMean,
            byte(f64::from(form.idf_sum) * 24.0 / form.n_words),
        );
        row.set(Fact::IdfMin, byte(f64::from(form.idf_min) * 24.0));
        row.set(Fact::IdfMax, byte(f64::from(form.idf_max) * 24.0));
        row.set(Fact::IdfLast, byte(f64::from(form.idf_last) * 24.0));
        row.set(
            Fact::LeftChanges,
            share(details.left_changes, features.mentions),
        );
        row.set(
            Fact::RightChanges,
            share(details.right_changes, features.mentions),
        );
        row.set(Fact::Capitals, share(details.capitals, features.mentions));
        row.set(Fact::Names, share(details.names, features.mentions));
        row.set(
            Fact::InBrackets,
            share(details.in_brackets, features.mentions),
        );
        row.set(
            Fact::BeforeBrackets,
            share(details.before_brackets, features.mentions),
        );
        row.set(Fact::FirstClass, form.first_class);
        row.set(Fact::LastClass, form.last_class);
        row.set(Fact::WeakWords, form.weak);
        row.set(Fact::Modifiers, form.modifiers);
        row.set(Fact::VerbsAndPieces, form.verbs_and_pieces);
        row.set(Fact::WordCountMost, steps(longest, 24.0));
        row.set(Fact::Cohesion, share(count, longest));
        row.set(Fact::CohesionLeast, share(count, shortest));
        row.set(Fact::TitleWords, share(form.title_words, form.words));
        row.set(Fact::Tokens, self.tokens);
        row.set(Fact::LatinShare, self.latin_share);
        row.set(Fact::Sections, self.sections);
        row.set(Fact::Candidates, self.candidates);
        row.set(Fact::HasTitle, u8::from(self.has_title));
        row.set(Fact::MaxCount, steps(self.max_count, 24.0));
        row.set(Fact::FirstSpeech, form.first_speech);
        row.set(Fact::LastSpeech, form.last_speech);
        row.set(
            Fact::FirstIsStart,
            u8::from(first_char(
                reading.tokens.get(features.first_token as usize),
            )),
        );
        row.set(Fact::TfIdf, byte(28.0 * (f64::from(count) * idf).ln_1p()));
        row
    }
}

/// Facts that tell one set of gold data from another better than they tell keywords from other phrases: trees that ask for them
/// learn what each set is like, and fail on texts that are like none.
#[cfg(feature = "fit")]
pub(crate) const UNASKED: [usize; 4] = [
    Fact::Sections as usize,
    Fact::Candidates as usize,
    Fact::HasTitle as usize,
    Fact::MaxCount as usize,
];

/// What the words of a candidate are.
struct Form {
    words: u32,
    n_words: f64,
    script: u8,
    idf_sum: f32,
    idf_min: f32,
    idf_max: f32,
    idf_last: f32,
    first_class: u8,
    last_class: u8,
    first_speech: u8,
    last_speech: u8,
    weak: u8,
    modifiers: u8,
    verbs_and_pieces: u8,
    /// Least and most occurrences of one of the words.
    word_counts: [u32; 2],
    title_words: u32,
}

impl Form {
    fn new(reading: &Reading<'_>, words: &[WordId], document: &DocumentFacts) -> Self {
        let n = u32::try_from(words.len()).unwrap_or(u32::MAX).max(1);
        let mut form = Self {
            words: n,
            n_words: f64::from(n),
            script: 0,
            idf_sum: 0.0,
            idf_min: f32::MAX,
            idf_max: 0.0,
            idf_last: 0.0,
            first_class: 0,
            last_class: 0,
            first_speech: 0,
            last_speech: 0,
            weak: 0,
            modifiers: 0,
            verbs_and_pieces: 0,
            word_counts: [u32::MAX, 1],
            title_words: 0,
        };
        let mut latin = 0;
        for (at, &word) in words.iter().enumerate() {
            let record = reading.vocabulary.record(word);
            form.idf_sum += record.idf;
            form.idf_min = form.idf_min.min(record.idf);
            form.idf_max = form.idf_max.max(record.idf);
            form.idf_last = record.idf;
            let class = record.class as u8;
            if at == 0 {
                form.first_class = class;
                form.first_speech = record.speech as u8;
            }
            form.last_class = class;
            form.last_speech = record.speech as u8;
            match record.class {
                WordClass::Weak => form.weak += 1,
                WordClass::Modifier => form.modifiers += 1,
                WordClass::Verb | WordClass::General | WordClass::Piece | WordClass::Suffix => {
                    form.verbs_and_pieces += 1;
                }
                WordClass::Stop | WordClass::Noun => {}
            }
            latin += u32::from(reading.vocabulary.is_latin(word));
            let count = reading.features.word_count(word).max(1);
            let [least, most] = &mut form.word_counts;
            *least = count.min(*least);
            *most = count.max(*most);
            form.title_words += u32::from(document.title_words.binary_search(&word).is_ok());
        }
        form.script = u8::from(latin > 0) + u8::from(latin == n);
        form
    }

    /// Characters of the candidate at its first place.
    fn chars(&self, surface: &str) -> u32 {
        let bytes = u32::try_from(surface.len()).unwrap_or(u32::MAX);
        // Chinese characters have three bytes.
        if self.script == 0 { bytes / 3 } else { bytes }
    }
}

/// Sets the facts on longer candidates and parts. Runs in O(pool × words of a phrase²).
fn nest(reading: &Reading<'_>, pool: &[(PhraseId, f64)], rank_of: &[u16], facts: &mut FactTable) {
    let mut nesting = vec![Nesting::default(); pool.len()];
    for (rank, &(phrase, _)) in (0_u16..).zip(pool) {
        let words = reading.phrases.words(phrase);
        let count = reading.features.of(phrase).count;
        reading.phrases.parts(words, |part| {
            let at = rank_of.get(part as usize).copied().unwrap_or(u16::MAX);
            if let Some(of_part) = nesting.get_mut(usize::from(at)) {
                of_part.longer_count = of_part.longer_count.max(count);
                of_part.longer += 1;
                of_part.longer_rank = of_part.longer_rank.min(rank);
                let part_count = reading.features.of(part).count;
                if let Some(own) = nesting.get_mut(usize::from(rank)) {
                    own.part_rank = own.part_rank.min(at);
                    own.part_count = own.part_count.max(part_count);
                }
            }
        });
    }
    for (row, (nesting, &(phrase, weight))) in nesting.into_iter().zip(pool).enumerate() {
        let count = reading.features.of(phrase).count;
        let compared = |rank: u16| {
            let other = pool.get(usize::from(rank)).map_or(0.0, |other| other.1);
            // Halfway where both weigh the same.
            byte(255.0 * other / (other + weight))
        };
        let values = [
            (Fact::CoveredShare, share(nesting.longer_count, count)),
            (Fact::LongerWeight, compared(nesting.longer_rank)),
            (Fact::LongerRank, small(nesting.longer_rank.into())),
            (Fact::PartWeight, compared(nesting.part_rank)),
            (Fact::PartRank, small(nesting.part_rank.into())),
            (Fact::PartShare, share(count, nesting.part_count)),
            (Fact::Longer, small(nesting.longer)),
        ];
        facts.set(row, values);
    }
}

/// The candidates of the pool that contain a candidate or are part of it; ranks are [`u16::MAX`] where there is none.
#[derive(Debug, Clone, Copy)]
struct Nesting {
    longer: u32,
    longer_count: u32,
    longer_rank: u16,
    part_count: u32,
    part_rank: u16,
}

impl Default for Nesting {
    fn default() -> Self {
        Self {
            longer: 0,
            longer_count: 0,
            longer_rank: u16::MAX,
            part_count: 0,
            part_rank: u16::MAX,
        }
    }
}

/// Shares as small as what the formula gives to the worst candidates count as those.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a handful, with a fraction"
)]
fn log_of_share(share: f64) -> f32 {
    share.max(1e-6).ln() as f32
}

/// Sets `rank` of each candidate to its place by `fact`, largest first, as the candidates before it in the pool.
fn rank_by(facts: &mut FactTable, fact: Fact, rank: Fact) {
    let mut counts = [0_u32; 256];
    for value in facts.column(fact) {
        if let Some(count) = counts.get_mut(usize::from(value)) {
            *count += 1;
        }
    }
    let mut above = 0;
    let mut ranks = [0_u8; 256];
    for (rank, count) in ranks.iter_mut().zip(counts).rev() {
        *rank = small(above);
        above += count;
    }
    facts.map(fact, rank, |value| {
        ranks.get(usize::from(value)).copied().unwrap_or(0)
    });
}

/// Logarithms of 1, 2, 3 and so on: most counts are small.
static LOGARITHMS: LazyLock<[f64; 128]> =
    LazyLock::new(|| std::array::from_fn(|value| logarithm(u32::try_from(value).unwrap_or(0))));

fn logarithm(value: u32) -> f64 {
    (f64::from(value) + 1.0).log2()
}

/// `value` on a scale of logarithms, so many steps for each doubling.
fn steps(value: u32, steps: f64) -> u8 {
    let log = match LOGARITHMS.get(value as usize) {
        Some(log) => *log,
        None => logarithm(value),
    };
    byte(log * steps)
}

fn share(part: u32, whole: u32) -> u8 {
    // Most phrases are seen once, and a division is dear.
    if whole <= 1 {
        return if part == 0 { 0 } else { u8::MAX };
    }
    byte(255.0 * f64::from(part) / f64::from(whole.max(1)))
}

fn small(value: u32) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte, and NaN becomes 0"
)]
fn byte(value: f64) -> u8 {
    value.clamp(0.0, 255.0) as u8
}
