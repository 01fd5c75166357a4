use proptest::prelude::*;

use super::*;

fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    tokenize(text, |word| words.push(word));
    words
}

#[test]
fn cut_as_by_spacy() {
    for (text, expected) in [
        ("Hello, world!", "Hello|,|world|!"),
        ("(It isn't 5km, e.g.)", "(|It|is|n't|5|km|,|e.g.|)"),
        ("50% of 8K or 3.5 MB", "50|%|of|8|K|or|3.5|MB"),
        ("\"No,\" he'd said...", "\"|No|,|\"|he|'d|said|..."),
        (
            "U.S. well-known a/b x--y 1-2",
            "U.S.|well|-|known|a|/|b|x|--|y|1|-|2",
        ),
        (
            "can't I'm dont 10pm John's",
            "ca|n't|I|'m|do|nt|10|pm|John|'s",
        ),
        ("end.Next one.two 1+2 a,b", "end|.|Next|one.two|1|+|2|a|,|b"),
        (
            "see http://x.com/a-b, me@y.net.",
            "see|http://x.com/a-b|,|me@y.net|.",
        ),
        (
            "http://192.0.2.7:80/a-b 10.0.0.1/a-b",
            "http://192.0.2.7:80/a-b|10.0.0.1|/|a|-|b",
        ),
        ("$5.00 US$20 5€ +3 3+", "$|5.00|US$|20|5|€|+3|3|+"),
        (":-) -5 • #tag C#x", ":-)|-5|•|#|tag|C#x"),
        (
            "'em, 'tis (Ltd.) Mr. A. XY. Plan.",
            "'em|,|'|tis|(|Ltd.|)|Mr.|A.|XY|.|Plan|.",
        ),
        (
            "wait…what ...so 20°C. —he",
            "wait|…|what|...|so|20|°|C|.|—|he",
        ),
        ("a😀b ©2024", "a|😀|b|©|2024"),
    ] {
        assert_eq!(words(text).join("|"), expected, "{text}");
    }
}

#[test]
fn white_space_beyond_one_space_is_handed_on() {
    assert_eq!(
        words("a  b\nc \t d "),
        ["a", " ", "b", "\n", "c", "\t ", "d"]
    );
}

#[test]
fn every_exception_is_looked_up() {
    let lines = include_str!("../../../data/english-tokens.txt").lines();
    for line in lines.filter(|line| !line.starts_with("# ")) {
        let whole = line.replace(' ', "");
        assert!(whole.len() <= LONGEST, "{whole}");
        assert_eq!(words(&whole).join(" "), line);
    }
}

proptest! {
    /// Nothing is lost but single spaces.
    #[test]
    fn words_are_the_text(text in "([a-zA-Z0-9.,:;'\"’()#$%&*/<=>@^_+…😀é文\\-]{0,6}[ \\n\\t]{0,2}){0,12}") {
        let joined = words(&text).concat().replace(' ', "");
        prop_assert_eq!(joined, text.replace(' ', ""));
        prop_assert!(words(&text).iter().all(|word| !word.is_empty()));
    }
}
