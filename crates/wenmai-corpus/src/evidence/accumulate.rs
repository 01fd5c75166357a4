//! From rows to numbers.

use std::collections::BTreeMap;

use wenmai_model::{
    Amount, CodeCount, Concentration, DocumentEvidence, DomainEvidence, DomainSelection,
    DomainSummary, Group, Groups, PackSummary, Period, PersonalDataScope, PersonalDataSummary,
    QualitySummary, RightsEffect, RightsKnowledge, RightsSummary, RightsUse, SCHEMA_VERSION,
    SizeBin, TrainingContent, UseSummary,
};

/// Most domains that are told apart. One takes about 200 bytes, so that all take less than 1 GiB.
const MOST_DOMAINS: usize = 4_000_000;

/// Most values of everything else that are told apart: there are some hundred languages and licences, and 1,200 months in a century.
const MOST_GROUPS: usize = 20_000;

/// Domains that the summary names.
const LARGEST_DOMAINS: usize = 20;

/// The fewest characters of the articles in each bin.
const SIZES: [u64; 7] = [0, 1, 100, 500, 2_000, 10_000, 50_000];

/// So many of the largest domains are looked at together.
const CONCENTRATIONS: [usize; 4] = [1, 10, 100, 1_000];

/// The numbers of a collection, as far as its rows were added. They do not depend on the order of the rows, unless there are more
/// values than are told apart: then those that come first are.
#[derive(Debug)]
pub(crate) struct Accumulator {
    total: Amount,
    sizes: [Amount; SIZES.len()],
    domains: BTreeMap<String, Domain>,
    most_domains: usize,
    no_domain: Amount,
    beyond_domains: Amount,
    languages: Counter,
    page_types: Counter,
    published: Dates,
    captured: Dates,
    rights: [Amount; RightsKnowledge::ALL.len()],
    opted_out: Amount,
    statements: Codes,
    uses: BTreeMap<RightsUse, Use>,
    licences: Counter,
    searched: [u64; PersonalDataScope::ALL.len()],
    with_personal_data: Amount,
    personal_data: Codes,
    judged: u64,
    clean: u64,
    broken: Codes,
}

impl Default for Accumulator {
    fn default() -> Self {
        Self::new(MOST_DOMAINS)
    }
}

#[derive(Debug, Default)]
struct Domain {
    amount: Amount,
    opted_out: u64,
    with_personal_data: u64,
    /// First and last day, as the number that their digits are.
    captured: Option<(u32, u32)>,
}

/// Decisions about a use.
#[derive(Debug, Default)]
struct Use {
    effects: BTreeMap<RightsEffect, Amount>,
    contradicted: u64,
}

/// Amounts by a value.
#[derive(Debug, Default)]
struct Counter {
    groups: BTreeMap<String, Amount>,
    without: Amount,
    beyond: Amount,
}

/// Occurrences and documents by code.
#[derive(Debug, Default)]
struct Codes(BTreeMap<String, (u64, u64)>);

#[derive(Debug, Default)]
struct Dates {
    first: Option<String>,
    last: Option<String>,
    years: Counter,
    months: Counter,
}

impl Counter {
    fn add(&mut self, value: Option<&str>, document: &DocumentEvidence) {
        let Some(value) = value else {
            self.without.add(document);
            return;
        };
        if let Some(amount) = self.groups.get_mut(value) {
            amount.add(document);
        } else if self.groups.len() < MOST_GROUPS {
            let amount = self.groups.entry(value.to_owned()).or_default();
            amount.add(document);
        } else {
            self.beyond.add(document);
        }
    }

    /// In the order of the values.
    fn by_name(self) -> Groups {
        let groups = self.groups.into_iter();
        Groups {
            groups: groups
                .map(|(name, amount)| Group { name, amount })
                .collect(),
            without: self.without,
            beyond: self.beyond,
        }
    }

    /// The largest first.
    fn by_size(self) -> Groups {
        let mut groups = self.by_name();
        let size = |group: &Group| (group.amount.documents, group.amount.text_bytes);
        groups
            .groups
            .sort_by_key(|group| std::cmp::Reverse(size(group)));
        groups
    }
}

impl Codes {
    fn add(&mut self, code: &str, count: u64) {
        let is_told_apart = self.0.len() < MOST_GROUPS || self.0.contains_key(code);
        let code = if is_told_apart { code } else { "other" };
        let counts = self.0.entry(code.to_owned()).or_default();
        counts.0 += count;
        counts.1 += 1;
    }

