//! Labels and invisible characters in text that holds none, in text about machines, and in text full of emoji.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, joined, repeated};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai::{Document, LabelFinder, LabelOptions};

fn labels(criterion: &mut Criterion) {
    let finder = LabelFinder::new(&LabelOptions::default()).expect("built-in tables");
    let mut group = criterion.benchmark_group("labels");
    let size = 1 << 20;
    let about = "专家认为，AI生成的内容应当标注。平台说，人工智能合成的图片越来越多。\n";
    let cases = [
        ("zh", joined(&fixtures("zh-").expect("fixtures"), size)),
        ("en", joined(&fixtures("en-").expect("fixtures"), size)),
        ("about", repeated(about, size)),
        (
            "emoji",
            repeated("今天很开心👩\u{200d}💻，心❤\u{fe0f}。\n", size),
        ),
    ];
    for (name, text) in cases {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let document = Document {
            text,
            ..Document::default()
        };
        group.bench_function(format!("find/{name}"), |bencher| {
            bencher.iter(|| black_box(finder.findings(&document)));
        });
    }
    group.finish();
}

criterion_group!(benches, labels);
criterion_main!(benches);
