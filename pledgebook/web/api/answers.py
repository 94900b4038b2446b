"""How every route answers: one connection, an ETag, JSON by the model, or a stream of CSV or JSON Lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Literal

from starlette.responses import Response, StreamingResponse

from pledgebook.ledger.errors import BookError
from pledgebook.web.api.caching import etag, is_known, revision
from pledgebook.web.api.paging import packed, rows_of_page
from pledgebook.web.api.tables import csv_lines, json_lines
from pledgebook.web.keeping import answer, asker, pack
from pledgebook.web.pages.common import reading

if TYPE_CHECKING:
    from pydantic import BaseModel
    from sqlalchemy import Connection
    from starlette.requests import Request

    from pledgebook.ledger.opening import Book
    from pledgebook.web.keeping import Shelf

Format = Literal["json", "jsonl", "csv"]
Cursor = Sequence[str | int]  # its parts
MEDIA_TYPES: dict[str, str] = {"json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv"}
_ACCEPTED = {
    "text/csv": "csv",
    "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl",
    "application/json": "json",
}
_PIECE = 1 << 15  # characters sent at once
_SENDING = BoundedSemaphore(6)
_PATIENCE = 30  # seconds
HEADERS = {"cache-control": "private, no-cache", "vary": "Accept, Authorization, Cookie"}


def answered(
    request: Request,
    model: type[BaseModel],
    work: Callable[[Connection], Any],
    *,
    state: Callable[[Connection], str] = revision,
) -> Response:
    """What `work` finds, checked and written as `model`; 304 where the asker has it already. What was answered is kept
    as long as the book does not change; of other things than the book, as accounts, nothing is."""

    def body(connection: Connection) -> bytes:
        return model.model_validate(work(connection)).model_dump_json(exclude_unset=True).encode("utf-8")

    return written(request, "application/json", body, state)


def written(
    request: Request,
    media_type: str,
    write: Callable[[Connection], bytes],
    state: Callable[[Connection], str] = revision,
) -> Response:
    """The body that `write` makes; 304 where the asker has it already."""
    shelf: Shelf = request.app.state.shelf
    key = ("api", str(request.url), request.headers.get("accept"), asker(request))
    with reading(request) as connection:
        now = state(connection)
        headers = {**HEADERS, "etag": etag(now, request)}
        if is_known(headers["etag"], request):
            return Response(status_code=304, headers=headers)
        known = shelf.get(key, now) if state is revision else None
        body = write(connection) if known is None else b""
    if known is None:
        known = pack(body, media_type, headers)
        if state is revision:
            shelf.put(key, now, known)
    return answer(known, request)


def listed(
    request: Request,
    model: type[BaseModel],
    name: str,
    limit: int | None,
    form: Format,
    rows: Callable[[Connection, int | None], Iterable[tuple[Cursor, Mapping[str, Any]]]],
) -> Response:
    """Rows in pages of JSON, or all of them as a file called `name`. `rows` gives, of so many at most, each with the
    cursor of what comes after it, in parts."""
    if form != "json":
        return streamed(request, form, name, lambda connection: (row for _, row in rows(connection, limit)))
    size = rows_of_page(limit)

    def page(connection: Connection) -> dict[str, Any]:
        found = list(rows(connection, size + 1))
        out: dict[str, Any] = {"data": [row for _, row in found[:size]]}
        return {**out, "next": packed(*found[size - 1][0])} if len(found) > size else out

    return answered(request, model, page)


def streamed(
    request: Request, format: Format, name: str, rows: Callable[[Connection], Iterable[Mapping[str, Any]]]
) -> Response:
    """The rows as a file called `name`, sent while they are read."""
    book: Book = request.app.state.book
    with reading(request) as connection:
        tag = etag(revision(connection), request)
    headers = {**HEADERS, "etag": tag, "content-disposition": f'attachment; filename="{name}.{format}"'}
    if is_known(tag, request):
        return Response(status_code=304, headers={**HEADERS, "etag": tag})

    def lines(connection: Connection) -> Iterator[str]:
        found = rows(connection)
        return csv_lines(name, found) if format == "csv" else json_lines(found)

    media_type = MEDIA_TYPES[format] + "; charset=utf-8"
    return StreamingResponse(_pieces(book, lines), headers=headers, media_type=media_type)


def format_of(request: Request, asked: Format | None) -> Format:
    """The form the asker wants: as `format` says, else the first of the Accept header that there is, else JSON."""
    if asked is not None:
        return asked
    for part in request.headers.get("accept", "").split(","):
        found = _ACCEPTED.get(part.split(";")[0].strip().lower())
        if found is not None:
            return found  # type: ignore[return-value]
    return "json"


def _pieces(book: Book, lines: Callable[[Connection], Iterator[str]]) -> Iterator[bytes]:
    """Reads with one connection, no faster than the asker takes it; the connection is given up when they go away."""
    held: list[str] = []
    size = 0
    with _one_of_few(), book.reading() as connection:
        for line in lines(connection):
            held.append(line)
            size += len(line)
            if size >= _PIECE:
                yield "".join(held).encode()
                held, size = [], 0
        if held:
            yield "".join(held).encode()


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Waits while as many files as may be are being sent already: slow readers shall not take all connections."""
    if not _SENDING.acquire(timeout=_PATIENCE):
        raise BookError("too many files are being downloaded at once; try again later")
    try:
        yield
    finally:
        _SENDING.release()
