//! Bytes, decoded by several charsets.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wenmai_parse::inspect::fuzz_decode(bytes));
