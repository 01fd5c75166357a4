use std::path::Path;

use wenmai_model::{BlockKind, BoilerplateKind, LineRange, ReferenceKind};

use crate::support::{check_invariants, parse_file};

/// The page that everything started from; not in the repository.
#[test]
#[expect(clippy::too_many_lines, reason = "one page, one list of facts")]
fn the_seed_comes_out_whole() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/seed/open-vs-closed-llm.txt");
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return;
    }
    let document = parse_file(&path);
    check_invariants(&document);
    assert_eq!(
        document.metadata.title.as_deref(),
        Some("开源与闭源大模型:探索未来趋势的双轨道路")
    );
    assert_eq!(document.metadata.tags, ["活动"]);
    assert!(
        document
            .metadata
            .summary
            .as_deref()
            .unwrap()
            .starts_with("在人工智能领域")
    );
    assert!(document.findings.iter().any(
        |finding| finding.code == "summary_repeats_section" && finding.message.contains("引言")
    ));

    let at = |level| {
        document
            .outline
            .iter()
            .filter(|heading| heading.level == level)
            .count()
    };
    assert_eq!(
        (at(1), at(2), at(3), document.outline.len()),
        (5, 10, 10, 25)
    );
    let count = |kind| {
        document
            .blocks
            .iter()
            .filter(|block| block.kind == kind)
            .count()
    };
    assert_eq!(
        (
            count(BlockKind::Paragraph),
            count(BlockKind::Title),
            count(BlockKind::Summary)
        ),
        (18, 2, 1)
    );
    assert_eq!(document.blocks.len(), 25 + 18 + 2 + 1);

    assert_eq!(document.cards.len(), 10);
    assert!(
        document
            .cards
            .iter()
            .all(|card| !card.tags.is_empty() && !card.title.is_empty())
    );
    assert_eq!(
        document
            .cards
            .iter()
            .filter(|card| card.age.is_some())
            .count(),
        5
    );
    let stamps: Vec<_> = document
        .cards
        .iter()
        .filter_map(|card| card.date_stamp.as_deref())
        .collect();
    assert_eq!(
        stamps,
        [
            "1月更文挑战第21天",
            "9月更文挑战第18天",
            "9月更文挑战第14天"
        ]
    );
    let counters: Vec<_> = document
        .cards
        .iter()
        .take(3)
        .map(|card| (card.views, card.comments))
        .collect();
    assert_eq!(
        counters,
        [
            (Some(340), Some(2)),
            (Some(95), Some(11)),
            (Some(78), Some(2))
        ]
    );
    assert_eq!(document.cards[0].lines, Some(LineRange::new(94, 101)));
    assert_eq!(
        document.cards[3].title,
        "【平衡点:解锁中国大模型开源闭源的新时代】关于大模型是否开源的分析"
    );

    let papers: Vec<_> = document
        .references
        .iter()
        .filter(|r| r.kind == ReferenceKind::Arxiv)
        .collect();
    assert_eq!(
        papers
            .iter()
            .map(|paper| paper.target.as_str())
            .collect::<Vec<_>>(),
        ["2408.10899", "2407.03502"]
    );
    assert!(papers.iter().all(|paper| {
        document
            .cards
            .iter()
            .any(|card| card.span.contains(paper.span))
    }));

    let regions: Vec<_> = document
        .boilerplate
        .iter()
        .map(|region| (region.kind, document.slice(region.span)))
        .collect();
    assert_eq!(
        regions,
        [
            (BoilerplateKind::TableOfContents, "目录"),
            (BoilerplateKind::Related, "相关文章"),
            (BoilerplateKind::Trending, "热门文章"),
            (BoilerplateKind::Latest, "最新文章"),
        ]
    );
    let first = &document.outline[1];
    assert_eq!(
        (first.number.as_slice(), first.marker.as_deref(), first.line),
        (&[1][..], Some("一、"), Some(10))
    );
}
