//! Dialects of records of other articles, each on a small page.

use wenmai_model::{BoilerplateKind, Document};
use wenmai_parse::{ParseOptions, parse_text};

use crate::support::check_invariants;

const ARTICLE: &str = "\
河堤上的公开课

一、开课

我们在河堤上搭了一块黑板，第一堂课来了十一个人，其中四个是路过的，两个是来找狗的，还有一个是来修黑板的。

二、放假

秋天水大，课就停了，黑板搬进村委会，背面还写着夏天的最后一道题，到第二年春天也没有人擦掉，因为谁也没有答出来。

";

fn read(tail: &str) -> Document {
    let document = parse_text(&format!("{ARTICLE}{tail}"), &ParseOptions::default());
    check_invariants(&document);
    assert_eq!(document.outline.len(), 2, "the article stays whole: {tail}");
    document
}

/// `title | author | age | tags | counters | excerpt`
fn cards(tail: &str) -> Vec<String> {
    let field = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    let document = read(tail);
    let rows = document.cards.iter().map(|card| {
        format!(
            "{} | {} | {} | {} | {} {:?} {:?} | {}",
            card.title,
            field(&card.author),
            field(&card.age),
            card.tags.join(" "),
            field(&card.counters_raw),
            card.views,
            card.comments,
            field(&card.excerpt).replace('\n', " / "),
        )
    });
    rows.collect()
}

