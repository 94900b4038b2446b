"""Reading: from a sheet to the stretches of it that are statements.

The linear semi-Markov model proposes: it gives every run of clauses an exact probability and keeps the likely ones. Boosted
trees judge the proposals, knowing what the linear model cannot: how likely the rivals are, how much else the document
states, which of its features occur together. The best set of proposals that do not overlap is read.
"""

from __future__ import annotations

from dataclasses import dataclass

from pledgebook.extract import segments as model
from pledgebook.extract.learned import Forest, Linear, Weights
from pledgebook.extract.segments import KINDS, Candidate, Segment
from pledgebook.extract.sheet import Sheet

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
            chance = 1 / (1 + 2.718281828 ** -logit)
            out.append(Segment(number, sentence.cuts[i], sentence.cuts[j], KINDS[label], chance))
        begin = end
    return out


def propose(sheet: Sheet, linear: Linear) -> list[Proposal]:
    """The likely segments of the whole document, by sentence, with their features."""
    document = model.document_features(sheet)
    known = linear.rows
    rows: list[list[int]] = []
    chunks: list[list[int]] = []
    shared: list[model.SentenceContext] = []
    plan: list[tuple[int, list[tuple[int, int]], int]] = []
    for number, sentence in enumerate(sheet.sentences):
        context = model.context(sheet, number, document)
        shared.append(context)
        first_chunk = len(chunks)
        for k in range(len(sentence.cuts) - 1):
            names = model.unit_features(sheet, sentence.cuts[k], sentence.cuts[k + 1], sentence.first)
            chunks.append([known[f] for f in names if f in known])
        pairs = list(model.spans(sentence.cuts))
        plan.append((len(rows), pairs, first_chunk))
        for i, j in pairs:
            rows.append([known[f] for f in model.segment_features(sheet, sentence, context, i, j) if f in known])
    if not rows:
        return []
    chunk_scores = linear.batch(chunks) - linear.bias
    segment_scores = linear.batch(rows)
    found: list[list[Candidate]] = []
    for number, (at, pairs, first_chunk) in enumerate(plan):
        count = len(sheet.sentences[number].cuts) - 1
        running = chunk_scores[first_chunk : first_chunk + count].cumsum(axis=0)
        scores: dict[tuple[int, int], list[float]] = {}
        for offset, (i, j) in enumerate(pairs):
            own = segment_scores[at + offset] + running[j - 1] - (running[i - 1] if i else 0.0)
            scores[i, j] = own.tolist()
        found.append(model.candidates(count, scores))
    return _with_features(sheet, found, shared)


def _with_features(
    sheet: Sheet, found: list[list[Candidate]], shared: list[model.SentenceContext]
) -> list[Proposal]:
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
