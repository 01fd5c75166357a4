//! Why each line is what it is: the decisions of parsing, put into words.
//!
//! Nothing is decided here. Each phrase is read off what the stages of parsing have decided; only the weights of the facts are
//! measured anew, see [`evidence`].

mod evidence;
mod level;
mod markup;

use wenmai_model::{BlockKind, BoilerplateKind, LineClass, LineExplanation};

use crate::{
    body,
    class::{Class, Labeled},
    grammar::{label::Label, title::summary_text},
    judge::{Facts, Model, Overruled, log_odds, no_heading},
    line::Line,
    parse::Decided,
    profile::HostRules,
    region::{TailSection, label},
};
use evidence::Evidence;
pub(crate) use markup::explain_markup;

/// Most characters of a line that a phrase cites.
const MAX_CITED_CHARS: usize = 12;

/// One entry for each line of a text page, in order. `rules` and `model` are those that decided.
pub(crate) fn explain_lines(
    decided: &Decided<'_>,
    rules: Option<&HostRules>,
    model: &Model,
) -> Vec<LineExplanation> {
    let classes = decided.layout.regions.head.classes.iter();
    let classes = classes
        .chain(&decided.classes)
        .chain(&decided.related.classes);
    let mut reasons = head(decided);
    reasons.extend(body_reasons(decided, model));
    reasons.extend(tail(decided));
    let mut explained: Vec<LineExplanation> = decided
        .layout
        .lines
        .iter()
        .zip(classes)
        .zip(reasons)
        .map(|((line, labeled), (score, reason))| {
            let is_repeated = line.furniture.is_some() && labeled.is_boilerplate();
            let repeated = rules
                .filter(|_| is_repeated)
                .and_then(|rules| rules.reason(line.text));
            LineExplanation {
                line: Some(line.number),
                class: line_class(*labeled),
                score,
                reason: repeated.unwrap_or(reason),
                level: None,
                level_reason: None,
                text: line.text.to_owned(),
            }
        })
        .collect();
    let levels = level::reasons(decided.layout.body(), &decided.decisions);
    for (decision, reason) in decided.decisions.iter().zip(levels) {
        if let Some(line) = explained.get_mut(decided.layout.regions.body.start + decision.line) {
            line.level = Some(decision.level);
            line.level_reason = Some(reason);
        }
    }
    explained
}

const fn line_class(labeled: Labeled) -> LineClass {
    match labeled.class {
        Class::Block(kind) => LineClass::Block(kind),
        Class::Boilerplate(kind) => LineClass::Boilerplate(kind),
        Class::Card(_) => LineClass::Card,
    }
}

