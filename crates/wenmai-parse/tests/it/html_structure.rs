//! What stands inside of the content of HTML pages: headings without tags, teasers, lists, tables, code, figures, formulas.

use std::fmt::Write as _;

use wenmai_model::{Block, Document, Page, PageKind};
use wenmai_parse::{ParseOptions, parse};

use crate::support::check_invariants;

const TEXT: &str = "<p>Green leaves are dried at once, so that they keep their color and their taste, and \
    nobody has to wait for them.</p>";

/// A page at an address, with an article around `content`.
fn page(content: &str) -> Document {
    let body = format!(
        "<!DOCTYPE html><html lang=en><head><title>Drying tea</title></head><body><nav><a href=/>Home</a></nav>\
         <main><article><h1>Drying tea</h1>{TEXT}{content}{TEXT}</article></main></body></html>"
    );
    let page = Page {
        body: body.into(),
        kind: Some(PageKind::Html),
        url: Some("https://leaf.example/tea/drying".into()),
        ..Page::default()
    };
    let document = parse(&page, &ParseOptions::default());
    check_invariants(&document);
    document
}

fn outline(content: &str) -> String {
    let headings = page(content).outline;
    let headings = headings.iter().map(|heading| {
        let source = heading.level_source.as_str();
        format!("{} {} ({source})", heading.level, heading.text)
    });
    headings.collect::<Vec<_>>().join("\n")
}

/// The blocks between the two paragraphs of the frame with their layout, then the marks and the pictures.
fn shown(content: &str) -> String {
    let document = page(content);
    let mut shown = String::new();
    let text = |block: &Block| document.slice(block.span).replace('\n', "/");
    for (at, block) in document.blocks.iter().enumerate() {
        if text(block).starts_with("Green leaves") || text(block) == "Drying tea" {
            continue;
        }
        write!(shown, "{} {}", block.kind.as_str(), text(block)).unwrap();
        if let Some(layout) = document.layout(at) {
            if layout.list_depth > 0 {
                write!(shown, " depth={}", layout.list_depth).unwrap();
            }
            if layout.opens_item {
                write!(shown, " opens").unwrap();
            }
            if let Some(number) = layout.number {
                write!(shown, " number={number}").unwrap();
            }
            if layout.continues {
                write!(shown, " continues").unwrap();
            }
            if let Some(language) = &layout.language {
                write!(shown, " language={language}").unwrap();
            }
            for row in &layout.rows {
                let cells = row.cells.iter().map(|cell| {
                    let header = if cell.is_header { "!" } else { "" };
                    format!("{header}{}", document.slice(cell.span).replace('\n', "/"))
                });
                write!(shown, " [{}]", cells.collect::<Vec<_>>().join(",")).unwrap();
            }
        }
        shown.push('\n');
    }
    for mark in &document.marks {
        let target = mark.target.as_deref().unwrap_or_default();
        writeln!(
            shown,
            "{:?} {} {target}",
            mark.kind,
            document.slice(mark.span)
        )
        .unwrap();
    }
    for image in &document.images {
        writeln!(shown, "image {} {:?}", image.src, image.alt).unwrap();
    }
    shown
}

#[test]
fn styled_blocks_are_headings_with_levels() {
    let part = |style: &str, title: &str| format!("<div {style}>{title}</div>{TEXT}");
    let big = "class=section-title style='font-size:22px;font-weight:bold'";
    let small = "class=section-title style='font-size:18px'";
    let content = [
        part(big, "Green tea"),
        part(small, "Leaves"),
        part(small, "Water"),
        part(big, "Black tea"),
    ];
    assert_eq!(
        outline(&content.concat()),
        "1 Green tea (style)\n2 Leaves (style)\n2 Water (style)\n1 Black tea (style)"
    );
}

#[test]
fn a_role_is_a_tag() {
    let part = |title: &str| format!("<div role=heading aria-level=3>{title}</div>{TEXT}");
    let content = [part("Green tea"), part("Black tea"), part("White tea")].concat();
    assert_eq!(
        outline(&content),
        "1 Green tea (tag)\n1 Black tea (tag)\n1 White tea (tag)"
    );
}

#[test]
fn titles_of_teasers_are_no_headings() {
    let teaser = |at: usize| {
        format!(
            "<div class=card><h3><a href=/a/{at}>Another page {at}</a></h3><p>Some words about it.</p></div>"
        )
    };
    let teasers: String = (0..4).map(teaser).collect();
    let content =
        format!("<h2>Black tea</h2>{TEXT}<section><h2>More to read</h2>{teasers}</section>");
    assert_eq!(outline(&content), "1 Black tea (tag)");
}

