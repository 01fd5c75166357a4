//! Markers that the caller defines: a regular expression for the opening of a heading.

use std::num::NonZeroU8;

use regex::{Error as RegexError, Regex};
use wenmai_text::{is_blank, trim_blank};

use crate::grammar::marker::{Marker, Number, Style, number};

/// So much of a line is looked at: a longer opening is no marker.
const MAX_OPENING_BYTES: usize = 600;
/// Deepest level that can be given to a marker.
const MAX_LEVEL: u8 = 12;

/// A marker of your own: lines that open so are headings, whatever else they may be read as.
///
/// `pattern` is a regular expression in the syntax of the crate `regex`, which takes linear time on any page. It must match
/// from the start of a line, blanks removed, and what it matches is the marker; the rest of the line is the title of the
/// heading. Its first group, if there is one, is the number: digits (`12`, `1.2`), a Chinese numeral, a Roman number or a
/// letter. Without a group, or where the group is no number, the lines with this marker count 1, 2, 3 … through the page.
///
/// ```
/// use wenmai_parse::{ParseOptions, UserMarker, parse_text};
///
/// let mut options = ParseOptions::default();
/// options.markers.push(UserMarker::new("level", r"第(\S+?)关[：:]?", Some(1))?);
/// let page = "通关笔记\n\n第一关：雾林\n\n先找到灯。\n\n第二关：石桥\n\n再过河。\n";
/// let document = parse_text(page, &options);
/// let outline: Vec<_> = document.outline.iter().map(|h| (h.level, &h.number[..], h.title())).collect();
/// assert_eq!(outline, [(1, &[1][..], "雾林"), (1, &[2][..], "石桥")]);
///
/// let error = UserMarker::new("level", "第(关", None).unwrap_err();
/// assert_eq!(error.to_string(), "marker \"level\": the pattern \"第(关\" is wrong at column 2: unclosed group");
/// # Ok::<(), wenmai_parse::UserMarkerError>(())
/// ```
#[derive(Debug, Clone)]
pub struct UserMarker {
    name: String,
    pattern: String,
    level: Option<NonZeroU8>,
    regex: Regex,
}

/// Two markers are equal when they were made from the same name, pattern and level.
impl PartialEq for UserMarker {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.pattern, self.level) == (&other.name, &other.pattern, other.level)
    }
}

impl Eq for UserMarker {}

