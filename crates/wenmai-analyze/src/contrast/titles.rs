//! Titles that compare, and what they name.

use wenmai_text::comparison_key;

use super::word_key::WordKey;

/// Words between two things that are compared.
const BETWEEN: [&str; 4] = ["vs", "versus", "还是", "還是"];
/// The same, where nothing stands between them and the names: these words have other uses.
const TOUCHING: [&str; 2] = ["or", "against"];
/// Words that announce a comparison wherever they stand.
const ANNOUNCING: [&str; 8] = [
    "compared",
    "comparison",
    "对比",
    "對比",
    "比较",
    "比較",
    "之争",
    "之爭",
];

/// A title that compares things.
#[derive(Debug)]
pub(super) struct ComparingTitle {
    /// What stands before a colon, where the names are.
    front: WordKey,
    is_announced: bool,
}

impl ComparingTitle {
    /// None for a title that does not compare.
    pub(super) fn new(title: &str) -> Option<Self> {
        let has = |key: &WordKey, sign: &&str| key.places(sign).next().is_some();
        let end = title.find([':', '：']).unwrap_or(title.len());
        let front = WordKey::new(title.get(..end).unwrap_or(title));
        let whole = WordKey::new(title);
        let is_announced = ANNOUNCING.iter().any(|sign| has(&whole, sign));
        let mut signs = BETWEEN.iter().chain(&TOUCHING);
        (is_announced || signs.any(|sign| has(&front, sign))).then_some(Self {
            front,
            is_announced,
        })
    }

    /// Whether it may name something by this comparison key.
    pub(super) fn has(&self, name: &str) -> bool {
        name.chars().nth(1).is_some() && self.front.places(name).next().is_some()
    }

    /// Those of `named`, with their comparison keys, that it compares: two or more, else none. Where a word stands between them,
    /// they are on both sides of it.
    pub(super) fn compared(&self, named: &[(usize, String)]) -> Vec<usize> {
        let is_compared: Vec<bool> = if self.is_announced {
            named.iter().map(|_| true).collect()
        } else {
            let mut found = vec![false; named.len()];
            for sign in BETWEEN {
                self.mark(named, sign, |name_end, start| name_end <= start, &mut found);
            }
            for sign in TOUCHING {
                self.mark(named, sign, |name_end, start| name_end == start, &mut found);
            }
            found
        };
        let compared: Vec<usize> = named
            .iter()
            .zip(is_compared)
            .filter_map(|((section, _), is_compared)| is_compared.then_some(*section))
            .collect();
        if compared.len() < 2 {
            return Vec::new();
        }
        compared
    }

    /// Marks what stands on the sides of a sign, if there is something on both.
    fn mark(
        &self,
        named: &[(usize, String)],
        sign: &str,
        is_before: impl Fn(usize, usize) -> bool,
        found: &mut [bool],
    ) {
        for (start, end) in self.front.places(sign) {
            let left = |name: &str| {
                self.front
                    .places(name)
                    .any(|place| is_before(place.1, start))
            };
            let right = |name: &str| self.front.places(name).any(|place| is_before(end, place.0));
            let sides: Vec<(bool, bool)> = named
                .iter()
                .map(|(_, name)| (left(name), right(name)))
                .collect();
            if sides.iter().any(|side| side.0) && sides.iter().any(|side| side.1) {
                for (found, side) in found.iter_mut().zip(sides) {
                    *found |= side.0 || side.1;
                }
            }
        }
    }
}

/// The comparison key of what a heading names, without what it says of it: `Kafka: the durable log` is about Kafka.
pub(super) fn subject(heading: &str) -> String {
    let end = heading.find([':', '：', '—', '–', '(', '（']);
    comparison_key(end.and_then(|end| heading.get(..end)).unwrap_or(heading))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(title: &str, headings: &[&str]) -> Vec<usize> {
        let Some(title) = ComparingTitle::new(title) else {
            return Vec::new();
        };
        let names = headings.iter().map(|heading| subject(heading)).enumerate();
        title.compared(
            &names
                .filter(|(_, name)| title.has(name))
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn names_stand_on_both_sides_before_a_colon() {
        for (title, names) in [
            (
                "Heron vs. Kestrel: which queue fits",
                ["Heron", "Kestrel: the fast one"],
            ),
            ("Rent or buy", ["Buy", "Rent"]),
            ("选青雀还是白鹭", ["白鹭", "青雀"]),
            ("青雀与白鹭：两款笔记软件对比", ["青雀", "白鹭"]),
            ("Heron and Kestrel compared", ["Heron", "Kestrel"]),
        ] {
            assert_eq!(compared(title, &names), [0, 1], "{title}");
        }
        for (title, names) in [
            ("Heron vs. Kestrel: speed and price", ["Speed", "Price"]),
            ("Heron vs. Kestrel: the log of Heron", ["Heron", "The log"]),
            ("A small queue vs. Kestrel", ["Queue", "Small"]),
            ("Catalogs vs. Kestrel", ["Catalog", "Kestrel"]),
            ("Tools for teams or small firms", ["Tools", "Teams"]),
            ("What tools do for or against you", ["Tools", "You"]),
            ("Heron and Kestrel", ["Heron", "Kestrel"]),
            ("为什么还是慢", ["为什么", "原因"]),
        ] {
            assert_eq!(compared(title, &names), [0_usize; 0], "{title}");
        }
    }
}
