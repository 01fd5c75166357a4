//! Bytes, decoded and read as an HTML page.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| wenmai_parse::inspect::fuzz_html(bytes));
