//! Facts about the whole page.

use super::ancestry::Ancestry;
use super::groups::GROUPS;
use super::names::Names;
use super::{Totals, anchors, declared, log, share};
use crate::features::pairs::Pairs;
use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;
use crate::html::tag::Tag;

/// Number of facts.
#[cfg_attr(
    not(feature = "_train"),
    expect(unreachable_pub, reason = "public for the trainer alone")
)]
pub const FACTS: usize = 15 + GROUPS + declared::FACTS;

/// Facts about a page, at `url` when that is known.
pub(super) fn facts(
    page: &HtmlPage<'_>,
    totals: &Totals,
    ancestry: &Ancestry<'_>,
    names: &Names,
    url: Option<&str>,
) -> [u8; FACTS] {
    let blocks = page.blocks.len();
    let all = totals.between(0, blocks);
    let mut in_paragraphs = 0;
    let (mut h1, mut headings, mut cjk) = (0, 0, 0);
    let mut held = 0_u32;
    for block in &page.blocks {
        let tag = page.tree.tag(block.node);
        if tag == Tag::P {
            in_paragraphs += super::length(block);
        }
        h1 += usize::from(tag == Tag::H1);
        headings += usize::from(tag.heading().is_some());
        cjk += block.counts.cjk;
    }
    for node in page.tree.nodes() {
        if matches!(page.tree.tag(node), Tag::Main | Tag::Article) {
            let range = ancestry.blocks(node);
            held = held.max(totals.between(range.start, range.end).length);
        }
    }
    let address = Address::new(url.unwrap_or_default());
    let own = [
        log(blocks),
        log(all.length as usize),
        all.link_share(),
        all.sign_share(),
        log(all.long as usize),
        share(in_paragraphs as usize, all.length as usize),
        log(h1),
        log(headings),
        share(cjk as usize, all.chars as usize),
        share(held as usize, all.length as usize),
        log(page.tree.len()),
        address.steps,
        address.words,
        address.digits,
        u8::from(url.is_some()),
    ];
    let mut facts = [0; FACTS];
    let counts = names.counts().map(log);
    let declared = declared::facts(page, url);
    let values = own.into_iter().chain(counts).chain(declared);
    for (slot, value) in facts.iter_mut().zip(values) {
        *slot = value;
    }
    facts
}

/// What the path of an address looks like.
struct Address {
    /// Its parts.
    steps: u8,
    /// Words of the last part.
    words: u8,
    /// Digits of all parts.
    digits: u8,
}

impl Address {
    fn new(url: &str) -> Self {
        let path = declared::path_of(url);
        let parts = || path.split('/').filter(|part| !part.is_empty());
        let last = parts().next_back().unwrap_or_default();
        Self {
            steps: super::count(parts().count()),
            words: super::count(
                last.split(['-', '_'])
                    .filter(|word| !word.is_empty())
                    .count(),
            ),
            digits: super::count(path.bytes().filter(u8::is_ascii_digit).count()),
        }
    }
}

/// Words of the sets of pairs of letters.
const WORDS: usize = 64;

/// What the page says that it is about: the pairs of letters of its title and of its descriptions.
pub(super) struct Said {
    title: Pairs<WORDS>,
    description: Pairs<WORDS>,
}

impl Said {
    pub(super) fn new(page: &HtmlPage<'_>) -> Self {
        let [mut title, mut description] = [(); 2].map(|()| Pairs::default());
        if let Some(node) = page.head.title {
            title.add(&page.tree.text_inside(node));
        }
        for &meta in &page.head.metas {
            let name = page
                .tree
                .attribute(meta, AttributeName::Name)
                .or_else(|| page.tree.attribute(meta, AttributeName::Property))
                .unwrap_or_default();
            let content = page.tree.attribute(meta, AttributeName::Content);
            match name {
                "description" | "og:description" | "twitter:description" => {
                    description.add(content.unwrap_or_default());
                }
                "og:title" | "twitter:title" => title.add(content.unwrap_or_default()),
                _ => {}
            }
        }
        Self { title, description }
    }

    /// How many pairs of `text` the title and the descriptions hold, of how many.
    pub(super) fn counts(&self, text: &str) -> anchors::Said {
        let short = |pairs: usize| u16::try_from(pairs).unwrap_or(u16::MAX);
        [&self.title, &self.description].map(|said| {
            let (held, all) = said.count(text);
            (short(held), short(all))
        })
    }
}