    /// The most frequent first.
    fn finish(self) -> Vec<CodeCount> {
        let codes = self.0.into_iter();
        let count = |(code, (count, documents))| CodeCount {
            code,
            count,
            documents,
        };
        let mut codes: Vec<CodeCount> = codes.map(count).collect();
        codes.sort_by_key(|code| std::cmp::Reverse(code.count));
        codes
    }
}

impl Dates {
    fn add(&mut self, date: Option<&str>, document: &DocumentEvidence) {
        self.years
            .add(date.and_then(|date| date.get(..4)), document);
        self.months
            .add(date.and_then(|date| date.get(..7)), document);
        let Some(date) = date else { return };
        if self.first.as_deref().is_none_or(|first| date < first) {
            self.first = Some(date.to_owned());
        }
        if self.last.as_deref().is_none_or(|last| date > last) {
            self.last = Some(date.to_owned());
        }
    }

    fn finish(self) -> Period {
        Period {
            first: self.first,
            last: self.last,
            years: self.years.by_name(),
            months: self.months.by_name(),
        }
    }
}

impl Accumulator {
    /// One that tells so many domains apart.
    fn new(most_domains: usize) -> Self {
        Self {
            total: Amount::default(),
            sizes: Default::default(),
            domains: BTreeMap::new(),
            most_domains,
            no_domain: Amount::default(),
            beyond_domains: Amount::default(),
            languages: Counter::default(),
            page_types: Counter::default(),
            published: Dates::default(),
            captured: Dates::default(),
            rights: Default::default(),
            opted_out: Amount::default(),
            statements: Codes::default(),
            uses: BTreeMap::new(),
            licences: Counter::default(),
            searched: Default::default(),
            with_personal_data: Amount::default(),
            personal_data: Codes::default(),
            judged: 0,
            clean: 0,
            broken: Codes::default(),
        }
    }

    /// Adds a document.
    pub(crate) fn add(&mut self, document: &DocumentEvidence) {
        self.total.add(document);
        let bin = SIZES.iter().rposition(|&from| document.chars >= from);
        if let Some(bin) = bin.and_then(|bin| self.sizes.get_mut(bin)) {
            bin.add(document);
        }
        self.languages.add(document.language.as_deref(), document);
        self.page_types
            .add(Some(document.page_type.as_str()), document);
        self.published.add(document.published.as_deref(), document);
        self.captured.add(document.captured.as_deref(), document);
        self.add_rights(document);
        self.add_personal_data(document);
        if let Some(broken) = &document.broken_rules {
            self.judged += 1;
            self.clean += u64::from(broken.is_empty());
            for rule in broken {
                self.broken.add(rule, 1);
            }
        }
        self.add_domain(document);
    }

    fn add_rights(&mut self, document: &DocumentEvidence) {
        if let Some(amount) = self.rights.get_mut(document.rights as usize) {
            amount.add(document);
        }
        if is_opted_out(document) {
            self.opted_out.add(document);
        }
        for (code, count) in &document.statements {
            self.statements.add(code, *count);
        }
        for (usage, effect) in &document.decisions {
            let decisions = self.uses.entry(*usage).or_default();
            decisions.effects.entry(*effect).or_default().add(document);
        }
        for usage in &document.contradicted {
            self.uses.entry(*usage).or_default().contradicted += 1;
        }
        self.licences.add(document.licence.as_deref(), document);
    }

    fn add_personal_data(&mut self, document: &DocumentEvidence) {
        if let Some(searched) = self.searched.get_mut(document.searched as usize) {
            *searched += 1;
        }
        if !document.personal_data.is_empty() {
            self.with_personal_data.add(document);
        }
        for (code, count) in &document.personal_data {
            self.personal_data.add(code, *count);
        }
    }

    fn add_domain(&mut self, document: &DocumentEvidence) {
        let Some(name) = document.domain.as_deref() else {
            self.no_domain.add(document);
            return;
        };
        if !self.domains.contains_key(name) {
            if self.domains.len() >= self.most_domains {
                self.beyond_domains.add(document);
                return;
            }
            self.domains.insert(name.to_owned(), Domain::default());
        }
        let Some(domain) = self.domains.get_mut(name) else {
            return;
        };
        domain.amount.add(document);
        domain.opted_out += u64::from(is_opted_out(document));
        domain.with_personal_data += u64::from(!document.personal_data.is_empty());
        if let Some(day) = document.captured.as_deref().and_then(day_number) {
            let (first, last) = domain.captured.unwrap_or((day, day));
            domain.captured = Some((first.min(day), last.max(day)));
        }
    }

