use std::str::FromStr;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use wenmai::privacy::{
    PersonalDataKind, PlaceholderLanguage, PrivacyOptions, RedactOptions, Redactor,
};

use crate::exit::Stop;

/// Placeholders in the place of personal data.
#[derive(Debug, Default, Clone, Args)]
#[command(next_help_heading = "Privacy options")]
pub(crate) struct RedactArgs {
    /// Put placeholders such as [email-1] in the place of personal data, in the
    /// text and all other fields, the id and addresses included; the same datum
    /// of a page has the same one, and spans stay right. KINDS are codes of
    /// findings with commas between them [default: all]
    #[arg(
        long,
        value_name = "KINDS",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "all"
    )]
    pub(crate) redact: Option<RedactedKinds>,
    /// Language of the placeholders [default: code]
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) redact_language: Option<RedactLanguage>,
}

impl RedactArgs {
    /// These, and `others` where they say nothing.
    pub(crate) fn or(&self, others: &Self) -> Self {
        Self {
            redact: self.redact.clone().or_else(|| others.redact.clone()),
            redact_language: self.redact_language.or(others.redact_language),
        }
    }

    /// What puts the placeholders, if there are to be any.
    pub(crate) fn redactor(&self) -> Result<Option<Arc<Redactor>>, Stop> {
        let Some(RedactedKinds(kinds)) = &self.redact else {
            return Ok(None);
        };
        let without = PersonalDataKind::ALL.into_iter();
        let without = without.filter(|kind| !kinds.contains(kind)).collect();
        let options = RedactOptions {
            privacy: PrivacyOptions {
                without,
                ..PrivacyOptions::default()
            },
            language: match self.redact_language.unwrap_or_default() {
                RedactLanguage::Code => PlaceholderLanguage::Code,
                RedactLanguage::Zh => PlaceholderLanguage::Chinese,
            },
        };
        // The tables are our own.
        let redactor = Redactor::new(options)
            .map_err(|error| Stop::usage(error.to_string(), "please report this"))?;
        Ok(Some(Arc::new(redactor)))
    }

    /// The flags that say the same, for a worker process.
    pub(crate) fn flags_of(redactor: &Redactor) -> Vec<String> {
        let options = redactor.options();
        let mut flags = vec![format!("--redact={}", options.kinds())];
        if options.language == PlaceholderLanguage::Chinese {
            flags.push("--redact-language=zh".into());
        }
        flags
    }
}

/// Kinds of personal data, by the codes of their findings with commas between them; `all` for all.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct RedactedKinds(Vec<PersonalDataKind>);

impl FromStr for RedactedKinds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self(PersonalDataKind::ALL.into()));
        }
        let kinds = text.split(',').map(|code| {
            PersonalDataKind::from_code(code.trim()).ok_or_else(|| {
                let known = PersonalDataKind::ALL.map(PersonalDataKind::as_str);
                format!(
                    "there is no kind {code:?}; kinds are all, {}",
                    known.join(", ")
                )
            })
        });
        kinds.collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for RedactedKinds {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// Languages of placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RedactLanguage {
    /// Codes of findings: [mobile_phone-1]
    #[default]
    Code,
    /// Names in Chinese: [手机号-1]
    Zh,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_codes_or_all() {
        let kinds = |text: &str| text.parse::<RedactedKinds>().map(|kinds| kinds.0);
        assert_eq!(kinds("all").map(|kinds| kinds.len()), Ok(15));
        assert_eq!(
            kinds("email, iban"),
            Ok(vec![PersonalDataKind::Email, PersonalDataKind::Iban])
        );
        assert!(kinds("").is_err() && kinds("email,name").is_err());
    }
}
