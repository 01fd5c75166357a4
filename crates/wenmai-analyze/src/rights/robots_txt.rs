//! `robots.txt` by the Robots Exclusion Protocol (RFC 9309), with the lines of AIPREF (`Content-Usage`), of Content Signals and of
//! RSL (`License`) in it.

use std::ops::Range;

use super::pattern::Pattern;
use super::statement::MAX_OF_SOURCE;

/// How much of a file is read, in bytes: the least that RFC 9309 §2.5 demands, and as much as Google reads. The line that goes
/// beyond is left out.
const MAX_BYTES: usize = 500 << 10;
/// Most lines that are kept which cannot be read.
const MAX_BROKEN: usize = 16;
/// Longest line that is shown, in bytes.
const MAX_SHOWN_BYTES: usize = 200;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RobotsTxt {
    agents: Vec<(String, usize)>,
    groups: Vec<Group>,
    /// Addresses of licences, each once.
    pub(super) licenses: Vec<String>,
    /// Lines that cannot be read, from 1 on.
    pub(super) broken: Vec<(usize, String)>,
    pub(super) n_broken: usize,
    /// Whether the file is longer than is read.
    pub(super) is_cut: bool,
}

/// Rules behind some `User-agent` lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Group {
    rules: Vec<Rule>,
    preferences: Vec<Preference>,
}

/// `rule = *WS ("allow" / "disallow") *WS ":" *WS (path-pattern / empty-pattern) EOL`
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    pattern: Pattern,
    is_allowed: bool,
    line: usize,
    text: String,
}

/// `content-usage = *WS "content-usage" *WS ":" *WS [ path-pattern 1*WS ] usage-pref EOL` (AIPREF attach §3)
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Preference {
    pattern: Pattern,
    /// What it says of uses.
    pub(super) value: String,
    /// Whether it is a line of Content Signals, which has other words.
    pub(super) is_signal: bool,
    /// From 1 on.
    pub(super) line: usize,
}

/// The rule that decides for a crawler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Access<'r> {
    pub(super) is_allowed: bool,
    /// The rule as written and its line, 0 where it stands in no line; `None` where none matches.
    pub(super) rule: Option<(&'r str, usize)>,
}

