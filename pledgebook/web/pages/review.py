"""The review: what is worth a look first, and a person's decisions about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection, select

from pledgebook.ledger.errors import BookError
from pledgebook.ledger.judging import judgements, resolve
from pledgebook.ledger.schema import judgement, text
from pledgebook.ledger.values import fields_of
from pledgebook.model import Judgement
from pledgebook.report.cards import judgements_about
from pledgebook.report.commitments import commitment, commitments, commitments_of
from pledgebook.report.documents import Citation, citations_of
from pledgebook.report.filters import Filter
from pledgebook.report.queue import steps
from pledgebook.report.statements import StatementRow, statements_of
from pledgebook.web.deciding import decide, standing, take_back
from pledgebook.web.links import local_path
from pledgebook.web.pages.common import missing, number, reading, view_filter
from pledgebook.web.problems import Refused
from pledgebook.web.query import WrongQuery
from pledgebook.web.rendering import page, safe_view

router = APIRouter(include_in_schema=False)
_WAITING = 25
_AROUND = 320  # characters of the text on either side of the quote
_LIKE = 5  # other commitments that might be the same
_ACTIONS = frozenset({"accept", "reject", "correct", "same", "different", "part-of"})


@dataclass(frozen=True, slots=True)
class Other:
    """A statement that this one may be joined with, or parted from; `together` where they are one commitment now."""

    statement: StatementRow
    document: Citation | None
    together: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Subject:
    """The statement to decide about, with the words around it, what it is joined with, and what was decided."""

    statement: StatementRow
    document: Citation | None
    before: str
    after: str
    others: tuple[Other, ...]
    judgements: tuple[Judgement, ...]
    seen: str


@router.get("/review")
def review(request: Request) -> Response:
    """The queue, and the statement that is up."""
    done = number(request, "done")
    return _page(request, request.query_params.get("subject"), request.query_params.get("other"), done=done)


@router.post("/review/judge")
def take(
    request: Request,
    action: Annotated[str, Form(max_length=16)],
    subject: Annotated[str, Form(max_length=16)],
    seen: Annotated[str, Form(max_length=64)],
    other: Annotated[str, Form(max_length=16)] = "",
    other_id: Annotated[str, Form(max_length=16)] = "",
    others_seen: Annotated[str, Form(max_length=4_000)] = "",
    field: Annotated[str, Form(max_length=32)] = "",
    value: Annotated[str, Form(max_length=2_000)] = "",
    why: Annotated[str, Form(max_length=2_000)] = "",
    onward: Annotated[str, Form(max_length=16)] = "",
) -> Response:
    """Records a decision, unless somebody decided about the same since the page was made."""
    if action not in _ACTIONS:
        raise WrongQuery(f"action: one of {', '.join(sorted(_ACTIONS))} is expected")
    pair = (other_id.strip() or other) if action in ("same", "different", "part-of") else None
    corrects = action == "correct"
    try:
        expected = _expected(request, subject, seen, pair, others_seen)
        made = decide(
            request.app.state.book, request.state.who.name, action, subject, pair,
            field if corrects else None, value if corrects else None, why.strip() or None, expected,
        )  # fmt: skip
    except Refused as refusal:
        if refusal.status not in (404, 409, 422):
            raise
        return _page(request, subject, pair, refusal=refusal, tried=(action, field, value, why))
    pairs: list[tuple[str, object]] = [("done", made[-1].number if made else "")]
    if onward:
        pairs.append(("subject", onward))
    return RedirectResponse(safe_view(request).link("/review", pairs), 303)


@router.post("/review/undo")
def undo(
    request: Request,
    number: Annotated[int, Form(ge=1, lt=2**63)],
    back: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Takes a judgement back, and shows its statement again."""
    undone = take_back(request.app.state.book, number, request.state.who.name)
    if back:
        return RedirectResponse(local_path(back), 303)
    return RedirectResponse(
        safe_view(request).link("/review", [("subject", undone.subject), ("done", undone.number)]), 303
    )


def _expected(request: Request, subject: str, seen: str, other: str | None, others_seen: str) -> str:
    """What `decide` is to compare with. For a pair it is what was seen of both; where the other was typed in, what was
    seen of the subject is compared here. Raises Refused."""
    if other is None:
        return seen
    known = dict(pair.split("=", 1) for pair in others_seen.split() if "=" in pair)
    if other in known:
        return known[other]
    with reading(request) as connection:
        keys = [_key(connection, subject), _key(connection, other)]
        if standing(connection, keys[:1]) != seen:
            raise Refused(409, "what was decided about this has changed since you saw it; look again")
        return standing(connection, keys)


