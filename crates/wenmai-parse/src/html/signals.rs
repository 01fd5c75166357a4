//! What an HTML page says about its use, as written: see [`crate::signals`].

use serde_json::Value;
use wenmai_model::{Signal, SignalSource, SourceSpan};

use super::HtmlPage;
use super::attribute::AttributeName;
use super::metadata::json;
use super::tag::Tag;
use super::token::offset;
use super::tree::NodeId;
use crate::signals::{MANIFEST, Signals, is_creative_commons, is_license, is_manifest};

/// How far the end of a tag is looked for, in bytes.
const MAX_TAG_BYTES: usize = 8_192;
/// Most nodes inside of an element whose text is a value.
const MAX_NODES: u32 = 64;
/// Most values of one key.
const MAX_VALUES: usize = 8;
/// Most places of one key in one script that are compared with a value.
const MAX_PLACES: usize = 64;

/// Names of `meta` elements that say something about the use of the page, or that a machine wrote it.
const METAS: [&str; 21] = [
    "robots",
    "tdm-reservation",
    "tdm-policy",
    "content-usage",
    "copyright",
    "license",
    "licence",
    "rights",
    "dc.rights",
    "dc.rights.license",
    "dc.license",
    "dc.rightsholder",
    "dc.accessrights",
    "dcterms.rights",
    "dcterms.license",
    "dcterms.rightsholder",
    "dcterms.accessrights",
    "article:content_tier",
    "rights-standard",
    "aigc",
    "digitalsourcetype",
];

/// Properties of schema.org, Dublin Core and ccREL that do so, in lower case and without their vocabulary.
const PROPERTIES: [&str; 13] = [
    "license",
    "usageinfo",
    "copyrightnotice",
    "copyrightholder",
    "copyrightyear",
    "isaccessibleforfree",
    "acquirelicensepage",
    "conditionsofaccess",
    "credittext",
    "digitalsourcetype",
    "rights",
    "accessrights",
    "aigc",
];

/// Where vocabularies live, or how they are abbreviated.
const VOCABULARIES: [&str; 12] = [
    "schema:",
    "http://schema.org/",
    "https://schema.org/",
    "cc:",
    "http://creativecommons.org/ns#",
    "https://creativecommons.org/ns#",
    "dc:",
    "dct:",
    "dcterms:",
    "http://purl.org/dc/terms/",
    "http://purl.org/dc/elements/1.1/",
    "xhv:",
];

/// Keys of JSON-LD under which something else than the page stands: other works, people, pictures.
const OTHERS: [&str; 20] = [
    "comment",
    "review",
    "reviews",
    "itemListElement",
    "hasPart",
    "isPartOf",
    "suggestedAnswer",
    "acceptedAnswer",
    "mentions",
    "citation",
    "author",
    "creator",
    "publisher",
    "image",
    "logo",
    "video",
    "audio",
    "thumbnail",
    "isRelatedTo",
    "isSimilarTo",
];

/// Types of JSON-LD that are no page and no text.
const OTHER_TYPES: [&str; 9] = [
    "ImageObject",
    "VideoObject",
    "AudioObject",
    "MediaObject",
    "Person",
    "Organization",
    "NewsMediaOrganization",
    "BreadcrumbList",
    "ItemList",
];

/// What the elements of the page say; `data` is what [`of_json`] found in its scripts.
pub(super) fn signals(page: &HtmlPage<'_>, data: &[JsonStatement]) -> Vec<Signal> {
    let mut signals = Signals::default();
    for &meta in &page.head.metas {
        of_meta(page, meta, &mut signals);
    }
    for &link in &page.head.links {
        of_link(page, link, SignalSource::Link, &mut signals);
    }
    for statement in data {
        signals.add(
            SignalSource::JsonLd,
            &statement.name,
            &statement.value,
            None,
            Some(statement.place),
        );
    }
    for node in page.tree.nodes() {
        match page.tree.tag(node) {
            Tag::Text | Tag::Meta => continue,
            Tag::A => of_link(page, node, SignalSource::Anchor, &mut signals),
            _ => {}
        }
        of_property(page, node, &mut signals);
    }
    signals.finish()
}

