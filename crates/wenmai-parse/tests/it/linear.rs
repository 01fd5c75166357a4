use std::time::{Duration, Instant};

use wenmai_model::Document;
use wenmai_parse::{ParseOptions, UserMarker, parse_html, parse_markdown, parse_text};

/// What a hostile page repeats, each a different way into a quadratic loop.
const UNITS: [(&str, &str); 24] = [
    ("one long line", "开源 open "),
    ("markers", "1.\n"),
    ("counted markers", "1. a\n2. b\n"),
    (
        "openings with two readings",
        "I. a\nA. b\n1.2024 c\n1.5 d\n(i) e\n",
    ),
    (
        "headings with findings",
        "一、标题\n\n正文。\n\n一、标题\n\n三、标题\n\n3.1.1 标题\n\n",
    ),
    ("dotted markers", "1.1 标题\n1.2 标题\n\n"),
    ("bars", "|\n"),
    ("bars behind a label", "相关文章\n|\n7月前\n|\n"),
    ("labels", "目录\n相关文章\n热门文章\n最新文章\n"),
    ("titles again and again", "标题\n\n"),
    ("contents that come again", "目录\n一、甲\n二、乙\n"),
    ("counters", "相关文章\n340 2\n"),
    ("fused counters", "|\n存储\n标题\n2017-11-121802\n"),
    (
        "dates of cards",
        "相关文章\n|\n7月前\n|\n云\n题\n【9月更文挑战第18天】arXiv:2408.00001\n34 2\n|\n2月前\n|\n云\n题\n【1月更文挑战第1天】\n34 2\n",
    ),
    (
        "records without label",
        "另一篇文章\n老周 · 3天前\n阅读 12 · 评论 3\n",
    ),
    ("buttons", "Like 3 · Reply · Quote\n"),
    ("buttons between texts", "正文。\n赞同 3\n收藏\n"),
    ("counts of comments", "3 Comments\nReply\n2024-03-18\n"),
    ("paths", "首页 > 甲 > 乙\n"),
    ("rows of facts", "老周 · 3天前\n"),
    ("rows and texts", "题\n老周 · 3天前\n摘要\n阅读 12\n"),
    ("brackets", "【【【["),
    ("addresses", "http://a.b/(((((10.1000/1 arXiv:2301.00001 "),
    ("code", "# a\n    x = {};\n"),
];

type Parse = fn(&str, &ParseOptions) -> Document;

