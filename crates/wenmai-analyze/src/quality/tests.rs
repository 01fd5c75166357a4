use proptest::prelude::*;

use super::*;

/// The figure of one rule, and whether a text keeps the rule at its published threshold.
fn measured(key: &str, text: &str) -> (f64, bool) {
    let (set, name) = key.split_once('.').unwrap();
    let mut rules = Rules::default();
    let rule = RULES.iter().find(|rule| rule.key() == key).unwrap();
    rules.set(set, name, Some(rule.default)).unwrap();
    let judgement = judge_text(text, Some("en"), &rules);
    assert_eq!(judgement.n_applied, 1);
    let broken = judgement.broken.first().copied();
    let value = rule.measure(&Measures::new(text));
    if let Some(broken) = broken {
        assert_eq!(
            (broken.rule, broken.value.to_bits()),
            (rule, value.to_bits())
        );
    }
    (value, broken.is_none())
}

/// `n` words that are all different: `w0 w1 …`.
fn row(from: usize, n: usize) -> String {
    let words: Vec<String> = (from..from + n).map(|at| format!("w{at}")).collect();
    words.join(" ")
}

fn letter(at: usize) -> char {
    char::from(b"abcdefghij"[at])
}

/// Texts at the threshold, and a step beyond it.
#[expect(clippy::too_many_lines, reason = "a table")]
fn pairs() -> Vec<(&'static str, String, String)> {
    // A sequence of `n` words of ten letters in two places, in a text of so many characters.
    let grams = |n: usize, chars: usize| {
        let words: Vec<String> = (0..n)
            .map(|at| format!("abcdefghi{}", letter(at)))
            .collect();
        let row = words.join(" ");
        let mut text = format!("{row} x {row} ");
        let mut fillers = (0..).map(|at| format!("{at:03} "));
        while text.len() + 4 <= chars {
            text.extend(fillers.next());
        }
        let rest = "y".repeat(chars - text.len());
        text + &rest
    };
    // A sequence of `n` words of nine letters in four places, in a text of so many characters.
    let top = |n: usize, chars: usize| {
        let words: Vec<String> = (0..n).map(|at| format!("abcdefgh{}", letter(at))).collect();
        let places: Vec<String> = (0..4)
            .map(|at| format!("{} 0{at}", words.join(" ")))
            .collect();
        let text = places.join(" ") + " ";
        let rest = "z".repeat(chars - text.len());
        text + &rest
    };
    let lines = |n: usize, with: &str, without: &str, n_with: usize| {
        let lines: Vec<String> = (0..n)
            .map(|at| {
                if at < n_with {
                    with.replace('@', &row(at, 1))
                } else {
                    without.replace('@', &row(at, 1))
                }
            })
            .collect();
        lines.join("\n")
    };
    let sentence = "This is a line of prose with some words.";
    let prose = |n: usize| vec![sentence; n].join("\n");
    vec![
        ("common.min-chars", "文 ".repeat(200), "文 ".repeat(199)),
        (
            "common.max-replacement-share",
            "\u{fffd}".to_owned() + &"a".repeat(199),
            "\u{fffd}".to_owned() + &"a".repeat(198),
        ),
        (
            "gopher-quality.min-words",
            row(0, 50) + " , .",
            row(0, 49) + " , .",
        ),
        (
            "gopher-quality.max-words",
            "a ".repeat(100_000) + ".",
            "a ".repeat(100_001),
        ),
        (
            "gopher-quality.min-mean-word-length",
            "abc abcd ab .".into(),
            "abc abc ab .".into(),
        ),
        (
            "gopher-quality.max-mean-word-length",
            "abcdefghij abcdefghij !".into(),
            "abcdefghij abcdefghijk !".into(),
        ),
        (
            "gopher-quality.max-hash-ratio",
            row(0, 9) + " #",
            row(0, 8) + " #",
        ),
        (
            "gopher-quality.max-ellipsis-ratio",
            row(0, 9) + " …",
            row(0, 8) + " ...",
        ),
        (
            "gopher-quality.max-bullet-lines",
            lines(10, " - @", "@", 9),
            lines(10, "•@", "@", 10),
        ),
        (
            "gopher-quality.max-ellipsis-lines",
            lines(10, "@... ", "@", 3),
            lines(10, "@…", "@", 4),
        ),
        (
            "gopher-quality.min-alphabetic-words",
            row(0, 8) + " 1 .",
            row(0, 7) + " 1 .",
        ),
        (
            "gopher-quality.min-stop-words",
            "the the of".into(),
            "the the The".into(),
        ),
        ("gopher-repetition.min-chars", "a".into(), String::new()),
        (
            "gopher-repetition.max-duplicate-paragraphs",
            ["a", "a", "a", "a", "b", "c", "d", "e", "f", "g"].join("\n\n"),
            ["a", "a", "a", "a", "b", "c", "d", "e", "f"].join("\n\n\n"),
        ),
        (
            "gopher-repetition.max-duplicate-paragraph-chars",
            "aa\n\naa\n\nbb".into(),
            "aaa\n\naaa\n\nbb".into(),
        ),
        (
            "gopher-repetition.max-duplicate-lines",
            "a\na\na\na\nb\nc\nd\ne\nf\ng".into(),
            "a\na\n\na\na\nb\nc\nd\ne\nf".into(),
        ),
        (
            "gopher-repetition.max-duplicate-line-chars",
            "aa\naa\nbbbb".into(),
            "aa\naa\nbbb".into(),
        ),
        ("gopher-repetition.max-top-2-gram", top(2, 380), top(2, 379)),
        ("gopher-repetition.max-top-3-gram", top(3, 645), top(3, 644)),
        ("gopher-repetition.max-top-4-gram", top(4, 975), top(4, 974)),
        (
            "gopher-repetition.max-duplicate-5-grams",
            grams(5, 334),
            grams(5, 333),
        ),
        (
            "gopher-repetition.max-duplicate-6-grams",
            grams(6, 429),
            grams(6, 428),
        ),
        (
            "gopher-repetition.max-duplicate-7-grams",
            grams(7, 539),
            grams(7, 538),
        ),
        (
            "gopher-repetition.max-duplicate-8-grams",
            grams(8, 667),
            grams(8, 666),
        ),
        (
            "gopher-repetition.max-duplicate-9-grams",
            grams(9, 819),
            grams(9, 818),
        ),
        (
            "gopher-repetition.max-duplicate-10-grams",
            grams(10, 1000),
            grams(10, 999),
        ),
        (
            "c4.max-lorem-ipsum-lines",
            "lorem ipsum dolor sit amet\nLorem ipsum.".into(),
            "Lorem Ipsum dolor sit amet.".into(),
        ),
        (
            "c4.max-curly-bracket-lines",
            "if (a) { b }\nUse of JavaScript { is needed.".into(),
            "A set is {a, b} here.".into(),
        ),
        (
            "c4.min-sentences",
            prose(5),
            prose(4) + "\nTwo words.\nNo sentence at all",
        ),
        ("fineweb.min-lines", "\n \na".into(), "\n \u{a0}\t\n".into()),
        (
            "fineweb.min-lines-with-final-punctuation",
            lines(25, "@。", "@", 3),
            lines(25, "@. ", "@.\u{201d}", 25),
        ),
        (
            "fineweb.max-short-lines",
            lines(100, &"x".repeat(30), &"x".repeat(31), 67),
            lines(100, &"x".repeat(30), &"x".repeat(31), 68),
        ),
        (
            "fineweb.max-duplicate-line-chars",
            "a\na\n".to_owned() + &"b".repeat(98),
            "a\na\n".to_owned() + &"b".repeat(97),
        ),
        (
            "fineweb.max-line-ends-per-word",
            row(0, 10) + "\n\n\n",
            row(0, 10) + "\n\n\n\n",
        ),
    ]
}

