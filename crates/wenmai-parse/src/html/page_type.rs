//! What kind of page a page is, by learned trees over the facts about the whole page.

use wenmai_model::{PageType, PageTypeKind, rounded_probability};
use wenmai_text::ensemble::{Columns, Ensemble, softmax};

/// The types, in the order of the outputs of the trees.
pub(crate) const KINDS: [PageTypeKind; 7] = [
    PageTypeKind::Article,
    PageTypeKind::Forum,
    PageTypeKind::Documentation,
    PageTypeKind::Product,
    PageTypeKind::Collection,
    PageTypeKind::Listing,
    PageTypeKind::Service,
];

/// The likeliest type of a page, with its probability; `table` has one row, the facts about the page.
pub(crate) fn page_type(table: &Columns, trees: &Ensemble) -> PageType {
    let mut shares = trees.sums(table);
    softmax(&mut shares);
    let types = KINDS.into_iter().zip(shares);
    let likeliest = types.reduce(|a, b| if b.1 > a.1 { b } else { a });
    let (kind, confidence) = likeliest.unwrap_or((PageTypeKind::Article, 0.0));
    PageType {
        kind,
        confidence: rounded_probability(confidence),
    }
}
