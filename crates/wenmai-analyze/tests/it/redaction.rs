//! Documents with placeholders in the place of personal data: spans, strings, the invariants of documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use wenmai_analyze::privacy::{
    Detector, PlaceholderLanguage, PrivacyOptions, RedactOptions, Redacted, RedactionEdit, Redactor,
};
use wenmai_analyze::{AuditOptions, Auditor};
use wenmai_format::article_text;
use wenmai_format::record::audited_record;
use wenmai_model::{Analysis, Document, FindingKind, MarkKind, Span};
use wenmai_parse::{ParseOptions, parse_html, parse_text};

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new(&PrivacyOptions::default()).unwrap());
static AUDITOR: LazyLock<Auditor> =
    LazyLock::new(|| Auditor::new(&AuditOptions::default()).unwrap());
static REDACTORS: LazyLock<[Redactor; 2]> = LazyLock::new(|| {
    [PlaceholderLanguage::Code, PlaceholderLanguage::Chinese].map(|language| {
        let options = RedactOptions {
            language,
            ..RedactOptions::default()
        };
        Redactor::new(options).unwrap()
    })
});

fn redacted(document: &Document, analysis: Analysis, redactor: &Redactor) -> Redacted {
    redactor.redact(document, &article_text(document), analysis)
}

fn span(start: usize, end: usize) -> Span {
    Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap())
}

/// All spans of a document that say where something stands, but for marks.
fn spans(document: &Document) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    spans.extend(document.blocks.iter().map(|block| block.span));
    spans.extend(document.boilerplate.iter().map(|region| region.span));
    spans.extend(
        document
            .cards
            .iter()
            .flat_map(|card| [card.span, card.title_span]),
    );
    spans.extend(document.outline.iter().map(|heading| heading.span));
    spans.extend(document.posts.iter().map(|post| post.span));
    spans.extend(document.references.iter().map(|reference| reference.span));
    spans.extend(document.metadata.provenance.iter().filter_map(|p| p.span));
    spans.extend(document.findings.iter().filter_map(|finding| finding.span));
    let rows = document.layouts.iter().flat_map(|layout| &layout.rows);
    spans.extend(rows.flat_map(|row| row.cells.iter().map(|cell| cell.span)));
    spans
}

/// What a piece of the old text is in the new one: the same, with placeholders for data that it touches.
fn expected(old: &Document, redacted: &Redacted, span: Span) -> String {
    let (start, end) = (span.start as usize, span.end as usize);
    let mut text = String::new();
    let mut done = start;
    for edit in &redacted.edits {
        if edit.end <= start || edit.start >= end || start == end {
            continue;
        }
        text.push_str(&old.text[done..edit.start.max(done)]);
        text.push_str(&redacted.document.text[edit.new_start..edit.new_end]);
        done = edit.end.min(end);
    }
    text + &old.text[done..end.max(done)]
}

/// Every string of a JSON value.
fn strings<'v>(value: &'v serde_json::Value, found: &mut Vec<&'v str>) {
    match value {
        serde_json::Value::String(string) => found.push(string),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        serde_json::Value::Object(fields) => {
            fields.values().for_each(|value| strings(value, found));
        }
        _ => {}
    }
}

