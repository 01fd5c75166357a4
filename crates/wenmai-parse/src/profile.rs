//! What is known of the host of a page: lines that repeat on its pages and are boilerplate, whatever else they look like.

mod observe;
mod site;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use wenmai_model::{BoilerplateRule, RulePosition, SiteProfile};
use wenmai_text::normalize::line_hash;

use crate::line::Line;
pub(crate) use observe::LineMarkup;
pub use observe::{ObservedLine, ObservedPage, observe};
pub use site::{PROSE_WIDTH, host_of};

/// The profiles of hosts that pages are parsed by. Cloning is cheap.
///
/// ```
/// use wenmai_model::{BlockKind, BoilerplateKind, BoilerplateRule, Page, SiteProfile};
/// use wenmai_parse::{ParseOptions, SiteProfiles, parse};
/// let rule = BoilerplateRule { text: "看完了？来群里聊聊".into(), kind: BoilerplateKind::Share, ..BoilerplateRule::default() };
/// let profile = SiteProfile { host: "a.example".into(), pages: 3, boilerplate: vec![rule], ..SiteProfile::default() };
/// let mut options = ParseOptions::default();
/// options.profiles = SiteProfiles::new([profile]);
///
/// let body = "养蜂笔记\n\n蜂群在春天分家。\n\n看完了？来群里聊聊！\n";
/// let page = Page { url: Some("https://www.a.example/1".into()), body: body.into(), ..Page::default() };
/// let document = parse(&page, &options);
/// assert_eq!(document.blocks.last().map(|block| block.kind), Some(BlockKind::Paragraph));
/// assert_eq!(document.boilerplate[0].kind, BoilerplateKind::Share);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteProfiles {
    hosts: Option<Arc<BTreeMap<String, HostRules>>>,
    /// The host of pages that do not say theirs.
    host: Option<Arc<str>>,
}

impl SiteProfiles {
    /// The profiles `profiles`; of two for one host the later counts.
    pub fn new(profiles: impl IntoIterator<Item = SiteProfile>) -> Self {
        let rules = profiles.into_iter().map(|profile| {
            let host = site::host_named(&profile.host).unwrap_or_default();
            (host, HostRules::new(profile))
        });
        let hosts: BTreeMap<String, HostRules> = rules.collect();
        Self {
            hosts: (!hosts.is_empty()).then(|| Arc::new(hosts)),
            host: None,
        }
    }

    /// The same, with pages that have no address taken for such of `host`, which may be an address itself.
    #[must_use]
    pub fn with_host(self, host: Option<&str>) -> Self {
        Self {
            host: host.and_then(site::host_named).map(Into::into),
            ..self
        }
    }

    /// The host that pages without address are taken to be of.
    pub fn assumed_host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// How many hosts there are profiles of.
    pub fn len(&self) -> usize {
        self.hosts.as_ref().map_or(0, |hosts| hosts.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.hosts.is_none()
    }

    /// The profiles, by host.
    pub fn profiles(&self) -> impl Iterator<Item = &SiteProfile> {
        let hosts = self.hosts.iter().flat_map(|hosts| hosts.values());
        hosts.map(|rules| &rules.profile)
    }

    /// The host of a page at `url`; that of pages without address, where it has none.
    pub fn host_of(&self, url: Option<&str>) -> Option<String> {
        let host = url.and_then(host_of);
        host.or_else(|| self.host.as_deref().map(str::to_owned))
    }

    /// The rules for a page at `url`.
    pub(crate) fn rules(&self, url: Option<&str>) -> Option<&HostRules> {
        let hosts = self.hosts.as_ref()?;
        hosts.get(&self.host_of(url)?)
    }
}

/// The rules of one host, to be looked up.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct HostRules {
    /// Its rules are sorted by their keys.
    profile: SiteProfile,
    /// The rules of each key.
    by_key: FxHashMap<u64, Range<usize>>,
}

/// What is seen of a line before its class is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    /// Whether it is made of links.
    pub(crate) is_linked: bool,
    /// Whether the article may hold it.
    pub(crate) is_kept: bool,
}

impl HostRules {
    fn new(mut profile: SiteProfile) -> Self {
        let mut rules: Vec<(u64, BoilerplateRule)> = profile
            .boilerplate
            .into_iter()
            .map(|rule| (rule_key(&rule), rule))
            .collect();
        rules.sort_by_key(|(key, _)| *key);
        let mut by_key: FxHashMap<u64, Range<usize>> = FxHashMap::default();
        for (at, (key, _)) in rules.iter().enumerate() {
            by_key.entry(*key).or_insert(at..at).end = at + 1;
        }
        profile.boilerplate = rules.into_iter().map(|(_, rule)| rule).collect();
        Self { profile, by_key }
    }

    fn rules(&self, text: &str) -> &[BoilerplateRule] {
        let range = self.by_key.get(&line_hash(text));
        range
            .and_then(|range| self.profile.boilerplate.get(range.clone()))
            .unwrap_or_default()
    }

    /// Marks the lines that are boilerplate by a rule: one that has the key of the line, counts where the line stands on the page
    /// and, as far as `elements` tells them, in the elements around it.
    pub(crate) fn mark(
        &self,
        lines: &mut [Line<'_>],
        see: impl Fn(usize) -> Sight,
        elements: impl Fn(usize) -> Option<String>,
    ) {
        let mut found: Vec<(usize, &[BoilerplateRule])> = Vec::new();
        // The first and the last paragraph of the page's own.
        let mut own: Option<(usize, usize)> = None;
        for (at, line) in lines.iter().enumerate() {
            let rules = self.rules(line.text);
            if !rules.is_empty() {
                found.push((at, rules));
            } else if line.shape.width >= PROSE_WIDTH {
                let sight = see(at);
                if sight.is_kept && !sight.is_linked {
                    own = Some((own.map_or(at, |(first, _)| first), at));
                }
            }
        }
        for (at, rules) in found {
            let stands = |position| match (position, own) {
                (RulePosition::Before, Some((first, _))) => at < first,
                (RulePosition::After, Some((_, last))) => at > last,
                _ => true,
            };
            let Some(line) = lines.get_mut(at) else {
                continue;
            };
            let around = rules
                .iter()
                .any(|rule| rule.elements.is_some())
                .then(|| elements(at))
                .flatten();
            let counts = |rule: &&BoilerplateRule| {
                let is_here = match (&rule.elements, &around) {
                    (Some(elements), Some(around)) => elements == around,
                    // On pages without elements a short line may say the same in the article.
                    (Some(_), None) => {
                        rule.position != RulePosition::Anywhere || line.shape.width >= PROSE_WIDTH
                    }
                    (None, _) => true,
                };
                is_here && stands(rule.position)
            };
            line.furniture = rules.iter().find(counts).map(|rule| rule.kind);
        }
    }

    /// Why a line that is boilerplate is so, when there is a rule for it.
    pub(crate) fn reason(&self, text: &str) -> Option<String> {
        let rules = self.rules(text);
        let pages = rules.iter().map(|rule| rule.pages).max()?;
        Some(format!(
            "repeated on {pages} of {} pages of this host",
            self.profile.pages
        ))
    }
}

/// The key of the lines that a rule is for.
fn rule_key(rule: &BoilerplateRule) -> u64 {
    let key = rule.key.as_deref();
    key.and_then(|key| u64::from_str_radix(key, 16).ok())
        .unwrap_or_else(|| line_hash(&rule.text))
}

#[cfg(test)]
mod tests;
