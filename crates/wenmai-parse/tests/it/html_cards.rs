//! Related articles on HTML pages as cards.

use std::fmt::Write as _;
use std::path::Path;

use wenmai_model::{BlockKind, BoilerplateKind, Card, Document};
use wenmai_parse::{ParseOptions, parse_html};

use crate::support::{check_invariants, fixtures, parse_file};

const ARTICLE: &str = "<article><h1>Drying tea</h1>\
    <p>Green leaves are dried at once, so that they keep their color and their taste for a long time.</p>\
    <h2>Black tea</h2><p>Black tea is rolled first, and then it waits for a day in a warm and airy room.</p>\
    <h2>White tea</h2><p>White tea is dried in the sun, and hardly touched by anybody, which is why it costs so much.</p>";

/// The document of a page with `behind` below its article.
fn page(behind: &str) -> Document {
    let source = format!(
        "<!DOCTYPE html><html><head><title>Drying tea</title></head><body><main>{ARTICLE}</article>{behind}</main>\
         <footer><p>© 2024 Leaf</p></footer></body></html>"
    );
    let document = parse_html(&source, &ParseOptions::default());
    check_invariants(&document);
    document
}

fn rows(document: &Document) -> Vec<String> {
    let row = |card: &Card| {
        let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let count = |count: Option<u64>| count.map_or_else(|| "-".to_owned(), |n| n.to_string());
        format!(
            "{} | {} | {} | {} | {} | {} | {} {}",
            card.title,
            or_none(&card.url),
            or_none(&card.author),
            or_none(&card.age),
            card.tags.join(","),
            or_none(&card.excerpt),
            count(card.views),
            count(card.comments),
        )
    };
    document.cards.iter().map(row).collect()
}

/// Five ways to write the page that everything started from; not in the repository.
#[test]
fn cards_of_the_seed_in_all_its_shapes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/shapes");
    if !folder.exists() {
        println!("skipped: {} is not there", folder.display());
        return;
    }
    let seed = parse_file(&folder.join("../seed/open-vs-closed-llm.txt"));
    // The shapes give dates in no card, and excerpts in half of them.
    let titles = |document: &Document| -> Vec<String> {
        let key = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect();
        document.cards.iter().map(|card| key(&card.title)).collect()
    };
    for shape in ["br", "cardsin", "htags", "lake", "strong"] {
        let document = parse_file(&folder.join(format!("page_{shape}.html")));
        check_invariants(&document);
        assert_eq!(titles(&document), titles(&seed), "{shape}");
        for (at, (card, expected)) in document.cards.iter().zip(&seed.cards).enumerate() {
            assert_eq!(
                card.url,
                Some(format!("/article/{}", 1_390_000 + at)),
                "{shape}"
            );
            assert_eq!(card.tags, expected.tags, "{shape}: {}", card.title);
            // The dump has a nought where the markup has nothing.
            assert_eq!(card.views, expected.views, "{shape}: {}", card.title);
            assert_eq!(
                card.comments.unwrap_or(0),
                expected.comments.unwrap_or(0),
                "{shape}: {}",
                card.title
            );
            if card.excerpt.is_some() {
                assert_eq!(
                    card.date_stamp, expected.date_stamp,
                    "{shape}: {}",
                    card.title
                );
            }
        }
        let is_excerpt = |card: &&Card| card.excerpt.is_some();
        assert_eq!(
            document.cards.iter().filter(is_excerpt).count(),
            6,
            "{shape}"
        );
        let count = |kind| {
            document
                .blocks
                .iter()
                .filter(|block| block.kind == kind)
                .count()
        };
        // The summary is one of the paragraphs.
        assert_eq!(count(BlockKind::Paragraph), 18 + 1, "{shape}");
        assert_eq!(document.outline.len(), 25, "{shape}");
        for card in &document.cards {
            let holds_it = |block: &&wenmai_model::Block| {
                document.slice(block.span).contains(card.title.as_str())
            };
            assert_eq!(
                document.blocks.iter().filter(holds_it).count(),
                0,
                "{shape}"
            );
        }
    }
}

#[test]
fn fixtures_have_their_cards() {
    let of = |name: &str| parse_file(&fixtures("html").join(name));
    assert_eq!(
        rows(&of("zh-related-lists.html")),
        [
            "内胎补了三次还漏气怎么办 | /post/301.html | - | 2026-02-11 |  | - | - -",
            "后拨总是跳挡，多半是线松了 | /post/288.html | - | 2026-01-05 |  | - | - -",
            "冬天骑车，刹车皮要不要换 | /post/254.html | - | 2025-11-20 |  | - | - -",
            "第一次长途骑行要带的十样东西 | /post/90.html | - | - |  | - | - -",
            "二手车怎么看车架有没有裂 | /post/122.html | - | - |  | - | - -",
            "打气筒的嘴有三种，别买错了 | /post/201.html | - | - |  | - | - -",
        ]
    );
    let grid = of("en-card-grid.html");
    assert_eq!(
        rows(&grid),
        [
            "Three knots that are enough | /knots | Mara Quist | Feb 20, 2026 | Rope,Basics | A bowline, a clove hitch and a \
             figure of eight: who ties these in the dark needs no others. | 1845 12",
            "Listening your way through fog | /fog | Tom Reyes | Jan 9, 2026 | Weather | Bells, horns and the bark of dogs on \
             the shore tell more than a screen that you do not trust. | 930 4",
            "One coat of paint, or two | /paint | Mara Quist | Dec 1, 2025 | Boats,Spring | We painted two hulls from the same \
             tin, left them in the water for a year, and looked. | 2210 31",
        ]
    );
    let paragraphs = grid
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph);
    assert_eq!((paragraphs.count(), grid.outline.len()), (4, 3));
    assert!(
        grid.images.is_empty(),
        "pictures of cards are not those of the article"
    );
}

