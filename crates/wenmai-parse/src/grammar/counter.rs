//! Counters of views and comments.

use nom::{
    Parser,
    branch::alt,
    bytes::complete::{tag, tag_no_case},
    combinator::{map, map_opt, opt, value},
    multi::fold_many0,
    sequence::{preceded, terminated},
};

use super::{PResult, number::digits1, one_in, wsp0};

/// What a counter says it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CounterKind {
    /// Nothing is said.
    Unnamed,
    Views,
    Comments,
    Other,
}

/// One counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counter {
    /// The number.
    pub(crate) value: u64,
    /// What it counts.
    pub(crate) kind: CounterKind,
}

/// All counters of one line, at most eight, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counters {
    list: [Option<Counter>; 8],
    len: usize,
}

impl Counters {
    /// Appends a counter; `None` when there is no room.
    pub(crate) fn push(&mut self, counter: Counter) -> Option<()> {
        *self.list.get_mut(self.len)? = Some(counter);
        self.len += 1;
        Some(())
    }

    /// The counters in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Counter> {
        self.list.iter().flatten().copied()
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Whether any says what it counts.
    pub(crate) fn any_named(&self) -> bool {
        self.iter()
            .any(|counter| counter.kind != CounterKind::Unnamed)
    }

    /// Views and comments: the named ones; without names the first and the second of two or more. A single nameless
    /// number may be several run together (`63711`), and gives neither.
    pub(crate) fn views_and_comments(&self) -> (Option<u64>, Option<u64>) {
        let of = |kind| {
            self.iter()
                .find(|counter| counter.kind == kind)
                .map(|counter| counter.value)
        };
        if self.any_named() {
            return (of(CounterKind::Views), of(CounterKind::Comments));
        }
        let mut values = self.iter().map(|counter| counter.value);
        match (values.next(), values.next()) {
            (Some(views), Some(comments)) => (Some(views), Some(comments)),
            _ => (None, None),
        }
    }
}

/// `counters = counter *( [sign] counter )`
pub(crate) fn counters(input: &str) -> PResult<'_, Counters> {
    let (rest, first) = counter(input)?;
    let mut counters = Counters::default();
    counters.push(first).ok_or(nom::Err::Error(()))?;
    let next = preceded((wsp0, opt(one_in("·|•,，/")), wsp0), counter);
    let (rest, all) = fold_many0(
        next,
        move || Some(counters),
        |all: Option<Counters>, counter| {
            let mut all = all?;
            all.push(counter).map(|()| all)
        },
    )
    .parse(rest)?;
    all.map(|all| (rest, all)).ok_or(nom::Err::Error(()))
}

/// `counter = [ name [ ":" ] ] number [ name ]`
fn counter(input: &str) -> PResult<'_, Counter> {
    let before = opt(terminated(name, (wsp0, opt(one_in(":：")), wsp0)));
    let (rest, (before, value)) = (before, number).parse(input)?;
    // A named counter never takes the next one's name: 阅读 340 评论 2.
    let (rest, after) = if before.is_some() {
        (rest, None)
    } else {
        opt(preceded(wsp0, name_behind)).parse(rest)?
    };
    let kind = before.or(after).unwrap_or(CounterKind::Unnamed);
    Ok((rest, Counter { value, kind }))
}

/// A name behind a number, unless it belongs to a number that follows it.
fn name_behind(input: &str) -> PResult<'_, CounterKind> {
    let (rest, _) = opt(alt((tag("次"), tag("人"), tag("条"), tag("个")))).parse(input)?;
    name(rest)
}

/// `name = "阅读" / "评论" / "views" / "comments" / …`
fn name(input: &str) -> PResult<'_, CounterKind> {
    match input.chars().next() {
        Some('a'..='z' | 'A'..='Z') => name_en(input),
        Some(c) if !c.is_ascii() => name_zh(input),
        _ => Err(nom::Err::Error(())),
    }
}

fn name_zh(input: &str) -> PResult<'_, CounterKind> {
    let views = alt((
        tag("阅读量"),
        tag("阅读数"),
        tag("阅读"),
        tag("浏览量"),
        tag("浏览"),
        tag("点击"),
        tag("播放"),
        tag("閱讀"),
    ));
    let comments = alt((
        tag("评论数"),
        tag("评论"),
        tag("回复"),
        tag("回答"),
        tag("評論"),
        tag("留言"),
    ));
    let other = alt((
        tag("点赞"),
        tag("收藏"),
        tag("转发"),
        tag("分享"),
        tag("喜欢"),
        tag("赞"),
    ));
    alt((
        value(CounterKind::Views, views),
        value(CounterKind::Comments, comments),
        value(CounterKind::Other, other),
    ))
    .parse(input)
}

