//! The page of a whole corpus.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};
use wenmai_model::{DocumentSummary, FindingKind, FindingRecord, Report, Severity};

use super::Lang;
use super::chart::{KeywordBar, bar, keyword_bars};
use super::frame::{PageText, Shortened, contents, count, frame, section, tiles, title_or};
use super::text::Text;
use crate::table::percent;
use crate::visible::{language_tag, shortened};

/// So many keywords of the corpus are shown.
const KEYWORDS: usize = 40;
/// So many kinds of findings, and so many documents of each.
const FINDING_GROUPS: usize = 100;
const FINDING_PLACES: usize = 8;
/// The rows of the table of documents may take so many bytes: the page has 500 kB.
const DOCUMENT_BYTES: usize = 300_000;
/// So many failed inputs are shown.
const FAILURES: usize = 200;

pub(super) fn index_page(report: &Report, lang: Lang) -> Markup {
    let text = Text::of(lang);
    let parts = [
        ("findings", text.findings, findings(report, text)),
        ("keywords", text.keywords, keywords(report, text)),
        ("documents", text.documents, documents(report, text)),
        ("failures", text.failures, failures(report, text)),
    ];
    let links: Vec<_> = parts.iter().map(|&(id, title, _)| (id, title)).collect();
    let main = html! {
        (figures(report, text))
        (contents(&links))
        @for (id, title, content) in &parts { (section(id, title, None, content)) }
    };
    let header = html! {
        p.crumb { (text.brand) }
        h1 { (text.corpus_report) }
    };
    frame(text, text.corpus_report, &header, &main, &report.generator)
}

fn figures(report: &Report, text: &Text) -> Markup {
    let corpus = &report.corpus;
    let languages: Vec<String> = corpus
        .languages
        .iter()
        .take(3)
        .map(|language| {
            let name = text.language_name(&language.language);
            format!("{name} {}", count(language.documents))
        })
        .collect();
    let more = if corpus.languages.len() > 3 {
        " …"
    } else {
        ""
    };
    html! {
        (tiles(&[
            (count(corpus.documents), text.documents),
            (count(corpus.sections), text.sections),
            (count(corpus.totals.chars), text.chars),
            (count(corpus.totals.words), text.words),
            (count(corpus.totals.tokens), text.tokens),
            (count(report.failures.len() as u64), text.failures),
            (languages.join(" · ") + more, text.languages),
        ]))
    }
}

/// Findings of the same kind, over all documents.
struct Group<'a> {
    first: &'a FindingRecord,
    occurrences: u64,
    /// Documents with their first finding of this kind, in input order.
    documents: Vec<(&'a DocumentSummary, &'a FindingRecord)>,
}

