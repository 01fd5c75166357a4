//! What chunks promise, on all fixtures and on documents that were made at random.

use proptest::prelude::*;
use wenmai::format::record::document_record;
use wenmai::model::{BlockKind, ChunkRecord, Span};
use wenmai::{ChunkOptions, Document, Encoding, ParseOptions, TokenCounter, chunks, parse_text};

use crate::support::{blocks, fixture_documents, made};

/// Checks everything that holds for any document.
pub(crate) fn check(document: &Document, options: &ChunkOptions) -> Vec<ChunkRecord> {
    let record = document_record(document);
    let found = chunks(document, options);
    let text = record.text.as_str();
    let at = |start: usize, end: usize| text.get(start..end).unwrap();
    let mut covered = 0;
    let mut joined = String::new();
    for (index, chunk) in found.iter().enumerate() {
        let name = format!("{} {chunk:?}", document.id);
        let [start, end] = chunk.text_span.map(|offset| offset as usize);
        let own = start + chunk.overlap as usize;
        assert_eq!(chunk.chunk as usize, index);
        assert_eq!(at(start, end), chunk.text, "{name}");
        // The budget, counted on the whole text.
        let tokens = options.tokens.count(&chunk.text);
        assert_eq!(tokens, chunk.tokens, "{name}");
        let n_chars = chunk.text.trim().chars().count();
        assert!(tokens <= options.max_tokens || n_chars == 1, "{name}");
        // Nothing is lost and nothing comes twice: one line end or nothing stands between two chunks, and blanks where
        // a chunk would have held nothing else.
        let gap = at(covered, own);
        assert!(gap.trim().is_empty(), "{name}");
        let is_small_budget = match options.tokens {
            TokenCounter::Estimate(_) => options.max_tokens < 4,
            // Of a small vocabulary.
            _ => options.max_tokens < 24,
        };
        assert!(
            is_small_budget || matches!(gap, "" | "\n"),
            "{gap:?} {name}"
        );
        assert!(end > own && !at(own, end).trim().is_empty(), "{name}");
        assert!(chunk.overlap == 0 || options.tokens.count(at(start, own)) <= options.overlap);
        joined.push_str(gap);
        joined.push_str(at(own, end));
        covered = end;
        // The source: the first and the last character of the chunk stand there.
        let span = Span::new(chunk.span.start, chunk.span.end);
        if document.source_map.is_none() {
            let source = document.slice(span);
            let first = |text: &str| text.trim().chars().next();
            let last = |text: &str| text.trim().chars().next_back();
            assert_eq!(first(source), first(&chunk.text), "{name}");
            assert_eq!(last(source), last(&chunk.text), "{name}");
        }
    }
    joined.push_str(at(covered, text.len()));
    assert!(at(covered, text.len()).trim().is_empty());
    assert_eq!(joined, text);
    check_paths(document, &record.outline, &found, options);
    found
}

/// The path of a chunk is that of the section of each of its blocks, bare headings above it aside; of merged sections
/// it is what their paths begin with.
fn check_paths(
    document: &Document,
    outline: &[wenmai::model::HeadingRecord],
    found: &[ChunkRecord],
    options: &ChunkOptions,
) {
    // The path at a place of the text follows from the outline alone.
    let mut paths: Vec<(u32, Vec<&str>)> = vec![(0, Vec::new())];
    let mut open: Vec<(u8, &str)> = Vec::new();
    for heading in outline {
        let Some([start, _]) = heading.text_span else {
            continue;
        };
        open.retain(|&(level, _)| level < heading.level);
        open.push((heading.level, &heading.text));
        paths.push((start, open.iter().map(|&(_, text)| text).collect()));
    }
    for chunk in found {
        let [start, end] = chunk.text_span;
        let behind = paths.partition_point(|(at, _)| *at < end);
        let first = paths.partition_point(|(at, _)| *at <= start + chunk.overlap);
        let Some((_, last)) = paths.get(behind - 1) else {
            panic!("{} {chunk:?}", document.id);
        };
        if !options.merge_sections {
            assert_eq!(chunk.path, *last, "{} {chunk:?}", document.id);
            // All other headings in it are above the last one, and have no text of their own.
            for (_, path) in paths.get(first..behind - 1).unwrap_or_default() {
                assert!(last.starts_with(path), "{} {chunk:?}", document.id);
            }
        }
        for (_, path) in paths.iter().take(behind).skip(first.saturating_sub(1)) {
            let is_within = path.iter().zip(&chunk.path).all(|(a, b)| a == b);
            assert!(is_within, "{} {chunk:?} {path:?}", document.id);
        }
    }
}

