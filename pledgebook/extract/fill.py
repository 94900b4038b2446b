"""Segments become drafts: every field of a statement is filled from the mentions in and around its segment.

The order matters: the speaker and the amount are known before the donors, the donors before the recipients, and each draft
sees the one before it, as a reader does.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from pledgebook.extract import actors, decisions, phrases
from pledgebook.extract.casting import MAIN, ROLES, cast
from pledgebook.extract.days import COMING, day_of
from pledgebook.extract.gatherings import people_in, place_in
from pledgebook.extract.impressions import Impressions
from pledgebook.extract.items import items_in
from pledgebook.extract.learned import Forest, Linear, Weights
from pledgebook.extract.linear import probabilities
from pledgebook.extract.money import amount_in
from pledgebook.extract.needs import needed_in
from pledgebook.extract.programmes import programme_features
from pledgebook.extract.scene import ActorMention, Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.speakers import speaker_of
from pledgebook.extract.speaking import choose_speaker
from pledgebook.extract.subjects import subject_in
from pledgebook.extract.times import period_in, since_in, until_in
from pledgebook.extract.topics import topics_in
from pledgebook.extract.turns import Attribution
from pledgebook.model import Amount, Reason, Speaker

LIKELY = 0.5
NONE = "-"


@dataclass(slots=True)
class Draft:
    """A statement in the making: its segment, its fields, why they are so, how sure the decisions about it are (`sure`, by
    name, from 0 to 1), and the chance that it is right."""

    segment: Segment
    values: dict[str, Any] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    chance: float = 1.0
    sure: dict[str, float] = field(default_factory=dict)
    explain: bool = False
    before: Draft | None = field(default=None, repr=False)

    @property
    def main(self) -> frozenset[str]:
        """The main actors."""
        return frozenset(self.values.get(MAIN[self.segment.kind]) or ())


@dataclass(frozen=True, slots=True)
class Work:
    """What every filler works with: the scene, the models, the attribution that covers the segment, its features."""

    scene: Scene
    weights: Weights
    attribution: Attribution | None
    features: list[str]  # of its words
    felt: list[str]  # of what the encoder makes of it


def fill(scene: Scene, segments: list[Segment], weights: Weights, explain: bool = False) -> list[Draft]:
    """A draft for each segment, in order; `explain` keeps the strongest features of each learned decision."""
    drafts: list[Draft] = []
    for segment in segments:
        drafts.append(_draft(scene, segment, weights, drafts[-1] if drafts else None, explain))
    return drafts


def _draft(scene: Scene, segment: Segment, weights: Weights, before: Draft | None, explain: bool) -> Draft:
    draft = Draft(segment, chance=segment.chance, explain=explain, before=before)
    attribution = speaker_of(scene.sheet, scene.attributions, segment.sentence, segment.first, segment.last)
    spoken = choose_speaker(scene, segment, _spoken(before), weights.forest("speaker"))
    draft.values["speaker"] = Speaker(*spoken) if spoken else None
    if spoken:
        draft.reasons.append(
            Reason("speaker", spoken[0] or spoken[1] or "", "learned: the likeliest attribution in reach")
        )
    features = decisions.features(scene, segment.sentence, segment.first, segment.last)
    felt = decisions.felt_features(scene, segment.kind, segment.first, segment.last)
    FILLERS[segment.kind](Work(scene, weights, attribution, features, felt), draft)
    own = (tuple(draft.values["programmes"]), segment) if segment.kind == "pledge" else None
    draft.values["named"] = own or (before.values.get("named") if before else None)
    return draft


def _spoken(before: Draft | None) -> tuple[tuple[str | None, str | None] | None, Segment] | None:
    """Who spoke the statement before, and where."""
    if before is None:
        return None
    speaker = before.values.get("speaker")
    return ((speaker.name, speaker.actor) if speaker else None), before.segment


def known(work: Work, draft: Draft) -> actors.Known:
    """What is known of the draft when its actors are sought."""
    segment = draft.segment
    return actors.known(
        work.scene,
        segment.kind,
        segment.sentence,
        segment.first,
        segment.last,
        work.attribution.actor if work.attribution else None,
        _earlier(draft.before),
        draft.values.get("programmes") or [],
    )


def _earlier(before: Draft | None) -> list[actors.Earlier]:
    """The drafts before, the nearest first, as far back as matters for actors."""
    out: list[actors.Earlier] = []
    while before is not None and len(out) < actors.MEMORY:
        segment = before.segment
        other = ROLES[segment.kind][1:]
        others = frozenset(before.values.get(other[0]) or ()) if other else frozenset()
        out.append(actors.Earlier(segment.kind, segment.sentence, before.main, others))
        before = before.before
    return out


def fill_roles(work: Work, draft: Draft) -> None:
    """Fill the roles that actors play."""
    facts = known(work, draft)
    for number, part in enumerate(cast(work.scene, facts, work.weights)):
        draft.values[part.role] = part.actors
        name = "second" if number else "main"
        draft.sure[name], draft.sure[f"next {name}"] = part.chance, part.rest
        draft.reasons.append(Reason(part.role, _where(work.scene, facts, part.actors), part.rule))


def _where(scene: Scene, facts: actors.Known, codes: tuple[str, ...]) -> str:
    """The words that name the chosen actors nearest to the segment."""
    words = []
    for code in codes:
        near = _mentions(scene, code)
        if near:
            best = min(near, key=lambda m: (abs(m.sentence - facts.sentence), abs(m.unit - facts.first)))
            words.append(scene.sheet.words(best.unit, best.unit + 1))
    return ", ".join(words)


def _mentions(scene: Scene, code: str) -> list[ActorMention]:
    """All mentions of the actor."""
    known: dict[str, list[ActorMention]] | None = scene.notes.get("mentions")
    if known is None:
        known = {}
        for mention in scene.actors:
            known.setdefault(mention.code, []).append(mention)
        scene.notes["mentions"] = known
    return known.get(code, [])


def decide(
    draft: Draft,
    name: str,
    features: list[str],
    model: Linear | Forest,
    odds: list[float] | None = None,
    felt: Impressions | None = None,
) -> str | None:
    """The likeliest label of a decision, kept with its strongest features; `odds` of a forest, where they are known; blended
    with what was `felt`, where that is given. The label `NONE` means null."""
    chances = probabilities(odds) if odds else model.chances(features)
    if felt is not None:
        chances = felt.blended(name, model.labels, chances, draft.segment.first, draft.segment.last)
    chance = draft.sure[name] = max(chances)
    label = model.labels[chances.index(chance)]
    if draft.explain:
        strongest = ", ".join(f for f, _ in model.strongest(features, label))
        if felt is not None:
            own = felt.chances(name, draft.segment.first, draft.segment.last)
            strongest += f", felt {name}={label} at {own.get(label, 0.0):.2f}"
        draft.reasons.append(Reason(name, "", f"learned: {label} at {chance:.2f} ({strongest})"))
    return None if label == NONE else label


def programmes_of(work: Work, draft: Draft) -> tuple[str, ...]:
    """The programmes that the statement speaks of."""
    candidates = programme_features(
        work.scene, draft.segment, draft.before.values.get("named") if draft.before else None
    )
    model = work.weights.decision("programme")
    chosen = [slug for slug, features in candidates.items() if model.chances(features)[0] > LIKELY]
    if chosen:
        draft.reasons.append(Reason("programmes", ", ".join(chosen), "named in reach"))
    return tuple(chosen)


def _pledge(work: Work, draft: Draft) -> None:
    scene, weights = work.scene, work.weights
    before = draft.before
    features = work.features
    segment, values = draft.segment, draft.values
    values["programmes"] = programmes_of(work, draft)
    fill_roles(work, draft)
    sector = decisions.sector_features(scene, segment.sentence, segment.first, segment.last, list(values["programmes"]))
    previous = [f"prev:{before.values.get('sector')}"] if before else ["prev:^"]
    pledged = before.values["stage"] if before and before.segment.kind == "pledge" else None
    following = decisions.following_features(pledged, features)
    beside = features + sector + work.felt
    seen = {"stage": features + following, "sector": beside + previous, "instrument": beside}
    odds = dict(zip(seen, weights.panel(*seen).odds(seen["sector"] + following), strict=True))
    values["stage"] = decide(draft, "stage", seen["stage"], weights.decision("stage"), odds["stage"], scene.sheet.felt)
    values["amount"] = _amount(work.scene, draft)
    for name in ("sector", "instrument"):
        values[name] = decide(draft, name, seen[name], weights.decision(name), odds[name])
    judge = weights.decision("item")
    values["items"] = items_in(scene, segment, lambda features: judge.chances(features)[0])
    values["condition"] = phrases.condition_in(scene, segment)
    values["period"] = period_in(scene, segment, values["stage"] in COMING)
    values["date"] = _day(work, draft, values["stage"])


def _total(work: Work, draft: Draft) -> None:
    scene, weights = work.scene, work.weights
    before = draft.before
    features = work.features + work.felt
    segment, values = draft.segment, draft.values
    values["programmes"] = programmes_of(work, draft)
    fill_roles(work, draft)
    values["amount"] = _amount(work.scene, draft)
    sector = decisions.sector_features(scene, segment.sentence, segment.first, segment.last, list(values["programmes"]))
    previous = [f"prev:{before.values.get('sector')}"] if before else ["prev:^"]
    values["sector"] = decide(draft, "sector", features + sector + previous, weights.decision("total_sector"))
    whole = before if before is not None and before.segment.kind == "total" else None
    part = weights.decision("part").chances(
        [
            *features,
            *decisions.felt_fact(scene, "part", segment.first, segment.last),
            *phrases.part_features(segment, whole.segment if whole else None),
        ]
    )[0]
    values["part"] = whole is not None and part > LIKELY
    values["since"] = since_in(scene, segment) or (whole.values.get("since") if whole and values["part"] else None)
    values["until"] = until_in(scene, segment)
    values["date"] = _day(work, draft, None)


def _agreement(work: Work, draft: Draft) -> None:
    scene, weights = work.scene, work.weights
    features = work.features + work.felt
    values = draft.values
    values["programmes"] = ()
    fill_roles(work, draft)
    values["stage"] = decide(draft, "stage", features, weights.decision("agreement_stage"))
    values["subject"] = subject_in(scene, draft.segment)
    values["date"] = _day(work, draft, values["stage"])


def _sanction(work: Work, draft: Draft) -> None:
    scene, weights = work.scene, work.weights
    features = work.features + work.felt
    values = draft.values
    fill_roles(work, draft)
    values["action"] = decide(draft, "action", features, weights.decision("action"))
    values["until"] = phrases.until_in(scene, draft.segment)
    values["date"] = _day(work, draft, values["action"])


def _need(work: Work, draft: Draft) -> None:
    scene, weights = work.scene, work.weights
    features = work.features + work.felt
    segment, values = draft.segment, draft.values
    fill_roles(work, draft)
    judge = weights.decision("needed")
    values["item"] = needed_in(scene, segment, lambda features: judge.chances(features)[0])
    if values["item"]:
        draft.reasons.append(Reason("item", values["item"], "learned: the likeliest phrase of the clause"))
    sector = decisions.sector_features(scene, segment.sentence, segment.first, segment.last, [])
    values["sector"] = decide(draft, "sector", features + sector, weights.decision("need_sector"))
    urgent = features + decisions.felt_fact(scene, "priority", segment.first, segment.last)
    values["priority"] = decide(draft, "priority", urgent, weights.decision("priority")) == "yes"
    values["amount"] = amount_in(scene, segment, ())
    values["date"] = None


def _meeting(work: Work, draft: Draft) -> None:
    scene, weights = work.scene, work.weights
    features = work.features + work.felt
    segment, values = draft.segment, draft.values
    fill_roles(work, draft)
    values["stage"] = decide(draft, "stage", features, weights.decision("meeting_stage"))
    values["people"] = people_in(scene, segment, frozenset(values["actors"]))
    values["place"] = place_in(scene, segment)
    judge = weights.decision("topic")
    values["topics"] = topics_in(scene, segment, lambda features: judge.chances(features)[0])
    values["date"] = _day(work, draft, values["stage"])


def _day(work: Work, draft: Draft, label: str | None) -> datetime.date | None:
    """The day that the statement says."""
    before = (draft.before.values.get("date"), draft.before.segment) if draft.before else None
    return day_of(work.scene, draft.segment, label, before, work.weights.forest("day"))


def _amount(scene: Scene, draft: Draft) -> Amount | None:
    amount = amount_in(scene, draft.segment, draft.values["donors"])
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
