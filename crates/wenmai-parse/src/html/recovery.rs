//! The text of a page whose elements hold little of it: JSON-LD may give it as a whole, a script may hold the data that the
//! page is made of, and readers without scripts may be shown more.

use rustc_hash::FxHashSet;
use serde_json::Value;
use wenmai_model::{Finding, FindingKind, Severity, SourceSpan, Span};
use wenmai_text::trim_blank;

use super::block::Block;
use super::counts::Counts;
use super::found::ScriptKind;
use super::lines::Kinds;
use super::metadata::{Statements, json};
use super::posts::Posts;
use super::token::offset;
use super::tree::NodeId;
use super::{HtmlOptions, HtmlPage, read};
use crate::markup::Kind;

/// Fewest characters that a text elsewhere must have, blanks left out.
const MIN_CHARS: u32 = 250;
/// Fewest for one that is found in data: what it is can only be guessed.
const MIN_DATA_CHARS: u32 = 600;
/// A page with so many characters of content needs no other text.
const ENOUGH_CHARS: u32 = 1_500;
/// How many times as long as the content of the elements it must be.
const RATIO: u32 = 3;
/// Longest script with the data of a page that is read, in bytes.
const MAX_SCRIPT_BYTES: u32 = 4 << 20;
/// How much of a text must stand on the page to be known there, in bytes.
const PROBE_BYTES: usize = 60;
/// Fields that hold the text of an article in the data of pages.
const FIELDS: [&str; 14] = [
    "articleBody",
    "body",
    "bodyHtml",
    "body_html",
    "content",
    "contentHtml",
    "content_html",
    "html",
    "text",
    "rendered",
    "markdown",
    "fullText",
    "articleContent",
    "description",
];

/// Which blocks of a page are its content.
pub(super) struct Content {
    kept: Vec<bool>,
    /// What each of the last blocks is, which stand for a text from elsewhere.
    pub(super) recovered: Vec<Kind>,
}

impl Content {
    /// Whether block `at` is content.
    pub(super) fn keeps(&self, at: usize) -> bool {
        self.kept.get(at) == Some(&true)
    }
}

/// The content of a page: the blocks that are `kept` or, where these hold little and a text elsewhere is much longer, that
/// text, which is put behind the text of the page as blocks.
pub(super) fn content(
    page: &mut HtmlPage<'_>,
    statements: &Statements,
    is_kept: impl Fn(usize) -> bool,
) -> Content {
    let mut kept: Vec<bool> = (0..page.blocks.len()).map(is_kept).collect();
    let blocks = page.blocks.iter().zip(&kept).filter(|(_, kept)| **kept);
    let n_kept = blocks.map(|(block, _)| block.counts.chars).sum();
    let mut recovered = Vec::new();
    if let Some(body) = body(page, statements, n_kept) {
        let (kinds, finding) = body.append(page, n_kept);
        page.findings.push(finding);
        kept.fill(false);
        kept.resize(page.blocks.len(), true);
        recovered = kinds;
    } else if let Some(finding) = noscript(page, n_kept) {
        page.findings.push(finding);
        for (kept, block) in kept.iter_mut().zip(&page.blocks) {
            *kept |= block.in_noscript;
        }
    }
    Content { kept, recovered }
}

/// A text that stands elsewhere than in the elements of the page.
struct Body {
    blocks: Vec<(String, Kind, Counts)>,
    n_chars: u32,
    /// The script that it stands in.
    place: SourceSpan,
    code: &'static str,
    origin: &'static str,
}