fn of_meta(page: &HtmlPage<'_>, meta: NodeId, signals: &mut Signals) {
    let attribute = |name| page.tree.attribute(meta, name);
    let content = attribute(AttributeName::Content);
    let Some(content) = content.or_else(|| attribute(AttributeName::Value)) else {
        return;
    };
    // In the same order, however they are written.
    let names = [AttributeName::Name, AttributeName::Property];
    for name in names.into_iter().filter_map(attribute) {
        let name = name.trim().to_ascii_lowercase();
        let property = bare(&name);
        if METAS.contains(&name.as_str()) || is_robot(&name) && says_no_ai(content) {
            let span = Some(tag_span(page, meta));
            signals.add(SignalSource::Meta, &name, content, None, span);
        } else if PROPERTIES.contains(&property) {
            let span = Some(tag_span(page, meta));
            signals.add(SignalSource::Microdata, property, content, None, span);
        }
    }
    of_property_names(page, meta, AttributeName::Itemprop, signals, || {
        Some(content.to_owned())
    });
}

/// Whether a `meta` of this name speaks to one crawler.
fn is_robot(name: &str) -> bool {
    [
        "bot",
        "bots",
        "spider",
        "crawler",
        "-extended",
        "-ai",
        "slurp",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

fn says_no_ai(content: &str) -> bool {
    content
        .split([',', ';', ' '])
        .map(str::trim)
        .any(|word| word.eq_ignore_ascii_case("noai") || word.eq_ignore_ascii_case("noimageai"))
}

fn of_link(page: &HtmlPage<'_>, node: NodeId, source: SignalSource, signals: &mut Signals) {
    let attribute = |name| page.tree.attribute(node, name);
    let Some(href) = attribute(AttributeName::Href) else {
        return;
    };
    let rel = attribute(AttributeName::Rel).unwrap_or_default();
    let kind = attribute(AttributeName::Type);
    if source == SignalSource::Link && is_manifest(rel) {
        signals.add(source, MANIFEST, href, kind, Some(tag_span(page, node)));
    }
    let name = if is_license(rel) || is_named(rel, &["license"]) {
        "license"
    } else if source == SignalSource::Anchor && is_creative_commons(href.trim()) {
        "href"
    } else {
        return;
    };
    signals.add(source, name, href, kind, Some(tag_span(page, node)));
}

/// Whether a list of names has one of these, whatever vocabulary they are of.
fn is_named(list: &str, names: &[&str]) -> bool {
    let mut list = list.split_ascii_whitespace();
    list.any(|name| names.contains(&bare(&name.to_ascii_lowercase())))
}

/// Microdata and `RDFa` of one element.
fn of_property(page: &HtmlPage<'_>, node: NodeId, signals: &mut Signals) {
    for name in [AttributeName::Itemprop, AttributeName::Property] {
        of_property_names(page, node, name, signals, || value_of(page, node));
    }
}

fn of_property_names(
    page: &HtmlPage<'_>,
    node: NodeId,
    attribute: AttributeName,
    signals: &mut Signals,
    value: impl FnOnce() -> Option<String>,
) {
    let Some(names) = page.tree.attribute(node, attribute) else {
        return;
    };
    if !is_named(names, &PROPERTIES) {
        return;
    }
    let Some(value) = value() else {
        return;
    };
    for name in names.split_ascii_whitespace() {
        let name = name.to_ascii_lowercase();
        let name = bare(&name);
        if PROPERTIES.contains(&name) {
            let span = Some(tag_span(page, node));
            signals.add(SignalSource::Microdata, name, &value, None, span);
        }
    }
}

/// What the property of an element says: its `content`, where it leads, or its text.
fn value_of(page: &HtmlPage<'_>, node: NodeId) -> Option<String> {
    let tree = &page.tree;
    let stated = [
        AttributeName::Content,
        AttributeName::Href,
        AttributeName::Src,
        AttributeName::Datetime,
    ]
    .into_iter()
    .find_map(|name| tree.attribute(node, name));
    if let Some(stated) = stated {
        return Some(stated.to_owned());
    }
    if tree.end(node).saturating_sub(node.0) > MAX_NODES {
        return None;
    }
    let text = tree.text_inside(node);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// A name without its vocabulary.
fn bare(name: &str) -> &str {
    let found = VOCABULARIES.iter().find_map(|v| name.strip_prefix(v));
    found.unwrap_or(name)
}

/// The start tag of an element, from its `<` to behind its `>`.
fn tag_span(page: &HtmlPage<'_>, node: NodeId) -> SourceSpan {
    let start = page.tree.source(node).start;
    let rest = page.tree.source_text().as_bytes();
    let rest = rest.get(start as usize..).unwrap_or_default();
    let rest = rest
        .get(..rest.len().min(MAX_TAG_BYTES))
        .unwrap_or_default();
    let mut quote = None;
    let mut last = b' ';
    for (at, &byte) in rest.iter().enumerate() {
        match quote {
            Some(open) if byte == open => quote = None,
            // A quotation mark opens a value behind `=` alone.
            None if matches!(byte, b'"' | b'\'') && last == b'=' => quote = Some(byte),
            None if byte == b'>' => return SourceSpan::new(start, start + offset(at + 1)),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    SourceSpan::new(start, start)
}

/// What a key of JSON-LD says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JsonStatement {
    /// The key in lower case.
    name: String,
    value: String,
    /// The key in its script; the whole script where it is not found.
    place: SourceSpan,
}

/// What `value`, read from `script` that stands at `place`, says about the use of the page.
pub(super) fn of_json(value: &Value, script: &str, place: SourceSpan) -> Vec<JsonStatement> {
    let mut found = Vec::new();
    let objects = json::inside(value, |key| !OTHERS.contains(&key)).filter_map(Value::as_object);
    for object in objects.filter(|object| !is_other(object.get("@type"))) {
        for (key, said) in object {
            let name = key.to_ascii_lowercase();
            let name = bare(&name);
            if !PROPERTIES.contains(&name) {
                continue;
            }
            let list = match said {
                Value::Array(list) => list.as_slice(),
                said => std::slice::from_ref(said),
            };
            for said in list.iter().take(MAX_VALUES) {
                let Some(value) = scalar(said) else {
                    continue;
                };
                found.push(JsonStatement {
                    name: name.to_owned(),
                    place: key_span(key, &value, script, place),
                    value,
                });
                if found.len() >= crate::signals::MAX_OF_SOURCE {
                    return found;
                }
            }
        }
    }
    found
}

fn is_other(kind: Option<&Value>) -> bool {
    let list = match kind {
        Some(Value::Array(list)) => list.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => return false,
    };
    let mut names = list.iter().filter_map(Value::as_str);
    names.any(|name| OTHER_TYPES.contains(&bare_type(name)))
}

fn bare_type(name: &str) -> &str {
    name.rsplit(['/', '#', ':']).next().unwrap_or(name)
}

/// A value as a text; of an object its address or name.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Object(object) => ["@id", "url", "name", "@value"]
            .iter()
            .find_map(|key| object.get(*key)?.as_str())
            .map(str::to_owned),
        Value::Null | Value::Array(_) => None,
    }
}

/// Where a key stands in its script: of several the one that this value follows.
fn key_span(key: &str, value: &str, script: &str, place: SourceSpan) -> SourceSpan {
    let quoted = format!("\"{key}\"");
    let mut first = None;
    for at in memchr::memmem::find_iter(script.as_bytes(), quoted.as_bytes()).take(MAX_PLACES) {
        let behind = script.get(at + quoted.len()..).unwrap_or_default();
        let Some(behind) = behind.trim_start().strip_prefix(':') else {
            continue;
        };
        let start = place.start + offset(at);
        let span = SourceSpan::new(start, start + offset(quoted.len()));
        first.get_or_insert(span);
        let behind = behind.trim_start();
        if behind
            .strip_prefix('"')
            .unwrap_or(behind)
            .starts_with(value)
        {
            return span;
        }
    }
    first.unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use crate::{ParseOptions, parse_html, parse_markdown};

    fn signals(page: &str) -> Vec<String> {
        let document = parse_html(page, &ParseOptions::default());
        let show = |signal: &wenmai_model::Signal| {
            let span = signal.span.unwrap();
            let place = page.get(span.start as usize..span.end as usize).unwrap();
            let source = signal.source.as_str();
            format!("{source} {} = {} @ {place}", signal.name, signal.value)
        };
        document.signals.iter().map(show).collect()
    }

    #[test]
    fn elements_of_the_head_are_kept_whatever_the_order_of_their_attributes() {
        let page = "<html><head><meta content='noai, noimageai' name=Robots><meta name=GPTBot content=noai>\
            <meta name=ccbot content=index><meta name=\"tdm-reservation\" content=\"1\"><link href=/license.xml type='application/rsl+xml' rel='x license'>\
            <meta property='dc:rights' content='© 2024 A > B'><meta name=AIGC content='{\"Label\":\"1\"}'></head><body><p>Text of a page.</p></body>";
        let found = signals(page);
        insta::assert_snapshot!(found.join("\n"), @r#"
        meta robots = noai, noimageai @ <meta content='noai, noimageai' name=Robots>
        meta gptbot = noai @ <meta name=GPTBot content=noai>
        meta tdm-reservation = 1 @ <meta name="tdm-reservation" content="1">
        link license = /license.xml @ <link href=/license.xml type='application/rsl+xml' rel='x license'>
        microdata rights = © 2024 A > B @ <meta property='dc:rights' content='© 2024 A > B'>
        meta aigc = {"Label":"1"} @ <meta name=AIGC content='{"Label":"1"}'>
        "#);
        let turned = page.replace(
            "<meta content='noai, noimageai' name=Robots>",
            "<meta name=Robots content='noai, noimageai'>",
        );
        let names = |list: &[String]| -> Vec<String> {
            let head = |line: &String| line.split(" @ ").next().unwrap().to_owned();
            list.iter().map(head).collect()
        };
        assert_eq!(names(&signals(&turned)), names(&found));
    }

    #[test]
    fn links_and_properties_of_the_body_are_kept() {
        let page = "<body><article itemscope><p>Text of a page. <a rel='nofollow license' href='/terms'>Terms</a>\
            <a href=\"https://creativecommons.org/licenses/by-sa/4.0/deed.zh\">CC</a><a href=/about>About</a>\
            <span itemprop='copyrightHolder'>Li <b>Ming</b></span><a property=\"schema:license\" href=\"/l\">L</a></p></article>";
        insta::assert_snapshot!(signals(page).join("\n"), @r#"
        anchor license = /terms @ <a rel='nofollow license' href='/terms'>
        anchor href = https://creativecommons.org/licenses/by-sa/4.0/deed.zh @ <a href="https://creativecommons.org/licenses/by-sa/4.0/deed.zh">
        microdata copyrightholder = Li Ming @ <span itemprop='copyrightHolder'>
        microdata license = /l @ <a property="schema:license" href="/l">
        "#);
    }

    #[test]
    fn json_ld_of_the_page_is_kept_and_that_of_its_pictures_is_not() {
        let page = r#"<head><script type="application/ld+json">{"@context":"https://schema.org","@type":"Article","image":{"@type":"ImageObject","license":"/picture"},
            "isAccessibleForFree": false, "license" : "https://creativecommons.org/licenses/by/4.0/","copyrightHolder":{"@type":"Person","name":"Li Ming"},
            "copyrightYear":2024,"usageInfo":["https://a.example/use"],"author":{"license":"/author"}}</script></head><body><p>Text of a page.</p>"#;
        insta::assert_snapshot!(signals(page).join("\n"), @r#"
        json_ld isaccessibleforfree = false @ "isAccessibleForFree"
        json_ld license = https://creativecommons.org/licenses/by/4.0/ @ "license"
        json_ld copyrightholder = Li Ming @ "copyrightHolder"
        json_ld copyrightyear = 2024 @ "copyrightYear"
        json_ld usageinfo = https://a.example/use @ "usageInfo"
        "#);
    }

    #[test]
    fn links_to_creative_commons_on_markdown_pages_are_kept() {
        let page = "# Title\n\nText of a page, and more of it.\n\nLicensed under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).\n";
        let document = parse_markdown(page, &ParseOptions::default());
        let [signal] = document.signals.as_slice() else {
            panic!("{:?}", document.signals);
        };
        let span = signal.span.unwrap();
        assert_eq!(signal.value, "https://creativecommons.org/licenses/by/4.0/");
        assert!(
            page.get(span.start as usize..span.end as usize)
                .unwrap()
                .contains("CC BY 4.0")
        );
    }
}
