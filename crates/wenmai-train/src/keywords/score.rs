//! How keywords are compared with those that annotators or authors gave.
//!
//! Exact matches after normalization: NFKC, lower case, without punctuation; words of phrases without Chinese characters by
//! their Porter stems, Chinese phrases without blanks. F1 at `k` of each document, and the mean of them.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::porter::stem;

/// The form in which two keywords are the same.
pub(crate) fn normal_form(keyword: &str) -> String {
    let lower = keyword.nfkc().collect::<String>().to_lowercase();
    let plain: String = lower
        .chars()
        .map(|c| if is_mark(c) { ' ' } else { c })
        .collect();
    if plain.chars().any(is_chinese) {
        return plain.split_whitespace().collect();
    }
    let stems: Vec<String> = plain.split_whitespace().map(stem).collect();
    stems.join(" ")
}

/// Signs that part words or stand around them.
fn is_mark(c: char) -> bool {
    "-_/‐‑–—\"'“”‘’`()[]{}<>《》【】（）,.;:!?，。；：！？、".contains(c)
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The normal forms of `keywords`, each once, in order.
pub(crate) fn normal_forms(keywords: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let forms = keywords.iter().map(|keyword| normal_form(keyword));
    forms
        .filter(|form| !form.is_empty() && seen.insert(form.clone()))
        .collect()
}

/// F1 of the first `k` of `predicted`, both as [`normal_forms`].
#[expect(clippy::cast_precision_loss, reason = "a handful of keywords")]
pub(crate) fn f1(predicted: &[String], gold: &[String], k: usize) -> f64 {
    let first = predicted.get(..k).unwrap_or(predicted);
    let hits = first.iter().filter(|form| gold.contains(form)).count();
    if hits == 0 {
        return 0.0;
    }
    2.0 * hits as f64 / (first.len() + gold.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(normal_form("Graph-Mining (KDD)"), "graph mine kdd");
        assert_eq!(normal_form("ＴｉＤＢ 集群"), "tidb集群");
        let forms = normal_forms(&["Models".into(), "model".into(), "。".into()]);
        assert_eq!(forms, ["model"]);
    }

    #[test]
    fn f1_of_the_first() {
        let [predicted, gold] =
            [["a", "b", "c"], ["c", "a", "d"]].map(|forms| forms.map(str::to_owned).to_vec());
        assert!((f1(&predicted, &gold, 2) - 0.4).abs() < 1e-9);
        assert!((f1(&predicted, &gold, 9) - 2.0 / 3.0).abs() < 1e-9);
        assert!(f1(&[], &gold, 5).abs() < 1e-9);
    }
}
