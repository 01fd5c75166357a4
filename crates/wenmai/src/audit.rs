use wenmai_analyze::Auditor;
use wenmai_format::record::findings_record;
use wenmai_model::{Document, FindingsRecord};

/// The findings of `document`: what parsing noticed about its structure and bytes, its personal data, and what may be done with it; `None` when there are
/// none. Values of personal data are masked.
///
/// ```
/// use wenmai::{AuditOptions, Auditor, ParseOptions, audit, parse_text};
/// let auditor = Auditor::new(&AuditOptions::default())?;
/// let page = "联系我们\n\n有事请打电话 13812345678，白天都在，晚上请不要打。\n";
/// let record = audit(&parse_text(page, &ParseOptions::default()), &auditor).unwrap();
/// let found = record.findings.iter().find(|finding| finding.code == "mobile_phone").unwrap();
/// assert_eq!(found.value.as_deref(), Some("13*******78"));
/// # Ok::<(), wenmai::AuditError>(())
/// ```
pub fn audit(document: &Document, auditor: &Auditor) -> Option<FindingsRecord> {
    findings_record(document, Some(&auditor.audit(document)))
}