#[test]
fn each_rule_is_kept_up_to_its_threshold() {
    let pairs = pairs();
    for (key, kept, broken) in &pairs {
        assert!(measured(key, kept).1, "{key}: {:?}", measured(key, kept));
        assert!(
            !measured(key, broken).1,
            "{key}: {:?}",
            measured(key, broken)
        );
    }
    let sets = [
        "common",
        "gopher-quality",
        "gopher-repetition",
        "c4",
        "fineweb",
    ];
    for rule in RULES.iter().filter(|rule| sets.contains(&rule.set)) {
        let has_pair = pairs.iter().any(|(key, ..)| *key == rule.key());
        assert!(has_pair, "{} is not tested", rule.key());
    }
}

#[test]
fn each_rule_is_of_a_set_and_has_a_name_of_its_own() {
    let sets: Vec<&str> = SETS.iter().map(|set| set.name).collect();
    for (at, rule) in RULES.iter().enumerate() {
        assert!(sets.contains(&rule.set), "{rule:?}");
        assert!(!RULES[..at].contains(rule), "{rule:?}");
    }
    // A set's rules stand together, in the order of the sets.
    let position = |rule: &Rule| sets.iter().position(|set| *set == rule.set);
    assert!(RULES.is_sorted_by_key(position));
}

