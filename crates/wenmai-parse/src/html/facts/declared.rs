//! What a page declares itself to be: its OpenGraph type, the types of its JSON-LD, the words of its address.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::html::HtmlPage;
use crate::html::attribute::AttributeName;
use crate::html::found::ScriptKind;

/// Groups of types of schema.org, and of words of addresses.
const SCHEMA: usize = 9;
const ADDRESS: usize = 7;

/// Number of facts.
pub(super) const FACTS: usize = 1 + SCHEMA + ADDRESS;

/// The table of words, read.
#[derive(Default)]
struct Table {
    /// Beginnings of types of OpenGraph, in the order of their numbers.
    graph: Vec<&'static str>,
    /// The group of each type and word.
    schema: FxHashMap<&'static str, usize>,
    address: FxHashMap<&'static str, usize>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table = Table::default();
        let (mut schema, mut address) = (0.., 0..);
        let lines = include_str!("../../../data/html_page_words.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'));
        for line in lines {
            let (kind, words) = line.split_once('\t').unwrap_or((line, ""));
            let words = words.split('\t');
            let (groups, known) = match kind {
                "graph" => {
                    table.graph.extend(words);
                    continue;
                }
                "schema" => (&mut schema, &mut table.schema),
                _ => (&mut address, &mut table.address),
            };
            let group = groups.next().unwrap_or_default();
            known.extend(words.map(|word| (word, group)));
        }
        table
    })
}

/// Facts about the page at `url`. Runs in time linear in its JSON-LD.
pub(super) fn facts(page: &HtmlPage<'_>, url: Option<&str>) -> [u8; FACTS] {
    let address = address_groups(url.map_or("", path_of));
    let flags = schema_groups(page).into_iter().chain(address).map(u8::from);
    let mut facts = [0; FACTS];
    let values = std::iter::once(graph_type(page)).chain(flags);
    for (slot, value) in facts.iter_mut().zip(values) {
        *slot = value;
    }
    facts
}

/// The path of an address, without query and fragment.
pub(super) fn path_of(url: &str) -> &str {
    let path = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or("", |(_, path)| path);
    path.split(['?', '#']).next().unwrap_or_default()
}

/// Number of the OpenGraph type from 1, one more than there are for others, 0 for none.
fn graph_type(page: &HtmlPage<'_>) -> u8 {
    let content = page.head.metas.iter().find_map(|&meta| {
        let property = page.tree.attribute(meta, AttributeName::Property)?;
        let content = page.tree.attribute(meta, AttributeName::Content);
        content.filter(|_| property.eq_ignore_ascii_case("og:type"))
    });
    content.map_or(0, |content| {
        let known = &table().graph;
        let found = known.iter().position(|name| content.starts_with(name));
        u8::try_from(found.unwrap_or(known.len()) + 1).unwrap_or(u8::MAX)
    })
}

fn schema_groups(page: &HtmlPage<'_>) -> [bool; SCHEMA] {
    const KEY: &[u8] = b"\"@type\"";
    let source = page.tree.source_text().as_bytes();
    let mut found = [false; SCHEMA];
    let scripts = page.scripts.iter();
    for script in scripts.filter(|script| script.kind == ScriptKind::JsonLd) {
        let place = script.source.start as usize..script.source.end as usize;
        let json = source.get(place).unwrap_or_default();
        for at in memchr::memmem::find_iter(json, KEY) {
            let rest = json.get(at + KEY.len()..).unwrap_or_default();
            let group = first_string(rest).and_then(|name| table().schema.get(name));
            if let Some(flag) = group.and_then(|&group| found.get_mut(group)) {
                *flag = true;
            }
        }
    }
    found
}

/// The string that follows a key, the first of a list of them.
fn first_string(rest: &[u8]) -> Option<&str> {
    const MAX_NAME: usize = 64;
    let is_between = |byte: &&u8| matches!(byte, b':' | b' ' | b'[' | b'\n' | b'\t' | b'\r');
    let between = rest.iter().take(MAX_NAME).take_while(is_between).count();
    let string = rest.get(between..)?.strip_prefix(b"\"")?;
    let end = string
        .iter()
        .take(MAX_NAME)
        .position(|&byte| byte == b'"')?;
    std::str::from_utf8(string.get(..end)?).ok()
}

fn address_groups(path: &str) -> [bool; ADDRESS] {
    let mut found = [false; ADDRESS];
    for word in path.split(['/', '-', '_', '.']) {
        let group = table().address.get(word.to_ascii_lowercase().as_str());
        if let Some(flag) = group.and_then(|&group| found.get_mut(group)) {
            *flag = true;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_group() {
        let groups = |known: &FxHashMap<&str, usize>| known.values().max().map(|&last| last + 1);
        assert_eq!(table().graph.len(), 5);
        assert_eq!(groups(&table().schema), Some(SCHEMA));
        assert_eq!(groups(&table().address), Some(ADDRESS));
    }

    #[test]
    fn pages_say_what_they_are() {
        let page = "<meta property=og:type content='article'><script type=application/ld+json>\
                    {\"@graph\":[{\"@type\" : [\"Product\", \"Thing\"]},{\"@type\":\"QAPage\"},{\"@type\":</script>";
        let page = crate::html::read(page, &crate::html::HtmlOptions::default());
        assert_eq!(graph_type(&page), 1);
        let types: Vec<usize> = schema_groups(&page)
            .iter()
            .enumerate()
            .filter_map(|(at, is)| is.then_some(at))
            .collect();
        assert_eq!(types, [2, 4]);
        let group = |url| address_groups(path_of(url)).iter().position(|&is| is);
        assert_eq!(group("https://docs.test/Docs/a?blog"), Some(1));
        assert_eq!(group("https://blog.test/2024/x"), None);
        assert_eq!(group("no address"), None);
    }
}
