//! Parsing text and Markdown pages: throughput on the fixtures, and linearity on them and on hostile input.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, html_fixtures, joined, markdown_fixtures, repeated};
use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use wenmai::{Document, ParseOptions, parse_markdown, parse_text};
use wenmai_parse::inspect::read_html;

const MB: usize = 1_000_000;

/// Ten lines, so that a tenth as many cards are as many lines.
const CARD: &str = "|\n7月前\n|\n标签\n|\n标题\n摘录。\n340\n2\n标题\n";

fn measure(group: &mut BenchmarkGroup<'_, WallTime>, id: BenchmarkId, text: &str) {
    measure_with(parse_text, group, id, text);
}

fn measure_with(
    parse: fn(&str, &ParseOptions) -> Document,
    group: &mut BenchmarkGroup<'_, WallTime>,
    id: BenchmarkId,
    text: &str,
) {
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_with_input(id, text, |bencher, text| {
        bencher.iter(|| parse(black_box(text), &ParseOptions::default()));
    });
}

/// The fixtures one by one, and joined to one page of 4 MB.
fn throughput(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for language in ["zh", "en"] {
        let pages = fixtures(language).expect("fixtures");
        let n_bytes = pages.iter().map(String::len).sum::<usize>();
        group.throughput(Throughput::Bytes(n_bytes as u64));
        group.bench_function(format!("{language}-pages/each"), |bencher| {
            bencher.iter(|| {
                for page in &pages {
                    black_box(parse_text(black_box(page), &ParseOptions::default()));
                }
            });
        });
        let text = joined(&pages, 4 * MB);
        measure(
            &mut group,
            BenchmarkId::new(format!("{language}-pages"), "4MB"),
            &text,
        );
    }
    let text = joined(&fixtures("").expect("fixtures"), 4 * MB);
    measure(&mut group, BenchmarkId::new("fixtures", "4MB"), &text);
    let text = joined(&markdown_fixtures("").expect("fixtures"), 4 * MB);
    let id = BenchmarkId::new("markdown", "4MB");
    measure_with(parse_markdown, &mut group, id, &text);
    group.finish();
}

/// Ten times the input takes ten times as long: compare the two sizes of each case.
fn linearity(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse-linear");
    group.sample_size(10);
    let pages = fixtures("").expect("fixtures");
    for (bytes, pieces, scale) in [("1MB", "100k", 1), ("10MB", "1M", 10)] {
        let (n_bytes, n_pieces) = (scale * MB, scale * 100_000);
        let cases = [
            ("fixtures", bytes, joined(&pages, n_bytes)),
            ("one-line", bytes, repeated("一行没有尽头的文字,", n_bytes)),
            ("one-word", bytes, repeated("a", n_bytes)),
            ("headings", pieces, "1.2.1 标题\n".repeat(n_pieces)),
            ("markers", pieces, "一、\n".repeat(n_pieces)),
            ("markers-in-one-line", pieces, "1.2.1 ".repeat(n_pieces)),
            ("bars", pieces, "|\n".repeat(n_pieces)),
            ("bars-in-one-line", pieces, "|".repeat(n_pieces)),
            ("brackets", pieces, "【".repeat(n_pieces)),
            (
                "cards",
                pieces,
                format!("相关文章\n{}", CARD.repeat(n_pieces / 10)),
            ),
        ];
        for (name, size, text) in cases {
            measure(&mut group, BenchmarkId::new(name, size), &text);
        }
    }
    group.finish();
}

/// The reader of HTML pages alone: tree and blocks.
fn html(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read-html");
    let pages = html_fixtures("").expect("fixtures");
    let n_bytes = pages.iter().map(String::len).sum::<usize>();
    group.throughput(Throughput::Bytes(n_bytes as u64));
    group.bench_function("fixtures/each", |bencher| {
        bencher.iter(|| {
            pages
                .iter()
                .map(|page| read_html(black_box(page)).0)
                .sum::<usize>()
        });
    });
    group.sample_size(10);
    for (size, n_bytes) in [("1MB", MB), ("10MB", 10 * MB)] {
        for (name, page) in [
            ("fixtures", joined(&pages, n_bytes)),
            ("nested", repeated("<div>", n_bytes)),
            ("misnested", repeated("<b><i>a</b></i>", n_bytes)),
            ("tables", repeated("<table><tr><td>a", n_bytes)),
            ("attributes", format!("<p {}", repeated("a=b ", n_bytes))),
            ("tag-starts", repeated("<", n_bytes)),
            ("references", repeated("&amp;", n_bytes)),
            (
                "style",
                format!("<style>{}", repeated("p { color: red }\n", n_bytes)),
            ),
        ] {
            group.throughput(Throughput::Bytes(page.len() as u64));
            group.bench_with_input(BenchmarkId::new(name, size), &page, |bencher, page| {
                bencher.iter(|| read_html(black_box(page)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, throughput, linearity, html);
criterion_main!(benches);
