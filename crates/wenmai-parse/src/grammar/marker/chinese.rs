//! Markers of Chinese numerals and words.

use nom::{
    Parser,
    branch::alt,
    combinator::{map, opt, verify},
    sequence::{delimited, preceded},
};
use wenmai_text::is_blank;

use super::{
    super::{
        PResult,
        number::{chinese1, digits1, letter},
        one_in, wsp0,
    },
    Number, Reading, Style, Unit, blank_next,
    decimal::dotted_number,
    plausible,
};

/// `chinese = chinese-number ("、" / "." / "：" / ")" / blank)`
pub(super) fn chinese(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = verify(chinese1, |&value| plausible(value, 999)).parse(line)?;
    let sign = alt((
        map(one_in("、丶﹑､"), |_| Style::ChineseComma),
        map(one_in(".．,，"), |_| Style::ChineseDot),
        map(one_in(":："), |_| Style::ChineseColon),
        map(one_in(")）"), |_| Style::ChineseParenthesized),
        map(blank_next, |()| Style::ChineseBare),
    ));
    // `一、.`, `一）、`: signs pile up.
    let (rest, (style, _)) = (sign, opt(one_in("、."))).parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// `ordinal = "第" ( chinese-number / dotted-number / digits ) unit [ "、" / "：" ]`
pub(super) fn ordinal(line: &str) -> PResult<'_, Reading> {
    let single = |value| Number::single(value);
    let number = alt((map(chinese1, single), dotted_number, map(digits1, single)));
    let (rest, number) = delimited((one_in("第"), wsp0), number, wsp0).parse(line)?;
    let (rest, unit) = ordinal_unit(rest)?;
    let (rest, _) = opt(one_in("、：:.．")).parse(rest)?;
    if number.last() > 0 {
        Ok((rest, (Style::Ordinal(unit), number)))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `unit = "编" / "部分" / "章" / …`, not the beginning of another word, as in 第一部电影 and 第一条件.
///
/// 第一章介绍 is prose too: what follows is looked at where the decision is made.
fn ordinal_unit(input: &str) -> PResult<'_, Unit> {
    const UNITS: [(&str, Unit, &str); 29] = [
        ("部分", Unit::Part, ""),
        ("部份", Unit::Part, ""),
        ("步骤", Unit::Step, ""),
        ("步驟", Unit::Step, ""),
        ("阶段", Unit::Step, ""),
        ("階段", Unit::Step, ""),
        ("单元", Unit::Lesson, ""),
        ("單元", Unit::Lesson, ""),
        ("课时", Unit::Lesson, ""),
        ("步", Unit::Step, ""),
        ("编", Unit::Book, "辑号码程"),
        ("編", Unit::Book, "輯號碼"),
        ("卷", Unit::Book, "轴"),
        ("部", Unit::Book, "电小作手影门队位"),
        ("章", Unit::Chapter, "节節"),
        ("节", Unit::Section, "课日目车"),
        ("節", Unit::Section, "課日目車"),
        ("条", Unit::Article, "件评消路微线信新"),
        ("條", Unit::Article, "件評消路線"),
        ("款", Unit::Clause, "产手游车式"),
        ("项", Unit::Clause, "目工任"),
        ("項", Unit::Clause, "目工任"),
        ("篇", Unit::Lesson, "文论博报推日"),
        ("讲", Unit::Lesson, "座师"),
        ("講", Unit::Lesson, "座師"),
        ("课", Unit::Lesson, "堂程"),
        ("課", Unit::Lesson, "堂程"),
        ("回", Unit::Lesson, "合见来到"),
        ("集", Unit::Lesson, "团体中市"),
    ];
    UNITS
        .iter()
        .find_map(|&(word, unit, others)| {
            let rest = input.strip_prefix(word)?;
            (!rest.starts_with(|c| others.contains(c))).then_some((rest, unit))
        })
        .ok_or(nom::Err::Error(()))
}

/// `appendix = "附录" [blank] [ letter / digits / chinese-number ] [ "：" ]`
pub(super) fn appendix(line: &str) -> PResult<'_, Reading> {
    let rest = line
        .strip_prefix("附录")
        .or_else(|| line.strip_prefix("附錄"))
        .ok_or(nom::Err::Error(()))?;
    let number = alt((letter, digits1, chinese1));
    let (rest, value) = opt(preceded(wsp0, verify(number, |&value| value > 0))).parse(rest)?;
    let (rest, _) = opt(one_in("、：:.．")).parse(rest)?;
    let number = value.map_or_else(Number::default, Number::single);
    Ok((rest, (Style::Ordinal(Unit::Appendix), number)))
}

/// `question = ( "问题" / "提问" / "问" / "回答" / "答" ) [ digits / chinese-number ] (":" / "." / "、")`
///
/// Without a number only a colon makes it one, and 问题 does not.
pub(super) fn question(line: &str) -> PResult<'_, Reading> {
    const WORDS: [(&str, Style); 8] = [
        ("问题", Style::Question),
        ("問題", Style::Question),
        ("提问", Style::Question),
        ("提問", Style::Question),
        ("问", Style::Question),
        ("問", Style::Question),
        ("回答", Style::Answer),
        ("答", Style::Answer),
    ];
    let (rest, word, style) = WORDS
        .iter()
        .find_map(|&(word, style)| Some((line.strip_prefix(word)?, word, style)))
        .ok_or(nom::Err::Error(()))?;
    let number = verify(alt((digits1, chinese1)), |&value| plausible(value, 999));
    let (rest, value) = opt(preceded(wsp0, number)).parse(rest)?;
    // 问题： opens an explanation more often than a question.
    let signs = match (value, word) {
        (Some(_), _) => ":：.．、",
        (None, "问题" | "問題") => return Err(nom::Err::Error(())),
        (None, _) => ":：",
    };
    let (rest, _) = one_in(signs).parse(rest.trim_start_matches(is_blank))?;
    Ok((
        rest,
        (style, value.map_or_else(Number::default, Number::single)),
    ))
}
