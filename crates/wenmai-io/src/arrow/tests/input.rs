use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder, StructBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BinaryViewArray, Date32Array, DictionaryArray, Int64Array,
    LargeBinaryArray, LargeStringArray, ListArray, StringArray, StringViewArray, StructArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
};
use arrow_schema::{DataType, Field};

use super::{parquet, strings};
use crate::reader::RecordReader;
use crate::{Checkpoint, InputErrorKind, InputKind, NoPage, ReadOptions, RecordFields, read_pages};

/// One line a record: position, id, kind, charset, whether it is certain, and body, or the error.
fn check(path: &Path, options: &ReadOptions) -> String {
    let folder = path.parent().unwrap().to_str().unwrap();
    read_pages([path], options).fold(String::new(), |mut out, page| {
        match page {
            Ok(page) => {
                let kind = page.kind.map_or("?", |kind| kind.as_str());
                let charset = page.charset.unwrap_or_default();
                let mark = if page.is_charset_certain { "!" } else { "" };
                let body = String::from_utf8_lossy(&page.body);
                writeln!(
                    out,
                    "{} {} {kind} {charset}{mark} {body}",
                    page.record, page.id
                )
                .unwrap();
            }
            Err(error) => {
                let text = format!("{error}; {}", error.help());
                writeln!(out, "{}", text.replace(folder, "FOLDER")).unwrap();
            }
        }
        out
    })
}

#[test]
fn rows_are_pages_by_the_rules_of_jsonl() {
    let columns = vec![
        (
            "id",
            strings(&[Some("a"), None, None, Some(""), Some("e"), Some("f")]),
        ),
        (
            "url",
            strings(&[None, Some("https://example.org/b"), None, None, None, None]),
        ),
        (
            "html",
            strings(&[Some("<p>一"), None, Some(""), None, None, None]),
        ),
        (
            "html_b64",
            strings(&[None, Some("PHA+5LiA"), None, Some("?"), None, None]),
        ),
        (
            "text",
            strings(&[
                Some("一"),
                Some("二"),
                Some("三"),
                None,
                None,
                Some("六七八"),
            ]),
        ),
        ("screenshot", strings(&[Some("x"); 6])),
    ];
    let (_folder, path) = parquet(columns, 4);
    insta::assert_snapshot!(check(&path, &ReadOptions::default()));
    let options = ReadOptions {
        fields: RecordFields {
            content: Some("screenshot".into()),
            id: Some("url".into()),
            ..RecordFields::default()
        },
        max_page_bytes: 1,
        ..ReadOptions::default()
    };
    insta::assert_snapshot!(check(&path, &options));
    let options = ReadOptions {
        fields: RecordFields {
            content: Some("text".into()),
            ..RecordFields::default()
        },
        max_page_bytes: 3,
        ..ReadOptions::default()
    };
    insta::assert_snapshot!(check(&path, &options));
}

#[test]
fn a_file_without_content_is_one_error() {
    let (_folder, path) = parquet(
        vec![
            ("id", strings(&[None, None])),
            ("body", strings(&[None, None])),
        ],
        9,
    );
    insta::assert_snapshot!(
        check(&path, &ReadOptions::default()),
        @"FOLDER/pages.parquet: the record has no text in `html` or `html_b64` or `text` or `markdown`; name the field that holds the page with --content-field; this record has `id`, `body`"
    );
    let (_folder, path) = parquet(
        vec![("text", Arc::new(Int64Array::from(vec![1])) as ArrayRef)],
        9,
    );
    insta::assert_snapshot!(
        check(&path, &ReadOptions::default()),
        @"FOLDER/pages.parquet: the record has no text in `html` or `html_b64` or `text` or `markdown`; name the field that holds the page with --content-field; this record has `text`"
    );
    let (_folder, path) = parquet(vec![("text", strings(&[]))], 9);
    assert_eq!(check(&path, &ReadOptions::default()), "");
}

