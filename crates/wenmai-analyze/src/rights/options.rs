//! By which tables rights are read, and what is known of the sites.

use std::sync::Arc;

use super::SiteFiles;
use crate::privacy::PrivacyError;

/// How rights are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RightsOptions {
    /// Files of the sites that the pages are from.
    pub site_files: Arc<SiteFiles>,
    /// Tables to take in the place of those that come with the crate.
    pub tables: RightsTables,
}

/// Texts of the files of `data/rights`, each in the place of the one that comes with the crate; their first lines say how
/// they are made up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RightsTables {
    /// Phrases in the text of pages: `phrases.tsv`.
    pub phrases: Option<String>,
    /// Crawlers, and what they crawl for: `crawlers.tsv`.
    pub crawlers: Option<String>,
}

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{table}, line {line}: expected {expected}")]
#[non_exhaustive]
pub struct RightsError {
    /// The name of its file.
    pub table: &'static str,
    /// The line, from 1 on.
    pub line: usize,
    /// What should stand there.
    pub expected: &'static str,
}

/// All tables are read by one reader.
impl From<PrivacyError> for RightsError {
    fn from(error: PrivacyError) -> Self {
        Self {
            table: error.table,
            line: error.line,
            expected: error.expected,
        }
    }
}