impl UserMarker {
    /// A marker with this pattern. `name` is for messages. `level` is the nesting depth of its headings, from 1; without it
    /// the page decides, as for every other marker.
    ///
    /// # Errors
    ///
    /// When the pattern is no regular expression, is too large, or matches the empty text; when `level` is not from 1 to 12;
    /// when `name` is blank.
    pub fn new(
        name: impl Into<String>,
        pattern: impl Into<String>,
        level: Option<u8>,
    ) -> Result<Self, UserMarkerError> {
        let (name, pattern) = (name.into(), pattern.into());
        match compile(&name, &pattern, level) {
            Ok((level, regex)) => Ok(Self {
                name,
                pattern,
                level,
                regex,
            }),
            Err(kind) => Err(UserMarkerError {
                name,
                pattern,
                kind,
            }),
        }
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The pattern as it was given.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The level of its headings, when one was given.
    pub fn level(&self) -> Option<u8> {
        self.level.map(NonZeroU8::get)
    }

    /// The marker that opens `line` (blanks trimmed) by this pattern, the `index`-th of the options. Its number is empty when
    /// none is written.
    pub(crate) fn read(&self, index: u8, line: &str) -> Option<Marker> {
        let opening = line.get(..line.floor_char_boundary(MAX_OPENING_BYTES))?;
        let found = self.regex.captures(opening)?;
        let whole = found.get(0)?.as_str().trim_end_matches(is_blank);
        let rest = line.get(whole.len()..)?;
        if whole.is_empty() {
            return None;
        }
        let number = found
            .get(1)
            .and_then(|group| number(trim_blank(group.as_str())));
        Some(Marker {
            style: Style::User(index),
            number: number.unwrap_or_default(),
            // A line that is all marker keeps its text as the title.
            len_bytes: if trim_blank(rest).is_empty() {
                0
            } else {
                u16::try_from(whole.len()).ok()?
            },
            is_written: number.is_some(),
            is_stated: true,
            level: self.level,
        })
    }
}

fn compile(
    name: &str,
    pattern: &str,
    level: Option<u8>,
) -> Result<(Option<NonZeroU8>, Regex), UserMarkerErrorKind> {
    if trim_blank(name).is_empty() {
        return Err(UserMarkerErrorKind::NoName);
    }
    let level = match level {
        None => None,
        Some(level) => match NonZeroU8::new(level).filter(|level| level.get() <= MAX_LEVEL) {
            None => return Err(UserMarkerErrorKind::Level { level }),
            level => level,
        },
    };
    check_syntax(pattern)?;
    let regex = Regex::new(&format!(r"\A(?:{pattern})")).map_err(|error| match error {
        RegexError::CompiledTooBig(_) => UserMarkerErrorKind::TooLarge,
        error => UserMarkerErrorKind::Syntax {
            column: 1,
            what: error.to_string().replace('\n', " "),
        },
    })?;
    if regex.is_match("") {
        return Err(UserMarkerErrorKind::Empty);
    }
    Ok((level, regex))
}

/// Reads the pattern alone, so that an error has its place in it.
fn check_syntax(pattern: &str) -> Result<(), UserMarkerErrorKind> {
    let (column, what) = match regex_syntax::parse(pattern) {
        Ok(_) => return Ok(()),
        Err(regex_syntax::Error::Parse(error)) => {
            (error.span().start.column, error.kind().to_string())
        }
        Err(regex_syntax::Error::Translate(error)) => {
            (error.span().start.column, error.kind().to_string())
        }
        Err(error) => (1, error.to_string().replace('\n', " ")),
    };
    Err(UserMarkerErrorKind::Syntax { column, what })
}

/// A marker that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("marker {name:?}: {}", kind.describe(pattern))]
pub struct UserMarkerError {
    /// Its name.
    pub name: String,
    /// Its pattern.
    pub pattern: String,
    /// What is wrong with it.
    pub kind: UserMarkerErrorKind,
}

/// What is wrong with a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UserMarkerErrorKind {
    /// The pattern is no regular expression.
    Syntax {
        /// Where in the pattern, in characters from 1.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// The pattern matches the empty text and so the opening of every line.
    Empty,
    /// The compiled pattern takes too much memory.
    TooLarge,
    /// The level is not from 1 to 12.
    Level {
        /// The level.
        level: u8,
    },
    /// The name is blank.
    NoName,
}

impl UserMarkerErrorKind {
    fn describe(&self, pattern: &str) -> String {
        match self {
            Self::Syntax { column, what } => {
                format!("the pattern \"{pattern}\" is wrong at column {column}: {what}")
            }
            Self::Empty => {
                format!(
                    "the pattern \"{pattern}\" matches the empty text, so every line opens with it"
                )
            }
            Self::TooLarge => format!("the pattern \"{pattern}\" is too large"),
            Self::Level { level } => format!("the level {level} is not from 1 to {MAX_LEVEL}"),
            Self::NoName => "the name is blank".to_owned(),
        }
    }
}

impl UserMarkerError {
    /// The setting that is wrong: `name`, `pattern` or `level`.
    pub const fn key(&self) -> &'static str {
        match self.kind {
            UserMarkerErrorKind::Level { .. } => "level",
            UserMarkerErrorKind::NoName => "name",
            _ => "pattern",
        }
    }

