//! Learns which candidates are keywords, and measures it on documents that were not learned from.

mod gold;
mod porter;
mod score;
mod styles;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde_json::json;
use wenmai_analyze::training::{Candidates, Example, Growth, fit};
use wenmai_analyze::{AnalyzeOptions, Analyzer, Ranker};
use wenmai_model::Document;

use crate::write;
use gold::{Gold, Set};
use score::{f1, normal_form, normal_forms};
use styles::Style;

/// Groups of documents; each is judged by a ranker that was learned from the others.
const FOLDS: u64 = 5;
/// Keywords that are looked at.
const DEPTHS: [usize; 3] = [5, 10, 15];
/// Sets of pages of a few sites that repeat their tags.
const BLOGS: [&str; 2] = ["enblog", "zhblog"];

/// How the trees are grown; found by the figures of cross-validation.
const GROWTH: Growth = Growth {
    trees: 400,
    depth: 6,
    rate: 0.1,
    ridge: 20.0,
    row_share: 0.3,
    fact_share: 0.35,
};

/// A document that was read.
struct Read<'g> {
    set: usize,
    gold: &'g Gold,
    document: Document,
    forms: Vec<String>,
    candidates: Candidates,
    labels: Vec<bool>,
}

impl<'g> Read<'g> {
    fn new(set: usize, gold: &'g Gold, analyzer: &Analyzer) -> Self {
        let document = gold.document();
        let candidates = Candidates::new(analyzer, &document);
        let forms = gold.forms();
        let labels = candidates
            .texts
            .iter()
            .map(|text| forms.contains(&normal_form(text)))
            .collect();
        Self {
            set,
            gold,
            document,
            forms,
            candidates,
            labels,
        }
    }
}

fn read(sets: &[Set]) -> Vec<Read<'_>> {
    let analyzer = Analyzer::new(AnalyzeOptions::default());
    let all: Vec<(usize, &Gold)> = sets
        .iter()
        .enumerate()
        .flat_map(|(set, one)| one.documents.iter().map(move |gold| (set, gold)))
        .collect();
    all.into_par_iter()
        .map(|(set, gold)| Read::new(set, gold, &analyzer))
        .collect()
}

/// What documents are kept from a ranker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// None.
    Nothing,
    /// One of the groups by document.
    Fold(u64),
    /// One of the groups of sites of blogs.
    Sites(u64),
    /// A set.
    Set(usize),
}

impl Kept {
    fn all(sets: usize) -> Vec<Self> {
        let folds = (0..FOLDS).map(Self::Fold);
        let sites = (0..FOLDS).map(Self::Sites);
        let sets = (0..sets).map(Self::Set);
        std::iter::once(Self::Nothing)
            .chain(folds)
            .chain(sites)
            .chain(sets)
            .collect()
    }

    fn holds(self, read: &Read<'_>, sets: &[Set]) -> bool {
        match self {
            Self::Nothing => false,
            Self::Fold(fold) => read.gold.lot() % FOLDS == fold,
            Self::Sites(fold) => {
                let name = sets.get(read.set).map(|set| set.name.as_str());
                let is_blog = name.is_some_and(|name| BLOGS.contains(&name));
                is_blog && site_fold(read.gold.site()) == fold
            }
            Self::Set(set) => read.set == set,
        }
    }

    fn path(self, folder: &Path, sets: &[Set]) -> PathBuf {
        self.path_of_style(folder, sets, None)
    }

    /// The file of the ranker, or of that with a correction.
    fn path_of_style(self, folder: &Path, sets: &[Set], style: Option<&Style>) -> PathBuf {
        let name = match self {
            Self::Nothing => "all".to_owned(),
            Self::Fold(fold) => format!("fold-{fold}"),
            Self::Sites(fold) => format!("sites-{fold}"),
            Self::Set(set) => {
                let name = sets.get(set).map(|set| set.name.as_str());
                format!("without-{}", name.unwrap_or_default())
            }
        };
        let style = style.map_or(String::new(), |style| format!("-{}", style.name));
        folder.join(format!("{name}{style}.model"))
    }
}

/// The group of a site; the sites of one maker in both languages, as `pc` and `pcen`, stay together.
fn site_fold(site: &str) -> u64 {
    gold::lot(site.strip_suffix("en").unwrap_or(site)) % FOLDS
}

