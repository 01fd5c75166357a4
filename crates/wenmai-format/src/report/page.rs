//! The page of one document.

mod contrast;
mod sections;

use maud::{Markup, html};
use wenmai_model::{Analysis, Card, Document, Finding};

use super::Lang;
use super::chart::{KeywordBar, keyword_bars};
use super::extraction::Extraction;
use super::frame::{
    PageText, Shortened, contents, count, frame, scroller, section, tiles, title_or,
};
use super::summary::{all_findings, article_share};
use super::text::Text;
use crate::article::article_text;
use crate::record::finding_record;
use crate::table::percent;
use crate::visible::{language_tag, shortened};

/// So many keywords are shown.
const KEYWORDS: usize = 20;
/// So many findings, cards or references are shown.
const ROWS: usize = 500;

/// A document with all that the parts of its page need.
struct Page<'a> {
    document: &'a Document,
    analysis: &'a Analysis,
    extraction: Extraction,
    text: &'static Text,
    /// Language of the document, for its own words, where it is not that of the interface.
    lang: Option<&'a str>,
}

pub(super) fn document_page(document: &Document, analysis: &Analysis, lang: Lang) -> Markup {
    let text = Text::of(lang);
    let page = Page {
        document,
        analysis,
        extraction: Extraction::of(document),
        text,
        lang: language_tag(document.metadata.language.as_deref()).filter(|&tag| tag != text.lang),
    };
    let title = title_or(document.metadata.title.as_deref(), text);
    let mut parts = vec![
        ("findings", text.findings, None, page.findings()),
        ("outline", text.outline, None, page.outline()),
        ("keywords", text.keywords, None, page.keywords()),
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
    if !document.cards.is_empty() {
        parts.push(("related", text.related, None, page.cards()));
    }
    if !document.references.is_empty() {
        parts.push(("references", text.references, None, page.references()));
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
    )
}

impl Page<'_> {
    fn header(&self, title: &str) -> Markup {
        let metadata = &self.document.metadata;
        html! {
            p.crumb { a href="../index.html" { "← " (self.text.all_documents) } " · " (Shortened(&self.document.id, 200)) }
            h1 lang=[self.lang] { (Shortened(title, 300)) }
            @if !metadata.tags.is_empty() {
                p.tags lang=[self.lang] { @for tag in &metadata.tags { span.tag { (Shortened(tag, 60)) } " " } }
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

    /// Findings, worst first.
    fn findings(&self) -> Markup {
        let mut findings: Vec<&Finding> = all_findings(self.document, self.analysis).collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        if findings.is_empty() {
            return html! { p.good { (self.text.no_findings) } };
        }
        let article = article_text(self.document);
        html! {
            ul.findings {
                @for finding in findings.iter().take(ROWS) {
                    @let record = finding_record(self.document, &article, finding);
                    li class=(finding.severity.as_str()) {
                        p {
                            b.chip { (self.text.severity_name(finding.severity)) }
                            " " (PageText(&finding.message)) " "
                            @if let Some(span) = finding.span { (self.place(span)) }
                        }
                        @if let Some(value) = &record.value {
                            p.quoted lang=[self.lang] { (Shortened(value, 160)) }
                        }
                        @if let Some(fix) = &finding.fix { p.note { (self.text.fix) ": " (PageText(fix)) } }
                        p.note { (self.text.finding_kind(finding.kind)) " · " code { (finding.code) } }
                    }
                }
            }
            (self.omitted(findings.len(), ROWS))
        }
    }

    /// A link to the piece of the page that holds `span`.
    fn place(&self, span: wenmai_model::Span) -> Markup {
        let Some(anchor) = self.extraction.anchor(span) else {
            return html! {};
        };
        html! {
            a href={ "#" (anchor) } {
                @match self.extraction.line(span) {
                    Some(line) => (self.text.line_number(line)),
                    None => "→",
                }
            }
        }
    }

    fn keywords(&self) -> Markup {
        if self.analysis.keywords.is_empty() {
            return html! { p.note { (self.text.no_keywords) } };
        }
        let keywords: Vec<KeywordBar<'_>> = self
            .analysis
            .keywords
            .iter()
            .take(KEYWORDS)
            .map(|keyword| KeywordBar {
                keyword: &keyword.text,
                score: keyword.score,
                count: keyword.count.into(),
                documents: None,
                anchor: keyword
                    .spans
                    .first()
                    .and_then(|&span| self.extraction.anchor(span)),
            })
            .collect();
        keyword_bars(self.text, self.lang, &keywords)
    }

    fn cards(&self) -> Markup {
        let text = self.text;
        let cards = &self.document.cards;
        let has = |field: fn(&Card) -> bool| cards.iter().any(field);
        let has_date = has(|card| card.age.is_some() || card.published.is_some());
        let has_counter = has(|card| card.counters_raw.is_some() || card.views.is_some());
        let table = html! {
            table.cards lang=[self.lang] {
                thead { tr {
                    th scope="col" { (text.title) }
                    @if has_date { th scope="col" { (text.age) } }
                    @if has_counter {
                        th.n scope="col" { (text.views) }
                        th.n scope="col" { (text.comments) }
                    }
                } }
                tbody {
                    @for card in cards.iter().take(ROWS) { tr {
                        td { (self.card_text(card)) }
                        @if has_date { td.date { (self.card_date(card)) } }
                        @if has_counter {
                            @match (card.views, &card.counters_raw) {
                                (None, Some(raw)) => td.n colspan="2" { (Shortened(raw, 40)) },
                                (views, _) => {
                                    td.n { (views.map(count).unwrap_or_default()) }
                                    td.n { (card.comments.map(count).unwrap_or_default()) }
                                }
                            }
                        }
                    } }
                }
            }
        };
        html! { (scroller(text.related, &table)) (self.omitted(cards.len(), ROWS)) }
    }

    fn card_text(&self, card: &Card) -> Markup {
        html! {
            p {
                @match self.extraction.anchor(card.title_span) {
                    Some(anchor) => a href={ "#" (anchor) } { b { (Shortened(&card.title, 200)) } },
                    None => b { (Shortened(&card.title, 200)) },
                }
                @for tag in &card.tags { " " span.tag { (Shortened(tag, 40)) } }
            }
            @if let Some(author) = &card.author { p.note { (Shortened(author, 80)) } }
            // An excerpt that repeats the title says nothing more.
            @if let Some(excerpt) = card.excerpt.as_deref().filter(|excerpt| *excerpt != card.title) {
                p.note { (Shortened(excerpt, 110)) }
            }
        }
    }

    fn card_date(&self, card: &Card) -> Markup {
        html! {
            @if let Some(age) = &card.age { p { (Shortened(age, 40)) } }
            @if let Some(published) = &card.published {
                p.note {
                    (published.from) @if published.from != published.to { " – " (published.to) }
                    " · " (self.text.date_basis(published.basis))
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
                        span.tag { (reference.kind.as_str()) } " "
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
