//! What drafts of instructions promise, on all fixtures and on documents that were made at random.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Instant;

use proptest::prelude::*;
use wenmai::format::article_text;
use wenmai::model::{
    BlockKind, DraftKind, DraftPart, DraftRecord, DraftSpanRecord, MetadataField, Provenance,
    SectionRole, SourceSpan, Span,
};
use wenmai::{
    AnalyzeOptions, Analyzer, Document, Encoding, InstructOptions, ParseOptions, instructions,
    parse_html, parse_text,
};
use wenmai_text::tokens::estimate_tokens;

use crate::support::{fixture_documents, made};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new(AnalyzeOptions::default()));

fn drafts(document: &Document, options: &InstructOptions) -> Vec<DraftRecord> {
    instructions(document, &ANALYZER.contrasts(document), options)
}

/// Checks everything that holds for any document.
fn check(document: &Document, options: &InstructOptions) -> Vec<DraftRecord> {
    let found = drafts(document, options);
    let article = article_text(document);
    let markers: BTreeSet<u32> = document
        .outline
        .iter()
        .filter(|heading| {
            heading
                .marker
                .as_ref()
                .is_some_and(|marker| !marker.is_empty())
        })
        .filter_map(|heading| article.text_span(heading.span))
        .map(|[start, _]| start)
        .collect();
    let mut seen = BTreeSet::new();
    for (index, draft) in found.iter().enumerate() {
        let name = format!("{} {draft:?}", document.id);
        assert_eq!(draft.draft as usize, index, "{name}");
        assert!(seen.insert(draft.instruction.clone()), "{name}");
        assert!(!draft.instruction.contains(['{', '}']) || document.text.contains(['{', '}']));
        assert!(matches!(draft.language.as_str(), "zh" | "en"), "{name}");
        // The text that a place of the page has, in the article or outside of it.
        let text = |span: &DraftSpanRecord| match span.text_span {
            Some(place) => Span::from(place).of(&article.text).unwrap(),
            None => visible(document, span.span),
        };
        let of = |part| draft.spans.iter().filter(move |span| span.role == part);
        let joined = |part| of(part).map(text).collect::<Vec<_>>().join("\n");
        assert_eq!(draft.output, joined(DraftPart::Output), "{name}");
        assert_eq!(draft.input, joined(DraftPart::Input), "{name}");
        assert!(!draft.output.trim().is_empty(), "{name}");
        // The pieces of the instruction stand in it, without a marker of a heading.
        for span in of(DraftPart::Instruction) {
            assert!(draft.instruction.contains(text(span)), "{name}");
            let start = span.text_span.map(|[start, _]| start);
            assert!(
                !start.is_some_and(|start| markers.contains(&start)),
                "{name}"
            );
        }
        for span in &draft.spans {
            check_place(document, span, text(span), &name);
        }
        let tokens = |text: &str| estimate_tokens(text, options.tokens);
        // The sums are of blocks; names and line ends between them add a few.
        let most = options.max_tokens + options.max_tokens / 4 + 40;
        assert!(
            tokens(&draft.input) + tokens(&draft.output) <= most,
            "{name}"
        );
        let least = options.min_tokens.div_ceil(2);
        assert!(
            draft.kind == DraftKind::Title || tokens(&draft.output) + 4 >= least,
            "{name}"
        );
        let starts = draft
            .spans
            .iter()
            .position(|span| span.role != DraftPart::Instruction);
        assert!(starts.is_some(), "{name}");
        assert!(draft.spans.is_sorted_by_key(|span| span.role), "{name}");
    }
    // In the order of the page: summary and title first.
    let starts = found.iter().map(|draft| {
        let outputs = draft
            .spans
            .iter()
            .filter(|span| span.role == DraftPart::Output);
        let mut places = outputs.map(|span| span.text_span.map_or(0, |[start, _]| start));
        // A comparison opens with a name that stands in a heading.
        places
            .nth(usize::from(draft.kind == DraftKind::Comparison))
            .unwrap()
    });
    assert!(starts.is_sorted(), "{}", document.id);
    found
}

