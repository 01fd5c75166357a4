//! Placeholders in the place of personal data, in all of a document.

mod places;
mod strings;

use std::collections::BTreeMap;

use wenmai_model::{Analysis, ArticleText, Document, Span};

use self::places::{cuts, map_places, map_span};
use self::strings::{Strings, redact_analysis_strings, redact_strings};
use super::discovery::Discovery;
use super::known::KnownData;
use super::placeholder::Placeholders;
use super::{
    Detector, PersonalDataKind, PlaceholderLanguage, PrivacyError, PrivacyOptions, RedactionEdit,
};

/// What is replaced, and by what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RedactOptions {
    /// How personal data is looked for, and of which kinds.
    pub privacy: PrivacyOptions,
    /// The language of placeholders.
    pub language: PlaceholderLanguage,
}

impl RedactOptions {
    /// The codes of the kinds that are replaced, with commas between them; `all` for all.
    pub fn kinds(&self) -> String {
        if self.privacy.without.is_empty() {
            return "all".to_owned();
        }
        let kinds = PersonalDataKind::ALL.into_iter();
        let kinds = kinds.filter(|kind| !self.privacy.without.contains(kind));
        let codes: Vec<_> = kinds.map(PersonalDataKind::as_str).collect();
        codes.join(",")
    }
}

/// A document with placeholders, and what was measured in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Redacted {
    /// The document: its text and all of its strings have placeholders, and its spans point at the same content as before.
    /// Places in the source are those of the page as it was.
    pub document: Document,
    /// What was known of the document, with its findings and rights fit to it; `personal_data` says how many data of each kind
    /// were replaced in the text, unless an audit has counted all of them.
    pub analysis: Analysis,
    /// What was replaced in the text, in order; a datum that reaches over several blocks has one for each.
    pub edits: Vec<RedactionEdit>,
}

/// Puts placeholders in the place of personal data in documents. Made once; threads may share it.
///
/// ```
/// use wenmai_analyze::privacy::{RedactOptions, Redactor};
/// use wenmai_model::{Analysis, ArticleText, Document, SourceSpan, Span};
/// let redactor = Redactor::new(RedactOptions::default())?;
/// let document = Document { text: "有事请打 13812345678，白天都在。".into(), ..Document::default() };
/// let redacted = redactor.redact(&document, &ArticleText::default(), Analysis::default());
/// assert_eq!(redacted.document.text, "有事请打 [mobile_phone-1]，白天都在。");
/// assert_eq!(redacted.document.source_span(Span::new(13, 29)), SourceSpan::new(13, 24));
/// assert_eq!(redacted.analysis.personal_data["mobile_phone"], 1);
/// # Ok::<(), wenmai_analyze::privacy::PrivacyError>(())
/// ```
#[derive(Debug)]
pub struct Redactor {
    detector: Detector,
    options: RedactOptions,
}

/// Rounds in which what is left is looked for; usually the second one finds nothing.
const MOST_ROUNDS: usize = 16;

impl Redactor {
    /// Reads the tables.
    ///
    /// # Errors
    ///
    /// When a table that was given in the place of one of the crate's cannot be read.
    pub fn new(options: RedactOptions) -> Result<Self, PrivacyError> {
        Ok(Self {
            detector: Detector::new(&options.privacy)?,
            options,
        })
    }

    /// What is replaced, and by what.
    pub const fn options(&self) -> &RedactOptions {
        &self.options
    }

    /// `document` with a placeholder in the place of each personal datum: in its text, in the text of its article, which is
    /// `article`, and in every other string, addresses and its id included. The same datum has the same placeholder in all of
    /// them. Of `analysis` the findings and the rights are made fit to the new document; the rest is handed on as it is. Values
    /// of privacy findings stay what they are, as records mask them.
    ///
    /// A datum that reaches over several blocks, cards or cells has a placeholder in each. What marks a part of a datum alone
    /// is left out. Redacting a redacted document changes nothing. Runs in time linear in the document but for its spans, which
    /// take time logarithmic in the data.
    pub fn redact(
        &self,
        document: &Document,
        article: &ArticleText,
        analysis: Analysis,
    ) -> Redacted {
        let cuts = cuts(document);
        let pieces = quoted_pieces(document);
        let mut discovery = Discovery::new(&document.text, &cuts);
        let mut known = KnownData::of(&discovery);
        for _ in 0..MOST_ROUNDS {
            let mut is_changed = discovery.search(&self.detector);
            is_changed |= discovery.search_article(&self.detector, article);
            is_changed |= discovery.search_pieces(&self.detector, &pieces);
            if !is_changed {
                break;
            }
            known = KnownData::of(&discovery);
            discovery.search_known(&known);
        }
        let mut placeholders = Placeholders::new(self.options.language);
        let redaction = discovery.redaction(&mut placeholders);
        let mut redacted = Redacted {
            document: document.clone(),
            analysis,
            edits: Vec::new(),
        };
        let Redacted {
            document: new,
            analysis,
            edits,
        } = &mut redacted;
        if !redaction.edits.is_empty() {
            map_places(new, &redaction);
            for finding in &mut analysis.findings {
                if let Some(span) = &mut finding.span {
                    *span = map_span(*span, &redaction);
                }
            }
            new.text = redaction.text;
            *edits = redaction.edits;
            quote_again(document, new);
        }
        let mut strings = Strings::new(&self.detector, placeholders, known);
        redact_strings(new, &mut strings);
        redact_analysis_strings(analysis, &mut strings);
        if analysis.personal_data.is_empty() {
            let mut counts = BTreeMap::new();
            for datum in &discovery.found {
                *counts.entry(datum.kind.as_str().to_owned()).or_insert(0) += 1;
            }
            analysis.personal_data = counts;
        }
        redacted
    }
}

/// The pieces of the text that stand alone elsewhere in the document.
fn quoted_pieces(document: &Document) -> Vec<Span> {
    let headings = document.outline.iter().map(|heading| heading.span);
    let cards = document.cards.iter().map(|card| card.title_span);
    let mut pieces: Vec<Span> = headings.chain(cards).collect();
    pieces.sort_unstable();
    pieces
}

/// Gives headings and titles of cards that are pieces of the text as it was their piece of the new text.
fn quote_again(document: &Document, new: &mut Document) {
    let Document {
        text,
        outline,
        cards,
        ..
    } = new;
    let headings = outline.iter_mut().zip(&document.outline);
    let headings = headings.map(|(new, old)| (&mut new.text, new.span, &old.text, old.span));
    let titles = cards.iter_mut().zip(&document.cards);
    let titles =
        titles.map(|(new, old)| (&mut new.title, new.title_span, &old.title, old.title_span));
    for (new_string, new_span, string, span) in headings.chain(titles) {
        if document.slice(span) == string
            && let Some(piece) = new_span.of(text)
        {
            piece.clone_into(new_string);
        }
    }
}
