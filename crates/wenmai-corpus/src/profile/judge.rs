//! Which of the lines that repeat on the pages of a host are boilerplate.
//!
//! Articles repeat themselves, too: 参考文献 and 小结 stand over sections of each, 优点 in lists, `npm install` in code. So a line
//! that repeats needs more to be taken: that extraction takes it for boilerplate as a rule, that it is a whole sentence, that its
//! words or the elements around it are those of page furniture, or that it stands outside of all that is the page's own.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use wenmai_model::{BoilerplateKind, BoilerplateRule, RulePosition, SiteProfile};
use wenmai_parse::PROSE_WIDTH;

use super::evidence::{
    Evidence, Gathered, LineKey, count_pages, gather, is_heading_tag, is_kept, is_own, key,
};
use super::sample::Sketch;
use super::{LearnOptions, LearnedSite};

/// The least share of the article of a page that must be its own, in percent of its columns: others are copies of a page, and
/// say nothing on what belongs to the article.
const MIN_OWN_PERCENT: usize = 20;
/// Narrowest line, in columns, that is page furniture right above a paragraph though it stands alone in its element: a
/// narrower one may be a heading that is none by its tag.
const MIN_ALONE_WIDTH: u16 = 24;

/// Learns the profile of `host`; `None` when too few pages have something of their own.
pub(super) fn judge(
    host: &str,
    sketches: &[Sketch],
    options: &LearnOptions,
) -> Option<LearnedSite> {
    let mut contents = BTreeSet::new();
    let pages: Vec<&Sketch> = sketches
        .iter()
        .filter(|page| contents.insert(page.content))
        .collect();
    let pages = with_own_text(pages, options);
    if pages.len() < options.min_pages {
        return None;
    }
    let repeated = repeated(&pages, options);
    let gathered = gather(&pages, &repeated);
    let mut rules: Vec<(BoilerplateRule, u32)> = gathered
        .lines
        .iter()
        .filter(|(key, line)| is_boilerplate(**key, line, &gathered))
        .map(|(key, line)| (rule(*key, line), count(line.kept)))
        .collect();
    rules.sort_by(|(a, _), (b, _)| {
        let order = |rule: &BoilerplateRule| (rule.kind, rule.position);
        let names = |rule: &BoilerplateRule| (rule.text.clone(), rule.elements.clone());
        order(a)
            .cmp(&order(b))
            .then_with(|| names(a).cmp(&names(b)))
    });
    let (boilerplate, kept) = rules.into_iter().unzip();
    let profile = SiteProfile {
        host: host.to_owned(),
        pages: count(pages.len()),
        boilerplate,
        ..SiteProfile::default()
    };
    Some(LearnedSite { profile, kept })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The lines that stand on enough pages.
fn repeated<'p>(pages: &[&'p Sketch], options: &LearnOptions) -> BTreeSet<LineKey<'p>> {
    let least = options.least(pages.len());
    let counts = count_pages(pages).into_iter();
    counts
        .filter(|&(_, pages)| pages >= least)
        .map(|(key, _)| key)
        .collect()
}

/// The pages whose articles are their own for a good part.
fn with_own_text<'p>(pages: Vec<&'p Sketch>, options: &LearnOptions) -> Vec<&'p Sketch> {
    if pages.len() < options.min_pages {
        return pages;
    }
    let repeated = repeated(&pages, options);
    let has_own = |page: &&Sketch| {
        let (mut own, mut all) = (0, 0);
        for line in page.lines.iter().filter(|line| is_kept(line)) {
            let width = usize::from(line.width);
            all += width;
            if is_own(line, repeated.contains(&key(line))) {
                own += width;
            }
        }
        page.gap.is_some() || own > 0 && own * 100 >= all * MIN_OWN_PERCENT
    };
    pages.into_iter().filter(has_own).collect()
}