#[test]
fn content_is_text_or_bytes_in_any_column() {
    let texts = vec![Some("一"), None, Some("三")];
    let dictionary: DictionaryArray<Int32Type> = texts.iter().copied().collect();
    for column in [
        Arc::new(StringArray::from(texts.clone())) as ArrayRef,
        Arc::new(LargeStringArray::from(texts.clone())),
        Arc::new(StringViewArray::from(texts.clone())),
        Arc::new(dictionary),
    ] {
        let (_folder, path) = parquet(vec![("text", column)], 9);
        let options = ReadOptions {
            charset: Some("gbk".into()),
            ..ReadOptions::default()
        };
        insta::allow_duplicates! {
            insta::assert_snapshot!(check(&path, &options), @"
            0 0 text utf-8! 一
            FOLDER/pages.parquet: the record has no text in `html` or `html_b64` or `text` or `markdown` (row 1); name the field that holds the page with --content-field; this record has `text`
            2 2 text utf-8! 三
            ");
        }
    }
    let gbk: Vec<Option<&[u8]>> = vec![Some(b"<p>\xD5\xFD"), None];
    for column in [
        Arc::new(BinaryArray::from(gbk.clone())) as ArrayRef,
        Arc::new(LargeBinaryArray::from(gbk.clone())),
        Arc::new(BinaryViewArray::from(gbk.clone())),
    ] {
        let columns = vec![("html", column), ("charset", strings(&[Some("gbk"), None]))];
        let (_folder, path) = parquet(columns, 9);
        insta::allow_duplicates! {
            insta::assert_snapshot!(check(&path, &ReadOptions::default()), @"
            0 0 html gbk <p>��
            FOLDER/pages.parquet: the record has no text in `html` or `html_b64` or `text` or `markdown` (row 1); name the field that holds the page with --content-field; this record has `html`, `charset`
            ");
        }
        let options = ReadOptions {
            charset: Some("big5".into()),
            ..ReadOptions::default()
        };
        assert!(check(&path, &options).starts_with("0 0 html big5! <p>"));
    }
}

/// What one row with `column` as `name` says.
fn described(name: &str, column: ArrayRef) -> String {
    let columns = vec![("text", strings(&[Some("一")])), (name, column)];
    let (_folder, path) = parquet(columns, 9);
    let page = read_pages([path], &ReadOptions::default())
        .next()
        .unwrap()
        .unwrap();
    let headers: Vec<String> = page
        .headers
        .iter()
        .map(|(n, v)| format!("{n}: {v}"))
        .collect();
    let at = page.captured_at.map_or(String::new(), |at| at.to_string());
    format!("{at}{}{}", headers.join("; "), page.keywords.join("; "))
}

#[test]
fn times_are_strings_integers_days_and_timestamps() {
    let seconds = 1_714_521_600;
    let columns: [(ArrayRef, &str); 9] = [
        (
            strings(&[Some("2024-05-01T08:00:00+08:00")]),
            "2024-05-01T00:00:00Z",
        ),
        (strings(&[Some("2024-05-01")]), "2024-05-01T00:00:00Z"),
        (strings(&[Some("yesterday")]), ""),
        (
            Arc::new(Int64Array::from(vec![seconds])),
            "2024-05-01T00:00:00Z",
        ),
        (
            Arc::new(Date32Array::from(vec![19_844])),
            "2024-05-01T00:00:00Z",
        ),
        (
            Arc::new(TimestampMillisecondArray::from(vec![seconds * 1000 + 5])),
            "2024-05-01T00:00:00.005Z",
        ),
        (
            Arc::new(
                TimestampMicrosecondArray::from(vec![seconds * 1_000_000]).with_timezone("+08:00"),
            ),
            "2024-05-01T00:00:00Z",
        ),
        (
            Arc::new(TimestampNanosecondArray::from(vec![-1])),
            "1969-12-31T23:59:59.999999999Z",
        ),
        (
            Arc::new(TimestampMicrosecondArray::from(vec![i64::MAX])),
            "",
        ),
    ];
    for (column, expected) in columns {
        assert_eq!(described("captured_at", column), expected);
    }
}

fn list(values: &[&[&str]]) -> ListArray {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for values in values {
        builder.append_value(values.iter().map(Some));
    }
    builder.finish()
}

/// Two headers as a list of structs whose fields have these names.
fn pairs(names: [&str; 2]) -> ArrayRef {
    let fields = names.map(|name| Field::new(name, DataType::Utf8, true));
    let mut builder = ListBuilder::new(StructBuilder::from_fields(fields.to_vec(), 2));
    for [name, value] in [["Content-Type", "text/html"], ["X", "b"]] {
        let record = builder.values();
        for (index, field) in names.iter().enumerate() {
            let cell = if *field == "value" { value } else { name };
            let column: &mut StringBuilder = record.field_builder(index).unwrap();
            column.append_value(cell);
        }
        record.append(true);
    }
    builder.append(true);
    Arc::new(builder.finish())
}

#[test]
fn headers_are_maps_pairs_and_json() {
    let expected = "Content-Type: text/html; X: b";
    let mut map = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    map.keys().append_value("Content-Type");
    map.values().append_value("text/html");
    map.keys().append_value("X");
    map.values().append_value("b");
    map.append(true).unwrap();
    assert_eq!(described("headers", Arc::new(map.finish())), expected);

    let mut map = MapBuilder::new(
        None,
        StringBuilder::new(),
        ListBuilder::new(StringBuilder::new()),
    );
    map.keys().append_value("X");
    map.values().append_value([Some("b"), Some("c")]);
    map.append(true).unwrap();
    assert_eq!(described("headers", Arc::new(map.finish())), "X: b; X: c");

    assert_eq!(described("headers", pairs(["name", "value"])), expected);
    assert_eq!(described("headers", pairs(["value", "name"])), expected);

    let json = r#"{"Content-Type": "text/html", "X": ["b", 1]}"#;
    assert_eq!(
        described("headers", strings(&[Some(json)])),
        format!("{expected}; X: 1")
    );
    assert_eq!(described("headers", strings(&[Some("X: b")])), "");

    let fields = StructArray::from(vec![(
        Arc::new(Field::new("X", DataType::Utf8, true)),
        strings(&[Some("b")]),
    )]);
    assert_eq!(described("headers", Arc::new(fields)), "X: b");
}

#[test]
fn keywords_are_lists_and_strings_with_commas() {
    assert_eq!(
        described("tags", Arc::new(list(&[&["开源", " 闭源 "]]))),
        "开源; 闭源"
    );
    assert_eq!(
        described("keywords", strings(&[Some("开源，闭源")])),
        "开源; 闭源"
    );
}

#[test]
fn reading_goes_on_at_any_row() {
    let texts: Vec<String> = (0..250).map(|row| format!("页{row}")).collect();
    let cells: Vec<Option<&str>> = texts
        .iter()
        .enumerate()
        .map(|(row, text)| (row % 10 != 3).then_some(text.as_str()))
        .collect();
    let (_folder, path) = parquet(vec![("text", strings(&cells))], 90);
    let options = ReadOptions::default();
    let rest = |mut reader: RecordReader| {
        let mut pages = Vec::new();
        let mut checkpoints = vec![reader.checkpoint()];
        while let Some(record) = reader.next() {
            checkpoints.push(reader.checkpoint());
            let page = record
                .map_err(NoPage::Error)
                .and_then(|record| record.page(&options));
            pages.push(match page {
                Ok(page) => (page.record, page.body),
                Err(NoPage::Error(error)) => (0, error.to_string().into_bytes()),
                Err(NoPage::Skipped(reason)) => panic!("{reason}"),
            });
        }
        (pages, checkpoints)
    };
    let reader = RecordReader::open(&path, &options).unwrap();
    assert_eq!(reader.kind(), InputKind::Parquet);
    let (all, checkpoints) = rest(reader);
    assert_eq!(all.len(), 250);
    for row in [0, 1, 3, 89, 90, 91, 179, 180, 249, 250] {
        let reader = RecordReader::open_at(&path, &options, checkpoints[row]).unwrap();
        assert_eq!(reader.checkpoint().record, row as u64);
        assert_eq!(rest(reader).0, all[row..]);
    }
    let behind = Checkpoint {
        record: 1000,
        ..Checkpoint::default()
    };
    // The file has become shorter.
    let error = RecordReader::open_at(&path, &options, behind).unwrap_err();
    assert!(matches!(error.kind, InputErrorKind::Truncated) && error.is_fatal());
}

#[test]
fn parquet_is_known_by_its_bytes_and_read_from_files_alone() {
    let (folder, path) = parquet(vec![("text", strings(&[Some("一")]))], 9);
    let options = ReadOptions::default();
    let other = folder.path().join("pages");
    std::fs::copy(&path, &other).unwrap();
    assert_eq!(check(&other, &options), check(&path, &options));

    let stream = RecordReader::new(std::fs::File::open(&path).unwrap(), "-", &options);
    insta::assert_snapshot!(
        stream.unwrap_err().to_string(),
        @"-: Parquet can only be read from a file that is not compressed as a whole"
    );
    let compressed = folder.path().join("pages.parquet.gz");
    std::fs::copy(&path, &compressed).unwrap();
    insta::assert_snapshot!(
        check(&compressed, &options),
        @"FOLDER/pages.parquet.gz: Parquet can only be read from a file that is not compressed as a whole; write it to a file, decompressed, and give its name"
    );
}

#[test]
fn only_wanted_columns_are_read() {
    // The other column cannot be decoded any more.
    let numbers: Vec<String> = (0..2000).map(|n| n.to_string()).collect();
    let noise = numbers.join("，");
    let columns = vec![
        ("text", strings(&[Some("一")])),
        ("noise", strings(&[Some(&noise)])),
    ];
    let (_folder, path) = parquet(columns, 9);
    let mut bytes = std::fs::read(&path).unwrap();
    let place = bytes
        .windows(12)
        .position(|w| w == "1，2，3，".as_bytes().get(..12).unwrap());
    let place = place.unwrap();
    bytes[place] = 0xFF;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(
        check(&path, &ReadOptions::default()),
        "0 0 text utf-8! 一\n"
    );
    let options = ReadOptions {
        fields: RecordFields {
            content: Some("noise".into()),
            ..RecordFields::default()
        },
        ..ReadOptions::default()
    };
    assert!(check(&path, &options).contains("row group 0 is broken, 1 rows are lost"));
}
