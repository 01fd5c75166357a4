//! Sketches of pages, as many as memory takes.

use std::collections::BTreeMap;

use wenmai_parse::ObservedLine;

use super::Unlearned;

/// Most sketches of all hosts together.
const MAX_PAGES: usize = 1 << 14;
/// Most bytes of a sketch: what is in the middle of a longer page is left out.
const MAX_SKETCH_BYTES: usize = 32 << 10;
/// Bytes of a line beside its text and the names of the elements around it.
const LINE_BYTES: usize = size_of::<ObservedLine>();
/// Fewest pages of a host, when there are very many hosts.
const LEAST_SAMPLE: usize = 4;

/// What is kept of a page.
#[derive(Debug)]
pub(super) struct Sketch {
    /// Its lines.
    pub(super) lines: Vec<ObservedLine>,
    /// The index of the first line behind those that are left out.
    pub(super) gap: Option<usize>,
    /// A hash of all lines.
    pub(super) content: u64,
}

/// Sketches of the pages of each host. What is kept follows from the set of pages alone: of each host the pages with the
/// least ranks, as many of each as all hosts together leave room for; where that would be too few, the hosts with the least ranks.
#[derive(Debug)]
pub(super) struct Sample {
    hosts: BTreeMap<(u64, String), HostSample>,
    /// Sketches in `hosts`.
    n_sketches: usize,
    /// Most pages of a host.
    per_host: usize,
    /// `per_host` is not lowered further.
    least_per_host: usize,
    /// The first host that was given up.
    limit: Option<(u64, String)>,
    /// Pages of the hosts from `limit` on.
    beyond: u64,
}

/// What is kept of the pages of a host.
#[derive(Debug, Default)]
struct HostSample {
    /// By rank.
    pages: BTreeMap<u64, Sketch>,
    /// How many were seen, for when the host is given up.
    seen: u64,
}

impl Sample {
    pub(super) fn new(per_host: usize, min_pages: usize) -> Self {
        Self {
            hosts: BTreeMap::new(),
            n_sketches: 0,
            per_host,
            least_per_host: min_pages.max(LEAST_SAMPLE),
            limit: None,
            beyond: 0,
        }
    }

    pub(super) fn add(&mut self, host: String, url: Option<&str>, lines: Vec<ObservedLine>) {
        let keys = lines.iter().map(|line| line.key);
        let content = keys.fold(0, |hash, key| mix(hash ^ key));
        let url = url.and_then(|url| url.split('#').next());
        // A page without address is known by its lines: the same once more counts once.
        let rank = url.map_or(content, |url| hash(url.as_bytes()));
        let host = (hash(host.as_bytes()), host);
        if self.limit.as_ref().is_some_and(|limit| host >= *limit) {
            self.beyond += 1;
            return;
        }
        let HostSample { pages, seen } = self.hosts.entry(host).or_default();
        *seen += 1;
        let before = pages.len();
        if pages.get(&rank).is_none_or(|known| known.content > content) {
            pages.insert(rank, sketch(lines, content));
        }
        if pages.len() > self.per_host {
            pages.pop_last();
        }
        self.n_sketches += pages.len() - before;
        self.make_room();
    }

    /// Keeps fewer pages of each host, then fewer hosts, until all fit.
    fn make_room(&mut self) {
        while self.n_sketches > MAX_PAGES && self.per_host > self.least_per_host {
            self.per_host = (self.per_host / 2).max(self.least_per_host);
            for HostSample { pages, .. } in self.hosts.values_mut() {
                while pages.len() > self.per_host {
                    pages.pop_last();
                    self.n_sketches -= 1;
                }
            }
        }
        while self.n_sketches > MAX_PAGES {
            let Some((host, HostSample { pages, seen })) = self.hosts.pop_last() else {
                return;
            };
            self.n_sketches -= pages.len();
            self.beyond += seen;
            self.limit = Some(host);
        }
    }

    /// Pages that there was no room for.
    pub(super) fn given_up(&self) -> Unlearned {
        Unlearned {
            beyond: self.beyond,
            ..Unlearned::default()
        }
    }

