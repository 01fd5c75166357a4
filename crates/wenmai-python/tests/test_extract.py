"""One page, one document."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
import re
from pathlib import Path
from typing import Any

import pytest

import wenmai
from wenmai import corpus

PAGE = """开源与闭源的路线之争

简介：这篇文章比较两条路线，并说明各自适合哪些人。

引言

这两年大家都在讨论该走哪一条路线，其实答案取决于团队的规模与经验。

一、开源路线

1.1 优势

代码人人可读，出了问题可以自己修，也不用等待别人排期。

1.2 劣势

维护要花时间，小团队常常没有人手，最后只好停在旧版本上。

二、闭源路线

2.1 优势

有人负责到底，付费即可得到支持，升级也由对方安排妥当。

2.2 劣势

价格由别人决定，一旦停止服务，数据迁移会是一件很麻烦的事。
"""


ARTICLE = """<html><head><title>修理站的第一年</title></head><body><nav><a href=/>首页</a></nav><article><h1>修理站的第一年</h1>
<h2>1. 开始</h2><p>志愿者每周六上午整理捐来的书，登记表上写着姓名、日期和用途。</p>
<h2>2. 数字</h2><p>第一年一共修好了四百多件旧物，预算主要用在场地和零件上，余下的留给来年。</p></article></body></html>"""

MARKING = 'action = "mark"\n[language]\nkeep = ["en"]\n[common]\n'


def test_five_lines_give_a_result() -> None:
    document = wenmai.extract(PAGE)
    assert document.title == "开源与闭源的路线之争"
    assert document.summary == "这篇文章比较两条路线，并说明各自适合哪些人。"
    assert [(heading.level, heading.text) for heading in document.outline] == [
        (1, "引言"),
        (1, "一、开源路线"),
        (2, "1.1 优势"),
        (2, "1.2 劣势"),
        (1, "二、闭源路线"),
        (2, "2.1 优势"),
        (2, "2.2 劣势"),
    ]
    assert (document.kind, document.page_type, document.language) == ("text", "article", "zh")
    assert 0 <= document.confidence <= 1
    assert repr(document).startswith('<wenmai.Document "开源与闭源的路线之争": article, ')


def test_places_are_in_characters_of_the_text() -> None:
    document = wenmai.extract(PAGE + "\n三、😀与ascii\n\n结尾处再写一段话，说明字符与字节不是一回事。\n")
    assert document.outline
    for heading in document.outline:
        assert heading.span is not None
        assert document.text[heading.span[0] : heading.span[1]] == heading.text
    for section in document.sections:
        if section.span is not None:
            text = document.text[section.span[0] : section.span[1]]
            assert text.endswith(section.text)
            assert text.startswith(section.heading or section.text)


def test_places_are_right_far_behind_the_beginning() -> None:
    paragraph = "这一段足够长，用来把后面的标题推到很远的地方，字节与字符在那里相差很多。\n\n"
    parts = "".join(f"{number}、第{number}部分的标题\n\n{paragraph * 30}" for number in "一二三四五")
    document = wenmai.extract(f"一个说明地方的标题\n\n{paragraph}{parts}")
    assert len(document.outline) == 5
    assert len(document.text) > 4_000
    for heading in document.outline:
        assert heading.span is not None
        assert document.text[heading.span[0] : heading.span[1]] == heading.text


def test_sections_are_a_tree_with_texts() -> None:
    sections = wenmai.extract(PAGE).sections
    advantages = [section for section in sections if section.role == "advantages"]
    assert [section.path for section in advantages] == [
        ["一、开源路线", "1.1 优势"],
        ["二、闭源路线", "2.1 优势"],
    ]
    assert advantages[0].text == "代码人人可读，出了问题可以自己修，也不用等待别人排期。"
    assert advantages[0].parent is not None
    assert sections[advantages[0].parent].heading == "一、开源路线"
    heading = wenmai.extract(PAGE).outline[2]
    assert (heading.title, heading.number, heading.marker) == ("优势", [1, 1], "1.1")
    assert heading.level_source == "numbering"


def test_cards_are_data() -> None:
    tail = "相关文章\n|\n7月前\n|\n人工智能 算法\n负载预测不再靠拍脑袋\n一段摘录写在这里。\n340\n2\n负载预测不再靠拍脑袋\n"
    cards = wenmai.extract(PAGE + "\n目录\n" + tail).cards
    assert [card.title for card in cards] == ["负载预测不再靠拍脑袋"]
    assert (cards[0].age, cards[0].views, cards[0].comments) == ("7月前", 340, 2)


def test_text_is_unicode_whatever_the_page_declares() -> None:
    page = '<meta charset="gbk"><h1>标题</h1><p>这里的正文是中文，声明却是错的，照样读得对。</p>'
    assert wenmai.extract(page).title == "标题"
    assert wenmai.extract(page.encode("gbk")).title == "标题"
    latin = "<h1>Déjà vu</h1><p>Some text of the page that follows its heading.</p>".encode("latin-1")
    assert wenmai.extract(latin, charset="latin1").title == "Déjà vu"


def test_bytes_like_pages_are_bytes() -> None:
    page = PAGE.encode()
    assert wenmai.extract(bytearray(page)) == wenmai.extract(memoryview(page)) == wenmai.extract(page)


def test_half_characters_are_replaced_and_found() -> None:
    document = wenmai.extract("标题\n\n正文里有半个字符\ud83d，后面还有别的话。")
    assert "半个字符\ufffd，" in document.text
    assert [finding.kind for finding in document.findings].count("parse") > 0
    named = wenmai.extract(PAGE, url="https://site.example/\ud83d", id="\udc00")
    assert (named.url, named.id) == ("https://site.example/\ufffd", "\ufffd")


def test_names_of_the_page() -> None:
    url = "https://site.example/a.html"
    assert wenmai.extract(PAGE).id == ""
    assert wenmai.extract(PAGE, url=url).id == url
    document = wenmai.extract(PAGE, url=url, id="a")
    assert (document.id, document.url) == ("a", url)
    assert wenmai.extract("# Title\n\nText of the page.", kind="markdown").kind == "markdown"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(wenmai.Refused, match="b.pdf: this is not a page of text; leave it out") as caught:
        wenmai.extract(b"%PDF-1.7", id="b.pdf")
    assert isinstance(caught.value, ValueError)
    assert caught.value.reason == "binary"
    assert caught.value.help == "leave it out, or give the text in it"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.reason, again.help) == (str(caught.value), "binary", caught.value.help)
    assert (again.id, again.outcome, again.broken) == ("b.pdf", "dropped", [])


def test_what_a_recipe_does_not_keep_is_refused() -> None:
    recipe = '[language]\nkeep = ["en"]\n'
    with pytest.raises(wenmai.Refused, match="the recipe does not keep this page: language.keep") as caught:
        wenmai.extract(PAGE, recipe=recipe)
    assert (caught.value.reason, caught.value.outcome) == ("language.keep", "dropped")
    assert [broken["rule"] for broken in caught.value.broken] == ["language.keep"]
    marked = wenmai.extract(PAGE, recipe='action = "mark"\n' + recipe)
    assert marked.to_dict()["quality"]["broken"][0]["rule"] == "language.keep"


@pytest.mark.parametrize("page", [None, 3, Path("page.html"), ["text"]])
def test_other_types_are_wrong(page: Any) -> None:
    with pytest.raises(TypeError, match="a page is str or bytes, not "):
        wenmai.extract(page)


@pytest.mark.parametrize("page", ["Green tea is fine.", "<p>Green tea is fine.</p>", "<ul><li>Green tea is fine.</ul>"])
def test_one_line_is_a_page(page: str) -> None:
    document = wenmai.extract(page)
    assert (document.title, document.text) == (None, "Green tea is fine.")


def test_an_empty_page_is_refused() -> None:
    for page in ("", b"", "\n", "<p> </p>"):
        with pytest.raises(wenmai.Refused, match="this page has no text") as caught:
            wenmai.extract(page)
        assert caught.value.reason == "no_text"
    for page in ("<", "{"):
        assert wenmai.extract(page).text == page


def test_a_page_beyond_the_limits_is_refused() -> None:
    n_bytes = len(PAGE.encode())
    with pytest.raises(wenmai.Refused, match=f"longer than the limit of {n_bytes - 1} bytes; .*max_page_bytes") as caught:
        wenmai.extract(PAGE, max_page_bytes=n_bytes - 1)
    assert caught.value.reason == "too_long"
    assert "--" not in str(caught.value)
    assert wenmai.extract(PAGE, max_page_bytes=n_bytes) == wenmai.extract(PAGE)
    with pytest.raises(wenmai.Refused, match="; raise memory") as caught:
        wenmai.extract("a\n" * 600_000, memory=160 << 20)
    assert caught.value.reason == "memory"


def test_records_are_those_of_the_command() -> None:
    document = wenmai.extract(PAGE, id="a")
    record = document.to_dict()
    assert record == json.loads(document.to_json())
    assert "\n" not in document.to_json()
    assert record["text"] == document.text
    assert record["schema_version"] == 1
    assert [heading["text"] for heading in record["outline"]] == [heading.text for heading in document.outline]
    assert record["source"]["sha256"] == hashlib.sha256(PAGE.encode()).hexdigest()
    start, end = record["outline"][0]["text_span"]
    assert document.text.encode()[start:end].decode() == "引言"


@pytest.mark.parametrize("recipe", [None, MARKING])
@pytest.mark.parametrize("field", ["text", "html"])
def test_records_are_those_of_a_run(tmp_path: Path, field: str, recipe: str | None) -> None:
    content = {"text": PAGE, "html": ARTICLE}[field]
    row = {"id": "a", "url": "https://site.example/a", "captured_at": "2024-09-18", field: content}
    crawl = tmp_path / "crawl.jsonl"
    crawl.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert corpus.run(crawl, tmp_path / "out", recipe=recipe).ledger["written"] == 1
    expected = json.loads((tmp_path / "out/part-00000.jsonl").read_text("utf-8"))
    (document,) = wenmai.extract_many([row], recipe=recipe)
    assert isinstance(document, wenmai.Document)
    # A run says of each page where it was, and that nothing is said of its rights.
    assert expected.pop("rights") == {"decisions": [], "statements": []}
    assert expected["source"].pop("input") == str(crawl)
    record = document.to_dict()
    assert record["source"].pop("input") == ""
    assert record == expected


def test_markdown_and_html() -> None:
    document = wenmai.extract(PAGE)
    assert document.to_markdown().startswith("# 开源与闭源的路线之争\n")
    assert "### 1.1 优势" in document.to_markdown()
    assert "<h1>开源与闭源的路线之争</h1>" in document.to_html()


def test_personal_data_are_replaced() -> None:
    page = "联系我们\n\n有事请打电话 13812345678，白天都在，晚上请不要打。\n"
    assert "[mobile_phone-1]" in wenmai.extract(page, redact=True).text
    assert "[手机号-1]" in wenmai.extract(page, redact=["mobile_phone"], redact_language="zh").text
    assert "13812345678" in wenmai.extract(page, redact=["email"]).text


@pytest.mark.parametrize("options", [{}, {"recipe": MARKING}, {"redact": True}])
@pytest.mark.parametrize("page", [PAGE, ARTICLE])
def test_documents_are_values(page: str, options: Any) -> None:
    document = wenmai.extract(page, url="https://site.example/a", **options)
    for again in (pickle.loads(pickle.dumps(document)), copy.deepcopy(document)):
        assert again == document
        assert again.to_json() == document.to_json()
        assert again.to_markdown() == document.to_markdown()
    assert document != wenmai.extract(page)
    assert document.outline[0] == document.outline[0]
    with pytest.raises(AttributeError):
        document.title = "other"  # type: ignore[misc]


def test_parts_are_values() -> None:
    tail = "\n目录\n相关文章\n|\n7月前\n|\n人工智能 算法\n负载预测不再靠拍脑袋\n一段摘录写在这里。\n340\n2\n负载预测不再靠拍脑袋\n"
    document = wenmai.extract(PAGE + "\n半个字符\ud83d\n" + tail)
    for parts in (document.outline, document.sections, document.cards, document.findings):
        assert parts
        assert pickle.loads(pickle.dumps(parts)) == parts
        assert copy.deepcopy(list(parts)) == list(parts)


def test_parts_are_made_once() -> None:
    document = wenmai.extract(PAGE)
    assert document.outline is document.outline
    assert document.sections is document.sections
    assert document.cards is document.cards
    assert document.findings is document.findings


HOSTILE = "\"'><script>alert(1)</script></style><img src=x onerror=alert(1)>\u202e"


def test_notebooks_show_documents_without_running_them() -> None:
    page = PAGE.replace("引言", HOSTILE).replace("开源与闭源", HOSTILE)
    card = f"\n相关文章\n|\n7月前\n|\n{HOSTILE}\n{HOSTILE}\n340 2\n"
    html = wenmai.extract(page + card, url=f"javascript:alert(1)//{HOSTILE}")._repr_html_()
    assert "alert(1)" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "\u202e" not in html
    assert html.count("</style>") == 1
    assert not re.search(r"href=\"(?!https?://)", html)


def test_notebooks_show_little() -> None:
    html = wenmai.extract(PAGE)._repr_html_()
    for name in ("Outline (7)", "Sections (", "1.1 优势"):
        assert name in html
    sections = "".join(f"{n}. 第{n}节的标题\n\n{'很长的正文。' * 2000}\n\n" for n in range(1, 200))
    assert len(wenmai.extract(sections)._repr_html_()) < 60_000