/// Learns from all documents into `out`, and what evaluation needs into `folder`.
pub(crate) fn learn(paths: &[PathBuf], out: &Path, folder: &Path) -> Result<()> {
    let sets = gold::read(paths)?;
    let reads = read(&sets);
    fs::create_dir_all(folder)?;
    Kept::all(sets.len()).into_par_iter().try_for_each(|kept| {
        let examples: Vec<Example<'_>> = reads
            .iter()
            .filter(|read| !kept.holds(read, &sets))
            .map(|read| Example {
                candidates: &read.candidates,
                labels: &read.labels,
                weight: weight(read, &sets),
            })
            .collect();
        let bytes = fit(&examples, &GROWTH).to_bytes();
        if kept == Kept::Nothing {
            write(out, &bytes)?;
        }
        write(&kept.path(folder, &sets), &bytes)
    })?;
    styles::learn(&sets, &reads, out, folder)
}

/// Sets of few documents weigh more, but not as much as those of many.
#[expect(clippy::cast_precision_loss, reason = "a number of documents")]
fn weight(read: &Read<'_>, sets: &[Set]) -> f32 {
    let documents = sets.get(read.set).map_or(1, |set| set.documents.len());
    (300.0 / documents as f32).sqrt()
}

/// Which ranker judges a document.
type Choice<'c> = Box<dyn Fn(&Read<'_>) -> Ranker + Sync + 'c>;

/// The column of rankers that have not seen the site of a document.
const SITES: &str = "site left out";
/// The same of rankers that are corrected for blogs.
const SITES_OF_STYLE: &str = "style, no site";

/// A ranker that has not seen some of the documents.
struct Learned {
    kept: Kept,
    /// Name of the style that it is corrected for.
    style: Option<&'static str>,
    ranker: Ranker,
}

/// The rankers in `folder`.
fn rankers(folder: &Path, sets: &[Set]) -> Result<Vec<Learned>> {
    let mut all = Vec::new();
    for kept in Kept::all(sets.len()) {
        let styles = styles::STYLES
            .iter()
            .filter(|style| !matches!(kept, Kept::Set(_)) && sets.iter().any(|set| style.has(set)));
        for style in std::iter::once(None).chain(styles.map(Some)) {
            let path = kept.path_of_style(folder, sets, style);
            let bytes = fs::read(&path).with_context(|| {
                format!(
                    "cannot read {}; run `cargo xtask train keywords`",
                    path.display()
                )
            })?;
            let ranker =
                Ranker::read(&bytes).with_context(|| format!("{} is broken", path.display()))?;
            all.push(Learned {
                kept,
                style: style.map(|style| style.name),
                ranker,
            });
        }
    }
    Ok(all)
}

/// Prints F1 of each set by the formula and by the ranker that is built in; with `folder` by rankers that have not seen the
/// document, its site or its set as well, and by the tools of others whose keywords are in `out`.
pub(crate) fn eval(
    paths: &[PathBuf],
    folder: Option<&Path>,
    out: &Path,
    peers: &[String],
) -> Result<()> {
    let sets = gold::read(paths)?;
    let reads = read(&sets);
    fs::create_dir_all(out)?;
    print_recall(&sets, &reads);
    println!(
        "{:<14} {:>5} {:<15} {:>5} {:>5} {:>5}",
        "set", "docs", "ranker", "@5", "@10", "@15"
    );
    let rankers = match folder {
        Some(folder) => rankers(folder, &sets)?,
        None => Vec::new(),
    };
    let preset = |name: &'static str| -> Choice<'_> {
        Box::new(move |_| Ranker::preset(name).unwrap_or_default())
    };
    let mut choices = vec![
        ("formula", preset("heuristic")),
        ("built in", preset("general")),
    ];
    if folder.is_some() {
        let of_style = |kept: Kept, style: Option<&str>| {
            let found = rankers
                .iter()
                .find(|one| one.kept == kept && one.style == style);
            found.map(|one| one.ranker.clone()).unwrap_or_default()
        };
        let of = move |kept: Kept| of_style(kept, None);
        let style = |read: &Read<'_>| {
            let style = sets.get(read.set).and_then(Style::of);
            style.map(|style| style.name)
        };
        let fold: Choice<'_> = Box::new(move |read| of(Kept::Fold(read.gold.lot() % FOLDS)));
        let site: Choice<'_> = Box::new(move |read| of(Kept::Sites(site_fold(read.gold.site()))));
        let set: Choice<'_> = Box::new(move |read| of(Kept::Set(read.set)));
        let fold_style: Choice<'_> =
            Box::new(move |read| of_style(Kept::Fold(read.gold.lot() % FOLDS), style(read)));
        let site_style: Choice<'_> =
            Box::new(move |read| of_style(Kept::Sites(site_fold(read.gold.site())), style(read)));
        choices.extend([
            ("cross-validated", fold),
            ("own style", fold_style),
            (SITES, site),
            (SITES_OF_STYLE, site_style),
            ("set left out", set),
        ]);
    }
    for (name, choose) in &choices {
        let mut means = Vec::new();
        for (index, set) in sets.iter().enumerate() {
            if [SITES, SITES_OF_STYLE].contains(name) && !BLOGS.contains(&set.name.as_str()) {
                continue;
            }
            let of_set: Vec<&Read<'_>> = reads.iter().filter(|read| read.set == index).collect();
            let predicted: Vec<Vec<String>> = of_set
                .par_iter()
                .map(|read| keywords(read, choose(read)))
                .collect();
            let column = name.replace(' ', "-");
            write_predictions(
                &out.join(format!("{}.{column}.jsonl", set.name)),
                &of_set,
                &predicted,
            )?;
            let figures = figures(&of_set, &predicted);
            print_line(&set.name, of_set.len(), name, figures);
            means.push(figures);
        }
        print_line("mean", reads.len(), name, mean(&means));
    }
    for peer in peers {
        let mut means = Vec::new();
        for (index, set) in sets.iter().enumerate() {
            let of_set: Vec<&Read<'_>> = reads.iter().filter(|read| read.set == index).collect();
            let path = out.join(format!("{}.{peer}.jsonl", set.name));
            let predicted = gold::predictions(&path)?;
            let figures = figures(&of_set, &predicted);
            print_line(&set.name, of_set.len(), peer, figures);
            means.push(figures);
        }
        print_line("mean", reads.len(), peer, mean(&means));
    }
    Ok(())
}

