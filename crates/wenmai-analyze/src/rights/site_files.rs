//! What is known of the sites that pages are from: `robots.txt`, `tdmrep.json`, documents of RSL.

use std::collections::BTreeMap;

use super::robots_txt::RobotsTxt;
use super::rsl::RslDocument;
use super::tdm::TdmFile;

/// Where the files stand on their sites.
const ROBOTS: &str = "/robots.txt";
const TDMREP: &str = "/.well-known/tdmrep.json";

/// Files of sites, by scheme, host and port, as RFC 9309 §2.3 and the protocol of `tdmrep.json` have it. Pure: who has files reads them and adds them.
///
/// ```
/// use wenmai_analyze::rights::SiteFiles;
/// let mut files = SiteFiles::default();
/// files.add("https://a.example/robots.txt", b"User-agent: *\nDisallow: /\n")?;
/// assert_eq!(files.len(), 1);
/// # Ok::<(), wenmai_analyze::rights::SiteFileError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteFiles {
    sites: BTreeMap<String, SiteFile>,
    /// Documents of RSL, by their addresses.
    rsl: BTreeMap<String, RslDocument>,
}

/// The files of one site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SiteFile {
    pub(super) robots: Option<RobotsTxt>,
    pub(super) tdm: Option<TdmFile>,
}

/// A file that says nothing of its site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SiteFileError {
    /// The address is none with scheme and host.
    #[error("\"{0}\" is not the address of a site, such as https://a.example")]
    Address(String),
    /// The address names a file that is no `robots.txt` and no `tdmrep.json`, and the file is no document of RSL.
    #[error("\"{0}\" is not a robots.txt, a tdmrep.json or a license document of RSL")]
    Kind(String),
}

/// Whether a file at this address says what may be done with its site: `/robots.txt` or `/.well-known/tdmrep.json`.
pub fn is_site_file(url: &str) -> bool {
    parts(url).is_some_and(|(_, path)| path == ROBOTS || path == TDMREP)
}

impl SiteFiles {
    /// Adds the file at `url`. Of two files at one address the later stays. The path tells `robots.txt` and `tdmrep.json`; where
    /// `url` has none, the bytes tell what the file is. A document of RSL needs its whole address.
    ///
    /// # Errors
    ///
    /// When `url` is no address of a site, or the file none that says something of it. Broken files are none: that they are
    /// broken is a finding.
    pub fn add(&mut self, url: &str, bytes: &[u8]) -> Result<(), SiteFileError> {
        let (origin, path) = parts(url).ok_or_else(|| SiteFileError::Address(url.to_owned()))?;
        let is_json = || matches!(bytes.trim_ascii_start().first(), Some(b'[' | b'{'));
        // The path comes first: a comment of robots.txt may hold anything.
        if path == TDMREP {
            self.sites.entry(origin).or_default().tdm = Some(TdmFile::parse(bytes));
        } else if path == ROBOTS {
            self.sites.entry(origin).or_default().robots = Some(RobotsTxt::parse(bytes));
        } else if let Some(document) = RslDocument::parse(bytes) {
            self.rsl.insert(without_fragment(url).to_owned(), document);
        } else if path == "/" && is_json() {
            self.sites.entry(origin).or_default().tdm = Some(TdmFile::parse(bytes));
        } else if path == "/" {
            self.sites.entry(origin).or_default().robots = Some(RobotsTxt::parse(bytes));
        } else {
            return Err(SiteFileError::Kind(url.to_owned()));
        }
        Ok(())
    }

