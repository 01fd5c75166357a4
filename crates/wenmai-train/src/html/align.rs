//! Which blocks of a page are in its gold text.

#![expect(
    clippy::indexing_slicing,
    reason = "places within texts that were read here"
)]

use std::collections::HashMap;

use super::gold::Content;

/// Tokens of a block that is recognized by itself.
const LONG: usize = 8;
/// Longest runs of tokens that are looked up, in the order in which they are.
const GRAMS: [usize; 4] = [5, 3, 2, 1];
/// Share of the tokens of a long block, and of a short one, that must be found so that they count as used.
const USED_OF_LONG: f32 = 0.5;
const USED_OF_SHORT: f32 = 0.6;
/// Share of the tokens of a block that must be found so that it is content: found by the F1 of the blocks that are.
const CONTENT: f32 = 0.6;
/// How far around its neighbours a short block is looked for, in tokens.
const NEAR: usize = 30;
/// How far it is looked for where nothing is known on one side.
const FAR_BEFORE: usize = 60;
const FAR_BEHIND: usize = 200;
/// Places of a run that are tried.
const MAX_PLACES: usize = 50;
/// Shortest text of a block that a snippet is asked for, in bytes.
const MIN_SNIPPET: usize = 20;

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

/// Whether each block is content; `None` where it cannot be told.
pub(super) fn labels(texts: &[String], content: &Content) -> Vec<Option<bool>> {
    match content {
        Content::Text(gold) => by_text(texts, gold),
        Content::Snippets { with, without } => by_snippets(texts, with, without),
    }
}

/// Blocks that hold a snippet, or are part of one.
fn by_snippets(texts: &[String], with: &[String], without: &[String]) -> Vec<Option<bool>> {
    let folded = |text: &String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let [with, without] = [with, without].map(|all| all.iter().map(folded).collect::<Vec<_>>());
    let label = |text: &String| {
        let text = folded(text);
        let meets = |snippets: &[String]| {
            let mut snippets = snippets.iter().filter(|snippet| !snippet.is_empty());
            snippets.any(|snippet| {
                text.contains(snippet.as_str())
                    || text.len() >= MIN_SNIPPET && snippet.contains(&text)
            })
        };
        match (meets(&with), meets(&without)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    };
    texts.iter().map(label).collect()
}

/// Blocks by the share of their tokens that the gold text has. Each token of the gold text counts once, for the longest block
/// first: a copy of a paragraph, or a menu that says the same words, is no content.
fn by_text(texts: &[String], gold: &str) -> Vec<Option<bool>> {
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
    let mut gold = Gold::new(gold);
    let mut shares = vec![0.0; blocks.len()];
    let mut places: Vec<Option<usize>> = vec![None; blocks.len()];
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(blocks[at].len()));
    for at in order.into_iter().filter(|&at| blocks[at].len() >= LONG) {
        let runs = gold.runs(&blocks[at], None);
        shares[at] = share(&runs, &blocks[at]);
        if shares[at] >= USED_OF_LONG {
            gold.take(&runs);
            places[at] = runs.first().map(|run| run.0);
        }
    }
    let mut behind: Vec<Option<usize>> = places
        .iter()
        .rev()
        .scan(None, |next, place| {
            let found = *next;
            *next = place.or(*next);
            Some(found)
        })
        .collect();
    behind.reverse();
    let mut before = None;
    for (at, behind) in behind.into_iter().enumerate() {
        if places[at].is_some() {
            before = places[at];
            continue;
        }
        let block = &blocks[at];
        if block.len() >= LONG || block.is_empty() {
            continue;
        }
        let from = before.unwrap_or_else(|| behind.unwrap_or(0).saturating_sub(FAR_BEFORE));
        let to = behind.unwrap_or(from + FAR_BEHIND);
        let runs = gold.runs(block, Some((from.min(to), from.max(to) + 1)));
        shares[at] = share(&runs, block);
        if shares[at] >= USED_OF_SHORT {
            gold.take(&runs);
            before = runs.first().map(|run| run.0);
        }
    }
    let found = shares.into_iter().zip(&blocks);
    found
        .map(|(share, block)| (!block.is_empty()).then_some(share >= CONTENT))
        .collect()
}

