//! The examples of RFC 9309, and what it leaves to its readers.

use super::super::pattern::normalized_path;
use super::*;

/// Whether `agent` may fetch each of the paths.
fn allowed<const N: usize>(file: &str, agent: &str, paths: [&str; N]) -> [bool; N] {
    let file = RobotsTxt::parse(file.as_bytes());
    paths.map(|path| {
        let access = file.access(&agent.to_ascii_lowercase(), &normalized_path(path));
        access.is_none_or(|access| access.is_allowed)
    })
}

/// The rule and line that decide.
fn rule(file: &str, agent: &str, path: &str) -> String {
    let file = RobotsTxt::parse(file.as_bytes());
    match file.access(agent, &normalized_path(path)) {
        None => "no group".to_owned(),
        Some(Access { rule: None, .. }) => "no rule".to_owned(),
        Some(Access {
            rule: Some((rule, line)),
            ..
        }) => format!("{rule} ({line})"),
    }
}

/// RFC 9309 §5.1.
const SIMPLE: &str = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\n\
    User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\n\
    User-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\n\
    User-Agent: quxbot\n\nEOF\n";

#[test]
fn the_simple_example_of_section_5_1() {
    let paths = [
        "/",
        "/a.gif",
        "/example/page.html",
        "/example/allowed.gif",
        "/publications/b.html",
    ];
    let all = [true; 5];
    assert_eq!(
        allowed(SIMPLE, "otherbot", paths),
        [true, false, false, false, true]
    );
    assert_eq!(
        allowed(SIMPLE, "foobot", paths),
        [false, false, true, true, false]
    );
    for agent in ["barbot", "bazbot"] {
        assert_eq!(
            allowed(SIMPLE, agent, paths),
            [true, true, false, true, true]
        );
    }
    assert_eq!(allowed(SIMPLE, "quxbot", paths), all);
    assert_eq!(
        rule(SIMPLE, "foobot", "/example/page.html"),
        "allow /example/page.html (8)"
    );
    assert_eq!(rule(SIMPLE, "quxbot", "/a.gif"), "no rule");
}

#[test]
fn the_longest_match_of_section_5_2() {
    let file =
        "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
    let paths = ["/example/page/", "/example/page/disallowed.gif", "/other"];
    assert_eq!(allowed(file, "foobot", paths), [true, false, true]);
    assert_eq!(
        rule(file, "foobot", "/example/page/disallowed.gif"),
        "disallow /example/page/disallowed.gif (3)"
    );
    assert_eq!(
        rule(file, "barbot", "/example/page/disallowed.gif"),
        "no group"
    );
}

#[test]
fn groups_of_one_crawler_count_together_as_in_section_2_2_1() {
    let file = "user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz\n";
    let merged = "user-agent: ExampleBot\ndisallow: /foo\ndisallow: /bar\ndisallow: /baz\n";
    let paths = ["/foo", "/bar", "/baz", "/qux"];
    for file in [file, merged] {
        assert_eq!(
            allowed(file, "examplebot", paths),
            [false, false, false, true]
        );
        // Without `*` others may do everything.
        assert_eq!(allowed(file, "otherbot", paths), [true; 4]);
    }
    let versioned = "User-agent: ExampleBot/1.0\nDisallow: /\n";
    assert_eq!(allowed(versioned, "EXAMPLEBOT", ["/"]), [false]);
    assert_eq!(allowed(versioned, "example", ["/"]), [true]);
}

#[test]
fn a_star_with_a_name_behind_it_is_not_all_crawlers() {
    let file = RobotsTxt::parse(b"User-agent: *foo\nDisallow: /\n");
    assert!(file.access("*", b"/").is_none());
    assert_eq!(file.broken, [(1, "User-agent: *foo".to_owned())]);
    assert_eq!(
        allowed("User-agent: * all\nDisallow: /\n", "b", ["/"]),
        [false]
    );
}

#[test]
fn allow_wins_where_both_are_as_long_as_in_section_2_2_2() {
    let file = "User-agent: *\nDisallow: /a\nAllow: /a\nDisallow: /a/b\n";
    assert_eq!(
        allowed(file, "bot", ["/a", "/a/b", "/robots.txt"]),
        [true, false, true]
    );
    let empty = "User-agent: *\nDisallow:\n";
    assert_eq!(allowed(empty, "bot", ["/a"]), [true]);
    assert_eq!(rule(empty, "*", "/a"), "disallow  (2)");
    assert_eq!(
        allowed("User-agent: *\nDisallow: /\n", "bot", ["/robots.txt", "/a"]),
        [true, false]
    );
}

