use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use wenmai_corpus::{
    Compression, CorpusError, InProcess, Outcome, PageProcessor, PartFormat, ProcessorFactory,
    RunOptions,
};
use wenmai_model::Page;
use wenmai_parse::ParseOptions;

use crate::{Bench, recipe, run, run_with};

/// Makes documents, and sets the flag once it has made so many.
struct StopsAfter {
    inner: InProcess,
    pages: Arc<AtomicUsize>,
    limit: usize,
    stop: Arc<AtomicBool>,
}

impl PageProcessor for StopsAfter {
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
        if self.pages.fetch_add(1, Ordering::SeqCst) + 1 == self.limit {
            self.stop.store(true, Ordering::SeqCst);
        }
        self.inner.process(page)
    }
}

fn stopping(options: &RunOptions, limit: usize, stop: &Arc<AtomicBool>) -> Box<ProcessorFactory> {
    let inner = InProcess::of(options);
    let (pages, stop) = (Arc::new(AtomicUsize::new(0)), Arc::clone(stop));
    Box::new(move |_| {
        Ok(Box::new(StopsAfter {
            inner: inner.clone(),
            pages: Arc::clone(&pages),
            limit,
            stop: Arc::clone(&stop),
        }))
    })
}

#[test]
fn the_bytes_do_not_depend_on_threads_and_stops() {
    let bench = Bench::new();
    let inputs = [
        bench.pages_and_short("a.jsonl", 137, 7),
        bench.write("page.txt", "标题\n\n一段话。\n"),
        bench.pages_and_short("b.jsonl", 61, 7),
    ];
    let inputs: Vec<_> = inputs.iter().map(AsRef::as_ref).collect();
    for (format, compression) in [
        (PartFormat::Jsonl, Compression::None),
        (PartFormat::Jsonl, Compression::Zstd),
        (PartFormat::Markdown, Compression::None),
    ] {
        let options = |out: &str, jobs| {
            let mut options = bench.options(&inputs, out);
            (options.format, options.compression, options.jobs) = (format, compression, jobs);
            options.recipe = Some(recipe());
            options
        };
        let name = |what: &str| format!("{what}-{}-{}", format.as_str(), compression.as_str());
        let whole = run(options(&name("whole"), 1)).unwrap();
        assert!(whole.is_finished && whole.parts > 5);
        assert_eq!(whole.ledger.read, 199);
        let expected = bench.files(&name("whole"));
        let dropped = str::from_utf8(&expected["dropped.jsonl"]).unwrap();
        assert_eq!(whole.ledger.dropped["common.min-chars"], 30);
        assert_eq!(dropped.lines().count(), 30);

        run(options(&name("threads"), 4)).unwrap();
        assert!(
            bench.files(&name("threads")) == expected,
            "threads change {format:?}"
        );

        // Stopped again and again.
        let out = name("stopped");
        let mut n_stops = 0;
        loop {
            let stop = Arc::new(AtomicBool::new(false));
            let options = options(&out, 2);
            let processor = stopping(&options, 23, &stop);
            let end = run_with(options, &*processor, &stop).unwrap();
            if end.is_finished {
                break;
            }
            n_stops += 1;
            assert!(n_stops < 20);
        }
        assert!(n_stops > 3, "{n_stops}");
        assert!(bench.files(&out) == expected, "stops change {format:?}");

        // Once more does nothing.
        let again = run(options(&out, 1)).unwrap();
        assert_eq!(again, whole);
        assert!(bench.files(&out) == expected);
    }
}

#[test]
fn what_a_killed_run_leaves_is_swept_away() {
    let bench = Bench::new();
    let input = bench.pages_and_short("a.jsonl", 100, 7);
    let options = |out: &str| RunOptions {
        recipe: Some(recipe()),
        ..bench.options(&[&input], out)
    };
    run(options("whole")).unwrap();
    let expected = bench.files("whole");
    assert!(!expected["dropped.jsonl"].is_empty());

    let lines: Vec<&[u8]> = expected["manifest.jsonl"]
        .split_inclusive(|&byte| byte == b'\n')
        .collect();
    // Killed after so many lines of the manifest, within the next one, with all that may lie about then.
    for whole_lines in 0..lines.len() {
        let out = format!("killed-{whole_lines}");
        let mut manifest = lines[..whole_lines].concat();
        manifest.extend_from_slice(&lines[whole_lines][..lines[whole_lines].len() / 2]);
        if whole_lines == 0 {
            // Killed while the first line was written: no part was begun.
            bench.write(&format!("{out}/manifest.jsonl"), manifest);
        } else {
            for (name, bytes) in &expected {
                bench.write(&format!("{out}/{name}"), bytes);
            }
            bench.write(&format!("{out}/manifest.jsonl"), manifest);
            bench.write(&format!("{out}/.part-00003.jsonl.tmp"), "half a part");
            bench.write(&format!("{out}/part-00099.jsonl"), "a part of nobody");
        }
        run(options(&out)).unwrap();
        assert!(
            bench.files(&out) == expected,
            "killed after {whole_lines} lines"
        );
    }
}