    /// What the person who wrote the marker can do about it; one sentence without a final dot.
    pub const fn help(&self) -> &'static str {
        match self.kind {
            UserMarkerErrorKind::Syntax { .. } => {
                "correct the regular expression; signs such as ( ) [ . * + ? stand for themselves behind a backslash"
            }
            UserMarkerErrorKind::Empty => {
                "let the pattern match at least one character, for example with + instead of *"
            }
            UserMarkerErrorKind::TooLarge => "repeat less: a count such as {1000} is written out",
            UserMarkerErrorKind::Level { .. } => "give a level from 1 to 12, or leave it out",
            UserMarkerErrorKind::NoName => "give the marker a name for messages",
        }
    }
}

/// Gives the lines that open with one of `markers` that marker: `lines` gives the text of each line and takes the marker.
pub(crate) fn mark<'l, 'a: 'l>(
    markers: &[UserMarker],
    lines: impl Iterator<Item = (&'a str, &'l mut Option<Marker>)>,
) {
    let mut counts = vec![0_u32; markers.len()];
    for (text, place) in lines {
        let found = (0..=u8::MAX)
            .zip(markers.iter().zip(&mut counts))
            .find_map(|(index, (marker, count))| Some((marker.read(index, text)?, count)));
        let Some((mut found, count)) = found else {
            continue;
        };
        *count += 1;
        if !found.is_written {
            found.number = Number::single(*count);
        }
        *place = Some(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, line: &str) -> Option<(Vec<u32>, String)> {
        let marker = UserMarker::new("a", pattern, None).unwrap().read(3, line)?;
        assert_eq!(marker.style, Style::User(3));
        let written = line.get(..usize::from(marker.len_bytes)).unwrap();
        Some((marker.number.parts().to_vec(), written.to_owned()))
    }

    #[test]
    fn the_first_group_is_the_number() {
        let found = |number: &[u32], written: &str| Some((number.to_vec(), written.to_owned()));
        for (number, written, line) in [
            (&[3][..], "第三关：", "第三关：雾林"),
            (&[12], "第12关", "第12关 雾林"),
            (&[4], "第IV关", "第IV关 雾林"),
            (&[2], "第B关", "第B关 雾林"),
            (&[1, 2], "第1.2关", "第1.2关 雾林"),
            (&[], "第?关", "第?关 雾林"),
        ] {
            assert_eq!(read("第(.+?)关：?", line), found(number, written), "{line}");
        }
        assert_eq!(read("Scene:", "Scene: the bridge"), found(&[], "Scene:"));
        // Blanks at its end are no part of a marker, and a line that is all marker has none to take off.
        assert_eq!(
            read(r"Scene (\d+)\s*", "Scene 3  Rain"),
            found(&[3], "Scene 3")
        );
        assert_eq!(read(r"Scene (\d+)", "Scene 3"), found(&[3], ""));
    }

    #[test]
    fn a_pattern_matches_from_the_start_of_a_line() {
        assert_eq!(read("关", "第一关"), None);
        assert_eq!(read("a|b", "xb"), None);
        assert_eq!(read(r"\b", "word"), None);
        // An opening that long is no marker's: only its beginning is looked at.
        let (_, written) = read("长+", &"长".repeat(30_000)).unwrap();
        assert_eq!(written.len(), MAX_OPENING_BYTES);
    }

    #[test]
    fn errors_say_place_and_remedy() {
        let errors = [
            ("a", "第(关", None),
            ("a", r"\p{Nothing}", None),
            ("a", "x*", None),
            ("a", r"\w{1000}{1000}", None),
            ("a", "x", Some(0)),
            ("a", "x", Some(13)),
            (" ", "x", None),
        ]
        .map(|(name, pattern, level)| {
            let error = UserMarker::new(name, pattern, level).unwrap_err();
            format!("{}: {error}; {}", error.key(), error.help())
        });
        insta::assert_snapshot!(errors.join("\n"));
    }

    #[test]
    fn markers_are_compared_by_what_they_were_made_from() {
        let marker = |pattern, level| UserMarker::new("a", pattern, level).unwrap();
        assert_eq!(marker("x", Some(1)), marker("x", Some(1)));
        assert_ne!(marker("x", Some(1)), marker("x", None));
        assert_ne!(marker("x", None), marker("y", None));
    }
}
