//! Text with marks as HTML.

use maud::{Markup, PreEscaped, html};
use wenmai_model::MarkKind;

use crate::body::rich::{Event, Picture, Piece, Rich, is_safe, tex};
use crate::visible::without_controls;

/// `rich` as the content of an element.
pub(super) fn inline(rich: &Rich) -> Markup {
    let mut out = String::with_capacity(rich.text.len() + 32);
    let mut in_formula = None;
    for event in rich.events() {
        match event {
            Event::Open(piece) if is_formula(piece) => in_formula = Some(piece.kind),
            Event::Close(piece) if is_formula(piece) => in_formula = None,
            Event::Open(piece) => open(piece, &mut out),
            Event::Close(piece) => close(piece, &mut out),
            Event::Text(text) => {
                let shown = if let Some(kind) = in_formula {
                    formula(tex(text), kind == MarkKind::DisplayFormula)
                } else {
                    html! { (without_controls(text)) }
                };
                out.push_str(&shown.0);
            }
            Event::LineEnd => out.push_str("<br>"),
            Event::Picture(picture) => out.push_str(&image(picture).0),
        }
    }
    PreEscaped(out)
}

/// A picture; its description alone where its address may not be written.
pub(super) fn image(picture: &Picture) -> Markup {
    let alt = without_controls(&picture.alt);
    if is_safe(&picture.src) {
        html! { img src=(without_controls(&picture.src)) alt=(alt); }
    } else {
        html! { (alt) }
    }
}

/// A formula: browsers show the TeX as text, and whoever reads the page on finds it as an annotation.
pub(super) fn formula(tex: &str, is_display: bool) -> Markup {
    let tex = without_controls(tex);
    let display = is_display.then_some("block");
    html! {
        math display=[display] {
            semantics { mtext { (tex) } annotation encoding="application/x-tex" { (tex) } }
        }
    }
}

const fn is_formula(piece: &Piece) -> bool {
    matches!(piece.kind, MarkKind::Formula | MarkKind::DisplayFormula)
}

/// The element of a mark; `None` for a link whose address may not be written.
fn name(piece: &Piece) -> Option<&'static str> {
    Some(match piece.kind {
        MarkKind::Link => {
            return piece
                .target
                .as_deref()
                .filter(|to| is_safe(to))
                .map(|_| "a");
        }
        MarkKind::Strong => "strong",
        MarkKind::Emphasis => "em",
        MarkKind::Deletion => "del",
        MarkKind::Subscript => "sub",
        MarkKind::Superscript => "sup",
        MarkKind::Code => "code",
        _ => return None,
    })
}

fn open(piece: &Piece, out: &mut String) {
    let Some(name) = name(piece) else { return };
    match &piece.target {
        Some(target) => {
            // The template closes what it opens, so its end tag is taken off.
            let link = html! { a href=(without_controls(target)) {} }.0;
            out.push_str(link.strip_suffix("</a>").unwrap_or_default());
        }
        None => out.extend(["<", name, ">"]),
    }
}

fn close(piece: &Piece, out: &mut String) {
    if let Some(name) = name(piece) {
        out.extend(["</", name, ">"]);
    }
}
