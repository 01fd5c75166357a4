use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// How much is read from the operating system at a time.
const BUFFER_BYTES: usize = 1 << 17;

/// The bytes of a file or stream as they are, and how many of them were taken.
pub(crate) struct Source {
    reader: Box<dyn Read + Send>,
    /// Bytes of the file behind what this reads, where that is known.
    len_bytes: Option<u64>,
    /// The file that `reader` reads, if one can look at any place of it.
    file: Option<File>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Byte of the file that comes next.
    offset: u64,
}

impl Source {
    /// `reader` is at byte `offset` of its file.
    pub(crate) fn new(reader: Box<dyn Read + Send>, offset: u64) -> Self {
        Self {
            reader,
            len_bytes: None,
            file: None,
            buffer: vec![0; BUFFER_BYTES],
            start: 0,
            end: 0,
            offset,
        }
    }

    /// `file` is at byte `offset`.
    pub(crate) fn of_file(file: File, offset: u64) -> Self {
        let metadata = file.metadata().ok().filter(std::fs::Metadata::is_file);
        // What says to have no bytes may be a file of the system, such as those in /proc.
        let len_bytes = metadata
            .map(|metadata| metadata.len())
            .filter(|len| *len > 0);
        Self {
            len_bytes,
            file: len_bytes.and_then(|_| file.try_clone().ok()),
            ..Self::new(Box::new(file), offset)
        }
    }

    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Bytes of the file that were not taken, where that is known.
    pub(crate) fn bytes_left(&self) -> Option<u64> {
        Some(self.len_bytes?.saturating_sub(self.offset))
    }

    /// The `n_bytes` at byte `offset` of the file, fewer at its end; `None` where it must be read in order.
    pub(crate) fn look_at(&mut self, offset: u64, n_bytes: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(file) = &mut self.file else {
            return Ok(None);
        };
        // The reader has the same place in the file.
        let place = file.stream_position()?;
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        let read = file.take(n_bytes).read_to_end(&mut bytes);
        file.seek(SeekFrom::Start(place))?;
        read?;
        Ok(Some(bytes))
    }

    /// The next bytes; none at the end.
    pub(crate) fn fill(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.start = 0;
            self.end = 0;
            self.read_more()?;
        }
        Ok(self.unread())
    }

    /// The next `n_bytes`, fewer at the end.
    pub(crate) fn peek(&mut self, n_bytes: usize) -> io::Result<&[u8]> {
        while self.end - self.start < n_bytes {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.read_more()? == 0 {
                break;
            }
        }
        let unread = self.unread();
        Ok(unread.get(..n_bytes).unwrap_or(unread))
    }

    /// The next byte; `None` at the end.
    pub(crate) fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.fill()?.first().copied();
        self.consume(usize::from(byte.is_some()));
        Ok(byte)
    }

    pub(crate) fn consume(&mut self, n_bytes: usize) {
        let n_bytes = n_bytes.min(self.end - self.start);
        self.start += n_bytes;
        self.offset += n_bytes as u64;
    }

    /// Reads into `out`, past the buffer when nothing is in it.
    pub(crate) fn read_into(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let unread = self.unread();
        if unread.is_empty() {
            let n_bytes = retried(&mut self.reader, out)?;
            self.offset += n_bytes as u64;
            return Ok(n_bytes);
        }
        let n_bytes = unread.len().min(out.len());
        if let (Some(out), Some(bytes)) = (out.get_mut(..n_bytes), unread.get(..n_bytes)) {
            out.copy_from_slice(bytes);
        }
        self.consume(n_bytes);
        Ok(n_bytes)
    }

    /// Goes to the next place where `magic` stands and `is_head` agrees with the 16 bytes there; false at the end.
    pub(crate) fn find(&mut self, magic: &[u8], is_head: fn(&[u8]) -> bool) -> io::Result<bool> {
        loop {
            let available = self.peek(16)?;
            if available.len() < magic.len() {
                let n_bytes = available.len();
                self.consume(n_bytes);
                return Ok(false);
            }
            let unread = self.unread();
            let Some(found) = memchr::memmem::find(unread, magic) else {
                self.consume(unread.len() + 1 - magic.len());
                continue;
            };
            self.consume(found);
            if is_head(self.peek(16)?) {
                return Ok(true);
            }
            self.consume(1);
        }
    }

    fn unread(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    fn read_more(&mut self) -> io::Result<usize> {
        let out = self.buffer.get_mut(self.end..).unwrap_or_default();
        let n_bytes = retried(&mut self.reader, out)?;
        self.end += n_bytes;
        Ok(n_bytes)
    }
}

/// One read, begun anew where a signal stopped it.
fn retried(reader: &mut impl Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
