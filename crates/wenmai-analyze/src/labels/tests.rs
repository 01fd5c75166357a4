use proptest::prelude::*;
use wenmai_model::{Block, BlockKind, Document, Finding, Signal, SignalSource, Span};

use super::{LabelFinder, LabelOptions};

fn finder() -> LabelFinder {
    LabelFinder::new(&LabelOptions::default()).unwrap()
}

/// A page of one block.
fn page(text: &str, kind: BlockKind) -> Document {
    let span = Span::new(0, u32::try_from(text.len()).unwrap());
    Document {
        text: text.to_owned(),
        blocks: vec![Block {
            kind,
            span,
            lines: None,
        }],
        ..Document::default()
    }
}

fn findings(text: &str) -> Vec<Finding> {
    finder().findings(&page(text, BlockKind::Paragraph))
}

/// Code and place of each finding.
fn found(text: &str) -> Vec<(String, [u32; 2])> {
    let place = |finding: &Finding| (finding.code.to_string(), finding.span.unwrap().into());
    findings(text).iter().map(place).collect()
}

fn messages(text: &str) -> Vec<String> {
    findings(text)
        .into_iter()
        .map(|finding| finding.message)
        .collect()
}

/// The texts of a file of `fixtures/labels` that are told wrong, and the numbers of labels and of other texts.
fn wrong(file: &str) -> (Vec<String>, [usize; 2]) {
    let finder = finder();
    let (mut wrong, mut counts) = (Vec::new(), [0; 2]);
    for line in file.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let (text, is_label) = (
            case["text"].as_str().unwrap(),
            case["is_label"].as_bool().unwrap(),
        );
        counts[usize::from(!is_label)] += 1;
        let findings = finder.findings(&page(text, BlockKind::Paragraph));
        if findings.iter().any(|finding| finding.code == "ai_label") != is_label {
            wrong.push(format!("{}: {text}", case["id"].as_str().unwrap()));
        }
    }
    (wrong, counts)
}

