"""From gold documents to what the encoder learns: for every piece what it is part of, for every statement its labels."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterable
from itertools import accumulate

import fitting
import gold
import numpy as np
import outside

from pledgebook.extract.casting import ROLES as ACTORS
from pledgebook.extract.counting import plain_singular
from pledgebook.extract.encoder import pieces_of, windows
from pledgebook.extract.impressions import FACTS, FIELDS, MARKS, ROLES
from pledgebook.extract.segments import KINDS, Segment
from pledgebook.extract.wordpieces import WordPieces

RARE = 3  # a label that fewer statements have is not learned
NONE = "-"
LEARNED = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
COLUMN = {"talks": "stage"}  # the field of the statement, where it has another name


@dataclasses.dataclass
class Example:
    """A document in pieces, under its key (see outside.py). `told`: for each piece whether it is part of a statement of
    each kind, then whether it begins one. `marks`: for each piece of an actor's mention whether the actor fills each role
    there, for each of a pledge whether it names a thing given, else -1. `statements`: first and last (exclusive) piece of
    each place of a statement, its record, and whether another place came before, as far as they are `labelled`. `certain`:
    the pieces of which anything is known."""

    key: str
    part: int
    pieces: list[int]
    lengths: list[int]
    windows: list[tuple[int, int, int, int]]
    told: np.ndarray
    marks: np.ndarray
    statements: list[tuple[int, int, gold.Record, bool]]
    certain: range
    labelled: bool


def part_of(record: gold.Record, parts: int) -> int:
    """The part that a document is dealt into, whatever other documents there are. The documents of one scenario, which tell
    of the same gifts, stay together."""
    scenario = record["set"].removeprefix("own-")
    return zlib.crc32((record["set"] if scenario in gold.FITTED else record["text"]).encode()) % parts


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


def facts_of(statement: gold.Record, again: bool) -> dict[str, bool]:
    """Which of the encoder's facts are so of a statement, or of another place where it is said `again`."""
    known = {
        "programme": bool(statement.get("programmes")),
        "spoken": statement["speaker"] is not None,
        "again": again,
        "part": bool(statement.get("part_of")),
        "priority": bool(statement.get("priority")),
    }
    return {name: known[name] for name in FACTS[statement["kind"]]}


def names_of(labels: dict[str, list[str]]) -> tuple[str, ...]:
    """The names of all scores of a piece, in order."""
    heads = [f"{head}:{kind}" for head in ("kind", "begin") for kind in KINDS]
    facts = dict.fromkeys(name for names in FACTS.values() for name in names)
    fields = [f"{name}:{label}" for name in labels for label in labels[name]]
    return (*heads, *(f"mark:{name}" for name in MARKS), *(f"fact:{name}" for name in facts), *fields)


def example(prepared: fitting.Prepared, words: WordPieces, part: int) -> Example:
    """What is to be learned of one document."""
    sheet, record = prepared.scene.sheet, prepared.record
    pieces, places = pieces_of(sheet, words)
    lengths = [len(words.of(word)) for word in sheet.tokens.words]
    tokens = zip(sheet.tokens.starts, sheet.tokens.ends, lengths, strict=True)
    spots = [(start, end) for start, end, count in tokens for _ in range(count)]
    told = np.zeros((len(pieces), 2 * len(KINDS)), dtype=np.float32)
    statements: list[tuple[int, int, gold.Record, bool]] = []
    stretches = [(s, place, n > 0) for s in record["statements"] for n, place in enumerate(gold.places(record, s))]
    if prepared.only is not None:
        whole = sheet.sentences[prepared.only]
        stretches = [({"kind": "pledge"}, (sheet.start(whole.first), sheet.end(whole.last - 1)), False)]
    for statement, (start, end), again in stretches:
        inside = [k for k, (a, b) in enumerate(spots) if a < end and b > start]
        if inside:
            kind = KINDS.index(statement["kind"])
            told[inside, kind] = 1
            told[inside[0], len(KINDS) + kind] = 1
            statements.append((inside[0], inside[-1] + 1, statement, again))
    borders = [places[s.first] for s in sheet.sentences]
    certain = range(len(pieces))
    if prepared.only is not None:
        certain = range(statements[0][0], statements[0][1]) if statements else range(0)
    return Example(
        outside.key_of(record["text"]), part, pieces, lengths, windows(len(pieces), borders), told,
        _marks(prepared, places, [0, *accumulate(lengths)]), statements, certain, prepared.only is None,
    )  # fmt: skip


def _marks(prepared: fitting.Prepared, places: list[int], upto: list[int]) -> np.ndarray:
    """Of each actor mentioned in a sentence with a statement: whether it fills a role of one of its statements. Of each word
    of a pledge: whether it is one of the things given. `places` and `upto` are the first pieces of units and of tokens."""
    out = np.full((places[-1], len(MARKS)), -1, dtype=np.float32)
    filled: dict[int, list[set[str]]] = {}
    if prepared.only is None:
        for statement, segment in prepared.placed + prepared.also:
            roles = filled.setdefault(segment.sentence, [set() for _ in ROLES])
            for number, name in enumerate(ACTORS[segment.kind]):
                roles[number] |= set(statement.get(name) or ())
            if segment.kind == "pledge":
                _mark_things(out[:, MARKS.index("item")], prepared, statement, segment, upto)
    for sentence, roles in filled.items():
        for mention in prepared.scene.by_sentence[sentence]:
            out[places[mention.unit] : places[mention.unit + 1], : len(ROLES)] = [
                mention.code in codes for codes in roles
            ]
    return out


def _mark_things(
    column: np.ndarray, prepared: fitting.Prepared, statement: gold.Record, segment: Segment, upto: list[int]
) -> None:
    """Mark the pieces of a pledge: those of a phrase that names one of its things with 1, the others, where none is marked
    yet, with 0. A phrase is the head noun, in either number, and the words of the item before it."""
    sheet = prepared.scene.sheet
    first, last = sheet.units[segment.first].first, sheet.units[segment.last - 1].last
    said = [word.lower() for word in sheet.tokens.words[first:last]]
    things = np.zeros(len(said), dtype=bool)
    for item in statement["items"]:
        phrase = set(item["item"].lower().split())
        for k, word in enumerate(said):
            if plain_singular(word) == fitting.head(item["item"]):
                begin = k
                while begin and said[begin - 1] in phrase:
                    begin -= 1
                things[begin : k + 1] = True
    for k, thing in enumerate(things, first):
        mine = column[upto[k] : upto[k + 1]]
        mine[:] = np.maximum(mine, float(thing))
