//! What a page says about itself: in JSON-LD, OpenGraph and other `meta` elements, microdata, and where its readers see it.
//!
//! Each reader gives what it finds with its place, and `precedence` chooses.

mod byline;
pub(super) mod date;
pub(super) mod element;
pub(super) mod json;
mod json_ld;
mod meta;
mod microdata;
pub(super) mod names;
mod precedence;
mod published;
mod title;
pub(super) mod words;

use wenmai_model::{Metadata, MetadataField, MetadataSource, Provenance, SourceSpan, Span};
use wenmai_text::trim_blank;

use super::attribute::AttributeName;
use super::name_parts::NameParts;
use super::signals::JsonStatement;
use super::tree::NodeId;
use super::{HtmlOptions, HtmlPage, read};
use crate::grammar::title::bracket_tags;
use crate::markup::host;
use date::DayOrder;
use element::Neighborhood;
use json_ld::{JsonLd, Work};
use meta::Metas;
use microdata::Items;
use title::{SiteKeys, Stated};

/// Longest title that a page may state, in bytes.
const MAX_TITLE_BYTES: usize = 2_000;

/// A page, and what is known of it.
pub(super) struct Page<'p> {
    html: &'p HtmlPage<'p>,
    parts: &'p NameParts,
    /// Where it was crawled.
    url: Option<&'p str>,
    /// The server of that, or of the canonical address.
    host: Option<&'p str>,
    /// Whether a block is content.
    keeps: &'p dyn Fn(usize) -> bool,
    order: DayOrder,
    items: Items,
}

impl<'p> Page<'p> {
    pub(super) fn new(
        html: &'p HtmlPage<'p>,
        parts: &'p NameParts,
        url: Option<&'p str>,
        keeps: &'p dyn Fn(usize) -> bool,
    ) -> Self {
        let language = html.tree.attribute(NodeId::ROOT, AttributeName::Lang);
        Self {
            html,
            parts,
            url,
            host: url.or_else(|| canonical(html)).and_then(host),
            keeps,
            order: DayOrder::of(language.unwrap_or_default()),
            items: Items::new(&html.tree),
        }
    }

    /// The first day that a text names.
    fn day(&self, text: &str) -> Option<String> {
        date::day(text, self.order)
    }

    /// The same, and where it stands in the text.
    fn first_day(&self, text: &str) -> Option<(String, std::ops::Range<usize>)> {
        date::first_day(text, self.order)
    }
}

/// What one field says, and where that was found.
#[derive(Debug, Clone)]
struct Found {
    value: String,
    source: MetadataSource,
    span: Option<Span>,
}

impl Found {
    fn new(value: &str, source: MetadataSource) -> Self {
        Self {
            value: value.to_owned(),
            source,
            span: None,
        }
    }

    /// The same place, with another value.
    fn with(&self, value: &str) -> Self {
        Self {
            value: value.to_owned(),
            ..*self
        }
    }
}

/// What a page states for machines, read once.
pub(super) struct Statements {
    metas: Metas,
    data: JsonLd,
    /// What the page calls itself, the most trusted first.
    titles: Vec<Found>,
    canonical: Option<String>,
    /// What JSON-LD says of the work that the page is about.
    work: Work,
}

impl Statements {
    /// Reads the head and the scripts of a page that stands at `url`.
    pub(super) fn read(html: &HtmlPage<'_>, url: Option<&str>) -> Self {
        let metas = Metas::new(html);
        let data = JsonLd::read(html);
        let canonical = canonical(html).map(str::to_owned);
        let mut titles = precedence::titles(html, &metas);
        titles.retain(|title| title.value.len() <= MAX_TITLE_BYTES);
        let work = {
            let addresses: Vec<&str> = url.into_iter().chain(canonical.as_deref()).collect();
            let titles: Vec<&str> = titles.iter().map(|title| title.value.as_str()).collect();
            data.main(&addresses, &titles)
        };
        let headline = work.headline.as_deref();
        let headline = headline.filter(|headline| headline.len() <= MAX_TITLE_BYTES);
        titles.extend(headline.map(|headline| Found::new(headline, MetadataSource::JsonLd)));
        Self {
            metas,
            data,
            titles,
            canonical,
            work,
        }
    }

    /// What JSON-LD says about the use of the page.
    pub(super) fn signals(&self) -> &[JsonStatement] {
        &self.data.signals
    }

    /// The text of the work as JSON-LD gives it, which may hold markup, and its script.
    pub(super) fn body(&self) -> Option<(&str, SourceSpan)> {
        Some((self.work.body.as_deref()?, self.work.place?))
    }
}

