use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::args::{By, CapturedAt, Kind, Lang};
use crate::exit::Stop;
use crate::formats::{ExtractFormat, OutlineFormat, TableFormat};

/// A settings file: flags by their long names, those of one command in its own table. Flags on the command
/// line win.
///
/// ```toml
/// jobs = 4
/// content-field = "body"
///
/// [keywords]
/// top = 10
/// ```
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Config {
    pub(crate) kind: Option<Kind>,
    pub(crate) content_field: Option<String>,
    pub(crate) id_field: Option<String>,
    pub(crate) url_field: Option<String>,
    pub(crate) max_page_bytes: Option<u64>,
    pub(crate) captured_at: Option<CapturedAt>,
    pub(crate) jobs: Option<NonZeroUsize>,
    pub(crate) extract: ExtractConfig,
    pub(crate) outline: OutlineConfig,
    pub(crate) keywords: KeywordsConfig,
    pub(crate) stats: StatsConfig,
    pub(crate) report: ReportConfig,
}

/// `[extract]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ExtractConfig {
    pub(crate) format: Option<ExtractFormat>,
    pub(crate) out: Option<PathBuf>,
}

/// `[outline]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OutlineConfig {
    pub(crate) format: Option<OutlineFormat>,
    pub(crate) explain: bool,
}

/// `[keywords]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeywordsConfig {
    pub(crate) by: Option<By>,
    pub(crate) top: Option<NonZeroUsize>,
    pub(crate) dict: Option<PathBuf>,
    pub(crate) stopwords: Option<PathBuf>,
    pub(crate) format: Option<TableFormat>,
}

/// `[stats]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StatsConfig {
    pub(crate) format: Option<TableFormat>,
}

/// `[report]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ReportConfig {
    pub(crate) out: Option<PathBuf>,
    pub(crate) lang: Option<Lang>,
    pub(crate) pages: Option<usize>,
}

impl Config {
    /// Reads the settings in the file at `path`; without a path there are none.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self, Stop> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let text = fs::read_to_string(path).map_err(|error| Stop::Settings {
            path: path.to_owned(),
            what: format!("cannot be read: {error}"),
            help: "check the path that --config names".into(),
        })?;
        toml::from_str(&text).map_err(|error| Stop::Settings {
            path: path.to_owned(),
            what: describe(&error, &text),
            help:
                "settings have the long names of flags; those of one command stand below [COMMAND]"
                    .into(),
        })
    }
}

/// What is wrong, with line and column, on one line.
fn describe(error: &toml::de::Error, text: &str) -> String {
    let message = error.message().replace('\n', " ");
    let Some(before) = error.span().and_then(|span| text.get(..span.start)) else {
        return message;
    };
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1) + 1;
    format!("{message} ({line}:{column})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        match toml::from_str::<Config>(text) {
            Ok(config) => format!("{config:?}"),
            Err(error) => describe(&error, text),
        }
    }

    #[test]
    fn settings_have_the_names_of_flags() {
        let config: Config = toml::from_str(
            "kind = \"jsonl\"\ncontent-field = \"body\"\n[keywords]\ntop = 5\nby = \"section\"\nformat = \"csv\"\n",
        )
        .unwrap();
        let expected = Config {
            kind: Some(Kind::Jsonl),
            content_field: Some("body".into()),
            keywords: KeywordsConfig {
                top: NonZeroUsize::new(5),
                by: Some(By::Section),
                format: Some(TableFormat::Csv),
                ..KeywordsConfig::default()
            },
            ..Config::default()
        };
        assert_eq!(config, expected);
    }

    #[test]
    fn errors_name_key_and_place() {
        let cases = [
            "jobs = 2\nfromat = \"md\"\n",
            "[keywords]\n  topp = 2\n",
            "jobs = 0\n",
            "jobs = \n",
            "[extract]\nformat = \"pdf\"\n",
            "captured-at = \"soon\"\n",
        ];
        insta::assert_snapshot!(cases.map(check).join("\n"), @"
        unknown field `fromat`, expected one of `kind`, `content-field`, `id-field`, `url-field`, `max-page-bytes`, `captured-at`, `jobs`, `extract`, `outline`, `keywords`, `stats`, `report` (2:1)
        unknown field `topp`, expected one of `by`, `top`, `dict`, `stopwords`, `format` (2:3)
        invalid value: integer `0`, expected a nonzero usize (1:8)
        string values must be quoted, expected literal string (1:8)
        unknown variant `pdf`, expected one of `json`, `jsonl`, `md`, `text`, `html` (2:10)
        \"soon\" is no time such as 2024-12-20 or 2024-12-20T08:00:00Z (1:15)
        ");
    }
}
