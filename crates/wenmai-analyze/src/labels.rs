//! What a page says about machines that made it, and what it carries that a reader does not see.
//!
//! * Visible labels: statements that this text was made by AI, as GB 45438-2025 (section 5.1) and Regulation (EU) 2024/1689
//!   (article 50) ask for them. They are evidence of what the page says, not of what is so.
//! * Labels in metadata: the implicit label of GB 45438-2025 (appendix E) and the digital source types of the IPTC.
//! * Manifests of C2PA in the text: their frame is checked, their signature is not.
//! * Invisible characters: codes that are written in them, strays, and controls of direction that show other text than there is.
//!
//! Nothing is taken out of the text. Each of the passes over it is a search for few strings.

mod c2pa;
mod decode;
mod direction;
mod hidden;
mod metadata;
mod statement;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use memchr::memmem;
use wenmai_model::{
    BlockKind, BoilerplateKind, CappedFindings, Document, Finding, FindingKind, Severity, Signal,
    Span,
};

use crate::data_table::TableError;
use c2pa::{Carrier, Content, Manifest};
use direction::Trouble;
use hidden::{Invisible, Lengths, Run, is_bidi};
use metadata::{ByModel, SourceTypes};
use statement::{Statement, Statements, Wording};
use words::Words;

/// How labels are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelOptions {
    /// Text to take in the place of `data/labels/words.tsv`: what labels are put together from.
    pub words: Option<String>,
    /// Text to take in the place of `data/labels/source-types.tsv`: names of the IPTC.
    pub source_types: Option<String>,
    /// A run of so many invisible characters of several kinds is hidden, a shorter one a trace of an editor.
    pub least_hidden_run: usize,
    /// The same for a run of one character.
    pub least_hidden_repetition: usize,
}

impl Default for LabelOptions {
    fn default() -> Self {
        Self {
            words: None,
            source_types: None,
            least_hidden_run: 4,
            least_hidden_repetition: 16,
        }
    }
}

/// Finds labels and invisible characters. Made once; threads may share it.
#[derive(Debug)]
pub struct LabelFinder {
    statements: Statements,
    source_types: SourceTypes,
    invisible: Invisible,
    lengths: Lengths,
}

impl LabelFinder {
    /// Reads the tables.
    ///
    /// # Errors
    ///
    /// When a table that was given cannot be read.
    pub fn new(options: &LabelOptions) -> Result<Self, TableError> {
        let words = options.words.as_deref();
        let words = Words::read(words.unwrap_or(include_str!("../data/labels/words.tsv")))?;
        let types = options.source_types.as_deref();
        let types = types.unwrap_or(include_str!("../data/labels/source-types.tsv"));
        let too_many = TableError {
            table: "words.tsv",
            line: 1,
            expected: "fewer words",
        };
        Ok(Self {
            statements: Statements::new(words).ok_or_else(|| too_many.clone())?,
            source_types: SourceTypes::read(types)?,
            invisible: Invisible::new().ok_or(too_many)?,
            lengths: Lengths {
                mixed: options.least_hidden_run.max(2),
                same: options.least_hidden_repetition.max(2),
            },
        })
    }

    /// The findings about labels (kind rights) and invisible characters (kind quality), those of the metadata first, the others
    /// in the order of their places within each. Runs in O(length of the text and of the signals).
    pub fn findings(&self, document: &Document) -> Vec<Finding> {
        let mut findings = CappedFindings::default();
        for signal in &document.signals {
            self.signal(signal, &mut findings);
        }
        labels_in_text(document, &mut findings);
        for statement in self.statements.find(&document.text) {
            if is_statement(document, &statement) {
                findings.push("ai_label", || labeled(document, &statement));
            }
        }
        self.invisible(document, &mut findings);
        findings.finish()
    }

