//! Keywords that name the same.

use wenmai_model::{Document, Keyword};

use crate::{check_invariants, read};

const ENGLISH: &str = "Serving a large language model\n\nBackground\n\nA large language model (LLM) writes text. An LLM needs memory, and a large language model needs much of it. Caching helps an LLM with long prompts. Quantization methods shrink an LLM. Post-training quantization methods need no data. Post-training quantization is cheap.\n\nSummary\n\nCaching and post-training quantization make a large language model cheap to serve; posttraining quantization is the cheapest.\n";

const CHINESE: &str = "大语言模型的部署\n\n1 背景\n\n大语言模型（LLM）的部署需要显存。大模型的参数很多,LLM 的推理因此很慢。联邦学习方法保护数据,联邦学习不移动数据。\n\n2 量化\n\n大模型可以量化。量化以后的大模型占用的显存更少,联邦学习也更快。\n";

/// The keyword whose names are `names`, in any order.
fn named<'k>(keywords: &'k [Keyword], names: &[&str]) -> &'k Keyword {
    let found = keywords.iter().find(|keyword| {
        let mut all: Vec<&str> = keyword
            .variants
            .iter()
            .map(|one| one.text.as_str())
            .collect();
        all.push(&keyword.text);
        all.len() == names.len() && names.iter().all(|name| all.contains(name))
    });
    found.unwrap_or_else(|| panic!("no keyword {names:?} in {keywords:#?}"))
}

fn check_places(document: &Document, keyword: &Keyword) {
    for variant in &keyword.variants {
        let span = variant.span.unwrap();
        assert_eq!(document.slice(span), variant.text);
    }
}

#[test]
fn names_of_english_pages() {
    let (document, analysis) = read(ENGLISH);
    check_invariants(&document, &analysis);
    let model = named(&analysis.keywords, &["large language model", "LLM"]);
    // The name that is explained stays, and both are counted for themselves.
    assert_eq!(
        (model.text.as_str(), model.count, model.variants[0].count),
        ("large language model", 3, 4)
    );
    check_places(&document, model);
    let names = [
        "Post-training quantization",
        "Post-training quantization methods",
        "posttraining quantization",
    ];
    check_places(&document, named(&analysis.keywords, &names));
}

#[test]
fn names_of_chinese_pages() {
    let (document, analysis) = read(CHINESE);
    check_invariants(&document, &analysis);
    let model = named(&analysis.keywords, &["大语言模型", "大模型", "LLM"]);
    check_places(&document, model);
    let learning = named(&analysis.keywords, &["联邦学习", "联邦学习方法"]);
    // Each is counted wherever it stands, in the other as well.
    assert_eq!((learning.count, learning.variants[0].count), (3, 1));
}

#[test]
fn brackets_that_explain_nothing() {
    let text = "Queues\n\nMessage brokers (Kafka) keep logs. Message brokers keep order, Kafka keeps logs. A broker cluster (see HTTP) is large; a broker cluster needs HTTP.\n\n操作系统（很旧）的操作系统内核。\n";
    let (document, analysis) = read(text);
    check_invariants(&document, &analysis);
    let with_variants = analysis
        .keywords
        .iter()
        .filter(|one| !one.variants.is_empty());
    assert_eq!(with_variants.count(), 0, "{:#?}", analysis.keywords);
}
