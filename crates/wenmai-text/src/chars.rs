//! Character classes.

/// Whether `c` leaves no mark: Unicode white space, and the invisible characters that dumps carry in its
/// place (zero-width space and joiners, word joiner, byte order mark, bidirectional controls, soft hyphen).
///
/// ```
/// use wenmai_text::is_blank;
/// assert!(is_blank('\u{3000}') && is_blank('\u{a0}') && is_blank('\u{feff}') && is_blank('\0'));
/// assert!(!is_blank('文') && !is_blank('.'));
/// ```
#[inline]
pub const fn is_blank(c: char) -> bool {
    // Written out, since each character of a page is asked: white space and controls, then the invisible ones among them.
    matches!(c, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{ad}' | '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{3000}' | '\u{feff}')
}

/// Whether `c` leaves no mark and takes no room: joiners, controls of direction, tags, variation selectors, the byte order
/// mark. Some are blanks, some belong to the character before them.
///
/// ```
/// use wenmai_text::chars::is_invisible;
/// assert!(is_invisible('\u{200b}') && is_invisible('\u{fe0f}') && is_invisible('\u{e0041}'));
/// assert!(!is_invisible(' ') && !is_invisible('\u{3000}') && !is_invisible('\n'));
/// ```
#[inline]
pub const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether blanks hold so many invisible characters that they may be a code, and not the traces of an editor.
///
/// ```
/// use wenmai_text::chars::may_hide;
/// assert!(may_hide("\u{200b}\u{200c}\u{200b}\u{200b}") && !may_hide("\u{feff}\u{200b} \u{3000}"));
/// ```
pub fn may_hide(blanks: &str) -> bool {
    blanks
        .chars()
        .filter(|c| is_invisible(*c))
        .nth(LEAST_HIDDEN - 1)
        .is_some()
}

/// So many invisible characters may be a code.
const LEAST_HIDDEN: usize = 4;

/// `text` without blank characters at both ends.
///
/// ```
/// assert_eq!(wenmai_text::trim_blank("\u{3000} 一、总则 \r"), "一、总则");
/// ```
#[inline]
pub fn trim_blank(text: &str) -> &str {
    let mut signs = text.chars();
    let is_blank_end = |end: Option<char>| end.is_some_and(is_blank);
    // Most texts have nothing to trim.
    if is_blank_end(signs.next()) || is_blank_end(signs.next_back()) {
        text.trim_matches(is_blank)
    } else {
        text
    }
}

/// Whether `c` is a letter or a digit: as [`char::is_alphanumeric`], without its tables for what pages are full of.
#[inline]
pub fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => true,
        '\u{2010}'..='\u{2027}'
        | '\u{3001}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Whether `c` is a Chinese character: the unified ideographs with their extensions, compatibility
/// ideographs, `〇` and `々`.
#[inline]
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇' | '々')
}

/// Whether `c` is a letter of Chinese, Japanese or Korean: Han, kana, hangul, bopomofo.
#[inline]
pub const fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3105}'..='\u{312f}' | '\u{ff66}'..='\u{ff9d}')
}

/// Whether `c` is punctuation of Chinese and Japanese text, full-width forms included.
#[inline]
pub const fn is_cjk_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Whether a sentence may end with `c`: `。！？…` and their ASCII forms, `；` and `;` excluded.
#[inline]
pub const fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '…' | '．' | '｡' | '.' | '!' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_cuts_agree_with_the_tables() {
        for c in '\0'..=char::MAX {
            let is_invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
            assert_eq!(
                is_blank(c),
                c.is_whitespace() || c.is_control() || is_invisible,
                "{c:?}"
            );
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
        for text in ["", " ", " a", "a\u{3000}", "\u{feff} 文 \r", "a b"] {
            assert_eq!(trim_blank(text), text.trim_matches(is_blank));
        }
    }
}
