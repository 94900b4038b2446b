"""Words by which merging tells one gift from another, read from `languages/<code>/merging.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import yaml

from pledgebook.knowledge.reading import Reader

_NOTHING = re.compile(r"(?!)")
# What the placeholders of a dateline stand for. An outlet's name is what the pattern is for.
_PIECES = {
    "outlet": r"(?P<outlet>[^(),.\n]{3,80})",
    "issuer": r"(?P<outlet>[A-Z][^.\n]{3,80})",
    "bracketed": r"\((?P<outlet>[^()\n]{2,60})\)",
    "place": r"[^()\n]{2,80}",
    "town": r"[A-Z][\w ]{1,30}",
    "number": r"\d{1,2}",
    "month": r"[^\W\d_]{3,9}",
    "year": r"\d{4}",
    "end": r"\s?[.:\n]",
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Merging:
    """A language's words for merging. The patterns match whole words in any case; `ordinals` and
    `series_numbers`: word -> number; `kinds`: a
    thing -> the more general words for it; `datelines` match at the head of a text, with the outlet in the group
    `outlet`."""

    further: re.Pattern[str]
    further_before: frozenset[str]
    further_listing: frozenset[str]
    further_going_on: frozenset[str]
    the_other: frozenset[str]
    base_before: frozenset[str]
    correction: re.Pattern[str]
    not_figure: re.Pattern[str]
    part: re.Pattern[str]
    piece: re.Pattern[str]
    entire: re.Pattern[str]
    all_before: frozenset[str]
    missing: re.Pattern[str]
    piece_after: frozenset[str]
    whole_leads: frozenset[str]
    part_nouns: frozenset[str]
    ordinals: Mapping[str, int]
    series_nouns: frozenset[str]
    series_endings: frozenset[str]
    series_numbers: Mapping[str, int]
    back: re.Pattern[str]
    sizes: re.Pattern[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    gift_nouns: frozenset[str]
    after_noun: frozenset[str]
    kinds: Mapping[str, frozenset[str]]
    general_things: frozenset[str]
    common: frozenset[str]
    datelines: tuple[re.Pattern[str], ...]


_PATTERNS = frozenset({"further", "correction", "not_figure", "part", "piece", "back", "sizes", "entire", "missing"})
_OTHERS = ("dateline_days", "dateline_dashes")


def read_merging(reader: Reader) -> Merging:
    """The words of one file; none where it is not there. What is wrong in it is noted in the reader's faults."""
    root = reader.root()
    names = tuple(field.name for field in fields(Merging))
    nodes = reader.fields(root, "the file", (*names, *_OTHERS)) if root is not None else {}
    values: dict[str, object] = {}
    for name in names:
        if name in ("ordinals", "series_numbers"):
            values[name] = dict(_numbers(reader, nodes.get(name), name))
        elif name == "kinds":
            listed = reader.items(nodes.get(name), name)
            values[name] = {word: frozenset(reader.words(node, word)) for word, _, node in listed}
        elif name == "datelines":
            values[name] = _datelines(reader, nodes)
        else:
            words = {word.lower() for word in reader.words(nodes.get(name), name)}
            values[name] = _pattern(words) if name in _PATTERNS else frozenset(words)
    return Merging(**values)  # type: ignore[arg-type]


def _pattern(listed: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(listed, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b", re.IGNORECASE) if ordered else _NOTHING


def _numbers(reader: Reader, node: yaml.Node | None, what: str) -> Iterable[tuple[str, int]]:
    for word, key, value in reader.items(node, what):
        number = reader.scalar(value, word)
        if isinstance(number, int):
            yield word.lower(), number
        else:
            reader.fault(key, f"{what}: {word!r} needs a whole number")


def _datelines(reader: Reader, nodes: Mapping[str, yaml.Node]) -> tuple[re.Pattern[str], ...]:
    """`datelines` are shapes with placeholders in braces; {day} stands for any of `dateline_days`, {dash} for any of
    `dateline_dashes`, the rest for what `_PIECES` has."""
    dashes = "|".join(map(re.escape, reader.words(nodes.get("dateline_dashes"), "dateline_dashes")))
    pieces = {**_PIECES, "dash": rf"\s{{0,2}}(?:{dashes})"}
    days = [
        _shape(reader, node, day, pieces) for day, node in reader.texts(nodes.get("dateline_days"), "dateline_days")
    ]
    pieces["day"] = f"(?:{'|'.join(days)})"
    shapes = [_shape(reader, node, shape, pieces) for shape, node in reader.texts(nodes.get("datelines"), "datelines")]
    return tuple(re.compile(shape) for shape in shapes)


def _shape(reader: Reader, node: yaml.Node, shape: str, pieces: Mapping[str, str]) -> str:
    """The regular expression of a shape."""
    out = []
    for n, part in enumerate(_PLACEHOLDER.split(shape)):
        if n % 2 == 0:
            out.append(re.escape(part))
        elif part in pieces:
            out.append(pieces[part])
        else:
            reader.fault(node, f"{{{part}}} is none of {', '.join(sorted(pieces))}")
    return "".join(out)
