//! Which Chinese characters an encoding knows, alone and together.

use std::sync::LazyLock;

/// The byte-pair encoding whose tokens are estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Encoding {
    /// `o200k_base`: 200,000 tokens, 4,600 of them Chinese. Other models of these years take about as many.
    #[default]
    O200k,
    /// `cl100k_base`: 100,000 tokens, 740 of them Chinese, so that Chinese takes 1.4 times as many and English as many.
    Cl100k,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::O200k, Self::Cl100k];

    /// The name that its makers gave it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::O200k => "o200k_base",
            Self::Cl100k => "cl100k_base",
        }
    }

    /// The encoding with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.name() == name)
    }
}

const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// The tokens of an encoding that are Chinese characters alone.
#[derive(Debug)]
pub(super) struct HanTokens {
    /// By first character.
    starts: Vec<Start>,
    /// What may follow the first character in one token, and its characters; the longest first of those with one first
    /// character.
    tails: Vec<(&'static str, usize)>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Start {
    first_tail: u16,
    n_tails: u16,
    /// Whether the character is a token by itself.
    is_token: bool,
}

impl HanTokens {
    pub(super) fn of(encoding: Encoding) -> &'static Self {
        static O200K: LazyLock<HanTokens> =
            LazyLock::new(|| HanTokens::read(include_str!("../../data/han-tokens-o200k.txt")));
        static CL100K: LazyLock<HanTokens> =
            LazyLock::new(|| HanTokens::read(include_str!("../../data/han-tokens-cl100k.txt")));
        match encoding {
            Encoding::O200k => &O200K,
            Encoding::Cl100k => &CL100K,
        }
    }

    fn read(data: &'static str) -> Self {
        let mut tokens = Self {
            starts: vec![Start::default(); (LAST - FIRST + 1) as usize],
            tails: Vec::new(),
        };
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            let mut first = words.next().unwrap_or_default().chars();
            let Some(c) = first.next() else { continue };
            let first_tail = tokens.tails.len();
            let tails = words.map(|tail| (tail, tail.chars().count()));
            tokens.tails.extend(tails);
            let n_tails = tokens.tails.len() - first_tail;
            if let Some(start) = place(c).and_then(|at| tokens.starts.get_mut(at)) {
                *start = Start {
                    first_tail: u16::try_from(first_tail).unwrap_or(u16::MAX),
                    n_tails: u16::try_from(n_tails).unwrap_or(u16::MAX),
                    is_token: first.next() == Some('+'),
                };
            }
        }
        tokens
    }

    /// Characters of the longest token that begins with `c`, which `rest` follows; 0 where there is none.
    pub(super) fn longest(&self, c: char, rest: &str) -> usize {
        let start = place(c).and_then(|at| self.starts.get(at));
        let start = start.copied().unwrap_or_default();
        let first = usize::from(start.first_tail);
        let tails = self.tails.get(first..first + usize::from(start.n_tails));
        let together = tails
            .unwrap_or_default()
            .iter()
            .find(|(tail, _)| rest.starts_with(tail));
        together.map_or(usize::from(start.is_token), |(_, n_chars)| 1 + n_chars)
    }
}

fn place(c: char) -> Option<usize> {
    let code = u32::from(c);
    (FIRST..=LAST)
        .contains(&code)
        .then(|| (code - FIRST) as usize)
}
