//! The title: the heading that the page shows, if what the page calls itself elsewhere agrees with it.

use rustc_hash::FxHashMap;
use wenmai_model::{MetadataSource, Span};
use wenmai_text::{normalize::comparison_key, trim_blank};

use super::element::place;
use super::{Found, Page};
use crate::html::tag::Tag;

/// Signs that part the title of a page from the names of its section and its site.
const SEPARATORS: [&str; 19] = [
    " | ", " - ", " – ", " — ", " • ", " · ", " » ", " « ", " / ", " > ", " :: ", " // ", "|",
    "｜", "_", " ー ", "»", " ~ ", ": ",
];
/// Longest heading that may be the title, in bytes.
const MAX_HEADING_BYTES: usize = 600;
/// Most headings that are looked at.
const MAX_HEADINGS: usize = 100;
/// Shortest heading below `h1` that may be the title, in letters and digits.
const MIN_SUBHEADING: usize = 5;

/// From so many headings of the first rank on, they are those of parts.
const MIN_PARTS: usize = 3;
/// Share of words that a heading has in common with a stated title if both say the same in other words.
const MIN_OVERLAP: f64 = 0.25;

/// A heading that is visible.
struct Heading {
    text: String,
    key: String,
    span: Span,
    is_top: bool,
}

/// What a page is called by others than its readers.
pub(super) struct Stated {
    pub(super) found: Found,
    key: String,
}

impl Stated {
    pub(super) fn new(found: Found) -> Self {
        let key = comparison_key(&found.value);
        Self { found, key }
    }
}

/// The names of the site, as keys: its own, and that of its server.
pub(super) struct SiteKeys(Vec<String>);

impl SiteKeys {
    pub(super) fn new(site: Option<&str>, host: Option<&str>) -> Self {
        let host = host.map(|host| {
            let parts: Vec<&str> = host.split('.').collect();
            let name = parts.iter().rev().skip(1).find(|part| part.len() > 3);
            comparison_key(name.or(parts.first()).copied().unwrap_or_default())
        });
        let keys = site.map(comparison_key).into_iter().chain(host);
        Self(keys.filter(|key| !key.is_empty()).collect())
    }

    /// Whether this is one of the names, or a longer or shorter form of one.
    fn has(&self, key: &str) -> bool {
        let is_form = |own: &String| {
            own == key
                || own.len() > 3 && key.contains(own.as_str())
                || key.len() > 4 && own.contains(key)
        };
        !key.is_empty() && self.0.iter().any(is_form)
    }

    /// Whether a name is one of them.
    pub(super) fn names(&self, name: &str) -> bool {
        self.has(&comparison_key(name))
    }

    /// Whether this is just one of the names.
    fn is(&self, key: &str) -> bool {
        self.0.iter().any(|own| own == key)
    }
}

/// The title of the page. `stated` is what the page calls itself in its head, the most trusted first.
///
/// A visible heading that says the same as one of them, or as a part of it before or behind a separator, is the title as the
/// reader sees it. Where none agrees, [`Choice`] decides between the first heading and what is stated.
pub(super) fn title(
    page: &Page<'_>,
    stated: &[Stated],
    site: &SiteKeys,
    address: Option<&str>,
    is_article: bool,
) -> Option<Found> {
    let headings = headings(page, site);
    let mut parts: FxHashMap<String, Part> = FxHashMap::default();
    for stated in stated {
        for (text, is_front) in parts_of(&stated.found.value) {
            let key = comparison_key(text);
            let part = Part {
                text,
                source: stated.found.source,
                is_front,
            };
            parts.entry(key).or_insert(part).is_front |= is_front;
        }
    }
    // Of several that agree the longest is the title: names of sites and of sections are short.
    let agreed = |is_top: bool, is_front: bool| {
        let fitting = headings.iter().filter(|heading| {
            let part = parts.get(&heading.key);
            let is_long = is_top || heading.key.chars().count() >= MIN_SUBHEADING;
            let may_be =
                |part: &Part<'_>| part.is_front || !is_front && !is_site_name(heading, stated);
            heading.is_top == is_top && is_long && part.is_some_and(may_be)
        });
        // The first of the longest.
        fitting
            .rev()
            .max_by_key(|heading| heading.key.chars().count())
    };
    let without_site: Vec<Found> = stated
        .iter()
        .map(|stated| stated.found.with(without_site(&stated.found.value, site)))
        .filter(|found| !found.value.is_empty())
        .collect();
    let by_agreement = agreed(true, false).or_else(|| agreed(false, true));
    if let Some(heading) = by_agreement {
        return Some(shown(heading, parts.get(&heading.key)));
    }
    let first = headings.iter().find(|heading| heading.is_top);
    let (Some(first), Some(best)) = (first, without_site.first()) else {
        let heading = first.map(|heading| shown(heading, None));
        return heading.or_else(|| without_site.into_iter().next());
    };
    let n_tops = headings.iter().filter(|heading| heading.is_top).count();
    let choice = Choice {
        heading: first,
        stated: &best.value,
        n_tops,
        is_twice: says_twice(&without_site),
    };
    if choice.is_stated(address, is_article) {
        Some(best.clone())
    } else {
        Some(shown(first, None))
    }
}

