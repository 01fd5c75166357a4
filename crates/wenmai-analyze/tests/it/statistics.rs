//! Counts that were counted by hand.

use wenmai_analyze::{AnalyzeOptions, Encoding, analyze};
use wenmai_model::{Keyword, TextStats};
use wenmai_parse::{ParseOptions, parse_markdown, parse_text};

use crate::{check_invariants, read, section};

#[test]
fn chinese_and_mixed() {
    let (document, analysis) = read(
        "测试标题:统计口径\n\n一、引言\n\n开源大模型(LLM)好。GPT-3与C++是3.5版本吗?\n\n二、清单\n\n以下是清单:\n\n- 数据结构\n- API 网关\n- 第三项。还有一句!\n",
    );
    check_invariants(&document, &analysis);
    let intro = analysis.sections[section(&document, "引言")];
    let TextStats {
        chars,
        words,
        latin_words,
        sentences,
        paragraphs,
        ..
    } = intro.own;
    // 开源大模型(LLM)好。 = 5 + 5 + 2; GPT-3与C++是3.5版本吗? = 5 + 1 + 3 + 1 + 3 + 2 + 1 + 1
    assert_eq!(chars, 12 + 17);
    // 开源 大模型 LLM 好 GPT-3 与 C++ 是 3.5 版本 吗
    assert_eq!((words, latin_words), (11, 3));
    assert_eq!((sentences, paragraphs), (2, 1));

    let list = analysis.sections[section(&document, "清单")];
    let TextStats {
        chars,
        sentences,
        paragraphs,
        list_items,
        ..
    } = list.own;
    // 以下是清单: = 6; 数据结构 = 4; API 网关 = 5; 第三项。还有一句! = 9
    assert_eq!(chars, 6 + 4 + 5 + 9);
    assert_eq!((sentences, paragraphs, list_items), (1 + 1 + 1 + 2, 1, 3));

    assert_eq!(analysis.totals.chars, 29 + 24);
    assert!((intro.share - 29.0 / 53.0).abs() < 1e-12);
}

#[test]
fn english() {
    let (document, analysis) = read(
        "A page for counting\n\n1. First part\n\nDr. Smith doesn't use version 3.5. It's state-of-the-art!\n\n1.1 Inner part\n\nOne more sentence here.\n\n2. Second part\n\nNothing to see.\n",
    );
    check_invariants(&document, &analysis);
    let first = analysis.sections[section(&document, "First part")];
    // Dr Smith doesn't use version 3.5 | It's state of the art
    assert_eq!((first.own.words, first.own.latin_words), (11, 10));
    assert_eq!(first.own.sentences, 2);
    // Dr. Smith doesn't use version 3.5. = 3 + 5 + 7 + 3 + 7 + 4; It's state-of-the-art! = 4 + 17
    assert_eq!(first.own.chars, 29 + 21);
    // With the inner part: 4 words and 20 characters more (One more sentence here. = 3 + 4 + 8 + 5).
    assert_eq!((first.total.words, first.total.sentences), (15, 3));
    assert_eq!(first.total.chars, 50 + 20);
    assert_eq!(analysis.totals.words, 15 + 3);
    let second = analysis.sections[section(&document, "Second part")];
    assert!((first.share + second.share - 1.0).abs() < 1e-12);
}

#[test]
fn nothing_at_all() {
    for text in ["", "\n\n", "12345 67\n", "。。。\n\n！！！"] {
        let (document, analysis) = read(text);
        check_invariants(&document, &analysis);
        assert!(
            analysis.keywords.is_empty() && analysis.contrasts.is_empty(),
            "{text:?}"
        );
        assert!(analysis.matrix.keywords.is_empty());
        assert!(
            analysis
                .sections
                .iter()
                .all(|stats| stats.share.is_finite())
        );
    }
}

#[test]
fn readability_of_english() {
    let (document, analysis) = read(
        "A page to be read\n\n1. First part\n\nThe cat sat on the mat. It is a model of quality.\n",
    );
    check_invariants(&document, &analysis);
    let measures = analysis.measures;
    // 12 words in 2 sentences; cat sat mat … have one syllable, model two, quality three: 15 syllables, 36 letters.
    let expected = [
        (measures.sentence_words, 6.0),
        (
            measures.flesch_reading_ease,
            206.835 - 1.015 * 6.0 - 84.6 * 15.0 / 12.0,
        ),
        (
            measures.flesch_kincaid_grade,
            0.39 * 6.0 + 11.8 * 15.0 / 12.0 - 15.59,
        ),
        (measures.gunning_fog, 0.4 * (6.0 + 100.0 / 12.0)),
        (
            measures.automated_readability,
            4.71 * 36.0 / 12.0 + 0.5 * 6.0 - 21.43,
        ),
    ];
    for (index, (found, expected)) in expected.into_iter().enumerate() {
        let found = found.unwrap();
        assert!(
            (found - expected).abs() < 1e-9,
            "{index}: {found} {expected}"
        );
    }
    assert_eq!((measures.sentence_chars, measures.rare_chars), (None, None));
    // 12 words at 238 a minute.
    assert_eq!(measures.reading_seconds, 4);
    assert_eq!(measures.lexical_variety, None);
}

