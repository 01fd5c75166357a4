use std::path::Path;

use proptest::prelude::*;
use wenmai_model::{BlockKind, Metadata, MetadataField, MetadataSource, Page, PageKind};
use wenmai_parse::{ParseOptions, explain, parse, parse_html};

use crate::support::{check_invariants, parse_file, render};

#[test]
fn pages() {
    insta::glob!("../../../../fixtures/html", "*.html", |path| {
        let document = parse_file(path);
        check_invariants(&document);
        insta::assert_snapshot!(render(&document));
    });
}

/// Five ways to write the page that everything started from; not in the repository.
#[test]
fn shapes_of_the_seed_have_the_outline_of_the_seed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/shapes");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let seed = folder.join("../seed/open-vs-closed-llm.txt");
    let outline = |path: &Path| -> Vec<(u8, String)> {
        let headings = parse_file(path).outline.into_iter();
        headings
            .map(|heading| (heading.level, heading.text))
            .collect()
    };
    let expected = outline(&seed);
    assert_eq!(expected.len(), 25);
    for shape in ["br", "cardsin", "htags", "lake", "strong"] {
        let path = folder.join(format!("page_{shape}.html"));
        assert_eq!(outline(&path), expected, "{shape}");
    }
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>Drying tea | Leaf</title>\
    <meta name=author content='Ann Lee'><meta property='article:published_time' content='2024-03-18T08:00:00Z'>\
    <link rel=canonical href='https://leaf.example/drying'></head><body>\
    <nav class=menu><ul><li><a href=/>Home</a><li><a href=/about>About</a></ul></nav>\
    <main><article><h1>Drying tea</h1><p>Green leaves are dried at once, so that they keep their color and their taste.</p>\
    <h2>Black tea</h2><p>Black tea is rolled first, and then it waits for a day in a warm and airy room.</p>\
    <ul><li>Roll the leaves, until they are wet with their own juice.<li>Let them lie, and turn them twice.</ul>\
    <h2>White tea</h2><p>White tea is dried in the sun, and hardly touched by anybody, which is why it costs so much.</p>\
    </article></main><footer class=footer><p>© 2024 Leaf. <a href=/terms>Terms</a></p></footer></body></html>";

#[test]
fn content_structure_and_metadata_of_a_page() {
    let document = parse_html(PAGE, &ParseOptions::default());
    check_invariants(&document);
    let metadata = &document.metadata;
    assert_eq!(metadata.title.as_deref(), Some("Drying tea"));
    assert_eq!(metadata.authors, ["Ann Lee"]);
    assert_eq!(metadata.published.as_deref(), Some("2024-03-18"));
    assert_eq!(
        metadata.canonical_url.as_deref(),
        Some("https://leaf.example/drying")
    );
    let outline: Vec<_> = document
        .outline
        .iter()
        .map(|heading| (heading.level, heading.tag_level, heading.text.as_str()))
        .collect();
    assert_eq!(
        outline,
        [(1, Some(2), "Black tea"), (1, Some(2), "White tea")]
    );
    let count = |kind| {
        let blocks = document.blocks.iter();
        blocks.filter(|block| block.kind == kind).count()
    };
    assert_eq!(
        (count(BlockKind::Paragraph), count(BlockKind::ListItem)),
        (3, 2)
    );
    let furniture: Vec<&str> = document
        .boilerplate
        .iter()
        .map(|region| document.slice(region.span))
        .collect();
    assert_eq!(furniture, ["Home\nAbout", "© 2024 Leaf. Terms"]);
}

#[test]
fn the_bytes_say_that_a_page_is_html() {
    let page = Page {
        body: PAGE.into(),
        ..Page::default()
    };
    let document = parse(&page, &ParseOptions::default());
    assert_eq!(document.kind, PageKind::Html);
    let explanation = explain(&page, &ParseOptions::default());
    let texts: Vec<&str> = explanation
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    assert_eq!(texts.first(), Some(&"Home"));
    assert!(explanation.lines.iter().all(|line| !line.reason.is_empty()));
}

