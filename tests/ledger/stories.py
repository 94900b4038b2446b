"""Made-up stories for tests of merging: papers tell a book of gifts, and the book says what it makes of them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from pledgebook.ledger.adding import add, add_given
from pledgebook.ledger.claims import RANKS
from pledgebook.ledger.given import statements_given
from pledgebook.ledger.opening import Book
from pledgebook.ledger.settling import caught_up


class Story:
    """Tells a book what papers write, and says what the book makes of it."""

    def __init__(self, book: Book, make: Any, look: Any) -> None:
        self.book, self._make, self._look = book, make, look

    def tells(self, published: str, *pledges: dict[str, Any], **more: Any) -> None:
        """A document of these pledges, each paper another unless one is named."""
        more.setdefault("publisher", f"Paper of {published}")
        _, faults = add_given(self.book, self._make.document(*pledges, published=published, **more))
        assert faults == []

    def reads(self, published: str, *pledges: dict[str, Any], **more: Any) -> None:
        """A document that an engine has read these pledges from, unsure of each field."""
        more.setdefault("publisher", f"Paper of {published}")
        document = self._make.document(*({"confidence": 0.8, **p} for p in pledges), published=published, **more)
        statements, faults, _ = statements_given(document)
        assert faults == []
        add(self.book, document, statements, "machine/1")

    def keys(self) -> list[str]:
        caught_up(self.book)
        keys: list[str] = self._look.claims()
        return keys

    def gifts(self) -> list[list[int]]:
        """The statements, counted from 0 in the order of publication, that belong together."""
        order = {key: n for n, key in enumerate(self.keys())}
        homes: dict[str, list[int]] = defaultdict(list)
        for key, home in self._look.rows("SELECT claim, commitment FROM member"):
            homes[home].append(order[key])
        return sorted(sorted(group) for group in homes.values())

    def home(self, number: int) -> str:
        """The commitment of the statement of that number."""
        key = self.keys()[number]
        home: str = self._look.one("SELECT commitment FROM member WHERE claim = :key", key=key)
        return home

    def state(self, number: int = 0, as_of: str = "9999-12-31") -> dict[str, Any]:
        """What the commitment of that statement had come to by a day."""
        columns = "stage, stage_day, value, currency, bound, donors, part_of, body"
        ((*values, body),) = self._look.rows(
            f"SELECT {columns} FROM state WHERE commitment = :id AND since <= :day "  # noqa: S608 - columns from above
            "AND (until IS NULL OR until > :day)",
            id=self.home(number),
            day=as_of,
        )
        found = dict(zip(columns.split(", "), values, strict=False))
        found["value"] = None if found["value"] is None else found["value"] / 100
        return {**found, **json.loads(body)}

    def counted(self, stage: str = "pledged") -> float:
        """All that counts at a stage, in whole units of whatever currency."""
        self.keys()
        query = "SELECT coalesce(sum(value), 0) FROM state WHERE until IS NULL AND rank >= :r AND over_rank < :r"
        return float(self._look.one(query, r=RANKS[stage])) / 100

    def conflicts(self) -> list[tuple[str, list[int]]]:
        """What sources contradict each other about, and the statements that do."""
        order = {key: n for n, key in enumerate(self.keys())}
        rows = self._look.rows("SELECT about, claims FROM conflict ORDER BY about")
        return [(about, [order[key] for key in json.loads(claims)]) for about, claims in rows]


def euros(value: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "currency": "EUR", "bound": "exact", "max": None, **more}


def pledge(quote: str, amount: dict[str, Any] | None = None, donor: str = "SE", **fields: Any) -> dict[str, Any]:
    said = {"kind": "pledge", "quote": quote, "donors": donor.split("+"), "recipients": ["UA"], "stage": "pledged"}
    return {**said, "amount": amount, "sector": "energy", "speaker": None, "date": None, **fields}


def boilers(quote: str = "Sweden will pay 37 million euros for boiler houses", **fields: Any) -> dict[str, Any]:
    return pledge(quote, **{"amount": euros(37_000_000), "items": [{"item": "boiler house", "count": None}], **fields})
