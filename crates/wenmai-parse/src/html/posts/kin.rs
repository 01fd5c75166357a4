//! Which elements are posts: those of one kind that part authors, or times, so that each holds that of one post.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};
use wenmai_model::Span;

use super::signs::Signs;
use super::words::words;
use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;
use crate::html::cards::runs::Kin;
use crate::html::facts::each_word;
use crate::html::tag::Tag;
use crate::html::tree::{NodeId, Tree};

/// How many elements around a sign may be its post.
const MAX_AROUND: usize = 20;
/// How often posts of another kind are looked for: questions, answers, comments below them.
const MAX_ROUNDS: usize = 4;
/// Of a hundred signs of one place, so many stand in a post of their own. Of elements that are named after posts fewer: some
/// say who changed them, too.
const MIN_PARTED: (usize, usize) = (75, 50);
/// Fewest characters of a post on the average that are content and no link, where its element has no name of posts.
const MIN_CHARS: u64 = 10;
/// Most characters beside author and time in a block that says no more.
const MAX_BESIDE_CHARS: u32 = 16;
/// A kind of elements holds as much text as another if it holds so many percent of it.
const SAME_TEXT: u64 = 90;

/// The elements of one kind that hold signs.
struct Kind {
    elements: Vec<NodeId>,
    /// Characters of content in them.
    chars: u64,
    is_named: bool,
}

/// The posts that are known, in page order.
#[derive(Default)]
struct Known {
    all: Vec<NodeId>,
    /// Those that stand in no other.
    outer: Vec<NodeId>,
}

impl Known {
    fn add(&mut self, tree: &Tree<'_>, posts: Vec<NodeId>) {
        self.all.extend(posts);
        self.all.sort_unstable();
        self.all.dedup();
        self.outer.clear();
        let mut end = 0;
        for &post in &self.all {
            if post.0 >= end {
                self.outer.push(post);
                end = tree.end(post);
            }
        }
    }
}

/// The elements that are posts, in page order.
pub(super) fn posts(
    page: &HtmlPage<'_>,
    signs: &Signs,
    keeps: impl Fn(usize) -> bool,
) -> Vec<NodeId> {
    if signs.authors.is_empty() && signs.times.is_empty() {
        return Vec::new();
    }
    let finder = Finder {
        tree: &page.tree,
        kinds: kinds(&page.tree),
        chars: chars(page, signs, keeps),
        times: signs.times.iter().map(|time| time.node).collect(),
        authors: signs.authors.iter().map(|author| author.node).collect(),
    };
    let mut groups = groups(&page.tree, finder.authors.iter().copied());
    groups.extend(self::groups(finder.tree, finder.times.iter().copied()));
    let mut posts = Known::default();
    for _ in 0..MAX_ROUNDS {
        let best = groups.iter().filter_map(|group| finder.best(group, &posts));
        // Of several kinds that hold as much the first counts.
        let best = best.reduce(|a, b| if rank(&b) > rank(&a) { b } else { a });
        let Some(kind) = best else {
            break;
        };
        posts.add(&page.tree, kind.elements);
    }
    posts.all
}

/// Several posts go before one, more text before less.
fn rank(kind: &Kind) -> (bool, u64) {
    (kind.elements.len() > 1, kind.chars)
}

/// A number for the kind of each element.
fn kinds(tree: &Tree<'_>) -> Vec<u64> {
    let mut kin = Kin::new(tree);
    tree.nodes()
        .map(|node| {
            let mut hasher = FxHasher::default();
            if tree.tag(node) != Tag::Text {
                hasher.write_u64(kin.of(node));
                hasher.write_u64(kin.words(node, AttributeName::Id));
            }
            hasher.finish()
        })
        .collect()
}