fn findings(report: &Report, text: &Text) -> Markup {
    let mut groups: BTreeMap<(Reverse<Severity>, FindingKind, &str), Group<'_>> = BTreeMap::new();
    for document in &report.documents {
        for finding in &document.findings {
            let key = (
                Reverse(finding.severity),
                finding.kind,
                finding.code.as_str(),
            );
            let group = groups.entry(key).or_insert_with(|| Group {
                first: finding,
                occurrences: 0,
                documents: Vec::new(),
            });
            group.occurrences += 1;
            let is_same = |(last, _): &(&DocumentSummary, _)| std::ptr::eq(*last, document);
            if !group.documents.last().is_some_and(is_same) {
                group.documents.push((document, finding));
            }
        }
    }
    if groups.is_empty() {
        return html! { p.good { (text.no_findings) } };
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    // Worst first, then most frequent; the sort keeps the order of kinds and codes.
    groups.sort_by_key(|group| {
        (
            Reverse(group.first.severity),
            Reverse(group.documents.len()),
        )
    });
    html! {
        ul.findings {
            @for group in groups.iter().take(FINDING_GROUPS) { (finding_group(group, text)) }
        }
        (omitted(groups.len(), FINDING_GROUPS, text))
    }
}

fn finding_group(group: &Group<'_>, text: &Text) -> Markup {
    let documents = group.documents.len();
    html! {
        li class=(group.first.severity.as_str()) {
            p {
                b.chip { (text.severity_name(group.first.severity)) }
                " " (Shortened(&group.first.message, 300))
            }
            @if let Some(fix) = &group.first.fix { p.note { (text.fix) ": " (Shortened(fix, 300)) } }
            details {
                summary {
                    (text.finding_kind(group.first.kind)) " · " code { (Shortened(&group.first.code, 80)) }
                    " · " (text.places(group.occurrences, documents as u64))
                }
                ul {
                    @for (document, finding) in group.documents.iter().take(FINDING_PLACES) {
                        li {
                            (document_link(document, text, 80))
                            @if let Some(value) = &finding.value { " — " q { (Shortened(value, 80)) } }
                        }
                    }
                }
                (omitted(documents, FINDING_PLACES, text))
            }
        }
    }
}

fn keywords(report: &Report, text: &Text) -> Markup {
    if report.corpus.keywords.is_empty() {
        return html! { p.note { (text.no_keywords) } };
    }
    let keywords: Vec<KeywordBar<'_>> = report
        .corpus
        .keywords
        .iter()
        .take(KEYWORDS)
        .map(|keyword| KeywordBar {
            keyword: &keyword.text,
            score: keyword.score,
            count: keyword.count,
            documents: Some(keyword.documents),
            anchor: None,
        })
        .collect();
    keyword_bars(text, None, &keywords)
}

fn documents(report: &Report, text: &Text) -> Markup {
    let longest = report
        .documents
        .iter()
        .map(|document| document.totals.chars)
        .max();
    let mut bytes = 0;
    let rows: Vec<Markup> = report
        .documents
        .iter()
        .map(|document| document_row(document, longest.unwrap_or(0), text))
        .take_while(|row| {
            bytes += row.0.len();
            bytes <= DOCUMENT_BYTES
        })
        .collect();
    html! {
        table.documents {
            thead { tr {
                th scope="col" { (text.document) }
                th.lang scope="col" { (text.language) }
                th.n scope="col" { (text.headings) }
                th.n.sm scope="col" { (text.cards) }
                th.n.sm scope="col" { (text.article_share) }
                th.n scope="col" { (text.findings) }
                th.n scope="col" { (text.chars) }
                th.w aria-hidden="true" {}
            } }
            tbody { @for row in &rows { (row) } }
        }
        @if rows.len() < report.documents.len() {
            p.note { (text.omitted(&count((report.documents.len() - rows.len()) as u64))) " " (text.see_files) }
        }
    }
}

fn document_row(document: &DocumentSummary, longest: u64, text: &Text) -> Markup {
    let lang = document.language.as_deref();
    let worst = document
        .findings
        .iter()
        .map(|finding| finding.severity)
        .max();
    html! {
        tr {
            th scope="row" {
                (document_link(document, text, 100))
                small { (Shortened(&document.id, 160)) }
                @if !document.keywords.is_empty() {
                    small.words lang=[language_tag(lang)] {
                        @for (index, keyword) in document.keywords.iter().take(5).enumerate() {
                            @if index > 0 { " · " } (Shortened(&keyword.text, 30))
                        }
                    }
                }
            }
            td.lang { @if let Some(lang) = lang { (Shortened(&text.language_name(lang), 20)) } }
            td.n { (count(document.outline.len() as u64)) }
            td.n.sm { (document.cards) }
            td.n.sm { (percent(document.article_share)) }
            td.n class=[worst.map(Severity::as_str)] { (document.findings.len()) }
            td.n { (count(document.totals.chars)) }
            td.w { (bar(super::summary::ratio(document.totals.chars, longest))) }
        }
    }
}

/// The title of `document`, linked to its page when it has one.
fn document_link(document: &DocumentSummary, text: &Text, limit: usize) -> Markup {
    let title = title_or(document.title.as_deref(), text);
    let title = Shortened(&title, limit);
    html! {
        @match document.page.as_deref() {
            Some(page) => a href=(page_href(page)) lang=[language_tag(document.language.as_deref())] { (title) },
            None => span lang=[language_tag(document.language.as_deref())] { (title) },
        }
    }
}

/// A file name as a relative address: everything but letters, digits and `/._-~` percent-encoded, so that no name is
/// read as a scheme, a query or a fragment.
fn page_href(page: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-~".contains(byte);
    page.bytes()
        .map(|byte| match byte {
            byte if plain(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn failures(report: &Report, text: &Text) -> Markup {
    if report.failures.is_empty() {
        return html! { p.good { (text.no_failures) } };
    }
    html! {
        ul.findings {
            @for failure in report.failures.iter().take(FAILURES) {
                li.error { p { code { (Shortened(&failure.input, 200)) } } p { (PageText(&shortened(&failure.reason, 400))) } }
            }
        }
        (omitted(report.failures.len(), FAILURES, text))
    }
}

/// Says how many of `len` rows are beyond `limit`.
fn omitted(len: usize, limit: usize, text: &Text) -> Markup {
    html! {
        @if len > limit { p.note { (text.omitted(&count((len - limit) as u64))) " " (text.see_files) } }
    }
}
