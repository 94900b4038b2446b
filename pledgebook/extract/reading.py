"""Reading: from a sheet to the stretches of it that are statements.

The linear semi-Markov model proposes: it gives every run of clauses an exact probability and keeps the likely ones. Boosted
trees judge the proposals, knowing what the linear model cannot: how likely the rivals are, how much else the document
states, which of its features occur together. The best set of proposals that do not overlap is read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pledgebook.extract import segments as model
from pledgebook.extract.learned import Forest, Linear, Weights
from pledgebook.extract.segments import KINDS, Candidate, Segment
from pledgebook.extract.sheet import Sheet

HOPELESS = -3.5  # no segment of a sentence scores above this: none reaches the least probability of a candidate
STEPS = (0.06, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A candidate segment of sentence `sentence` with the features by which it is judged."""

    sentence: int
    candidate: Candidate
    features: list[str]


def read_segments(sheet: Sheet, learned: Weights) -> list[Segment]:
    """The stretches of the document that are statements, in order, each with the chance that it is one."""
    proposals = propose(sheet, learned.linear("segments"))
    if not proposals:
        return []
    judge = learned.decision("segment_right")
    if not isinstance(judge, Forest):
        raise TypeError("segment_right is no forest")
    odds = [float(o[0]) for o in judge.batch([p.features for p in proposals])]
    out: list[Segment] = []
    begin = 0
    while begin < len(proposals):
        number = proposals[begin].sentence
        end = begin
        while end < len(proposals) and proposals[end].sentence == number:
            end += 1
        sentence = sheet.sentences[number]
        options = [(p.candidate.i, p.candidate.j, p.candidate.label, odds[begin + k])
                   for k, p in enumerate(proposals[begin:end])]  # fmt: skip
        for k in model.best_choice(len(sentence.cuts) - 1, options):
            i, j, label, logit = options[k]
            chance = 1 / (1 + math.exp(-logit))
            out.append(Segment(number, sentence.cuts[i], sentence.cuts[j], KINDS[label], chance))
        begin = end
    return out


def propose(sheet: Sheet, linear: Linear) -> list[Proposal]:
    """The likely segments of the whole document, by sentence, with their features."""
    document = model.document_features(sheet)
    known = linear.rows
    lists: list[list[int]] = []
    shared: list[model.SentenceContext] = []
    plan: list[tuple[int, list[tuple[int, int]]]] = []

    def ask(names: list[str]) -> None:
        lists.append([known[f] for f in names if f in known])

    for number, sentence in enumerate(sheet.sentences):
        context = model.context(sheet, number, document)
        shared.append(context)
        pairs = list(model.spans(sentence.cuts))
        plan.append((len(lists), pairs))
        count = len(sentence.cuts) - 1
        ask(model.shared_features(context))
        for k in range(count):
            ask(model.unit_features(sheet, sentence.cuts[k], sentence.cuts[k + 1], sentence.first))
        for k in range(count):
            ask(model.left_features(sheet, sentence, context, k))
        for k in range(1, count + 1):
            ask(model.right_features(sheet, sentence, context, k))
        for i, j in pairs:
            ask(model.own_features(sentence, context, i, j))
    if not lists:
        return []
    part = linear.batch(lists) - linear.bias
    found: list[list[Candidate]] = []
    for number, (at, pairs) in enumerate(plan):
        count = len(sheet.sentences[number].cuts) - 1
        running = np.vstack([np.zeros((1, part.shape[1])), part[at + 1 : at + 1 + count].cumsum(axis=0)])
        begins = np.array([p[0] for p in pairs])
        ends = np.array([p[1] for p in pairs])
        lefts = part[at + 1 + count : at + 1 + 2 * count]
        rights = part[at + 1 + 2 * count : at + 1 + 3 * count]
        own = part[at + 1 + 3 * count : at + 1 + 3 * count + len(pairs)]
        table = own + lefts[begins] + rights[ends - 1] + running[ends] - running[begins] + part[at]
        if float(table.max()) < HOPELESS:
            found.append([])
            continue
        found.append(model.candidates(count, dict(zip(pairs, table.tolist(), strict=True))))
    return _with_features(sheet, found, shared)


def _with_features(sheet: Sheet, found: list[list[Candidate]], shared: list[model.SentenceContext]) -> list[Proposal]:
    mass = [1.0 - min((c.outside for c in row), default=1.0) for row in found]
    density = sum(mass) / max(1, len(mass))
    sure = sum(1 for m in mass if m > 0.5)
    overall = [*_steps("density", density), f"sure{min(sure, 6)}"]
    out: list[Proposal] = []
    for number, row in enumerate(found):
        if not row:
            continue
        near = [*_steps("before", mass[number - 1] if number else 0.0),
                *_steps("after", mass[number + 1] if number + 1 < len(mass) else 0.0)]  # fmt: skip
        sentence = sheet.sentences[number]
        for c in row:
            rivals = [o for o in row if o is not c and o.i < c.j and c.i < o.j]
            kin = sum(o.chance for o in rivals if o.label == c.label) + c.chance
            inner = sum(o.chance for o in rivals if o.label == c.label and o.i >= c.i and o.j <= c.j)
            outer = sum(o.chance for o in rivals if o.label == c.label and o.i <= c.i and o.j >= c.j)
            other = max((o.chance for o in rivals if o.label != c.label), default=0.0)
            beside = sum(o.chance for o in row if o.i >= c.j or o.j <= c.i)
            first, last = sentence.cuts[c.i], sentence.cuts[c.j]
            features = [
                "kind:" + KINDS[c.label], *_steps("p", c.chance), *_steps("kin", kin), *_steps("inner", inner),
                *_steps("outer", outer), *_steps("other", other), *_steps("outside", c.outside),
                *_steps("beside", beside), *near, *overall,
            ]  # fmt: skip
            if c.chance >= max((o.chance for o in rivals), default=0.0):
                features.append("best")
            features += model.segment_features(sheet, sentence, shared[number], c.i, c.j)
            features += [f for f in model.unit_features(sheet, first, last, sentence.first) if f[:2] != "b:"]
            out.append(Proposal(number, c, features))
    return out


def _steps(name: str, value: float) -> list[str]:
    """A number as the steps that it reaches, so that trees of yes-or-no questions can ask for a threshold."""
    return [f"{name}>{step}" for step in STEPS if value >= step]
