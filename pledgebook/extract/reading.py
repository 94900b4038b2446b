"""Reading: from a sheet to the stretches of it that are statements.

The linear semi-Markov model proposes: it gives every run of clauses an exact probability and keeps the likely ones; in the
sentences where it finds any, the encoder adds what it notices (noticed.py). Boosted trees judge the proposals, knowing what
the linear model cannot: how likely the rivals are, how much else the document states, which of its features occur together.
The best set of proposals that do not overlap is read; it is chosen leniently, as a second look at the finished drafts
(weighing.py) sorts out what is none.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from pledgebook.extract import segments as model
from pledgebook.extract.choosing import Candidate, best_choice, candidates
from pledgebook.extract.encoder import Reader, impressions
from pledgebook.extract.impressions import candidate_features
from pledgebook.extract.learned import Forest, Linear, Weights
from pledgebook.extract.noticed import noticed
from pledgebook.extract.scoring import scorer
from pledgebook.extract.segments import GIFTS, KINDS, PLEDGE, Segment
from pledgebook.extract.sheet import AMOUNT, SIGN, Sheet

STEPS = (0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)
LENIENCE = 1.2  # log-odds added to what the trees say; found best with the second look (docs/decisions)
NOTED_LENIENCE = 1.0  # more of them for a pledge in a tracker's note (docs/decisions/0008-notes.md)
UNSEEN = 0.3  # what the second look is told of a pledge in a note in which no model sees one
Part = list[str]  # some features of a proposal, shared by all to which they are common


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate segment of sentence `sentence` with the features by which it is judged, in parts."""

    sentence: int
    candidate: Candidate
    parts: list[Part]

    @property
    def features(self) -> list[str]:
        """The features by which the proposal is judged."""
        return list(chain.from_iterable(self.parts))


def read_segments(sheet: Sheet, learned: Weights, reader: Callable[[], Reader]) -> list[Segment]:
    """The stretches of the document that are statements, in order, each with the chance that it is one. Where the sheet has
    no impressions yet, the `reader` is asked for them if there is anything to be judged."""
    found = possible(sheet, learned.linear("segments"))
    if not found.rows:
        return _whole_sentence(sheet) if sheet.document.is_note else []
    if sheet.felt is None:
        sheet.felt = impressions(sheet, reader(), found.rows)
    proposals = proposals_of(sheet, found)
    odds = _judged(learned.forest("segment_right"), proposals)
    lenience = [LENIENCE + NOTED_LENIENCE if sheet.document.is_note and kind == PLEDGE else LENIENCE for kind in KINDS]
    out: list[Segment] = []
    begin = 0
    while begin < len(proposals):
        number = proposals[begin].sentence
        end = begin
        while end < len(proposals) and proposals[end].sentence == number:
            end += 1
        sentence = sheet.sentences[number]
        options = [(p.candidate.i, p.candidate.j, p.candidate.label, odds[begin + k] + lenience[p.candidate.label])
                   for k, p in enumerate(proposals[begin:end])]  # fmt: skip
        for k in best_choice(len(sentence.cuts) - 1, options):
            out.append(_segment(sheet, proposals[begin + k], odds[begin + k]))
        begin = end
    if sheet.document.is_note and not any(segment.kind in GIFTS for segment in out):
        out = _with_a_gift(sheet, out, proposals, odds)
    return out


def _segment(sheet: Sheet, proposal: Proposal, odds: float) -> Segment:
    cuts, c = sheet.sentences[proposal.sentence].cuts, proposal.candidate
    return Segment(proposal.sentence, cuts[c.i], cuts[c.j], KINDS[c.label], 1 / (1 + math.exp(-odds)))


def _with_a_gift(sheet: Sheet, found: list[Segment], proposals: list[Proposal], odds: list[float]) -> list[Segment]:
    """The segments, and the likeliest pledge of a note, in place of what it overlaps."""
    pledges = [k for k, proposal in enumerate(proposals) if KINDS[proposal.candidate.label] == PLEDGE]
    likeliest = max(pledges, key=lambda k: odds[k], default=None)
    best = _whole_sentence(sheet) if likeliest is None else [_segment(sheet, proposals[likeliest], odds[likeliest])]
    apart = [s for s in found if all(s.last <= b.first or b.last <= s.first for b in best)]
    return sorted([*apart, *best], key=lambda segment: segment.first)


def _whole_sentence(sheet: Sheet) -> list[Segment]:
    """The first sentence of a note that gives a figure, or else the first that has a word, as a pledge."""
    kinds = [{unit.kind for unit in sheet.units[s.first : s.last]} for s in sheet.sentences]
    numbers = sorted((n for n, found in enumerate(kinds) if found - {SIGN}), key=lambda n: AMOUNT not in kinds[n])
    return [Segment(n, sheet.sentences[n].first, sheet.sentences[n].last, PLEDGE, UNSEEN) for n in numbers[:1]]


def _judged(judge: Forest, proposals: list[Proposal]) -> list[float]:
    """The log-odds of each proposal; features in common are looked up once."""
    numbers: dict[int, list[int]] = {}
    rows: list[list[int]] = []
    for proposal in proposals:
        row: list[int] = []
        for part in proposal.parts:
            known = numbers.get(id(part))
            if known is None:
                known = numbers[id(part)] = judge.numbers(part)
            row += known
        rows.append(row)
    return [odds[0] for odds in judge.odds_of(rows)]


