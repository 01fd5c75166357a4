//! Personal data: single sentences, hostile texts, clean pages, redaction.

mod cases;

use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use wenmai_analyze::privacy::{
    Detector, PersonalDataKind, PlaceholderLanguage, PrivacyOptions, PrivacyTables, redact,
};

use crate::linear::check_linear;

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(&PrivacyOptions::default()).unwrap());

/// What is found of one kind.
fn found<'a>(code: &str, text: &'a str) -> Vec<&'a str> {
    let data = DETECTOR.find(text);
    let of_kind = data.iter().filter(|datum| datum.kind.as_str() == code);
    of_kind.map(|datum| &text[datum.start..datum.end]).collect()
}

#[test]
fn sentences() {
    let mut wrong = Vec::new();
    for &(kind, text, value) in cases::CASES {
        let expected: &[&str] = if value.is_empty() { &[] } else { &[value] };
        let found = found(kind, text);
        if found != expected {
            wrong.push(format!(
                "{kind}: {text:?} has {expected:?}, found {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_two_that_overlap_the_stronger_is_kept() {
    let kinds = |text: &str| -> Vec<&str> {
        let data = DETECTOR.find(text);
        data.iter().map(|datum| datum.kind.as_str()).collect()
    };
    // A password within an address, a number of QQ within an address for e-mail.
    assert_eq!(
        kinds("postgres://app:Rk82_hhQ1z@db.hengtai.com/x"),
        ["secret"]
    );
    assert_eq!(kinds("QQ邮箱：12345678@qq.com"), ["email"]);
    assert_eq!(kinds("WhatsApp: +44 7700 900123"), ["messenger_id"]);
}

#[test]
fn data_are_masked() {
    let masked = |text: &str| DETECTOR.find(text)[0].masked.clone();
    assert_eq!(masked("手机 13912345678"), "*********78");
    assert_eq!(
        masked("IBAN DE89 3704 0044 0532 0130 00"),
        "DE** **** **** **** **** 00"
    );
    assert_eq!(masked("密码：Kp7#mm2Q9x"), "***#******");
}

#[test]
fn kinds_can_be_left_out_and_tables_replaced() {
    let text = "手机 13912345678，邮箱 li.wei@hengtai.com";
    let options = PrivacyOptions {
        without: vec![PersonalDataKind::Email],
        ..PrivacyOptions::default()
    };
    let data = Detector::new(&options).unwrap().find(text);
    assert_eq!(data.len(), 1);
    let options = PrivacyOptions {
        tables: PrivacyTables {
            mobile_prefixes: Some("150-159\n".to_owned()),
            ..PrivacyTables::default()
        },
        ..PrivacyOptions::default()
    };
    let data = Detector::new(&options).unwrap().find(text);
    assert_eq!(data[0].kind, PersonalDataKind::Email);
    let options = PrivacyOptions {
        tables: PrivacyTables {
            thresholds: Some("cue_window\tmany\n".to_owned()),
            ..PrivacyTables::default()
        },
        ..PrivacyOptions::default()
    };
    let error = Detector::new(&options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "thresholds.tsv, line 1: expected a number"
    );
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]
fn clean_pages_hold_none() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut n_pages = 0;
    for folder in ["fixtures/pages", "fixtures/html", "../shared/seed"] {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path
                .extension()
                .is_some_and(|extension| extension != "toml")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                assert_eq!(DETECTOR.find(&text), [], "{}", path.display());
                n_pages += 1;
            }
        }
    }
    assert!(n_pages > 60, "{n_pages} pages");
}

#[test]
fn hostile_texts_take_linear_time() {
    let pieces = [
        "1",
        "a@",
        "1 ",
        "省",
        "::",
        "1.",
        "1-",
        "4111 ",
        "130 ",
        "路1号",
        "password=",
        "eyJ.",
        "微信:",
        "+1",
        "(0",
        "2001:",
        "1 A Road ",
        "a at b dot ",
        "[at]",
        "一号",
        "GB82 ",
        "://a:b@",
        "护照123456789",
        "1.2.3.4 ",
        "#a.",
        "-----BEGIN PRIVATE KEY-----\n",
        "微信",
        "微信a1b2c3,",
        "qq ",
        "+1 whatsapp ",
        "号",
        "１",
        "电话1",
        "a_at_",
        "o'a@b.c ",
        "12 Elm St, ",
        "Flat 3, ",
        "北京市1号",
        "1 1 ",
    ];
    for piece in pieces {
        let texts = [1, 4].map(|n| piece.repeat(n * (1 << 14) / piece.len()));
        check_linear(piece, &texts, |text| {
            DETECTOR.find(text);
        });
    }
}

#[test]
fn long_hostile_texts_end() {
    assert_eq!(DETECTOR.find(&"1".repeat(10_000_000)), []);
    assert_eq!(DETECTOR.find(&"a@".repeat(1_000_000)), []);
    assert_eq!(DETECTOR.find(&"微信".repeat(1 << 18)), []);
    assert_eq!(DETECTOR.find(&"号".repeat(1 << 18)), []);
    assert_eq!(DETECTOR.find(&"130 ".repeat(1 << 16)), []);
}

/// Texts of pieces that matter to the detector.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "手机 13912345678",
        "li.wei@hengtai.com",
        "，",
        "。\n",
        "word ",
        "电话（0571）87965432",
        "9",
        "-",
        "@",
        "路12号",
        "北京市朝阳区建国路92号",
        "DE89 3704 0044 0532 0130 00",
        "微信：",
        "abc_12345",
        "＠",
        "😀",
        "SSN: 219-09-9999",
        "password=",
        "Zx9!kQ27vv",
        ".",
        " at ",
        "(at)",
        "121.40.1.2",
        "车牌京A·12345",
        "+86 ",
    ];
    let piece = prop_oneof![
        3 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn spans_are_in_order_and_within_the_text(text in text()) {
        let mut end = 0;
        for datum in DETECTOR.find(&text) {
            prop_assert!(datum.start >= end && datum.start < datum.end);
            prop_assert!(text.get(datum.start..datum.end).is_some());
            end = datum.end;
        }
    }

    #[test]
    fn spans_point_at_the_same_content_after_redaction(text in text(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let data = DETECTOR.find(&text);
        let redacted = redact(&text, &data, PlaceholderLanguage::Chinese);
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (from, to) = (*from.get(&places), *to.get(&places));
        let (start, end) = (from.min(to), from.max(to));
        let (new_start, new_end) = redacted.span(start, end);
        let content = redacted.text.get(new_start..new_end);
        prop_assert!(content.is_some());
        // The content is what stood there, with the placeholders of what it overlapped.
        let overlapped = data.iter().enumerate().filter(|(_, datum)| datum.start < end && start < datum.end);
        let mut expected = String::new();
        let mut done = start;
        for (i, datum) in overlapped {
            expected.push_str(&text[done..datum.start.max(done)]);
            let edit = redacted.edits[i];
            expected.push_str(&redacted.text[edit.new_start..edit.new_end]);
            done = datum.end;
        }
        expected.push_str(&text[done.min(end)..end]);
        if start < end {
            prop_assert_eq!(content.unwrap(), expected);
        }
        // No datum is left, and the same value has the same placeholder.
        for (datum, edit) in data.iter().zip(&redacted.edits) {
            prop_assert_eq!((datum.start, datum.end), (edit.start, edit.end));
            prop_assert!(redacted.text[edit.new_start..edit.new_end].starts_with('['));
        }
    }
}

#[test]
fn the_same_value_has_the_same_placeholder() {
    let text = "13912345678 与 139-1234-5678 同为王老师手机，另一部手机 15112345678，邮箱 li.wei@hengtai.com";
    let data = DETECTOR.find(text);
    let redacted = redact(text, &data, PlaceholderLanguage::Chinese);
    assert_eq!(
        redacted.text,
        "[手机号-1] 与 [手机号-1] 同为王老师手机，另一部手机 [手机号-2]，邮箱 [电子邮箱-1]"
    );
    let codes = redact(text, &data, PlaceholderLanguage::Code).text;
    assert!(
        codes.ends_with("[mobile_phone-2]，邮箱 [email-1]"),
        "{codes}"
    );
}
