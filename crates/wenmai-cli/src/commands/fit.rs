use std::io::Write as _;

use wenmai::training::{Candidates, Example, Growth, fit};
use wenmai::{Analyzer, Document, Page, ParseOptions, Refusal, read_document};

use crate::args::FitKeywordsArgs;
use crate::batch::for_each_read;
use crate::exit::{Exit, Stop};
use crate::output::write_file;
use crate::run::Run;

/// Fewer pages teach how they are written, not what their keywords are.
const LEAST_PAGES: usize = 20;

/// A document with the keywords that it or its container declares.
struct Declared {
    document: Document,
    keywords: Vec<String>,
}

impl AsRef<Document> for Declared {
    fn as_ref(&self) -> &Document {
        &self.document
    }
}

impl Declared {
    fn read(page: &Page, options: &ParseOptions) -> Result<Self, Refusal> {
        let document = read_document(page, options)?;
        let declared = &document.metadata.keywords;
        let keywords = page.keywords.iter().chain(declared).cloned().collect();
        Ok(Self { document, keywords })
    }
}

/// `wenmai fit keywords`
pub(crate) fn keywords(run: &Run<'_>, args: &FitKeywordsArgs) -> Result<Exit, Stop> {
    let analyzer = Analyzer::new(run.analyze.clone());
    let candidates = |declared: Declared| {
        let candidates = Candidates::new(&analyzer, &declared.document);
        let labels = candidates.labels(&declared.keywords);
        (candidates, labels)
    };
    let mut pages = Vec::new();
    let tally = for_each_read(run, run.pages(), Declared::read, candidates, |page| {
        // A page none of whose keywords stands in it says nothing on which of its phrases are.
        pages.extend(page.ok().filter(|(_, labels)| labels.contains(&true)));
        Ok(())
    })?;
    if pages.len() < LEAST_PAGES {
        return Err(Stop::usage(
            format!(
                "{} of {} pages declare keywords that stand in their text; a ranker takes {LEAST_PAGES}",
                pages.len(),
                tally.written
            ),
            "give pages with keywords in <meta> elements, front matter, or fields `keywords` or `tags` of JSON records",
        ));
    }
    let examples: Vec<Example<'_>> = pages
        .iter()
        .map(|(candidates, labels)| Example {
            candidates,
            labels,
            weight: 1.0,
        })
        .collect();
    let fitted = run.pool.install(|| fit(&examples, &Growth::OWN));
    write_file(&args.out, |file| file.write_all(&fitted.to_bytes()))?;
    run.console.note(&format!(
        "learned from the keywords of {} pages",
        pages.len()
    ));
    Ok(tally.exit())
}
