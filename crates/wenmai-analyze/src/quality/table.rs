//! The table of all rules.
//!
//! A set of one's own, say for another language, adds a line to [`SETS`] and its rules to [`RULES`], with a function of [`Measures`]
//! for each; what several of them need is a family there, which is counted once and only where it is needed.

use std::borrow::Cow;

use super::chinese;
use super::measures::count;
use super::{Bound, Languages, Measures, Rule, RuleSet};

const GOPHER_QUALITY: &str = "gopher-quality";
const GOPHER_REPETITION: &str = "gopher-repetition";
const C4: &str = "c4";
const FINEWEB: &str = "fineweb";
const COMMON: &str = "common";
pub(super) const CHINESE: &str = "chinese";

/// Languages that are written without blanks between words, so that counts of words and lines made for English say nothing.
const WITHOUT_BLANKS: Languages = Languages::AllBut(Cow::Borrowed(&[
    Cow::Borrowed("zh"),
    Cow::Borrowed("yue"),
    Cow::Borrowed("wuu"),
    Cow::Borrowed("ja"),
    Cow::Borrowed("th"),
    Cow::Borrowed("lo"),
    Cow::Borrowed("km"),
    Cow::Borrowed("my"),
    Cow::Borrowed("bo"),
]));

/// All sets, in the order of their rules.
pub static SETS: &[RuleSet] = &[
    RuleSet {
        name: COMMON,
        help: "what no published set has: damaged and very short texts",
        languages: Languages::ALL,
    },
    RuleSet {
        name: GOPHER_QUALITY,
        help: "words, symbols and lines (Rae et al., \"Scaling Language Models: Gopher\", 2021, A.1.1)",
        languages: WITHOUT_BLANKS,
    },
    RuleSet {
        name: GOPHER_REPETITION,
        help: "lines, paragraphs and phrases that come again (Rae et al. 2021, table A1)",
        languages: WITHOUT_BLANKS,
    },
    RuleSet {
        name: C4,
        help: "sentences, after lines that are no prose (Raffel et al., \"Exploring the Limits of Transfer Learning\", 2020, 2.2)",
        languages: WITHOUT_BLANKS,
    },
    RuleSet {
        name: FINEWEB,
        help: "lines that are lists or menus (Penedo et al., \"The FineWeb Datasets\", 2024, 3.6)",
        languages: WITHOUT_BLANKS,
    },
    RuleSet {
        name: CHINESE,
        help: "Chinese text: charset, sentences, menus, repetition, advertisements (made with labelled texts, see ARCHITECTURE.md)",
        languages: chinese::LANGUAGES,
    },
];

