//! What page and site say about the use of a page: read, put side by side, and decided for each use. Evidence, no verdict of
//! law.
//!
//! A [`RightsReader`] is made once. [`RightsReader::rights`] turns the signals of a document, its visible text and the files of
//! its site ([`SiteFiles`]) into [`Rights`](wenmai_model::Rights), [`RightsReader::findings`] says the same to a person.
//!
//! # Which statement wins
//!
//! **Within one convention its own rule counts:**
//!
//! | convention | rule | source |
//! |---|---|---|
//! | `robots.txt` | all groups of a crawler are one; the rule with the most octets wins, `Allow` where two have as many; a crawler without a group of its own keeps to that of `*` | RFC 9309 §2.2.1, §2.2.2 |
//! | robots `meta`, `X-Robots-Tag` | all directives count together, the most restrictive wins | [Google Search Central](https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag), "combining" |
//! | TDM Reservation Protocol | `meta` before header before `tdmrep.json`; in the file the first pattern that matches | [TDMRep, final report of 2024-05-10](https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/) |
//! | AIPREF | the last value of a label in one statement; in `robots.txt` the longest path; of several statements the most restrictive | `draft-ietf-aipref-vocab-08` §5.1, §6.5; `draft-ietf-aipref-attach-05` §3.1 |
//! | RSL | the terms of the `content` element whose pattern is the longest that matches | [RSL 1.0](https://rslstandard.org/rsl) |
//! | Creative Commons, schema.org, phrases | none | |
//!
//! **Across conventions the most restrictive statement wins**, as AIPREF has it for its own: [`Deny`](RightsEffect::Deny),
//! then [`Conditional`](RightsEffect::Conditional), then [`Allow`](RightsEffect::Allow); among equals the convention that
//! stands first in [`RightsCode::ALL`](wenmai_model::RightsCode::ALL), then what comes first on the page. What cannot be read
//! decides nothing. [`is_contradicted`](wenmai_model::RightsDecision::is_contradicted) says that another statement about the
//! use, one that lost within its convention included, says something else.
//!
//! # How many statements are kept
//!
//! Statements of one kind of place that say the same are one, the first. Of one kind of place the first 64 are kept, rules of
//! `robots.txt` not counted, of which there is one for each crawler of the table; values are cut at 1,000 bytes. So a hostile page
//! or file costs no more than a long one.
//!
//! # What a statement is about
//!
//! * `noai` is about training on text and pictures, `noimageai` about pictures alone; neither has a word that permits
//!   ([DeviantArt, 2022](https://www.deviantart.com/team/journal/UPDATE-All-Deviations-Are-Opted-Out-of-AI-Datasets-934500371)).
//!   `all`, `noindex` and `none` are about search; they decide, and are no finding.
//! * `robots.txt` for `*` is about crawling, and where it forbids that, about all that needs a crawl: search, training, input of
//!   models. For a crawler of the table it is about what its operator crawls for.
//! * A reservation of text and data mining is one of training, too (Directive (EU) 2019/790 Art. 4(3); Regulation (EU) 2024/1689,
//!   recital 105).
//! * Labels that AIPREF had in earlier drafts (`all`, `bots`, `tdm`, `genai`, `train-genai`, `ai`, `ai-output`, `inference`) are
//!   read as what comes nearest today. That is our choice: the draft ignores them. So is `Content-Usage` in a `meta`, and
//!   `Content-Signal` of `robots.txt` (`draft-romm-aipref-contentsignals-00`), which is read with the same three uses.
//! * Licences and phrases are about publishing; those of the public domain about mining and training, too, where they are stated
//!   as that of the page: a name or a link in the text may stand in an article about them. That a licence of Creative Commons is
//!   no reservation is what its makers say.

mod aipref;
mod crawlers;
mod creative_commons;
mod decide;
mod findings;
mod options;
mod pattern;
mod phrases;
mod reader;
mod robots_directives;
mod robots_txt;
mod rsl;
mod schema_org;
mod site_files;
mod statement;
mod structured_field;
mod tables;
mod tdm;

pub use options::{RightsError, RightsOptions, RightsTables};
pub use reader::RightsReader;
pub use site_files::{SiteFileError, SiteFiles, is_site_file};

/// The readers of files of sites and of headers, for tests and fuzzers: whatever the bytes are, nothing panics.
#[doc(hidden)]
pub fn read_anything(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let path = pattern::normalized_path(&text);
    let robots = robots_txt::RobotsTxt::parse(bytes);
    let access = robots.access("*", &path);
    robots.n_rules()
        + access.map_or(0, |_| 1)
        + tdm::TdmFile::parse(bytes).find(&path).map_or(0, |_| 1)
        + rsl::RslDocument::parse(bytes).map_or(0, |rsl| rsl.terms(&path).len())
        + structured_field::dictionary(bytes).map_or(0, |members| members.len())
        + creative_commons::of_address(&text).map_or(0, |_| 1)
}

use wenmai_model::RightsEffect;

/// How much a statement restricts.
const fn strength(effect: RightsEffect) -> u8 {
    match effect {
        RightsEffect::Unclear => 0,
        RightsEffect::Allow => 1,
        RightsEffect::Conditional => 2,
        RightsEffect::Deny => 3,
    }
}