/// The text to read instead of the content of the elements, which has `kept` characters; `None` where that is enough, or where
/// nothing else is much longer.
fn body(page: &HtmlPage<'_>, statements: &Statements, kept: u32) -> Option<Body> {
    if kept >= ENOUGH_CHARS {
        return None;
    }
    let is_longer = |body: &Body, least: u32| body.n_chars >= least.max(kept.saturating_mul(RATIO));
    let stated = statements.body().map(|(text, place)| Body {
        code: "body_from_json_ld",
        origin: "JSON-LD",
        ..Body::read(text, place)
    });
    let stated = stated.filter(|body| is_longer(body, MIN_CHARS));
    let found = stated.or_else(|| {
        let (text, place) = data_text(page)?;
        let body = Body {
            code: "body_from_hydration",
            origin: "the data that a script makes the page of",
            ..Body::read(&text, place)
        };
        Some(body).filter(|body| is_longer(body, MIN_DATA_CHARS))
    })?;
    // What stands on the page was judged there.
    (!found.is_shown(page)).then_some(found)
}

impl Body {
    /// Reads a text that may hold markup; without any, each line is a paragraph.
    fn read(text: &str, place: SourceSpan) -> Self {
        let has_markup = text.contains("</") || text.contains("<br") || text.contains("<p>");
        let has_references = text.contains("&lt;") && text.contains("&gt;");
        let mut source = text.to_owned();
        if has_references && !has_markup {
            // Markup that was escaped once more.
            source = read(text, &HtmlOptions::default()).text;
        } else if !has_markup {
            let lines = text.lines().map(trim_blank).filter(|line| !line.is_empty());
            source = lines.fold(String::new(), |source, line| source + "<p>" + line);
        }
        let inner = read(&source, &HtmlOptions::default());
        let kinds = Kinds::new(&inner, &[], Posts::default());
        let mut item: Option<NodeId> = None;
        let mut blocks: Vec<(String, Kind, Counts)> = Vec::with_capacity(inner.blocks.len());
        for (at, block) in inner.blocks.iter().enumerate() {
            // The first paragraph of an item is the item.
            let kind = match kinds.kind(at) {
                Kind::ItemText if item < Some(kinds.element(at)) => {
                    item = Some(kinds.element(at));
                    Kind::Item
                }
                Kind::ItemText => Kind::Paragraph,
                kind => kind,
            };
            blocks.push((inner.text_of(block).to_owned(), kind, block.counts));
        }
        Self {
            n_chars: blocks.iter().map(|(_, _, counts)| counts.chars).sum(),
            blocks,
            place,
            code: "",
            origin: "",
        }
    }

    /// Whether the page shows the beginning of the text.
    fn is_shown(&self, page: &HtmlPage<'_>) -> bool {
        let long = self
            .blocks
            .iter()
            .find(|(text, ..)| text.len() > PROBE_BYTES);
        long.and_then(|(text, ..)| text.get(..text.floor_char_boundary(PROBE_BYTES)))
            .is_some_and(|probe| page.text.contains(probe))
    }

    /// Puts the text behind that of the page, as blocks of their own. Gives what each of them is, and a finding that says so.
    fn append(self, page: &mut HtmlPage<'_>, kept: u32) -> (Vec<Kind>, Finding) {
        let end = |page: &HtmlPage<'_>| offset(page.text.len());
        let first = end(page);
        let shown = page.source_map.source_span(Span::new(first, first)).start;
        let mut kinds = Vec::with_capacity(self.blocks.len());
        for (text, kind, counts) in self.blocks {
            if !page.text.is_empty() {
                page.text.push('\n');
            }
            let start = end(page);
            page.text.push_str(&text);
            page.blocks.push(Block {
                span: Span::new(start, end(page)),
                node: NodeId::ROOT,
                counts,
                link_chars: 0,
                strong_chars: 0,
                hidden_chars: 0,
                n_links: 0,
                in_noscript: false,
                is_preformatted: kind == Kind::Code,
            });
            kinds.push(kind);
        }
        let start = first.saturating_add(u32::from(first > 0));
        let span = Span::new(start, end(page));
        // The map ascends in the source, too: a script in front of the text has no place in it.
        if self.place.start >= shown {
            page.source_map.push(span, self.place);
        }
        let finding = finding(self.code, self.origin, self.n_chars, kept, Some(span));
        (
            kinds,
            Finding {
                source_span: None,
                value: Some(format!(
                    "bytes {} to {} of the decoded page",
                    self.place.start, self.place.end
                )),
                ..finding
            },
        )
    }
}

