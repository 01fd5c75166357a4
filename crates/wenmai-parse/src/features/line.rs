//! Facts that a line shows by itself.

use wenmai_model::BlockKind;
use wenmai_text::{is_blank, is_cjk};

use super::{Fact, Row, count, set, share, words};
use crate::{
    body::code_score,
    class::{Class, Labeled},
    grammar::marker::{Style, Unit},
    line::{Line, Shape, signs},
    role::role_of,
};

/// Widest line whose words are looked at, in columns; a wider one is no heading.
const MAX_WIDTH: u16 = 160;

/// Sets the facts of `line`, which the rules gave `class`.
pub(super) fn facts(line: &Line<'_>, class: Option<&Labeled>, row: &mut Row) {
    let shape = &line.shape;
    let mut set = |fact, value| set(row, fact, value);
    let narrow = shape.width <= MAX_WIDTH;
    let letters = usize::from(shape.alphanumeric());
    let of_letters = |part: u16| share(part.into(), letters);
    set(Fact::Exists, 1);
    set(Fact::Width, count(shape.width.into()));
    set(Fact::Cjk, of_letters(shape.cjk));
    set(Fact::Letters, of_letters(shape.letters));
    set(Fact::Upper, share(shape.upper.into(), shape.letters.into()));
    set(Fact::Digits, of_letters(shape.digits));
    let symbols = usize::from(shape.symbols);
    set(Fact::Symbols, share(symbols, letters + symbols));
    set(Fact::Commas, count(shape.commas.into()));
    set(Fact::InnerEnds, count(shape.inner_ends.into()));
    set(Fact::Bars, count(shape.bars.into()));
    set(Fact::Tabs, count(shape.tabs.into()));
    set(Fact::Words, count(shape.words.into()));
    set(
        Fact::Capitalized,
        share(shape.capitalized.into(), shape.words.into()),
    );
    set(Fact::First, sign(shape.first));
    set(Fact::Last, sign(shape.last));
    set(Fact::Indent, count(line.indent.into()));
    set(Fact::BlankBefore, u8::from(line.blank_before));
    set(Fact::BlankAfter, u8::from(line.blank_after));
    set(Fact::RuleKind, class.map_or(0, rule_kind));
    set(Fact::Code, code_evidence(line));
    if let Some(marker) = line.marker {
        set(Fact::Style, style(marker.style));
        set(Fact::Number, count(marker.number.last() as usize));
        set(Fact::Parts, count(marker.number.parts().len()));
    }
    if narrow {
        let body = line.body();
        let function = words::function_words(line.text, shape.cjk > 0, shape.letters > 0);
        set(Fact::Function, count(function));
        set(
            Fact::FunctionShare,
            share(function, (shape.words + shape.cjk).into()),
        );
        set(Fact::BodyFirst, body.chars().next().map_or(0, sign));
        set(
            Fact::Colon,
            u8::from(shape.may_hold(signs::COLON) && has_inner_colon(body)),
        );
        set(Fact::Brackets, brackets(body, shape));
        set(Fact::Caption, u8::from(is_caption(line.text)));
        set(
            Fact::Role,
            role_of(body).map_or(0, |role| if role.is_inner() { 1 } else { 2 }),
        );
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is kept between 0 and 255"
)]
fn code_evidence(line: &Line<'_>) -> u8 {
    ((code_score(line) + 3.0) * 32.0).clamp(0.0, 255.0) as u8
}

fn rule_kind(class: &Labeled) -> u8 {
    match class.class {
        Class::Block(BlockKind::Quote) => 1,
        Class::Block(BlockKind::ListItem) => 2,
        Class::Block(BlockKind::Table) => 3,
        Class::Block(BlockKind::Code) => 4,
        _ => 0,
    }
}