    /// A label in a signal of the page.
    fn signal(&self, signal: &Signal, findings: &mut CappedFindings) {
        let is_name = |name: &str| signal.name.rsplit([':', '.']).next() == Some(name);
        if is_name("aigc") {
            findings.push("ai_metadata", || Finding {
                source_span: signal.span,
                value: Some(shortened(&signal.value)),
                ..implicit(&metadata::implicit_label(&signal.value))
            });
        } else if is_name("digitalsourcetype") {
            let meaning = self.source_types.meaning(&signal.value);
            let (message, severity) = match meaning {
                Some((ByModel::Yes | ByModel::Partly, meaning)) => (
                    format!("the metadata say: {meaning} (digitalSourceType of the IPTC)"),
                    Severity::Info,
                ),
                // Cameras and people say so too, and that is no label.
                Some((ByModel::No, _)) | None => return,
            };
            findings.push("ai_metadata", || Finding {
                source_span: signal.span,
                value: Some(shortened(&signal.value)),
                ..rights("ai_metadata", severity, message, KEEP_LABEL)
            });
        } else if is_name("c2pa-manifest") {
            let message = "the page carries or names a C2PA manifest outside of its text; its signature is not checked";
            findings.push("c2pa_manifest", || Finding {
                source_span: signal.span,
                value: Some(shortened(&signal.value)),
                ..rights(
                    "c2pa_manifest",
                    Severity::Info,
                    message.to_owned(),
                    KEEP_MANIFEST,
                )
            });
        }
    }

    fn invisible(&self, document: &Document, findings: &mut CappedFindings) {
        let text = document.text.as_str();
        let mut stray = Strays::default();
        let mut bidi = Vec::new();
        let mut manifests = Vec::new();
        for run in self.invisible.runs(text, self.lengths) {
            match run {
                Run::Stray(span) => stray.add(text, span),
                Run::Bidi(span) => bidi.push(span),
                Run::Manifest(manifest) => manifests.push(manifest),
                Run::Hidden(span) => {
                    let chars = text.get(span.clone()).unwrap_or_default().chars();
                    bidi.extend(chars.clone().any(is_bidi).then(|| span.clone()));
                    findings.push("hidden_characters", || {
                        hidden_run(text, span, decode::decoded(chars))
                    });
                }
            }
        }
        manifests.extend(c2pa::delimited(text));
        let mut is_first = true;
        for manifest in &manifests {
            findings.push("c2pa_manifest", || {
                manifest_finding(text, manifest, is_first)
            });
            is_first &= manifest.content.is_err();
        }
        stray.finish(text, findings);
        for (span, trouble) in direction::troubles(text, bidi.into_iter()) {
            findings.push("bidi_controls", || direction_finding(text, span, trouble));
        }
    }
}

/// Whether a statement stands where labels do: not in code, in a menu, or in the teaser of another text; and one that only
/// names a thing not in a heading.
fn is_statement(document: &Document, statement: &Statement) -> bool {
    let at = u32::try_from(statement.start).unwrap_or(u32::MAX);
    let block = document
        .blocks
        .partition_point(|block| block.span.end <= at);
    let block = document
        .blocks
        .get(block)
        .filter(|block| block.span.start <= at);
    if let Some(block) = block {
        return match block.kind {
            BlockKind::Code => false,
            BlockKind::Heading | BlockKind::Title => !statement.is_name,
            // An entry of a list or a table is a name of something.
            BlockKind::ListItem | BlockKind::Table => statement.says_who,
            _ => true,
        };
    }
    let card = document.cards.partition_point(|card| card.span.end <= at);
    if document
        .cards
        .get(card)
        .is_some_and(|card| card.span.start <= at)
    {
        return false;
    }
    let region = document
        .boilerplate
        .partition_point(|region| region.span.end <= at);
    let region = document
        .boilerplate
        .get(region)
        .filter(|region| region.span.start <= at);
    !region.is_some_and(|region| {
        matches!(
            region.kind,
            BoilerplateKind::Navigation
                | BoilerplateKind::Breadcrumb
                | BoilerplateKind::TableOfContents
                | BoilerplateKind::Related
                | BoilerplateKind::Trending
                | BoilerplateKind::Latest
                | BoilerplateKind::Advertisement
        )
    })
}

const KEEP_LABEL: &str =
    "keep the label with the text; leave the page out where text of machines is not wanted";
const KEEP_MANIFEST: &str = "keep the manifest with the text, and check it with a tool of C2PA";

fn labeled(document: &Document, statement: &Statement) -> Finding {
    let message = match statement.wording {
        Wording::Standard => {
            "the page says that AI made it or a part of it, in the words of GB 45438-2025"
        }
        Wording::Chinese | Wording::English => "the page says that AI made it or a part of it",
    };
    Finding {
        span: span(&(statement.start..statement.end)),
        value: document
            .text
            .get(statement.start..statement.end)
            .map(shortened),
        ..rights("ai_label", Severity::Info, message.to_owned(), KEEP_LABEL)
    }
}

