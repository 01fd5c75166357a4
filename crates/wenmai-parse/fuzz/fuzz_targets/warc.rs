//! Bytes, read as a WARC file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wenmai_io::inspect::fuzz_warc(bytes));
