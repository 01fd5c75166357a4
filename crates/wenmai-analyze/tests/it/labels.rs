//! Labels and invisible characters through the readers of pages: parsing keeps all that analysis looks for.

use wenmai_analyze::rights::{RightsOptions, RightsReader};
use wenmai_analyze::{LabelFinder, LabelOptions};
use wenmai_model::{Document, Page, PageKind};
use wenmai_parse::{ParseOptions, parse, parse_html, parse_markdown, parse_text};

const PARAGRAPH: &str =
    "春天的风从河面上吹过来，岸边的柳树已经发芽，老人们坐在长椅上晒太阳，孩子们在草地上奔跑。";

/// `model-7` in invisible bits.
fn bits() -> String {
    let bit = |byte: u8, at: u32| {
        if byte >> at & 1 == 0 {
            '\u{200b}'
        } else {
            '\u{200c}'
        }
    };
    let bits = b"model-7"
        .iter()
        .flat_map(|&byte| (0..8).rev().map(move |at| bit(byte, at)));
    bits.collect()
}

/// A manifest of C2PA with a store of 16 bytes.
fn manifest() -> String {
    let bytes = b"C2PATXT\0\x01\0\0\0\x10\0\0\0\x10jumb\0\0\0\x08jumd";
    let code = |&byte: &u8| match u32::from(byte) {
        low @ 0..16 => 0xfe00 + low,
        high => 0xe0100 + high - 16,
    };
    let selectors = bytes.iter().filter_map(|byte| char::from_u32(code(byte)));
    std::iter::once('\u{feff}').chain(selectors).collect()
}

/// The codes that are found, without those of the severity that only notes something, in order of place.
fn codes(document: &Document) -> Vec<(String, String)> {
    let finder = LabelFinder::new(&LabelOptions::default()).unwrap();
    let mut findings = finder.findings(document);
    findings.sort_by_key(|finding| finding.span.map(|span| span.start));
    let short = |message: &str| {
        message
            .split([';', ','])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    findings
        .iter()
        .map(|finding| (finding.code.to_string(), short(&finding.message)))
        .collect()
}

fn check(document: &Document, expected: &[(&str, &str)]) {
    let found = codes(document);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(code, message)| (code.as_str(), message.as_str()))
        .collect();
    assert_eq!(found, expected, "{:?}", document.text);
}

const RUN: (&str, &str) = (
    "hidden_characters",
    "56 invisible characters stand here in a row",
);
const MANIFEST: (&str, &str) = (
    "c2pa_manifest",
    "a C2PA manifest of 16 bytes stands here in variation selectors",
);

#[test]
fn pages_of_html_keep_what_is_invisible() {
    let (bits, manifest) = (bits(), manifest());
    let references = bits
        .replace('\u{200b}', "&#x200B;")
        .replace('\u{200c}', "&zwnj;");
    let page = format!(
        "<title>河边</title><body><article><h1>河边的春天</h1><p>{PARAGRAPH}{bits}</p><p>{bits}</p><div>{references}</div>\
         <h2>{bits}第二节</h2><p>{PARAGRAPH}<span>{bits}</span></p><ul><li>{bits}</li></ul><p>{PARAGRAPH}</p><p>{manifest}</p></article></body>"
    );
    let document = parse_html(&page, &ParseOptions::default());
    check(&document, &[RUN, RUN, RUN, RUN, RUN, RUN, MANIFEST]);
    // What an editor leaves in an empty paragraph is taken out, as blanks are.
    let page = format!(
        "<article><h1>河边的春天</h1><p>{PARAGRAPH}</p><p>&#x200B;</p><p>{PARAGRAPH}</p></article>"
    );
    let document = parse_html(&page, &ParseOptions::default());
    assert!(!document.text.contains('\u{200b}'));
}

