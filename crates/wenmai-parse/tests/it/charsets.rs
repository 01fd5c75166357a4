//! Pages in legacy charsets, from bytes to documents.

use encoding_rs::{Encoding, GBK, SHIFT_JIS};
use wenmai_model::{Document, Page, PageKind};
use wenmai_parse::{ParseOptions, parse};

use crate::support::check_invariants;

const HTML: &str = "<!DOCTYPE html><html><head><title>旧书店地图</title></head><body>\
    <h1>旧书店地图</h1><p>我们收集各地的旧书店，介绍它们的主人和藏书，也说说怎样走到那里去。</p>\
    <h2>北方的书店</h2><p>北方的冬天很长，店里烧着炉子，看书的人一坐就是一个下午，谁也不催。</p>\
    <h2>南方的书店</h2><p>南方多雨，书怕潮，店主隔几天就要把书架上的书一本一本翻开来晾一晾。</p>\
    </body></html>";

const TEXT: &str = "旧书店地图\n\n一、北方的书店\n\n北方的冬天很长，店里烧着炉子，看书的人一坐就是一个下午。\n\n\
    二、南方的书店\n\n南方多雨，书怕潮，店主隔几天就要把书翻开来晾一晾。\n";

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, has_more) = encoding.encode(text);
    assert!(!has_more, "{text}");
    bytes.into_owned()
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn document(page: &Page) -> Document {
    let document = parse(page, &ParseOptions::default());
    check_invariants(&document);
    document
}

fn page(body: Vec<u8>) -> Page {
    Page {
        body,
        ..Page::default()
    }
}

fn codes(document: &Document) -> Vec<&str> {
    let findings = document.findings.iter();
    findings.map(|finding| &*finding.code).collect()
}

#[test]
fn places_lie_in_the_decoded_source() {
    for (body, charset) in [
        (encoded(HTML, GBK), "GBK"),
        (utf_16(HTML), "UTF-16LE"),
        (HTML.into(), "UTF-8"),
    ] {
        let document = document(&page(body));
        assert_eq!(document.kind, PageKind::Html, "{charset}");
        assert_eq!(document.source.charset.as_deref(), Some(charset));
        let places: Vec<&str> = document
            .outline
            .iter()
            .map(|heading| document.source_span(heading.span).of(HTML).unwrap())
            .collect();
        assert_eq!(places, ["北方的书店", "南方的书店"], "{charset}");
    }
}

#[test]
fn text_pages_in_other_charsets_are_those_in_utf8() {
    let expected = document(&page(TEXT.into()));
    assert_eq!(expected.outline.len(), 2);
    for body in [encoded(TEXT, GBK), utf_16(TEXT)] {
        let document = document(&page(body));
        assert_eq!(document.kind, PageKind::Text);
        assert_eq!(document.text, expected.text);
        assert_eq!(document.outline, expected.outline);
        assert_eq!(codes(&document), codes(&expected));
    }
}

/// Text that is too short to be told without a declaration: 日本 in `Shift_JIS` is four letters and signs in windows-1252.
#[test]
fn headers_declare_the_charset_and_fields_come_before_them() {
    let with = |charset: Option<&str>, headers: &[(&str, &str)]| {
        let headers = headers
            .iter()
            .map(|&(name, value)| (name.to_owned(), value.to_owned()));
        let document = document(&Page {
            charset: charset.map(str::to_owned),
            headers: headers.collect(),
            ..page(encoded("日本", SHIFT_JIS))
        });
        (document.text, document.source.charset.unwrap())
    };
    let read = || ("日本".to_owned(), "Shift_JIS".to_owned());
    let html = "text/html; charset=\"Shift_JIS\"";
    assert_eq!(with(None, &[("content-TYPE", html)]), read());
    let others = [("Server", "charset=big5"), ("Content-Type", html)];
    assert_eq!(with(None, &others), read());
    let latin = [("Content-Type", "text/plain; charset=latin1")];
    assert_eq!(with(Some("sjis"), &latin), read());
    assert_ne!(with(None, &latin), read());
}

#[test]
fn a_false_declaration_has_its_place_in_the_text_of_the_document() {
    let source = HTML.replace("<head>", "<head><meta charset=utf-8>");
    let document = document(&page(encoded(&source, GBK)));
    assert_eq!(document.source.charset.as_deref(), Some("GBK"));
    let mut findings = document.findings.iter();
    let finding = findings
        .find(|finding| finding.code == "charset_mismatch")
        .unwrap();
    assert_eq!(finding.value.as_deref(), Some("utf-8"));
    assert!(finding.span.unwrap().of(&document.text).is_some());
}