#[test]
fn special_characters_of_section_2_2_3() {
    let file = "User-agent: *\nallow: / # comment in line\n# comment at the end\nallow: /this/path/exactly$\ndisallow: /this/path\ndisallow: /this/*/exactly\n";
    let paths = [
        "/this/path/exactly",
        "/this/path",
        "/this/way/exactly",
        "/that",
    ];
    assert_eq!(allowed(file, "bot", paths), [true, false, false, true]);
}

#[test]
fn other_records_end_no_group_as_in_section_2_2_4() {
    let file = "User-agent: *\nSitemap: https://a.example/s.xml\nCrawl-delay: 5\nDisallow: /a\n\n\nUser-agent: b\nSitemap: x\nUser-agent: c\nDisallow: /b\n";
    assert_eq!(allowed(file, "bot", ["/a", "/b"]), [false, true]);
    assert_eq!(allowed(file, "b", ["/a", "/b"]), [true, false]);
    assert_eq!(allowed(file, "c", ["/a", "/b"]), [true, false]);
}

#[test]
fn line_ends_marks_and_limits_of_the_file() {
    let file =
        "\u{feff}User-agent: *\rDisallow: /a\r\nDisallow: /b\n\r\nDisallow : /c\n\tDISALLOW:/d";
    let paths = ["/a", "/b", "/c", "/d", "/e"];
    assert_eq!(
        allowed(file, "bot", paths),
        [false, false, false, false, true]
    );
    assert_eq!(rule(file, "*", "/c"), "disallow /c (5)");

    let mut long = "User-agent: *\n".to_owned();
    long.push_str(&"#".repeat(MAX_BYTES));
    long.push_str("\nDisallow: /\n");
    assert_eq!(allowed(&long, "bot", ["/a"]), [true]);
    assert!(RobotsTxt::parse(long.as_bytes()).is_cut);

    for (end, is_whole) in [("\n", false), ("x\n", false), ("\nx", true), ("", true)] {
        let rule = "Disallow: /";
        let agent = "User-agent: *\n#";
        let n_fill = MAX_BYTES - agent.len() - 1 - rule.len() - usize::from(end == "\nx");
        let file = format!("{agent}{}\n{rule}{end}", "#".repeat(n_fill));
        assert_eq!(allowed(&file, "bot", ["/a"]), [!is_whole], "{end:?}");
    }
}

#[test]
fn lines_that_make_no_sense_are_counted_and_others_stand() {
    let file = RobotsTxt::parse(b"Disallow: /early\nUser-agent: *\nnonsense\nDisallow: nopath\nDisallow: /a\n\xff\xfe: x\nUser-agent: \n");
    assert_eq!(file.n_broken, 4);
    assert_eq!(file.broken[0], (1, "Disallow: /early".to_owned()));
    assert!(!file.is_unreadable());
    assert!(!file.access("*", b"/a").unwrap().is_allowed);
    let page = RobotsTxt::parse(b"<!DOCTYPE html>\n<title>404</title>\n<p>Not found</p>\n");
    assert!(page.is_unreadable());
    assert!(page.access("*", b"/a").is_none());
    assert!(!RobotsTxt::parse(b"").is_unreadable());
}

/// `draft-ietf-aipref-attach-05` §3.4.
#[test]
fn preferences_of_the_longest_path_count() {
    let file = RobotsTxt::parse(
        b"User-Agent: *\nAllow: /\nDisallow: /never/\nContent-Usage: train-ai=n\nContent-Usage: /ai-ok/ train-ai=y\n\n\
        User-Agent: ExampleBot\nAllow: /\nContent-Usage: train-ai=y # all of it\nContent-Signal: search=yes,ai-train=no\n",
    );
    let said = |agent: &str, path: &str| -> Vec<(String, usize)> {
        let found = file.preferences(agent, path.as_bytes()).into_iter();
        found.map(|p| (p.value.clone(), p.line)).collect()
    };
    assert_eq!(said("*", "/test"), [("train-ai=n".to_owned(), 4)]);
    assert_eq!(said("*", "/ai-ok/test"), [("train-ai=y".to_owned(), 5)]);
    assert_eq!(
        said("examplebot", "/test"),
        [
            ("train-ai=y".to_owned(), 9),
            ("search=yes,ai-train=no".to_owned(), 10)
        ]
    );
    assert!(!file.access("*", b"/never/test").unwrap().is_allowed);
}

#[test]
fn a_server_that_fails_forbids_all_as_in_section_2_3_1_4() {
    let file = RobotsTxt::unreachable(503);
    for agent in ["*", "gptbot"] {
        let access = file.access(agent, b"/page").unwrap();
        assert!(!access.is_allowed);
        assert_eq!(access.rule, Some(("status 503, as disallow /", 0)));
        assert!(file.access(agent, b"/robots.txt").unwrap().is_allowed);
    }
}