proptest! {
    #[test]
    fn any_markup_is_parsed_and_no_visible_text_is_lost(
        pieces in proptest::collection::vec(
            prop_oneof![
                "[a-z ,.]{0,40}",
                "[一-十、。]{0,12}",
                Just("<p>".to_owned()),
                Just("</p>".to_owned()),
                Just("<h2>".to_owned()),
                Just("</div>".to_owned()),
                Just("<table><tr><td>".to_owned()),
                Just("<ul><li>".to_owned()),
                Just("<pre>\n".to_owned()),
                Just("<br>".to_owned()),
                Just("<b>".to_owned()),
                Just("</b>".to_owned()),
                Just("<a href=x>".to_owned()),
            ],
            0..40,
        )
    ) {
        let document = parse_html(&pieces.concat(), &ParseOptions::default());
        check_invariants(&document);
    }
}

const STORY: &str = "The tea is picked by hand, before the sun stands high. It is carried down the hill, and laid out on mats. \
    For a day it lies there, and it is turned twice, so that it dries evenly. Then it is rolled, and it rests under wet cloths, \
    until its color turns, which takes an hour, or two, or three, as the weather has it.";

#[test]
fn text_from_a_script_is_text_of_the_document() {
    let data = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Drying tea","author":[{{"@type":"Person",
        "name":"Ann Lee"}},{{"name":"Bob Marsh"}}],"datePublished":"2024-03-18","articleBody":"{STORY}"}}</script>"#
    );
    for (head, body) in [(data.as_str(), ""), ("", data.as_str())] {
        let page = format!(
            "<html><head><title>Drying tea | Leaf</title>{head}</head><body><h1>Drying tea</h1>{body}</body></html>"
        );
        let document = parse_html(&page, &ParseOptions::default());
        check_invariants(&document);
        let codes: Vec<&str> = document
            .findings
            .iter()
            .map(|finding| finding.code.as_ref())
            .collect();
        assert_eq!(codes, ["body_from_json_ld"]);
        let text = document.blocks.last().unwrap();
        assert_eq!(document.slice(text.span), STORY);
        assert_eq!(document.metadata.authors, ["Ann Lee", "Bob Marsh"]);
        assert_eq!(document.metadata.published.as_deref(), Some("2024-03-18"));
    }
}

#[test]
fn metadata_that_only_readers_see() {
    let head =
        "<html><head><title>Drying tea | Leaf</title></head><body><div class=logo>Leaf</div>";
    let story = format!("<article><p>{STORY}</p><p>{STORY}</p></article>");
    let aside = "<aside class=related><a href=/x>Another tea</a><span class=author>Eve Card</span><time datetime=2019-01-01>2019</time></aside>";
    let cases = [
        (
            "<p>By Ann Lee and Bob Marsh</p><p>March 18, 2024</p>",
            ["Ann Lee", "Bob Marsh"].as_slice(),
        ),
        (
            "<p class=byline>By Ann Lee | Updated 03/20/2024</p><time datetime=2024-03-18T09:00>18 March</time>",
            &["Ann Lee"],
        ),
        (
            "<div><a rel=author href=/a/ann>Ann Lee</a> · <span class=post-date>2024-03-18</span></div>",
            &["Ann Lee"],
        ),
        ("<div>发布时间：2024年3月18日　作者：张三</div>", &["张三"]),
        (
            "<div><span itemprop=author>Ann Lee</span> <span itemprop=datePublished content=2024-03-18>today</span></div>",
            &["Ann Lee"],
        ),
    ];
    for (byline, authors) in cases {
        let page = format!("{head}<h1>Drying tea</h1>{byline}{story}{aside}</body></html>");
        let document = parse_html(&page, &ParseOptions::default());
        check_invariants(&document);
        let metadata = &document.metadata;
        assert_eq!(metadata.title.as_deref(), Some("Drying tea"), "{byline}");
        assert_eq!(metadata.authors, authors, "{byline}");
        assert_eq!(
            metadata.published.as_deref(),
            Some("2024-03-18"),
            "{byline}"
        );
    }
}

/// The metadata of a page with this head and this body, a story behind it.
fn metadata_of(head: &str, body: &str) -> wenmai_model::Metadata {
    let page = format!(
        "<html><head>{head}</head><body>{body}<article><p>{STORY}</p><p>{STORY}</p></article></body></html>"
    );
    let document = parse_html(&page, &ParseOptions::default());
    check_invariants(&document);
    document.metadata
}

