"""Where sentences end and clauses begin, read from `languages/<code>/clauses.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
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
    closing: frozenset[str]
    quotes: frozenset[str]
    articles: frozenset[str]
    definite: frozenset[str]
    partitives: frozenset[str]
    relatives: frozenset[str]
    dateline_signs: frozenset[str]
    indefinite: frozenset[str]
    count_bridges: frozenset[str]
    count_before_of: frozenset[str]
    measures: frozenset[str]
    bare_followers: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    elisions: frozenset[str]
    name_suffixes: frozenset[str]
    singular_person: frozenset[str]
    back_words: frozenset[str]
    back_openers: frozenset[str]
    programme_nouns: frozenset[str]
    name_particles: frozenset[str]
    name_purposes: frozenset[str]
    name_links: frozenset[str]
    inner_prepositions: frozenset[str]
    similar: frozenset[str]
    question_labels: frozenset[str]
    answer_labels: frozenset[str]
    salutations: frozenset[str]
    counterparts: frozenset[str]
    here: frozenset[str]
    same_place: frozenset[str]
    topic_openers: frozenset[str]
    subject_openers: frozenset[str]
    second_openers: frozenset[str]
    plain_kinds: frozenset[str]
    whole_conditions: frozenset[str]
    verbal_conditions: frozenset[str]
    inversions: frozenset[str]
    condition_prefixes: frozenset[str]
    cleft: frozenset[str]
    passive_needs: frozenset[str]
    before_sums: frozenset[str]
    sum_purposes: frozenset[str]
    need_ends: frozenset[str]


@lru_cache(maxsize=16)
def clauses(language: str) -> Clauses:
    """The clause data of `language` (ISO 639-1)."""
    raw = yaml.load((FOLDER / language / "clauses.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    words = {f.name: frozenset(raw[f.name]) for f in fields(Clauses) if f.name != "quotation_marks"}
    return Clauses(quotation_marks=tuple(raw["quotation_marks"]), **words)