    /// All numbers, and the domains, the largest first; `sampled` is the number of rows that were drawn.
    pub(crate) fn finish(self, sampled: u64) -> (PackSummary, Vec<DomainEvidence>) {
        let (total, n_documents) = (self.total, self.total.documents);
        let domains = listed(self.domains, total.text_bytes);
        let selection = |n: usize| {
            let mut amount = Amount::default();
            for domain in domains.iter().take(n) {
                amount.documents += domain.amount.documents;
                amount.text_bytes += domain.amount.text_bytes;
                amount.chars += domain.amount.chars;
                amount.tokens += domain.amount.tokens;
            }
            DomainSelection {
                domains: n.min(domains.len()) as u64,
                amount,
                share: share(amount.text_bytes, total.text_bytes),
            }
        };
        let steps = CONCENTRATIONS.iter().filter(|&&n| n <= domains.len());
        let concentration = steps.map(|&n| Concentration {
            domains: n as u64,
            share: selection(n).share,
        });
        let [stated, silent, unknown] = self.rights;
        let [pages_searched, articles_searched] = self.searched;
        let mut uses = self.uses;
        let summary = PackSummary {
            schema_version: SCHEMA_VERSION,
            total,
            sizes: size_bins(self.sizes),
            domains: DomainSummary {
                domains: domains.len() as u64,
                without: self.no_domain,
                beyond: self.beyond_domains,
                largest: domains.iter().take(LARGEST_DOMAINS).cloned().collect(),
                concentration: concentration.collect(),
            },
            languages: self.languages.by_size(),
            page_types: self.page_types.by_size(),
            published: self.published.finish(),
            captured: self.captured.finish(),
            rights: RightsSummary {
                stated,
                silent,
                unknown,
                opted_out: self.opted_out,
                statements: self.statements.finish(),
                uses: RightsUse::ALL
                    .iter()
                    .map(|usage| use_summary(*usage, uses.remove(usage), &total))
                    .collect(),
                licences: self.licences.by_size(),
            },
            personal_data: PersonalDataSummary {
                pages_searched,
                articles_searched,
                documents: self.with_personal_data,
                count: self.personal_data.0.values().map(|counts| counts.0).sum(),
                kinds: self.personal_data.finish(),
            },
            quality: (self.judged > 0).then(|| QualitySummary {
                judged: self.judged,
                clean: self.clean,
                broken: self.broken.finish(),
            }),
            training_content: TrainingContent {
                all_providers: selection(domains.len().div_ceil(10)),
                small_providers: selection(domains.len().div_ceil(20).min(1_000)),
            },
            sampled,
        };
        debug_assert_eq!(n_documents, summary.total.documents);
        (summary, domains)
    }
}

/// Whether text and data mining or training on its text is denied.
fn is_opted_out(document: &DocumentEvidence) -> bool {
    [RightsUse::Tdm, RightsUse::AiTrain]
        .iter()
        .any(|usage| document.decisions.get(usage) == Some(&RightsEffect::Deny))
}

/// The domains with their shares in so many bytes, the largest first.
fn listed(domains: BTreeMap<String, Domain>, bytes: u64) -> Vec<DomainEvidence> {
    let domains = domains.into_iter().map(|(name, domain)| DomainEvidence {
        share: share(domain.amount.text_bytes, bytes),
        domain: name,
        amount: domain.amount,
        opted_out: domain.opted_out,
        with_personal_data: domain.with_personal_data,
        captured: domain
            .captured
            .map(|(first, last)| [first, last].map(day_text)),
    });
    let mut domains: Vec<DomainEvidence> = domains.collect();
    // Those of the same size stay in the order of their names.
    domains.sort_by_key(|domain| std::cmp::Reverse(domain.amount.text_bytes));
    domains
}

fn size_bins(sizes: [Amount; SIZES.len()]) -> Vec<SizeBin> {
    let ends = SIZES.iter().skip(1).copied().map(Some).chain([None]);
    let bins = SIZES.iter().zip(ends).zip(sizes);
    bins.map(|((&from_chars, to_chars), amount)| SizeBin {
        from_chars,
        to_chars,
        amount,
    })
    .collect()
}

