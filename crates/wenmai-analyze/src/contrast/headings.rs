//! Which headings correspond, and which are opposites.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use wenmai_text::comparison_key;

use super::word_key::WordKey;

/// What `contrast-headings.tsv` says, as comparison keys.
#[derive(Debug, Default)]
struct Lexicon {
    /// The aspect of each heading, by number.
    aspects: FxHashMap<String, u8>,
    opposites: Vec<Opposites>,
}

#[derive(Debug)]
struct Opposites {
    place: Place,
    left: String,
    right: String,
}

/// Where two words stand in headings that are opposites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    Start,
    End,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    let lines = include_str!("../../data/contrast-headings.tsv").lines();
    let mut n_aspects = 0;
    for line in lines.filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let [Some(kind), Some(left), Some(right)] = [fields.next(), fields.next(), fields.next()]
        else {
            continue;
        };
        let place = match kind {
            "same" => {
                let headings = right.split(' ').map(comparison_key);
                lexicon.aspects.extend(headings.map(|key| (key, n_aspects)));
                n_aspects += 1;
                continue;
            }
            "prefix" => Place::Start,
            "suffix" => Place::End,
            _ => Place::Whole,
        };
        lexicon.opposites.push(Opposites {
            place,
            left: comparison_key(left),
            right: comparison_key(right),
        });
    }
    lexicon
});

/// The aspect that the heading with this comparison key is about, by number.
pub(super) fn aspect(key: &str) -> Option<u8> {
    LEXICON.aspects.get(key).copied()
}

/// Whether the headings with these keys are opposites, whichever comes first.
pub(super) fn are_opposites(a: &WordKey, b: &WordKey) -> bool {
    LEXICON
        .opposites
        .iter()
        .any(|pair| pair.holds(a, b) || pair.holds(b, a))
}

impl Opposites {
    fn holds(&self, left: &WordKey, right: &WordKey) -> bool {
        let rests = match self.place {
            Place::Whole => return left.as_str() == self.left && right.as_str() == self.right,
            Place::Start => left.behind(&self.left).zip(right.behind(&self.right)),
            Place::End => left.before(&self.left).zip(right.before(&self.right)),
        };
        // 前 alone is no heading, `Before` is one.
        let may_be_empty = self.left.is_ascii();
        rests.is_some_and(|(left, right)| {
            left == right && !left.is_empty()
                || may_be_empty && (left.is_empty() || right.is_empty())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opposites_in_both_languages() {
        let are = |a: &str, b: &str| are_opposites(&WordKey::new(a), &WordKey::new(b));
        for (a, b) in [
            ("升级前", "升级后"),
            ("迁移之后", "迁移之前"),
            ("利", "弊"),
            ("旧架构", "新架构"),
            ("过去", "现在"),
            ("Before the migration", "After the migration"),
            ("Before", "After two years"),
            ("Then", "Now"),
            ("What we don't like", "What we like"),
            ("Cons of remote work", "Pros of remote work"),
        ] {
            assert!(are(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("目前", "今后"),
            ("前", "后"),
            ("升级前", "迁移后"),
            ("Before the migration", "After the upgrade"),
            ("优势", "优势"),
            ("Old", "News"),
            ("Without", "Withdrawals"),
            ("Older", "Newer"),
            ("", ""),
        ] {
            assert!(!are(a, b), "{a} {b}");
        }
    }

    #[test]
    fn aspects_in_both_languages() {
        let of = |heading: &str| aspect(&comparison_key(heading));
        assert_eq!(of("价格"), of("Pricing"));
        assert_eq!(of("Ease of use"), of("上手难度"));
        assert!(of("价格").is_some() && of("价格") != of("性能"));
        assert_eq!(of("Kafka"), None);
    }
}
