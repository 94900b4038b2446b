"""Fields that are words of the text: conditions, ends of measures, what is needed; and the features of parts of totals."""

from __future__ import annotations

from collections.abc import Set

from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import AMOUNT, DATE, SIGN, WORD, Sheet

TRIMMED = frozenset({",", "–", "—", "-", "•"})
CONDITION = frozenset({"if_word"})
BARRED = frozenset({"negation", "refuse"})
LEGISLATURE = "legislature_act"


def until_sign(sheet: Sheet, begin: int, end: int, signs: Set[str]) -> int:
    """The first unit from `begin` that is one of the signs, or `end`."""
    for k in range(begin, end):
        if sheet.units[k].key in signs:
            return k
    return end


def clean_words(sheet: Sheet, begin: int, end: int) -> str | None:
    """The words of units `begin` to `end` (exclusive) without quotation marks, commas and an article at their edges."""
    units, signs = sheet.units, sheet.clauses
    while begin < end and (units[begin].key in signs.quotes | TRIMMED or units[begin].key in signs.definite):
        begin += 1
    while end > begin and (units[end - 1].kind == SIGN and units[end - 1].key != ")"):
        end -= 1
    return sheet.words(begin, end) or None if end > begin else None


def ends(sheet: Sheet) -> frozenset[str]:
    """Signs at which a phrase ends."""
    return sheet.clauses.closing | sheet.clauses.quotes


def condition_in(scene: Scene, segment: Segment) -> str | None:
    """The words of the condition, without its conjunction."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    stop = _next_amount(sheet, segment.last, sentence.last)
    for k in range(segment.first, stop):
        event = _event(sheet, k)
        if event is not None:
            return event
        if not (_opens_condition(sheet, k, sentence.first) or _bars_until(sheet, k, segment.first)):
            continue
        end = until_sign(sheet, k + 1, stop, ends(sheet))
        comma = until_sign(sheet, k + 4, end, {","})
        if k <= segment.first + 2 and comma < end:
            end = comma
        words = clean_words(sheet, k + 1, end)
        if words and (len(words.split()) > 1 or LEGISLATURE in sheet.units[k + 1].classes):
            return words
        if sheet.units[k].key.rsplit(" ", 1)[-1] in sheet.clauses.whole_conditions:
            return sheet.words(k, k + 1)  # "weather permitting"
    if segment.first > sentence.first and _opens_condition(sheet, sentence.first, sentence.first):
        end = until_sign(sheet, sentence.first + 1, segment.first, {","})
        return clean_words(sheet, sentence.first + 1, end)
    return None


def _opens_condition(sheet: Sheet, k: int, first: int) -> bool:
    """Whether a condition begins after unit `k`. "Provided" and "once" are other things too: the first opens a condition
    only after a sign, neither where the clause has a subject before it that it belongs to."""
    unit = sheet.units[k]
    before = sheet.units[k - 1] if k > first else None
    if CONDITION & set(unit.classes):
        if unit.key in sheet.clauses.verbal_conditions:
            return before is None or before.kind == SIGN
        return True
    if "inverted_if" in unit.classes and before is not None and before.key == "," and k + 1 < len(sheet.units):
        after = sheet.units[k + 1]
        return unit.key in sheet.clauses.inversions and (
            after.kind == "name" or after.key in sheet.clauses.third_person
        )
    return False


def _event(sheet: Sheet, k: int) -> str | None:
    """The event that unit `k` makes a condition, where the vocabulary holds both as one expression."""
    unit = sheet.units[k]
    if LEGISLATURE in unit.classes:
        words = sheet.words(k, k + 1)
        for prefix in sheet.clauses.condition_prefixes:
            if unit.key.startswith(prefix + " "):
                return words[len(prefix) + 1 :]
    return None


def _bars_until(sheet: Sheet, k: int, first: int) -> bool:
    """Whether nothing is given "until" something happens: a condition, where no date follows."""
    units = sheet.units
    if units[k].key not in sheet.clauses.end_words or k + 1 >= len(units) or units[k + 1].kind == DATE:
        return False
    return any(BARRED & set(units[n].classes) for n in range(first, k))


def _next_amount(sheet: Sheet, begin: int, last: int) -> int:
    """Words after the segment still belong to it up to the next amount."""
    return next((k for k in range(begin, last) if sheet.units[k].kind == AMOUNT), last)


def until_in(scene: Scene, segment: Segment) -> str | None:
    """The words of a measure's end: after "until", "unless and until"; "as long as …" with its conjunction."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    for k in range(segment.first, sentence.last):
        unit = sheet.units[k]
        last_word = unit.key.rsplit(" ", 1)[-1]
        if "sanction_until" in unit.classes or last_word in sheet.clauses.end_words:
            end = until_sign(sheet, k + 1, sentence.last, ends(sheet) | {","})
            if k + 1 < sentence.last and sheet.units[k + 1].kind == DATE:
                end = k + 2
            words = clean_words(sheet, k + 1, end)
            if words is None and "sanction_until" in unit.classes and " " in unit.key:
                return sheet.words(k, k + 1)
            if words is not None:
                return words
        if unit.kind == DATE and unit.mention is not None:
            text = unit.mention.text
            for word in sheet.clauses.end_words:
                _, found, tail = (" " + text).partition(f" {word} ")
                if found:
                    return tail
    return None


