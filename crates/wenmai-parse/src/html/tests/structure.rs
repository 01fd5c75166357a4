use super::{outline, page};
use crate::html::attribute::AttributeName;
use crate::html::found::ScriptKind;
use crate::html::tag::Tag;

fn body(source: &str) -> String {
    let outline = outline(source);
    let inside = outline
        .strip_prefix("html(body(")
        .and_then(|rest| rest.strip_suffix("))"));
    inside.map_or(outline.clone(), str::to_owned)
}

#[test]
fn end_tags_are_implied() {
    let cases = [
        ("<p>a<p>b", r#"p("a") p("b")"#),
        ("<p>a<div>b</div>c", r#"p("a") div("b") "c""#),
        (
            "<ul><li>a<li>b<ul><li>c</ul>d</ul>e",
            r#"ul(li("a") li("b" ul(li("c")) "d")) "e""#,
        ),
        ("<li><div><li>a", r#"li(div) li("a")"#),
        ("<li><section><li>a", r#"li(section(li("a")))"#),
        ("<dl><dt>a<dd>b<dt>c</dl>", r#"dl(dt("a") dd("b") dt("c"))"#),
        (
            "<select><option>a<option>b<optgroup><option>c</select>d",
            r#"select(option("a") option("b") optgroup(option("c"))) "d""#,
        ),
        ("<h1>a<h2>b</h1>c", r#"h1("a") h2("b") "c""#),
        (
            "<table><tr><td>a<td>b<tr><th>c</table>d",
            r#"table(tr(td("a") td("b")) tr(th("c"))) "d""#,
        ),
        (
            "<table><td>a<tbody><tr><td>b<tfoot><td>c</table>",
            r#"table(tr(td("a")) tbody(tr(td("b"))) tfoot(tr(td("c"))))"#,
        ),
        (
            "<table><caption>a<tr><td><table><tr><td>b</table>c</table>",
            r#"table(caption("a") tr(td(table(tr(td("b"))) "c")))"#,
        ),
        (
            "<table><tr><td>a</div>b</td></table>",
            r#"table(tr(td("a" "b")))"#,
        ),
        ("<table><table><tr><td>a", r#"table table(tr(td("a")))"#),
        ("a<td>b<tr>c", r#""a" "b" "c""#),
        ("a</p>b", r#""a" p "b""#),
        ("a</br>b", r#""a" br "b""#),
        ("<button>a<button>b", r#"button("a") button("b")"#),
        ("<form>a<form>b</form>c", r#"form("a" "b") "c""#),
        ("<div><form>a</div>b</form>c", r#"div(form("a")) "b" "c""#),
        ("<form><div>a</form>b</div>c", r#"form(div("a" "b")) "c""#),
        ("<ruby>a<rt>b<rt>c</ruby>", r#"ruby("a" rt("b") rt("c"))"#),
        (
            "<p>a<table><tr><td>b</p>c</table>d",
            r#"p("a") table(tr(td("b" p "c"))) "d""#,
        ),
        ("<p><button><p>a</button>b", r#"p(button(p("a")) "b")"#),
        ("<x-a><x-b>a</x-a>b", r#"?(?("a")) "b""#),
        ("<span><div>a</span>b</div>c", r#"span(div("a" "b") "c")"#),
    ];
    for (source, expected) in cases {
        assert_eq!(body(source), expected, "{source}");
    }
}

#[test]
fn head_and_body_are_implied() {
    let cases = [
        ("", "html"),
        ("a", r#"html(body("a"))"#),
        ("<title>a</title>b", r#"html(head(title("a")) body("b"))"#),
        (
            "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=utf-8>\n</head>\n<body>\n<p>a\n</body>\n</html>\n",
            "html(head(meta) body(p(\"a\\n\")))",
        ),
        ("<link><p>a<meta>", r#"html(head(link) body(p("a" meta)))"#),
        (
            "<head><script>x</script>a</head>b",
            r#"html(head(script("x")) body("a" "b"))"#,
        ),
        ("<head></head><link><body>a", r#"html(head link body("a"))"#),
        (
            "<head><noscript><img></head><body>a",
            r#"html(head(noscript(img)) body("a"))"#,
        ),
        (
            "<p>a</p><html lang=zh><body class=x>b",
            r#"html(body(p("a") "b"))"#,
        ),
        ("<body><p>a</body></html>b", r#"html(body(p("a" "b")))"#),
    ];
    for (source, expected) in cases {
        assert_eq!(outline(source), expected, "{source}");
    }
    let late = page("<p>a</p><html lang=zh><body class=x>b");
    assert_eq!(
        late.tree
            .attribute(crate::html::tree::NodeId::ROOT, AttributeName::Lang),
        Some("zh")
    );
}

#[test]
fn formatting_is_misnested() {
    let cases = [
        ("<b>a<i>b</b>c</i>d", r#"b("a" i("b")) i("c") "d""#),
        ("<p><b>a<p>b</b>c", r#"p(b("a")) p(b("b") "c")"#),
        ("<b><p>a</b>b</p>c", r#"b(p("a" "b")) "c""#),
        ("<a>b<a>c", r#"a("b") a("c")"#),
        ("<a><div>b<a>c</a>d</div>e", r#"a(div("b" a("c") "d")) "e""#),
        (
            "<b><table><tr><td>a</b>b</table>c",
            r#"b(table(tr(td("a" "b"))) "c")"#,
        ),
        ("<i><i><i><i><p>a", r#"i(i(i(i(p("a")))))"#),
    ];
    for (source, expected) in cases {
        assert_eq!(body(source), expected, "{source}");
    }
}

#[test]
fn raw_text_is_no_markup() {
    let cases = [
        (
            "<script>if (a<b) '</p>'</script>x",
            r#"html(head(script("if (a<b) '</p>'")) body("x"))"#,
        ),
        ("a<style>b</b></style>c", r#""a" style("b</b>") "c""#),
        (
            "<textarea>\n<b>&amp;</textarea>c",
            r#"textarea("<b>" "&") "c""#,
        ),
        ("a<xmp><b></xmp>c", r#""a" xmp("<b>") "c""#),
        ("a<iframe><b></iframe>c", r#""a" iframe("<b>") "c""#),
        (
            "a<plaintext><b></plaintext>",
            r#""a" plaintext("<b></plaintext>")"#,
        ),
        (
            "a<script><!--<script></script>b--></script>c",
            r#""a" script("<!--<script></script>b-->") "c""#,
        ),
        ("a<script>b", r#""a" script("b")"#),
        // Drawings in style sheets have end tags with longer names than `style`.
        (
            "a<style>x</filter>y</style>c",
            r#""a" style("x</filter>y") "c""#,
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(body(source), expected, "{source}");
    }
}

#[test]
fn drawings_and_formulas_are_foreign() {
    let cases = [
        (
            "<svg><style><b>a</b></style></svg>b",
            r#"svg(?) b("a") "b""#,
        ),
        (
            "<svg><title>a</title><path/>b</svg>c",
            r#"svg(desc("a") ? "b") "c""#,
        ),
        ("<svg><a>b</svg>c", r#"svg(?("b")) "c""#),
        ("<div><svg><g></div>a", r#"div(svg(?)) "a""#),
        (
            "<svg><foreignObject><p>a</p></foreignObject></svg>b",
            r#"svg(foreignobject(p("a"))) "b""#,
        ),
        (
            "<math><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation></math>a",
            r#"math(mi("x") annotation("x^2")) "a""#,
        ),
        ("<svg><![CDATA[a<b>]]></svg>b", r#"svg("a<b>") "b""#),
        ("<svg/>a", r#"svg "a""#),
    ];
    for (source, expected) in cases {
        assert_eq!(body(source), expected, "{source}");
    }
}

#[test]
fn brackets_in_cdata_end_no_character_in_its_middle() {
    for source in [
        "<svg><![CDATA[]中]]>",
        "<math><![CDATA[a]】",
        "<svg><![CDATA[]]中",
    ] {
        // The invariants are checked with it.
        let page = page(source);
        assert!(
            page.tree
                .nodes()
                .any(|node| page.tree.tag(node) == Tag::Text)
        );
    }
}

#[test]
fn references_are_resolved() {
    let cases = [
        ("a&amp;b", r#""a" "&" "b""#),
        ("a & b &x; &#x4e2d;&notin;", r#""a & b &x; " "中∉""#),
        ("a < b <3", r#""a < b <3""#),
        ("a\0b", r#""a" "b""#),
        ("&#0;&#x80;&#xd800;", "\"\u{fffd}€\u{fffd}\""),
        ("<é>", r#""<é>""#),
        ("a\r\nb\rc", r#""a\r\nb\rc""#),
    ];
    for (source, expected) in cases {
        assert_eq!(body(source), expected, "{source}");
    }
}

#[test]
fn attributes_are_kept() {
    let page =
        page("<a HREF='/a?b&amp;c' href=x onclick=y class=\"d\r\ne\" data-src=f&amp=g title>h</a>");
    let link = page
        .tree
        .nodes()
        .find(|node| page.tree.tag(*node) == Tag::A)
        .unwrap();
    let attributes: Vec<_> = page.tree.attributes(link).collect();
    let expected = [
        (AttributeName::Href, "/a?b&c"),
        (AttributeName::Class, "d\r\ne"),
        (AttributeName::DataSrc, "f&amp=g"),
        (AttributeName::Title, ""),
    ];
    assert_eq!(attributes, expected);
    assert_eq!(page.tree.classes(link).collect::<Vec<_>>(), ["d", "e"]);
}

#[test]
fn data_scripts_and_head_are_found() {
    let source = "<html lang=en><head><title>T</title><base href=/b><meta name=a content=b><link rel=c>\
        <script type='application/ld+json; charset=utf-8'>{\"a\":1}</script>\
        <script id=__NEXT_DATA__>{}</script><script> window.__NUXT__=1</script><script>window.__INITIAL_STATE__ = {}</script>\
        <script>var a</script><script type=\"math/tex\">x</script><body><svg><title>no</title></svg>";
    let page = page(source);
    let found: Vec<_> = page
        .scripts
        .iter()
        .map(|script| (script.kind, script.source.of(source).unwrap()))
        .collect();
    let expected = [
        (ScriptKind::JsonLd, "{\"a\":1}"),
        (ScriptKind::NextData, "{}"),
        (ScriptKind::Nuxt, " window.__NUXT__=1"),
        (ScriptKind::InitialState, "window.__INITIAL_STATE__ = {}"),
        (ScriptKind::Formula, "x"),
    ];
    assert_eq!(found, expected);
    let head = &page.head;
    assert_eq!(
        (head.metas.len(), head.links.len(), head.base.is_some()),
        (1, 1, true)
    );
    let title: String = page
        .tree
        .descendants(head.title.unwrap())
        .map(|node| page.tree.text(node))
        .collect();
    assert_eq!(title, "T");
}

#[test]
fn what_is_too_deep_stands_side_by_side() {
    let deep = format!("{}a{}b", "<div>".repeat(300), "</div>".repeat(300));
    let found = page(&deep);
    assert_eq!(found.findings.len(), 1);
    assert_eq!(found.findings[0].code, "nesting_too_deep");
    assert_eq!(found.text, "a\nb");
    let depths: Vec<u8> = found
        .blocks
        .iter()
        .map(|block| found.tree.depth(block.node))
        .collect();
    assert_eq!(depths, [250, 1]);
    let returning = format!(
        "{}a</p></div>b</div>c<i>d<b>e</b>f</i>",
        "<div>".repeat(260) + "<p>"
    );
    assert_eq!(page(&returning).text, "a\nb\ncdef");
}

#[test]
fn dense_markup_is_said_and_no_text_is_lost() {
    let source =
        "<p>a".repeat(40_000) + "<b>c</b> d<script>no</script><template>no</template> e&amp;f";
    let found = page(&source);
    assert_eq!(found.findings.len(), 1);
    assert_eq!(found.findings[0].code, "dense_markup");
    assert_eq!(found.text.matches('a').count(), 40_000);
    assert!(
        found.text.ends_with("c d e&f"),
        "{:?}",
        found.text.get(found.text.len() - 20..)
    );
}
