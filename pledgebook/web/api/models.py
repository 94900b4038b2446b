"""What the API answers with: the nouns of the book as JSON. Field names and codes are those of the statement contract."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pledgebook.model import AgreementStage, Bound, Instrument, MeetingStage, PledgeStage, SanctionAction, Sector
from pledgebook.report.documents import Citation, DocumentRow

Money = Annotated[float | int, Field(description="Whole currency units, to the cent.", examples=[30_000_000])]
Codes = Annotated[
    list[str],
    Field(description="Actors: ISO 3166-1 alpha-2 codes of states, lower-case slugs of bodies.", examples=[["LT"]]),
]
Kind = Literal["pledge", "total", "agreement", "sanction", "need", "meeting"]


class Out(BaseModel):
    """Anything answered."""

    model_config = ConfigDict(extra="forbid")


class AmountOut(Out):
    """Money; `max` is set for a range alone, `per` for an amount that comes each year or month."""

    value: Money
    max: Money | None = None
    currency: str = Field(description="ISO 4217.", examples=["EUR"])
    bound: Bound = "exact"
    per: Literal["year", "month"] | None = None


class ItemOut(Out):
    """A thing given, and how many."""

    item: str = Field(examples=["generator"])
    count: int | None = Field(None, examples=[200])


class StepOut(Out):
    """A stage that a commitment reached."""

    date: date
    stage: PledgeStage
    statement: str = Field(description="Key of the first statement that reports it.")


class CommitmentOut(Out):
    """Support that some statements speak of, and what it has come to."""

    id: str = Field(examples=["cabcdefghij"])
    donors: Codes
    recipients: Codes
    sector: Sector | None
    programmes: list[str]
    instrument: Instrument | None
    amount: AmountOut | None
    items: list[ItemOut]
    stage: PledgeStage
    stage_date: date
    pledged_on: date | None
    condition: str | None
    part_of: str | None
    history: list[StepOut]
    statements: list[str]


class SpeakerOut(Out):
    """Who says it."""

    name: str | None
    actor: str | None


class PeriodOut(Out):
    """The time a pledge is for."""

    start: date | None
    end: date | None


class BodyOut(BaseModel):
    """A statement as the contract writes it, after corrections; which fields it has depends on its kind."""

    model_config = ConfigDict(extra="allow")

    id: str
    doc: str
    kind: Kind
    quote: str
    start: int
    end: int
    speaker: SpeakerOut | None = None
    date: str | None = Field(None, description="The day that the claim says it happened or will.")
    confidence: float | None = None
    engine: str | None = None
    donors: Codes | None = None
    recipients: Codes | None = None
    parties: Codes | None = None
    senders: Codes | None = None
    targets: Codes | None = None
    actors: Codes | None = None
    stage: PledgeStage | AgreementStage | MeetingStage | None = None
    action: SanctionAction | None = None
    amount: AmountOut | None = None
    items: list[ItemOut] | None = None
    item: str | None = None
    sector: Sector | None = None
    programmes: list[str] | None = None
    instrument: Instrument | None = None
    condition: str | None = None
    period: PeriodOut | None = None
    since: str | None = None
    until: str | None = None
    subject: str | None = None
    people: list[str] | None = None
    place: str | None = None
    topics: list[str] | None = None
    priority: bool | None = None
    part_of: str | None = None


class StatementOut(Out):
    """A statement that counts, the day of its document, and the commitment it belongs to."""

    key: str = Field(examples=["sabcdefghij"])
    kind: Kind
    doc: str
    text_id: int
    day: date
    commitment: str | None
    confidence: float
    body: BodyOut


class VersionOut(Out):
    """A text that is or was at the same address."""

    text_id: int
    doc: str
    published: date | None
    recorded_at: str
    retired_at: str | None


class AppearanceOut(Out):
    """Where and when a text was published."""

    doc: str
    address: str
    url: str | None
    title: str | None
    publisher: str | None
    published: date | None
    recorded_at: str
    retired_at: str | None


class DocumentPageOut(Out):
    """A document as it was read. Offsets of its statements count code points of `text`."""

    document: DocumentRow
    text: str = Field(description="Plain text, never markup.")
    statements: list[StatementOut]
    versions: list[VersionOut]
    appearances: list[AppearanceOut]


class IngredientOut(Out):
    """One thing that spoke for or against a statement's belonging to a commitment."""

    name: str
    weight: float
    words: str


class CardStatementOut(Out):
    """A statement of a commitment, and why it belongs there."""

    statement: StatementOut
    document: Citation | None
    speaker_name: str | None
    speaker_actor: str | None
    score: float
    why: list[IngredientOut]


class ConflictOut(Out):
    """Sources that contradict each other: `says` has for each of `statements` what it says."""

    id: str
    commitment: str
    about: str = Field(examples=["amount"])
    statements: list[str]
    says: list[str]


class JudgementOut(Out):
    """A person's decision."""

    number: int
    action: Literal["accept", "reject", "correct", "same", "different", "part-of"]
    subject: str
    other: str | None
    field: str | None
    value: Any
    by: str
    why: str | None
    recorded_at: str
    retired_at: str | None
    retired_by: str | None
    retired_why: str | None


class CoverageOut(Out):
    """How much of a commitment its parts account for; `left_out` counts parts in other currencies."""

    whole: Money | None
    promised: Money
    delivered: Money
    currency: str
    left_out: int


class CardOut(Out):
    """All of a commitment."""

    commitment: CommitmentOut
    whole: CommitmentOut | None
    parts: list[CommitmentOut]
    statements: list[CardStatementOut]
    conflicts: list[ConflictOut]
    judgements: list[JudgementOut]
    coverage: CoverageOut | None


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is nothing at this address"])
    instance: str = Field(examples=["/api/v1/commitments/cabcdefghij"])
    errors: list[dict[str, Any]] | None = None
