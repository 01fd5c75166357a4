//! What is known of single Chinese characters.

use std::sync::LazyLock;

use crate::measures::common_characters::is_common;

const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

const FUNCTION: u8 = 1;
const RARE: u8 = 2;

/// One byte a character, from [`FIRST`] on.
static TRAITS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let rare = |code| match char::from_u32(code) {
        Some(character) if is_common(character) => 0,
        _ => RARE,
    };
    let mut traits: Vec<u8> = (FIRST..=LAST).map(rare).collect();
    let list = include_str!("../../../data/zh-function-characters.txt");
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    for character in lines.flat_map(str::chars) {
        if let Some(place) = traits.get_mut(place(character)) {
            *place |= FUNCTION;
        }
    }
    traits
});

/// The table of all characters, to be looked up once for a text.
pub(super) fn traits() -> &'static [u8] {
    &TRAITS
}

/// What a Chinese character is like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits(u8);

impl Traits {
    /// Those of a character in the table; characters beyond the basic block are all rare.
    pub(super) fn among(table: &[u8], character: char) -> Self {
        Self(table.get(place(character)).copied().unwrap_or(RARE))
    }

    /// It holds a sentence together: 的, 了, 我, 之.
    pub(super) fn is_function(self) -> bool {
        self.0 & FUNCTION != 0
    }

    /// Neither GB 2312 nor Big5 has it among the frequent ones.
    pub(super) fn is_rare(self) -> bool {
        self.0 & RARE != 0
    }
}

fn place(character: char) -> usize {
    u32::from(character).wrapping_sub(FIRST) as usize
}
