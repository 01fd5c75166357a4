use std::time::{Duration, Instant};

use wenmai_parse::{ParseOptions, parse_text};

/// What a hostile page repeats, each a different way into a quadratic loop.
const UNITS: [(&str, &str); 14] = [
    ("one long line", "开源 open "),
    ("markers", "1.\n"),
    ("counted markers", "1. a\n2. b\n"),
    ("dotted markers", "1.1 标题\n1.2 标题\n\n"),
    ("bars", "|\n"),
    ("bars behind a label", "相关文章\n|\n7月前\n|\n"),
    ("labels", "目录\n相关文章\n热门文章\n最新文章\n"),
    ("titles again and again", "标题\n\n"),
    ("contents that come again", "目录\n一、甲\n二、乙\n"),
    ("counters", "相关文章\n340 2\n"),
    ("fused counters", "|\n存储\n标题\n2017-11-121802\n"),
    ("brackets", "【【【["),
    ("addresses", "http://a.b/(((((10.1000/1 arXiv:2301.00001 "),
    ("code", "# a\n    x = {};\n"),
];

fn shortest(text: &str) -> Duration {
    let run = || {
        let start = Instant::now();
        std::hint::black_box(parse_text(
            std::hint::black_box(text),
            &ParseOptions::default(),
        ));
        start.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap()
}

/// Ten times the input may take ten times as long; quadratic work would take a hundred times. The bound lies between, far
/// from what a busy machine does to a linear parser.
#[test]
fn hostile_pages_take_linear_time() {
    for (name, unit) in UNITS {
        let page = |len_bytes: usize| format!("标题\n\n{}", unit.repeat(len_bytes / unit.len()));
        let small = shortest(&page(15_000));
        let large = shortest(&page(150_000));
        let floor = Duration::from_millis(2);
        assert!(
            large < small.max(floor) * 35,
            "{name}: {small:?} for 15 kB, {large:?} for 150 kB"
        );
    }
}
