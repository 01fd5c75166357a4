//! Numerals: ASCII and full-width digits, Chinese numerals, Roman numerals, circled digits.

use nom::{
    Parser,
    bytes::complete::{take_while_m_n, take_while1},
    combinator::{map_opt, verify},
};

use super::PResult;
use wenmai_text::normalize::half_width;

/// Value of an ASCII or full-width digit.
pub(crate) fn digit_value(c: char) -> Option<u32> {
    half_width(c).to_digit(10)
}

/// `digits = 1*9( DIGIT / FULLWIDTH-DIGIT )`, the whole run: longer ones count nothing that a page has.
pub(crate) fn digits1(input: &str) -> PResult<'_, u32> {
    map_opt(take_while1(|c| digit_value(c).is_some()), |run: &str| {
        run.chars().try_fold(0_u32, |value, c| {
            value.checked_mul(10)?.checked_add(digit_value(c)?)
        })
    })
    .parse(input)
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
        '三' | '叁' | '參' => Numeral::Digit(3),
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
        _ => return None,
    })
}

/// Whether `c` may stand in a Chinese numeral.
pub(crate) const fn is_chinese_numeral(c: char) -> bool {
    numeral(c).is_some()
}

/// Value of a Chinese numeral below 10,000: 十一 → 11, 二百零三 → 203, 廿一 → 21, and digit by digit 二〇二四 → 2024.
fn chinese_value(run: &str) -> Option<u32> {
    let positional = !run
        .chars()
        .any(|c| matches!(numeral(c), Some(Numeral::Unit(_) | Numeral::Tens(_))));
    let (mut total, mut digit) = (0_u32, None);
    for c in run.chars() {
        match numeral(c)? {
            Numeral::Digit(value) if positional => {
                total = total.checked_mul(10)?.checked_add(value)?;
            }
            Numeral::Digit(value) => digit = Some(value),
            // 十 alone is ten: a missing digit counts as one.
            Numeral::Unit(unit) => {
                total += digit.take().filter(|&value| value > 0).unwrap_or(1) * unit;
            }
            Numeral::Tens(value) => total += value,
        }
    }
    Some(total + digit.unwrap_or(0))
}

/// `chinese-number = 1*7 CHINESE-NUMERAL`
pub(crate) fn chinese1(input: &str) -> PResult<'_, u32> {
    map_opt(take_while_m_n(1, 7, is_chinese_numeral), chinese_value).parse(input)
}

/// `roman-number = 1*7 ("I" / "V" / "X" / "L" / "C")`, upper case, well-formed, below 400; also the characters Ⅰ…Ⅻ.
///
/// `C` and `L` alone are letters: a series reaches its third item more often than its hundredth.
pub(crate) fn roman1(input: &str) -> PResult<'_, u32> {
    if let Some(c @ 'Ⅰ'..='Ⅻ') = input.chars().next() {
        return Ok((
            input.get(c.len_utf8()..).unwrap_or_default(),
            c as u32 - 'Ⅰ' as u32 + 1,
        ));
    }
    map_opt(take_while_m_n(1, 7, |c| "IVXLC".contains(c)), roman_value).parse(input)
}

/// Value of a well-formed Roman numeral; checked by writing the value again.
fn roman_value(run: &str) -> Option<u32> {
    let worth = |c| match c {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        _ => 100_u32,
    };
    let mut value = 0;
    let mut digits = run.chars().map(worth).peekable();
    while let Some(digit) = digits.next() {
        match digits.peek() {
            Some(&next) if next > digit => value -= i64::from(digit),
            _ => value += i64::from(digit),
        }
    }
    let value = u32::try_from(value).ok()?;
    (write_roman(value) == run && !matches!(run, "C" | "L")).then_some(value)
}

fn write_roman(mut value: u32) -> String {
    const STEPS: [(u32, &str); 9] = [
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut written = String::new();
    for (step, sign) in STEPS {
        while value >= step {
            written.push_str(sign);
            value -= step;
        }
    }
    written
}

/// `circled = "①" … "⑳" / "⑴" … "⒇" / "❶" … "❿" / "㈠" … "㈩"`
pub(crate) fn circled(input: &str) -> PResult<'_, u32> {
    let value = |c: char| {
        let first = match c {
            '①'..='⑳' => '①',
            '⑴'..='⒇' => '⑴',
            '❶'..='❿' => '❶',
            '㈠'..='㈩' => '㈠',
            _ => return None,
        };
        Some(c as u32 - first as u32 + 1)
    };
    map_opt(nom::character::complete::anychar, value).parse(input)
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
            ("一百零三", 103),
            ("两千", 2000),
            ("二〇二四", 2024),
            ("壹拾贰", 12),
            ("叁", 3),
        ];
        for (text, value) in cases {
            assert_eq!(chinese1(text), Ok(("", value)), "{text}");
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
            ("Ⅲ", 3),
        ] {
            assert_eq!(roman1(text), Ok(("", value)), "{text}");
        }
        for text in ["IIII", "IC", "VX", "A", "C"] {
            assert!(roman1(text).is_err(), "{text}");
        }
    }

    #[test]
    fn full_width_digits_count() {
        assert_eq!(digits1("１２ a"), Ok((" a", 12)));
        assert_eq!(circled("③ x"), Ok((" x", 3)));
        assert!(digits1("99999999999").is_err());
    }
}
