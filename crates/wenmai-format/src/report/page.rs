//! The page of one document.

mod contrast;
mod findings;
mod keywords;
mod related;
mod rights;
mod sections;
mod similar;

use maud::{Markup, html};
use wenmai_model::{Analysis, Document};

use super::Lang;
use super::ReportPage;
use super::extraction::Extraction;
use super::frame::{
    Extras, LEGEND, RIGHTS, Shortened, contents, count, frame, section, tiles, title_or,
};
use super::summary::{all_findings, article_share};
use super::text::Text;
use crate::table::percent;
use crate::visible::{language_tag, shortened};

/// So many findings, cards or references are shown.
const ROWS: usize = 500;

/// Of pages that have something about rights.
const EXTRAS: Extras = Extras {
    styles: &[LEGEND, RIGHTS],
    script: None,
};

/// A document with all that the parts of its page need.
struct Page<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    extraction: Extraction,
    text: &'static Text,
    /// Language of the document, for its own words, where it is not that of the interface.
    lang: Option<&'a str>,
}

pub(super) fn document_page(page: &ReportPage<'_>, lang: Lang) -> Markup {
    let &ReportPage {
        document,
        analysis,
        lines,
    } = page;
    let text = Text::of(lang);
    let page = Page {
        document,
        analysis,
        extraction: Extraction::of(document, lines),
        text,
        lang: language_tag(document.metadata.language.as_deref()).filter(|&tag| tag != text.lang),
    };
    let title = title_or(document.metadata.title.as_deref(), text);
    let mut parts = vec![
        ("findings", text.findings, None, page.findings()),
        (
            "outline",
            text.outline,
            Some(text.outline_note),
            page.outline(),
        ),
        (
            "keywords",
            text.keywords,
            Some(text.keywords_note),
            page.keywords(),
        ),
    ];
    if !analysis.matrix.keywords.is_empty() {
        parts.push((
            "heat",
            text.heat_map,
            Some(text.heat_map_note),
            page.heat_map(),
        ));
    }
    if !analysis.contrasts.is_empty() {
        parts.push((
            "contrast",
            text.contrast,
            Some(text.contrast_note),
            page.contrasts(),
        ));
    }
    if !analysis.similar.is_empty() {
        parts.push((
            "similar",
            text.similar,
            Some(text.similar_note),
            page.similar(),
        ));
    }
    if !document.cards.is_empty() {
        parts.push(("related", text.related, None, page.cards()));
    }
    if !document.references.is_empty() {
        parts.push(("references", text.references, None, page.references()));
    }
    let extras = page.has_rights().then_some(&EXTRAS);
    if extras.is_some() {
        let content = page.rights();
        parts.push(("rights", text.rights, Some(text.rights_note_here), content));
    }
    let extraction = page.extraction.markup(document, text, page.lang);
    parts.push((
        "extraction",
        text.extraction,
        Some(text.extraction_note),
        extraction,
    ));
    let links: Vec<_> = parts.iter().map(|&(id, title, ..)| (id, title)).collect();
    let main = html! {
        (page.figures())
        (page.facts())
        (contents(&links))
        @for (id, title, note, content) in &parts { (section(id, title, *note, content)) }
    };
    frame(
        text,
        &shortened(&title, 200),
        &page.header(&title),
        &main,
        &document.id,
        extras,
    )
}

impl Page<'_> {
    fn header(&self, title: &str) -> Markup {
        let metadata = &self.document.metadata;
        html! {
            p.crumb { a href="../index.html" { "← " (self.text.all_documents) } " · " (Shortened(&self.document.id, 200)) }
            h1 lang=[self.lang] { (Shortened(title, 300)) }
            @if !metadata.tags.is_empty() {
                p.tags lang=[self.lang] { @for tag in &metadata.tags { span { (Shortened(tag, 60)) } " " } }
            }
            @if let Some(summary) = &metadata.summary {
                p.lead lang=[self.lang] { (Shortened(summary, 600)) }
            }
        }
    }

    fn figures(&self) -> Markup {
        let totals = &self.analysis.totals;
        let text = self.text;
        let errors = all_findings(self.document, self.analysis).count();
        tiles(&[
            (count(totals.chars), text.chars),
            (count(totals.words), text.words),
            (count(totals.sentences), text.sentences),
            (count(totals.paragraphs), text.paragraphs),
            (count(self.document.outline.len() as u64), text.headings),
            (count(totals.tokens), text.tokens),
            (percent(article_share(self.document)), text.article_share),
            (count(errors as u64), text.findings),
        ])
    }

    fn facts(&self) -> Markup {
        let (text, document) = (self.text, self.document);
        let metadata = &document.metadata;
        let language = metadata.language.as_deref().map(|code| {
            let script = metadata
                .script
                .as_deref()
                .map(|script| format!(" ({script})"));
            text.language_name(code) + &script.unwrap_or_default()
        });
        let kind = format!(
            "{} · {} · {} {:.2}",
            text.page_kind(document.kind),
            text.page_type(document.page_type.kind),
            text.confidence,
            document.confidence
        );
        let source = match document.source.record {
            0 => document.source.input.clone(),
            record => format!("{} #{record}", document.source.input),
        };
        let joined = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
        let facts = [
            (text.language, language),
            (text.kind, Some(kind)),
            (text.authors, joined(&metadata.authors)),
            (text.published_on, metadata.published.clone()),
            (text.site, metadata.site.clone()),
            (text.url, document.url.clone()),
            (
                text.captured,
                document.source.captured_at.map(|at| at.to_string()),
            ),
            (
                text.source,
                Some(source).filter(|source| !source.is_empty()),
            ),
            ("SHA-256", document.source.sha256.clone()),
        ];
        html! {
            dl.facts {
                @for (name, value) in &facts {
                    @if let Some(value) = value { div { dt { (name) } dd { (Shortened(value, 300)) } } }
                }
            }
        }
    }

    fn references(&self) -> Markup {
        let references = &self.document.references;
        html! {
            ul.references {
                @for reference in references.iter().take(ROWS) {
                    li {
                        span { (reference.kind.as_str()) } " "
                        (Shortened(&reference.target, 300)) " "
                        (self.place(reference.span))
                    }
                }
            }
            (self.omitted(references.len(), ROWS))
        }
    }

    /// Says how many of `len` rows are beyond `limit`.
    fn omitted(&self, len: usize, limit: usize) -> Markup {
        html! {
            @if len > limit { p.note { (self.text.omitted(&count((len - limit) as u64))) } }
        }
    }
}
