//! Language and script of short texts, beside what their author says.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use wenmai_text::language::detect;

/// Least share of a half that must be right.
const MIN_ACCURACY: f64 = 0.97;

/// Name of a text in two languages, which has neither language nor script.
const MIXED: &str = "mixed";

/// `zh-Hans`, `zh-Hant`, a language, or [`MIXED`].
fn class(language: Option<&str>, script: Option<&str>) -> String {
    match (language, script) {
        (Some("zh"), Some(script)) => format!("zh-{script}"),
        (Some(language), _) => language.to_owned(),
        (None, _) => "-".to_owned(),
    }
}

/// How many texts of each class in the file are right, as a table, and the share of all. A text in one language is right if
/// language, script and that it is one are.
fn results(half: &str) -> (String, f64) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/language")
        .join(format!("{half}.jsonl"));
    #[expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]
    let lines = std::fs::read_to_string(path).unwrap();
    let mut classes: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut errors = Vec::new();
    for line in lines.lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        let [id, text] = ["id", "text"].map(|field| item[field].as_str().unwrap());
        let [language, script] = ["language", "script"].map(|field| item[field].as_str());
        assert!(text.chars().count() >= 40, "{id} is too short");
        let guess = detect(text);
        let expected = match language {
            None => MIXED.to_owned(),
            language => class(language, script),
        };
        let found = match guess.second {
            Some(_) => MIXED.to_owned(),
            None => class(guess.language, guess.script),
        };
        let is_right = found == expected && (language.is_none() || guess.script == script);
        let (n_right, n) = classes.entry(expected).or_default();
        *n += 1;
        if is_right {
            *n_right += 1;
        } else {
            errors.push(format!("{id} as {found}"));
        }
    }
    let share = |(n_right, n): (u32, u32)| f64::from(n_right) / f64::from(n);
    let mut table = format!("{half:<9} texts  right  share\n");
    let mut row = |name: &str, (n_right, n): (u32, u32)| {
        let share = share((n_right, n));
        writeln!(table, "{name:<9} {n:>5} {n_right:>6} {share:>6.3}").unwrap();
    };
    let mut all = (0, 0);
    for (name, &(n_right, n)) in &classes {
        assert!(n >= 30, "few texts of {name}");
        row(name, (n_right, n));
        all = (all.0 + n_right, all.1 + n);
    }
    row("all", all);
    assert_eq!(classes.len(), 11);
    writeln!(table, "wrong: {}", errors.join(", ")).unwrap();
    (table, share(all))
}

/// `cargo xtask eval language` shows what this prints.
#[test]
fn languages_of_the_texts_that_rules_were_made_with() {
    let (table, share) = results("tuning");
    println!("{table}");
    assert!(share >= MIN_ACCURACY);
}

/// As above, on texts that no rule was made with: after a change of rules by what is wrong here, these must be written anew.
#[test]
fn languages_of_texts_held_out() {
    let (table, share) = results("held-out");
    println!("{table}");
    assert!(share >= MIN_ACCURACY);
}
