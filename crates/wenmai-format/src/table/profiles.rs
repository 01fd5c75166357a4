//! Tables of what was learned of sites.

use wenmai_model::{BoilerplateRule, SiteProfile};

use super::Align::{Left, Right};
use super::{Cell, Table};

/// One row a site: its pages, the lines that repeat on them and are boilerplate, and how many of these extraction keeps in
/// articles without a profile.
pub fn profiles_table<'p>(sites: impl IntoIterator<Item = (&'p SiteProfile, usize)>) -> Table {
    let columns = [
        ("host", Left),
        ("pages", Right),
        ("lines", Right),
        ("kept_in_articles", Right),
    ];
    let mut table = Table::new(&columns, &[], false);
    let sites = sites.into_iter();
    table.rows.extend(sites.map(|(profile, kept)| {
        vec![
            Cell::Text(profile.host.clone()),
            Cell::Count(profile.pages.into()),
            Cell::Count(profile.boilerplate.len() as u64),
            Cell::Count(kept as u64),
        ]
    }));
    table
}

/// One row a line that extraction keeps in articles without a profile, with the number of pages where it does.
pub fn kept_lines_table<'p>(
    lines: impl IntoIterator<Item = (&'p SiteProfile, &'p BoilerplateRule, u32)>,
) -> Table {
    let columns = [
        ("host", Left),
        ("pages", Right),
        ("kind", Left),
        ("text", Left),
    ];
    let mut table = Table::new(&columns, &[], true);
    let lines = lines.into_iter();
    table.rows.extend(lines.map(|(profile, rule, pages)| {
        vec![
            Cell::Text(profile.host.clone()),
            Cell::Count(pages.into()),
            Cell::Text(rule.kind.as_str().to_owned()),
            Cell::Text(rule.text.clone()),
        ]
    }));
    table
}
