//! Learning how keywords are ranked from documents whose keywords are known.

use wenmai_model::Document;
use wenmai_text::ensemble::{Columns, Ensemble, Examples, Feature, Settings, train, train_over};

use crate::{
    analyzer::Analyzer,
    corpus,
    keywords::surface,
    ranker::{FACTS, FactTable, Pool, Ranker, UNASKED},
};

/// The candidates of a document, with what a ranker sees of them.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    /// Each as it stands at its first place.
    pub texts: Vec<String>,
    rows: Vec<[u8; FACTS]>,
    log_weights: Vec<f32>,
}

impl Candidates {
    /// The candidates of `document` that a ranker looks at.
    pub fn new(analyzer: &Analyzer, document: &Document) -> Self {
        let reading = analyzer.reading(document);
        let pool = Pool::new(&reading);
        let phrases = pool.phrases.iter();
        Self {
            texts: phrases
                .map(|&phrase| surface(&reading, phrase).into_owned())
                .collect(),
            rows: (0..pool.facts.rows())
                .map(|row| pool.facts.row(row).0)
                .collect(),
            log_weights: pool.log_weights,
        }
    }

    /// Which of the candidates are among `keywords`, whatever their case, width and number.
    pub fn labels(&self, keywords: &[String]) -> Vec<bool> {
        let keys: Vec<String> = keywords
            .iter()
            .map(|keyword| corpus::key(keyword))
            .collect();
        let texts = self.texts.iter();
        texts
            .map(|text| keys.contains(&corpus::key(text)))
            .collect()
    }
}

/// Candidates of one document, with what is to be learned of them.
#[derive(Debug, Clone)]
pub struct Example<'c> {
    /// The candidates.
    pub candidates: &'c Candidates,
    /// Whether each is a keyword.
    pub labels: &'c [bool],
    /// Weight of each candidate.
    pub weight: f32,
}

/// A ranker that was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted(Ensemble);

impl Fitted {
    /// The ranker, for use at once.
    pub fn ranker(&self) -> Ranker {
        Ranker::learned(&self.0)
    }

    /// The ranker as bytes that [`Ranker::read`] takes.
    pub fn to_bytes(&self) -> Vec<u8> {
        Ranker::bytes(&self.0)
    }
}

/// A correction that was learned from texts of one style.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction(Ensemble);

impl Correction {
    /// The correction as bytes: those of a ranker with these behind them are a ranker, too.
    pub fn to_bytes(&self) -> Vec<u8> {
        Ranker::correction_bytes(&self.0)
    }
}

/// How the trees are grown.
#[derive(Debug, Clone, Copy)]
pub struct Growth {
    /// Number of trees.
    pub trees: usize,
    /// Questions of a tree.
    pub depth: usize,
    /// Share of each step that is taken.
    pub rate: f32,
    /// Weight that pulls a leaf towards 0.
    pub ridge: f32,
    /// Share of the examples that one tree sees.
    pub row_share: f32,
    /// Share of the facts that one tree sees.
    pub fact_share: f32,
}

impl Growth {
    /// For the documents of one corpus: small trees, which a hundred documents can fill.
    pub const OWN: Self = Self {
        trees: 120,
        depth: 4,
        rate: 0.1,
        ridge: 10.0,
        row_share: 0.6,
        fact_share: 0.4,
    };
}

/// Learns a ranker. Seeded: the same examples give the same bytes. Takes O(trees × depth × candidates × facts) time.
pub fn fit(examples: &[Example<'_>], growth: &Growth) -> Fitted {
    let learn = |examples: Examples<'_>, settings: &Settings| train(examples, settings);
    Fitted(grow(examples, growth, learn))
}

/// Learns what `ranker` leaves over in texts of one style, as [`fit`] does.
pub fn fit_over(ranker: &Ranker, examples: &[Example<'_>], growth: &Growth) -> Correction {
    let candidates = examples.iter().map(|example| example.candidates);
    let sums =
        candidates.flat_map(|one| ranker.sums(&FactTable::of_rows(&one.rows), &one.log_weights));
    let sums: Vec<f32> = sums.collect();
    Correction(grow(examples, growth, |examples, settings| {
        train_over(examples, sums, settings)
    }))
}

fn grow(
    examples: &[Example<'_>],
    growth: &Growth,
    learn: impl FnOnce(Examples<'_>, &Settings) -> Ensemble,
) -> Ensemble {
    let count = examples.iter().map(|example| example.labels.len()).sum();
    let mut table = Columns::new(count, FACTS);
    let mut classes = Vec::with_capacity(count);
    let mut weights = Vec::with_capacity(count);
    for example in examples {
        table.set_rows(classes.len(), &example.candidates.rows);
        classes.extend(example.labels.iter().map(|&label| u8::from(label)));
        weights.resize(classes.len(), example.weight);
    }
    let rows: Vec<u32> = (0..u32::try_from(classes.len()).unwrap_or(u32::MAX)).collect();
    let columns = (0..FACTS)
        .filter(|column| !UNASKED.contains(column))
        .filter_map(|column| u16::try_from(column).ok());
    let examples = Examples {
        table: &table,
        rows: &rows,
        classes: &classes,
        weights: &weights,
    };
    let settings = Settings {
        features: columns
            .map(|column| Feature { column, offset: 0 })
            .collect(),
        outputs: 1,
        trees: growth.trees,
        depth: growth.depth,
        rate: growth.rate,
        row_share: growth.row_share,
        feature_share: growth.fact_share,
        ridge: growth.ridge,
        seed: 20_261_127,
    };
    learn(examples, &settings)
}