/// The finding that what readers without scripts are shown is content, too, because there are only `kept` characters of it.
fn noscript(page: &HtmlPage<'_>, kept: u32) -> Option<Finding> {
    let blocks = || page.blocks.iter().filter(|block| block.in_noscript);
    let n_chars: u32 = blocks().map(|block| block.counts.chars).sum();
    let is_longer =
        kept < ENOUGH_CHARS && n_chars >= MIN_DATA_CHARS.max(kept.saturating_mul(RATIO));
    let span = blocks().next().map(|block| block.span);
    is_longer.then(|| finding("body_from_noscript", "`noscript`", n_chars, kept, span))
}

fn finding(
    code: &'static str,
    origin: &str,
    n_chars: u32,
    kept: u32,
    span: Option<Span>,
) -> Finding {
    Finding {
        kind: FindingKind::Structure,
        code: code.into(),
        severity: Severity::Info,
        message: format!(
            "the elements of the page hold {kept} characters of content, {origin} holds {n_chars}: the text is taken from there"
        ),
        fix: None,
        span,
        source_span: None,
        value: None,
    }
}

/// The longest text of an article in the data that scripts make the page of, and its script.
fn data_text(page: &HtmlPage<'_>) -> Option<(String, SourceSpan)> {
    let mut best: Option<(String, SourceSpan)> = None;
    for script in &page.scripts {
        let is_data = matches!(
            script.kind,
            ScriptKind::NextData | ScriptKind::Nuxt | ScriptKind::InitialState
        );
        if !is_data || script.source.len_bytes() > MAX_SCRIPT_BYTES {
            continue;
        }
        let range = script.source.start as usize..script.source.end as usize;
        let text = page.tree.source_text().get(range).unwrap_or_default();
        // A statement gives the data to a variable.
        let data = text.find(['{', '[']).and_then(|at| text.get(at..));
        for value in json::values(data.unwrap_or_default()) {
            for found in texts(&value) {
                let longest = best.as_ref().map_or(0, |(best, _)| best.len());
                if found.len() > longest && is_prose(found) {
                    best = Some((found.to_owned(), script.source));
                }
            }
        }
    }
    best
}

/// The texts of the fields that hold articles. Some data is one list whose objects name the places of their values in it.
/// Each place is looked at once, however many objects name it.
fn texts(value: &Value) -> Vec<&str> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut seen = FxHashSet::default();
    json::inside(value, |_| true)
        .filter_map(Value::as_object)
        .flat_map(|object| FIELDS.iter().filter_map(|field| object.get(*field)))
        .filter(|value| value.as_u64().is_none_or(|at| seen.insert(at)))
        .filter_map(|value| resolved(value, list))
        .collect()
}

/// The text of a value, or of the place in `list` that it names.
fn resolved<'v>(value: &'v Value, list: &'v [Value]) -> Option<&'v str> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(at) => list.get(usize::try_from(at.as_u64()?).ok()?)?.as_str(),
        _ => None,
    }
}

/// Whether a text is made of sentences, not of code or of one long word.
fn is_prose(text: &str) -> bool {
    let ends = text
        .matches([',', '.', '，', '。', '、', '！', '？'])
        .count();
    let braces = text.matches(['{', '}', ';']).count();
    ends >= 6 && braces * 2 < ends
}

#[cfg(test)]
mod tests {
    use wenmai_model::Document;

    use crate::{ParseOptions, parse_html};

