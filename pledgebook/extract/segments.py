"""Which stretches of a sentence are statements, and of which kind: a semi-Markov model over clauses.

A sentence is cut at every place where a clause may begin; any run of neighbouring clauses may be a segment. Each segment
has a score for each kind, a sum of the weights of its features; what is no statement scores 0. The chance of each
segment is found by the forward-backward sums, and the best choice among judged segments by dynamic programming.
See `docs/decisions/` for why and how well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pledgebook.extract.sheet import AMOUNT, NAME, NUMBER, SIGN, TERM, SentenceUnits, Sheet, Unit

PRIORITY = (
    frozenset(
        "refuse withdraw sanction agreement transfer arrive receive promise announce_gift approve underway".split()
    ),
    frozenset("intend discuss ask sign train lend guarantee cover order produce available complete".split()),
    frozenset("need priority meeting visit call total gift payment loan grant shipment further".split()),
    frozenset("join host service support equip delay keep increase decision proposal request readiness".split()),
)
KINDS = ("pledge", "total", "agreement", "sanction", "need", "meeting")
PLEDGE = "pledge"
GIFTS = frozenset({PLEDGE, "total"})
LONGEST = 9  # clauses in a segment; longer quotes are not found in practice
NOISE = frozenset({"own_army", "company", "battle", "court", "sport", "private", "price", "domestic", "own_side"})
SKELETON = 6  # symbols of a segment's outline
SQUEEZED, SHORTEST = 12, 4  # symbols looked at for its short outline, and how many different neighbours it keeps


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
    before = units[first - 1].key if first > start else "^"
    before2 = units[first - 2].key if first > start + 1 else "^"
    for unit in units[first:last]:
        key = unit.key
        if unit.kind != SIGN:
            out.append("w:" + key)
            out.append("b:" + before + "_" + key)
            group = groups.get(key)
            if group is not None:
                out += group
            if unit.classes:
                for lemma in {f.lemma for f in unit.forms}:
                    out.append("l:" + lemma)
                form = unit.form
                for name in unit.classes:
                    out.append("c:" + name)
                    out.append("f:" + name + ":" + form)
                    out.append("m:" + before + "|" + name)
                    out.append("n:" + before2 + "_" + before + "|" + name + ":" + form)
        before2, before = before, key
    return out


def lone_features(sheet: Sheet, unit: Unit) -> list[str]:
    """Those of `unit_features` that do not name a neighbour: the word, the groups of like words, lemmas and classes."""
    out = ["w:" + unit.key]
    group = sheet.knowledge.word_groups.get(unit.key)
    if group is not None:
        out += group
    if unit.classes:
        out += ["l:" + lemma for lemma in {f.lemma for f in unit.forms}]
        for name in unit.classes:
            out.append("c:" + name)
            out.append("f:" + name + ":" + unit.form)
    return out


def symbols_of(sheet: Sheet) -> list[str]:
    """The symbol of every unit."""
    return [symbol(sheet, k) for k in range(len(sheet.units))]


def symbol(sheet: Sheet, index: int) -> str:
    """The unit's symbol in outlines: its kind of mention, or its first class of the vocabulary, or nothing."""
    unit = sheet.units[index]
    kind = unit.kind
    if kind == TERM:
        return class_symbol(unit.classes) if unit.classes else ""
    if kind == AMOUNT:
        return "$"
    if kind == NAME:
        return unit.key
    return "#" if kind == NUMBER and unit.key == "#" else ""


@lru_cache(maxsize=4096)
def class_symbol(classes: tuple[str, ...]) -> str:
    """The symbol of an expression of these classes of the vocabulary."""
    if any(c.startswith("item_") or c == "weapon_model" for c in classes):
        return "I"
    return min(classes, key=priority)


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


def context(sheet: Sheet, number: int, document: list[str], known: list[str] | None = None) -> SentenceContext:
    """The context of sentence `number`; `document` are the features of the whole document, `known` the symbols of all its
    units, where they have been worked out."""
    sentence = sheet.sentences[number]

    def symbols(of: SentenceUnits) -> list[str]:
        return known[of.first : of.last] if known else [symbol(sheet, k) for k in range(of.first, of.last)]

    previous: frozenset[str] = frozenset()
    if number:
        before = sheet.sentences[number - 1]
        names = {name for unit in sheet.units[before.first : before.last] for name in unit.classes}
        names.update(symbols(before))
        previous = frozenset(["P:" + name for name in names if name])
    return SentenceContext(symbols(sentence), [*document, *sentence_marks(sheet, number)], previous)


def sentence_marks(sheet: Sheet, number: int) -> list[str]:
    """Features of the kind of sentence that it is, and of its place."""
    sentence = sheet.sentences[number]
    out: list[str] = []
    if sentence.title:
        out.append("s:title")
    if number == 0:
        out.append("s:first")
    head = sheet.units[sentence.first]
    if head.kind == SIGN:
        out.append("s:head" + head.key)
    if number and sheet.units[sheet.sentences[number - 1].last - 1].key == ":":
        out.append("s:aftercolon")
    if sheet.tokens.quoted[head.first]:
        out.append("s:quoted")
    if len(sentence.cuts) == 2:
        out.append("s:short")
    return out


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
    if sheet.document.is_note:
        out.append("d:note")
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
    actors = sum(1 for s in kinds if s[:2] in ACTOR_SYMBOLS)
    mark = (
        ("$" if amounts else "")
        + ("I" if "I" in kinds else "")
        + ("G" if "G" in kinds else "")
        + ("a" if actors else "")
    )
    out += ["#$" + str(min(amounts, 3)), "#a" + str(min(actors, 3)), "o:" + "|".join(inner[:SKELETON]),
            "q:" + "|".join(squeezed(inner)), "k:" + mark]  # fmt: skip
    head = "k:" + mark + ":"
    out += [head + name for name in kinds]
    if mark:
        head = "L" + mark + ":"
        out += [head + name for name in set(shared.symbols[: first - base]) if name and name not in kinds]
    return out


def squeezed(inner: list[str]) -> list[str]:
    """The short outline of a segment with these symbols: repetitions count once."""
    return [s for k, s in enumerate(inner[:SQUEEZED]) if k == 0 or s != inner[k - 1]][:SHORTEST]


def segment_features(sheet: Sheet, sentence: SentenceUnits, shared: SentenceContext, i: int, j: int) -> list[str]:
    """All features of the segment between cuts `i` and `j` but those of its units."""
    return [
        *own_features(sentence, shared, i, j),
        *left_features(sheet, sentence, shared, i),
        *right_features(sheet, sentence, shared, j),
        *shared_features(shared),
    ]


ACTOR_SYMBOLS = frozenset({"N:", "J:", "P:", "C:", "S:", "A:", "B:", "O:", "H:"})
