//! Frames of Zstandard (RFC 8878), each told from the next.

use std::io;

use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::{Broken, Source};
use crate::compression::{ZSTD_MAGIC, is_zstd_frame};

/// The largest window, 128 MiB: what `zstd` itself takes without being asked.
const WINDOW_LOG_MAX: u32 = 27;

/// The first bytes of the frame that carries a dictionary (WARC files compressed with Zstandard, IIPC 2021, §3).
const DICTIONARY_MAGIC: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];

/// The largest dictionary. They have 110 kB as a rule.
const MAX_DICTIONARY_BYTES: usize = 16 << 20;

pub(super) struct Zstd {
    decoder: Decoder<'static>,
    is_in_frame: bool,
    /// The error that stopped the data, once what came before it was given.
    failure: Option<Broken>,
}

impl Zstd {
    /// A decoder for all that `source` holds, which is at its beginning: a dictionary may stand there.
    pub(super) fn open(source: &mut Source) -> io::Result<Self> {
        let mut decoder = match dictionary(source)? {
            Some(dictionary) => Decoder::with_dictionary(&dictionary)?,
            None => Decoder::new()?,
        };
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX))?;
        Ok(Self {
            decoder,
            is_in_frame: false,
            failure: None,
        })
    }

    pub(super) fn begin(&mut self, source: &mut Source) -> io::Result<bool> {
        let head = source.peek(4)?;
        if head.is_empty() {
            return Ok(false);
        }
        if !is_zstd_frame(head) {
            return Err(Broken::corrupt("here no zstd frame starts"));
        }
        self.decoder.reinit()?;
        self.failure = None;
        self.is_in_frame = true;
        Ok(true)
    }

    pub(super) fn read(&mut self, source: &mut Source, out: &mut [u8]) -> io::Result<usize> {
        if let Some(failure) = self.failure.take() {
            return Err(failure.into());
        }
        let mut filled = 0;
        while self.is_in_frame && filled < out.len() {
            let available = source.fill()?;
            let is_end = available.is_empty();
            let mut input = InBuffer::around(available);
            let mut output = OutBuffer::around(out.get_mut(filled..).unwrap_or_default());
            let result = self.decoder.run(&mut input, &mut output);
            let (consumed, written) = (input.pos(), output.pos());
            source.consume(consumed);
            filled += written;
            match result {
                Ok(0) => self.is_in_frame = false,
                Ok(_) if is_end && written == 0 => return self.failed(filled, Broken::Truncated),
                Ok(_) => {}
                Err(error) => return self.failed(filled, broken(&error)),
            }
        }
        Ok(filled)
    }

    fn failed(&mut self, filled: usize, failure: Broken) -> io::Result<usize> {
        self.is_in_frame = false;
        if filled == 0 {
            return Err(failure.into());
        }
        self.failure = Some(failure);
        Ok(filled)
    }
}

fn broken(error: &io::Error) -> Broken {
    let reason = error.to_string();
    if reason.contains("too much memory") {
        Broken::Window
    } else {
        Broken::Corrupt {
            reason: reason.to_lowercase(),
        }
    }
}

/// Goes to where a frame with data seems to start.
pub(super) fn find(source: &mut Source) -> io::Result<bool> {
    source.find(&ZSTD_MAGIC, |_| true)
}

/// The dictionary at the beginning of `source`, if any; compressed or not.
fn dictionary(source: &mut Source) -> io::Result<Option<Vec<u8>>> {
    let head = source.peek(8)?;
    let (Some(&DICTIONARY_MAGIC), Some(len)) = (head.first_chunk(), head.last_chunk()) else {
        return Ok(None);
    };
    let len_bytes = usize::try_from(u32::from_le_bytes(*len)).unwrap_or(usize::MAX);
    if head.len() < 8 || len_bytes > MAX_DICTIONARY_BYTES {
        return Err(Broken::corrupt("the dictionary is too large"));
    }
    source.consume(8);
    let mut dictionary = Vec::new();
    while dictionary.len() < len_bytes {
        let available = source.fill()?;
        if available.is_empty() {
            return Err(Broken::Truncated.into());
        }
        let n_bytes = available.len().min(len_bytes - dictionary.len());
        dictionary.extend_from_slice(available.get(..n_bytes).unwrap_or_default());
        source.consume(n_bytes);
    }
    if dictionary.starts_with(&ZSTD_MAGIC) {
        dictionary = zstd::bulk::decompress(&dictionary, MAX_DICTIONARY_BYTES)
            .map_err(|error| io::Error::from(broken(&error)))?;
    }
    Ok(Some(dictionary))
}
