use serde::{Deserialize, Serialize};

macro_rules! byte_range {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "[u32; 2]"))]
        #[serde(from = "[u32; 2]", into = "[u32; 2]")]
        pub struct $name {
            /// First byte.
            pub start: u32,
            /// One past the last byte.
            pub end: u32,
        }

        impl $name {
            /// The range `start..end`, in bytes.
            pub const fn new(start: u32, end: u32) -> Self {
                Self { start, end }
            }

            /// Length in bytes.
            pub const fn len_bytes(self) -> u32 {
                self.end.saturating_sub(self.start)
            }

            /// Whether the range holds no byte.
            pub const fn is_empty(self) -> bool {
                self.end <= self.start
            }

            /// Whether `other` lies within this range.
            pub const fn contains(self, other: Self) -> bool {
                self.start <= other.start && other.end <= self.end
            }

            /// The piece of `text` that this range covers, or `None` when it is out of bounds or cuts a
            /// character in two.
            pub fn of(self, text: &str) -> Option<&str> {
                text.get(self.start as usize..self.end as usize)
            }
        }

        impl From<[u32; 2]> for $name {
            fn from([start, end]: [u32; 2]) -> Self {
                Self { start, end }
            }
        }

        impl From<$name> for [u32; 2] {
            fn from(span: $name) -> Self {
                [span.start, span.end]
            }
        }
    };
}

byte_range! {
    /// A byte range of [`Document::text`](crate::Document::text); `[start, end]` in JSON.
    ///
    /// ```
    /// use wenmai_model::Span;
    /// assert_eq!(Span::new(0, 6).of("文脉 Wenmai"), Some("文脉"));
    /// assert_eq!(Span::new(1, 6).of("文脉 Wenmai"), None);
    /// ```
    Span
}

byte_range! {
    /// A byte range of the decoded source of a page; `[start, end]` in JSON.
    ///
    /// A type of its own, so that it cannot be mixed up with a [`Span`]: for HTML the visible text and
    /// its source are different strings. [`Document::source_span`](crate::Document::source_span) converts.
    SourceSpan
}

/// First and last line, counted from 0, both inclusive; `[first, last]` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "[u32; 2]")
)]
#[serde(from = "[u32; 2]", into = "[u32; 2]")]
pub struct LineRange {
    /// First line.
    pub first: u32,
    /// Last line.
    pub last: u32,
}

impl LineRange {
    /// The lines `first..=last`.
    pub const fn new(first: u32, last: u32) -> Self {
        Self { first, last }
    }
}

impl From<[u32; 2]> for LineRange {
    fn from([first, last]: [u32; 2]) -> Self {
        Self { first, last }
    }
}

impl From<LineRange> for [u32; 2] {
    fn from(lines: LineRange) -> Self {
        [lines.first, lines.last]
    }
}
