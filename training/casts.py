"""From gold documents to the trees that choose which actors fill the roles of a statement."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

import gold
import models
import numpy as np

from pledgebook.extract import actors
from pledgebook.extract.actor_rows import FEATURES, Table, rows
from pledgebook.extract.actors import Earlier
from pledgebook.extract.casting import ROLES, SECOND, mates_in, models_of, related
from pledgebook.extract.learned import Weights
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.speakers import speaker_of

FIRST_ROUNDS, SECOND_ROUNDS = 100, 150
PARTS = 2  # parts of the training documents, each judged in the first round by trees of the others


@dataclasses.dataclass
class Case:
    """The actors in reach of one segment: their rows, the places of their list-mates, and who truly fills each role."""

    kind: str
    codes: list[str]
    table: Table
    mates: list[list[int]]
    truths: list[frozenset[str]]

    def answers(self, number: int) -> list[int]:
        return [int(code in self.truths[number]) for code in self.codes]


def cases_of(scene: Scene, placed: Iterable[tuple[gold.Record, Segment]]) -> list[Case]:
    """A case for each segment of a document. Statements of one segment (donors listed under one verb) are one draft when
    their actors are sought, so their actors are taken together."""
    grouped: dict[tuple[str, int, int], tuple[Segment, list[gold.Record]]] = {}
    for statement, segment in placed:
        grouped.setdefault((segment.kind, segment.first, segment.last), (segment, []))[1].append(statement)
    out: list[Case] = []
    earlier: list[Earlier] = []
    for segment, members in grouped.values():
        truths = [frozenset(a for m in members for a in m.get(name) or ()) for name in ROLES[segment.kind]]
        programmes = [p for m in members for p in m.get("programmes") or []]
        attribution = speaker_of(scene.sheet, scene.attributions, segment.sentence, segment.first, segment.last)
        speaker = attribution.actor if attribution else None
        known = actors.known(
            scene, segment.kind, segment.sentence, segment.first, segment.last, speaker, earlier, programmes
        )
        codes = actors.in_reach(scene, known)
        out.append(Case(segment.kind, codes, rows(scene, known, codes), mates_in(scene, known, codes), truths))
        others = truths[1] if len(truths) > 1 else frozenset()
        earlier.insert(0, Earlier(segment.kind, segment.sentence, truths[0], others))
    return out


def fit_casts(documents: Sequence[list[Case]]) -> models.Arrays:
    """Both rounds of trees for every role. For the second round the first is learned from the other documents, so that its
    chances are as they will be for unseen ones."""
    everything = [case for document in documents for case in document]
    arrays = _fit(everything, lambda case, number: case.table, FEATURES, FIRST_ROUNDS, " first")
    tables: dict[int, Table] = {}
    for part in range(PARTS):
        rest = [case for k, document in enumerate(documents) if k % PARTS != part for case in document]
        judge = Weights(_fit(rest, lambda case, number: case.table, FEATURES, FIRST_ROUNDS, " first"))
        for document in documents[part::PARTS]:
            for case in document:
                panel = judge.tree_panel(*(f"{name} first" for name in models_of(case.kind)))
                chances = list(panel.chances(case.table))
                tables[id(case)] = np.concatenate([case.table, related(chances, case.mates)], axis=1)

    def second(case: Case, number: int) -> Table:
        table = tables[id(case)].copy()
        if number:
            table[:, -1] = case.answers(0)
        return table

    return arrays | _fit(everything, second, SECOND, SECOND_ROUNDS, "")


def _fit(
    cases: list[Case], table: Callable[[Case, int], Table], features: tuple[str, ...], rounds: int, suffix: str
) -> models.Arrays:
    """Trees for every role that the cases have. A pledge whose donors gold does not tell teaches nothing of donors."""
    x: dict[str, list[Table]] = {}
    y: dict[str, list[int]] = {}
    for case in cases:
        for number, name in enumerate(models_of(case.kind)):
            if case.truths[number] or name != "donors":
                x.setdefault(name, []).append(table(case, number))
                y.setdefault(name, []).extend(case.answers(number))
    arrays: models.Arrays = {}
    for name in sorted(x):
        arrays |= models.fit_trees(name + suffix, features, np.concatenate(x[name]), np.array(y[name]), rounds)
    return arrays