/// The metadata of a page, of what it states and of what it shows.
pub(super) fn metadata(page: &Page<'_>, statements: &Statements) -> Metadata {
    let Statements { metas, data, .. } = statements;
    let canonical = statements.canonical.as_deref();
    let addresses: Vec<&str> = page.url.into_iter().chain(canonical).collect();
    let site = precedence::site(metas, data);
    let site_keys = SiteKeys::new(site.as_ref().map(|site| site.value.as_str()), page.host);
    let stated = statements.titles.iter().cloned();
    let stated: Vec<Stated> = stated.map(Stated::new).collect();
    let is_article = statements.work.is_article() || metas.is_article();
    let address = addresses.first().copied();
    let title = title::title(page, &stated, &site_keys, address, is_article);
    let around = Neighborhood::new(page, title.as_ref().and_then(|title| title.span));
    let (published, modified) = precedence::dates(page, statements, &around, &addresses);

    let mut writer = Writer::default();
    writer.title(title);
    writer.text(MetadataField::Summary, precedence::summary(statements));
    writer.authors(precedence::authors(page, statements, &around, &site_keys));
    writer.text(MetadataField::Published, published);
    writer.text(MetadataField::Modified, modified);
    writer.text(MetadataField::Site, site);
    let canonical = canonical.map(|url| Found::new(url, MetadataSource::Meta));
    writer.text(MetadataField::CanonicalUrl, canonical);
    writer.keywords(precedence::keywords(statements));
    writer.metadata
}

/// The canonical address, if it is a whole one.
fn canonical<'p>(page: &'p HtmlPage<'_>) -> Option<&'p str> {
    page.head.links.iter().find_map(|&link| {
        let rel = page.tree.attribute(link, AttributeName::Rel)?;
        let is_canonical = rel
            .split_ascii_whitespace()
            .any(|rel| rel.eq_ignore_ascii_case("canonical"));
        page.tree
            .attribute(link, AttributeName::Href)
            .filter(|href| is_canonical && href.contains("://"))
    })
}

/// The metadata while its fields are filled.
#[derive(Default)]
struct Writer {
    metadata: Metadata,
}

impl Writer {
    fn note(&mut self, field: MetadataField, source: MetadataSource, span: Option<Span>) {
        self.metadata.provenance.push(Provenance {
            field,
            source,
            span,
        });
    }

    fn title(&mut self, found: Option<Found>) {
        let Some(found) = found else {
            return;
        };
        let (tags, title) = bracket_tags(&found.value);
        let tags_len = u32::try_from(found.value.len() - title.len()).unwrap_or_default();
        // The place of a title that is shown has both.
        let parted = found
            .span
            .filter(|span| tags_len > 0 && span.len_bytes() as usize == found.value.len())
            .map(|span| {
                let middle = span.start + tags_len;
                (Span::new(span.start, middle), Span::new(middle, span.end))
            });
        let (tags_span, title_span) = parted.map_or((found.span, found.span), |(tags, title)| {
            (Some(tags), Some(title))
        });
        self.note(MetadataField::Title, found.source, title_span);
        if !tags.is_empty() {
            self.note(MetadataField::Tags, found.source, tags_span);
        }
        self.metadata.tags = tags.into_iter().map(str::to_owned).collect();
        self.metadata.title = Some(title.to_owned());
    }

    fn text(&mut self, field: MetadataField, found: Option<Found>) {
        let Some(found) = found else {
            return;
        };
        self.note(field, found.source, found.span);
        let metadata = &mut self.metadata;
        let slot = match field {
            MetadataField::Summary => &mut metadata.summary,
            MetadataField::Published => &mut metadata.published,
            MetadataField::Modified => &mut metadata.modified,
            MetadataField::Site => &mut metadata.site,
            _ => &mut metadata.canonical_url,
        };
        *slot = Some(found.value);
    }

    fn authors(&mut self, found: Option<(Vec<String>, Found)>) {
        if let Some((authors, found)) = found {
            self.note(MetadataField::Authors, found.source, found.span);
            self.metadata.authors = authors;
        }
    }

    fn keywords(&mut self, found: Option<(Vec<String>, Found)>) {
        if let Some((keywords, found)) = found {
            self.note(MetadataField::Keywords, found.source, found.span);
            self.metadata.keywords = keywords;
        }
    }
}

/// The parts of a list that commas or semicolons part.
fn list(text: &str) -> Vec<String> {
    let parts = text.split([',', '，', ';', '；', '、']).map(trim_blank);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A text with each run of white space as one blank, without signs that only say where a word may break.
fn folded(text: &str) -> String {
    let mut folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.retain(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}'));
    folded
}

/// The text that a statement means: without markup, references resolved, white space folded.
fn plain(text: &str) -> String {
    if text.contains(['<', '&']) {
        folded(&read(text, &HtmlOptions::default()).text)
    } else {
        folded(text)
    }
}