@dataclass(frozen=True, slots=True)
class Possible:
    """What the linear model thinks possible: candidates by sentence, and what it was asked with."""

    rows: dict[int, list[Candidate]]
    document: list[str]
    symbols: list[str]


def propose(sheet: Sheet, linear: Linear) -> list[Proposal]:
    """The likely segments of the whole document, by sentence, with their features."""
    return proposals_of(sheet, possible(sheet, linear))


def possible(sheet: Sheet, linear: Linear) -> Possible:
    """The segments that the linear model thinks possible."""
    out = Possible({}, model.document_features(sheet), model.symbols_of(sheet))
    for block, pairs, table in scorer(linear).scores(sheet, out.symbols, out.document):
        out.rows.update(candidates(block, pairs, table))
    return out


def proposals_of(sheet: Sheet, found: Possible) -> list[Proposal]:
    """The possible segments with the features by which they are judged."""
    count = len(sheet.sentences)
    mass = {number: 1.0 - min(c.outside for c in row) for number, row in found.rows.items()}
    density = sum(mass.values()) / max(1, count)
    sure = sum(1 for m in mass.values() if m > 0.5)
    overall = [*_steps("density", density), f"sure{min(sure, 6)}"]
    out: list[Proposal] = []
    for number, row in found.rows.items():
        near = [*_steps("before", mass.get(number - 1, 0.0)), *_steps("after", mass.get(number + 1, 0.0)), *overall]
        views = _Views(sheet, number, found.document, found.symbols)
        more = noticed(sheet.felt, sheet.sentences[number].cuts, row) if sheet.felt else []
        for c in [*row, *more]:
            parts = [
                _beside(c, row),
                _felt(sheet, number, c),
                near,
                views.own(c.i, c.j),
                views.left(c.i),
                views.right(c.j),
            ]
            out.append(Proposal(number, c, [*parts, views.shared, *(views.clause(k) for k in range(c.i, c.j))]))
    return out


def _beside(c: Candidate, row: list[Candidate]) -> Part:
    """How likely the candidate and its rivals are."""
    kin, inner, outer, other, beside, best = c.chance, 0.0, 0.0, 0.0, 0.0, 0.0
    i, j, label = c.i, c.j, c.label
    for o in row:
        if o.i >= j or o.j <= i:
            beside += o.chance
        elif o is not c:
            chance = o.chance
            best = max(best, chance)
            if o.label == label:
                kin += chance
                if o.i >= i and o.j <= j:
                    inner += chance
                if o.i <= i and o.j >= j:
                    outer += chance
            else:
                other = max(other, chance)
    out = [
        "kind:" + KINDS[label], *_steps("p", c.chance), *_steps("kin", kin), *_steps("inner", inner),
        *_steps("outer", outer), *_steps("other", other), *_steps("outside", c.outside), *_steps("beside", beside),
    ]  # fmt: skip
    if c.chance >= best:
        out.append("best")
    return out


def _felt(sheet: Sheet, number: int, c: Candidate) -> Part:
    """What the encoder says of the candidate."""
    if sheet.felt is None:
        return []
    return candidate_features(sheet.felt, sheet.sentences[number].cuts, c.i, c.j, KINDS[c.label])


class _Views:
    """The features of one sentence's segments, each part made once."""

    def __init__(self, sheet: Sheet, number: int, document: list[str], symbols: list[str]) -> None:
        self._sheet, self._sentence = sheet, sheet.sentences[number]
        self._context = model.context(sheet, number, document, symbols)
        self.shared: Part = model.shared_features(self._context)
        self._made: dict[object, Part] = {}

    def own(self, i: int, j: int) -> Part:
        """Those of the segment as a whole."""
        return self._made.get((i, j)) or self._keep((i, j), model.own_features(self._sentence, self._context, i, j))

    def left(self, i: int) -> Part:
        """Those of the left border."""
        key = "left", i
        return self._made.get(key) or self._keep(
            key, model.left_features(self._sheet, self._sentence, self._context, i)
        )

    def right(self, j: int) -> Part:
        """Those of the right border."""
        key = "right", j
        return self._made.get(key) or self._keep(
            key, model.right_features(self._sheet, self._sentence, self._context, j)
        )

    def clause(self, k: int) -> Part:
        """Those of the units of one clause, without pairs of words."""
        if k not in self._made:
            cuts = self._sentence.cuts
            made = model.unit_features(self._sheet, cuts[k], cuts[k + 1], self._sentence.first)
            self._made[k] = [f for f in made if f[:2] != "b:"]
        return self._made[k]

    def _keep(self, key: object, part: Part) -> Part:
        self._made[key] = part
        return part


def _steps(name: str, value: float) -> list[str]:
    """A number as the steps that it reaches, so that trees of yes-or-no questions can ask for a threshold."""
    return _NAMED[name][: bisect_right(STEPS, value)]


_NAMED = {
    name: [f"{name}>{step}" for step in STEPS]
    for name in ("p", "kin", "inner", "outer", "other", "outside", "beside", "before", "after", "density")
}
