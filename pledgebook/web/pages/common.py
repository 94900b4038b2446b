"""What all pages do first: read the address, and the book as it is now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from fastapi import Request, Response
from sqlalchemy import Connection

from pledgebook.ledger.changed import Look, look
from pledgebook.ledger.opening import Book
from pledgebook.ledger.settling import caught_up
from pledgebook.report.commitments import recipients
from pledgebook.report.filters import Filter
from pledgebook.web.keeping import Page, asker, pack
from pledgebook.web.keeping import answer as packed
from pledgebook.web.problems import Refused
from pledgebook.web.query import Asked, WrongQuery, asked, view_of

_T = TypeVar("_T")
_P = ParamSpec("_P")
_RECIPIENTS = 400
_HTML = "text/html; charset=utf-8"


def missing(words: str) -> Refused:
    """What to raise where the book has no such thing."""
    return Refused(404, words)


@contextmanager
def reading(request: Request) -> Iterator[Connection]:
    """The book, with whatever waited for merging merged. Raises BookError."""
    looked_at: Connection | None = getattr(request.state, "connection", None)
    if looked_at is not None:
        yield looked_at
        return
    book: Book = request.app.state.book
    with book.reading() as connection:
        request.state.look = look(connection)
        if request.state.look.waiting is None or request.app.state.settings.read_only:
            yield connection
            return
    caught_up(book)
    with book.reading() as connection:
        request.state.look = look(connection)
        yield connection


@contextmanager
def _looking_at(request: Request, connection: Connection) -> Iterator[None]:
    """The page that is made meanwhile sees the book as it was found, without looking again."""
    request.state.connection, request.state.look = connection, look(connection)
    try:
        yield
    finally:
        request.state.connection = None


def kept(page: Callable[_P, Response]) -> Callable[_P, Response]:
    """A page that says the same to everybody of one name and role as long as the book does not change is made once."""

    @wraps(page)
    def answer(*args: _P.args, **named: _P.kwargs) -> Response:
        request: Any = named.get("request")
        shelf = request.app.state.shelf
        key = ("page", str(request.url), asker(request))
        with request.app.state.book.reading() as connection:
            found = look(connection)
            changing = found.waiting is not None
            known = None if changing else shelf.get(key, found.facts)
            if known is None and not changing:
                with _looking_at(request, connection):
                    response = page(*args, **named)
        if changing:
            return page(*args, **named)
        if known is None:
            if response.status_code != 200 or not isinstance(response, Page):
                return response
            known = pack(response.unsigned, _HTML)
            shelf.put(key, found.facts, known)
        return packed(known, request)

    return answer


def asked_of(request: Request) -> Asked:
    """What the address asks for. Raises WrongQuery."""
    return asked(request.query_params.multi_items(), request.app.state.settings.currency)


def view_filter(request: Request) -> Filter:
    """The filter that the choice at the top makes by itself. Raises WrongQuery."""
    view = view_of(request.query_params.multi_items(), request.app.state.settings.currency)
    return Filter(recipients=view.recipients, as_of=view.as_of)


def only(filter: Filter, role: str, code: str) -> Filter:
    """The filter for one donor, recipient or programme."""
    if role == "recipient":
        return replace(filter, recipients=(code,))
    return replace(filter, donors=(code,)) if role == "donor" else replace(filter, programmes=(code,))


def remembered(request: Request, connection: Connection, question: Hashable, work_out: Callable[[], _T]) -> _T:
    """An answer kept until the book changes."""
    answer: _T = request.app.state.memory.answer(look(connection), question, work_out)
    return answer


def number(request: Request, name: str) -> int | None:
    """A whole number in the address. Raises WrongQuery."""
    value = request.query_params.get(name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise WrongQuery(f"{name}: a whole number is expected, not {value[:40]!r}")
    return int(value)


class Recipients:
    """The recipients to choose from, looked up once for each state of the book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = threading.Lock()
        self._known: tuple[Hashable, list[str]] | None = None

    def __call__(self, request: Request) -> list[str]:
        """The first ones in the order of their codes, of the book as the request saw it; as it was last seen where the
        request has not looked at it, as one that failed."""
        found: Look | None = getattr(request.state, "look", None)
        state = found and found.facts
        with self._lock:
            if self._known is None or (state is not None and self._known[0] != state):
                with self._book.reading() as connection:
                    self._known = state, recipients(connection)[:_RECIPIENTS]
            return self._known[1]