/// Whether two places state the best title.
fn says_twice(stated: &[Found]) -> bool {
    let mut keys = stated.iter().map(|found| comparison_key(&found.value));
    let best = keys.next();
    keys.any(|key| Some(key) == best)
}

/// A heading and a stated title that do not agree.
struct Choice<'c> {
    heading: &'c Heading,
    stated: &'c str,
    /// Headings of the first rank.
    n_tops: usize,
    /// Whether two places state the title.
    is_twice: bool,
}

impl Choice<'_> {
    /// Whether what is stated is the title. Articles are known by what they show, unless their address is made of the words that
    /// are stated and the heading has hardly any of these; other pages show slogans, and are known by what their head says twice.
    /// Several headings of the first rank are titles of parts. Measured on pages whose titles people have written down.
    fn is_stated(&self, address: Option<&str>, is_article: bool) -> bool {
        if self.n_tops >= MIN_PARTS {
            return true;
        }
        if !is_article {
            return self.is_twice;
        }
        let words = address.map(comparison_words).unwrap_or_default();
        let is_addressed = share_in(self.stated, &words) > share_in(&self.heading.text, &words);
        is_addressed && overlap(&self.heading.text, self.stated) < MIN_OVERLAP
    }
}

/// A stated title, or what stands before or behind a separator in it.
struct Part<'s> {
    text: &'s str,
    source: MetadataSource,
    /// Whether it begins where the title does.
    is_front: bool,
}

/// The heading as shown; where its words run into each other, as they are stated.
fn shown(heading: &Heading, part: Option<&Part<'_>>) -> Found {
    let n_words = |text: &str| text.split_whitespace().count();
    match part {
        Some(part) if n_words(part.text) > n_words(&heading.text) => {
            Found::new(part.text, part.source)
        }
        _ => Found {
            value: heading.text.clone(),
            source: MetadataSource::VisibleText,
            span: Some(heading.span),
        },
    }
}

/// The headings of the first three ranks but for those that name the site, where there are others.
fn headings(page: &Page<'_>, site: &SiteKeys) -> Vec<Heading> {
    let tree = &page.html.tree;
    let nodes = tree.nodes();
    let tops = nodes.filter(|&node| matches!(tree.tag(node), Tag::H1 | Tag::H2 | Tag::H3));
    let mut headings: Vec<Heading> = Vec::new();
    for node in tops {
        if headings.len() >= MAX_HEADINGS {
            break;
        }
        let Some(place) = place(page, node).filter(|place| place.text.len() <= MAX_HEADING_BYTES)
        else {
            continue;
        };
        let text = super::folded(place.text);
        // Signs that link to the heading itself.
        let text = trim_blank(text.trim_end_matches(['¶', '#', '§', '🔗'])).to_owned();
        let text = without_names(&text, site).0.to_owned();
        let key = comparison_key(&text);
        if key.is_empty() {
            continue;
        }
        headings.push(Heading {
            text,
            key,
            span: place.span,
            is_top: tree.tag(node) == Tag::H1,
        });
    }
    if headings.iter().any(|heading| !site.is(&heading.key)) {
        headings.retain(|heading| !site.is(&heading.key));
    }
    headings
}