/// Redacts `document` and checks all that is promised; gives what came of it.
fn check(document: &Document, redactor: &Redactor) -> Redacted {
    let redacted = redacted(document, AUDITOR.audit(document), redactor);
    let new = &redacted.document;

    // Spans point at the same content, and at the same place of the source.
    let (before, after) = (spans(document), spans(new));
    assert_eq!(before.len(), after.len());
    for (old_span, new_span) in before.iter().zip(&after) {
        let content = expected(document, &redacted, *old_span);
        assert_eq!(new.slice(*new_span), content, "{old_span:?} {new_span:?}");
    }
    let findings = AUDITOR.audit(document).findings;
    for (old, new_finding) in findings.iter().zip(&redacted.analysis.findings) {
        assert_eq!(old.source_span, new_finding.source_span);
        let (Some(old_span), Some(new_span)) = (old.span, new_finding.span) else {
            // What stands in no text, or in none of the page.
            assert_eq!(old.span, new_finding.span);
            continue;
        };
        assert_eq!(new.slice(new_span), expected(document, &redacted, old_span));
        if old.kind == FindingKind::Privacy {
            assert!(new.slice(new_span).contains('['), "{}", new.slice(new_span));
        }
    }
    for edit in &redacted.edits {
        let (old, placeholder) = (
            span(edit.start, edit.end),
            span(edit.new_start, edit.new_end),
        );
        assert_eq!(
            new.source_span(placeholder),
            document.source_span(old),
            "{:?}",
            new.slice(placeholder)
        );
    }
    for (old, new_heading) in document.outline.iter().zip(&new.outline) {
        assert!(
            document.slice(old.span) != old.text || new.slice(new_heading.span) == new_heading.text
        );
    }
    // What is no datum stands where it stood.
    let (mut done, mut new_done) = (0, 0);
    for (end, new_end, next) in redacted
        .edits
        .iter()
        .map(|edit| (edit.start, edit.new_start, (edit.end, edit.new_end)))
        .chain([(document.text.len(), new.text.len(), (0, 0))])
    {
        assert_eq!(document.text[done..end], new.text[new_done..new_end]);
        for ((at, char), (new_at, _)) in document.text[done..end]
            .char_indices()
            .zip(new.text[new_done..new_end].char_indices())
            .step_by(7)
        {
            let place = |at: usize| span(at, at + char.len_utf8());
            let old_place = document.source_span(place(done + at));
            assert_eq!(
                new.source_span(place(new_done + new_at)),
                old_place,
                "{char:?}"
            );
        }
        (done, new_done) = next;
    }
    check_marks(&redacted);
    check_nothing_is_lost(document, new);

    // No datum is left in any string of the record.
    let record = audited_record(new, &redacted.analysis);
    let value = serde_json::to_value(&record).unwrap();
    let mut found = Vec::new();
    strings(&value, &mut found);
    for string in found {
        let left = DETECTOR.find(string);
        assert!(left.is_empty(), "{left:?} in {string:?}");
    }

    // Once is enough.
    let again = self::redacted(new, Analysis::default(), redactor);
    assert_eq!(again.edits, []);
    assert_eq!(&again.document, new);
    redacted
}

/// Marks of one kind do not overlap, and none is a part of a placeholder.
fn check_marks(redacted: &Redacted) {
    let mut ends = std::collections::HashMap::new();
    for mark in &redacted.document.marks {
        for edge in [mark.span.start as usize, mark.span.end as usize] {
            let is_inside = |edit: &RedactionEdit| edit.new_start < edge && edge < edit.new_end;
            assert!(!redacted.edits.iter().any(is_inside), "{mark:?}");
        }
        if mark.kind != MarkKind::Link || !mark.span.is_empty() {
            let end = ends.entry(mark.kind).or_insert(0);
            assert!(mark.span.start >= *end, "{mark:?}");
            *end = mark.span.end;
        }
    }
}

/// Each character belongs to as many blocks, cards and regions as before: those that are not blank to one.
fn check_nothing_is_lost(old: &Document, new: &Document) {
    let owners = |document: &Document| {
        let blocks = document.blocks.iter().map(|block| block.span);
        let cards = document.cards.iter().map(|card| card.span);
        let regions = document.boilerplate.iter().map(|region| region.span);
        let mut owners = vec![0; document.text.len()];
        for span in blocks.chain(cards).chain(regions) {
            for owner in &mut owners[span.start as usize..span.end as usize] {
                *owner += 1;
            }
        }
        let chars = document
            .text
            .char_indices()
            .filter(|(_, char)| !char.is_whitespace());
        chars.map(|(at, _)| owners[at]).collect::<BTreeSet<_>>()
    };
    assert!(
        owners(new).is_subset(&owners(old)),
        "{:?} {:?}",
        owners(old),
        owners(new)
    );
}

/// Data, each with words that may stand around it.
const DATA: [&str; 14] = [
    "13812345678",
    "手机 139-1234-5678",
    "电话：010-62511234",
    "li.ming@huizhi-tech.cn",
    "身份证号 11010519491231002X",
    "QQ：87654321",
    "微信号：wx_liming88",
    "北京市海淀区中关村大街27号1101室",
    "IP 203.0.113.77 与 8.8.8.8",
    "GB82 WEST 1234 5698 7654 32",
    "车牌京A12345",
    "password = \"hG7#kq9Lw2\"",
    "https://li:Xy7kq9Lw2Zt@example.org/a?tel=13812345678",
    "[email-1] 与 [手机号-2]",
];

