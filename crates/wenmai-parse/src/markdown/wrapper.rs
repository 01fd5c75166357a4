//! What scrapers put in front of a page: YAML front matter, and the head lines of reader services.

use wenmai_model::{
    Finding, FindingKind, Metadata, MetadataField, MetadataSource, Provenance, Severity, Signal,
    SignalSource, SourceSpan,
};
use wenmai_text::trim_blank;

use crate::grammar::date::iso_date;

/// Longest wrapper that is looked for, in bytes.
const MAX_BYTES: usize = 1 << 16;

/// The fields of a wrapper, and where the page itself begins.
#[derive(Debug, Default)]
pub(super) struct Wrapper {
    /// First byte of the page.
    pub(super) base: usize,
    /// Address of the page.
    pub(super) url: Option<String>,
    /// What the scraper says about the page.
    pub(super) metadata: Metadata,
    /// What the scraper warns of.
    pub(super) findings: Vec<Finding>,
    /// Labels of content that machines made, and manifests, which no text shows.
    pub(super) signals: Vec<Signal>,
}

/// `wrapper = [ front-matter ] [ reader-head ]`
pub(super) fn wrapper(source: &str) -> Wrapper {
    let mut wrapper = Wrapper::default();
    wrapper.front_matter(source);
    wrapper.signals.extend(label(source, wrapper.base));
    wrapper.signals.extend(manifest(source));
    wrapper.reader_head(source);
    wrapper
}

impl Wrapper {
    /// `front-matter = "---" EOL *( key ":" value EOL / item EOL ) ( "---" / "..." ) EOL`
    fn front_matter(&mut self, source: &str) {
        let head = source
            .get(..source.floor_char_boundary(MAX_BYTES))
            .unwrap_or_default();
        let mut lines = head.split_inclusive('\n');
        let Some(first) = lines
            .next()
            .filter(|first| first.trim_start_matches('\u{feff}').trim_end() == "---")
        else {
            return;
        };
        let mut at = first.len();
        let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in lines {
            at += line.len();
            let text = line.trim_end();
            if text == "---" || text == "..." {
                if fields.is_empty() {
                    return;
                }
                self.base = at;
                for (key, values) in &fields {
                    self.field(key, values);
                }
                return;
            }
            let item = text.trim_start().strip_prefix("- ");
            if let (Some(item), Some((_, values))) = (item, fields.last_mut()) {
                values.push(unquoted(item));
            } else if text.is_empty() || text.starts_with([' ', '\t', '#']) {
                // A blank line, a comment, or the rest of a long or nested value, which no field of ours has.
            } else if let Some((key, value)) = text
                // `og:title: A` has a colon in its name.
                .split_once(": ")
                .or_else(|| text.strip_suffix(':').map(|key| (key, "")))
                .or_else(|| text.split_once(':'))
                .filter(|(key, _)| is_key(key))
            {
                fields.push((key, list_values(value)));
            } else {
                return;
            }
        }
    }

    /// `reader-head = "Title:" text *( name ":" text ) [ "Markdown Content:" ]`, with `URL Source:` among the names.
    fn reader_head(&mut self, source: &str) {
        let rest = source.get(self.base..).unwrap_or_default();
        let rest = rest
            .get(..rest.floor_char_boundary(MAX_BYTES))
            .unwrap_or_default();
        let mut fields: Vec<(&str, &str)> = Vec::new();
        let mut at = self.base;
        let mut end = None;
        for line in rest.split_inclusive('\n').take(40) {
            let text = line.trim_start_matches('\u{feff}').trim();
            at += line.len();
            let Some((name, value)) = text
                .split_once(':')
                .filter(|(name, _)| READER_NAMES.contains(name))
            else {
                if text.is_empty() {
                    continue;
                }
                break;
            };
            if fields.is_empty() && name != "Title" && name != "URL Source" {
                return;
            }
            fields.push((name, value.trim()));
            end = Some(at);
            if name == "Markdown Content" {
                break;
            }
        }
        let is_reader = fields
            .iter()
            .any(|(name, _)| *name == "URL Source" || *name == "Markdown Content");
        let Some(end) = end.filter(|_| is_reader && fields.len() > 1) else {
            return;
        };
        self.base = end;
        for (name, value) in fields {
            match name {
                "URL Source" => self.field("url", &[value]),
                "Published Time" => self.field("published", &[value]),
                "Warning" => self.findings.push(Finding {
                    kind: FindingKind::Quality,
                    code: "scraper_warning".into(),
                    severity: Severity::Warning,
                    message: format!("the scraper warns: {value}"),
                    fix: Some("check that the page was fetched whole".into()),
                    span: None,
                    source_span: None,
                    value: None,
                }),
                name => self.field(name, &[value]),
            }
        }
    }

