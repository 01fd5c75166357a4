use wenmai_analyze::privacy::{Redacted, Redactor};
use wenmai_format::article_text;
use wenmai_model::{Analysis, Document};

/// `document` with placeholders in the place of personal data, in its text and all of its strings, with its spans at the same
/// content as before; of `analysis` the findings and rights are made fit to it. [`Redactor::redact`] says the rest.
///
/// ```
/// use wenmai::privacy::{RedactOptions, Redactor};
/// use wenmai::format::record::document_record;
/// use wenmai::{Analysis, ParseOptions, parse_html, redact};
/// let redactor = Redactor::new(RedactOptions::default())?;
/// let page = "<h1>联系我们</h1><p>有事请打 <b>13812345678</b>，白天都在，晚上请不要打。</p>";
/// let document = parse_html(page, &ParseOptions::default());
/// let redacted = redact(&document, Analysis::default(), &redactor);
/// let record = document_record(&redacted.document);
/// assert_eq!(record.text, "有事请打 [mobile_phone-1]，白天都在，晚上请不要打。");
/// let [start, end] = [record.blocks[1].span.start, record.blocks[1].span.end].map(|at| at as usize);
/// assert_eq!(&page[start..end], "有事请打 <b>13812345678</b>，白天都在，晚上请不要打。");
/// # Ok::<(), wenmai::privacy::PrivacyError>(())
/// ```
pub fn redact(document: &Document, analysis: Analysis, redactor: &Redactor) -> Redacted {
    redactor.redact(document, &article_text(document), analysis)
}
