//! Pages in other charsets than UTF-8.

use encoding_rs::GBK;

use crate::harness::{Outcome, PAGE, folder, run};

fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, has_more) = GBK.encode(text);
    assert!(!has_more);
    bytes.into_owned()
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A page of a few characters, of which nothing says whether they are Chinese.
const SHORT: &str = "标题\n\n正文\n";

/// Of each record its id, its charset, its text in one line, and the codes of its findings about reading.
fn check(words: &[&str]) -> String {
    let html = format!(
        "<!DOCTYPE html><meta charset=utf-8><title>开源与闭源</title><p>{}</p>",
        PAGE.replace("\n\n", "</p><p>")
    );
    let jsonl = concat!(
        "{\"id\":\"gbk\",\"html_b64\":\"PHA+vsnK6bXqtdjNvKOsvenJ3Lj3tdi1xL7Jyum6zcv8w8e1xNb3yMs8L3A+\",\"charset\":\"gb2312\"}\n",
        "{\"id\":\"string\",\"html\":\"<meta charset=gbk><p>中文</p>\",\"charset\":\"gbk\"}\n",
        "{\"id\":\"broken\",\"html_b64\":\"<p>\"}\n",
    );
    let folder = folder(&[
        ("utf8.txt", PAGE.as_bytes()),
        ("gbk.txt", &gbk(PAGE)),
        ("utf16.txt", &utf_16(PAGE)),
        ("mark.txt", &[b"\xff\xfe".to_vec(), utf_16(PAGE)].concat()),
        ("lie.html", &gbk(&html)),
        ("short.txt", &gbk(SHORT)),
        ("crawl.jsonl", jsonl.as_bytes()),
        ("gbk.toml", b"charset = \"gb2312\"\n"),
    ]);
    let Outcome {
        code,
        stdout,
        stderr,
    } = run(&folder, &[&["extract", "-f", "jsonl"], words].concat());
    let records = stdout.lines().map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |pointer: &str| record.pointer(pointer).unwrap();
        let text = field("/text").as_str().unwrap().replace('\n', " ");
        let findings = field("/findings").as_array().unwrap().iter();
        let codes: Vec<&str> = findings
            .filter(|finding| finding.get("kind").unwrap() == "parse")
            .map(|finding| finding.get("code").unwrap().as_str().unwrap())
            .collect();
        let (id, charset) = (field("/id"), field("/source/charset"));
        format!("{id} {charset} {codes:?} {text}\n")
    });
    format!("exit code {code}\n{}{stderr}", records.collect::<String>())
}

#[test]
fn files_are_read_in_the_charset_that_they_are_in() {
    insta::assert_snapshot!(check(&["utf8.txt", "gbk.txt", "utf16.txt", "mark.txt", "lie.html"]), @r#"
    exit code 0
    "utf8.txt" "UTF-8" [] 一、开源 1.1 优势 开源降低了技术门槛,开发者能快速接入最新的大模型。 1.2 劣势 版权争议难以回避。 二、闭源 2.1 优势 闭源便于控制质量。
    "gbk.txt" "GBK" [] 一、开源 1.1 优势 开源降低了技术门槛,开发者能快速接入最新的大模型。 1.2 劣势 版权争议难以回避。 二、闭源 2.1 优势 闭源便于控制质量。
    "utf16.txt" "UTF-16LE" [] 一、开源 1.1 优势 开源降低了技术门槛,开发者能快速接入最新的大模型。 1.2 劣势 版权争议难以回避。 二、闭源 2.1 优势 闭源便于控制质量。
    "mark.txt" "UTF-16LE" [] 一、开源 1.1 优势 开源降低了技术门槛,开发者能快速接入最新的大模型。 1.2 劣势 版权争议难以回避。 二、闭源 2.1 优势 闭源便于控制质量。
    "lie.html" "GBK" ["charset_mismatch"] 【活动】开源与闭源 简介: 两条路线。 一、开源 1.1 优势 开源降低了技术门槛,开发者能快速接入最新的大模型。 1.2 劣势 版权争议难以回避。 二、闭源 2.1 优势 闭源便于控制质量。
    "#);
}

#[test]
fn pages_in_base64() {
    insta::assert_snapshot!(check(&["crawl.jsonl"]), @r#"
    exit code 3
    "gbk" "GBK" [] 旧书店地图，介绍各地的旧书和它们的主人
    "string" "UTF-8" [] 中文
    error: crawl.jsonl: the field `html_b64` is not base64: Invalid symbol 60, offset 0. (3:1); help: encode the bytes of the page as base64 (RFC 4648), or give the page as a string in another field
    2 written, 1 failed
    "#);
}

#[test]
fn a_charset_may_be_insisted_on() {
    insta::assert_snapshot!(check(&["short.txt", "--charset", "gb2312"]), @r#"
    exit code 0
    "short.txt" "GBK" [] 正文
    "#);
    insta::assert_snapshot!(check(&["short.txt", "--config", "gbk.toml"]), @r#"
    exit code 0
    "short.txt" "GBK" [] 正文
    "#);
    // Against the bytes, too; strings in JSON are not asked.
    insta::assert_snapshot!(check(&["short.txt", "crawl.jsonl", "--charset", "latin1"]), @r#"
    exit code 3
    "short.txt" "windows-1252" [] ÕýÎÄ
    "gbk" "windows-1252" [] ¾ÉÊéµêµØÍ¼£¬½éÉÜ¸÷µØµÄ¾ÉÊéºÍËüÃÇµÄÖ÷ÈË
    "string" "UTF-8" [] 中文
    error: crawl.jsonl: the field `html_b64` is not base64: Invalid symbol 60, offset 0. (3:1); help: encode the bytes of the page as base64 (RFC 4648), or give the page as a string in another field
    3 written, 1 failed
    "#);
}

#[test]
fn names_of_no_charset_are_wrong_usage() {
    insta::assert_snapshot!(check(&["short.txt", "--charset", "klingon"]), @r#"
    exit code 2
    error: invalid value 'klingon' for '--charset <NAME>': there is no charset "klingon"; give a name such as utf-8, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, utf-16le, windows-1252 or koi8-r

    For more information, try '--help'.
    "#);
}
