//! `wenmai audit --pack` and `--check`: the evidence on a collection.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::harness::{folder, run};

/// Pages of three domains; one has personal data in its text and in its address, one a date of capture.
fn crawl() -> String {
    let page = |id: &str, url: &str, text: &str, captured: Option<&str>| {
        let record = json!({"id": id, "url": url, "text": text, "captured_at": captured});
        format!("{record}\n")
    };
    let article = |name: &str, times: usize| {
        let sentence = format!("这是{name}的一句话，讲的是社区里修理旧物的经验和教训。");
        format!(
            "{name}\n\n一、引言\n\n{}\n\n二、正文\n\n{}\n",
            sentence.repeat(times),
            sentence
        )
    };
    let contact = "联系我们\n\n一、联系\n\n有事请打电话 13812345678，或写信到 li.ming@huizhi-tech.cn，白天都在。\n";
    [
        page("a", "https://www.repair.example.com/a", &article("修理站", 4), Some("2024-12-20T08:00:00Z")),
        page("b", "https://blog.example.com/b", &article("工具", 2), Some("2025-01-03T08:00:00Z")),
        page("c", "https://user:pass@news.example.co.uk/c?mail=li.ming@huizhi-tech.cn", contact, None),
        page("d", "https://someone.github.io/d", &article("志愿师傅", 1), None),
        page("e", "", "Short notes\n\nThis page has no address, and tells of a fair in town where people mend things.\n", None),
    ]
    .concat()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

/// Rows of a CSV file as maps; none of its cells holds a line end.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(cells);
    let head = lines.next().unwrap();
    lines
        .map(|row| head.iter().cloned().zip(row).collect())
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut is_quoted) = (vec![String::new()], false);
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            c => cells.last_mut().unwrap().push(c),
        }
    }
    cells
}

fn number(row: &BTreeMap<String, String>, column: &str) -> u64 {
    row[column].parse().unwrap()
}

