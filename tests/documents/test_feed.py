"""Feeds."""

from __future__ import annotations

import datetime

import pytest

from pledgebook.documents.feed import documents
from pledgebook.model import Document, Fault

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News of the island</title><language>en-gb</language>
<item><title>Boats &amp;amp; rails</title><guid>boats-1</guid><link>https://island.example/1</link>
<pubDate>Mon, 06 Oct 2025 23:30:00 -0500</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>Ten boats will go <b>north</b>.</p><p>In May.</p>]]></content:encoded>
</item>
<item><title>Only a headline</title><link>https://island.example/2</link></item>
</channel></rss>"""
TITLED = '<rss version="2.0"><channel><item><title>%s</title></item></channel></rss>'
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Island</title>
<entry><id>urn:1</id><title>Boats</title><updated>2025-10-06T09:00:00Z</updated><link href="https://island.example/1"/>
<summary type="html">&lt;p&gt;Ten boats.&lt;/p&gt;</summary></entry></feed>"""


def test_an_entry_of_rss_is_a_document() -> None:
    first, second = documents(RSS.encode(), "a.xml", "a")
    assert first == Document(
        id="boats-1",
        text="Ten boats will go north.\n\nIn May.",
        published=datetime.date(2025, 10, 6),
        language="en",
        title="Boats & rails",
        publisher="News of the island",
        url="https://island.example/1",
        source="a.xml",
    )
    assert isinstance(second, Document)
    assert (second.id, second.text) == ("https://island.example/2", "Only a headline")


def test_an_entry_of_atom_is_a_document() -> None:
    (found,) = documents(ATOM.encode(), "a.atom", "a")
    assert isinstance(found, Document)
    assert (found.id, found.text, found.published) == ("urn:1", "Ten boats.", datetime.date(2025, 10, 6))
    assert found.language == "en"


def test_a_feed_without_entries_is_a_fault() -> None:
    (found,) = documents(b"<rss version='2.0'><channel><title>x</title></channel></rss>", "a.xml", "a")
    assert found == Fault("a.xml", "no entries in the feed")


def test_a_feed_that_breaks_off_gives_what_came_before_and_a_fault() -> None:
    found = list(documents(RSS[: RSS.index("<item><title>Only")].encode(), "a.xml", "a"))
    assert isinstance(found[0], Document)
    assert isinstance(found[-1], Fault)


@pytest.mark.usefixtures("ends")
def test_entities_that_multiply_do_no_harm() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "boats">{levels}]>{TITLED % "&e11;"}'
    assert all(len(d.text) < 10_000 for d in documents(bomb.encode(), "a.xml", "a") if isinstance(d, Document))


def test_a_file_named_in_an_entity_is_not_read() -> None:
    feed = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>{TITLED % "a &x;"}'
    assert all("root" not in d.text for d in documents(feed.encode(), "a.xml", "a") if isinstance(d, Document))
