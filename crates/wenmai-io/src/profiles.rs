//! Profiles of sites in files: TOML that people can read and change.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wenmai_model::{RulePosition, SCHEMA_VERSION, SiteProfile};

use crate::{AtomicFile, OutputError, hex};

/// A profile that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", path.display())]
pub struct ProfileError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub kind: ProfileErrorKind,
}

/// What is wrong with a profile.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileErrorKind {
    /// The system does not let it be read.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// It is no TOML, or has not the fields of a profile.
    #[error("no site profile: {0}")]
    Malformed(String),
    /// It is of a later version.
    #[error("schema version {0} is not known")]
    Version(u32),
    /// The key of a rule is no number of 64 bits in hexadecimal.
    #[error("{0:?} is no key: 16 hexadecimal digits are one")]
    Key(String),
    /// A folder without profiles.
    #[error("no site profiles (*.toml) are in it")]
    None,
}

/// Reads the profiles `*.toml` in a folder, by their names, or the one file that `path` is.
///
/// # Errors
///
/// When the folder or one of the files cannot be read, holds something else, or there are no profiles.
pub fn read_profiles(path: &Path) -> Result<Vec<SiteProfile>, ProfileError> {
    let fail = |path: &Path, kind| ProfileError {
        path: path.to_owned(),
        kind,
    };
    if !path.is_dir() {
        return Ok(vec![read_profile(path).map_err(|kind| fail(path, kind))?]);
    }
    let unreadable = |error| fail(path, ProfileErrorKind::Io(error));
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "toml")
            && file.is_file()
        {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(fail(path, ProfileErrorKind::None));
    }
    files.sort();
    let read = |file: &PathBuf| read_profile(file).map_err(|kind| fail(file, kind));
    files.iter().map(read).collect()
}

fn read_profile(path: &Path) -> Result<SiteProfile, ProfileErrorKind> {
    let text = fs::read_to_string(path).map_err(ProfileErrorKind::Io)?;
    parse_profile(&text)
}

/// The profile in `text`, as [`profile_text`] writes it.
///
/// # Errors
///
/// When it is no profile, or one of a later version.
pub fn parse_profile(text: &str) -> Result<SiteProfile, ProfileErrorKind> {
    let profile: SiteProfile = toml::from_str(text)
        .map_err(|error| ProfileErrorKind::Malformed(error.message().to_owned()))?;
    if profile.schema_version != SCHEMA_VERSION {
        return Err(ProfileErrorKind::Version(profile.schema_version));
    }
    let keys = profile
        .boilerplate
        .iter()
        .filter_map(|rule| rule.key.as_ref());
    let is_key = |key: &str| key.len() == 16 && u64::from_str_radix(key, 16).is_ok();
    match keys.clone().find(|key| !is_key(key)) {
        Some(key) => Err(ProfileErrorKind::Key(key.clone())),
        None => Ok(profile),
    }
}

/// Writes a profile into `folder`, as `HOST.toml`; gives the path. A host that no file can be named after, such as one with a
/// port, has a hash of it in the name, so that the profiles of two hosts are two files.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_profile(folder: &Path, profile: &SiteProfile) -> Result<PathBuf, OutputError> {
    let path = folder.join(format!("{}.toml", file_name(&profile.host)));
    let mut file = AtomicFile::create(&path)?;
    file.write_all(profile_text(profile).as_bytes())
        .map_err(|source| OutputError::new(&path, source))?;
    file.commit()?;
    Ok(path)
}

/// The host as a name that every file system takes.
fn file_name(host: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
            c
        } else {
            '_'
        }
    };
    let fitting = host
        .char_indices()
        .take_while(|(at, c)| at + c.len_utf8() <= MAX_NAME_BYTES);
    let name: String = fitting.map(|(_, c)| safe(c)).collect();
    // Neither hidden nor a way up.
    let name = name.trim_start_matches('.');
    if name == host && !name.is_empty() && !ends_hashed(name) {
        return name.into();
    }
    let hash = hex(&Sha256::digest(host));
    format!("{name}-{}", hash.get(..HASH_DIGITS).unwrap_or(&hash))
}

/// Most bytes of a host in the name of a file: file systems take 255 of the name.
const MAX_NAME_BYTES: usize = 160;
/// Digits of a hash in the name of a file.
const HASH_DIGITS: usize = 16;

