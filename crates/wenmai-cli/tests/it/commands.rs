//! What each command writes, on fixtures and on a small page.

use std::fs;

use serde_json::Value;

use crate::harness::{PAGE, files, folder, json, root, run};

const FIXTURES: [&str; 3] = [
    "zh-seed-shape.txt",
    "en-trap-lists.txt",
    "zh-md-lying-levels.md",
];

#[test]
fn fixtures_as_markdown_and_outline() {
    for fixture in FIXTURES {
        let page = format!("fixtures/pages/{fixture}");
        let article = run(root(), &["extract", &page, "-f", "md"]);
        insta::assert_snapshot!(format!("markdown@{fixture}"), article.stdout);
        let outline = run(root(), &["outline", &page]);
        insta::assert_snapshot!(format!("outline@{fixture}"), outline.stdout);
        assert_eq!((article.code, outline.code), (0, 0));
    }
}

#[test]
fn extract_in_each_format() {
    let folder = folder(&[("a.txt", PAGE)]);
    let extract = |format| {
        let outcome = run(&folder, &["extract", "a.txt", "-f", format]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{format}");
        outcome.stdout
    };
    insta::assert_snapshot!(extract("json"));
    insta::assert_snapshot!(extract("md"));
    insta::assert_snapshot!(extract("text"));
    insta::assert_snapshot!(extract("html"));
    assert_eq!(json(&extract("jsonl")), json(&extract("json")));
    // In a pipe, jsonl is the default.
    assert_eq!(run(&folder, &["extract", "a.txt"]).stdout, extract("jsonl"));
}

#[test]
fn json_of_several_documents_is_an_array() {
    let folder = folder(&[("p/a.txt", PAGE), ("none/x.rst", "")]);
    for command in ["extract", "outline", "stats"] {
        let ids = |input: &str| {
            let json = json(&run(&folder, &[command, input, "-f", "json"]).stdout);
            json.as_array().map(Vec::len)
        };
        assert_eq!(ids("p/a.txt"), None, "{command}");
        assert_eq!(ids("p"), Some(1), "{command}");
        assert_eq!(ids("none"), Some(0), "{command}");
    }
    let two = run(&folder, &["extract", "p/a.txt", "p/a.txt", "-f", "json"]);
    assert_eq!(json(&two.stdout).as_array().unwrap().len(), 2);
}

#[test]
fn ages_count_from_the_time_of_capture() {
    let page = "标题\n\n正文在这里。\n\n相关文章\n|\n7月前\n|\n存储\n另一篇文章\n340 2\n";
    let record = serde_json::json!({"text": page, "captured_at": "2020-01-31T00:00:00Z"});
    let folder = folder(&[("a.txt", page), ("b.jsonl", &record.to_string())]);
    let published = |arguments: &[&str]| {
        let outcome = run(&folder, &[&["extract", "-f", "jsonl"], arguments].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        json(&outcome.stdout)["related"][0]["published"].clone()
    };
    assert_eq!(published(&["a.txt"]), Value::Null);
    let given = serde_json::json!({"from": "2024-04-20", "to": "2024-05-20", "basis": "age"});
    assert_eq!(published(&["a.txt", "--captured-at", "2024-12-20"]), given);
    // What a record says of itself counts more.
    let own = serde_json::json!({"from": "2019-05-31", "to": "2019-06-30", "basis": "age"});
    assert_eq!(published(&["b.jsonl", "--captured-at", "2024-12-20"]), own);
}

#[test]
fn extract_into_a_folder() {
    let folder = folder(&[("p/a.txt", PAGE), ("q/a.txt", PAGE), ("q/b.md", PAGE)]);
    let extract = |format, out| {
        let outcome = run(&folder, &["extract", "p", "q", "-f", format, "--out", out]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
        files(&folder.path().join(out))
    };
    assert_eq!(extract("md", "out/md"), ["a-2.md", "a.md", "b.md"]);
    assert_eq!(
        extract("html", "out/html"),
        ["a-2.html", "a.html", "b.html"]
    );
    assert_eq!(extract("jsonl", "out/jsonl"), ["documents.jsonl"]);
    let records = fs::read_to_string(folder.path().join("out/jsonl/documents.jsonl")).unwrap();
    let ids: Vec<Value> = records
        .lines()
        .map(|line| json(line)["id"].clone())
        .collect();
    assert_eq!(ids, ["p/a.txt", "q/a.txt", "q/b.md"]);
}

#[test]
fn outline_records() {
    let folder = folder(&[("a.txt", PAGE)]);
    let record = json(&run(&folder, &["outline", "a.txt", "-f", "jsonl"]).stdout);
    let sections: Vec<String> = record["outline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| {
            format!(
                "{} {} {} {}",
                s["level"], s["text"], s["chars"], s["total_chars"]
            )
        })
        .collect();
    insta::assert_snapshot!(sections.join("\n"));
    insta::assert_snapshot!(run(&folder, &["outline", "a.txt", "--explain"]).stdout);
}

#[test]
fn records_of_the_outline_have_reasons_on_demand() {
    let folder = folder(&[("a.txt", PAGE)]);
    let reasons = |flags: &[&str]| {
        let words = [&["outline", "a.txt"], flags].concat();
        let record = json(&run(&folder, &words).stdout);
        let heading = &record["outline"][0];
        (heading["reason"].clone(), heading["level_reason"].clone())
    };
    for format in ["json", "jsonl"] {
        assert_eq!(reasons(&["-f", format]), (Value::Null, Value::Null));
        let (reason, level) = reasons(&["-f", format, "--explain"]);
        assert!(reason.is_string(), "{reason}");
        assert_eq!(level, "first of its kind on the page");
    }
}

#[test]
fn lines_of_fixtures_are_explained() {
    for fixture in ["zh-seed-shape.txt", "en-trap-lists.txt"] {
        let page = format!("fixtures/pages/{fixture}");
        let explained = run(root(), &["explain", &page]);
        assert_eq!((explained.code, explained.stderr.as_str()), (0, ""));
        insta::assert_snapshot!(format!("explain@{fixture}"), explained.stdout);
    }
}

#[test]
fn every_line_has_one_record() {
    let folder = folder(&[("a.txt", PAGE), ("b.md", "# Title\n\n## One\n\nText.\n")]);
    let outcome = run(&folder, &["explain", "a.txt", "b.md", "-f", "jsonl"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let records: Vec<Value> = outcome.stdout.lines().map(json).collect();
    let of = |id: &'static str| records.iter().filter(move |record| record["id"] == id);
    let blank = |line: &&str| line.is_empty();
    assert_eq!(
        of("a.txt").count(),
        PAGE.lines().count() - PAGE.lines().filter(blank).count()
    );
    let kinds: Vec<&str> = of("b.md")
        .map(|record| record["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["title", "heading", "paragraph"]);
    for heading in records.iter().filter(|record| record["kind"] == "heading") {
        assert!(heading["level_reason"].is_string(), "{heading}");
        assert!(heading["score"].as_f64().unwrap() > 0.5, "{heading}");
    }
    // A page that cannot be read is told, and the others still come.
    let outcome = run(&folder, &["explain", "a.txt", "none.txt"]);
    assert_eq!(outcome.code, 3);
    assert!(outcome.stdout.contains("开源降低"));
    // The settings file knows the command.
    fs::write(
        folder.path().join("wenmai.toml"),
        "[explain]\nformat = \"jsonl\"\n",
    )
    .unwrap();
    let outcome = run(&folder, &["explain", "a.txt", "--config", "wenmai.toml"]);
    assert!(outcome.stdout.starts_with('{'), "{}", outcome.stdout);
}

#[test]
fn an_explanation_is_a_page_too() {
    let folder = folder(&[
        ("p/a.txt", PAGE),
        ("p/b.md", "# Title\n\n## One\n\nText.\n"),
    ]);
    let one = run(&folder, &["explain", "p/a.txt", "--html"]);
    assert_eq!((one.code, one.stderr.as_str()), (0, ""));
    assert!(one.stdout.starts_with("<!DOCTYPE html>"), "{}", one.stdout);
    let format = run(&folder, &["explain", "p/a.txt", "-f", "html"]);
    assert_eq!(format.stdout, one.stdout);
    // Two pages are no page.
    let two = run(&folder, &["explain", "p", "--html"]);
    assert_eq!((two.code, two.stdout.as_str()), (2, ""));
    assert!(two.stderr.contains("--out DIR"), "{}", two.stderr);
    assert_eq!(
        run(&folder, &["explain", "p", "--html", "-f", "text"]).code,
        2
    );
    for (flags, names) in [
        (["--html", "--out", "pages"], ["a.html", "b.html"]),
        (["-fjsonl", "--out", "records"], ["a.jsonl", "b.jsonl"]),
    ] {
        let outcome = run(&folder, &[["explain", "p"].as_slice(), &flags].concat());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
        assert_eq!(files(&folder.path().join(flags[2])), names);
    }
    let page = fs::read_to_string(folder.path().join("pages/a.html")).unwrap();
    assert_eq!(page, one.stdout);
}

#[test]
fn stats_in_each_format() {
    let folder = folder(&[("a.txt", PAGE), ("b.txt", "One heading\n\nSome text.\n")]);
    for format in ["table", "json", "jsonl", "csv", "md"] {
        let outcome = run(&folder, &["stats", "a.txt", "b.txt", "-f", format]);
        assert_eq!(outcome.code, 0);
        insta::assert_snapshot!(format!("stats_{format}"), outcome.stdout);
    }
}

/// Two pages with a notice in common, one of which repeats it.
const NOTICES: [(&str, &str); 2] = [
    (
        "a.txt",
        "索引的用处\n\n一、开头\n\n本文由社区志愿者翻译并校对,转载时请注明出处并保留本段文字。\n\n二、正文\n\n索引让查找变快,代价是写入变慢。\n\n三、结尾\n\n本文由社区志愿者翻译和校对,转载时请注明出处并保留本段文字。\n",
    ),
    (
        "b.txt",
        "缓存的用处\n\n一、正文\n\n缓存离读者更近,代价是可能过期。\n\n二、说明\n\n本文由社区志愿者翻译并校对,转载时请注明出处并保留本段文字。\n",
    ),
];

#[test]
fn what_pages_say_twice() {
    let folder = folder(&NOTICES);
    for by in ["document", "corpus"] {
        for format in ["table", "json", "jsonl", "csv", "md"] {
            let words = [
                "stats",
                "a.txt",
                "b.txt",
                "--similar",
                "--by",
                by,
                "-f",
                format,
            ];
            let outcome = run(&folder, &words);
            assert_eq!(
                (outcome.code, outcome.stderr.as_str()),
                (0, ""),
                "{by} {format}"
            );
            insta::assert_snapshot!(format!("similar_{by}_{format}"), outcome.stdout);
        }
    }
    // Records of statistics have it, too.
    let record = json(&run(&folder, &["stats", "a.txt", "-f", "json"]).stdout);
    assert_eq!(record["similar"][0]["kind"], "similar_sections");
    assert_eq!(record["similar"][0]["a"]["path"][0], "一、开头");
    for by in ["section", "corpus"] {
        let outcome = run(&folder, &["stats", "b.txt", "--similar", "--by", by]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
        assert!(!outcome.stderr.is_empty(), "{by}");
    }
}

#[test]
fn stats_of_documents_and_their_tokens() {
    let folder = folder(&[("a.txt", PAGE), ("b.txt", "One heading\n\nSome text.\n")]);
    for format in ["table", "csv", "md"] {
        let words = ["stats", "a.txt", "b.txt", "--by", "document", "-f", format];
        let outcome = run(&folder, &words);
        insta::assert_snapshot!(format!("stats_by_document_{format}"), outcome.stdout);
    }
    let tokens = |flags: &[&str]| {
        let words = [
            &["stats", "a.txt", "--by", "document", "-f", "jsonl"],
            flags,
        ]
        .concat();
        let record = json(&run(&folder, &words).stdout);
        assert_eq!(record["sections"].as_array().map(Vec::len), Some(0));
        record["totals"]["tokens"].as_u64().unwrap()
    };
    assert_eq!(tokens(&[]), tokens(&["--tokens", "o200k"]));
    assert!(tokens(&["--tokens", "cl100k"]) > tokens(&[]));
}

#[test]
fn keywords_of_documents_sections_and_corpus() {
    let folder = folder(&[("a.txt", PAGE), ("b.txt", PAGE)]);
    let keywords = |by, format| {
        let words = [
            "keywords", "a.txt", "b.txt", "--by", by, "--top", "2", "-f", format,
        ];
        let outcome = run(&folder, &words);
        assert_eq!(
            (outcome.code, outcome.stderr.as_str()),
            (0, ""),
            "{by} {format}"
        );
        assert!(
            outcome.stdout.contains("开源"),
            "{by} {format}: {}",
            outcome.stdout
        );
        outcome.stdout
    };
    // Which words and scores these are is the business of analysis.
    assert!(keywords("document", "table").starts_with("a.txt\nkeyword"));
    assert!(keywords("section", "table").contains("  1.1 优势"));
    assert!(keywords("corpus", "table").starts_with("keyword"));
    assert_eq!(
        json(&keywords("section", "json")).as_array().unwrap().len(),
        10
    );
    assert_eq!(keywords("section", "jsonl").lines().count(), 10);
    assert_eq!(
        json(&keywords("corpus", "json")),
        json(&keywords("corpus", "jsonl"))
    );
    assert_eq!(keywords("corpus", "csv").lines().count(), 3);
    assert!(keywords("document", "md").contains("| --- |"));
}

#[test]
fn word_lists_change_keywords() {
    let folder = folder(&[
        ("a.txt", "争议\n\n版权争议难以回避。难以回避的还有成本。\n"),
        ("stop", "\u{FEFF}成本\n\n价格\n"),
        ("dict", "难以回避\n"),
    ]);
    let keywords = |flags: &[&str]| -> Vec<String> {
        let words = [&["keywords", "a.txt", "-f", "jsonl"], flags].concat();
        let record = json(&run(&folder, &words).stdout);
        let keywords = record["keywords"].as_array().unwrap();
        keywords
            .iter()
            .map(|k| k["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let has = |flags: &[&str], word: &str| keywords(flags).contains(&word.to_owned());
    assert!(has(&[], "成本") && !has(&["--stopwords", "stop"], "成本"));
    assert!(!has(&[], "难以回避") && has(&["--dict", "dict"], "难以回避"));
    assert_eq!(keywords(&["--top", "1"]).len(), 1);
}

/// Pages that declare a keyword of theirs, one a line.
fn declaring_pages(count: usize) -> String {
    let subjects = ["蒸汽机", "望远镜", "印刷术", "指南针"];
    let page = |at: usize, subject: &str| {
        let text = format!(
            "第{at}篇的见闻\n\n昨天参观的人很多。{subject}摆在大厅中央，说明写了两页。\n\n\
             回来的路上下起了雨，{subject}的图纸还在包里。\n"
        );
        serde_json::json!({"id": at.to_string(), "text": text, "tags": [subject]}).to_string()
            + "\n"
    };
    let pages = (0..count).zip(subjects.iter().cycle());
    pages.map(|(at, subject)| page(at, subject)).collect()
}

#[test]
fn a_ranker_is_learned_and_used() {
    let pages = declaring_pages(24);
    let folder = folder(&[("pages.jsonl", pages.as_str())]);
    for out in ["own.ranker", "again.ranker"] {
        let words = ["fit", "keywords", "pages.jsonl", "--out", out];
        let outcome = run(&folder, &words);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("24 pages"), "{}", outcome.stderr);
    }
    let bytes = |name| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("own.ranker"), bytes("again.ranker"), "seeded");
    let words = [
        "keywords",
        "pages.jsonl",
        "--ranker",
        "own.ranker",
        "-f",
        "jsonl",
        "--top",
        "1",
    ];
    let outcome = run(&folder, &words);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let first = json(outcome.stdout.lines().next().unwrap());
    assert_eq!(first["keywords"][0]["text"], "蒸汽机");
}

#[test]
fn too_few_pages_teach_no_ranker() {
    let pages = declaring_pages(19);
    let folder = folder(&[("pages.jsonl", pages.as_str())]);
    let words = ["fit", "keywords", "pages.jsonl", "--out", "own.ranker"];
    let outcome = run(&folder, &words);
    assert_ne!(outcome.code, 0);
    let message = "19 of 19 pages declare keywords that stand in their text; a ranker takes 20";
    assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    assert!(!folder.path().join("own.ranker").exists());
}

#[test]
fn what_is_no_ranker_is_refused() {
    let folder = folder(&[("a.txt", PAGE.as_bytes()), ("broken", b"WKR2\0\xff")]);
    for (name, message) in [
        ("broken", "broken"),
        ("a.txt", "this is no ranker of this version"),
        ("absent", "cannot be read"),
    ] {
        let outcome = run(&folder, &["keywords", "a.txt", "--ranker", name]);
        assert_ne!(outcome.code, 0, "{name}");
        assert_eq!(outcome.stdout, "", "{name}");
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
        assert!(
            outcome
                .stderr
                .contains("general, abstract, news, blog, heuristic"),
            "{}",
            outcome.stderr
        );
    }
}

#[test]
fn articles_of_a_statute_are_headings_on_demand() {
    let page = "溪桥市摊位办法\n\n第一章 总则\n\n第一条 为了方便市民，制定本办法。\n\n第二条 本办法自公布之日起施行。\n";
    let folder = folder(&[
        ("a.txt", page),
        ("wenmai.toml", "[outline]\narticles = true\n"),
    ]);
    let outline = |flags: &[&str]| {
        let words = [&["outline", "a.txt", "-f", "json"], flags].concat();
        let record = json(&run(&folder, &words).stdout);
        let headings = record["outline"].as_array().unwrap().iter();
        headings
            .map(|h| format!("{} {}", h["level"], h["text"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(outline(&[]), ["1 第一章 总则"]);
    let expected = ["1 第一章 总则", "2 第一条", "2 第二条"];
    assert_eq!(outline(&["--articles"]), expected);
    assert_eq!(outline(&["--config", "wenmai.toml"]), expected);
    // The text of an article is no part of its heading.
    let text = run(&folder, &["extract", "a.txt", "--articles", "-f", "md"]).stdout;
    assert!(
        text.contains("## 第一条\n\n为了方便市民，制定本办法。\n"),
        "{text}"
    );
}

#[test]
fn keywords_against_a_reference() {
    let tea = "Green tea\n\nGreen tea is dried in the sun. Green tea keeps its taste for a year. The water is hot.\n";
    let coffee = "Coffee\n\nCoffee is roasted. The water is hot. The water is clean. Coffee keeps its taste for a month.\n";
    // Much text, so that what it lacks is no chance.
    let coffee = coffee.repeat(30);
    let folder = folder(&[
        ("own/a.txt", tea),
        ("own/b.txt", tea),
        ("others/c.txt", &coffee),
    ]);
    let keywords = |by| {
        let arguments = [
            "keywords",
            "own",
            "--by",
            by,
            "--against",
            "others",
            "-f",
            "jsonl",
        ];
        let outcome = run(&folder, &arguments);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{by}");
        json(outcome.stdout.lines().next().unwrap())
    };
    for (by, count) in [("document", 2), ("corpus", 4)] {
        let first = &keywords(by)["keywords"][0];
        assert_eq!(
            first["text"].as_str().map(str::to_lowercase).as_deref(),
            Some("green tea"),
            "{by}"
        );
        let keyness = &first["keyness"];
        assert_eq!(
            (&keyness["count"], &keyness["reference_count"]),
            (&count.into(), &0.into()),
            "{by}"
        );
        assert!(keyness["log_ratio"].as_f64() > Some(1.0), "{by}");
        // Water is no more frequent here than there.
        let all = keywords(by)["keywords"].to_string();
        assert!(!all.contains("\"water\""), "{by}: {all}");
    }
    let wrong = run(
        &folder,
        &["keywords", "own", "--by", "section", "--against", "others"],
    );
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("--by document"), "{}", wrong.stderr);
    let missing = run(&folder, &["keywords", "own", "--against", "nowhere"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("nowhere"), "{}", missing.stderr);
}