/// The text of a place outside of the article: documents without a map are their own source.
fn visible(document: &Document, span: SourceSpan) -> &str {
    let places = document
        .metadata
        .provenance
        .iter()
        .filter_map(|one| one.span);
    let blocks = document.blocks.iter().map(|block| block.span);
    let within = |whole: Span| {
        let text = document.slice(whole);
        (0..text.len()).find_map(|from| {
            let start = whole.start + u32::try_from(from).unwrap();
            let ends = (start + 1..=whole.end).rev();
            let mut spans = ends.map(|end| Span::new(start, end));
            spans.find(|one| document.source_span(*one) == span && !document.slice(*one).is_empty())
        })
    };
    let exact = Span::new(span.start, span.end);
    let found = match &document.source_map {
        None => Some(exact),
        Some(_) => places.chain(blocks).find_map(within),
    };
    document.slice(found.unwrap())
}

/// A place holds the text that the draft has, and no card or region beside the article.
fn check_place(document: &Document, span: &DraftSpanRecord, text: &str, name: &str) {
    let letters = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    if document.source_map.is_none() {
        let source = document.slice(Span::new(span.span.start, span.span.end));
        // A piece of several blocks may span what stands between them in the page.
        let (source, text) = (letters(source), letters(text));
        let is_between = span.text_span.is_some() && source.len() > text.len();
        assert!(source == text || is_between, "{name}: {source} {text}");
    }
    if span.text_span.is_none() {
        let regions = document.boilerplate.iter().map(|region| region.span);
        for region in regions.chain(document.cards.iter().map(|card| card.span)) {
            let region = document.source_span(region);
            let is_apart = span.span.end <= region.start || region.end <= span.span.start;
            assert!(is_apart, "{name}");
        }
    }
}

fn options() -> [InstructOptions; 3] {
    [(20, 4096), (4, 60), (200, 100_000)].map(|(min_tokens, max_tokens)| InstructOptions {
        min_tokens,
        max_tokens,
        tokens: Encoding::O200k,
    })
}

#[test]
fn drafts_of_all_fixtures_are_made_of_their_pages() {
    let mut kinds = BTreeSet::new();
    let documents = fixture_documents();
    assert!(documents.len() > 60, "{}", documents.len());
    for document in &documents {
        for options in options() {
            kinds.extend(
                check(document, &options)
                    .into_iter()
                    .map(|draft| draft.kind),
            );
        }
    }
    assert_eq!(kinds.len(), 8, "{kinds:?}");
}

/// Fixtures whose instructions are read by eye: do they sound like somebody who asks?
const READ: [&str; 13] = [
    "en-code-table.txt",
    "en-md-bold-answers.md",
    "en-md-several-h1.md",
    "en-roman-letters.txt",
    "en-seed-shape.txt",
    "en-forum-posts.html",
    "zh-forum-posts.html",
    "zh-hant.txt",
    "zh-no-headings.txt",
    "zh-seed-shape.txt",
    "zh-trap-lists.txt",
    "zh-unnumbered-mixed.txt",
    "zh-wiki-mixed.txt",
];

#[test]
fn instructions_of_fixtures() {
    let mut shown = String::new();
    let mut n_read = 0;
    for document in &fixture_documents() {
        if !READ.contains(&document.id.as_str()) {
            continue;
        }
        n_read += 1;
        writeln!(shown, "{}", document.id).unwrap();
        for draft in drafts(document, &InstructOptions::default()) {
            let output: String = draft.output.chars().take(24).collect();
            let output = output.replace('\n', " | ");
            let (kind, instruction) = (draft.kind.as_str(), draft.instruction);
            writeln!(shown, "  {kind}: {instruction} -> {output}").unwrap();
        }
    }
    assert_eq!(n_read, READ.len());
    insta::assert_snapshot!(shown);
}

fn asked(page: &str) -> Vec<(DraftKind, String)> {
    let options = InstructOptions {
        min_tokens: 6,
        ..InstructOptions::default()
    };
    let document = parse_text(page, &ParseOptions::default());
    let found = check(&document, &options).into_iter();
    found.map(|draft| (draft.kind, draft.instruction)).collect()
}