fn name_en(input: &str) -> PResult<'_, CounterKind> {
    let views = alt((
        tag_no_case("views"),
        tag_no_case("view"),
        tag_no_case("reads"),
    ));
    let comments = alt((
        tag_no_case("comments"),
        tag_no_case("comment"),
        tag_no_case("replies"),
        tag_no_case("reply"),
        tag_no_case("responses"),
    ));
    let other = alt((
        tag_no_case("likes"),
        tag_no_case("like"),
        tag_no_case("shares"),
        tag_no_case("claps"),
        tag_no_case("stars"),
        tag_no_case("points"),
    ));
    alt((
        value(CounterKind::Views, views),
        value(CounterKind::Comments, comments),
        value(CounterKind::Other, other),
    ))
    .parse(input)
}

/// `number = digits *( "," 3DIGIT ) [ "." digits ] [ "k" / "w" / "万" / "M" ]`
fn number(input: &str) -> PResult<'_, u64> {
    let (rest, first) = digits1(input)?;
    let group = |input| -> PResult<'_, u32> {
        let (rest, _) = one_in(",").parse(input)?;
        let digits: &str = rest.get(..3).unwrap_or_default();
        if digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()) {
            digits1(digits).map(|(_, value)| (rest.get(3..).unwrap_or_default(), value))
        } else {
            Err(nom::Err::Error(()))
        }
    };
    let grouped = fold_many0(
        group,
        move || u64::from(first),
        |all, three| all.saturating_mul(1000) + u64::from(three),
    );
    let (rest, whole) = { grouped }.parse(rest)?;
    let scale = alt((
        value(
            10_000_u64,
            alt((
                preceded(wsp0, tag("万")),
                preceded(wsp0, tag("萬")),
                tag("w"),
                tag("W"),
            )),
        ),
        value(1_000, alt((tag("k"), tag("K"), tag("千")))),
        value(1_000_000, tag("M")),
    ));
    let fraction = preceded(
        one_in("."),
        (nom::combinator::recognize(digits1), opt(scale)),
    );
    let plain_scale = alt((
        value(10_000_u64, tag("万")),
        value(1_000, alt((tag("k"), tag("K")))),
    ));
    alt((
        map_opt(fraction, move |(digits, scale): (&str, Option<u64>)| {
            let scale = scale?;
            let power = 10_u64.checked_pow(u32::try_from(digits.len()).ok()?)?;
            let part = digits1(digits).ok()?.1;
            Some(whole * scale + u64::from(part) * scale / power)
        }),
        map(opt(plain_scale), move |scale| {
            whole.saturating_mul(scale.unwrap_or(1))
        }),
    ))
    .parse(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::whole;

    fn check(line: &str, expected: Option<(&[u64], Option<u64>, Option<u64>)>) {
        let found = whole(counters, line);
        let values: Vec<u64> = found
            .iter()
            .flat_map(Counters::iter)
            .map(|counter| counter.value)
            .collect();
        let found = found.map(|counters| {
            let (views, comments) = counters.views_and_comments();
            (values.as_slice(), views, comments)
        });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn counters_of_a_card() {
        check("340 2", Some((&[340, 2], Some(340), Some(2))));
        check("354 25 33", Some((&[354, 25, 33], Some(354), Some(25))));
        check(
            "2736 views 35 comments",
            Some((&[2736, 35], Some(2736), Some(35))),
        );
        check("阅读 340 评论 2", Some((&[340, 2], Some(340), Some(2))));
        check(
            "1.2万阅读 · 30评论",
            Some((&[12_000, 30], Some(12_000), Some(30))),
        );
        check("1,234 views", Some((&[1234], Some(1234), None)));
        check("63711", Some((&[63_711], None, None)));
    }

    #[test]
    fn not_counters() {
        for line in ["2017-11-121802", "1.2 优势", "v2", "3 apples", "", "十"] {
            check(line, None);
        }
    }
}