def _page(
    request: Request,
    name: str | None,
    other: str | None,
    *,
    done: int | None = None,
    refusal: Refused | None = None,
    tried: tuple[str, str, str, str] = ("", "", "", ""),
) -> Response:
    asked = view_filter(request)
    if asked.as_of is not None:
        return page(request, "review.html", past=True, entries=[], subject=None)
    with reading(request) as connection:
        entries = request.app.state.queue.waiting(connection, asked, _WAITING)
        key = _known_key(connection, name) if name else (entries[0][1].key if entries else None)
        subject = _subject(connection, key, other) if key else None
        last = _last(connection, request.state.who.name)
        finished = judgements(connection, [done]) if done is not None else []
    earlier, later = steps(entries, key) if key else (None, None)
    entry = next((e for e, row in entries if row.key == key), None)
    return page(
        request, "review.html", status=refusal.status if refusal else 200, past=False, entries=entries, subject=subject,
        entry=entry, last=last, done=finished[0] if finished else None, refusal=refusal, tried=tried, chosen=other,
        earlier=earlier, later=later, fields=fields_of(subject.statement.kind) if subject else [],
    )  # fmt: skip


def _subject(connection: Connection, key: str, other: str | None) -> Subject | None:
    rows = statements_of(connection, [key])
    if not rows:
        return None
    row = rows[0]
    body = connection.scalar(select(text.c.text).where(text.c.id == row.text_id)) or ""
    start, end = int(row.body["start"]), int(row.body["end"])
    found = _others(connection, row, other)
    citations = citations_of(connection, {row.text_id, *(o.text_id for o, _ in found)})
    return Subject(
        statement=row,
        document=citations.get(row.text_id),
        before=("…" if start > _AROUND else "") + body[max(start - _AROUND, 0) : start],
        after=body[end : end + _AROUND] + ("…" if end + _AROUND < len(body) else ""),
        others=tuple(
            Other(o, citations.get(o.text_id), together, standing(connection, {key, o.key})) for o, together in found
        ),
        judgements=tuple(judgements_about(connection, {key})),
        seen=standing(connection, {key}),
    )


def _others(connection: Connection, row: StatementRow, other: str | None) -> list[tuple[StatementRow, bool]]:
    """What a pledge might be parted from or joined with: the one asked for, the rest of its commitment, and the first
    statements of commitments of the same donors and recipients."""
    if row.kind != "pledge":
        return []
    home = commitment(connection, row.commitment) if row.commitment else None
    mine = [k for k in (home.statements if home else ()) if k != row.key]
    like: list[str] = []
    if home is not None and home.donors and home.recipients:
        near = commitments(connection, Filter(donors=home.donors, recipients=home.recipients), limit=40, told=False)
        size = float(home.amount.value) if home.amount else 0.0
        ranked = sorted(
            (c for c in near if c.id != home.id and c.donors == home.donors),
            key=lambda c: (_apart(float(c.amount.value) if c.amount else 0.0, size), c.sector != home.sector),
        )
        nearest = [c.id for c in ranked[:_LIKE]]
        told_of = commitments_of(connection, nearest)
        like = [told_of[id].statements[0] for id in nearest if told_of[id].statements]
    keys = list(dict.fromkeys([*([_known_key(connection, other)] if other else []), *mine[:_LIKE], *like]))
    told = {s.key: s for s in statements_of(connection, keys)}
    return [(told[k], told[k].commitment == row.commitment) for k in keys if k in told and k != row.key]


def _apart(one: float, two: float) -> float:
    """How far apart two sums are: 1 for equal ones; sums that are not known come last."""
    return max(one, two) / min(one, two) if one > 0 and two > 0 else 1e9


def _last(connection: Connection, name: str) -> Judgement | None:
    """The last decision of this person that stands."""
    standing_ones = select(judgement.c.id).where(judgement.c.by == name, judgement.c.retired_at.is_(None))
    found: Any = connection.scalar(standing_ones.order_by(judgement.c.id.desc()).limit(1))
    return judgements(connection, [found])[0] if found is not None else None


def _known_key(connection: Connection, name: str) -> str:
    try:
        return resolve(connection, name[:16])
    except BookError as error:
        raise missing(str(error)) from error


def _key(connection: Connection, name: str) -> str:
    try:
        return resolve(connection, name)
    except BookError as error:
        raise Refused(404, str(error)) from error
