//! Measuring documents: throughput on the fixtures, each alone and all of a language as one document.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, joined};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai::{AnalyzeOptions, Analyzer, Document, ParseOptions, analyze, parse_text};

fn document(text: &str) -> Document {
    parse_text(text, &ParseOptions::default())
}

fn throughput(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("analyze");
    group.sample_size(10);
    let options = AnalyzeOptions::default();
    let analyzer = Analyzer::new(options.clone());
    for language in ["zh", "en"] {
        let pages = fixtures(language).expect("fixtures");
        let documents: Vec<Document> = pages.iter().map(|page| document(page)).collect();
        let n_bytes = pages.iter().map(String::len).sum::<usize>();
        group.throughput(Throughput::Bytes(n_bytes as u64));
        group.bench_function(format!("{language}-pages/each"), |bencher| {
            bencher.iter(|| {
                for document in &documents {
                    black_box(analyze(black_box(document), &options));
                }
            });
        });
        group.bench_function(format!("{language}-pages/keywords"), |bencher| {
            bencher.iter(|| {
                for document in &documents {
                    black_box(analyzer.keywords(black_box(document)));
                }
            });
        });
        let text = joined(&pages, 1_000_000);
        let document = document(&text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("{language}-pages/1MB"), |bencher| {
            bencher.iter(|| analyze(black_box(&document), &options));
        });
        group.bench_function(format!("{language}-pages/1MB keywords"), |bencher| {
            bencher.iter(|| analyzer.keywords(black_box(&document)));
        });
    }
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