/// Whether a heading that stands at the end of a stated title only is the name of the site there.
fn is_site_name(heading: &Heading, stated: &[Stated]) -> bool {
    let mut ends = stated
        .iter()
        .filter(|stated| stated.key.ends_with(&heading.key) && stated.key != heading.key);
    ends.next().is_some_and(|stated| {
        let front = stated.key.len() - heading.key.len();
        front > heading.key.len() / 2
    })
}

/// A title, and its parts before and behind each separator; whether each begins where the title does.
fn parts_of(title: &str) -> Vec<(&str, bool)> {
    let mut parts = vec![(title, true)];
    for (start, end) in separators(title) {
        let front = title.get(..start).map(trim_blank).unwrap_or_default();
        let back = title.get(end..).map(trim_blank).unwrap_or_default();
        if !front.is_empty() && !back.is_empty() {
            parts.extend([(front, true), (back, false)]);
        }
    }
    parts
}

/// Where the separators of a title stand, in order; at most eight.
fn separators(title: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < 8 {
        let Some(rest) = title.get(at..).filter(|rest| !rest.is_empty()) else {
            break;
        };
        // Separators hold no letter, and one that begins with a blank needs a sign behind it.
        let word = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        if word > 0 {
            at += word;
            continue;
        }
        let sign = SEPARATORS.iter().find(|sign| {
            rest.starts_with(**sign) && (**sign != "_" || is_between_words(title, at))
        });
        if let Some(sign) = sign {
            found.push((at, at + sign.len()));
            at += sign.trim_end().len();
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// Whether the sign at `at` is none inside of a name such as `snake_case`.
fn is_between_words(title: &str, at: usize) -> bool {
    let is_of_name = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = title.get(..at).and_then(|front| front.chars().next_back());
    let behind = title.get(at + 1..).and_then(|back| back.chars().next());
    !(is_of_name(before) && is_of_name(behind))
}

/// A title without the names of the site at its ends, or without a short last part.
fn without_site<'t>(title: &'t str, site: &SiteKeys) -> &'t str {
    let (rest, signs) = without_names(title, site);
    let last = signs.last().filter(|_| rest.len() == title.len());
    let parts = last.and_then(|&(start, end)| Some((title.get(..start)?, title.get(end..)?)));
    match parts {
        Some((front, back)) if back.chars().count() * 2 < front.chars().count() => {
            trim_blank(front)
        }
        _ => rest,
    }
}

/// A title without the names of the site at its ends, and the separators that are left.
fn without_names<'t>(title: &'t str, site: &SiteKeys) -> (&'t str, Vec<(usize, usize)>) {
    let is_strong = |&(start, end): &(usize, usize)| title.get(start..end) != Some(": ");
    let signs: Vec<(usize, usize)> = separators(title).into_iter().filter(is_strong).collect();
    let (mut from, mut to) = (0, title.len());
    let mut left = signs.as_slice();
    let piece = |from: usize, to: usize| title.get(from..to).map(trim_blank).unwrap_or_default();
    let is_site = |text: &str| site.has(&comparison_key(text));
    while let Some((&(start, end), rest)) = left.split_last()
        && is_site(piece(end, to))
    {
        to = start;
        left = rest;
    }
    while let Some((&(start, end), rest)) = left.split_first()
        && is_site(piece(from, start))
    {
        from = end;
        left = rest;
    }
    (piece(from, to), left.to_vec())
}

/// The words of a text, without regard to case.
fn comparison_words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .take(100)
        .map(str::to_lowercase)
        .collect()
}

/// The share of words that two titles have in common.
fn overlap(a: &str, b: &str) -> f64 {
    let (a, b) = (comparison_words(a), comparison_words(b));
    let common = a.iter().filter(|word| b.contains(word)).count();
    ratio(common, a.len() + b.len() - common)
}

/// The share of the longer words of a title that stand in `words`.
fn share_in(title: &str, words: &[String]) -> f64 {
    let own: Vec<String> = comparison_words(title)
        .into_iter()
        .filter(|word| word.chars().count() > 2)
        .collect();
    let found = own.iter().filter(|word| words.contains(word)).count();
    ratio(found, own.len())
}

fn ratio(part: usize, all: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a share of a hundred words")]
    let share = part as f64 / all.max(1) as f64;
    share
}
