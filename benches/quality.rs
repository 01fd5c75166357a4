//! Rules of quality: the bytes of the pages that one run goes through, against reading them. What counts is the last pair: HTML pages,
//! of which the article is a part.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, html_fixtures, joined, repeated};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai::format::article_text;
use wenmai::quality::{Languages, Rules, SETS, judge_text};
use wenmai::{ParseOptions, parse_html};

/// The rules of some sets, for all languages.
fn rules(names: &[&str]) -> Rules {
    let mut rules = Rules::default();
    for set in SETS.iter().filter(|set| names.contains(&set.name)) {
        rules.enable_set(set.name).expect("a set of the table");
        rules
            .set_languages(set.name, Languages::ALL)
            .expect("a set of the table");
    }
    rules
}

fn quality(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("quality");
    let all: Vec<&str> = SETS.iter().map(|set| set.name).collect();
    let english = joined(&fixtures("en-").expect("fixtures"), 1 << 16);
    let cases = [
        ("en", english),
        ("zh", joined(&fixtures("zh-").expect("fixtures"), 1 << 16)),
        ("one-word", repeated("word ", 1 << 16)),
    ];
    for (case, text) in &cases {
        group.throughput(Throughput::Bytes(text.len() as u64));
        for names in all.iter().map(std::slice::from_ref).chain([all.as_slice()]) {
            let rules = rules(names);
            let name = if names.len() == 1 {
                names.concat()
            } else {
                "all".into()
            };
            group.bench_function(format!("{name}/{case}"), |bencher| {
                bencher.iter(|| black_box(judge_text(text, None, &rules)));
            });
        }
    }
    let pages = html_fixtures("en-").expect("fixtures");
    let n_bytes = pages.iter().map(String::len).sum::<usize>();
    group.throughput(Throughput::Bytes(n_bytes as u64));
    let read = |page: &String| article_text(&parse_html(page, &ParseOptions::default())).text;
    group.bench_function("extract/html", |bencher| {
        bencher.iter(|| {
            for page in &pages {
                black_box(read(page));
            }
        });
    });
    let texts: Vec<String> = pages.iter().map(read).collect();
    let rules = rules(&all);
    group.bench_function("all/html", |bencher| {
        bencher.iter(|| {
            for text in &texts {
                black_box(judge_text(text, None, &rules));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, quality);
criterion_main!(benches);
