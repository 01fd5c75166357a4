//! The report, and pages of explanations in its style.

use std::fs;

use crate::harness::{PAGE, files, folder, json, root, run};

#[test]
fn report_names_every_fixture() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("report").display().to_string();
    let outcome = run(
        root(),
        &["report", "fixtures/pages", "--out", &path, "--pages", "3"],
    );
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert_eq!(
        outcome.stdout.lines().last().unwrap(),
        format!("{path}/index.html")
    );

    let files = files(out.path().join("report").as_path());
    for name in [
        "index.html",
        "report.md",
        "report.json",
        "documents.csv",
        "outline.csv",
        "keywords.csv",
        "findings.csv",
    ] {
        assert!(files.contains(&name.to_owned()), "{name}");
    }
    let n_pages = files
        .iter()
        .filter(|file| file.starts_with("pages/"))
        .count();
    assert_eq!(n_pages, 3);

    let read = |name: &str| fs::read_to_string(out.path().join("report").join(name)).unwrap();
    let (index, report) = (read("index.html"), json(&read("report.json")));
    let fixtures = fs::read_dir(root().join("fixtures/pages")).unwrap();
    let mut n_fixtures = 0;
    for name in fixtures.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        if !name.ends_with(".note.toml") {
            n_fixtures += 1;
            assert!(index.contains(&name), "{name}");
        }
    }
    assert_eq!(report["documents"].as_array().unwrap().len(), n_fixtures);
    assert_eq!(report["corpus"]["documents"], n_fixtures);
}

#[test]
fn report_speaks_the_language_that_it_is_told() {
    let folder = folder(&[("a.txt", PAGE)]);
    for lang in ["zh", "en"] {
        assert_eq!(
            run(&folder, &["report", "a.txt", "--lang", lang, "--out", lang]).code,
            0
        );
        let index = fs::read_to_string(folder.path().join(lang).join("index.html")).unwrap();
        assert!(index.contains(&format!("lang=\"{lang}")), "{lang}");
    }
    assert_eq!(run(&folder, &["report", "a.txt", "-q"]).code, 0);
    assert!(folder.path().join("wenmai-report/index.html").exists());
}

#[test]
fn report_says_what_sets_a_corpus_apart() {
    // Much text, so that what it lacks is no chance.
    let other = "标题\n\n海边的天气一直很好，渡口的船每天都准时出发。\n".repeat(60);
    let folder = folder(&[
        ("a.txt", PAGE),
        ("others/b.txt", &other),
        ("others/c.rst", ""),
    ]);
    let flags = [
        "report",
        "a.txt",
        "-q",
        "--lang",
        "en",
        "--out",
        "r",
        "--against",
        "others",
    ];
    assert_eq!(run(&folder, &flags).code, 0);
    let read = |name: &str| fs::read_to_string(folder.path().join("r").join(name)).unwrap();
    let report = json(&read("report.json"));
    assert_eq!(report["reference"]["documents"], 1);
    let keywords = report["reference"]["keywords"].as_array().unwrap();
    assert!(!keywords.is_empty());
    for keyword in keywords {
        assert!(keyword["keyness"]["log_likelihood"].as_f64().unwrap() > 0.0);
    }
    assert!(read("index.html").contains("Against the reference"));
    assert!(read("report.md").contains("## Against the reference"));
    // A reference that cannot be read is a wrong use, and said before the work.
    let missing = run(
        &folder,
        &["report", "a.txt", "--against", "others/nowhere.txt"],
    );
    assert_eq!(missing.code, 2, "{}", missing.stderr);
}

/// What findings say of the fixtures is known in Chinese, and a page like that of an article with cards stays small.
#[test]
fn report_in_chinese_says_all_in_chinese() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("r").display().to_string();
    let flags = [
        "report",
        "fixtures/pages",
        "-q",
        "--lang",
        "zh",
        "--out",
        &path,
    ];
    assert_eq!(run(root(), &flags).code, 0);
    let read = |name: &str| fs::read_to_string(out.path().join("r").join(name)).unwrap();
    let report = json(&read("report.json"));
    let markdown = read("report.md");
    let mut n_findings = 0;
    for document in report["documents"].as_array().unwrap() {
        for finding in document["findings"].as_array().unwrap() {
            n_findings += 1;
            for field in ["message", "fix"] {
                let english = finding[field].as_str().unwrap();
                assert!(!markdown.contains(english), "{english}");
            }
        }
    }
    assert!(n_findings >= 5);
    let page = read("pages/zh-seed-shape.html");
    assert!(page.len() < 60_000, "{}", page.len());
}

