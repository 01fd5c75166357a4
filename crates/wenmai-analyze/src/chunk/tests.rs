use std::time::Instant;

use wenmai_model::{Block, BlockKind, Section, Span, TextBlock};
use wenmai_text::tokens::Encoding;

use super::*;

/// A document of blocks; each level opens a section with its heading.
fn document(blocks: &[(BlockKind, u8, &str)]) -> (Document, Vec<TextBlock>) {
    let mut document = Document::default();
    let mut places = Vec::new();
    let mut sections = vec![section(0, None, 0)];
    for (at, &(kind, level, text)) in blocks.iter().enumerate() {
        let at = u32::try_from(at).unwrap();
        if at > 0 {
            document.text.push('\n');
        }
        let start = u32::try_from(document.text.len()).unwrap();
        document.text.push_str(text);
        let end = u32::try_from(document.text.len()).unwrap();
        if kind == BlockKind::Heading {
            let above = sections
                .iter()
                .rposition(|s| s.level < level && s.level > 0);
            sections.last_mut().unwrap().end_block = at;
            sections.push(section(level, above.map(|s| u32::try_from(s).unwrap()), at));
        }
        sections.last_mut().unwrap().end_block = at + 1;
        document.blocks.push(Block {
            kind,
            span: Span::new(start, end),
            lines: None,
        });
        places.push(TextBlock {
            block: at,
            start,
            end,
        });
    }
    document.sections = sections;
    (document, places)
}

fn section(level: u8, parent: Option<u32>, first_block: u32) -> Section {
    Section {
        level,
        parent,
        heading: None,
        first_block,
        end_block: first_block,
        role: None,
    }
}

/// The chunks as text with their section, `¦` behind an overlap.
fn cut(blocks: &[(BlockKind, u8, &str)], options: &ChunkOptions) -> Vec<String> {
    let (document, blocks) = document(blocks);
    let source = ArticleSource {
        document: &document,
        text: &document.text,
        blocks: &blocks,
    };
    let shown = |chunk: Chunk| {
        assert!(chunk.tokens <= options.max_tokens, "{chunk:?}");
        let own = chunk.start + chunk.overlap;
        let overlap = document.slice(Span::new(chunk.start, own));
        let text = document.slice(Span::new(own, chunk.end));
        let bar = if chunk.overlap > 0 { "¦" } else { "" };
        let section = chunk.section.map_or(-1, i64::from);
        format!("{section}: {overlap}{bar}{text}")
    };
    chunks(&source, options).into_iter().map(shown).collect()
}

fn budget(max_tokens: u64) -> ChunkOptions {
    ChunkOptions {
        max_tokens,
        ..ChunkOptions::default()
    }
}

const P: BlockKind = BlockKind::Paragraph;
const H: BlockKind = BlockKind::Heading;

#[test]
fn blocks_are_packed_within_their_section() {
    let blocks = [
        (P, 0, "before"),
        (H, 1, "One"),
        (P, 0, "a b c"),
        (P, 0, "d e f"),
        (H, 2, "Two"),
        (P, 0, "g h"),
    ];
    assert_eq!(
        cut(&blocks, &budget(100)),
        ["0: before", "1: One\na b c\nd e f", "2: Two\ng h"]
    );
    // Six words and two line ends are too many.
    assert_eq!(
        cut(&blocks, &budget(7)),
        ["0: before", "1: One\na b c", "1: d e f", "2: Two\ng h"]
    );
}

#[test]
fn a_bare_heading_goes_with_the_section_below_it() {
    let blocks = [
        (H, 1, "One"),
        (H, 2, "Below"),
        (P, 0, "a b"),
        (H, 2, "Empty"),
        (H, 1, "Two"),
        (P, 0, "c"),
    ];
    assert_eq!(
        cut(&blocks, &budget(100)),
        ["2: One\nBelow\na b", "3: Empty", "4: Two\nc"]
    );
}

#[test]
fn small_sections_are_merged_on_demand() {
    let blocks = [
        (H, 1, "One"),
        (H, 2, "A"),
        (P, 0, "a b"),
        (H, 2, "B"),
        (P, 0, "c d"),
        (H, 1, "Two"),
        (P, 0, "e f g h i j k l m n o p q r s t u v w x."),
        (P, 0, "y z."),
    ];
    let options = ChunkOptions {
        merge_sections: true,
        ..budget(20)
    };
    let found = cut(&blocks, &options);
    // What is left of a section is not merged with the next one; what two top sections share is nothing.
    assert_eq!(
        found,
        [
            "1: One\nA\na b\nB\nc d",
            "4: Two",
            "4: e f g h i j k l m n o p q r s t u v w x.",
            "4: y z."
        ]
    );
    assert_eq!(
        cut(
            &blocks,
            &ChunkOptions {
                max_tokens: 90,
                ..options
            }
        )
        .len(),
        1
    );
}

