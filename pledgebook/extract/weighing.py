"""The second look at a document's drafts: which of them are statements, now that all of them have their fields.

Reading (see reading.py) lets through more than it believes. Here trees judge each draft knowing what was not known then: how
sure its actors and other fields are, whether it repeats another draft, what else the document states and how well. The
chance that they give is the statement's confidence. `docs/decisions/` says how much the second look is worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.fill import Draft
from pledgebook.extract.impressions import NUMBERS, UNFELT, segment_numbers
from pledgebook.extract.learned import Weights
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import GIFTS, KINDS
from pledgebook.extract.sheet import SIGN
from pledgebook.model import Amount, PledgeStage

Table = NDArray[np.float32]

STAGES = get_args(PledgeStage)
LIKELY = 0.5  # from this chance on a draft is a statement; found F1 hardly changes from 0.3 to 0.55 (docs/decisions)
NOTED_LIKELY = 0.3  # the same for a gift in a note: it tells of one for certain (docs/decisions/0008-notes.md)
FEW = 6  # sentences; in so short a text there is little else to know, and what reading believed stays
NEAR = 0.02  # two amounts this close (as a share of one) are the same
FAR = 99  # sentences to the neighbouring draft where there is none
UNKNOWN = -1.0
SURE = ("stage", "sector", "instrument", "action", "priority", "main", "next main", "second", "next second", "again",
        "folded", "folded chance")  # fmt: skip
OF_FIELDS = ("amount", "items", "programmes", "date", "condition", "speaker", "stage given", "usual recipient", "self")
OF_ACTORS = ("main count", "main inside", "main in sentence", "others inside", "second inside", "main often",
             "main mentions", "main body", "main usual target")  # fmt: skip
OF_PLACE = ("kind", "length", "share of sentence", "classes", "title", "quoted", "head sign", "after colon", "sentence",
            "sentence share", "sentences", "note")  # fmt: skip
OF_OTHERS = ("drafts", "density", "mean chance", "best chance", "rank", "in sentence", "same amount", "same amount chance",
             "before", "after", "before apart", "after apart", "before same main", "before same kind",
             "before amount")  # fmt: skip
FEATURES = ("chance", *SURE, *OF_FIELDS, *OF_ACTORS, *OF_PLACE, *OF_OTHERS, *NUMBERS)


def weighed(scene: Scene, drafts: list[Draft], weights: Weights) -> list[Draft]:
    """The drafts that are statements, in order, each with the chance that it is one."""
    if not drafts:
        return []
    for draft, chance in zip(drafts, chances(rows(scene, drafts), weights), strict=True):
        draft.chance = chance
    if not scene.sheet.document.is_note:
        return [draft for draft in drafts if draft.chance > LIKELY]
    least = min(NOTED_LIKELY, max((d.chance for d in drafts if d.segment.kind in GIFTS), default=NOTED_LIKELY))
    return [d for d in drafts if d.chance > LIKELY or (d.segment.kind in GIFTS and d.chance >= least)]


def chances(table: Table, weights: Weights) -> list[float]:
    """The chance of each draft of a document that it is a statement, from their `rows`."""
    judged = weights.tree_panel("kept").chances(table)[0]
    short = table[:, FEATURES.index("sentences")] <= FEW
    found: list[float] = np.where(short, np.maximum(judged, table[:, FEATURES.index("chance")]), judged).tolist()
    return found


def rows(scene: Scene, drafts: Sequence[Draft]) -> Table:
    """A row of FEATURES for each draft of a document."""
    others = _of_others(scene, drafts) if drafts else ()
    table = [
        [
            draft.segment.chance,
            *(draft.sure.get(name, UNKNOWN) for name in SURE),
            *_of_fields(scene, draft),
            *_of_actors(scene, draft, drafts),
            *_of_place(scene, draft),
            *beside,
            *_felt(scene, draft),
        ]
        for draft, beside in zip(drafts, others, strict=True)
    ]
    return np.array(table, dtype=np.float32).reshape(len(drafts), len(FEATURES))


def _felt(scene: Scene, draft: Draft) -> list[float]:
    segment, felt = draft.segment, scene.sheet.felt
    return segment_numbers(felt, segment.first, segment.last, segment.kind) if felt else [UNFELT] * len(NUMBERS)


def _of_fields(scene: Scene, draft: Draft) -> list[float]:
    values = draft.values
    receivers = frozenset(values.get("recipients") or values.get("targets") or ())
    stage = values.get("stage")
    return [
        values.get("amount") is not None,
        len(values.get("items") or ()),
        len(values.get("programmes") or ()),
        values.get("date") is not None,
        values.get("condition") is not None,
        values.get("speaker") is not None,
        STAGES.index(stage) if stage in STAGES else UNKNOWN,
        receivers == {scene.sheet.roles.default_recipient},
        bool(draft.main & receivers),
    ]


def _of_actors(scene: Scene, draft: Draft, drafts: Sequence[Draft]) -> list[float]:
    segment, main = draft.segment, draft.main
    mentions = scene.by_sentence[segment.sentence]
    inside = {m.code for m in mentions if segment.first <= m.unit < segment.last}
    receivers = frozenset(draft.values.get("recipients") or ())
    return [
        len(main),
        len(main & inside),
        len(main & {m.code for m in mentions}),
        len(inside - main),
        len(receivers & inside),
        sum(bool(other.main & main) for other in drafts) / len(drafts),
        max((scene.counts.get(code, 0) for code in main), default=0),
        any(code not in scene.sheet.knowledge.states for code in main),
        any(code in scene.sheet.roles.usual_targets for code in main),
    ]


def _of_place(scene: Scene, draft: Draft) -> list[float]:
    sheet, segment = scene.sheet, draft.segment
    units, sentence = sheet.units, sheet.sentences[segment.sentence]
    length = segment.last - segment.first
    before = sheet.sentences[segment.sentence - 1].last - 1
    return [
        KINDS.index(segment.kind),
        length,
        length / (sentence.last - sentence.first),
        len({name for unit in units[segment.first : segment.last] for name in unit.classes}),
        sentence.title,
        sheet.tokens.quoted[units[segment.first].first],
        units[sentence.first].kind == SIGN,
        segment.sentence > 0 and units[before].key == ":",
        segment.sentence,
        segment.sentence / len(sheet.sentences),
        len(sheet.sentences),
        sheet.document.is_note,
    ]


def _of_others(scene: Scene, drafts: Sequence[Draft]) -> Iterator[list[float]]:
    """What the other drafts of the document say of each."""
    count = len(drafts)
    chances = [draft.segment.chance for draft in drafts]
    ranked = sorted(chances, reverse=True)
    crowd: dict[int, int] = {}
    for draft in drafts:
        crowd[draft.segment.sentence] = crowd.get(draft.segment.sentence, 0) + 1
    apart = [b.segment.sentence - a.segment.sentence for a, b in pairwise(drafts)]
    overall = [count, count / len(scene.sheet.sentences), sum(chances) / count, ranked[0]]
    for number, draft in enumerate(drafts):
        before = drafts[number - 1] if number else None
        alike = _same_amount(draft, drafts)
        yield [
            *overall,
            ranked.index(draft.segment.chance),
            crowd[draft.segment.sentence],
            len(alike),
            max(alike, default=0.0),
            chances[number - 1] if before else UNKNOWN,
            chances[number + 1] if number + 1 < count else UNKNOWN,
            apart[number - 1] if before else FAR,
            apart[number] if number + 1 < count else FAR,
            before is not None and before.main == draft.main,
            before is not None and before.segment.kind == draft.segment.kind,
            before is not None and before.values.get("amount") is not None,
        ]


def _same_amount(draft: Draft, drafts: Sequence[Draft]) -> list[float]:
    """The chances of the other drafts with about the same amount."""
    own = draft.values.get("amount")
    if not isinstance(own, Amount):
        return []
    out: list[float] = []
    for other in drafts:
        amount = other.values.get("amount")
        if (
            other is not draft
            and isinstance(amount, Amount)
            and abs(amount.value - own.value) <= NEAR * float(own.value)
        ):
            out.append(other.segment.chance)
    return out
