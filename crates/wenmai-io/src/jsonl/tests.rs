use std::fmt::Write;

use proptest::prelude::*;
use wenmai_model::PageKind;

use super::*;
use crate::reader::RecordReader;
use crate::record::NoPage;

fn records(jsonl: &[u8], fields: &RecordFields) -> Vec<Result<Page, InputError>> {
    records_in(jsonl, fields, None)
}

fn records_in(
    jsonl: &[u8],
    fields: &RecordFields,
    charset: Option<&str>,
) -> Vec<Result<Page, InputError>> {
    let options = ReadOptions {
        fields: fields.clone(),
        charset: charset.map(str::to_owned),
        max_page_bytes: 200,
        ..ReadOptions::default()
    };
    let jsonl = std::io::Cursor::new(jsonl.to_vec());
    let page = |record: RawRecord| match record.page(&options) {
        Ok(page) => Ok(page),
        Err(NoPage::Error(error)) => Err(error),
        Err(NoPage::Skipped(reason)) => panic!("skipped: {reason}"),
    };
    RecordReader::new(jsonl, "in.jsonl", &options)
        .unwrap()
        .map(|record| record.and_then(page))
        .collect()
}

/// One line a record: position, id, kind and body, or the error.
fn check(jsonl: &str, fields: &RecordFields) -> String {
    records(jsonl.as_bytes(), fields)
        .into_iter()
        .fold(String::new(), |mut out, record| {
            match record {
                Ok(page) => {
                    let kind = page.kind.map_or("?", PageKind::as_str);
                    let body = String::from_utf8(page.body).unwrap();
                    writeln!(out, "{} {} {kind} {body}", page.record, page.id).unwrap();
                }
                Err(error) => writeln!(out, "{error}; {}", error.help()).unwrap(),
            }
            out
        })
}