    /// The hosts by name, with their sketches in the order of ranks.
    pub(super) fn hosts(self) -> BTreeMap<String, Vec<Sketch>> {
        let hosts = self.hosts.into_iter();
        hosts
            .map(|((_, host), sample)| (host, sample.pages.into_values().collect()))
            .collect()
    }
}

/// Leaves out the middle of a page that is too long: what repeats stands at its ends as a rule.
fn sketch(mut lines: Vec<ObservedLine>, content: u64) -> Sketch {
    let fitting = |lines: &mut dyn Iterator<Item = &ObservedLine>| {
        let mut bytes = 0;
        lines
            .take_while(|line| {
                bytes += LINE_BYTES + line.text.len();
                bytes += line.elements.as_ref().map_or(0, |elements| elements.len());
                bytes <= MAX_SKETCH_BYTES / 2
            })
            .count()
    };
    let first = fitting(&mut lines.iter());
    let last = fitting(&mut lines.iter().rev());
    let mut gap = None;
    if first + last < lines.len() {
        lines.drain(first..lines.len() - last);
        lines.shrink_to_fit();
        gap = Some(first);
    }
    Sketch {
        lines,
        gap,
        content,
    }
}

/// FNV-1a, and a last mix so that the order of hashes is that of no part of the text.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(hash)
}

/// The last step of `SplitMix64`.
const fn mix(mut hash: u64) -> u64 {
    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use wenmai_model::{BlockKind, LineClass};

    use super::*;

    fn line(key: u64) -> ObservedLine {
        ObservedLine {
            key,
            text: "text".into(),
            is_whole: true,
            elements: None,
            class: LineClass::Block(BlockKind::Paragraph),
            width: 4,
            is_linked: false,
            has_letters: true,
            announces: false,
            has_role: false,
            named: None,
            around: None,
        }
    }

    /// What is kept of pages that are added in this order.
    fn kept(pages: impl Iterator<Item = u64>, per_host: usize) -> (String, u64) {
        let mut sample = Sample::new(per_host, 3);
        for page in pages {
            let host = format!("h{}.example", page % 6_000);
            sample.add(host, None, vec![line(page)]);
        }
        let beyond = sample.beyond;
        let hosts = sample.hosts().into_iter();
        let kept = hosts.map(|(host, pages)| {
            let keys = pages.iter().map(|page| page.lines[0].key.to_string());
            format!("{host} {}\n", keys.collect::<Vec<_>>().join(" "))
        });
        (kept.collect(), beyond)
    }

    #[test]
    fn what_is_kept_is_bounded_and_does_not_depend_on_the_order() {
        // Six thousand hosts of eight pages each are more than fit, so hosts are given up.
        let (kept_up, beyond) = kept(0..48_000, 64);
        let by_host = (0..6_000).flat_map(|host| (0..8).map(move |page| page * 6_000 + host));
        let orders: [Box<dyn Iterator<Item = u64>>; 2] =
            [Box::new((0..48_000).rev()), Box::new(by_host)];
        for order in orders {
            // Compared as a whole, they would be printed as a whole.
            let (kept_so, beyond_so) = kept(order, 64);
            assert!(kept_so == kept_up);
            assert_eq!(beyond_so, beyond);
        }
        // All pages of a host that is given up count, however many of them were kept before.
        let n_hosts = kept_up.lines().count() as u64;
        assert_eq!(beyond, (6_000 - n_hosts) * 8);
        let n_pages: usize = kept_up
            .lines()
            .map(|line| line.split(' ').count() - 1)
            .sum();
        assert!(n_pages <= MAX_PAGES && n_pages > MAX_PAGES - 8 && beyond > 0);
    }

    #[test]
    fn the_same_page_counts_once_and_a_long_one_loses_its_middle() {
        let mut sample = Sample::new(8, 3);
        for url in ["https://a/1", "https://a/1#top", "https://a/2"] {
            let lines = (0..100_000).map(line).collect();
            sample.add("a".into(), Some(url), lines);
        }
        let hosts = sample.hosts();
        let sketches = &hosts["a"];
        assert_eq!(sketches.len(), 2);
        let gap = sketches[0].gap.unwrap();
        let lines = &sketches[0].lines;
        assert!(lines.len() < 1000 && lines.len() == 2 * gap);
        assert_eq!(lines.last().unwrap().key, 99_999);
    }
}
