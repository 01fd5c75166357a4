//! Drawn charts: SVG whose places are percentages of its width, so that letters keep their size on every screen.
//!
//! Each has a title for those who cannot see it, and its figures as a table: below it, folded, or one that the page shows
//! beside it.

mod histogram;
mod icicle;
mod sparkline;
mod timeline;

use maud::{Markup, html};

use super::frame::{PageText, scroller};
use super::text::Text;

pub(super) use histogram::{Bin, bins, histogram, place_in};
pub(super) use icicle::{IcicleCell, icicle};
pub(super) use sparkline::sparkline;
pub(super) use timeline::{TimelineRow, days_between, timeline};

/// A chart of `height` pixels with its title. Its figures are in `table`, or in one that the page shows beside it.
pub(super) fn chart(
    title: &str,
    height: u32,
    drawing: &Markup,
    table: Option<(&Text, &Markup)>,
) -> Markup {
    html! {
        figure.chart {
            svg role="img" width="100%" height=(height) {
                title { (PageText(title)) }
                (drawing)
            }
            @if let Some((text, table)) = table {
                details { summary { (text.as_table) } (scroller(title, table)) }
            }
        }
    }
}

/// A place or width in percent, with the digits that a screen can show.
pub(super) fn percentage(share: f64) -> String {
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let digits = format!("{:.2}", share * 100.0);
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{digits}%")
}

/// One part of [`stacked_bar`]: its name, how it is written in figures, and its size.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) figure: String,
    pub(super) size: u64,
}

/// One bar of parts side by side with a legend, which holds all figures.
pub(super) fn stacked_bar(title: &str, parts: &[Part]) -> Markup {
    let whole: u64 = parts.iter().map(|part| part.size).sum();
    let mut before = 0;
    let places: Vec<(f64, f64)> = parts
        .iter()
        .map(|part| {
            let place = (
                super::summary::ratio(before, whole),
                super::summary::ratio(part.size, whole),
            );
            before += part.size;
            place
        })
        .collect();
    let described: Vec<String> = parts
        .iter()
        .map(|part| format!("{} {}", part.name, part.figure))
        .collect();
    html! {
        figure.chart {
            svg.stack role="img" width="100%" height="14" {
                title { (PageText(&format!("{title}: {}", described.join(", ")))) }
                @for (index, (x, width)) in places.iter().enumerate() {
                    rect class={ "s" (index.min(5)) } x=(percentage(*x)) width=(percentage(*width)) height="14" {}
                }
            }
            ul.legend {
                @for (index, part) in parts.iter().enumerate() {
                    li class={ "s" (index.min(5)) } { (PageText(&part.name)) " " b { (part.figure) } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_short_and_inside() {
        let found = [0.0, 0.5, 0.123_456, 1.5, f64::NAN].map(percentage);
        assert_eq!(found, ["0%", "50%", "12.35%", "100%", "0%"]);
    }

    #[test]
    fn parts_of_a_stack_fill_it() {
        let part = |name: &str, size: u64| Part {
            name: name.into(),
            figure: size.to_string(),
            size,
        };
        let bar = stacked_bar("L", &[part("zh", 3), part("<en>", 1)]).into_string();
        assert!(bar.contains(r#"x="75%" width="25%""#), "{bar}");
        assert!(
            bar.contains("<title>L: zh 3, &lt;en&gt; 1</title>"),
            "{bar}"
        );
    }
}
