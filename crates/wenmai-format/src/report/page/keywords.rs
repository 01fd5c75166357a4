//! Keywords with bars, and behind each the lines that hold it (keyword in context).

use maud::{Markup, html};
use wenmai_model::{Keyword, Span};
use wenmai_text::{is_cjk, is_cjk_punctuation};

use super::Page;
use crate::report::chart::bar;
use crate::report::frame::{PageText, Shortened, count};
use crate::visible::{fitted, fitted_end};

/// So many keywords are shown, as many as in the heat map,
const KEYWORDS: usize = 12;
/// each with so many lines that hold it,
const LINES: usize = 2;
/// with so many columns of text at both sides.
const CONTEXT: usize = 22;
/// More characters than these cannot be needed to fill the columns.
const MOST_CHARS: usize = 48;

impl Page<'_> {
    pub(super) fn keywords(&self) -> Markup {
        let keywords = &self.analysis.keywords;
        if keywords.is_empty() {
            return html! { p.note { (self.text.no_keywords) } };
        }
        let best = keywords
            .iter()
            .map(|keyword| keyword.score)
            .fold(0.0, f64::max);
        html! {
            ol.kws lang=[self.lang] {
                @for keyword in keywords.iter().take(KEYWORDS) {
                    @let line = html! {
                        b {
                            (Shortened(&keyword.text, 60))
                            @for variant in &keyword.variants {
                                small { " = " (Shortened(&variant.text, 60)) " " (count(variant.count)) }
                            }
                        }
                        @if keyword.count > 0 {
                            span { (count(keyword.count)) }
                        } @else {
                            span title=(self.text.in_title_note) { (self.text.in_title) }
                        }
                        u { (bar(if best > 0.0 { keyword.score / best } else { 0.0 })) }
                    };
                    li {
                        @if !keyword.spans.is_empty() {
                            details { summary { (line) } (self.lines_of(keyword)) }
                        } @else { p { (line) } }
                    }
                }
            }
        }
    }

    fn lines_of(&self, keyword: &Keyword) -> Markup {
        let more = (keyword.count as usize).saturating_sub(keyword.spans.len().min(LINES));
        html! {
            ul.kwic {
                @for &span in keyword.spans.iter().take(LINES) {
                    @let (before, after) = self.context(span);
                    li {
                        span { (PageText(&before)) }
                        mark { (Shortened(self.document.slice(span), 60)) }
                        span { (PageText(&after)) }
                        (self.place(span))
                    }
                }
                @if more > 0 { li.note { (self.text.omitted(&count(more as u64))) } }
            }
        }
    }

    /// What stands before and after `span` in the same piece of the page.
    fn context(&self, span: Span) -> (String, String) {
        let piece = self.extraction.piece_span(span).unwrap_or(span);
        let before = self.document.slice(Span::new(piece.start, span.start));
        let after = self
            .document
            .slice(Span::new(span.end, piece.end.max(span.end)));
        let start = before
            .char_indices()
            .rev()
            .nth(MOST_CHARS)
            .map_or(0, |(at, _)| at);
        let end = after
            .char_indices()
            .nth(MOST_CHARS)
            .map_or(after.len(), |(at, _)| at);
        // Blanks at the edges of the keyword part words of Latin letters.
        let gap = |is_blank: bool| if is_blank { " " } else { "" };
        let (before, after) = (
            before.get(start..).unwrap_or_default(),
            after.get(..end).unwrap_or_default(),
        );
        let left = fitted_end(&one_line(before), CONTEXT).into_owned()
            + gap(before.ends_with(char::is_whitespace));
        let right = gap(after.starts_with(char::is_whitespace)).to_owned()
            + &fitted(&one_line(after), CONTEXT);
        (left, right)
    }
}

/// Lines as one; no space comes between two Chinese ones.
fn one_line(text: &str) -> String {
    let is_wide = |c: Option<char>| c.is_some_and(|c| is_cjk(c) || is_cjk_punctuation(c));
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let is_glued = is_wide(line.chars().next_back()) || is_wide(word.chars().next());
        if !line.is_empty() && !is_glued {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}