/// The kind of a character, from 1.
pub(crate) fn sign(c: char) -> u8 {
    match c {
        '\u{4e00}'..='\u{9fff}' => 4,
        '0'..='9' => 1,
        'A'..='Z' => 2,
        // A heading may be a question, so its mark is told from letters as little as may be.
        'a'..='z' | '?' => 3,
        '。' | '．' => 5,
        '.' => 6,
        '！' | '!' => 8,
        '：' | ':' => 9,
        '，' | '、' | ',' => 10,
        '；' | ';' => 11,
        '…' => 12,
        ')' | '）' => 13,
        ']' | '】' | '》' | '」' => 14,
        '}' => 15,
        '(' | '（' => 16,
        '[' | '【' | '《' | '「' => 17,
        '{' => 18,
        '"' | '\'' | '“' | '”' | '‘' | '’' => 19,
        '`' => 20,
        '/' | '\\' => 21,
        '-' | '–' | '—' => 22,
        '#' => 23,
        '$' | '%' => 24,
        '@' => 25,
        '<' => 26,
        '>' => 27,
        '=' | '+' | '*' | '&' | '^' | '~' => 28,
        '|' => 29,
        '_' => 30,
        _ if c == '？' || is_cjk(c) => 4,
        _ if c.is_alphabetic() => 31,
        '•' | '·' | '●' | '○' | '■' | '□' | '◆' | '◇' | '▪' | '▸' | '►' | '‣' | '➢' => {
            33
        }
        '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}' => 32,
        _ => 34,
    }
}

/// Styles in the order in which they speak for headings.
pub(crate) fn style(style: Style) -> u8 {
    match style {
        Style::Ordinal(Unit::Article | Unit::Clause) => 1,
        Style::Answer => 2,
        Style::LowerLetter | Style::LowerRoman => 3,
        Style::LetterParenthesis | Style::RomanParenthesis => 4,
        Style::Circled => 5,
        Style::DecimalParenthesis => 6,
        Style::DecimalParenthesized => 7,
        Style::ChineseBare => 8,
        Style::DecimalColon => 9,
        Style::DecimalComma => 10,
        Style::UpperLetter => 11,
        Style::DecimalBare => 12,
        Style::DecimalDot => 13,
        // Lines that the options name are not judged.
        Style::ChineseColon | Style::User(_) => 14,
        Style::Question => 15,
        Style::Ordinal(Unit::Step) => 16,
        Style::ChineseParenthesized => 17,
        Style::Roman => 18,
        Style::ChineseDot => 19,
        Style::Dotted => 20,
        Style::Named(_) => 21,
        Style::ChineseComma => 22,
        Style::Ordinal(Unit::Section) => 23,
        Style::Ordinal(_) => 24,
    }
}

fn has_inner_colon(text: &str) -> bool {
    text.trim_end_matches([':', '：']).contains([':', '：'])
}

/// Brackets by what they hold: 1 for a note, 2 for a call, 3 for an address. `shape` is that of a line that holds `text`.
fn brackets(text: &str, shape: &Shape) -> u8 {
    let holds = |signs: u32, piece: &str| shape.may_hold(signs) && text.contains(piece);
    if holds(signs::ASCII_COLON | signs::SLASH, "://") || holds(signs::W | signs::DOT, "www.") {
        3
    } else if holds(signs::OPEN | signs::CLOSE, "()") || holds(signs::ASCII_COLON, "::") {
        2
    } else {
        u8::from(shape.may_hold(signs::BRACKET) && text.contains(['(', '（', '[', '【', '`']))
    }
}

/// Whether a line is the caption of a figure, a table or a listing: `图 3-2 …`, `Figure 4:`.
pub(crate) fn is_caption(text: &str) -> bool {
    const NAMES: [&str; 15] = [
        "图表",
        "图片",
        "图",
        "圖",
        "表格",
        "表",
        "示例",
        "代码清单",
        "清单",
        "Figure",
        "Fig.",
        "Table",
        "Listing",
        "Exhibit",
        "Image",
    ];
    // Most lines are told by their first character alone.
    text.chars().next().is_some_and(|c| {
        matches!(
            c,
            '图' | '圖' | '表' | '示' | '代' | '清' | 'F' | 'T' | 'L' | 'E' | 'I'
        )
    }) && NAMES.iter().any(|name| {
        text.strip_prefix(name).is_some_and(|rest| {
            rest.trim_start_matches(is_blank)
                .starts_with(|c: char| c.is_ascii_digit())
        })
    })
}