/// Labels of metadata that stand in the text: front matter, or JSON that was printed with the page.
fn labels_in_text(document: &Document, findings: &mut CappedFindings) {
    let text = document.text.as_str();
    let mut at = 0;
    while let Some(found) = memmem::find(text.as_bytes().get(at..).unwrap_or_default(), b"AIGC") {
        let start = at + found;
        at = start + "AIGC".len();
        let limit = text.floor_char_boundary(at.saturating_add(MAX_LABEL_BYTES).min(text.len()));
        let rest = text.get(at..limit).unwrap_or_default();
        // A word of its own, with a colon.
        if !rest.trim_start_matches(['"', '\'']).starts_with(':') {
            continue;
        }
        let place = u32::try_from(start).unwrap_or(u32::MAX);
        let block = document
            .blocks
            .partition_point(|block| block.span.end <= place);
        let is_code = document
            .blocks
            .get(block)
            .is_some_and(|block| block.kind == BlockKind::Code && block.span.start <= place);
        if let Some((len, label)) = metadata::label_in_text(rest).filter(|_| !is_code) {
            let end = at + len;
            findings.push("ai_metadata", || Finding {
                span: span(&(start..end)),
                value: text.get(start..end).map(shortened),
                ..implicit(&label)
            });
            at = end;
        } else if at < limit && is_code {
            // An example; its elements need not be looked at again.
            at = limit;
        }
    }
}

/// A label has seven elements of some dozens of characters, codes of signatures some hundreds.
const MAX_LABEL_BYTES: usize = 4096;

fn implicit(label: &metadata::ImplicitLabel) -> Finding {
    let says = match label.label {
        Some(1) => "AI made the content",
        Some(2) => "AI may have made the content",
        Some(_) => "AI is suspected to have made the content",
        None => "something about AI that cannot be read",
    };
    let producer = label.producer.as_deref().map(|producer| {
        let producer: String = producer.chars().take(60).collect();
        format!(", by {producer}")
    });
    let mut message = format!(
        "the metadata say: {says}{} (implicit label of GB 45438-2025)",
        producer.unwrap_or_default()
    );
    let mut severity = Severity::Info;
    if !label.problems.is_empty() {
        severity = Severity::Warning;
        message += "; the label is malformed: ";
        message += &label.problems.join("; ");
    }
    rights("ai_metadata", severity, message, KEEP_LABEL)
}

fn manifest_finding(text: &str, manifest: &Manifest, is_first: bool) -> Finding {
    let carrier = match manifest.carrier {
        Carrier::Selectors => "in variation selectors",
        Carrier::Delimiters => "between delimiters",
    };
    let (severity, message) = match &manifest.content {
        Err(problem) => (
            Severity::Warning,
            format!("a C2PA manifest {carrier} is malformed: {problem}"),
        ),
        Ok(_) if !is_first => (
            Severity::Warning,
            format!("a further C2PA manifest {carrier}: a text may have one"),
        ),
        Ok(Content::Store { len_bytes }) => (
            Severity::Info,
            format!(
                "a C2PA manifest of {len_bytes} bytes stands here {carrier}; its signature is not checked"
            ),
        ),
        Ok(Content::Reference(_)) => (
            Severity::Info,
            format!(
                "a reference to a C2PA manifest stands here {carrier}; its signature is not checked"
            ),
        ),
    };
    let value = match (&manifest.content, manifest.carrier) {
        (Ok(Content::Reference(address)), _) => Some(shortened(address)),
        (_, Carrier::Delimiters) => text.get(manifest.span.clone()).map(shortened),
        (_, Carrier::Selectors) => None,
    };
    Finding {
        span: span(&manifest.span),
        value,
        ..rights("c2pa_manifest", severity, message, KEEP_MANIFEST)
    }
}

fn hidden_run(text: &str, place: Range<usize>, decoded: Option<String>) -> Finding {
    let run = text.get(place.clone()).unwrap_or_default();
    let count = run.chars().count();
    let mut message = if count == 1 {
        "an invisible character stands here that means nothing".to_owned()
    } else {
        format!("{count} invisible characters stand here in a row")
    };
    if let Some(decoded) = decoded {
        message = format!("{message}; they are a code for \"{decoded}\"");
    }
    Finding {
        span: span(&place),
        value: Some(code_points(run.chars())),
        ..quality(
            "hidden_characters",
            Severity::Warning,
            message,
            "find out who put them there; a model reads them, a reader does not",
        )
    }
}