#[test]
fn other_settings_and_other_inputs_are_refused() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 20);
    run(bench.options(&[&input], "out")).unwrap();
    let changes = |change: &dyn Fn(&mut wenmai_corpus::RunOptions)| {
        let mut options = bench.options(&[&input], "out");
        change(&mut options);
        match run(options) {
            Err(CorpusError::Changed { changes, .. }) => changes,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        changes(&|options| options.compression = Compression::Zstd),
        "--compress was none, is zstd"
    );
    assert_eq!(
        changes(&|options| options.sample = "5".parse().ok()),
        "--sample was not set, is 5; --seed was not set, is 0"
    );
    // A limit of 64 MiB does not fit into this memory.
    let memory = changes(&|options| options.memory = 200 << 20);
    assert_eq!(memory, "--memory was 2147483648, is 209715200");
    // More threads: the same run.
    let mut options = bench.options(&[&input], "out");
    options.jobs = 3;
    assert!(run(options).is_ok());

    let bytes = fs::read(&input).unwrap();
    fs::write(&input, [&bytes[..], b"{}\n"].concat()).unwrap();
    let said = changes(&|_| ());
    assert!(said.starts_with("the inputs were 1 files of "), "{said}");
    let mut other = bytes.clone();
    other[9] ^= 1;
    fs::write(&input, &other).unwrap();
    assert_eq!(
        changes(&|_| ()),
        "the inputs hold other bytes, or have other names"
    );
    fs::write(&input, &bytes).unwrap();
    assert!(run(bench.options(&[&input], "out")).is_ok());
}

#[test]
fn a_damaged_folder_is_refused() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 60);
    let stop = Arc::new(AtomicBool::new(false));
    let options = || bench.options(&[&input], "out");
    let processor = stopping(&options(), 30, &stop);
    let end = run_with(options(), &*processor, &stop).unwrap();
    assert!(!end.is_finished && end.parts > 1);
    let part = bench.path("out/part-00000.jsonl");
    let bytes = fs::read(&part).unwrap();
    fs::write(&part, &bytes[1..]).unwrap();
    assert!(matches!(run(options()), Err(CorpusError::Damaged { .. })));
    fs::remove_file(&part).unwrap();
    assert!(matches!(run(options()), Err(CorpusError::ReadBack { .. })));
    fs::write(&part, &bytes).unwrap();
    let manifest = bench.path("out/manifest.jsonl");
    let lines = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, lines.replace("\"written\":", "\"written\":1")).unwrap();
    assert!(matches!(
        run(options()),
        Err(CorpusError::BrokenManifest { line: 2, .. })
    ));
    fs::write(&manifest, lines).unwrap();
    assert!(run(options()).unwrap().is_finished);

    let other = bench.write("other/part-00000.jsonl", "not ours\n");
    assert!(matches!(
        run(bench.options(&[&input], "other")),
        Err(CorpusError::NotEmpty { .. })
    ));
    assert_eq!(fs::read(other).unwrap(), b"not ours\n");
}

#[test]
fn what_is_not_ours_stays_in_the_folder() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 20);
    let others = [
        "out/.mine.tmp/x",
        "out/part-00000.jsonl.idx",
        "out/notes.txt",
    ];
    for other in others {
        bench.write(other, "mine");
    }
    assert!(run(bench.options(&[&input], "out")).unwrap().is_finished);
    for other in others {
        assert_eq!(fs::read(bench.path(other)).unwrap(), b"mine");
    }
}

#[test]
fn runs_that_cannot_be_made_are_refused() {
    let bench = Bench::new();
    bench.pages("in/a.jsonl", 20);
    let input = bench.path("in");
    let inside = run(bench.options(&[&input], "in/out"));
    assert!(matches!(inside, Err(CorpusError::OutInInput { .. })));
    let mut options = bench.options(&[&input], "out");
    options.memory = 64 << 20;
    assert!(matches!(
        run(options),
        Err(CorpusError::LittleMemory { .. })
    ));
    let mut options = bench.options(&[std::path::Path::new("-")], "out");
    options.sample = "5".parse().ok();
    assert!(matches!(run(options), Err(CorpusError::SampleOfStdin)));
    assert!(!bench.path("out").exists() && !bench.path("in/out").exists());
}

#[test]
fn documents_of_many_bytes_are_written_in_pieces() {
    /// Gives a megabyte for each page.
    struct Large;
    impl PageProcessor for Large {
        fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
            let mut line = format!("{{\"id\":\"{}\"}}", page.id).into_bytes();
            line.resize(1 << 20, b' ');
            line.push(b'\n');
            Ok(Outcome::Written(line))
        }
    }
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 120);
    let processor: Box<ProcessorFactory> = Box::new(|_| Ok(Box::new(Large)));
    let mut expected = None;
    for jobs in [1, 2, 5] {
        for compression in [Compression::None, Compression::Zstd] {
            let out = format!("{jobs}-{}", compression.as_str());
            let mut options = bench.options(&[&input], &out);
            (options.jobs, options.compression) = (jobs, compression);
            options.part_bytes = 20_000;
            let never = AtomicBool::new(false);
            let end = run_with(options, &*processor, &never).unwrap();
            assert_eq!((end.ledger.written, end.ledger.n_dead()), (108, 12));
            if compression == Compression::None {
                let files = bench.files(&out);
                let bytes: usize = files.values().map(Vec::len).sum();
                assert!(bytes > 108 << 20);
                assert!(
                    *expected.get_or_insert_with(|| files.clone()) == files,
                    "{jobs} threads"
                );
            }
            fs::remove_dir_all(bench.path(&out)).unwrap();
        }
    }
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let bench = Bench::new();
    let input = bench.pages("a.jsonl", 60);
    let inner = bench.options(&[&input], "out");
    let refused = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&refused);
    let processor: Box<ProcessorFactory> = Box::new(move |_| {
        // The folder is locked by now.
        let result = run(inner.clone());
        seen.store(
            matches!(result, Err(CorpusError::Locked { .. })),
            Ordering::SeqCst,
        );
        Ok(Box::new(InProcess::new(
            ParseOptions::default(),
            None,
            PartFormat::Jsonl,
        )))
    });
    let options = bench.options(&[&input], "out");
    assert!(
        run_with(options, &*processor, &AtomicBool::new(false))
            .unwrap()
            .is_finished
    );
    assert!(refused.load(Ordering::SeqCst));
}
