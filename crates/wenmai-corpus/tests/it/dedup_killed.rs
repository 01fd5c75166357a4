//! Searches for duplicates that were killed, and dead letters that are read again between two of them.

use std::collections::BTreeMap;
use std::fs;

use wenmai_corpus::{DedupOptions, status};

use crate::Bench;
use crate::dedup::{dedup, ids, options, run_of, sample, text};
use crate::retry::retried;

type Files = BTreeMap<String, Vec<u8>>;

/// What lies in the folder at each place where a search can be killed: `before` it, and `after` it.
fn places(before: &Files, after: &Files) -> Vec<(&'static str, Files)> {
    let begin = |bytes: &[u8], len: usize| bytes.iter().take(len).copied().collect::<Vec<_>>();
    let half = |bytes: &[u8]| begin(bytes, bytes.len() / 2);
    let is_result = |name: &str| name == "duplicates.jsonl" || name.starts_with("deduped/");
    let mut now = before.clone();
    let mut places = Vec::new();
    let mut killed = |what, now: &Files| places.push((what, now.clone()));

    now.insert(".dedup.tmp/signatures".into(), vec![7; 700]);
    now.insert(".dedup.tmp/keys.0".into(), vec![7; 13]);
    killed("signatures", &now);
    let duplicates = &after["duplicates.jsonl"];
    now.insert(".duplicates.jsonl.tmp".into(), half(duplicates));
    killed("half of the duplicates", &now);
    now.insert(".duplicates.jsonl.tmp".into(), duplicates.clone());
    let parts: Vec<_> = after
        .iter()
        .filter_map(|(name, bytes)| Some((name.strip_prefix("deduped/")?, bytes)))
        .collect();
    let (first, bytes) = *parts.first().unwrap();
    now.insert(format!(".deduped.tmp/.{first}.tmp"), half(bytes));
    killed("half of the first part", &now);
    now.remove(&format!(".deduped.tmp/.{first}.tmp"));
    for (name, bytes) in &parts {
        now.insert(format!(".deduped.tmp/{name}"), (*bytes).clone());
        killed("some parts", &now);
    }
    // An older result is removed, one file after the other.
    for name in before.keys().filter(|name| is_result(name)).rev() {
        now.remove(name);
        killed("some of the older result", &now);
    }
    let bytes = now.remove(".duplicates.jsonl.tmp").unwrap();
    now.insert("duplicates.jsonl".into(), bytes);
    killed("duplicates in their place", &now);
    for (name, bytes) in &parts {
        now.remove(&format!(".deduped.tmp/{name}"));
        now.insert(format!("deduped/{name}"), (*bytes).clone());
    }
    killed("parts in their place", &now);
    let (old, new) = (&before["manifest.jsonl"], &after["manifest.jsonl"]);
    let torn = begin(new, usize::midpoint(old.len(), new.len()));
    now.insert("manifest.jsonl".into(), torn);
    killed("half a line of the manifest", &now);
    now.insert("manifest.jsonl".into(), new.clone());
    killed("the line of the manifest", &now);
    places
}

#[test]
fn a_search_that_was_killed_gives_the_same_bytes_the_next_time() {
    let bench = Bench::new();
    let strict = |out: &str| DedupOptions {
        threshold: 1.0,
        ..options(&bench, out)
    };
    run_of(&bench, "out", &sample(), |_| {});
    let run = bench.files("out");
    dedup(&strict("out")).unwrap();
    let older = bench.files("out");

    // Without an older result, and with one.
    for (start, before) in [run, older].iter().enumerate() {
        let whole = format!("whole-{start}");
        for (name, bytes) in before {
            bench.write(&format!("{whole}/{name}"), bytes);
        }
        let expected = dedup(&options(&bench, &whole)).unwrap();
        let after = bench.files(&whole);
        assert!(expected.files.len() > 3);
        let places = places(before, &after);
        assert!(places.len() > 10);
        for (number, (what, files)) in places.iter().enumerate() {
            let out = format!("killed-{start}-{number}");
            for (name, bytes) in files {
                bench.write(&format!("{out}/{name}"), bytes);
            }
            // The manifest tells of a result as long as this is whole, and of no other.
            let is_older = files["manifest.jsonl"].len() < after["manifest.jsonl"].len();
            let seen = status(&bench.path(&out), true).unwrap();
            let told = seen.dedup.map(|found| found.settings["threshold"].clone());
            let expected_told = match (is_older, start) {
                (true, 0) => None,
                (true, _) => Some("1"),
                (false, _) => Some("0.8"),
            };
            assert_eq!(told.as_deref(), expected_told, "{what}");
            let is_replaced = ["some of the older", "in their place", "half a line"];
            let is_damaged = start > 0 && is_replaced.iter().any(|part| what.contains(part));
            assert_eq!(!seen.problems.is_empty(), is_damaged, "{what}");

            let found = dedup(&options(&bench, &out)).unwrap();
            assert_eq!(found, expected, "{what}");
            assert!(bench.files(&out) == after, "{start}: killed after {what}");
            let seen = status(&bench.path(&out), true).unwrap();
            assert_eq!((seen.dedup, seen.problems), (Some(found), vec![]), "{what}");
            fs::remove_dir_all(bench.path(&out)).unwrap();
        }
    }
}

#[test]
fn dead_letters_that_give_documents_are_compared_the_next_time() {
    let bench = Bench::new();
    let mut texts = sample();
    texts.push(("long", text("开源模型", 3_000, 0)));
    texts.push(("long-near", text("开源模型", 3_000, 1)));
    let line = |(id, text): &(&str, String)| {
        let record = serde_json::json!({"id": id, "text": format!("标题\n\n{text}")});
        format!("{record}\n")
    };
    let input = bench.write("a.jsonl", texts.iter().map(line).collect::<String>());
    let mut run_options = bench.options(&[&input], "out");
    run_options.read.max_page_bytes = 100_000;
    let end = crate::run(run_options.clone()).unwrap();
    assert_eq!((end.ledger.written, end.ledger.dead["too_long"]), (8, 2));
    let seen = || status(&bench.path("out"), true).unwrap();
    let first = dedup(&options(&bench, "out")).unwrap();
    assert_eq!((first.documents, first.kept), (8, 4));
    assert_eq!(
        (seen().dedup, seen().problems),
        (Some(first.clone()), vec![])
    );

    // The duplicates of before stay until they are looked for again.
    run_options.read.max_page_bytes = 1_000_000;
    let end = retried(&run_options).unwrap();
    assert_eq!((end.ledger.written, end.ledger.n_dead()), (10, 0));
    assert_eq!(
        (seen().dedup, seen().problems),
        (Some(first.clone()), vec![])
    );
    assert_eq!((seen().parts, seen().ledger), (end.parts, end.ledger));
    assert!(first.parts < end.parts);

    let again = dedup(&options(&bench, "out")).unwrap();
    assert_eq!((again.documents, again.kept, again.near), (10, 5, 4));
    assert_eq!(again.parts, end.parts);
    assert_eq!(
        (seen().dedup, seen().problems),
        (Some(again.clone()), vec![])
    );
    let added = format!("deduped/part-{:05}.jsonl", end.parts - 1);
    assert_eq!(ids(&bench.path("out").join(added)), ["long"]);
    assert_eq!(dedup(&options(&bench, "out")).unwrap(), again);
    // Nothing is left to be read again, and that changes nothing.
    retried(&run_options).unwrap();
    assert_eq!((seen().dedup, seen().problems), (Some(again), vec![]));
}