impl RobotsTxt {
    /// Reads a file; whatever the bytes are, lines that make sense count. Linear in its length.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut file = Self {
            is_cut: bytes.len() > MAX_BYTES,
            ..Self::default()
        };
        let kept = match bytes.get(..MAX_BYTES) {
            Some(kept) if file.is_cut => whole_lines(kept),
            _ => bytes,
        };
        // EOL = CR / LF / CRLF
        let mut number = 0;
        let mut names_agents = false;
        for line in lines(kept) {
            number += 1;
            file.line(line, number, &mut names_agents);
        }
        file.agents.sort();
        // A crawler may be named again and again for one group.
        file.agents.dedup();
        file
    }

    /// What counts where the server failed to give the file: nobody may fetch anything (RFC 9309 §2.3.1.4).
    pub(super) fn unreachable(status: u16) -> Self {
        let rule = Rule {
            pattern: Pattern::new(b"/"),
            is_allowed: false,
            line: 0,
            text: format!("status {status}, as disallow /"),
        };
        let group = Group {
            rules: vec![rule],
            ..Group::default()
        };
        Self {
            agents: vec![("*".to_owned(), 0)],
            groups: vec![group],
            ..Self::default()
        }
    }

    fn line(&mut self, line: &[u8], number: usize, names_agents: &mut bool) {
        let line = line.split(|&byte| byte == b'#').next().unwrap_or_default();
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else {
            self.say_broken(line, number);
            return;
        };
        let (name, value) = line.split_at_checked(colon).unwrap_or((line, b""));
        let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
        let value = value.get(1..).unwrap_or_default().trim_ascii();
        match name.as_str() {
            // Misspellings that Google's reader takes, too.
            "user-agent" | "useragent" | "user agent" => {
                if !*names_agents {
                    self.groups.push(Group::default());
                }
                *names_agents = true;
                let group = self.groups.len().saturating_sub(1);
                match token(value) {
                    Some(agent) => self.agents.push((agent, group)),
                    None => self.say_broken(line, number),
                }
            }
            "allow" | "disallow" => {
                *names_agents = false;
                // A path begins with `/`; `*` before it is common, and stands in the RFC's own example.
                let is_path = value.is_empty() || matches!(value.first(), Some(b'/' | b'*'));
                let Some(group) = self.groups.last_mut().filter(|_| is_path) else {
                    self.say_broken(line, number);
                    return;
                };
                group.rules.push(Rule {
                    pattern: Pattern::new(value),
                    is_allowed: name == "allow",
                    line: number,
                    text: format!("{name} {}", shown(value)),
                });
            }
            "content-usage" | "content-signal" => {
                *names_agents = false;
                let Some(group) = self.groups.last_mut() else {
                    self.say_broken(line, number);
                    return;
                };
                group.preferences.push(preference(&name, value, number));
            }
            "license" => {
                let address = String::from_utf8_lossy(value).into_owned();
                if self.licenses.len() < MAX_OF_SOURCE && !self.licenses.contains(&address) {
                    self.licenses.push(address);
                }
            }
            // Other records end no group (RFC 9309 §2.2.4).
            _ => {}
        }
    }

    fn say_broken(&mut self, line: &[u8], number: usize) {
        self.n_broken += 1;
        if self.broken.len() < MAX_BROKEN {
            self.broken.push((number, shown(line)));
        }
    }

    /// How many rules there are.
    pub(super) fn n_rules(&self) -> usize {
        self.groups.iter().map(|group| group.rules.len()).sum()
    }

    /// Whether nothing of the file makes sense, such as a page that says that there is none.
    pub(super) fn is_unreadable(&self) -> bool {
        self.n_broken > 0 && self.agents.is_empty() && self.licenses.is_empty()
    }

    /// Whether the file has a group for this crawler, by its product token in lower case.
    pub(super) fn names(&self, agent: &str) -> bool {
        !self.groups_of(agent).is_empty()
    }

    /// The groups of a crawler: all that name it count together.
    fn groups_of(&self, agent: &str) -> &[(String, usize)] {
        let start = self
            .agents
            .partition_point(|(name, _)| name.as_str() < agent);
        let end = self
            .agents
            .partition_point(|(name, _)| name.as_str() <= agent);
        self.agents.get(start..end).unwrap_or_default()
    }

    /// What decides whether a crawler may fetch a path: the group of its own, else that of `*`; `None` without either. `path` is
    /// normalized.
    pub(super) fn access(&self, agent: &str, path: &[u8]) -> Option<Access<'_>> {
        self.group_bests(path).access(agent)
    }

    /// The best rule of each group for a path, so that many crawlers can be asked at the cost of one.
    pub(super) fn group_bests(&self, path: &[u8]) -> Bests<'_> {
        // The RFC's own file may always be fetched (§2.2.2).
        let is_own = path == b"/robots.txt";
        let best = |group: &Group| {
            let matching = group
                .rules
                .iter()
                .enumerate()
                .filter(|(_, rule)| !is_own && rule.pattern.matches(path));
            let best = matching.max_by_key(|&(at, rule)| {
                (
                    rule.pattern.n_octets,
                    rule.is_allowed,
                    std::cmp::Reverse(at),
                )
            });
            best.map(|(at, _)| at)
        };
        Bests {
            file: self,
            bests: self.groups.iter().map(best).collect(),
        }
    }

    /// What is said about the use of a path for a crawler with groups of its own, or for `*`: the preferences with the longest
    /// path, of which there may be several.
    pub(super) fn preferences(&self, agent: &str, path: &[u8]) -> Vec<&Preference> {
        let groups = self.groups_of(agent).iter();
        let all = groups.filter_map(|&(_, at)| self.groups.get(at));
        let matching: Vec<&Preference> = all
            .flat_map(|group| &group.preferences)
            .filter(|preference| preference.pattern.matches(path))
            .collect();
        let longest = |is_signal: bool| {
            let of_kind = matching.iter().filter(|p| p.is_signal == is_signal);
            of_kind.map(|p| p.pattern.n_octets).max()
        };
        let (usage, signal) = (longest(false), longest(true));
        let is_best =
            |p: &&Preference| Some(p.pattern.n_octets) == if p.is_signal { signal } else { usage };
        matching.into_iter().filter(is_best).collect()
    }
}

