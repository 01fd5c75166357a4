//! Charts: tables whose cells carry a bar or a shade, so that every chart is its own data table.

use maud::{Markup, Render, html};

use super::frame::{Shortened, count, scroller};
use super::text::Text;

/// Shades of a heat map, beside none for 0.
const SHADES: u32 = 5;

/// A bar of `share`, between 0 and 1, of the width of its cell.
pub(super) fn bar(share: f64) -> Markup {
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    html! { i.bar style={ "width:" (format!("{:.1}", share * 100.0)) "%" } {} }
}

/// One line of [`keyword_bars`].
pub(super) struct KeywordBar<'a> {
    pub(super) keyword: &'a str,
    pub(super) score: f64,
    pub(super) count: u64,
    /// Number of documents, in a corpus.
    pub(super) documents: Option<u64>,
    /// Where the keyword stands first, on the same page.
    pub(super) anchor: Option<String>,
}

/// Keywords, best first, with bars of their weights.
pub(super) fn keyword_bars(text: &Text, lang: Option<&str>, keywords: &[KeywordBar<'_>]) -> Markup {
    let best = keywords
        .iter()
        .map(|keyword| keyword.score)
        .fold(0.0, f64::max);
    let has_documents = keywords.iter().any(|keyword| keyword.documents.is_some());
    html! {
        table.bars {
            thead { tr {
                th scope="col" { (text.keyword) }
                th.n scope="col" { (text.count) }
                @if has_documents { th.n scope="col" { (text.documents) } }
                th.w scope="col" { (text.weight) }
            } }
            tbody {
                @for keyword in keywords { tr {
                    th scope="row" lang=[lang] { @match &keyword.anchor {
                        Some(anchor) => a href={ "#" (anchor) } { (Shortened(keyword.keyword, 60)) },
                        None => (Shortened(keyword.keyword, 60)),
                    } }
                    td.n { (count(keyword.count)) }
                    @if has_documents { td.n { (keyword.documents.map(count).unwrap_or_default()) } }
                    td.w { (bar(if best > 0.0 { keyword.score / best } else { 0.0 })) }
                } }
            }
        }
    }
}

/// A heat map: `rows` with a name of markup each and one count a column.
pub(super) fn heat_map<Name: Render>(
    label: &str,
    corner: &str,
    lang: Option<&str>,
    columns: &[String],
    rows: &[(Name, Vec<u32>)],
) -> Markup {
    let most = rows
        .iter()
        .flat_map(|(_, counts)| counts)
        .copied()
        .max()
        .unwrap_or(0);
    scroller(
        label,
        &html! {
            table.heat lang=[lang] {
                thead { tr {
                    th scope="col" { (corner) }
                    @for column in columns { th scope="col" { span { (Shortened(column, 24)) } } }
                } }
                tbody {
                    @for (name, counts) in rows { tr {
                        th scope="row" { (name) }
                        @for &number in counts {
                            @match shade(number, most) {
                                0 => { td {} }
                                shade => { td class={ "h" (shade) } { (number) } }
                            }
                        }
                    } }
                }
            }
        },
    )
}

/// The shade of `count` when the darkest stands for `most`: 0 for none, then 1 to 5 in equal steps, rounded up. Where no
/// count reaches 5 each shade is a count, so that a single occurrence never looks like much.
fn shade(count: u32, most: u32) -> u32 {
    let scaled = (u64::from(count) * u64::from(SHADES)).div_ceil(u64::from(most.max(SHADES)));
    u32::try_from(scaled).unwrap_or(SHADES).min(SHADES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_are_steps_of_the_highest_count() {
        assert_eq!(
            [0, 1, 2, 5, 10].map(|count| shade(count, 10)),
            [0, 1, 1, 3, 5]
        );
        assert_eq!([0, 1, 2].map(|count| shade(count, 2)), [0, 1, 2]);
        assert_eq!(shade(0, 0), 0);
        assert_eq!(shade(u32::MAX, u32::MAX), 5);
    }

    #[test]
    fn bars_stay_in_their_cell() {
        assert_eq!(
            bar(0.257).into_string(),
            r#"<i class="bar" style="width:25.7%"></i>"#
        );
        assert_eq!(
            bar(7.0).into_string(),
            r#"<i class="bar" style="width:100.0%"></i>"#
        );
        assert_eq!(
            bar(f64::NAN).into_string(),
            r#"<i class="bar" style="width:0.0%"></i>"#
        );
    }
}
