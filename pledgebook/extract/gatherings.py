"""Who met, and where."""

from __future__ import annotations

from bisect import bisect_left

from pledgebook.extract.people import PersonMention, people_between
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import SIGN, Sheet
from pledgebook.extract.speakers import speaker_of

SPOTS = frozenset({"capital", "place", "seat"})
BESIDE = 5  # units between an office and the name beside it
LONGEST = 6  # units of a name
MEMORY = 60  # mentions of people within which "he" is sought
BACK = 4  # sentences in which the place meant by "there" may stand


def place_in(scene: Scene, segment: Segment) -> str | None:
    """Where it took or takes place: the town, seat or place after "in", "to" or "at", or after a verb of visiting. For
    "there" and "on the sidelines" it is the place named last, for "here" the town of the dateline or the first named."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    found = _best_spot(sheet, sentence.first, sentence.last, segment)
    if found is not None:
        return found
    units = sheet.units[sentence.first : sentence.last]
    if any("sidelines" in u.classes or u.key in sheet.clauses.same_place for u in units):
        for number in range(segment.sentence - 1, max(-1, segment.sentence - BACK), -1):
            other = sheet.sentences[number]
            found = _best_spot(sheet, other.first, other.last, None)
            if found is not None:
                return found
    if any(u.key in sheet.clauses.here for u in units):
        return next((sheet.words(k, k + 1) for k in range(len(sheet.units)) if _is_spot(sheet, k)), None)
    return None


def _best_spot(sheet: Sheet, first: int, last: int, segment: Segment | None) -> str | None:
    spots: list[tuple[int, int]] = []
    for k in range(first, last):
        if _is_spot(sheet, k):
            inside = segment is not None and segment.first <= k < segment.last
            spots.append((_spot_score(sheet, k, first) + (1 if inside else 0), -k))
    if not spots or max(spots)[0] < (2 if segment is not None else 3):
        return None
    best = -max(spots)[1]
    for k in range(best + 1, min(last, best + 3)):  # "at Lancaster House in London": the town
        if _is_spot(sheet, k) and _spot_score(sheet, k, first) >= 3:
            return sheet.words(k, k + 1)
    return sheet.words(best, best + 1)


def _is_spot(sheet: Sheet, k: int) -> bool:
    name = sheet.units[k].name
    return name is not None and name.kind in SPOTS


def _spot_score(sheet: Sheet, k: int, first: int) -> int:
    """How clearly the unit is a place where something happens: 3 after a preposition of place or a verb of visiting."""
    signs = sheet.clauses
    before = sheet.units[k - 1] if k > first else None
    if before is not None and before.key in signs.definite and k - 1 > first:
        before = sheet.units[k - 2]
    if before is None:
        return 1
    if (
        before.key.rsplit(" ", 1)[-1] in signs.place_words
        or "visit_verb" in before.classes
        or "visit_noun" in before.classes
    ):
        return 3
    return 1 if before.key in {",", "("} else 0


def people_in(scene: Scene, segment: Segment, actors: frozenset[str]) -> tuple[str, ...]:
    """The people named in the segment; an office or pronoun without a name stands for its last named holder, "I" and "we"
    for the speaker."""
    sheet = scene.sheet
    out: dict[str, None] = {}
    first = segment.first
    opening = next((k for k in range(first, segment.last) if sheet.units[k].kind != SIGN), first)
    if sheet.units[opening].key in sheet.clauses.relatives:
        first = max(sheet.sentences[segment.sentence].first, first - 4)
    here = people_between(scene.people, first, segment.last)
    for person in here:
        out.setdefault(person.name)
    for k in range(segment.first, segment.last):
        unit = sheet.units[k]
        if unit.key in sheet.clauses.singular_person or (
            unit.office is not None and unit.office.cls == "person_office"
        ):
            holder = _holder(scene, k, actors)
            if holder is not None:
                out.setdefault(holder.name)
        elif unit.key in sheet.clauses.first_person:
            speaker = speaker_of(sheet, scene.attributions, segment.sentence, segment.first, segment.last)
            if speaker is not None and speaker.name is not None:
                out.setdefault(speaker.name)
    return tuple(out)


def _holder(scene: Scene, k: int, actors: frozenset[str]) -> PersonMention | None:
    """The last person named before unit `k` among those of the actors, unless a name stands beside it."""
    office = scene.sheet.units[k].office is not None
    near = people_between(scene.people, max(0, k - BESIDE - LONGEST), k + BESIDE)
    if office and any(p.first - k in range(1, BESIDE) or k - p.last in range(3) for p in near):
        return None
    end = bisect_left(scene.people, k, key=lambda p: p.first)
    earlier = scene.people[max(0, end - MEMORY) : end]
    return next((p for p in reversed(earlier) if p.last <= k and (p.actor in actors or not actors)), None)
