//! Numerals: ASCII and full-width digits, Chinese numerals, Roman numerals, circled digits.

use nom::{
    Parser,
    bytes::complete::take_while_m_n,
    character::complete::{char, satisfy},
    combinator::{map_opt, opt, verify},
    sequence::terminated,
};

use super::PResult;
use wenmai_text::normalize::half_width;

/// Largest number that counts something in a page.
pub(crate) const MAX_NUMBER: u32 = 9999;

/// Value of an ASCII or full-width digit.
#[inline]
pub(crate) fn digit_value(c: char) -> Option<u32> {
    half_width(c).to_digit(10)
}

/// `digits = 1*9( DIGIT / FULLWIDTH-DIGIT )`, the whole run: longer ones count nothing that a page has.
pub(crate) fn digits1(input: &str) -> PResult<'_, u32> {
    let (mut rest, mut value) = (input.chars(), Some(0_u32));
    let mut behind = input;
    while let Some(digit) = rest.next().and_then(digit_value) {
        value = value.and_then(|value| value.checked_mul(10)?.checked_add(digit));
        behind = rest.as_str();
    }
    match value {
        Some(value) if behind.len() < input.len() => Ok((behind, value)),
        _ => Err(nom::Err::Error(())),
    }
}

/// What one character of a Chinese numeral stands for: a digit, or a power of ten.
enum Numeral {
    Digit(u32),
    Unit(u32),
    /// 廿 and 卅: tens that carry their own digit.
    Tens(u32),
}

const fn numeral(c: char) -> Option<Numeral> {
    Some(match c {
        '零' | '〇' | '○' => Numeral::Digit(0),
        '一' | '壹' => Numeral::Digit(1),
        '二' | '两' | '貳' | '贰' | '兩' => Numeral::Digit(2),
        '三' | '叁' | '叄' | '參' => Numeral::Digit(3),
        '四' | '肆' => Numeral::Digit(4),
        '五' | '伍' => Numeral::Digit(5),
        '六' | '陆' | '陸' => Numeral::Digit(6),
        '七' | '柒' => Numeral::Digit(7),
        '八' | '捌' => Numeral::Digit(8),
        '九' | '玖' => Numeral::Digit(9),
        '十' | '拾' => Numeral::Unit(10),
        '百' | '佰' => Numeral::Unit(100),
        '千' | '仟' => Numeral::Unit(1000),
        '廿' => Numeral::Tens(20),
        '卅' => Numeral::Tens(30),
        '卌' => Numeral::Tens(40),
        _ => return None,
    })
}

/// Whether `c` may stand in a Chinese numeral.
pub(crate) const fn is_chinese_numeral(c: char) -> bool {
    numeral(c).is_some()
}

/// Value of a well-formed Chinese numeral below 10,000: 十一 → 11, 二百零三 → 203, 廿一 → 21, and digit by digit
/// 二〇二四 → 2024. What only estimates (二三十, 十七八) or leaves a unit out (一百三) has none.
fn chinese_value(run: &str) -> Option<u32> {
    let positional = !run
        .chars()
        .any(|c| matches!(numeral(c), Some(Numeral::Unit(_) | Numeral::Tens(_))));
    if positional {
        return digits_value(run.chars().map(|c| match numeral(c) {
            Some(Numeral::Digit(value)) => Some(value),
            _ => None,
        }));
    }
    let (mut total, mut digit, mut zero, mut last_unit) = (0, None, false, 10_000);
    for c in run.chars() {
        match numeral(c)? {
            Numeral::Digit(0) => {
                if zero || digit.is_some() || total == 0 {
                    return None;
                }
                zero = true;
            }
            Numeral::Digit(value) => {
                if digit.replace(value).is_some() {
                    return None;
                }
            }
            Numeral::Unit(unit) => {
                // 十 alone is ten; 百 alone is no number.
                let count = digit.take().or((unit == 10).then_some(1))?;
                if unit >= last_unit {
                    return None;
                }
                total += count * unit;
                (last_unit, zero) = (unit, false);
            }
            Numeral::Tens(value) => {
                if last_unit <= 10 || digit.is_some() {
                    return None;
                }
                total += value;
                (last_unit, zero) = (10, false);
            }
        }
    }
    match digit {
        None => (!zero).then_some(total),
        Some(value) => (zero || last_unit == 10).then_some(total + value),
    }
}

/// Value of at most four decimal digits.
fn digits_value(digits: impl Iterator<Item = Option<u32>>) -> Option<u32> {
    let mut value = 0;
    for digit in digits {
        value = value * 10 + digit?;
        if value > MAX_NUMBER {
            return None;
        }
    }
    Some(value)
}

