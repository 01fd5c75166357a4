#![cfg(unix)]

use std::io::Cursor;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use wenmai_corpus::{
    Briefing, CorpusError, Death, Dropped, InProcess, Isolated, Outcome, PageProcessor, PartFormat,
    serve,
};
use wenmai_model::Page;
use wenmai_parse::ParseOptions;

fn page() -> Page {
    Page {
        id: "a".into(),
        body: "标题\n\n一段话在这里。".into(),
        ..Page::default()
    }
}

/// What a process writes once it can take pages: a frame of one piece, which has five bytes.
const READY: &str = r"printf '\001\0\0\0\0\0\0\0\005\0\0\0\0\0\0\0ready'; ";

/// A worker process that runs `script`.
fn shell(script: &str, time_limit: Duration) -> Isolated {
    let script = script.to_owned();
    let command = move || {
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        Ok(command)
    };
    Isolated::new(Box::new(command), Arc::default(), time_limit).unwrap()
}

/// The script of a process that reads its briefing, is ready for pages, and goes on with `script`.
fn ready(script: &str) -> String {
    let mut briefing = Vec::new();
    Briefing::default().write(&mut briefing).unwrap();
    format!("head -c {} > /dev/null; {READY}{script}", briefing.len())
}

/// Processes a page in a process that is ready for pages and goes on with `script`.
fn in_shell(script: &str, time_limit: Duration) -> Outcome {
    shell(&ready(script), time_limit).process(&page()).unwrap()
}

