//! Head, body and tail of a Markdown page: links before the title, link lists behind the article, in-page contents.

use wenmai_model::{BlockKind, BoilerplateKind, SectionRole};
use wenmai_text::{comparison_key, normalize::same_key, trim_blank};

use crate::{
    class::Labeled,
    grammar::{counter::counters, date::date_text, label::Label, title::bracket_tags, whole},
    line::Line,
    markup::{Kind, Marked, Markup},
    region::{Contents, Head, Regions, TailSection, head, label, tail},
    role::role_of,
};

/// Widest line of a menu, in columns.
const MAX_MENU_WIDTH: u16 = 60;
/// Fewest links behind an article that are page furniture without a label.
const MIN_FOOT_LINKS: usize = 3;
/// Narrowest line, on the average, of a list of titles.
const MIN_TITLES_WIDTH: usize = 16;

/// A line with its markup.
type Pair<'d, 'a> = (&'d Line<'a>, &'d Markup);

/// Finds the regions of a page. `title` is what the scraper gives as its title.
pub(super) fn regions(marked: &Marked<'_, '_>, title: Option<&str>) -> Regions {
    let pairs: Vec<Pair<'_, '_>> = marked.lines.iter().zip(marked.marks).collect();
    let (start, has_title) = article_start(&pairs, title);
    let (end, foot) = foot(marked, &pairs, start);
    let lines = marked.lines.get(start..end).unwrap_or_default();
    let mut head = if has_title {
        with_title(head(lines, &Contents::new(lines)))
    } else {
        Head::default()
    };
    let mut tail = tail(lines, head.end);
    // All indexes so far count from the start of the article.
    let mut sections: Vec<TailSection> = std::mem::take(&mut tail.sections);
    for section in &mut sections {
        section.lines.start += start;
        section.lines.end += start;
    }
    sections.extend(foot);
    tail.start += start;
    tail.sections = sections;
    head.title = head.title.map(|at| at + start);
    head.summary = head.summary.map(|at| at + start);
    head.end += start;
    head.classes
        .splice(0..0, pairs.iter().take(start).map(lead_class));
    Regions {
        // Contents of a Markdown page link to its headings: see `mark_furniture`.
        contents: head.end..head.end,
        body: head.end..tail.start,
        head,
        tail,
    }
}

/// The markup says what the title is, also where its form does not.
fn with_title(found: Head) -> Head {
    if found.title.is_some() {
        return found;
    }
    Head {
        title: Some(0),
        summary: None,
        end: 1,
        classes: vec![Labeled::block(BlockKind::Title)],
    }
}

/// What a line in front of the title is.
fn lead_class((line, markup): &Pair<'_, '_>) -> Labeled {
    let path = markup.n_links >= 2 && line.text.contains(['>', '»', '›', '/']);
    let kind = line.furniture.unwrap_or(match markup.kind {
        Kind::Image => BoilerplateKind::Other,
        _ if path => BoilerplateKind::Breadcrumb,
        _ => BoilerplateKind::Navigation,
    });
    Labeled::boilerplate(kind)
}

/// Whether a line says something: prose, or a heading of the article.
fn is_prose(line: &Line<'_>, markup: &Markup) -> bool {
    line.furniture.is_none()
        && !markup.is_linked()
        && line.shape.width > 50
        && (line.shape.ends_sentence() || line.shape.commas > 0)
}

/// Where the article begins, and whether that line is its title.
fn article_start(pairs: &[Pair<'_, '_>], title: Option<&str>) -> (usize, bool) {
    let prose = pairs
        .iter()
        .position(|(line, markup)| is_prose(line, markup))
        .unwrap_or(pairs.len());
    // Up to the first prose, the title may stand anywhere; a heading that the scraper names may stand further down.
    if let Some(title) = title {
        let found = pairs.iter().enumerate().position(|(at, (line, markup))| {
            let may_be = markup.tag().is_some() || at < prose && !markup.is_linked();
            may_be
                && line.furniture.is_none()
                && names(title, bracket_tags(line.text).1, markup.tag().is_some())
        });
        if let Some(at) =
            found.filter(|&at| at <= prose || pairs.get(at).is_some_and(|p| p.1.tag() == Some(1)))
        {
            return (at, true);
        }
    }
    let headings = || {
        pairs
            .iter()
            .enumerate()
            .filter(|(_, (line, _))| line.furniture.is_none())
            .filter_map(|(at, (line, markup))| Some((at, *line, markup.tag()?)))
    };
    let first_h1 = headings().find(|&(_, _, tag)| tag == 1);
    if let Some((at, line, _)) = first_h1.filter(|&(at, ..)| at < prose) {
        let others = headings().filter(|&(other, _, tag)| other > at && tag == 1);
        let sibling = |other: &Line<'_>| {
            line.marker
                .is_some_and(|marker| other.marker.is_some_and(|m| m.style == marker.style))
        };
        let is_section = others.clone().any(|(_, other, _)| sibling(other))
            || others.count() > 0 && role_of(line.body()).is_some();
        return (at, !is_section);
    }
    let first = menu_end(pairs);
    let Some((line, markup)) = pairs.get(first) else {
        return (0, false);
    };
    let is_title = match markup.tag() {
        // A heading above all others in the page is its title.
        Some(tag) => {
            headings().all(|(at, _, other)| at == first || other > tag)
                && role_of(line.body()).is_none()
        }
        None => {
            title.is_none()
                && matches!(markup.kind, Kind::Paragraph)
                && !markup.is_linked()
                && !is_prose(line, markup)
                && !line.shape.ends_like_text()
        }
    };
    (first, is_title)
}