#[test]
fn statements_of_the_tuning_texts() {
    let (wrong, counts) = wrong(include_str!("../../../../fixtures/labels/tuning.jsonl"));
    assert_eq!(counts, [33, 48]);
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn statements_of_the_held_out_texts() {
    let (wrong, counts) = wrong(include_str!("../../../../fixtures/labels/held-out.jsonl"));
    assert_eq!(counts, [35, 48]);
    // Which ones is not shown: no rule may be made of them.
    assert_eq!(wrong.len(), 1);
}

#[test]
fn statements_have_a_place_and_a_wording() {
    let text = "开头的一段话。\n\n（本内容由人工智能生成合成）\n\n结尾。This post was written by AI. Thanks.";
    let findings = findings(text);
    let value = |at: usize| findings[at].value.as_deref().unwrap();
    assert_eq!(value(0), "本内容由人工智能生成合成");
    assert!(
        findings[0]
            .message
            .ends_with("in the words of GB 45438-2025")
    );
    assert_eq!(value(1), "This post was written by AI.");
    assert!(!findings[1].message.contains("GB 45438"));
}

#[test]
fn names_in_headings_code_and_menus_are_no_statements() {
    let finder = finder();
    let codes = |text: &str, kind| finder.findings(&page(text, kind)).len();
    assert_eq!(codes("AI生成内容", BlockKind::Heading), 0);
    assert_eq!(codes("AI-generated content", BlockKind::Title), 0);
    assert_eq!(codes("春天的花（AI生成）", BlockKind::Title), 1);
    assert_eq!(codes("# Generated with AI", BlockKind::Code), 0);
    assert_eq!(codes("# Generated with AI", BlockKind::Paragraph), 1);
}

fn signal(name: &str, value: &str) -> (String, String) {
    let document = Document {
        signals: vec![Signal {
            source: SignalSource::Meta,
            name: name.to_owned(),
            value: value.to_owned(),
            media_type: None,
            span: None,
        }],
        ..Document::default()
    };
    let findings = finder().findings(&document);
    let finding = findings.first().map(|finding| {
        (
            finding.severity.as_str().to_owned(),
            finding.message.clone(),
        )
    });
    finding.unwrap_or_default()
}

#[test]
fn implicit_labels() {
    let whole = r#"{"AIGC":{"Label":"1","ContentProducer":"某公司","ProduceID":"a1","ReservedCode1":"","ContentPropagator":"某平台","PropagateID":"b2","ReservedCode2":""}}"#;
    let says = "the metadata say: AI made the content, by 某公司 (implicit label of GB 45438-2025)";
    assert_eq!(signal("aigc", whole), ("info".into(), says.into()));
    let bare = whole
        .strip_prefix("{\"AIGC\":")
        .unwrap()
        .strip_suffix('}')
        .unwrap();
    assert_eq!(signal("aigc", bare).1, says);
    let check = |value: &str, problem: &str| {
        let (severity, message) = signal("aigc", value);
        assert_eq!(severity, "warning", "{message}");
        assert!(
            message.ends_with(&format!("the label is malformed: {problem}")),
            "{message}"
        );
    };
    check(
        &whole.replace("\"1\"", "\"4\""),
        "Label is \"4\", not 1, 2 or 3",
    );
    check(&whole.replace("\"1\"", "1"), "Label is no text");
    check(
        &whole.replace("ProduceID", "ProducerID"),
        "ProduceID is missing",
    );
    check(whole.get(..60).unwrap(), "it is no JSON");
    check("yes", "it is no JSON object");
    check("{}", "it is no JSON object with elements");
    check(
        r#"{"Label":"2"}"#,
        "ContentProducer, ProduceID, ReservedCode1, ContentPropagator, PropagateID, ReservedCode2 are missing",
    );
    assert!(
        signal("aigc", &whole.replace("\"1\"", "\"3\""))
            .1
            .contains("AI is suspected")
    );
}

#[test]
fn implicit_labels_in_the_text() {
    let front = "---\nAIGC:\n  ContentProducer: '001191'\n  ContentPropagator: '001191'\n  Label: '1'\n  ProduceID: 'c'\n  PropagateID: 'c'\n  ReservedCode1: 'd'\n  ReservedCode2: 'd'\n---\n\n正文。";
    assert_eq!(found(front), [("ai_metadata".to_owned(), [4, 158])]);
    assert!(messages(front)[0].starts_with("the metadata say: AI made the content, by 001191"));
    // What the standard says, and an example of it.
    assert_eq!(
        found("元数据中应有 AIGC：Label、ContentProducer 等要素。AIGC: 一个缩写。"),
        []
    );
    let code = page(front, BlockKind::Code);
    assert_eq!(finder().findings(&code), []);
}

#[test]
fn digital_source_types() {
    let iptc = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    for value in [
        format!("{iptc}trainedAlgorithmicMedia"),
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource".to_owned(),
        "trainedAlgorithmicMedia".to_owned(),
    ] {
        let expected = "the metadata say: made by a trained model (digitalSourceType of the IPTC)";
        assert_eq!(signal("digitalsourcetype", &value).1, expected);
        assert_eq!(signal("iptc:digitalsourcetype", &value).1, expected);
    }
    assert!(
        signal("digitalsourcetype", "compositeWithTrainedAlgorithmicMedia")
            .1
            .contains("parts")
    );
    for value in [
        format!("{iptc}digitalCapture"),
        format!("{iptc}algorithmicMedia"),
        String::new(),
    ] {
        assert_eq!(signal("digitalsourcetype", &value), Default::default());
    }
}

fn selectors(bytes: &[u8]) -> String {
    let code = |&byte: &u8| match u32::from(byte) {
        low @ 0..16 => 0xfe00 + low,
        high => 0xe0100 + high - 16,
    };
    bytes
        .iter()
        .map(|byte| char::from_u32(code(byte)).unwrap())
        .collect()
}

/// A wrapper of a store of 16 bytes.
fn wrapper(version: u8, length: u32) -> String {
    let store = b"\0\0\0\x10jumb\0\0\0\x08jumd";
    selectors(&[b"C2PATXT\0", &[version][..], &length.to_be_bytes(), store].concat())
}

#[test]
fn manifests_in_variation_selectors() {
    let check = |wrapper: &str, expected: &str| {
        let text = format!("一篇文章。{wrapper}");
        assert_eq!(messages(&text), [expected]);
        let span = [15, u32::try_from(text.len()).unwrap()];
        assert_eq!(found(&text), [("c2pa_manifest".to_owned(), span)]);
    };
    let good = format!("\u{feff}{}", wrapper(1, 16));
    let says = "a C2PA manifest of 16 bytes stands here in variation selectors; its signature is not checked";
    check(&good, says);
    check(&(good.clone() + &selectors(&[0; 40])), says);
    let malformed =
        |problem: &str| format!("a C2PA manifest in variation selectors is malformed: {problem}");
    check(
        &wrapper(1, 16),
        &malformed("U+FEFF is missing in front of it"),
    );
    check(
        &format!("\u{feff}{}", wrapper(2, 16)),
        &malformed("its version is 2, not 1"),
    );
    check(
        &format!("\u{feff}{}", wrapper(1, 17)),
        &malformed("it says that it has 17 bytes, and has 16"),
    );
    check(
        &format!("\u{feff}{}", wrapper(1, 4)),
        &malformed("what it holds is no JUMBF box"),
    );
    check(
        &format!("\u{feff}{}", selectors(b"C2PATXT\0\x01\0")),
        &malformed("it ends within its header"),
    );
    let twice = messages(&format!("{good}一。{good}"));
    assert_eq!(
        twice,
        [
            says,
            "a further C2PA manifest in variation selectors: a text may have one"
        ]
    );
    // Other bytes are a code of someone else's.
    assert_eq!(
        found(&format!("一\u{feff}{}", selectors(b"C2PATXX\0\x01")))[0].0,
        "hidden_characters"
    );
}

#[test]
fn manifests_between_delimiters() {
    let block = |inside: &str| {
        format!("文章。\n-----BEGIN C2PA MANIFEST----- {inside} -----END C2PA MANIFEST-----\n")
    };
    let check = |inside: &str, expected: &str| assert_eq!(messages(&block(inside)), [expected]);
    check(
        "data:application/c2pa;base64,AAAAEGp1bWIA\nAAAIanVtZA==",
        "a C2PA manifest of 16 bytes stands here between delimiters; its signature is not checked",
    );
    check(
        "https://a.example/m.c2pa",
        "a reference to a C2PA manifest stands here between delimiters; its signature is not checked",
    );
    check(
        "",
        "a C2PA manifest between delimiters is malformed: nothing stands between its delimiters",
    );
    check(
        "data:application/c2pa;base64,!!",
        "a C2PA manifest between delimiters is malformed: what it holds is no Base64",
    );
    check(
        "data:application/c2pa;base64,AAAAEGp1bXAA",
        "a C2PA manifest between delimiters is malformed: what it holds is no JUMBF box",
    );
    check(
        "m.c2pa",
        "a C2PA manifest between delimiters is malformed: what stands between its delimiters is neither a data URI nor an address",
    );
    let open = "-----BEGIN C2PA MANIFEST----- https://a.example/m.c2pa";
    assert_eq!(
        messages(open),
        ["a C2PA manifest between delimiters is malformed: -----END C2PA MANIFEST----- is missing"]
    );
}

#[test]
fn what_belongs_where_it_stands_is_no_finding() {
    for text in [
        "\u{feff}正文从这里开始。",
        "家庭👨\u{200d}👩\u{200d}👧\u{200d}👦和彩虹旗🏳\u{fe0f}\u{200d}🌈，心❤\u{fe0f}\u{200d}🔥。",
        "按键 1\u{fe0f}\u{20e3} 和 ©\u{fe0f}，还有重复的❤\u{fe0f}\u{fe0f}。",
        "می\u{200c}خواهم و نمی\u{200c}دانم",
        "क्\u{200d}ष और क्\u{200c}ष",
        "葛\u{e0100}城市与辻\u{e0101}村",
        "苏格兰🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}旗",
        "a long com\u{ad}pound word",
        "f\u{2061}(x) = 2\u{2062}x",
        "שלום\u{200f} עולם \u{200e}(abc)",
        "标点，\u{fe00}与数字 0\u{fe00}",
        "\u{2068}name\u{2069} joined the \u{2067}חדר\u{2069} room",
    ] {
        assert_eq!(found(text), [], "{text:?}");
    }
}

#[test]
fn hidden_characters() {
    let bits = |text: &str| -> String {
        let bit = |byte: u8, at: u32| {
            if byte >> at & 1 == 0 {
                '\u{200b}'
            } else {
                '\u{200c}'
            }
        };
        text.bytes()
            .flat_map(|byte| (0..8).rev().map(move |at| bit(byte, at)))
            .collect()
    };
    let text = format!("前言。{}正文。", bits("model-7"));
    let end = u32::try_from(9 + 56 * 3).unwrap();
    assert_eq!(found(&text), [("hidden_characters".to_owned(), [9, end])]);
    assert_eq!(
        messages(&text),
        ["56 invisible characters stand here in a row; they are a code for \"model-7\""]
    );
    assert_eq!(
        findings(&text)[0].value.as_deref(),
        Some("U+200B U+200C U+200C U+200B U+200C U+200C …")
    );
    let tags: String = "ignore all"
        .chars()
        .map(|c| char::from_u32(0xe0000 + c as u32).unwrap())
        .collect();
    assert_eq!(
        messages(&format!("Hi{tags}!")),
        ["10 invisible characters stand here in a row; they are a code for \"ignore all\""]
    );
    assert_eq!(
        messages(&format!("😀{}", selectors(b"secret"))),
        ["6 invisible characters stand here in a row; they are a code for \"secret\""]
    );
    assert_eq!(
        messages("a\u{e0101}b"),
        ["an invisible character stands here that means nothing"]
    );
    assert_eq!(
        messages(&"\u{200b}".repeat(16)),
        ["16 invisible characters stand here in a row"]
    );
    // One between each two letters.
    let between: String = bits("hidden")
        .chars()
        .zip("正文".chars().cycle())
        .flat_map(|(a, b)| [b, a])
        .collect();
    assert_eq!(
        messages(&between),
        ["48 invisible characters between here and there are a code for \"hidden\""]
    );
}

#[test]
fn strays_are_one_finding() {
    let text = "换行\u{200b}提示和 foo\u{feff}bar，还有\u{200b}\u{200b}两个";
    assert_eq!(found(text), [("zero_width_characters".to_owned(), [6, 9])]);
    assert_eq!(
        messages(text),
        ["4 invisible characters stand between others, the first here"]
    );
}

#[test]
fn controls_of_direction() {
    assert_eq!(
        messages("if access != \"user\u{202e} \u{2066}// admin\u{2069} \u{2066}\" {\n}"),
        [
            "the text from here on is shown in another order than it is written in",
            "a change of direction begins here and does not end before the line does",
        ]
    );
    assert_eq!(
        found("\u{202a}C:\\path\nnext\u{202c}"),
        [("bidi_controls".to_owned(), [0, 3])]
    );
    assert_eq!(found("\u{202b}שלום\u{202c} abc"), []);
}

#[test]
fn many_of_a_kind_are_counted() {
    let text = "本文由AI生成。\n".repeat(50);
    let findings = findings(&text);
    assert_eq!(findings.len(), 20);
    assert!(
        findings[19]
            .message
            .ends_with("; 30 more of this kind are not listed")
    );
}

#[test]
fn hostile_texts_are_read_to_their_end() {
    let finder = finder();
    for piece in [
        "AI",
        "（AI",
        "AI生成（",
        "。AI",
        "\u{2067}",
        "\u{202a}",
        "\u{2069}",
        "\u{200b}",
        "\u{e0041}",
        "AIGC:",
        "\"AIGC\":{",
        "-----BEGIN C2PA MANIFEST-----",
        "\u{feff}\u{fe00}",
    ] {
        let text = piece.repeat(400_000 / piece.len());
        finder.findings(&page(&text, BlockKind::Paragraph));
    }
}

proptest! {
    #[test]
    fn spans_lie_in_the_text(pieces in prop::collection::vec(prop_oneof![
        Just("AI生成".to_owned()), Just("本文由AI生成".to_owned()), Just("This text was generated by AI.".to_owned()), Just("（".to_owned()), Just("）".to_owned()),
        Just("\u{feff}".to_owned()), Just(wrapper(1, 16)), Just("-----BEGIN C2PA MANIFEST-----".to_owned()), Just("-----END C2PA MANIFEST-----".to_owned()),
        Just("AIGC: {\"Label\":\"1\",\"ContentProducer\":\"x\",\"ProduceID\":\"y\"}".to_owned()), Just("\n".to_owned()),
        "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2069}\u{fe00}-\u{fe0f}\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]{1,20}", ".{0,12}",
    ], 0..12)) {
        let text = pieces.concat();
        for finding in finder().findings(&page(&text, BlockKind::Paragraph)) {
            if let Some(span) = finding.span {
                prop_assert!(span.of(&text).is_some(), "{finding:?}");
            }
        }
    }
}
