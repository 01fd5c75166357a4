//! Rights: the pages of `fixtures/rights`, any bytes, and that time is linear.

mod cases;
mod properties;
