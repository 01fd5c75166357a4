//! Personal data of all kinds, in text that holds none and in text that is full of numbers, against a copy of the text.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, joined, repeated};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai::privacy::{Detector, PlaceholderLanguage, PrivacyOptions, redact};

fn privacy(criterion: &mut Criterion) {
    let detector = Detector::new(&PrivacyOptions::default()).expect("built-in tables");
    let mut group = criterion.benchmark_group("privacy");
    let size = 1 << 20;
    let zh = joined(&fixtures("zh-").expect("fixtures"), size);
    let en = joined(&fixtures("en-").expect("fixtures"), size);
    let without_digits = |text: &str| text.replace(|char: char| char.is_ascii_digit(), "");
    let cases = [
        ("zh-no-digits", without_digits(&zh)),
        ("en-no-digits", without_digits(&en)),
        ("zh", zh),
        ("en", en),
        (
            "log",
            repeated(
                "2024-03-11 09:14:07.120 INFO 4411 queue=12 took 38 ms\n",
                size,
            ),
        ),
        (
            "dense",
            repeated("张三，电话13912345678，邮箱 li.wei@hengtai.com。\n", size),
        ),
    ];
    for (name, text) in &cases {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("find/{name}"), |bencher| {
            bencher.iter(|| black_box(detector.find(text)));
        });
    }
    let [.., (_, dense)] = &cases;
    let found = detector.find(dense);
    group.bench_function("redact/dense", |bencher| {
        bencher.iter(|| black_box(redact(dense, &found, PlaceholderLanguage::Code)));
    });
    group.bench_function("new", |bencher| {
        bencher.iter(|| black_box(Detector::new(&PrivacyOptions::default())));
    });
    group.finish();
}

criterion_group!(benches, privacy);
criterion_main!(benches);
