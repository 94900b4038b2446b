"""Segments become drafts: every field of a statement is filled from the mentions in and around its segment.

The order matters: the speaker and the amount are known before the donors, the donors before the recipients, and each draft
sees the one before it, as a reader does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from pledgebook.extract import actors, decisions, phrases
from pledgebook.extract.items import items_in
from pledgebook.extract.learned import Forest, Linear, Weights
from pledgebook.extract.money import amount_in
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.speakers import Attribution, speaker_of
from pledgebook.extract.speaking import choose_speaker
from pledgebook.extract.times import date_in, period_in, since_in
from pledgebook.model import Amount, Reason, Speaker

LIKELY = 0.5
ROLES: dict[str, tuple[str, ...]] = {
    "pledge": ("donors", "recipients"),
    "total": ("donors", "recipients"),
    "agreement": ("parties",),
    "sanction": ("senders", "targets"),
    "need": ("actors",),
    "meeting": ("actors",),
}
MAIN = {kind: names[0] for kind, names in ROLES.items()}
MODEL = {("need", "actors"): "needers", ("meeting", "actors"): "meeters"}


@dataclass(slots=True)
class Draft:
    """A statement in the making: its segment, its fields, why they are so, and the chance that it is right."""

    segment: Segment
    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    chance: float = 1.0

    @property
    def main(self) -> frozenset[str]:
        """The main actors."""
        return frozenset(self.values.get(MAIN[self.segment.kind]) or ())


def fill(scene: Scene, segments: list[Segment], weights: Weights) -> list[Draft]:
    """A draft for each segment, in order."""
    drafts: list[Draft] = []
    for segment in segments:
        drafts.append(_draft(scene, segment, weights, drafts[-1] if drafts else None))
    return drafts


def _draft(scene: Scene, segment: Segment, weights: Weights, before: Draft | None) -> Draft:
    draft = Draft(segment, chance=segment.chance)
    attribution = speaker_of(scene.sheet, scene.attributions, segment.sentence, segment.first, segment.last)
    spoken = choose_speaker(scene, segment, _spoken(before), weights.linear("speaker"))
    draft.values["speaker"] = Speaker(*spoken) if spoken else None
    if spoken:
        draft.reasons.append(Reason("speaker", spoken[0] or spoken[1] or "", "learned: the likeliest attribution in reach"))
    features = decisions.features(scene, segment.sentence, segment.first, segment.last)
    FILLERS[segment.kind](scene, draft, features, attribution, before, weights)
    return draft


def _spoken(before: Draft | None) -> tuple[tuple[str | None, str | None] | None, Segment] | None:
    """Who spoke the statement before, and where."""
    if before is None:
        return None
    speaker = before.values.get("speaker")
    return ((speaker.name, speaker.actor) if speaker else None), before.segment


def known(scene: Scene, draft: Draft, attribution: Attribution | None, before: Draft | None) -> actors.Known:
    """What is known of the draft when its actors are sought."""
    segment = draft.segment
    return actors.known(
        scene,
        segment.kind,
        segment.sentence,
        segment.first,
        segment.last,
        attribution.actor if attribution else None,
        before.main if before else frozenset(),
        before.segment.kind if before else "",
        draft.values.get("programmes") or [],
    )


def fill_roles(
    scene: Scene, draft: Draft, attribution: Attribution | None, before: Draft | None, weights: Weights
) -> None:
    """Fill the roles that actors play, each by its own trees over the same rows."""
    kind = draft.segment.kind
    facts = known(scene, draft, attribution, before)
    codes = actors.in_reach(scene, facts)
    table = np.array(actors.rows(scene, facts, codes), dtype=np.float32).reshape(len(codes), len(actors.FEATURES))
    for number, name in enumerate(ROLES[kind]):
        model = MODEL.get((kind, name), name)
        chances = weights.trees(model).chances(table) if codes else []
        ranked = sorted(zip(codes, chances, strict=True), key=lambda pair: -pair[1])
        chosen = [code for code, chance in ranked if chance > LIKELY]
        if not chosen and ranked and number == 0:
            chosen = [ranked[0][0]]
        if name == "recipients" and not chosen:
            chosen = [ranked[0][0]] if ranked and ranked[0][1] > 0.25 else [scene.sheet.roles.default_recipient]
        if name == "recipients":
            chosen = [c for c in chosen if c not in draft.main] or chosen
        order = {code: k for k, code in enumerate(scene.order)}
        draft.values[name] = tuple(sorted(chosen, key=lambda c: order.get(c, 999)))
        top = float(ranked[0][1]) if ranked else 0.0
        if number == 0:
            draft.chance *= 0.5 + 0.5 * top
        draft.reasons.append(Reason(name, _where(scene, facts, chosen), f"learned: {model} at {top:.2f}"))


def _where(scene: Scene, facts: actors.Known, codes: list[str]) -> str:
    """The words that name the chosen actors nearest to the segment."""
    words = []
    for code in codes:
        near = [m for m in scene.actors if m.code == code]
        if near:
            best = min(near, key=lambda m: (abs(m.sentence - facts.sentence), abs(m.unit - facts.first)))
            words.append(scene.sheet.words(best.unit, best.unit + 1))
    return ", ".join(words)


def decide(draft: Draft, name: str, features: list[str], model: Linear | Forest, none: str = "-") -> str | None:
    """The likeliest label of a decision, kept with its strongest features; the label `none` means null."""
    label, chance = model.decide(features)
    strongest = ", ".join(f for f, _ in model.strongest(features, label))
    draft.reasons.append(Reason(name, "", f"learned: {label} at {chance:.2f} ({strongest})"))
    if name in {"stage", "action"}:
        draft.chance *= 0.6 + 0.4 * chance
    return None if label == none else label


def programmes_of(scene: Scene, draft: Draft, before: Draft | None, weights: Weights) -> tuple[str, ...]:
    """The programmes that the statement speaks of."""
    candidates = phrases.programme_features(
        scene, draft.segment, tuple((before.values.get("programmes") or ()) if before else ())
    )
    model = weights.decision("programme")
    chosen = [slug for slug, features in candidates.items() if model.chances(features)[0] > LIKELY]
    if chosen:
        draft.reasons.append(Reason("programmes", ", ".join(chosen), "named in reach"))
    return tuple(chosen)


def _pledge(
    scene: Scene, draft: Draft, features: list[str], attribution: Attribution | None, before: Draft | None, weights: Weights
) -> None:
    segment, values = draft.segment, draft.values
    values["programmes"] = programmes_of(scene, draft, before, weights)
    fill_roles(scene, draft, attribution, before, weights)
    values["stage"] = decide(draft, "stage", features, weights.decision("stage"))
    values["amount"] = _amount(scene, draft)
    sector = decisions.sector_features(scene, segment.sentence, segment.first, segment.last, list(values["programmes"]))
    previous = [f"prev:{before.values.get('sector')}"] if before else ["prev:^"]
    values["sector"] = decide(draft, "sector", features + sector + previous, weights.decision("sector"))
    values["instrument"] = decide(draft, "instrument", features + sector, weights.decision("instrument"))
    judge = weights.decision("item")
    values["items"] = items_in(scene, segment, lambda features: judge.chances(features)[0])
    values["condition"] = phrases.condition_in(scene, segment)
    values["period"] = period_in(scene, segment)
    values["date"] = date_in(scene, segment, future=values["stage"] in {"pledged", "offered", "discussed"})


def _total(
    scene: Scene, draft: Draft, features: list[str], attribution: Attribution | None, before: Draft | None, weights: Weights
) -> None:
    segment, values = draft.segment, draft.values
    values["programmes"] = programmes_of(scene, draft, before, weights)
    fill_roles(scene, draft, attribution, before, weights)
    values["amount"] = _amount(scene, draft)
    sector = decisions.sector_features(scene, segment.sentence, segment.first, segment.last, list(values["programmes"]))
    previous = [f"prev:{before.values.get('sector')}"] if before else ["prev:^"]
    values["sector"] = decide(draft, "sector", features + sector + previous, weights.decision("total_sector"))
    whole = before if before is not None and before.segment.kind == "total" else None
    part = weights.decision("part").chances([*features, *phrases.part_features(segment, whole and whole.segment)])[0]
    values["part"] = whole is not None and part > LIKELY
    values["since"] = since_in(scene, segment) or (whole.values.get("since") if whole and values["part"] else None)
    values["date"] = date_in(scene, segment, future=False)


def _agreement(
    scene: Scene, draft: Draft, features: list[str], attribution: Attribution | None, before: Draft | None, weights: Weights
) -> None:
    values = draft.values
    values["programmes"] = ()
    fill_roles(scene, draft, attribution, before, weights)
    values["stage"] = decide(draft, "stage", features, weights.decision("agreement_stage"))
    values["subject"] = phrases.subject_in(scene, draft.segment)
    values["date"] = date_in(scene, draft.segment, future=values["stage"] in {"negotiating", "agreed"})


def _sanction(
    scene: Scene, draft: Draft, features: list[str], attribution: Attribution | None, before: Draft | None, weights: Weights
) -> None:
    values = draft.values
    fill_roles(scene, draft, attribution, before, weights)
    values["action"] = decide(draft, "action", features, weights.decision("action"))
    values["until"] = phrases.until_in(scene, draft.segment)
    values["date"] = date_in(scene, draft.segment, future=False)


def _need(
    scene: Scene, draft: Draft, features: list[str], attribution: Attribution | None, before: Draft | None, weights: Weights
) -> None:
    segment, values = draft.segment, draft.values
    fill_roles(scene, draft, attribution, before, weights)
    values["item"] = phrases.needed_in(scene, segment)
    sector = decisions.sector_features(scene, segment.sentence, segment.first, segment.last, [])
    values["sector"] = decide(draft, "sector", features + sector, weights.decision("need_sector"))
    values["priority"] = decide(draft, "priority", features, weights.decision("priority")) == "yes"
    values["amount"] = amount_in(scene, segment, frozenset())
    values["date"] = None


def _meeting(
    scene: Scene, draft: Draft, features: list[str], attribution: Attribution | None, before: Draft | None, weights: Weights
) -> None:
    segment, values = draft.segment, draft.values
    fill_roles(scene, draft, attribution, before, weights)
    values["stage"] = decide(draft, "stage", features, weights.decision("meeting_stage"))
    values["people"] = phrases.people_in(scene, segment, frozenset(values["actors"]))
    values["place"] = phrases.place_in(scene, segment)
    values["topics"] = phrases.topics_in(scene, segment)
    values["date"] = date_in(scene, segment, future=values["stage"] == "planned")


def _amount(scene: Scene, draft: Draft) -> Amount | None:
    amount = amount_in(scene, draft.segment, draft.main)
    if amount is not None:
        draft.reasons.append(Reason("amount", f"{amount.value} {amount.currency}", "money grammar"))
    return amount


FILLERS = {
    "pledge": _pledge,
    "total": _total,
    "agreement": _agreement,
    "sanction": _sanction,
    "need": _need,
    "meeting": _meeting,
}
