//! Documents in notebooks.

use maud::{Markup, PreEscaped, html};

use crate::document::Document;
use crate::parts::{Card, Finding, Heading, Section};

/// Colors are those of the notebook, whatever its theme; lines and grounds are half of them.
const STYLE: &str = "\
.wenmai{border:1px solid rgba(128,128,128,.35);border-radius:6px;padding:.7em 1em;max-width:60em;font-size:.95em;line-height:1.5;overflow-wrap:anywhere}\
.wenmai h4{margin:0 0 .2em;font-size:1.2em;line-height:1.3}\
.wenmai p{margin:.2em 0}\
.wenmai .dim{opacity:.7}\
.wenmai a{color:inherit;text-decoration:underline}\
.wenmai .tag{display:inline-block;border:1px solid rgba(128,128,128,.5);border-radius:3px;padding:0 .4em;margin-right:.4em;font-size:.85em}\
.wenmai details{border-top:1px solid rgba(128,128,128,.25);padding-top:.25em;margin-top:.35em}\
.wenmai summary{cursor:pointer;font-weight:600}\
.wenmai ul{list-style:none;margin:.2em 0;padding:0}\
.wenmai li{margin:.15em 0;padding-left:var(--in,0)}\
.wenmai blockquote{margin:.2em 0 .5em;padding-left:.7em;border-left:3px solid rgba(128,128,128,.35)}";

/// So much of each list is shown.
const MOST_HEADINGS: usize = 60;
const MOST_SECTIONS: usize = 30;
const MOST_CARDS: usize = 12;
const MOST_FINDINGS: usize = 12;
/// So many characters of a text are shown.
const MOST_TEXT: usize = 220;
const MOST_LINE: usize = 120;

/// `document` as HTML. All that is from the page is escaped, and set apart from what stands around it.
pub(crate) fn document(document: &Document) -> String {
    let parsed = document.parsed();
    let about = &parsed.metadata;
    let headings = document.headings();
    // Nothing stands before the first heading of most pages.
    let mut sections = document.all_sections();
    sections.retain(|section| section.heading.is_some() || !section.text.is_empty());
    let cards = document.all_cards();
    let findings = document.all_findings();
    let chars = document.view().article.text.chars().count();
    let facts = [
        Some(parsed.page_type.kind.as_str().to_owned()),
        about.language.clone(),
        about.published.clone(),
        Some(about.authors.join(", ")).filter(|names| !names.is_empty()),
        Some(format!("{chars} characters")),
        Some(format!("confidence {:.2}", parsed.confidence)),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let markup = html! {
        div class="wenmai" {
            style { (PreEscaped(STYLE)) }
            h4 {
                @for tag in about.tags.iter().take(MOST_CARDS) { span class="tag" { (cut(tag, MOST_LINE)) } }
                bdi { (cut(about.title.as_deref().unwrap_or(&parsed.id), MOST_LINE)) }
            }
            p class="dim" { bdi { (cut(&facts.join(" · "), MOST_TEXT)) } }
            @if let Some(url) = &parsed.url { p class="dim" { (link(url, url)) } }
            @if let Some(summary) = &about.summary { blockquote { (cut(summary, MOST_TEXT)) } }
            (list("Outline", headings.len(), headings.iter().take(MOST_HEADINGS).map(heading), true))
            (list("Sections", sections.len(), sections.iter().take(MOST_SECTIONS).map(section), false))
            (list("Cards", cards.len(), cards.iter().take(MOST_CARDS).map(card), false))
            (list("Findings", findings.len(), findings.iter().take(MOST_FINDINGS).map(finding), false))
        }
    };
    markup.into_string()
}

/// A list that can be folded; nothing where it is empty.
fn list(
    name: &str,
    len: usize,
    items: impl ExactSizeIterator<Item = Markup>,
    is_open: bool,
) -> Markup {
    let more = len - items.len();
    html! {
        @if len > 0 {
            details open[is_open] {
                summary { (name) " (" (len) ")" }
                ul {
                    @for item in items { (item) }
                    @if more > 0 { li class="dim" { "… " (more) " more" } }
                }
            }
        }
    }
}

fn heading(heading: &Heading) -> Markup {
    let indent = format!(
        "--in:{}em",
        f32::from(heading.level.saturating_sub(1)) * 1.4
    );
    html! { li style=(indent) { bdi { (cut(&heading.text, MOST_LINE)) } } }
}

fn section(section: &Section) -> Markup {
    let name = section
        .heading
        .as_deref()
        .unwrap_or("before the first heading");
    let chars = section.text.chars().count();
    html! {
        li {
            bdi { b { (cut(name, MOST_LINE)) } }
            span class="dim" {
                @if chars > 0 { " " (chars) " characters" }
                @if let Some(role) = &section.role { " " (role) }
            }
            @if !section.text.is_empty() { blockquote { bdi { (cut(&section.text, MOST_TEXT)) } } }
        }
    }
}

fn card(card: &Card) -> Markup {
    let facts = [
        card.author.clone(),
        card.age.clone(),
        card.views.map(|views| format!("{views} views")),
        card.comments.map(|comments| format!("{comments} comments")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    html! {
        li {
            @match &card.url {
                Some(url) => (link(url, &card.title)),
                None => bdi { (cut(&card.title, MOST_LINE)) },
            }
            @if !facts.is_empty() { span class="dim" { " " bdi { (cut(&facts.join(" · "), MOST_LINE)) } } }
        }
    }
}

fn finding(finding: &Finding) -> Markup {
    html! {
        li {
            span class="tag" { (finding.severity) }
            bdi { (cut(&finding.message, MOST_TEXT)) }
            @if let Some(fix) = &finding.fix { span class="dim" { ": " bdi { (cut(fix, MOST_TEXT)) } } }
        }
    }
}

/// A link to a web address; other addresses, which may run something, are text.
fn link(url: &str, name: &str) -> Markup {
    let lower = url
        .trim_start()
        .get(..8)
        .unwrap_or(url)
        .to_ascii_lowercase();
    let is_web = lower.starts_with("http://") || lower.starts_with("https://");
    html! {
        @if is_web {
            a href=(url) target="_blank" rel="noopener noreferrer" { bdi { (cut(name, MOST_LINE)) } }
        } @else {
            bdi { (cut(name, MOST_LINE)) }
        }
    }
}

/// At most `most` characters of `text`, on one line, without those that cannot be seen but change what is.
fn cut(text: &str, most: usize) -> String {
    let mut shown: String = text
        .chars()
        .map(|c| match c {
            c if c.is_control() => ' ',
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                '\u{fffd}'
            }
            c => c,
        })
        .take(most + 1)
        .collect();
    if shown.chars().count() > most {
        shown.pop();
        shown.push('…');
    }
    shown
}
