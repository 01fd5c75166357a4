//! Small bars without axes, as large as a word.

use std::fmt::Write;

use maud::{Markup, html};

use crate::report::frame::PageText;
use crate::report::summary::ratio;

/// Width and height in pixels.
const WIDTH: f64 = 108.0;
const HEIGHT: f64 = 16.0;

/// One bar for each of `counts`; the figures are in a table that the page shows beside it.
pub(in crate::report) fn sparkline(title: &str, counts: &[u64]) -> Markup {
    let most = counts.iter().copied().max().unwrap_or(0);
    let step = WIDTH * ratio(1, counts.len().max(1) as u64);
    let mut path = String::new();
    let mut x = 0.0;
    for &count in counts {
        if count > 0 {
            let top = HEIGHT - (HEIGHT * ratio(count, most)).max(1.0);
            let right = x + (step - 1.0).max(1.0);
            let written = write!(path, "M{x:.0} {HEIGHT}V{top:.0}H{right:.0}V{HEIGHT}");
            debug_assert!(written.is_ok(), "a string takes everything");
        }
        x += step;
    }
    html! {
        svg.spark role="img" width=(WIDTH) height=(HEIGHT) {
            title { (PageText(title)) }
            path d=(path) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_counts() {
        let drawn = sparkline("<t>", &[2, 0, 1]).into_string();
        assert!(drawn.contains("<title>&lt;t&gt;</title>"), "{drawn}");
        assert!(
            drawn.contains(r#"d="M0 16V0H35V16M72 16V8H107V16""#),
            "{drawn}"
        );
        assert!(sparkline("", &[]).into_string().contains(r#"d="""#));
    }
}
