//! One document from first look to result.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use wenmai_model::{Analysis, Document, Span};
use wenmai_text::words::words;

use crate::{
    contrast,
    features::{Features, Metadata},
    keywords, matrix,
    options::AnalyzeOptions,
    phrases::{Candidates, Dictionary, PhraseId, Phrases},
    segmenter::ChineseSegmenter,
    similarity::similar_passages,
    statistics,
    terms::Terms,
    tokenize::{SectionTokens, Token, Wanted, is_worth_threads, read_sections, tokenize},
    vocabulary::{Sources, Vocabulary, WordId, comparison_form},
};

/// Measures one document: section statistics, keywords, the keyword × section matrix, contrast tables.
///
/// Total and deterministic: a document without words gives empty lists, and the result is the same for any
/// number of threads. Runs in O(d · n log n) for n bytes of text and an outline d levels deep. For many documents make an [`Analyzer`]
/// once when the options hold a dictionary.
///
/// ```
/// use wenmai_analyze::{AnalyzeOptions, analyze};
/// use wenmai_model::{Block, BlockKind, Document, Section, Span};
///
/// let text = "开源大模型降低了技术门槛。开源大模型也需要社区。";
/// let document = Document {
///     text: text.into(),
///     blocks: vec![Block { kind: BlockKind::Paragraph, span: Span::new(0, text.len() as u32), lines: None }],
///     sections: vec![Section { level: 0, parent: None, heading: None, first_block: 0, end_block: 1, role: None }],
///     ..Document::default()
/// };
/// let analysis = analyze(&document, &AnalyzeOptions::default());
/// assert_eq!((analysis.totals.chars, analysis.totals.sentences), (24, 2));
/// assert_eq!(analysis.keywords[0].text, "开源大模型");
/// assert_eq!(analysis.keywords[0].count, 2);
/// assert_eq!(document.slice(analysis.keywords[0].spans[0]), "开源大模型");
/// ```
pub fn analyze(document: &Document, options: &AnalyzeOptions) -> Analysis {
    Analyzer::new(options.clone()).analyze(document)
}

/// [`analyze`] for many documents: what follows from the options alone is made once.
///
/// ```
/// use wenmai_analyze::{AnalyzeOptions, Analyzer};
/// let analyzer = Analyzer::new(AnalyzeOptions::default());
/// assert!(analyzer.analyze(&Default::default()).keywords.is_empty());
/// ```
#[derive(Debug)]
pub struct Analyzer {
    options: AnalyzeOptions,
    segmenter: ChineseSegmenter,
    /// Comparison forms of the caller's stop words.
    stop_words: FxHashSet<String>,
    /// The caller's terms, each as comparison forms of its words.
    terms: Vec<Vec<String>>,
}

impl Analyzer {
    /// An analyzer with these options.
    pub fn new(options: AnalyzeOptions) -> Self {
        let segmenter = ChineseSegmenter::new(&options.dictionary);
        let forms = |text: &String| -> Vec<String> {
            let mut tokens = Vec::new();
            tokenize(text, 0, false, &segmenter, Some(&mut tokens));
            tokens
                .iter()
                .filter_map(|token| {
                    let word = text.get(token.start as usize..token.end as usize)?;
                    Some(comparison_form(word, token.kind).into_owned())
                })
                .collect()
        };
        let terms = options.dictionary.iter().map(forms).collect();
        // A stop word is one word, however the dictionary would cut it.
        let stop_words = options
            .stop_words
            .iter()
            .flat_map(|text| words(text))
            .map(|word| comparison_form(word.text, word.kind).into_owned())
            .collect();
        Self {
            options,
            segmenter,
            stop_words,
            terms,
        }
    }

    /// The options it was made with.
    pub fn options(&self) -> &AnalyzeOptions {
        &self.options
    }

    /// The statistics of one document and its sections, as [`analyze`](Self::analyze) gives them, and nothing else: for
    /// those who need no keywords, in half the time and a fraction of the memory.
    ///
    /// ```
    /// use wenmai_analyze::{AnalyzeOptions, Analyzer};
    /// let statistics = Analyzer::new(AnalyzeOptions::default()).statistics(&Default::default());
    /// assert_eq!(statistics.totals.words, 0);
    /// ```
    pub fn statistics(&self, document: &Document) -> Analysis {
        let mut sections = read_sections(document, &self.segmenter, Wanted::Counts);
        let statistics = statistics::section_stats(document, &mut sections, self.options.tokens);
        Analysis {
            totals: statistics.totals,
            measures: statistics.measures,
            sections: statistics.sections,
            similar: similar_passages(document),
            ..Analysis::default()
        }
    }

