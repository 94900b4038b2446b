"""When: the day of a statement, the period of a pledge, the start and the end of a total.

A day, week or month is the day that the claim says it happened or will happen; a year or a span of years is the period that
the support is for. A bare weekday or month lies in the direction of the verb beside it.
"""

from __future__ import annotations

import datetime

from pledgebook.extract.mentions.dates import DateSpan, find_since, in_tense, period_of
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import DATE
from pledgebook.extract.tenses import is_ahead
from pledgebook.knowledge.references import references
from pledgebook.model import Mention, Period

OF_A_DAY = frozenset({"day", "month", "week"})
SOON = datetime.timedelta(days=180)  # a bare date later than that is rather one of the past
FOLLOWS = 6  # sentences that a list or a paragraph goes on from the day said at its head
Spans = list[tuple[int, DateSpan]]


def dates_among(scene: Scene, first: int, last: int, future: bool, sure: bool = False) -> Spans:
    """The dates among the units, each in its tense: that of the words beside it, or `future` where that is `sure` and for
    the ends of open periods."""
    published = scene.sheet.document.published
    out: Spans = []
    for k in range(first, last):
        unit = scene.sheet.units[k]
        if unit.kind == DATE and unit.mention is not None:
            span: DateSpan = unit.mention.value
            if published is None and (span.open is not None or span.anchor != "absolute"):
                continue  # nobody can tell which day that was
            if span.open is not None and published is not None:
                told = future if sure or is_limit(scene, k) else is_ahead(scene, k)
                span = in_tense(span, published, told) if told is not None else _likelier(span, published, future)
            out.append((k, span))
    return out


def _likelier(span: DateSpan, published: datetime.date, future: bool) -> DateSpan:
    """The span where no verb tells its tense: ahead where a statement of its stage looks ahead and the day is not far
    off; a weekday as it was last."""
    past, ahead = in_tense(span, published, False), in_tense(span, published, True)
    return ahead if future and span.open != "weekday" and ahead.start - published < SOON else past


def is_limit(scene: Scene, k: int) -> bool:
    """Whether the date at unit `k` is the end of an open period ("by the end of May", "up to 2030")."""
    limits = scene.sheet.clauses.limits
    mention = scene.sheet.units[k].mention
    if mention is not None and mention.text.lower().split()[0] in limits:
        return True
    before = before_date(scene, k)
    if mention is not None and mention.value.part == "end" and before:
        return (
            any(words in limits for words in before) or before[0] in references(scene.sheet.knowledge.language).reaching
        )
    return any(words in limits for words in before)


def is_since(scene: Scene, k: int) -> bool:
    """Whether the date at unit `k` is the start of a period that goes on ("since 2022")."""
    if _is_closed(scene, k):
        return False
    return any("since_word" in scene.sheet.units[n].classes for n in range(max(0, k - 2), k))


def _is_start(scene: Scene, k: int) -> bool:
    """Whether the date at unit `k` is the start of a period whose end is open ("from 2026")."""
    starts = references(scene.sheet.knowledge.language).starts
    return not _is_closed(scene, k) and any(words in starts for words in before_date(scene, k))


def before_date(scene: Scene, k: int) -> list[str]:
    """The last word, and the last two, before unit `k`, articles passed over."""
    words: list[str] = []
    n = k - 1
    while n >= 0 and len(words) < 2 and k - n < 5:
        key = scene.sheet.units[n].key
        if words or key not in scene.sheet.clauses.articles:
            words[:0] = key.split()
        n -= 1
    return [words[-1], " ".join(words[-2:])] if words else []


def date_in(scene: Scene, segment: Segment, future: bool, sure: bool = False) -> datetime.date | None:
    """The day that the segment, or else its sentence, or else the head of its paragraph or list says; None where none is
    said. `future`: whether a statement of its stage speaks of what is to come; `sure`: whatever the words say."""
    sentence = scene.sheet.sentences[segment.sentence]
    for first, last in ((segment.first, segment.last), (sentence.first, sentence.last)):
        days = [(k, s) for k, s in dates_among(scene, first, last, future, sure) if s.precision in OF_A_DAY]
        told = [s for k, s in days if not is_limit(scene, k) and not is_since(scene, k)]
        if told or (days and not future):
            return told[0].start if told else days[0][1].start
    return _inherited(scene, segment)


def _inherited(scene: Scene, segment: Segment) -> datetime.date | None:
    """The day said earlier in the paragraph, or at the head of the list that the sentence belongs to."""
    sentences = scene.sheet.sentences
    here = sentences[segment.sentence]
    listed = _is_listed(scene, segment.sentence)
    for number in range(segment.sentence - 1, max(-1, segment.sentence - FOLLOWS - 1), -1):
        earlier = sentences[number]
        if not listed and earlier.paragraph != here.paragraph:
            return None
        if listed and _is_listed(scene, number):
            continue
        for k, span in dates_among(scene, earlier.first, earlier.last, False):
            if span.precision == "day" and not is_ahead(scene, k):
                return span.start
        if listed:
            return None
    return None


def _is_listed(scene: Scene, number: int) -> bool:
    """Whether the sentence is an item of a list."""
    return (
        scene.sheet.units[scene.sheet.sentences[number].first].key in references(scene.sheet.knowledge.language).bullets
    )


def period_in(scene: Scene, segment: Segment, future: bool = True) -> Period | None:
    """The period that the support is for, None where none is said."""
    sentence = scene.sheet.sentences[segment.sentence]
    for first, last in ((segment.first, segment.last), (sentence.first, sentence.last)):
        found = _period(scene, dates_among(scene, first, last, future))
        if found is not None:
            return found
    return None


def _period(scene: Scene, told: Spans) -> Period | None:
    """The period that the dates give together."""
    start = next((s.start for k, s in told if is_since(scene, k)), None)
    end = next((s.end for k, s in told if is_limit(scene, k)), None)
    if end is not None:
        return Period(start, end)
    start = next((s.start for k, s in told if s.precision not in OF_A_DAY and _is_start(scene, k)), None)
    if start is not None:
        return Period(start, None)
    long = [(k, s) for k, s in told if s.precision not in OF_A_DAY and not is_since(scene, k)]
    if not long:
        return None
    run = long[:1]
    for k, span in long[1:]:
        if k - run[-1][0] > 2:
            break
        run.append((k, span))
    whole = period_of(Mention("date", 0, 0, "", span) for _, span in run)
    return Period(whole.start, whole.end) if whole else None


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


def until_in(scene: Scene, segment: Segment) -> datetime.date | None:
    """The day up to which a total counts, where its segment or sentence says one."""
    sentence = scene.sheet.sentences[segment.sentence]
    for first, last in ((segment.first, segment.last), (sentence.first, sentence.last)):
        for k, span in dates_among(scene, first, last, False):
            if is_limit(scene, k) or span.end > span.start and _is_closed(scene, k):
                return span.end
    return None


def _is_closed(scene: Scene, k: int) -> bool:
    """Whether the date at unit `k` is a span with both ends said ("between May 2023 and June 2024")."""
    mention = scene.sheet.units[k].mention
    return mention is not None and mention.because == "period"
