//! What is looked for, and by which tables.

use super::PersonalDataKind;

/// How personal data is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrivacyOptions {
    /// Kinds that are left out.
    pub without: Vec<PersonalDataKind>,
    /// Tables to take in the place of those that come with the crate.
    pub tables: PrivacyTables,
}

/// Texts of the files of `data/privacy`, each in the place of the one that comes with the crate; the first lines of
/// these say how they are made up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrivacyTables {
    /// Words that announce a kind, or something else: `cues.tsv`.
    pub cues: Option<String>,
    /// Words that announce an account of a messenger: `messenger-cues.tsv`.
    pub messenger_cues: Option<String>,
    /// Administrative divisions by code: `regions.tsv`.
    pub regions: Option<String>,
    /// Parts of postal addresses: `street-words.tsv`.
    pub street_words: Option<String>,
    /// Prefixes of mobile numbers: `mobile-prefixes.tsv`.
    pub mobile_prefixes: Option<String>,
    /// Area codes: `area-codes.tsv`.
    pub area_codes: Option<String>,
    /// Country codes of telephone numbers: `phone-countries.tsv`.
    pub phone_countries: Option<String>,
    /// Prefixes of networks of bank cards: `card-networks.tsv`.
    pub card_networks: Option<String>,
    /// First characters of unified social credit codes: `credit-code-prefixes.tsv`.
    pub credit_code_prefixes: Option<String>,
    /// Lengths of bank account numbers: `iban-lengths.tsv`.
    pub iban_lengths: Option<String>,
    /// Shapes of keys and tokens: `secrets.tsv`.
    pub secrets: Option<String>,
    /// Names of secrets, and placeholders: `secret-names.tsv`.
    pub secret_names: Option<String>,
    /// Top-level domains: `top-level-domains.tsv`.
    pub top_level_domains: Option<String>,
    /// Parts of addresses for e-mail that are nobody's: `email-words.tsv`.
    pub email_words: Option<String>,
    /// Bounds of windows, years and the like: `thresholds.tsv`.
    pub thresholds: Option<String>,
}

impl PrivacyTables {
    /// The names of the files.
    pub const FILES: [&'static str; 15] = [
        "cues.tsv",
        "messenger-cues.tsv",
        "regions.tsv",
        "street-words.tsv",
        "mobile-prefixes.tsv",
        "area-codes.tsv",
        "phone-countries.tsv",
        "card-networks.tsv",
        "credit-code-prefixes.tsv",
        "iban-lengths.tsv",
        "secrets.tsv",
        "secret-names.tsv",
        "top-level-domains.tsv",
        "email-words.tsv",
        "thresholds.tsv",
    ];

    /// The table with the name of a file.
    pub fn by_file(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "cues.tsv" => &mut self.cues,
            "messenger-cues.tsv" => &mut self.messenger_cues,
            "regions.tsv" => &mut self.regions,
            "street-words.tsv" => &mut self.street_words,
            "mobile-prefixes.tsv" => &mut self.mobile_prefixes,
            "area-codes.tsv" => &mut self.area_codes,
            "phone-countries.tsv" => &mut self.phone_countries,
            "card-networks.tsv" => &mut self.card_networks,
            "credit-code-prefixes.tsv" => &mut self.credit_code_prefixes,
            "iban-lengths.tsv" => &mut self.iban_lengths,
            "secrets.tsv" => &mut self.secrets,
            "secret-names.tsv" => &mut self.secret_names,
            "top-level-domains.tsv" => &mut self.top_level_domains,
            "email-words.tsv" => &mut self.email_words,
            "thresholds.tsv" => &mut self.thresholds,
            _ => return None,
        })
    }
}

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{table}, line {line}: expected {expected}")]
#[non_exhaustive]
pub struct PrivacyError {
    /// The name of its file.
    pub table: &'static str,
    /// The line, from 1 on.
    pub line: usize,
    /// What should stand there.
    pub expected: &'static str,
}
