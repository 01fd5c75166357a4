//! The settings file.

use std::fs;

use crate::harness::{PAGE, files, folder, json, run};

#[test]
fn settings_file() {
    let folder = folder(&[
        ("a.txt", PAGE),
        (
            "crawl.jsonl",
            "{\"link\":\"https://example.org/1\",\"body\":\"标题\\n\\n正文。\"}\n",
        ),
        (
            "wenmai.toml",
            "content-field = \"body\"\nid-field = \"link\"\njobs = 1\n\
             [stats]\nformat = \"csv\"\n[extract]\nout = \"from-settings\"\nformat = \"md\"\n",
        ),
    ]);
    let config = |words: &[&str]| run(&folder, &[words, &["--config", "wenmai.toml"]].concat());
    assert!(config(&["stats", "a.txt"]).stdout.contains(','));
    // A flag wins.
    assert!(
        config(&["stats", "a.txt", "-f", "json"])
            .stdout
            .starts_with('{')
    );
    assert_eq!(config(&["extract", "crawl.jsonl"]).code, 0);
    assert_eq!(files(&folder.path().join("from-settings")), ["1.md"]);
}

#[test]
fn settings_of_comparisons() {
    let settings = "[stats]\nsimilar = true\nformat = \"json\"\n[keywords]\nagainst = [\"b.txt\"]\nformat = \"json\"\n\
                    [report]\nno-bom = true\nagainst = [\"b.txt\"]\ncompare = \"old/report.json\"\nfail-on = [\"gone\"]\n";
    let folder = folder(&[
        ("a.txt", PAGE),
        ("b.txt", "另一页\n\n这一页说的是别的事情。\n"),
        ("wenmai.toml", settings),
    ]);
    let config = |words: &[&str]| run(&folder, &[words, &["--config", "wenmai.toml"]].concat());
    assert!(json(&config(&["stats", "a.txt"]).stdout)["similar"].is_array());
    // A flag wins.
    let counts = json(&config(&["stats", "a.txt", "--tokens", "o200k"]).stdout);
    assert!(counts["totals"].is_object());
    let keywords = json(&config(&["keywords", "a.txt"]).stdout);
    assert!(keywords["keywords"][0]["keyness"].is_object(), "{keywords}");
    let old = run(&folder, &["report", "a.txt", "b.txt", "-q", "--out", "old"]);
    assert_eq!(old.code, 0, "{}", old.stderr);
    assert_eq!(config(&["report", "a.txt", "-q", "--out", "new"]).code, 1);
    let read = |name: &str| fs::read(folder.path().join("new").join(name)).unwrap();
    assert!(!read("documents.csv").starts_with("\u{feff}".as_bytes()));
    let report = json(&String::from_utf8(read("report.json")).unwrap());
    assert_eq!(report["reference"]["documents"], 1);
    assert_eq!(report["comparison"]["gone_documents"][0], "b.txt");
}

#[test]
fn settings_of_profiles() {
    let page = |at: usize, own: &str| {
        let html = format!(
            "<h1>{own}</h1><p>{own}是这篇笔记里独有的一段话，在别处都没有出现过。</p><p>喜欢就分享给朋友吧</p>"
        );
        serde_json::json!({"url": format!("https://a.example/{at}"), "html": html}).to_string()
            + "\n"
    };
    let pages: String = (1..)
        .zip(["蜂箱朝南", "水轮转动"])
        .map(|(at, own)| page(at, own))
        .collect();
    let folder = folder(&[
        ("crawl.jsonl", pages.as_str()),
        (
            "wenmai.toml",
            "[profile]\nout = \"learned\"\nmin-pages = 2\nsample = 2\n",
        ),
        ("bad.toml", "[profile]\nmin-share = 101\n"),
    ]);
    let profile = |words: &[&str]| run(&folder, &[&["profile", "crawl.jsonl"], words].concat());
    let config = ["--config", "wenmai.toml"];
    assert_eq!(profile(&[]).code, 4);
    assert_eq!(profile(&config).code, 0);
    assert_eq!(files(&folder.path().join("learned")), ["a.example.toml"]);
    // A flag wins.
    let more = profile(&[&config[..], &["--min-pages", "3"]].concat());
    assert_eq!(more.code, 2);
    insta::assert_snapshot!(more.stderr, @"error: a sample of 2 pages is fewer than the 3 that a line has to stand on; help: give other numbers to --min-pages, --min-share or --sample");
    assert_eq!(profile(&["--config", "bad.toml"]).code, 2);
}

#[test]
fn markers_of_the_settings_file() {
    let page = "通关笔记\n\n这里记下每一关的走法，方便以后再来。\n\n第一关：雾林\n\n先找到灯，再往北走。\n\n◇ 小道具\n\n\
                灯油在树洞里。\n\n第二关：石桥\n\n过河以后左转。\n";
    let folder = folder(&[
        ("a.txt", page),
        ("b.md", &page.replace("第二关", "## 第二关")),
        (
            "wenmai.toml",
            "[[markers]]\nname = \"level\"\npattern = '第(\\S+?)关[：:]?'\nlevel = 1\n\n\
             [[markers]]\nname = \"diamond\"\npattern = '◇'\nlevel = 2\n",
        ),
    ]);
    let outline = |input: &str| {
        let words = ["outline", input, "--config", "wenmai.toml", "-f", "jsonl"];
        let outcome = run(&folder, &words);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        let record = json(&outcome.stdout);
        let headings = record["outline"].as_array().unwrap().iter();
        headings
            .map(|h| {
                format!(
                    "{} {} {} {}",
                    h["level"], h["text"], h["marker"], h["number"]
                )
            })
            .collect::<Vec<_>>()
    };
    let expected = [
        "1 \"第一关：雾林\" \"第一关：\" [1]",
        "2 \"◇ 小道具\" \"◇\" [1]",
        "1 \"第二关：石桥\" \"第二关：\" [2]",
    ];
    assert_eq!(outline("a.txt"), expected);
    assert_eq!(outline("b.md"), expected);
}
