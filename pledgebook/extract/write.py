"""Drafts become statements: exact quotes, plain values, and the reasons for them."""

from __future__ import annotations

from typing import Any

from pledgebook.extract.fill import Draft
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.model import Agreement, Document, Meeting, Need, Pledge, Sanction, Statement, Total

EDGES = frozenset({",", ";", ":", "–", "—", "-", "•", "|", "/"})
OPENERS = {'"': '"', "“": "”", "«": "»", "„": "“", "(": ")", "[": "]"}
CLASSES: dict[str, type[Statement]] = {
    "pledge": Pledge,
    "total": Total,
    "agreement": Agreement,
    "sanction": Sanction,
    "need": Need,
    "meeting": Meeting,
}


def quote_span(scene: Scene, segment: Segment) -> tuple[int, int]:
    """The quote's place in the text: the segment without the joints and signs at its edges."""
    sheet = scene.sheet
    units = sheet.units
    sentence = sheet.sentences[segment.sentence]
    first, last = segment.first, segment.last
    joints = sheet.clauses.joints
    while first < last - 1 and (
        units[first].key in EDGES or (first > sentence.first and units[first].key in joints | {"but", "while", "that"})
    ):
        first += 1
    while last - 1 > first and units[last - 1].key in EDGES:
        last -= 1
    for opener, closer in OPENERS.items():
        keys = [units[k].key for k in range(first, last)]
        if keys and keys[0] == opener and closer not in keys[1:] and len(keys) > 1:
            first += 1
        elif keys and keys[-1] == closer and opener not in keys[:-1] and len(keys) > 1:
            last -= 1
    return sheet.start(first), sheet.end(last - 1)


def statement(
    document: Document, scene: Scene, draft: Draft, number: str, offset: int, engine: str, wholes: dict[int, str]
) -> Statement:
    """The draft as a statement with the id `number`, where `offset` is the scene's place in the document; `wholes` remembers
    the last total, for parts of it."""
    start, end = (offset + place for place in quote_span(scene, draft.segment))
    values: dict[str, Any] = dict(draft.values)
    values["programmes"] = scene.programmes.as_said(values.get("programmes") or ())
    kind = draft.segment.kind
    if values.pop("part", False) and kind == "total":
        values["part_of"] = wholes.get(0)
    elif kind == "total":
        wholes[0] = number
    made = CLASSES[kind]
    allowed = made.__dataclass_fields__
    return made(
        id=number,
        doc=document.id,
        quote=document.text[start:end],
        start=start,
        end=end,
        confidence=draft.chance,
        engine=engine,
        reasons=tuple(draft.reasons),
        **{k: v for k, v in values.items() if k in allowed},
    )