#[test]
fn long_text_is_cut_at_sentences_then_clauses_then_words() {
    let text = "开源降低了门槛。闭源便于控制质量，也便于收费，还便于保密。完";
    let found = cut(&[(P, 0, text)], &budget(14));
    assert_eq!(
        found,
        [
            "0: 开源降低了门槛。",
            "0: 闭源便于控制质量，也便于收费，",
            "0: 还便于保密。完"
        ]
    );
    let english = "One, two three four five. Six 1,000 seven.";
    assert_eq!(
        cut(&[(P, 0, english)], &budget(5)),
        [
            "0: One, ",
            "0: two three four five. ",
            "0: Six 1,000 ",
            "0: seven."
        ]
        .map(str::to_owned)
        .to_vec()
    );
    let joined = cut(&[(P, 0, text)], &budget(3));
    let joined: String = joined.iter().filter_map(|one| one.get(3..)).collect();
    assert_eq!(joined, text);
}

#[test]
fn code_and_tables_are_whole_where_they_fit() {
    let code = "let a = 1;\nlet b = 2;\n\nlet c = 3;";
    let all = estimate(code);
    let blocks = [(P, 0, "Some text here"), (BlockKind::Code, 0, code)];
    assert_eq!(
        cut(&blocks, &budget(all)),
        ["0: Some text here".to_owned(), format!("0: {code}")]
    );
    // A heading alone is less bad than a listing in two pieces.
    let blocks = [(H, 1, "Code"), (BlockKind::Code, 0, code)];
    assert_eq!(
        cut(&blocks, &budget(all)),
        ["1: Code".to_owned(), format!("1: {code}")]
    );
    assert_eq!(
        cut(&blocks, &budget(all - 1)),
        ["1: Code\nlet a = 1;\nlet b = 2;\n", "1: let c = 3;"]
    );
    let rows = (BlockKind::Table, 0, "h\t甲乙\nk\t丙丁\nl\t戊己");
    assert_eq!(
        cut(&[rows], &budget(estimate(rows.2) - 1)),
        ["0: h\t甲乙\nk\t丙丁", "0: l\t戊己"]
    );
}

#[test]
fn a_heading_does_not_stand_alone_above_text() {
    let text = "One two three. Four five six. Seven eight nine.";
    let blocks = [(H, 1, "A heading"), (P, 0, text)];
    assert_eq!(
        cut(&blocks, &budget(estimate(text))),
        [
            "1: A heading\nOne two three. Four five six. ",
            "1: Seven eight nine."
        ]
    );
}

#[test]
fn overlap_is_of_whole_sentences() {
    let text = "One two. Three four. Five six. Seven eight. Nine ten.";
    let options = ChunkOptions {
        overlap: 4,
        ..budget(12)
    };
    let found = cut(&[(P, 0, text), (H, 1, "Next"), (P, 0, "a.")], &options);
    assert_eq!(
        found,
        [
            "0: One two. Three four. ",
            "0: Three four. ¦Five six. Seven eight. ",
            "0: Seven eight. ¦Nine ten.",
            "1: Next\na."
        ]
    );
}

#[test]
fn one_character_may_be_more_than_the_budget() {
    let (document, blocks) = document(&[(P, 0, "彳亍 😀"), (P, 0, "彳"), (P, 0, "彳")]);
    let source = ArticleSource {
        document: &document,
        text: &document.text,
        blocks: &blocks,
    };
    let found = chunks(&source, &budget(0));
    let texts: Vec<_> = found
        .iter()
        .map(|chunk| document.slice(Span::new(chunk.start, chunk.end)))
        .collect();
    assert_eq!(texts, ["彳", "亍", "😀", "彳", "彳"]);
}

#[test]
fn blocks_that_are_none_of_the_text_do_no_harm() {
    let (document, mut blocks) = document(&[(P, 0, "中文"), (P, 0, "再来")]);
    for block in &mut blocks {
        block.start += 1;
        block.end = block.end.saturating_mul(3);
        block.block += 7;
    }
    blocks.reverse();
    let source = ArticleSource {
        document: &document,
        text: &document.text,
        blocks: &blocks,
    };
    let found = chunks(&source, &budget(1));
    assert!(found.iter().all(|chunk| chunk.tokens == 0), "{found:?}");
}

/// Work must grow with the text: four times as much text may take four times as long, and quadratic work takes sixteen.
#[test]
#[expect(clippy::disallowed_methods, reason = "what is tested is time")]
fn hostile_text_takes_linear_time() {
    let pieces = [
        "字", "word ", "x", "， ", "\u{301}", "。", "(", "a\n", "\n\n", "😀", ". ",
    ];
    for kind in [P, BlockKind::Code, BlockKind::Post] {
        for piece in pieces {
            let time = |n_bytes: usize| {
                let text = piece.repeat(n_bytes / piece.len());
                let (document, blocks) = document(&[(kind, 0, &text)]);
                let source = ArticleSource {
                    document: &document,
                    text: &document.text,
                    blocks: &blocks,
                };
                let start = Instant::now();
                let found = chunks(&source, &ChunkOptions::default());
                assert!(found.iter().all(|chunk| chunk.tokens <= 512));
                start.elapsed().as_secs_f64()
            };
            let is_linear = (0..4).any(|_| {
                let quarter = time(32 << 10).min(time(32 << 10));
                time(128 << 10) < quarter * 8.0 + 0.2
            });
            assert!(is_linear, "{kind:?} of {piece:?}");
        }
    }
}

fn estimate(text: &str) -> u64 {
    wenmai_text::tokens::estimate_tokens(text, Encoding::default())
}