#[test]
fn difficulty_of_chinese() {
    let (document, analysis) = read(
        "读一读这一页\n\n一、开头\n\n开源模型降低了成本。彳亍于市，其乐何如？\n\n二、后来\n\n数据就是一切，没有人不知道。\n",
    );
    check_invariants(&document, &analysis);
    // 9 + 8 characters in two sentences, of which 彳亍 are rare; 12 more in one.
    let first = analysis.sections[section(&document, "开头")].measures;
    assert_eq!(first.sentence_chars, Some(8.5));
    assert_eq!(first.rare_chars, Some(2.0 / 17.0));
    let all = analysis.measures;
    assert_eq!(all.sentence_chars, Some(29.0 / 3.0));
    assert_eq!(all.rare_chars, Some(2.0 / 29.0));
    // 29 characters at 390 a minute.
    assert_eq!(all.reading_seconds, 5);
    assert_eq!(all.flesch_reading_ease, None);
}

/// A page of Markdown with everything that is counted.
fn markdown(text: &str) -> TextStats {
    let document = parse_markdown(text, &ParseOptions::default());
    let analysis = analyze(&document, &AnalyzeOptions::default());
    check_invariants(&document, &analysis);
    analysis.totals
}

#[test]
fn everything_that_is_counted_in_chinese() {
    let totals = markdown(
        "# 标题不算\n\n## 安装\n\n先装 Rust,再看[文档](https://a.example/)和[源码](https://b.example/)。很快!\n\n- 内存 8 GB\n- 磁盘够用\n\n```sh\ncargo build\n\ncargo test\n```\n\n| 版本 | 大小 |\n|---|---|\n| 一 | 2 |\n",
    );
    let counted = TextStats {
        // 先装Rust,再看文档和源码。 = 2 + 4 + 1 + 2 + 2 + 1 + 2 + 1; 很快! = 3; 内存8GB = 5; 磁盘够用 = 4;
        // cargobuild cargotest = 10 + 9; 版本大小一2 = 6.
        chars: 15 + 3 + 5 + 4 + 19 + 6,
        // 先 装 Rust 再 看 文档 和 源码 很快 | 内存 8 GB 磁盘 够用 | cargo build cargo test | 版本 大小 一 2
        words: 9 + 5 + 4 + 4,
        // Rust, GB, and four of code.
        latin_words: 1 + 1 + 4,
        // Two in the paragraph, one an item.
        sentences: 2 + 2,
        paragraphs: 1,
        list_items: 2,
        code_lines: 2,
        tables: 1,
        links: 2,
        tokens: totals.tokens,
    };
    assert_eq!(totals, counted);
}

#[test]
fn everything_that_is_counted_in_english() {
    let totals = markdown(
        "# The title is not counted\n\n## Setup\n\nInstall Rust 1.90 first. See [the book](https://a.example/).\n\nIt takes ten minutes.\n\n1. Open a terminal\n2. Type `cargo new app`\n3. Done!\n\n```rust\nfn main() {}\n```\n",
    );
    let counted = TextStats {
        // InstallRust1.90first. = 7 + 4 + 4 + 6; Seethebook. = 3 + 3 + 5; Ittakestenminutes. = 2 + 5 + 3 + 8;
        // Openaterminal = 13; Typecargonewapp = 15; Done! = 5; fnmain(){} = 10.
        chars: 21 + 11 + 18 + 13 + 15 + 5 + 10,
        // Install Rust 1.90 first See the book | It takes ten minutes | Open a terminal Type cargo new app Done | fn main
        words: 7 + 4 + 3 + 4 + 1 + 2,
        // All but 1.90.
        latin_words: 20,
        sentences: 2 + 1 + 3,
        paragraphs: 2,
        list_items: 3,
        code_lines: 1,
        tables: 0,
        links: 1,
        tokens: totals.tokens,
    };
    assert_eq!(totals, counted);
}

#[test]
fn density_is_a_share_of_words() {
    // 11 words with the heading, of which `dirty page` is four: its plural is the same keyword.
    let (document, analysis) =
        read("Caches\n\n1. Overview\n\nA dirty page is slow. Write dirty pages late today.\n");
    let found = |keywords: &[Keyword]| {
        let keyword = keywords.iter().find(|one| one.text.starts_with("dirty p"));
        keyword.map(|keyword| (keyword.count, keyword.density))
    };
    assert_eq!(found(&analysis.keywords), Some((2, 4.0 / 11.0)));
    let section = section(&document, "Overview");
    assert_eq!(
        found(&analysis.section_keywords[section]),
        Some((2, 4.0 / 11.0))
    );
}

#[test]
fn tokens_are_those_of_the_encoding_that_is_asked_for() {
    let document = parse_text(
        "标题\n\n一、引言\n\n大模型的优势在于开放,每个人都可以检查它。\n",
        &ParseOptions::default(),
    );
    let tokens = |tokens| {
        let options = AnalyzeOptions {
            tokens,
            ..AnalyzeOptions::default()
        };
        analyze(&document, &options).totals.tokens
    };
    // The encodings themselves give 15 and 24.
    let [o200k, cl100k] = [Encoding::O200k, Encoding::Cl100k].map(tokens);
    assert!(
        (13..=17).contains(&o200k) && (22..=26).contains(&cl100k),
        "{o200k} {cl100k}"
    );
}
