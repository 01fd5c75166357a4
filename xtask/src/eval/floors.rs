//! The least figures that the evaluation in CI may give.

use anyhow::{Result, bail};

use super::Scores;

/// The variant that CI evaluates: pages with head, tail and cards.
pub(crate) const VARIANT: &str = "d";

/// Name of a score, and the least it may be in Chinese and in English: .01 under what it was when the floor was set.
/// These pages were learned from, so the figures lie above those of ARCHITECTURE.md, whose sources were left out of training.
const FLOORS: [(&str, f64, f64); 5] = [
    ("F1", 0.928, 0.954),
    ("tree_sim", 0.840, 0.840),
    ("boilF1", 0.985, 0.987),
    ("block_acc", 0.967, 0.954),
    ("cardF1", 0.99, 0.99),
];

/// Compares the scores with their floors.
pub(crate) fn check(scores: &[Scores]) -> Result<()> {
    let mut complaints = Vec::new();
    for (at, lang) in ["zh", "en"].into_iter().enumerate() {
        let Some(scores) = scores
            .iter()
            .find(|scores| scores.variant == VARIANT && scores.lang == lang)
        else {
            complaints.push(format!("there are no figures for {lang}"));
            continue;
        };
        for (name, zh, en) in FLOORS {
            let floor = if at == 0 { zh } else { en };
            match scores.figures.get(name).and_then(serde_json::Value::as_f64) {
                Some(figure) if figure >= floor => {}
                Some(figure) => {
                    complaints.push(format!("{name} {lang} is {figure:.3}, less than {floor}"));
                }
                None => complaints.push(format!("{name} {lang} is missing")),
            }
        }
    }
    if complaints.is_empty() {
        println!("no figure is below its floor");
        return Ok(());
    }
    bail!(
        "{}; mend it, or say in xtask/src/eval/floors.rs why less is right",
        complaints.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn scores(lang: &str, figure: impl Fn(f64) -> f64) -> Scores {
        let is_chinese = lang == "zh";
        let figures = FLOORS.iter().map(|&(name, zh, en)| {
            let floor = if is_chinese { zh } else { en };
            (name.to_owned(), json!(figure(floor)))
        });
        Scores {
            variant: VARIANT.into(),
            lang: lang.into(),
            figures: Value::Object(figures.collect()),
        }
    }

    #[test]
    fn less_than_a_floor_is_an_error() {
        let zh = || scores("zh", |floor| floor);
        assert!(check(&[zh(), scores("en", |floor| floor + 0.005)]).is_ok());
        let error = check(&[zh(), scores("en", |floor| floor - 0.001)]).unwrap_err();
        assert!(error.to_string().contains("F1 en is"), "{error}");
        assert!(check(&[zh()]).is_err());
    }
}
