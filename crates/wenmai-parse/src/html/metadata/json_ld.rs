//! JSON-LD: what the scripts of schema.org say of the work that the page is about.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use wenmai_model::SourceSpan;
use wenmai_text::normalize::comparison_key;

use super::{json, plain};
use crate::html::HtmlPage;
use crate::html::found::ScriptKind;
use crate::html::signals::{JsonStatement, of_json};

/// Most bytes of scripts that are read.
const MAX_BYTES: usize = 8 << 20;
/// Most works that are told apart.
const MAX_WORKS: usize = 200;

/// Keys of other works: those that a work is listed with, cites, is a part of, or that somebody said of it.
const OTHERS: [&str; 18] = [
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
    "offers",
    "isRelatedTo",
    "isSimilarTo",
];

/// What kind of thing a statement is about, the best last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The page as such.
    Page,
    /// A work of its own: an article, a recipe, a product.
    Work,
    /// An article, a post, a question.
    Article,
}

/// What is said of one work.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    kind: Option<Kind>,
    /// Addresses that name the work.
    addresses: Vec<String>,
    pub(super) headline: Option<String>,
    pub(super) description: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    /// When it was made or put there, where nothing says when it was published.
    pub(super) created: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) keywords: Vec<String>,
    /// Name of the publisher.
    pub(super) publisher: Option<String>,
    /// The text, as written: it may hold markup.
    pub(super) body: Option<String>,
    /// The script.
    pub(super) place: Option<SourceSpan>,
}

/// All that is said.
#[derive(Debug, Default)]
pub(super) struct JsonLd {
    works: Vec<Work>,
    /// Name of the site.
    pub(super) site: Option<String>,
    /// What is said about the use of the page.
    pub(super) signals: Vec<JsonStatement>,
}

impl JsonLd {
    /// Reads the scripts of a page.
    pub(super) fn read(page: &HtmlPage<'_>) -> Self {
        let mut found = Self::default();
        let mut bytes = 0;
        let scripts = page.scripts.iter();
        for script in scripts.filter(|script| script.kind == ScriptKind::JsonLd) {
            bytes += script.source.len_bytes() as usize;
            if bytes > MAX_BYTES {
                break;
            }
            let range = script.source.start as usize..script.source.end as usize;
            let text = page.tree.source_text().get(range).unwrap_or_default();
            for value in json::values(text) {
                found.add(&value, script.source);
                let signals = of_json(&value, text, script.source);
                found.signals.extend(signals);
            }
        }
        found
    }

    fn add(&mut self, value: &Value, place: SourceSpan) {
        let objects = || json::inside(value, |_| true).filter_map(Value::as_object);
        let mut names: FxHashMap<&str, &str> = FxHashMap::default();
        for object in objects() {
            if let (Some(id), Some(name)) = (text(object, "@id"), text(object, "name")) {
                names.entry(id).or_insert(name);
            }
        }
        if self.site.is_none() {
            let site = objects().find(|object| is_a(object, &["WebSite"]));
            self.site = site.and_then(|site| text(site, "name")).map(plain);
        }
        let works = json::inside(value, |key| !OTHERS.contains(&key)).filter_map(Value::as_object);
        for object in works {
            if self.works.len() >= MAX_WORKS {
                break;
            }
            if let Some(kind) = kind(object) {
                self.works.push(work(object, kind, &names, place));
            }
        }
    }

    /// What is said of the work that the page is about: the article whose address is that of the page or whose headline is in
    /// its title, else the first one if it stands alone; what it leaves open, the page as such may say.
    ///
    /// `address` is that of the page, `titles` what the page calls itself.
    pub(super) fn main(&self, addresses: &[&str], titles: &[&str]) -> Work {
        let titles: Vec<String> = titles.iter().map(|title| comparison_key(title)).collect();
        let is_named = |work: &&Work| {
            let is_here =
                |named: &String| addresses.iter().any(|address| same_address(address, named));
            let key = work.headline.as_deref().map(comparison_key);
            let is_titled = key.is_some_and(|key| {
                key.len() > 3 && titles.iter().any(|title| title.contains(&key))
            });
            work.addresses.iter().any(is_here) || is_titled
        };
        let of = |kind| {
            self.works
                .iter()
                .filter(move |work| work.kind == Some(kind))
        };
        let alone = |kind| {
            let mut works = of(kind);
            works.next().filter(|_| works.next().is_none())
        };
        let mut main = [Kind::Article, Kind::Work]
            .into_iter()
            .find_map(|kind| of(kind).find(is_named).or_else(|| alone(kind)))
            .cloned()
            .unwrap_or_default();
        let same = |work: &&Work| work.kind == main.kind && is_named(work);
        let others: Vec<&Work> = self
            .works
            .iter()
            .filter(same)
            .chain(of(Kind::Page))
            .collect();
        for other in others {
            main.complete(other);
        }
        main
    }
}

impl Work {
    /// Whether the work is an article or a post.
    pub(super) fn is_article(&self) -> bool {
        self.kind == Some(Kind::Article)
    }

