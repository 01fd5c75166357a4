use proptest::prelude::*;

use super::page;
use crate::budget::Cut;
use crate::html::tag::Tag;
use crate::html::{HtmlOptions, invariants, read};

fn tag() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "p",
        "div",
        "b",
        "i",
        "a",
        "span",
        "ul",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "tbody",
        "caption",
        "h1",
        "h2",
        "br",
        "hr",
        "img",
        "pre",
        "script",
        "style",
        "title",
        "textarea",
        "svg",
        "math",
        "mi",
        "annotation",
        "template",
        "noscript",
        "select",
        "option",
        "form",
        "button",
        "dl",
        "dt",
        "dd",
        "head",
        "body",
        "html",
        "x-a",
        "code",
        "em",
        "ruby",
        "rt",
        "foreignObject",
        "desc",
        "xmp",
        "iframe",
        "plaintext",
        "blockquote",
        "section",
        "address",
        "meta",
        "link",
        "object",
    ]);
    let attributes = prop::sample::select(vec![
        "",
        "",
        "",
        "",
        " hidden",
        " id=a",
        " class='a b'",
        " style='display:none'",
        " href=\"/?a&amp;b\"",
        " aria-hidden=true",
        " a=b id=c id=d",
        " shadowrootmode=open",
        " /",
        "/",
    ]);
    prop_oneof![
        3 => (name.clone(), attributes).prop_map(|(name, attributes)| format!("<{name}{attributes}>")),
        2 => name.prop_map(|name| format!("</{name}>")),
    ]
}

fn piece() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec![
        "a",
        " ",
        "\n",
        "\r\n",
        "\r",
        "中文",
        "，",
        " word word ",
        "&amp;",
        "&nbsp;",
        "&#x4e2d;",
        "&notit;",
        "&",
        "<",
        "<3",
        "\0",
        "<!--",
        "-->",
        "<!-- c -->",
        "<![CDATA[x]]>",
        "<!DOCTYPE html>",
        "<?x?>",
        "\t\t",
        "1.5, 2;",
        "\u{200b}",
        "</",
        "é",
    ]);
    prop_oneof![4 => tag(), 3 => text.prop_map(str::to_owned), 1 => "\\PC{0,6}"]
}

fn markup() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, ..ProptestConfig::default() })]

    #[test]
    fn any_page_is_read(source in prop_oneof![4 => markup(), 1 => any::<String>()]) {
        page(&source);
    }

    #[test]
    fn small_limits_hold(source in markup(), max_depth in 0..8_u8, max_nodes in 0..12_usize) {
        let options = HtmlOptions { max_depth, max_nodes, ..HtmlOptions::default() };
        invariants::check(&source, &read(&source, &options));
    }

    /// A page that passes a budget is the page up to there, and says where that is.
    #[test]
    fn budgets_hold(source in markup(), budget_nodes in 0..40_usize, budget_steps in 0..3000_u64) {
        let options = HtmlOptions { budget_nodes, budget_steps, ..HtmlOptions::default() };
        let cut = read(&source, &options);
        invariants::check(&source, &cut);
        let whole = page(&source);
        match cut.cut {
            None => prop_assert_eq!(&cut.text, &whole.text),
            Some(Cut { at, .. }) => {
                let (kept, rest) = source.split_at(at);
                prop_assert!(!rest.is_empty());
                prop_assert_eq!(&cut.text, &page(kept).text);
                // The tag or text that is cut before may have opened some elements that the standard implies.
                prop_assert!(cut.tree.len() < budget_nodes + 32);
            }
        }
    }

    /// Each visible character of the tree is in exactly one block.
    #[test]
    fn nothing_visible_is_lost(source in markup()) {
        let page = page(&source);
        let tree = &page.tree;
        let is_shown = |node| {
            let never = |node| tree.tag(node).is_never_shown() && !tree.is_shadow(node);
            !tree.ancestors(node).any(never)
        };
        let signs = |text: &str| text.chars().filter(|sign| !wenmai_text::is_blank(*sign)).collect::<String>();
        let texts = tree.nodes().filter(|node| tree.tag(*node) == Tag::Text && is_shown(*node));
        let in_tree: String = texts.map(|node| signs(tree.text(node))).collect();
        let in_blocks: String = page.blocks.iter().map(|block| signs(block.span.of(&page.text).unwrap())).collect();
        prop_assert_eq!(in_tree, in_blocks);
    }

    #[test]
    fn the_order_of_attributes_does_not_matter(
        names in prop::sample::subsequence(vec![" id=a", " class=b", " hidden", " style='display:none'", " href=c", " x=y", " role=d"], 0..7).prop_shuffle(),
        tag in prop::sample::select(vec!["p", "a", "b", "td", "template"]),
    ) {
        let mut sorted = names.clone();
        sorted.sort_unstable();
        let of = |names: &[&str]| format!("<p>a<{tag}{}>b</{tag}>c", names.concat());
        let (one, other) = (of(&names), of(&sorted));
        let (one, other) = (page(&one), page(&other));
        prop_assert_eq!(&one.text, &other.text);
        prop_assert_eq!(&one.blocks, &other.blocks);
        prop_assert_eq!(&one.inlines, &other.inlines);
        for node in one.tree.nodes() {
            for (name, value) in one.tree.attributes(node) {
                prop_assert_eq!(other.tree.attribute(node, name), Some(value));
            }
        }
    }

    /// What was cut off anywhere is a page, too.
    #[test]
    fn a_page_may_end_anywhere(source in markup(), cut in 0..400_usize) {
        let cut = source.floor_char_boundary(cut);
        page(source.get(..cut).unwrap());
    }
}
