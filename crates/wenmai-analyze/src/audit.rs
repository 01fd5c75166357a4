//! Findings about a document that can be shown to somebody: its structure, the rights in it, its personal data.

use std::collections::BTreeMap;

use wenmai_model::{Analysis, Document};

use crate::data_table::TableError;
use crate::labels::{LabelFinder, LabelOptions};
use crate::lint::{LintOptions, StructureLint};
use crate::privacy::{Detector, PrivacyError, PrivacyOptions};
use crate::rights::{RightsError, RightsOptions, RightsReader};

/// What is looked for, and by which tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditOptions {
    /// Personal data.
    pub privacy: PrivacyOptions,
    /// Structure.
    pub lint: LintOptions,
    /// Labels of machines, and invisible characters.
    pub labels: LabelOptions,
    /// What may be done with the pages.
    pub rights: RightsOptions,
}

/// Tables that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// One of those of personal data.
    #[error(transparent)]
    Privacy(#[from] PrivacyError),
    /// One of those of structure or of labels.
    #[error(transparent)]
    Table(#[from] TableError),
    /// One of those of rights.
    #[error(transparent)]
    Rights(#[from] RightsError),
}

/// Audits documents. Made once; threads may share it.
///
/// ```
/// use wenmai_analyze::{AuditOptions, Auditor};
/// use wenmai_model::Document;
/// let auditor = Auditor::new(&AuditOptions::default())?;
/// let document = Document { text: "有事请打 13812345678，白天都在。".into(), ..Document::default() };
/// let audit = auditor.audit(&document);
/// assert_eq!(audit.findings[0].code, "mobile_phone");
/// assert_eq!(audit.personal_data["mobile_phone"], 1);
/// # Ok::<(), wenmai_analyze::AuditError>(())
/// ```
#[derive(Debug)]
pub struct Auditor {
    detector: Detector,
    lint: StructureLint,
    labels: LabelFinder,
    rights: RightsReader,
}

impl Auditor {
    /// Reads the tables.
    ///
    /// # Errors
    ///
    /// When a table that was given in the place of one of the crate's cannot be read.
    pub fn new(options: &AuditOptions) -> Result<Self, AuditError> {
        Ok(Self {
            detector: Detector::new(&options.privacy)?,
            lint: StructureLint::new(&options.lint)?,
            labels: LabelFinder::new(&options.labels)?,
            rights: RightsReader::new(&options.rights)?,
        })
    }

    /// What finds personal data.
    pub const fn detector(&self) -> &Detector {
        &self.detector
    }

    /// What reads rights.
    pub const fn rights(&self) -> &RightsReader {
        &self.rights
    }

    /// An analysis of which `rights` and `personal_data` alone are filled: what records of documents say of them. Where page and
    /// site say nothing the rights are empty rather than `None`, so that a record tells that somebody asked.
    pub fn account(&self, document: &Document) -> Analysis {
        let mut personal_data = BTreeMap::new();
        for datum in self.detector.find(&document.text) {
            let code = datum.kind.as_str().to_owned();
            *personal_data.entry(code).or_insert(0) += 1;
        }
        Analysis {
            rights: Some(self.rights.rights(document).unwrap_or_default()),
            personal_data,
            ..Analysis::default()
        }
    }

    /// An analysis of which `findings`, `rights` and `personal_data` are filled. In one pass over the text for each of the areas.
    pub fn audit(&self, document: &Document) -> Analysis {
        let mut findings = self.lint.findings(document);
        findings.extend(self.labels.findings(document));
        let private = self.detector.findings(document);
        let mut personal_data = BTreeMap::new();
        for finding in &private {
            *personal_data.entry(finding.code.to_string()).or_insert(0) += 1;
        }
        findings.extend(private);
        let (rights, of_rights) = self.rights.findings(document);
        findings.extend(of_rights);
        Analysis {
            findings,
            rights,
            personal_data,
            ..Analysis::default()
        }
    }
}
