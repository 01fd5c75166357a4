//! Text with marks as TEI.

use wenmai_model::MarkKind;

use crate::body::rich::{Event, Picture, Piece, Rich, is_safe, tex};

/// Appends `rich` as the content of an element.
pub(super) fn inline(rich: &Rich, out: &mut String) {
    let mut in_formula = None;
    for event in rich.events() {
        match event {
            Event::Open(piece) => match start(piece) {
                Some(start) => out.push_str(&start),
                None => in_formula = formula_kind(piece),
            },
            Event::Close(piece) => {
                if formula_kind(piece).is_some() {
                    in_formula = None;
                } else if start(piece).is_some() {
                    out.extend(["</", name(piece), ">"]);
                }
            }
            Event::Text(text) => match in_formula {
                Some(kind) => formula(tex(text), kind == MarkKind::DisplayFormula, out),
                None => push_text(text, out),
            },
            Event::LineEnd => out.push_str("<lb/>"),
            Event::Picture(picture) => figure(std::slice::from_ref(picture), None, out),
        }
    }
}

/// Appends text, with what acts in XML escaped. What XML 1.0 does not allow (section 2.2) becomes U+FFFD.
pub(super) fn push_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push(' '),
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            c => out.push(c),
        }
    }
}

/// An address as the value of an attribute of type `teidata.pointer`, which holds no blanks.
pub(super) fn target(address: &str) -> String {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    address.trim().replace(blank, "%20")
}

/// A formula in TeX.
pub(super) fn formula(tex: &str, is_display: bool, out: &mut String) {
    out.push_str("<formula notation=\"TeX\"");
    if is_display {
        out.push_str(" rend=\"display\"");
    }
    out.push('>');
    push_text(tex, out);
    out.push_str("</formula>");
}

/// Pictures with their caption.
pub(super) fn figure(pictures: &[Picture], caption: Option<&Rich>, out: &mut String) {
    out.push_str("<figure>");
    if let Some(caption) = caption {
        out.push_str("<head>");
        inline(caption, out);
        out.push_str("</head>");
    }
    for picture in pictures {
        if is_safe(&picture.src) {
            out.push_str("<graphic url=\"");
            push_text(&target(&picture.src), out);
            out.push_str("\"/>");
        }
        if !picture.alt.is_empty() {
            out.push_str("<figDesc>");
            push_text(&picture.alt, out);
            out.push_str("</figDesc>");
        }
    }
    out.push_str("</figure>");
}

fn formula_kind(piece: &Piece) -> Option<MarkKind> {
    matches!(piece.kind, MarkKind::Formula | MarkKind::DisplayFormula).then_some(piece.kind)
}

/// The name of the element for a mark that is no formula.
const fn name(piece: &Piece) -> &'static str {
    match piece.kind {
        MarkKind::Link => "ref",
        MarkKind::Deletion => "del",
        MarkKind::Code => "code",
        _ => "hi",
    }
}

/// The start tag for a mark; `None` for formulas, and for links whose address may not be written.
fn start(piece: &Piece) -> Option<String> {
    let rend = match piece.kind {
        MarkKind::Link => {
            let address = piece.target.as_deref().filter(|address| is_safe(address))?;
            let mut start = "<ref target=\"".to_owned();
            push_text(&target(address), &mut start);
            start.push_str("\">");
            return Some(start);
        }
        MarkKind::Strong => "bold",
        MarkKind::Emphasis => "italic",
        MarkKind::Subscript => "subscript",
        MarkKind::Superscript => "superscript",
        MarkKind::Deletion | MarkKind::Code => return Some(format!("<{}>", name(piece))),
        _ => return None,
    };
    Some(format!("<hi rend=\"{rend}\">"))
}