#[test]
fn headings_that_mean_nothing_alone_are_asked_for_with_what_they_are_of() {
    use DraftKind::{Comparison, Section, Title};
    let page = "青雀与白鹭:两款笔记软件\n\n一、青雀:轻的那一款\n\n1.1 优势\n\n青雀打开得快,搜索几万条笔记也只要一眨眼。\n\n1.2 劣势\n\n青雀没有表格,同步也要另外付钱,不太方便。\n\n二、白鹭:全的那一款\n\n2.1 优势\n\n白鹭什么都有,表格、白板和日历都在一处。\n\n2.2 劣势\n\n白鹭占的内存很多,旧电脑打开它要等半分钟。\n";
    assert_eq!(
        asked(page),
        [
            (Title, "请为下面的文章拟一个标题。"),
            (Section, "请介绍青雀。"),
            (Section, "青雀有哪些优势？"),
            (Comparison, "请从“优势”方面比较青雀与白鹭。"),
            (Section, "青雀有哪些劣势？"),
            (Comparison, "请从“劣势”方面比较青雀与白鹭。"),
            (Section, "请介绍白鹭。"),
            (Section, "白鹭有哪些优势？"),
            (Section, "白鹭有哪些劣势？"),
        ]
        .map(|(kind, text)| (kind, text.to_owned()))
    );
}

#[test]
fn a_comparison_says_whose_text_is_whose() {
    let page = "青雀与白鹭\n\n一、青雀\n\n1.1 优势\n\n青雀打开得快,搜索只要一眨眼。\n\n1.2 劣势\n\n青雀没有表格,同步要付钱。\n\n二、白鹭\n\n2.1 优势\n\n白鹭什么都有,表格也在一处。\n\n2.2 劣势\n\n白鹭占的内存很多,打开要等。\n";
    let document = parse_text(page, &ParseOptions::default());
    let options = InstructOptions {
        min_tokens: 4,
        ..InstructOptions::default()
    };
    let found = check(&document, &options);
    let comparison = found
        .iter()
        .find(|draft| draft.kind == DraftKind::Comparison);
    let comparison = comparison.unwrap();
    assert_eq!(
        comparison.output,
        "青雀\n青雀打开得快,搜索只要一眨眼。\n白鹭\n白鹭什么都有,表格也在一处。"
    );
    // Nothing but the page holds both.
    assert!(comparison.path.is_empty());
}

#[test]
fn lists_of_links_cut_texts_and_references_give_none() {
    let page = "<html lang=en><title>Tides</title><body><article><h1>Tides of the northern bay</h1>\
        <h2>High water</h2><p>High water comes fifty minutes later each day, because the moon has moved on by then, and with it the bulge of the sea.</p>\
        <h2>Tables</h2><ul><li><a href=/a>The table of the northern islands</a><li><a href=/b>The table of the southern islands\
        </a><li><a href=/c>The table of all the other islands in the bay</a></ul>\
        <h2>Low water</h2><p>Low water is harder to tell, since the wind holds back the ebb for hours, and on some days of the year the sea …</p>\
        <h2>References</h2><p>A book about the tides of the northern bay, by somebody who lived there for many years and wrote down every one of them.</p>\
        </article></body></html>";
    let document = parse_html(page, &ParseOptions::default());
    let found = check(&document, &InstructOptions::default());
    let sections: Vec<&str> = found
        .iter()
        .filter_map(|draft| draft.path.last().map(String::as_str))
        .collect();
    assert_eq!(sections, ["High water"]);
}

/// The thread of a fixture, with `answer` as the content of its second post.
fn thread(answer: &str) -> Document {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/html/en-forum-posts.html");
    let page = fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("<blockquote>").unwrap();
    let (_, after) = rest.split_once("</pre>").unwrap();
    parse_html(
        &format!("{before}{answer}{after}"),
        &ParseOptions::default(),
    )
}

fn answer_of(document: &Document, options: &InstructOptions) -> Option<DraftRecord> {
    let mut found = drafts(document, options).into_iter();
    found.find(|draft| draft.kind == DraftKind::Qa)
}

#[test]
fn a_quotation_is_no_answer() {
    let quoted = "My kettle of last winter switches itself off at about eighty degrees, long before the water boils. It did \
                  not do so in the first weeks, and I have not changed anything since, she wrote in her first post.";
    let document = thread(&format!("<blockquote>{quoted}</blockquote><p>+1</p>"));
    assert_eq!(document.posts.len(), 4);
    let draft = answer_of(&document, &InstructOptions::default()).unwrap();
    assert!(
        draft.output.contains("the seal can be ordered"),
        "{}",
        draft.output
    );
}

