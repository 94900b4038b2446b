"""ETags: a word for the state of the book, so that a program asks again for little."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

import pledgebook
from pledgebook.ledger.changed import look
from pledgebook.ledger.schema import account, token

if TYPE_CHECKING:
    from starlette.requests import Request


def revision(connection: Connection) -> str:
    """What changes whenever an answer may: with each fact that is added or ends, and while something is merged."""
    found = look(connection)
    return _digest(pledgebook.__version__, *found.facts, found.waiting)


def revision_of_accounts(connection: Connection) -> str:
    """The same for accounts and tokens, of which there are few."""
    rows = [connection.execute(select(table).order_by(table.c.id)).all() for table in (account, token)]
    return _digest(*rows)


def etag(revision: str, request: Request) -> str:
    """The tag of one answer: of the book's state, the address, and what the asker takes and may see."""
    seen = request.state.who.name if getattr(request.state, "who", None) else ""
    return f'W/"{_digest(revision, request.url.path, request.url.query, request.headers.get("accept"), seen)}"'


def is_known(tag: str, request: Request) -> bool:
    """Whether the asker has this answer already."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag.removeprefix("W/") in (t.strip().removeprefix("W/") for t in given.split(","))


def _digest(*parts: object) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:24]
