//! For each rule, documents on both sides of its threshold.

use wenmai_analyze::quality::{RULES, Rules, judge_text};

use crate::prose::{capitalized, long_word, noun, sentence, sentences, words};
use crate::random::Random;
use crate::{Sample, judge};

/// Makes a document with so many steps toward breaking a rule.
type Step = fn(usize, &mut Random, usize) -> String;

/// The rules, most steps that are tried, and how a step changes a text. The second argument of a step is the number of the
/// document, which its register depends on.
const EDGES: &[(&str, &str, usize, Step)] = &[
    (
        "gopher-quality",
        "min-words",
        120,
        |number, random, step| {
            let words = words(number, 30, random);
            words[..120 - step].join(" ") + "."
        },
    ),
    (
        "gopher-quality",
        "max-words",
        40_000,
        |number, random, step| {
            let words = words(number, 12_000, random);
            words[..80_000 + step].join(" ") + "."
        },
    ),
    (
        "gopher-quality",
        "min-mean-word-length",
        400,
        |number, random, step| {
            const SHORT: [&str; 8] = ["a", "I", "is", "it", "to", "of", "in", "be"];
            replaced(words(number, 40, random), random, step, |random| {
                random.pick(&SHORT).into()
            })
        },
    ),
    (
        "gopher-quality",
        "max-mean-word-length",
        400,
        |number, random, step| {
            replaced(words(number, 40, random), random, step, |random| {
                long_word(random).into()
            })
        },
    ),
    (
        "gopher-quality",
        "max-hash-ratio",
        200,
        |number, random, step| {
            inserted(
                words(number, 20, random),
                random,
                step,
                |random| match random.below(4) {
                    0 => format!("##{}", noun(random)),
                    1 | 2 => format!("C#{}", noun(random)),
                    _ => format!("#{}", noun(random)),
                },
            )
        },
    ),
    (
        "gopher-quality",
        "max-ellipsis-ratio",
        200,
        |number, random, step| {
            inserted(
                words(number, 20, random),
                random,
                step,
                |random| match random.below(4) {
                    0 => "...".into(),
                    1 => format!("{}…", noun(random)),
                    2 => format!("{}....{}", noun(random), noun(random)),
                    _ => format!("{}...", noun(random)),
                },
            )
        },
    ),
    (
        "gopher-quality",
        "max-bullet-lines",
        40,
        |number, random, step| {
            let n = [10, 20, 30, 37][number % 4];
            lines_changed(
                sentences(number, n, random),
                random,
                step,
                |line, random| random.pick(&["- ", "•", "  • ", "\t- ", "-"]).to_owned() + line,
            )
        },
    ),
    (
        "gopher-quality",
        "max-ellipsis-lines",
        40,
        |number, random, step| {
            let n = [10, 20, 30, 33][number % 4];
            lines_changed(
                sentences(number, n, random),
                random,
                step,
                |line, random| {
                    line.trim_end_matches('.').to_owned()
                        + random.pick(&["...", "…", " ...", "... ", "…\t"])
                },
            )
        },
    ),
    (
        "gopher-quality",
        "min-alphabetic-words",
        300,
        |number, random, step| {
            inserted(
                words(number, 15, random),
                random,
                step,
                |random| match random.below(5) {
                    0 => random.between(10, 5_000).to_string(),
                    1 => "|".into(),
                    2 => format!("{}.{}", random.between(1, 9), random.between(10, 99)),
                    3 => format!("20{}-05-{}", random.between(10, 25), random.between(10, 28)),
                    _ => random.pick(&["→", "•", "--", "(1)", "50%"]).into(),
                },
            )
        },
    ),
    (
        "gopher-quality",
        "min-stop-words",
        8,
        |number, random, step| {
            const STOPS: [(&str, &str); 8] = [
                ("the", "some"),
                ("be", "seem"),
                ("to", "into"),
                ("of", "near"),
                ("and", "or"),
                ("that", "which"),
                ("have", "hold"),
                ("with", "without"),
            ];
            let order = random.shuffled(STOPS.len());
            let gone = &order[..step];
            let mut words = words(number, 15, random);
            words.extend(STOPS.iter().map(|stop| stop.0.to_owned()));
            for word in &mut words {
                let stop = STOPS.iter().position(|stop| stop.0 == word);
                if let Some(stop) = stop.filter(|stop| gone.contains(stop)) {
                    // Capitals are other words.
                    *word = if random.one_in(4) {
                        capitalized(STOPS[stop].0)
                    } else {
                        STOPS[stop].1.into()
                    };
                }
            }
            words.join(" ")
        },
    ),
    (
        "gopher-repetition",
        "max-duplicate-paragraphs",
        30,
        |number, random, step| {
            let short: Vec<String> = (0..step).map(|_| phrase(3, random)).collect();
            let mut blocks: Vec<String> = (0..20)
                .map(|_| sentences(number, 3, random).join("\n"))
                .collect();
            scatter(&mut blocks, &short, random);
            blocks.join(["\n\n", "\n\n\n"][number % 2])
        },
    ),
    (
        "gopher-repetition",
        "max-duplicate-paragraph-chars",
        40,
        |number, random, step| {
            let mut blocks: Vec<String> = (0..60).map(|_| phrase(4, random)).collect();
            let again: Vec<String> = (0..step).map(|_| long_phrase(random)).collect();
            scatter(&mut blocks, &again, random);
            blocks.join(["\n\n", "\n\n\n"][number % 2])
        },
    ),
    (
        "gopher-repetition",
        "max-duplicate-lines",
        40,
        |number, random, step| {
            let short: Vec<String> = (0..step).map(|_| phrase(2, random)).collect();
            let mut lines = sentences(number, 24, random);
            scatter(&mut lines, &short, random);
            lines.join("\n")
        },
    ),
    (
        "gopher-repetition",
        "max-duplicate-line-chars",
        40,
        |_, random, step| {
            let mut lines: Vec<String> = (0..60).map(|_| phrase(4, random)).collect();
            let again: Vec<String> = (0..step).map(|_| long_phrase(random)).collect();
            scatter(&mut lines, &again, random);
            lines.join("\n")
        },
    ),
    (
        "gopher-repetition",
        "max-top-2-gram",
        300,
        |number, random, step| top(number, random, step, 2),
    ),
    (
        "gopher-repetition",
        "max-top-3-gram",
        300,
        |number, random, step| top(number, random, step, 3),
    ),
    (
        "gopher-repetition",
        "max-top-4-gram",
        300,
        |number, random, step| top(number, random, step, 4),
    ),
    (
        "gopher-repetition",
        "max-duplicate-5-grams",
        200,
        |number, random, step| twice(number, random, step, 5),
    ),
    (
        "gopher-repetition",
        "max-duplicate-6-grams",
        200,
        |number, random, step| twice(number, random, step, 6),
    ),
    (
        "gopher-repetition",
        "max-duplicate-7-grams",
        200,
        |number, random, step| twice(number, random, step, 7),
    ),
    (
        "gopher-repetition",
        "max-duplicate-8-grams",
        200,
        |number, random, step| twice(number, random, step, 8),
    ),
    (
        "gopher-repetition",
        "max-duplicate-9-grams",
        200,
        |number, random, step| twice(number, random, step, 9),
    ),
    (
        "gopher-repetition",
        "max-duplicate-10-grams",
        200,
        |number, random, step| twice(number, random, step, 10),
    ),
    ("c4", "max-lorem-ipsum-lines", 4, |number, random, step| {
        let mut lines = sentences(number, 8, random);
        lines.push("Lorem ipsum dolor sit amet, consectetur".into());
        for _ in 0..step {
            let line = format!(
                "{} {} dolor sit amet.",
                sentence(number, random),
                random.pick(&["lorem ipsum", "Lorem Ipsum"])
            );
            lines.insert(random.below(lines.len()), line);
        }
        lines.join("\n")
    }),
    (
        "c4",
        "max-curly-bracket-lines",
        4,
        |number, random, step| {
            let mut lines = sentences(number, 8, random);
            lines.extend(
                [
                    "function() { return; }",
                    "{ }.",
                    "Use javascript { } to see this page.",
                ]
                .map(str::to_owned),
            );
            for _ in 0..step {
                let line = sentence(number, random).replacen(' ', " {", 1) + " Quite so.";
                lines.insert(random.below(lines.len()), line);
            }
            lines.join("\n")
        },
    ),
    ("c4", "min-sentences", 12, |number, random, step| {
        let mut lines: Vec<String> = Vec::new();
        for line in sentences(number, 12 - step, random) {
            match lines.last_mut().filter(|_| random.one_in(2)) {
                Some(last) => last.push_str(&(random.pick(&[" ", " ", "  "]).to_owned() + &line)),
                None => lines.push(line),
            }
        }
        let dropped = [
            "Home | News | About".to_owned(),
            format!(
                "{} without an end",
                sentence(number, random).trim_end_matches('.')
            ),
            format!("We use cookies to {} you.", noun(random)),
            "Please enable JavaScript to read this page.".into(),
            "Read more.".into(),
            format!("{} See the Privacy Policy.", sentence(number, random)),
            format!("The {} is long...", noun(random)),
            format!("A {} word of many letters.", "x".repeat(1001)),
            format!(
                "The {} ends with a number.[{}] ",
                noun(random),
                random.between(1, 20)
            ),
        ];
        for line in dropped {
            if random.one_in(3) {
                lines.insert(random.below(lines.len() + 1), line);
            }
        }
        lines.join(["\n", "\n\n", "\r\n"][number % 3])
    }),
    (
        "fineweb",
        "min-lines-with-final-punctuation",
        60,
        |number, random, step| {
            let n = [25, 50, 33, 18][number % 4];
            lines_changed(
                sentences(number, n, random),
                random,
                step,
                |line, random| {
                    line.trim_end_matches(['.', '!', '?', ')', '\u{201d}'])
                        .to_owned()
                        + random.pick(&["", ". ", ",", ".\"", ":"])
                },
            )
        },
    ),
    ("fineweb", "max-short-lines", 110, |number, random, step| {
        let n = [100, 24, 36, 53][number % 4];
        lines_changed(
            sentences(number, n, random),
            random,
            step,
            |line, random| {
                let n_chars = random.between(24, 30);
                line.chars()
                    .filter(|c| *c != '.')
                    .take(n_chars - 1)
                    .collect::<String>()
                    + "."
            },
        )
    }),
    (
        "fineweb",
        "max-duplicate-line-chars",
        30,
        |number, random, step| {
            let again: Vec<String> = (0..step).map(|_| phrase(2, random)).collect();
            let n = random.between(20, 50);
            let mut lines = sentences(number, n, random);
            scatter(&mut lines, &again, random);
            lines.join(["\n", "\n\n"][number % 2])
        },
    ),
    (
        "fineweb",
        "max-line-ends-per-word",
        300,
        |number, random, step| {
            let words = words(number, 12, random);
            let text = words.join(" ");
            let (first, second) = text.split_at(text.floor_char_boundary(text.len() / 2));
            first.to_owned() + &"\n".repeat(step) + second
        },
    ),
];

