use super::*;

#[test]
fn recipes_that_come_with_wenmai_are_read() {
    for (name, text) in BUILT_IN {
        let recipe = Recipe::parse(text);
        assert!(recipe.is_ok(), "{name}: {recipe:?}");
    }
}

fn judged(recipe: &str, text: &str) -> Quality {
    let document = wenmai_parse::parse_text(text, &wenmai_parse::ParseOptions::default());
    let source = ArticleSource {
        document: &document,
        text,
        blocks: &[],
    };
    Recipe::parse(recipe).unwrap().judge(&source)
}

/// The names of the rules that a recipe finds broken in a text.
fn broken(recipe: &str, text: &str) -> Vec<String> {
    let quality = judged(recipe, text);
    quality.broken.into_iter().map(|rule| rule.rule).collect()
}

const SIMPLIFIED: &str = "开源大型语言模型的优势在于社区。";
const TRADITIONAL: &str = "開源大型語言模型的優勢在於社群。";

#[test]
fn languages_and_scripts_are_kept_by_their_names() {
    let is_kept =
        |keep: &str, text: &str| broken(&format!("[language]\nkeep = [{keep}]"), text).is_empty();
    for (keep, kept) in [
        ("'zh'", [true, true, false, false]),
        ("'zh-Hans'", [true, false, false, false]),
        ("'zh-Hant', 'en'", [false, true, true, false]),
        ("'und'", [false, false, false, true]),
    ] {
        let texts = [
            SIMPLIFIED,
            TRADITIONAL,
            "The strengths of open models are in the community.",
            "340 2",
        ];
        assert_eq!(texts.map(|text| is_kept(keep, text)), kept, "{keep}");
    }
}

/// Two of three rules are kept: a number without an end, of which records have four digits.
#[test]
fn a_judgement_that_is_written_and_read_again_is_the_same() {
    let judged = judged("[language]\nkeep = ['zh']\n[common]", SIMPLIFIED);
    assert!((0.66..0.67).contains(&judged.score), "{judged:?}");
    let written = serde_json::to_vec(&judged).unwrap();
    assert_eq!(serde_json::from_slice::<Quality>(&written).unwrap(), judged);
}

#[test]
fn languages_that_are_never_told_are_refused() {
    for recipe in [
        "[language]\nkeep = ['zh-CN']",
        "[language]\nkeep = ['ZH']",
        "[language]\nkeep = ['chinese']",
        "[language]\nkeep = []",
        "[common]\nlanguages = ['zh-Hans']",
        "[common]\nlanguages = []",
    ] {
        assert!(Recipe::parse(recipe).is_err(), "{recipe}");
    }
}

#[test]
fn thresholds_are_numbers_or_switches() {
    let rule = "common.min-chars";
    for (limit, is_broken) in [
        ("min-chars = 16", false),
        ("min-chars = 17", true),
        ("min-chars = 15.5", false),
        ("min-chars = false", false),
        // The published one.
        ("min-chars = true", true),
        ("", true),
        ("languages = ['en']", false),
    ] {
        let found = broken(&format!("[common]\n{limit}"), SIMPLIFIED);
        assert_eq!(found == [rule], is_broken, "{limit}: {found:?}");
    }
}
