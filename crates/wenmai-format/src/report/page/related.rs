//! Related articles as a table and on a timeline.

use maud::{Markup, html};
use wenmai_model::Card;

use super::{Page, ROWS};
use crate::report::frame::{Shortened, count, scroller};
use crate::report::svg::{TimelineRow, timeline};

impl Page<'_> {
    pub(super) fn cards(&self) -> Markup {
        let text = self.text;
        let cards = &self.document.cards;
        let has = |field: fn(&Card) -> bool| cards.iter().any(field);
        let has_date = has(|card| card.age.is_some() || card.published.is_some());
        let has_counter = has(|card| card.counters_raw.is_some() || card.views.is_some());
        let table = html! {
            table.cards lang=[self.lang] {
                thead { tr {
                    th { (text.title) }
                    @if has_date { th { (text.age) } }
                    @if has_counter {
                        th.n { (text.views) }
                        th.n { (text.comments) }
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
        let rows: Vec<TimelineRow<'_>> = cards
            .iter()
            .take(ROWS)
            .map(|card| TimelineRow {
                name: &card.title,
                days: card.published,
            })
            .collect();
        html! {
            (scroller(text.related, &table))
            (self.omitted(cards.len(), ROWS))
            @if let Some(chart) = timeline(text, text.timeline, self.lang, &rows) {
                h3 { (text.timeline) }
                p.note { (text.timeline_note) }
                (chart)
            }
        }
    }

    fn card_text(&self, card: &Card) -> Markup {
        html! {
            p {
                @match self.extraction.anchor(card.title_span) {
                    Some(anchor) => a href={ "#" (anchor) } { b { (Shortened(&card.title, 200)) } },
                    None => b { (Shortened(&card.title, 200)) },
                }
                @for tag in &card.tags { " " span { (Shortened(tag, 40)) } }
            }
            @if let Some(author) = &card.author { small { (Shortened(author, 80)) } }
            // An excerpt that repeats the title says nothing more.
            @if let Some(excerpt) = card.excerpt.as_deref().filter(|excerpt| *excerpt != card.title) {
                small { (Shortened(excerpt, 60)) }
            }
        }
    }

    fn card_date(&self, card: &Card) -> Markup {
        html! {
            @if let Some(age) = &card.age { p { (Shortened(age, 40)) } }
            @if let Some(published) = &card.published {
                small {
                    (published.from) @if published.from != published.to { " – " (published.to) }
                    " · " (self.text.date_basis(published.basis))
                }
            }
        }
    }
}