/// `n_edges` documents of each side for each rule: `in` keeps it by a step, `out` breaks it by a step, `far` breaks it by far.
pub(crate) fn samples(n_edges: usize) -> Vec<Sample> {
    let mut samples = vec![
        Sample {
            id: "edge/gopher-repetition.min-chars/out/0".into(),
            text: String::new(),
        },
        Sample {
            id: "edge/fineweb.min-lines/out/0".into(),
            text: " \n\t\n\u{a0}".into(),
        },
        Sample {
            id: "edge/fineweb.min-lines/in/0".into(),
            text: "\n\nA line.\n".into(),
        },
    ];
    for &(set, name, most, step) in EDGES {
        let mut rules = Rules::default();
        let rule = RULES
            .iter()
            .find(|rule| (rule.set, rule.name) == (set, name))
            .unwrap();
        rules.set(set, name, Some(rule.default)).unwrap();
        // A hundred thousand words take their time.
        let n_edges = if name == "max-words" { 2 } else { n_edges };
        let (mut found, mut number) = (0, 0);
        while found < n_edges {
            number += 1;
            assert!(number < 60 * n_edges, "too few edges of {set}.{name}");
            let make = |n_steps: usize| step(number, &mut Random::new(name, number), n_steps);
            let is_broken =
                |n_steps: usize| !judge_text(&make(n_steps), Some("en"), &rules).is_kept();
            if is_broken(0) || !is_broken(most) {
                continue;
            }
            let (mut inside, mut outside) = (0, most);
            while outside - inside > 1 {
                let middle = usize::midpoint(inside, outside);
                if is_broken(middle) {
                    outside = middle;
                } else {
                    inside = middle;
                }
            }
            // A set should depend on this rule alone, where that can be had.
            let is_alone =
                judge(set, &make(inside)).is_kept() && judge(set, &make(outside)).broken.len() == 1;
            if !is_alone && number < 20 * n_edges {
                continue;
            }
            found += 1;
            for (side, n_steps) in [
                ("in", inside),
                ("out", outside),
                ("far", (outside * 3 / 2 + 1).min(most)),
            ] {
                samples.push(Sample {
                    id: format!("edge/{set}.{name}/{side}/{found}"),
                    text: make(n_steps),
                });
            }
        }
    }
    samples
}

