"""Feeds, as a feed reader sees them."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from house import Make, body

from pledgebook.web.feeds import NAMES


def read(client: Any, name: str, **query: str) -> Any:
    answer = client.get(f"/api/v1/feeds/{name}.atom", params=query)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("application/atom+xml")
    ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo and parsed.version == "atom10"
    assert parsed.feed.id and parsed.feed.updated and parsed.feed.title
    assert all(e.id and e.updated and e.title and e.link.startswith("http://127.0.0.1:8000/") for e in parsed.entries)
    assert len({e.id for e in parsed.entries}) == len(parsed.entries)
    return parsed


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_understands_each_feed(browser: Make, name: str) -> None:
    read(browser(), name)


def test_new_commitments_come_with_their_sentence(browser: Make) -> None:
    client = browser()
    (entry,) = read(client, "commitments", donor="NO").entries
    assert "NOK" in entry.title and entry.updated.startswith("2025-03-05")
    assert "<blockquote>Oslo gave 90 million crowns for shelters</blockquote>" in entry.content[0].value
    (found,) = body(client.get("/api/v1/commitments?donor=NO"))["data"]
    assert entry.link == f"http://127.0.0.1:8000/commitments/{found['id']}"


def test_stages_are_told_when_they_are_reached(browser: Make) -> None:
    (entry,) = read(browser(), "stages", donor="LT").entries
    assert entry.title.endswith("pledged → delivered") and entry.updated.startswith("2025-05-02")
    assert "handed over" in entry.content[0].value


def test_conflicts_are_told(browser: Make, web_book: Any) -> None:
    from house import document, money, pledge

    from pledgebook.ledger.adding import add_given
    from pledgebook.ledger.settling import caught_up

    quote = "Oslo gave 70 million crowns for shelters"
    other = pledge(quote, "NO", amount=money(7e7, "NOK"), sector="protection", programmes=["safe"])
    add_given(web_book, document(50, "2025-03-05", other, publisher="The Herald"))
    caught_up(web_book)
    client = browser()
    if not body(client.get("/api/v1/conflicts"))["data"]:
        pytest.skip("the book takes these for two gifts")
    (entry,) = read(client, "conflicts").entries
    assert "differ" in entry.content[0].value


def test_a_feed_is_filtered_and_has_its_own_name(browser: Make) -> None:
    client = browser()
    all_of_them, some = read(client, "commitments"), read(client, "commitments", donor="PL")
    assert all_of_them.feed.id != some.feed.id
    assert len(some.entries) == 5 < len(all_of_them.entries)
    assert client.get("/api/v1/feeds/commitments.atom?sector=sorcery").status_code == 422


def test_hostile_words_do_not_come_alive_in_a_feed(browser: Make) -> None:
    answer = browser().get("/api/v1/feeds/commitments.atom?donor=PL")
    assert "&amp;lt;script&amp;gt;" in answer.text
    for entry in ElementTree.fromstring(answer.content).iter("{http://www.w3.org/2005/Atom}entry"):  # noqa: S314
        content = entry.findtext("{http://www.w3.org/2005/Atom}content") or ""
        assert "<script" not in content and "<img" not in content and "<svg" not in content
        assert {part.split(">")[0].strip("/") for part in content.split("<")[1:]} <= {"p", "blockquote"}


def test_a_feed_that_is_known_is_not_sent_again(browser: Make) -> None:
    client = browser()
    tag = client.get("/api/v1/feeds/commitments.atom").headers["etag"]
    assert client.get("/api/v1/feeds/commitments.atom", headers={"if-none-match": tag}).status_code == 304
