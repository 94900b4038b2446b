"""Where a page of a long table ended, as one word of an address."""

from __future__ import annotations

import base64
import binascii
import json

from pledgebook.report.commitments import Cursor
from pledgebook.web.query import WrongQuery

_LONGEST = 1_000


def packed(cursor: Cursor) -> str:
    """The word for a cursor."""
    return base64.urlsafe_b64encode(json.dumps([cursor.value, cursor.id]).encode()).decode().rstrip("=")


def unpacked(word: str | None, sort: str) -> Cursor | None:
    """The cursor of a word. Raises WrongQuery where it is none of this sort."""
    if not word:
        return None
    try:
        value, id = json.loads(base64.urlsafe_b64decode(word[:_LONGEST] + "=" * (-len(word) % 4)))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        value, id = None, None
    number = sort in ("value", "stage")
    if not isinstance(id, str) or not isinstance(value, int if number else str) or isinstance(value, bool):
        raise WrongQuery("after: this is no place in the table; begin with its first page")
    if isinstance(value, int) and abs(value) >= 2**63:
        raise WrongQuery("after: this is no place in the table; begin with its first page")
    return Cursor(value, id)
