"""A document as it was read with its statements marked, and the list of what was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from pledgebook.knowledge import languages
from pledgebook.report.cards import home_of, judgements_about
from pledgebook.report.documents import document, documents
from pledgebook.report.failures import count, failures
from pledgebook.report.sources import SourceRow, unread
from pledgebook.report.sources import sources as all_sources
from pledgebook.report.statements import StatementRow, statements_of
from pledgebook.web.pages.common import kept, missing, number, reading, view_filter
from pledgebook.web.pages.reasons import reasons_of
from pledgebook.web.query import WrongQuery
from pledgebook.web.rendering import page, safe_view

router = APIRouter(include_in_schema=False)
_FAILED = 100  # failures that are shown
KINDS = ("pledge", "total", "agreement", "sanction", "need", "meeting")
_HIDDEN = frozenset(
    {"id", "doc", "kind", "quote", "start", "end", "confidence", "engine", "also", "reasons", "part_of"}
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text, and the statements that rest on it; `signs` are of those that begin here."""

    words: str
    statements: tuple[StatementRow, ...] = ()
    signs: tuple[str, ...] = ()


@router.get("/documents/{text_id:int}")
@kept
def one(request: Request, text_id: int) -> Response:
    """The text with its statements, fields and reasons, versions and appearances."""
    if text_id >= 2**63:
        raise missing("the book has no such document")
    asked = view_filter(request)
    with reading(request) as connection:
        found = document(connection, text_id)
        if found is None:
            raise missing(f"the book has no document {text_id}")
        rows = [s for s in found.statements if asked.as_of is None or s.day <= asked.as_of]
        judged = judgements_about(connection, {s.key for s in rows})
    signs = {row.key: f"{row.kind[0].upper()}{n}" for n, row in enumerate(rows, start=1)}
    return page(
        request, "document.html", found=found, doc=found.row, statements=rows, signs=signs, judgements=judged,
        pieces=pieces(found.text, rows, signs), kinds=[k for k in KINDS if any(s.kind == k for s in rows)],
        fields={s.key: [(n, v) for n, v in s.body.items() if n not in _HIDDEN and v not in (None, [], "")] for s in rows},
        reasons=reasons_of(request, found) if request.query_params.get("why") else None,
    )  # fmt: skip


@router.get("/documents")
def by_name(request: Request) -> Response:
    """Leads from a document's id, which may hold any characters, to its page; without one to the list."""
    view = safe_view(request)
    name = request.query_params.get("doc")
    if not name:
        return RedirectResponse(view.link("/sources"), 303)
    with reading(request) as connection:
        found = document(connection, name)
    if found is None:
        raise missing(f"the book has no document {name[:80]!r}")
    return RedirectResponse(view.link(f"/documents/{found.row.text_id}"), 303)


@router.get("/statements/{key}")
def statement(request: Request, key: str) -> Response:
    """Leads from a statement's key to its place in its document."""
    with reading(request) as connection:
        rows = statements_of(connection, [key])
        home = home_of(connection, key)
    view = safe_view(request)
    if rows:
        return RedirectResponse(view.link(f"/documents/{rows[0].text_id}") + "#" + rows[0].key, 303)
    if home:
        return RedirectResponse(view.link(f"/commitments/{home}"), 303)
    raise missing(f"no statement {key[:40]} counts in the book now: it was rejected, or a later reading has it no more")


@router.get("/sources")
@kept
def sources(request: Request) -> Response:
    """What was read: by publisher and language, and document by document, the last first."""
    asked, after = view_filter(request), number(request, "after")
    publisher = request.query_params.get("publisher") or None
    if publisher and len(publisher) > 300:
        raise WrongQuery("publisher: this is no publisher's name")
    size = request.app.state.settings.page
    with reading(request) as connection:
        rows = list(documents(connection, asked, publisher=publisher, limit=size + 1, after=after, descending=True))
        known, left_out = all_sources(connection), unread(connection)
        failed = list(failures(connection, limit=_FAILED))
        number_failed = count(connection) if len(failed) == _FAILED else len(failed)
    more = rows[size - 1].text_id if len(rows) > size else None
    by = {name: _by(known, name) for name in ("publisher", "language")}
    unknown = [row for row in by["language"] if row.language and row.language not in languages() and not row.statements]
    return page(request, "sources.html", rows=rows[:size], by=by, unknown=unknown, more=more, after=after, publisher=publisher,
                unread=left_out, failed=failed, number_failed=number_failed)  # fmt: skip


def pieces(words: str, rows: list[StatementRow], signs: dict[str, str]) -> list[Piece]:
    """The text cut wherever a statement begins or ends."""
    spans = [(int(r.body["start"]), int(r.body["end"]), r) for r in rows]
    cuts = sorted({0, len(words), *(at for start, end, _ in spans for at in (start, end) if 0 <= at <= len(words))})
    out = []
    for start, end in pairwise(cuts):
        over = tuple(r for s, e, r in spans if s <= start and end <= e)
        begun = tuple(signs[r.key] for s, _, r in spans if s == start)
        out.append(Piece(words[start:end], over, begun))
    return out


def _by(rows: list[SourceRow], name: str) -> list[SourceRow]:
    """The rows of publishers and languages together, by one of the two, most documents first."""
    out: dict[str | None, SourceRow] = {}
    for row in rows:
        key = getattr(row, name)
        known = out.get(key)
        days = [d for r in (row, known) if r for d in (r.first_day, r.last_day) if d]
        out[key] = replace(
            row,
            documents=row.documents + (known.documents if known else 0),
            statements=row.statements + (known.statements if known else 0),
            first_day=min(days, default=None),
            last_day=max(days, default=None),
        )
    return sorted(out.values(), key=lambda row: (-row.documents, getattr(row, name) or ""))
