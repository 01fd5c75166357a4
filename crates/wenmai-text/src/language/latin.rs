//! Which language a text in Latin letters is in.

use whichlang::Lang;

use super::evidence::Evidence;
use super::function_words::LATIN_LANGUAGES;
use super::{WINDOWS, windows};

/// Words of a text that has function words if it is prose.
const LONG_TEXT_WORDS: u32 = 30;
/// Fewer words without any function word are names.
const MIN_WORDS: u32 = 4;

/// The language of `text`, of which `evidence` is known. Function words decide where there are many; where they are few, or
/// shared by languages, the sequences of letters do, unless the function words contradict.
pub(super) fn language(text: &str, evidence: &Evidence) -> Option<&'static str> {
    let n_words = evidence.latin_words();
    // The words of a listing are keywords and names.
    if evidence.code_runs() > n_words {
        return None;
    }
    let (best, hits) = evidence.most_function_words();
    let by_function_words = LATIN_LANGUAGES.get(best).copied();
    if hits >= 3 && hits * 6 >= n_words && hits >= evidence.second_most_function_words() * 2 {
        return by_function_words;
    }
    if n_words >= MIN_WORDS
        && evidence.code_runs() * 2 < n_words
        && let Some(language) = by_letters(text)
    {
        let place = LATIN_LANGUAGES.iter().position(|&it| it == language)?;
        let its_hits = evidence.function_words().get(place).copied()?;
        let is_contradicted = if n_words < LONG_TEXT_WORDS {
            hits >= 2 && hits > its_hits
        } else if by_function_words.is_some_and(is_known_by_letters) {
            hits * 2 > its_hits * 3
        } else {
            hits * 10 > its_hits * 11
        };
        let is_plausible = n_words < LONG_TEXT_WORDS || its_hits * 12 >= n_words;
        if !is_contradicted && is_plausible {
            return Some(language);
        }
    }
    by_function_words.filter(|_| hits > 0 && hits * 8 >= n_words)
}

/// What most of the sample looks like by its letters, if that is a language in Latin letters.
fn by_letters(text: &str) -> Option<&'static str> {
    let mut votes = [("", 0_usize); WINDOWS];
    for window in windows(text) {
        let Some(language) = latin_code(whichlang::detect_language(window)) else {
            continue;
        };
        let vote = votes
            .iter_mut()
            .find(|(known, _)| known.is_empty() || *known == language);
        if let Some(vote) = vote {
            *vote = (language, vote.1 + window.len());
        }
    }
    let (language, len) = votes.into_iter().rev().max_by_key(|&(_, len)| len)?;
    (len > 0).then_some(language)
}

/// Whether whichlang knows the language.
fn is_known_by_letters(language: &str) -> bool {
    whichlang::LANGUAGES
        .iter()
        .any(|&known| latin_code(known) == Some(language))
}

/// The BCP 47 code of a language in Latin letters.
fn latin_code(language: Lang) -> Option<&'static str> {
    match language {
        Lang::Deu => Some("de"),
        Lang::Eng => Some("en"),
        Lang::Fra => Some("fr"),
        Lang::Ita => Some("it"),
        Lang::Nld => Some("nl"),
        Lang::Por => Some("pt"),
        Lang::Spa => Some("es"),
        Lang::Swe => Some("sv"),
        Lang::Tur => Some("tr"),
        Lang::Vie => Some("vi"),
        Lang::Ara | Lang::Cmn | Lang::Hin | Lang::Jpn | Lang::Kor | Lang::Rus => None,
    }
}
