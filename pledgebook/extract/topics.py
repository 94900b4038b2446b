"""What was or is to be talked about: of all phrases from a meeting's clause on, in its sentence and the ones after it, those
that a learned decision takes for topics.

"They discussed gas, sanctions and drones"; "talks on visas"; "visas were on the agenda"; "the main subject was gas": topics stand
before or behind the words of talking, and often in a sentence of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from pledgebook.extract.phrases import clean_words
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import DATE, SIGN, Sheet
from pledgebook.extract.subjects import token_words
from pledgebook.extract.wordings import Chance, Span, phrases_between

NEAR = 3  # sentences in which the topics of a meeting are sought, its own among them
TOPICS = 8
TOPIC_WORDS = 14
LIKELY = 0.4  # a phrase of this chance is a topic (docs/decisions/0007)
TALK = ("topic_verb", "topic_noun", "meeting_verb", "meeting_noun")


def topics_in(scene: Scene, segment: Segment, chance: Chance) -> tuple[str, ...]:
    """The topics of a meeting, in the order of the text, as `chance` judges the features of phrases."""
    likely = [(chance(features), span) for span, features in candidates(scene, segment)]
    chosen: list[Span] = []
    for _, (begin, end) in sorted((pair for pair in likely if pair[0] > LIKELY), reverse=True):
        if len(chosen) < TOPICS and all(end <= other[0] or begin >= other[1] for other in chosen):
            chosen.append((begin, end))
    words = (clean_words(scene.sheet, begin, end) for begin, end in sorted(chosen))
    return tuple(dict.fromkeys(said for said in words if said))


def candidates(scene: Scene, segment: Segment) -> Iterator[tuple[Span, list[str]]]:
    """The phrases that may be topics, as units first to last (exclusive), each with the features by which it is judged."""
    sheet = scene.sheet
    rule = frozenset(topics_by_rule(scene, segment))
    for number in range(segment.sentence, min(segment.sentence + NEAR, len(sheet.sentences))):
        sentence = sheet.sentences[number]
        apart = number - segment.sentence
        if apart and _another_meeting(sheet, sentence.first, sentence.last):
            return
        first = sentence.first if apart else segment.first
        yield from phrases_between(sheet, first, sentence.last, _word_of_talk, rule, [f"apart:{apart}"])


def _word_of_talk(sheet: Sheet, k: int) -> str:
    """Which word of talking or meeting unit `k` is: a class of the vocabulary, or nothing."""
    return next((name for name in TALK if name in sheet.units[k].classes), "")


def topics_by_rule(scene: Scene, segment: Segment) -> tuple[str, ...]:
    """What was talked about: the words after a verb of discussing, cut at commas and joints; said in the sentence of the
    meeting or in one of the next."""
    sheet = scene.sheet
    last = min(segment.sentence + NEAR, len(sheet.sentences))
    for number in range(segment.sentence, last):
        sentence = sheet.sentences[number]
        begin = segment.first if number == segment.sentence else sentence.first
        if number > segment.sentence and _another_meeting(sheet, sentence.first, sentence.last):
            return ()
        for k in range(begin, sentence.last):
            if "topic_verb" in sheet.units[k].classes or _main_subject(sheet, k, sentence.last):
                found = tuple(_enumerated(sheet, _topics_begin(sheet, k + 1, sentence.last), sentence.last))
                if found:
                    return found[:TOPICS]
    return ()


def _another_meeting(sheet: Sheet, first: int, last: int) -> bool:
    return any("meeting_verb" in u.classes and "topic_verb" not in u.classes for u in sheet.units[first:last])


def _main_subject(sheet: Sheet, k: int, last: int) -> bool:
    """Whether unit `k` is the copula after "the main subject"."""
    units = sheet.units
    return units[k].key in sheet.clauses.copulas and k > 0 and "topic_noun" in units[k - 1].classes and k + 1 < last


def _topics_begin(sheet: Sheet, begin: int, last: int) -> int:
    """The first unit of the topics: behind the people talked with, dates and words such as "in particular"."""
    units, signs = sheet.units, sheet.clauses
    while begin < last:
        unit = units[begin]
        opener = unit.key in signs.topic_openers or unit.key in signs.about or unit.key in signs.third_person
        if not (opener or unit.kind in {DATE, SIGN} or unit.key in signs.definite or "topic_noun" in unit.classes):
            break
        begin += 1
    return begin


def _enumerated(sheet: Sheet, begin: int, last: int) -> Iterator[str]:
    """The members of an enumeration that begins at unit `begin`."""
    units, signs = sheet.units, sheet.clauses
    start = begin
    for k in range(begin, last + 1):
        closes = k == last or units[k].key in signs.closing or units[k].key in signs.quotes
        if closes or units[k].key == "," or units[k].key in signs.joints:
            said = any("say_verb" in units[n].classes or "announce_verb" in units[n].classes for n in range(start, k))
            words = token_words(sheet, units[start].first, units[k - 1].last) if k > start and not said else None
            if words and len(words.split()) <= TOPIC_WORDS:
                yield words
            start = k + 1
        if closes:
            return
