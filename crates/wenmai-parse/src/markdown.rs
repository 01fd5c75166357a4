//! The reader of Markdown pages, as scrapers write them.
//!
//! A CommonMark parser runs once over the page. It gives the visible text, line by line, with what the markup says of
//! each line; then the page goes the way of a text page: regions, classes, outline, document. What the markup says is
//! evidence: the number of `#` signs, a link, a bold line may each mean something else than it says.

mod cards;
mod html;
mod read;
mod region;
mod visible;
mod wrapper;

use wenmai_model::{Document, Finding, FindingKind, PageKind, Severity, SignalSource};

use crate::{
    ParseOptions, assemble,
    class::mark_furniture,
    line::scan,
    markup::{Marked, Markup, classify, document, host, link_marks, read_markers},
    profile::{LineMarkup, Sight},
    signals::{Signals, is_creative_commons},
};
use visible::Visible;

/// Parses the Markdown of a page that stands at `url`, as far as that is known. `seen` gets what the markup says of each line,
/// where it is given.
pub(crate) fn parse(
    source: &str,
    url: Option<&str>,
    options: &ParseOptions,
    seen: Option<&mut Vec<LineMarkup>>,
) -> Document {
    let wrapper = wrapper::wrapper(source);
    let read = read::read(source, wrapper.base);
    let Visible {
        text,
        map,
        lines: marks,
        links,
        ..
    } = read.visible;
    let mut lines = scan(&text);
    debug_assert_eq!(lines.len(), marks.len(), "each line has its markup");
    for (line, markup) in lines.iter_mut().zip(&marks) {
        line.number = markup.number;
    }
    let (mut lines, marks) = read_markers(lines, marks, options);
    let url = url.or(wrapper.url.as_deref());
    if let Some(seen) = seen {
        seen.extend(lines.iter().zip(&marks).map(|(line, mark)| LineMarkup {
            start: line.start,
            is_linked: mark.is_linked(),
            elements: None,
            around: None,
        }));
    }
    if let Some(rules) = options.profiles.rules(url) {
        let see = |at: usize| Sight {
            is_linked: marks.get(at).is_some_and(Markup::is_linked),
            is_kept: true,
        };
        rules.mark(&mut lines, see, |_| None);
    }
    let marked = Marked {
        posts: &[],
        text: &text,
        lines: &lines,
        marks: &marks,
        links: &links,
        host: url.and_then(host),
        url,
    };
    let regions = region::regions(&marked, wrapper.metadata.title.as_deref());
    let body = regions.body.clone();
    let mut classes = classify(
        lines.get(body.clone()).unwrap_or_default(),
        marks.get(body.clone()).unwrap_or_default(),
    );
    region::mark_furniture(&marked, body.clone(), &mut classes);
    mark_furniture(lines.get(body).unwrap_or_default(), &mut classes);
    let related = assemble::related(&lines, &regions.tail, |lines| cards::cards(&marked, lines));
    let mut document = document(&marked, &regions, classes, related);
    document.marks = link_marks(&document, &links);
    document.kind = PageKind::Markdown;
    let mut signals = Signals::default();
    for link in links.iter().filter(|link| is_creative_commons(&link.url)) {
        let span = Some(map.source_span(link.span));
        signals.add(SignalSource::Anchor, "href", &link.url, None, span);
    }
    document.signals = signals.finish();
    document.source_map = Some(map);
    assemble::fill_metadata(&mut document.metadata, wrapper.metadata);
    document.findings.extend(wrapper.findings);
    document.signals.extend(wrapper.signals);
    if let Some(at) = read.too_deep {
        document.findings.push(too_deep(&document, at));
    }
    document
}

fn too_deep(document: &Document, at: usize) -> Finding {
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    let place = wenmai_model::SourceSpan::new(at, at);
    Finding {
        kind: FindingKind::Parse,
        code: "nesting_too_deep".into(),
        severity: Severity::Warning,
        message: format!(
            "lists or quotations are nested more than {} deep; what is deeper is shown at that depth",
            visible::MAX_DEPTH
        ),
        fix: Some("check how the page was turned into Markdown".into()),
        span: document.source_map.as_ref().map(|map| map.span(place)),
        source_span: None,
        value: None,
    }
}