    /// Adds what a server answered to a crawler that asked for the file at `url`. A file that is not there (400 to 499) says nothing;
    /// where the server failed to give `robots.txt` (500 to 599), nothing may be fetched (RFC 9309 §2.3.1.3, §2.3.1.4). Other
    /// answers than success say nothing, either.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    ///
    /// ```
    /// # use wenmai_analyze::rights::SiteFiles;
    /// let mut files = SiteFiles::default();
    /// files.add_response("https://a.example/robots.txt", 404, b"no such page")?;
    /// assert!(files.is_empty());
    /// files.add_response("https://a.example/robots.txt", 503, b"try again later")?;
    /// assert_eq!(files.len(), 1);
    /// # Ok::<(), wenmai_analyze::rights::SiteFileError>(())
    /// ```
    pub fn add_response(
        &mut self,
        url: &str,
        status: u16,
        body: &[u8],
    ) -> Result<(), SiteFileError> {
        let (origin, path) = parts(url).ok_or_else(|| SiteFileError::Address(url.to_owned()))?;
        match status {
            200..=299 => self.add(url, body),
            500..=599 if path == ROBOTS => {
                // A file that was there at another time says more.
                let site = self.sites.entry(origin).or_default();
                site.robots
                    .get_or_insert_with(|| RobotsTxt::unreachable(status));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        let of_site =
            |site: &SiteFile| usize::from(site.robots.is_some()) + usize::from(site.tdm.is_some());
        self.sites.values().map(of_site).sum::<usize>() + self.rsl.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty() && self.rsl.is_empty()
    }

    /// The files of the site of a page.
    pub(super) fn of_page(&self, url: &str) -> Option<&SiteFile> {
        let (origin, _) = parts(url)?;
        self.sites.get(&origin)
    }

    /// The document of RSL that a page or file refers to; addresses without a host are on the site of the page.
    pub(super) fn rsl(&self, address: &str, page: Option<&str>) -> Option<&RslDocument> {
        if self.rsl.is_empty() {
            return None;
        }
        let address = without_fragment(address.trim());
        if let Some(found) = self.rsl.get(address) {
            return Some(found);
        }
        let (origin, _) = parts(page?)?;
        let path = if address.starts_with("//") {
            let (scheme, _) = origin.split_once(':')?;
            return self.rsl.get(&format!("{scheme}:{address}"));
        } else if address.starts_with('/') {
            address.to_owned()
        } else {
            format!("/{address}")
        };
        self.rsl.get(&format!("{origin}{path}"))
    }
}

fn without_fragment(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

/// Scheme, host and port of an address without what is the default, and its path.
fn parts(url: &str) -> Option<(String, &str)> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if scheme.is_empty() || !scheme.chars().all(is_scheme) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.to_ascii_lowercase();
    let default = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => ":",
    };
    let host = host.strip_suffix(default).unwrap_or(&host);
    if host.is_empty() {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = if path.is_empty() { "/" } else { path };
    Some((format!("{scheme}://{host}"), path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_told_apart_by_scheme_host_and_port() {
        let mut files = SiteFiles::default();
        files.add("https://A.example:443/robots.txt", b"").unwrap();
        for same in [
            "https://a.example/x?y",
            "https://user@a.example:443",
            "HTTPS://A.EXAMPLE/#z",
        ] {
            assert!(files.of_page(same).is_some(), "{same}");
        }
        for other in [
            "http://a.example/",
            "https://a.example:8443/",
            "https://b.a.example/",
            "a.example",
            "",
        ] {
            assert!(files.of_page(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_path_tells_a_file_before_its_bytes_do() {
        let mut files = SiteFiles::default();
        let robots = b"# <rsl> stands at /license.xml\nUser-agent: *\nDisallow: /\n";
        files.add("https://a.example/robots.txt", robots).unwrap();
        let tdm = br#"[{"location": "/<rsl>", "tdm-reservation": 1}]"#;
        let address = "https://a.example/.well-known/tdmrep.json";
        files.add(address, tdm).unwrap();
        let site = files.of_page("https://a.example/").unwrap();
        assert_eq!(site.robots.as_ref().unwrap().n_rules(), 1);
        assert!(site.tdm.is_some());
        assert!(files.rsl.is_empty());
    }

    #[test]
    fn files_without_a_path_are_told_by_their_bytes() {
        let mut files = SiteFiles::default();
        files.add("https://a.example", b" [{}]").unwrap();
        files.add("https://a.example/", b"User-agent: *").unwrap();
        files
            .add("https://a.example/l.xml#top", b"<rsl></rsl>")
            .unwrap();
        assert_eq!(files.len(), 3);
        assert!(
            files
                .rsl("/l.xml", Some("https://a.example/page"))
                .is_some()
        );
        assert!(
            files
                .rsl("//a.example/l.xml", Some("https://a.example/page"))
                .is_some()
        );
        let error = files
            .add("https://a.example/style.css", b"a{}")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"https://a.example/style.css\" is not a robots.txt, a tdmrep.json or a license document of RSL"
        );
        assert!(files.add("robots.txt", b"").is_err());
    }
}
