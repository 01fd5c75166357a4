use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use serde::Deserialize;
use wenmai::privacy::PersonalDataKind;

/// What personal data is looked for, and by which tables.
#[derive(Debug, Args)]
pub(crate) struct PrivacyArgs {
    /// Kinds of personal data that are not looked for, by their codes: email,secret
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub(crate) without: Vec<PersonalKind>,
    /// Folder of tables; each takes the place of the one of its name: cues.tsv, mobile-prefixes.tsv …
    #[arg(long, value_name = "DIR")]
    pub(crate) privacy_tables: Option<PathBuf>,
}

/// A kind of personal data, by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct PersonalKind(pub(crate) PersonalDataKind);

impl FromStr for PersonalKind {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        PersonalDataKind::from_code(code)
            .map(Self)
            .ok_or_else(|| format!("there is no kind {code:?}; the kinds are {}", codes()))
    }
}

impl TryFrom<String> for PersonalKind {
    type Error = String;

    fn try_from(code: String) -> Result<Self, String> {
        code.parse()
    }
}

/// All codes.
fn codes() -> String {
    PersonalDataKind::ALL
        .map(PersonalDataKind::as_str)
        .join(", ")
}
