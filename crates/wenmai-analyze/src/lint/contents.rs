//! Contents of the page against its headings.

use rustc_hash::{FxHashMap, FxHashSet};
use wenmai_model::{BoilerplateKind, Document, Heading, Severity, Span};
use wenmai_text::{chars::is_alphanumeric, comparison_key, normalize::key_hash};

use super::{Found, Rule, is_sure, quoted, thresholds::Thresholds};

const MISSING: Rule = Rule {
    code: "contents_missing_heading",
    severity: Severity::Info,
    fix: "add the heading to the contents",
};
const EXTRA: Rule = Rule {
    code: "contents_extra_entry",
    // The heading may be there and not be known as one.
    severity: Severity::Info,
    fix: "look for the section that is missing, or take the entry out of the contents",
};
const ORDER: Rule = Rule {
    code: "contents_order",
    severity: Severity::Warning,
    fix: "put the entries into the order of the sections",
};
const WORDING: Rule = Rule {
    code: "contents_wording",
    severity: Severity::Info,
    fix: "give entry and heading the same words",
};

/// So much of the characters of an entry and a heading in pairs are the same, when one is the other in other words.
const LEAST_SHARED: f64 = 0.4;

pub(super) fn check(document: &Document, thresholds: &Thresholds, found: &mut Found) {
    let regions = document
        .boilerplate
        .iter()
        .filter(|region| region.kind == BoilerplateKind::TableOfContents);
    // Contents at both ends of a page are one.
    let mut seen: FxHashSet<u64> = FxHashSet::default();
    let entries: Vec<Entry<'_>> = regions
        .flat_map(|region| entries(document, region.span))
        .filter(|entry| seen.insert(key_hash(entry.text)))
        .collect();
    if entries.len() < thresholds.least_contents_entries || document.outline.is_empty() {
        return;
    }
    let matches = matched(document, &entries);
    let n_listed = matches.iter().flatten().count();
    if n_listed < thresholds.least_contents_entries
        || share(n_listed, entries.len()) < thresholds.contents_share_listed
    {
        return;
    }
    order(document, &entries, &matches, found);
    let levels = listed_levels(document, &matches, thresholds);
    gaps(document, &entries, &matches, &levels, found);
}

/// A line of the contents.
#[derive(Debug, Clone, Copy)]
struct Entry<'d> {
    text: &'d str,
    span: Span,
}

/// Words that contents are headed by.
const LABELS: [&str; 14] = [
    "目录",
    "目錄",
    "本文目录",
    "文章目录",
    "内容目录",
    "页面目录",
    "导航",
    "目录导航",
    "contents",
    "tableofcontents",
    "onthispage",
    "inthisarticle",
    "inthispage",
    "pagecontents",
];

fn entries(document: &Document, region: Span) -> impl Iterator<Item = Entry<'_>> {
    let text = document.slice(region);
    wenmai_text::lines(text).filter_map(move |(at, line)| {
        let entry = wenmai_text::trim_blank(line);
        let start = at + (line.len() - line.trim_start_matches(wenmai_text::is_blank).len());
        let start = region.start.checked_add(u32::try_from(start).ok()?)?;
        let span = Span::new(start, start.checked_add(u32::try_from(entry.len()).ok()?)?);
        let key = comparison_key(entry);
        // Wikipedia has a button beside each entry that has entries of its own.
        let is_button = key.starts_with("toggle") && key.ends_with("subsection");
        let is_label = is_button || LABELS.contains(&key.as_str());
        (entry.chars().any(is_alphanumeric) && !is_label).then_some(Entry { text: entry, span })
    })
}

/// The heading of each entry: same words, with or without their numbers; of several the next one.
fn matched(document: &Document, entries: &[Entry<'_>]) -> Vec<Option<usize>> {
    let mut headings: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, heading) in document.outline.iter().enumerate().rev() {
        let (whole, title) = (
            key_hash(&heading.text),
            key_hash(without_marker(heading.title())),
        );
        headings.entry(whole).or_default().push(at);
        if title != whole {
            headings.entry(title).or_default().push(at);
        }
    }
    let mut taken = vec![false; document.outline.len()];
    let mut take = |text: &str| {
        let same = headings.get_mut(&key_hash(text))?;
        while let Some(at) = same.pop() {
            if let Some(taken) = taken.get_mut(at).filter(|taken| !**taken) {
                *taken = true;
                return Some(at);
            }
        }
        None
    };
    entries
        .iter()
        .map(|entry| take(entry.text).or_else(|| take(without_marker(entry.text))))
        .collect()
}

/// A line without the number that it begins with, and the number of the page that it ends with.
fn without_marker(text: &str) -> &str {
    let is_numeral =
        |c: char| c.is_ascii_digit() || "一二三四五六七八九十百零第章节節部分篇".contains(c);
    let is_sign = |c: char| !is_alphanumeric(c);
    let rest = text.trim_start_matches(is_sign);
    let number = rest.len() - rest.trim_start_matches(|c| is_numeral(c) || c == '.').len();
    let (number, behind) = rest.split_at_checked(number).unwrap_or(("", rest));
    let is_marker = !number.is_empty()
        && (behind.starts_with(|c: char| is_sign(c))
            || number.ends_with(['.', '章', '节', '節', '部', '分', '篇']));
    let body = if is_marker {
        behind.trim_start_matches(is_sign)
    } else {
        text
    };
    // `Results ..... 12`
    let led = body.trim_end_matches(|c: char| c.is_ascii_digit());
    let dots = led.trim_end_matches([' ', '.', '·', '…', '\u{3000}']);
    let is_led = led.len() < body.len() && led.len() - dots.len() >= 3;
    if is_led { dots } else { body }
}

