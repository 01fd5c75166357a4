//! What tells the inputs of a run from others.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use wenmai_io::expand_inputs;
use wenmai_model::InputsRecord;

use crate::checksum::Checksum;
use crate::options::RunOptions;
use crate::reader::file_bytes;

/// What the inputs hold.
pub(crate) fn inputs_record(options: &RunOptions) -> InputsRecord {
    let mut sum = InputsSum::default();
    for input in expand_inputs(options.files.iter().cloned(), &options.read) {
        match input {
            Ok(path) => sum.add(&InputSketch::of(path)),
            // An input that is not there is a dead letter of the run.
            Err(error) => sum.checksum.add(error.input.as_bytes()),
        }
    }
    sum.finish()
}

/// What tells a file from others: its name, its length and the bytes at its ends.
pub(crate) struct InputSketch {
    path: PathBuf,
    bytes: u64,
    ends: Vec<u8>,
}

impl InputSketch {
    pub(crate) fn of(path: PathBuf) -> Self {
        let mut ends = Vec::new();
        // What cannot be read now will be said when it is its turn.
        let _ = read_ends(&path, &mut ends);
        Self {
            bytes: file_bytes(&path),
            path,
            ends,
        }
    }
}

/// Adds up inputs in their order.
#[derive(Debug, Default)]
pub(crate) struct InputsSum {
    checksum: Checksum,
    record: InputsRecord,
}

impl InputsSum {
    pub(crate) fn add(&mut self, input: &InputSketch) {
        self.record.files += 1;
        self.record.bytes += input.bytes;
        self.checksum.add(input.path.as_os_str().as_encoded_bytes());
        self.checksum.add(&[0]);
        self.checksum.add(&input.bytes.to_le_bytes());
        self.checksum.add(&input.ends);
    }

    pub(crate) fn finish(mut self) -> InputsRecord {
        (_, self.record.sha256) = self.checksum.finish();
        self.record
    }
}

/// Bytes at either end of a file that tell it from others.
const END_BYTES: u64 = 64 << 10;

fn read_ends(path: &Path, ends: &mut Vec<u8>) -> io::Result<()> {
    if !path.is_file() {
        return Ok(());
    }
    let mut file = File::open(path)?;
    file.by_ref().take(END_BYTES).read_to_end(ends)?;
    let len = file.metadata()?.len();
    if len > END_BYTES {
        file.seek(SeekFrom::Start(END_BYTES.max(len - END_BYTES)))?;
        file.take(END_BYTES).read_to_end(ends)?;
    }
    Ok(())
}