/// `chinese-number = 1*12 CHINESE-NUMERAL`, the whole run
pub(crate) fn chinese1(input: &str) -> PResult<'_, u32> {
    map_opt(take_while_m_n(1, 12, is_chinese_numeral), chinese_value).parse(input)
}

/// `roman-number = 1*12( "I" / "V" / "X" / "L" / "C" )`, upper case, well-formed, below 400; also the characters Ⅰ…Ⅻ.
///
/// `C` and `L` alone are letters: a series reaches its third item more often than its hundredth.
pub(crate) fn roman1(input: &str) -> PResult<'_, u32> {
    if let Some(c @ 'Ⅰ'..='Ⅻ') = input.chars().next() {
        return Ok((
            input.get(c.len_utf8()..).unwrap_or_default(),
            c as u32 - 'Ⅰ' as u32 + 1,
        ));
    }
    map_opt(take_while_m_n(1, 12, |c| "IVXLC".contains(c)), |run| {
        roman_value(run).filter(|_| !matches!(run, "C" | "L"))
    })
    .parse(input)
}

/// `lower-roman = 1*12( "i" / "v" / "x" )`, well-formed; also the characters ⅰ…ⅻ. `i`, `v` and `x` alone are included.
pub(crate) fn lower_roman1(input: &str) -> PResult<'_, u32> {
    if let Some(c @ 'ⅰ'..='ⅻ') = input.chars().next() {
        return Ok((
            input.get(c.len_utf8()..).unwrap_or_default(),
            c as u32 - 'ⅰ' as u32 + 1,
        ));
    }
    map_opt(take_while_m_n(1, 12, |c| "ivx".contains(c)), roman_value).parse(input)
}

/// Value of a well-formed Roman numeral of one case, below 4000.
pub(crate) fn roman_value(run: &str) -> Option<u32> {
    let mut rest = run;
    let mut thousands = 0;
    while let Some(shorter) = strip_sign(rest, 'M').filter(|_| thousands < 3) {
        rest = shorter;
        thousands += 1;
    }
    let mut value = thousands * 1000;
    for (unit, signs) in [
        (100, ['C', 'D', 'M']),
        (10, ['X', 'L', 'C']),
        (1, ['I', 'V', 'X']),
    ] {
        let (digit, shorter) = roman_digit(rest, signs);
        value += digit * unit;
        rest = shorter;
    }
    (rest.is_empty() && value > 0).then_some(value)
}

/// One decimal digit of a Roman numeral, by the signs of one, five and ten; zero where none of them stands.
fn roman_digit(input: &str, [one, five, ten]: [char; 3]) -> (u32, &str) {
    if let Some(behind) = strip_sign(input, one) {
        if let Some(rest) = strip_sign(behind, ten) {
            return (9, rest);
        }
        if let Some(rest) = strip_sign(behind, five) {
            return (4, rest);
        }
    }
    let (mut digit, mut rest) = strip_sign(input, five).map_or((0, input), |rest| (5, rest));
    let most = digit + 3;
    while let Some(shorter) = strip_sign(rest, one).filter(|_| digit < most) {
        rest = shorter;
        digit += 1;
    }
    (digit, rest)
}

fn strip_sign(input: &str, sign: char) -> Option<&str> {
    input
        .strip_prefix(sign)
        .or_else(|| input.strip_prefix(sign.to_ascii_lowercase()))
}

/// How a number is written in one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Enclosed {
    /// `①`, `❶`, `➀`, and the emoji of keys, `1️⃣`
    Circle,
    /// `⑴`, the sign for `(1)`
    Parentheses,
    /// `⒈`, the sign for `1.`
    Dot,
    /// `㈠`, the sign for `(一)`, and `㊀`
    Chinese,
}

/// `enclosed = "①" … "㊿" / "❶" … "⓴" / "➀" … "➓" / "⓵" … "⓾" / "⑴" … "⒇" / "⒈" … "⒛" / "㈠" … "㈩" / "㊀" … "㊉"`
pub(crate) fn enclosed(input: &str) -> PResult<'_, (Enclosed, u32)> {
    let value = |c: char| {
        let (kind, first, before) = match c {
            '①'..='⑳' => (Enclosed::Circle, '①', 0),
            '㉑'..='㉟' => (Enclosed::Circle, '㉑', 20),
            '㊱'..='㊿' => (Enclosed::Circle, '㊱', 35),
            '❶'..='❿' => (Enclosed::Circle, '❶', 0),
            '⓫'..='⓴' => (Enclosed::Circle, '⓫', 10),
            '➀'..='➉' => (Enclosed::Circle, '➀', 0),
            '➊'..='➓' => (Enclosed::Circle, '➊', 0),
            '⓵'..='⓾' => (Enclosed::Circle, '⓵', 0),
            '⑴'..='⒇' => (Enclosed::Parentheses, '⑴', 0),
            '⒈'..='⒛' => (Enclosed::Dot, '⒈', 0),
            '㈠'..='㈩' => (Enclosed::Chinese, '㈠', 0),
            '㊀'..='㊉' => (Enclosed::Chinese, '㊀', 0),
            _ => return None,
        };
        Some((kind, c as u32 - first as u32 + 1 + before))
    };
    map_opt(nom::character::complete::anychar, value).parse(input)
}