fn shortest(parse: Parse, text: &str) -> Duration {
    let run = || {
        let start = Instant::now();
        std::hint::black_box(parse(std::hint::black_box(text), &ParseOptions::default()));
        start.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap()
}

/// What a hostile Markdown page repeats.
const MARKDOWN_UNITS: [(&str, &str); 26] = [
    ("brackets", "["),
    ("closed brackets", "[]"),
    ("pictures", "!["),
    ("links without end", "[a]("),
    ("quotations", ">"),
    ("quotations of lines", "> a\n>> b\n"),
    ("stars", "*"),
    ("emphases", "*a "),
    ("strong and emphasis", "**a *b "),
    ("underscores", "_a __b"),
    ("tildes", "~a "),
    ("backticks", "`a "),
    ("backslashes", "\\"),
    ("entities", "&#1"),
    ("tags", "<a "),
    ("tag starts", "<"),
    ("comments", "<!--"),
    ("blocks of tags", "<div\n"),
    ("formulas", "$a "),
    ("deep lists", "- "),
    ("numbered lists", "1. "),
    ("table rows", "|a|b|\n|-|-|\n"),
    ("headings", "# a\n## [b](#c)\n"),
    ("bold lines", "**1. 标题**\n\n正文。\n\n"),
    ("cards", "- [另一篇文章的标题](/p/1) 3月前\n"),
    ("notes", "[^a]: b\n"),
];

/// What a hostile HTML page repeats.
const HTML_UNITS: [(&str, &str); 41] = [
    ("tag starts", "<"),
    ("nested elements", "<div>"),
    ("nested paragraphs", "<div><p>a"),
    ("unclosed formatting", "<b><i>a<p>"),
    ("attributes", "<p a=b c=d "),
    (
        "elements with many names",
        "<p class='a1 b2 nav-x postMeta' id=c>text</p>",
    ),
    ("style sheets that do not end", "<style>a</stylex>"),
    ("entities", "&amp;&lt;&#20013;"),
    ("paragraphs", "<p>Some words, and a stop.</p>"),
    ("tables in tables", "<table><tr><td>a"),
    (
        "tables side by side",
        "<table><tr><td>a<td>b<tr><td>c<td>d</table>",
    ),
    ("cells", "<td>a"),
    ("rows", "<tr><th>a<td>b"),
    ("nested lists", "<ul><li>a"),
    ("items", "<li>a"),
    ("nested quotations", "<blockquote>a"),
    (
        "teasers",
        "<div class=c><h3><a href=/x>Title of it</a></h3><p>words</p></div>",
    ),
    (
        "posts",
        "<div class=post><a class=author href=/u/a>ann</a> <time>2024-05-01</time><p>Some words, and a stop.</p></div>",
    ),
    (
        "nested posts",
        "<div class=comment><a class=author href=/u/a>ann</a> <time>2024-05-01</time><p>Some words, and a stop.</p>",
    ),
    (
        "nested teasers",
        "<div class=c><h3><a href=/x>Title</a></h3>",
    ),
    (
        "records",
        "<li><a href=/x>另一篇文章的标题</a><a href=/y>标签</a> 3月前",
    ),
    (
        "records below labels",
        "<div><p>相关文章</p><p><a href=/x>另一篇文章的标题</a></p></div>",
    ),
    ("labels", "<p>相关文章</p>"),
    ("records in records", "<div><a href=/x>另一篇文章的标题</a>"),
    (
        "lines of records",
        "相关文章<br>|<br>7月前<br>|<br>云<br>另一篇<br>3 4<br>",
    ),
    ("one link around blocks", "<a href=/x><div>a</div>"),
    ("links", "<a href=/x>a</a> "),
    ("headings", "<h2>一、标题</h2><p>正文。</p>"),
    (
        "styled headings",
        "<div style='font-size:2em' class=title>a</div><p>b</p>",
    ),
    (
        "nested sizes",
        "<div style='font-size:2em'><span style='font-size:2em'>a",
    ),
    ("figures", "<figure><img src=a><figcaption>b"),
    ("pictures", "<img src=a alt=b>"),
    ("formulas", "<p>$a$ $$b$$ \\(c\\)</p>"),
    ("program text", "<pre><code class=language-x>a\n</code>"),
    (
        "types",
        "<script type=application/ld+json>\"@type\":\"@type\"</script>",
    ),
    ("nested authors", "<div itemprop=author>By Ann Lee"),
    (
        "nested items",
        "<div itemprop=author itemscope itemtype=Person>a",
    ),
    ("bylines", "<p>By Ann Lee</p>"),
    ("days in the text", "<p>May 1, 2024 by Ann Lee</p>"),
    ("times", "<time datetime=2024-05-01>May 1</time> "),
    ("times without a day", "<time>soon</time> "),
];

/// Rounds of measuring. Another process can take the core away in one of them, but quadratic work is slow in each.
const ROUNDS: usize = 5;

/// Ten times the input may take ten times as long; quadratic work would take a hundred times. The bound lies between.
fn check_linear(parse: Parse, opening: &str, name: &str, unit: &str) {
    let page = |len_bytes: usize| format!("{opening}{}", unit.repeat(len_bytes / unit.len()));
    let (few, many) = (page(15_000), page(150_000));
    let floor = Duration::from_millis(2);
    let mut times = Vec::new();
    let is_linear = (0..ROUNDS).any(|_| {
        let (small, large) = (shortest(parse, &few), shortest(parse, &many));
        times.push((small, large));
        large < small.max(floor) * 35
    });
    assert!(is_linear, "{name}: 15 kB and 150 kB take {times:?}");
}

#[test]
fn hostile_pages_take_linear_time() {
    for (name, unit) in UNITS {
        check_linear(parse_text, "标题\n\n", name, unit);
    }
}

#[test]
fn any_marker_takes_linear_time() {
    fn with_markers(text: &str, options: &ParseOptions) -> Document {
        let mut options = options.clone();
        options.articles_as_headings = true;
        for pattern in ["(a*)*b", "(.*)(.*)(.*)x", "第.{1,40}条"] {
            options
                .markers
                .push(UserMarker::new("a", pattern, None).unwrap());
        }
        parse_text(text, &options)
    }
    for (name, unit) in [
        ("one line", "aaaaaaaa"),
        ("lines", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"),
        ("articles", "第一条 正文。\n第二条\n"),
    ] {
        check_linear(with_markers, "标题\n\n", name, unit);
    }
}

#[test]
fn hostile_markdown_takes_linear_time() {
    for (name, unit) in MARKDOWN_UNITS {
        check_linear(parse_markdown, "# 标题\n\n", name, unit);
    }
}

#[test]
fn hostile_html_takes_linear_time() {
    for (name, unit) in HTML_UNITS {
        check_linear(parse_html, "<h1>标题</h1>", name, unit);
    }
}

/// What the head of a hostile page holds: what comes before, what is repeated, what comes behind.
const HEADS: [(&str, &str, &str, &str); 9] = [
    ("a title", "<title>", "Tea - ", "</title>"),
    (
        "a title of OpenGraph",
        "<meta property=og:title content='",
        "Tea | ",
        "'>",
    ),
    ("authors", "<meta name=author content='", "Ann Lee, ", "'>"),
    ("statements", "", "<meta name=author content='Ann Lee'>", ""),
    ("deep JSON-LD", JSON_LD, "[", "</script>"),
    ("deep objects", JSON_LD, "{\"a\":", "</script>"),
    (
        "articles",
        JSON_LD_LIST,
        "{\"@type\":\"Article\",\"@id\":\"a\",\"author\":{\"@id\":\"a\"},\"headline\":\"Tea\"},",
        "1]</script>",
    ),
    (
        "broken JSON-LD",
        JSON_LD_LIST,
        "{\"@type\":\"Article\" , },\n",
        "</script>",
    ),
    (
        "one long text that much data names",
        "<script id=__NEXT_DATA__ type=application/json>[",
        "{\"body\":0},\"tea tea tea tea tea\",",
        "1]</script>",
    ),
];
const JSON_LD: &str = "<script type=application/ld+json>";
const JSON_LD_LIST: &str = "<script type=application/ld+json>[";

#[test]
fn hostile_heads_take_linear_time() {
    for (name, opening, unit, closing) in HEADS {
        let page = |len_bytes: usize| {
            let repeated = unit.repeat(len_bytes / unit.len());
            format!("<head>{opening}{repeated}{closing}</head><h1>Tea</h1><p>A short text.")
        };
        let (small, large) = (page(100_000), page(1_000_000));
        let small = shortest(parse_html, &small).max(Duration::from_millis(2));
        let large = shortest(parse_html, &large);
        assert!(
            large < small * 35,
            "{name}: {small:?} for 100 kB, {large:?} for 1 MB"
        );
    }
}

/// Each line is nested one deeper than the one above: the page itself grows with the square of its depth.
#[test]
fn deep_nesting_is_bounded_and_said() {
    let lists: String = (0..400)
        .map(|depth| "  ".repeat(depth) + "- 项\n")
        .collect();
    let quotes: String = (1..400).map(|depth| ">".repeat(depth) + " 引\n").collect();
    for page in [lists, quotes] {
        let document = parse_markdown(&page, &ParseOptions::default());
        crate::support::check_invariants(&document);
        assert!(document.text.len() <= page.len());
        let codes: Vec<_> = document.findings.iter().map(|f| f.code.as_ref()).collect();
        assert_eq!(codes, ["nesting_too_deep"]);
    }
}