#[test]
fn defaults() {
    let jsonl = concat!(
        "\u{FEFF}{\"text\":\"一\",\"id\":\"a\"}\r\n",
        "\n",
        "{\"text\":\"二\",\"url\":\"https://example.org/2\"}\n",
        "{\"text\":\"三\"}\n",
        "{\"text\":\"四\",\"html\":\"<p>四</p>\",\"id\":4}\n",
        "{\"text\":\"五\",\"html\":null}",
    );
    insta::assert_snapshot!(check(jsonl, &RecordFields::default()), @"
    0 a text 一
    1 https://example.org/2 text 二
    2 2 text 三
    3 4 html <p>四</p>
    4 4 text 五
    ");
}

#[test]
fn named_fields() {
    let fields = RecordFields {
        content: Some("markdown".into()),
        id: Some("link".into()),
        url: Some("link".into()),
    };
    let jsonl = "{\"link\":\"https://example.org\",\"markdown\":\"# 一\",\"html\":\"<h1>\"}";
    insta::assert_snapshot!(check(jsonl, &fields), @"0 https://example.org markdown # 一");
}

#[test]
fn broken_lines_have_a_place_and_the_others_still_come() {
    let long = "x".repeat(300);
    let jsonl = format!(
        "{{\"id\":\"a\",\"text\":\"一\"}}\n\
         {{\"id\":\"b\",\"text\":\n\
         [1,2]\n\
         {{\"text\":\"一\"}} tail\n\
         {{\"id\":\"{long}\"}}\n\
         {{\"id\":\"c\",\"body\":\"二\"}}\n\
         {{\"text\":\"\\ud800\"}}\n\
         {{}}\n\
         {{\"id\":\"d\",\"text\":\"三\"}}\n"
    );
    insta::assert_snapshot!(check(&jsonl, &RecordFields::default()));
}

#[test]
fn capture_time_and_headers() {
    let page = |fields: &str| {
        let jsonl = format!("{{\"text\":\"一\",{fields}}}");
        records(jsonl.as_bytes(), &RecordFields::default())
            .remove(0)
            .unwrap()
    };
    let times = [
        "\"2024-10-08T12:00:00+08:00\"",
        "\"2024-10-08T04:00:00Z\"",
        "\"2024-10-08T04:00:00\"",
        "\"2024-10-08\"",
        "1728360000",
        "\"yesterday\"",
        "null",
    ];
    let times: Vec<String> = times
        .iter()
        .map(|time| {
            page(&format!("\"captured_at\":{time}"))
                .captured_at
                .map_or("-".into(), |at| at.to_string())
        })
        .collect();
    insta::assert_snapshot!(times.join("\n"), @"
    2024-10-08T04:00:00Z
    2024-10-08T04:00:00Z
    2024-10-08T04:00:00Z
    2024-10-08T00:00:00Z
    2024-10-08T04:00:00Z
    -
    -
    ");
    let expected = [
        ("A".to_owned(), "1".to_owned()),
        ("B".into(), "2".into()),
        ("B".into(), "3".into()),
    ];
    assert_eq!(
        page("\"headers\":{\"A\":1,\"B\":[\"2\",\"3\"]}").headers,
        expected
    );
    assert_eq!(
        page("\"headers\":[[\"A\",1],[\"B\",\"2\"],[\"B\",\"3\"],[\"C\"]]").headers,
        expected
    );
}

/// Kind, charset, whether it is certain, and body of the record, or the error.
fn check_bytes(record: &str, charset: Option<&str>) -> String {
    let mut records = records_in(record.as_bytes(), &RecordFields::default(), charset);
    match records.remove(0) {
        Ok(page) => {
            let certain = if page.is_charset_certain {
                "certainly"
            } else {
                "said to be"
            };
            format!(
                "{} {certain} {} {}",
                page.kind.map_or("?", PageKind::as_str),
                page.charset.as_deref().unwrap_or("-"),
                page.body.escape_ascii()
            )
        }
        Err(error) => format!("{error}; {}", error.help()),
    }
}

#[test]
fn pages_in_base64_are_bytes_in_a_charset() {
    // `<p>旧` in GBK, with and without its padding, and broken into lines as mail is.
    let cases = [
        ("{\"html_b64\":\"PHA+vsk=\"}", None),
        ("{\"html_b64\":\"PHA+vsk\"}", None),
        ("{\"html_b64\":\"PHA+\\r\\nvsk=\\r\\n\"}", None),
        ("{\"html_b64\":\"PHA+vsk=\",\"charset\":\"gb2312\"}", None),
        (
            "{\"charset\":\"gb2312\",\"html_b64\":\"PHA+vsk=\"}",
            Some("GBK"),
        ),
        // What is a string is Unicode, and comes first.
        (
            "{\"html_b64\":\"PHA+vsk=\",\"html\":\"<p>\",\"charset\":\"gbk\"}",
            Some("GBK"),
        ),
        (
            "{\"html_b64\":\"PHA+vsk=\",\"html\":\"\",\"text\":\"x\"}",
            None,
        ),
        ("{\"html_b64\":\"<p>\"}", None),
        ("{\"html_b64\":\"PHA+vs\\u6587=\"}", None),
    ];
    let lines = cases.map(|(record, charset)| check_bytes(record, charset));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    html said to be - <p>\xbe\xc9
    html said to be - <p>\xbe\xc9
    html said to be - <p>\xbe\xc9
    html said to be gb2312 <p>\xbe\xc9
    html certainly GBK <p>\xbe\xc9
    html certainly utf-8 <p>
    html said to be - <p>\xbe\xc9
    in.jsonl: the field `html_b64` is not base64: Invalid symbol 60, offset 0. (1:1); encode the bytes of the page as base64 (RFC 4648), or give the page as a string in another field
    in.jsonl: the field `html_b64` is not base64: Invalid symbol 230, offset 6. (1:1); encode the bytes of the page as base64 (RFC 4648), or give the page as a string in another field
    "#);
    let fields = RecordFields {
        content: Some("text_b64".into()),
        ..RecordFields::default()
    };
    let page = records(b"{\"text_b64\":\"/////w\"}", &fields)
        .remove(0)
        .unwrap();
    assert_eq!(
        (page.kind, &*page.body),
        (Some(PageKind::Text), &[0xff; 4][..])
    );
}

proptest! {
    /// No bytes stop the reader, and every line with text in it is counted once.
    #[test]
    fn total(bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'{'), Just(b'"'), any::<u8>()], 0..400)) {
        let lines = bytes
            .split(|&byte| byte == b'\n')
            .enumerate()
            .filter(|(number, line)| {
                let bom = if *number == 0 { &b"\xEF\xBB\xBF"[..] } else { b"" };
                !line.strip_prefix(bom).unwrap_or(line).trim_ascii().is_empty()
            })
            .count();
        prop_assert_eq!(records(&bytes, &RecordFields::default()).len(), lines);
    }

    /// What a JSON writer writes is read back unchanged.
    #[test]
    fn round_trip(texts in prop::collection::vec("\\PC{1,20}", 0..10)) {
        let mut jsonl = String::new();
        for text in &texts {
            writeln!(jsonl, "{}", serde_json::json!({ "text": text })).unwrap();
        }
        let bodies: Vec<String> = records(jsonl.as_bytes(), &RecordFields::default())
            .into_iter()
            .map(|page| String::from_utf8(page.unwrap().body).unwrap())
            .collect();
        prop_assert_eq!(bodies, texts);
    }
}