/// Characters of content in the blocks of the nodes before each, links, authors and times left out.
fn chars(page: &HtmlPage<'_>, signs: &Signs, keeps: impl Fn(usize) -> bool) -> Vec<u64> {
    let times = signs.times.iter().filter_map(|time| time.span);
    let mut spans: Vec<Span> = signs.authors.iter().map(|author| author.span).collect();
    spans.extend(times);
    spans.sort_unstable_by_key(|span| span.start);
    let mut own = vec![0_u64; page.tree.len()];
    for (at, block) in page.blocks.iter().enumerate() {
        if !keeps(at) {
            continue;
        }
        let from = spans.partition_point(|span| span.start < block.span.start);
        let inside = spans.get(from..).unwrap_or_default().iter();
        let inside = inside.take_while(|span| span.start < block.span.end);
        let named: usize = inside
            .filter_map(|span| span.of(&page.text))
            .map(|text| text.chars().count())
            .sum();
        let named = u32::try_from(named).unwrap_or(u32::MAX);
        let left = block
            .counts
            .chars
            .saturating_sub(block.link_chars.max(named));
        // `by … on …`
        if named > 0 && left <= MAX_BESIDE_CHARS {
            continue;
        }
        if let Some(own) = own.get_mut(block.node.index()) {
            *own += u64::from(left);
        }
    }
    let mut sum = 0;
    let mut sums = Vec::with_capacity(own.len() + 1);
    sums.push(0);
    for chars in own {
        sum += chars;
        sums.push(sum);
    }
    sums
}

/// Signs in elements of the same names, in page order.
fn groups(tree: &Tree<'_>, nodes: impl Iterator<Item = NodeId>) -> Vec<Vec<NodeId>> {
    let mut numbers: FxHashMap<u64, usize> = FxHashMap::default();
    let mut groups: Vec<Vec<NodeId>> = Vec::new();
    let mut kin = Kin::new(tree);
    for node in nodes {
        let new = groups.len();
        let number = *numbers.entry(kin.path(node)).or_insert(new);
        if number == new {
            groups.push(Vec::new());
        }
        if let Some(group) = groups.get_mut(number) {
            group.push(node);
        }
    }
    groups
}

struct Finder<'p, 's> {
    tree: &'p Tree<'s>,
    /// The kind of each node.
    kinds: Vec<u64>,
    /// Characters of content before each node.
    chars: Vec<u64>,
    /// Signs in page order.
    times: Vec<NodeId>,
    authors: Vec<NodeId>,
}

impl Finder<'_, '_> {
    /// The kind of elements that parts the signs of `group` best; `posts` are those that are known.
    fn best(&self, group: &[NodeId], posts: &Known) -> Option<Kind> {
        let mut kinds = self.parted(group, posts);
        let most = kinds.iter().map(|kind| kind.chars).max()?;
        kinds.retain(|kind| kind.chars * 100 >= most * SAME_TEXT);
        if kinds.iter().any(|kind| kind.is_named) {
            kinds.retain(|kind| kind.is_named);
        }
        let depth = |kind: &Kind| {
            let first = kind.elements.first();
            first.map_or(0, |&first| self.tree.depth(first))
        };
        // Several posts are as large as they can be without holding another; one alone is as small as it can be.
        if kinds.iter().any(|kind| kind.elements.len() > 1) {
            kinds.retain(|kind| kind.elements.len() > 1);
            kinds.into_iter().min_by_key(depth)
        } else {
            kinds.into_iter().max_by_key(depth)
        }
    }

    /// The kinds of elements that part the signs of `group`.
    fn parted(&self, group: &[NodeId], posts: &Known) -> Vec<Kind> {
        let mut holders: FxHashMap<u64, Vec<NodeId>> = FxHashMap::default();
        let mut order: Vec<u64> = Vec::new();
        let mut met: Vec<u64> = Vec::with_capacity(MAX_AROUND);
        for &sign in group {
            met.clear();
            for node in self.tree.ancestors(sign).take(MAX_AROUND) {
                if matches!(self.tree.tag(node), Tag::Html | Tag::Body | Tag::Main) {
                    break;
                }
                let kind = self.kinds.get(node.index()).copied().unwrap_or_default();
                // The innermost element of a kind owns the sign.
                if met.contains(&kind) {
                    continue;
                }
                met.push(kind);
                let holders = holders.entry(kind).or_insert_with(|| {
                    order.push(kind);
                    Vec::new()
                });
                holders.push(node);
            }
        }
        let kinds = order.iter().filter_map(|kind| holders.remove(kind));
        kinds.filter_map(|nodes| self.kind(nodes, posts)).collect()
    }

