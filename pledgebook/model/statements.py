"""The nouns: what a document, a mention and a statement are.

Everything here is immutable and knows nothing of files, languages or the book. Field names and codes are those of the
statement contract (`docs/reference/statements.md`): actors are ISO 3166-1 alpha-2 codes or lower-case slugs, currencies
ISO 4217, dates ISO 8601.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal

Bound = Literal["exact", "about", "almost", "over", "at_least", "up_to", "range"]
Sector = Literal["military", "financial", "humanitarian", "energy", "reconstruction", "protection", "other"]
PledgeStage = Literal["discussed", "offered", "pledged", "signed", "allocated", "delivered", "withdrawn"]
AgreementStage = Literal["negotiating", "agreed", "signed", "in_force", "ended"]
MeetingStage = Literal["held", "planned"]
SanctionAction = Literal["propose", "impose", "extend", "keep", "ease", "lift"]
Instrument = Literal["grant", "loan", "guarantee", "in_kind", "procurement", "joint_production", "training"]


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read. Offsets of mentions and statements count code points of `text`, from 0.

    `published` is the day the document appeared, or None where it is unknown; `language` an ISO 639-1 code, or None
    where it was not given and has not been identified; `source` the path it came from and `line` the place in that file
    (1-based), both for messages only. `given` holds the statements that came with it, as they stand in its file. `donor` is
    the code (no name) of the actor whose gift the text explains where it is the note to an entry of an aid tracker, else None.
    """

    id: str
    text: str
    published: datetime.date | None = None
    language: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    source: str | None = None
    line: int | None = None
    given: tuple[Mapping[str, Any], ...] | None = field(default=None, repr=False, compare=False)
    donor: str | None = None

    @property
    def is_note(self) -> bool:
        """Whether the text is the note to an entry of an aid tracker, which tells of one gift at least."""
        return self.donor is not None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be read or done: where, and what is wrong. Errors travel as values."""

    source: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = self.source if self.line is None else f"{self.source}:{self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Mention:
    """A typed span of a document: `kind` is amount, actor, date, item, person, programme, sector …; `value` is its
    normalised meaning (an Amount, actor codes, a DateSpan, a slug); `because` names the rule or knowledge entry."""

    kind: str
    start: int
    end: int
    text: str
    value: Any
    because: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in whole currency units. `max` is set for a range alone; `per` for a recurring amount."""

    value: int | float
    currency: str
    bound: Bound = "exact"
    max: int | float | None = None
    per: Literal["year", "month"] | None = None

    def to_dict(self) -> dict[str, Any]:
        out: dict[str, Any] = {"value": self.value, "max": self.max, "currency": self.currency, "bound": self.bound}
        if self.per is not None:
            out["per"] = self.per
        return out


@dataclass(frozen=True, slots=True)
class Item:
    """A thing given: singular head noun phrase in lower case, and how many (None where the text does not say)."""

    item: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says it: a person's name (None for an office or ministry) and the actor spoken for (None where unknown)."""

    name: str | None
    actor: str | None


@dataclass(frozen=True, slots=True)
class Period:
    """The time a pledge is for; either end may be open."""

    start: datetime.date | None
    end: datetime.date | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a field has its value: the words of the document, and the rule, knowledge entry or features that decided."""

    field: str
    words: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claim about support that one document makes; `quote` is `document.text[start:end]`, always.

    `confidence` is the estimated chance that the statement is right (0 to 1); `engine` names the engine and version
    that found it.
    """

    kind: ClassVar[str] = ""

    id: str
    doc: str
    quote: str
    start: int
    end: int
    speaker: Speaker | None = None
    date: datetime.date | None = None
    confidence: float = 1.0
    engine: str = ""
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The statement as the contract writes it, ready for JSON; reasons are left out."""
        out: dict[str, Any] = {"doc": self.doc, "id": self.id, "kind": self.kind}
        for f in fields(self):
            if f.name not in {"doc", "id", "reasons"}:
                out[f.name] = plain(getattr(self, f.name))
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge(Statement):
    """Support that someone gives, will give, might give, or withholds."""

    kind: ClassVar[str] = "pledge"
    donors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    stage: PledgeStage = "pledged"
    amount: Amount | None = None
    items: tuple[Item, ...] = ()
    sector: Sector | None = None
    programmes: tuple[str, ...] = ()
    instrument: Instrument | None = None
    condition: str | None = None
    period: Period | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total(Statement):
    """A running sum so far, never one gift."""

    kind: ClassVar[str] = "total"
    donors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sector: Sector | None = None
    amount: Amount | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Statement):
    """A treaty, memorandum, contract or security agreement, not tied to one gift."""

    kind: ClassVar[str] = "agreement"
    parties: tuple[str, ...] = ()
    stage: AgreementStage = "signed"
    subject: str | None = None
    programmes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sanction(Statement):
    """A restrictive measure; `until` holds the words of its end condition."""

    kind: ClassVar[str] = "sanction"
    senders: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    action: SanctionAction = "impose"
    until: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Statement):
    """Something a state says it needs, or another says that it needs."""

    kind: ClassVar[str] = "need"
    actors: tuple[str, ...] = ()
    item: str | None = None
    sector: Sector | None = None
    amount: Amount | None = None
    priority: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Statement):
    """A meeting, visit or call that took place or is planned."""

    kind: ClassVar[str] = "meeting"
    actors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    place: str | None = None
    topics: tuple[str, ...] = ()
    stage: MeetingStage = "held"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an engine found in one document. `skipped` says why the document was not read, if it was not."""

    document: Document
    statements: tuple[Statement, ...] = ()
    skipped: str | None = None
    mentions: tuple[Mention, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """What is written as an object of its fields, besides those known here."""


def plain(value: Any) -> Any:
    if isinstance(value, Amount):
        return value.to_dict()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(v) for v in value]
    if isinstance(value, Item | Speaker | Period | Record):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    return value
