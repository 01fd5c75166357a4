//! Posts of forum pages.

use std::fmt::Write as _;

use wenmai_model::{BlockKind, BoilerplateKind, Document, PageTypeKind};
use wenmai_parse::{ParseOptions, parse_html};

use crate::support::{check_invariants, fixtures, parse_file};

/// Author, day and kinds of blocks of each post.
fn rows(document: &Document) -> Vec<String> {
    let row = |post: &wenmai_model::Post| {
        let range = post.first_block as usize..post.end_block as usize;
        let kinds: Vec<&str> = document
            .blocks
            .iter()
            .take(range.end)
            .skip(range.start)
            .map(|block| block.kind.as_str())
            .collect();
        for block in range {
            let found = document.post_of(block).unwrap();
            assert_eq!(document.posts.get(found), Some(post));
        }
        format!(
            "{} | {} | {}",
            post.author.as_deref().unwrap_or("-"),
            post.published.as_deref().unwrap_or("-"),
            kinds.join(" ")
        )
    };
    document.posts.iter().map(row).collect()
}

#[test]
fn posts_have_author_time_and_what_is_inside() {
    let page = parse_file(&fixtures("html").join("en-forum-posts.html"));
    check_invariants(&page);
    assert_eq!(page.page_type.kind, PageTypeKind::Forum);
    assert_eq!(
        rows(&page),
        [
            "Ann Reed | 2024-05-06T21:15 | post list_item list_item post",
            "bob_7 | 2024-05-06T22:02 | quote post code",
            "Ann Reed | 2024-05-07T06:31 | post",
            "Cy Moore | 2024-05-07T08:20 | post",
        ]
    );
    let bylines = page
        .boilerplate
        .iter()
        .filter(|region| region.kind == BoilerplateKind::Byline);
    assert!(bylines.count() >= 4);
}

#[test]
fn posts_of_one_paragraph_or_several_are_one_block() {
    let page = parse_file(&fixtures("html").join("zh-forum-posts.html"));
    check_invariants(&page);
    assert_eq!(
        rows(&page),
        [
            "春山 | 2024-05-06T21:15 | post",
            "老周 | 2024-05-06T22:02 | post",
            "听雨 | 2024-05-07T06:31 | post",
            "春山 | 2024-05-07T20:40 | post",
        ]
    );
    // Who wrote the first post wrote the page; the element named after authors says 发表于.
    assert_eq!(page.metadata.authors, ["春山"]);
}

#[test]
fn comments_below_an_article_are_no_posts() {
    let paragraph = "<p>Green leaves are dried at once, so that they keep their color and their taste for long.</p>";
    let mut comments = String::new();
    for name in ["ann", "bob", "cy"] {
        write!(
            comments,
            "<li class=comment><div class=comment-author><a href=/u/{name}>{name}</a></div><time>2024-05-01</time><p>Nice.</p></li>"
        )
        .unwrap();
    }
    let source = format!(
        "<title>Drying tea</title><main><article><h1>Drying tea</h1>{}</article>\
         <section class=comments><h2>Comments</h2><ol>{comments}</ol></section></main>",
        paragraph.repeat(8)
    );
    let page = parse_html(&source, &ParseOptions::default());
    check_invariants(&page);
    assert_eq!(page.page_type.kind, PageTypeKind::Article);
    assert!(page.posts.is_empty());
    assert!(
        page.blocks
            .iter()
            .all(|block| block.kind != BlockKind::Post)
    );
    let start = u32::try_from(page.text.find("ann").unwrap()).unwrap();
    let region = page
        .boilerplate
        .iter()
        .find(|region| region.span.start <= start && start < region.span.end)
        .unwrap();
    assert_eq!(region.kind, BoilerplateKind::Comments);
}
