"""Donors that are merely listed under one verb make a pledge each; donors of one shared gift make one together."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from pledgebook.extract import decisions
from pledgebook.extract.casting import MAIN
from pledgebook.extract.fill import Draft
from pledgebook.extract.learned import Weights
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import AMOUNT, SIGN, TERM, WORD, Sheet, Unit

LIKELY = 0.5
CLOSE = 4  # units between two donors that are told word by word


def divided(scene: Scene, drafts: list[Draft], weights: Weights) -> list[Draft]:
    """The drafts, with each pledge of merely listed donors divided into one a donor."""
    model = weights.decision("each")
    out: list[Draft] = []
    for draft in drafts:
        donors = draft.values.get(MAIN[draft.segment.kind]) or ()
        if draft.segment.kind != "pledge" or len(donors) < 2 or model.chances(each_features(scene, draft))[0] <= LIKELY:
            out.append(draft)
            continue
        for donor in donors:
            values = {**draft.values, "donors": (donor,)}
            out.append(Draft(replace(draft.segment), values, list(draft.reasons), draft.chance, dict(draft.sure)))
    return out


def each_features(scene: Scene, draft: Draft) -> list[str]:
    """Features of several donors in one segment: shared or listed?"""
    segment = draft.segment
    donors = frozenset(draft.values.get("donors") or ())
    out = [
        f
        for f in decisions.features(scene, segment.sentence, segment.first, segment.last)
        if f.startswith(("w:", "c:", "Lw:", "Rw:"))
    ]
    out.append(f"donors{min(len(donors), 5)}")
    out.append("amount" if draft.values.get("amount") else "no amount")
    return [*out, *_standing(scene, segment, donors), "bias"]


def _standing(scene: Scene, segment: Segment, donors: frozenset[str]) -> list[str]:
    """How the donors stand to one another and to the sums of the segment."""
    sheet = scene.sheet
    units = sheet.units
    first: dict[str, int] = {}
    for mention in scene.by_sentence[segment.sentence]:
        if mention.code in donors and segment.first <= mention.unit < segment.last:
            first.setdefault(mention.code, mention.unit)
    places = sorted(set(first.values()))
    sums = [k for k in range(segment.first, segment.last) if units[k].kind == AMOUNT]
    out = [f"named{min(4, len(places))}of{min(4, len(donors))}", f"amounts{min(3, len(sums))}"]
    if len(places) < len(first):
        out.append("named together")  # "the Baltic states"
    for one, two in pairwise(places):
        gap = units[one + 1 : two]
        out.append("between:" + " ".join(_plain(sheet, unit) for unit in gap) if len(gap) <= CLOSE else "apart")
        out += ["within:" + unit.key for unit in gap if unit.kind in {TERM, WORD}]
        out += ["within c:" + c for unit in gap for c in unit.classes]
    if not places:
        return out
    if sums:
        out.append("sum " + ("after" if sums[0] > places[-1] else "before" if sums[0] < places[0] else "among"))
    if places[-1] + 1 < segment.last:
        out.append("then:" + units[places[-1] + 1].key)
        out += ["then c:" + c for c in units[places[-1] + 1].classes]
    out.append("opens" if places[0] == segment.first else "lead:" + units[places[0] - 1].key)
    return out


def _plain(sheet: Sheet, unit: Unit) -> str:
    """The word itself where it is a sign, an expression or one that joins, else what sort of unit it is."""
    return unit.key if unit.kind in {SIGN, TERM} or unit.key in sheet.clauses.stops else unit.kind
