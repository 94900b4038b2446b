"""The records of the knowledge files: what a state, body, programme, currency, office, person and name are.

Plain, frozen and free of files. Codes are those of the statement contract: ISO 3166-1 alpha-2 codes for states,
lower-case slugs for bodies, `EU` for the European Union, ISO 4217 for currencies.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

NameKind = Literal[
    "name",
    "adjective",
    "people",
    "capital",
    "seat",
    "agency",
    "place",
    "body",
    "office",
    "person",
    "programme",
]
OfficeClass = Literal["person_office", "institution"]
FormName = Literal["base", "s", "past", "participle", "past/participle", "ing", "singular", "plural", "literal"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: file (relative to the knowledge room) and line, from 1."""

    source: str
    line: int

    def __str__(self) -> str:
        return f"{self.source}:{self.line}"


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory: alpha-2 `code`, `currency` (ISO 4217, None where it has none), `alpha3`."""

    code: str
    currency: str | None = None
    alpha3: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """An international body. `kind`: union, alliance, bank, agency, group, organisation, company. `implementer`: it
    carries out what others pay for, so it is not a donor by being named. `members`: codes, where the group is short."""

    code: str
    kind: str
    implementer: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """A named initiative. `sector` is a fact of its mandate (None where it has none or several); `donors` the actors
    that alone pay into it, `leads` those who lead or host it, `recipients` whom it is for: all empty where open. The slug
    of a `listed` one is the same in every text; that of another follows the name that the text uses."""

    slug: str
    sector: str | None = None
    donors: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """An office noun such as "prime minister". `cls`: person_office or institution. `plural` of this surface form.
    `actor`: the code it stands for where no state is named ("chancellor of the exchequer"), else None. `role`: a rough
    rank or field (head_of_state, head_of_government, minister, spokesperson, envoy …, ministry, parliament, forces …).
    """

    surface: str
    lemma: str
    cls: OfficeClass
    plural: bool = False
    actor: str | None = None
    role: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """Whom a person acts for, and in which days (None where open)."""

    actor: str
    start: datetime.date | None = None
    end: datetime.date | None = None

    def holds(self, day: datetime.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """A well-known office holder; `terms` latest first."""

    name: str
    terms: tuple[Term, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """All the codes the person has acted for, latest first."""
        return tuple(dict.fromkeys(term.actor for term in self.terms))

    def actor(self, day: datetime.date | None = None) -> str | None:
        """The code the person acts for on that day; with no day, or a day outside all terms, the latest one."""
        if not self.terms:
            return None
        if day is not None:
            for term in self.terms:
                if term.holds(day):
                    return term.actor
        return self.terms[0].actor


@dataclass(frozen=True, slots=True)
class NameEntry:
    """What a name stands for. `codes`: actor codes, likeliest first (for a programme: its slug, alone). `canonical`:
    the usual English form (for a person: the full name, key of `Knowledge.people`). `ambiguous`: the word has more
    than one actor, or is often no actor at all."""

    kind: NameKind
    codes: tuple[str, ...]
    canonical: str
    ambiguous: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One inflected form of one vocabulary expression. `classes`: all vocabulary classes that list it with this lemma
    and form; `properties`: the extra keys of the entry (strings, numbers, booleans)."""

    text: str
    lemma: str
    form: FormName
    classes: frozenset[str]
    properties: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Bare:
    """A currency word that many states use ("dollar", "crown", "kr"): `default` where the contract gives one, and the
    ISO 4217 `options` it may stand for."""

    word: str
    default: str | None
    options: tuple[str, ...]
