//! The facts that trees judge a candidate by: bytes, each from counts that are there anyway.

use std::sync::LazyLock;

use crate::{
    analyzer::Reading, features::PhraseDetails, keywords, lexicon::WordClass, phrases::PhraseId,
    tokenize::Token, vocabulary::WordId,
};

/// Facts of a candidate.
pub(crate) const FACTS: usize = Fact::Longer as usize + 1;

/// The facts of one candidate.
pub(crate) type Row = [u8; FACTS];

/// Candidates that trees look at; the best by the formula. More find hardly more, and cost time.
const POOL: usize = 250;

/// The candidates of a document that may be keywords, with their facts.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    /// Best by the formula first.
    pub(crate) phrases: Vec<PhraseId>,
    /// Parallel to `phrases`.
    pub(crate) rows: Vec<Row>,
    /// Logarithms of the weights by the formula, beside that of the best; parallel to `phrases`.
    pub(crate) log_weights: Vec<f32>,
}

impl Pool {
    /// Runs in O(candidates) and O(pool log pool).
    pub(crate) fn new(reading: &Reading<'_>) -> Self {
        let n_phrases = PhraseId::try_from(reading.phrases.len()).unwrap_or(PhraseId::MAX);
        let weighted = (0..n_phrases).filter_map(|phrase| {
            let weight = keywords::pool_weight(reading, phrase)?;
            Some((phrase, weight))
        });
        let mut pool: Vec<(PhraseId, f64)> = weighted.collect();
        let n_candidates = pool.len();
        let by_weight = |a: &(PhraseId, f64), b: &(PhraseId, f64)| {
            b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0))
        };
        if pool.len() > POOL {
            pool.select_nth_unstable_by(POOL, by_weight);
            pool.truncate(POOL);
        }
        pool.sort_unstable_by(by_weight);
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
        let mut rows: Vec<Row> = pool
            .iter()
            .zip(&details)
            .enumerate()
            .map(|(rank, (&(phrase, weight), details))| {
                let mut row = document.row(reading, phrase, details);
                set(
                    &mut row,
                    Fact::Rank,
                    small(u32::try_from(rank).unwrap_or(u32::MAX)),
                );
                set(&mut row, Fact::Weight, byte(255.0 * (weight / best)));
                row
            })
            .collect();
        nest(reading, &pool, &rank_of, &mut rows);
        rank_by(&mut rows, Fact::TfIdf, Fact::TfIdfRank);
        rank_by(&mut rows, Fact::Count, Fact::CountRank);
        Self {
            log_weights: pool
                .iter()
                .map(|&(_, weight)| log_of_share(weight / best))
                .collect(),
            phrases: pool.into_iter().map(|(phrase, _)| phrase).collect(),
            rows,
        }
    }
}

/// Places of the facts in a row.
#[derive(Debug, Clone, Copy)]
#[repr(usize)]
enum Fact {
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

