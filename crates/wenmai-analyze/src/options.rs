use wenmai_text::tokens::Encoding;

use crate::ranker::Ranker;

/// What [`analyze`](crate::analyze) looks for.
///
/// ```
/// let options = wenmai_analyze::AnalyzeOptions { keywords: 5, ..Default::default() };
/// assert_eq!(options.section_keywords, 8);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyzeOptions {
    /// Largest number of keywords of a document, and of a corpus.
    pub keywords: usize,
    /// Largest number of keywords of a section.
    pub section_keywords: usize,
    /// Largest number of keywords in the keyword × section matrix.
    pub matrix_keywords: usize,
    /// Largest number of places that are given for a keyword.
    pub spans_per_keyword: usize,
    /// Words that are never part of a keyword, beside those that are built in.
    pub stop_words: Vec<String>,
    /// Words and phrases that are kept together and are keywords wherever they are frequent; they may
    /// contain blanks and cross scripts, as in `Edu Trust认证`.
    pub dictionary: Vec<String>,
    /// How keywords of documents are ranked; those of sections go by the formula.
    pub ranker: Ranker,
    /// The encoding whose tokens are estimated.
    pub tokens: Encoding,
}

impl Default for AnalyzeOptions {
    fn default() -> Self {
        Self {
            keywords: 20,
            section_keywords: 8,
            matrix_keywords: 12,
            spans_per_keyword: 8,
            stop_words: Vec::new(),
            dictionary: Vec::new(),
            ranker: Ranker::default(),
            tokens: Encoding::default(),
        }
    }
}
