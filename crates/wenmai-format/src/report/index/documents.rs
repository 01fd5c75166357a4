//! The table of documents, and the script that sorts and searches it.

use maud::{Markup, html};
use wenmai_model::{DocumentSummary, Report};

use super::omitted;
use crate::report::chart::bar;
use crate::report::frame::{Extras, LEGEND, RIGHTS, Script, Shortened, count, title_or, within};
use crate::report::summary::ratio;
use crate::report::text::Text;
use crate::table::percent;
use crate::visible::language_tag;

/// So few documents fit as a rule; of more, those with a page of their own come first.
const IN_ORDER: usize = 300;

const SCRIPT: Script = Script {
    source: include_str!("script.js"),
    hash: "lpBpjwFaBW2JuwA5mL8SzZR5Xhk6fH8G/wdEaoH77ho=",
};

/// The script sorts and searches the table. What it needs, the search field and the buttons, it makes itself.
pub(super) const EXTRAS: Extras = Extras {
    styles: &[LEGEND, RIGHTS, include_str!("style.css")],
    script: Some(SCRIPT),
};

/// The table, whose rows may take so many `bytes`.
pub(super) fn documents(report: &Report, text: &Text, bytes: usize) -> Markup {
    let longest = report
        .documents
        .iter()
        .map(|document| document.totals.chars)
        .max();
    let mut order: Vec<&DocumentSummary> = report.documents.iter().collect();
    if order.len() > IN_ORDER {
        // The sort is stable: input order within both.
        order.sort_by_key(|document| document.page.is_none());
    }
    let rows = order
        .iter()
        .map(|document| document_row(document, longest.unwrap_or(0), text));
    let rows = within(rows, bytes);
    html! {
        table.documents data-search=(text.search) {
            thead { tr {
                th { (text.document) }
                th.lang { (text.language) }
                th.n { (text.headings) }
                th.n.sm { (text.cards) }
                th.n.sm { (text.article_share) }
                th.n { (text.findings) }
                th.n { (text.chars) }
                td.w {}
            } }
            tbody { @for row in &rows { (row) } }
        }
        (omitted(report.documents.len(), rows.len(), text))
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
            th {
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
            td class={ "n" @if let Some(worst) = worst { " " (worst.as_str()) } } { (document.findings.len()) }
            td.n { (count(document.totals.chars)) }
            td.w { (bar(ratio(document.totals.chars, longest))) }
        }
    }
}

/// The title of `document`, linked to its page when it has one.
pub(super) fn document_link(document: &DocumentSummary, text: &Text, limit: usize) -> Markup {
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

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_knows_the_script_which_is_small() {
        let hash = STANDARD.encode(Sha256::digest(SCRIPT.source));
        assert_eq!(SCRIPT.hash, hash);
        assert!(SCRIPT.source.len() <= 4_000, "{}", SCRIPT.source.len());
        assert!(!SCRIPT.source.contains("</"));
    }
}
