//! What runs and worker processes say to each other.

use std::io::{self, Read, Write};

use wenmai_model::Page;

use crate::outcome::{Death, Dropped, Outcome, PageProcessor};

/// What a worker process says once it can take pages.
pub(super) const READY: &[u8] = b"ready";

/// What a worker process does once it has its [`Briefing`](super::Briefing) and all that it needs: says that it is ready, reads
/// pages from `reader` until its end, and writes what becomes of each to `writer`.
///
/// That it is ready is a frame of the word `ready`. A page is a frame of its record as JSON, without the body, and the body; a reply
/// is a frame that begins with `written`, `dropped` or `dead`. A frame is the number of its pieces, and the length of each before its bytes, all of them in 8 bytes,
/// little end first.
///
/// # Errors
///
/// When the pipes break, or what comes is no page.
pub fn serve(
    reader: &mut impl Read,
    writer: &mut impl Write,
    processor: &mut dyn PageProcessor,
) -> io::Result<()> {
    write_frame(writer, &[READY])?;
    writer.flush()?;
    while let Some(pieces) = read_frame(reader)? {
        let Ok([head, body]) = <[Vec<u8>; 2]>::try_from(pieces) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut page: Page = serde_json::from_slice(&head)?;
        page.body = body;
        match processor.process(&page).map_err(io::Error::other)? {
            Outcome::Written(bytes) => write_frame(writer, &[b"written", &bytes])?,
            Outcome::Dropped(Dropped { reason, broken }) => {
                let broken = serde_json::to_vec(&broken)?;
                write_frame(writer, &[b"dropped", reason.as_bytes(), &broken])?;
            }
            Outcome::Dead(death) => {
                let help = death.help.unwrap_or_default();
                let pieces =
                    [&death.reason, death.message.as_str(), help.as_str()].map(str::as_bytes);
                let [reason, message, help] = pieces;
                write_frame(writer, &[b"dead", reason, message, help])?;
            }
        }
        writer.flush()?;
    }
    Ok(())
}

/// Writes `page` as [`serve`] reads it.
///
/// # Errors
///
/// Those of the writer.
pub fn write_page(writer: &mut impl Write, page: &Page) -> io::Result<()> {
    write_frame(writer, &[&head(page)?, &page.body])
}

/// The record of `page` without its body.
fn head(page: &Page) -> io::Result<Vec<u8>> {
    let Page {
        id,
        url,
        captured_at,
        headers,
        body: _,
        kind,
        charset,
        is_charset_certain,
        keywords,
        input,
        record,
        sha256,
    } = page;
    let head = Page {
        id: id.clone(),
        url: url.clone(),
        captured_at: *captured_at,
        headers: headers.clone(),
        body: Vec::new(),
        kind: *kind,
        charset: charset.clone(),
        is_charset_certain: *is_charset_certain,
        keywords: keywords.clone(),
        input: input.clone(),
        record: *record,
        sha256: sha256.clone(),
    };
    Ok(serde_json::to_vec(&head)?)
}

/// The outcome that a reply says; `None` when it is none.
pub(super) fn outcome_of(pieces: Vec<Vec<u8>>) -> Option<Outcome> {
    let mut pieces = pieces.into_iter();
    let kind = pieces.next()?;
    let mut text = || String::from_utf8(pieces.next()?).ok();
    match kind.as_slice() {
        b"dropped" => Some(Outcome::Dropped(Dropped {
            reason: text()?.into(),
            broken: serde_json::from_str(&text()?).ok()?,
        })),
        b"dead" => Some(Outcome::Dead(Death {
            reason: text()?.into(),
            message: text()?,
            help: text().filter(|help| !help.is_empty()),
        })),
        b"written" => Some(Outcome::Written(pieces.next()?)),
        _ => None,
    }
}

pub(super) fn write_frame(writer: &mut impl Write, pieces: &[&[u8]]) -> io::Result<()> {
    writer.write_all(&(pieces.len() as u64).to_le_bytes())?;
    for piece in pieces {
        writer.write_all(&(piece.len() as u64).to_le_bytes())?;
        writer.write_all(piece)?;
    }
    Ok(())
}

/// The pieces of the next frame; `None` at the end.
pub(super) fn read_frame(reader: &mut impl Read) -> io::Result<Option<Vec<Vec<u8>>>> {
    let mut number = [0; 8];
    match reader.read_exact(&mut number) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let n_pieces = u64::from_le_bytes(number).min(MAX_PIECES);
    let mut pieces = Vec::new();
    for _ in 0..n_pieces {
        reader.read_exact(&mut number)?;
        let len = u64::from_le_bytes(number);
        let mut piece = Vec::new();
        let read = reader.take(len).read_to_end(&mut piece)?;
        if read as u64 != len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        pieces.push(piece);
    }
    Ok(Some(pieces))
}

/// No frame has more pieces.
const MAX_PIECES: u64 = 4;

#[cfg(test)]
mod tests {
    use wenmai_model::BrokenRule;

    use super::*;
    use crate::error::CorpusError;

    struct Drops(Dropped);

    impl PageProcessor for Drops {
        fn process(&mut self, _: &Page) -> Result<Outcome, CorpusError> {
            Ok(Outcome::Dropped(self.0.clone()))
        }
    }

    /// Figures of rules are not rounded, and a reader of JSON that is content with the neighbor of a number gives one for 1/11.
    #[test]
    fn figures_come_back_as_they_were() {
        let shares = (2..100).flat_map(|of| (1..of).map(move |n| f64::from(n) / f64::from(of)));
        let broken = shares.map(|share| BrokenRule {
            rule: "c4.min-words".into(),
            value: Some(share),
            bound: None,
            limit: None,
            found: None,
        });
        let dropped = Dropped {
            reason: "c4.min-words".into(),
            broken: broken.collect(),
        };
        let (mut asked, mut replies) = (Vec::new(), Vec::new());
        write_page(&mut asked, &Page::default()).unwrap();
        let mut processor = Drops(dropped.clone());
        serve(&mut asked.as_slice(), &mut replies, &mut processor).unwrap();
        let mut replies = replies.as_slice();
        assert_eq!(read_frame(&mut replies).unwrap().unwrap(), [READY]);
        let reply = read_frame(&mut replies).unwrap().unwrap();
        assert_eq!(outcome_of(reply), Some(Outcome::Dropped(dropped)));
    }
}
