//! What index and document pages share: the HTML frame, tiles, and text of pages made safe.

use std::borrow::Cow;

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use super::text::Text;
use crate::table::grouped_digits;
use crate::visible::{shortened, visible_line};

/// The style sheet, which is part of every page.
const STYLE: &str = include_str!("style.css");

/// No network, no script, no plug-in, no form: whatever a page smuggled in could do nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Style of charts and pages that have a legend.
pub(super) const LEGEND: &str = include_str!("legend.css");

/// Style of what is said about rights.
pub(super) const RIGHTS: &str = include_str!("rights.css");

/// What one kind of page has beside all others.
pub(super) struct Extras {
    pub(super) styles: &'static [&'static str],
    pub(super) script: Option<Script>,
}

/// A script that is part of a page.
pub(super) struct Script {
    pub(super) source: &'static str,
    /// Base64 of the SHA-256 of `source`: the policy of the page lets this script run and no other.
    pub(super) hash: &'static str,
}

/// A whole HTML page. All that is shown is there without a script.
pub(super) fn frame(
    text: &Text,
    title: &str,
    header: &Markup,
    main: &Markup,
    generator: &str,
    extras: Option<&Extras>,
) -> Markup {
    let script = extras.and_then(|extras| extras.script.as_ref());
    let policy = match script {
        Some(script) => format!("{POLICY}; script-src 'sha256-{}'", script.hash),
        None => POLICY.to_owned(),
    };
    html! {
        (DOCTYPE)
        html lang=(text.lang) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (PageText(title)) " · " (text.brand) }
                style { @for line in STYLE.lines() { (PreEscaped(line)) } @if let Some(extras) = extras { @for style in extras.styles { (PreEscaped(style)) } } }
            }
            body {
                a.skip href="#main" { (text.skip) }
                header { (header) }
                main #main { (main) }
                footer { (text.brand) @if !generator.is_empty() { " · " (PageText(generator)) } }
                @if let Some(script) = script { script { (PreEscaped(script.source)) } }
            }
        }
        "\n"
    }
}

/// A section of a page with its heading, which `id` makes a target of links.
pub(super) fn section(id: &str, title: &str, note: Option<&str>, content: &Markup) -> Markup {
    html! {
        section #(id) {
            h2 { (title) }
            @if let Some(note) = note { p.note { (note) } }
            (content)
        }
    }
}

/// Figures with their names below them.
pub(super) fn tiles(tiles: &[(String, &str)]) -> Markup {
    html! {
        dl.tiles {
            @for (figure, name) in tiles {
                // Words need a smaller type than numbers to fit.
                @let class = figure.chars().any(char::is_alphabetic).then_some("t");
                div { dt { (name) } dd class=[class] { (PageText(figure)) } }
            }
        }
    }
}

/// Links to the sections of the page.
pub(super) fn contents(sections: &[(&str, &str)]) -> Markup {
    html! { nav { @for (id, title) in sections { a href={ "#" (id) } { (title) } } } }
}

/// A table that scrolls by itself where the screen is narrower, reachable by keyboard.
pub(super) fn scroller(label: &str, table: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// Text of a page on one line: escaped, control and direction characters made visible.
pub(super) struct PageText<'a>(pub(super) &'a str);

impl Render for PageText<'_> {
    fn render_to(&self, buffer: &mut String) {
        visible_line(self.0).as_ref().render_to(buffer);
    }
}

/// [`PageText`], at most so many characters of it.
pub(super) struct Shortened<'a>(pub(super) &'a str, pub(super) usize);

impl Render for Shortened<'_> {
    fn render_to(&self, buffer: &mut String) {
        PageText(&shortened(self.0, self.1)).render_to(buffer);
    }
}

/// A count with its thousands apart.
pub(super) fn count(count: impl TryInto<u64>) -> String {
    grouped_digits(count.try_into().unwrap_or(u64::MAX))
}

/// The first of `rows` that take no more than `bytes` together: what a page escapes takes more than its characters.
pub(super) fn within(rows: impl Iterator<Item = Markup>, bytes: usize) -> Vec<Markup> {
    let mut taken = 0;
    rows.take_while(|row| {
        taken += row.0.len();
        taken <= bytes
    })
    .collect()
}

/// The title of a document, or what stands in for it.
pub(super) fn title_or<'a>(title: Option<&'a str>, text: &Text) -> Cow<'a, str> {
    match title.map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) => Cow::Borrowed(title),
        None => Cow::Owned(text.untitled.to_owned()),
    }
}
