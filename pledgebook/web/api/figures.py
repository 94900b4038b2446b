"""What the API answers with where it has reckoned: sums, months, stages, totals checked, and what there is."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from pledgebook.model import PledgeStage, Sector
from pledgebook.web.api.models import AmountOut, Codes, Money, Out, StatementOut


class SumRowOut(Out):
    """What is counted under a key: codes joined by +, `none`, or a month."""

    key: str
    value: Money
    currency: str
    commitments: int


class UnconvertedOut(Out):
    """A commitment that has no rate, and is in no row."""

    commitment: str
    amount: AmountOut
    why: str


class SumsOut(Out):
    """Sums in which nothing is counted twice."""

    by: str
    stage_at_least: PledgeStage
    rows: list[SumRowOut]
    total: dict[str, Money] = Field(description="All rows together, by currency.", examples=[{"EUR": 30_000_000}])
    unconverted: list[UnconvertedOut]
    ranges: int = Field(description="Commitments with a range, of which the lower value counts.")
    recurring: int = Field(description="Commitments per year or month, which count once.")


class FailureOut(Out):
    """A file, or a line of one, that could not be read."""

    name: str = Field(description="The file's name, without its folders.", examples=["release-12.pdf"])
    line: int | None
    what: str = Field(description="What was wrong.", examples=["no text in the file"])
    recorded_at: str = Field(description="When it was added, in UTC.")


class MonthOut(Out):
    """What was said or arrived in a month."""

    month: str = Field(examples=["2025-03"])
    group: Literal["said", "arrived"]
    value: Money
    currency: str
    commitments: int


class StageOut(Out):
    """How many commitments are at a stage, and how much money has come that far or further."""

    stage: PledgeStage
    value: Money
    count: int


class ReconciliationOut(Out):
    """A reported total checked against the book of its day."""

    total: str
    donors: Codes
    recipients: Codes
    sector: Sector | None
    amount: AmountOut
    since: date | None
    until: date | None
    as_of: date
    known: Money
    unexplained: Money
    low: Money
    high: Money
    verdict: Literal["consistent", "unexplained", "exceeded"]
    counted: list[str]


class PersonOut(Out):
    """Somebody who speaks or meets."""

    name: str
    actors: Codes
    statements: int
    meetings: int
    first_day: date
    last_day: date


class PersonPageOut(Out):
    """A person with what they said and where they met."""

    person: PersonOut
    said: list[StatementOut]
    met: list[StatementOut]


class FacetOut(Out):
    """A value that occurs, and in how many commitments."""

    value: str
    count: int


class FacetsOut(Out):
    """What commitments can be filtered by."""

    donor: list[FacetOut]
    recipient: list[FacetOut]
    sector: list[FacetOut]
    programme: list[FacetOut]
    stage: list[FacetOut]
    instrument: list[FacetOut]


class BookOut(Out):
    """What the book holds, in numbers."""

    version: str
    revision: str
    documents: int
    commitments: int
    last_day: date | None
