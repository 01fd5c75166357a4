//! Chunks: the bytes of the pages that one run goes through, against reading them and writing their records.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, joined, repeated};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai::format::record::document_record;
use wenmai::{ChunkOptions, Document, ParseOptions, chunks, parse_text};

fn chunk(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("chunk");
    let one_paragraph = repeated("无标点的文字", 1 << 20);
    let cases = [
        ("zh", fixtures("zh-").expect("fixtures")),
        ("en", fixtures("en-").expect("fixtures")),
        (
            "zh-long",
            vec![joined(&fixtures("zh-").expect("fixtures"), 1 << 20)],
        ),
        ("one-paragraph", vec![one_paragraph]),
    ];
    for (name, pages) in &cases {
        let n_bytes = pages.iter().map(String::len).sum::<usize>();
        group.throughput(Throughput::Bytes(n_bytes as u64));
        let read = |page: &String| parse_text(page, &ParseOptions::default());
        let documents: Vec<Document> = pages.iter().map(read).collect();
        let variants = [
            ("default", ChunkOptions::default()),
            (
                "overlap",
                ChunkOptions {
                    overlap: 64,
                    ..ChunkOptions::default()
                },
            ),
            (
                "merged",
                ChunkOptions {
                    merge_sections: true,
                    ..ChunkOptions::default()
                },
            ),
        ];
        for (variant, options) in &variants {
            group.bench_function(format!("{variant}/{name}"), |bencher| {
                bencher.iter(|| {
                    for document in &documents {
                        black_box(chunks(document, options));
                    }
                });
            });
        }
        // The baseline: what `extract` does with the same pages.
        group.bench_function(format!("extract/{name}"), |bencher| {
            bencher.iter(|| {
                for page in pages {
                    black_box(document_record(&read(page)));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, chunk);
criterion_main!(benches);