/// `keycap = 1*2( DIGIT [ U+FE0F ] U+20E3 ) / "🔟"`: the emoji of keys
pub(crate) fn keycap(input: &str) -> PResult<'_, u32> {
    if let Some(rest) = input.strip_prefix('🔟') {
        return Ok((rest, 10));
    }
    let key = || {
        terminated(
            map_opt(satisfy(|c| c.is_ascii_digit()), digit_value),
            (opt(char('\u{fe0f}')), char('\u{20e3}')),
        )
    };
    let (rest, (tens, ones)) = (key(), opt(key())).parse(input)?;
    Ok((rest, ones.map_or(tens, |ones| tens * 10 + ones)))
}

/// `letter = "A" … "Z" / "a" … "z"`, numbered from 1.
pub(crate) fn letter(input: &str) -> PResult<'_, u32> {
    verify(nom::character::complete::anychar, char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase() as u32 - 'a' as u32 + 1)
        .parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals() {
        let cases = [
            ("一", 1),
            ("十", 10),
            ("十一", 11),
            ("二十", 20),
            ("廿三", 23),
            ("卅", 30),
            ("卌二", 42),
            ("一二三", 123),
            ("一百零三", 103),
            ("一百一十", 110),
            ("一百二十三", 123),
            ("两千", 2000),
            ("二〇二四", 2024),
            ("九千九百九十九", 9999),
            ("一千零二十", 1020),
            ("壹拾贰", 12),
            ("叁", 3),
            ("伍佰零陆", 506),
        ];
        for (text, value) in cases {
            assert_eq!(chinese1(text), Ok(("", value)), "{text}");
        }
    }

    #[test]
    fn estimates_and_broken_numerals_have_no_value() {
        for text in [
            "二三十",
            "十七八",
            "一百三",
            "百",
            "十十",
            "十百",
            "一百零",
            "零十",
            "一二三四五",
            "一一一一一一一一一一一一一一",
        ] {
            assert!(chinese1(text).is_err(), "{text}");
        }
    }

    #[test]
    fn roman_numerals_are_well_formed() {
        for (text, value) in [
            ("I", 1),
            ("IV", 4),
            ("IX", 9),
            ("XIV", 14),
            ("XL", 40),
            ("CCCXCIX", 399),
            ("Ⅲ", 3),
        ] {
            assert_eq!(roman1(text), Ok(("", value)), "{text}");
        }
        for text in ["IIII", "IC", "VX", "VIV", "IXI", "XCX", "A", "C", "L"] {
            assert!(roman1(text).is_err(), "{text}");
        }
        for (text, value) in [("i", 1), ("iii", 3), ("xiv", 14), ("ⅷ", 8)] {
            assert_eq!(lower_roman1(text), Ok(("", value)), "{text}");
        }
        assert_eq!(
            ["C", "D", "MCMXC", ""].map(roman_value),
            [Some(100), Some(500), Some(1990), None]
        );
    }

    #[test]
    fn digits_in_one_sign() {
        use Enclosed::{Chinese, Circle, Dot, Parentheses};
        for (text, kind, value) in [
            ("①", Circle, 1),
            ("⑳", Circle, 20),
            ("㉑", Circle, 21),
            ("㉟", Circle, 35),
            ("㊱", Circle, 36),
            ("㊿", Circle, 50),
            ("❿", Circle, 10),
            ("⓫", Circle, 11),
            ("➓", Circle, 10),
            ("⑵", Parentheses, 2),
            ("⒛", Dot, 20),
            ("㈩", Chinese, 10),
        ] {
            assert_eq!(enclosed(text), Ok(("", (kind, value))), "{text}");
        }
        for (text, value) in [("1️⃣", 1), ("1️⃣2️⃣", 12), ("🔟", 10), ("3⃣", 3)] {
            assert_eq!(keycap(text), Ok(("", value)), "{text}");
        }
        assert!(enclosed("⓪").is_err() && keycap("1").is_err());
    }

    #[test]
    fn full_width_digits_count() {
        assert_eq!(digits1("１２ a"), Ok((" a", 12)));
        assert!(digits1("99999999999").is_err());
    }
}
