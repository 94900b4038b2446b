"""What a state says that it needs: of all phrases of the clause the one that a learned decision likes best.

"Seven Patriot batteries, that is what Ukraine needs"; "warmth, not sympathy, is needed"; "a financing gap that the Fund puts at
60 billion": the thing may stand on either side of the word of need, or be that word.
"""

from __future__ import annotations

from collections.abc import Iterator

from pledgebook.extract.phrases import clean_words, needed_by_rule
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import Sheet
from pledgebook.extract.wordings import Chance, Span, phrases_between


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
    rule = needed_by_rule(scene, segment)
    return phrases_between(scene.sheet, segment.first, segment.last, _word_of_need, {rule} if rule else ())


def _word_of_need(sheet: Sheet, k: int) -> str:
    """Which word of need unit `k` is: a class of the vocabulary, or nothing."""
    return next((c for c in sheet.units[k].classes if c.startswith(("need", "priority"))), "")