#[test]
fn the_day_of_a_change_stands_in_for_that_of_publication_and_says_so() {
    let source = |metadata: &Metadata| {
        let mut provenance = metadata.provenance.iter();
        let found = provenance.find(|from| from.field == MetadataField::Published);
        found.map(|from| from.source)
    };
    let modified = "<meta property=article:modified_time content=2024-03-20>";
    let metadata = metadata_of(modified, "<h1>Drying tea</h1>");
    assert_eq!(metadata.published.as_deref(), Some("2024-03-20"));
    assert_eq!(source(&metadata), Some(MetadataSource::Derived));
    assert_eq!(metadata.modified.as_deref(), Some("2024-03-20"));
    let updated = metadata_of("", "<h1>Drying tea</h1><p>Updated March 20, 2024</p>");
    assert_eq!(source(&updated), Some(MetadataSource::Derived));
    assert_eq!(updated.modified.as_deref(), Some("2024-03-20"));
    let shown = metadata_of(
        modified,
        "<h1>Drying tea</h1><p>March 18, 2024 by Ann Lee</p>",
    );
    assert_eq!(shown.published.as_deref(), Some("2024-03-18"));
    assert_eq!(source(&shown), Some(MetadataSource::VisibleText));
    assert_eq!(shown.authors, ["Ann Lee"]);
}

#[test]
fn names_are_those_of_people() {
    let cases: [(&str, &[&str]); 5] = [
        (
            "<meta name=citation_author content='Lee, Ann B.'><meta name=citation_author content='Marsh, Bob'>",
            &["Ann B. Lee", "Bob Marsh"],
        ),
        (
            "<meta property=og:site_name content='Leaf Daily'><meta name=author content='Ann Lee, Leaf Daily'>",
            &["Ann Lee"],
        ),
        (
            "<meta property=article:author content='https://social.example/ann'><meta name=author content='Ann Lee @annlee'>",
            &["Ann Lee"],
        ),
        (
            r#"<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"Drying tea","author":{"@id":"ann"}},
            {"@type":"Person","@id":"ann","name":"Ann Lee"}]}</script>"#,
            &["Ann Lee"],
        ),
        // The house is vague, so that the byline is asked.
        (
            r#"<script type="application/ld+json">{"@type":"Article","headline":"Drying tea","author":{"name":"Green Press"},
            "publisher":{"name":"Green Press"}}</script>"#,
            &["Bob Marsh"],
        ),
    ];
    for (head, authors) in cases {
        let metadata = metadata_of(head, "<h1>Drying tea</h1><p>By Bob Marsh</p>");
        assert_eq!(metadata.authors, authors, "{head}");
    }
}

#[test]
fn titles_that_no_heading_repeats() {
    let twice = "<title>Tea dryers and mats | Leaf</title><meta property=og:site_name content=Leaf>\
        <meta property=og:title content='Tea dryers and mats'>";
    let article = "<meta property=og:type content=article>";
    let cases = [
        // Other pages than articles show slogans.
        (
            twice.to_owned(),
            "<h1>Dry better!</h1>",
            "Tea dryers and mats",
        ),
        (
            format!("{twice}{article}"),
            "<h1>Dry better!</h1>",
            "Dry better!",
        ),
        (
            format!("{twice}{article}"),
            "<h1>One</h1><h1>Two</h1><h1>Three</h1>",
            "Tea dryers and mats",
        ),
        (
            "<title>Dry\u{ad}ing tea</title>".to_owned(),
            "",
            "Drying tea",
        ),
        (
            "<title>Leaf - Drying tea</title><meta property=og:site_name content=Leaf>".to_owned(),
            "",
            "Drying tea",
        ),
    ];
    for (head, body, title) in cases {
        let metadata = metadata_of(&head, body);
        assert_eq!(metadata.title.as_deref(), Some(title), "{head}{body}");
    }
}

#[test]
fn one_property_of_many_names_is_no_copy_of_its_value_for_each() {
    // A copy of the value for each name would be ten gigabytes.
    let names = "datepublished ".repeat(100_000);
    let value = "x".repeat(100_000);
    let body = format!(
        "<h1>Drying tea</h1><p itemprop='{names}' content='{value}'>a<time itemprop=datePublished datetime=2024-03-18></time>"
    );
    let metadata = metadata_of("", &body);
    assert_eq!(metadata.published.as_deref(), Some("2024-03-18"));
}
