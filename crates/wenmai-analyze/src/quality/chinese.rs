//! Rules for Chinese, which has no blanks between words and its own marks, menus and advertisements.
//!
//! Lines are told apart first: those with marks of clauses, verses, rows of tables, code, and entries of menus and lists of links. All
//! figures are shares of characters (字), since words would need a dictionary, and most are of the lines that are neither a table
//! nor code.

mod advertising;
mod cells;
mod characters;
mod line;
mod lines;
mod misread;
mod phrases;
mod rules;
mod signs;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub(super) use self::advertising::Advertising;
pub(super) use self::lines::Lines;
pub(super) use self::phrases::Phrases;
pub(super) use self::rules::*;
pub(super) use self::signs::Signs;