    /// The keywords of one document, as [`analyze`](Self::analyze) gives them, and nothing else: for those who need no
    /// statistics, in about half the time.
    ///
    /// ```
    /// use wenmai_analyze::{AnalyzeOptions, Analyzer};
    /// let analysis = Analyzer::new(AnalyzeOptions::default()).keywords(&Default::default());
    /// assert!(analysis.keywords.is_empty());
    /// ```
    pub fn keywords(&self, document: &Document) -> Analysis {
        let sections = read_sections(document, &self.segmenter, Wanted::Words);
        let reading = self.read(document, sections);
        let best = keywords::of_document(&reading, &self.options);
        Analysis {
            keywords: keywords::written(&reading, &best, 0..document.sections.len(), &self.options),
            ..Analysis::default()
        }
    }

    /// The contrast tables of one document, as [`analyze`](Self::analyze) gives them, and nothing else.
    ///
    /// ```
    /// use wenmai_analyze::{AnalyzeOptions, Analyzer};
    /// let analysis = Analyzer::new(AnalyzeOptions::default()).contrasts(&Default::default());
    /// assert!(analysis.contrasts.is_empty());
    /// ```
    pub fn contrasts(&self, document: &Document) -> Analysis {
        let sections = read_sections(document, &self.segmenter, Wanted::Tokens);
        Analysis {
            contrasts: contrast::contrast_tables(&self.read(document, sections)),
            ..Analysis::default()
        }
    }

    /// Measures one document, as [`analyze`] does.
    pub fn analyze(&self, document: &Document) -> Analysis {
        self.measure(document).0
    }

    /// The same, and all phrases of the document with their number, for counts over a corpus.
    ///
    /// ```
    /// use wenmai_analyze::{AnalyzeOptions, Analyzer, TermCounts};
    /// let analyzer = Analyzer::new(AnalyzeOptions::default());
    /// let (_, terms) = analyzer.analyze_with_terms(&Default::default());
    /// let mut counts = TermCounts::default();
    /// counts.add(&terms);
    /// assert_eq!(counts.count("open source").occurrences, 0);
    /// ```
    pub fn analyze_with_terms(&self, document: &Document) -> (Analysis, Terms) {
        let (analysis, reading) = self.measure(document);
        let terms = Terms::of(&reading);
        (analysis, terms)
    }

    /// The phrases of a document with their number, and nothing else.
    pub fn terms(&self, document: &Document) -> Terms {
        let sections = read_sections(document, &self.segmenter, Wanted::Tokens);
        Terms::of(&self.read(document, sections))
    }

    fn measure<'a>(&self, document: &'a Document) -> (Analysis, Reading<'a>) {
        let mut sections = read_sections(document, &self.segmenter, Wanted::Tokens);
        let statistics = statistics::section_stats(document, &mut sections, self.options.tokens);
        let reading = self.read(document, sections);

        let best = keywords::of_document(&reading, &self.options);
        let of_section = |section| keywords::of_section(&reading, section, &self.options);
        let indexes = 0..document.sections.len();
        let section_keywords = if is_worth_threads(document) {
            indexes.into_par_iter().map(of_section).collect()
        } else {
            indexes.map(of_section).collect()
        };
        let matrix = matrix::keyword_matrix(&reading, &best, &self.options);
        let contrasts = contrast::contrast_tables(&reading);
        let analysis = Analysis {
            totals: statistics.totals,
            measures: statistics.measures,
            sections: statistics.sections,
            keywords: keywords::written(&reading, &best, 0..document.sections.len(), &self.options),
            section_keywords,
            matrix,
            contrasts,
            similar: similar_passages(document),
            ..Analysis::default()
        };
        (analysis, reading)
    }

    /// `document`, whose words are `sections`, as phrases with what they are judged by.
    pub(crate) fn read<'a>(
        &self,
        document: &'a Document,
        mut sections: Vec<SectionTokens>,
    ) -> Reading<'a> {
        // Integers for words, one by one in the order of the text, so that ids do not depend on threads.
        let sources = Sources {
            stop_words: &self.stop_words,
            segmenter: &self.segmenter,
        };
        let n_tokens = sections.iter().map(|section| section.tokens.len()).sum();
        let mut vocabulary = Vocabulary::for_tokens(n_tokens);
        for token in sections.iter_mut().flat_map(|section| &mut section.tokens) {
            let word = document.slice(Span::new(token.start, token.end));
            token.word = vocabulary.intern(word, token.kind, token.entry(), sources);
        }
        let [title, summary] = [&document.metadata.title, &document.metadata.summary]
            .map(|text| text.as_deref().unwrap_or_default());
        let mut metadata = [(title, true), (summary, false)].map(|(text, is_title)| {
            let mut tokens = Vec::new();
            tokenize(text, 0, false, &self.segmenter, Some(&mut tokens));
            for token in &mut tokens {
                let word = Span::new(token.start, token.end).of(text);
                let word = word.unwrap_or_default();
                token.word = vocabulary.intern(word, token.kind, token.entry(), sources);
            }
            Metadata {
                is_title,
                tokens,
                occurrences: Vec::new(),
            }
        });

        let dictionary = Dictionary::new(&self.terms, &vocabulary, &self.segmenter);
        let mut phrases = Phrases::for_tokens(n_tokens);
        let candidates = Candidates::find(&sections, &vocabulary, &dictionary, &mut phrases);
        for one in &mut metadata {
            let occurrences = &mut one.occurrences;
            phrases.candidates(&one.tokens, &vocabulary, &dictionary, |found| {
                occurrences.push(found);
            });
        }
        let mut token_starts = vec![0];
        let mut tokens: Vec<Token> = Vec::with_capacity(n_tokens);
        for section in sections {
            tokens.extend(section.tokens);
            token_starts.push(tokens.len());
        }
        let features = Features::new(&tokens, &candidates, &metadata, &phrases);
        Reading {
            document,
            tokens,
            token_starts,
            section_ends: statistics::section_ends(document),
            vocabulary,
            dictionary,
            phrases,
            candidates,
            features,
            metadata,
        }
    }

    /// The candidates of `document` as a ranker sees them.
    #[cfg(feature = "fit")]
    pub(crate) fn reading<'a>(&self, document: &'a Document) -> Reading<'a> {
        let sections = read_sections(document, &self.segmenter, Wanted::Words);
        self.read(document, sections)
    }
}