const SENTENCES: [&str; 8] = [
    "开源降低了技术门槛，开发者能快速接入最新的大模型。",
    "The quick brown fox jumps over the lazy dog near the river bank.",
    "见 arXiv:2408.10899 与 https://example.com/page?id=17，",
    "版权争议难以回避",
    "（一）",
    " ",
    "2024 年 9 月 18 日，321,064 条数据。",
    "联系人：李明",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(&SENTENCES[..]).prop_map(str::to_owned),
        2 => prop::sample::select(&DATA[..]).prop_map(str::to_owned),
        // A datum that is broken by a line end, and one that is joined to what stands before.
        1 => (prop::sample::select(&DATA[..]), any::<prop::sample::Index>(), prop::sample::select(&["\n", " ", "\u{3000}", "-"][..]))
            .prop_map(|(datum, at, with)| {
                let at = datum.floor_char_boundary(at.index(datum.len()));
                format!("{}{with}{}", &datum[..at], &datum[at..])
            }),
    ]
}

fn paragraph() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 1..6).prop_map(|pieces| pieces.concat())
}

fn text_page() -> impl Strategy<Value = String> {
    let paragraphs = prop::collection::vec((0..7_u8, paragraph()), 1..12);
    (paragraph(), paragraphs).prop_map(|(title, paragraphs)| {
        let mut page = format!("【活动】{title}\n\n简介: {title}\n\n");
        for (number, (kind, text)) in paragraphs.into_iter().enumerate() {
            let line = match kind {
                0 => format!("{}、{text}\n\n", ["一", "二", "三"][number % 3]),
                1 => format!("1.{number} {text}\n\n"),
                2 => format!("- {text}\n- {text}\n"),
                3 => format!("| 姓名 | 电话 |\n|---|---|\n| 李明 | {text} |\n\n"),
                4 => format!("```\n  {text}\n```\n\n"),
                5 => format!("相关文章\n|\n7月前\n|\n{text}\n{text}摘要\n340 2\n\n"),
                _ => format!("{text}\n\n"),
            };
            page.push_str(&line);
        }
        page
    })
}

fn html_page() -> impl Strategy<Value = String> {
    let paragraphs =
        prop::collection::vec((0..10_u8, paragraph(), any::<prop::sample::Index>()), 1..12);
    (paragraph(), paragraphs).prop_map(|(title, paragraphs)| {
        let escaped = title.replace('"', "&quot;");
        let mut page = format!(
            "<!DOCTYPE html><html><head><title>{title}</title><meta name=\"description\" content=\"{escaped}\">\
            <meta name=author content=\"{escaped}\"><meta name=keywords content=\"{escaped}\">\
            <link rel=canonical href=\"https://example.com/u/13812345678\"></head><body><h1>{title}</h1>"
        );
        for (kind, text, at) in paragraphs {
            let middle = text.floor_char_boundary(at.index(text.len().max(1)).min(text.len()));
            let (a, b) = text.split_at(middle);
            let element = match kind {
                0 => format!("<h2>{text}</h2>"),
                1 => format!("<p>{a}<b>{b}</b></p>"),
                2 => format!("<p><b>{a}</b><b>{b}</b>&amp; <a href='mailto:li.ming@huizhi-tech.cn'>{a}</a></p>"),
                3 => format!("<table><tr><th>{a}<th>{b}<tr><td>李明<td>{text}</table>"),
                4 => format!("<ul><li>{a}<li>{b}</ul>"),
                5 => format!("<p>{a}<br>{b}</p>"),
                6 => format!("<pre>{text}</pre>"),
                7 => format!("<figure><img src='/13812345678.png' alt=\"{}\"><figcaption>{a}</figcaption></figure>", text.replace('"', "")),
                8 => format!("<p>{}</p>", text.replace('@', "&#64;").replace('.', "&period;")),
                _ => format!("<p><a href=\"https://example.com/?q={}\">{a}</a>{b}</p>", text.replace('"', "")),
            };
            page.push_str(&element);
        }
        page + "<footer>版权所有 li.ming@huizhi-tech.cn</footer></body></html>"
    })
}

fn parsed(page: &str, is_html: bool) -> Document {
    let options = ParseOptions::default();
    let mut document = if is_html {
        parse_html(page, &options)
    } else {
        parse_text(page, &options)
    };
    document.id = "crawl/13812345678.html".into();
    document.url = Some("https://example.com/li.ming@huizhi-tech.cn".into());
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn text_pages_keep_their_promises(page in text_page(), redactor in 0..2_usize) {
        check(&parsed(&page, false), &REDACTORS[redactor]);
    }

    #[test]
    fn html_pages_keep_their_promises(page in html_page(), redactor in 0..2_usize) {
        check(&parsed(&page, true), &REDACTORS[redactor]);
    }
}

