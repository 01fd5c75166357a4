//! The bounds of what is odd.

use crate::data_table::{TableError, rows};

/// The values of `thresholds.tsv`, where each has its reason.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Thresholds {
    pub(super) long_section_words: usize,
    pub(super) long_section_characters: usize,
    pub(super) least_headings_only: usize,
    pub(super) least_numbered_siblings: usize,
    pub(super) least_contents_entries: usize,
    pub(super) contents_share_listed: f64,
    pub(super) contents_share_of_level: f64,
    pub(super) summary_share_copied: f64,
    pub(super) least_summary_characters: usize,
    pub(super) date_slack_days: usize,
}

const NAME: &str = "thresholds.tsv";

impl Thresholds {
    /// The built-in values, and those of `given` in their place.
    pub(super) fn read(given: Option<&str>) -> Result<Self, TableError> {
        let mut thresholds = Self {
            long_section_words: usize::MAX,
            long_section_characters: usize::MAX,
            least_headings_only: usize::MAX,
            least_numbered_siblings: usize::MAX,
            least_contents_entries: usize::MAX,
            contents_share_listed: 1.0,
            contents_share_of_level: 1.0,
            summary_share_copied: 1.0,
            least_summary_characters: usize::MAX,
            date_slack_days: usize::MAX,
        };
        thresholds.take(include_str!("../../data/lint/thresholds.tsv"))?;
        if let Some(given) = given {
            thresholds.take(given)?;
        }
        Ok(thresholds)
    }

    fn take(&mut self, table: &str) -> Result<(), TableError> {
        for row in rows(NAME, table) {
            let value = row.field(1)?;
            let count = || value.parse().map_err(|_| row.wrong("a count"));
            let share = || {
                let share = value
                    .parse()
                    .ok()
                    .filter(|share| (0.0..=1.0).contains(share));
                share.ok_or_else(|| row.wrong("a share between 0 and 1"))
            };
            match row.field(0)? {
                "long_section_words" => self.long_section_words = count()?,
                "long_section_characters" => self.long_section_characters = count()?,
                "least_headings_only" => self.least_headings_only = count()?,
                "least_numbered_siblings" => self.least_numbered_siblings = count()?,
                "least_contents_entries" => self.least_contents_entries = count()?,
                "contents_share_listed" => self.contents_share_listed = share()?,
                "contents_share_of_level" => self.contents_share_of_level = share()?,
                "summary_share_copied" => self.summary_share_copied = share()?,
                "least_summary_characters" => self.least_summary_characters = count()?,
                "date_slack_days" => self.date_slack_days = count()?,
                _ => return Err(row.wrong("the name of a threshold")),
            }
        }
        Ok(())
    }
}