/// Place and length of a run of tokens in the gold text.
type Run = (usize, usize);

#[expect(clippy::cast_precision_loss, reason = "tokens of one block")]
fn share(runs: &[Run], block: &[u32]) -> f32 {
    let found: usize = runs.iter().map(|run| run.1).sum();
    found as f32 / block.len() as f32
}

/// The gold text, and which of its tokens are used.
struct Gold {
    tokens: Vec<u32>,
    used: Vec<bool>,
    /// Places of the runs of each of the lengths.
    places: [HashMap<Vec<u32>, Vec<usize>>; GRAMS.len()],
}

impl Gold {
    fn new(tokens: Vec<u32>) -> Self {
        let places = GRAMS.map(|length| {
            let mut places: HashMap<Vec<u32>, Vec<usize>> = HashMap::new();
            for (at, gram) in tokens.windows(length).enumerate() {
                places.entry(gram.to_vec()).or_default().push(at);
            }
            places
        });
        Self {
            used: vec![false; tokens.len()],
            places,
            tokens,
        }
    }

    fn take(&mut self, runs: &[Run]) {
        for &(start, length) in runs {
            self.used[start..start + length].fill(true);
        }
    }

    /// The longest unused runs that the block is made of, from left to right; those of one or two tokens only `near` a place.
    fn runs(&self, block: &[u32], near: Option<(usize, usize)>) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut at = 0;
        while at < block.len() {
            match self.run(&block[at..], near) {
                Some(run) => {
                    at += run.1;
                    runs.push(run);
                }
                None => at += 1,
            }
        }
        runs
    }

    fn run(&self, rest: &[u32], near: Option<(usize, usize)>) -> Option<Run> {
        for (length, places) in GRAMS.into_iter().zip(&self.places) {
            if length < 3 && near.is_none() {
                return None;
            }
            let Some(places) = rest.get(..length).and_then(|gram| places.get(gram)) else {
                continue;
            };
            let is_free =
                |place: &usize| self.used[*place..place + length].iter().all(|used| !used);
            let is_near = |place: usize| {
                near.is_none_or(|(from, to)| place + NEAR >= from && place <= to + NEAR)
            };
            let mut found: Vec<usize> = places.iter().copied().filter(is_free).collect();
            if length < GRAMS[0] && found.iter().any(|&place| is_near(place)) {
                found.retain(|&place| is_near(place));
            } else if length < 3 {
                found.clear();
            }
            let longest = found.into_iter().take(MAX_PLACES).map(|place| {
                let gold = self.tokens[place..].iter().zip(&self.used[place..]);
                let length = gold
                    .zip(rest)
                    .take_while(|((token, used), wanted)| token == wanted && !**used)
                    .count();
                (place, length)
            });
            // The first of the longest.
            if let Some(run) = longest.reduce(|a, b| if b.1 > a.1 { b } else { a }) {
                return Some(run);
            }
        }
        None
    }
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
            "Worms eat",
            "…",
            long,
            "All rights of this long line are reserved here.",
        ];
        let texts = texts.map(str::to_owned);
        let gold = Content::Text(format!("Compost {long} Worms eat it."));
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(labels(&texts, &gold), [no, yes, yes, yes, None, no, no]);
    }

    #[test]
    fn snippets_tell_of_the_blocks_that_they_meet() {
        let texts = ["Turn the heap\n often.", "Read more", "Something else"].map(str::to_owned);
        let content = Content::Snippets {
            with: vec!["the  heap often".to_owned()],
            without: vec!["Read more".to_owned(), String::new()],
        };
        assert_eq!(labels(&texts, &content), [Some(true), Some(false), None]);
    }

    #[test]
    fn each_chinese_character_is_a_token() {
        assert_eq!(
            tokens("GPT-3 与开源").collect::<Vec<_>>(),
            ["gpt", "3", "与", "开", "源"]
        );
    }
}