/// Words with others in the places of `n` of them.
fn replaced(
    mut words: Vec<String>,
    random: &mut Random,
    n: usize,
    other: fn(&mut Random) -> String,
) -> String {
    let order = random.shuffled(words.len());
    for &at in order.iter().take(n) {
        words[at] = other(random);
    }
    words.join(" ")
}

/// Words with `n` more between them.
fn inserted(
    mut words: Vec<String>,
    random: &mut Random,
    n: usize,
    more: fn(&mut Random) -> String,
) -> String {
    for _ in 0..n {
        let word = more(random);
        words.insert(random.below(words.len()), word);
    }
    words.join(" ")
}

/// Lines of which `n` are changed.
fn lines_changed(
    mut lines: Vec<String>,
    random: &mut Random,
    n: usize,
    change: fn(&str, &mut Random) -> String,
) -> String {
    let order = random.shuffled(lines.len());
    for &at in order.iter().take(n) {
        lines[at] = change(&lines[at], random);
    }
    lines.join("\n")
}

/// Puts each of `pieces` into two places.
fn scatter(blocks: &mut Vec<String>, pieces: &[String], random: &mut Random) {
    for piece in pieces.iter().chain(pieces) {
        blocks.insert(random.below(blocks.len()), piece.clone());
    }
}

