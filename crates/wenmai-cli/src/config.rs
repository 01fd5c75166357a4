use std::ffi::OsString;
use std::fs;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use wenmai::UserMarker;

use crate::args::{
    AuditKind, By, CapturedAt, Charset, Day, Depth, FailOn, Kind, Lang, LimitArgs, PersonalKind,
    RedactArgs, RedactLanguage, RedactedKinds, StatsBy, Tokens,
};
use crate::exit::Stop;
use crate::formats::{AuditFormat, ExplainFormat, ExtractFormat, OutlineFormat, TableFormat};

/// So many markers tell one line from another.
const MAX_MARKERS: usize = 256;

/// A settings file: flags by their long names, those of one command in its own table. Flags on the command
/// line win.
///
/// ```toml
/// jobs = 4
/// content-field = "body"
///
/// [keywords]
/// top = 10
///
/// [outline]
/// articles = true           # 第N条 are headings, for every command
///
/// [[markers]]               # lines that open so are headings, for every command
/// name = "level"
/// pattern = '第(\S+?)关：?'  # the first group is the number
/// level = 2                 # without it the page decides
/// ```
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Config {
    pub(crate) kind: Option<Kind>,
    pub(crate) charset: Option<Charset>,
    pub(crate) content_field: Option<String>,
    pub(crate) id_field: Option<String>,
    pub(crate) url_field: Option<String>,
    pub(crate) profiles: Option<PathBuf>,
    pub(crate) host: Option<String>,
    max_page_bytes: Option<u64>,
    max_nodes: Option<usize>,
    max_depth: Option<Depth>,
    max_lines: Option<usize>,
    max_steps: Option<u64>,
    max_expansion: Option<u32>,
    pub(crate) captured_at: Option<CapturedAt>,
    pub(crate) jobs: Option<NonZeroUsize>,
    markers: Vec<Spanned<MarkerTable>>,
    /// What `markers` say.
    #[serde(skip)]
    pub(crate) user_markers: Vec<UserMarker>,
    pub(crate) extract: ExtractConfig,
    pub(crate) outline: OutlineConfig,
    pub(crate) explain: ExplainConfig,
    pub(crate) keywords: KeywordsConfig,
    pub(crate) stats: StatsConfig,
    pub(crate) chunk: ChunkConfig,
    pub(crate) audit: AuditConfig,
    pub(crate) report: ReportConfig,
    pub(crate) profile: ProfileConfig,
}

/// `[extract]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct ExtractConfig {
    pub(crate) format: Option<ExtractFormat>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) min_tokens: Option<NonZeroU32>,
    pub(crate) max_tokens: Option<NonZeroU32>,
    pub(crate) redact: Option<RedactedKinds>,
    pub(crate) redact_language: Option<RedactLanguage>,
}

/// `[outline]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OutlineConfig {
    pub(crate) format: Option<OutlineFormat>,
    pub(crate) explain: bool,
    pub(crate) articles: bool,
}

/// `[explain]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ExplainConfig {
    pub(crate) format: Option<ExplainFormat>,
    pub(crate) out: Option<PathBuf>,
}

/// `[[markers]]`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkerTable {
    name: String,
    pattern: String,
    level: Option<u8>,
}

/// `[keywords]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct KeywordsConfig {
    pub(crate) by: Option<By>,
    pub(crate) top: Option<NonZeroUsize>,
    pub(crate) dict: Option<PathBuf>,
    pub(crate) stopwords: Option<PathBuf>,
    pub(crate) ranker: Option<PathBuf>,
    pub(crate) against: Vec<String>,
    pub(crate) format: Option<TableFormat>,
}

/// `[stats]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StatsConfig {
    pub(crate) by: Option<StatsBy>,
    pub(crate) similar: bool,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) format: Option<TableFormat>,
}

