"""Fields that are words of the text: conditions, subjects, topics, ends, places, people, what is needed; and the features by
which programmes, items and parts of totals are judged."""

from __future__ import annotations

from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment, symbol
from pledgebook.extract.sheet import AMOUNT, DATE, NAME, SIGN, Sheet

CLOSING = frozenset({".", ";", ":", "?", "!", ")", "…"})
CONDITION = frozenset({"if_word"})
QUOTES = frozenset({'"', "“", "”", "«", "»", "„"})


def _until_sign(sheet: Sheet, begin: int, end: int, signs: frozenset[str]) -> int:
    """The first unit from `begin` that is one of the signs, or `end`."""
    for k in range(begin, end):
        if sheet.units[k].key in signs:
            return k
    return end


def _words(sheet: Sheet, begin: int, end: int) -> str | None:
    while begin < end and sheet.units[begin].key in QUOTES | {",", "–", "—", "the"}:
        begin += 1
    while end > begin and (sheet.units[end - 1].kind == SIGN and sheet.units[end - 1].key != ")"):
        end -= 1
    return sheet.words(begin, end) or None if end > begin else None


def condition_in(scene: Scene, segment: Segment) -> str | None:
    """The words of the condition, without its conjunction."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    stop = _next_statement(scene, segment, sentence.last)
    for k in range(segment.first, stop):
        unit = sheet.units[k]
        if CONDITION & set(unit.classes):
            end = _until_sign(sheet, k + 1, stop, CLOSING | QUOTES)
            comma = _until_sign(sheet, k + 4, end, frozenset({","}))
            if k <= segment.first + 2 and comma < end:
                end = comma
            words = _words(sheet, k + 1, end)
            if words and len(words.split()) > 1:
                return words
    if segment.first > sentence.first and CONDITION & set(sheet.units[sentence.first].classes):
        end = _until_sign(sheet, sentence.first + 1, segment.first, frozenset({","}))
        return _words(sheet, sentence.first + 1, end)
    return None


def _next_statement(scene: Scene, segment: Segment, last: int) -> int:
    """Words after the segment still belong to it up to the next clause with an amount or a verb of giving."""
    sheet = scene.sheet
    for k in range(segment.last, last):
        if sheet.units[k].kind == AMOUNT:
            return k
    return last


def subject_in(scene: Scene, segment: Segment) -> str | None:
    """What an agreement is about: the words after its noun and a preposition."""
    sheet = scene.sheet
    units = sheet.units
    sentence = sheet.sentences[segment.sentence]
    noun = -1
    for k in range(segment.first, segment.last):
        if any(c == "agreement_noun" for c in units[k].classes):
            noun = k
            break
    begin = segment.first if noun < 0 else noun + 1
    for k in range(begin, min(sentence.last, begin + 8)):
        if units[k].key in scene.sheet.clauses.about:
            end = k + 1
            while end < sentence.last and not _ends_subject(scene, end):
                end += 1
            return _words(sheet, k + 1, end)
    if noun > segment.first:
        first = noun
        while first > segment.first and units[first - 1].kind in {"word", "term"} and units[
            first - 1
        ].key not in sheet.clauses.stops and not _is_verb(scene, first - 1):
            first -= 1
        return _words(sheet, first, noun)
    return None


def _is_verb(scene: Scene, k: int) -> bool:
    return scene.sheet.units[k].form in {"base", "s", "past", "participle", "past/participle", "ing"}


def _ends_subject(scene: Scene, k: int) -> bool:
    unit = scene.sheet.units[k]
    if unit.key in CLOSING or unit.key in QUOTES or unit.key in {",", "–", "—", "("} or unit.kind == DATE:
        return True
    if unit.form in {"past", "past/participle", "participle", "s"} and unit.classes:
        return True
    return unit.key in scene.sheet.clauses.subject_ends


def until_in(scene: Scene, segment: Segment) -> str | None:
    """The words of a measure's end: after "until", "as long as", "unless and until"."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    for k in range(segment.first, sentence.last):
        unit = sheet.units[k]
        if any(c == "sanction_until" for c in unit.classes) or unit.key in sheet.clauses.end_words:
            end = _until_sign(sheet, k + 1, sentence.last, CLOSING | QUOTES | {","})
            return _words(sheet, k + 1, end)
        if unit.kind == DATE and unit.mention is not None:
            text = unit.mention.text.lower()
            for word in sheet.clauses.end_words:
                if text.startswith(word + " "):
                    return unit.mention.text[len(word) + 1 :]
    return None


def topics_in(scene: Scene, segment: Segment) -> tuple[str, ...]:
    """What was talked about: the words after a verb of discussing, cut at commas and "and"."""
    sheet = scene.sheet
    units = sheet.units
    sentence = sheet.sentences[segment.sentence]
    begin = -1
    for k in range(segment.first, segment.last):
        if any(c == "topic_verb" for c in units[k].classes):
            begin = k + 1
            break
    if begin < 0:
        return ()
    while begin < sentence.last and (units[begin].key in sheet.clauses.about or units[begin].kind == DATE or
                                     units[begin].key in {"with", ","} or units[begin].kind == NAME and begin + 1 <
                                     sentence.last and units[begin + 1].key == ","):
        begin += 1
    end = _until_sign(sheet, begin, sentence.last, CLOSING | QUOTES)
    out: list[str] = []
    start = begin
    for k in range(begin, end + 1):
        if k == end or units[k].key == "," or units[k].key in sheet.clauses.joints:
            words = _words(sheet, start, k)
            if words and 1 <= len(words.split()) <= 12:
                out.append(words)
            start = k + 1
    return tuple(out[:8])