/// A line of few words and many letters.
fn long_phrase(random: &mut Random) -> String {
    let words: Vec<&str> = (0..3).map(|_| long_word(random)).collect();
    capitalized(&words.join(" ")) + "."
}

fn phrase(n: usize, random: &mut Random) -> String {
    let words: Vec<&str> = (0..n).map(|_| noun(random)).collect();
    capitalized(&words.join(" ")) + "."
}

/// Text with the same words in a row in many places.
fn top(number: usize, random: &mut Random, step: usize, n: usize) -> String {
    let row: Vec<&str> = (0..n).map(|_| noun(random)).collect();
    with_rows(number, random, vec![row.join(" "); step])
}

/// Text with rows of words that stand in two places each.
fn twice(number: usize, random: &mut Random, step: usize, n: usize) -> String {
    let row = |random: &mut Random| (0..n).map(|_| noun(random)).collect::<Vec<_>>().join(" ");
    let rows: Vec<String> = (0..step).map(|_| row(random)).collect();
    with_rows(number, random, [rows.clone(), rows].concat())
}

/// Text with `rows` at places of their own.
fn with_rows(number: usize, random: &mut Random, rows: Vec<String>) -> String {
    let mut words = words(number, 40, random);
    for row in rows {
        let filler = noun(random);
        words.insert(random.below(words.len()), format!("{row} {filler}"));
    }
    words.join(" ")
}
