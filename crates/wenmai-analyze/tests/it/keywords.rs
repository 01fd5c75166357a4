//! Keywords of small pages whose subject is plain.

use wenmai_analyze::{AnalyzeOptions, Analyzer, analyze};
use wenmai_parse::{ParseOptions, parse_text};

use crate::{check_invariants, read, read_by_formula, section, texts};

const CHINESE: &str = "分布式数据库的一致性\n\n1 背景\n\n分布式数据库把数据放在多台机器上。TiDB 集群用 Raft 协议保持副本一致,2024年1月发布了3.5版本。\n\n2 TiDB 集群\n\nTiDB 集群由三种节点组成。在 TiDB 集群里,分布式数据库的副本由 Raft 协议管理。\n\n3 小结\n\n分布式数据库靠 Raft 协议获得一致性。\n";

const ENGLISH: &str = "Caching for slow readers\n\nBackground\n\nA page cache keeps dirty pages in memory. The page cache of our example holds 340 dirty pages.\n\nHow it works\n\nWhen a dirty page is evicted, the page cache writes it to disk. However, Page Caches lose dirty pages when the power fails.\n\nSummary\n\nUse a page cache with care, and however small, flush dirty pages.\n";

#[test]
fn candidates_cross_scripts() {
    let (document, analysis) = read_by_formula(CHINESE);
    check_invariants(&document, &analysis);
    let top = &texts(&analysis.keywords)[..3];
    for keyword in ["分布式数据库", "TiDB 集群", "Raft 协议"] {
        assert!(top.contains(&keyword), "{keyword} in {top:?}");
    }
    let database = analysis
        .keywords
        .iter()
        .find(|one| one.text == "分布式数据库")
        .unwrap();
    assert_eq!(database.count, 3);
    for span in &database.spans {
        assert_eq!(document.slice(*span), "分布式数据库");
    }
}

#[test]
fn spellings_are_one_keyword() {
    let (document, analysis) = read_by_formula(ENGLISH);
    check_invariants(&document, &analysis);
    let all = texts(&analysis.keywords);
    assert_eq!(all[..2], ["page cache", "dirty pages"], "{all:?}");
    // Four times as shown and once as `Page Caches`; `dirty page` once.
    assert_eq!(
        (analysis.keywords[0].count, analysis.keywords[1].count),
        (5, 5)
    );
    for word in ["however", "340", "When"] {
        assert!(
            !all.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)),
            "{word} in {all:?}"
        );
    }
}

#[test]
fn trees_find_the_subject() {
    for (text, subject) in [(CHINESE, "分布式数据库"), (ENGLISH, "page cache")] {
        let (document, analysis) = read(text);
        check_invariants(&document, &analysis);
        let all = texts(&analysis.keywords);
        assert!(
            all.iter().take(5).any(|keyword| *keyword == subject),
            "{all:?}"
        );
        for word in ["however", "340", "2024", "3.5"] {
            assert!(
                !all.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)),
                "{all:?}"
            );
        }
    }
}

#[test]
fn keywords_are_the_same_without_statistics() {
    let analyzer = Analyzer::new(AnalyzeOptions::default());
    for text in [CHINESE, ENGLISH, "", "```\ncode\n```\n"] {
        let document = parse_text(text, &ParseOptions::default());
        let alone = analyzer.keywords(&document);
        assert_eq!(alone.keywords, analyzer.analyze(&document).keywords);
        assert_eq!(alone.totals.words, 0);
    }
}

#[test]
fn a_title_alone_has_keywords() {
    let (document, analysis) = read("Customer lifetime value modeling\n\nBy Ann Lee\n");
    check_invariants(&document, &analysis);
    let title = &analysis.keywords;
    assert!(
        title
            .iter()
            .any(|keyword| keyword.text == "Customer lifetime value modeling"),
        "{title:?}"
    );
    assert!(
        title
            .iter()
            .all(|keyword| keyword.count == 0 && keyword.spans.is_empty())
    );
}

#[test]
fn sections_have_keywords_of_their_own() {
    let (document, analysis) = read(CHINESE);
    let cluster = section(&document, "TiDB 集群");
    assert_eq!(analysis.section_keywords[cluster][0].text, "TiDB 集群");
    // In the heading and twice in the text.
    assert_eq!(analysis.section_keywords[cluster][0].count, 3);
}