def place_in(scene: Scene, segment: Segment) -> str | None:
    """Where it took or takes place: the town, seat or place after "in", "to" or "at"."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    spots: list[tuple[int, int]] = []
    for k in range(sentence.first, sentence.last):
        name = sheet.units[k].name
        if name is not None and name.kind in {"capital", "place", "seat"}:
            before = sheet.units[k - 1].key if k > sentence.first else "^"
            before = before.rsplit(" ", 1)[-1]
            if before == "the" and k - 1 > sentence.first:
                before = sheet.units[k - 2].key.rsplit(" ", 1)[-1]
            score = (3 if before in sheet.clauses.place_words else 1 if before in {"^", ",", "("} else 0) + (
                1 if segment.first <= k < segment.last else 0
            )
            spots.append((score, -k))
    if not spots or max(spots)[0] < 2:
        return None
    return sheet.words(-max(spots)[1], -max(spots)[1] + 1)


def people_in(scene: Scene, segment: Segment, actors: frozenset[str]) -> tuple[str, ...]:
    """The people named in the segment; an office without a name stands for its last named holder."""
    out: dict[str, None] = {}
    for person in scene.people:
        if segment.first <= person.first < segment.last:
            out.setdefault(person.name)
    sheet = scene.sheet
    for k in range(segment.first, segment.last):
        unit = sheet.units[k]
        stands_for_person = unit.office is not None and unit.office.cls == "person_office"
        if stands_for_person or unit.key in {"he", "she", "they"}:
            earlier = [p for p in scene.people if p.last <= k and (p.actor in actors or not actors)]
            if earlier and not any(p.first - k in range(1, 4) for p in scene.people):
                out.setdefault(earlier[-1].name)
    return tuple(out)


def needed_in(scene: Scene, segment: Segment) -> str | None:
    """What is needed: the noun phrase that the word of need governs."""
    sheet = scene.sheet
    units = sheet.units
    need = [
        k for k in range(segment.first, segment.last)
        if any(c.startswith(("need", "priority")) for c in units[k].classes)
    ]  # fmt: skip
    if not need:
        return _words(sheet, segment.first, segment.last)
    first, last = need[0], need[-1]
    copula = [k for k in range(segment.first, segment.last) if units[k].key in sheet.clauses.copulas]
    after_noun = units[first].form in {"singular", "plural", "literal"} and copula
    if after_noun and copula[0] > first:
        end = _until_sign(sheet, copula[0] + 1, segment.last, CLOSING | QUOTES)
        return _words(sheet, copula[0] + 1, end)
    if after_noun and copula[0] < first:
        return _words(sheet, segment.first, copula[0])
    begin = first + 1
    while begin < segment.last and units[begin].key in sheet.clauses.about:
        begin += 1
    end = _until_sign(sheet, begin, segment.last, CLOSING | QUOTES | {","})
    if end - begin >= 1:
        return _words(sheet, begin, end)
    return _words(sheet, segment.first, last)


def programme_features(
    scene: Scene, segment: Segment, previous: tuple[str, ...]
) -> dict[str, list[str]]:
    """The programmes in reach of a segment, each with the features by which it is judged."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    found: dict[str, list[str]] = {}

    def look(begin: int, end: int, mark: str) -> None:
        for k in range(begin, end):
            name = sheet.units[k].name
            if name is not None and name.kind == "programme":
                before = sheet.units[k - 1].key if k > begin else "^"
                marks = found.setdefault(name.codes[0], [])
                marks.append(mark)
                marks.append(mark + "<" + before)

    look(segment.first, segment.last, "in")
    look(sentence.first, segment.first, "left")
    look(segment.last, sentence.last, "right")
    for back in (1, 2):
        if segment.sentence - back >= 0:
            earlier = sheet.sentences[segment.sentence - back]
            look(earlier.first, earlier.last, f"prev{back}")
    for other in sheet.sentences[:6]:
        if other.title:
            look(other.first, other.last, "title")
    for slug in previous:
        found.setdefault(slug, []).append("previous")
    words = {sheet.units[k].key for k in range(segment.first, segment.last)}
    classes = {c for k in range(segment.first, segment.last) for c in sheet.units[k].classes}
    named = sum(1 for marks in found.values() if "in" in marks)
    for slug, marks in found.items():
        base = sorted({m for m in marks if "<" not in m})
        signature = "+".join(base)
        extra = ["sig:" + signature, "kind:" + segment.kind, "sig+kind:" + signature + segment.kind, f"named{min(named, 2)}"]
        extra.append("slug:" + slug)
        if named and "in" not in marks:
            extra.append("another is named")
        for word in words & BACK_WORDS:
            extra.append("back:" + word)
            extra.append("back+sig:" + word + signature)
        for name in classes:
            if name.endswith("_noun"):
                extra.append("n:" + name)
        marks.extend(extra)
    return found


BACK_WORDS = frozenset(
    "it this that these initiative programme program fund scheme coalition mechanism facility loan package instrument list".split()
)


def part_features(segment: Segment, whole: Segment | None) -> list[str]:
    """Features of a total being a share of the one before it."""
    if whole is None:
        return ["no whole"]
    return ["same sentence" if whole.sentence == segment.sentence else f"apart{min(3, segment.sentence - whole.sentence)}"]
