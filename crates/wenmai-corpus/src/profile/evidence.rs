//! What the pages of a host tell of each line that repeats on them.

use std::collections::{BTreeMap, BTreeSet};

use wenmai_model::{BlockKind, BoilerplateKind, LineClass};
use wenmai_parse::{ObservedLine, PROSE_WIDTH};

use super::sample::Sketch;

/// Most pages, in percent, on which an element of page furniture may hold text of the page's own.
const MAX_OWN_PAGES_PERCENT: usize = 5;

/// What lines of several pages are the same by: their key and the elements around them.
pub(super) type LineKey<'p> = (u64, Option<&'p str>);

pub(super) fn key(line: &ObservedLine) -> LineKey<'_> {
    (line.key, line.elements.as_deref())
}

/// On how many pages each line stands; one that a page repeats counts once.
pub(super) fn count_pages<'p>(pages: &[&'p Sketch]) -> BTreeMap<LineKey<'p>, usize> {
    let mut counts = BTreeMap::new();
    for page in pages {
        let keys: BTreeSet<LineKey<'_>> = page.lines.iter().map(key).collect();
        for key in keys {
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    counts
}

/// Whether the article holds a line as it was parsed.
pub(super) const fn is_kept(line: &ObservedLine) -> bool {
    matches!(line.class, LineClass::Block(_))
}

/// What is known of a line that repeats: numbers of pages, of those that have it.
#[derive(Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
pub(super) struct Evidence<'p> {
    /// The least of the ways in which it is written, and whether that is all of it.
    pub(super) text: &'p str,
    pub(super) is_whole: bool,
    /// All that have it.
    pub(super) pages: usize,
    /// Where extraction keeps it.
    pub(super) kept: usize,
    /// Where it is the title.
    pub(super) title: usize,
    /// Where it is a heading, and one with text of the page's own below.
    pub(super) heading: usize,
    pub(super) opens_text: usize,
    /// Where it is an item of a list.
    pub(super) item: usize,
    /// Where it is code, a row of a table or a formula.
    pub(super) solid: usize,
    /// Where it belongs to a card.
    pub(super) card: usize,
    /// Where it is boilerplate, by kind.
    pub(super) boilerplate: BTreeMap<BoilerplateKind, usize>,
    /// Where it stands above, and below, all that is the page's own.
    pub(super) above: usize,
    pub(super) below: usize,
    /// Where it stands before the first, and after the last, paragraph of the page's own.
    pub(super) before_prose: usize,
    pub(super) after_prose: usize,
    /// Where a line of the page's own stands right below it.
    pub(super) followed: usize,
    /// Where a line beside it repeats, too, and where it shares an element of page furniture with one.
    pub(super) beside: usize,
    pub(super) grouped: usize,
    /// Whether it is one that says something by itself, on any page.
    pub(super) width: u16,
    pub(super) announces: bool,
    pub(super) has_role: bool,
    pub(super) has_letters: bool,
    pub(super) named: Option<BoilerplateKind>,
    pub(super) around: Option<BoilerplateKind>,
}

impl Evidence<'_> {
    /// Where it is boilerplate.
    pub(super) fn n_boilerplate(&self) -> usize {
        self.boilerplate.values().sum()
    }
}

/// What one page tells of one of its lines.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
struct Told {
    above: bool,
    below: bool,
    before_prose: bool,
    after_prose: bool,
    followed: bool,
    beside: bool,
    grouped: bool,
    opens_text: bool,
}

/// Lines of the page's own: neither repeated nor links, and in the article.
pub(super) fn is_own(line: &ObservedLine, is_repeated: bool) -> bool {
    !is_repeated && !line.is_linked && is_kept(line)
}

/// The evidence of one host.
#[derive(Debug)]
pub(super) struct Gathered<'p> {
    /// Of each line that repeats.
    pub(super) lines: BTreeMap<LineKey<'p>, Evidence<'p>>,
    /// On how many pages each kind of element holds a line of the page's own.
    own_elements: BTreeMap<&'p str, usize>,
    /// Most pages on which an element of page furniture may do so.
    max_own: usize,
}

