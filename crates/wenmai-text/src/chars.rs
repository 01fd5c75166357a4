//! Character classes.

/// Whether `c` leaves no mark: Unicode white space, and the invisible characters that dumps carry in its
/// place (zero-width space and joiners, word joiner, byte order mark, bidirectional controls, soft hyphen).
///
/// ```
/// use wenmai_text::is_blank;
/// assert!(is_blank('\u{3000}') && is_blank('\u{a0}') && is_blank('\u{feff}') && is_blank('\0'));
/// assert!(!is_blank('文') && !is_blank('.'));
/// ```
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// `text` without blank characters at both ends.
///
/// ```
/// assert_eq!(wenmai_text::trim_blank("\u{3000} 一、总则 \r"), "一、总则");
/// ```
pub fn trim_blank(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Whether `c` is a Chinese character: the unified ideographs with their extensions, compatibility
/// ideographs, `〇` and `々`.
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇' | '々')
}

/// Whether `c` is a letter of Chinese, Japanese or Korean: Han, kana, hangul, bopomofo.
pub const fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3105}'..='\u{312f}' | '\u{ff66}'..='\u{ff9d}')
}

/// Whether `c` is punctuation of Chinese and Japanese text, full-width forms included.
pub const fn is_cjk_punctuation(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{30fb}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}' | '\u{ff5b}'..='\u{ff65}' | '“' | '”' | '‘' | '’' | '—' | '…' | '·')
}

/// Whether a sentence may end with `c`: `。！？…` and their ASCII forms, `；` and `;` excluded.
pub const fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '…' | '．' | '｡' | '.' | '!' | '?')
}
