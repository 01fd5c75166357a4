//! Which blocks of a page are in its gold text.

use std::collections::HashMap;

/// Tokens of a block that is recognized by itself.
const LONG: usize = 8;
/// Tokens of the pieces that are compared.
const GRAM: usize = 4;
/// Tokens that a short block may be away from the recognized block beside it.
const NEAR: usize = 60;

/// Words, each Chinese, Japanese or Korean character one of its own, lower case.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = String> + '_ {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let first = rest.chars().next()?;
        let end = if wenmai_text::is_cjk(first) {
            first.len_utf8()
        } else {
            rest.find(|c: char| !c.is_alphanumeric() && c != '_' || wenmai_text::is_cjk(c))
                .unwrap_or(rest.len())
        };
        let (token, behind) = rest.split_at(end);
        rest = behind;
        Some(token.to_lowercase())
    })
}

/// Whether each block is in the gold text; `None` where it cannot be told.
pub(super) fn labels(texts: &[String], gold: &str) -> Vec<Option<bool>> {
    let mut ids: HashMap<String, u32> = HashMap::new();
    let gold: Vec<u32> = tokens(gold)
        .map(|token| {
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            *ids.entry(token).or_insert(next)
        })
        .collect();
    let blocks: Vec<Vec<u32>> = texts
        .iter()
        .map(|text| {
            tokens(text)
                .map(|token| ids.get(&token).copied().unwrap_or(u32::MAX))
                .collect()
        })
        .collect();
    let mut grams: HashMap<&[u32], usize> = HashMap::new();
    for (at, gram) in gold.windows(GRAM).enumerate() {
        grams.entry(gram).or_insert(at);
    }
    let mut starts: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, &token) in gold.iter().enumerate() {
        starts.entry(token).or_default().push(at);
    }
    // Long blocks first; each has a place in the gold text.
    let mut found: Vec<Option<bool>> = Vec::with_capacity(blocks.len());
    let mut places: Vec<Option<(usize, usize)>> = Vec::with_capacity(blocks.len());
    for block in &blocks {
        if block.len() < LONG {
            found.push(None);
            places.push(None);
            continue;
        }
        let hits: Vec<usize> = block
            .windows(GRAM)
            .filter_map(|gram| grams.get(gram).copied())
            .collect();
        let all = block.len() - GRAM + 1;
        let label = if hits.len() * 2 >= all {
            Some(true)
        } else if hits.len() * 5 <= all {
            Some(false)
        } else {
            None
        };
        found.push(label);
        let place = hits.iter().min().copied().zip(hits.iter().max().copied());
        places.push(place.filter(|_| label == Some(true)));
    }
    let before: Vec<Option<(usize, usize)>> = places
        .iter()
        .scan(None, |last, place| {
            let found = *last;
            if place.is_some() {
                *last = *place;
            }
            Some(found)
        })
        .collect();
    let mut behind: Vec<Option<(usize, usize)>> = places
        .iter()
        .rev()
        .scan(None, |last, place| {
            let found = *last;
            if place.is_some() {
                *last = *place;
            }
            Some(found)
        })
        .collect();
    behind.reverse();
    let around = before.into_iter().zip(behind);
    for ((block, label), (before, behind)) in blocks.iter().zip(&mut found).zip(around) {
        let Some(first) = block.first().filter(|_| block.len() < LONG) else {
            continue;
        };
        let spots = starts.get(first).map_or(&[][..], Vec::as_slice);
        let spots = spots
            .iter()
            .copied()
            .filter(|&spot| gold.get(spot..spot + block.len()) == Some(block));
        let fits = |spot: usize| match (before, behind) {
            (Some((_, before)), Some((behind, _))) => {
                let (from, to) = (before.min(behind), before.max(behind) + 1);
                spot + 1 >= from && spot <= to + LONG
            }
            (Some((_, before)), None) => spot + 1 >= before && spot <= before + NEAR + LONG,
            (None, Some((behind, _))) => spot <= behind && spot + NEAR >= behind,
            (None, None) => block.len() > 1,
        };
        let (mut is_found, mut is_near) = (false, false);
        for spot in spots {
            is_found = true;
            is_near |= fits(spot);
        }
        *label = match (is_found, is_near) {
            (_, true) => Some(true),
            (true, false) if block.len() > 3 => None,
            _ => Some(false),
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_the_gold_text_are_told_by_their_words_and_places() {
        let long = "The heap must be turned when it cools down, and kept as wet as a cloth.";
        let texts = [
            "Home",
            "Compost",
            long,
            "Home",
            "All rights of this long line are reserved here.",
        ];
        let texts = texts.map(str::to_owned);
        let gold = format!("Compost {long} It is a home of worms.");
        assert_eq!(
            labels(&texts, &gold),
            [Some(false), Some(true), Some(true), Some(true), Some(false)]
        );
    }

    #[test]
    fn each_chinese_character_is_a_token() {
        assert_eq!(
            tokens("GPT-3 与开源").collect::<Vec<_>>(),
            ["gpt", "3", "与", "开", "源"]
        );
    }
}
