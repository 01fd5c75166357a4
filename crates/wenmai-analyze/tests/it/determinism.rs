//! Threads and order change nothing.

use std::fmt::Write;

use proptest::prelude::*;
use rayon::prelude::*;
use wenmai_analyze::{AnalyzeOptions, Analyzer, CorpusAccumulator, analyze_corpus};
use wenmai_model::{Analysis, Document};
use wenmai_parse::{ParseOptions, parse_text};

use crate::check_invariants;

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap()
}

/// Pages of pieces that make headings, phrases in both scripts, lists and noise.
fn page() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "一、开源大模型\n\n",
        "1.1 优势\n\n",
        "1.2 劣势\n\n",
        "二、闭源大模型\n\n",
        "2.1 优势\n\n",
        "2.2 劣势\n\n",
        "开源社区的代码质量很高。",
        "TiDB 集群的延迟,",
        "large language models are large. ",
        "- 数据结构\n",
        "3.5版本",
        "GPT-3 and C++; ",
        "\n\n",
        "😀\u{e000}\u{202e}",
        "目录\n相关文章\n|\n7月前\n|\n存储\n标题\n3 4\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn parse(text: &str) -> Document {
    parse_text(text, &ParseOptions::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn invariants_hold(text in prop_oneof![page(), "\\PC{0,200}"]) {
        let document = parse(&text);
        let analysis = Analyzer::new(AnalyzeOptions::default()).analyze(&document);
        check_invariants(&document, &analysis);
    }

    #[test]
    fn order_of_documents_does_not_matter(texts in prop::collection::vec(page(), 0..6), turn in 0usize..6) {
        let options = AnalyzeOptions::default();
        let analyzer = Analyzer::new(options.clone());
        let mut documents: Vec<_> = texts.iter().map(|text| parse(text)).collect();
        let whole = |documents: &[Document]| {
            let analyses: Vec<_> = documents.iter().map(|document| analyzer.analyze(document)).collect();
            analyze_corpus(documents.par_iter().zip(&analyses), &options)
        };
        let first = whole(&documents);
        let len = documents.len().max(1);
        documents.rotate_left(turn % len);
        documents.reverse();
        prop_assert_eq!(&first, &whole(&documents));
        let mut one_by_one = CorpusAccumulator::default();
        for document in &documents {
            one_by_one.add(document, &analyzer.analyze(document));
        }
        prop_assert_eq!(first, one_by_one.finish(&options));
    }
}

/// An analyzer keeps nothing of the documents that it has seen.
#[test]
fn documents_before_do_not_matter() {
    let texts = [
        "开源大模型的护城河。开源大模型。",
        "Large language models are large.",
        "鲲隼的速度很快。大家都用鲲隼。",
        "LLMs and llm, LLM; 3.5版本",
    ];
    let documents: Vec<_> = texts.iter().map(|text| parse(text)).collect();
    let analyzer = Analyzer::new(AnalyzeOptions::default());
    let first: Vec<_> = documents
        .iter()
        .map(|document| analyzer.keywords(document))
        .collect();
    let backwards: Vec<_> = documents
        .par_iter()
        .rev()
        .map(|document| analyzer.keywords(document))
        .collect();
    assert!(first.iter().eq(backwards.iter().rev()));
    for (document, analysis) in documents.iter().zip(&first) {
        let fresh = Analyzer::new(AnalyzeOptions::default());
        assert_eq!(&fresh.keywords(document), analysis);
    }
}

#[test]
fn threads_do_not_matter() {
    // Long enough to be handed out, section by section.
    let mut text = String::from("很长的一页\n\n");
    for chapter in 1..80 {
        write!(text, "{chapter} 第{chapter}个集群\n\n").unwrap();
        for paragraph in 0..12 {
            write!(
                text,
                "节点{}的副本在 TiDB 集群里同步,large language models of shard {paragraph} are slow。\n\n",
                chapter * 31 % 17
            )
            .unwrap();
        }
    }
    let document = parse(&text);
    assert!(document.text.len() > 65_536 && document.sections.len() > 50);
    let analyzer = Analyzer::new(AnalyzeOptions::default());
    let with = |threads| -> Analysis { pool(threads).install(|| analyzer.analyze(&document)) };
    let one = with(1);
    check_invariants(&document, &one);
    for threads in [2, 3, 8] {
        assert_eq!(with(threads), one);
    }
    let alone = |threads| -> Analysis { pool(threads).install(|| analyzer.keywords(&document)) };
    assert_eq!(alone(1).keywords, one.keywords);
    assert_eq!(alone(4), alone(1));
    let documents = vec![document; 4];
    let analyses = vec![one; 4];
    let corpus = |threads: usize| {
        pool(threads)
            .install(|| analyze_corpus(documents.par_iter().zip(&analyses), analyzer.options()))
    };
    assert_eq!(corpus(1), corpus(4));
    assert_eq!(corpus(2).keywords[0].documents, 4);
}
