"""Addresses of every page of a book and every list of its API, each with other parameters each time."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from urllib.parse import quote, urlencode

import generate
from sqlalchemy import Connection, func, select

from pledgebook.ledger import schema
from pledgebook.report.commitments import Cursor, commitments_of, cursor_of
from pledgebook.report.filters import Filter
from pledgebook.report.fitting import chosen, sort_key, top
from pledgebook.report.people import people
from pledgebook.web.api import paging
from pledgebook.web.pages import tokens

SORTS = ("-day", "day", "-value", "value", "-stage", "donor", "id")
WORDS = ("generator", "shell", "drone", "programme-7", "transf", "boiler UA", "tent", "signed", "EUR 12", "rifle GE")
REGISTERS = ("agreements", "sanctions", "needs", "meetings", "totals")
KNOWN = 3_000  # commitments, documents and people whose pages are asked for
DEEP = 40  # places far down in each order of the table

Address = Callable[[random.Random], str]


class Book:
    """What of a book the addresses are made from."""

    def __init__(self, connection: Connection) -> None:
        c, t = schema.commitment.c, schema.text.c
        self.commitments = list(connection.scalars(select(c.id).order_by(c.words).limit(KNOWN)))
        last = connection.scalar(select(func.max(t.id))) or 1
        self.texts = list(range(1, last, max(1, last // KNOWN)))
        self.people = [row.name for row in people(connection)[:KNOWN]]
        self.deep = {sort: _places(connection, sort) for sort in SORTS}

    def donor(self, rng: random.Random) -> str:
        """A donor, the great ones as often as they give."""
        return str(generate._ranked(rng, generate.DONORS))

    def view(self, rng: random.Random, as_of: bool = False) -> list[tuple[str, str]]:
        """What is chosen at the top of a page."""
        out = []
        if rng.random() < 0.5:
            out.append(("recipient", str(generate._ranked(rng, generate.RECIPIENTS))))
        if rng.random() < 0.3:
            out.append(("currency", rng.choice(("USD", "GBP", "SEK"))))
        if as_of:
            out.append(("as_of", _day(rng)))
        return out

    def narrowed(self, rng: random.Random) -> list[tuple[str, str]]:
        """One to three things that a table is narrowed down by."""
        start = _day(rng)
        known = [
            ("donor", self.donor(rng)),
            ("recipient", str(generate._ranked(rng, generate.RECIPIENTS))),
            ("sector", rng.choice(("energy", "military", "humanitarian", "none"))),
            ("stage", rng.choice(generate.STAGES)),
            ("programme", rng.choice(generate.PROGRAMMES)),
            ("value_from", str(rng.choice((10**6, 10**7, 10**8)))),
            ("since", start),
        ]
        return rng.sample(known, rng.choice((1, 1, 2, 3)))


def addresses(book: Book) -> dict[str, Address]:
    """A name for each kind of page, and what makes an address of it."""
    out: dict[str, Address] = {
        "overview": lambda r: _at("/", book.view(r)),
        "overview as of": lambda r: _at("/", book.view(r, True)),
        "commitments": lambda r: _at("/commitments", [*book.view(r), ("sort", r.choice(SORTS))]),
        "commitments narrowed": lambda r: _at("/commitments", [*book.narrowed(r), ("sort", r.choice(SORTS))]),
        "commitments searched": lambda r: _at("/commitments", [("q", _words(r)), ("sort", r.choice(SORTS))]),
        "commitments, a deep page": lambda r: _at("/commitments", _deep(book, r)),
        "commitments as of": lambda r: _at("/commitments", [*book.narrowed(r), ("as_of", _day(r))]),
        "commitment": lambda r: f"/commitments/{_one(r, book.commitments)}",
        "commitment as of": lambda r: f"/commitments/{_one(r, book.commitments)}?as_of=2025-12-01",
        "document": lambda r: f"/documents/{_one(r, book.texts)}",
        "donors": lambda r: _at("/donors", book.view(r)),
        "donor": lambda r: _at(f"/donors/{book.donor(r)}", book.view(r)),
        "donor as of": lambda r: _at(f"/donors/{book.donor(r)}", book.view(r, True)),
        "recipients": lambda r: _at("/recipients", book.view(r, r.random() < 0.5)),
        "recipient": lambda r: _at(f"/recipients/{r.choice(generate.RECIPIENTS)}", book.view(r)[1:]),
        "programmes": lambda r: _at("/programmes", book.view(r, r.random() < 0.5)),
        "programme": lambda r: _at(f"/programmes/{r.choice(generate.PROGRAMMES)}", book.view(r)),
        "people": lambda r: _at("/people", [("q", r.choice("abcdefgh")), ("after", str(100 * r.randrange(3)))]),
        "registers": lambda r: _at("/registers", book.view(r)),
        "conflicts": lambda r: _at("/conflicts", book.view(r, r.random() < 0.3)),
        "review": lambda r: _at("/review", book.view(r)),
        "sources": lambda r: _at("/sources", [("publisher", r.choice(generate.OUTLETS))] if r.random() < 0.5 else []),
        "log": lambda r: "/log",
        "chart": lambda r: _at(f"/charts/{r.choice(('donors', 'sectors', 'months', 'years'))}.json", book.view(r)),
        "API commitments": lambda r: _at("/api/v1/commitments", [*book.narrowed(r), ("sort", r.choice(SORTS))]),
        "API commitments, a deep page": lambda r: _at("/api/v1/commitments", _deep(book, r, api=True)),
        "API commitment": lambda r: f"/api/v1/commitments/{_one(r, book.commitments)}",
        "API sums": lambda r: _at("/api/v1/sums", [("by", r.choice(("donor", "sector", "month"))), *book.view(r)]),
        "API sums narrowed, as of": lambda r: _at("/api/v1/sums", [*book.narrowed(r), ("as_of", _day(r))]),
        "API facets": lambda r: _at("/api/v1/facets", book.narrowed(r)),
        "API statements": lambda r: _at("/api/v1/statements", [("q", _words(r)), ("donor", book.donor(r))]),
        "API documents": lambda r: _at("/api/v1/documents", [("limit", "100"), ("donor", book.donor(r))]),
        "API reconciliations": lambda r: _at("/api/v1/reconciliations", [("donor", book.donor(r)), ("limit", "50")]),
        "API conflicts": lambda r: _at("/api/v1/conflicts", [("donor", book.donor(r))]),
        "API people": lambda r: _at("/api/v1/people", [("q", r.choice("abcdefgh"))]),
        "API sources": lambda r: "/api/v1/sources",
    }
    if book.people:
        out["person"] = lambda r: "/people/" + quote(_one(r, book.people))
    for name in REGISTERS:
        out[name] = _register(book, name)
    for name in ("commitments", "stages", "conflicts"):
        out[f"feed of {name}"] = _feed(book, name)
    return out


_TRIES = 200  # after which a kind of page counts as used up
_SKEW = 0.8

# How often each is asked for when many look at once: people look around, programs ask less.
MIX = {
    "overview": 12, "commitments": 8, "commitments narrowed": 12, "commitments searched": 6, "commitment": 20,
    "document": 12, "donor": 8, "donors": 3, "recipient": 2, "programme": 3, "person": 3, "agreements": 2, "totals": 2,
    "meetings": 2, "conflicts": 2, "overview as of": 2, "sources": 1, "API commitments": 4, "API commitment": 4,
    "API sums": 2, "feed of commitments": 3,
}  # fmt: skip


def once_each(book: Book, rng: random.Random, number: int) -> list[str]:
    """Up to so many addresses of the mix, none of them twice: what a server answers that has answered nothing before."""
    known = addresses(book)
    left = {name: weight for name, weight in MIX.items() if name in known}
    found: dict[str, None] = {}
    while left and len(found) < number:
        (name,) = rng.choices(list(left), list(left.values()))
        tried = (known[name](rng) for _ in range(_TRIES))
        fresh = next((address for address in tried if address not in found), None)
        if fresh is None:
            del left[name]  # all of its kind were asked for
        else:
            found[fresh] = None
    return list(found)


def as_visited(book: Book, rng: random.Random, number: int) -> list[str]:
    """So many addresses of the mix, few of each kind often and many seldom: the one at rank n of what is asked for is
    asked for in proportion to 1 / n^0.8, as Breslau and others found of readers of the web (Web Caching and Zipf-like
    Distributions, INFOCOM 1999: exponents of 0.64 to 0.83)."""
    known = {name: make for name, make in addresses(book).items() if name in MIX}
    ranked = {name: list(dict.fromkeys(make(rng) for _ in range(KNOWN))) for name, make in known.items()}
    weights = {name: [n**-_SKEW for n in range(1, len(ranked[name]) + 1)] for name in ranked}
    names = rng.choices(list(known), [MIX[name] for name in known], k=number)
    return [rng.choices(ranked[name], weights[name])[0] for name in names]


def _one(rng: random.Random, values: Sequence[str | int]) -> str:
    return str(rng.choice(values)) if values else "none"


def _register(book: Book, name: str) -> Address:
    return lambda r: _at(f"/registers/{name}", [("donor", book.donor(r))] if r.random() < 0.5 else [])


def _feed(book: Book, name: str) -> Address:
    return lambda r: _at(f"/api/v1/feeds/{name}.atom", [("donor", book.donor(r))] if r.random() < 0.7 else [])


def _at(path: str, pairs: list[tuple[str, str]]) -> str:
    return path + ("?" + urlencode(pairs) if pairs else "")


def _words(rng: random.Random) -> str:
    return rng.choice((*WORDS, f"report {rng.randrange(1, 9_000)}"))


def _day(rng: random.Random) -> str:
    return (generate.FIRST + datetime.timedelta(days=rng.randrange(300, generate.DAYS))).isoformat()


def _deep(book: Book, rng: random.Random, api: bool = False) -> list[tuple[str, str]]:
    sort = rng.choice([s for s in SORTS if book.deep[s]])
    cursor = rng.choice(book.deep[sort])
    word = paging.packed(sort.removeprefix("-"), cursor.value, cursor.id) if api else tokens.packed(cursor)
    return [("sort", sort), ("after", word)]


def _places(connection: Connection, sort: str) -> list[Cursor]:
    """Cursors from all over an order of the table."""
    name = sort.removeprefix("-")
    found = chosen(connection, Filter())
    ids = found.ids(top(found, found.fits, sort_key(found, name), sort.startswith("-"), None))
    each = ids[len(ids) // DEEP :: max(len(ids) // DEEP, 1)]
    known = commitments_of(connection, each)
    return [cursor_of(known[id], name) for id in each]
