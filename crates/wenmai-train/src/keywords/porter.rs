//! The stemmer of scores: M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), as published.
//!
//! Of the endings of a step the longest that fits is taken, and its condition decides; no shorter one is tried then. The
//! stemmers in the registry are its successor of 2001, or try the shorter ones too.

/// Step 2: endings and what they become where the stem has a measure above 0.
const STEP_2: [(&str, &str); 20] = [
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("abli", "able"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
];
const STEP_3: [(&str, &str); 7] = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];
/// Step 4: endings that go where the measure is above 1.
const STEP_4: [&str; 19] = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou",
    "ism", "ate", "iti", "ous", "ive", "ize",
];

/// The stem of a word in lower case. Runs in O(len of `word`).
pub(crate) fn stem(word: &str) -> String {
    let mut word = word.to_owned();
    plural(&mut word);
    past_and_ing(&mut word);
    if let Some(stem) = word.strip_suffix('y')
        && has_vowel(stem)
    {
        word = format!("{stem}i");
    }
    replace_longest(&mut word, &STEP_2);
    replace_longest(&mut word, &STEP_3);
    let longest = STEP_4
        .into_iter()
        .filter(|ending| word.ends_with(ending))
        .max_by_key(|ending| ending.len());
    if let Some(ending) = longest
        && let Some(stem) = word.strip_suffix(ending)
        && measure(stem) > 1
        && (ending != "ion" || stem.ends_with(['s', 't']))
    {
        word.truncate(stem.len());
    }
    if let Some(stem) = word.strip_suffix('e') {
        let measure = measure(stem);
        if measure > 1 || (measure == 1 && !ends_short(stem)) {
            word.truncate(stem.len());
        }
    }
    if word.ends_with("ll") && measure(&word) > 1 {
        word.pop();
    }
    word
}

fn plural(word: &mut String) {
    let cut = if word.ends_with("sses") || word.ends_with("ies") {
        2
    } else {
        usize::from(word.ends_with('s') && !word.ends_with("ss"))
    };
    word.truncate(word.len() - cut);
}

fn past_and_ing(word: &mut String) {
    if let Some(stem) = word.strip_suffix("eed") {
        if measure(stem) > 0 {
            word.pop();
        }
        return;
    }
    let stem = word.strip_suffix("ed").or_else(|| word.strip_suffix("ing"));
    let Some(stem) = stem.filter(|stem| has_vowel(stem)) else {
        return;
    };
    word.truncate(stem.len());
    if ["at", "bl", "iz"].iter().any(|end| word.ends_with(end)) {
        word.push('e');
    } else if ends_double(word) {
        if !word.ends_with(['l', 's', 'z']) {
            word.pop();
        }
    } else if measure(word) == 1 && ends_short(word) {
        word.push('e');
    }
}

fn replace_longest(word: &mut String, endings: &[(&str, &str)]) {
    let longest = endings
        .iter()
        .filter(|(ending, _)| word.ends_with(ending))
        .max_by_key(|(ending, _)| ending.len());
    if let Some((ending, new)) = longest
        && let Some(stem) = word.strip_suffix(ending)
        && measure(stem) > 0
    {
        *word = format!("{stem}{new}");
    }
}

/// Whether each character is a consonant; `y` is one at the start and behind a vowel.
fn consonants(word: &str) -> Vec<bool> {
    let mut consonants: Vec<bool> = Vec::with_capacity(word.len());
    for c in word.chars() {
        consonants.push(match c {
            'a' | 'e' | 'i' | 'o' | 'u' => false,
            'y' => consonants.last().is_none_or(|before| !before),
            _ => true,
        });
    }
    consonants
}

/// Number of changes from vowels to consonants.
fn measure(stem: &str) -> usize {
    let consonants = consonants(stem);
    consonants
        .windows(2)
        .filter(|pair| *pair == [false, true])
        .count()
}

fn has_vowel(stem: &str) -> bool {
    consonants(stem).contains(&false)
}

fn ends_double(word: &str) -> bool {
    let mut last = word.chars().rev();
    let (last, before) = (last.next(), last.next());
    last.is_some() && last == before && consonants(word).last() == Some(&true)
}

/// Whether it ends in consonant, vowel, consonant, the last no w, x or y.
fn ends_short(word: &str) -> bool {
    consonants(word).ends_with(&[true, false, true]) && !word.ends_with(['w', 'x', 'y'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_of_the_paper() {
        for (word, expected) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("cats", "cat"),
            ("agreed", "agre"),
            ("plastered", "plaster"),
            ("motoring", "motor"),
            ("conflated", "conflat"),
            ("hopping", "hop"),
            ("filing", "file"),
            ("happy", "happi"),
            ("relational", "relat"),
            ("vietnamization", "vietnam"),
            ("electrical", "electr"),
            ("replacement", "replac"),
            ("document", "document"),
            ("adoption", "adopt"),
            ("controlling", "control"),
            ("rate", "rate"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