#[test]
fn question_and_answer_are_short_enough_together() {
    let document = thread(
        "<p>That is the bimetal strip below the handle, which the steam reaches too early when the lid is open.</p>",
    );
    let tokens = |text: &str| estimate_tokens(text, Encoding::default());
    let draft = answer_of(&document, &InstructOptions::default()).unwrap();
    let sum = tokens(&draft.input) + tokens(&draft.output);
    let with = |max_tokens| InstructOptions {
        max_tokens,
        ..InstructOptions::default()
    };
    assert!(answer_of(&document, &with(sum + 8)).is_some());
    // Either of them alone would fit.
    assert!(tokens(&draft.input) < sum - 12 && tokens(&draft.output) < sum - 12);
    let short = answer_of(&document, &with(sum - 8));
    assert!(short.is_none_or(|draft| tokens(&draft.input) + tokens(&draft.output) < sum));
}

#[test]
fn pages_in_other_languages_give_none() {
    let mut document = fixture_documents().remove(0);
    document.metadata.language = Some("fr".into());
    assert!(drafts(&document, &InstructOptions::default()).is_empty());
    document.metadata.language = None;
    assert!(drafts(&document, &InstructOptions::default()).is_empty());
}

/// A title at its block, a language, and roles for sections, which pages would have.
fn with_metadata(
    mut document: Document,
    language: &str,
    roles: &[Option<SectionRole>],
) -> Document {
    let mut blocks = document.blocks.iter();
    let title = blocks.find(|block| block.kind == BlockKind::Title);
    if let Some(span) = title.map(|block| block.span) {
        document.metadata.title = Some(document.slice(span).to_owned());
        document.metadata.provenance.push(Provenance {
            field: MetadataField::Title,
            source: wenmai::model::MetadataSource::VisibleText,
            span: Some(span),
        });
    }
    let summary = document
        .blocks
        .iter()
        .find(|block| block.kind == BlockKind::Summary);
    document.metadata.summary = summary.map(|block| document.slice(block.span).to_owned());
    document.metadata.language = Some(language.into());
    let headed = document.sections.iter_mut().skip(1);
    for (section, role) in headed.zip(roles.iter().cycle()) {
        section.role = *role;
    }
    document
}

/// Work grows with the page, whatever its sections are: many beside each other, and deep ones.
#[test]
fn many_and_deep_sections_take_linear_time() {
    let text = "开源降低了门槛，任何人都可以接入，也可以修改和再分发。".repeat(4);
    let mut blocks = vec![(BlockKind::Title, 0, "一份很长的文档".to_owned())];
    for index in 0..5_000_u32 {
        let level = u8::try_from(index % 3).unwrap();
        blocks.push((BlockKind::Heading, level, format!("模型{index}：优势")));
        blocks.push((BlockKind::Paragraph, 0, text.clone()));
    }
    let document = with_metadata(made(&blocks), "zh", &[None]);
    let start = Instant::now();
    let article = article_text(&document);
    let found = drafts(&document, &InstructOptions::default());
    assert!(found.len() > 2_500, "{}", found.len());
    let outputs: usize = found.iter().map(|draft| draft.output.len()).sum();
    assert!(outputs < 6 * article.text.len());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn drafts_of_any_document_are_made_of_its_page(
        blocks in prop::collection::vec(
            (
                prop::sample::select(vec![
                    BlockKind::Heading, BlockKind::Heading, BlockKind::Paragraph, BlockKind::Paragraph,
                    BlockKind::ListItem, BlockKind::ListItem, BlockKind::Code, BlockKind::Table,
                    BlockKind::Quote, BlockKind::Title, BlockKind::Summary,
                ]),
                0_u8..3,
                "(优势|劣势|开源的优势|定义|Kafka[:：]性能|如何选择|How to sew[?]?|Advantages|[1-3]\\. [a-z]{3,9}|青雀：[开源大模型]{2,5}|[开源大模型的门槛]{4,30}[，。：{}]|[a-z]{2,9}( [a-z]{1,9}){3,20}[.:…]|\\PC{1,40})",
            ),
            0..16,
        ),
        roles in prop::collection::vec(
            prop::sample::select(vec![
                None, Some(SectionRole::Advantages), Some(SectionRole::Disadvantages),
                Some(SectionRole::Definition), Some(SectionRole::Conclusion), Some(SectionRole::References),
            ]),
            1..5,
        ),
        language in prop::sample::select(vec!["zh", "en"]),
        min_tokens in 1_u64..12,
        max_tokens in prop::sample::select(vec![12_u64, 60, 4096]),
    ) {
        let document = with_metadata(made(&blocks), language, &roles);
        check(&document, &InstructOptions { min_tokens, max_tokens, tokens: Encoding::O200k });
    }
}
