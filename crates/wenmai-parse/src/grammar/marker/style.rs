//! How markers are written, and what they count.

use std::ops::Deref;

use super::super::number::MAX_NUMBER;

/// Longest dotted number that is read: `1.2.3.4.5.6`.
pub(super) const MAX_PARTS: usize = 6;

/// How a marker is written. Markers of one style count one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Style {
    /// `一、`
    ChineseComma,
    /// `一.`
    ChineseDot,
    /// `一：`
    ChineseColon,
    /// `（一）`, `一）`, `㈠`
    ChineseParenthesized,
    /// `一 ` and a blank
    ChineseBare,
    /// `1.`, `⒈`
    DecimalDot,
    /// `1、`
    DecimalComma,
    /// `1)`
    DecimalParenthesis,
    /// `（1）`, `⑴`
    DecimalParenthesized,
    /// `1：`
    DecimalColon,
    /// `1 ` and a blank
    DecimalBare,
    /// `1.2`, `1.2.3` …: the series is told by the parts before the last
    Dotted,
    /// `第一章`, `第2节` …
    Ordinal(Unit),
    /// `Chapter 1`, `Step 2:` …
    Named(Unit),
    /// `I.`
    Roman,
    /// `ii.`
    LowerRoman,
    /// `(ii)`, `ii)`, `(II)`
    RomanParenthesis,
    /// `A.`
    UpperLetter,
    /// `a.`
    LowerLetter,
    /// `A)`, `(a)`
    LetterParenthesis,
    /// `①`, `1️⃣`
    Circled,
    /// `Q:`, `Q1.`, `问：`
    Question,
    /// `A:`, `答：` of a question and its answer
    Answer,
    /// A marker of the options, by its index there
    User(u8),
}

/// The division that an ordinal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Unit {
    /// 编, 部, 卷, Book, Volume
    Book,
    /// 部分, Part
    Part,
    /// 章, Chapter
    Chapter,
    /// 回, 讲, 课, 篇, 单元, Lesson, Unit, Module
    Lesson,
    /// 节, Section
    Section,
    /// 条, Article: a statute's own unit, a heading only where the options say so
    Article,
    /// 款, 项
    Clause,
    /// 步, 阶段, Step
    Step,
    /// 附录, Appendix
    Appendix,
}

/// The parsed number of a marker, up to [`MAX_PARTS`] parts of at most four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Number {
    parts: [u16; MAX_PARTS],
    len: u8,
}

impl Number {
    /// A number of one part; without parts when `value` has more than four digits.
    pub(crate) fn single(value: u32) -> Self {
        let mut number = Self::default();
        let _too_long = number.push(value);
        number
    }

    /// Adds a part; `None` when there is no room for it, or it has more than four digits.
    pub(super) fn push(&mut self, value: u32) -> Option<()> {
        let value = u16::try_from(value)
            .ok()
            .filter(|&value| u32::from(value) <= MAX_NUMBER)?;
        *self.parts.get_mut(usize::from(self.len))? = value;
        self.len += 1;
        Some(())
    }

    /// Whether there is no part.
    pub(super) const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All parts: `1.2.1` → `[1, 2, 1]`.
    pub(crate) fn parts(&self) -> Parts {
        self.first(self.len)
    }

    /// The part that counts siblings.
    pub(crate) fn last(&self) -> u32 {
        self.parts().last().copied().unwrap_or(0)
    }

    /// The parts before the last, which name the parent.
    pub(crate) fn prefix(&self) -> Parts {
        self.first(self.len.saturating_sub(1))
    }

    /// The number without its last part.
    pub(crate) fn parent(&self) -> Self {
        let mut parent = Self::default();
        for &part in self.prefix().iter() {
            if parent.push(part).is_none() {
                break;
            }
        }
        parent
    }

    fn first(&self, len: u8) -> Parts {
        Parts {
            values: self.parts.map(u32::from),
            len,
        }
    }
}

/// Some parts of a number, as a slice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    values: [u32; MAX_PARTS],
    len: u8,
}

impl Deref for Parts {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        self.values.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl PartialEq for Parts {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<const N: usize> PartialEq<[u32; N]> for Parts {
    fn eq(&self, other: &[u32; N]) -> bool {
        **self == *other
    }
}
