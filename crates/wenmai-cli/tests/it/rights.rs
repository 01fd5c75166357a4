//! Rights: `wenmai audit` and `wenmai extract` with files of the site.

use serde_json::{Value, json};

use crate::archives::record;
use crate::harness::{folder, kill_after_a_part, run};

/// Two pages of one site, with headers.
fn pages() -> String {
    let page = |id: &str, headers: Value, html: &str| {
        let url = format!("https://tea.example/{id}");
        json!({"id": id, "url": url, "headers": headers, "html": html}).to_string()
    };
    let article =
        "<h1>绿茶的炒制</h1><p>鲜叶采下以后先摊放几个小时，等青草气散去一些，再下锅杀青。</p>";
    let open = format!(
        "<title>绿茶的炒制</title><link rel=license href=\"https://creativecommons.org/licenses/by/4.0/\"><article>{article}</article>"
    );
    let closed =
        format!("<title>绿茶的炒制</title><article>{article}<p>未经允许不得转载。</p></article>");
    let pages = [
        page("articles/green.html", json!({}), &open),
        page(
            "books/tea.html",
            json!({"X-Robots-Tag": "noai", "Content-Usage": "train-ai=y"}),
            &closed,
        ),
    ];
    pages.map(|page| page + "\n").concat()
}

const ROBOTS: &str = "User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /books/\n\nUser-agent: *\nDisallow: /admin/\n";

#[test]
fn what_page_and_site_say_is_listed() {
    let folder = folder(&[("pages.jsonl", pages()), ("robots.txt", ROBOTS.to_owned())]);
    let site = "https://tea.example=robots.txt";
    let words = ["audit", "pages.jsonl", "--site-file", site];
    insta::assert_snapshot!(run(&folder, &words).stdout);
    let fail = [&words[..], &["--fail-on", "rights"]].concat();
    assert_eq!(run(&folder, &fail).code, 1);
}

#[test]
fn records_have_the_rights_of_their_pages() {
    let folder = folder(&[("pages.jsonl", pages()), ("robots.txt", ROBOTS.to_owned())]);
    let site = "https://tea.example/robots.txt=robots.txt";
    let words = ["extract", "pages.jsonl", "--site-file", site];
    let records = run(&folder, &words).stdout;
    let rights: Vec<Value> = records
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["rights"].clone())
        .collect();
    assert_eq!(rights[0]["licence"], "CC-BY-4.0");
    insta::assert_snapshot!(serde_json::to_string_pretty(&rights[1]).unwrap());
    let md = run(
        &folder,
        &[&words[..], &["-f", "md", "--out", "out"]].concat(),
    );
    assert_eq!(md.code, 2);
}

#[test]
fn files_of_sites_are_taken_from_web_archives() {
    let response = |path: &str, media_type: &str, body: &str| {
        let headers = format!(
            "WARC-Type: response\r\nWARC-Record-ID: <urn:{path}>\r\nWARC-Target-URI: https://tea.example{path}\r\nContent-Type: application/http\r\n"
        );
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n{body}");
        record(&headers, &block)
    };
    let tdmrep = "[{\"location\": \"/books/\", \"tdm-reservation\": 1}]";
    let archive = response("/robots.txt", "text/plain", ROBOTS)
        + &response("/.well-known/tdmrep.json", "application/json", tdmrep);
    let folder = folder(&[("pages.jsonl", pages()), ("site.warc", archive)]);
    let words = ["extract", "pages.jsonl", "--site-file", "site.warc"];
    let records = run(&folder, &words).stdout;
    let decided = |line: &str| -> Vec<String> {
        let record: Value = serde_json::from_str(line).unwrap();
        let decisions = record["rights"]["decisions"].as_array().unwrap().iter();
        decisions
            .map(|d| {
                format!(
                    "{} {}",
                    d["use"].as_str().unwrap(),
                    d["effect"].as_str().unwrap()
                )
            })
            .collect()
    };
    let decided: Vec<Vec<String>> = records.lines().map(decided).collect();
    assert_eq!(decided[0], ["crawl allow", "republish conditional"]);
    assert_eq!(
        decided[1],
        [
            "crawl allow",
            "tdm deny",
            "ai_train deny",
            "ai_train_images deny",
            "republish deny"
        ]
    );
}

#[test]
fn files_that_say_nothing_of_a_site_are_wrong_usage() {
    let folder = folder(&[("pages.jsonl", pages()), ("robots.txt", ROBOTS.to_owned())]);
    let said = |site: &str| {
        let outcome = run(&folder, &["audit", "pages.jsonl", "--site-file", site]);
        assert_eq!(outcome.code, 2, "{site}");
        outcome.stderr
    };
    insta::assert_snapshot!(said("robots.txt"), @r#"
        error: --site-file robots.txt: it is not said which site the file is of; help: give --site-file https://site.example/robots.txt=FILE, or a web archive (.warc) that holds the files
        "#);
    assert!(
        said("https://tea.example/style.css=robots.txt")
            .contains("is not a robots.txt, a tdmrep.json or a license document of RSL")
    );
    assert!(said("https://tea.example=absent.txt").contains("absent.txt"));
}

#[test]
fn a_run_keeps_to_its_files_of_sites() {
    let contact = json!({"id": "c", "url": "https://tea.example/c", "text": "联系\n\n有事请打电话 13812345678，白天都在，晚上请不要打。\n"});
    let folder = folder(&[
        ("pages.jsonl", pages() + &contact.to_string() + "\n"),
        ("robots.txt", ROBOTS.to_owned()),
        ("none.txt", "User-agent: *\nDisallow:\n".to_owned()),
    ]);
    let with = |site: &str, more: &[&str]| {
        let words = "corpus run pages.jsonl --out out --part-size 1 --site-file";
        let words: Vec<&str> = words.split(' ').chain([site]).collect();
        run(&folder, &[&words, more].concat())
    };
    let site = "https://tea.example=robots.txt";
    assert_eq!(with(site, &[]).code, 0);
    let out = folder.path().join("out");
    let part = |number: u32| -> Value {
        let name = format!("part-{number:05}.jsonl");
        serde_json::from_str(&std::fs::read_to_string(out.join(name)).unwrap()).unwrap()
    };
    assert_eq!(part(0)["rights"]["licence"], "CC-BY-4.0");
    let statements = part(1)["rights"]["statements"].clone();
    let mut statements = statements.as_array().unwrap().iter();
    assert!(statements.any(|statement| statement["code"] == "robots_txt"));
    assert_eq!(part(2)["personal_data"], json!({"mobile_phone": 1}));
    // The rest of a run has what its beginning has, in worker processes, too.
    for more in [&[][..], &["--isolate"]] {
        let before = kill_after_a_part(&out);
        let words = ["corpus", "resume", "--out", "out"];
        let outcome = run(&folder, &[&words, more].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        for (name, bytes) in before {
            assert!(std::fs::read(out.join(&name)).unwrap() == bytes, "{name}");
        }
    }
    for other in [
        "https://tea.example=none.txt",
        "https://oil.example=robots.txt",
    ] {
        let outcome = with(other, &[]);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(
            outcome.stderr.contains("files of sites"),
            "{}",
            outcome.stderr
        );
    }
}
