use std::borrow::Cow;
use std::fs;
use std::path::Path;

use encoding_rs::*;
use proptest::prelude::*;

use super::*;

const CHINESE: &str =
    "关于本站：我们收集各地的旧书店，介绍它们的主人和藏书。欢迎读者来信，讲讲你常去的那一家。";
const TRADITIONAL: &str =
    "關於本站：我們收集各地的舊書店，介紹它們的主人和藏書。歡迎讀者來信，講講你常去的那一家。";
const JAPANESE: &str = "このサイトでは、各地の古本屋を紹介しています。店主の話や、棚に並ぶ本のことを書きました。お便りをお待ちしています。";
const KOREAN: &str = "이 사이트는 여러 지역의 헌책방을 소개합니다. 주인의 이야기와 책장에 꽂힌 책에 대해 썼습니다. 편지를 기다립니다.";
const FRENCH: &str = "Ce site présente les librairies d’occasion de chaque région. Écrivez-nous : où êtes-vous allés, et qu’avez-vous trouvé à côté de l’école ?";
const POLISH: &str = "Ta strona przedstawia antykwariaty z różnych miast. Napiszcie do nas, gdzie byliście i co znaleźliście; każda książka się liczy.";
const CZECH: &str = "Tyto stránky představují antikvariáty z různých měst. Napište nám, kde jste byli a co jste našli; každá kniha má svůj příběh.";
const RUSSIAN: &str = "Этот сайт рассказывает о букинистических магазинах разных городов. Напишите нам, где вы были и что нашли на полках.";
const GREEK: &str = "Αυτός ο ιστότοπος παρουσιάζει παλαιοβιβλιοπωλεία από διάφορες πόλεις. Γράψτε μας πού πήγατε και τι βρήκατε στα ράφια.";
const TURKISH: &str = "Bu site farklı şehirlerdeki sahafları tanıtıyor. Nereye gittiğinizi ve raflarda ne bulduğunuzu bize yazın; her kitabın bir öyküsü vardır.";
const HEBREW: &str =
    "האתר הזה מציג חנויות ספרים ישנים מערים שונות. כתבו לנו היכן הייתם ומה מצאתם על המדפים.";
const ARABIC: &str = "يعرض هذا الموقع مكتبات الكتب القديمة في مدن مختلفة. اكتبوا إلينا أين ذهبتم وماذا وجدتم على الرفوف.";
const THAI: &str =
    "เว็บไซต์นี้แนะนำร้านหนังสือเก่าในเมืองต่าง ๆ เขียนมาเล่าให้เราฟังว่าคุณไปที่ไหนและพบอะไรบนชั้นหนังสือ";
const BALTIC: &str = "Ši svetainė pristato įvairių miestų senų knygų knygynus. Parašykite mums, kur buvote ir ką radote lentynose; kiekviena knyga turi savo istoriją.";

/// Texts with the charsets that their languages were written in.
const PAGES: [(&str, &Encoding); 22] = [
    (CHINESE, GBK),
    (CHINESE, GB18030),
    (TRADITIONAL, BIG5),
    (JAPANESE, SHIFT_JIS),
    (JAPANESE, EUC_JP),
    (JAPANESE, ISO_2022_JP),
    (KOREAN, EUC_KR),
    (FRENCH, WINDOWS_1252),
    (POLISH, WINDOWS_1250),
    (POLISH, ISO_8859_2),
    (CZECH, WINDOWS_1250),
    (CZECH, ISO_8859_2),
    (RUSSIAN, WINDOWS_1251),
    (RUSSIAN, KOI8_R),
    (RUSSIAN, IBM866),
    (RUSSIAN, ISO_8859_5),
    (GREEK, WINDOWS_1253),
    (TURKISH, WINDOWS_1254),
    (HEBREW, WINDOWS_1255),
    (ARABIC, WINDOWS_1256),
    (BALTIC, WINDOWS_1257),
    (THAI, WINDOWS_874),
];

fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let (bytes, _, has_more) = encoding.encode(text);
    // Latin-2 has no curved apostrophe, for example: such a text would hold references.
    assert!(!has_more, "{} lacks a character of {text}", encoding.name());
    bytes.into_owned()
}

fn utf_16(text: &str, big_endian: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|unit| {
            if big_endian {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

/// A page of markup that declares `charset`.
fn page(charset: &str, text: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"{charset}\"><title>{text}</title></head>\n<body><p>{text}</p></body></html>\n"
    )
}

/// Encoding and codes of the findings.
fn check(bytes: &[u8], charset: Option<&str>, expected: &str) -> (&'static str, Vec<String>) {
    let decoded = decode(bytes, &Hints::declared(charset));
    assert_eq!(decoded.text, expected);
    for finding in &decoded.findings {
        assert!(finding.fix.is_some(), "{finding:?}");
        assert!(
            finding
                .span
                .is_none_or(|span| span.of(&decoded.text).is_some()),
            "{finding:?}"
        );
    }
    let codes = decoded
        .findings
        .iter()
        .map(|finding| finding.code.to_string());
    (decoded.encoding, codes.collect())
}

#[test]
fn text_is_read_in_every_charset_without_being_told() {
    for (text, encoding) in PAGES {
        let (used, findings) = check(&encoded(text, encoding), None, text);
        let used = Encoding::for_label(used.as_bytes()).unwrap();
        assert!(
            detect::is_same(used, encoding),
            "{} read as {}",
            encoding.name(),
            used.name()
        );
        assert_eq!(findings, [""; 0], "{}", encoding.name());
    }
}

#[test]
fn declared_pages_are_read_in_every_charset() {
    for (text, encoding) in PAGES {
        let page = page(encoding.name(), text);
        let bytes = encoded(&page, encoding);
        let by_page = check(&bytes, None, &page);
        assert_eq!(by_page, (encoding.name(), vec![]));
        assert_eq!(check(&bytes, Some(encoding.name()), &page), by_page);
    }
}

#[test]
fn utf16_is_read_with_and_without_a_mark() {
    let english = "A page about old books.\r\n\r\nIt has two lines.\r\n";
    let markup = page("utf-16", CHINESE);
    let lines = format!("{CHINESE}\n\n{CHINESE}\n\n{TRADITIONAL} 100\n");
    for text in [english, &markup, &lines] {
        for (big_endian, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
            let bytes = utf_16(text, big_endian);
            assert_eq!(check(&bytes, None, text), (name, vec![]));
            let marked = utf_16(&format!("\u{feff}{text}"), big_endian);
            assert_eq!(check(&marked, None, text), (name, vec![]));
            let label = name.to_ascii_lowercase();
            assert_eq!(check(&bytes, Some(&label), text), (name, vec![]));
        }
    }
    // Without a line feed or a space only a header tells.
    let bytes = utf_16("关于本站", false);
    assert_eq!(
        check(&bytes, Some("utf-16"), "关于本站"),
        ("UTF-16LE", vec![])
    );
    // Stray NUL characters are none of it.
    for text in [
        "a\0b",
        "ab\0cd\0e",
        "正文\0里\0有\0",
        "abc\0def\0ghi\0jkl, and a longer line of text behind",
    ] {
        assert_eq!(check(text.as_bytes(), None, text).0, "UTF-8");
    }
    // Half a pair at the end is a replacement character.
    assert_eq!(
        check(b"a\0b\0\n\0c", None, "ab\n\u{fffd}"),
        ("UTF-16LE", vec!["replacement_characters".into()])
    );
}

#[test]
fn false_declarations_are_found() {
    let mismatch = || vec!["charset_mismatch".to_owned()];
    let says = page;
    // Declared UTF-8, really something else.
    for (text, encoding) in PAGES {
        if encoding == ISO_2022_JP {
            continue;
        }
        let page = says("utf-8", text);
        let (used, findings) = check(&encoded(&page, encoding), None, &page);
        let used = Encoding::for_label(used.as_bytes()).unwrap();
        assert!(
            detect::is_same(used, encoding),
            "{} read as {}",
            encoding.name(),
            used.name()
        );
        assert_eq!(findings, mismatch());
    }
    // Declared something else, really UTF-8.
    for label in ["gbk", "gb2312", "iso-8859-1", "big5", "shift_jis", "koi8-r"] {
        for text in [CHINESE, FRENCH, RUSSIAN] {
            let page = says(label, text);
            assert_eq!(check(page.as_bytes(), None, &page), ("UTF-8", mismatch()));
            assert_eq!(
                check(text.as_bytes(), Some(label), text),
                ("UTF-8", mismatch())
            );
        }
    }
    // One legacy charset for another, by a server that declares the same for all pages.
    let cases = [
        ("iso-8859-1", CHINESE, GBK),
        ("windows-1252", JAPANESE, SHIFT_JIS),
        ("iso-8859-1", RUSSIAN, WINDOWS_1251),
        ("windows-1251", RUSSIAN, KOI8_R),
        ("big5", CHINESE, GBK),
        ("gbk", TRADITIONAL, BIG5),
        ("iso-8859-1", GREEK, WINDOWS_1253),
    ];
    for (label, text, encoding) in cases {
        let (used, findings) = check(&encoded(text, encoding), Some(label), text);
        let used = Encoding::for_label(used.as_bytes()).unwrap();
        assert!(
            detect::is_same(used, encoding),
            "{} declared {label} read as {}",
            encoding.name(),
            used.name()
        );
        assert_eq!(findings, mismatch());
    }
    // The server is wrong and the page is right.
    let page = says("gb2312", CHINESE);
    assert_eq!(
        check(&encoded(&page, GBK), Some("iso-8859-1"), &page),
        ("GBK", mismatch())
    );
    // No such charset.
    assert_eq!(
        check("é".as_bytes(), Some("klingon"), "é"),
        ("UTF-8", mismatch())
    );
}

#[test]
fn what_a_finding_says() {
    // The label stands behind a title of two bytes a character.
    let page = format!("<title>{CHINESE}</title><meta charset=utf-8><p>{CHINESE}");
    let decoded = decode(&encoded(&page, GBK), &Hints::default()).findings;
    let [finding] = decoded.as_slice() else {
        panic!("{decoded:?}")
    };
    assert_eq!(finding.span.unwrap().of(&page), Some("utf-8"));
    insta::assert_snapshot!(format!("{}; {}", finding.message, finding.fix.as_deref().unwrap()), @r#"the page declares the charset "utf-8", but its bytes are GBK; correct the charset in its <meta> element"#);

    let messages = |bytes: &[u8], charset| {
        let decoded = decode(bytes, &Hints::declared(charset));
        let lines = decoded.findings.iter().map(|finding| {
            let place = finding.span.and_then(|span| span.of(&decoded.text));
            format!("{} at {place:?}: {}", finding.code, finding.message)
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let mut broken = encoded(CHINESE, GBK);
    broken.insert(30, 0xff);
    insta::assert_snapshot!(messages(&broken, Some("gbk")), @r#"replacement_characters at Some("�"): 1 byte sequence is not valid GBK and was replaced by U+FFFD, the first at byte 45 of the text"#);
    insta::assert_snapshot!(messages("lost \u{fffd}\u{fffd}".as_bytes(), None), @r#"replacement_characters at Some("�"): the page holds 2 replacement characters U+FFFD, the first at byte 5 of the text: text was lost before it was saved"#);
    insta::assert_snapshot!(messages("le cafÃ© noir".as_bytes(), Some("latin1")), @r#"
    charset_mismatch at None: the header or record of the page declares the charset "latin1", but its bytes are UTF-8
    mojibake at Some("Ã©"): 1 place shows UTF-8 that was read as windows-1252 and saved again, the first "Ã©"
    "#);
    insta::assert_snapshot!(messages("锟斤拷锟斤拷 烫烫烫".as_bytes(), None), @r#"mojibake at Some("锟斤拷"): 2 places show replacement characters that were read as GBK, the first "锟斤拷锟斤拷""#);
}

#[test]
fn declarations_that_are_right_or_do_not_matter_are_no_findings() {
    // ASCII is the same everywhere, short text proves nothing, and names of one charset are many.
    assert_eq!(check(b"plain", Some("gbk"), "plain"), ("GBK", vec![]));
    assert_eq!(
        check(b"<meta charset=big5>", None, "<meta charset=big5>"),
        ("Big5", vec![])
    );
    assert_eq!(
        check(b"caf\xe9", Some("iso-8859-2"), "café"),
        ("ISO-8859-2", vec![])
    );
    assert_eq!(
        check(&encoded(CHINESE, GBK), Some("cp936"), CHINESE),
        ("GBK", vec![])
    );
    assert_eq!(
        check(&encoded("𠮷是旧字", GB18030), Some("gb2312"), "𠮷是旧字"),
        ("GBK", vec![])
    );
    // Latin charsets share their letters, so what was declared counts.
    let text = "Le bœuf coûte 3 €, le thé 2 €, l'été déjà passé près d'un château désert";
    assert_eq!(
        check(&encoded(text, ISO_8859_15), Some("iso-8859-15"), text),
        ("ISO-8859-15", vec![])
    );
    // A text that shows markup declares nothing, nor does a comment.
    let text = "Write <meta charset=gbk> into the head. É";
    assert_eq!(check(text.as_bytes(), None, text), ("UTF-8", vec![]));
    let text = "<!-- <meta charset=gbk> --><p>É";
    assert_eq!(check(text.as_bytes(), None, text), ("UTF-8", vec![]));
    // Control sequences of terminals are not Japanese.
    let text = "\u{1b}[31mred\u{1b}[0m";
    assert_eq!(check(text.as_bytes(), None, text), ("UTF-8", vec![]));
}

#[test]
fn marks_and_certain_charsets_win() {
    let text = page("gbk", CHINESE);
    assert_eq!(
        check(format!("\u{feff}{text}").as_bytes(), Some("big5"), &text),
        ("UTF-8", vec!["charset_mismatch".into()])
    );
    let certain = |bytes: &[u8], charset| {
        let decoded = decode(bytes, &Hints::certain(charset));
        (
            decoded.text.into_owned(),
            decoded.encoding,
            decoded.findings.len(),
        )
    };
    assert_eq!(
        certain(text.as_bytes(), "utf-8"),
        (text.clone(), "UTF-8", 0)
    );
    assert_eq!(
        certain(b"\xe9", "iso-8859-5"),
        ("щ".into(), "ISO-8859-5", 0)
    );
    assert_eq!(
        certain("é".as_bytes(), "latin1"),
        ("Ã©".into(), "windows-1252", 1)
    );
    assert_eq!(
        certain(b"\xff\xfea\0", "utf-16"),
        ("a".into(), "UTF-16LE", 0)
    );
    // What is no charset is not certain.
    assert_eq!(certain("é".as_bytes(), "klingon"), ("é".into(), "UTF-8", 1));
}

#[test]
fn broken_characters_do_not_hide_the_charset() {
    for (text, encoding) in [
        (CHINESE, GBK),
        (TRADITIONAL, BIG5),
        (JAPANESE, SHIFT_JIS),
        (JAPANESE, EUC_JP),
        (KOREAN, EUC_KR),
    ] {
        // One byte in some thousand is broken, and the page ends within a character.
        let paragraph = format!("<p>{text}</p>\n");
        let mut bytes = encoded(&paragraph.repeat(20), encoding);
        let middle = bytes.len() / 2;
        bytes.insert(middle, 0xff);
        bytes.truncate(bytes.len() - 7);
        for charset in [None, Some(encoding.name()), Some("utf-8")] {
            let decoded = decode(&bytes, &Hints::declared(charset));
            assert_eq!(decoded.encoding, encoding.name(), "declared {charset:?}");
            let n_lost = decoded.text.matches('\u{fffd}').count();
            assert!((1..=4).contains(&n_lost), "{n_lost}");
            assert!(
                decoded
                    .findings
                    .iter()
                    .any(|finding| finding.code == "replacement_characters")
            );
        }
    }
    // UTF-8 that was cut or broken stays UTF-8.
    let mut bytes = CHINESE.as_bytes().to_vec();
    bytes.truncate(bytes.len() - 1);
    bytes.insert(30, 0xff);
    for charset in [None, Some("utf-8"), Some("gbk")] {
        let decoded = decode(&bytes, &Hints::declared(charset));
        assert_eq!(decoded.encoding, "UTF-8", "declared {charset:?}");
        assert!(
            decoded
                .findings
                .iter()
                .any(|finding| finding.code == "invalid_utf8")
        );
    }
}

#[test]
fn nul_characters_do_not_make_pages_utf16() {
    // Not UTF-8 for one byte, and NUL characters at even places only.
    let head = "<!DOCTYPE html><meta charset=utf-8><p>A page about old books, ";
    let mut bytes = head.repeat(3).into_bytes();
    for place in [64, 90, 100, 140] {
        bytes[place] = 0;
    }
    bytes.push(0xe9);
    let decoded = decode(&bytes, &Hints::default());
    assert!(
        !decoded.encoding.starts_with("UTF-16"),
        "{}",
        decoded.encoding
    );
    assert!(decoded.text.starts_with(head));
    let mut codes = decoded.findings.iter().map(|finding| &*finding.code);
    assert!(codes.any(|code| code == "nul_characters"));
}

#[test]
fn places_of_declarations_are_where_the_text_shows_them() {
    // The escape in front makes Japanese of what reads as a name.
    let page = b"<meta charset=gbk>\x1b$B<a charset=gbk>\x1b(B";
    let declared = Declared {
        place: Some(32..35),
        ..prescan::declared(page).unwrap()
    };
    let (text, _) = ISO_2022_JP.decode_without_bom_handling(page);
    let shown = finding::charset_mismatch(&declared, ISO_2022_JP, page, &text);
    assert_eq!(shown.span, None);
    let declared = prescan::declared(page).unwrap();
    let shown = finding::charset_mismatch(&declared, ISO_2022_JP, page, &text);
    assert_eq!(shown.span.unwrap().of(&text), Some("gbk"));
}

#[test]
fn a_mark_in_front_moves_no_place() {
    for page in [
        "<meta charset=gbk><p>茶",
        "<?xml version='1.0' encoding='gbk'?><p>茶",
    ] {
        let marked = format!("\u{feff}{page}");
        let decoded = decode(marked.as_bytes(), &Hints::default());
        assert_eq!(decoded.text, page);
        let [finding] = decoded.findings.as_slice() else {
            panic!("{:?}", decoded.findings)
        };
        assert_eq!(finding.span.unwrap().of(page), Some("gbk"));
    }
}

#[test]
fn xml_declarations_and_late_metas_count() {
    let xml = |label: &str| format!("<?xml version='1.0' encoding='{label}'?>\n<p>é");
    let name = |page: &str| prescan::declared(page.as_bytes()).map(|found| found.label);
    assert_eq!(name(&xml("gb2312")).as_deref(), Some("gb2312"));
    assert_eq!(name(&xml("no such")), None);
    assert_eq!(name("<?xml version='1.0'?><p encoding='gbk'>"), None);
    let late = format!(
        "<style>{}</style><meta charset=big5>",
        "p { color: red }\n".repeat(500)
    );
    assert_eq!(name(&late).as_deref(), Some("big5"));
    // The order of attributes does not matter.
    assert_eq!(
        name("<meta content='text/html; charset=gbk' http-equiv=content-type>").as_deref(),
        Some("gbk")
    );
    assert_eq!(
        name("<meta http-equiv=content-type content='text/html; charset=gbk'>").as_deref(),
        Some("gbk")
    );
    assert_eq!(name("<meta content='text/html; charset=gbk'>"), None);
    assert_eq!(
        charset_of_content_type("text/html;Charset = \"GBK\""),
        Some("GBK")
    );
    assert_eq!(
        charset_of_content_type("text/html; charset=utf-8; x=y"),
        Some("utf-8")
    );
    assert_eq!(charset_of_content_type("text/html"), None);
}

/// The cases of html5lib: pages with the charset that a browser takes before it parses.
#[test]
fn html5lib_cases() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/html5lib/encoding");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let (mut n_cases, mut failed) = (0, Vec::new());
    for name in ["tests1.dat", "tests2.dat", "test-yahoo-jp.dat"] {
        #[expect(clippy::disallowed_methods, reason = "a test reads its cases")]
        let cases = String::from_utf8_lossy(&fs::read(folder.join(name)).unwrap()).into_owned();
        for case in cases.split("#data\n").skip(1) {
            let (page, expected) = case.rsplit_once("\n#encoding\n").unwrap();
            // Where nothing is declared, browsers take windows-1252; what we take then, the bytes say.
            let expected = encoding_of(expected.trim());
            let used = if page.starts_with('\u{feff}') {
                UTF_8
            } else {
                prescan::declared(page.as_bytes())
                    .and_then(|found| found.encoding)
                    .unwrap_or(WINDOWS_1252)
            };
            n_cases += 1;
            if used != expected {
                failed.push((name, used.name(), page.to_owned()));
            }
        }
    }
    assert_eq!((n_cases, failed), (82, vec![]));
    #[expect(clippy::disallowed_methods, reason = "a test reads its cases")]
    let big5 = fs::read(folder.join("chardet/test_big5.txt")).unwrap();
    assert_eq!(decode(&big5, &Hints::default()).encoding, "Big5");
}

fn encoding_of(label: &str) -> &'static Encoding {
    label::encoding_of(label.as_bytes()).unwrap()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test looks at the clock")]
fn linear_in_hostile_pages() {
    let units: [&[u8]; 9] = [
        b"<",
        b"<!--",
        b"<meta charset",
        b"<meta a",
        b"\x80",
        b"\xe9 ",
        b"\0\xff",
        b"\x1b$",
        b"\xef\xbf\xbd\xff",
    ];
    for unit in units {
        let bytes = unit.repeat(2_000_000 / unit.len());
        let start = std::time::Instant::now();
        let _ = decode(&bytes, &Hints::default());
        assert!(start.elapsed().as_secs() < 5, "{unit:?}");
    }
}

proptest! {
    #[test]
    fn utf8_is_borrowed_and_unchanged(text in "[^\0\u{1b}\u{feff}]{0,80}", charset in prop::option::of(0..PAGES.len())) {
        let label = charset.map(|index| PAGES[index].1.name());
        let decoded = decode(text.as_bytes(), &Hints::declared(label));
        prop_assert!(matches!(&decoded.text, Cow::Borrowed(borrowed) if *borrowed == text));
    }

    #[test]
    fn any_bytes_are_decoded(bytes in prop::collection::vec(any::<u8>(), 0..300), index in 0..PAGES.len(), is_certain in any::<bool>()) {
        let hints = Hints { charset: Some(PAGES[index].1.name()), is_certain };
        let decoded = decode(&bytes, &hints);
        for finding in &decoded.findings {
            prop_assert!(finding.span.is_none_or(|span| span.of(&decoded.text).is_some()), "{:?}", finding);
        }
        // A second reading changes nothing.
        let again = decode(decoded.text.as_bytes(), &Hints::certain("utf-8"));
        prop_assert_eq!(again.text.trim_start_matches('\u{feff}'), decoded.text.trim_start_matches('\u{feff}'));
    }

    #[test]
    fn what_is_encoded_is_decoded(index in 0..PAGES.len(), n_more in 0..3_usize) {
        let (text, encoding) = PAGES[index];
        let page = page(encoding.name(), &text.repeat(1 + n_more));
        let decoded = decode(&encoded(&page, encoding), &Hints::default()).text.into_owned();
        prop_assert_eq!(decoded, page);
    }
}
