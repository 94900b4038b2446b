"""Documents, as they were read, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy import Connection

import pledgebook
from pledgebook.exchange.plain import plain
from pledgebook.report import documents as book
from pledgebook.report import failures as failed
from pledgebook.report import sources as origins
from pledgebook.report.changes import last_day
from pledgebook.report.commitments import count
from pledgebook.web.api import figures as f
from pledgebook.web.api import models as m
from pledgebook.web.api import pages, shapes
from pledgebook.web.api.answers import answered, format_of, listed, streamed
from pledgebook.web.api.caching import revision
from pledgebook.web.api.paging import number_of
from pledgebook.web.api.parameters import FILTERED, After, Form, Most, asked_of
from pledgebook.web.pages.common import remembered
from pledgebook.web.problems import Refused

router = APIRouter(tags=["documents"])
Doc = Annotated[str, Path(max_length=2_000, description="The id that the document came with; it may hold slashes.")]
Number = Annotated[int, Path(ge=1, lt=1 << 63, description="The number of a text: one version of a document.")]


@router.get("/book", response_model=f.BookOut)
def what_there_is(request: Request) -> Response:
    """How much the book holds; `revision` changes whenever an answer may."""

    def work(connection: Connection) -> dict[str, Any]:
        return {
            "version": pledgebook.__version__,
            "revision": revision(connection),
            "documents": remembered(request, connection, ("documents",), lambda: book.count(connection)),
            "commitments": count(connection),
            "last_day": last_day(connection),
        }

    return answered(request, f.BookOut, work)


@router.get("/documents", response_model=pages.Documents, openapi_extra=FILTERED)
def list_documents(
    request: Request,
    publisher: Annotated[str | None, Query(max_length=500)] = None,
    limit: Most = None,
    after: After = None,
    format: Form = None,
) -> Response:
    """Documents, the last added first; with a filter those with a statement that fits."""
    asked, start = asked_of(request), number_of(after)

    def rows(connection: Connection, most: int | None) -> Iterator[tuple[tuple[int], dict[str, Any]]]:
        order: dict[str, Any] = {"publisher": publisher, "after": start, "descending": True, "limit": most}
        return (((row.text_id,), plain(row)) for row in book.documents(connection, asked.filter, **order))

    return listed(request, pages.Documents, "documents", limit, format_of(request, format), rows)


@router.get("/documents/{doc:path}", response_model=m.DocumentPageOut)
def document(request: Request, doc: Doc) -> Response:
    """A document with its statements, versions and appearances; the version that counts now."""
    return _page(request, doc)


@router.get("/texts/{number}", response_model=m.DocumentPageOut)
def text(request: Request, number: Number) -> Response:
    """One version of a document."""
    return _page(request, number)


@router.get("/sources", response_model=pages.Sources)
def sources(request: Request, format: Form = None) -> Response:
    """Publishers and languages, with how many documents and statements are of each."""

    def rows(connection: Connection) -> list[dict[str, Any]]:
        return list(shapes.each(origins.sources(connection)))

    form = format_of(request, format)
    if form != "json":
        return streamed(request, form, "sources", rows)
    return answered(request, pages.Sources, lambda connection: {"data": rows(connection)})


@router.get("/failures", response_model=pages.Failures)
def list_failures(request: Request, limit: Most = None, after: After = None, format: Form = None) -> Response:
    """Files, and lines of files, that could not be read when they were added, and have not been read since; the last
    first."""
    start = number_of(after)

    def rows(connection: Connection, most: int | None) -> Iterator[tuple[tuple[int], dict[str, Any]]]:
        return (((row.number,), shapes.failure(row)) for row in failed.failures(connection, limit=most, after=start))

    return listed(request, pages.Failures, "failures", limit, format_of(request, format), rows)


def _page(request: Request, which: str | int) -> Response:
    def work(connection: Connection) -> dict[str, Any]:
        found = book.document(connection, which)
        if found is None:
            raise Refused(404, "the book has no such document")
        return shapes.document_page(found)

    return answered(request, m.DocumentPageOut, work)
