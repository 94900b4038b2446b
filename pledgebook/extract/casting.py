"""The cast of a statement: who fills which of its roles.

Two rounds of boosted trees. The first judges each actor by itself; the second sees besides what the first thought of the
others: that another actor is a likelier donor, that this one is rather the recipient, that its neighbours in a list are
donors too. `docs/decisions/` says how much the second round is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.actor_rows import FEATURES, Table, rows
from pledgebook.extract.actors import Known, in_reach
from pledgebook.extract.learned import Weights
from pledgebook.extract.scene import Scene
from pledgebook.extract.standing import runs_of

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
LIKELY = 0.5
KNOWN = "the donor of the entry"
HARDLY = 0.25  # below it the usual recipient is likelier than anybody else
OF_A_ROLE = ("chance", "best of the others", "rank", "best of its list", "sum")
RELATED = (*(f"{name} as {part}" for part in ("main", "other") for name in OF_A_ROLE), "main")
SECOND = (*FEATURES, *RELATED)

Chances = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """A role with the actors chosen for it, the chance of the likeliest, that of the likeliest who was not chosen, and what
    decided."""

    role: str
    actors: tuple[str, ...]
    chance: float
    rest: float
    rule: str


def models_of(kind: str) -> list[str]:
    """The names of the models for the roles of a kind, in order."""
    return [MODEL.get((kind, name), name) for name in ROLES[kind]]


def mates_in(scene: Scene, known: Known, codes: Sequence[str]) -> list[list[int]]:
    """For each actor the places of those that stand in one list with it in the sentence."""
    runs = runs_of(scene, known.sentence)
    lists: list[set[int]] = [set() for _ in codes]
    line = {code: k for k, code in enumerate(codes)}
    for mention in scene.by_sentence[known.sentence]:
        if mention.code in line:
            lists[line[mention.code]].add(runs[mention.unit][0])
    return [
        [j for j, other in enumerate(lists) if j != i and mine & other] if mine else [] for i, mine in enumerate(lists)
    ]


def related(chances: Sequence[Chances], mates: list[list[int]]) -> Table:
    """The columns RELATED for each actor, of the first round's chances for one or two roles; "main" is left 0."""
    count = len(mates)
    out = np.zeros((count, len(RELATED)), dtype=np.float32)
    for number, chance in enumerate(chances):
        at = number * len(OF_A_ROLE)
        values = [float(c) for c in chance]
        ranked = sorted(values, reverse=True)
        out[:, at] = values
        out[:, at + 4] = sum(values)
        for k, value in enumerate(values):
            out[k, at + 1] = (ranked[1] if value == ranked[0] else ranked[0]) if count > 1 else 0.0
            out[k, at + 2] = ranked.index(value)
            out[k, at + 3] = max((values[j] for j in mates[k]), default=-1.0)
    return out


def cast(scene: Scene, known: Known, weights: Weights) -> list[Part]:
    """The actors of each role of the statement, in the order in which the document names them."""
    codes = in_reach(scene, known)
    names = models_of(known.kind)
    first = rows(scene, known, codes)
    chances = list(weights.tree_panel(*(f"{name} first" for name in names)).chances(first))
    table = np.concatenate([first, related(chances, mates_in(scene, known, codes))], axis=1)
    order = {code: k for k, code in enumerate(scene.order)}
    out: list[Part] = []
    entered = scene.sheet.document.donor
    out_of_place = _out_of_place(scene, entered)
    for role, name in zip(ROLES[known.kind], names, strict=True):
        if out:
            table[:, -1] = [code in out[0].actors for code in codes]
        judged = weights.tree_panel(name).chances(table)[0]
        ranked = sorted(zip(codes, judged.tolist(), strict=True), key=lambda pair: -pair[1])
        ranked = [(code, chance) for code, chance in ranked if (role, code) not in out_of_place]
        chosen = [code for code, chance in ranked if chance > LIKELY]
        best = ranked[0][1] if ranked else 0.0
        rule = f"learned: {name} at {best:.2f}"
        if role == "recipients":
            chosen = _recipients(scene, known, ranked, chosen, out[0].actors)
        elif not chosen and role == "donors" and entered is not None:
            chosen, best, rule = [entered], dict(ranked).get(entered, 0.0), KNOWN
        elif not chosen and not out and ranked:
            chosen = [ranked[0][0]]
        named = tuple(sorted(chosen, key=lambda code: order.get(code, len(order))))
        rest = max((chance for code, chance in ranked if code not in named), default=0.0)
        out.append(Part(role, named, best, rest, rule))
    return out


def _out_of_place(scene: Scene, entered: str | None) -> frozenset[tuple[str, str]]:
    """Who fills which role in no note of a tracker whose donor is `entered`: states that sanctions are usually directed at, and
    the usual recipient as a donor. In other texts whoever is named may."""
    roles = scene.sheet.roles
    if entered is None:
        return frozenset()
    never = {(role, code) for role in ("donors", "recipients") for code in roles.usual_targets}
    return frozenset({*never, ("donors", roles.default_recipient)} - {("donors", entered)})


def _recipients(
    scene: Scene, known: Known, ranked: list[tuple[str, float]], chosen: list[str], donors: tuple[str, ...]
) -> list[str]:
    """The recipients: nobody gives to itself, and the usual recipient is meant beside others only where it is named."""
    usual = scene.sheet.roles.default_recipient
    if not chosen:
        chosen = [ranked[0][0]] if ranked and ranked[0][1] > HARDLY else [usual]
    inside = {m.code for m in scene.by_sentence[known.sentence] if known.first <= m.unit < known.last}
    if usual in chosen and usual not in inside and any(code in inside for code in chosen):
        chosen = [code for code in chosen if code != usual]
    return [code for code in chosen if code not in donors] or chosen