#[test]
fn pages_of_text_and_markdown_keep_what_is_invisible() {
    let (bits, manifest) = (bits(), manifest());
    let page = format!("{PARAGRAPH}{bits}\n\n{bits}\n\n{manifest}\n\n{PARAGRAPH}\n");
    let text = parse_text(&format!("河边的春天\n\n{page}"), &ParseOptions::default());
    check(&text, &[RUN, RUN, MANIFEST]);
    let markdown = parse_markdown(&format!("# 河边的春天\n\n{page}"), &ParseOptions::default());
    check(&markdown, &[RUN, RUN, MANIFEST]);
    assert_eq!(
        markdown.blocks.len(),
        4,
        "title, paragraph, manifest, paragraph"
    );
    let first = parse_markdown(
        &format!("{bits}\n\n# 河边的春天\n\n{PARAGRAPH}\n"),
        &ParseOptions::default(),
    );
    check(&first, &[RUN]);
}

#[test]
fn front_matter_and_comments_of_markdown_are_signals() {
    let front = "---\ntitle: 河边\nAIGC:\n  ContentProducer: '001191'\n  ContentPropagator: '001191'\n  Label: '1'\n  ProduceID: 'c'\n  PropagateID: 'c'\n  ReservedCode1: 'd'\n  ReservedCode2: 'd'\n---\n";
    let comment = "<!-- -----BEGIN C2PA MANIFEST----- https://a.example/m.c2pa -----END C2PA MANIFEST----- -->";
    let page = format!("{front}\n# 河边\n\n{PARAGRAPH}\n\n{comment}\n");
    let document = parse_markdown(&page, &ParseOptions::default());
    check(
        &document,
        &[
            ("ai_metadata", "the metadata say: AI made the content"),
            (
                "c2pa_manifest",
                "the page carries or names a C2PA manifest outside of its text",
            ),
        ],
    );
    let span = document.signals[0].span.unwrap();
    assert!(page[span.start as usize..span.end as usize].starts_with("AIGC:\n"));
    let other = parse_markdown(
        "---\ntitle: AIGC\n---\n\n# 河边\n\n春天的风。\n",
        &ParseOptions::default(),
    );
    assert_eq!(other.signals, []);
}

#[test]
fn manifests_of_html_are_links_of_page_and_response() {
    let said = (
        "c2pa_manifest",
        "the page carries or names a C2PA manifest outside of its text",
    );
    let body = format!(
        "<title>河边</title><link href=/m.c2pa rel=c2pa-manifest><h1>河边</h1><p>{PARAGRAPH}</p>"
    );
    let page = Page {
        headers: vec![(
            "Link".to_owned(),
            "</n.c2pa>; rel=\"c2pa-manifest\"".to_owned(),
        )],
        body: body.clone().into_bytes(),
        kind: Some(PageKind::Html),
        ..Page::default()
    };
    let document = parse(&page, &ParseOptions::default());
    check(&document, &[said, said]);
    let span = document
        .signals
        .iter()
        .find_map(|signal| signal.span)
        .unwrap();
    assert_eq!(
        &body[span.start as usize..span.end as usize],
        "<link href=/m.c2pa rel=c2pa-manifest>"
    );
    let reader = RightsReader::new(&RightsOptions::default()).unwrap();
    assert!(
        reader.rights(&document).is_none(),
        "a manifest is no licence"
    );
}

#[test]
fn labels_stand_at_both_ends_of_a_page() {
    let page = format!(
        "<title>河边</title><body><nav><a href=/>AI生成</a> <a href=/a>AI绘画</a></nav><article><h1>河边的春天</h1><p>（本文由AI生成）</p><p>{PARAGRAPH}</p>\
         <p>有人说，本文由AI生成的文字太多。{PARAGRAPH}</p><p>内容由AI生成，仅供参考</p></article></body>"
    );
    let says = "the page says that AI made it or a part of it";
    check(
        &parse_html(&page, &ParseOptions::default()),
        &[("ai_label", says), ("ai_label", says)],
    );
}
