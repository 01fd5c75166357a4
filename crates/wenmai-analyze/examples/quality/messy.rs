//! Texts that are no prose: short ones, lists, tables, code, remains of pages, other scripts.

use crate::Sample;
use crate::prose::{noun, sentence, sentences, words};
use crate::random::Random;

/// What stands in pages between words.
const ODD: [&str; 44] = [
    "U.S.",
    "e.g.",
    "i.e.,",
    "Mr.",
    "p.m.",
    "10am",
    "can't",
    "they'll've",
    "I'm",
    "y'all",
    "dont",
    "gonna",
    "o'clock",
    "rock'n'roll",
    "'em",
    "''quoted''",
    "``quoted''",
    "«mot»",
    "“curly”",
    "—",
    "--",
    "...",
    "…",
    "?!",
    "!!!",
    ":-)",
    "<3",
    "¯\\(ツ)/¯",
    "#tag",
    "@user",
    "50%",
    "$5.00",
    "€20",
    "3km",
    "1,000,000",
    "1-2",
    "a/b",
    "<br/>",
    "&nbsp;",
    "{x}",
    "[1]",
    "foo.bar(baz)",
    "http://a.example/b?c=d#e",
    "naïve",
];

/// Line ends and blanks.
const WHITE: [&str; 12] = [
    " ", " ", " ", " ", "\n", "\n\n", "\t", "  ", "\r\n", "\u{a0}", "\u{2028}", "\u{b}",
];

/// Pieces of other scripts and signs.
const OTHER: [&str; 14] = [
    "开源大模型",
    "文脉。",
    "Привет,",
    "мир!",
    "😀",
    "👍🏽",
    "日本語の",
    "العربية،",
    "हिन्दी।",
    "café",
    "Straße",
    "½",
    "™",
    "→",
];

pub(crate) fn samples(n: usize) -> Vec<Sample> {
    let make = |number: usize| {
        let mut random = Random::new("messy", number);
        let (kind, text) = match number % 8 {
            0 => {
                let n = random.between(1, 80);
                (
                    "short",
                    words(number, n.div_ceil(4), &mut random)[..n.div_ceil(4)].join(" "),
                )
            }
            1 => ("odd", joined(&mut random, 60, &ODD, 2)),
            2 => ("scripts", joined(&mut random, 60, &OTHER, 3)),
            3 => ("white", white(number, &mut random)),
            4 => ("table", table(&mut random)),
            5 => ("menu", menu(&mut random)),
            6 => ("code", code(number, &mut random)),
            _ => ("chat", chat(number, &mut random)),
        };
        Sample {
            id: format!("messy/{kind}/{number}"),
            text,
        }
    };
    (0..n).map(make).collect()
}

/// Words, one in `odds` of them from a list.
fn joined(random: &mut Random, least: usize, list: &[&str], odds: usize) -> String {
    let mut text = String::new();
    for _ in 0..random.between(least, 4 * least) {
        let word = if random.one_in(odds) {
            random.pick(list)
        } else {
            noun(random)
        };
        text.push_str(word);
        text.push_str(random.pick(&[" ", " ", " ", " ", ", ", ". ", ".\n", " the ", " of ", " ("]));
    }
    text
}

fn white(number: usize, random: &mut Random) -> String {
    let mut text = String::new();
    let n = random.between(4, 20);
    for sentence in sentences(number, n, random) {
        for word in sentence.split(' ') {
            text.push_str(word);
            text.push_str(random.pick(&WHITE));
        }
        text.push_str(random.pick(&["\n", " ", "\n\n"]));
    }
    text
}

fn table(random: &mut Random) -> String {
    let n_columns = random.between(2, 5);
    let mut text = String::new();
    for _ in 0..random.between(5, 30) {
        let mut cells = Vec::new();
        for _ in 0..n_columns {
            cells.push(match random.below(3) {
                0 => noun(random).to_owned(),
                1 => random.between(1, 9_999).to_string(),
                _ => format!("{}.{}%", random.below(100), random.below(10)),
            });
        }
        text.push_str(&cells.join(random.pick(&[" | ", "\t", ", "])));
        text.push('\n');
    }
    text
}

fn menu(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.between(5, 60) {
        text.push_str(random.pick(&[
            "Home",
            "About us",
            "Read more...",
            "Privacy Policy",
            "- Contact",
            "• FAQ",
            "Log in",
            "© 2024",
        ]));
        text.push_str(random.pick(&["\n", "\n", " | ", "\n\n", " » "]));
        if random.one_in(4) {
            text.push_str(noun(random));
            text.push('\n');
        }
    }
    text
}

fn code(number: usize, random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.between(4, 14) {
        if random.one_in(2) {
            text.push_str(&sentence(number, random));
        } else {
            let (a, b) = (noun(random), noun(random));
            let line = match random.below(4) {
                0 => format!("let {a} = {b}.iter().map(|x| x + 1);"),
                1 => format!("if ({a} == {b}) {{ return {a}->{b}; }}"),
                2 => format!("# {a}: {b}"),
                _ => format!("    {a}_{b}(\"{a}\", '{b}')  // {a}"),
            };
            text.push_str(&line);
        }
        text.push('\n');
    }
    text
}

fn chat(number: usize, random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.between(5, 30) {
        let name = noun(random);
        let line = match random.below(4) {
            0 => "lol".to_owned(),
            1 => format!("{} {}", random.pick(&ODD), random.pick(&OTHER)),
            _ => sentence(number, random).to_lowercase(),
        };
        text.extend(["<", name, "> ", &line, "\n"]);
    }
    text
}
