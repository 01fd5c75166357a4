use std::fs;

use wenmai_corpus::{
    CorpusError, InProcess, PageProcessor, Progress, RunEnd, RunOptions, explain, retry, status,
};

use wenmai_model::Fate;

use crate::{Bench, recipe, run};

pub(crate) fn retried(options: &RunOptions) -> Result<RunEnd, CorpusError> {
    let in_process = InProcess::of(options);
    let processor = move |_| -> Result<Box<dyn PageProcessor + Send>, CorpusError> {
        Ok(Box::new(in_process.clone()))
    };
    retry(options, &processor, &Progress::default())
}

#[test]
fn dead_letters_are_read_again_with_other_limits() {
    let bench = Bench::new();
    let long = "这是一段很长的话。".repeat(20_000);
    let lines = format!(
        "{{\"id\": \"a\", \"text\": \"标题\\n\\n第一段话。\"}}\n{{\"id\": \"long\", \"text\": \"标题\\n\\n{long}\"}}\n{{\"id\": \n\
         {{\"id\": \"b\", \"text\": \"标题\\n\\n第二段话。\"}}\n{{\"id\": \"longer\", \"text\": \"标题\\n\\n{long}{long}\"}}\n"
    );
    let input = bench.write("a.jsonl", lines);
    let mut options = bench.options(&[&input], "out");
    options.read.max_page_bytes = 100_000;
    let end = run(options.clone()).unwrap();
    assert_eq!((end.ledger.written, end.ledger.dead["too_long"]), (2, 2));

    // The same limits give the same.
    let again = retried(&options).unwrap();
    assert_eq!(again.ledger, end.ledger);

    options.read.max_page_bytes = 800_000;
    let end = retried(&options).unwrap();
    assert!(end.ledger.is_balanced());
    assert_eq!((end.ledger.read, end.ledger.written), (5, 3));
    assert_eq!(
        end.ledger
            .dead
            .iter()
            .map(|(reason, n)| (reason.as_str(), *n))
            .collect::<Vec<_>>(),
        [("broken_record", 1), ("too_long", 1)]
    );
    let letters = fs::read_to_string(bench.path("out/dead-letters.jsonl")).unwrap();
    assert_eq!(letters.lines().count(), 2);

    options.read.max_page_bytes = 8_000_000;
    let end = retried(&options).unwrap();
    assert_eq!(
        (end.ledger.read, end.ledger.written, end.ledger.n_dead()),
        (5, 4, 1)
    );
    let status = status(&bench.path("out"), true).unwrap();
    assert!(status.problems.is_empty(), "{:?}", status.problems);
    assert_eq!(status.ledger, end.ledger);
    let part = fs::read_to_string(
        bench
            .path("out")
            .join(format!("part-{:05}.jsonl", end.parts - 1)),
    )
    .unwrap();
    assert!(part.contains("\"id\":\"longer\"") && part.lines().count() == 1);
    // A finished run stays finished.
    options.read.max_page_bytes = 100_000;
    assert_eq!(run(options).unwrap().ledger, end.ledger);
}

#[test]
fn a_page_that_was_cut_is_a_dead_letter_until_the_limit_fits() {
    let bench = Bench::new();
    let input = bench.write(
        "a.jsonl",
        "{\"id\": \"a\", \"text\": \"标题\\n\\n第一段话。\"}\n\
         {\"id\": \"lines\", \"text\": \"标题\\n\\n一\\n二\\n三\\n四\\n五\"}\n\
         {\"id\": \"nodes\", \"html\": \"<p>一<p>二<p>三<p>四<p>五<p>六\"}\n",
    );
    let mut options = bench.options(&[&input], "out");
    (options.parse.max_lines, options.parse.max_nodes) = (4, 6);
    let end = run(options.clone()).unwrap();
    let reasons = |end: &RunEnd| end.ledger.dead.keys().cloned().collect::<Vec<_>>();
    assert_eq!(reasons(&end), ["too_many_lines", "too_many_nodes"]);
    let (mut other, limits) = (options.clone(), options.parse.clone());
    other.parse.max_lines = 5;
    match run(other) {
        Err(CorpusError::Changed { changes, .. }) => {
            assert_eq!(changes, "--max-lines was 4, is 5");
        }
        other => panic!("{other:?}"),
    }

    options.parse.max_nodes = 100;
    let end = retried(&options).unwrap();
    assert_eq!(
        (reasons(&end), end.ledger.written),
        (vec!["too_many_lines".into()], 2)
    );
    options.parse.max_lines = 100;
    let end = retried(&options).unwrap();
    assert_eq!((end.ledger.n_dead(), end.ledger.written), (0, 3));
    // A finished run stays finished.
    options.parse = limits;
    assert_eq!(run(options).unwrap().ledger, end.ledger);
}

#[test]
fn a_retry_that_was_killed_has_not_taken_place_or_is_finished() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 25);
    let options = bench.options(&[&input], "out");
    run(options.clone()).unwrap();
    let before = bench.files("out");
    // Killed before its line was written.
    bench.write("out/.dead-letters.jsonl.tmp", "half\n");
    bench.write("out/part-00077.jsonl", "half\n");
    run(options.clone()).unwrap();
    let mut after = bench.files("out");
    assert!(
        after.remove(".dead-letters.jsonl.tmp").is_some()
            && after.remove("part-00077.jsonl").is_some()
    );
    assert!(after == before, "a finished run touches nothing");
    retried(&options).unwrap();
    let after = bench.files("out");
    assert!(
        !after.contains_key(".dead-letters.jsonl.tmp") && !after.contains_key("part-00077.jsonl")
    );

    // Killed after its line was written: the old dead letters are still in their place.
    let new = after["dead-letters.jsonl"].clone();
    bench.write("out/.dead-letters.jsonl.tmp", &new);
    bench.write("out/dead-letters.jsonl", [b"{}\n", &new[..]].concat());
    // Those that count are told of.
    let told = status(&bench.path("out"), true).unwrap();
    assert!(told.problems.is_empty(), "{:?}", told.problems);
    assert!(explain(&bench.path("out"), &["a.jsonl-9"]).is_ok());
    retried(&options).unwrap();
    assert!(bench.files("out")["dead-letters.jsonl"] == new);
}

