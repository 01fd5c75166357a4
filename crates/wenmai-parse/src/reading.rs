//! Which reading of its opening each line has: the caller's markers first, then what the document counts.
//!
//! `I.` is one or the ninth letter; what stands before and behind it in the page tells.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    ParseOptions,
    grammar::marker::{Marker, Number, Style, Unit, marker, may_have_another, readings},
    line::{Line, Shape},
    user_marker,
};

/// Widest title of an article, in columns: what is longer is its text.
const MAX_ARTICLE_TITLE_WIDTH: u16 = 50;

/// Gives each line the marker that the options and the document read it as. Runs in O(size of the lines).
pub(crate) fn resolve_markers(lines: &mut [Line<'_>], options: &ParseOptions) {
    if lines.iter().any(is_ambiguous) {
        let mut slots: Vec<Slot> = lines.iter().enumerate().filter_map(slot).collect();
        choose(&mut slots);
        for slot in &slots {
            if let Some(line) = lines.get_mut(slot.line) {
                line.marker = slot.chosen;
            }
        }
    }
    if !options.markers.is_empty() {
        let places = lines.iter_mut().map(|line| (line.text, &mut line.marker));
        user_marker::mark(&options.markers, places);
    }
    if options.articles_as_headings {
        for line in lines {
            state_article(line);
        }
    }
}

/// A line that may open with a marker.
#[derive(Debug, Clone, Copy)]
struct Slot {
    line: usize,
    readings: [Option<Marker>; 2],
    chosen: Option<Marker>,
}

fn is_ambiguous(line: &Line<'_>) -> bool {
    may_have_another(line.text, line.marker)
}

fn slot((at, line): (usize, &Line<'_>)) -> Option<Slot> {
    let readings = if is_ambiguous(line) {
        readings(line.text)
    } else {
        [line.marker, None]
    };
    readings.iter().any(Option::is_some).then_some(Slot {
        line: at,
        readings,
        chosen: line.marker,
    })
}

/// What a reading belongs to: its style and the parts before its last.
type Series = (Style, Number);

fn series(marker: &Marker) -> Series {
    (marker.style, marker.number.parent())
}

/// Chooses a reading for each slot: the second when its series counts up to it, or on from it, better than the first.
///
/// A number with a unit, and a number that is no series' own, keep no reading.
fn choose(slots: &mut [Slot]) {
    let next = next_numbers(slots);
    let mut last: FxHashMap<Series, u32> = FxHashMap::default();
    let mut numbers: FxHashSet<Number> = FxHashSet::default();
    let mut before: Option<Style> = None;
    for (slot, next) in slots.iter_mut().zip(next) {
        let score = |marker: Option<Marker>, next: Option<u32>| {
            let Some(marker) = marker else { return 0 };
            if marker.style == Style::Answer {
                return u8::from(before == Some(Style::Question));
            }
            let number = marker.number.last();
            let counts_up = number > 1 && last.get(&series(&marker)) == Some(&(number - 1));
            let counts_on = next == Some(number + 1);
            // A number with a unit needs more than a parent: `1.5 倍` below `1. 背景` is a factor.
            let has_parent = slot.readings[0].is_some()
                && marker.style == Style::Dotted
                && numbers.contains(&marker.number.parent());
            u8::from(counts_up) + u8::from(counts_on) + u8::from(has_parent)
        };
        let [first, second] = slot.readings;
        let [first_next, second_next] = next;
        let needed = match (first, second) {
            // `1. 2. 2.3D 打印` is rare, a dotted number that misses its neighbors is not.
            (Some(_), Some(second)) if second.style == Style::DecimalDot => 1,
            _ => 0,
        };
        slot.chosen = if score(second, second_next) > score(first, first_next).max(needed) {
            second
        } else {
            first
        };
        if let Some(chosen) = slot.chosen {
            last.insert(series(&chosen), chosen.number.last());
            numbers.insert(chosen.number);
            before = Some(chosen.style);
        }
    }
}

/// For both readings of each slot the number that comes next in their series.
fn next_numbers(slots: &[Slot]) -> Vec<[Option<u32>; 2]> {
    let mut open: FxHashMap<Series, u32> = FxHashMap::default();
    let mut next: Vec<[Option<u32>; 2]> = slots
        .iter()
        .rev()
        .map(|slot| {
            let found = slot
                .readings
                .map(|reading| reading.and_then(|marker| open.get(&series(&marker)).copied()));
            let [first, second] = slot.readings;
            // A second reading counts for others only where it is as likely as the first.
            let second = second.filter(|second| match second.style {
                Style::UpperLetter | Style::LowerLetter | Style::LetterParenthesis => true,
                Style::LowerRoman | Style::RomanParenthesis => second.number.last() <= 10,
                Style::DecimalDot => first.is_none(),
                _ => false,
            });
            for marker in first.iter().chain(&second) {
                open.insert(series(marker), marker.number.last());
            }
            found
        })
        .collect();
    next.reverse();
    next
}

/// Says of an article of a statute that it is a heading; 第五条规定 refers to one and is none.
fn state_article(line: &mut Line<'_>) {
    let Some(marker) = line
        .marker
        .filter(|marker| marker.style == Style::Ordinal(Unit::Article))
    else {
        return;
    };
    line.marker = ends(line.text, &marker).then_some(Marker {
        is_stated: !is_article_text(line.body()),
        ..marker
    });
}

/// Whether `text` opens as an article of a statute, which is a heading on demand.
pub(crate) fn is_article(text: &str) -> bool {
    marker(text)
        .filter(|marker| marker.style == Style::Ordinal(Unit::Article))
        .is_some_and(|marker| ends(text, &marker))
}

/// Whether the number of an article ends with its `marker` at the start of `text`.
fn ends(text: &str, marker: &Marker) -> bool {
    let behind = text.get(usize::from(marker.len_bytes)..);
    behind.is_none_or(|behind| {
        behind.starts_with(wenmai_text::is_blank)
            || behind.trim_start().starts_with(['【', '（', '(', '['])
    })
}

/// Whether what stands behind 第一条 is the article itself and not its title.
fn is_article_text(body: &str) -> bool {
    let shape = Shape::new(body);
    shape.width > MAX_ARTICLE_TITLE_WIDTH || shape.inner_ends > 0 || shape.ends_like_text()
}

/// Parts the number of an article from its text where both stand in one line, so that the text is no part of the heading.
pub(crate) fn part_articles(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut parted = Vec::with_capacity(lines.len());
    for line in lines {
        match article_parts(&line) {
            Some(parts) => parted.extend(parts),
            None => parted.push(line),
        }
    }
    parted
}

/// The number of an article and its text, when `line` holds both.
pub(crate) fn article_parts<'t>(line: &Line<'t>) -> Option<[Line<'t>; 2]> {
    let marker = line
        .marker
        .filter(|marker| marker.style == Style::Ordinal(Unit::Article) && !marker.is_stated)?;
    let number = line.text.get(..usize::from(marker.len_bytes))?;
    let text = line.body();
    let start = line.text.len() - text.len();
    let heading = Line {
        text: number,
        blank_after: false,
        shape: Shape::new(number),
        marker: Some(Marker {
            len_bytes: 0,
            is_stated: true,
            ..marker
        }),
        ..*line
    };
    let below = Line {
        text,
        start: line.start + u32::try_from(start).unwrap_or(u32::MAX),
        blank_before: false,
        shape: Shape::new(text),
        marker: None,
        ..*line
    };
    Some([heading, below])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::line::scan;

    /// Style and number of each line's marker, `-` for none.
    fn check(page: &str, expected: &str) {
        check_with(page, &ParseOptions::default(), expected);
    }

    fn check_with(page: &str, options: &ParseOptions, expected: &str) {
        let mut lines = scan(page);
        resolve_markers(&mut lines, options);
        let found: Vec<String> = lines
            .iter()
            .map(|line| {
                line.marker.map_or("-".to_owned(), |marker| {
                    let sign = match marker.style {
                        Style::Roman | Style::LowerRoman | Style::RomanParenthesis => 'r',
                        Style::UpperLetter | Style::LowerLetter | Style::LetterParenthesis => 'l',
                        Style::Question => 'q',
                        Style::Answer => 'a',
                        Style::User(_) => 'u',
                        Style::Dotted => 'd',
                        _ => 'n',
                    };
                    let parts = marker.number.parts();
                    let parts: Vec<String> = parts.iter().map(u32::to_string).collect();
                    format!("{sign}{}", parts.join("."))
                })
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{page}");
    }

    #[test]
    fn roman_numbers_go_on_with_roman_numbers() {
        check(
            "I. a\nII. b\nIII. c\nIV. d\nV. e\nVI. f",
            "r1 r2 r3 r4 r5 r6",
        );
        check("I. a\nA. b\nB. c\nC. d\nD. e\nII. f", "r1 l1 l2 l3 l4 r2");
        check("IV. a\nA. b\nB. c\nC. d\nD. e\nV. f", "r4 l1 l2 l3 l4 r5");
        check("I. alone", "r1");
        check("(i) a\n(ii) b\n(iii) c", "r1 r2 r3");
        check("i. a\nii. b", "r1 r2");
    }

    #[test]
    fn letters_go_on_with_letters() {
        check("G. a\nH. b\nI. c\nJ. d", "l7 l8 l9 l10");
        check("H. b\nI. c", "l8 l9");
        check("U. a\nV. b\nW. c\nX. d\nY. e", "l21 l22 l23 l24 l25");
        check("(g) a\n(h) b\n(i) c\n(j) d", "l7 l8 l9 l10");
        check("C. a\nD. b", "l3 l4");
    }

    #[test]
    fn an_answer_comes_behind_a_question() {
        check("Q. a\nA. b\nQ. c\nA. d", "q1 a1 q1 a1");
        check("Q1. a\nA. b\nB. c\nC. d", "q1 l1 l2 l3");
        check("A. b\nB. c", "l1 l2");
    }

    #[test]
    fn titles_that_begin_with_a_digit() {
        check("1.引言\n2.3D打印\n3.总结", "n1 n2 n3");
        check("1.2024年回顾\n2.2025年展望", "n1 n2");
        check("1.4G网络\n2.5G网络\n3.6G网络", "n1 n2 n3");
        check("1. 背景\n2. 方法\n2.1 数据\n3. 结果", "n1 n2 d2.1 n3");
        check(
            "一、背景\n1.1 现状\n二、方法\n2.1 数据\n三、结果\n3.1 图",
            "n1 d1.1 n2 d2.1 n3 d3.1",
        );
        check(
            "1.1 a\n1.2 b\n2.1 c\n2.2 d\n3.1 e",
            "d1.1 d1.2 d2.1 d2.2 d3.1",
        );
        check("1.2024年回顾\n正文。", "- -");
    }

    #[test]
    fn figures_are_markers_only_inside_a_series() {
        check("3.5版本\n正文\n1.5 倍", "- - -");
        check("1.1 背景\n1.2 版本\n1.3 方法", "d1.1 d1.2 d1.3");
        check("3.5 版本\n3.6 版本", "- -");
        check("1. 背景\n1.5 倍\n2. 方法", "n1 - n2");
        check("3 小时\n5 天", "- -");
    }

    #[test]
    fn the_caller_s_markers_win() {
        let mut options = ParseOptions::default();
        for pattern in ["场景", r"(\d+)\.", "幕"] {
            let marker = crate::UserMarker::new("a", pattern, None).unwrap();
            options.markers.push(marker);
        }
        check_with(
            "场景 a\n3. b\n场景 c\n一、d\n幕 e",
            &options,
            "u1 u3 u2 n1 u1",
        );
    }

    #[test]
    fn articles_are_stated_and_parted() {
        let options = ParseOptions {
            articles_as_headings: true,
            ..ParseOptions::default()
        };
        let mut lines = scan(
            "第一条 目的\n第二条　为了公平，制定本条例。\n第三条规定的事项\n第四条【定义】摊位是指……\n第五条：略。",
        );
        resolve_markers(&mut lines, &options);
        let lines = part_articles(lines);
        let found: Vec<_> = lines
            .iter()
            .map(|line| {
                (
                    line.text,
                    line.marker.is_some_and(|marker| marker.is_stated),
                )
            })
            .collect();
        assert_eq!(
            found,
            [
                ("第一条 目的", true),
                ("第二条", true),
                ("为了公平，制定本条例。", false),
                ("第三条规定的事项", false),
                ("第四条", true),
                ("【定义】摊位是指……", false),
                ("第五条：略。", false),
            ]
        );
    }
}
