"""On which day a statement says that it happened or will happen: the days in reach, and the choice among them.

A day may be said in the clause, in its sentence, earlier in the paragraph, at the head of the list or of the text, or with the
statement before; and none of them may be its own. Each is a candidate with features, and so is no day at all; boosted trees
choose. What the rule of `times.date_in` finds is a feature among others.
"""

from __future__ import annotations

import datetime

from pledgebook.extract.contents import list_head
from pledgebook.extract.learned import Forest
from pledgebook.extract.mentions.dates import DateSpan
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import DATE, TERM
from pledgebook.extract.tenses import is_ahead
from pledgebook.extract.times import OF_A_DAY, before_date, date_in, dates_among, is_limit, is_since

Day = datetime.date | None
Before = tuple[Day, Segment] | None  # the day of the statement before, and its segment
Offer = tuple[Day, list[str]]

COMING = frozenset({"pledged", "offered", "discussed"})  # stages of pledges of what is to come
AHEAD = COMING | {"negotiating", "agreed", "planned"}  # the same, and those of agreements and meetings
MARGIN = 0.7  # a likely day is named rather than dropped (docs/decisions/0007)
FAR = 10  # sentences back in which a day may have been said
FEW = 4  # days said earlier, and in the lead, that are offered
AROUND = 60  # units of its sentence beside a segment in which its days are sought
LEAD = 4  # sentences in which the day of a whole text is said
VERB = 8  # units between a day and the word that tells what happened then


def day_of(scene: Scene, segment: Segment, label: str | None, before: Before, model: Forest) -> Day:
    """The likeliest day of a segment; None where it says none. `label`: its stage or action, where its kind has one."""
    offers = candidates(scene, segment, label or "", before)
    scored = model.odds_of([model.numbers(features) for _, features in offers])
    odds = [score - (MARGIN if day is None else 0.0) for (day, _), (score,) in zip(offers, scored, strict=True)]
    return offers[odds.index(max(odds))][0]


def candidates(scene: Scene, segment: Segment, label: str, before: Before) -> list[Offer]:
    """The days that a segment may speak of, the last one no day, each with the features by which the choice is made."""
    future = label in AHEAD
    sure = segment.kind == "meeting" or label == "delivered"
    kind = f"{segment.kind}:{label}"
    rule = date_in(scene, segment, future, sure)
    found: dict[Day, list[str]] = {}
    here = _own(scene, segment, future, sure, found)
    earlier = _earlier(scene, segment, found)
    if before is not None and before[0] is not None:
        apart = _apart(scene, segment, before[1])
        found.setdefault(before[0], []).extend(["previous", "previous:" + apart])
    if rule is not None:
        found.setdefault(rule, []).append("rule")
    none = [
        "none", f"none:here{min(2, here)}", f"none:earlier{min(2, earlier)}",
        f"none:here{min(2, here)}:earlier{min(1, earlier)}", "none:rule" if rule is None else "none:no rule",
    ]  # fmt: skip
    if before is not None:
        none.append(f"none:{'dated' if before[0] else 'undated'}:{_apart(scene, segment, before[1])}")
    classes = {c for k in range(segment.first, segment.last) for c in scene.sheet.units[k].classes}
    none += ["none:c:" + c for c in classes]
    found[None] = none
    return [(day, [*marks, *(f"{mark}|{kind}" for mark in marks if "~" not in mark)]) for day, marks in found.items()]


def _own(scene: Scene, segment: Segment, future: bool, sure: bool, found: dict[Day, list[str]]) -> int:
    """Offer the days of the segment's own sentence that stand in or near it; how many there are."""
    sentence = scene.sheet.sentences[segment.sentence]
    begin, end = max(sentence.first, segment.first - AROUND), min(sentence.last, segment.last + AROUND)
    days = [(k, s) for k, s in dates_among(scene, begin, end, future, sure) if s.precision in OF_A_DAY]
    inside = 0
    for n, (k, span) in enumerate(days):
        side = "in" if segment.first <= k < segment.last else "left" if k < segment.first else "right"
        gap = 0 if side == "in" else segment.first - k if side == "left" else k - segment.last
        number = inside if side == "in" else n
        inside += side == "in"
        marks = found.setdefault(span.start, [])
        marks += [
            f"{side}:{min(3, gap // 5)}",
            f"{side}#{min(2, number)}",
            f"{side}#{min(2, number)}of{min(3, len(days))}",
        ]
        marks += _look(scene, side, k, span)
    return len(days)


def _earlier(scene: Scene, segment: Segment, found: dict[Day, list[str]]) -> int:
    """Offer days said before the sentence: in the paragraph, at the head of the list, before, and in the lead; how many."""
    sentences = scene.sheet.sentences
    paragraph = sentences[segment.sentence].paragraph
    head = list_head(scene.sheet, segment.sentence)
    far = max(0, segment.sentence - FAR)
    near = [(number, *day) for number in range(segment.sentence - 1, far - 1, -1) for day in _said(scene, number)]
    lead = [(number, *day) for number in range(min(LEAD, far)) for day in _said(scene, number)]
    offered = [*near[:FEW], *lead[:FEW]]
    for count, (number, k, span) in enumerate(offered):
        apart = paragraph - sentences[number].paragraph
        side = "head" if number == head else "para" if apart == 0 else "title" if sentences[number].title else "before"
        back = segment.sentence - number
        marks = found.setdefault(span.start, [])
        marks += [f"{side}:{min(5, back)}", f"{side}#{min(3, count)}", f"{side}:apart{min(4, apart)}"]
        if number < LEAD:
            marks += ["lead", f"lead:{number}", f"lead:apart{min(3, apart)}"]
        marks += _look(scene, side, k, span)
    return len(offered)


def _said(scene: Scene, number: int) -> list[tuple[int, DateSpan]]:
    """The first days that a sentence says, worked out once."""
    known: dict[int, list[tuple[int, DateSpan]]] = scene.notes.setdefault("days", {})
    if number not in known:
        sentence = scene.sheet.sentences[number]
        days = dates_among(scene, sentence.first, sentence.last, False)
        known[number] = [(k, span) for k, span in days if span.precision in OF_A_DAY][:FEW]
    return known[number]


def _look(scene: Scene, side: str, k: int, span: DateSpan) -> list[str]:
    """What the day at unit `k` looks like, for one that stands at this side."""
    units = scene.sheet.units
    told = is_ahead(scene, k)
    tense = "ahead" if told else "past" if told is not None else "untold"
    place = "limit" if is_limit(scene, k) else "since" if is_since(scene, k) else "at"
    words = before_date(scene, k)
    out = [side, f"{side}:{tense}", f"{side}:{place}", f"{side}:{span.precision}", f"{side}:{span.open}",
           f"{side}~{words[0] if words else '^'}"]  # fmt: skip
    for step in (-1, 1):
        for n in range(k + step, max(-1, min(len(units), k + step * VERB)), step):
            if units[n].kind == DATE or units[n].key in {".", ";", "!", "?"}:
                break
            if units[n].kind == TERM and units[n].classes:
                out += [f"{side}{'<' if step < 0 else '>'}{c}" for c in units[n].classes]
                break
    return out


def _apart(scene: Scene, one: Segment, two: Segment) -> str:
    """How far a segment stands from the one before."""
    if one.sentence == two.sentence:
        return "sentence"
    sentences = scene.sheet.sentences
    apart = sentences[one.sentence].paragraph - sentences[two.sentence].paragraph
    return f"paragraph{min(3, one.sentence - two.sentence)}" if apart == 0 else f"apart{min(apart, 3)}"
