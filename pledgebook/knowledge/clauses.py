"""Where sentences end and clauses begin, read from `languages/<code>/clauses.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "languages"


@dataclass(frozen=True, slots=True)
class Clauses:
    """A language's sentence and clause signs; all words in lower case."""

    abbreviations: frozenset[str]
    boundary_before: frozenset[str]
    boundary_signs: frozenset[str]
    boundary_after: frozenset[str]
    quotation_marks: tuple[str, ...]
    first_person: frozenset[str]
    third_person: frozenset[str]
    about: frozenset[str]
    subject_ends: frozenset[str]
    joints: frozenset[str]
    place_words: frozenset[str]
    end_words: frozenset[str]
    copulas: frozenset[str]
    stops: frozenset[str]
    limits: frozenset[str]


@lru_cache(maxsize=16)
def clauses(language: str) -> Clauses:
    """The clause data of `language` (ISO 639-1)."""
    raw = yaml.load((FOLDER / language / "clauses.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Clauses(
        abbreviations=frozenset(raw["abbreviations"]),
        boundary_before=frozenset(raw["boundary_before"]),
        boundary_signs=frozenset(raw["boundary_signs"]),
        boundary_after=frozenset(raw["boundary_after"]),
        quotation_marks=tuple(raw["quotation_marks"]),
        first_person=frozenset(raw["first_person"]),
        third_person=frozenset(raw["third_person"]),
        about=frozenset(raw["about"]),
        subject_ends=frozenset(raw["subject_ends"]),
        joints=frozenset(raw["joints"]),
        place_words=frozenset(raw["place_words"]),
        end_words=frozenset(raw["end_words"]),
        copulas=frozenset(raw["copulas"]),
        stops=frozenset(raw["stops"]),
        limits=frozenset(raw["limits"]),
    )
