//! Markers of Latin letters and words.

use nom::{
    Parser,
    branch::alt,
    combinator::{map, opt, verify},
};

use super::{
    super::{
        PResult,
        number::{digits1, letter, lower_roman1, roman_value, roman1},
        one_in, wsp0,
    },
    Marker, Number, Reading, Style, Unit, blank_next,
    decimal::dotted_number,
    not_digit, plausible,
};

/// `word = 1*ALPHA`, the whole run of ASCII letters
fn word(line: &str) -> &str {
    let end = line.bytes().position(|byte| !byte.is_ascii_alphabetic());
    line.get(..end.unwrap_or(line.len())).unwrap_or_default()
}

/// Words in front of a number, in lower case.
const NAMES: [(&str, Unit); 17] = [
    ("chapter", Unit::Chapter),
    ("part", Unit::Part),
    ("section", Unit::Section),
    ("appendix", Unit::Appendix),
    ("annex", Unit::Appendix),
    ("step", Unit::Step),
    ("article", Unit::Article),
    ("lesson", Unit::Lesson),
    ("lecture", Unit::Lesson),
    ("unit", Unit::Lesson),
    ("module", Unit::Lesson),
    ("volume", Unit::Book),
    ("book", Unit::Book),
    ("phase", Unit::Step),
    ("stage", Unit::Step),
    ("week", Unit::Step),
    ("day", Unit::Step),
];

fn unit(word: &str) -> Option<Unit> {
    let named = NAMES
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(word));
    named.map(|&(_, unit)| unit)
}

/// Whether a marker may open `line`, as its first word tells: a letter, a Roman number, or a word of those that are in front
/// of numbers, questions and answers. Most lines open with another word.
pub(super) fn may_open(line: &str) -> bool {
    let word = word(line);
    let may_be_roman =
        |sign: u8| matches!(sign, b'I' | b'V' | b'X' | b'L' | b'C' | b'i' | b'v' | b'x');
    word.len() == 1
        || word.bytes().all(may_be_roman)
        || unit(word).is_some()
        || question_style(word).is_some()
}

fn question_style(word: &str) -> Option<Style> {
    match word {
        "Q" | "Question" | "QUESTION" => Some(Style::Question),
        "A" | "Answer" | "ANSWER" => Some(Style::Answer),
        _ => None,
    }
}

/// `named = ("Chapter" / "Part" / …) blank ( dotted-number / digits / roman-number / number-word / letter ) [ ":" / "." / ")" ]`
pub(super) fn named(line: &str) -> PResult<'_, Reading> {
    let word = word(line);
    let unit = unit(word).ok_or(nom::Err::Error(()))?;
    let rest = line.get(word.len()..).unwrap_or_default();
    let (rest, _) = (blank_next, wsp0).parse(rest)?;
    let single = |value| Number::single(value);
    let one_letter = verify(letter, |_| unit == Unit::Appendix);
    let (rest, number) = alt((
        dotted_number,
        map(alt((digits1, roman1, number_word, one_letter)), single),
    ))
    .parse(rest)?;
    // `Part 1 of the story`, `Step 3 is`: the number must end here.
    let (rest, sign) = opt((one_in(":：.．)—–-、"), not_digit)).parse(rest)?;
    if sign.is_none() {
        blank_next(rest)?;
    }
    if plausible(number.last(), 999) {
        Ok((rest, (Style::Named(unit), number)))
    } else {
        Err(nom::Err::Error(()))
    }
}

/// `number-word = "one" … "twelve"`, the whole word
fn number_word(input: &str) -> PResult<'_, u32> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let word = word(input);
    (1..)
        .zip(WORDS)
        .find(|(_, known)| known.eq_ignore_ascii_case(word))
        .map(|(value, _)| (input.get(word.len()..).unwrap_or_default(), value))
        .ok_or(nom::Err::Error(()))
}

/// `question = ( "Question" / "Answer" / "Q" / "A" ) [digits] (":" / "." / "、")`
///
/// `A.` is a letter, `A:` an answer; `Q.` is always a question.
pub(super) fn question(line: &str) -> PResult<'_, Reading> {
    let word = word(line);
    let style = question_style(word).ok_or(nom::Err::Error(()))?;
    let rest = line.get(word.len()..).unwrap_or_default();
    let number = verify(digits1, |&value| plausible(value, 999));
    let (rest, value) = if word.len() == 1 {
        opt(number).parse(rest)?
    } else {
        map(opt((wsp0, number)), |found| found.map(|(_, value)| value)).parse(rest)?
    };
    let is_certain = value.is_some() || word == "Q";
    let (rest, _) = one_in(if is_certain { ":：.、" } else { ":：" }).parse(rest)?;
    Ok((
        rest,
        (style, value.map_or_else(Number::default, Number::single)),
    ))
}

/// `roman = roman-number ("." / "、" / ")" / blank)`, a blank only behind two signs of one to thirty-nine: `I` is a
/// word, `CV` and `XL` are abbreviations
pub(super) fn roman(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = roman1(line)?;
    let bare = line.len() - rest.len() > 1 && value < 40;
    let (rest, style) = alt((
        map((one_in(".．、：:"), not_digit), |_| Style::Roman),
        map(one_in(")）"), |_| Style::Roman),
        map(verify(blank_next, |()| bare), |()| Style::Roman),
    ))
    .parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// `lower-roman = lower-roman-number ( "." blank / "、" / ")" )`
pub(super) fn lower_roman(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = lower_roman1(line)?;
    let (rest, style) = alt((
        map((one_in(".．"), blank_next), |_| Style::LowerRoman),
        map(one_in("、"), |_| Style::LowerRoman),
        map(one_in(")）"), |_| Style::RomanParenthesis),
    ))
    .parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// `lettered = letter ("." blank / ")" / "、")`
pub(super) fn lettered(line: &str) -> PResult<'_, Reading> {
    let (rest, value) = letter(line)?;
    let upper = line.starts_with(|c: char| c.is_ascii_uppercase());
    let plain = if upper {
        Style::UpperLetter
    } else {
        Style::LowerLetter
    };
    let (rest, style) = alt((
        map((one_in(".．"), blank_next), |_| plain),
        map(one_in("、"), |_| plain),
        map(one_in(")）"), |_| Style::LetterParenthesis),
    ))
    .parse(rest)?;
    Ok((rest, (style, Number::single(value))))
}

/// The other reading of an opening that is read as `found`: a letter for a Roman number and the other way round, an
/// answer for the letter A.
pub(super) fn other(line: &str, found: Option<Marker>) -> Option<(&str, Reading)> {
    let found = found?;
    let rest = line.get(usize::from(found.len_bytes)..)?;
    let letter_read = |line| lettered(line).ok();
    let mut signs = line.chars();
    let first = signs.next()?;
    let sign = if matches!(first, '(' | '（') {
        signs.next()?
    } else {
        first
    };
    let mut buffer = [0; 4];
    let mut roman = || roman_value(sign.encode_utf8(&mut buffer)).map(Number::single);
    match found.style {
        Style::Roman => letter_read(line),
        Style::UpperLetter if sign == 'A' => Some((rest, (Style::Answer, Number::default()))),
        Style::UpperLetter => Some((rest, (Style::Roman, roman()?))),
        Style::LowerLetter => Some((rest, (Style::LowerRoman, roman()?))),
        Style::LetterParenthesis => Some((rest, (Style::RomanParenthesis, roman()?))),
        _ => None,
    }
}