    fn row(&self, reading: &Reading<'_>, phrase: PhraseId, details: &PhraseDetails) -> Row {
        let features = reading.features.of(phrase);
        let words = reading.phrases.words(phrase);
        let form = Form::new(reading, &words, self);
        let count = features.count;
        let n_tokens = reading.features.n_tokens;
        let first_char = |token: Option<&Token>| token.is_some_and(|token| token.boundary);
        let [shortest, longest] = form.word_counts;
        let idf = f64::from(form.idf_sum) / form.n_words.sqrt();
        // Ranks and weight beside the others are filled in where all rows are there.
        let values = [
            (Fact::Count, steps(count, 24.0)),
            (Fact::RelativeCount, share(count, self.max_count)),
            (Fact::InTitle, u8::from(features.in_title)),
            (Fact::InSummary, u8::from(features.in_summary)),
            (Fact::Headings, steps(features.headings, 32.0)),
            (Fact::Script, form.script),
            (Fact::First, steps(features.first_token, 16.0)),
            (Fact::FirstShare, share(features.first_token, n_tokens)),
            (Fact::LastShare, share(details.last_token, n_tokens)),
            (Fact::Stretches, small(details.stretches())),
            (
                Fact::SectionShare,
                share(features.sections, reading.features.n_sections),
            ),
            (Fact::WholeShare, share(features.whole, features.mentions)),
            (
                Fact::LeftFreeShare,
                share(details.left_free, features.mentions),
            ),
            (
                Fact::RightFreeShare,
                share(details.right_free, features.mentions),
            ),
            (
                Fact::Words,
                small(u32::try_from(words.len()).unwrap_or(u32::MAX)),
            ),
            (Fact::Chars, small(form.chars(reading.surface(phrase)))),
            (Fact::IdfSum, byte(f64::from(form.idf_sum) * 5.0)),
            (
                Fact::IdfMean,
                byte(f64::from(form.idf_sum) * 24.0 / form.n_words),
            ),
            (Fact::IdfMin, byte(f64::from(form.idf_min) * 24.0)),
            (Fact::IdfMax, byte(f64::from(form.idf_max) * 24.0)),
            (Fact::IdfLast, byte(f64::from(form.idf_last) * 24.0)),
            (
                Fact::LeftChanges,
                share(details.left_changes, features.mentions),
            ),
            (
                Fact::RightChanges,
                share(details.right_changes, features.mentions),
            ),
            (Fact::Capitals, share(details.capitals, features.mentions)),
            (Fact::Names, share(details.names, features.mentions)),
            (
                Fact::InBrackets,
                share(details.in_brackets, features.mentions),
            ),
            (
                Fact::BeforeBrackets,
                share(details.before_brackets, features.mentions),
            ),
            (Fact::FirstClass, form.first_class),
            (Fact::LastClass, form.last_class),
            (Fact::WeakWords, form.weak),
            (Fact::Modifiers, form.modifiers),
            (Fact::VerbsAndPieces, form.verbs_and_pieces),
            (Fact::WordCountMost, steps(longest, 24.0)),
            (Fact::Cohesion, share(count, longest)),
            (Fact::CohesionLeast, share(count, shortest)),
            (Fact::TitleWords, share(form.title_words, form.words)),
            (Fact::Tokens, self.tokens),
            (Fact::LatinShare, self.latin_share),
            (Fact::Sections, self.sections),
            (Fact::Candidates, self.candidates),
            (Fact::HasTitle, u8::from(self.has_title)),
            (Fact::MaxCount, steps(self.max_count, 24.0)),
            (Fact::FirstSpeech, form.first_speech),
            (Fact::LastSpeech, form.last_speech),
            (
                Fact::FirstIsStart,
                u8::from(first_char(
                    reading.tokens.get(features.first_token as usize),
                )),
            ),
            (Fact::TfIdf, byte(28.0 * (f64::from(count) * idf).ln_1p())),
        ];
        let mut row = [0; FACTS];
        for (fact, value) in values {
            set(&mut row, fact, value);
        }
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
fn nest(reading: &Reading<'_>, pool: &[(PhraseId, f64)], rank_of: &[u16], rows: &mut [Row]) {
    let mut nesting = vec![Nesting::default(); pool.len()];
    for (rank, &(phrase, _)) in (0_u16..).zip(pool) {
        let words = reading.phrases.words(phrase);
        let count = reading.features.of(phrase).count;
        reading.phrases.parts(&words, |part| {
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
    for ((row, nesting), &(phrase, weight)) in rows.iter_mut().zip(nesting).zip(pool) {
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
        for (fact, value) in values {
            set(row, fact, value);
        }
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

fn set(row: &mut Row, fact: Fact, value: u8) {
    if let Some(slot) = row.get_mut(fact as usize) {
        *slot = value;
    }
}

/// Sets `rank` of each row to its place by `fact`, largest first, as the candidates before it in the pool.
fn rank_by(rows: &mut [Row], fact: Fact, rank: Fact) {
    let mut counts = [0_u32; 256];
    for row in rows.iter() {
        let value = row.get(fact as usize).copied().unwrap_or(0);
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
    for row in rows {
        let value = row.get(fact as usize).copied().unwrap_or(0);
        let place = ranks.get(usize::from(value)).copied().unwrap_or(0);
        set(row, rank, place);
    }
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
