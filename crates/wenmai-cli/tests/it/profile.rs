//! Profiles of sites: learned, written, and used by the other commands.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{folder, kill_after_a_part, root, run};

const PAGES: [&str; 5] = ["zh-binding", "zh-paste", "zh-flood", "zh-worms", "zh-maps"];

/// A folder with three pages to learn from in one file, and two to try it on in another.
fn crawl() -> TempDir {
    let fixtures = root().join("fixtures/sites/hill-library.example");
    let lines = |names: &[&str]| -> String {
        let line = |name: &&str| {
            let html = fs::read_to_string(fixtures.join(format!("{name}.html"))).unwrap();
            let url = format!("https://hill-library.example/{name}");
            json!({"id": name, "url": url, "html": html}).to_string() + "\n"
        };
        names.iter().map(line).collect()
    };
    let (learn, others) = PAGES.split_at(3);
    folder(&[("learn.jsonl", lines(learn)), ("try.jsonl", lines(others))])
}

fn learn(folder: &Path) -> String {
    let outcome = run(folder, &["profile", "learn.jsonl", "--out", "profiles"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome.stdout
}

#[test]
fn what_repeats_is_learned_and_written_for_people() {
    let crawl = crawl();
    insta::assert_snapshot!("profile_table", learn(crawl.path()));
    let path = crawl.path().join("profiles/hill-library.example.toml");
    insta::assert_snapshot!("profile_file", fs::read_to_string(path).unwrap());
}

#[test]
fn every_command_takes_profiles() {
    let crawl = crawl();
    learn(crawl.path());
    let with = |words: &[&str]| {
        let words = [words, &["try.jsonl", "--profiles", "profiles"]].concat();
        let outcome = run(&crawl, &words);
        assert_eq!(outcome.code, 0, "{words:?}: {}", outcome.stderr);
        outcome.stdout
    };
    for words in [
        ["extract", "-f", "jsonl"].as_slice(),
        &["outline"],
        &["keywords", "--by", "section"],
        &["chunk"],
    ] {
        let said = with(words);
        assert!(said.contains("小结"), "{words:?}: {said}");
        assert!(!said.contains("加入志愿者\\n"), "{words:?}: {said}");
    }
    with(&["stats"]);
    with(&["report", "--quiet"]);
    let explained = with(&["explain"]);
    assert!(
        explained.contains("repeated on 3 of 3 pages of this host"),
        "{explained}"
    );
}

#[test]
fn a_run_keeps_to_its_profiles() {
    let crawl = crawl();
    learn(crawl.path());
    let begin = [
        "corpus",
        "run",
        "try.jsonl",
        "--out",
        "plain",
        "--profiles",
        "profiles",
    ];
    let texts = |out: &str| -> Vec<Value> {
        let part = fs::read_to_string(crawl.path().join(out).join("part-00000.jsonl")).unwrap();
        let records = part
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        records.map(|record| record["text"].clone()).collect()
    };
    assert_eq!(run(&crawl, &begin).code, 0);
    assert!(!texts("plain")[0].as_str().unwrap().contains("加入志愿者"));
    let isolated = [&begin[..4], &["isolated", "--isolate"], &begin[5..]].concat();
    assert_eq!(run(&crawl, &isolated).code, 0);
    assert_eq!(texts("plain"), texts("isolated"));
    // Another profile is another run.
    assert_eq!(run(&crawl, &["corpus", "resume", "--out", "plain"]).code, 0);
    let path = crawl.path().join("profiles/hill-library.example.toml");
    let changed = fs::read_to_string(&path)
        .unwrap()
        .replace("加入志愿者", "加入我们");
    fs::write(&path, changed).unwrap();
    let outcome = run(&crawl, &["corpus", "resume", "--out", "plain"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("the profiles are other ones;"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_run_goes_on_with_its_profiles() {
    let crawl = crawl();
    learn(crawl.path());
    let words = "corpus run try.jsonl --out out --part-size 1 --profiles profiles --host true";
    assert_eq!(run(&crawl, &words.split(' ').collect::<Vec<_>>()).code, 0);
    let out = crawl.path().join("out");
    let resume = ["corpus", "resume", "--out", "out"];
    for more in [&[][..], &["--isolate"]] {
        let before = kill_after_a_part(&out);
        let outcome = run(&crawl, &[&resume, more].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        for (name, bytes) in before {
            assert!(fs::read(out.join(&name)).unwrap() == bytes, "{name}");
        }
        let part = fs::read_to_string(out.join("part-00001.jsonl")).unwrap();
        let record: Value = serde_json::from_str(&part).unwrap();
        assert!(!record["text"].as_str().unwrap().contains("加入志愿者"));
    }
}

#[test]
fn where_profiles_are_is_no_setting_of_a_run() {
    let crawl = crawl();
    learn(crawl.path());
    let with = |profiles: &str| {
        let words = [
            "corpus",
            "run",
            "try.jsonl",
            "--out",
            "out",
            "--host",
            "true",
        ];
        run(&crawl, &[&words, &["--profiles", profiles][..]].concat())
    };
    for profiles in ["profiles", "./profiles", "profiles/"] {
        let outcome = with(profiles);
        assert_eq!(outcome.code, 0, "{profiles}: {}", outcome.stderr);
    }
    fs::rename(crawl.path().join("profiles"), crawl.path().join("moved")).unwrap();
    assert_eq!(with("moved").code, 0);
    // A run that goes on reads them where they were.
    let resume = ["corpus", "resume", "--out", "out"];
    assert_eq!(run(&crawl, &resume).code, 2);
    fs::rename(crawl.path().join("moved"), crawl.path().join("profiles")).unwrap();
    let outcome = run(&crawl, &resume);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let words =
        "corpus run try.jsonl --out other --profiles profiles --articles --host true --dry-run";
    let told = run(&crawl, &words.split(' ').collect::<Vec<_>>()).stderr;
    assert!(
        told.contains("--host true") && told.contains("profiles: SHA-256 "),
        "{told}"
    );
    assert!(!told.contains("--profiles-sha256"), "{told}");
}

/// The worker process of the run by process `id`, once it has started.
#[cfg(target_os = "linux")]
fn worker_of(id: u32) -> String {
    let is_worker = |child: &str| {
        let line = fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default();
        line.split(|&byte| byte == 0).any(|word| word == b"worker")
    };
    for _ in 0..600 {
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        let children = children.unwrap_or_default();
        let mut children = children.split_whitespace();
        if let Some(worker) = children.find(|child| is_worker(child)) {
            return worker.to_owned();
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("no worker process was started");
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_takes_the_place_of_another_has_the_profiles_of_the_run() {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    let crawl = crawl();
    learn(crawl.path());
    let words = "corpus run - --kind jsonl --out out --profiles profiles --isolate --jobs 1 -q";
    let mut run = Command::new(assert_cmd::cargo::cargo_bin("wenmai"))
        .args(words.split(' '))
        .current_dir(crawl.path())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let worker = worker_of(run.id());
    let profiles = crawl.path().join("profiles");
    fs::remove_dir_all(&profiles).unwrap();
    fs::create_dir(&profiles).unwrap();
    // It had no page yet: another one takes its place, and nothing is lost.
    let status = Command::new("kill").args(["-9", &worker]).status();
    assert!(status.unwrap().success());
    let pages = fs::read(crawl.path().join("try.jsonl")).unwrap();
    run.stdin.take().unwrap().write_all(&pages).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(0));
    let part = fs::read_to_string(crawl.path().join("out/part-00000.jsonl")).unwrap();
    assert_eq!(part.lines().count(), 2);
    for line in part.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        assert!(!record["text"].as_str().unwrap().contains("加入志愿者"));
    }
}

#[test]
fn pages_without_address_need_a_host() {
    let page = |own: &str| {
        format!(
            "<h1>{own}</h1><p>{own}是这篇笔记里独有的一段话，在别处都没有出现过。</p><p>喜欢就分享给朋友吧</p>"
        )
    };
    let pages = folder(&[
        ("1.html", page("蜂箱朝南")),
        ("2.html", page("水轮转动")),
        ("3.html", page("潮汐和风")),
    ]);
    let files = ["1.html", "2.html", "3.html"];
    let outcome = run(&pages, &[&["profile"], &files[..]].concat());
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("--host NAME"), "{}", outcome.stderr);
    let named = [&["profile"], &files[..], &["--host", "a.example"]].concat();
    let outcome = run(&pages, &named);
    assert!(outcome.stdout.contains("a.example"), "{}", outcome.stdout);
    let few = run(&pages, &["profile", "1.html", "--host", "a.example"]);
    assert_eq!(few.code, 4);
    assert!(
        few.stderr.contains("1 hosts have fewer than 3 pages"),
        "{}",
        few.stderr
    );
}

#[test]
fn what_are_no_profiles_is_wrong_usage() {
    let pages = folder(&[("a.txt", "题\n\n文。"), ("bad/a.toml", "host = 3")]);
    for profiles in ["bad", "absent", "."] {
        let outcome = run(&pages, &["outline", "a.txt", "--profiles", profiles]);
        assert_eq!(outcome.code, 2, "{profiles}");
    }
    let outcome = run(&pages, &["outline", "a.txt", "--profiles", "bad"]);
    insta::assert_snapshot!(outcome.stderr, @"error: bad/a.toml: no site profile: invalid type: integer `3`, expected a string; help: give --profiles a folder that `wenmai profile … --out` has written");
}
