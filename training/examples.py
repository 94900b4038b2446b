"""From gold documents to what the encoder learns: for every piece what it is part of, for every statement its labels."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterable

import fitting
import gold
import numpy as np
import outside

from pledgebook.extract.casting import ROLES as ACTORS
from pledgebook.extract.encoder import pieces_of, windows
from pledgebook.extract.impressions import FIELDS, ROLES
from pledgebook.extract.segments import KINDS
from pledgebook.extract.wordpieces import WordPieces

RARE = 3  # a label that fewer statements have is not learned
NONE = "-"
LEARNED = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
COLUMN = {"talks": "stage"}  # the field of the statement, where it has another name


@dataclasses.dataclass
class Example:
    """A document in pieces, under its key (see outside.py). `told`: for each piece whether it is part of a statement of
    each kind, then whether it begins one. `roles`: for each piece of an actor's mention whether the actor fills each role
    there, else -1. `statements`: first and last (exclusive) piece of each, with its record, whose labels are known if it is
    `labelled`. `certain`: the pieces of which anything is known."""

    key: str
    part: int
    pieces: list[int]
    lengths: list[int]
    windows: list[tuple[int, int, int, int]]
    told: np.ndarray
    roles: np.ndarray
    statements: list[tuple[int, int, gold.Record]]
    certain: range
    labelled: bool


def part_of(record: gold.Record, number: int, parts: int) -> int:
    """The part that a document is dealt into. The documents of one scenario, which tell of the same gifts, stay together."""
    scenario = record["set"].removeprefix("own-")
    return zlib.crc32(record["set"].encode()) % parts if scenario in gold.FITTED else number % parts


def labels_of(prepared: Iterable[fitting.Prepared]) -> dict[str, list[str]]:
    """The labels that are learned of each field, the commonest first."""
    counts: dict[str, dict[str, int]] = {name: {} for name in LEARNED}
    for document in prepared:
        for s in document.record["statements"]:
            for name in FIELDS[s["kind"]]:
                label = label_of(s, name)
                counts[name][label] = counts[name].get(label, 0) + 1
    return {
        name: [label for label, n in sorted(found.items(), key=lambda pair: -pair[1]) if n >= RARE]
        for name, found in counts.items()
    }


def label_of(statement: gold.Record, name: str) -> str:
    """The statement's label for a field of the encoder."""
    return statement[COLUMN.get(name, name)] or NONE


def names_of(labels: dict[str, list[str]]) -> tuple[str, ...]:
    """The names of all scores of a piece, in order."""
    heads = [f"{head}:{kind}" for head in ("kind", "begin") for kind in KINDS]
    return (*heads, *(f"role:{r}" for r in ROLES), *(f"{name}:{label}" for name in labels for label in labels[name]))


def example(prepared: fitting.Prepared, words: WordPieces, part: int) -> Example:
    """What is to be learned of one document."""
    sheet, record = prepared.scene.sheet, prepared.record
    pieces, places = pieces_of(sheet, words)
    lengths = [len(words.of(word)) for word in sheet.tokens.words]
    tokens = zip(sheet.tokens.starts, sheet.tokens.ends, lengths, strict=True)
    spots = [(start, end) for start, end, count in tokens for _ in range(count)]
    told = np.zeros((len(pieces), 2 * len(KINDS)), dtype=np.float32)
    statements: list[tuple[int, int, gold.Record]] = []
    stretches = [(s, place) for s in record["statements"] for place in gold.places(record, s)]
    if prepared.only is not None:
        whole = sheet.sentences[prepared.only]
        stretches = [({"kind": "pledge"}, (sheet.start(whole.first), sheet.end(whole.last - 1)))]
    for statement, (start, end) in stretches:
        inside = [k for k, (a, b) in enumerate(spots) if a < end and b > start]
        if inside:
            kind = KINDS.index(statement["kind"])
            told[inside, kind] = 1
            told[inside[0], len(KINDS) + kind] = 1
            statements.append((inside[0], inside[-1] + 1, statement))
    borders = [places[s.first] for s in sheet.sentences]
    certain = range(len(pieces))
    if prepared.only is not None:
        certain = range(statements[0][0], statements[0][1]) if statements else range(0)
    return Example(
        outside.key_of(record["text"]), part, pieces, lengths, windows(len(pieces), borders), told,
        _roles(prepared, places), statements, certain, prepared.only is None,
    )  # fmt: skip


def _roles(prepared: fitting.Prepared, places: list[int]) -> np.ndarray:
    """Of each actor mentioned in a sentence with a statement: whether it fills a role of one of its statements."""
    out = np.full((places[-1], len(ROLES)), -1, dtype=np.float32)
    filled: dict[int, list[set[str]]] = {}
    if prepared.only is None:
        for statement, segment in prepared.placed + prepared.also:
            roles = filled.setdefault(segment.sentence, [set() for _ in ROLES])
            for number, name in enumerate(ACTORS[segment.kind]):
                roles[number] |= set(statement.get(name) or ())
    for sentence, roles in filled.items():
        for mention in prepared.scene.by_sentence[sentence]:
            out[places[mention.unit] : places[mention.unit + 1]] = [mention.code in codes for codes in roles]
    return out