    /// Takes over one field; the first of its kind counts.
    fn field(&mut self, key: &str, values: &[&str]) {
        let key: String = key
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let Some(value) = values.first().copied().filter(|value| !value.is_empty()) else {
            return;
        };
        let metadata = &mut self.metadata;
        let set = |slot: &mut Option<String>, value: Option<String>| {
            let is_new = slot.is_none() && value.is_some();
            if is_new {
                *slot = value;
            }
            is_new
        };
        let own = || Some(value.to_owned());
        let fill = |slot: &mut Vec<String>| {
            let is_new = slot.is_empty();
            if is_new {
                slot.extend(values.iter().map(|&value| value.to_owned()));
            }
            is_new
        };
        let (field, is_new) = match key.as_str() {
            "title" | "ogtitle" => (MetadataField::Title, set(&mut metadata.title, own())),
            "description" | "summary" | "ogdescription" | "excerpt" => {
                (MetadataField::Summary, set(&mut metadata.summary, own()))
            }
            "author" | "authors" | "byline" => {
                (MetadataField::Authors, fill(&mut metadata.authors))
            }
            "date"
            | "published"
            | "publishedtime"
            | "publisheddate"
            | "publishdate"
            | "datepublished"
            | "articlepublishedtime"
            | "created" => (
                MetadataField::Published,
                set(&mut metadata.published, iso_date(value)),
            ),
            "modified"
            | "modifiedtime"
            | "articlemodifiedtime"
            | "updated"
            | "lastmod"
            | "lastmodified"
            | "datemodified" => (
                MetadataField::Modified,
                set(&mut metadata.modified, iso_date(value)),
            ),
            "sitename" | "ogsitename" | "site" | "publisher" => {
                (MetadataField::Site, set(&mut metadata.site, own()))
            }
            "keywords" | "tags" => (MetadataField::Keywords, fill(&mut metadata.keywords)),
            "url" | "sourceurl" | "ogurl" | "link" | "source" if value.contains("://") => {
                set(&mut self.url, own());
                return;
            }
            "canonical" | "canonicalurl" if value.contains("://") => (
                MetadataField::CanonicalUrl,
                set(&mut metadata.canonical_url, own()),
            ),
            _ => return,
        };
        if is_new {
            metadata.provenance.push(Provenance {
                field,
                source: MetadataSource::FrontMatter,
                span: None,
            });
        }
    }
}

/// The implicit label of GB 45438-2025 in front matter of `len` bytes: the key `AIGC` and the lines that stand below it.
fn label(source: &str, len: usize) -> Option<Signal> {
    let head = source.get(..len)?;
    let mut found: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in head.split_inclusive('\n') {
        let is_nested = line.starts_with([' ', '\t']);
        match &mut found {
            Some((_, end)) if is_nested => *end = at + line.len(),
            Some(_) => break,
            None if line
                .get(..5)
                .is_some_and(|key| key.eq_ignore_ascii_case("aigc:")) =>
            {
                found = Some((at, at + line.len()));
            }
            None => {}
        }
        at += line.len();
    }
    let (start, end) = found?;
    let block = head.get(start..end)?;
    // The elements alone, or what stands behind the colon.
    let value = block.get("aigc:".len()..)?;
    signal(
        "aigc",
        value.trim_end().trim_start_matches(['\n', '\r']),
        start..end,
    )
}

