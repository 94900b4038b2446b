"""Phrases of a clause that may be what somebody needs or talks about: where they may begin and end, and the features by which
a learned decision chooses among them. They are seen from the words that ask for them, the anchors ("needs", "discussed")."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator

from pledgebook.extract.items import VERBAL
from pledgebook.extract.phrases import clean_words
from pledgebook.extract.sheet import AMOUNT, DATE, NAME, SIGN, Sheet

LONGEST = 16  # units of a phrase
WIDEST = 120  # units of a stretch
SEEN = 3  # anchors on each side of a phrase that are seen
GAP = 3  # units between phrase and anchor whose words are seen
Span = tuple[int, int]
Chance = Callable[[list[str]], float]
Anchor = Callable[[Sheet, int], str]  # which sort of anchor a unit is, or nothing


def phrases_between(
    sheet: Sheet, first: int, last: int, anchor: Anchor, rule: Collection[str], shared: Collection[str] = ()
) -> Iterator[tuple[Span, list[str]]]:
    """The phrases in units `first` to `last` (exclusive), as units first to last (exclusive), each with its features; `rule`:
    the words that a rule would choose, `shared`: further features of all of them. Of a long stretch only the beginning is
    seen."""
    last = min(last, first + WIDEST)
    words = [k for k in range(first, last) if anchor(sheet, k)]
    stops = [k for k in range(first, last + 1) if k == last or _parts(sheet, k, anchor)]
    starts = [k for k in range(first, last) if not _empty(sheet, k) and (k == first or _parts(sheet, k - 1, anchor))]
    common = [f"anchors:{min(3, len(words))}", *sorted({"word:" + anchor(sheet, k) for k in words}), *shared]
    for begin in starts:
        for end in stops[bisect_right(stops, begin) :]:
            if end > begin + LONGEST:
                break
            near = [*[k for k in words if k < begin][-SEEN:], *[k for k in words if k >= begin][: SEEN + 1]]
            yield (begin, end), _features(sheet, (first, last), begin, end, near, anchor, rule, common)


def _parts(sheet: Sheet, k: int, anchor: Anchor) -> bool:
    """Whether a phrase may begin behind unit `k`, or end before it."""
    unit = sheet.units[k]
    return (
        unit.kind in {SIGN, AMOUNT, DATE, NAME}
        or unit.key in sheet.clauses.stops
        or unit.form in VERBAL
        or bool(anchor(sheet, k))
    )


def _empty(sheet: Sheet, k: int) -> bool:
    """Whether no phrase begins with unit `k`."""
    unit = sheet.units[k]
    return unit.kind == SIGN or unit.key in sheet.clauses.copulas or unit.key in sheet.clauses.joints


def _kind(sheet: Sheet, k: int, anchor: Anchor) -> str:
    """What a unit looks like from a phrase beside it."""
    unit = sheet.units[k]
    return anchor(sheet, k) or (unit.key if unit.kind == SIGN or unit.key in sheet.clauses.stops else "") or (
        unit.kind + ":" + unit.form
    )  # fmt: skip


def _features(
    sheet: Sheet,
    within: Span,
    begin: int,
    end: int,
    words: list[int],
    anchor: Anchor,
    rule: Collection[str],
    common: list[str],
) -> list[str]:
    units = sheet.units
    before = _kind(sheet, begin - 1, anchor) if begin > within[0] else "^"
    after = _kind(sheet, end, anchor) if end < within[1] else "$"
    size = end - begin
    out = [
        "<" + before, ">" + after, f"<{before}>{after}", "first:" + _kind(sheet, begin, anchor),
        "last:" + _kind(sheet, end - 1, anchor), f"size:{size if size < 5 else 5 + size // 4}",
    ]  # fmt: skip
    if rule and clean_words(sheet, begin, end) in rule:
        out.append("rule")
    if before != "^":
        out.append("<<" + units[begin - 1].key)
    if end < within[1]:
        out.append(">>" + units[end].key)
    for k in words:
        name = anchor(sheet, k)
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
    out += [*common, *(f"{mark}&{name}" for mark in out[:3] for name in common)]
    return out
