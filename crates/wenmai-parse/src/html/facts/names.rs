//! What the names of the elements around a block tell: tags, classes, ids, roles and microdata.
//!
//! By groups of words that people know ([`super::groups`]), and by a linear model over all words that was learned.

use rustc_hash::FxHashMap;
use wenmai_model::BoilerplateKind;
use wenmai_text::linear::{Bucket, Linear, bucket};

use super::groups::{GROUPS, each_word, furniture, of_name, of_tag};
use crate::html::attribute::AttributeName;
use crate::html::tag::Tag;
use crate::html::tree::{NodeId, Tree};

/// How many elements around a block are asked what kind of furniture it is.
const MAX_AROUND: usize = 12;
/// Longest names of one attribute that are read, in bytes.
const MAX_BYTES: usize = 300;

/// Kinds of words: they are told apart.
const TAG: u8 = 0;
const NAME: u8 = 1;
const WORD: u8 = 2;
const ROLE: u8 = 3;
const ITEMPROP: u8 = 4;

/// What the names of each element tell.
pub(crate) struct Names {
    /// The groups that it belongs to, one bit a group.
    groups: Vec<u64>,
    /// The weights of its names and of those of all elements around it, added up.
    sums: Vec<f32>,
}

impl Names {
    /// Reads the names of all elements.
    pub(crate) fn new(tree: &Tree<'_>, weights: &Linear) -> Self {
        let mut known: FxHashMap<(u8, &str), (u64, f32)> = FxHashMap::default();
        let mut groups = Vec::with_capacity(tree.len());
        let mut sums: Vec<f32> = Vec::with_capacity(tree.len());
        for node in tree.nodes() {
            let tag = tree.tag(node);
            // Elements stand behind those around them.
            let mut sum = sums
                .get(tree.parent(node).index())
                .copied()
                .unwrap_or_else(|| weights.bias());
            if tag == Tag::Text {
                groups.push(0);
                sums.push(sum);
                continue;
            }
            let mut bits = of_tag(tag);
            sum += weights.weight(of_tag_name(tag));
            for (kind, value) in names(tree, node) {
                let (found, weight) = *known.entry((kind, value)).or_insert_with(|| {
                    let mut weight = 0.0;
                    each_bucket(kind, value, |bucket| weight += weights.weight(bucket));
                    (of_name(value), weight)
                });
                bits |= found;
                sum += weight;
            }
            groups.push(bits);
            sums.push(sum);
        }
        Self { groups, sums }
    }

    /// The groups of an element.
    pub(super) fn groups(&self, node: NodeId) -> u64 {
        self.groups.get(node.index()).copied().unwrap_or(0)
    }

    /// What the names around a block tell, as a fact.
    pub(super) fn fact(&self, node: NodeId) -> u8 {
        fact(self.sums.get(node.index()).copied().unwrap_or(0.0))
    }

    /// Number of elements in each group.
    pub(super) fn counts(&self) -> [usize; GROUPS] {
        let mut counts = [0; GROUPS];
        for &groups in self.groups.iter().filter(|&&groups| groups != 0) {
            let mut left = groups;
            while left != 0 {
                if let Some(count) = counts.get_mut(left.trailing_zeros() as usize) {
                    *count += 1;
                }
                left &= left - 1;
            }
        }
        counts
    }

    /// The kind of furniture that the names of this element tell, if they tell one.
    pub(crate) fn kind(&self, node: NodeId) -> Option<BoilerplateKind> {
        furniture(self.groups(node))
    }

    /// What kind of furniture a block is that is no content: what the innermost element says that names a kind.
    pub(crate) fn furniture(&self, tree: &Tree<'_>, node: NodeId) -> BoilerplateKind {
        let around = std::iter::once(node).chain(tree.ancestors(node));
        let inside = around.take(MAX_AROUND).take_while(|&node| {
            !matches!(
                tree.tag(node),
                Tag::Html | Tag::Body | Tag::Main | Tag::Article
            )
        });
        let mut named = inside.filter_map(|node| self.kind(node));
        let innermost = named.next().unwrap_or(BoilerplateKind::Other);
        // Comments name their authors, and have buttons.
        let may_be_inside = matches!(
            innermost,
            BoilerplateKind::AuthorBox | BoilerplateKind::Share
        );
        if may_be_inside && named.any(|kind| kind == BoilerplateKind::Comments) {
            BoilerplateKind::Comments
        } else {
            innermost
        }
    }
}