fn reason(outcome: Outcome) -> (String, String) {
    match outcome {
        Outcome::Dead(Death {
            reason, message, ..
        }) => (reason.into_owned(), message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_worker_that_hangs_or_crashes_costs_a_page() {
    let start = Instant::now();
    let (hangs, message) = reason(in_shell("exec sleep 1000", Duration::from_millis(200)));
    assert_eq!(
        (hangs.as_str(), message.as_str()),
        ("time", "the page took longer than 0.2 s")
    );
    assert!(start.elapsed() < Duration::from_mins(1));

    let minute = Duration::from_mins(1);
    let (crashes, message) = reason(in_shell("cat > /dev/null & kill -ABRT $$", minute));
    assert_eq!(crashes, "crash");
    assert!(
        message.starts_with("the worker process ended with signal: 6"),
        "{message}"
    );
    let (ends, message) = reason(in_shell("exit 7", minute));
    assert_eq!(
        (ends.as_str(), message.as_str()),
        ("crash", "the worker process ended with exit status: 7")
    );
    // It says something else than a reply.
    let (babbles, _) = reason(in_shell("head -c 4000 /dev/zero; cat > /dev/null", minute));
    assert_eq!(babbles, "crash");
}

/// It is no page's fault, and the run has to end: it would lose all pages.
#[test]
fn a_worker_that_does_not_start_is_an_error() {
    let start = Instant::now();
    let minute = Duration::from_mins(1);
    let error = |script: &str| {
        let error = shell(script, minute).process(&page()).unwrap_err();
        wenmai_io::with_causes(&error)
    };
    assert_eq!(
        error("exit 7"),
        "cannot start a worker process: it ended before its first page with exit status: 7"
    );
    assert_eq!(
        error("echo one >&2; echo 'No module named wenmai' >&2; exit 1"),
        "cannot start a worker process: it ended before its first page: No module named wenmai"
    );
    // A process that it has started reads on, and so holds the pipe of its errors open.
    let babbles = "exec 3<&0; cat <&3 > /dev/null & head -c 4000 /dev/zero; wait";
    assert_eq!(
        error(babbles),
        "cannot start a worker process: it says something else than that it is ready"
    );
    assert!(start.elapsed() < minute);
}

/// A start has a limit of its own: many processes start at once, on machines that are busy.
#[test]
fn the_limit_of_a_page_is_not_that_of_the_start() {
    let moment = Duration::from_millis(200);
    let late = format!("sleep 1; {}", ready("exec sleep 1000"));
    let (hangs, message) = reason(shell(&late, moment).process(&page()).unwrap());
    assert_eq!(
        (hangs.as_str(), message.as_str()),
        ("time", "the page took longer than 0.2 s")
    );

    let mut never = shell("exec sleep 1000", Duration::from_mins(1)).started_within(moment);
    let error = never.process(&page()).unwrap_err();
    assert_eq!(
        wenmai_io::with_causes(&error),
        "cannot start a worker process: it was not ready within 0.2 s"
    );
    assert!(error.help().contains("--time-limit"), "{}", error.help());
}

/// A process that is killed while it starts has had no page that could be to blame.
#[test]
fn a_worker_that_is_killed_at_its_start_costs_no_page() {
    let folder = tempfile::tempdir().unwrap();
    let started = folder.path().join("started").display().to_string();
    let minute = Duration::from_mins(1);
    // Each process leaves a line; those of the first `n` are killed before they are ready.
    let killed = |n: u32, script: &str| {
        let _ = std::fs::remove_file(&started);
        let count = format!("echo >> {started}; test $(wc -l < {started}) -le {n}");
        shell(
            &format!("{count} && kill -KILL $$; {}", ready(script)),
            minute,
        )
    };
    let (ends, message) = reason(killed(2, "exit 7").process(&page()).unwrap());
    assert_eq!(
        (ends.as_str(), message.as_str()),
        ("crash", "the worker process ended with exit status: 7")
    );
    let error = killed(9, "exit 7").process(&page()).unwrap_err();
    assert_eq!(
        wenmai_io::with_causes(&error),
        "3 worker processes in a row were killed before their first page, the last by signal: 9 (SIGKILL)"
    );
    assert!(error.help().contains("--jobs"), "{}", error.help());
    assert_eq!(std::fs::read(&started).unwrap().len(), 3);
}

/// A system may have a process for the worker, but no thread for its clock.
#[test]
fn a_worker_without_a_clock_is_an_error() {
    const NAME: &str = "isolation::a_worker_without_a_clock_is_an_error";
    const IS_SHORT: &str = "WENMAI_TEST_NO_THREADS";
    if std::env::var_os(IS_SHORT).is_some() {
        let cat = || Ok(Command::new("cat"));
        let minute = Duration::from_mins(1);
        let error = Isolated::new(Box::new(cat), Arc::default(), minute).unwrap_err();
        assert!(error.help().contains("--jobs"), "{error:?}");
        return;
    }
    // No system has so much room for the stack of a thread.
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--test-threads=1"])
        .env(IS_SHORT, "1")
        .env("RUST_MIN_STACK", (1_u64 << 60).to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
}

#[test]
fn each_worker_is_told_the_same_before_its_first_page() {
    let briefing = Briefing {
        // More than a pipe holds, and than one flag may have.
        recipe: Some("# 长\n".repeat(40_000)),
        profiles: vec!["host = \"a.example\"".into()],
        host: Some("a.example".into()),
    };
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().to_owned();
    let command = move || {
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("{READY}head -c 400000 > seen.$$")])
            .current_dir(&seen);
        Ok(command)
    };
    let minute = Duration::from_mins(1);
    let mut isolated =
        Isolated::new(Box::new(command), Arc::new(briefing.clone()), minute).unwrap();
    let large = Page {
        body: vec![b'x'; 400_000],
        ..page()
    };
    for _ in 0..2 {
        assert_eq!(reason(isolated.process(&large).unwrap()).0, "crash");
    }
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 2);
    for file in files {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert_eq!(Briefing::read(&mut Cursor::new(bytes)).unwrap(), briefing);
    }
    assert!(Briefing::read(&mut Cursor::new([0; 8])).is_err());
}

/// A process that reads nothing keeps nobody waiting, however long what it is to be told.
#[test]
fn a_worker_that_does_not_read_is_late() {
    let briefing = Briefing {
        recipe: Some("#".repeat(1 << 20)),
        ..Briefing::default()
    };
    let command = || {
        let mut command = Command::new("sh");
        command.args(["-c", "exec sleep 1000"]);
        Ok(command)
    };
    let minute = Duration::from_mins(1);
    let mut isolated = Isolated::new(Box::new(command), Arc::new(briefing), minute)
        .unwrap()
        .started_within(Duration::from_millis(200));
    let error = isolated.process(&page()).unwrap_err();
    assert!(wenmai_io::with_causes(&error).ends_with("it was not ready within 0.2 s"));
}

#[test]
fn a_worker_serves_pages_until_the_end() {
    struct Echo(Vec<Page>);
    impl PageProcessor for Echo {
        fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
            self.0.push(page.clone());
            Ok(match self.0.len() {
                1 => Outcome::Written(page.body.clone()),
                2 => Outcome::Dropped(Dropped {
                    reason: "no_text".into(),
                    broken: Vec::new(),
                }),
                _ => Outcome::Dead(Death {
                    reason: "panic".into(),
                    message: "坏了".into(),
                    help: None,
                }),
            })
        }
    }
    let pages = [
        page(),
        page(),
        Page {
            headers: vec![("A".into(), "b".into())],
            ..page()
        },
    ];
    let mut requests = Vec::new();
    for page in &pages {
        wenmai_corpus::write_page(&mut requests, page).unwrap();
    }
    let (mut replies, mut echo) = (Vec::new(), Echo(Vec::new()));
    serve(&mut Cursor::new(&requests), &mut replies, &mut echo).unwrap();
    assert_eq!(echo.0, pages);
    // A page that is cut off is an error, not a page.
    let half = &requests[..requests.len() - 5];
    assert!(
        serve(
            &mut Cursor::new(half),
            &mut Vec::new(),
            &mut Echo(Vec::new())
        )
        .is_err()
    );

    let mut in_process = InProcess::new(ParseOptions::default(), None, PartFormat::Jsonl);
    assert!(matches!(
        in_process.process(&page()),
        Ok(Outcome::Written(_))
    ));
}
