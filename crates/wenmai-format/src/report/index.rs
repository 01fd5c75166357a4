//! The page of a whole corpus.

mod comparison;
mod documents;
pub(super) mod funnel;
mod keywords;
mod rights;
pub(super) mod run;
pub(super) mod spread;

use maud::{Markup, html};
use wenmai_model::Report;

use self::documents::{EXTRAS, document_link, documents};
use super::Lang;
use super::checks::problem;
use super::frame::{PageText, Shortened, contents, count, frame, section, tiles, within};
use super::groups::{Group, groups};
use super::text::Text;
use crate::table::percent;
use crate::visible::shortened;

/// So many kinds of findings, and so many documents of each.
const FINDING_GROUPS: usize = 100;
const FINDING_PLACES: usize = 8;
/// So many failed inputs are shown.
const FAILURES: usize = 200;
/// The page has 500 kB: its own words and charts, findings and failures, lists of changes, and what these leave for the
/// documents.
const FRAME_BYTES: usize = 30_000;
const FINDING_BYTES: usize = 90_000;
const FAILURE_BYTES: usize = 60_000;
const DOCUMENT_BYTES: usize = 300_000;
const PAGE_BYTES: usize = 500_000;

pub(super) fn index_page(report: &Report, lang: Lang) -> Markup {
    let text = Text::of(lang);
    let mut parts = vec![("findings", text.findings, None, findings(report, text))];
    if let Some(comparison) = &report.comparison {
        let content = comparison::comparison(comparison, text);
        parts.push(("changes", text.comparison, None, content));
    }
    parts.push((
        "keywords",
        text.keywords,
        None,
        keywords::keywords(report, text),
    ));
    if let Some(reference) = &report.reference {
        parts.push((
            "keyness",
            text.keyness,
            None,
            keywords::keyness(reference, text),
        ));
    }
    if !report.documents.is_empty() {
        let content = spread::lengths(report, text);
        parts.push(("lengths", text.lengths, Some(text.lengths_note), content));
    }
    if let Some(content) = spread::mix(report, text) {
        parts.push(("mix", text.mix, None, content));
    }
    if let Some(content) = funnel::funnel(report, text) {
        parts.push(("funnel", text.funnel, Some(text.funnel_note), content));
    }
    if !report.documents.is_empty() {
        let content = rights::rights(report, text);
        parts.push(("rights", text.rights, Some(text.rights_note), content));
    }
    if let Some(status) = &report.run {
        let content = run::run(status, text);
        parts.push(("run", text.corpus_run, Some(text.corpus_run_note), content));
    }
    if let Some(content) = spread::related_time(report, text) {
        parts.push((
            "related",
            text.related_time,
            Some(text.related_time_note),
            content,
        ));
    }
    let failures = (!report.failures.is_empty()).then(|| failures(report, text));
    let others = parts.iter().map(|(.., content)| content).chain(&failures);
    let taken: usize = others.map(|content| content.0.len()).sum();
    let left = PAGE_BYTES.saturating_sub(FRAME_BYTES + taken);
    let content = documents(report, text, left.min(DOCUMENT_BYTES));
    parts.push(("documents", text.documents, None, content));
    if let Some(content) = failures {
        parts.push(("failures", text.failures, None, content));
    }
    let links: Vec<_> = parts.iter().map(|&(id, title, ..)| (id, title)).collect();
    let main = html! {
        (figures(report, text))
        (contents(&links))
        @for (id, title, note, content) in &parts { (section(id, title, *note, content)) }
    };
    let header = html! {
        p.crumb { (text.brand) }
        h1 { (text.corpus_report) }
    };
    frame(
        text,
        text.corpus_report,
        &header,
        &main,
        &report.generator,
        Some(&EXTRAS),
    )
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
            (percent(mean_article_share(report)), text.article_share),
            (count(report.failures.len() as u64), text.failures),
            (languages.join(" · ") + more, text.languages),
        ]))
    }
}

/// The mean over documents.
fn mean_article_share(report: &Report) -> f64 {
    let documents = report.documents.iter();
    let sum: f64 = documents.map(|document| document.article_share).sum();
    #[expect(clippy::cast_precision_loss, reason = "a mean")]
    let mean = sum / report.documents.len().max(1) as f64;
    mean
}

fn findings(report: &Report, text: &Text) -> Markup {
    let groups = groups(report);
    if groups.is_empty() {
        return html! { p.good { (text.no_findings) } };
    }
    let shown = groups.iter().take(FINDING_GROUPS);
    let rows = within(shown.map(|group| finding_group(group, text)), FINDING_BYTES);
    html! {
        ul.findings { @for row in &rows { (row) } }
        (omitted(groups.len(), rows.len(), text))
    }
}

fn finding_group(group: &Group<'_>, text: &Text) -> Markup {
    let documents = group.documents.len();
    let message = text.sentence(&group.first.message);
    let example = shortened(&message, 300);
    // One finding speaks for itself; the first of several is an example.
    let name = problem(&group.first.code, text).filter(|_| group.occurrences > 1);
    html! {
        li class=(group.first.severity.as_str()) {
            p {
                b.chip { (text.severity_name(group.first.severity)) }
                " " (PageText(name.unwrap_or(&example)))
            }
            @if name.is_some() { p.quoted { (text.example) (PageText(&example)) } }
            @if let Some(fix) = &group.first.fix { p.note { (text.fix) (text.colon) (Shortened(&text.sentence(fix), 300)) } }
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

fn failures(report: &Report, text: &Text) -> Markup {
    let rows = report.failures.iter().take(FAILURES).map(|failure| {
        html! {
            li.error { p { code { (Shortened(&failure.input, 200)) } } p { (Shortened(&failure.reason, 400)) } }
        }
    });
    let rows = within(rows, FAILURE_BYTES);
    html! {
        ul.findings { @for row in &rows { (row) } }
        (omitted(report.failures.len(), rows.len(), text))
    }
}

/// Says how many of `len` rows are beyond `limit`.
fn omitted(len: usize, limit: usize, text: &Text) -> Markup {
    html! {
        @if len > limit { p.note { (text.omitted(&count((len - limit) as u64))) " " (text.see_files) } }
    }
}
