//! Writing documents: the bytes of the pages that one run goes through, for each format.
#![expect(
    clippy::expect_used,
    reason = "without its input a benchmark must stop"
)]

use std::hint::black_box;
use std::io;

use benches::fixtures;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wenmai::format::record::{document_record, stats_record};
use wenmai::format::report::{ReportOptions, ReportPage, write_report_page};
use wenmai::format::{write_html, write_jsonl, write_markdown, write_text};
use wenmai::{Analysis, AnalyzeOptions, Document, ParseOptions, analyze, parse_text};

type Writer = fn(&Document, &Analysis, &mut Vec<u8>) -> io::Result<()>;

const FORMATS: [(&str, Writer); 6] = [
    ("jsonl", |document, _, out| {
        write_jsonl(&document_record(document), out)
    }),
    ("stats-jsonl", |document, analysis, out| {
        write_jsonl(&stats_record(document, analysis), out)
    }),
    ("markdown", |document, _, out| write_markdown(document, out)),
    ("text", |document, _, out| write_text(document, out)),
    ("html", |document, _, out| write_html(document, out)),
    ("report-page", |document, analysis, out| {
        let page = ReportPage {
            document,
            analysis,
            lines: &[],
        };
        write_report_page(&page, &ReportOptions::default(), out)
    }),
];

fn format(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("format");
    let pages = fixtures("").expect("fixtures");
    let n_bytes = pages.iter().map(String::len).sum::<usize>();
    group.throughput(Throughput::Bytes(n_bytes as u64));
    let documents: Vec<(Document, Analysis)> = pages
        .iter()
        .map(|page| {
            let document = parse_text(page, &ParseOptions::default());
            let analysis = analyze(&document, &AnalyzeOptions::default());
            (document, analysis)
        })
        .collect();
    for (name, write) in FORMATS {
        group.bench_function(format!("{name}/fixtures"), |bencher| {
            let mut out = Vec::new();
            bencher.iter(|| {
                for (document, analysis) in &documents {
                    out.clear();
                    write(document, analysis, &mut out).expect("a vector takes everything");
                    black_box(&out);
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, format);
criterion_main!(benches);