fn direction_finding(text: &str, place: Range<usize>, trouble: Trouble) -> Finding {
    let (severity, message) = match trouble {
        Trouble::Override => (
            Severity::Warning,
            "the text from here on is shown in another order than it is written in",
        ),
        Trouble::Open => (
            Severity::Info,
            "a change of direction begins here and does not end before the line does",
        ),
    };
    Finding {
        span: span(&place),
        value: text
            .get(place.clone())
            .map(|control| code_points(control.chars())),
        ..quality(
            "bidi_controls",
            severity,
            message.to_owned(),
            "read the text with its controls shown; take out those that no writing needs",
        )
    }
}

/// Invisible characters that stand alone.
#[derive(Debug, Default)]
struct Strays {
    count: usize,
    first: Option<Range<usize>>,
    last_end: usize,
    /// The first of them, one by one.
    symbols: Vec<char>,
}

impl Strays {
    /// So many are looked at for a code.
    const MOST: usize = 4096;
    /// Fewer are no code.
    const LEAST: usize = 24;

    fn add(&mut self, text: &str, span: Range<usize>) {
        let run = text.get(span.clone()).unwrap_or_default();
        self.count += run.chars().count();
        let room = Self::MOST.saturating_sub(self.symbols.len());
        self.symbols.extend(run.chars().take(room));
        self.last_end = span.end;
        self.first.get_or_insert(span);
    }

    /// One finding for all of them; another where they are a code together.
    fn finish(self, text: &str, findings: &mut CappedFindings) {
        let Some(first) = self.first else { return };
        let symbols = self.symbols.iter().copied();
        let decoded = (self.count >= Self::LEAST)
            .then(|| decode::decoded(symbols.clone()))
            .flatten();
        if let Some(decoded) = decoded {
            let place = first.start..self.last_end;
            findings.push("hidden_characters", || Finding {
                span: span(&place),
                value: Some(code_points(symbols)),
                ..quality(
                    "hidden_characters",
                    Severity::Warning,
                    format!("{} invisible characters between here and there are a code for \"{decoded}\"", self.count),
                    "find out who put them there; a model reads them, a reader does not",
                )
            });
            return;
        }
        let message = if self.count == 1 {
            "an invisible character stands between others".to_owned()
        } else {
            format!(
                "{} invisible characters stand between others, the first here",
                self.count
            )
        };
        findings.push("zero_width_characters", || Finding {
            span: span(&first),
            value: text.get(first.clone()).map(|run| code_points(run.chars())),
            ..quality(
                "zero_width_characters",
                Severity::Info,
                message,
                "take them out before words are counted or compared: they cut words in two",
            )
        });
    }
}

/// So many characters are named one by one.
const MAX_NAMED: usize = 6;

/// `U+200B U+200C …`
fn code_points(mut chars: impl Iterator<Item = char>) -> String {
    let first = chars.by_ref().take(MAX_NAMED);
    let named: Vec<String> = first.map(|c| format!("U+{:04X}", u32::from(c))).collect();
    let more = if chars.next().is_some() { " …" } else { "" };
    named.join(" ") + more
}

/// So many characters of a text are cited.
const MAX_CITED: usize = 120;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_CITED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn span(range: &Range<usize>) -> Option<Span> {
    // Texts are below 4 GiB, as their spans are.
    Some(Span::new(
        u32::try_from(range.start).ok()?,
        u32::try_from(range.end).ok()?,
    ))
}

fn rights(code: &'static str, severity: Severity, message: String, fix: &str) -> Finding {
    finding(FindingKind::Rights, code, severity, message, fix)
}

fn quality(code: &'static str, severity: Severity, message: String, fix: &str) -> Finding {
    finding(FindingKind::Quality, code, severity, message, fix)
}

fn finding(
    kind: FindingKind,
    code: &'static str,
    severity: Severity,
    message: String,
    fix: &str,
) -> Finding {
    Finding {
        kind,
        code: code.into(),
        severity,
        message,
        fix: Some(fix.to_owned()),
        span: None,
        source_span: None,
        value: None,
    }
}
