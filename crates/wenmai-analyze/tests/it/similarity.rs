//! What pages say twice.

use std::fmt::Write;

use proptest::prelude::*;
use wenmai_analyze::{AnalyzeOptions, Analyzer};
use wenmai_model::{Analysis, Document, Passage, SimilarityKind};
use wenmai_parse::{ParseOptions, parse_text};

use crate::{check_invariants, linear::check_linear, read};

/// Each pair of passages on a line: kind, both sections, percent of resemblance and containment, the second text.
fn render(document: &Document, analysis: &Analysis) -> String {
    let section = |passage: Passage| {
        passage.section.map_or("summary".to_owned(), |section| {
            let path = document.section_path(section as usize);
            path.last()
                .map_or("–".to_owned(), |title| (*title).to_owned())
        })
    };
    let mut shown = String::new();
    for pair in &analysis.similar {
        let text: String = document
            .slice(pair.b.span.unwrap())
            .chars()
            .take(12)
            .collect();
        writeln!(
            shown,
            "{}: {} ~ {} {:.0} {:.0} {text:?}",
            pair.kind.as_str(),
            section(pair.a),
            section(pair.b),
            pair.resemblance * 100.0,
            pair.containment * 100.0
        )
        .unwrap();
    }
    shown
}

#[test]
fn a_summary_that_was_copied_from_a_longer_paragraph() {
    let (document, analysis) = read(
        "分布式事务入门\n\n简介：分布式事务要在多台机器之间保持数据一致，常见的办法有两阶段提交和消息队列。\n\n一、引言\n\n很多人问起这个话题。分布式事务要在多台机器之间保持数据一致,常见的办法有两阶段提交和消息队列,下面一一说明它们的优点与缺点。\n\n二、正文\n\n两阶段提交由协调者发起,参与者先准备再提交,任何一方失败都会回滚。\n",
    );
    check_invariants(&document, &analysis);
    insta::assert_snapshot!(render(&document, &analysis), @r#"copied_summary: summary ~ 一、引言 57 100 "很多人问起这个话题。分布""#);
}

#[test]
fn an_english_paragraph_that_comes_again_with_small_changes() {
    let (document, analysis) = read(
        "Upgrading the cluster\n\n1. Before you start\n\nTake a snapshot of every volume and keep it for at least seven days, because the upgrade cannot be undone once the new nodes have joined.\n\n2. The upgrade\n\nDrain one node after the other. Each of them is replaced by a new one with the same name.\n\n3. After the upgrade\n\nTake a snapshot of every volume, and keep it for at least 7 days, because the upgrade cannot be undone once the new nodes have joined.\n\nWatch the latency of the queue for an hour.\n",
    );
    check_invariants(&document, &analysis);
    insta::assert_snapshot!(render(&document, &analysis), @r#"repeated_paragraph: 1. Before you start ~ 3. After the upgrade 78 88 "Take a snaps""#);
}

#[test]
fn sections_that_are_alike_are_said_once() {
    let (document, analysis) = read(
        "部署手册\n\n一、测试环境\n\n先在控制台创建命名空间,再把镜像推送到仓库,最后执行部署脚本。\n\n部署完成以后检查每个实例的健康状态,确认日志里没有错误。\n\n端口是八千零八十。\n\n二、生产环境\n\n先在控制台创建命名空间,再把镜像推送到仓库,最后执行部署脚本。\n\n部署完成以后检查每个实例的健康状态,确认日志里没有错误。\n\n端口是四百四十三,并且要由值班人员批准。\n\n三、其他\n\n这里写别的事情,与上面的内容没有关系,只是为了对照而已。\n",
    );
    check_invariants(&document, &analysis);
    insta::assert_snapshot!(render(&document, &analysis), @r#"similar_sections: 一、测试环境 ~ 二、生产环境 72 92 "先在控制台创建命名空间,""#);
}

#[test]
fn the_same_paragraph_many_times_is_named_with_the_first() {
    let paragraph = "欢迎关注我们的公众号,每周三晚上八点更新,转发本文可以参加抽奖活动。\n\n";
    let (document, analysis) = read(&format!(
        "一篇文章\n\n一、开头\n\n{}二、中间\n\n{paragraph}别的话。\n\n三、结尾\n\n{paragraph}还有别的话,而且比较长,不应该算作重复的内容。\n",
        paragraph.repeat(20)
    ));
    check_invariants(&document, &analysis);
    let first = analysis.similar[0].a.span;
    assert_eq!(analysis.similar.len(), 21);
    assert!(
        analysis
            .similar
            .iter()
            .all(|pair| pair.a.span == first && pair.kind == SimilarityKind::RepeatedParagraph)
    );
}

#[test]
fn pages_that_say_everything_once() {
    for text in [
        "",
        "标题\n\n短句。\n\n短句。\n",
        "Two products\n\n1. Kafka\n\nKafka keeps a durable log, and the durable log is fast enough for most of us.\n\n2. NATS\n\nNATS keeps messages in memory, and the memory is fast enough for all of us.\n",
        "一、总则\n\n为了规范采购行为,提高资金使用效益,制定本办法。\n\n二、范围\n\n本办法适用于采购人使用财政性资金采购货物、工程和服务的活动。\n",
    ] {
        let (document, analysis) = read(text);
        check_invariants(&document, &analysis);
        assert_eq!(render(&document, &analysis), "", "{text}");
    }
}

#[test]
fn a_paragraph_of_one_section_does_not_hide_what_another_has() {
    let notice = "转载时请注明出处并保留本段文字,不得用于商业用途,违者必究,本声明长期有效,解释权归社区所有,如有疑问请写信给编辑部,我们会在三个工作日之内答复。";
    let steps =
        "先在控制台创建命名空间,再把镜像推送到仓库。\n\n确认日志里没有错误,再把流量慢慢切换过来。";
    let (document, analysis) = read(&format!(
        "手册\n\n一、声明\n\n{notice}\n\n这一节还说了许多与部署没有关系的事情,例如版权归谁所有,以及怎样参加翻译,怎样加入讨论。\n\n二、测试环境\n\n{steps}\n\n三、生产环境\n\n{notice}\n\n{steps}\n"
    ));
    check_invariants(&document, &analysis);
    insta::assert_snapshot!(render(&document, &analysis), @r#"
    similar_sections: 二、测试环境 ~ 三、生产环境 33 100 "转载时请注明出处并保留本"
    repeated_paragraph: 一、声明 ~ 三、生产环境 100 100 "转载时请注明出处并保留本"
    "#);
}

/// 4,000 paragraphs, each of which would be compared with all others, take four times as long as 1,000; each with each they
/// would take sixteen times as long.
#[test]
fn a_page_of_one_sentence_is_linear() {
    let page = |n: usize| {
        let text =
            "第一节\n\n同样的一句话说了一遍又一遍,直到没有人愿意再听下去为止。\n\n".repeat(n);
        parse_text(&text, &ParseOptions::default())
    };
    let analyzer = Analyzer::new(AnalyzeOptions::default());
    check_linear("one sentence", &[1_000, 4_000].map(page), |page| {
        let n_found = analyzer.statistics(page).similar.len();
        assert!(
            n_found * 8 > page.blocks.len() * 3 && n_found <= page.blocks.len() / 2,
            "{n_found}"
        );
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_said_twice_is_found(words in prop::collection::vec("[a-z]{3,9}", 20..60), between in prop::collection::vec("[A-Z][a-z]{2,5} ten[a-z]{3}", 1..20)) {
        let paragraph = words.join(" ");
        let others = between.join(" of ");
        let (document, analysis) = read(&format!("A page\n\n1. One\n\nIn {paragraph} it ends.\n\n2. Two\n\n{others} are here.\n\n3. Three\n\nIn {paragraph} it ends.\n"));
        check_invariants(&document, &analysis);
        let found = analysis.similar.iter().any(|pair| pair.resemblance > 0.999 && pair.b.section > pair.a.section);
        prop_assert!(found, "{:?}", analysis.similar);
    }
}