    /// The kind of these elements, one for each sign that they hold, if they may be posts.
    fn kind(&self, mut elements: Vec<NodeId>, posts: &Known) -> Option<Kind> {
        let n_signs = elements.len();
        elements.sort_unstable();
        elements.dedup();
        let (is_named, is_inner) = named(self.tree, *elements.first()?);
        let least = if is_named { MIN_PARTED.1 } else { MIN_PARTED.0 };
        let n = elements.len();
        if n * 100 < n_signs * least || n < 2 && !is_named {
            return None;
        }
        if !self.may_stand(&elements, is_inner, posts) {
            return None;
        }
        let chars = self.chars_in(&elements);
        if chars == 0 || !is_named && (chars < MIN_CHARS * n as u64 || !self.tell_both(&elements)) {
            return None;
        }
        Some(Kind {
            elements,
            chars,
            is_named,
        })
    }

    /// Whether elements stand beside the posts that are known; answers may stand inside of them.
    fn may_stand(&self, elements: &[NodeId], is_inner: bool, posts: &Known) -> bool {
        let mut inside = 0;
        let mut around: Vec<NodeId> = Vec::new();
        for element in elements {
            let behind = posts.all.partition_point(|post| post < element);
            let holds = posts
                .all
                .get(behind)
                .is_some_and(|post| post.0 < self.tree.end(*element));
            if holds {
                return false;
            }
            let behind = posts.outer.partition_point(|post| post <= element);
            let before = behind.checked_sub(1).and_then(|at| posts.outer.get(at));
            if let Some(&post) = before.filter(|post| element.0 < self.tree.end(**post)) {
                inside += 1;
                if around.last() != Some(&post) {
                    around.push(post);
                }
            }
        }
        if inside == 0 {
            return true;
        }
        // What holds all the text of a post is its body, and no answer to it.
        let rest = self
            .chars_in(&around)
            .saturating_sub(self.chars_in(elements));
        is_inner && inside == elements.len() && rest >= MIN_CHARS * around.len() as u64
    }

    /// Characters of content in elements, which may stand inside of each other.
    fn chars_in(&self, elements: &[NodeId]) -> u64 {
        let at = |node: u32| self.chars.get(node as usize).copied().unwrap_or_default();
        let (mut sum, mut end) = (0, 0);
        for &element in elements {
            let own = self.tree.end(element);
            if element.0 >= end {
                sum += at(own).saturating_sub(at(element.0));
                end = own;
            }
        }
        sum
    }

    /// Whether most elements hold an author and a time.
    fn tell_both(&self, elements: &[NodeId]) -> bool {
        let holds = |signs: &[NodeId], element: NodeId| {
            let next = signs.partition_point(|sign| *sign < element);
            let next = signs.get(next);
            next.is_some_and(|sign| sign.0 < self.tree.end(element))
        };
        let both = elements
            .iter()
            .filter(|&&element| holds(&self.times, element) && holds(&self.authors, element));
        both.count() * 10 >= elements.len() * 6
    }
}

/// Whether an element is named after posts, and after such that may stand inside of others.
pub(super) fn named(tree: &Tree<'_>, node: NodeId) -> (bool, bool) {
    let words = words();
    let (mut is_named, mut is_inner) = (false, false);
    let last = |name: &str| {
        let name = name.trim().rsplit(['/', '#']).next().unwrap_or_default();
        name.to_ascii_lowercase()
    };
    let kind = tree.attribute(node, AttributeName::Itemtype).map(last);
    let property = tree.attribute(node, AttributeName::Itemprop).map(last);
    for (name, known) in [(kind, &words.kind), (property, &words.property)] {
        if let Some(name) = name.filter(|name| known.contains(&name.as_str())) {
            is_named = true;
            is_inner |= words.inner.contains(&name.as_str());
        }
    }
    for attribute in [AttributeName::Class, AttributeName::Id] {
        let names = tree.attribute(node, attribute).unwrap_or_default();
        each_word(names, |word| {
            if words.post.contains(&word) {
                is_named = true;
                is_inner |= words.inner.contains(&word);
            }
        });
    }
    (is_named, is_inner)
}
