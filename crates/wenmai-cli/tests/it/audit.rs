//! `wenmai audit`: findings about structure and personal data.

use serde_json::Value;

use crate::harness::{folder, run};

const PAGE: &str = "联系我们\n\n一、总则\n\n本社区欢迎各位来稿，稿件请自留底稿，编辑部不退稿，来稿三个月内答复。\n\n三、联系\n\n有事请打电话 13812345678，或写信到 li.ming@huizhi-tech.cn，白天都在。\n";

const CLEAN: &str = "短文\n\n一、引言\n\n2024 年 9 月 18 日，模型在 321,064 条数据上训练，见 arXiv:2408.10899。\n\n二、结论\n\n效果不错。\n";

#[test]
fn findings_are_listed_and_personal_data_is_masked() {
    let folder = folder(&[("a.txt", PAGE), ("b.txt", CLEAN)]);
    let shown = run(&folder, &["audit", "a.txt", "b.txt", "-f", "csv"]);
    insta::assert_snapshot!(shown.stdout, @r#"
    id,severity,kind,code,message,fix,value,start,end
    a.txt,info,structure,empty_section,"the section ""联系我们"" has no text","write the section, or take its heading out",联系我们,0,12
    a.txt,warning,structure,skipped_number,"""三、联系"" follows ""一、总则"": 1 number is skipped","look for a missing section, or number the headings anew",三、联系,132,144
    a.txt,warning,privacy,mobile_phone,a mobile number stands here,"remove it, or make sure that it may be published",13*******78,165,176
    a.txt,warning,privacy,email,an e-mail address stands here,"remove it, or make sure that it may be published",li.m***@******-***h.cn,192,214
    "#);
    assert_eq!(shown.code, 0);

    let json = run(&folder, &["audit", "a.txt", "b.txt", "-f", "json"]).stdout;
    let records: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(records.len(), 1);
    let finding = &records[0]["findings"];
    let phone = finding
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "mobile_phone")
        .unwrap();
    let at = |end: usize| usize::try_from(phone["span"][end].as_u64().unwrap()).unwrap();
    assert_eq!(PAGE.get(at(0)..at(1)), Some("13812345678"));
    assert!(!json.contains("13812345678"));
    let clean = run(&folder, &["audit", "b.txt", "-f", "json"]);
    assert_eq!((clean.code, clean.stdout.as_str()), (0, "[]\n"));
}

#[test]
fn kinds_of_findings_end_with_exit_code_1() {
    let folder = folder(&[("a.txt", PAGE), ("b.txt", CLEAN)]);
    let code = |words: &[&str]| run(&folder, &[&["audit"], words].concat()).code;
    assert_eq!(code(&["a.txt", "--fail-on", "privacy"]), 1);
    assert_eq!(code(&["a.txt", "--fail-on", "structure,parse"]), 1);
    assert_eq!(code(&["b.txt", "--fail-on", "privacy,structure"]), 0);
    assert_eq!(code(&["a.txt", "nothing.txt", "--fail-on", "privacy"]), 3);
    assert_eq!(code(&["a.txt", "--fail-on", "spelling"]), 2);
}

#[test]
fn sarif_has_lines_columns_and_fingerprints_that_stay() {
    let html = "<!DOCTYPE html>\n<h1>联系</h1>\n<p>😀 有事请打 13812345678，白天都在，晚上请不要打，也请不要写信。</p>\n<p>再说一次：13812345678 可以打，别的号码请不要打。</p>\n";
    let moved = html.replace("<h1>", "\n\n<h1>");
    let record = serde_json::json!({"id": "r 1", "text": PAGE}).to_string();
    let folder = folder(&[
        ("页 1.html", html),
        ("moved.html", &moved),
        ("crawl.jsonl", &record),
    ]);
    let shown = run(
        &folder,
        &[
            "audit",
            "页 1.html",
            "moved.html",
            "crawl.jsonl",
            "-f",
            "sarif",
            "--fail-on",
            "privacy",
        ],
    );
    assert_eq!(shown.code, 1);
    assert!(!shown.stdout.contains("13812345678"), "{}", shown.stdout);
    let log: Value = serde_json::from_str(&shown.stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let of = |uri: &str, code: &str| -> Vec<&Value> {
        let is_of = |result: &&Value| {
            let place = &result["locations"][0]["physicalLocation"];
            place["artifactLocation"]["uri"] == uri && result["ruleId"] == code
        };
        results.iter().filter(is_of).collect()
    };
    let phones = of("%E9%A1%B5%201.html", "mobile_phone");
    let region = &phones[0]["locations"][0]["physicalLocation"]["region"];
    let start = html.find("13812345678").unwrap();
    assert_eq!(
        region,
        &serde_json::json!({"startLine": 3, "startColumn": 11, "endLine": 3, "endColumn": 22,
            "byteOffset": start, "byteLength": 11})
    );
    assert_eq!(phones[0]["level"], "warning");
    assert_eq!(
        phones[0]["message"]["text"],
        "A mobile number stands here. Remove it, or make sure that it may be published."
    );
    let prints = |results: &[&Value]| -> Vec<Value> {
        let print = |result: &&Value| result["partialFingerprints"].clone();
        results.iter().map(print).collect()
    };
    assert_eq!(phones.len(), 2);
    assert_eq!(prints(&phones), prints(&of("moved.html", "mobile_phone")));
    assert!(prints(&phones)[0] != prints(&phones)[1]);
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }

    // The lines of a record are not those of its container.
    let skipped = of("crawl.jsonl", "skipped_number");
    let place = &skipped[0]["locations"][0];
    assert_eq!(place["physicalLocation"].get("region"), None);
    let logical = &place["logicalLocations"][0];
    assert_eq!(
        (&logical["name"], &logical["properties"]["record"]),
        (&"r 1".into(), &0.into())
    );
    let region = &logical["properties"]["region"];
    assert_eq!(
        (&region["startLine"], &region["snippet"]["text"]),
        (&7.into(), &"三、联系".into())
    );
    let clean = run(&folder, &["audit", "nothing.txt", "-f", "sarif"]);
    let log: Value = serde_json::from_str(&clean.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    assert_eq!(
        log["runs"][0]["invocations"][0]["executionSuccessful"],
        false
    );
}

/// Each code that the fixtures give has a rule with a text of its own.
#[test]
fn sarif_knows_the_codes_of_all_findings() {
    let words = [
        "audit",
        "-q",
        "fixtures/pages",
        "fixtures/html",
        "fixtures/hostile",
        "-f",
        "sarif",
    ];
    let log: Value = serde_json::from_str(&run(crate::harness::root(), &words).stdout).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() > 20, "{}", results.len());
    for result in results {
        assert!(result.get("ruleIndex").is_some(), "{result}");
    }
}

#[test]
fn records_without_personal_data_have_the_findings() {
    let folder = folder(&[("a.txt", PAGE), ("b.txt", CLEAN)]);
    let shown = run(
        &folder,
        &[
            "audit",
            "a.txt",
            "b.txt",
            "--redact",
            "--fail-on",
            "privacy",
        ],
    );
    assert_eq!(shown.code, 1, "{}", shown.stderr);
    assert_eq!(shown.stdout.lines().count(), 2);
    let record: Value = serde_json::from_str(shown.stdout.lines().next().unwrap()).unwrap();
    let text = record["text"].as_str().unwrap();
    assert!(
        text.ends_with("有事请打电话 [mobile_phone-1]，或写信到 [email-1]，白天都在。"),
        "{text}"
    );
    assert_eq!(
        record["personal_data"],
        serde_json::json!({"email": 1, "mobile_phone": 1})
    );
    let findings = record["findings"].as_array().unwrap();
    let email = findings
        .iter()
        .find(|finding| finding["code"] == "email")
        .unwrap();
    let piece = |text: &str, span: &Value| {
        let at = |end: usize| usize::try_from(span[end].as_u64().unwrap()).unwrap();
        text.get(at(0)..at(1)).unwrap().to_owned()
    };
    assert_eq!(piece(PAGE, &email["span"]), "li.ming@huizhi-tech.cn");
    assert_eq!(piece(text, &email["text_span"]), "[email-1]");
    assert_eq!(email["value"], "li.m***@******-***h.cn");

    // The same as extract writes, but for the findings.
    let extracted = run(&folder, &["extract", "a.txt", "--redact", "-f", "jsonl"]);
    let extracted: Value = serde_json::from_str(&extracted.stdout).unwrap();
    for field in ["text", "blocks", "outline", "personal_data", "metadata"] {
        assert_eq!(extracted[field], record[field]);
    }
    let some = run(
        &folder,
        &[
            "chunk",
            "--redact=email",
            "--redact-language",
            "zh",
            "a.txt",
        ],
    )
    .stdout;
    assert!(
        some.contains("[电子邮箱-1]") && some.contains("13812345678"),
        "{some}"
    );
    let markdown = run(&folder, &["extract", "a.txt", "--redact", "-f", "md"]).stdout;
    assert!(
        markdown.contains("mobile_phone-1") && !markdown.contains("huizhi"),
        "{markdown}"
    );

    for words in [
        &["audit", "a.txt", "--redact", "-f", "sarif"][..],
        &["extract", "--redact=name", "a.txt"],
    ] {
        assert_eq!(run(&folder, words).code, 2, "{words:?}");
    }
    let refused = run(&folder, &["audit", "a.txt", "--redact", "-f", "csv"]);
    insta::assert_snapshot!(refused.stderr, @"error: --redact writes records of pages, which csv does not hold; help: choose -f jsonl or -f json, or leave --redact out: findings show personal data masked");
}

#[test]
fn kinds_can_be_left_out_and_tables_replaced() {
    let prefixes = "# only these\n139\n";
    let folder = folder(&[
        ("a.txt", PAGE),
        ("own/mobile-prefixes.tsv", prefixes),
        ("own/README.md", "Ours."),
        ("odd/mobile-prefixes.tsv", "# none\n138\n13a\n"),
        ("misspelled/mobile-prefix.tsv", prefixes),
        ("empty/README.md", "Nothing."),
        (
            "wenmai.toml",
            "[audit]\nprivacy-tables = \"own\"\nwithout = [\"email\"]\nformat = \"json\"\n",
        ),
        ("wrong.toml", "[audit]\nwithout = [\"e-mail\"]\n"),
    ]);
    let audit = |flags: &[&str]| {
        run(
            &folder,
            &[&["audit", "a.txt", "-f", "json"], flags].concat(),
        )
    };
    let has = |flags: &[&str], code: &str| {
        let records: Value = serde_json::from_str(&audit(flags).stdout).unwrap();
        let findings = records[0]["findings"].as_array().unwrap();
        findings.iter().any(|finding| finding["code"] == code)
    };
    assert!(has(&[], "email") && has(&[], "mobile_phone"));
    assert!(has(&["--without", "email"], "mobile_phone"));
    assert!(!has(&["--without", "email"], "email"));
    let neither = ["--without", "email,mobile_phone"];
    assert!(!has(&neither, "email") && !has(&neither, "mobile_phone"));
    let own = ["--privacy-tables", "own"];
    assert!(has(&own, "email") && !has(&own, "mobile_phone"));
    let settings = ["--config", "wenmai.toml"];
    assert!(!has(&settings, "email") && !has(&settings, "mobile_phone"));
    // A flag wins.
    let flag = ["--config", "wenmai.toml", "--without", "secret"];
    assert!(has(&flag, "email") && !has(&flag, "mobile_phone"));

    let error = |flags: &[&str], words: &str| {
        let shown = audit(flags);
        assert_eq!(shown.code, 2, "{}", shown.stderr);
        let stderr = shown.stderr.replace('\\', "/");
        assert!(stderr.contains(words), "{stderr}");
    };
    error(
        &["--privacy-tables", "odd"],
        "odd/mobile-prefixes.tsv, line 3: expected a number",
    );
    error(
        &["--privacy-tables", "misspelled"],
        "misspelled/mobile-prefix.tsv: there is no table of this name",
    );
    error(&["--privacy-tables", "empty"], "no table in this folder");
    error(&["--privacy-tables", "absent"], "cannot be read");
    error(&["--without", "e-mail"], "there is no kind \"e-mail\"");
    error(&["--config", "wrong.toml"], "there is no kind \"e-mail\"");
}
