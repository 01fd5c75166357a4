//! Chunks whose tokens are counted by tokenizers: small ones of three kinds that are common.

use std::time::Instant;

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use wenmai::{ChunkOptions, Document, ParseOptions, Tokenizer, chunks, parse_text};

use crate::chunks::check;
use crate::support::{blocks, fixture_documents, made};

/// The character that stands for a byte in vocabularies of bytes.
fn byte_char(byte: u8) -> char {
    let is_shown = |byte: u8| matches!(byte, 33..=126 | 161..=172 | 174..=255);
    if is_shown(byte) {
        return char::from(byte);
    }
    let hidden = (0..byte).filter(|&before| !is_shown(before)).count();
    char::from_u32(256 + u32::try_from(hidden).unwrap()).unwrap()
}

/// Bytes joined to words, as GPT-2 and its heirs do. The file asks for all that would spoil the counts.
fn bytes() -> Value {
    let mut vocabulary: Vec<String> = (0..=255).map(|byte| byte_char(byte).to_string()).collect();
    let mut merges = Vec::new();
    for word in [
        " the",
        "the",
        " model",
        "open",
        "开源",
        "大模型",
        "优势",
        "\n\n",
        "    ",
    ] {
        let mut bytes = word.bytes().map(byte_char);
        let mut joined = bytes.next().unwrap().to_string();
        for next in bytes {
            merges.push(format!("{joined} {next}"));
            joined.push(next);
            if !vocabulary.contains(&joined) {
                vocabulary.push(joined.clone());
            }
        }
    }
    let byte_level = json!({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true});
    json!({
        "version": "1.0",
        "truncation": {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0},
        "padding": {"strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": null,
            "pad_id": 0, "pad_type_id": 0, "pad_token": "!"},
        "added_tokens": [], "normalizer": null, "pre_tokenizer": byte_level, "post_processor": byte_level, "decoder": null,
        "model": {"type": "BPE", "dropout": 0.5, "unk_token": null, "continuing_subword_prefix": null,
            "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false, "vocab": numbered(&vocabulary),
            "merges": merges},
    })
}

/// Words and their pieces, as BERT does: blanks are no tokens, what is not known is one, two stand around each text.
fn pieces() -> Value {
    let mut vocabulary: Vec<String> = [
        "[UNK]", "[CLS]", "[SEP]", "the", "model", "##ing", "，", "。",
    ]
    .map(str::to_owned)
    .into();
    for letter in ('a'..='z').chain('0'..='9') {
        vocabulary.extend([letter.to_string(), format!("##{letter}")]);
    }
    vocabulary.extend("开源大模型的".chars().map(String::from));
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
            "strip_accents": null, "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
        "decoder": null,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100, "vocab": numbered(&vocabulary)},
    })
}

/// The likeliest pieces of a whole text, as `SentencePiece` does: blanks are signs of words.
fn unigrams() -> Value {
    let mut vocabulary = vec![json!(["<unk>", 0.0]), json!(["▁", -2.0])];
    for letter in ('a'..='z').chain('A'..='Z') {
        vocabulary.push(json!([letter, -6.0]));
    }
    for word in [
        "▁the",
        "▁model",
        "open",
        "source",
        "开源",
        "大模型",
        "优势",
        "。▁",
    ] {
        vocabulary.push(json!([word, -5.0]));
    }
    json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": {"type": "NFKC"},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": false},
        "post_processor": null, "decoder": null,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": vocabulary, "byte_fallback": false},
    })
}

fn numbered(vocabulary: &[String]) -> Value {
    let entries = vocabulary.iter().zip(0_u32..);
    let entries: Map<String, Value> = entries.map(|(one, id)| (one.clone(), id.into())).collect();
    entries.into()
}

fn tokenizers() -> [Tokenizer; 3] {
    [bytes(), pieces(), unigrams()]
        .map(|json| Tokenizer::from_json(json.to_string().as_bytes()).unwrap())
}

fn options(tokenizer: &Tokenizer, max_tokens: u64, overlap: u64, merge: bool) -> ChunkOptions {
    ChunkOptions {
        max_tokens,
        overlap,
        merge_sections: merge,
        tokens: tokenizer.clone().into(),
    }
}

fn texts(document: &Document, options: &ChunkOptions) -> Vec<(String, u64)> {
    let found = chunks(document, options);
    let shown = found.into_iter().map(|chunk| (chunk.text, chunk.tokens));
    shown.collect()
}

