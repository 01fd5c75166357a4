//! The day of the page by what machines read of it, against what a reader sees.

use jiff::civil::Date;
use wenmai_model::{Document, Finding, FindingKind, MetadataField, MetadataSource, Severity, Span};

use super::interval::Days;

/// Days begin at other hours in other time zones.
const SLACK_DAYS: i32 = 1;
/// A byline with more dates is a list of something else.
const MAX_VISIBLE: usize = 3;

/// A finding when the days that the page shows, `own_days`, are neither the one of publication nor of the last change that
/// its metadata state.
pub(super) fn conflict(document: &Document, own_days: &[(Span, Days)]) -> Option<Finding> {
    let metadata = &document.metadata;
    let source = metadata.provenance.iter().find_map(|from| {
        let is_published = from.field == MetadataField::Published;
        is_published.then_some(from.source)
    })?;
    let source = match source {
        MetadataSource::JsonLd => "JSON-LD",
        MetadataSource::OpenGraph => "OpenGraph",
        MetadataSource::Meta => "a meta element",
        MetadataSource::Microdata => "microdata",
        _ => return None,
    };
    let day = |field: Option<&str>| field?.get(..10)?.parse::<Date>().ok();
    let published = day(metadata.published.as_deref())?;
    let stated = [Some(published), day(metadata.modified.as_deref())];
    let is_near = |shown: Date| {
        let stated = stated.iter().flatten();
        stated
            .copied()
            .any(|day| (day - shown).get_days().abs() <= SLACK_DAYS)
    };
    let (place, shown) = own_days.first().filter(|_| own_days.len() <= MAX_VISIBLE)?;
    if own_days.iter().any(|(_, days)| is_near(days.from)) {
        return None;
    }
    let text = document.slice(*place);
    Some(Finding {
        kind: FindingKind::Structure,
        code: "published_conflict".into(),
        severity: Severity::Warning,
        message: format!(
            "the page shows the date {}, and {source} says that it was published on {published}",
            shown.from
        ),
        fix: Some("find out which of the dates is right, and correct the other".into()),
        span: Some(*place),
        source_span: None,
        value: Some(text.to_owned()),
    })
}
