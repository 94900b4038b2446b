"""Atom feeds (RFC 4287) of what is new in the book, for whatever filter the address has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from pledgebook.report import changes
from pledgebook.report.commitments import commitments_of
from pledgebook.report.statements import days_of, statements_of
from pledgebook.web.naming import actor_name
from pledgebook.web.wording import items, money, worded

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pledgebook.model import Commitment
    from pledgebook.report.filters import Filter

MEDIA_TYPE = "application/atom+xml"
NAMES = ("commitments", "stages", "conflicts")
_TITLES = {"commitments": "New commitments", "stages": "Stages reached", "conflicts": "New conflicts"}
_MOST = 100
_ATOM = "http://www.w3.org/2005/Atom"
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_TAGS = {"p", "blockquote"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: `id` goes into its URN, `path` leads to its page, `content` is HTML."""

    id: str
    path: str
    title: str
    day: date
    content: str


def entries(connection: Connection, name: str, filter: Filter) -> list[Entry]:
    """What the feed called `name`, one of NAMES, has for a filter, the last first."""
    return {"commitments": _commitments, "stages": _stages, "conflicts": _conflicts}[name](connection, filter)


def atom(name: str, entries: Sequence[Entry], base: str, query: str, title: str) -> bytes:
    """The feed itself. `base` is the address of the book without a slash at its end, `query` what the feed's address
    asks for, `title` the book's."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(root, "title", f"{title}: {_TITLES[name].lower()}")
    _add(root, "id", f"urn:pledgebook:feed:{name}:{hashlib.sha256(query.encode()).hexdigest()[:16]}")
    address = f"{base}/api/v1/feeds/{name}.atom" + (f"?{query}" if query else "")
    SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": _writable(address)})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}/"})
    _add(root, "updated", _moment(max((e.day for e in entries), default=date(1970, 1, 1))))
    SubElement(SubElement(root, "author"), "name").text = title
    for entry in entries:
        item = SubElement(root, "entry")
        _add(item, "title", entry.title)
        _add(item, "id", f"urn:pledgebook:{entry.id}")
        SubElement(item, "link", {"rel": "alternate", "type": "text/html", "href": base + entry.path})
        _add(item, "updated", _moment(entry.day))
        _add(item, "content", entry.content, type="html")
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _commitments(connection: Connection, filter: Filter) -> list[Entry]:
    found = changes.newest(connection, filter, limit=_MOST)
    quotes = _quotes(connection, [c.statements[0] for c in found if c.statements])
    return [
        Entry(
            id=f"commitment:{c.id}",
            path=f"/commitments/{c.id}",
            title=_headline(c),
            day=min((step.date for step in c.history), default=c.stage_date),
            content=_content(_facts(c), quotes.get(c.statements[0]) if c.statements else None),
        )
        for c in found
    ]


def _stages(connection: Connection, filter: Filter) -> list[Entry]:
    found = [c for c in changes.changes(connection, filter, limit=_MOST) if c.kind == "stage"]
    told = {
        (c.commitment.id, c.stage): next((s.statement for s in c.commitment.history if s.stage == c.stage), None)
        for c in found
    }
    quotes = _quotes(connection, [key for key in told.values() if key])
    return [
        Entry(
            id=f"stage:{c.commitment.id}:{c.stage}:{c.day.isoformat()}",
            path=f"/commitments/{c.commitment.id}",
            title=f"{_headline(c.commitment)}: {worded(c.before)} → {worded(c.stage)}",
            day=c.day,
            content=_content(_facts(c.commitment), quotes.get(told[c.commitment.id, c.stage] or "")),
        )
        for c in found
    ]


def _conflicts(connection: Connection, filter: Filter) -> list[Entry]:
    found = list(changes.new_conflicts(connection, filter, limit=_MOST))
    about = commitments_of(connection, [c.commitment for c in found], filter.as_of, False)
    days = days_of(connection, {key for c in found for key in c.statements})
    out = []
    for c in found:
        of = about.get(c.commitment)
        said = [days[key] for key in c.statements if key in days]
        if of is None or not said:
            continue
        words = f"Sources differ on the {worded(c.about)}: {' / '.join(c.says)}"
        title = f"{_headline(of)}: {worded(c.about)}"
        out.append(Entry(f"conflict:{c.id}", f"/commitments/{of.id}", title, max(said), _content([words])))
    return out


def _headline(found: Commitment) -> str:
    donors = " and ".join(map(actor_name, found.donors)) or "Somebody"
    recipients = " and ".join(map(actor_name, found.recipients))
    what = money(found.amount) or items([*found.items][:3]) or worded(found.sector) or "support"
    return f"{donors} → {recipients}: {what}" if recipients else f"{donors}: {what}"


def _facts(found: Commitment) -> list[str]:
    out = [f"Stage: {worded(found.stage)} ({found.stage_date.isoformat()})"]
    if found.items:
        out.append(f"Items: {items(found.items)}")
    out += [
        f"{name}: {worded(value)}" for name, value in (("Sector", found.sector), ("Form", found.instrument)) if value
    ]
    return out


def _quotes(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    return {row.key: row.quote for row in statements_of(connection, sorted(set(keys)))}


def _content(facts: Iterable[str], quote: str | None = None) -> str:
    """HTML of words that anybody may have written: escaped, and cleaned once more of all but two tags."""
    import nh3

    told = "".join(f"<p>{escape(fact)}</p>" for fact in facts)
    if quote:
        told += f"<blockquote>{escape(quote)}</blockquote>"
    return nh3.clean(told, tags=_TAGS, attributes={})


def _add(parent: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _writable(words)


def _writable(words: str) -> str:
    return _UNWRITABLE.sub("\ufffd", words)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
