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

/// Processes a page in a process that runs `script`.
fn started_in_shell(script: String, limit: Duration) -> Result<Outcome, CorpusError> {
    let command = move || {
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        Ok(command)
    };
    Isolated::new(Box::new(command), Arc::default(), limit)
        .unwrap()
        .process(&page())
}

/// The same in a process that is ready for pages.
fn in_shell(script: &str, limit: Duration) -> Outcome {
    let mut briefing = Vec::new();
    Briefing::default().write(&mut briefing).unwrap();
    let read = format!("head -c {} > /dev/null; ", briefing.len());
    started_in_shell(format!("{read}{READY}{script}"), limit).unwrap()
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
    let start = |script: &str, limit| {
        let error = started_in_shell(script.to_owned(), limit).unwrap_err();
        wenmai_io::with_causes(&error)
    };
    let minute = Duration::from_mins(1);
    let silent = start("exit 7", minute);
    assert_eq!(
        silent,
        "cannot start a worker process: it ended before its first page with exit status: 7"
    );
    let said = start(
        "echo one >&2; echo 'No module named wenmai' >&2; exit 1",
        minute,
    );
    assert_eq!(
        said,
        "cannot start a worker process: it ended before its first page: No module named wenmai"
    );
    let babbles = start("head -c 4000 /dev/zero; cat > /dev/null", minute);
    assert!(
        babbles.starts_with("cannot start a worker process: it ended"),
        "{babbles}"
    );
    // Who is killed from outside costs a page.
    let killed = started_in_shell("kill -KILL $$".to_owned(), minute).unwrap();
    assert_eq!(reason(killed).0, "crash");
    let hangs = start("exec sleep 1000", Duration::from_millis(200));
    assert_eq!(
        hangs,
        "cannot start a worker process: it was not ready in time"
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
    let limit = Duration::from_millis(200);
    let mut isolated = Isolated::new(Box::new(command), Arc::new(briefing), limit).unwrap();
    let error = isolated.process(&page()).unwrap_err();
    assert!(wenmai_io::with_causes(&error).ends_with("it was not ready in time"));
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