/// `[chunk]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct ChunkConfig {
    pub(crate) max_tokens: Option<NonZeroU32>,
    pub(crate) overlap: Option<u32>,
    pub(crate) merge_sections: bool,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) tokenizer: Option<PathBuf>,
    pub(crate) format: Option<TableFormat>,
    pub(crate) redact: Option<RedactedKinds>,
    pub(crate) redact_language: Option<RedactLanguage>,
}

/// `[audit]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct AuditConfig {
    pub(crate) fail_on: Vec<AuditKind>,
    pub(crate) without: Vec<PersonalKind>,
    pub(crate) privacy_tables: Option<PathBuf>,
    pub(crate) format: Option<AuditFormat>,
    pub(crate) redact: Option<RedactedKinds>,
    pub(crate) redact_language: Option<RedactLanguage>,
    pub(crate) pack: Option<PathBuf>,
    pub(crate) run: Option<PathBuf>,
    pub(crate) deduped: bool,
    pub(crate) sample: Option<u64>,
    pub(crate) seed: Option<u64>,
    pub(crate) about: Option<PathBuf>,
    pub(crate) date: Option<Day>,
}

/// `[report]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct ReportConfig {
    pub(crate) out: Option<PathBuf>,
    pub(crate) lang: Option<Lang>,
    pub(crate) pages: Option<usize>,
    pub(crate) compare: Option<PathBuf>,
    pub(crate) against: Vec<String>,
    pub(crate) run: Option<PathBuf>,
    pub(crate) fail_on: Vec<FailOn>,
    pub(crate) no_bom: bool,
}

/// `[profile]`
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct ProfileConfig {
    pub(crate) out: Option<PathBuf>,
    pub(crate) min_pages: Option<u16>,
    pub(crate) min_share: Option<u8>,
    pub(crate) sample: Option<NonZeroUsize>,
}

/// What the settings of a command say of personal data.
pub(crate) fn redaction(
    redact: Option<&RedactedKinds>,
    redact_language: Option<RedactLanguage>,
) -> RedactArgs {
    RedactArgs {
        redact: redact.cloned(),
        redact_language,
    }
}

/// The values of a flag, or those of the settings where it is not given.
pub(crate) fn files_or(flags: &[OsString], settings: &[String]) -> Vec<OsString> {
    if flags.is_empty() {
        settings.iter().map(OsString::from).collect()
    } else {
        flags.to_vec()
    }
}

impl Config {
    /// How much is read of an input and of a page.
    pub(crate) const fn limits(&self) -> LimitArgs {
        LimitArgs {
            max_page_bytes: self.max_page_bytes,
            max_nodes: self.max_nodes,
            max_depth: self.max_depth,
            max_lines: self.max_lines,
            max_steps: self.max_steps,
            max_expansion: self.max_expansion,
        }
    }

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
        let mut config: Self = toml::from_str(&text).map_err(|error| Stop::Settings {
            path: path.to_owned(),
            what: describe(&error, &text),
            help:
                "settings have the long names of flags; those of one command stand below [COMMAND]"
                    .into(),
        })?;
        config.user_markers =
            user_markers(&config.markers, &text).map_err(|(what, help)| Stop::Settings {
                path: path.to_owned(),
                what,
                help: help.into(),
            })?;
        Ok(config)
    }
}

/// The markers of the tables; else what is wrong with the first that cannot be used, and what to do about it.
fn user_markers(
    tables: &[Spanned<MarkerTable>],
    text: &str,
) -> Result<Vec<UserMarker>, (String, &'static str)> {
    let make = |(index, table): (usize, &Spanned<MarkerTable>)| {
        let place = place(text, table.span().start);
        if index >= MAX_MARKERS {
            let what = format!("there are more than {MAX_MARKERS} [[markers]]{place}");
            return Err((what, "join patterns with |"));
        }
        let MarkerTable {
            name,
            pattern,
            level,
        } = table.get_ref().clone();
        UserMarker::new(name, pattern, level).map_err(|error| {
            let what = format!("`{}` in [[markers]]: {error}{place}", error.key());
            (what, error.help())
        })
    };
    tables.iter().enumerate().map(make).collect()
}

