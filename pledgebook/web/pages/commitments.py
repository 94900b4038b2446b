"""The table of commitments, exactly what it shows as a file, and a commitment's card."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from pledgebook.ledger.schema import CENTS
from pledgebook.report.cards import card
from pledgebook.report.commitments import commitments, count, cursor_of, facets
from pledgebook.web import downloads
from pledgebook.web.pages.common import asked_of, kept, missing, reading, remembered
from pledgebook.web.pages.tokens import packed, unpacked
from pledgebook.web.rendering import page, safe_view
from pledgebook.web.streaming import in_one_thread

router = APIRouter(include_in_schema=False)
_NAMES = {"donor": "Donor", "recipient": "Recipient", "sector": "Sector", "programme": "Programme", "stage": "Stage",
          "instrument": "Instrument"}  # fmt: skip


@router.get("/commitments")
@kept
def table(request: Request) -> Response:
    """One page of the table, with its facets."""
    asked = asked_of(request)
    size = request.app.state.settings.page
    after = unpacked(asked.after, asked.sort)
    with reading(request) as connection:
        rows = list(
            commitments(
                connection,
                asked.filter,
                sort=asked.sort,
                descending=asked.descending,
                limit=size + 1,
                after=after,
                told=False,
            )
        )
        number = remembered(request, connection, ("count", asked.filter), lambda: count(connection, asked.filter))
        found = remembered(request, connection, ("facets", asked.filter), lambda: facets(connection, asked.filter))
    more = packed(cursor_of(rows[size - 1], asked.sort)) if len(rows) > size else None
    sort = ("-" if asked.descending else "") + asked.sort
    return page(
        request, "commitments.html", asked=asked, rows=rows[:size], number=number, facets=found, names=_NAMES,
        more=more, sort=sort, cents=CENTS,
    )  # fmt: skip


@router.get("/commitments.{kind}")
def download(request: Request, kind: str) -> Response:
    """All rows that the table of the same address goes through, in its order."""
    writer = downloads.WRITERS.get(kind)
    if writer is None:
        raise missing(f"commitments are had as {', '.join(downloads.WRITERS)}")
    asked = asked_of(request)

    def rows() -> Iterator[dict[str, object]]:
        with reading(request) as connection:
            for found in commitments(connection, asked.filter, sort=asked.sort, descending=asked.descending):
                yield downloads.row_of(found)

    headers = {"Content-Disposition": f'attachment; filename="commitments.{kind}"', "Cache-Control": "no-store"}
    pieces = in_one_thread(lambda: writer.write(rows()))
    return StreamingResponse(pieces, media_type=writer.media_type, headers=headers)


@router.get("/commitments/{id}")
@kept
def one(request: Request, id: str) -> Response:
    """A commitment's card."""
    as_of = asked_of(request).view.as_of
    with reading(request) as connection:
        found = card(connection, id[:40].lower(), as_of)
    if found is None:
        day = f" on {as_of}" if as_of else ""
        raise missing(f"the book has no commitment {id[:40]}{day}")
    most = max((abs(i.weight) for s in found.statements for i in s.why if i.name != "threshold"), default=1.0)
    return page(request, "commitment.html", card=found, c=found.commitment, most=most, seen=safe_view(request))