/// One past the last line of the menus that open a page.
fn menu_end(pairs: &[Pair<'_, '_>]) -> usize {
    let mut end = 0;
    for (at, (line, markup)) in pairs.iter().enumerate() {
        if is_menu_line(line, markup) {
            end = at + 1;
        } else if markup.tag().is_some() || line.shape.width > 20 || at >= end + 3 {
            break;
        }
    }
    end
}

/// A line of links, a picture, or what repeats on the pages of the host.
fn is_menu_line(line: &Line<'_>, markup: &Markup) -> bool {
    if line.furniture.is_some() {
        return true;
    }
    let linked = markup.is_linked() && (line.shape.width <= MAX_MENU_WIDTH || markup.n_links > 1);
    linked || markup.kind == Kind::Image
}

/// A line of the last lines of a page: whose rights these are.
fn is_rights_line(line: &Line<'_>) -> bool {
    line.text.starts_with(['©', '℗']) || label(line) == Some(Label::Copyright)
}

/// A link to the article before or behind this one.
fn is_pager(line: &Line<'_>, markup: &Markup) -> bool {
    const LEADS: [&str; 8] = [
        "previous", "prev", "next", "older", "newer", "上一", "下一", "后一",
    ];
    let text = line.text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lead = LEADS.iter().find(|lead| {
        text.get(..lead.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(lead))
    });
    let behind = lead.and_then(|lead| text.get(lead.len()..));
    // `Next.js` is no next page.
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    markup.is_linked()
        && markup.n_links == 1
        && markup.kind == Kind::Paragraph
        && behind.is_some_and(ends)
}

/// Whether the title that a scraper gives, `Title - Site` as a rule, names this line.
fn names(title: &str, line: &str, is_heading: bool) -> bool {
    if same_key(title, line) {
        return true;
    }
    let (title, line) = (comparison_key(title), comparison_key(line));
    let long_enough =
        line.chars().count() * if is_heading { 3 } else { 2 } >= title.chars().count();
    long_enough
        && line.chars().count() >= 4
        && (title.starts_with(&line) || is_heading && title.contains(&line))
}

/// Page furniture behind the article: where it starts, and its sections.
fn foot(
    marked: &Marked<'_, '_>,
    pairs: &[Pair<'_, '_>],
    start: usize,
) -> (usize, Vec<TailSection>) {
    let openers: Vec<usize> = (start + 1..pairs.len())
        .filter(|&at| {
            pairs
                .get(at)
                .is_some_and(|(line, markup)| markup.tag().is_some() || label(line).is_some())
        })
        .collect();
    let mut end = pairs.len();
    let mut sections: Vec<TailSection> = Vec::new();
    for &at in openers.iter().rev() {
        let Some(label) = section_label(marked, pairs, at..end, !sections.is_empty()) else {
            break;
        };
        sections.push(TailSection {
            label,
            lines: at..end,
            is_by_form: false,
        });
        end = at;
    }
    // Links without a label behind the last text.
    let mut cut = end;
    let mut links = 0;
    let mut certain = false;
    let mut plain = 0;
    let first_cut = openers
        .iter()
        .rev()
        .find(|&&at| at < end)
        .map_or(start + 1, |&at| at + 1);
    let is_reference = first_cut
        .checked_sub(1)
        .and_then(|at| pairs.get(at))
        .is_some_and(|(line, _)| {
            role_of(line.body()).is_some_and(|role| role.0 == SectionRole::References)
        });
    for at in (first_cut..end).rev() {
        let Some((line, markup)) = pairs.get(at).filter(|_| !is_reference) else {
            break;
        };
        if is_rights_line(line) || is_pager(line, markup) {
            certain = true;
            cut = at;
        } else if is_menu_line(line, markup) {
            links += usize::from(markup.n_links).max(usize::from(markup.is_linked()));
            plain = 0;
            cut = at;
        } else if plain < 2
            && line.shape.width <= 30
            && !line.shape.ends_sentence()
            && markup.kind == Kind::Paragraph
        {
            plain += 1;
        } else {
            break;
        }
    }
    let menu = links >= MIN_FOOT_LINKS && marked.internal_share(cut..end) >= 50;
    if cut < end && (certain || menu) {
        let label = if sections.is_empty() {
            Label::Footer
        } else {
            Label::Navigation
        };
        sections.push(TailSection {
            label,
            lines: cut..end,
            is_by_form: false,
        });
        end = cut;
    }
    sections.reverse();
    (end, sections)
}

