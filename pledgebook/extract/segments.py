"""Which stretches of a sentence are statements, and of which kind: a semi-Markov model over clauses.

A sentence is cut at every place where a clause may begin; any run of neighbouring clauses may be a segment. Each segment
has a score for each kind, a sum of the weights of its features; what is no statement scores 0. The chance of each
segment is found by the forward-backward sums, and the best choice among judged segments by dynamic programming.
See `docs/decisions/` for why and how well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pledgebook.extract.sheet import AMOUNT, NAME, NUMBER, SIGN, TERM, SentenceUnits, Sheet

PRIORITY = (
    frozenset(
        "refuse withdraw sanction agreement transfer arrive receive promise announce_gift approve underway".split()
    ),
    frozenset("intend discuss ask sign train lend guarantee cover order produce available complete".split()),
    frozenset("need priority meeting visit call total gift payment loan grant shipment further".split()),
    frozenset("join host service support equip delay keep increase decision proposal request readiness".split()),
)
KINDS = ("pledge", "total", "agreement", "sanction", "need", "meeting")
LONGEST = 9  # clauses in a segment; longer quotes are not found in practice
NOISE = frozenset({"own_army", "company", "battle", "court", "sport", "private", "price", "domestic", "own_side"})
SKELETON = 6  # symbols of a segment's outline


@dataclass(frozen=True, slots=True)
class Segment:
    """Units `first` to `last` (exclusive) of sentence number `sentence`, read as a statement of `kind`; `chance` is the
    model's probability that the stretch is a statement of that kind."""

    sentence: int
    first: int
    last: int
    kind: str
    chance: float


def spans(cuts: list[int]) -> Iterator[tuple[int, int]]:
    """All (i, j) with i < j ≤ i + LONGEST: the segment of units cuts[i] to cuts[j]."""
    n = len(cuts) - 1
    for i in range(n):
        for j in range(i + 1, min(n, i + LONGEST) + 1):
            yield i, j


def unit_features(sheet: Sheet, first: int, last: int, start: int) -> list[str]:
    """Features of the units themselves; `start` is the sentence's first unit (no bigram looks beyond it)."""
    out: list[str] = []
    units = sheet.units
    groups = sheet.knowledge.word_groups
    for index in range(first, last):
        unit = units[index]
        key = unit.key
        before = units[index - 1].key if index > start else "^"
        kind = unit.kind
        if kind == SIGN:
            continue
        out.append("w:" + key)
        out.append("b:" + before + "_" + key)
        group = groups.get(key)
        if group is not None:
            out += group
        if unit.classes:
            for lemma in {f.lemma for f in unit.forms}:
                out.append("l:" + lemma)
            before2 = units[index - 2].key if index > start + 1 else "^"
            form = unit.form
            for name in unit.classes:
                out.append("c:" + name)
                out.append("f:" + name + ":" + form)
                out.append("m:" + before + "|" + name)
                out.append("n:" + before2 + "_" + before + "|" + name + ":" + form)
    return out


def symbol(sheet: Sheet, index: int) -> str:
    """The unit's symbol in outlines: its kind of mention, or its first class of the vocabulary, or nothing."""
    unit = sheet.units[index]
    if unit.kind == AMOUNT:
        return "$"
    if unit.kind == NAME:
        return unit.key
    if unit.kind == TERM and unit.classes:
        if any(c.startswith("item_") or c == "weapon_model" for c in unit.classes):
            return "I"
        return min(unit.classes, key=priority)
    if unit.kind == NUMBER and unit.key == "#":
        return "#"
    return ""


@cache
def priority(name: str) -> tuple[int, str]:
    """Of several classes of one word, the one that says most of support comes first."""
    for rank, heads in enumerate(PRIORITY):
        if name in heads or name.split("_", 1)[0] in heads:
            return rank, name
    return len(PRIORITY), name


@dataclass(slots=True)
class SentenceContext:
    """What the features of all segments of one sentence share."""

    symbols: list[str]
    shared: list[str]
    previous: frozenset[str]