/// The start of a line, as phrases cite it.
fn cited(text: &str) -> String {
    match text.char_indices().nth(MAX_CITED_CHARS) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// A score and a reason.
type Reason = (Option<f32>, String);

fn by_rule(reason: impl Into<String>) -> Reason {
    (None, reason.into())
}

/// Reasons of the lines above the body.
fn head(decided: &Decided<'_>) -> Vec<Reason> {
    let head = &decided.layout.regions.head;
    let explain = |(at, (labeled, line)): (usize, (&Labeled, &Line<'_>))| {
        by_rule(match labeled.class {
            Class::Block(BlockKind::Title) if head.title == Some(at) && at == 0 => {
                "first line, short and no sentence"
            }
            Class::Block(BlockKind::Title) if head.title == Some(at) => {
                "first line below the menu, short and no sentence"
            }
            Class::Block(BlockKind::Title) => "repeats the title",
            Class::Block(_) if labeled.joined => "text below the label of the summary",
            Class::Block(_) if summary_text(line.text).is_some() => "opens with a summary label",
            Class::Block(_) => "stands between the title and its repetition",
            _ if label(line) == Some(Label::Contents) => "label of a table of contents",
            Class::Boilerplate(BoilerplateKind::Byline) => {
                "byline: date, author, source or counters"
            }
            Class::Boilerplate(BoilerplateKind::Breadcrumb) => "path to the page",
            Class::Boilerplate(BoilerplateKind::Navigation) => "menu above the title",
            Class::Boilerplate(BoilerplateKind::Copyright) => "label of a region: copyright",
            Class::Boilerplate(BoilerplateKind::Other) => "label of a region: tags",
            _ => "in a list of lines that come again below",
        })
    };
    let lines = head.classes.iter().zip(&decided.layout.lines);
    lines.enumerate().map(explain).collect()
}

/// Reasons of the lines below the body.
fn tail(decided: &Decided<'_>) -> Vec<Reason> {
    let tail = &decided.layout.regions.tail;
    let mut reasons = Vec::with_capacity(decided.related.classes.len());
    for section in &tail.sections {
        let lines = decided
            .layout
            .lines
            .get(section.lines.clone())
            .unwrap_or_default();
        let opening = lines
            .first()
            .filter(|line| label(line) == Some(section.label));
        for (at, line) in lines.iter().enumerate() {
            let class = decided.related.classes.get(reasons.len());
            reasons.push(by_rule(match class.map(|labeled| labeled.class) {
                Some(Class::Card(card)) => format!("card {} of the related articles", card + 1),
                _ => section_reason(section, opening.map(|line| line.text), at, line),
            }));
        }
    }
    reasons
}

fn section_reason(
    section: &TailSection,
    opening: Option<&str>,
    at: usize,
    line: &Line<'_>,
) -> String {
    let kind = section.label.boilerplate().as_str().replace('_', " ");
    match opening {
        Some(_) if at == 0 => format!("label of a region: {kind}"),
        Some(label) => format!("below the label {}", cited(label)),
        None if section.is_by_form && section.label != Label::Related => {
            let place = if at == 0 {
                "known by its form"
            } else {
                "below a line of the form"
            };
            format!("{place}: {kind}")
        }
        None if section.label == Label::Related => {
            let what = if line.text == "|" { "bar" } else { "line" };
            format!("{what} among repeated records of other articles")
        }
        None => format!("in a list that belongs to a label above: {kind}"),
    }
}

/// Reasons of the lines of the body.
fn body_reasons(decided: &Decided<'_>, model: &Model) -> Vec<Reason> {
    let lines = decided.layout.body();
    // The facts are those that were judged by: both follow from the lines alone.
    let rules = decided.layout.classify();
    let facts = Facts::new(lines, &rules);
    let evidence = Evidence::new(lines, &rules, &facts, &decided.classes, model.ensemble());
    decided
        .classes
        .iter()
        .enumerate()
        .zip(lines)
        .map(|((at, labeled), line)| match labeled.class {
            Class::Block(BlockKind::Heading) => heading(decided, &facts, &evidence, at),
            // The headings of such a page are learned, its blocks are not.
            _ if decided.is_wrapped => by_rule(wrapped(*labeled, line)),
            Class::Block(kind) => block(decided, &facts, &evidence, at, kind),
            _ => by_rule("in a list of lines that come again below"),
        })
        .collect()
}

/// The line with index `at` is a heading.
fn heading(decided: &Decided<'_>, facts: &Facts, evidence: &Evidence<'_>, at: usize) -> Reason {
    let judgement = &decided.judgement;
    let score = Some(judgement.confidence(at));
    if judgement.overruled.get(at) == Some(&Some(Overruled::Stated)) {
        let line = decided.layout.body().get(at);
        return (score, stated(line));
    }
    let own = own_odds(decided, at);
    let groups = evidence.strongest(at, BlockKind::Heading);
    let series = shared_series(facts, at).filter(|_| own < crate::judge::MIN_LOG_ODDS);
    let reason = match series {
        Some(lines) => format!("the {lines} lines of its series are headings; {groups}"),
        None => groups,
    };
    (score, reason)
}

fn stated(line: Option<&Line<'_>>) -> String {
    let marker = line.and_then(|line| {
        let len = usize::from(line.marker?.len_bytes);
        line.text.get(..len).filter(|marker| !marker.is_empty())
    });
    format!(
        "marker {} of the options",
        cited(marker.or(line.map(|line| line.text)).unwrap_or_default())
    )
}

/// The line with index `at` is a block of this kind, by the trees or by one of the rules beside them.
fn block(
    decided: &Decided<'_>,
    facts: &Facts,
    evidence: &Evidence<'_>,
    at: usize,
    kind: BlockKind,
) -> Reason {
    let judgement = &decided.judgement;
    let Some((score, likeliest)) = judgement.likeliest(at) else {
        return by_rule("not judged");
    };
    match kind {
        BlockKind::Quote => return by_rule("opens with > as quotes do"),
        BlockKind::Table if likeliest != kind => {
            return by_rule("row between others with bars or tabs");
        }
        _ => {}
    }
    let ruled_out = no_heading(decided.layout.body(), at);
    let reason = if judgement.is_heading(at) {
        "looks like a heading, but has no place in the outline".to_owned()
    } else if let Some(overruled) = judgement.overruled.get(at).copied().flatten() {
        match overruled {
            Overruled::Unnumbered => "no heading: has no number where one series numbers the page",
            Overruled::Lone => "no heading: hardly another on the page, and it is not clear enough",
            Overruled::Stated => "no heading, though the options name its marker",
        }
        .to_owned()
    } else if let Some(lines) =
        shared_series(facts, at).filter(|_| own_odds(decided, at) >= crate::judge::MIN_LOG_ODDS)
    {
        format!("the {lines} lines of its series are no headings")
    } else {
        let groups = evidence.strongest(at, kind);
        match ruled_out {
            Some(why) if kind == BlockKind::Paragraph => format!("no heading: {why}; {groups}"),
            _ => groups,
        }
    };
    (Some(score), reason)
}

/// Log-odds of the line with index `at` to be a heading, by itself.
fn own_odds(decided: &Decided<'_>, at: usize) -> f32 {
    let row = decided.judgement.lines.get(at);
    row.map_or(f32::NEG_INFINITY, |&[heading, ..]| log_odds(heading))
}

/// Number of lines in the series of the line with index `at`, when there are several.
fn shared_series(facts: &Facts, at: usize) -> Option<usize> {
    let member = facts.series.membership(at)?;
    Some(facts.series.lines_of(member.series)).filter(|&lines| lines > 1)
}

/// Why a line of a page that was wrapped by hand belongs to its block.
fn wrapped(labeled: Labeled, line: &Line<'_>) -> &'static str {
    match labeled.class {
        _ if labeled.joined => "goes on with the line above",
        Class::Block(BlockKind::Code) => "looks like code",
        Class::Block(BlockKind::Table) => "row between others with bars or tabs",
        Class::Block(BlockKind::ListItem) if body::bullet_len(line.text).is_some() => {
            "opens with a bullet"
        }
        Class::Block(BlockKind::Quote) => "opens with > as quotes do",
        _ => "starts a block of a page that was wrapped by hand",
    }
}
