use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use wenmai_model::{Page, PageKind};

use crate::error::{InputError, InputErrorKind};
use crate::inputs::ReadOptions;
use crate::jsonl::Records;
use crate::kind::InputKind;

/// How much of an input without a telling name is looked at.
const HEAD_BYTES: u64 = 512;

pub(crate) type Stream = BufReader<Box<dyn Read + Send>>;

/// An opened input.
pub(crate) enum Opened {
    /// A page, read whole.
    Page(Box<Page>),
    /// A container, read as its pages are asked for.
    Records(Box<Records<Stream>>),
}

/// Opens the file or stream at `path`; `-` is standard input.
pub(crate) fn open(path: &Path, options: &ReadOptions) -> Result<Opened, InputError> {
    let failed = |error| InputError::from_io(path, error);
    let mut reader: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    let mut kind = options.kind.or_else(|| InputKind::of_path(path));
    if kind.is_none() {
        let mut head = Vec::new();
        reader
            .by_ref()
            .take(HEAD_BYTES)
            .read_to_end(&mut head)
            .map_err(failed)?;
        kind = InputKind::of_head(&head);
        reader = Box::new(Cursor::new(head).chain(reader));
    }
    let input = path.to_string_lossy();
    if kind == Some(InputKind::Jsonl) {
        let reader = BufReader::with_capacity(1 << 16, reader);
        let limit = usize::try_from(options.max_page_bytes).unwrap_or(usize::MAX);
        let records =
            Records::new(reader, input, &options.fields, limit).in_charset(options.charset.clone());
        return Ok(Opened::Records(Box::new(records)));
    }
    let mut body = Vec::new();
    reader
        .take(options.max_page_bytes.saturating_add(1))
        .read_to_end(&mut body)
        .map_err(failed)?;
    if u64::try_from(body.len()).unwrap_or(u64::MAX) > options.max_page_bytes {
        let limit_bytes = options.max_page_bytes;
        return Err(InputError::new(
            input,
            InputErrorKind::TooLong { limit_bytes },
        ));
    }
    Ok(Opened::Page(Box::new(Page {
        id: input.clone().into_owned(),
        input: input.into_owned(),
        kind: page_kind(kind, options),
        charset: options.charset.clone(),
        is_charset_certain: options.charset.is_some(),
        sha256: Some(sha256(&body)),
        body,
        ..Page::default()
    })))
}

/// The kind of a page. What is called `.txt` may well be HTML that somebody saved, so unless the caller
/// insists on text, that is left to be told by the bytes.
fn page_kind(kind: Option<InputKind>, options: &ReadOptions) -> Option<PageKind> {
    match kind {
        Some(InputKind::Text) if options.kind.is_none() => None,
        kind => kind.and_then(InputKind::page_kind),
    }
}

/// SHA-256 of `bytes` (FIPS 180-4), lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha256_of_the_standard() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