#[test]
fn bars_may_be_missing() {
    let tail = "相关文章
|
7月前
水文 测量
怎样读一支水尺
340 2
2年前
|
水文
听一条河的声音
听一条河的声音
听一条河的声音
63711
|
档案
2017年的水
那一年水很大。
2017-11-121802
# 2017年的水
";
    insta::assert_snapshot!(cards(tail).join("\n"), @"
    怎样读一支水尺 | - | 7月前 | 水文 测量 | 340 2 Some(340) Some(2) | -
    听一条河的声音 | - | 2年前 | 水文 | 63711 None None | 听一条河的声音 / 听一条河的声音
    2017年的水 | - | - | 档案 | 2017-11-121802 None None | 那一年水很大。
    ");
}

#[test]
fn a_mark_in_front_is_no_part_of_the_title() {
    let tail = "相关文章
|
水文
# 怎样读一支水尺
怎样读一支水尺
340 2
怎样读一支水尺
|
水文
听一条河的声音
# 听一条河的声音
87 0
听一条河的声音
|
水文
#标签不是标题记号
一句话。
12 0
";
    insta::assert_snapshot!(cards(tail).join("\n"), @"
    怎样读一支水尺 | - | - | 水文 | 340 2 Some(340) Some(2) | 怎样读一支水尺
    听一条河的声音 | - | - | 水文 | 87 0 Some(87) Some(0) | # 听一条河的声音
    #标签不是标题记号 | - | - | 水文 | 12 0 Some(12) Some(0) | 一句话。
    ");
}

#[test]
fn records_without_label() {
    let of_dates =
        "怎样读一支水尺\n2024-05-06\n听一条河的声音\n2024-04-01\n一块黑板的防潮\n3天前\n";
    let of_rows = "\
How to Read a Gauge
A gauge begins somewhere above the bottom.
5y ago · 8 min read
water, gauges
2736 views 35 comments
Listening to a River
Put one ear to the rail.
Feb 12, 2024 · 4 min read
water, sound
1184 views 12 comments
A Blackboard That Stays Dry
Paint helps less than a roof.
3y ago · 6 min read
boards
4051 views 48 comments
";
    let of_several_texts = "\
怎样读一支水尺
先看刻度，再看桩号。
老周 · 发布于 2024-05-06 · 阅读约 3 分钟
听一条河的声音
老周 · 发布于 2024-04-02 · 阅读约 5 分钟
一块黑板的防潮
油漆不如屋顶。
北岸 · 发布于 2024-03-01 · 阅读约 4 分钟
加载更多
";
    let all = [of_dates, of_rows, of_several_texts].map(|tail| cards(tail).join("\n"));
    insta::assert_snapshot!(all.join("\n\n"), @"
    怎样读一支水尺 | - | 2024-05-06 |  | - None None | -
    听一条河的声音 | - | 2024-04-01 |  | - None None | -
    一块黑板的防潮 | - | 3天前 |  | - None None | -

    How to Read a Gauge | - | 5y ago | water gauges | 2736 views 35 comments Some(2736) Some(35) | A gauge begins somewhere above the bottom.
    Listening to a River | - | Feb 12, 2024 | water sound | 1184 views 12 comments Some(1184) Some(12) | Put one ear to the rail.
    A Blackboard That Stays Dry | - | 3y ago | boards | 4051 views 48 comments Some(4051) Some(48) | Paint helps less than a roof.

    怎样读一支水尺 | 老周 | 2024-05-06 |  | - None None | 先看刻度，再看桩号。
    听一条河的声音 | 老周 | 2024-04-02 |  | - None None | -
    一块黑板的防潮 | 北岸 | 2024-03-01 |  | - None None | 油漆不如屋顶。
    ");
}

#[test]
fn records_behind_a_label_need_no_bar_either() {
    let tail = "相关推荐\n怎样读一支水尺\n老周 | 3天前 | 阅读 12\n听一条河的声音\n北岸 | 2月前 | 阅读 7\n\
        一块黑板的防潮\n老周 | 昨天 | 阅读 9\n";
    insta::assert_snapshot!(cards(tail).join("\n"), @"
    怎样读一支水尺 | 老周 | 3天前 |  | 阅读 12 Some(12) None | -
    听一条河的声音 | 北岸 | 2月前 |  | 阅读 7 Some(7) None | -
    一块黑板的防潮 | 老周 | 昨天 |  | 阅读 9 Some(9) None | -
    ");
}

#[test]
fn what_only_looks_like_records_is_none() {
    let cases = [
        // Two are too few.
        "怎样读一支水尺\n2024-05-06\n听一条河的声音\n2024-04-01\n",
        // People who comment.
        "老周\n3天前\n写得好。\n赞 3\n北岸\n2天前\n同意。\n赞 1\n阿水\n昨天\n沙发。\n赞 0\n",
        // The same thing again and again.
        "怎样读一支水尺\n3天前\n怎样读一支水尺\n2天前\n怎样读一支水尺\n昨天\n",
        // Dates with a text each: a chronicle.
        "水位越过了石阶\n2024-05-06\n当天停课。\n黑板漂到了下游\n2024-05-07\n次日找回。\n重新开课\n2024-05-08\n来了三个人。\n",
        // Numbers and titles alone.
        "1\n怎样读一支水尺\n2\n听一条河的声音\n3\n一块黑板的防潮\n",
    ];
    for tail in cases {
        assert_eq!(cards(tail), Vec::<String>::new(), "{tail}");
    }
}

#[test]
fn two_labels_before_two_lists() {
    let regions = |tail: &str| {
        let document = read(tail);
        let regions = document.boilerplate.iter();
        let rows = regions.map(|region| {
            assert!(matches!(
                region.kind,
                BoilerplateKind::Trending | BoilerplateKind::Latest
            ));
            let text = document.slice(region.span).replace('\n', " ");
            format!("{}: {text}", region.kind.as_str())
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(
        regions("热门文章\n最新文章\n1\n甲乙丙\n2\n丁戊己\n1\n庚辛壬\n2\n癸子丑\n"),
        [
            "trending: 热门文章",
            "latest: 最新文章",
            "trending: 1 甲乙丙 2 丁戊己",
            "latest: 1 庚辛壬 2 癸子丑"
        ]
    );
    assert_eq!(
        regions("最新文章\n热门文章\n1. 甲乙丙\n2. 丁戊己\n1. 庚辛壬\n"),
        [
            "latest: 最新文章",
            "trending: 热门文章",
            "latest: 1. 甲乙丙 2. 丁戊己",
            "trending: 1. 庚辛壬"
        ]
    );
    // One list belongs to the label above it.
    assert_eq!(
        regions("热门文章\n最新文章\n1. 甲乙丙\n2. 丁戊己\n"),
        ["trending: 热门文章", "latest: 最新文章 1. 甲乙丙 2. 丁戊己"]
    );
    assert_eq!(
        regions("热门文章\n子丑寅\n最新文章\n1. 甲乙丙\n1. 丁戊己\n"),
        [
            "trending: 热门文章 子丑寅",
            "latest: 最新文章 1. 甲乙丙 1. 丁戊己"
        ]
    );
}