def context(sheet: Sheet, number: int, document: list[str]) -> SentenceContext:
    """The context of sentence `number`; `document` are the features of the whole document."""
    sentence = sheet.sentences[number]
    symbols = [symbol(sheet, k) for k in range(sentence.first, sentence.last)]
    shared = list(document)
    if sentence.title:
        shared.append("s:title")
    if number == 0:
        shared.append("s:first")
    head = sheet.units[sentence.first]
    if head.kind == SIGN:
        shared.append("s:head" + head.key)
    previous: frozenset[str] = frozenset()
    if number:
        before = sheet.sentences[number - 1]
        if sheet.units[before.last - 1].key == ":":
            shared.append("s:aftercolon")
        previous = frozenset(
            "P:" + name for k in range(before.first, before.last) for name in sheet.units[k].classes
        ) | frozenset("P:" + s for k in range(before.first, before.last) if (s := symbol(sheet, k)))
    if sheet.tokens.quoted[head.first]:
        shared.append("s:quoted")
    if len(sentence.cuts) == 2:
        shared.append("s:short")
    return SentenceContext(symbols, shared, previous)


def document_features(sheet: Sheet) -> list[str]:
    """Features of the whole document: which kinds of words it is full of."""
    counts: dict[str, int] = {}
    recipient = 0
    for unit in sheet.units:
        for name in unit.classes:
            counts[name] = counts.get(name, 0) + 1
        if unit.kind == NAME and unit.key.endswith(":r"):
            recipient += 1
    out = [f"d:{name}" for name, n in counts.items() if n >= 2 and name in NOISE]
    out.append("d:recipient" + ("0" if not recipient else "1" if recipient < 3 else "3"))
    return out


def shared_features(shared: SentenceContext) -> list[str]:
    """Features that all segments of a sentence have in common."""
    return [*shared.previous, *shared.shared]


def left_features(sheet: Sheet, sentence: SentenceUnits, shared: SentenceContext, i: int) -> list[str]:
    """Features of the left border at cut `i`: the units before and after it, and what stands left of it."""
    first, base, units = sentence.cuts[i], sentence.first, sheet.units
    before = units[first - 1].key if first > base else "^"
    head = units[first]
    out = ["bias", "<" + before, "h:" + head.key, "<h:" + before + "_" + head.key]
    out += ["hc:" + name for name in head.classes]
    out += ["L:" + name for name in set(shared.symbols[: first - base]) if name]
    if sheet.tokens.quoted[head.first]:
        out.append("quoted")
    return out


def right_features(sheet: Sheet, sentence: SentenceUnits, shared: SentenceContext, j: int) -> list[str]:
    """Features of the right border at cut `j`: the units before and after it, and what stands right of it."""
    last, units = sentence.cuts[j], sheet.units
    out = [">" + (units[last].key if last < sentence.last else "$end"), "e:" + units[last - 1].key]
    out += ["R:" + name for name in set(shared.symbols[last - sentence.first :]) if name]
    return out


def own_features(sentence: SentenceUnits, shared: SentenceContext, i: int, j: int) -> list[str]:
    """Features of the segment between cuts `i` and `j` as a whole: its size and its outline."""
    cuts, base = sentence.cuts, sentence.first
    first, last = cuts[i], cuts[j]
    size = j - i
    out = ["z:" + (str(size) if size < 6 else "6+")]
    if i == 0:
        out.append("whole" if j == len(cuts) - 1 else "left")
    elif j == len(cuts) - 1:
        out.append("right")
    inner = [s for s in shared.symbols[first - base : last - base] if s]
    kinds = set(inner)
    amounts = inner.count("$")
    actors = sum(1 for s in kinds if s[:2] in _ACTOR_SYMBOLS)
    mark = (
        ("$" if amounts else "")
        + ("I" if "I" in kinds else "")
        + ("G" if "G" in kinds else "")
        + ("a" if actors else "")
    )
    squeezed = [s for k, s in enumerate(inner[:12]) if k == 0 or s != inner[k - 1]][:4]
    out += ["#$" + str(min(amounts, 3)), "#a" + str(min(actors, 3)), "o:" + "|".join(inner[:SKELETON]),
            "q:" + "|".join(squeezed), "k:" + mark]  # fmt: skip
    head = "k:" + mark + ":"
    out += [head + name for name in kinds]
    if mark:
        head = "L" + mark + ":"
        out += [head + name for name in set(shared.symbols[: first - base]) if name and name not in kinds]
    return out