/// Whether a line that repeats is boilerplate.
fn is_boilerplate(key: LineKey<'_>, line: &Evidence<'_>, gathered: &Gathered<'_>) -> bool {
    let most = |n: usize| n * 2 >= line.pages;
    let nearly_all = |n: usize| n * 10 >= line.pages * 9;
    let by_extraction = most(line.n_boilerplate());
    // What stands in articles whatever repeats.
    if line.has_role || most(line.card) || line.solid > 0 {
        return false;
    }
    let furniture = || gathered.furniture_around(key.1).is_some();
    let is_grouped = most(line.grouped);
    if !line.has_letters {
        // A number or a sign stands for any other.
        return key.1.is_some() && (by_extraction || furniture());
    }
    let is_heading = most(line.heading) || is_heading_tag(key.1);
    let opens_text = is_heading && line.opens_text * 4 >= line.pages;
    // What opens a section of the article is no furniture, whatever extraction makes of it.
    if opens_text && !furniture() {
        return false;
    }
    // No title is that of most pages.
    if by_extraction || most(line.title) {
        return true;
    }
    // The heading of a box in the middle of an article stands with the rest of the box in an element of their own.
    if opens_text && !is_grouped {
        return false;
    }
    // 订阅 in a list of an article is what it is about.
    let is_item = most(line.item) && !nearly_all(line.above) && !nearly_all(line.below);
    if !is_item && (line.named.is_some() || phrase(line).is_some()) {
        return true;
    }
    if furniture() && (is_grouped || line.width >= MIN_ALONE_WIDTH || !most(line.followed)) {
        return true;
    }
    // Above the title of the page, whatever it looks like.
    if nearly_all(line.above) {
        return true;
    }
    if is_heading {
        return false;
    }
    let says_something = line.width >= PROSE_WIDTH && !line.announces;
    // The last item of a list belongs to those above it.
    let ends_page = nearly_all(line.below) && (!most(line.item) || nearly_all(line.beside));
    says_something || ends_page
}

/// The kind of boilerplate that the words of a short line tell, as sites speak to their readers.
fn phrase(line: &Evidence<'_>) -> Option<BoilerplateKind> {
    static PHRASES: OnceLock<Vec<(BoilerplateKind, &str)>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        let lines = include_str!("../../data/furniture_phrases.tsv").lines();
        let phrases = lines.filter(|line| !line.starts_with('#'));
        phrases
            .filter_map(|line| {
                let (kind, phrase) = line.split_once('\t')?;
                let kind = serde_json::from_value(kind.into()).ok()?;
                Some((kind, phrase))
            })
            .collect()
    });
    if line.width >= PROSE_WIDTH {
        return None;
    }
    let text = line.text.to_lowercase();
    let mut phrases = phrases.iter();
    let found = phrases.find(|(_, phrase)| text.contains(phrase))?;
    Some(found.0)
}

fn rule((key, around): LineKey<'_>, line: &Evidence<'_>) -> BoilerplateRule {
    // Of kinds that as many pages tell, the first.
    let told = line.boilerplate.iter().rev().max_by_key(|(_, n)| **n);
    let told = told
        .map(|(kind, _)| *kind)
        .filter(|kind| *kind != BoilerplateKind::Other);
    let kind = told.or(line.named).or_else(|| phrase(line)).or(line.around);
    let nearly_all = |n: usize| n * 20 >= line.pages * 19;
    let position = match (nearly_all(line.before_prose), nearly_all(line.after_prose)) {
        (true, false) => RulePosition::Before,
        (false, true) => RulePosition::After,
        _ => RulePosition::Anywhere,
    };
    let is_title = line.title * 2 >= line.pages;
    BoilerplateRule {
        text: if line.is_whole {
            line.text.to_owned()
        } else {
            format!("{}…", line.text)
        },
        key: (!line.is_whole).then(|| format!("{key:016x}")),
        kind: kind.unwrap_or(if is_title {
            BoilerplateKind::Navigation
        } else {
            BoilerplateKind::Other
        }),
        pages: count(line.pages),
        position,
        elements: around.map(str::to_owned),
    }
}