fn options() -> [ChunkOptions; 5] {
    [
        (8, 2, false),
        (40, 0, false),
        (40, 10, true),
        (512, 0, false),
        (512, 128, true),
    ]
    .map(|(max_tokens, overlap, merge_sections)| ChunkOptions {
        max_tokens,
        overlap,
        merge_sections,
        tokens: if overlap == 0 {
            Encoding::O200k
        } else {
            Encoding::Cl100k
        }
        .into(),
    })
}

#[test]
fn chunks_of_all_fixtures_tile_the_article_within_the_budget() {
    let documents = fixture_documents();
    for document in &documents {
        for options in options() {
            check(document, &options);
        }
    }
    let n_pages = documents.len();
    assert!(n_pages > 60, "{n_pages}");
}

#[test]
fn a_page_as_chunks() {
    let page = "标题\n\n一、开源\n\n1.1 优势\n\n开源降低了技术门槛。开发者能快速接入。\n\n1.2 劣势\n\n版权争议难以回避。\n\n二、闭源\n\n2.1 优势\n\n闭源便于控制质量。\n";
    let document = parse_text(page, &ParseOptions::default());
    let merged = ChunkOptions {
        merge_sections: true,
        max_tokens: 60,
        ..ChunkOptions::default()
    };
    let shown = |options: &ChunkOptions| {
        let found = check(&document, options);
        let shown = found
            .iter()
            .map(|chunk| format!("{} {}", chunk.path.join("/"), chunk.text.replace('\n', "|")));
        shown.collect::<Vec<_>>()
    };
    assert_eq!(
        shown(&ChunkOptions::default()),
        [
            "一、开源/1.1 优势 一、开源|1.1 优势|开源降低了技术门槛。开发者能快速接入。",
            "一、开源/1.2 劣势 1.2 劣势|版权争议难以回避。",
            "二、闭源/2.1 优势 二、闭源|2.1 优势|闭源便于控制质量。",
        ]
    );
    assert_eq!(
        shown(&merged),
        [
            "一、开源 一、开源|1.1 优势|开源降低了技术门槛。开发者能快速接入。|1.2 劣势|版权争议难以回避。",
            "二、闭源/2.1 优势 二、闭源|2.1 优势|闭源便于控制质量。",
        ]
    );
}

/// A page of one paragraph without any mark in it, of 10 MB, takes seconds even in a debug build.
#[test]
fn ten_megabytes_without_punctuation_are_cut_in_linear_time() {
    let text = "无标点的文字".repeat((10 << 20) / 18);
    let document = made(&[(BlockKind::Paragraph, 0, text)]);
    let start = std::time::Instant::now();
    let found = chunks(&document, &ChunkOptions::default());
    assert!(found.len() > 1000);
    assert!(found.iter().all(|chunk| chunk.tokens <= 512));
    let joined: usize = found.iter().map(|chunk| chunk.text.len()).sum();
    assert_eq!(joined, document.text.trim_end().len());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn chunks_of_any_document_tile_its_article(
        blocks in blocks(),
        max_tokens in prop::sample::select(vec![1_u64, 2, 5, 12, 30, 200]),
        overlap in 0_u64..20,
        merge_sections in any::<bool>(),
    ) {
        let document = made(&blocks);
        let options = ChunkOptions { max_tokens, overlap, merge_sections, tokens: Encoding::O200k.into() };
        // Overlaps that are too long are cut down to half of a chunk.
        let chunks = chunks(&document, &options);
        prop_assert!(chunks.iter().all(|chunk| u64::from(chunk.overlap) == 0 || overlap > 0));
        check(&document, &options);
    }
}