#[test]
fn the_fixtures_keep_their_promises() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut n_pages = 0;
    for (folder, is_html) in [("pages", false), ("html", true), ("hostile", false)] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let is_page = path
                .extension()
                .is_some_and(|end| end == "txt" || end == "html");
            if let (true, Ok(page)) = (is_page, fs::read_to_string(&path)) {
                let document = parsed(&page, is_html);
                check(&document, &REDACTORS[0]);
                // Among the data of the page they are what they were.
                check(
                    &parsed(&page.replace("一", "电话 13812345678，一"), is_html),
                    &REDACTORS[1],
                );
                n_pages += 1;
            }
        }
    }
    assert!(n_pages > 10, "{n_pages}");
}

#[test]
fn the_same_datum_has_the_same_placeholder_everywhere() {
    let page = "<title>联系李明 li.ming@huizhi-tech.cn</title><meta name=keywords content='13812345678,联系'>\
        <h1>联系李明 li.ming@huizhi-tech.cn</h1>\
        <p>有事请打 <b>138</b>12345678，或写信到 <a href='mailto:li.ming@huizhi-tech.cn'>李明</a>，白天都在，晚上请不要打。</p>\
        <p>他的 QQ：87654321，请说明来意。加 87654321 时也请写上姓名，另有 li.hong@huizhi-tech.cn 可以联系。</p>";
    let redacted = check(&parsed(page, true), &REDACTORS[0]);
    let document = &redacted.document;
    insta::assert_snapshot!(document.text, @r"
    联系李明 [email-1]
    有事请打 [mobile_phone-1]，或写信到 李明，白天都在，晚上请不要打。
    他的 QQ：[messenger_id-1]，请说明来意。加 [messenger_id-1] 时也请写上姓名，另有 [email-2] 可以联系。
    ");
    let counts = &redacted.analysis.personal_data;
    assert_eq!(counts["email"], 2, "{counts:?}");
    assert_eq!(
        document.metadata.title.as_deref(),
        Some("联系李明 [email-1]")
    );
    assert_eq!(document.metadata.keywords, ["[mobile_phone-1]", "联系"]);
    let link = document
        .marks
        .iter()
        .find(|mark| mark.kind == MarkKind::Link)
        .unwrap();
    assert_eq!(link.target.as_deref(), Some("mailto:[email-1]"));
    assert_eq!(document.id, "crawl/[mobile_phone-1].html");
}

#[test]
fn kinds_that_are_not_asked_for_stay() {
    let options = RedactOptions {
        privacy: PrivacyOptions {
            without: vec![wenmai_analyze::privacy::PersonalDataKind::Email],
            ..PrivacyOptions::default()
        },
        ..RedactOptions::default()
    };
    assert!(!options.kinds().contains("email") && options.kinds().contains("iban"));
    let redactor = Redactor::new(options).unwrap();
    let document = parsed(
        "联系\n\n有事请打 13812345678，或写信到 li.ming@huizhi-tech.cn 说明。\n",
        false,
    );
    let text = redacted(&document, Analysis::default(), &redactor)
        .document
        .text;
    assert_eq!(
        text,
        "联系\n\n有事请打 [mobile_phone-1]，或写信到 li.ming@huizhi-tech.cn 说明。\n"
    );
}

#[test]
fn time_is_linear() {
    let pages = |n: usize| {
        let numbers = (0..n)
            .map(|n| format!("电话 138{n:08}，[email-{n}] 写信到 li{n}@huizhi-tech.cn。\n\n"));
        [
            ("different data", numbers.collect::<String>()),
            ("one line", format!("电话 {}", "13812345678 ".repeat(n))),
            ("brackets", "[[email-[secret-".repeat(n)),
            ("placeholders", "password=[secret-1]a1B2c3D4".repeat(n)),
            (
                "addresses",
                "北京市海淀区中关村大街27号13812345678".repeat(n),
            ),
        ]
    };
    for ((name, few), (_, many)) in pages(500).into_iter().zip(pages(2000)) {
        let documents = [few, many].map(|page| parsed(&page, false));
        crate::linear::check_linear(name, &documents, |document| {
            redacted(document, Analysis::default(), &REDACTORS[0]);
        });
    }
}
