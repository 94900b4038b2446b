"""Decisions of people: listed, taken, taken back. Each is signed with the account of who takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from pledgebook.exchange.plain import plain
from pledgebook.ledger.judging import judgements
from pledgebook.ledger.schema import judgement
from pledgebook.web.api import models as m
from pledgebook.web.api import pages, shapes
from pledgebook.web.api.answers import format_of, listed
from pledgebook.web.api.paging import number_of
from pledgebook.web.api.parameters import After, Form, Most
from pledgebook.web.deciding import decide, take_back

router = APIRouter(tags=["judgements"])
Id = Annotated[str, Field(pattern="^[sc][a-z2-7]{3,10}$", examples=["sabcdefghij"])]
Number = Annotated[int, Path(ge=1, lt=1 << 63)]
_BATCH = 500


class Decision(BaseModel):
    """A decision: `other` is for same, different and part-of, `field` and `value` for correct."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"action": "correct", "subject": "sabcdefghij", "field": "amount", "value": "EUR 30 million"},
                {"action": "same", "subject": "sabcdefghij", "other": "sbcdefghijk", "why": "the same tranche"},
            ]
        },
    )

    action: Literal["accept", "reject", "correct", "same", "different", "part-of"]
    subject: Id = Field(description="A statement, or a commitment: then it is about each of its statements.")
    other: Id | None = None
    field: str | None = Field(None, max_length=32)
    value: Any = Field(None, description="As people type it, or as the statement contract has it.")
    why: str | None = Field(None, max_length=2_000)
    seen: str | None = Field(
        None, max_length=64, description="`seen` of an earlier refusal: refuse where something was decided since."
    )


@router.get("/judgements", response_model=pages.Judgements)
def list_judgements(request: Request, limit: Most = None, after: After = None, format: Form = None) -> Response:
    """All judgements in the order they were taken, undone ones included."""
    start = number_of(after) or 0

    def rows(connection: Connection, most: int | None) -> Iterator[tuple[tuple[int], dict[str, Any]]]:
        query = select(judgement.c.id).where(judgement.c.id > start).order_by(judgement.c.id).limit(most)
        numbers = list(connection.scalars(query))
        for at in range(0, len(numbers), _BATCH):
            yield from (((j.number,), plain(j)) for j in judgements(connection, numbers[at : at + _BATCH]))

    return listed(request, pages.Judgements, "judgements", limit, format_of(request, format), rows)


@router.post("/judgements", response_model=list[m.JudgementOut], status_code=201)
def take(request: Request, decision: Decision) -> Any:
    """Takes a decision: a judgement about one statement, or one about each of a commitment's. The book is merged anew
    before this answers."""
    made = decide(request.app.state.book, request.state.who.name, **decision.model_dump())
    return list(shapes.each(made))


@router.delete("/judgements/{number}", response_model=m.JudgementOut)
def undo(request: Request, number: Number) -> Any:
    """Takes a judgement back; it stays in the list as retired."""
    return next(shapes.each([take_back(request.app.state.book, number, request.state.who.name)]))