def segment_features(sheet: Sheet, sentence: SentenceUnits, shared: SentenceContext, i: int, j: int) -> list[str]:
    """All features of the segment between cuts `i` and `j` but those of its units."""
    return [
        *own_features(sentence, shared, i, j),
        *left_features(sheet, sentence, shared, i),
        *right_features(sheet, sentence, shared, j),
        *shared_features(shared),
    ]


_ACTOR_SYMBOLS = frozenset({"N:", "J:", "P:", "C:", "S:", "A:", "B:", "O:", "H:"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segment that the linear model thinks possible: clauses `i` to `j` of a sentence read as KINDS[label], with its
    probability, and the probability that its clauses are no statement at all."""

    i: int
    j: int
    label: int
    chance: float
    outside: float


def candidates(chunks: int, scores: dict[tuple[int, int], list[float]], least: float = 0.04) -> list[Candidate]:
    """The segments of a sentence of `chunks` clauses whose probability is at least `least`. `scores[i, j]` holds a score
    for each label; a clause left out scores 0. The probabilities are exact (forward-backward sums)."""
    totals = {pair: _log_sum(row) for pair, row in scores.items()}
    alpha = [0.0] * (chunks + 1)
    for j in range(1, chunks + 1):
        terms = [alpha[j - 1]]
        terms += [alpha[i] + totals[i, j] for i in range(max(0, j - LONGEST), j) if (i, j) in totals]
        alpha[j] = _log_sum(terms)
    beta = [0.0] * (chunks + 1)
    for i in range(chunks - 1, -1, -1):
        terms = [beta[i + 1]]
        terms += [totals[i, j] + beta[j] for j in range(i + 1, min(chunks, i + LONGEST) + 1) if (i, j) in totals]
        beta[i] = _log_sum(terms)
    whole = alpha[chunks]
    empty = [math.exp(min(0.0, alpha[k] + beta[k + 1] - whole)) for k in range(chunks)]
    out = []
    floor = math.log(least)
    for (i, j), row in scores.items():
        around = alpha[i] + beta[j] - whole
        if around + totals[i, j] < floor:
            continue
        for label, score in enumerate(row):
            if around + score >= floor:
                outside = sum(empty[i:j]) / (j - i)
                out.append(Candidate(i, j, label, math.exp(min(0.0, around + score)), outside))
    return out


def best_choice(chunks: int, options: list[tuple[int, int, int, float]]) -> list[int]:
    """The positions in `options` (i, j, label, log-odds) of the segments, none overlapping another, whose log-odds sum
    to the most."""
    best = [0.0] * (chunks + 1)
    choice: list[int] = [-1] * (chunks + 1)
    by_end: dict[int, list[int]] = {}
    for number, (_, j, _, _) in enumerate(options):
        by_end.setdefault(j, []).append(number)
    for j in range(1, chunks + 1):
        best[j] = best[j - 1]
        for number in by_end.get(j, ()):
            i, _, _, odds = options[number]
            if odds > 0 and best[i] + odds > best[j]:
                best[j], choice[j] = best[i] + odds, number
    picked: list[int] = []
    j = chunks
    while j:
        if choice[j] < 0:
            j -= 1
        else:
            picked.append(choice[j])
            j = options[choice[j]][0]
    return picked[::-1]


def _log_sum(terms: Iterable[float]) -> float:
    values = list(terms)
    top = max(values)
    return top + math.log(sum(math.exp(v - top) for v in values))
