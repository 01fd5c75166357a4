use std::ffi::OsString;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use wenmai_io::{InputKind, ReadOptions, is_one_page, read_pages};
use wenmai_model::PageKind;

/// A folder with the given files in it; each holds its own name.
fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    folder
}

/// One line a page (id, kind) or error, with the folder's own name left out.
fn check(folder: &TempDir, inputs: &[&str], options: &ReadOptions) -> String {
    let root = format!("{}/", folder.path().display());
    let inputs: Vec<OsString> = inputs
        .iter()
        .map(|input| match input.strip_prefix('@') {
            Some(list) => format!("@{root}{list}").into(),
            None => format!("{root}{input}").into(),
        })
        .collect();
    let mut out = String::new();
    for page in read_pages(inputs, options) {
        match page {
            Ok(page) => {
                assert_eq!(page.id, page.input);
                let kind = page.kind.map_or("?", PageKind::as_str);
                writeln!(out, "{} {kind}", page.id).unwrap();
            }
            Err(error) => writeln!(out, "{error}; {}", error.help()).unwrap(),
        }
    }
    out.replace(&root, "")
}

#[test]
fn files_have_the_kind_of_their_extension() {
    let folder = folder(&["a.txt", "b.md", "c.HTML", "d.log", "e"]);
    insta::assert_snapshot!(
        check(&folder, &["e", "d.log", "c.HTML", "b.md", "a.txt"], &ReadOptions::default()),
        @"
    e ?
    d.log ?
    c.HTML html
    b.md markdown
    a.txt ?
    "
    );
    let options = ReadOptions {
        kind: Some(InputKind::Markdown),
        ..ReadOptions::default()
    };
    insta::assert_snapshot!(check(&folder, &["a.txt"], &options), @"a.txt markdown");
}

