"""Cursors: where a page ended, as a word that a program hands back unread."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from pledgebook.report.commitments import Cursor
from pledgebook.report.conflicts import Place
from pledgebook.web.query import WrongQuery

PAGE, LARGEST = 100, 1_000  # rows of a page: usually, and at most
_NUMBERS = frozenset({"value", "stage"})  # sorts whose key is a number
_BITS = 63


def rows_of_page(limit: int | None) -> int:
    """How many rows a page of JSON has."""
    return PAGE if limit is None else min(limit, LARGEST)


def packed(*parts: str | int) -> str:
    """A cursor that holds these."""
    raw = json.dumps(parts, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def place_of(cursor: str | None) -> str | None:
    """The text that a cursor of one text holds. Raises WrongQuery."""
    if not cursor:
        return None
    (place,) = _unpacked(cursor, str)
    return str(place)


def number_of(cursor: str | None) -> int | None:
    """The number that a cursor of one number holds. Raises WrongQuery."""
    if not cursor:
        return None
    (number,) = _unpacked(cursor, int)
    return int(number)


def conflict_place(cursor: str | None) -> Place | None:
    """The place in a list of conflicts. Raises WrongQuery."""
    if not cursor:
        return None
    day, id = _unpacked(cursor, str, str)
    return Place(day, id)


def commitment_cursor(cursor: str | None, sort: str) -> Cursor | None:
    """The place in a list of commitments of this sort. Raises WrongQuery, also where it is of another sort."""
    if not cursor:
        return None
    found = _unpacked(cursor, str, int if sort in _NUMBERS else str, str)
    if found[0] != sort:
        raise WrongQuery("after: this is the cursor of another sort")
    return Cursor(found[1], found[2])


def _unpacked(cursor: str, *types: type) -> list[Any]:
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        parts = None
    if isinstance(parts, list) and [type(part) for part in parts] == list(types):
        fine = [abs(p) < 1 << _BITS if isinstance(p, int) else p.isprintable() and len(p) < 300 for p in parts]
        if all(fine):
            return parts
    raise WrongQuery("after: a cursor is expected, as `next` of the page before has it")
