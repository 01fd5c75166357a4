//! Decoding the bytes of pages: those that are UTF-8, and those whose charset must be found.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, joined, repeated};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use encoding_rs::{BIG5, GBK, SHIFT_JIS, WINDOWS_1252};
use wenmai::{Hints, decode};

const MB: usize = 1_000_000;

const TRADITIONAL: &str =
    "關於本站：我們收集各地的舊書店，介紹它們的主人和藏書。歡迎讀者來信，講講你常去的那一家。\n";
const JAPANESE: &str =
    "このサイトでは、各地の古本屋を紹介しています。店主の話や、棚に並ぶ本のことを書きました。\n";
const FRENCH: &str = "Ce site présente les librairies d'occasion de chaque région. Écrivez-nous : où êtes-vous allés ?\n";

fn throughput(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    let chinese = joined(&fixtures("zh").expect("fixtures"), MB);
    let ascii: String = joined(&fixtures("en").expect("fixtures"), MB)
        .chars()
        .filter(char::is_ascii)
        .collect();
    let french = repeated(FRENCH, MB);
    let in_charset =
        |text: &str, encoding: &'static encoding_rs::Encoding| encoding.encode(text).0.into_owned();
    let declared = format!("<meta charset=gbk>{chinese}");
    let cases = [
        ("utf8-ascii", ascii.into_bytes()),
        ("utf8-chinese", chinese.clone().into_bytes()),
        ("utf8-french", french.clone().into_bytes()),
        ("gbk", in_charset(&chinese, GBK)),
        ("gbk-declared", in_charset(&declared, GBK)),
        ("big5", in_charset(&repeated(TRADITIONAL, MB), BIG5)),
        ("shift-jis", in_charset(&repeated(JAPANESE, MB), SHIFT_JIS)),
        ("windows-1252", in_charset(&french, WINDOWS_1252)),
    ];
    for (name, bytes) in cases {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_with_input(BenchmarkId::new(name, "1MB"), &bytes, |bencher, bytes| {
            bencher.iter(|| black_box(decode(black_box(bytes), &Hints::default())));
        });
    }
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
