//! The text of HTML blocks.

use super::Reader;
use crate::markdown::html::HtmlEvent;
use crate::markup::{Kind, Link};

impl Reader<'_> {
    pub(super) fn html_block(&mut self, html: &str, start: usize) {
        let quoted = self.quotes > 0;
        let mut events = Vec::new();
        self.html.feed(html, &mut events);
        for event in events {
            match event {
                HtmlEvent::Text(text, place) => {
                    let mut at = start + place.start;
                    if text.contains('\n') {
                        for line in text.split_inclusive('\n') {
                            let shown = line.trim_end_matches(['\n', '\r']);
                            self.put_plain(shown, at..at + shown.len());
                            if shown.len() < line.len() {
                                self.out.soft_break();
                            }
                            at += line.len();
                        }
                    } else {
                        self.put_plain(&text, at..start + place.end);
                    }
                }
                HtmlEvent::Heading(tag) if !quoted => {
                    self.out.hard_break();
                    self.out
                        .set_kind(tag.map_or(self.text_kind(), Kind::Heading));
                }
                HtmlEvent::Heading(_) | HtmlEvent::Break => self.out.hard_break(),
                HtmlEvent::Cell if self.out.is_open() => {
                    self.out.push_ours(" ", start);
                }
                HtmlEvent::Cell => {}
                HtmlEvent::Link(url) => {
                    self.link = url.and_then(|url| {
                        let links = &mut self.out.links;
                        links.push(Link {
                            span: wenmai_model::Span::default(),
                            url,
                        });
                        u32::try_from(links.len() - 1).ok()
                    });
                }
                HtmlEvent::Bold(on) => {
                    self.strong = if on {
                        self.strong + 1
                    } else {
                        self.strong.saturating_sub(1)
                    };
                }
            }
        }
    }
}