/// What is wrong, with line and column, on one line.
fn describe(error: &toml::de::Error, text: &str) -> String {
    let message = error.message().replace('\n', " ");
    let place = error.span().map(|span| place(text, span.start));
    message + &place.unwrap_or_default()
}

/// ` (line:column)` of a byte of the file.
fn place(text: &str, at: usize) -> String {
    let Some(before) = text.get(..at) else {
        return String::new();
    };
    let line = before.matches('\n').count() + 1;
    let column = before.len() - before.rfind('\n').map_or(0, |newline| newline + 1) + 1;
    format!(" ({line}:{column})")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::args::Arguments;

    fn check(text: &str) -> String {
        match toml::from_str::<Config>(text) {
            Ok(config) => match user_markers(&config.markers, text) {
                Ok(_) => format!("{config:?}"),
                Err((what, help)) => format!("{what}; {help}"),
            },
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

    /// Each long flag of a command can stand in its table or, where several commands share it, at the top.
    #[test]
    fn all_flags_can_be_set() {
        let commands = [
            "extract", "outline", "explain", "keywords", "stats", "chunk", "audit", "report",
            "profile",
        ];
        for name in commands {
            let command = Arguments::command();
            let command = command.find_subcommand(name).unwrap();
            for flag in command.get_arguments().filter_map(clap::Arg::get_long) {
                // The articles of statutes are headings for every command, --html is short for a format, --check is another
                // job than that of its command. Files of sites belong to the inputs, which no settings have.
                if ["html", "check", "site-file"].contains(&flag)
                    || flag == "articles" && name != "outline"
                {
                    continue;
                }
                let is_known = |text: &str| {
                    toml::from_str::<Config>(text).map_or_else(
                        |error| !describe(&error, text).contains("unknown field"),
                        |_| true,
                    )
                };
                let at_top = is_known(&format!("{flag} = true\n"));
                let in_table = is_known(&format!("[{name}]\n{flag} = true\n"));
                assert!(at_top || in_table, "{name} --{flag}");
            }
        }
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
            "charset = \"klingon\"\n",
            "jobs = 2\n\n[[markers]]\nname = \"level\"\npattern = '第(关'\n",
            "[[markers]]\nname = \"level\"\npattern = 'x'\nlevel = 0\n",
            "[[markers]]\nname = \"level\"\n",
            "[[markers]]\nname = \"level\"\npatern = 'x'\n",
        ];
        insta::assert_snapshot!(cases.map(check).join("\n"), @r#"
        unknown field `fromat`, expected one of `kind`, `charset`, `content-field`, `id-field`, `url-field`, `profiles`, `host`, `max-page-bytes`, `max-nodes`, `max-depth`, `max-lines`, `max-steps`, `max-expansion`, `captured-at`, `jobs`, `markers`, `extract`, `outline`, `explain`, `keywords`, `stats`, `chunk`, `audit`, `report`, `profile` (2:1)
        unknown field `topp`, expected one of `by`, `top`, `dict`, `stopwords`, `ranker`, `against`, `format` (2:3)
        invalid value: integer `0`, expected a nonzero usize (1:8)
        string values must be quoted, expected literal string (1:8)
        unknown variant `pdf`, expected one of `json`, `jsonl`, `md`, `text`, `html`, `tei`, `instruct` (2:10)
        "soon" is no time such as 2024-12-20 or 2024-12-20T08:00:00Z (1:15)
        there is no charset "klingon"; give a name such as utf-8, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, utf-16le, windows-1252 or koi8-r (1:11)
        `pattern` in [[markers]]: marker "level": the pattern "第(关" is wrong at column 2: unclosed group (3:1); correct the regular expression; signs such as ( ) [ . * + ? stand for themselves behind a backslash
        `level` in [[markers]]: marker "level": the level 0 is not from 1 to 12 (1:1); give a level from 1 to 12, or leave it out
        missing field `pattern` (1:1)
        unknown field `patern`, expected one of `name`, `pattern`, `level` (3:1)
        "#);
    }
}
