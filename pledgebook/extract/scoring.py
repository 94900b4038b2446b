"""The scores of all segments of a document under the linear model, worked out together.

A score is the sum of the weights of the segment's features (`segments.segment_features` and those of its units), but no list
of features is made for each segment. What depends on one border or one clause is looked up once; what depends on the set of
symbols in or left of the segment comes from counts of each symbol up to each cut; outlines are followed symbol by symbol.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract import segments as model
from pledgebook.extract.linear import Linear
from pledgebook.extract.plans import WIDE, plan_of
from pledgebook.extract.segments import LONGEST
from pledgebook.extract.sheet import SIGN, Sheet, Unit

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

BLOCK = 400  # clauses scored at once, which bounds memory
OUTLINES = 50_000  # outlines remembered
UNITS = 50_000  # units remembered
MARKS = ["".join(sign for bit, sign in zip((8, 4, 2, 1), "$IGa", strict=True) if n & bit) for n in range(16)]
_DOLLAR, _ITEM, _PROGRAMME = 1, 2, 3
_BITS = np.array([0, 8, 4, 2])  # what a mark says of the first symbols
_INSIDE, _BESIDE, _LEFT, _RIGHT, _COLUMNS = 0, 16, 32, 33, 34  # columns of the table of symbols
Node = dict[Any, Any]  # an outline: under None its row, under a symbol the outline that is longer by it


class Scorer:
    """Scores segments under one linear model, and remembers which rows of weights units and symbols have."""

    def __init__(self, linear: Linear) -> None:
        self._rows = linear.rows
        self._nothing = len(linear.rows)
        self._weights = np.vstack([linear.weights, np.zeros((1, len(linear.labels)), dtype=np.float32)])
        self._symbols: dict[str, int] = {}
        self._symbol_rows: list[list[int]] = []
        self._symbol_weights: NDArray[np.float32] | None = None
        for name in ("", "$", "I", "G"):
            self._number(name)
        self._units: dict[Any, tuple[int, ...]] = {}
        self._previous: dict[str, int] = {}
        self._outlines = 0
        self._outline: Node = {None: self._row("o:")}
        self._squeezed: Node = {None: self._row("q:")}
        sizes = self._of(["", *(f"z:{n}" for n in range(1, WIDE)), f"z:{WIDE}+"])
        places = self._of(["", "left", "right", "whole"])
        self._shapes = (sizes[:, None] + places).reshape(len(sizes) * len(places), -1)
        amounts, actors = self._of([f"#${n}" for n in range(4)]), self._of([f"#a{n}" for n in range(4)])
        marks = self._of(["k:" + mark for mark in MARKS])
        self._counts = (amounts[:, None, None] + actors[:, None] + marks).reshape(256, -1)
        self._bias, self._quoted = self._row("bias"), self._row("quoted")

    def _row(self, feature: str) -> int:
        return self._rows.get(feature, self._nothing)

    def _of(self, features: list[str]) -> NDArray[np.float32]:
        """The weights of some features."""
        return self._weights[[self._row(f) for f in features]]

    def _number(self, symbol: str) -> int:
        """The symbol's number, and its weights kept under it."""
        number = self._symbols.get(symbol)
        if number is None:
            number = self._symbols[symbol] = len(self._symbols)
            names = [f"k:{mark}:{symbol}" for mark in MARKS]
            names += [f"L{mark}:{symbol}" if mark else "" for mark in MARKS]
            names += ["L:" + symbol, "R:" + symbol]
            self._symbol_rows.append([self._row(f) if symbol else self._nothing for f in names])
            self._symbol_weights = None
        return number

    def scores(self, sheet: Sheet, symbols: list[str], document: list[str]) -> Iterator[tuple[range, Integers, Floats]]:
        """For each block of sentences: their numbers, their segments (sentence, i, j), and a score for each label."""
        first, clauses = 0, 0
        for number, sentence in enumerate(sheet.sentences):
            clauses += len(sentence.cuts)
            if clauses >= BLOCK or number + 1 == len(sheet.sentences):
                block = range(first, number + 1)
                yield (block, *self._block(sheet, symbols, document, block))
                first, clauses = number + 1, 0

    def _block(self, sheet: Sheet, symbols: list[str], document: list[str], block: range) -> tuple[Integers, Floats]:
        sentences = [sheet.sentences[number] for number in block]
        cuts = [c for s in sentences for c in s.cuts]
        plan = plan_of(tuple([len(s.cuts) for s in sentences]))
        sums, outlines = self._looked_up(sheet, symbols, document, block)
        total = len(cuts)
        running = sums[:total].cumsum(axis=0)

        local = {"": 0, "$": _DOLLAR, "I": _ITEM, "G": _PROGRAMME}
        begun = cuts[0]
        here = [local.setdefault(s, len(local)) for s in symbols[begun : cuts[-1]]]
        numbers = np.array([self._number(s) for s in local])
        seen = np.zeros((len(here) + 1, len(local)), dtype=np.int32)
        seen[np.arange(1, len(here) + 1), here] = 1
        # how often each symbol stands before each cut
        upto = seen.cumsum(axis=0).take([c - begun for c in cuts], axis=0)
        weights = self._table()
        before, after = upto > upto.take(plan.heads, axis=0), upto < upto.take(plan.tails, axis=0)
        lefts = sums[total : 2 * total] + before @ weights[numbers, _LEFT] - running
        rights = sums[2 * total : 3 * total] + after @ weights[numbers, _RIGHT] + running

        between = upto.take(plan.ends, axis=0) - upto.take(plan.begins, axis=0)
        present = between > 0
        actors = present @ np.array([s[:2] in model.ACTOR_SYMBOLS for s in local], dtype=np.int32)
        amounts = between[:, _DOLLAR]
        marks = present[:, :4] @ _BITS + (actors > 0)
        told = np.concatenate([present, before.take(plan.begins, axis=0) & ~present], axis=1)
        told[:, 0] = True  # no symbol: nothing is told by it, but no row is empty
        line, column = told.nonzero()
        rows = np.concatenate([numbers * _COLUMNS + _INSIDE, numbers * _COLUMNS + _BESIDE])
        flat = weights.reshape(-1, weights.shape[2])
        begins = line.searchsorted(np.arange(len(told)))
        sets = np.add.reduceat(flat.take(rows.take(column) + marks.take(line), axis=0), begins, axis=0)
        table = (
            self._shapes.take(plan.shapes, axis=0)
            + self._counts.take(np.minimum(amounts, 3) * 64 + np.minimum(actors, 3) * 16 + marks, axis=0)
            + self._weights.take(outlines[0], axis=0) + self._weights.take(outlines[1], axis=0) + sets
            + lefts.take(plan.begins, axis=0) + rights.take(plan.ends, axis=0)
            + sums[3 * total :].take(plan.sentences, axis=0)
        )  # fmt: skip
        return np.stack([plan.sentences + block.start, plan.i, plan.j]), table

    def _table(self) -> NDArray[np.float32]:
        """The weights of the symbols: symbol × column × label."""
        if self._symbol_weights is None:
            self._symbol_weights = self._weights[np.array(self._symbol_rows)]
        return self._symbol_weights

    def _looked_up(
        self, sheet: Sheet, symbols: list[str], document: list[str], block: range
    ) -> tuple[Floats, tuple[list[int], list[int]]]:
        """The sums of what is looked up for each cut (the clause before it, what is left and right of it) and for each
        sentence, and the rows of the segments' outlines."""
        nothing = self._nothing
        inside: list[list[int]] = []
        lefts: list[list[int]] = []
        rights: list[list[int]] = []
        shared: list[list[int]] = []
        outlines: tuple[list[int], list[int]] = ([], [])
        known = self._rows
        get, units = known.get, sheet.units
        common = [known[f] for f in document if f in known]
        names: set[str] = set()
        if block.start:
            names = self._names(sheet, symbols, block.start - 1)
        for number in block:
            sentence = sheet.sentences[number]
            cuts, first, last = sentence.cuts, sentence.first, sentence.last
            shared.append([nothing, *common, *[self._before(n) for n in names],
                           *[known[f] for f in model.sentence_marks(sheet, number) if f in known]])  # fmt: skip
            names = self._names(sheet, symbols, number)
            inside.append([nothing])
            rights.append([nothing])
            lefts.append(self._left(sheet, first, "^"))
            for begin, end in pairwise(cuts):
                inside.append(self._inside(sheet, begin, end, first))
                if end < last:
                    lefts.append(self._left(sheet, end, units[end - 1].key))
                rights.append([get(">" + (units[end].key if end < last else "$end"), nothing),
                               get("e:" + units[end - 1].key, nothing)])  # fmt: skip
            lefts.append([nothing])
            self._follow(symbols, cuts, outlines)
        rows = [*inside, *lefts, *rights, *shared]
        flat = np.array(list(chain.from_iterable(rows)))
        begins = np.array([0, *accumulate(map(len, rows[:-1]))])
        sums: Floats = np.add.reduceat(self._weights.take(flat, axis=0), begins, axis=0, dtype=np.float64)
        return sums, outlines

    def _names(self, sheet: Sheet, symbols: list[str], number: int) -> set[str]:
        """The classes and symbols of a sentence."""
        sentence = sheet.sentences[number]
        out = set(symbols[sentence.first : sentence.last])
        for unit in sheet.units[sentence.first : sentence.last]:
            if unit.classes:
                out.update(unit.classes)
        out.discard("")
        return out

    def _before(self, name: str) -> int:
        """The row of a class or symbol in the sentence before."""
        row = self._previous.get(name)
        if row is None:
            row = self._previous[name] = self._row("P:" + name)
        return row

    def _left(self, sheet: Sheet, at: int, before: str) -> list[int]:
        """The rows of a left border at unit `at`, but those of the symbols left of it."""
        get, nothing = self._rows.get, self._nothing
        head = sheet.units[at]
        out = [self._bias, get("<" + before, nothing), get("h:" + head.key, nothing),
               get("<h:" + before + "_" + head.key, nothing)]  # fmt: skip
        for name in head.classes:
            out.append(get("hc:" + name, nothing))
        if sheet.tokens.quoted[head.first]:
            out.append(self._quoted)
        return out

    def _inside(self, sheet: Sheet, first: int, last: int, start: int) -> list[int]:
        """The rows of `segments.unit_features`."""
        known, units = self._rows, sheet.units
        remembered = self._units
        before = units[first - 1].key if first > start else "^"
        before2 = units[first - 2].key if first > start + 1 else "^"
        out: list[int] = [self._nothing]
        for unit in units[first:last]:
            key = unit.key
            if unit.kind != SIGN:
                classes = unit.classes
                alone = remembered.get((key, classes, unit.form) if classes else key)
                if alone is None:
                    alone = self._alone(sheet, unit)
                out += alone
                bigram = "b:" + before + "_" + key
                if bigram in known:
                    out.append(known[bigram])
                for name in classes:
                    feature = "m:" + before + "|" + name
                    if feature in known:
                        out.append(known[feature])
                    feature = "n:" + before2 + "_" + before + "|" + name + ":" + unit.form
                    if feature in known:
                        out.append(known[feature])
            before2, before = before, key
        return out

    def _alone(self, sheet: Sheet, unit: Unit) -> tuple[int, ...]:
        """The rows of a unit's features but those that name its neighbours."""
        if len(self._units) > UNITS:
            self._units.clear()
        features = model.lone_features(sheet, unit)
        rows = tuple(self._rows[f] for f in features if f in self._rows)
        self._units[(unit.key, unit.classes, unit.form) if unit.classes else unit.key] = rows
        return rows

    def _follow(self, symbols: list[str], cuts: list[int], out: tuple[list[int], list[int]]) -> None:
        """Add the rows of the two outlines of each segment of a sentence, in order."""
        names = [s for s in symbols[cuts[0] : cuts[-1]] if s]
        upto = [0]
        for begin, end in pairwise(cuts):
            upto.append(upto[-1] + sum(1 for s in symbols[begin:end] if s))
        count = len(cuts) - 1
        for i in range(count):
            start, top = upto[i], min(count, i + LONGEST)
            outline, squeezed = self._outline, self._squeezed
            rows, others = [outline[None]], [squeezed[None]]
            previous, different = "", 0
            for place in range(min(upto[top] - start, model.SQUEEZED)):
                name = names[start + place]
                if place < model.SKELETON:
                    longer = outline.get(name)
                    outline = longer or self._grow(outline, name, "o:", names[start : start + place + 1])
                if name != previous and different < model.SHORTEST:
                    different += 1
                    longer = squeezed.get(name)
                    squeezed = longer or self._grow(
                        squeezed, name, "q:", model.squeezed(names[start : start + place + 1])
                    )
                previous = name
                rows.append(outline[None])
                others.append(squeezed[None])
                if place + 1 >= model.SKELETON and different == model.SHORTEST:
                    break
            most = len(rows) - 1
            for j in range(i + 1, top + 1):
                length = upto[j] - start
                at = length if length < most else most
                out[0].append(rows[at])
                out[1].append(others[at])

    def _grow(self, node: Node, name: str, head: str, symbols: list[str]) -> Node:
        """The outline that is longer by one symbol."""
        if self._outlines > OUTLINES:
            self._outlines = 0
            self._outline, self._squeezed = {None: self._row("o:")}, {None: self._row("q:")}
        self._outlines += 1
        made: Node = {None: self._row(head + "|".join(symbols))}
        node[name] = made
        return made


@lru_cache(maxsize=8)
def scorer(linear: Linear) -> Scorer:
    """The scorer of a linear model."""
    return Scorer(linear)
