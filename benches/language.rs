//! Language and script: whole pages of which a sample is looked at, and pieces that are looked at in full.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;

use benches::{fixtures, joined};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai_text::language::detect;

/// The longest text of which nothing is left out, in bytes.
const PIECE_BYTES: usize = 4096;

fn language(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("language");
    for case in ["zh", "en", "mixed"] {
        let page = joined(&fixtures(&format!("{case}-")).expect("fixtures"), 1 << 20);
        let pieces = pieces(&page);
        group.throughput(Throughput::Bytes(page.len() as u64));
        group.bench_function(format!("sampled/{case}/1m"), |bencher| {
            bencher.iter(|| black_box(detect(&page)));
        });
        group.bench_function(format!("in-full/{case}/4k"), |bencher| {
            bencher.iter(|| {
                for piece in &pieces {
                    black_box(detect(piece));
                }
            });
        });
    }
    group.finish();
}

/// `page` in pieces of [`PIECE_BYTES`] at most.
fn pieces(page: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = page;
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

criterion_group!(benches, language);
criterion_main!(benches);
