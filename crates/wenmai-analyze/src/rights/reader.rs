//! From a document to its rights.

use std::sync::Arc;

use wenmai_model::{Document, Finding, Rights, RightsCode, Signal, SignalSource};

use super::crawlers::Crawlers;
use super::options::{RightsError, RightsOptions};
use super::pattern::normalized_path;
use super::phrases::Phrases;
use super::site_files::SiteFiles;
use super::statement::{Found, Origin, Statements};
use super::{aipref, decide, findings, robots_directives, rsl, schema_org, tdm};

/// Reads what pages and their sites say about their use. Made once; threads may share it.
///
/// ```
/// use wenmai_analyze::rights::{RightsOptions, RightsReader};
/// use wenmai_model::{Document, RightsEffect, RightsUse};
/// let reader = RightsReader::new(&RightsOptions::default())?;
/// let document = Document { text: "正文。本文采用 CC BY-NC-SA 4.0 许可协议，转载请注明出处。".into(), ..Document::default() };
/// let rights = reader.rights(&document).unwrap();
/// assert_eq!(rights.licence.as_deref(), Some("CC-BY-NC-SA-4.0"));
/// assert_eq!(rights.decisions[0].usage, RightsUse::Republish);
/// assert_eq!(rights.decisions[0].effect, RightsEffect::Conditional);
/// # Ok::<(), wenmai_analyze::rights::RightsError>(())
/// ```
#[derive(Debug)]
pub struct RightsReader {
    crawlers: Crawlers,
    phrases: Phrases,
    site_files: Arc<SiteFiles>,
}

impl RightsReader {
    /// Reads the tables.
    ///
    /// # Errors
    ///
    /// When a table that was given in the place of one of the crate's cannot be read.
    pub fn new(options: &RightsOptions) -> Result<Self, RightsError> {
        Ok(Self {
            crawlers: Crawlers::new(&options.tables)?,
            phrases: Phrases::new(&options.tables)?,
            site_files: Arc::clone(&options.site_files),
        })
    }

    /// What page and site say; `None` where they say nothing.
    pub fn rights(&self, document: &Document) -> Option<Rights> {
        let found = self.statements(document);
        (!found.is_empty()).then(|| decide::rights(&found))
    }

    /// The same, and a finding for each statement, those of one kind about one crawler after the other together; one more for
    /// each use that statements contradict each other about.
    pub fn findings(&self, document: &Document) -> (Option<Rights>, Vec<Finding>) {
        let found = self.statements(document);
        if found.is_empty() {
            return (None, Vec::new());
        }
        let rights = decide::rights(&found);
        let findings = findings::findings(&found, &rights);
        (Some(rights), findings)
    }

    /// All statements: those of the site first, then of the response, of the page, of its text.
    fn statements(&self, document: &Document) -> Vec<Found> {
        let mut found = Statements::default();
        let url = document.url.as_deref();
        let path = normalized_path(url.unwrap_or_default());
        if let Some((url, site)) = url.and_then(|url| Some((url, self.site_files.of_page(url)?))) {
            if let Some(robots) = &site.robots {
                let rsl = |address: &str| self.site_files.rsl(address, Some(url));
                self.crawlers.statements(robots, &path, rsl, &mut found);
            }
            if let Some(tdm) = &site.tdm {
                tdm.statements(&path, &mut found);
            }
        }
        for source in [SignalSource::Header, SignalSource::Meta] {
            let of_source = document.signals.iter().filter(|s| s.source == source);
            let values: Vec<(&str, &str, Origin)> = of_source
                .map(|signal| (signal.name.as_str(), signal.value.as_str(), signal.into()))
                .collect();
            tdm::of_signals(&values, &mut found);
        }
        content_usage(document, &mut found);
        for signal in &document.signals {
            self.signal(signal, url, &path, &mut found);
        }
        self.phrases.statements(&document.text, &mut found);
        let mut found = found.finish();
        for found in &mut found {
            if let Some(span) = found.text_span {
                found.statement.span = Some(document.source_span(span));
            }
        }
        tdm::override_weaker(&mut found);
        found
    }

    fn signal(&self, signal: &Signal, url: Option<&str>, path: &[u8], found: &mut Statements) {
        let (name, value) = (signal.name.as_str(), signal.value.as_str());
        let origin = Origin::from(signal);
        match (signal.source, name) {
            // Read above; labels of machines are no rights.
            (
                _,
                "content-usage" | "tdm-reservation" | "tdm-policy" | "aigc" | "digitalsourcetype"
                | "c2pa-manifest",
            ) => {}
            (SignalSource::Header, "x-robots-tag") => {
                robots_directives::statements(value, origin, "robots", found);
            }
            (SignalSource::Anchor, "href") => {
                schema_org::mention(value, origin, &self.phrases, found);
            }
            (SignalSource::Header | SignalSource::Link | SignalSource::Anchor, _) => {
                let document = self.site_files.rsl(value, url);
                let is_rsl = signal.media_type.as_deref() == Some("application/rsl+xml");
                if is_rsl || document.is_some() {
                    rsl::reference(value, origin, document, path, found);
                } else {
                    schema_org::license(value, origin, &self.phrases, found);
                }
            }
            (SignalSource::Meta, _) if is_robots(name) => {
                robots_directives::statements(value, origin, name, found);
            }
            _ => schema_org::statements(name, value, origin, &self.phrases, found),
        }
    }
}

/// `Content-Usage`: lines of a header are one list (RFC 9110 §5.3), each `meta` stands for itself.
fn content_usage(document: &Document, found: &mut Statements) {
    let of_name = |source: SignalSource| {
        let signals = document.signals.iter();
        signals.filter(move |s| s.source == source && s.name == "content-usage")
    };
    let header: Vec<&str> = of_name(SignalSource::Header)
        .map(|signal| signal.value.as_str())
        .collect();
    if !header.is_empty() {
        let origin = Origin::file(SignalSource::Header);
        aipref::content_usage(&header.join(", "), origin, found);
    }
    for signal in of_name(SignalSource::Meta) {
        aipref::content_usage(&signal.value, signal.into(), found);
    }
}

/// Whether a `meta` of this name speaks to crawlers: parsing keeps no others with such a name.
fn is_robots(name: &str) -> bool {
    let ends = [
        "bot",
        "bots",
        "spider",
        "crawler",
        "-extended",
        "-ai",
        "slurp",
    ];
    name == "robots" || ends.iter().any(|end| name.ends_with(end))
}

/// Whether a statement is one of a convention whose text says who holds rights, and nothing else.
pub(super) fn is_notice(code: RightsCode) -> bool {
    matches!(code, RightsCode::SchemaLicense | RightsCode::SitePhrase)
}
