//! Markers of ASCII and full-width digits.

use nom::{
    Parser,
    branch::alt,
    combinator::{map, opt, verify},
    sequence::preceded,
};
use wenmai_text::{chars::is_cjk_punctuation, is_blank};

use super::{
    super::{PResult, number::digit_value, number::digits1, number::keycap, one_in},
    Number, Reading, Style, blank_next, not_digit, plausible,
};

/// `decimal = dotted / digits ("." / "、" / ")" / ":" / blank) / keycap`
pub(super) fn decimal(line: &str) -> PResult<'_, Reading> {
    let key = map(keycap, |value| (Style::Circled, Number::single(value)));
    alt((dotted, delimited, bare, key)).parse(line)
}

/// `delimited = digits ("." / "、" / ")" / "：")`, the dot not before a digit
fn delimited(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = verify(digits1, |&value| plausible(value, 999)).parse(line)?;
    let style = alt((
        map((one_in(".．"), not_digit), |_| Style::DecimalDot),
        map(one_in("、丶﹑､"), |_| Style::DecimalComma),
        map(one_in(")）"), |_| Style::DecimalParenthesis),
        map((one_in(":："), not_digit), |_| Style::DecimalColon),
    ));
    // `1.、`, `1).`: scrapers and people pile signs up.
    let (rest, (style, _)) = (style, opt(one_in("、."))).parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// `bare = digits blank`
fn bare(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = verify(digits1, |&value| plausible(value, 99)).parse(line)?;
    blank_next(rest)?;
    Ok((rest, (Style::DecimalBare, Number::single(value))))
}

/// `dotted = dotted-number [ "." / "、" / ":" / ")" ]`
fn dotted(line: &str) -> PResult<'_, Reading> {
    let (rest, number) = dotted_number(line)?;
    let (rest, _) = opt((one_in(".．、:：)）"), not_digit)).parse(rest)?;
    // `1.2.3.4.5.6.7`, `3.10-rc1`, `10.5%` and `2.0x` go on in a way that no heading number does.
    let goes_on = rest.chars().next().is_some_and(|c| {
        matches!(
            c,
            '.' | '．' | '%' | '％' | '-' | '/' | '+' | '~' | '_' | ','
        ) || c.is_ascii_alphanumeric()
    });
    if goes_on {
        Err(nom::Err::Error(()))
    } else {
        Ok((rest, (Style::Dotted, number)))
    }
}

/// `dotted-number = digits 1*5( "." digits )`, each part from 1 to 99
pub(super) fn dotted_number(input: &str) -> PResult<'_, Number> {
    let part = || verify(digits1, |&value| plausible(value, 99));
    let (mut rest, first) = part().parse(input)?;
    let mut number = Number::single(first);
    while let Ok((behind, value)) = preceded(one_in(".．"), part()).parse(rest) {
        number.push(value).ok_or(nom::Err::Error(()))?;
        rest = behind;
    }
    if number.parts().len() > 1 {
        Ok((rest, number))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `digit-title = digits "." digit`: a number and a title that begins with a digit, as in `2.3D 打印` and `1.2024 年`
pub(super) fn digit_title(line: &str) -> Option<(&str, Reading)> {
    let (rest, value) = verify(digits1, |&value| plausible(value, 99))
        .parse(line)
        .ok()?;
    let (title, _) = one_in(".．").parse(rest).ok()?;
    let behind = title.trim_start_matches(|c| digit_value(c).is_some());
    let is_title = behind.len() < title.len()
        && !behind.is_empty()
        && !behind.starts_with(['.', '．', '%', '％']);
    is_title.then(|| (title, (Style::DecimalDot, Number::single(value))))
}

/// Units of measure.
const UNITS: [&str; 75] = [
    "个百分点",
    "百分点",
    "平方米",
    "立方米",
    "平方公里",
    "万平方米",
    "万美元",
    "亿美元",
    "万元",
    "亿元",
    "万亿",
    "万人",
    "亿人",
    "万字",
    "万次",
    "万个",
    "万名",
    "万家",
    "万吨",
    "万",
    "亿",
    "美元",
    "元",
    "倍",
    "版本",
    "版",
    "毫米",
    "厘米",
    "公里",
    "千米",
    "米",
    "英寸",
    "寸",
    "公斤",
    "千克",
    "克",
    "斤",
    "吨",
    "毫升",
    "升",
    "小时",
    "分钟",
    "毫秒",
    "秒",
    "天",
    "周",
    "个月",
    "月",
    "日",
    "年",
    "岁",
    "度",
    "折",
    "分",
    "thousand",
    "million",
    "billion",
    "percent",
    "times",
    "hours",
    "minutes",
    "seconds",
    "GHz",
    "MHz",
    "Hz",
    "GB",
    "MB",
    "KB",
    "TB",
    "kg",
    "km",
    "cm",
    "mm",
    "ms",
    "px",
];
/// What they open with: most lines are told by one character.
const UNIT_OPENINGS: &str =
    "个百平立万亿美元倍版毫厘公千米英寸克斤吨升小分秒天周月日年岁度折mbpthsGMHKTkc";

/// Whether a unit of measure opens `rest`, which stands behind a number: `倍`, ` GB`, `版本`.
///
/// The unit ends there, so that 元 is a unit in `1.5 元以上` and none in `1.5 元数据`.
pub(super) fn opens_with_unit(rest: &str) -> bool {
    let unit = rest.trim_start_matches(is_blank);
    // `3.5版更新`: no title is written so close to its number and begins so.
    if unit.len() == rest.len() && unit.starts_with('版') {
        return true;
    }
    unit.starts_with(|c| UNIT_OPENINGS.contains(c))
        && UNITS.iter().any(|word| {
            unit.strip_prefix(word).is_some_and(|behind| {
                behind.chars().next().is_none_or(|c| {
                    is_blank(c)
                        || is_cjk_punctuation(c)
                        || c.is_ascii_punctuation()
                        || digit_value(c).is_some()
                        || "的以之左多内后前起到至中里及和与或".contains(c)
                })
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_its_opening() {
        assert!(
            UNITS
                .iter()
                .all(|unit| unit.starts_with(|c| UNIT_OPENINGS.contains(c)))
        );
    }
}
