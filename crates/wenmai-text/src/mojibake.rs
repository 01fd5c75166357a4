//! Text that was read in a wrong charset and saved again.

mod signs;

use std::ops::Range;

use encoding_rs::WINDOWS_1252;
use memchr::{memchr, memmem};

pub use self::signs::{Signs, signs, signs_of_ascii};

/// So many places that no text has by chance are no examples.
const MANY: usize = 4;

/// How the text was spoiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoiled {
    /// UTF-8 was read as windows-1252 or Latin-1: `cafÃ©`.
    AsLatin,
    /// UTF-8 was read as GBK: `锛` for a comma, `銆` for a full stop.
    AsGbk,
    /// Replacement characters in UTF-8 were read as GBK: 锟斤拷.
    Replaced,
    /// Memory that nobody had written was read as GBK: bytes CC and CD as 烫 and 屯.
    Uninitialized,
}

/// Spoiled text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mojibake {
    /// How it was spoiled.
    pub spoiled: Spoiled,
    /// How many places show it.
    pub count: usize,
    /// The first of them, in bytes.
    pub first: Range<usize>,
}

/// Looks for text that was read in a wrong charset, where `signs`, those of `text`, leave room for it. Runs in O(len of `text`).
///
/// ```
/// use wenmai_text::mojibake::{Spoiled, find, signs};
/// let text = "le cafÃ© noir";
/// let found = find(text, signs(text)).unwrap();
/// assert_eq!((found.spoiled, found.count, &text[found.first]), (Spoiled::AsLatin, 1, "Ã©"));
/// assert_eq!(find("le café noir", signs("le café noir")), None);
/// ```
pub fn find(text: &str, signs: Signs) -> Option<Mojibake> {
    let by_rare = || {
        repeated(text, "锟斤拷", Spoiled::Replaced)
            .or_else(|| repeated(text, "烫烫烫", Spoiled::Uninitialized))
            .or_else(|| repeated(text, "屯屯屯", Spoiled::Uninitialized))
            .or_else(|| as_gbk(text))
    };
    let found = signs.has_rare.then(by_rare).flatten();
    found.or_else(|| signs.has_letter.then(|| as_latin(text)).flatten())
}

fn repeated(text: &str, sign: &str, spoiled: Spoiled) -> Option<Mojibake> {
    let mut places = memmem::find_iter(text.as_bytes(), sign.as_bytes());
    let first = places.next()?;
    Some(Mojibake {
        spoiled,
        count: 1 + places.count(),
        first: first..first + sign.len(),
    })
}

/// The lead bytes of `，：！（`, of `。、「` and of quotation marks and dashes make rare characters of GBK: a tool of carpenters, one
/// of no use, and holmium. A page that has both of the first, or many of the last, was read wrongly.
fn as_gbk(text: &str) -> Option<Mojibake> {
    let [comma, stop, quote] = ["锛", "銆", "鈥"].map(|sign| repeated(text, sign, Spoiled::AsGbk));
    let count = |found: &Option<Mojibake>| found.as_ref().map_or(0, |found| found.count);
    let (n_full_width, n_quotes) = (count(&comma) + count(&stop), count(&quote));
    let is_spoiled = (comma.is_some() && stop.is_some() && n_full_width >= 3) || n_quotes >= 3;
    if !is_spoiled {
        return None;
    }
    let first = [comma, stop, quote]
        .into_iter()
        .flatten()
        .min_by_key(|found| found.first.start)?;
    Some(Mojibake {
        count: n_full_width + n_quotes,
        ..first
    })
}

/// A Latin letter is the image of the lead byte of a character of UTF-8, and what follows are images of its other bytes: the
/// letters of ordinary text have no such company. Single places may be chance, as `ß“` in German or `à »` in French, and
/// others an example in a text about charsets; so places that no text has by chance must be many, or all there are.
fn as_latin(text: &str) -> Option<Mojibake> {
    // All letters from À to ÿ begin with this byte, which is no other part of a character.
    const LETTER: u8 = 0xc3;
    let (mut strong, mut first, mut n_ordinary) = (0, None, 0_usize);
    let (mut at, mut end_of_last) = (0, usize::MAX);
    while let Some(found) = text
        .as_bytes()
        .get(at..)
        .and_then(|rest| memchr(LETTER, rest))
    {
        let start = at + found;
        if let Some(image) = text.get(start..).and_then(image) {
            let end = start + image.len_bytes;
            if image.is_strong || start == end_of_last {
                strong += 1;
                first.get_or_insert(start..end);
            }
            (at, end_of_last) = (end, end);
        } else {
            n_ordinary += 1;
            at = start + 2;
        }
    }
    (strong >= MANY || (strong > 0 && n_ordinary == 0)).then_some(())?;
    Some(Mojibake {
        spoiled: Spoiled::AsLatin,
        count: strong,
        first: first?,
    })
}

/// The image of one character of UTF-8 in windows-1252 or Latin-1.
struct Image {
    len_bytes: usize,
    /// Whether it alone tells, without another one beside it.
    is_strong: bool,
}