#[test]
fn pages_that_a_killed_retry_dropped_are_not_dropped() {
    let bench = Bench::new();
    // The second page is too long for the first limit, and has no letters for the recipe.
    let input = bench.write(
        "a.jsonl",
        format!(
            "{{\"id\": \"a\", \"text\": \"标题\\n\\n第一段话在这里，够长了。\"}}\n\
             {{\"id\": \"nodes\", \"html\": \"{}\"}}\n\
             {{\"id\": \"short\", \"text\": \"短。\"}}\n",
            "<p>短"
        ),
    );
    let mut options = RunOptions {
        recipe: Some(recipe()),
        ..bench.options(&[&input], "out")
    };
    options.parse.max_nodes = 1;
    let end = run(options.clone()).unwrap();
    assert_eq!((end.ledger.written, end.ledger.n_dead()), (1, 1));
    let out = bench.path("out");
    let before = bench.files("out");
    let fates = |name: &str| explain(&out, &[name]).unwrap().remove(0);
    assert!(matches!(fates("nodes")[0].fate, Fate::Dead(_)));

    let mut more = options.clone();
    more.parse.max_nodes = 100;
    let after = retried(&more).unwrap();
    assert_eq!(after.ledger.dropped["common.min-chars"], 2);
    let fate = fates("nodes");
    assert!(matches!(fate[..], [ref fate] if matches!(fate.fate, Fate::Dropped(_))));
    let dropped = bench.files("out")["dropped.jsonl"].clone();
    assert!(dropped.len() > before["dropped.jsonl"].len());

    // Killed before its line was written, within another line.
    let restore = || {
        for (name, bytes) in &before {
            bench.write(&format!("out/{name}"), bytes);
        }
        bench.write("out/dropped.jsonl", [&dropped[..], b"{\"id\": "].concat());
    };
    restore();
    let told = status(&out, true).unwrap();
    assert!(told.problems.is_empty(), "{:?}", told.problems);
    assert_eq!(told.ledger, end.ledger);
    let fate = fates("nodes");
    assert!(matches!(fate[..], [ref fate] if matches!(fate.fate, Fate::Dead(_))));
    // The next start throws it away, also where there is nothing left to do.
    assert_eq!(run(options).unwrap().ledger, end.ledger);
    assert!(bench.files("out") == before);
    restore();
    assert_eq!(retried(&more).unwrap().ledger, after.ledger);
    assert!(bench.files("out")["dropped.jsonl"] == dropped);
}

#[test]
fn an_input_that_was_away_is_read_to_its_end() {
    let bench = Bench::new();
    let (first, second) = (bench.pages("a.jsonl", 25), bench.pages("b.jsonl", 40));
    let bytes = fs::read(&second).unwrap();
    let options = bench.options(&[&first, &second], "out");
    // It is away when it is its turn.
    let plan = wenmai_corpus::Plan::new(options.clone()).unwrap();
    fs::remove_file(&second).unwrap();
    let stop = std::sync::atomic::AtomicBool::new(false);
    let end = plan.run(&stop, &Progress::default()).unwrap();
    assert_eq!((end.ledger.read, end.ledger.dead["not_found"]), (26, 1));
    fs::write(&second, bytes).unwrap();

    let end = retried(&options).unwrap();
    assert!(end.ledger.is_balanced());
    assert_eq!((end.ledger.read, end.ledger.written), (65, 23 + 36));
    assert_eq!(end.ledger.dead["broken_record"], 6);
    assert!(
        status(&bench.path("out"), true)
            .unwrap()
            .problems
            .is_empty()
    );
}

#[test]
fn letters_that_were_changed_are_refused() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 45);
    let options = bench.options(&[&input], "out");
    run(options.clone()).unwrap();
    let path = bench.path("out/dead-letters.jsonl");
    let letters = fs::read_to_string(&path).unwrap();
    let (first, _) = letters.split_once('\n').unwrap();
    fs::write(&path, format!("{first}\n")).unwrap();
    assert!(matches!(
        retried(&options),
        Err(CorpusError::Damaged { .. })
    ));
    let problems = status(&bench.path("out"), false).unwrap().problems;
    assert_eq!(problems.len(), 1, "{problems:?}");
    fs::write(&path, letters).unwrap();
    let mut other = options.clone();
    other.parse.articles_as_headings = true;
    assert!(matches!(retried(&other), Err(CorpusError::Changed { .. })));
    assert!(retried(&options).is_ok());
}

#[test]
fn only_finished_runs_are_retried() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 25);
    let options = bench.options(&[&input], "out");
    assert!(matches!(retried(&options), Err(CorpusError::NoRun { .. })));
    run(options.clone()).unwrap();
    let manifest = fs::read_to_string(bench.path("out/manifest.jsonl")).unwrap();
    let lines: Vec<&str> = manifest.lines().collect();
    fs::write(
        bench.path("out/manifest.jsonl"),
        lines[..2].join("\n") + "\n",
    )
    .unwrap();
    assert!(matches!(
        retried(&options),
        Err(CorpusError::NotFinished { .. })
    ));
}
