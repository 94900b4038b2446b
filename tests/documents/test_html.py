"""Web pages, friendly and hostile."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.documents.html import documents
from pledgebook.documents.markup import text_of
from pledgebook.model import Document, Fault

PAGE = """<!doctype html><html lang="en-GB"><head><title>Boats for the north - Ministry of Boats</title>
<meta property="og:site_name" content="Ministry of Boats">
<meta property="article:published_time" content="2025-10-06T09:00:00Z">
<link rel="canonical" href="https://boats.example/news/1"><script>var a = "not text";</script></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/about">About</a></nav>
<article><h1>Boats for the north</h1>
<p>The island of Aland will send ten boats and EUR&nbsp;5&nbsp;million to the north, its government said on Monday.</p>
<p>The boats leave in November, the minister of boats, Karin Strand, told reporters in the capital.</p>
</article><footer>All rights reserved. Cookies. Contact.</footer></body></html>"""


def one(data: bytes) -> Document | Fault:
    return list(documents(data, "page.html", "page"))[-1]


def test_a_page_gives_its_main_text_and_what_it_says_of_itself() -> None:
    page = one(PAGE.encode())
    assert isinstance(page, Document)
    assert "EUR 5 million to the north, its government said on Monday.\n\nThe boats leave" in page.text
    assert "Cookies" not in page.text
    assert "not text" not in page.text
    assert page.title == "Boats for the north"
    assert page.published == datetime.date(2025, 10, 6)
    assert page.publisher == "Ministry of Boats"
    assert page.language == "en"
    assert page.url == "https://boats.example/news/1"


def test_a_day_in_the_text_is_not_taken_for_the_page_s() -> None:
    page = one(
        b"<html><body><p>The treaty of 3 May 1998 has been renewed by both of the governments.</p></body></html>"
    )
    assert isinstance(page, Document)
    assert page.published is None


def test_a_declared_encoding_is_followed() -> None:
    markup = '<html><head><meta charset="windows-1251"></head><body><p>Литва передасть генератори</p></body></html>'
    page = one(markup.encode("cp1251"))
    assert isinstance(page, Document)
    assert "Литва передасть генератори" in page.text


def test_a_page_without_words_is_a_fault() -> None:
    assert one(b"<html><body><script>x()</script></body></html>") == Fault("page.html", "no text in the page")


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body>" + "<div>" * 10_000 + "<p>Ten boats.</p>" + "</div>" * 10_000,
        "<html><body>" + "<b>" * 100_000 + "Ten boats.",
        "<html><body>" + "<table><tr><td>" * 10_000 + "Ten boats.",
        "<html><body><p>Ten boats.</p>" + "<!--" * 100_000,
        "<html><body><p>Ten boats.</p>" + "<" * 500_000,
        "<html><body><p>Ten boats.</p><p " + "a=b " * 100_000,
        "<html><body><p>Ten boats.</p>" + "<span>a </span>" * 100_000,
        "<html><body><p>Ten boats.</p>" + "&#x1F6A2;&bogus;&#xD800;" * 50_000,
        "<html><head><title>" * 20_000 + "</head><body><p>Ten boats.</p>",
        "<html " * 20_000 + "lang=<body><p>Ten boats.</p>",
    ],
    ids=["div", "b", "table", "comment", "less-than", "attribute", "span", "entity", "title", "html"],
)
@pytest.mark.usefixtures("ends")
def test_hostile_pages_give_text_or_a_fault_and_no_endless_work(markup: str) -> None:
    page = one(markup.encode())
    assert isinstance(page, Fault) or page.text


def test_ten_thousand_nested_elements_lose_no_words() -> None:
    page = one(("<html><body>" + "<div>" * 10_000 + "<p>Ten boats.</p>").encode())
    assert isinstance(page, Document)
    assert page.text == "Ten boats."


def test_a_short_page_keeps_its_sentences_whole_and_drops_its_menu() -> None:
    page = one(b"<html><body><nav>Home</nav><p>Ten <b>boats</b> will go <a href='/n'>north</a>.</p></body></html>")
    assert isinstance(page, Document)
    assert page.text == "Ten boats will go north."


def test_fragments_become_text() -> None:
    assert text_of("a<br>b <b>c</b><style>x<p>y</style> &amp; <!-- z --><p>d").split() == ["a", "b", "c", "&", "d"]