/// Reads the image of a character at the start of `text`.
fn image(text: &str) -> Option<Image> {
    let mut characters = text.chars();
    let lead = byte_of(characters.next()?)?;
    let n_more = match lead {
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    // Whether the first of the other characters, or any of them, stands beside letters in ordinary text.
    let (mut opens_typographic, mut n_typographic) = (false, 0);
    for (index, byte) in bytes.iter_mut().skip(1).take(n_more).enumerate() {
        let character = characters.next()?;
        *byte = byte_of(character).filter(|byte| (0x80..0xc0).contains(byte))?;
        opens_typographic |= index == 0 && is_typographic(character);
        n_typographic += usize::from(is_typographic(character));
    }
    let original = std::str::from_utf8(bytes.get(..=n_more)?).ok()?;
    let original = original.chars().next()?;
    let is_strong = match n_more {
        // `Â°`, `Ã©`, `Å¼`; in other scripts words are runs of images.
        1 => original <= '\u{17f}' && n_typographic == 0,
        // `â€™`, `â†’`: no ordinary text has `â€` or `â†`.
        2 => lead == 0xe2 && !opens_typographic,
        _ => n_typographic == 0,
    };
    Some(Image {
        len_bytes: text.len() - characters.as_str().len(),
        is_strong,
    })
}

/// Signs that stand beside letters in ordinary text.
fn is_typographic(character: char) -> bool {
    matches!(
        character,
        '\u{a0}'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '‘'
            | '’'
            | '‚'
            | '“'
            | '”'
            | '„'
            | '…'
            | '–'
            | '—'
            | '™'
            | '®'
            | '·'
            | '•'
            | '¡'
            | '¿'
            | '²'
            | '³'
            | '¹'
            | 'ª'
            | 'º'
            | '\u{ad}'
    )
}

/// The byte whose image the character is: in Latin-1, else in windows-1252.
fn byte_of(character: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(character)) {
        return (byte >= 0x80).then_some(byte);
    }
    // One character gives one byte; what windows-1252 lacks becomes a reference of several.
    let mut text = [0; 4];
    match *WINDOWS_1252.encode(character.encode_utf8(&mut text)).0 {
        [byte] => Some(byte),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Option<(Spoiled, usize, &str)> {
        find(text, signs(text))
            .map(|found| (found.spoiled, found.count, text.get(found.first).unwrap()))
    }

    /// What a program that takes UTF-8 for another charset makes of `text`.
    fn spoil(text: &str, encoding: &'static encoding_rs::Encoding) -> String {
        encoding
            .decode_without_bom_handling(text.as_bytes())
            .0
            .into_owned()
    }

    #[test]
    fn utf8_read_as_windows_1252_is_found_in_every_language() {
        for text in [
            "Le café d’à côté",
            "It’s a “quote” – really",
            "中文网页的正文",
            "日本語のページ",
            "Русский текст",
            "Zażółć gęślą jaźń",
            "한국어 문서",
            "Größe und Maß",
            "20 °C",
            "smile 😀",
            "ภาษาไทย",
            "a → b",
        ] {
            let spoiled = spoil(text, WINDOWS_1252);
            let found = check(&spoiled).map(|found| found.0);
            assert_eq!(found, Some(Spoiled::AsLatin), "{spoiled}");
            assert_eq!(check(text), None, "{text}");
        }
        // Latin-1 gives control characters where windows-1252 has signs.
        assert_eq!(check("itâ\u{80}\u{99}s").unwrap().0, Spoiled::AsLatin);
        assert_eq!(check("le cafÃ© noir"), Some((Spoiled::AsLatin, 1, "Ã©")));
    }

    #[test]
    fn utf8_read_as_gbk_and_its_relatives_are_found() {
        let text = "关于我们：本站成立于一九九九年，以中文为主。欢迎投稿，谢谢。";
        let spoiled = spoil(text, encoding_rs::GBK);
        assert_eq!(check(&spoiled).unwrap().0, Spoiled::AsGbk, "{spoiled}");
        let english = spoil("It’s his, it’s hers, it’s ours", encoding_rs::GBK);
        assert_eq!(check(&english).unwrap().0, Spoiled::AsGbk, "{english}");
        let lost = spoil("\u{fffd}\u{fffd}", encoding_rs::GBK);
        assert_eq!(check(&lost), Some((Spoiled::Replaced, 1, "锟斤拷")));
        let memory = "栈上的内容是烫烫烫烫烫烫";
        assert_eq!(check(memory), Some((Spoiled::Uninitialized, 2, "烫烫烫")));
    }

    #[test]
    fn ordinary_text_is_no_mojibake() {
        for text in [
            "",
            "plain",
            "Il dit «\u{a0}voilà\u{a0}» et s’en va. «Résumé»… À côté, l’été.",
            "„Fuß“ und „MENÜ“, „süß“… GRÖSSE – „Maß“",
            "ATENÇÃO — NÃO, “MAÇÔ, «IRMÃ», São Paulo…",
            "Â» « Ê”, À «",
            "木工用锛和斧。锛、凿、刨都是工具。锛子。",
            "钬的繁体是鈥。",
            "汤很烫，屯田，斤斤计较",
            "Đây là tiếng Việt: Ấn Độ, Â Ê Ô.",
            "Âge d’or, château, Île-de-France",
            "A text about charsets, in French: «é» becomes Ã© and then ÃƒÂ©, après tout.",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at the clock")]
    fn linear_in_hostile_text() {
        for unit in ["Ã", "Ã©", "â€", "锛", "锟斤", "烫烫", "ð"] {
            let long = unit.repeat(200_000);
            let start = std::time::Instant::now();
            let _ = find(&long, signs(&long));
            assert!(start.elapsed().as_secs() < 5, "{unit}");
        }
    }
}
