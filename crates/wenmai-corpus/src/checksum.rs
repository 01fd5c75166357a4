use std::io::{self, Write};

use sha2::{Digest, Sha256};

/// Counts and hashes the bytes that are written to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checksum {
    hasher: Sha256,
    bytes: u64,
}

impl Checksum {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The number of bytes, and their SHA-256 in lower-case hexadecimal.
    pub(crate) fn finish(self) -> (u64, String) {
        (self.bytes, wenmai_io::hex(&self.hasher.finalize()))
    }
}

impl Write for Checksum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.add(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
