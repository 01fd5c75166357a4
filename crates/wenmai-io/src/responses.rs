//! Responses of web archives that are no pages: files of sites.

use std::path::Path;

use crate::error::InputError;
use crate::inputs::ReadOptions;
use crate::kind::InputKind;
use crate::reader::RecordReader;

/// A response of a web archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResponse {
    /// Its address.
    pub url: String,
    /// Status code of the answer; `None` for what was stored without one.
    pub status: Option<u16>,
    /// Its body, decoded as the response says.
    pub body: Vec<u8>,
}

/// The responses of the web archive at `path` whose addresses are wanted, in order, of any media type and status. Records that
/// cannot be read are passed over.
///
/// # Errors
///
/// When the archive cannot be read up to its end.
pub fn read_responses(
    path: &Path,
    options: &ReadOptions,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<StoredResponse>, InputError> {
    let options = ReadOptions {
        kind: Some(InputKind::Warc),
        ..options.clone()
    };
    let mut found = Vec::new();
    for record in RecordReader::open(path, &options)? {
        match record {
            Ok(record) => {
                found.extend(record.response(&options, &is_wanted));
            }
            Err(error) if error.is_fatal() => return Err(error),
            Err(_) => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_of_any_media_type_are_read_where_they_are_wanted() {
        let record = |url: &str, status: &str, body: &str| {
            let block =
                format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\n\r\n{body}");
            format!(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: <{url}>\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
                block.len()
            )
        };
        let archive = [
            record("https://a.example/robots.txt", "200 OK", "User-agent: *"),
            record("https://b.example/robots.txt", "503 Busy", "later"),
            record("https://a.example/page", "200 OK", "page"),
        ];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.warc");
        std::fs::write(&path, archive.concat()).unwrap();
        let is_wanted = |url: &str| url.ends_with("/robots.txt");
        let found = read_responses(&path, &ReadOptions::default(), is_wanted).unwrap();
        let stored = |site: &str, status, body: &str| StoredResponse {
            url: format!("https://{site}.example/robots.txt"),
            status: Some(status),
            body: body.into(),
        };
        let wanted = [stored("a", 200, "User-agent: *"), stored("b", 503, "later")];
        assert_eq!(found, wanted);
    }
}
