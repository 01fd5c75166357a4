use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use wenmai_analyze::privacy::Redactor;
use wenmai_analyze::{ArticleSource, Auditor};
use wenmai_format::record::document_record_with;
use wenmai_format::{ArticleText, article_text, write_jsonl, write_markdown};
use wenmai_model::{Analysis, BrokenRule, Document, Page, Quality};
use wenmai_parse::{ParseOptions, RefusalKind, cut, read_document};

use crate::error::CorpusError;
use crate::options::{PartFormat, RunOptions};
use crate::recipe::Recipe;
use crate::run::ProcessorFactory;

/// What becomes of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It gives this document: a line of JSON, or the text of a file.
    Written(Vec<u8>),
    /// It is left out on purpose.
    Dropped(Dropped),
    /// It failed.
    Dead(Death),
}

impl Outcome {
    /// What becomes of a page that fails for `reason`, a stable name.
    pub fn dead(reason: &'static str, message: impl Into<String>, help: Option<&str>) -> Self {
        Self::Dead(Death {
            reason: reason.into(),
            message: message.into(),
            help: help.map(str::to_owned),
        })
    }
}

/// Why a record is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Dropped {
    /// Stable name.
    pub reason: Cow<'static, str>,
    /// The rules of the recipe that the page breaks.
    pub broken: Vec<BrokenRule>,
}

impl Dropped {
    /// For a reason that is no rule of a recipe.
    pub(crate) fn plain(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            reason: reason.into(),
            broken: Vec::new(),
        }
    }
}

/// Why a record failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Death {
    /// Stable name.
    pub reason: Cow<'static, str>,
    /// What happened, for a person.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Makes documents of pages; each thread has one of its own.
pub trait PageProcessor {
    /// What becomes of `page`. A panic is a dead letter.
    ///
    /// # Errors
    ///
    /// What ends the run.
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError>;
}

/// A page that a corpus keeps, before it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPage {
    /// Its document; with placeholders in the place of personal data where there is a redactor.
    pub document: Document,
    /// What was found in it.
    pub analysis: Analysis,
    /// What the recipe says, if there is one.
    pub quality: Option<Quality>,
    /// The text of the document.
    article: ArticleText,
}

/// Makes documents in this process. A page that panics is a dead letter.
#[derive(Debug, Clone)]
pub struct InProcess {
    parse: ParseOptions,
    recipe: Option<Recipe>,
    auditor: Option<Arc<Auditor>>,
    redactor: Option<Arc<Redactor>>,
    format: PartFormat,
}

impl InProcess {
    /// Documents of pages that are parsed by `parse` and kept by `recipe`, for parts of `format`.
    pub const fn new(parse: ParseOptions, recipe: Option<Recipe>, format: PartFormat) -> Self {
        Self {
            parse,
            recipe,
            auditor: None,
            redactor: None,
            format,
        }
    }

    /// Documents as a run by `options` makes them.
    pub fn of(options: &RunOptions) -> Self {
        let RunOptions { parse, recipe, .. } = options;
        Self::new(parse.clone(), recipe.clone(), options.format)
            .audited_by(options.auditor.clone())
            .redacted_by(options.redactor.clone())
    }

    /// The same documents; records say what may be done with them, and how many personal data are on their pages.
    #[must_use]
    pub fn audited_by(self, auditor: Option<Arc<Auditor>>) -> Self {
        Self { auditor, ..self }
    }

    /// The same documents with placeholders in the place of personal data. Recipes judge the pages as they were.
    #[must_use]
    pub fn redacted_by(self, redactor: Option<Arc<Redactor>>) -> Self {
        Self { redactor, ..self }
    }

    /// Makes a copy for each thread.
    pub fn factory(self) -> Box<ProcessorFactory> {
        Box::new(
            move |_| -> Result<Box<dyn PageProcessor + Send>, CorpusError> {
                Ok(Box::new(self.clone()))
            },
        )
    }

    /// The document of `page`, with what `account` finds in it before it is redacted; or why a corpus does not keep it. A page that
    /// panics is a dead letter.
    ///
    /// # Errors
    ///
    /// What becomes of a page that is not kept: [`Outcome::Dropped`] or [`Outcome::Dead`].
    pub fn keep(
        &self,
        page: &Page,
        account: impl FnOnce(&Document) -> Analysis,
    ) -> Result<KeptPage, Outcome> {
        caught(|| self.keep_unguarded(page, account))
            .unwrap_or_else(|death| Err(Outcome::Dead(death)))
    }