    /// Takes over what is not known yet.
    fn complete(&mut self, other: &Self) {
        let fields = [
            (&mut self.headline, &other.headline),
            (&mut self.description, &other.description),
            (&mut self.published, &other.published),
            (&mut self.created, &other.created),
            (&mut self.modified, &other.modified),
            (&mut self.publisher, &other.publisher),
        ];
        for (field, other) in fields {
            if field.is_none() {
                field.clone_from(other);
            }
        }
        if self.authors.is_empty() {
            self.authors.clone_from(&other.authors);
        }
        if self.keywords.is_empty() {
            self.keywords.clone_from(&other.keywords);
        }
        if self.body.is_none() {
            self.body.clone_from(&other.body);
            self.place = other.place;
        }
    }
}

/// Whether two addresses lead to one page.
pub(super) fn same_address(a: &str, b: &str) -> bool {
    let bare = |address: &'_ str| -> String {
        let address = address.split(['#', '?']).next().unwrap_or_default();
        let address = address.split_once("//").map_or(address, |(_, rest)| rest);
        let address = address.strip_prefix("www.").unwrap_or(address);
        address.trim_end_matches('/').to_ascii_lowercase()
    };
    let a = bare(a);
    // An address of a site names no work.
    a.contains('/') && a == bare(b)
}

/// A text that says something.
fn text<'v>(object: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    let found = match object.get(key)? {
        Value::Array(list) => list.first()?.as_str()?,
        value => value.as_str()?,
    };
    Some(found.trim()).filter(|found| !found.is_empty())
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let list = match object.get("@type") {
        Some(Value::Array(list)) => list.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    list.iter()
        .filter_map(Value::as_str)
        .map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name))
}

fn is_a(object: &Map<String, Value>, names: &[&str]) -> bool {
    types(object).any(|found| names.contains(&found))
}

fn kind(object: &Map<String, Value>) -> Option<Kind> {
    types(object).filter_map(kind_of).max()
}

/// Whether a type of schema.org, by its name, is a work that a page may be about.
pub(super) fn is_work(name: &str) -> bool {
    kind_of(name).is_some_and(|kind| kind > Kind::Page)
}

/// The kind of a type of schema.org, by its name.
fn kind_of(name: &str) -> Option<Kind> {
    let is_article = name.ends_with("Article")
        || name.ends_with("Posting")
        || matches!(name, "Report" | "Question" | "BlogPost");
    match name {
        _ if is_article => Some(Kind::Article),
        "Recipe"
        | "HowTo"
        | "Product"
        | "ProductGroup"
        | "Book"
        | "Movie"
        | "Course"
        | "Event"
        | "VideoObject"
        | "PodcastEpisode"
        | "Episode"
        | "SoftwareApplication"
        | "Dataset"
        | "CreativeWork"
        | "Review"
        | "MusicAlbum"
        | "SoftwareSourceCode"
        | "Guide"
        | "Chapter" => Some(Kind::Work),
        _ if name.ends_with("Page") => Some(Kind::Page),
        _ => None,
    }
}

fn work(
    object: &Map<String, Value>,
    kind: Kind,
    names: &FxHashMap<&str, &str>,
    place: SourceSpan,
) -> Work {
    let say = |keys: &[&str]| {
        let said = keys.iter().find_map(|key| text(object, key))?;
        Some(plain(said)).filter(|said| !said.is_empty())
    };
    let people = |key| object.get(key).map(|value| people(value, names));
    let authors = people("author").filter(|authors| !authors.is_empty());
    let mut addresses: Vec<String> = ["url", "@id"]
        .iter()
        .filter_map(|key| text(object, key))
        .map(str::to_owned)
        .collect();
    let page = object.get("mainEntityOfPage");
    let page = page.and_then(|page| page.as_str().or_else(|| text(page.as_object()?, "@id")));
    addresses.extend(page.map(str::to_owned));
    let keywords = match object.get("keywords") {
        Some(Value::String(list)) => super::list(list),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(plain).collect(),
        _ => Vec::new(),
    };
    let publisher = people("publisher").and_then(|names| names.into_iter().next());
    let body = ["articleBody", "text", "reviewBody"]
        .iter()
        .find_map(|key| text(object, key));
    Work {
        kind: Some(kind),
        addresses,
        headline: say(&["headline", "name"]),
        description: say(&["description"]),
        authors: authors.or_else(|| people("creator")).unwrap_or_default(),
        published: say(&["datePublished"]),
        created: say(&["uploadDate", "dateCreated"]),
        modified: say(&["dateModified"]),
        keywords,
        publisher,
        body: body.map(str::to_owned),
        place: Some(place),
    }
}

/// The names of people or organizations: written out, as objects with a name, or as references to such.
fn people(value: &Value, names: &FxHashMap<&str, &str>) -> Vec<String> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        value => std::slice::from_ref(value),
    };
    let mut found: Vec<String> = Vec::new();
    for value in list.iter().take(50) {
        let name = match value {
            Value::String(name) => Some(name.as_str()),
            Value::Object(object) => {
                text(object, "name").or_else(|| names.get(text(object, "@id")?).copied())
            }
            _ => None,
        };
        let name = name.map(plain).filter(|name| !name.is_empty());
        found.extend(name.filter(|name| !found.contains(name)));
    }
    found
}