    const STORY: &str = "The tea is picked by hand, before the sun stands high. It is carried down the hill, and it is laid out on mats. \
        For a day it lies there, and it is turned long, so that it dries evenly. Then it is rolled, and it rests again, under wet \
        cloths, until its color turns. At last it is fired, sorted, and packed. Nobody who drinks it knows how long that took.";

    fn parse(head: &str, body: &str) -> Document {
        parse_html(
            &format!(
                "<html><head><title>Tea</title>{head}</head><body><h1>Tea</h1>{body}</body></html>"
            ),
            &ParseOptions::default(),
        )
    }

    fn text(document: &Document) -> String {
        let blocks = document
            .blocks
            .iter()
            .filter(|block| block.kind.is_article_text());
        let texts: Vec<&str> = blocks.map(|block| document.slice(block.span)).collect();
        texts.join("|")
    }

    fn has(document: &Document, code: &str) -> bool {
        document.findings.iter().any(|finding| finding.code == code)
    }

    #[test]
    fn the_body_of_json_ld_stands_in_for_elements_without_any() {
        let data = format!(
            r#"<script type="application/ld+json">{{"@type":"Article","headline":"Tea","articleBody":"<h2>Picking</h2><p>{STORY}</p>"}}</script>"#
        );
        let document = parse(&data, "<div id=app>Loading</div>");
        assert!(has(&document, "body_from_json_ld"));
        assert_eq!(text(&document), format!("Picking|{STORY}"));
        assert_eq!(document.outline.len(), 1);
        let whole = parse(&data, &format!("<article><p>{STORY}</p></article>"));
        assert!(!has(&whole, "body_from_json_ld"));
    }

    #[test]
    fn what_readers_without_scripts_are_shown_stands_in() {
        let source = |inside: &str| format!("<div id=app></div><noscript>{inside}</noscript>");
        let long = source(&format!("<p>{STORY}</p><p>{STORY}</p><p>{STORY}</p>"));
        let page = super::read(&long, &super::HtmlOptions::default());
        let found = super::noscript(&page, 0).unwrap();
        assert_eq!(found.code, "body_from_noscript");
        assert!(super::noscript(&page, 1_000).is_none());
        let document = parse("", &long);
        assert_eq!(text(&document), [STORY; 3].join("|"));
        let short = source("<p>Turn on scripts.</p>");
        let page = super::read(&short, &super::HtmlOptions::default());
        assert!(super::noscript(&page, 0).is_none());
    }

    #[test]
    fn items_of_a_text_elsewhere_are_items() {
        let data = format!(
            r#"<script type="application/ld+json">{{"@type":"Article","headline":"Tea","articleBody":"<p>{STORY}</p><ul><li>Green</li><li>Black</li></ul>"}}</script>"#
        );
        let document = parse(&data, "<div id=app>Loading</div>");
        let items = document
            .blocks
            .iter()
            .filter(|block| block.kind == wenmai_model::BlockKind::ListItem);
        let items: Vec<&str> = items.map(|block| document.slice(block.span)).collect();
        assert_eq!(items, ["Green", "Black"]);
    }

    #[test]
    fn data_of_pages_made_by_scripts_is_read() {
        let long = format!("{STORY} {STORY} {STORY}");
        let next = format!(
            r#"<script id=__NEXT_DATA__ type="application/json">{{"props":{{"post":{{"body":"{long}"}}}}}}</script>"#
        );
        let state = format!(
            "<script>window.__INITIAL_STATE__ = {{\"post\":{{\"content\":\"<p>{long}</p>\"}}}};</script>"
        );
        let payload = format!(
            r#"<script id=__NUXT_DATA__ type="application/json">[{{"body":1}},"{long}"]</script>"#
        );
        for script in [next, state, payload] {
            let document = parse("", &format!("<div id=app></div>{script}"));
            assert!(has(&document, "body_from_hydration"), "{script}");
            assert_eq!(text(&document), long);
            let block = document.blocks.last().unwrap();
            assert!(document.source_span(block.span).start > 0);
        }
    }
}
