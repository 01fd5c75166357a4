//! The inputs of commands.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use wenmai::io::InputKind;

use super::LimitArgs;
use crate::config::Config;

/// The inputs of a command.
#[derive(Debug, Args)]
pub(crate) struct Files {
    /// Files, folders, quoted patterns, @LIST, or - for standard input
    #[arg(required = true, value_name = "FILES")]
    pub(crate) files: Vec<OsString>,
    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// How the inputs of a command are read.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Input options")]
pub(crate) struct InputArgs {
    /// What the inputs hold, below any compression, instead of what their names
    /// and bytes say
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<Kind>,
    /// Charset of the pages, such as gbk, instead of what they declare and look
    /// like; not of pages in JSON strings, which are Unicode
    #[arg(long, value_name = "NAME")]
    pub(crate) charset: Option<Charset>,
    /// Field of JSONL, or column of Parquet, that holds the page [default: html,
    /// else html_b64, else text, else markdown]. One that ends in _b64 holds bytes in base64, of
    /// the charset that the field charset declares, if any
    #[expect(clippy::doc_markdown, reason = "this is shown on a terminal")]
    #[arg(long, value_name = "NAME")]
    pub(crate) content_field: Option<String>,
    /// Field or column that holds the id [default: id, else the URL, else the
    /// position]
    #[arg(long, value_name = "NAME")]
    pub(crate) id_field: Option<String>,
    /// Field or column that holds the URL [default: url]
    #[arg(long, value_name = "NAME")]
    pub(crate) url_field: Option<String>,
    /// Take the articles of statutes (第N条) for headings
    #[arg(long, help_heading = "Structure options")]
    pub(crate) articles: bool,
    #[command(flatten)]
    pub(crate) profiles: ProfileArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

/// What is known of the hosts of the pages.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Structure options")]
pub(crate) struct ProfileArgs {
    /// Folder of site profiles, or one: what repeats on the pages of a host is
    /// no part of their articles. `wenmai profile` writes them
    #[arg(long, value_name = "DIR")]
    pub(crate) profiles: Option<PathBuf>,
    /// Host of the pages that do not say their URL
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Option<String>,
}

impl ProfileArgs {
    /// The folder of profiles, that of the settings where none is given.
    pub(crate) fn folder(&self, config: &Config) -> Option<PathBuf> {
        self.profiles.clone().or_else(|| config.profiles.clone())
    }
}

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// One HTML page
    Html,
    /// One text page
    Text,
    /// One page of Markdown
    Markdown,
    /// One JSON object a line, each with a page in it
    Jsonl,
    /// A web archive
    Warc,
    /// The text of a web archive
    Wet,
    /// A Parquet file, each row with a page in it
    Parquet,
}

impl From<Kind> for InputKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Html => Self::Html,
            Kind::Text => Self::Text,
            Kind::Markdown => Self::Markdown,
            Kind::Jsonl => Self::Jsonl,
            // The types of its records say what is text.
            Kind::Warc | Kind::Wet => Self::Warc,
            Kind::Parquet => Self::Parquet,
        }
    }
}

/// A charset, by the name that the Encoding Standard gives it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Charset(pub(crate) String);

impl FromStr for Charset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let name = wenmai::charset_name(text);
        name.map(|name| Self(name.to_owned())).ok_or_else(|| {
            format!(
                "there is no charset {text:?}; give a name such as utf-8, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, \
                 utf-16le, windows-1252 or koi8-r"
            )
        })
    }
}

impl TryFrom<String> for Charset {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets_have_the_names_of_the_standard() {
        let charset = |text: &str| text.parse::<Charset>().ok().map(|charset| charset.0);
        assert_eq!(charset("GB2312").as_deref(), Some("GBK"));
        assert_eq!(charset("cp936").as_deref(), Some("GBK"));
        assert_eq!(charset("latin1").as_deref(), Some("windows-1252"));
        assert_eq!(["gb", "", "iso-2022-kr"].map(charset), [None, None, None]);
    }
}
