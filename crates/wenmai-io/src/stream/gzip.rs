//! Members of gzip (RFC 1952), each told from the next: readers that see one stream cannot say where reading may start.

use std::io;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Broken, Source};
use crate::compression::GZIP_MAGIC;

/// Bits of the flags (RFC 1952 §2.3.1).
const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
const FNAME: u8 = 8;
const FCOMMENT: u8 = 16;
const RESERVED: u8 = 0xe0;

/// The longest name or comment. They have no limit, but nobody writes one.
const MAX_TEXT_BYTES: usize = 1 << 16;

pub(super) struct Gzip {
    inflate: Decompress,
    crc: Crc,
    member_offset: u64,
    state: State,
}

enum State {
    Data,
    /// The error that stopped the data, once what came before it was given.
    Failed(io::Error),
    Ended,
}

impl Default for Gzip {
    fn default() -> Self {
        Self {
            inflate: Decompress::new(false),
            crc: Crc::new(),
            member_offset: 0,
            state: State::Ended,
        }
    }
}

impl Gzip {
    /// Byte of the file where the member starts.
    pub(super) fn member_offset(&self) -> u64 {
        self.member_offset
    }

    /// Goes to the data of the next member. Zeros between members fill blocks of tapes and tar; gzip(1) skips them, too.
    pub(super) fn begin(&mut self, source: &mut Source) -> io::Result<bool> {
        loop {
            let available = source.fill()?;
            if available.is_empty() {
                return Ok(false);
            }
            let zeros = available.iter().take_while(|byte| **byte == 0).count();
            if zeros == 0 {
                break;
            }
            source.consume(zeros);
        }
        self.member_offset = source.offset();
        header(source)?;
        self.inflate.reset(false);
        self.crc.reset();
        self.state = State::Data;
        Ok(true)
    }

    pub(super) fn read(&mut self, source: &mut Source, out: &mut [u8]) -> io::Result<usize> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Ended => return Ok(0),
            State::Failed(error) => return Err(error),
            State::Data => {}
        }
        let mut filled = 0;
        while let Some(free) = out.get_mut(filled..).filter(|free| !free.is_empty()) {
            let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
            let available = source.fill()?;
            let is_end = available.is_empty();
            let result = self
                .inflate
                .decompress(available, free, FlushDecompress::None);
            let consumed = self.inflate.total_in() - before_in;
            let written =
                usize::try_from(self.inflate.total_out() - before_out).unwrap_or(free.len());
            source.consume(usize::try_from(consumed).unwrap_or(usize::MAX));
            self.crc.update(free.get(..written).unwrap_or_default());
            filled += written;
            let failure = match result {
                Ok(Status::StreamEnd) => match self.trailer(source) {
                    Ok(()) if filled > 0 => return Ok(filled),
                    Ok(()) => return Ok(0),
                    Err(error) => error,
                },
                Ok(_) if is_end && written == 0 => Broken::Truncated.into(),
                Ok(_) => continue,
                Err(error) => {
                    Broken::corrupt(error.message().unwrap_or("the data is not deflated"))
                }
            };
            if filled == 0 {
                return Err(failure);
            }
            self.state = State::Failed(failure);
            return Ok(filled);
        }
        self.state = State::Data;
        Ok(filled)
    }

    /// Checksum and length (RFC 1952 §2.3.1).
    fn trailer(&self, source: &mut Source) -> io::Result<()> {
        let crc = number(source)?;
        let len_bytes = number(source)?;
        if crc != self.crc.sum() || len_bytes != self.crc.amount() {
            return Err(Broken::corrupt("the checksum is wrong"));
        }
        Ok(())
    }
}

/// Goes to where a member seems to start.
pub(super) fn find(source: &mut Source) -> io::Result<bool> {
    source.find(&GZIP_MAGIC, |head| {
        // Beside the flags the extra flags and the operating system have few values.
        matches!(head, [_, _, _, flags, _, _, _, _, 0 | 2 | 4, 0..=13 | 255, ..] if flags & RESERVED == 0)
    })
}

/// The header of a member.
fn header(source: &mut Source) -> io::Result<()> {
    let fixed = source.peek(10)?;
    if !fixed.is_empty() && !GZIP_MAGIC.starts_with(fixed.get(..3).unwrap_or(fixed)) {
        return Err(Broken::corrupt("here no gzip member starts"));
    }
    let &[_, _, _, flags, ..] = fixed else {
        return truncated(source);
    };
    if fixed.len() < 10 {
        return truncated(source);
    }
    source.consume(10);
    if flags & RESERVED != 0 {
        return Err(Broken::corrupt("the gzip header has unknown flags"));
    }
    if flags & FEXTRA != 0 {
        let len_bytes = u16::from_le_bytes([byte(source)?, byte(source)?]);
        for _ in 0..len_bytes {
            byte(source)?;
        }
    }
    for text in [FNAME, FCOMMENT] {
        if flags & text != 0 {
            let mut n_bytes = 0;
            while byte(source)? != 0 {
                n_bytes += 1;
                if n_bytes > MAX_TEXT_BYTES {
                    return Err(Broken::corrupt("the gzip header does not end"));
                }
            }
        }
    }
    if flags & FHCRC != 0 {
        byte(source)?;
        byte(source)?;
    }
    Ok(())
}

fn truncated(source: &mut Source) -> io::Result<()> {
    source.consume(10);
    Err(Broken::Truncated.into())
}

fn byte(source: &mut Source) -> io::Result<u8> {
    source.byte()?.ok_or_else(|| Broken::Truncated.into())
}

fn number(source: &mut Source) -> io::Result<u32> {
    Ok(u32::from_le_bytes([
        byte(source)?,
        byte(source)?,
        byte(source)?,
        byte(source)?,
    ]))
}
