"""Donors that are merely listed under one verb make a pledge each; donors of one shared gift make one together."""

from __future__ import annotations

from dataclasses import replace

from pledgebook.extract import decisions
from pledgebook.extract.casting import MAIN
from pledgebook.extract.fill import Draft
from pledgebook.extract.learned import Weights
from pledgebook.extract.scene import Scene

LIKELY = 0.5


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
    out = [
        f
        for f in decisions.features(scene, segment.sentence, segment.first, segment.last)
        if f.startswith(("w:", "c:", "Lw:", "Rw:"))
    ]
    out.append(f"donors{min(len(draft.values.get('donors') or ()), 5)}")
    out.append("amount" if draft.values.get("amount") else "no amount")
    return [*out, "bias"]
