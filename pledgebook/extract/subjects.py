"""What agreements are about, in the words of the text.

The words are read token by token, since expressions of the vocabulary often end with the preposition that opens a subject
("signed a memorandum on", "on cooperation in the field of").
"""

from __future__ import annotations

from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import DATE, NUMBER, TERM, WORD, Sheet

AGREEMENT = frozenset({"agreement_noun", "agreement_signed", "agreement_negotiating", "agreement_agreed"})
VERBAL = frozenset({"s", "past", "past/participle", "participle"})
BACK = 12  # sentences in which the agreement meant by "a similar document" may stand
LONGEST = 24  # tokens of a subject


def subject_in(scene: Scene, segment: Segment) -> str | None:
    """What an agreement is about: the words after its noun and a preposition; or the words before its noun; or the subject
    of the agreement before, where it is said to be like that."""
    sheet = scene.sheet
    sentence = sheet.sentences[segment.sentence]
    found = _after_opener(sheet, segment.first, sentence.last)
    if found is not None and not _is_back_reference(sheet, found):
        return found
    if found is None and not _says_similar(sheet, segment):
        before = _before_noun(sheet, segment) or _after_opener(
            sheet, segment.first, sentence.last, sheet.clauses.second_openers
        )
        if before is not None:
            return before
    if segment.first > sentence.first and (found := _after_opener(sheet, sentence.first, segment.first)):
        return found
    for number in range(segment.sentence - 1, max(-1, segment.sentence - BACK), -1):
        other = sheet.sentences[number]
        if any(AGREEMENT & set(sheet.units[k].classes) for k in range(other.first, other.last)):
            found = _after_opener(sheet, other.first, other.last)
            if found is not None and not _is_back_reference(sheet, found):
                return found
    return None


def _says_similar(sheet: Sheet, segment: Segment) -> bool:
    return any(
        word in sheet.clauses.similar for k in range(segment.first, segment.last) for word in sheet.units[k].key.split()
    )


def _is_back_reference(sheet: Sheet, words: str) -> bool:
    return words.lower().split()[0] in sheet.clauses.similar


def _after_opener(sheet: Sheet, first: int, last: int, openers: frozenset[str] | None = None) -> str | None:
    """The words after the first preposition of a subject in units `first` to `last`."""
    units, tokens, signs = sheet.units, sheet.tokens, sheet.clauses
    openers = openers or signs.subject_openers
    seen_noun = not any(AGREEMENT & set(units[k].classes) for k in range(first, last))
    for k in range(first, last):
        unit = units[k]
        inside = bool(AGREEMENT & set(unit.classes))
        for token in range(unit.first, unit.last):
            if tokens.lower[token] in openers and (seen_noun or inside or "agreement_subject" in unit.classes):
                after = token + 1
                if after == unit.last and k + 1 < last and (units[k + 1].kind == DATE or _is_place(sheet, k + 1)):
                    continue
                begin = after
                end = _subject_end(sheet, begin, units[last - 1].last)
                if end > begin:
                    return token_words(sheet, begin, end)
        seen_noun = seen_noun or inside
    return None


def _is_place(sheet: Sheet, k: int) -> bool:
    name = sheet.units[k].name
    return name is not None and name.kind in {"capital", "place", "seat"}


def _subject_end(sheet: Sheet, begin: int, stop: int) -> int:
    """The token at which the noun phrase that begins at token `begin` ends."""
    tokens, signs = sheet.tokens, sheet.clauses
    end = min(stop, begin + LONGEST)
    for token in range(begin, end):
        word = tokens.lower[token]
        unit = sheet.units[sheet.unit_of_token[token]]
        if word in signs.closing or word in signs.quotes or word in {"–", "—", "("} or unit.kind == DATE:
            end = token
            break
        if word in signs.subject_ends and token > begin:
            end = token
            break
        if unit.form in VERBAL and unit.classes and token == unit.first and token > begin:
            end = token
            break
        if word == "," and not _list_goes_on(sheet, token, end):
            end = token
            break
        if word in signs.joints and token + 1 < end and _opens_clause(sheet, token + 1):
            end = token
            break
    while end > begin and (tokens.lower[end - 1] in signs.about | signs.joints | signs.inner_prepositions):
        end -= 1
    return end


def _opens_clause(sheet: Sheet, token: int) -> bool:
    unit = sheet.units[sheet.unit_of_token[token]]
    return sheet.tokens.lower[token] in sheet.clauses.subject_ends or (unit.form in VERBAL and bool(unit.classes))


def _list_goes_on(sheet: Sheet, comma: int, stop: int) -> bool:
    for token in range(comma + 1, min(stop, comma + 6)):
        word = sheet.tokens.lower[token]
        if word in sheet.clauses.joints:
            return not (token + 1 < stop and _opens_clause(sheet, token + 1))
        if word in sheet.clauses.subject_ends:
            return False
    return False


def token_words(sheet: Sheet, begin: int, end: int) -> str | None:
    tokens = sheet.tokens
    while begin < end and (tokens.lower[begin] in sheet.clauses.articles or not tokens.words[begin][0].isalnum()):
        begin += 1
    return sheet.text[tokens.starts[begin] : tokens.ends[end - 1]] if end > begin else None


def _before_noun(sheet: Sheet, segment: Segment) -> str | None:
    """The words that stand before the noun of the agreement: "defence cooperation" of "defence cooperation agreement"."""
    units, tokens, signs = sheet.units, sheet.tokens, sheet.clauses
    for k in range(segment.first, segment.last):
        unit = units[k]
        if "agreement_noun" not in unit.classes or unit.form not in {"singular", "plural", "literal"}:
            continue
        first = k
        while first > segment.first and _qualifies(sheet, first - 1):
            first -= 1
        begin, end = units[first].first, unit.last - 1
        while begin < end and tokens.lower[begin] in signs.plain_kinds | signs.articles:
            begin += 1
        if begin < end:
            return token_words(sheet, begin, end)
    for k in range(segment.first, segment.last):
        name = units[k].name
        if name is not None and name.kind == "programme":
            return sheet.words(k, k + 1)  # a treaty with a name of its own
    return None


def _qualifies(sheet: Sheet, k: int) -> bool:
    unit = sheet.units[k]
    if unit.key in sheet.clauses.stops:
        return False
    plain = unit.kind == TERM and unit.form not in VERBAL and unit.form != "base" and unit.office is None
    return unit.kind in {WORD, NUMBER} or plain