impl Gathered<'_> {
    /// The innermost of the elements around a line that has a name and holds no text of a page's own, on hardly any page; a
    /// heading itself is not asked.
    pub(super) fn furniture_around<'e>(&self, around: Option<&'e str>) -> Option<&'e str> {
        let own = |element: &str| self.own_elements.get(element).copied().unwrap_or(0);
        let is_named = |element: &str| element.contains(['.', '#']);
        elements(around)
            .rev()
            .skip(usize::from(is_heading_tag(around)))
            .find(|element| is_named(element) && own(element) <= self.max_own)
    }
}

/// Whether the innermost element is `h1` to `h6`.
pub(super) fn is_heading_tag(around: Option<&str>) -> bool {
    let innermost = elements(around).next_back().unwrap_or_default();
    let tag = innermost.split(['.', '#']).next().unwrap_or_default();
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Gathers what `pages` tell of the lines that are `repeated`. Runs in O(lines × log lines).
pub(super) fn gather<'p>(pages: &[&'p Sketch], repeated: &BTreeSet<LineKey<'p>>) -> Gathered<'p> {
    let mut gathered = Gathered {
        lines: BTreeMap::new(),
        own_elements: BTreeMap::new(),
        max_own: pages.len() * MAX_OWN_PAGES_PERCENT / 100,
    };
    for page in pages {
        let own = page
            .lines
            .iter()
            .filter(|line| is_own(line, repeated.contains(&key(line))));
        let elements: BTreeSet<&str> = own
            .flat_map(|line| elements(line.elements.as_deref()))
            .collect();
        for element in elements {
            *gathered.own_elements.entry(element).or_default() += 1;
        }
    }
    for page in pages {
        let repeats: Vec<bool> = page
            .lines
            .iter()
            .map(|line| repeated.contains(&key(line)))
            .collect();
        let told = tell(page, &repeats, &gathered);
        let mut found: BTreeMap<LineKey<'_>, Vec<(&ObservedLine, Told)>> = BTreeMap::new();
        for ((line, told), &repeats) in page.lines.iter().zip(told).zip(&repeats) {
            if repeats {
                found.entry(key(line)).or_default().push((line, told));
            }
        }
        for (key, lines) in found {
            add(gathered.lines.entry(key).or_default(), &lines);
        }
    }
    gathered
}

/// The names of the elements around a line, the outermost first.
pub(super) fn elements(elements: Option<&str>) -> impl DoubleEndedIterator<Item = &str> {
    elements
        .into_iter()
        .flat_map(|all| all.split('>').map(str::trim))
}

