//! Chinese rules of quality: throughput on the fixtures, as they are.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::fixtures;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai_analyze::quality::{Rules, judge_text};

fn throughput(criterion: &mut Criterion) {
    let mut rules = Rules::default();
    rules.enable_set("chinese").expect("the set");
    let pages = fixtures("zh").expect("fixtures");
    let n_bytes = pages.iter().map(String::len).sum::<usize>();
    let mut group = criterion.benchmark_group("quality");
    group.throughput(Throughput::Bytes(n_bytes as u64));
    group.bench_function("chinese/each", |bencher| {
        bencher.iter(|| {
            for page in &pages {
                black_box(judge_text(black_box(page), Some("zh"), &rules));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
