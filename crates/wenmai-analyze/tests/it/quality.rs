//! Rules of quality on input that is not written to be read.

use wenmai_analyze::quality::{Languages, Rules, SETS, judge_text};

use crate::linear::check_linear;

/// A quarter of a megabyte takes about four times as long as a quarter of that, whatever it is made of.
#[test]
fn all_rules_take_linear_time() {
    let mut rules = Rules::default();
    for set in SETS {
        rules.enable_set(set.name).unwrap();
        rules.set_languages(set.name, Languages::ALL).unwrap();
    }
    for unit in [
        "a",
        "word ",
        "\n",
        "a\n",
        "\n\nb",
        "\r",
        ".",
        "'",
        "(",
        "a.",
        "a-",
        "x@",
        "[1",
        "#",
        "1$",
        "don't ",
        "http://a.",
        "文",
        "Ã©",
        "\u{fffd}",
        "\u{2028}",
        "{ a b c.\n",
        "lorem ipsum. ",
    ] {
        let texts = [60_000, 240_000].map(|len: usize| unit.repeat(len / unit.len()));
        check_linear(unit, &texts, |text| {
            assert!(!judge_text(text, None, &rules).is_kept());
        });
    }
}
