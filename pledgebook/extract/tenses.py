"""Which way a date looks: whether the words beside it speak of what is to come or of what has been."""

from __future__ import annotations

from bisect import bisect_right

from pledgebook.extract.scene import Scene
from pledgebook.knowledge.references import references

AHEAD = frozenset({"future", "future_in_past"})
PLANNED = "planned"  # its words are of what is to come where they are not verbs of announcing besides
PAST = frozenset({"past", "past/participle", "participle"})
NOT_VERBS = frozenset({"literal", "singular", "plural", ""})
LEFT, RIGHT = 14, 8  # units beside a date within which its verb is sought
AUXILIARIES = 4  # units before a verb within which its auxiliaries stand


def is_ahead(scene: Scene, k: int) -> bool | None:
    """Whether the date at unit `k` lies ahead, by the nearest verb in its clause; None where no verb tells."""
    sheet = scene.sheet
    units, ends = sheet.units, references(sheet.knowledge.language).tense_ends
    sentence = sheet.sentences[bisect_right(sheet.sentences, k, key=lambda s: s.first) - 1]
    best: tuple[int, bool] | None = None
    for step, limit in ((-1, max(sentence.first, k - LEFT) - 1), (1, min(sentence.last, k + RIGHT))):
        for n in range(k + step, limit, step):
            unit = units[n]
            if unit.key in ends:
                break
            told = _tense(scene, n, sentence.first if step < 0 else k + 1, step < 0)
            if told is not None:
                far = abs(n - k)
                if best is None or far < best[0]:
                    best = (far, told)
                break
    return None if best is None else best[1]


def _tense(scene: Scene, n: int, start: int, left: bool) -> bool | None:
    """True where unit `n` is a verb of what is to come, False where it is one of what has been, else None."""
    units = scene.sheet.units
    unit = units[n]
    if not AHEAD.isdisjoint(unit.classes) or unit.classes == (PLANNED,):
        return True
    if unit.form in NOT_VERBS or not unit.classes:
        return None
    marks = references(scene.sheet.knowledge.language).infinitive_marks
    for m in range(n - 1, max(start, n - AUXILIARIES) - 1, -1):
        if not AHEAD.isdisjoint(units[m].classes):
            return True
        if units[m].key in marks:  # "plans to hand over … on Friday" looks ahead, "met on Friday to discuss" does not
            return True if left else None
        if units[m].kind != "term" and units[m].key not in scene.sheet.clauses.copulas:
            break
    if unit.form in PAST:
        return False
    return None