/// A document as words and phrases: what keywords, matrix and contrast tables look at.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) document: &'a Document,
    /// Tokens of all sections, in order.
    pub(crate) tokens: Vec<Token>,
    /// Where the tokens of each section begin; one more than there are sections.
    token_starts: Vec<usize>,
    /// One past the last subsection of each section.
    section_ends: Vec<usize>,
    pub(crate) vocabulary: Vocabulary<'a>,
    pub(crate) dictionary: Dictionary,
    pub(crate) phrases: Phrases,
    pub(crate) candidates: Candidates,
    /// By phrase.
    pub(crate) features: Features,
    /// Title and summary.
    pub(crate) metadata: [Metadata; 2],
}

impl Reading<'_> {
    /// A section with all its subsections.
    pub(crate) fn subtree(&self, section: usize) -> Range<usize> {
        section..self.section_ends.get(section).copied().unwrap_or(section)
    }

    /// The tokens of a range of sections.
    pub(crate) fn tokens_in(&self, sections: Range<usize>) -> &[Token] {
        let at = |section: usize| {
            let end = self.tokens.len();
            self.token_starts.get(section).copied().unwrap_or(end)
        };
        self.tokens
            .get(at(sections.start)..at(sections.end))
            .unwrap_or_default()
    }

    /// The place of a phrase of `n_words` that begins at token `first`.
    pub(crate) fn span(&self, first: u32, n_words: usize) -> Span {
        let first = first as usize;
        let start = self.tokens.get(first).map_or(0, |token| token.start);
        let last = self.tokens.get(first + n_words.saturating_sub(1));
        Span::new(start, last.map_or(start, |token| token.end))
    }

    /// The words of the title, sorted.
    pub(crate) fn title_words(&self) -> Vec<WordId> {
        let [title, _] = &self.metadata;
        let mut words: Vec<WordId> = title.tokens.iter().map(|token| token.word).collect();
        words.sort_unstable();
        words
    }

    /// A phrase as it stands at its first place, in the text or else in title or summary.
    pub(crate) fn surface(&self, phrase: PhraseId) -> &str {
        let features = self.features.of(phrase);
        if features.count > 0 {
            let n_words = self.phrases.n_words(phrase);
            return self
                .document
                .slice(self.span(features.first_token, n_words));
        }
        let metadata = &self.document.metadata;
        let texts = [&metadata.title, &metadata.summary];
        let places = self.metadata.iter().zip(texts).filter_map(|(one, text)| {
            let found = one
                .occurrences
                .iter()
                .find(|found| found.phrase == phrase)?;
            let first = found.token as usize;
            let last = (first + usize::from(found.n_words)).checked_sub(1)?;
            let (first, last) = (one.tokens.get(first)?, one.tokens.get(last)?);
            Span::new(first.start, last.end).of(text.as_deref()?)
        });
        places.into_iter().next().unwrap_or_default()
    }
}