/// Entries behind one whose heading comes later.
fn order(document: &Document, entries: &[Entry<'_>], matches: &[Option<usize>], found: &mut Found) {
    let mut last: Option<(usize, usize)> = None;
    for (entry, heading) in matches
        .iter()
        .enumerate()
        .filter_map(|(at, heading)| Some((at, (*heading)?)))
    {
        if let Some((last_entry, last_heading)) = last
            && heading < last_heading
            && let (Some(entry), Some(before)) = (entries.get(entry), entries.get(last_entry))
        {
            found.add(document, &ORDER, Some(entry.span), || {
                format!(
                    "the contents list {} behind {}; on the page it comes first",
                    quoted(entry.text),
                    quoted(before.text)
                )
            });
        }
        last = Some((entry, heading));
    }
}

/// The levels that the contents list, from 1 on.
fn listed_levels(
    document: &Document,
    matches: &[Option<usize>],
    thresholds: &Thresholds,
) -> FxHashSet<u8> {
    let mut counts: FxHashMap<u8, (usize, usize)> = FxHashMap::default();
    for heading in &document.outline {
        counts.entry(heading.level).or_default().1 += 1;
    }
    for heading in matches
        .iter()
        .flatten()
        .filter_map(|at| document.outline.get(*at))
    {
        counts.entry(heading.level).or_default().0 += 1;
    }
    let is_listed = |(_, (listed, all)): &(u8, (usize, usize))| {
        share(*listed, *all) >= thresholds.contents_share_of_level
    };
    counts
        .into_iter()
        .filter(is_listed)
        .map(|(level, _)| level)
        .collect()
}

/// What lies between two entries that are listed, in the contents and on the page: an entry and a heading there may be the
/// same in other words; the others are left over.
fn gaps(
    document: &Document,
    entries: &[Entry<'_>],
    matches: &[Option<usize>],
    levels: &FxHashSet<u8>,
    found: &mut Found,
) {
    let mut is_listed = vec![false; document.outline.len()];
    for at in matches.iter().flatten() {
        if let Some(listed) = is_listed.get_mut(*at) {
            *listed = true;
        }
    }
    let free = |from: usize, to: usize| -> Vec<&Heading> {
        let headings = document.outline.iter().zip(&is_listed).take(to).skip(from);
        headings
            .filter(|(heading, listed)| {
                !**listed && levels.contains(&heading.level) && is_sure(heading)
            })
            .map(|(heading, _)| heading)
            .collect()
    };
    let mut next_heading = 0;
    let mut waiting: Vec<Entry<'_>> = Vec::new();
    for (entry, at) in entries.iter().zip(matches) {
        let Some(at) = at else {
            waiting.push(*entry);
            continue;
        };
        // What stands in front of the first entry may be furniture: contents often leave the introduction out.
        if next_heading > 0 || !waiting.is_empty() {
            gap(document, &waiting, &free(next_heading, *at), found);
        }
        waiting.clear();
        next_heading = next_heading.max(at + 1);
    }
    // The page may have been cut off before its end: entries behind the last one that is listed say nothing then.
    let rest = free(next_heading, document.outline.len());
    if !rest.is_empty() || waiting.len() == 1 {
        gap(document, &waiting, &rest, found);
    }
}

/// So many headings ahead an entry in other words is looked for: contents have the order of their headings.
const MOST_AHEAD: usize = 20;

fn gap(document: &Document, entries: &[Entry<'_>], headings: &[&Heading], found: &mut Found) {
    let mut rest = headings.iter();
    for entry in entries {
        let mut ahead = rest.clone();
        let mut near = ahead.by_ref().take(MOST_AHEAD);
        match near.find(|heading| is_like(entry.text, &heading.text)) {
            Some(heading) => {
                let skipped = rest.len() - ahead.len() - 1;
                for missing in rest.clone().take(skipped) {
                    missing_heading(document, missing, found);
                }
                rest = ahead;
                found.add(document, &WORDING, Some(entry.span), || {
                    format!(
                        "the contents say {}, the heading {}",
                        quoted(entry.text),
                        quoted(&heading.text)
                    )
                });
            }
            None => found.add(document, &EXTRA, Some(entry.span), || {
                format!(
                    "the contents list {}, and no heading says so",
                    quoted(entry.text)
                )
            }),
        }
    }
    for missing in rest {
        missing_heading(document, missing, found);
    }
}

fn missing_heading(document: &Document, heading: &Heading, found: &mut Found) {
    found.add(document, &MISSING, Some(heading.span), || {
        format!("the contents leave out {}", quoted(&heading.text))
    });
}

/// Whether two lines are the same in other words: pairs of characters that both have (Dice).
fn is_like(a: &str, b: &str) -> bool {
    let pairs = |text: &str| -> FxHashSet<[char; 2]> {
        // A heading may be as long as a line.
        let key: Vec<char> = comparison_key(without_marker(text))
            .chars()
            .take(MAX_COMPARED)
            .collect();
        key.windows(2)
            .filter_map(|pair| <[char; 2]>::try_from(pair).ok())
            .collect()
    };
    let (a, b) = (pairs(a), pairs(b));
    let shared = a.intersection(&b).count();
    shared > 0 && share(2 * shared, a.len() + b.len()) >= LEAST_SHARED
}

/// So many characters of a line are compared.
const MAX_COMPARED: usize = 80;

fn share(part: usize, of: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of lines of one page")]
    let share = part as f64 / of.max(1) as f64;
    share
}
