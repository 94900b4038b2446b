"""When: the day of a statement, the period of a pledge, the start of a total.

A day, week or month is the day that the claim says it happened or will happen; a year or a span of years is the period that
the support is for. A bare weekday or month lies in the direction of the tense.
"""

from __future__ import annotations

import datetime

from pledgebook.extract.mentions.dates import DateSpan, find_since, resolve_weekday
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import DATE
from pledgebook.model import Mention, Period

OF_A_DAY = frozenset({"day", "month", "week"})
OF_A_PERIOD = frozenset({"year", "season", "quarter", "half", "decade", "years", "span"})


def _spans(scene: Scene, first: int, last: int) -> list[tuple[int, Mention]]:
    return [
        (k, mention)
        for k in range(first, last)
        if scene.sheet.units[k].kind == DATE and (mention := scene.sheet.units[k].mention) is not None
    ]


def date_in(scene: Scene, segment: Segment, future: bool) -> datetime.date | None:
    """The day that the segment, or else its sentence, says; None where it says none."""
    sentence = scene.sheet.sentences[segment.sentence]
    for first, last in ((segment.first, segment.last), (sentence.first, sentence.last)):
        for _, mention in _spans(scene, first, last):
            span: DateSpan = mention.value
            if span.precision in OF_A_DAY:
                return _day(scene, span, future)
    return None


def _day(scene: Scene, span: DateSpan, future: bool) -> datetime.date:
    published = scene.sheet.document.published
    if span.weekday is not None and published is not None:
        return resolve_weekday(published, span.weekday, future)
    return span.start


def period_in(scene: Scene, segment: Segment) -> Period | None:
    """The period that the support is for, None where none is said."""
    sentence = scene.sheet.sentences[segment.sentence]
    for first, last in ((segment.first, segment.last), (sentence.first, sentence.last)):
        for k, mention in _spans(scene, first, last):
            span: DateSpan = mention.value
            before = scene.sheet.units[k - 1] if k > sentence.first else None
            opening = mention.text.lower().split()[0]
            limit = opening in scene.sheet.clauses.limits or (
                before is not None and before.key.split()[-1] in scene.sheet.clauses.limits
            )
            if limit:
                return Period(None, span.end)
            if span.precision not in OF_A_DAY:
                return Period(span.start, span.end)
    return None


def since_in(scene: Scene, segment: Segment) -> datetime.date | None:
    """The day from which a total counts: the "since" phrase of its segment or sentence."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    begin, end = sheet.start(sentence.first), sheet.end(sentence.last - 1)
    published = sheet.document.published
    found = find_since(sheet.text[begin:end], published, sheet.knowledge.language)
    if not found:
        return None
    middle = (sheet.start(segment.first) + sheet.end(segment.last - 1)) // 2 - begin
    return min(found, key=lambda f: abs((f[0] + f[1]) // 2 - middle))[2]