#[test]
fn records_below_a_label_are_cards() {
    let list = "<div><p>Related articles</p><ul>\
        <li><a href=/a>How to boil the water for it</a> 3 days ago\
        <li><a href=/b>Cups with and without handles</a> 2024-02-01</ul></div>";
    let document = page(list);
    assert_eq!(
        rows(&document),
        [
            "How to boil the water for it | /a | - | 3 days ago |  | - | - -",
            "Cups with and without handles | /b | - | 2024-02-01 |  | - | - -",
        ]
    );
    let labels: Vec<&str> = document
        .boilerplate
        .iter()
        .filter(|region| region.kind == BoilerplateKind::Related)
        .map(|region| document.slice(region.span))
        .collect();
    assert_eq!(labels, ["Related articles"]);
    // The same without a label is a menu.
    assert!(
        page(&list.replace("Related articles", "Company"))
            .cards
            .is_empty()
    );
}

#[test]
fn one_card_may_stand_below_a_label() {
    let one = "<div class=box><p>Read next</p><div><a href=/next>What becomes of old leaves</a><p>They are good for roses.</p></div></div>";
    assert_eq!(
        rows(&page(one)),
        ["What becomes of old leaves | /next | - | - |  | They are good for roses. | - -"]
    );
}

#[test]
fn a_link_around_a_whole_card_is_the_title_once() {
    let card = |at: usize| {
        format!(
            "<a class=entry href=/p/{at}><div class=when>Mar {at}, 2024</div><h4>A long title with number {at} in it</h4>\
             <div>What the page of number {at} is about, in a few plain words.</div></a>"
        )
    };
    let cards: String = (1..4).map(card).collect();
    let document = page(&format!("<div class=related>{cards}</div>"));
    assert_eq!(
        rows(&document).first().map(String::as_str),
        Some(
            "A long title with number 1 in it | /p/1 | - | Mar 1, 2024 |  | What the page of number 1 is about, in a few plain \
             words. | - -"
        )
    );
    assert_eq!(document.cards.len(), 3);
}

#[test]
fn text_below_a_label_is_read_by_the_grammar_of_text() {
    let text = "<div>相关文章<br>|<br>7月前<br>|<br>存储 安全<br>怎样读一支水尺<br>水位站里的一天。<br>340 2<br>\
        |<br>3月前<br>|<br>云<br>堤上的路灯为什么是黄的<br>1 2</div>";
    assert_eq!(
        rows(&page(text)),
        [
            "怎样读一支水尺 | - | - | 7月前 | 存储,安全 | 水位站里的一天。 | 340 2",
            "堤上的路灯为什么是黄的 | - | - | 3月前 | 云 | - | 1 2",
        ]
    );
}

#[test]
fn what_is_no_teaser_gives_no_card() {
    let menu = "<div class=menu><ul><li><a href=/a>All the teas that we sell</a><li><a href=/b>All the cups that we sell</a>\
        <li><a href=/c>How to find our little shop</a></ul></div>";
    let comments = "<div class=comments><div class=comment><a href=/u/1>Catherine Williamson</a><time>2 days ago</time><p>I have \
        tried that, and it does not work with mint at all.</p></div><div class=comment><a href=/u/2>Bartholomew Jenkins</a>\
        <time>1 day ago</time><p>It does, if the leaves are cut first and not dried too long.</p></div><div class=comment>\
        <a href=/u/3>Alexandra Robertson</a><time>1 day ago</time><p>Thank you both for this, I shall try it once more.</p></div></div>";
    let anchors = "<div class=related><p><a href=#a>Back to the first chapter</a></p><p><a href=#b>Back to the second chapter</a></p>\
        <p><a href='javascript:void(0)'>Print this page of ours</a></p></div>";
    for behind in [menu, comments, anchors] {
        assert_eq!(rows(&page(behind)), [""; 0], "{behind}");
    }
}

#[test]
fn the_order_of_attributes_does_not_matter() {
    let card = |at: usize, swap: bool| {
        let pair = |a: &str, b: &str| {
            if swap {
                format!("{b} {a}")
            } else {
                format!("{a} {b}")
            }
        };
        format!(
            "<div {}><h3><a {}>A long title with number {at}</a></h3><span {}>12</span><p>Some words about it, and a few more.</p></div>",
            pair("class=tile", "id=x"),
            pair(&format!("href=/p/{at}"), "class=go"),
            pair("class=views", "title=v"),
        )
    };
    let of = |swap| {
        page(&format!(
            "<section><h2>Related posts</h2>{}</section>",
            (0..3).map(|at| card(at, swap)).collect::<String>()
        ))
    };
    assert_eq!(of(false).cards.len(), 3);
    let bare = |document: Document| rows(&document);
    assert_eq!(bare(of(false)), bare(of(true)));
}

#[test]
fn a_hundred_thousand_records_are_read() {
    let mut records = String::new();
    for at in 0..100_000 {
        write!(
            records,
            "<li><a href=/{at}>Title of page {at}</a> 3 days ago"
        )
        .unwrap();
    }
    let text =
        "<p>Words of the article, and some more of them, so that the page is about something.</p>"
            .repeat(60_000);
    let document = parse_html(
        &format!(
            "<main><article><h1>Drying tea</h1>{text}</article><div class=related><h3>Related articles</h3><ul>{records}</ul></div></main>"
        ),
        &ParseOptions::default(),
    );
    assert_eq!(document.cards.len(), 100_000);
}
