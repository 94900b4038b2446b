"""Who speaks and who meets."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from pledgebook.report.documents import citations_of
from pledgebook.report.people import named, people, person
from pledgebook.web.pages.common import kept, missing, number, reading, remembered
from pledgebook.web.query import WrongQuery
from pledgebook.web.rendering import page, safe_view

router = APIRouter(include_in_schema=False)
_LONGEST = 200
_SHOWN = 100


@router.get("/people")
@kept
def everybody(request: Request) -> Response:
    """All who are named, by name; `q` is looked for in it, `after` is how many come before."""
    words = (request.query_params.get("q") or "").strip()
    if len(words) > _LONGEST:
        raise WrongQuery(f"q: at most {_LONGEST} characters are searched for")
    start, size = number(request, "after") or 0, request.app.state.settings.page
    with reading(request) as connection:
        known = remembered(request, connection, ("people",), lambda: people(connection))
    found = named(known, words)
    more = start + size if len(found) > start + size else None
    return page(request, "people.html", rows=found[start : start + size], number=len(found), words=words, more=more,
                start=start)  # fmt: skip


@router.get("/people/{name:path}")
@kept
def one(request: Request, name: str) -> Response:
    """What somebody said, and whom they met."""
    as_of = safe_view(request).as_of
    with reading(request) as connection:
        found = person(connection, name[:_LONGEST])
        if found is None:
            raise missing(f"the book knows nobody of the name {name[:80]}")
        said = [row for row in reversed(found.said) if as_of is None or row.day <= as_of]
        met = [row for row in reversed(found.met) if as_of is None or row.day <= as_of]
        documents = citations_of(connection, {row.text_id for row in (*said[:_SHOWN], *met[:_SHOWN])})
    return page(request, "person.html", person=found.row, said=said[:_SHOWN], met=met[:_SHOWN], documents=documents,
                left_out=max(len(said) - _SHOWN, 0))  # fmt: skip
