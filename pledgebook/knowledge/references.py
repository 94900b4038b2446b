"""Words that stand for actors named before, and words around a mention, read from `languages/<code>/references.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "languages"

# What a word makes of the mention beside it; the same names in every language, so that models have the same columns.
BEFORE = ("agent", "source", "goal", "benefit", "owner", "place", "company", "joint", "comma", "between", "against", "channel",
          "topic", "clause", "thanks", "colon", "bracket", "dash", "quote", "time", "contrast")  # fmt: skip
AFTER = ("possessive", "joint", "comma", "goal", "place", "colon", "owner", "dash", "future", "perfect", "copula", "clause",
         "company", "bracket", "agent", "benefit", "stop", "each")  # fmt: skip


@dataclass(frozen=True, slots=True)
class References:
    """A language's words of reference, in lower case. `before` and `after`: word -> its place in BEFORE or AFTER;
    `usual_bodies`: noun -> the code of the body that it means, written with a capital, where none was named."""

    before: Mapping[str, int]
    after: Mapping[str, int]
    determiners: frozenset[str]
    pointing: frozenset[str]
    own: frozenset[str]
    numbers: Mapping[str, int]
    companions: frozenset[str]
    interlocutors: frozenset[str]
    things: frozenset[str]
    persons: frozenset[str]
    bullets: frozenset[str]
    tense_ends: frozenset[str]
    infinitive_marks: frozenset[str]
    starts: frozenset[str]
    reaching: frozenset[str]
    usual_bodies: Mapping[str, str]


@lru_cache(maxsize=16)
def references(language: str) -> References:
    """The words of reference of `language` (ISO 639-1); none where the language has no such file."""
    path = FOLDER / language / "references.yaml"
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if path.exists() else {}

    def words(key: str) -> frozenset[str]:
        return frozenset(str(word).lower() for word in raw.get(key) or ())

    def places(key: str, names: tuple[str, ...]) -> dict[str, int]:
        groups = raw.get(key) or {}
        return {str(word).lower(): k for k, name in enumerate(names) for word in groups.get(name) or ()}

    return References(
        before=places("before", BEFORE),
        after=places("after", AFTER),
        determiners=words("determiners"),
        pointing=words("pointing"),
        own=words("own"),
        numbers={str(word).lower(): int(n) for word, n in (raw.get("numbers") or {}).items()},
        companions=words("companions"),
        interlocutors=words("interlocutors"),
        things=words("things"),
        persons=words("persons"),
        bullets=words("bullets"),
        tense_ends=words("tense_ends"),
        infinitive_marks=words("infinitive_marks"),
        starts=words("starts"),
        reaching=words("reaching"),
        usual_bodies={str(word).lower(): str(code) for word, code in (raw.get("usual_bodies") or {}).items()},
    )