/// The best rules of all groups of a file for one path.
#[derive(Debug)]
pub(super) struct Bests<'r> {
    file: &'r RobotsTxt,
    bests: Vec<Option<usize>>,
}

impl<'r> Bests<'r> {
    /// What decides for a crawler.
    pub(super) fn access(&self, agent: &str) -> Option<Access<'r>> {
        let mut groups = self.file.groups_of(agent);
        if groups.is_empty() {
            groups = self.file.groups_of("*");
        }
        if groups.is_empty() {
            return None;
        }
        let rules = groups.iter().filter_map(|&(_, group)| {
            let at = (*self.bests.get(group)?)?;
            self.file.groups.get(group)?.rules.get(at)
        });
        let best = rules.max_by_key(|rule| {
            (
                rule.pattern.n_octets,
                rule.is_allowed,
                std::cmp::Reverse(rule.line),
            )
        });
        Some(best.map_or(
            Access {
                is_allowed: true,
                rule: None,
            },
            |rule| Access {
                // An empty path matches nothing, so that nothing is forbidden.
                is_allowed: rule.is_allowed || rule.pattern.is_empty(),
                rule: Some((&rule.text, rule.line)),
            },
        ))
    }
}

fn preference(name: &str, value: &[u8], line: usize) -> Preference {
    let end = match value.first() {
        Some(b'/') => value.iter().position(|byte| matches!(byte, b' ' | b'\t')),
        _ => Some(0),
    };
    let end = end.unwrap_or(value.len());
    let (path, value) = value.split_at_checked(end).unwrap_or((b"", value));
    Preference {
        pattern: Pattern::new(path),
        value: String::from_utf8_lossy(value.trim_ascii()).into_owned(),
        is_signal: name == "content-signal",
        line,
    }
}

/// `product-token = identifier / "*"`, in lower case. A version behind it is left out, as it is by Google's reader.
fn token(value: &[u8]) -> Option<String> {
    if let Some(rest) = value.strip_prefix(b"*") {
        // `*foo` is the name of nobody, and not of all.
        let is_all = rest.first().is_none_or(u8::is_ascii_whitespace);
        return is_all.then(|| "*".to_owned());
    }
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let end = value.iter().position(|byte| !is_token(byte));
    let token = value.get(..end.unwrap_or(value.len()))?;
    let token = std::str::from_utf8(token).ok()?;
    (!token.is_empty()).then(|| token.to_ascii_lowercase())
}

/// A file up to its last line end: half a line may say more than the whole, `Disallow: /` for one.
fn whole_lines(kept: &[u8]) -> &[u8] {
    let end = memchr::memrchr2(b'\n', b'\r', kept).map_or(0, |at| at + 1);
    kept.get(..end).unwrap_or_default()
}

/// The lines of a file, without their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest: Range<usize> = 0..bytes.len();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let left = bytes.get(rest.clone())?;
        let end = memchr::memchr2(b'\n', b'\r', left).unwrap_or(left.len());
        let ending = match left.get(end..) {
            Some([b'\r', b'\n', ..]) => 2,
            _ => 1,
        };
        rest.start += end + ending;
        left.get(..end)
    })
}

fn shown(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let end = text.floor_char_boundary(MAX_SHOWN_BYTES);
    text.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
