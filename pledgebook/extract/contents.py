"""What a package holds, where the text tells it after the statement: the lines of a list, or a sentence "It includes …"."""

from __future__ import annotations

from collections.abc import Iterator

from pledgebook.extract.segments import Segment
from pledgebook.extract.sheet import AMOUNT, NAME, SIGN, Sheet

AHEAD = 2  # sentences in which the contents of a package may follow
LINES = 20  # lines of a list


def contents(sheet: Sheet, segment: Segment, bare: bool) -> Iterator[tuple[int, int, int]]:
    """Stretches (sentence, first, last) after the segment that tell what it holds: the lines of the list that it opens
    with a colon; for a `bare` segment also a sentence soon after it with a verb of holding ("The package includes …"), and
    its list."""
    number = segment.sentence
    if bare and not _opens_list(sheet, number):
        for ahead in range(number + 1, min(number + 1 + AHEAD, len(sheet.sentences))):
            holds = _holding(sheet, ahead)
            if holds is not None:
                number = ahead
                last = _until_amount(sheet, holds, sheet.sentences[ahead].last)
                yield ahead, holds, last
                if last < sheet.sentences[ahead].last:
                    return
                break
        else:
            return
    if not _opens_list(sheet, number):
        return
    for line in range(number + 1, min(number + 1 + LINES, len(sheet.sentences))):
        begin, last = sheet.sentences[line].first, sheet.sentences[line].last
        if sheet.units[begin].kind != SIGN or _until_amount(sheet, begin, last) < last:
            return
        yield line, begin, last


def list_head(sheet: Sheet, number: int) -> int | None:
    """The sentence that opens with a colon the list in which the sentence is a line; None where it is in none."""
    for earlier in range(number, max(-1, number - LINES), -1):
        if earlier < number and _opens_list(sheet, earlier):
            return earlier
        if sheet.units[sheet.sentences[earlier].first].kind != SIGN:
            return None
    return None


def _opens_list(sheet: Sheet, number: int) -> bool:
    return sheet.units[sheet.sentences[number].last - 1].key == ":"


def _until_amount(sheet: Sheet, begin: int, last: int) -> int:
    return next((k for k in range(begin, last) if sheet.units[k].kind == AMOUNT), last)


def _holding(sheet: Sheet, number: int) -> int | None:
    """The unit after the verb of holding of a sentence whose subject is the gift before ("It includes …")."""
    sentence = sheet.sentences[number]
    units = sheet.units
    opening = units[sentence.first]
    if opening.key.split(" ", 1)[0] not in sheet.clauses.back_openers:
        return None
    for k in range(sentence.first, sentence.last):
        if "compose" in units[k].classes:
            return k + 1
        if units[k].kind == AMOUNT or (units[k].kind == NAME and units[k].key[:2] == "N:"):
            return None
    return None
