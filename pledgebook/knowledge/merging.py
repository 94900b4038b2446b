"""Words by which merging tells one gift from another, read from `languages/<code>/merging.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "languages"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Merging:
    """A language's words for merging. The patterns match whole words in any case; `ordinals`: word -> number."""

    further: re.Pattern[str]
    further_before: frozenset[str]
    further_listing: frozenset[str]
    base_before: frozenset[str]
    correction: re.Pattern[str]
    not_figure: re.Pattern[str]
    part: re.Pattern[str]
    piece: re.Pattern[str]
    piece_after: frozenset[str]
    whole_leads: frozenset[str]
    part_nouns: frozenset[str]
    ordinals: Mapping[str, int]
    back: re.Pattern[str]
    common: frozenset[str]
    dateline_dashes: frozenset[str]


@lru_cache(maxsize=16)
def merging(language: str) -> Merging:
    """The words of `language` (ISO 639-1); none where the language has no such file."""
    path = FOLDER / language / "merging.yaml"
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if path.exists() else {}

    def words(key: str) -> frozenset[str]:
        return frozenset(str(word).lower() for word in raw.get(key) or ())

    def pattern(key: str) -> re.Pattern[str]:
        listed = sorted(words(key), key=lambda word: (-len(word), word))
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b", re.IGNORECASE) if listed else _NOTHING

    return Merging(
        further=pattern("further"),
        further_before=words("further_before"),
        further_listing=words("further_listing"),
        base_before=words("base_before"),
        correction=pattern("correction"),
        not_figure=pattern("not_figure"),
        part=pattern("part"),
        piece=pattern("piece"),
        piece_after=words("piece_after"),
        whole_leads=words("whole_leads"),
        part_nouns=words("part_nouns"),
        ordinals={str(word).lower(): int(n) for word, n in (raw.get("ordinals") or {}).items()},
        back=pattern("back"),
        common=words("common"),
        dateline_dashes=words("dateline_dashes"),
    )