#[test]
fn matrix_counts_each_section() {
    let (document, analysis) = read(CHINESE);
    let row = analysis
        .matrix
        .keywords
        .iter()
        .position(|name| name == "TiDB 集群")
        .unwrap();
    let counts: Vec<_> = analysis
        .matrix
        .sections
        .iter()
        .zip(analysis.matrix.row(row))
        .map(|(&section, &count)| (document.section_path(section as usize).concat(), count))
        .collect();
    assert_eq!(
        counts,
        [
            ("1 背景".into(), 1),
            ("2 TiDB 集群".into(), 3),
            ("3 小结".into(), 0)
        ]
    );
}

#[test]
fn own_words_and_stop_words() {
    let text = "认证说明\n\n一、介绍\n\nEdu Trust认证是文脉星的一种认证。通过Edu Trust认证的文脉星学校都很好。\n\n二、其他\n\n文脉星还有别的安排。\n";
    let document = parse_text(text, &ParseOptions::default());
    let options = AnalyzeOptions {
        dictionary: vec!["Edu Trust认证".into(), "文脉星".into()],
        stop_words: vec!["学校".into(), "Schools".into()],
        ..AnalyzeOptions::default()
    };
    let analysis = analyze(&document, &options);
    let top = &texts(&analysis.keywords)[..2];
    assert!(
        top.contains(&"Edu Trust认证") && top.contains(&"文脉星"),
        "{top:?}"
    );
    let all = texts(&analysis.keywords);
    assert!(
        !all.iter().any(|keyword| keyword.contains("学校")),
        "{all:?}"
    );
}

#[test]
fn new_words_are_found_by_the_company_they_keep() {
    // 鲲隼 is in no dictionary, and its characters stand nowhere else.
    let (_, analysis) = read_by_formula(
        "芯片\n\n一、概况\n\n鲲隼的速度很快。大家都用鲲隼。\n\n二、展望\n\n鲲隼会更好。\n",
    );
    assert_eq!(
        analysis.keywords[0].text,
        "鲲隼",
        "{:?}",
        texts(&analysis.keywords)
    );
}

#[test]
fn limits_are_kept() {
    let document = parse_text(CHINESE, &ParseOptions::default());
    let options = AnalyzeOptions {
        keywords: 2,
        section_keywords: 1,
        matrix_keywords: 1,
        spans_per_keyword: 1,
        ..AnalyzeOptions::default()
    };
    let analysis = analyze(&document, &options);
    assert_eq!(
        (analysis.keywords.len(), analysis.matrix.keywords.len()),
        (2, 1)
    );
    assert!(
        analysis
            .section_keywords
            .iter()
            .all(|keywords| keywords.len() <= 1)
    );
    assert!(
        analysis
            .keywords
            .iter()
            .all(|keyword| keyword.spans.len() == 1)
    );
    let none = AnalyzeOptions {
        keywords: 0,
        section_keywords: 0,
        matrix_keywords: 0,
        ..options
    };
    let analysis = analyze(&document, &none);
    assert!(analysis.keywords.is_empty() && analysis.matrix.keywords.is_empty());
}

#[test]
fn what_may_be_chance_sets_no_corpus_apart() {
    use wenmai_analyze::{CorpusAccumulator, TermCounts};
    let analyzer = Analyzer::new(AnalyzeOptions::default());
    let counted = |text: &str| {
        let document = parse_text(text, &ParseOptions::default());
        let (analysis, terms) = analyzer.analyze_with_terms(&document);
        let mut counts = TermCounts::default();
        counts.add(&terms);
        let mut corpus = CorpusAccumulator::default();
        corpus.add(&document, &analysis);
        (corpus, counts)
    };
    let often = "The durable broker keeps it. ".repeat(12);
    let (corpus, own) = counted(&format!("A page\n\n{often}A lonely penguin sleeps.\n"));
    let rest = "Something else is written here. ".repeat(12);
    let (_, reference) = counted(&format!("A page\n\n{rest}\n"));
    // Once here and never there.
    let penguin = own.keyness("penguin", &reference).log_likelihood;
    assert!(penguin > 0.0 && penguin < 3.84, "{penguin}");
    let found = corpus.finish_against(analyzer.options(), &own, &reference);
    assert!(!found.keywords.is_empty());
    for keyword in &found.keywords {
        let keyness = keyword.keyness.unwrap();
        assert!(
            keyness.significance.is_some() && !keyword.text.contains("penguin"),
            "{keyword:?}"
        );
    }
}