/// A sum of weights as a fact: log-odds between −6 and 6.
pub(crate) fn fact(sum: f32) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 240"
    )]
    {
        ((sum.clamp(-6.0, 6.0) + 6.0) * 20.0) as u8
    }
}

/// The words of the names of an element.
#[cfg(feature = "_train")]
pub(crate) fn words(tree: &Tree<'_>, node: NodeId, mut found: impl FnMut(Bucket)) {
    let tag = tree.tag(node);
    if tag == Tag::Text {
        return;
    }
    found(of_tag_name(tag));
    for (kind, value) in names(tree, node) {
        each_bucket(kind, value, &mut found);
    }
}

/// The names of an element, each with the kind of its words.
fn names<'t>(tree: &'t Tree<'_>, node: NodeId) -> impl Iterator<Item = (u8, &'t str)> {
    tree.attributes(node).filter_map(|(name, value)| {
        let kind = match name {
            AttributeName::Class | AttributeName::Id => NAME,
            AttributeName::Role => ROLE,
            AttributeName::Itemprop => ITEMPROP,
            _ => return None,
        };
        Some((kind, value))
    })
}

fn of_tag_name(tag: Tag) -> Bucket {
    bucket(TAG, [tag as u8])
}

/// The words of a value: each class as it is written, but for case and numbers, and each word of it.
fn each_bucket(kind: u8, value: &str, mut found: impl FnMut(Bucket)) {
    let value = value
        .get(..value.floor_char_boundary(MAX_BYTES))
        .unwrap_or(value);
    for name in value.split_ascii_whitespace() {
        let mut before = 0;
        let bytes = name.bytes().filter_map(move |byte| {
            // Numbers tell records apart, not what they are.
            let byte = if byte.is_ascii_digit() {
                b'0'
            } else {
                byte.to_ascii_lowercase()
            };
            let repeats = byte == b'0' && before == b'0';
            before = byte;
            (!repeats).then_some(byte)
        });
        found(bucket(kind, bytes));
        if kind == NAME {
            each_word(name, |word| {
                if word.len() > 1 {
                    found(bucket(WORD, word.bytes()));
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_case_do_not_tell_names_apart() {
        let buckets = |value: &str| {
            let mut found = Vec::new();
            each_bucket(NAME, value, |bucket| found.push(bucket));
            found
        };
        assert_eq!(buckets("Post-17 x"), buckets("post-2 x"));
        assert_ne!(buckets("post-17"), buckets("post-x"));
        assert_eq!(buckets("a b").len(), 2);
        assert_eq!(buckets("main-text").len(), 3);
    }

    #[test]
    fn names_and_tags_tell_the_kind_of_furniture() {
        let page = "<div class=cookie-bar><p>a</p></div><nav>b</nav><ul class=card><li>c</ul><figure>d</figure>\
                    <div class=site-footer><form>e</form></div><div class=legal>f</div><ol id=toc><li>g</ol>";
        let page = crate::html::read(page, &crate::html::HtmlOptions::default());
        let names = Names::new(&page.tree, &Linear::default());
        let kinds: Vec<BoilerplateKind> = page
            .blocks
            .iter()
            .map(|block| names.furniture(&page.tree, block.node))
            .collect();
        assert_eq!(
            kinds,
            [
                BoilerplateKind::Cookie,
                BoilerplateKind::Navigation,
                BoilerplateKind::Other,
                BoilerplateKind::Other,
                BoilerplateKind::Footer,
                BoilerplateKind::Copyright,
                BoilerplateKind::TableOfContents,
            ]
        );
    }
}
