use wenmai_analyze::privacy::Detector;
use wenmai_format::record::findings_record;
use wenmai_model::{Analysis, Document, FindingsRecord};

/// The findings of `document`: what parsing noticed about its structure and bytes, and its personal data; `None` when there are
/// none. Values of personal data are masked.
///
/// ```
/// use wenmai::privacy::{Detector, PrivacyOptions};
/// use wenmai::{ParseOptions, audit, parse_text};
/// let detector = Detector::new(&PrivacyOptions::default())?;
/// let page = "联系我们\n\n有事请打电话 13812345678，白天都在，晚上请不要打。\n";
/// let record = audit(&parse_text(page, &ParseOptions::default()), &detector).unwrap();
/// let found = record.findings.iter().find(|finding| finding.code == "mobile_phone").unwrap();
/// assert_eq!(found.value.as_deref(), Some("13*******78"));
/// # Ok::<(), wenmai::privacy::PrivacyError>(())
/// ```
pub fn audit(document: &Document, detector: &Detector) -> Option<FindingsRecord> {
    let analysis = Analysis {
        findings: detector.findings(document),
        ..Analysis::default()
    };
    findings_record(document, Some(&analysis))
}