/// All rules, in the order in which the reason against a text is looked for; those of a set as its reference asks them.
pub static RULES: &[Rule] = &[
    at_least(
        COMMON,
        "min-chars",
        200.0,
        "characters that are not blank",
        |m| count(m.characters().visible),
    ),
    at_most(
        COMMON,
        "max-replacement-share",
        0.005,
        "U+FFFD and places read in a wrong charset, for a character",
        |m| m.share_of_characters(m.spoiled()),
    ),
    at_least(
        GOPHER_QUALITY,
        "min-words",
        50.0,
        "words that are not punctuation alone",
        |m| count(m.words().proper),
    ),
    at_most(
        GOPHER_QUALITY,
        "max-words",
        100_000.0,
        "words that are not punctuation alone",
        |m| count(m.words().proper),
    ),
    at_least(
        GOPHER_QUALITY,
        "min-mean-word-length",
        3.0,
        "characters of a word, on the average",
        |m| m.words().mean_length(),
    ),
    at_most(
        GOPHER_QUALITY,
        "max-mean-word-length",
        10.0,
        "characters of a word, on the average",
        |m| m.words().mean_length(),
    ),
    at_most(
        GOPHER_QUALITY,
        "max-hash-ratio",
        0.1,
        "signs # for a word, punctuation counted as words",
        |m| m.words().ratio_of(m.symbols().hashes),
    ),
    at_most(
        GOPHER_QUALITY,
        "max-ellipsis-ratio",
        0.1,
        "ellipses for a word, punctuation counted as words",
        |m| m.words().ratio_of(m.symbols().ellipses),
    ),
    at_most(
        GOPHER_QUALITY,
        "max-bullet-lines",
        0.9,
        "share of lines that begin with a bullet or a hyphen",
        |m| m.line_ends().bullets(),
    ),
    at_most(
        GOPHER_QUALITY,
        "max-ellipsis-lines",
        0.3,
        "share of lines that end with an ellipsis",
        |m| m.line_ends().ellipses(),
    ),
    at_least(
        GOPHER_QUALITY,
        "min-alphabetic-words",
        0.8,
        "share of words with a letter, punctuation counted as words",
        |m| m.words().ratio_of(m.words().alphabetic),
    ),
    Rule {
        words_of: Some("en"),
        ..at_least(
            GOPHER_QUALITY,
            "min-stop-words",
            2.0,
            "different words out of the, be, to, of, and, that, have, with",
            |m| count(m.words().stop_words()),
        )
    },
    at_least(GOPHER_REPETITION, "min-chars", 1.0, "characters", |m| {
        count(m.characters().all)
    }),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-paragraphs",
        0.3,
        "share of paragraphs that stood before",
        |m| m.paragraphs().share(),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-paragraph-chars",
        0.2,
        "share of characters in paragraphs that stood before",
        |m| m.share_of_characters(m.paragraphs().chars_again),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-lines",
        0.3,
        "share of lines that stood before",
        |m| m.lines().share(),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-line-chars",
        0.2,
        "share of characters in lines that stood before",
        |m| m.share_of_characters(m.lines().chars_again),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-top-2-gram",
        0.20,
        "share of characters in the commonest pair of words",
        |m| m.top_gram(2),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-top-3-gram",
        0.18,
        "share of characters in the commonest three words",
        |m| m.top_gram(3),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-top-4-gram",
        0.16,
        "share of characters in the commonest four words",
        |m| m.top_gram(4),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-5-grams",
        0.15,
        "share of characters in five words that stood before",
        |m| m.duplicate_grams(5),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-6-grams",
        0.14,
        "share of characters in six words that stood before",
        |m| m.duplicate_grams(6),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-7-grams",
        0.13,
        "share of characters in seven words that stood before",
        |m| m.duplicate_grams(7),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-8-grams",
        0.12,
        "share of characters in eight words that stood before",
        |m| m.duplicate_grams(8),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-9-grams",
        0.11,
        "share of characters in nine words that stood before",
        |m| m.duplicate_grams(9),
    ),
    at_most(
        GOPHER_REPETITION,
        "max-duplicate-10-grams",
        0.10,
        "share of characters in ten words that stood before",
        |m| m.duplicate_grams(10),
    ),
    at_most(
        C4,
        "max-lorem-ipsum-lines",
        0.0,
        "lines of prose with \"lorem ipsum\"",
        |m| count(m.c4().lorem_ipsum),
    ),
    at_most(
        C4,
        "max-curly-bracket-lines",
        0.0,
        "lines of prose with \"{\"",
        |m| count(m.c4().curly_brackets),
    ),
    at_least(
        C4,
        "min-sentences",
        5.0,
        "sentences in lines of prose",
        |m| count(m.c4().sentences),
    ),
    at_least(FINEWEB, "min-lines", 1.0, "lines that are not blank", |m| {
        count(m.full_lines().n_lines)
    }),
    at_least(
        FINEWEB,
        "min-lines-with-final-punctuation",
        0.12,
        "share of lines that end with a mark of a sentence's end",
        |m| m.full_lines().punctuated(),
    ),
    at_most(
        FINEWEB,
        "max-short-lines",
        0.67,
        "share of lines of 30 characters or fewer",
        |m| m.full_lines().short(),
    ),
    at_most(
        FINEWEB,
        "max-duplicate-line-chars",
        0.01,
        "share of characters in lines that stood before",
        |m| m.full_lines().duplicate_chars(),
    ),
    at_most(
        FINEWEB,
        "max-line-ends-per-word",
        0.3,
        "line ends for a word, punctuation counted as words",
        |m| m.words().ratio_of(m.full_lines().line_ends),
    ),
    chinese::MIN_CHARS,
    chinese::MAX_MISREAD,
    chinese::MAX_RARE,
    chinese::MAX_LOST,
    chinese::MIN_CHINESE,
    chinese::MAX_DIGITS,
    chinese::MIN_FUNCTION,
    chinese::MAX_FURNITURE,
    chinese::MIN_CONNECTED,
    chinese::MAX_HEADLINES,
    chinese::MAX_LISTED,
    chinese::MAX_AGAIN,
    chinese::MAX_TOP_PAIR,
    chinese::MAX_TOP_TRIPLE,
    chinese::MAX_TOP_FIVE,
    chinese::MAX_TEMPLATE,
    chinese::MAX_ADVERTISING,
];

const fn rule(
    set: &'static str,
    name: &'static str,
    bound: Bound,
    default: f64,
    help: &'static str,
    measure: fn(&Measures<'_>) -> f64,
) -> Rule {
    Rule {
        set,
        name,
        bound,
        default,
        help,
        words_of: None,
        measure,
    }
}

pub(super) const fn at_least(
    set: &'static str,
    name: &'static str,
    default: f64,
    help: &'static str,
    measure: fn(&Measures<'_>) -> f64,
) -> Rule {
    rule(set, name, Bound::AtLeast, default, help, measure)
}

pub(super) const fn at_most(
    set: &'static str,
    name: &'static str,
    default: f64,
    help: &'static str,
    measure: fn(&Measures<'_>) -> f64,
) -> Rule {
    rule(set, name, Bound::AtMost, default, help, measure)
}
