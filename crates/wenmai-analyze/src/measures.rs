//! What the counts of a text say about its reader: how long it takes, how rich and how hard it is.

use wenmai_model::TextMeasures;

use crate::statistics::ratio;

pub(crate) mod common_characters;
mod prose;
mod syllables;
mod variety;

pub(crate) use prose::Prose;
pub(crate) use variety::{Seen, WordIds};

/// Words a minute that adults read English non-fiction at, silently: Brysbaert, "How many words do we read per minute?", 2019.
const WORDS_A_MINUTE: u64 = 238;

/// The same review has 260 words a minute for Chinese, whose words have about one and a half characters.
const CHARACTERS_A_MINUTE: u64 = 390;

/// The measures of a text with these counts in a document of this language.
pub(crate) fn measures(
    prose: &Prose,
    words: &[u32],
    seen: &mut Seen,
    language: Option<&str>,
) -> TextMeasures {
    let mut measures = TextMeasures {
        reading_seconds: reading_seconds(prose),
        lexical_variety: variety::mtld(words, seen),
        ..TextMeasures::default()
    };
    if prose.sentences == 0 || prose.words == 0 {
        return measures;
    }
    let sentence_words = ratio(prose.words, prose.sentences);
    measures.sentence_words = Some(sentence_words);
    match language.map(|language| language.split('-').next().unwrap_or(language)) {
        Some("en") if prose.latin_words > 0 => {
            let syllables = ratio(prose.syllables, prose.latin_words);
            let letters = ratio(prose.letters, prose.latin_words);
            let hard = ratio(prose.long_words, prose.latin_words);
            measures.flesch_reading_ease =
                Some(206.835 - 1.015 * sentence_words - 84.6 * syllables);
            measures.flesch_kincaid_grade = Some(0.39 * sentence_words + 11.8 * syllables - 15.59);
            measures.gunning_fog = Some(0.4 * (sentence_words + 100.0 * hard));
            measures.automated_readability = Some(4.71 * letters + 0.5 * sentence_words - 21.43);
        }
        Some("zh") if prose.han > 0 => {
            measures.sentence_chars = Some(ratio(prose.han, prose.sentences));
            measures.rare_chars = Some(ratio(prose.rare_han, prose.han));
        }
        _ => {}
    }
    measures
}

fn reading_seconds(prose: &Prose) -> u64 {
    // Words that are not Chinese, as numbers and names in a Chinese text, at the speed of English ones.
    let minutes_times_both =
        prose.han * WORDS_A_MINUTE + prose.words_beyond_han * CHARACTERS_A_MINUTE;
    (minutes_times_both * 60).div_ceil(WORDS_A_MINUTE * CHARACTERS_A_MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_of_each_language() {
        let english = Prose {
            words_beyond_han: 238,
            ..Prose::default()
        };
        let chinese = Prose {
            han: 390,
            ..Prose::default()
        };
        assert_eq!(
            (reading_seconds(&english), reading_seconds(&chinese)),
            (60, 60)
        );
        assert_eq!(reading_seconds(&Prose::default()), 0);
    }

    #[test]
    fn nothing_has_no_measures() {
        let measures = measures(&Prose::default(), &[], &mut Seen::default(), Some("en"));
        assert_eq!(measures, TextMeasures::default());
    }
}
