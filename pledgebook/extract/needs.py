"""What a state says that it needs: of all phrases of the clause the one that a learned decision likes best.

"Seven Patriot batteries, that is what Ukraine needs"; "warmth, not sympathy, is needed"; "a financing gap that the Fund puts at
60 billion": the thing may stand on either side of the word of need, or be that word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pledgebook.extract.items import VERBAL
from pledgebook.extract.phrases import clean_words, needed_by_rule
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import AMOUNT, DATE, NAME, SIGN, Sheet

LONGEST = 16  # units of a phrase
GAP = 3  # units between phrase and word of need whose words are seen
Span = tuple[int, int]
Chance = Callable[[list[str]], float]


def needed_in(scene: Scene, segment: Segment, chance: Chance) -> str | None:
    """The words of what is needed, as `chance` judges the features of a phrase; None where the clause has none."""
    found = [(chance(features), span) for span, features in candidates(scene, segment)]
    if not found:
        return needed_by_rule(scene, segment)
    begin, end = max(found)[1]
    return clean_words(scene.sheet, begin, end)


def candidates(scene: Scene, segment: Segment) -> Iterator[tuple[Span, list[str]]]:
    """The phrases of a clause that may be what is needed, as units first to last (exclusive), each with the features by
    which it is judged."""
    sheet = scene.sheet
    first, last = segment.first, segment.last
    words = [k for k in range(first, last) if _class_of(sheet, k)]
    rule = needed_by_rule(scene, segment)
    stops = [k for k in range(first, last + 1) if k == last or _parts(sheet, k)]
    starts = [k for k in range(first, last) if not _empty(sheet, k) and (k == first or _parts(sheet, k - 1))]
    shared = [f"needs:{min(3, len(words))}", *sorted({"word:" + _class_of(sheet, k) for k in words})]
    for begin in starts:
        for end in stops:
            if begin < end <= begin + LONGEST:
                yield (begin, end), _features(sheet, segment, begin, end, words, rule, shared)


def _class_of(sheet: Sheet, k: int) -> str:
    """Which word of need unit `k` is: a class of the vocabulary, or nothing."""
    return next((c for c in sheet.units[k].classes if c.startswith(("need", "priority"))), "")


def _parts(sheet: Sheet, k: int) -> bool:
    """Whether a phrase may begin behind unit `k`, or end before it."""
    unit = sheet.units[k]
    return (
        unit.kind in {SIGN, AMOUNT, DATE, NAME}
        or unit.key in sheet.clauses.stops
        or unit.form in VERBAL
        or bool(_class_of(sheet, k))
    )


def _empty(sheet: Sheet, k: int) -> bool:
    """Whether no phrase begins with unit `k`."""
    unit = sheet.units[k]
    return unit.kind == SIGN or unit.key in sheet.clauses.copulas or unit.key in sheet.clauses.joints


def _kind(sheet: Sheet, k: int) -> str:
    """What a unit looks like from a phrase beside it."""
    unit = sheet.units[k]
    return _class_of(sheet, k) or (unit.key if unit.kind == SIGN or unit.key in sheet.clauses.stops else "") or (
        unit.kind + ":" + unit.form
    )  # fmt: skip


def _features(
    sheet: Sheet, segment: Segment, begin: int, end: int, words: list[int], rule: str | None, shared: list[str]
) -> list[str]:
    units = sheet.units
    before = _kind(sheet, begin - 1) if begin > segment.first else "^"
    after = _kind(sheet, end) if end < segment.last else "$"
    size = end - begin
    out = [
        "<" + before, ">" + after, f"<{before}>{after}", "first:" + _kind(sheet, begin), "last:" + _kind(sheet, end - 1),
        f"size:{size if size < 5 else 5 + size // 4}",
    ]  # fmt: skip
    if rule is not None and clean_words(sheet, begin, end) == rule:
        out.append("rule")
    if before != "^":
        out.append("<<" + units[begin - 1].key)
    if end < segment.last:
        out.append(">>" + units[end].key)
    for k in words:
        name = _class_of(sheet, k)
        side = "behind" if k < begin else "before" if k >= end else "inside"
        gap = begin - k - 1 if k < begin else k - end
        out += [f"{side}:{name}", f"{side}:{name}:{units[k].form}", f"{side}:{min(gap, 6)}"]
        if side != "inside" and gap <= GAP:
            between = units[k + 1 : begin] if k < begin else units[end:k]
            out.append(f"{side}:{name}|" + " ".join(u.key for u in between))
    inside = {u.kind for u in units[begin:end]}
    out += ["has " + kind for kind in sorted(inside & {AMOUNT, DATE, NAME})]
    if any(u.form in VERBAL for u in units[begin:end]):
        out.append("has a verb")
    if any(u.key in sheet.clauses.copulas for u in units[begin:end]):
        out.append("has a copula")
    if any(u.key == "," for u in units[begin:end]):
        out.append("has a comma")
    goods = sum(1 for u in units[begin:end] if any(c.startswith("item_") for c in u.classes))
    out.append(f"goods:{min(2, goods)}")
    out += [f"{mark}&{name}" for mark in out[:3] for name in shared]
    return out