/// The mean over sets.
#[expect(clippy::cast_precision_loss, reason = "a number of sets")]
fn mean(figures: &[[f64; 3]]) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for one in figures {
        for (sum, figure) in sums.iter_mut().zip(one) {
            *sum += figure;
        }
    }
    sums.map(|sum| sum / figures.len() as f64)
}

fn keywords(read: &Read<'_>, ranker: Ranker) -> Vec<String> {
    let options = AnalyzeOptions {
        ranker,
        ..AnalyzeOptions::default()
    };
    let analysis = Analyzer::new(options).analyze(&read.document);
    let keywords = analysis.keywords.into_iter();
    keywords.map(|keyword| keyword.text).collect()
}

/// Mean F1 in percent over the documents that have keywords.
fn figures(reads: &[&Read<'_>], predicted: &[Vec<String>]) -> [f64; 3] {
    let pairs: Vec<(Vec<String>, &[String])> = reads
        .iter()
        .zip(predicted)
        .filter(|(read, _)| !read.forms.is_empty())
        .map(|(read, predicted)| (normal_forms(predicted), read.forms.as_slice()))
        .collect();
    DEPTHS.map(|k| {
        let sum: f64 = pairs
            .iter()
            .map(|(predicted, gold)| f1(predicted, gold, k))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a number of documents")]
        let mean = sum / pairs.len() as f64;
        100.0 * mean
    })
}

/// How many of the keywords that stand in the text are candidates that a ranker looks at.
#[expect(clippy::cast_precision_loss, reason = "a number of keywords")]
fn print_recall(sets: &[Set], reads: &[Read<'_>]) {
    println!(
        "{:<14} {:>7} {:>7} {:>10}",
        "set", "in text", "in pool", "candidates"
    );
    for (index, set) in sets.iter().enumerate() {
        let (mut there, mut found, mut all, mut candidates) = (0_usize, 0_usize, 0_usize, 0);
        for read in reads.iter().filter(|read| read.set == index) {
            let text = format!(" {} ", normal_form(&read.gold.text));
            let forms: Vec<String> = read
                .candidates
                .texts
                .iter()
                .map(|text| normal_form(text))
                .collect();
            candidates += forms.len();
            all += read.forms.len();
            for form in &read.forms {
                let pieces = form.replace(' ', "");
                let is_there = text.contains(&format!(" {form} ")) || text.contains(&pieces);
                there += usize::from(is_there);
                found += usize::from(forms.contains(form));
            }
        }
        let documents = set.documents.len() as f64;
        println!(
            "{:<14} {:>7.3} {:>7.3} {:>10.0}",
            set.name,
            there as f64 / all as f64,
            found as f64 / all as f64,
            candidates as f64 / documents
        );
    }
}

fn print_line(set: &str, documents: usize, ranker: &str, [five, ten, fifteen]: [f64; 3]) {
    println!("{set:<14} {documents:>5} {ranker:<15} {five:>5.1} {ten:>5.1} {fifteen:>5.1}");
}

fn write_predictions(path: &Path, reads: &[&Read<'_>], predicted: &[Vec<String>]) -> Result<()> {
    let lines: Vec<String> = reads
        .iter()
        .zip(predicted)
        .map(|(read, keywords)| {
            json!({"id": read.gold.id, "keywords": keywords}).to_string() + "\n"
        })
        .collect();
    write(path, lines.concat().as_bytes())
}
