//! One text of a card: a date, counters, or some of its excerpt.

use wenmai_model::Card;
use wenmai_text::trim_blank;

use crate::grammar::{counter::counters, date::date_text, end, whole};

/// Takes a date, counters, a row of both, or a line of excerpt.
pub(crate) fn add_field<'l>(card: &mut Card, text: &'l str, excerpt: &mut Vec<&'l str>) {
    let is_sign = |c: char| {
        wenmai_text::is_blank(c)
            || matches!(
                c,
                '·' | '|' | '•' | '—' | '-' | '(' | ')' | '（' | '）' | ','
            )
    };
    let text = text.trim_matches(is_sign);
    if text.is_empty() {
        return;
    }
    if card.age.is_none()
        && let Ok((rest, _)) = date_text(text)
        && (end(rest).is_ok() || rest.starts_with([' ', '·', '|', '•', ',']))
        && rest.chars().count() <= 40
    {
        let written = text.get(..text.len() - rest.len()).unwrap_or(text);
        card.age = Some(trim_blank(written).to_owned());
        let rest = rest.trim_matches(is_sign);
        if let Some(found) =
            whole(counters, rest).filter(|_| rest.contains(|c: char| c.is_ascii_digit()))
        {
            (card.views, card.comments) = found.views_and_comments();
            card.counters_raw = Some(rest.to_owned());
        }
        return;
    }
    if card.counters_raw.is_none()
        && text.contains(|c: char| c.is_ascii_digit())
        && let Some(found) = whole(counters, text)
    {
        (card.views, card.comments) = found.views_and_comments();
        card.counters_raw = Some(text.to_owned());
        return;
    }
    excerpt.push(text);
}
