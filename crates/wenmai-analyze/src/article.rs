use wenmai_model::{Document, TextBlock};

/// An article, and its text as records have it: what is cut into chunks, and what rules of quality look at.
#[derive(Debug, Clone, Copy)]
pub struct ArticleSource<'a> {
    /// Says what blocks and sections are.
    pub document: &'a Document,
    /// The article's text, one block after the other with a line end between them.
    pub text: &'a str,
    /// Where its blocks stand, in order.
    pub blocks: &'a [TextBlock],
}