/// The label of the lines `range`, of which the first is a heading or a label, when they are page furniture.
/// `before_furniture` says whether only furniture follows.
fn section_label(
    marked: &Marked<'_, '_>,
    pairs: &[Pair<'_, '_>],
    range: std::ops::Range<usize>,
    before_furniture: bool,
) -> Option<Label> {
    let (opener, opener_markup) = pairs.get(range.start)?;
    let below = pairs.get(range.start + 1..range.end).unwrap_or_default();
    let n_linked = below
        .iter()
        .filter(|(_, markup)| markup.is_linked())
        .count();
    let short = |(line, markup): &Pair<'_, '_>| {
        is_menu_line(line, markup)
            || is_rights_line(line)
            || markup.is_linked()
            || line.shape.width <= 40 && !line.shape.ends_sentence() && markup.kind != Kind::Code
    };
    let furniture = below.iter().all(short);
    if let Some(found) = label(opener) {
        return (furniture && n_linked * 2 >= below.len()).then_some(found);
    }
    if role_of(opener.body()).is_some() {
        return None;
    }
    if below.is_empty() {
        return (before_furniture && opener_markup.is_linked()).then_some(Label::Navigation);
    }
    let all_links = below.iter().all(|(line, markup)| {
        markup.is_linked() || markup.kind == Kind::Image || is_rights_line(line)
    });
    let inside = marked.internal_share(range.start + 1..range.end);
    if !all_links
        || n_linked < 2
        || inside < 80
        || !(before_furniture || n_linked >= MIN_FOOT_LINKS)
    {
        return None;
    }
    let width: usize = below
        .iter()
        .filter(|(_, markup)| markup.is_linked())
        .map(|(line, _)| usize::from(line.shape.width))
        .sum();
    Some(if width >= MIN_TITLES_WIDTH * n_linked {
        Label::Related
    } else {
        Label::Navigation
    })
}

/// Marks page furniture inside the body: contents that link to the page's own headings, buttons, and the lines of links
/// and dates below the title.
pub(super) fn mark_furniture(
    marked: &Marked<'_, '_>,
    body: std::ops::Range<usize>,
    classes: &mut [Labeled],
) {
    let pairs: Vec<Pair<'_, '_>> = marked
        .lines
        .iter()
        .zip(marked.marks)
        .skip(body.start)
        .take(body.len())
        .collect();
    let mut set = |at: usize, kind: BoilerplateKind| {
        if let Some(class) = classes.get_mut(at) {
            *class = Labeled::boilerplate(kind);
        }
    };
    let mut opening = true;
    let mut at = 0;
    while let Some((line, markup)) = pairs.get(at) {
        let entries = pairs
            .iter()
            .skip(at)
            .take_while(|(_, markup)| {
                markup.is_linked() && marked.url(markup).is_some_and(|url| marked.is_anchor(url))
            })
            .count();
        if entries >= 3 {
            let label = at.checked_sub(1).filter(|&above| {
                pairs
                    .get(above)
                    .is_some_and(|(line, _)| label(line) == Some(Label::Contents))
            });
            for entry in label.into_iter().chain(at..at + entries) {
                set(entry, BoilerplateKind::TableOfContents);
            }
            at += entries;
            continue;
        }
        if let Some(kind) = button(marked, line, markup) {
            set(at, kind);
        } else if opening && is_byline(line, markup) {
            set(at, BoilerplateKind::Byline);
        } else if markup.kind != Kind::Image {
            opening = false;
        }
        at += 1;
    }
}

/// The kind of a line that is a button: a link that leads nowhere, or one with a label.
fn button(marked: &Marked<'_, '_>, line: &Line<'_>, markup: &Markup) -> Option<BoilerplateKind> {
    if !markup.is_linked() || markup.tag().is_some() || line.shape.width > MAX_MENU_WIDTH {
        return None;
    }
    if let Some(found) = label(line) {
        return Some(found.boilerplate());
    }
    let url = marked.url(markup)?;
    let leads_nowhere =
        url.is_empty() || url == "#" || url.to_ascii_lowercase().starts_with("javascript:");
    // `[Back to top](#top)`, alone on its line, in no list.
    let leads_up = url.starts_with('#')
        && markup.kind == Kind::Paragraph
        && line.shape.width <= 24
        && line.is_isolated();
    (leads_nowhere || leads_up).then_some(BoilerplateKind::Navigation)
}

/// A short line of links, a date, or counters, right below the title.
fn is_byline(line: &Line<'_>, markup: &Markup) -> bool {
    if markup.tag().is_some() || line.shape.width > MAX_MENU_WIDTH || line.shape.ends_sentence() {
        return false;
    }
    let text = trim_blank(line.text);
    markup.is_linked() && markup.kind != Kind::Table
        || date_text(text).is_ok()
        || whole(counters, text).is_some_and(|_| line.shape.digits > 0)
}