/// Whatever the lines of Chinese fixtures are taken for, the reasons hold no English but what they cite.
#[test]
fn reasons_for_chinese_pages_are_chinese() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().display().to_string();
    let inputs = [
        "fixtures/pages/zh-*.txt",
        "fixtures/pages/zh-*.md",
        "fixtures/html/zh-*.html",
    ];
    let flags = [&["explain"], &inputs[..], &["--html", "-q", "--out", &path]].concat();
    assert_eq!(run(root(), &flags).code, 0);
    let mut n_reasons = 0;
    for file in fs::read_dir(out.path()).unwrap() {
        let page = fs::read_to_string(file.unwrap().path()).unwrap();
        // The last cell of a row.
        for reason in page
            .split("</td></tr>")
            .filter_map(|row| Some(row.rsplit_once("<td>")?.1))
        {
            n_reasons += 1;
            for english in [
                " of ", "its ", " by ", "no ", " with ", " above", " below", "heading",
            ] {
                assert!(!reason.contains(english), "{reason}");
            }
        }
    }
    assert!(n_reasons > 500, "{n_reasons}");
}

#[test]
fn report_compares_with_an_older_one() {
    let longer = format!("{PAGE}\n\n九、新的一章\n\n这一章是后来写的，上次没有。\n");
    let folder = folder(&[("a.txt", PAGE)]);
    assert_eq!(
        run(&folder, &["report", "a.txt", "-q", "--out", "old"]).code,
        0
    );
    let compare = |fail_on: &str| {
        let old = "old/report.json";
        let flags = ["report", "a.txt", "-q", "--out", "new", "--compare", old];
        run(&folder, &[&flags[..], &["--fail-on", fail_on]].concat()).code
    };
    // Nothing changed, then text came, then text went.
    assert_eq!(compare("findings,lost-text,gone"), 0);
    fs::write(folder.path().join("a.txt"), &longer).unwrap();
    assert_eq!(compare("lost-text"), 0);
    let report = json(&fs::read_to_string(folder.path().join("new/report.json")).unwrap());
    assert_eq!(report["comparison"]["documents"], 1);
    assert!(
        !report["comparison"]["sections"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let index = fs::read_to_string(folder.path().join("new/index.html")).unwrap();
    assert!(index.contains("id=\"changes\""));
    assert_eq!(
        run(&folder, &["report", "a.txt", "-q", "--out", "old"]).code,
        0
    );
    fs::write(folder.path().join("a.txt"), PAGE).unwrap();
    assert_eq!(compare("findings"), 0);
    assert_eq!(compare("lost-text"), 1);

    // A page without headings loses text.
    let plain = "今天下了一整天的雨。\n\n傍晚雨停了，我沿着河边走了一会儿，看见水涨了不少。\n";
    fs::write(folder.path().join("a.txt"), plain).unwrap();
    assert_eq!(
        run(&folder, &["report", "a.txt", "-q", "--out", "old"]).code,
        0
    );
    assert_eq!(compare("lost-text"), 0);
    fs::write(folder.path().join("a.txt"), "今天下了一整天的雨。\n").unwrap();
    assert_eq!(compare("lost-text"), 1);

    let missing = run(&folder, &["report", "a.txt", "--compare", "nowhere.json"]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("nowhere.json: cannot be read"),
        "{}",
        missing.stderr
    );
    assert_eq!(
        run(&folder, &["report", "a.txt", "--compare", "a.txt"]).code,
        2
    );
}

#[test]
fn pages_of_the_report_say_why_and_csv_may_lack_its_mark() {
    let html = "<!DOCTYPE html><title>T</title><article><h1>T</h1><p>A long paragraph of the article, with enough words to be kept.</p></article>";
    let folder = folder(&[("a.txt", PAGE), ("b.html", html)]);
    let flags = [
        "report", "a.txt", "b.html", "-q", "--lang", "en", "--out", "r",
    ];
    assert_eq!(run(&folder, &flags).code, 0);
    let read = |name: &str| fs::read(folder.path().join("r").join(name)).unwrap();
    for page in ["pages/a.html", "pages/b.html"] {
        assert!(
            String::from_utf8(read(page))
                .unwrap()
                .contains("<th>Why</th>"),
            "{page}"
        );
    }
    assert!(read("documents.csv").starts_with("\u{feff}".as_bytes()));
    assert_eq!(run(&folder, &[&flags[..], &["--no-bom"]].concat()).code, 0);
    assert!(!read("documents.csv").starts_with("\u{feff}".as_bytes()));
}

#[test]
fn report_says_where_the_records_of_a_run_went() {
    let long = "很长的一段话。".repeat(400);
    let line = |id: &str, text: &str| format!("{}\n", serde_json::json!({"id": id, "text": text}));
    let lines = [
        line("a", PAGE),
        line("copy", PAGE),
        line("empty", "\n"),
        line("long", &format!("标题\n\n{long}")),
    ];
    let folder = folder(&[("in.jsonl", lines.concat().as_str()), ("a.txt", PAGE)]);
    let limit = |bytes| ["--out", "out", "--max-page-bytes", bytes];
    let corpus = |words: &[&str]| run(&folder, &[&["corpus"], words].concat());
    corpus(&[&["run", "in.jsonl"], &limit("5000")[..]].concat());
    assert_eq!(corpus(&["dedup", "--out", "out"]).code, 0);

    let report = |lang| {
        let flags = ["report", "a.txt", "--run", "out", "--out", "r"];
        let done = run(&folder, &[&flags[..], &["--lang", lang]].concat());
        assert_eq!(done.code, 0, "{}", done.stderr);
        done.stdout
    };
    let read = |name: &str| fs::read_to_string(folder.path().join("r").join(name)).unwrap();
    let shown = report("en");
    let line = "Corpus run: 4 read, 2 written, 1 left out, 1 failed; 1 duplicates\n";
    assert!(shown.contains(line), "{shown}");
    let csv = "\u{feff}fate,reason,records,share\r\nwritten,,2,0.5000\r\ndropped,no_text,1,0.2500\r\n\
               dead,too_long,1,0.2500\r\nread,,4,1.0000\r\n";
    assert_eq!(
        read("run.csv").replace("\r\n", "\n"),
        csv.replace("\r\n", "\n")
    );
    assert_eq!(json(&read("report.json"))["run"]["dedup"]["exact"], 1);
    let older = "before the last retry";
    for (name, title) in [
        ("index.html", "<h2>Corpus run</h2>"),
        ("report.md", "## Corpus run\n"),
    ] {
        let text = read(name);
        for said in [title, "no_text", "too_long", "the same letters and digits"] {
            assert!(text.contains(said), "{name}: {said}");
        }
        assert!(!text.contains(older), "{name}");
    }

    // The retry writes a document that the search for duplicates did not see, and then a part is lost.
    corpus(&[&["retry"], &limit("50000")[..]].concat());
    fs::remove_file(folder.path().join("out/part-00000.jsonl")).unwrap();
    assert!(report("en").contains("1 duplicates; 1 problems\n"));
    for name in ["index.html", "report.md"] {
        let text = read(name);
        assert!(
            text.contains(older) && text.contains("part-00000.jsonl"),
            "{name}"
        );
    }
    report("zh");
    assert!(read("report.md").contains("\n## 语料运行\n"));

    // Without a run there is no file of one.
    let flags = ["report", "a.txt", "-q", "--out", "plain"];
    assert_eq!(run(&folder, &flags).code, 0);
    assert!(!folder.path().join("plain/run.csv").exists());
    let flags = ["report", "a.txt", "--run", "nowhere"];
    assert_eq!(run(&folder, &flags).code, 2);
}

/// The page of a document shows its own text; no list, table or record of the report names a person.
#[test]
fn personal_data_is_masked_but_in_the_text_of_its_page() {
    let data = ["13812345678", "li.ming@huizhi-tech.cn"];
    let sentence = format!(
        "有事请打电话 {}，或写信到 {}，白天都在，晚上不要打。",
        data[0], data[1]
    );
    let page = format!(
        "编辑部 {} 征稿启事\n\n一、电话 {}\n\n{sentence}\n\n二、再说一遍\n\n{sentence}\n\n四、电话 {}\n",
        data[0], data[0], data[0]
    );
    let folder = folder(&[("a.txt", page.as_str()), ("b.txt", PAGE)]);
    let flags = ["report", "a.txt", "b.txt", "--lang", "en", "--out", "r"];
    let shown = run(&folder, &flags);
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""));
    assert!(shown.stdout.contains("Personal data: "), "{}", shown.stdout);
    let names = files(folder.path().join("r").as_path());
    assert!(names.contains(&"privacy.csv".to_owned()) && names.contains(&"rights.csv".to_owned()));
    for name in names {
        let file = fs::read_to_string(folder.path().join("r").join(&name)).unwrap();
        let is_page = name == "pages/a.html";
        assert_eq!(
            data.iter().any(|datum| file.contains(datum)),
            is_page,
            "{name}"
        );
    }
    let report = json(&fs::read_to_string(folder.path().join("r/report.json")).unwrap());
    let document = &report["documents"][0];
    assert_eq!(document["personal_data"]["email"], 2);
    assert!(document["personal_data"]["mobile_phone"].as_u64().unwrap() >= 4);
    let findings = document["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["kind"] == "privacy"));
    // What the audit finds is compared like all findings.
    fs::write(folder.path().join("a.txt"), PAGE).unwrap();
    let flags = [
        "report",
        "a.txt",
        "b.txt",
        "-q",
        "--out",
        "new",
        "--compare",
        "r/report.json",
    ];
    assert_eq!(run(&folder, &flags).code, 0);
    let report = json(&fs::read_to_string(folder.path().join("new/report.json")).unwrap());
    let fixed = report["comparison"]["fixed_findings"].as_array().unwrap();
    assert!(fixed.iter().any(|finding| finding["code"] == "email"));
}
