use wenmai_analyze::{ArticleSource, InstructOptions};
use wenmai_format::article_text;
use wenmai_format::record::draft_records;
use wenmai_model::{Analysis, Document, DraftRecord};

/// Drafts of instructions with answers from the structure of `document`, each with its places in the page and in the article's
/// text, which is that of [`document_record`](wenmai_format::record::document_record). Comparisons come from the contrast
/// tables of `analysis`, which is that of the document: [`Analyzer::contrasts`](wenmai_analyze::Analyzer::contrasts) is enough.
///
/// [`wenmai_analyze::instructions`] says what drafts promise. Runs in O(length of the text).
///
/// ```
/// use wenmai::{Analyzer, InstructOptions, ParseOptions, instructions, parse_text};
/// let page = "开源与闭源\n\n一、开源模型:共享\n\n1.1 优势\n\n开源降低了技术的门槛,开发者能快速接入。\n\n1.2 劣势\n\n开源的版权争议难以回避,训练成本也很高。\n";
/// let document = parse_text(page, &ParseOptions::default());
/// let analysis = Analyzer::new(Default::default()).contrasts(&document);
/// let options = InstructOptions { min_tokens: 8, ..InstructOptions::default() };
/// let drafts = instructions(&document, &analysis, &options);
/// let draft = drafts.iter().find(|draft| draft.path.len() == 2).unwrap();
/// assert_eq!(draft.instruction, "开源模型有哪些优势？");
/// assert_eq!(draft.output, "开源降低了技术的门槛,开发者能快速接入。");
/// ```
pub fn instructions(
    document: &Document,
    analysis: &Analysis,
    options: &InstructOptions,
) -> Vec<DraftRecord> {
    let article = article_text(document);
    let source = ArticleSource {
        document,
        text: &article.text,
        blocks: &article.blocks,
    };
    let drafts = wenmai_analyze::instructions(&source, &analysis.contrasts, options);
    draft_records(document, &article, &drafts)
}
