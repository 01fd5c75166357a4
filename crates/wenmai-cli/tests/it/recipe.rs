//! Recipes: which documents of a corpus are kept, and why the others are not.

use std::fs;

use serde_json::Value;

use crate::harness::{PAGE, folder, kill_after_a_part, run};

const CRAWL: &str = "{\"id\": \"short\", \"text\": \"标题\\n\\n第一段话在这里。\"}\n\
                     {\"id\": \"empty\", \"text\": \"\\n\"}\n";

const ENGLISH: &str = "The committee met on Tuesday to talk about the state of the harbour, and with it about the money that \
                       was to be found for the new wall.\n\nNobody had thought that the storm would come so early in the year.";

const RECIPE: &str = "[language]\nkeep = ['zh']\n\n[common]\nmin-chars = 40\n";

fn crawl() -> String {
    let english = serde_json::json!({"id": "english", "text": ENGLISH});
    format!("{CRAWL}{english}\n")
}

#[test]
fn a_recipe_drops_documents_and_says_why() {
    let folder = folder(&[
        ("in/a.jsonl", crawl().as_str()),
        ("in/page.txt", PAGE),
        ("mine.toml", RECIPE),
    ]);
    let words = [
        "corpus",
        "run",
        "in",
        "--out",
        "out",
        "--recipe",
        "mine.toml",
    ];
    let first = run(&folder, &words);
    insta::assert_snapshot!(first.stderr, @"finished: read 4 = written 1 + dropped 3 (common.min-chars 1, language.keep 1, no_text 1) + dead 0, 1 parts");
    assert_eq!(first.code, 0);

    let explained = run(
        &folder,
        &[
            "corpus",
            "explain",
            "short",
            "english",
            "empty",
            "in/page.txt",
            "--out",
            "out",
        ],
    );
    insta::assert_snapshot!(explained.stdout, @"
    short
    what              value                     limit
    ────────────────────────────────────────────────────────
    dropped           common.min-chars
    common.min-chars  8                         at least 40
    input             in/a.jsonl, record 0

    english
    what              value                     limit
    ────────────────────────────────────────────────────────
    dropped           language.keep
    language.keep     en
    input             in/a.jsonl, record 2

    empty
    what              value                     limit
    ────────────────────────────────────────────────────────
    dropped           no_text
    input             in/a.jsonl, record 1

    in/page.txt
    what              value                       limit
    ──────────────────────────────────────────────────────────
    written           part-00000.jsonl, record 0
    quality           1
    ");
    assert_eq!(explained.code, 0);
    let nobody = run(&folder, &["corpus", "explain", "nobody", "--out", "out"]);
    insta::assert_snapshot!(nobody.stderr, @"error: nobody: no page of the run has this id or URL; help: take a name from dropped.jsonl, dead-letters.jsonl or a part; records that gave no page (requests, images, not sampled, too long) have none, and `wenmai corpus status` counts them");
    assert_eq!(nobody.code, 4);

    // The recipe is that of the run, whatever became of its file.
    fs::remove_file(folder.path().join("mine.toml")).unwrap();
    let resumed = run(&folder, &["corpus", "resume", "--out", "out"]);
    assert_eq!((resumed.code, resumed.stderr), (0, first.stderr));
}

#[test]
fn a_run_goes_on_with_its_recipe() {
    let folder = folder(&[
        (
            "in/a.jsonl",
            format!("{{\"id\":\"page\",\"text\":{PAGE:?}}}\n{}", crawl()),
        ),
        ("mine.toml", RECIPE.to_owned()),
    ]);
    let words = "corpus run in --out out --part-size 1 --recipe mine.toml";
    assert_eq!(run(&folder, &words.split(' ').collect::<Vec<_>>()).code, 0);
    fs::remove_file(folder.path().join("mine.toml")).unwrap();
    let out = folder.path().join("out");
    for more in [&[][..], &["--isolate"]] {
        let before = kill_after_a_part(&out);
        let outcome = run(
            &folder,
            &[&["corpus", "resume", "--out", "out"], more].concat(),
        );
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        for (name, bytes) in before {
            assert!(fs::read(out.join(&name)).unwrap() == bytes, "{name}");
        }
        let dropped = fs::read_to_string(out.join("dropped.jsonl")).unwrap();
        assert_eq!(dropped.lines().count(), 3);
    }
}

#[test]
fn worker_processes_have_the_recipe() {
    // Longer than one word of a command line may be.
    let recipe = format!("{RECIPE}{}", "# What the rules are for.\n".repeat(8000));
    let folder = folder(&[("in/a.jsonl", crawl()), ("mine.toml", recipe)]);
    for (out, more) in [("one", None), ("two", Some("--isolate"))] {
        let words = ["corpus", "run", "in", "--recipe", "mine.toml", "--out", out];
        let words: Vec<&str> = words.into_iter().chain(more).collect();
        assert_eq!(run(&folder, &words).code, 4);
    }
    let dropped = |out: &str| fs::read_to_string(folder.path().join(out).join("dropped.jsonl"));
    assert_eq!(dropped("one").unwrap(), dropped("two").unwrap());
    assert_eq!(dropped("one").unwrap().lines().count(), 3);
}

#[test]
fn documents_may_be_marked_instead() {
    let recipe = format!("action = 'mark'\n{RECIPE}");
    let folder = folder(&[
        ("in/a.jsonl", crawl().as_str()),
        ("mine.toml", recipe.as_str()),
    ]);
    let words = [
        "corpus",
        "run",
        "in",
        "--out",
        "out",
        "--recipe",
        "mine.toml",
    ];
    assert_eq!(run(&folder, &words).code, 0);
    let part = fs::read_to_string(folder.path().join("out/part-00000.jsonl")).unwrap();
    let records = part.lines().map(|line| serde_json::from_str(line).unwrap());
    let qualities: Vec<String> = records
        .map(|record: Value| format!("{} {}", record["id"], record["quality"]))
        .collect();
    insta::assert_snapshot!(qualities.join("\n"), @r#"
    "short" {"broken":[{"bound":"at_least","found":null,"limit":40.0,"rule":"common.min-chars","value":8.0}],"score":0.6667}
    "english" {"broken":[{"bound":null,"found":"en","limit":null,"rule":"language.keep","value":null}],"score":0.6667}
    "#);
}

#[test]
fn what_a_recipe_gets_wrong_is_named() {
    for (recipe, error) in [
        (
            "[gopher-quality]\nmin-word = 3\n",
            "[gopher-quality] min-word: there is no such rule",
        ),
        ("[gopher]\n", "[gopher]: there is no such table"),
        (
            "[page]\ntypes = ['artikel']\n",
            "[page] types: \"artikel\" is no type of page",
        ),
        (
            "[common]\nmin-chars = 'many'\n",
            "[common] min-chars: no threshold",
        ),
        ("[common\n", "line 1: "),
        ("action = 'keep'\n", "action: no action"),
    ] {
        let folder = folder(&[("in/a.jsonl", CRAWL), ("mine.toml", recipe)]);
        let words = [
            "corpus",
            "run",
            "in",
            "--out",
            "out",
            "--recipe",
            "mine.toml",
        ];
        let told = run(&folder, &words);
        assert_eq!(told.code, 2, "{recipe}");
        assert!(
            told.stderr.contains(&format!("mine.toml: {error}")),
            "{}",
            told.stderr
        );
        assert!(!folder.path().join("out").exists());
    }
}

#[test]
fn recipes_and_rules_are_shown() {
    let folder = folder::<&str>(&[]);
    let rules = run(&folder, &["corpus", "recipe", "-f", "json"]);
    let rules: Vec<Value> = serde_json::from_str(&rules.stdout).unwrap();
    assert!(
        rules
            .iter()
            .any(|rule| rule["rule"] == "gopher-quality.min-words" && rule["default"] == 50.0)
    );
    for name in ["zh-web", "en-web", "rag"] {
        let shown = run(&folder, &["corpus", "recipe", name]);
        fs::write(folder.path().join("again.toml"), &shown.stdout).unwrap();
        let again = run(&folder, &["corpus", "recipe", "again.toml"]);
        assert_eq!((again.code, again.stdout), (0, shown.stdout));
    }
    let unknown = run(&folder, &["corpus", "recipe", "fr-web"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("en-web, rag, zh-web"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn marks_need_a_format_that_has_a_place_for_them() {
    let folder = folder(&[("a.jsonl", CRAWL), ("mine.toml", "action = 'mark'\n")]);
    let words = [
        "corpus",
        "run",
        "a.jsonl",
        "--out",
        "out",
        "--recipe",
        "mine.toml",
        "-f",
        "md",
    ];
    let refused = run(&folder, &words);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("no place for what a recipe marks"),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_dry_run_shows_the_recipe() {
    let folder = folder(&[("a.jsonl", CRAWL), ("mine.toml", RECIPE)]);
    let words = [
        "corpus",
        "run",
        "a.jsonl",
        "--out",
        "out",
        "--recipe",
        "mine.toml",
        "--dry-run",
    ];
    let shown = run(&folder, &words).stderr;
    for line in RECIPE.lines().filter(|line| !line.is_empty()) {
        assert!(shown.contains(&format!("  {line}\n")), "{shown}");
    }
}
