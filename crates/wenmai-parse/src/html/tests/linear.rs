#![expect(clippy::disallowed_methods, reason = "time is what is tested")]

use std::time::{Duration, Instant};

use crate::html::{HtmlOptions, HtmlPage, invariants, read};

/// What a hostile page is: an opening, what is repeated, and what comes behind as often.
const CASES: [(&str, &str, &str, &str); 44] = [
    ("nested blocks", "", "<div>", ""),
    ("nested and closed blocks", "", "<div>", "</div>"),
    ("nested text", "", "<div>a", "</div>b"),
    ("nested paragraphs", "", "<p>", ""),
    ("nested spans", "", "<span>", ""),
    ("nested links", "", "<a href=b>c", ""),
    ("nested lists", "", "<ul><li>", ""),
    ("items", "<ul>", "<li>a", ""),
    ("items in blocks", "<ul><li>", "<div><li>", ""),
    ("terms", "<dl>", "<dt>a<dd>b", ""),
    ("nested tables", "", "<table><tr><td>", ""),
    (
        "nested tables with text",
        "",
        "<table>a<tr>b<td>c",
        "</table>d",
    ),
    ("cells", "<table>", "<td>a", ""),
    ("rows", "<table>", "<tr>", ""),
    ("misnested formatting", "", "<b><i>a</b></i>", ""),
    ("open formatting", "", "<b><i>a", ""),
    ("formatting in paragraphs", "", "<p><b><i><u>a", ""),
    ("ends of formatting", "<b><i><u><s><p>", "a</b>", ""),
    ("formatting around blocks", "", "<b><p>a</b>", ""),
    ("ends of paragraphs", "", "</p>", ""),
    (
        "ends without start",
        "<p><table><tr><td>",
        "a</p></b></span></x></li>",
        "",
    ),
    (
        "ends behind a border",
        "<p><b><table><td><div>",
        "<div></b></span></x-y></section>",
        "",
    ),
    ("elements of other names", "", "<x-a>", "</x-b>"),
    ("elements of many names", "", "<x><y><z>", "</x></y></z>"),
    ("headings", "", "<h1><h2>", ""),
    ("forms and buttons", "", "<form><button><div>", "</form>"),
    ("options", "<select>", "<option><optgroup>", ""),
    ("drawings", "", "<svg><g>", ""),
    ("drawings that are left", "", "<svg><g><p>", ""),
    ("formulas", "", "<math><mi><b>", ""),
    ("templates", "", "<template><td>", ""),
    ("tag starts", "", "<", ""),
    ("attributes", "<p ", "a=b ", ""),
    ("kept attributes", "<p ", "id=b class=c ", ""),
    ("attributes without end", "", "<p a=\"", ""),
    ("references", "", "&amp;&lt;", ""),
    ("references without end", "", "&#1", ""),
    ("references in attributes", "<p title=\"", "&amp;", ""),
    ("comments", "", "<!--", ""),
    ("a style", "<style>", "p { color: red } < ", ""),
    ("a script", "<script>", "<!--<script>", ""),
    ("blanks", "<p>", "a  \n ", ""),
    ("carriage returns", "<p>", "a\r\n", ""),
    ("breaks", "<p>", "a<br>", ""),
];

fn hostile((_, opening, unit, closing): (&str, &str, &str, &str), len_bytes: usize) -> String {
    let n = len_bytes / (unit.len() + closing.len());
    format!("{opening}{}{}", unit.repeat(n), closing.repeat(n))
}

fn shortest(source: &str) -> Duration {
    let run = || {
        let start = Instant::now();
        std::hint::black_box(read(std::hint::black_box(source), &HtmlOptions::default()));
        start.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap()
}

/// Ten times the input may take ten times as long; quadratic work would take a hundred times. On a busy machine a long run
/// is interrupted where a short one is not, so that one good run of several is enough.
#[test]
fn hostile_pages_take_linear_time() {
    for case in CASES {
        let small = shortest(&hostile(case, 50_000)).max(Duration::from_millis(3));
        let source = hostile(case, 500_000);
        let large: Vec<Duration> = (0..6)
            .map(|_| shortest(&source))
            .take_while(|large| *large >= small * 35)
            .collect();
        assert!(
            large.len() < 6,
            "{}: {small:?} for 50 kB, {large:?} for 500 kB",
            case.0
        );
    }
}

/// Bytes that a page holds beside its source.
fn held(page: &HtmlPage<'_>) -> usize {
    let tree = &page.tree;
    let per = |len: usize, size: usize| len * size;
    per(tree.nodes.capacity(), size_of_val(&tree.nodes[0]))
        + per(tree.attributes.list.capacity(), 12)
        + tree.attributes.decoded.capacity()
        + tree.decoded.capacity()
        + per(tree.decoded_texts.capacity(), 12)
        + page.text.capacity()
        + per(page.blocks.capacity(), size_of::<crate::html::Block>())
        + per(page.inlines.capacity(), size_of::<crate::html::Inline>())
        + per(page.images.capacity(), size_of::<crate::html::Image>())
        // Pieces of the map are not counted from here: each text has at least one.
        + per(page.blocks.len() + tree.decoded_texts.len(), 16)
}

#[test]
fn hostile_pages_hold_to_the_invariants_and_take_bounded_memory() {
    for case in CASES {
        let source = hostile(case, 1_000_000);
        let page = read(&source, &HtmlOptions::default());
        let held = held(&page);
        assert!(
            held <= 12 * source.len(),
            "{}: {held} bytes for {}",
            case.0,
            source.len()
        );
        let source = hostile(case, 60_000);
        invariants::check(&source, &read(&source, &HtmlOptions::default()));
    }
}

#[test]
fn size_of_records() {
    assert_eq!(size_of::<crate::html::tree::Node>(), 20);
    assert_eq!(size_of::<crate::html::token::Attribute>(), 12);
    assert!(size_of::<crate::html::Block>() <= 60);
}