/// A page of a short article with `entry` ten times behind it.
fn short_article(entry: impl Fn(usize) -> String) -> Document {
    let entries: String = (0..10).map(entry).collect();
    let about = "The harbour of the old town opens again on Monday, after three years of work on its quays, \
                 said the mayor, who will cross it on the first ferry of the morning together with the school choir.";
    parse(
        &Page {
            body: format!(
                "<html lang=en><head><title>The harbour opens again</title><meta property=og:type content=article>\
                 <meta name=description content='{about}'></head><body><header><nav><a href=/>Start</a></nav></header>\
                 <main><article><h1>The harbour opens again</h1><p>{about}</p></article>\
                 <div class=stream><ul>{entries}</ul></div></main></body></html>"
            ).into(),
            kind: Some(PageKind::Html),
            ..Page::default()
        },
        &ParseOptions::default(),
    )
}

#[test]
fn news_behind_a_short_article_are_not_its_text() {
    let news = |at: usize| {
        format!(
            "<li class=item><div>Gazette · {at} hours ago</div><h3><a href=/n/{at}>Another piece of news, number {at}</a></h3>\
             <p>In the village number {at} the baker found a coin under his oven, and nobody knows who lost it there. The \
             neighbours say that it is old, and that there are more of them.</p></li>"
        )
    };
    let page = short_article(news);
    let text: Vec<&str> = page
        .blocks
        .iter()
        .filter(|b| b.kind.is_article_text())
        .map(|b| page.slice(b.span))
        .collect();
    assert_eq!(text.len(), 1, "{text:?}");
    assert!(text[0].starts_with("The harbour"));
    // The best things of a list have no days, and they are what the article is about.
    let best = |at: usize| news(at).replace("hours ago", "stars");
    let page = short_article(best);
    let shown = page.blocks.iter().filter(|b| b.kind.is_article_text());
    assert!(shown.count() > 10);
}

#[test]
fn lists_nest() {
    let shown = shown(
        "<ol start=2><li>Roll<ul><li>by hand<p>or by foot</p></li></ul><li>Dry<pre><code>dry --sun</code></pre></ol>\
         <dl><dt>Oolong<dd>Half dried</dl>",
    );
    insta::assert_snapshot!(shown);
}

#[test]
fn tables_have_cells_and_layout_has_none() {
    let shown = shown(
        "<table><caption>Prices</caption><thead><tr><th>Tea<th>Price</thead><tr><td>Green<td><p>3</p><p>4</p>\
         <tr><td>Black<td></table><table role=presentation><tr><td>Left<td>Right<tr><td>a<td>b</table>",
    );
    insta::assert_snapshot!(shown);
}

#[test]
fn code_keeps_its_language_and_loses_its_line_numbers() {
    let shown = shown(
        "<pre><code class='hljs language-rust'>let a = 1;\n\nlet b = 2;</code></pre>\
         <div class='highlight-source-python'><table><tr><td class=gutter><pre>1\n2</pre><td class=code><pre>import a\na()</pre></table></div>",
    );
    insta::assert_snapshot!(shown);
}

#[test]
fn marks_and_pictures_have_absolute_addresses() {
    let shown = shown(
        "<p>See <a href=../tools>the <b>tools</b></a>, <em>all</em> of <code>them</code> or H<sub>2</sub>O.</p>\
         <figure><img data-src=/img/cup.png src=data:image/gif;base64,R0 alt='A cup'><figcaption>The cup</figcaption></figure>\
         <img src=/count.gif width=1 height=1><blockquote><p>Once.<p>Twice.</blockquote><p>one line<br>another line</p>",
    );
    insta::assert_snapshot!(shown);
}

#[test]
fn formulas_are_tex_and_stand_once() {
    let shown = shown(
        "<p>Katex <span class=katex><span class=katex-mathml><math><semantics><mrow><mi>x</mi></mrow>\
         <annotation encoding='application/x-tex'>x_1</annotation></semantics></math></span>\
         <span class=katex-html aria-hidden=true>x1</span></span>, latexml <math alttext='y^2'><mi>y</mi></math>, \
         MathJax <span class=MathJax_Preview>[z]</span><script type='math/tex'>z_3</script>, \
         picture <img class=tex alt='\\alpha' src=a.png> and written \\(w\\).</p>\
         <p><script type='math/tex; mode=display'>\\sum_i i</script></p><p>$$ a = b $$</p>",
    );
    insta::assert_snapshot!(shown);
}
