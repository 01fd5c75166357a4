//! Bytes, decoded and read as a Markdown page.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wenmai_parse::inspect::fuzz_markdown(bytes));