    fn keep_unguarded(
        &self,
        page: &Page,
        account: impl FnOnce(&Document) -> Analysis,
    ) -> Result<KeptPage, Outcome> {
        let document = read_document(page, &self.parse).map_err(|refusal| match refusal.kind {
            RefusalKind::Binary { .. } => Outcome::Dropped(Dropped::plain("binary")),
            kind => Outcome::dead("refused", kind.to_string(), Some(refusal.help())),
        })?;
        // A corpus does not keep half pages.
        if let Some(cut) = cut(&document) {
            return Err(Outcome::Dead(Death {
                reason: cut.code.clone(),
                message: cut.message.clone(),
                help: cut.fix.clone(),
            }));
        }
        let article = article_text(&document);
        if article.text.trim().is_empty() && document.cards.is_empty() {
            return Err(Outcome::Dropped(Dropped::plain("no_text")));
        }
        let quality = self.recipe.as_ref().map(|recipe| {
            recipe.judge(&ArticleSource {
                document: &document,
                text: &article.text,
                blocks: &article.blocks,
            })
        });
        let is_mark_only = self.recipe.as_ref().is_some_and(Recipe::is_mark_only);
        if let Some(quality) = &quality
            && let Some(first) = quality.broken.first()
            && !is_mark_only
        {
            return Err(Outcome::Dropped(Dropped {
                reason: first.rule.clone().into(),
                broken: quality.broken.clone(),
            }));
        }
        let analysis = account(&document);
        let Some(redactor) = &self.redactor else {
            return Ok(KeptPage {
                document,
                analysis,
                quality,
                article,
            });
        };
        let found = analysis.personal_data.clone();
        let mut redacted = redactor.redact(&document, &article, analysis);
        // Of kinds that are not replaced the counts stay.
        for (code, count) in found {
            redacted.analysis.personal_data.entry(code).or_insert(count);
        }
        Ok(KeptPage {
            article: article_text(&redacted.document),
            document: redacted.document,
            analysis: redacted.analysis,
            quality,
        })
    }

    fn document(&self, page: &Page) -> Outcome {
        let has_records = self.format != PartFormat::Markdown;
        let auditor = self.auditor.as_ref().filter(|_| has_records);
        let kept = self.keep_unguarded(page, |document| {
            auditor.map_or_else(Analysis::default, |auditor| auditor.account(document))
        });
        let KeptPage {
            document,
            analysis,
            quality,
            article,
        } = match kept {
            Ok(kept) => kept,
            Err(outcome) => return outcome,
        };
        let mut bytes = Vec::new();
        let written = if has_records {
            let mut record = document_record_with(&document, article);
            record.quality = quality;
            record.rights = analysis.rights;
            record.personal_data = analysis.personal_data;
            write_jsonl(&record, &mut bytes)
        } else {
            write_markdown(&document, &mut bytes)
        };
        match written {
            Ok(()) => Outcome::Written(bytes),
            // A vector takes everything, so this is a record that JSON cannot hold.
            Err(error) => Outcome::dead("unwritable", error.to_string(), None),
        }
    }
}

impl PageProcessor for InProcess {
    fn process(&mut self, page: &Page) -> Result<Outcome, CorpusError> {
        guarded(|| Ok(self.document(page)))
    }
}

/// What `process` gives; a panic is a dead letter.
pub(crate) fn guarded(
    process: impl FnOnce() -> Result<Outcome, CorpusError>,
) -> Result<Outcome, CorpusError> {
    caught(process).unwrap_or_else(|death| Ok(Outcome::Dead(death)))
}

/// What `work` gives.
///
/// # Errors
///
/// A panic in it is a dead letter.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Death> {
    // The values that a panic may have left half changed are dropped with the page.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = panic
            .downcast_ref::<&str>()
            .map(|message| (*message).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned());
        Death {
            reason: "panic".into(),
            message: message.unwrap_or_else(|| "a panic without a message".into()),
            help: Some("please report this page".into()),
        }
    })
}