#[test]
fn tokens_are_those_of_the_text_alone() {
    let [bytes, pieces, unigrams] = tokenizers();
    let count =
        |tokenizer: &Tokenizer, text: &str| options(tokenizer, 1, 0, false).tokens.count(text);
    // `the`, ` model`, `.`: nothing is cut off, filled up or left to chance.
    for _ in 0..20 {
        assert_eq!(count(&bytes, "the model."), 3);
    }
    assert_eq!(count(&bytes, "开源 the the the the"), 5);
    // `the`, `model`, `##ing`, `x`, and one for each of the bytes of a sign that has no other.
    assert_eq!(count(&pieces, "The modeling  x"), 4);
    assert_eq!(count(&pieces, "开源😀"), 3);
    assert_eq!(count(&unigrams, "the model"), 2);
    for tokenizer in [bytes, pieces, unigrams] {
        assert_eq!(count(&tokenizer, ""), 0);
    }
}

#[test]
fn chunks_are_cut_where_text_can_be_cut() {
    let page = "题\n\nthe open model the model. 开源大模型的优势，开源。the model\n";
    let document = parse_text(page, &ParseOptions::default());
    let cut = |tokenizer: &Tokenizer, max_tokens| {
        let found = texts(&document, &options(tokenizer, max_tokens, 0, false));
        let shown = found
            .iter()
            .map(|(text, tokens)| format!("{tokens}: {text}"));
        shown.collect::<Vec<_>>().join("\n")
    };
    let [bytes, pieces, _] = tokenizers();
    insta::assert_snapshot!(cut(&bytes, 14));
    insta::assert_snapshot!(cut(&bytes, 5));
    insta::assert_snapshot!(cut(&pieces, 9));
}

#[test]
fn chunks_of_fixtures_tile_the_article_within_the_budget() {
    let documents = fixture_documents();
    for tokenizer in tokenizers() {
        for (max_tokens, overlap, merge) in [(8, 2, false), (60, 0, true), (300, 40, true)] {
            let options = options(&tokenizer, max_tokens, overlap, merge);
            for document in documents.iter().step_by(3) {
                check(document, &options);
            }
        }
    }
}

#[test]
fn what_is_no_tokenizer_is_an_error() {
    // Words of two letters alone, and nothing for what is not one of them.
    let refusing = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": null, "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "vocab": {"ab": 0}, "unk_token": "[UNK]"},
    });
    let cut_off = bytes().to_string();
    for json in [
        "",
        "{}",
        "[1]",
        "{\"model\": {\"type\": \"None\"}}",
        &refusing.to_string(),
        cut_off.get(..2_000).unwrap(),
    ] {
        let error = Tokenizer::from_json(json.as_bytes()).unwrap_err();
        assert!(error.to_string().starts_with("no tokenizer: "), "{error}");
    }
}

/// Four times as much text may take four times as long, and quadratic work takes sixteen.
#[test]
#[expect(clippy::disallowed_methods, reason = "what is tested is time")]
fn hostile_text_takes_linear_time() {
    for tokenizer in tokenizers() {
        for piece in ["字", "word ", "x", " ", "\u{301}", "。", "a\n", "😀", "the"] {
            let time = |n_bytes: usize| {
                let document = made(&[(
                    wenmai::model::BlockKind::Paragraph,
                    0,
                    piece.repeat(n_bytes / piece.len()),
                )]);
                let start = Instant::now();
                let found = texts(&document, &options(&tokenizer, 512, 0, false));
                assert!(found.iter().all(|(_, tokens)| *tokens <= 512));
                start.elapsed().as_secs_f64()
            };
            let is_linear = (0..4).any(|_| {
                let quarter = time(8 << 10).min(time(8 << 10));
                time(32 << 10) < quarter * 8.0 + 0.3
            });
            assert!(is_linear, "{piece:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn chunks_of_any_document_tile_its_article(
        blocks in blocks(),
        max_tokens in prop::sample::select(vec![1_u64, 2, 5, 12, 30, 200]),
        overlap in 0_u64..20,
        merge_sections in any::<bool>(),
    ) {
        let document = made(&blocks);
        for tokenizer in tokenizers() {
            check(&document, &options(&tokenizer, max_tokens, overlap, merge_sections));
        }
    }
}
