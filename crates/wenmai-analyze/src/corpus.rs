//! What many documents have in common.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use wenmai_model::{
    Analysis, CorpusAnalysis, CorpusKeyword, Document, LanguageCount, MonthCount, TextStats,
};
use wenmai_text::words::words;

use crate::{
    distribution::Distributions, keyness::MIN_G2, options::AnalyzeOptions, statistics,
    terms::TermCounts, vocabulary::comparison_form,
};

/// Measures many documents together, from what [`analyze`](crate::analyze()) found in each.
///
/// The result depends neither on the order of the documents nor on the number of threads: all sums are sums of
/// integers. [`CorpusAccumulator`] does the same for documents that come one by one.
///
/// ```
/// use rayon::prelude::*;
/// use wenmai_analyze::{AnalyzeOptions, analyze, analyze_corpus};
/// let documents = [wenmai_model::Document::default()];
/// let options = AnalyzeOptions::default();
/// let analyses: Vec<_> = documents.iter().map(|document| analyze(document, &options)).collect();
/// let corpus = analyze_corpus(documents.par_iter().zip(&analyses), &options);
/// assert_eq!((corpus.documents, corpus.languages[0].language.as_str()), (1, "und"));
/// ```
pub fn analyze_corpus<'a>(
    documents: impl IndexedParallelIterator<Item = (&'a Document, &'a Analysis)>,
    options: &AnalyzeOptions,
) -> CorpusAnalysis {
    documents
        .fold(
            CorpusAccumulator::default,
            |mut corpus, (document, analysis)| {
                corpus.add(document, analysis);
                corpus
            },
        )
        .reduce(CorpusAccumulator::default, |mut left, right| {
            left.merge(right);
            left
        })
        .finish(options)
}

/// Gathers what [`analyze_corpus`] measures, one document at a time, without holding the documents.
///
/// Memory grows with the number of different keywords.
///
/// ```
/// use wenmai_analyze::{AnalyzeOptions, CorpusAccumulator};
/// let mut corpus = CorpusAccumulator::default();
/// corpus.add(&Default::default(), &Default::default());
/// assert_eq!(corpus.finish(&AnalyzeOptions::default()).documents, 1);
/// ```
#[derive(Debug, Clone, Default)]
pub struct CorpusAccumulator {
    documents: u64,
    sections: u64,
    totals: TextStats,
    distributions: Distributions,
    languages: FxHashMap<String, u64>,
    /// By comparison form.
    keywords: FxHashMap<String, KeywordSum>,
}

/// What the documents say of one keyword.
#[derive(Debug, Clone, Default)]
struct KeywordSum {
    documents: u64,
    count: u64,
    /// Sum over documents of the keyword's score relative to the best one's, in millionths.
    weight: u64,
    /// Occurrences by spelling.
    spellings: FxHashMap<String, u64>,
    /// Documents by month of publication.
    months: BTreeMap<String, u64>,
}

impl CorpusAccumulator {
    /// Takes in one document.
    pub fn add(&mut self, document: &Document, analysis: &Analysis) {
        self.documents += 1;
        let with_heading = document
            .sections
            .iter()
            .filter(|section| section.heading.is_some());
        let sections = with_heading.count() as u64;
        self.sections += sections;
        self.distributions.add(analysis, sections);
        statistics::add(&mut self.totals, &analysis.totals);
        let language = document.metadata.language.as_deref().unwrap_or("und");
        *self.languages.entry(language.to_owned()).or_default() += 1;
        let published = document.metadata.published.as_deref();
        let month = published.and_then(|day| day.get(..7));
        let best = analysis.keywords.first().map_or(0.0, |best| best.score);
        for keyword in &analysis.keywords {
            let key = key(&keyword.text);
            let weight = millionths(keyword.score, best);
            self.add_name(&key, &keyword.text, keyword.count, weight, month);
            // A name that is a keyword of its own elsewhere counts here as well; the weight is that of the best name.
            for variant in &keyword.variants {
                let variant_key = self::key(&variant.text);
                if variant_key != key {
                    self.add_name(&variant_key, &variant.text, variant.count, 0, month);
                }
            }
        }
    }

    fn add_name(&mut self, key: &str, text: &str, count: u32, weight: u64, month: Option<&str>) {
        let sum = self.keywords.entry(key.to_owned()).or_default();
        sum.documents += 1;
        sum.count += u64::from(count);
        sum.weight += weight;
        *sum.spellings.entry(text.to_owned()).or_default() += u64::from(count);
        if let Some(month) = month {
            *sum.months.entry(month.to_owned()).or_default() += 1;
        }
    }