#[test]
fn a_pack_says_what_the_collection_is_made_of() {
    let folder = folder(&[("crawl.jsonl", crawl())]);
    let shown = run(
        &folder,
        &[
            "audit",
            "crawl.jsonl",
            "--pack",
            "pack",
            "--date",
            "2026-11-28",
        ],
    );
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(shown.stdout);
    let pack = folder.path().join("pack");
    insta::assert_snapshot!("datasheet", read(&pack, "datasheet.md"));
    insta::assert_snapshot!("documents", read(&pack, "documents.csv"));
    insta::assert_snapshot!(
        "training_content",
        read(&pack, "training-content-summary.csv")
    );
    let mut provenance: Value = serde_json::from_str(&read(&pack, "data-provenance.json")).unwrap();
    assert_eq!(provenance["provenance"]["date"], "2026-11-28");
    assert!(provenance["unfilled"]["source.issuer"].is_string());
    assert!(provenance["source"]["issuer"].take().is_null());

    // Nothing in it tells whom the data are about, or how the site is entered.
    for entry in fs::read_dir(&pack).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for secret in ["13812345678", "li.ming@huizhi", "user:pass"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    let checked = run(&folder, &["audit", "--check", "pack"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);
}

#[test]
fn numbers_are_those_of_the_rows() {
    let folder = folder(&[("crawl.jsonl", crawl())]);
    run(
        &folder,
        &[
            "audit",
            "crawl.jsonl",
            "--pack",
            "pack",
            "--sample",
            "3",
            "--seed",
            "7",
        ],
    );
    let pack = folder.path().join("pack");
    let summary: Value = serde_json::from_str(&read(&pack, "summary.json")).unwrap();
    let documents = rows(&read(&pack, "documents.csv"));
    let sum = |column: &str| documents.iter().map(|row| number(row, column)).sum::<u64>();
    assert_eq!(summary["total"]["documents"], documents.len() as u64);
    for column in ["text_bytes", "chars", "tokens"] {
        assert_eq!(summary["total"][column], sum(column));
    }
    let mut domains: BTreeMap<&str, u64> = BTreeMap::new();
    for row in documents.iter().filter(|row| !row["domain"].is_empty()) {
        *domains.entry(&row["domain"]).or_default() += number(row, "text_bytes");
    }
    assert_eq!(summary["domains"]["domains"], domains.len() as u64);
    assert_eq!(summary["domains"]["without"]["documents"], 1);
    let listed = rows(&read(&pack, "domains.csv"));
    assert_eq!(listed.len(), domains.len());
    for row in &listed {
        assert_eq!(number(row, "text_bytes"), domains[row["domain"].as_str()]);
        let millionths = number(row, "text_bytes") * 2_000_000 / sum("text_bytes");
        let share = format!("0.{:06}", millionths.div_ceil(2));
        assert_eq!(row["share"], share);
    }
    let data: u64 = documents
        .iter()
        .flat_map(|row| row["personal_data"].split_whitespace())
        .map(|count| count.rsplit_once(':').unwrap().1.parse::<u64>().unwrap())
        .sum();
    assert!(data >= 2);
    assert_eq!(summary["personal_data"]["count"], data);
    assert_eq!(summary["captured"]["years"]["without"]["documents"], 3);
    assert_eq!(summary["captured"]["first"], "2024-12-20");

    let ids: BTreeSet<String> = documents.iter().map(|row| row["id"].clone()).collect();
    let sample = rows(&read(&pack, "sample.csv"));
    assert_eq!(sample.len(), 3);
    assert!(
        sample
            .iter()
            .all(|row| ids.contains(&row["id"]) && row["verdict"].is_empty())
    );
    assert!(sample.is_sorted_by_key(|row| row["key"].clone()));
}

#[test]
fn the_order_of_inputs_and_the_threads_change_no_count_and_no_sample() {
    let text = crawl();
    let backwards: Vec<&str> = text.lines().rev().collect();
    let backwards = backwards.join("\n");
    let folder = folder(&[("crawl.jsonl", text), ("back/crawl.jsonl", backwards)]);
    let pack = |input: &str, out: &str, jobs: &str| {
        let words = [
            "audit", input, "--pack", out, "--sample", "2", "--jobs", jobs,
        ];
        assert_eq!(run(&folder, &words).code, 0);
        let out = folder.path().join(out);
        ["summary.json", "sample.csv", "domains.csv", "datasheet.md"].map(|name| read(&out, name))
    };
    let first = pack("crawl.jsonl", "p1", "1");
    assert_eq!(first, pack("crawl.jsonl", "p2", "3"));
    assert_eq!(first, pack("back/crawl.jsonl", "p3", "2"));
    let bytes = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(bytes("p1/manifest.json"), bytes("p2/manifest.json"));
}

#[test]
fn the_documents_of_a_corpus_run_are_evidence_too() {
    let folder = folder(&[("crawl.jsonl", crawl().repeat(2).replace("\"e\"", "\"e2\""))]);
    let words = [
        "corpus",
        "run",
        "crawl.jsonl",
        "--out",
        "corpus",
        "--compress",
        "zstd",
    ];
    assert_eq!(run(&folder, &words).code, 0);
    assert_eq!(
        run(&folder, &["corpus", "dedup", "--out", "corpus"]).code,
        0
    );
    let pack = |words: &[&str], out: &str| -> (Value, Value) {
        let shown = run(
            &folder,
            &[&["audit", "--run", "corpus", "--pack", out], words].concat(),
        );
        assert_eq!(shown.code, 0, "{}", shown.stderr);
        assert_eq!(run(&folder, &["audit", "--check", out]).code, 0);
        let json =
            |name: &str| serde_json::from_str(&read(&folder.path().join(out), name)).unwrap();
        (json("summary.json"), json("manifest.json"))
    };
    let (all, manifest) = pack(&[], "all");
    assert_eq!(all["total"]["documents"], 10);
    // The records of a run say that somebody looked.
    assert_eq!(all["rights"]["silent"]["documents"], 10);
    assert_eq!(all["rights"]["unknown"]["documents"], 0);
    assert_eq!(all["personal_data"]["articles_searched"], 0);
    assert_eq!(all["personal_data"]["documents"]["documents"], 2);
    assert_eq!(manifest["input"]["ledger"]["written"], 10);
    assert_eq!(
        manifest["input"]["parts"][0]["file"],
        "part-00000.jsonl.zst"
    );

    let (kept, manifest) = pack(&["--deduped"], "kept");
    assert_eq!(kept["total"]["documents"], 5);
    assert_eq!(
        manifest["input"]["parts"][0]["file"],
        "deduped/part-00000.jsonl.zst"
    );
}

#[test]
fn a_pack_that_was_changed_does_not_pass() {
    let folder = folder(&[("crawl.jsonl", crawl())]);
    run(&folder, &["audit", "crawl.jsonl", "--pack", "pack"]);
    let pack = folder.path().join("pack");
    let change = |name: &str, from: &str, to: &str| {
        let before = read(&pack, name);
        assert!(before.contains(from), "{before}");
        fs::write(pack.join(name), before.replacen(from, to, 1)).unwrap();
        let checked = run(&folder, &["audit", "--check", "pack"]);
        fs::write(pack.join(name), before).unwrap();
        (checked.code, checked.stderr)
    };
    let (code, said) = change("datasheet.md", "5 documents", "6 documents");
    assert_eq!((code, said.matches("error").count()), (3, 1), "{said}");
    let (code, said) = change("documents.csv", ",zh-Hans,", ",en,");
    assert!(
        code == 3 && said.contains("summary.json") && said.contains("documents.csv"),
        "{said}"
    );
    let (code, said) = change("documents.csv", ",article,", ",poem,");
    assert!(code == 3 && said.contains("row 1"), "{said}");
    // A sheet that somebody has filled in is still the sample that was drawn.
    assert_eq!(change("sample.csv", ",,,\n", ",good,me,\n").0, 0);
    assert_eq!(run(&folder, &["audit", "--check", "pack"]).code, 0);
    assert_eq!(run(&folder, &["audit", "--check", "."]).code, 2);
}

#[test]
fn what_people_say_is_in_all_papers() {
    let about = "name = \"Mended things\"\ndescription = \"Pages on repair *cafés*.\"\nlicence = \"https://creativecommons.org/licenses/by/4.0/\"\ndate = \"2026-11-01\"\ncreators = [\"Repair e.V.\"]\nintended-uses = [\"Pretraining\"]\n";
    let folder = folder(&[
        ("crawl.jsonl", crawl()),
        ("about.toml", about.into()),
        ("odd.toml", "title = \"x\"\n".into()),
    ]);
    let words = ["audit", "crawl.jsonl", "--pack", "pack", "--about"];
    assert_eq!(
        run(&folder, &[&words[..], &["about.toml"]].concat()).code,
        0
    );
    let pack = folder.path().join("pack");
    let datasheet = read(&pack, "datasheet.md");
    assert!(datasheet.starts_with("# Datasheet: Mended things\n\nPages on repair \\*cafés\\*.\n"));
    assert!(datasheet.contains("Who made it? Repair e.V.\n") && !datasheet.contains("`creators`"));
    let croissant: Value = serde_json::from_str(&read(&pack, "croissant.json")).unwrap();
    assert_eq!(croissant["name"], "Mended things");
    assert_eq!(croissant["datePublished"], "2026-11-01");
    assert_eq!(croissant["creator"][0]["name"], "Repair e.V.");
    let odd = run(&folder, &[&words[..], &["odd.toml"]].concat());
    assert!(
        odd.code == 2 && odd.stderr.contains("title"),
        "{}",
        odd.stderr
    );
}

#[test]
fn flags_that_do_not_go_together_are_wrong_usage() {
    let folder = folder(&[("crawl.jsonl", crawl())]);
    for words in [
        &["audit"][..],
        &["audit", "crawl.jsonl", "--sample", "3"],
        &["audit", "crawl.jsonl", "--pack", "p", "--deduped"],
        &["audit", "crawl.jsonl", "--pack", "p", "-f", "json"],
        &["audit", "crawl.jsonl", "--run", "corpus", "--pack", "p"],
        &["audit", "crawl.jsonl", "--pack", "p", "--date", "yesterday"],
        &["audit", "--run", "corpus", "--pack", "p"],
    ] {
        assert_eq!(run(&folder, words).code, 2, "{words:?}");
    }
    assert!(!folder.path().join("p").exists());
    assert_eq!(
        run(&folder, &["audit", "nothing.txt", "--pack", "p"]).code,
        4
    );
    assert!(!folder.path().join("p/documents.csv").exists());
    assert_eq!(
        run(
            &folder,
            &[
                "audit",
                "crawl.jsonl",
                "--pack",
                "p",
                "--fail-on",
                "privacy"
            ]
        )
        .code,
        1
    );
}