/// What a page tells of each of its lines.
fn tell(page: &Sketch, repeats: &[bool], gathered: &Gathered<'_>) -> Vec<Told> {
    let lines = || page.lines.iter().zip(repeats).enumerate();
    let owns = || {
        lines()
            .filter(|(_, (line, repeats))| is_own(line, **repeats))
            .map(|(at, (line, _))| (at, line))
    };
    // What was left out is the page's own.
    let first_of = |found: Option<usize>| match (found, page.gap) {
        (Some(found), Some(gap)) => Some(found.min(gap)),
        (found, gap) => found.or(gap),
    };
    let last_of = |found: Option<usize>| match (found, page.gap) {
        (Some(found), Some(gap)) => Some(found.max(gap.saturating_sub(1))),
        (found, gap) => found.or(gap.map(|gap| gap.saturating_sub(1))),
    };
    let prose = || {
        owns()
            .filter(|(_, line)| line.width >= PROSE_WIDTH)
            .map(|(at, _)| at)
    };
    let first = first_of(owns().map(|(at, _)| at).next());
    let last = last_of(owns().map(|(at, _)| at).next_back());
    let first_prose = first_of(prose().next());
    let last_prose = last_of(prose().next_back());
    let mut told: Vec<Told> = (0..page.lines.len())
        .map(|at| Told {
            above: first.is_none_or(|first| at < first),
            below: last.is_none_or(|last| at > last),
            before_prose: first_prose.is_none_or(|first| at < first),
            after_prose: last_prose.is_none_or(|last| at > last),
            ..Told::default()
        })
        .collect();
    let is_repeated = |at: Option<usize>| at.and_then(|at| repeats.get(at)).copied();
    let (mut text_below, mut next_own) = (false, u16::MAX);
    for (at, (line, repeats)) in lines().rev() {
        let Some(told) = told.get_mut(at) else {
            continue;
        };
        // What stands above the title opens nothing, and the title of a text page is as short as a heading.
        told.opens_text = text_below && !(told.above && next_own < PROSE_WIDTH);
        if is_own(line, *repeats) {
            next_own = line.width;
        }
        let next = page.lines.get(at + 1);
        told.followed = page.gap == Some(at + 1)
            || next.is_some_and(|next| is_own(next, is_repeated(Some(at + 1)) == Some(true)));
        told.beside =
            is_repeated(at.checked_sub(1)) == Some(true) || is_repeated(Some(at + 1)) == Some(true);
        let furniture = gathered.furniture_around(line.elements.as_deref());
        told.grouped = furniture.is_some_and(|furniture| {
            let is_inside = |at: Option<usize>| {
                let other = at.and_then(|at| page.lines.get(at));
                other.is_some_and(|other| {
                    elements(other.elements.as_deref()).any(|element| element == furniture)
                })
            };
            is_inside(at.checked_sub(1)) || is_inside(Some(at + 1))
        });
        let is_heading = matches!(
            line.class,
            LineClass::Block(BlockKind::Heading | BlockKind::Title)
        ) || is_heading_tag(line.elements.as_deref());
        text_below = !is_heading && (text_below || is_own(line, *repeats) || page.gap == Some(at));
    }
    told
}

/// Adds what one page tells of a line, which may stand on it several times.
fn add<'p>(evidence: &mut Evidence<'p>, lines: &[(&'p ObservedLine, Told)]) {
    let any = |is: fn(&ObservedLine) -> bool| usize::from(lines.iter().any(|(line, _)| is(line)));
    let told = |is: fn(&Told) -> bool| usize::from(lines.iter().any(|(_, told)| is(told)));
    let all = |is: fn(&Told) -> bool| usize::from(lines.iter().all(|(_, told)| is(told)));
    evidence.pages += 1;
    evidence.kept += any(is_kept);
    evidence.title += any(|line| line.class == LineClass::Block(BlockKind::Title));
    evidence.heading += any(|line| line.class == LineClass::Block(BlockKind::Heading));
    evidence.item += any(|line| line.class == LineClass::Block(BlockKind::ListItem));
    evidence.solid += any(|line| {
        matches!(
            line.class,
            LineClass::Block(BlockKind::Code | BlockKind::Table | BlockKind::Formula)
        )
    });
    evidence.card += any(|line| line.class == LineClass::Card);
    // Boilerplate is what is so wherever it stands on the page.
    let kinds = lines.iter().filter_map(|(line, _)| match line.class {
        LineClass::Boilerplate(kind) => Some(kind),
        _ => None,
    });
    if let Some(kind) = kinds.min().filter(|_| any(is_kept) == 0) {
        *evidence.boilerplate.entry(kind).or_default() += 1;
    }
    evidence.above += all(|told| told.above);
    evidence.below += all(|told| told.below);
    evidence.before_prose += all(|told| told.before_prose);
    evidence.after_prose += all(|told| told.after_prose);
    evidence.followed += told(|told| told.followed);
    evidence.beside += all(|told| told.beside);
    evidence.grouped += all(|told| told.grouped);
    evidence.opens_text += told(|told| told.opens_text);
    for (line, _) in lines {
        if evidence.text.is_empty() || *line.text < *evidence.text {
            evidence.text = &line.text;
            evidence.is_whole = line.is_whole;
        }
        evidence.width = evidence.width.max(line.width);
        evidence.announces |= line.announces;
        evidence.has_role |= line.has_role;
        evidence.has_letters |= line.has_letters;
        evidence.named = evidence.named.or(line.named);
        evidence.around = evidence.around.or(line.around);
    }
}
