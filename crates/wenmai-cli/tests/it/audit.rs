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
        audit(flags)
            .stdout
            .contains(&format!("\"code\":\"{code}\""))
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
