//! Charts: tables whose cells carry a bar or a shade, so that every chart is its own data table.

use maud::{Markup, Render, html};

use super::frame::{Shortened, scroller};

/// Shades of a heat map, beside none for 0.
const SHADES: u32 = 5;

/// A bar of `share`, between 0 and 1, of the width of its cell.
pub(super) fn bar(share: f64) -> Markup {
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let percent = share * 100.0;
    let digits = usize::from(percent < 10.0);
    html! { i style={ "width:" (format!("{percent:.digits$}")) "%" } {} }
}

/// A heat map: `rows` with a level, a name of markup and one count a column.
pub(super) fn heat_map<Name: Render>(
    label: &str,
    corner: &str,
    lang: Option<&str>,
    columns: &[&str],
    rows: &[(u8, Name, Vec<u32>)],
) -> Markup {
    let most = rows
        .iter()
        .flat_map(|(.., counts)| counts)
        .copied()
        .max()
        .unwrap_or(0);
    scroller(
        label,
        &html! {
            table.heat lang=[lang] {
                thead { tr {
                    th { (corner) }
                    @for column in columns { th { span { (Shortened(column, 24)) } } }
                } }
                tbody {
                    @for (level, name, counts) in rows { tr {
                        th class={ "l" (level) } { (name) }
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
        assert_eq!(bar(0.257).into_string(), r#"<i style="width:26%"></i>"#);
        assert_eq!(bar(0.0257).into_string(), r#"<i style="width:2.6%"></i>"#);
        assert_eq!(bar(7.0).into_string(), r#"<i style="width:100%"></i>"#);
        assert_eq!(bar(f64::NAN).into_string(), r#"<i style="width:0.0%"></i>"#);
    }
}