#[test]
fn folders_give_their_pages_sorted_by_path() {
    let folder = folder(&[
        "p/b.txt",
        "p/a/z.md",
        "p/a/.hidden.txt",
        "p/.git/x.txt",
        "p/a.txt",
        "p/a/y.png",
        "p/x.txt/inner.txt",
        "empty/readme.rst",
    ]);
    insta::assert_snapshot!(check(&folder, &["p", "empty", "p/b.txt"], &ReadOptions::default()), @"
    p/a/z.md markdown
    p/a.txt ?
    p/b.txt ?
    p/x.txt/inner.txt ?
    empty: the folder holds no page; a folder is searched for .txt, .md, .html, .htm, .jsonl, .warc, .wet, .wat and .parquet, also with .gz or .zst; give other files by name
    p/b.txt ?
    ");
}

#[test]
fn patterns() {
    let folder = folder(&["a1.txt", "a2.txt", "b[1].txt", "sub/a3.txt", "sub/.a4.txt"]);
    insta::assert_snapshot!(
        check(
            &folder,
            &["a?.txt", "**/a*.txt", "b[1].txt", "s*", "nothing*", "a[.txt"],
            &ReadOptions::default()
        ),
        @"
    a1.txt ?
    a2.txt ?
    a1.txt ?
    a2.txt ?
    sub/a3.txt ?
    b[1].txt ?
    sub/a3.txt ?
    nothing*: no file matches this pattern; check the pattern; `**` descends into folders, and quotes keep the shell from expanding it
    a[.txt: this is not a valid pattern: invalid range pattern; write `[*]`, `[?]` or `[[]` for these characters in a file name
    "
    );
}

#[test]
fn lists_name_inputs_one_a_line() {
    let folder = folder(&["a.txt", "p/b.txt"]);
    let root = folder.path().display();
    let list = format!("{root}/p\r\n\n@{root}/list\n{root}/absent.txt\n{root}/*.txt\n");
    fs::write(folder.path().join("list"), list).unwrap();
    insta::assert_snapshot!(check(&folder, &["@list", "@absent", "@p"], &ReadOptions::default()), @"
    p/b.txt ?
    list: a list cannot name another list (3:1); put its lines into this list, or give both lists
    absent.txt: there is no such file; check the spelling and the current folder
    a.txt ?
    absent: there is no such file; check the spelling and the current folder
    p: cannot be read; check that it is a readable file, or leave it out
    ");
}

#[test]
fn jsonl_is_known_by_name_or_by_its_first_bytes() {
    let folder = folder(&[]);
    let jsonl = "{\"id\":\"one\",\"text\":\"一\"}\n{\"text\":\"二\"}\n";
    for name in ["a.jsonl", "b"] {
        fs::write(folder.path().join(name), jsonl).unwrap();
        let path = folder.path().join(name);
        let pages: Vec<_> = read_pages([&path], &ReadOptions::default())
            .map(Result::unwrap)
            .map(|page| (page.id, page.record, page.input == path.to_string_lossy()))
            .collect();
        assert_eq!(pages, [("one".into(), 0, true), ("1".into(), 1, true)]);
    }
}

#[test]
fn a_page_over_the_limit_is_an_error() {
    let folder = folder(&["a.txt"]);
    let options = |max_page_bytes| ReadOptions {
        max_page_bytes,
        ..ReadOptions::default()
    };
    insta::assert_snapshot!(check(&folder, &["a.txt"], &options(5)), @"a.txt ?");
    insta::assert_snapshot!(
        check(&folder, &["a.txt"], &options(4)),
        @"a.txt: longer than the limit of 4 bytes; split it, or raise the limit with --max-page-bytes"
    );
}

#[test]
fn one_page_is_told_by_name() {
    let folder = folder(&["a.txt", "p/a.txt", "a.jsonl"]);
    let one = |names: &[&str]| {
        let inputs: Vec<OsString> = names
            .iter()
            .map(|name| folder.path().join(name).into())
            .collect();
        is_one_page(&inputs, &ReadOptions::default())
    };
    assert!(one(&["a.txt"]));
    assert!(one(&["absent.txt"]));
    assert!(!one(&["p"]));
    assert!(!one(&["*.txt"]));
    assert!(!one(&["a.jsonl"]));
    assert!(!one(&["a.txt", "a.txt"]));
    assert!(is_one_page(&["-".into()], &ReadOptions::default()));
    assert!(!is_one_page(&["@list".into()], &ReadOptions::default()));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStringExt;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn paths_may_be_any_bytes() {
        let folder = folder(&[]);
        let name = OsString::from_vec(b"\xFF\xFE*.txt".to_vec());
        let path = folder.path().join(&name);
        fs::write(&path, "x").unwrap();
        let ids: Vec<String> = read_pages([path.as_path(), folder.path()], &ReadOptions::default())
            .map(|page| page.unwrap().id)
            .collect();
        assert_eq!(ids.len(), 2);
        assert!(ids[0].ends_with("\u{FFFD}\u{FFFD}*.txt"), "{ids:?}");

        fs::remove_file(&path).unwrap();
        let error = read_pages([&path], &ReadOptions::default())
            .next()
            .unwrap()
            .unwrap_err();
        assert!(error.to_string().ends_with("there is no such file"));
    }

    #[test]
    fn links_to_folders_are_not_followed() {
        let folder = folder(&["p/a.txt", "b.txt"]);
        symlink(folder.path().join("p"), folder.path().join("p/again")).unwrap();
        symlink(folder.path().join("b.txt"), folder.path().join("p/b.txt")).unwrap();
        symlink("nowhere", folder.path().join("p/c.txt")).unwrap();
        insta::assert_snapshot!(check(&folder, &["p"], &ReadOptions::default()), @"
        p/a.txt ?
        p/b.txt ?
        ");
    }

    #[test]
    fn an_unreadable_file_is_an_error_with_its_cause() {
        // A file that even root cannot read from its beginning; only Linux has it.
        let path = Path::new("/proc/self/mem");
        if !path.exists() {
            eprintln!("skipped: there is no {}", path.display());
            return;
        }
        let error = read_pages([path], &ReadOptions::default())
            .next()
            .unwrap()
            .unwrap_err();
        assert_eq!(error.to_string(), "/proc/self/mem: cannot be read");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[cfg(not(feature = "arrow"))]
#[test]
fn a_format_that_is_not_built_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    fs::write(&path, "PAR1").unwrap();
    let named = folder.path().join("named");
    fs::write(&named, "PAR1").unwrap();
    for path in [path, named] {
        let error = read_pages([path], &ReadOptions::default())
            .find_map(Result::err)
            .unwrap();
        let text = format!("{}; {}", error.kind, error.help());
        assert_eq!(
            text,
            "this build does not read Parquet; take a build with this format (Parquet: `--features parquet`), or \
             convert the file to JSONL"
        );
    }
}