/// A manifest of C2PA, or a reference to one, which Markdown carries in a comment (C2PA 2.4, appendix A.9).
fn manifest(source: &str) -> Option<Signal> {
    const BEGIN: &str = "-----BEGIN C2PA MANIFEST-----";
    const END: &str = "-----END C2PA MANIFEST-----";
    let start = memchr::memmem::find(source.as_bytes(), BEGIN.as_bytes())?;
    let is_comment = source.get(..start)?.trim_end().ends_with("<!--");
    let rest = source.get(start..)?;
    let end = memchr::memmem::find(rest.as_bytes(), END.as_bytes())? + END.len();
    is_comment.then(|| signal("c2pa-manifest", rest.get(..end)?, start..start + end))?
}

/// A label may be so long, a manifest in Base64 longer: its value is cut off.
const MAX_SIGNAL_BYTES: usize = 4096;

fn signal(name: &str, value: &str, place: std::ops::Range<usize>) -> Option<Signal> {
    let value = value.get(..value.floor_char_boundary(MAX_SIGNAL_BYTES))?;
    let span = SourceSpan::new(
        u32::try_from(place.start).ok()?,
        u32::try_from(place.end).ok()?,
    );
    Some(Signal {
        source: SignalSource::Meta,
        name: name.to_owned(),
        value: value.to_owned(),
        media_type: None,
        span: Some(span),
    })
}

/// Names that reader services put in front of a page.
const READER_NAMES: [&str; 7] = [
    "Title",
    "URL Source",
    "Published Time",
    "Number of Pages",
    "Description",
    "Warning",
    "Markdown Content",
];

fn is_key(key: &str) -> bool {
    (1..=40).contains(&key.len())
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

/// The values of `[a, "b"]`, or the one value of anything else.
fn list_values(value: &str) -> Vec<&str> {
    let value = trim_blank(value);
    match value
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(inner) => inner
            .split([',', '，'])
            .map(unquoted)
            .filter(|item| !item.is_empty())
            .collect(),
        None if value.is_empty() => Vec::new(),
        None => vec![unquoted(value)],
    }
}

fn unquoted(value: &str) -> &str {
    let value = trim_blank(value);
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_of_a_crawler() {
        let source = "---\ntitle: \"甲: 乙\"\nsourceURL: https://a.example/b\nog:site_name: 'A'\ntags: [x, \"y\"]\n\
                      authors:\n  - 张三\n  - Li\npublishedTime: 2024-05-01T08:00:00Z\n---\n# 甲\n";
        let found = wrapper(source);
        assert_eq!(source.get(found.base..), Some("# 甲\n"));
        let metadata = &found.metadata;
        assert_eq!(metadata.title.as_deref(), Some("甲: 乙"));
        assert_eq!(metadata.authors, ["张三", "Li"]);
        assert_eq!(metadata.keywords, ["x", "y"]);
        assert_eq!(
            (metadata.site.as_deref(), metadata.published.as_deref()),
            (Some("A"), Some("2024-05-01"))
        );
        assert_eq!(found.url.as_deref(), Some("https://a.example/b"));
    }

    #[test]
    fn head_of_a_reader() {
        let source = "Title: A\n\nURL Source: https://a.example/\n\nPublished Time: Wed, 01 May 2024 08:00:00 GMT\n\n\
                      Warning: Target URL returned error 404: Not Found\n\nMarkdown Content:\nText.\n";
        let found = wrapper(source);
        assert_eq!(source.get(found.base..), Some("Text.\n"));
        assert_eq!(found.metadata.published.as_deref(), Some("2024-05-01"));
        assert_eq!(found.findings.len(), 1);
    }

    #[test]
    fn what_is_no_wrapper_stays() {
        for source in [
            "---\n\nText\n\n---\n",
            "Title: only this\n\nText",
            "---\ntitle: a\nText without end",
            "标题: 甲\n",
            "",
        ] {
            assert_eq!(wrapper(source).base, 0, "{source:?}");
        }
    }
}
