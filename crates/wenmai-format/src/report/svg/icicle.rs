//! Icicles: a tree as rows of cells, each as wide as its share of the whole.

use std::borrow::Cow;

use maud::{Markup, html};
use wenmai_text::display_width;

use super::{chart, percentage};
use crate::report::frame::PageText;
use crate::visible::{fitted, shortened};

/// Height of a row in pixels; the cells of the style sheet leave two of them free.
const ROW: usize = 27;
/// The widths in pixels that labels are cut for: the chart on a screen, and on a phone.
const WIDTH: f64 = 1_000.0;
const PHONE: f64 = 350.0;
/// Width of a column of text in pixels: half a Chinese character.
const COLUMN: f64 = 6.6;
/// So many columns of a name that is cut still say something.
const READABLE: usize = 9;
/// Deeper rows are not drawn, and no narrower cells than this share.
const ROWS: usize = 6;
const NARROWEST: f64 = 0.002;

/// A cell in row `depth`, from `start` on and `width` wide, both shares of the whole.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct IcicleCell<'a> {
    pub(in crate::report) name: &'a str,
    /// The number of the heading, which may stand for a name that has no room.
    pub(in crate::report) marker: Option<&'a str>,
    pub(in crate::report) depth: usize,
    pub(in crate::report) start: f64,
    pub(in crate::report) width: f64,
}

/// The chart; its figures are those of the outline below it.
pub(in crate::report) fn icicle(
    title: &str,
    lang: Option<&str>,
    cells: &[IcicleCell<'_>],
) -> Markup {
    let seen = |cell: &&IcicleCell<'_>| cell.width >= NARROWEST && cell.depth < ROWS;
    let rows = cells
        .iter()
        .filter(seen)
        .map(|cell| cell.depth + 1)
        .max()
        .unwrap_or(0);
    let drawing = html! {
        @for depth in 0..rows {
            g class={ "d" (depth) } lang=[lang] transform=[(depth > 0).then(|| format!("translate(0,{})", depth * ROW))] {
                @for cell in cells.iter().filter(seen).filter(|cell| cell.depth == depth) {
                    svg x=(percentage(cell.start)) width=(percentage(cell.width)) {
                        rect {}
                        (label(cell))
                    }
                }
            }
        }
    };
    let height = u32::try_from(rows * ROW).unwrap_or_default();
    chart(title, height, &drawing, None)
}

/// The name as far as it fits, or the number; the whole name as a tooltip where that is cut.
fn label(cell: &IcicleCell<'_>) -> Markup {
    let room = columns(cell.width * WIDTH);
    let name = shortened(cell.name, 120);
    let fits = |label: &str, room: usize| display_width(label) <= room;
    let shown = if fits(&name, room) {
        Some(Cow::Borrowed(&*name))
    } else if room >= READABLE {
        Some(Cow::Owned(fitted(&name, room).into_owned()))
    } else {
        let marker = cell.marker.filter(|marker| fits(marker, room));
        marker.map(Cow::Borrowed)
    };
    html! {
        @if !fits(&name, room) { title { (PageText(&name)) } }
        @if let Some(shown) = shown {
            // On a phone labels of which two characters are left are noise.
            @let phone = columns(cell.width * PHONE);
            @let class = (phone < 5 && !fits(&shown, phone)).then_some("wide");
            text class=[class] { (PageText(&shown)) }
        }
    }
}

/// So many columns of text fit into so many pixels, less the padding.
fn columns(pixels: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "small, and `as` saturates"
    )]
    let columns = ((pixels - 10.0) / COLUMN) as usize;
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_cut_to_their_cells() {
        let cell = |name, width| IcicleCell {
            name,
            marker: Some("1.2"),
            depth: 0,
            start: 0.0,
            width,
        };
        let shown = |name, width| label(&cell(name, width)).into_string();
        assert_eq!(shown("引言", 0.5), "<text>引言</text>");
        assert_eq!(
            shown("一段很长的标题", 0.08),
            r#"<title>一段很长的标题</title><text class="wide">一段很长…</text>"#
        );
        assert_eq!(
            shown("1.2 一段很长的标题", 0.04),
            r#"<title>1.2 一段很长的标题</title><text class="wide">1.2</text>"#
        );
        assert_eq!(shown("一段", 0.01), "<title>一段</title>");
    }
}
