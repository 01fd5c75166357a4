//! The rules. A threshold stands beyond what about one article in 300 has, of the articles that ARCHITECTURE.md names.

use crate::quality::measures::count;
use crate::quality::table::{CHINESE, at_least, at_most};
use crate::quality::{Languages, Rule};
use crate::statistics::ratio;
use std::borrow::Cow;

/// Chinese, whatever its script, and its sisters that are written with the same marks.
pub(in crate::quality) const LANGUAGES: Languages = Languages::Only(Cow::Borrowed(&[
    Cow::Borrowed("zh"),
    Cow::Borrowed("yue"),
    Cow::Borrowed("wuu"),
    Cow::Borrowed("lzh"),
    Cow::Borrowed("nan"),
    Cow::Borrowed("hak"),
    Cow::Borrowed("gan"),
    Cow::Borrowed("cdo"),
]));

/// Shorter texts have too few characters for any share.
pub(in crate::quality) const MIN_CHARS: Rule = at_least(
    CHINESE,
    "min-chars",
    40.0,
    "characters that are not blank",
    |m| count(m.chinese_lines().all()),
);

/// Text in a wrong charset has Latin letters, signs or U+FFFD for Chinese.
pub(in crate::quality) const MAX_MISREAD: Rule = at_most(
    CHINESE,
    "max-misread-share",
    0.05,
    "share of characters that are U+FFFD, 锟斤拷 or bytes of UTF-8 read as Latin letters",
    |m| m.chinese_signs().misread(),
);

/// UTF-8 read as GBK, Big5 as GBK and so on give characters that are in no text: 鏈枃浠嬬粛.
pub(in crate::quality) const MAX_RARE: Rule = at_most(
    CHINESE,
    "max-rare-share",
    0.1,
    "share of Chinese characters that are not among the 7,000 frequent ones, or beside hangul, Cyrillic or half-width kana",
    |m| m.chinese_signs().rare(),
);

/// A charset that lacks a character writes `?` for it.
pub(in crate::quality) const MAX_LOST: Rule = at_most(
    CHINESE,
    "max-lost-share",
    0.08,
    "question marks right before a Chinese character, by Chinese characters",
    |m| m.chinese_signs().lost(),
);

/// Addresses, figures, minified code.
pub(in crate::quality) const MIN_CHINESE: Rule = at_least(
    CHINESE,
    "min-chinese-share",
    0.12,
    "share of Chinese characters, tables and code left out",
    |m| m.chinese_lines().chinese(),
);

/// Logs, dumps, lists of dates.
pub(in crate::quality) const MAX_DIGITS: Rule = at_most(
    CHINESE,
    "max-digit-share",
    0.3,
    "share of characters that are digits, tables and code left out",
    |m| m.chinese_lines().digits(),
);

/// Names and headlines have none.
pub(in crate::quality) const MIN_FUNCTION: Rule = at_least(
    CHINESE,
    "min-function-share",
    0.02,
    "share of Chinese characters that hold sentences together (的, 是, 我, 之), tables and code left out",
    |m| m.chinese_lines().function(),
);

/// Menus and lists of links are entries without marks.
pub(in crate::quality) const MIN_CONNECTED: Rule = at_least(
    CHINESE,
    "min-connected-share",
    0.4,
    "share of characters in lines with marks of clauses, verses, tables and code",
    |m| m.chinese_lines().connected(),
);

/// Pages of headlines, which may have commas.
pub(in crate::quality) const MAX_HEADLINES: Rule = at_most(
    CHINESE,
    "max-headline-share",
    0.5,
    "share of characters in long lines that no sentence ends with",
    |m| m.chinese_lines().headlines(),
);

/// Menus, forms, log-ins, errors, notices about cookies.
pub(in crate::quality) const MAX_FURNITURE: Rule = at_most(
    CHINESE,
    "max-furniture-share",
    0.3,
    "share of characters in short lines with words of menus, forms and notices",
    |m| m.chinese_lines().furniture(),
);

/// Headlines with marks, counts and names: what stands beside furniture, without a paragraph.
pub(in crate::quality) const MAX_LISTED: Rule = at_most(
    CHINESE,
    "max-listed-share",
    0.75,
    "share of characters outside paragraphs, verses, tables and code, if one in 50 is in lines of menus, forms and notices",
    |m| m.chinese_lines().listed(),
);

/// Half of a song may be its refrain.
pub(in crate::quality) const MAX_AGAIN: Rule = at_most(
    CHINESE,
    "max-duplicate-line-chars",
    0.5,
    "share of characters in lines that stood before",
    |m| m.chinese_lines().again(),
);

/// Stuffed with a name of two characters.
pub(in crate::quality) const MAX_TOP_PAIR: Rule = at_most(
    CHINESE,
    "max-top-2-gram",
    0.2,
    "share of characters in the commonest two, after three places",
    |m| m.chinese_phrases().pair,
);

/// Stuffed with a longer term.
pub(in crate::quality) const MAX_TOP_TRIPLE: Rule = at_most(
    CHINESE,
    "max-top-3-gram",
    0.12,
    "share of characters in the commonest three, after three places",
    |m| m.chinese_phrases().triple,
);

/// Stuffed with a name or a question, which an article says in other words the next time.
pub(in crate::quality) const MAX_TOP_FIVE: Rule = at_most(
    CHINESE,
    "max-top-5-gram",
    0.12,
    "share of characters in the commonest five, after three places",
    |m| m.chinese_phrases().five,
);

/// One sentence with another word each time.
pub(in crate::quality) const MAX_TEMPLATE: Rule = at_most(
    CHINESE,
    "max-template-share",
    0.45,
    "share of Chinese characters in sentences half of which stands in one of the four sentences before",
    |m| m.chinese_phrases().template,
);

/// The share of the commonest three characters that is evidence beside words of advertisements.
const STUFFED: f64 = 0.06;

/// Texts that want to sell something.
pub(in crate::quality) const MAX_ADVERTISING: Rule = at_most(
    CHINESE,
    "max-advertising",
    1.0,
    "words of advertisements in a hundred characters, each once in 300, if they are of two kinds out of contact, offer, promise and goods, or beside a repeated term; a shorter text counts as a hundred",
    |m| {
        let is_stuffed = m.chinese_phrases().triple > STUFFED;
        let n_words = m.advertising().words(is_stuffed);
        100.0 * ratio(n_words, m.chinese_lines().all().max(100))
    },
);