def needed_by_rule(scene: Scene, segment: Segment) -> str | None:
    """What is needed: the noun phrase that the word of need governs, without the sum it costs."""
    sheet = scene.sheet
    units, signs = sheet.units, sheet.clauses
    first, last = segment.first, segment.last
    need = [k for k in range(first, last) if any(c.startswith(("need", "priority")) for c in units[k].classes)]
    copulas = [k for k in range(first, last) if units[k].key in signs.copulas]
    if copulas and units[first].key in signs.cleft:
        return _thing(sheet, copulas[-1] + 1, last)
    if not need:
        return _thing(sheet, first, last)
    noun = next((k for k in need if units[k].form in {"singular", "plural"} or "priority" in units[k].classes), None)
    verb = next((k for k in need if "need_verb" in units[k].classes), None)
    if verb is not None and _is_passive(sheet, verb, last):
        return _thing(sheet, first, verb)
    if noun is not None and copulas and (verb is None or noun < copulas[0] < verb):
        after = next((k for k in copulas if k > noun), None)
        return _thing(sheet, after + 1, last) if after is not None else _thing(sheet, first, copulas[0])
    begin = (verb if verb is not None else need[0]) + 1
    while begin < last and units[begin].key in signs.about:
        begin += 1
    return _thing(sheet, begin, last) or _thing(sheet, first, need[-1])


def _is_passive(sheet: Sheet, verb: int, last: int) -> bool:
    """Whether the subject of the verb is what is needed: "are needed", "would have to be found", "is missing"."""
    if sheet.units[verb].key.rsplit(" ", 1)[-1] not in sheet.clauses.passive_needs:
        return False
    after = sheet.units[verb + 1] if verb + 1 < last else None
    if after is None or after.kind == SIGN or after.key in sheet.clauses.stops:
        return True
    return bool({"priority", "addition", "so_far"} & set(after.classes))


def _thing(sheet: Sheet, begin: int, end: int) -> str | None:
    """The noun phrase in units `begin` to `end`: from behind the sum's preposition, up to a date or a new clause."""
    units, signs = sheet.units, sheet.clauses
    amount = next((k for k in range(begin, end) if units[k].kind == AMOUNT), None)
    if amount is not None:
        behind = _behind_sum(sheet, amount, end)
        if behind is not None:
            begin = behind
        else:
            end = amount
            while end > begin and (units[end - 1].key in signs.before_sums or units[end - 1].kind == SIGN):
                end -= 1
    while begin < end and (units[begin].key in signs.about or units[begin].key in signs.third_person):
        begin += 1
    if (
        begin + 1 < end
        and units[begin + 1].key == ","
        and units[begin].kind == WORD
        and not _goes_on(sheet, begin + 1, end)
    ):
        begin += 2  # "Therefore, …"
    for k in range(begin + 1, end):
        unit = units[k]
        if unit.key in signs.joints and k + 1 < end and units[k + 1].key in signs.third_person | signs.first_person:
            end = k
            break
        if unit.kind == DATE or unit.key in signs.closing or unit.key in signs.quotes or unit.key in signs.need_ends:
            end = k
            break
        if unit.key == "," and not _goes_on(sheet, k, end):
            end = k
            break
    while end > begin and units[end - 1].key in signs.about | signs.joints:
        end -= 1
    return clean_words(sheet, begin, end)


def _behind_sum(sheet: Sheet, amount: int, end: int) -> int | None:
    """The unit after the preposition that says what a sum is for ("$6 billion a month in budget support")."""
    for k in range(amount + 1, min(end, amount + 5)):
        if sheet.units[k].key in sheet.clauses.sum_purposes and k + 1 < end and sheet.units[k + 1].kind != DATE:
            return k + 1
    return None


def _goes_on(sheet: Sheet, comma: int, end: int) -> bool:
    """Whether an enumeration goes on after a comma: a joint follows soon, and no clause begins before it."""
    for k in range(comma + 1, min(end, comma + 6)):
        if sheet.units[k].key in sheet.clauses.joints:
            people = sheet.clauses.third_person | sheet.clauses.first_person
            return k + 1 < end and sheet.units[k + 1].key not in people
        if sheet.units[k].key in sheet.clauses.need_ends:
            return False
    return False


def part_features(segment: Segment, whole: Segment | None) -> list[str]:
    """Features of a total being a share of the one before it."""
    if whole is None:
        return ["no whole"]
    return [
        "same sentence" if whole.sentence == segment.sentence else f"apart{min(3, segment.sentence - whole.sentence)}"
    ]