    /// Takes in what another accumulator has gathered.
    #[expect(
        clippy::iter_over_hash_type,
        reason = "sums of integers do not depend on the order"
    )]
    pub fn merge(&mut self, other: Self) {
        self.documents += other.documents;
        self.sections += other.sections;
        statistics::add(&mut self.totals, &other.totals);
        self.distributions.merge(&other.distributions);
        for (language, documents) in other.languages {
            *self.languages.entry(language).or_default() += documents;
        }
        for (key, theirs) in other.keywords {
            let sum = self.keywords.entry(key).or_default();
            sum.documents += theirs.documents;
            sum.count += theirs.count;
            sum.weight += theirs.weight;
            for (spelling, count) in theirs.spellings {
                *sum.spellings.entry(spelling).or_default() += count;
            }
            for (month, documents) in theirs.months {
                *sum.months.entry(month).or_default() += documents;
            }
        }
    }

    /// The measures of all documents taken in.
    pub fn finish(self, options: &AnalyzeOptions) -> CorpusAnalysis {
        self.finish_with(options, None)
    }

    /// The same with the keywords that set the corpus, whose phrases are `own`, apart from a reference: those that are more
    /// frequent here, by the log-likelihood of the difference. What may well be chance (p ≥ 0.05) is left out.
    pub fn finish_against(
        self,
        options: &AnalyzeOptions,
        own: &TermCounts,
        reference: &TermCounts,
    ) -> CorpusAnalysis {
        self.finish_with(options, Some((own, reference)))
    }

    fn finish_with(
        self,
        options: &AnalyzeOptions,
        counts: Option<(&TermCounts, &TermCounts)>,
    ) -> CorpusAnalysis {
        let mut languages: Vec<_> = self
            .languages
            .into_iter()
            .map(|(language, documents)| LanguageCount {
                language,
                documents,
            })
            .collect();
        languages.sort_by(|a, b| {
            b.documents
                .cmp(&a.documents)
                .then_with(|| a.language.cmp(&b.language))
        });
        let mut keywords: Vec<_> = self
            .keywords
            .into_values()
            .map(|sum| {
                let text = spelling(sum.spellings);
                CorpusKeyword {
                    keyness: counts.map(|(own, reference)| own.keyness(&text, reference)),
                    text,
                    // The mean over all documents, those without the keyword included.
                    score: statistics::ratio(sum.weight, self.documents * MILLION),
                    count: sum.count,
                    documents: sum.documents,
                    trend: sum.months.into_iter().map(month_count).collect(),
                }
            })
            .filter(|keyword| {
                keyword
                    .keyness
                    .is_none_or(|found| found.log_likelihood >= MIN_G2)
            })
            .collect();
        let rank = |keyword: &CorpusKeyword| {
            let keyness = keyword.keyness.map(|found| found.log_likelihood);
            keyness.unwrap_or(keyword.score)
        };
        keywords.sort_by(|a, b| {
            rank(b)
                .total_cmp(&rank(a))
                .then_with(|| b.score.total_cmp(&a.score))
                .then_with(|| a.text.cmp(&b.text))
        });
        keywords.truncate(options.keywords);
        CorpusAnalysis {
            documents: self.documents,
            sections: self.sections,
            totals: self.totals,
            distributions: self.distributions.finish(),
            languages,
            keywords,
            ..CorpusAnalysis::default()
        }
    }
}

fn month_count((month, documents): (String, u64)) -> MonthCount {
    MonthCount { month, documents }
}

const MILLION: u64 = 1_000_000;

/// `score / best` in millionths: an integer, so that sums of it are exact in any order.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the ratio is clamped to 0..=1, and NaN becomes 0"
)]
fn millionths(score: f64, best: f64) -> u64 {
    if best > 0.0 {
        ((score / best).clamp(0.0, 1.0) * 1_000_000.0).round() as u64
    } else {
        0
    }
}

/// The form under which spellings of a keyword are one.
pub(crate) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in words(text) {
        key.push_str(&comparison_form(word.text, word.kind));
        key.push(' ');
    }
    key
}

/// The most frequent spelling, the first in alphabetical order of those that are equally frequent.
fn spelling(spellings: FxHashMap<String, u64>) -> String {
    let best = spellings
        .into_iter()
        .max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    best.map(|(text, _)| text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use wenmai_model::Keyword;

    use super::*;

    fn analysis(keywords: &[(&str, f64, u32)]) -> Analysis {
        Analysis {
            keywords: keywords
                .iter()
                .map(|&(text, score, count)| Keyword {
                    text: text.into(),
                    score,
                    count,
                    density: 0.0,
                    spans: Vec::new(),
                    variants: Vec::new(),
                })
                .collect(),
            ..Analysis::default()
        }
    }

    #[test]
    fn spellings_and_weights_add_up() {
        let mut left = CorpusAccumulator::default();
        left.add(
            &Document::default(),
            &analysis(&[("language models", 8.0, 3), ("开源", 4.0, 2)]),
        );
        let mut right = CorpusAccumulator::default();
        right.add(
            &Document::default(),
            &analysis(&[("Language Model", 3.0, 5)]),
        );
        let mut both = left.clone();
        both.merge(right.clone());
        right.merge(left);
        let options = AnalyzeOptions::default();
        let corpus = both.finish(&options);
        assert_eq!(corpus, right.finish(&options));
        let [first, second] = &corpus.keywords[..] else {
            panic!("two keywords")
        };
        assert_eq!(
            (first.text.as_str(), first.count, first.documents),
            ("Language Model", 8, 2)
        );
        assert!((first.score - 1.0).abs() < 1e-9);
        assert_eq!(
            (second.text.as_str(), second.count, second.documents),
            ("开源", 2, 1)
        );
        assert!((second.score - 0.25).abs() < 1e-9);
    }

    #[test]
    fn keywords_by_month() {
        let mut corpus = CorpusAccumulator::default();
        for day in ["2024-06-02", "2024-05-30", "2024-06-11"] {
            let mut document = Document::default();
            document.metadata.published = Some(day.into());
            corpus.add(&document, &analysis(&[("开源", 1.0, 1)]));
        }
        corpus.add(&Document::default(), &analysis(&[("开源", 1.0, 1)]));
        let corpus = corpus.finish(&AnalyzeOptions::default());
        let trend: Vec<_> = corpus.keywords[0]
            .trend
            .iter()
            .map(|month| (month.month.as_str(), month.documents))
            .collect();
        assert_eq!(trend, [("2024-05", 1), ("2024-06", 2)]);
    }

    #[test]
    fn nothing_is_not_nan() {
        assert_eq!(millionths(0.0, 0.0), 0);
        assert_eq!(millionths(f64::NAN, 1.0), 0);
        let corpus = CorpusAccumulator::default().finish(&AnalyzeOptions::default());
        assert_eq!(corpus, CorpusAnalysis::default());
    }
}
