use super::{page, rendered};
use crate::html::block::InlineKind;

#[test]
fn blocks_are_told_apart() {
    let cases = [
        ("<p>a <b>b</b>\n c</p><p>d", "p: a b c | p: d"),
        ("<div>a<p>b</p>c</div>d", "div: a | p: b | div: c | body: d"),
        ("<p>a<br>b<br><br>c<br> <br/> d<br>", "p: a/b | p: c | p: d"),
        ("<ul><li>a<li>b<p>c</p></ul>", "li: a | li: b | p: c"),
        (
            "<table><caption>a</caption><tr><th>b</th><td>c d<td> </table>",
            "caption: a | th: b | td: c d",
        ),
        (
            "<dl><dt>a<dd>b</dl><figure><img><figcaption>c</figure>",
            "dt: a | dd: b | figcaption: c",
        ),
        (
            "<pre>\n  a\n\n b\r\nc\n\n</pre>d",
            "pre:   a// b/c | body: d",
        ),
        ("<pre>a<br>b</pre>", "pre: a/b"),
        (
            "<h1> a </h1>\n<blockquote>b<p>c</blockquote>",
            "h1: a | blockquote: b | p: c",
        ),
        ("<span>a</span> <span>b</span>", "body: a b"),
        ("<span>a</span><span> b</span>", "body: a b"),
        ("<p>&nbsp;</p><p>a&nbsp;b&amp; c", "p: a\u{a0}b& c"),
        ("中文\n文字 a\n文", "body: 中文文字 a 文"),
        ("<p>中文，\n<b>文字</b>", "p: 中文，文字"),
        (
            "<p>a<script>b</script>c<style>d</style><template>e</template>f<svg><text>g</text></svg>",
            "p: acf",
        ),
        (
            "<div><template shadowrootmode=open><p>a</p></template></div>",
            "p: a",
        ),
        ("<p>a<noscript>b</noscript>c", "p: a | ?p: b | p: c"),
        ("<p>a<noscript><img></noscript>c", "p: ac"),
        (
            "<div hidden><p>a</p></div><p style='display: none'>b<p aria-hidden=true>c<p hidden=until-found>d<p>e",
            "-p: a | -p: b | -p: c | -p: d | p: e",
        ),
        ("<p>a<span style=display:none>b</span>c", "p: abc"),
        (
            "<video>no</video><object>no</object><iframe>no</iframe>a",
            "body: a",
        ),
        (
            "<button>a</button><button>b</button>",
            "button: a | button: b",
        ),
        (
            "<math><mi>x</mi><annotation>no</annotation></math>",
            "body: x",
        ),
        ("<p>a<hr>b", "p: a | body: b"),
        ("<textarea> a\n b</textarea>", "textarea:  a/ b"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>", "body: 漢kan"),
    ];
    for (source, expected) in cases {
        assert_eq!(rendered(source), expected, "{source}");
    }
}

#[test]
fn inlines_are_ranges() {
    let source = "<p>a <a href=/x><b>b</b> c</a> <em>d</em><code>e</code></p><a href=/y><p>f</p><p>g</p></a><a href=/z><img src=i></a><p>h";
    let page = page(source);
    let found: Vec<_> = page
        .inlines
        .iter()
        .map(|inline| (inline.kind, inline.span.of(&page.text).unwrap()))
        .collect();
    let expected = [
        (InlineKind::Link, "b c"),
        (InlineKind::Strong, "b"),
        (InlineKind::Emphasis, "d"),
        (InlineKind::Code, "e"),
        (InlineKind::Link, "f"),
        (InlineKind::Link, "g"),
        (InlineKind::Link, ""),
    ];
    assert_eq!(found, expected);
    let links: Vec<_> = page
        .blocks
        .iter()
        .map(|block| (block.n_links, block.link_chars, block.strong_chars))
        .collect();
    assert_eq!(links, [(1, 2, 1), (1, 1, 0), (1, 1, 0), (0, 0, 0)]);
    assert_eq!(
        (
            page.images.len(),
            page.images[0].link.is_some(),
            page.images[0].at
        ),
        (1, true, 12)
    );
}

#[test]
fn what_ended_inside_a_block_is_not_set_further() {
    let page = page("<div><a href=/x><div>a</a> b</div></div><p>c");
    assert_eq!(page.inlines.len(), 1);
    assert_eq!(page.inlines[0].span.of(&page.text), Some("a"));
    assert_eq!(page.blocks[0].link_chars, 1);
}

#[test]
fn text_has_its_place_in_the_source() {
    let source = "<p>a &lt;  b\n\n  c\r\nd<b>e</b>\n f<pre>\r\ng\r\nh</pre>";
    let page = page(source);
    assert_eq!(page.text, "a < b c de f\ng\nh");
    for (index, piece) in [
        (0, "a "),
        (2, "&lt;"),
        (4, "b"),
        (6, "c"),
        (8, "d"),
        (9, "e"),
        (11, "f"),
        (13, "g"),
        (15, "h"),
    ] {
        let span = wenmai_model::Span::new(index, index + 1);
        let place = page.source_map.source_span(span);
        assert_eq!(place.of(source).unwrap(), piece.trim(), "{index}");
        assert_eq!(page.source_map.span(place), span);
    }
}

#[test]
fn what_is_set_in_line_ends_that_are_cut_off_is_gone() {
    assert!(page("<pre>a\n<code>\n<p>").inlines.is_empty());
    let page = page("<pre>a<code>b\n</code>\n</pre>");
    let spans: Vec<_> = page
        .inlines
        .iter()
        .map(|inline| inline.span.of(&page.text))
        .collect();
    assert_eq!(spans, [Some("b")]);
    // A picture behind them stands at the end of what is left.
    let page = super::page("<pre>a</div>\n<img>");
    assert_eq!(page.images.first().map(|image| image.at), Some(1));
}