#[test]
fn rules_are_switched_by_name() {
    let mut rules = Rules::default();
    assert!(rules.is_empty());
    assert!(judge_text("", None, &rules).is_kept());
    rules.enable_set("c4").unwrap();
    assert_eq!(rules.active().count(), 3);
    rules.set("c4", "min-sentences", Some(2.0)).unwrap();
    rules.set("c4", "max-curly-bracket-lines", None).unwrap();
    let judgement = judge_text("One line { of prose.", Some("en"), &rules);
    assert_eq!(judgement.reason().as_deref(), Some("c4.min-sentences"));
    assert_eq!(judgement.broken[0].to_string(), "c4.min-sentences: 1 < 2");
    assert_eq!(judgement.n_applied, 2);
    assert_eq!(
        rules.set("c4", "min-words", None).unwrap_err().to_string(),
        "\"c4\" has no rule \"min-words\"; it has max-lorem-ipsum-lines, max-curly-bracket-lines, min-sentences"
    );
    let unknown = rules.enable_set("c5").unwrap_err();
    assert!(
        unknown
            .to_string()
            .starts_with("there is no set of rules \"c5\"; there are common, gopher-quality")
    );
    assert_eq!(rules.set_languages("c5", Languages::ALL), Err(unknown));
}

#[test]
fn sets_are_for_their_languages() {
    let mut rules = Rules::default();
    rules.enable_set("gopher-quality").unwrap();
    rules.enable_set("common").unwrap();
    let n_applied = |rules: &Rules, language| judge_text("x", language, rules).n_applied;
    let all = n_applied(&rules, Some("en"));
    assert_eq!(all, 12);
    assert_eq!(n_applied(&rules, Some("en-GB")), all);
    assert_eq!(n_applied(&rules, None), all);
    // The stop words are English.
    assert_eq!(n_applied(&rules, Some("de")), all - 1);
    for language in ["zh", "zh-Hant-TW", "ja", "TH"] {
        assert_eq!(n_applied(&rules, Some(language)), 2, "{language}");
    }
    let only = Languages::Only(vec!["fr".into()].into());
    rules.set_languages("gopher-quality", only).unwrap();
    assert_eq!(n_applied(&rules, Some("en")), 2);
    assert_eq!(n_applied(&rules, None), 2);
    assert_eq!(n_applied(&rules, Some("fr-CA")), all - 1);
    rules
        .set_languages("gopher-quality", Languages::ALL)
        .unwrap();
    assert_eq!(n_applied(&rules, Some("zh")), all - 1);
}

#[test]
fn all_that_is_broken_is_given_in_order() {
    let judgement = judge_text("# # #\n- x...", Some("en"), &everything());
    let keys: Vec<String> = judgement
        .broken
        .iter()
        .map(|broken| broken.rule.key())
        .collect();
    let order: Vec<String> = RULES
        .iter()
        .map(Rule::key)
        .filter(|key| keys.contains(key))
        .collect();
    assert_eq!(keys, order);
    assert_eq!(judgement.reason().as_deref(), Some("common.min-chars"));
    assert!(
        keys.contains(&"gopher-quality.max-hash-ratio".to_owned()),
        "{keys:?}"
    );
    assert!(keys.contains(&"c4.min-sentences".to_owned()), "{keys:?}");
}

#[test]
fn the_language_of_the_text_counts() {
    let mut rules = Rules::default();
    rules.enable_set("fineweb").unwrap();
    let reason = |language| judge_text("", language, &rules).reason();
    assert_eq!(reason(None).as_deref(), Some("fineweb.min-lines"));
    assert_eq!(reason(Some("zh")), None);
}

/// All rules, for all languages.
fn everything() -> Rules {
    let mut rules = Rules::default();
    for set in SETS {
        rules.enable_set(set.name).unwrap();
        rules.set_languages(set.name, Languages::ALL).unwrap();
    }
    rules
}

proptest! {
    #[test]
    fn total_and_finite_whatever_the_text(text in "(\\PC|[ \\n\\r\\t.#\\-…\u{2028}\u{85}\u{fffd}]|the |\\{|\\[1\\]){0,80}") {
        let rules = everything();
        let judgement = judge_text(&text, None, &rules);
        prop_assert_eq!(judgement.n_applied, RULES.len());
        prop_assert_eq!(&judgement, &judge_text(&text, None, &rules));
        let measures = Measures::new(&text);
        for rule in RULES {
            let value = rule.measure(&measures);
            prop_assert!(value.is_finite() && value >= 0.0, "{}: {}", rule.key(), value);
        }
    }
}