/// Whether a host ends like the name of a file that has a hash in it.
fn ends_hashed(host: &str) -> bool {
    host.rsplit_once('-').is_some_and(|(_, end)| {
        end.len() == HASH_DIGITS && end.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// A profile as TOML.
///
/// ```
/// use wenmai_model::{BoilerplateKind, BoilerplateRule, SiteProfile};
/// let rule = BoilerplateRule {
///     text: "© Tea \"Ltd\"".into(), kind: BoilerplateKind::Copyright, pages: 3, elements: Some("footer > p".into()), ..BoilerplateRule::default()
/// };
/// let profile = SiteProfile { host: "a.example".into(), pages: 3, boilerplate: vec![rule], ..SiteProfile::default() };
/// assert!(wenmai_io::profile_text(&profile).ends_with("
/// [[boilerplate]]
/// text = \"© Tea \\\"Ltd\\\"\"
/// kind = \"copyright\"
/// pages = 3
/// where = \"footer > p\"
/// "));
/// ```
pub fn profile_text(profile: &SiteProfile) -> String {
    let mut text = format!(
        "# Lines that repeat on the pages of a host: `wenmai … --profiles DIR` takes them for boilerplate.\n\
         # Letters and digits of a text count, in any case; a number stands for any other. `key` stands for a\n\
         # line too long to be written down. `position` is before or after the paragraphs of the page's own,\n\
         # anywhere when it is missing; `where` are the elements around it on HTML pages.\n\
         schema_version = {}\nhost = {}\npages = {}\n",
        profile.schema_version,
        quoted(&profile.host),
        profile.pages
    );
    for rule in &profile.boilerplate {
        let mut line = |name: &str, value: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{name} = {value}");
        };
        line("\n[[boilerplate]]\ntext", &quoted(&rule.text));
        if let Some(key) = &rule.key {
            line("key", &quoted(key));
        }
        line("kind", &quoted(rule.kind.as_str()));
        line("pages", &rule.pages.to_string());
        if rule.position != RulePosition::Anywhere {
            line("position", &quoted(rule.position.as_str()));
        }
        if let Some(elements) = &rule.elements {
            line("where", &quoted(elements));
        }
    }
    text
}

/// A basic string of TOML 1.0.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c < ' ' || c == '\u{7f}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use wenmai_model::{BoilerplateKind, BoilerplateRule};

    use super::*;

    fn profile(host: &str, texts: &[&str]) -> SiteProfile {
        let rule = |text: &&str| BoilerplateRule {
            text: (*text).to_owned(),
            key: text
                .starts_with("long")
                .then(|| "00ff00ff00ff00ff".to_owned()),
            kind: BoilerplateKind::Share,
            pages: 3,
            position: RulePosition::After,
            elements: Some("div.a > p".to_owned()),
        };
        SiteProfile {
            host: host.to_owned(),
            pages: 3,
            boilerplate: texts.iter().map(rule).collect(),
            ..SiteProfile::default()
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let texts = [
            "扫码关注",
            "a \"b\" \\ c",
            "\u{1}\u{7f}\u{85}\t\n",
            "long …",
            "",
        ];
        let first = profile("b.example", &texts);
        let second = profile("../a.example:80", &["x"]);
        for profile in [&first, &second] {
            write_profile(folder.path(), profile).unwrap();
        }
        let read = read_profiles(folder.path()).unwrap();
        assert_eq!(read, [second, first.clone()]);
        let one = read_profiles(&folder.path().join("b.example.toml")).unwrap();
        assert_eq!(one, [first]);
    }

    #[test]
    fn profiles_of_two_hosts_are_two_files() {
        let folder = tempfile::tempdir().unwrap();
        let long = "很长的名字".repeat(40);
        let mut hosts = ["a:80", "a_80", "a/80", "", ".", "_", ".a", "a"]
            .map(str::to_owned)
            .to_vec();
        hosts.extend([format!("{long}甲"), format!("{long}乙"), long]);
        // Hosts that are named as the file of another.
        let alike: Vec<String> = hosts.iter().map(|host| file_name(host)).collect();
        hosts.extend(alike);
        hosts.sort();
        hosts.dedup();
        let write = |host: &String| {
            let path = write_profile(folder.path(), &profile(host, &["x"])).unwrap();
            path.file_name().unwrap().to_str().unwrap().to_owned()
        };
        let names: Vec<String> = hosts.iter().map(write).collect();
        assert!(
            names
                .iter()
                .all(|name| name.len() < 255 && !name.starts_with('.'))
        );
        let mut read: Vec<String> = read_profiles(folder.path())
            .unwrap()
            .into_iter()
            .map(|profile| profile.host)
            .collect();
        read.sort();
        assert_eq!(read, hosts);
        // The same host has the same file.
        assert_eq!(hosts.iter().map(write).collect::<Vec<_>>(), names);
        assert_eq!(file_name("a_80"), "a_80");
    }

    #[test]
    fn what_is_no_profile_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let error = |text: Option<&str>| {
            if let Some(text) = text {
                fs::write(folder.path().join("a.toml"), text).unwrap();
            }
            read_profiles(folder.path()).unwrap_err().kind.to_string()
        };
        assert_eq!(error(None), "no site profiles (*.toml) are in it");
        assert!(error(Some("host = 1")).starts_with("no site profile: "));
        let head = "host = \"a\"\npages = 1\nschema_version =";
        assert_eq!(
            error(Some(&format!("{head} 9"))),
            "schema version 9 is not known"
        );
        let rule = "[[boilerplate]]\ntext = \"a\"\nkey = \"zz\"";
        assert!(error(Some(&format!("{head} 1\n{rule}"))).contains("is no key"));
        assert!(error(Some(&format!("{head} 1\nbolerplate = []"))).contains("bolerplate"));
    }
}