fn use_summary(usage: RightsUse, decisions: Option<Use>, total: &Amount) -> UseSummary {
    let mut decisions = decisions.unwrap_or_default();
    let mut none = *total;
    for amount in decisions.effects.values() {
        none.documents -= amount.documents;
        none.text_bytes -= amount.text_bytes;
        none.chars -= amount.chars;
        none.tokens -= amount.tokens;
    }
    let mut take = |effect| decisions.effects.remove(&effect).unwrap_or_default();
    UseSummary {
        usage,
        allow: take(RightsEffect::Allow),
        conditional: take(RightsEffect::Conditional),
        deny: take(RightsEffect::Deny),
        unclear: take(RightsEffect::Unclear),
        none,
        contradicted: decisions.contradicted,
    }
}

/// `part` of `whole` in millionths, so that it is the same number everywhere; 0 of nothing.
fn share(part: u64, whole: u64) -> f64 {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let millionths = (part * 1_000_000 + whole / 2).checked_div(whole);
    let millionths = millionths.and_then(|share| u32::try_from(share).ok());
    f64::from(millionths.unwrap_or(0)) / 1e6
}

/// `2024-09-18` as 20240918.
fn day_number(day: &str) -> Option<u32> {
    let digits: String = day.split('-').collect();
    digits.parse().ok().filter(|_| digits.len() == 8)
}

/// 20240918 as `2024-09-18`.
fn day_text(day: u32) -> String {
    format!(
        "{:04}-{:02}-{:02}",
        day / 10_000,
        day / 100 % 100,
        day % 100
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(domain: &str, text_bytes: u64) -> DocumentEvidence {
        DocumentEvidence {
            domain: (!domain.is_empty()).then(|| domain.to_owned()),
            text_bytes,
            chars: text_bytes / 3,
            tokens: text_bytes / 4,
            ..DocumentEvidence::default()
        }
    }

    #[test]
    fn domains_that_are_not_told_apart_are_counted_all_the_same() {
        let mut accumulator = Accumulator::new(2);
        for (domain, bytes) in [("a", 10), ("b", 20), ("c", 40), ("a", 5), ("", 25)] {
            accumulator.add(&document(domain, bytes));
        }
        let (summary, domains) = accumulator.finish(0);
        let listed: Vec<_> = domains
            .iter()
            .map(|domain| {
                (
                    domain.domain.as_str(),
                    domain.amount.text_bytes,
                    domain.share,
                )
            })
            .collect();
        assert_eq!(listed, [("b", 20, 0.2), ("a", 15, 0.15)]);
        assert_eq!(summary.domains.beyond.text_bytes, 40);
        assert_eq!(summary.domains.without.text_bytes, 25);
        assert_eq!(summary.total.text_bytes, 100);
    }

    #[test]
    fn lists_of_training_content_are_a_tenth_and_a_twentieth_of_the_domains() {
        for (n, all, small) in [
            (0, 0, 0),
            (1, 1, 1),
            (11, 2, 1),
            (100, 10, 5),
            (30_000, 3_000, 1_000),
        ] {
            let mut accumulator = Accumulator::default();
            for at in 0..n {
                accumulator.add(&document(&format!("{at}.example"), 1_000 + at));
            }
            let training = accumulator.finish(0).0.training_content;
            assert_eq!(training.all_providers.domains, all, "{n}");
            assert_eq!(training.small_providers.domains, small, "{n}");
        }
    }

    #[test]
    fn every_document_is_in_one_group_of_each_kind() {
        let mut accumulator = Accumulator::default();
        for (at, chars) in [0, 1, 99, 100, 499, 60_000].into_iter().enumerate() {
            let mut document = document(["a", "b", ""][at % 3], chars * 3);
            document.published =
                [None, Some("2024"), Some("2024-09-18")][at % 3].map(str::to_owned);
            document.decisions = [(RightsUse::Tdm, RightsEffect::Deny)]
                .into_iter()
                .take(at % 2)
                .collect();
            accumulator.add(&document);
        }
        let (summary, _) = accumulator.finish(0);
        let documents: Vec<u64> = summary
            .sizes
            .iter()
            .map(|bin| bin.amount.documents)
            .collect();
        assert_eq!(documents, [1, 2, 2, 0, 0, 0, 1]);
        assert_eq!(summary.published.years.groups[0].amount.documents, 4);
        assert_eq!(summary.published.years.without.documents, 2);
        assert_eq!(summary.published.months.without.documents, 4);
        let tdm = &summary.rights.uses[2];
        assert_eq!((tdm.deny.documents, tdm.none.documents), (3, 3));
        assert_eq!(summary.rights.opted_out.documents, 3);
    }
}
