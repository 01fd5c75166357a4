//! Profiles of sites: what repeats on the pages of one host, learned from several of them.
//!
//! Pages are seen one by one and kept as sketches, of each host those whose hashed address is among the least: so neither the
//! order of pages nor how many there are changes what is learned or what memory it takes. When all were seen, [`judge`]
//! decides which of the repeated lines are boilerplate.

mod evidence;
mod judge;
mod sample;

use wenmai_model::SiteProfile;
use wenmai_parse::ObservedPage;

use sample::Sample;

/// How profiles are learned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LearnOptions {
    /// Fewest pages of a host, and fewest that a line is repeated on: 2 or more. 3 by default.
    pub min_pages: usize,
    /// The least share of the pages of a host that a line is repeated on, in percent. 60 by default.
    pub min_share: u8,
    /// Most pages of a host that are learned from: not fewer than `min_pages`. 64 by default.
    pub sample: usize,
}

/// Options by which nothing can be learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LearnOptionsError {
    /// What one page says is not repeated.
    #[error("a line of {0} pages is not repeated: it takes 2 or more")]
    MinPages(usize),
    /// The share is no part of a whole.
    #[error("{0} is no share from 1 to 100 percent")]
    MinShare(u8),
    /// No host would have pages enough.
    #[error("a sample of {sample} pages is fewer than the {min_pages} that a line has to stand on")]
    Sample {
        /// Most pages of a host.
        sample: usize,
        /// Fewest pages of a host.
        min_pages: usize,
    },
}

impl Default for LearnOptions {
    fn default() -> Self {
        Self {
            min_pages: 3,
            min_share: 60,
            sample: 64,
        }
    }
}

impl LearnOptions {
    /// Whether something can be learned.
    fn check(&self) -> Result<(), LearnOptionsError> {
        let Self {
            min_pages,
            min_share,
            sample,
        } = *self;
        if min_pages < 2 {
            Err(LearnOptionsError::MinPages(min_pages))
        } else if !(1..=100).contains(&min_share) {
            Err(LearnOptionsError::MinShare(min_share))
        } else if sample < min_pages {
            Err(LearnOptionsError::Sample { sample, min_pages })
        } else {
            Ok(())
        }
    }

    /// Fewest of `pages` pages that a line is repeated on.
    fn least(&self, pages: usize) -> usize {
        let share = (pages * usize::from(self.min_share)).div_ceil(100);
        share.max(self.min_pages)
    }
}

/// Learns the profiles of all hosts that pages are of.
///
/// ```
/// use wenmai_corpus::{LearnOptions, ProfileLearner};
/// use wenmai_model::Page;
/// use wenmai_parse::{ParseOptions, observe};
/// let mut learner = ProfileLearner::new(LearnOptions::default())?;
/// for (at, text) in ["Bees sleep.", "Rain fell.", "Tea grows."].iter().enumerate() {
///     let article = format!("<h1>Day {text}</h1><p>{}</p>", format!("{text} ").repeat(20));
///     let body = format!("<main>{article}<p>Join our reading circle on Friday evenings!</p></main>");
///     let page = Page { url: Some(format!("https://a.example/{at}")), body: body.into(), ..Page::default() };
///     learner.add(observe(&page, &ParseOptions::default())?);
/// }
/// let learned = learner.finish();
/// let profile = &learned.sites[0].profile;
/// assert_eq!((profile.host.as_str(), profile.pages), ("a.example", 3));
/// assert_eq!(profile.boilerplate.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ProfileLearner {
    options: LearnOptions,
    sample: Sample,
}

impl ProfileLearner {
    /// A learner that has seen nothing.
    ///
    /// # Errors
    ///
    /// When nothing can be learned by such options.
    pub fn new(options: LearnOptions) -> Result<Self, LearnOptionsError> {
        options.check()?;
        Ok(Self {
            options,
            sample: Sample::new(options.sample, options.min_pages),
        })
    }

    /// Takes a page into account; one of no known host says nothing.
    pub fn add(&mut self, page: ObservedPage) {
        if let Some(host) = page.host {
            self.sample
                .add(host, page.document.url.as_deref(), page.lines);
        }
    }

    /// What was learned.
    pub fn finish(self) -> Learned {
        let mut learned = Learned {
            unlearned: self.sample.given_up(),
            ..Learned::default()
        };
        for (host, pages) in self.sample.hosts() {
            let n_pages = pages.len();
            let site = judge::judge(&host, &pages, &self.options);
            match site {
                Some(site) => learned.sites.push(site),
                None if n_pages < self.options.min_pages => {
                    learned.unlearned.too_few.push((host, n_pages));
                }
                None => learned.unlearned.alike.push(host),
            }
        }
        learned
    }
}

/// What a learner has learned.
#[derive(Debug, Default)]
pub struct Learned {
    /// The sites, by host.
    pub sites: Vec<LearnedSite>,
    /// What was not learned from.
    pub unlearned: Unlearned,
}

/// What a learner has learned of one site.
#[derive(Debug, PartialEq, Eq)]
pub struct LearnedSite {
    /// What is used on other pages of the site.
    pub profile: SiteProfile,
    /// For each rule of the profile, on how many pages extraction without it keeps the line in the article.
    pub kept: Vec<u32>,
}

impl LearnedSite {
    /// The rules whose lines extraction without a profile keeps in the article on at least `pages` pages: index and pages.
    pub fn kept_on(&self, pages: usize) -> impl Iterator<Item = (usize, u32)> {
        let kept = self.kept.iter().copied().enumerate();
        kept.filter(move |&(_, kept)| kept as usize >= pages)
    }
}

/// Hosts that nothing was learned of.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Unlearned {
    /// Hosts of too few pages, with their number.
    pub too_few: Vec<(String, usize)>,
    /// Hosts whose pages say the same, so that nothing tells what belongs to an article.
    pub alike: Vec<String>,
    /// Pages of hosts beyond those that fit into the memory; one that came twice counts twice.
    pub beyond: u64,
}

#[cfg(test)]
mod tests;
