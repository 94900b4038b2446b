"""The things given: counted or plain noun phrases whose head is a known good, or that follow a count and a verb of giving.

A phrase runs from its count (or first modifier) to its head noun: "14 Challenger 2 tanks", "long-range drones". The head is
made singular; the words before it stand as they are, in lower case.
"""

from __future__ import annotations

from dataclasses import dataclass

from pledgebook.extract.decisions import is_item
from pledgebook.extract.scene import Scene
from pledgebook.extract.sheet import AMOUNT, DATE, NAME, NUMBER, SIGN, TERM, WORD, Sheet, Unit
from pledgebook.model import Item

STOPS = frozenset(
    """the a an of to for in on at by with from and or but as that which who whose is are was were be been being has have
    had will would could may might must shall its his her their our your my this these those such more than about some
    around up over under into within than nearly almost further another additional extra also already both all any no not
    only own other each per including include includes worth several many few various different new first second third
    last next same remaining it they we he she them him us i you there here then now still yet so too very""".split()
)
MODIFIERS = 6  # words before a head noun
ARTICLES = frozenset({"a", "an", "one"})


@dataclass(frozen=True, slots=True)
class ItemMention:
    """Units `first` to `last` (exclusive) name a good; `known` where its head is in the vocabulary."""

    first: int
    last: int
    item: Item
    known: bool


def find_items(scene: Scene, first: int, last: int) -> list[ItemMention]:
    """The goods named in units `first` to `last` (exclusive), in order."""
    sheet = scene.sheet
    out: list[ItemMention] = []
    index = first
    while index < last:
        if is_item(sheet.units[index].classes):
            head = index
            while head + 1 < last and _joins(sheet, head, head + 1):
                head += 1
            begin = _begin(sheet, index, max(first, out[-1].last if out else first))
            out.append(_mention(sheet, begin, head + 1, first))
            index = head + 1
        else:
            index += 1
    return out


def _joins(sheet: Sheet, left: int, right: int) -> bool:
    """Whether the unit right of a good belongs to the same phrase ("Patriot" + "batteries", "air defence" + "missiles")."""
    unit = sheet.units[right]
    if is_item(unit.classes):
        return sheet.units[right - 1].kind != SIGN
    word = sheet.tokens.words[unit.first]
    return (
        unit.kind == NUMBER
        and unit.last - unit.first == 1
        and len(word) <= 4
        and sheet.units[left].kind in {TERM, WORD}
        and "weapon_model" in sheet.units[left].classes
    )


def _begin(sheet: Sheet, index: int, limit: int) -> int:
    """Where the phrase begins: modifiers are taken until a word that cannot be one."""
    begin = index
    while begin > limit and index - begin < MODIFIERS:
        unit = sheet.units[begin - 1]
        if unit.kind in {AMOUNT, DATE, SIGN}:
            break
        if unit.kind == NUMBER:
            begin -= 1
            break
        if unit.kind == NAME:
            break
        word = unit.key
        if word in STOPS or (unit.kind == TERM and _is_verbal(unit)) or _is_number_word(word):
            break
        begin -= 1
    return begin


def _is_verbal(unit: Unit) -> bool:
    return unit.form in {"base", "s", "past", "past/participle", "ing"} or unit.form == "literal" and not is_item(unit.classes)


def _is_number_word(word: str) -> bool:
    return word in NUMBER_WORDS


NUMBER_WORDS = {
    w: n
    for n, w in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty""".split()
    )
}


def _mention(sheet: Sheet, begin: int, last: int, floor: int) -> ItemMention:
    count: int | None = None
    units = sheet.units
    if units[begin].kind == NUMBER and begin + 1 < last:
        count = _figure(sheet.tokens.words[units[begin].first])
        begin += 1
    elif begin > floor:
        count = count_before(sheet, begin, floor)
    words = singular(sheet, begin, last)
    return ItemMention(begin, last, Item(words, count), True)


def count_before(sheet: Sheet, begin: int, floor: int) -> int | None:
    """The count said right before a noun phrase, None where there is none or only a vague one."""
    unit = sheet.units[begin - 1]
    word = unit.key
    if unit.kind == NUMBER:
        return _figure(sheet.tokens.words[unit.first])
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    if word in {"a", "an"}:
        return 1
    if word in {"more", "another", "further", "additional", "new", "used", "such", "other", "second-hand", "of", "the"} and begin - 2 >= floor:
        deeper = sheet.units[begin - 2]
        if deeper.kind == NUMBER or deeper.key in NUMBER_WORDS:
            return count_before(sheet, begin - 1, floor)
    return None


def _figure(word: str) -> int | None:
    digits = word.replace(",", "")
    if digits.replace(".", "", 1).isdigit() and "." not in digits:
        return int(digits)
    return None


def singular(sheet: Sheet, begin: int, last: int) -> str:
    """The words of a phrase in lower case with the head noun in the singular, as the vocabulary gives it."""
    parts: list[str] = []
    for k in range(begin, last):
        unit = sheet.units[k]
        words = sheet.tokens.words[unit.first : unit.last]
        text = sheet.text[sheet.tokens.starts[unit.first] : sheet.tokens.ends[unit.last - 1]].lower()
        if k == last - 1 and unit.forms:
            lemma = next((f.lemma for f in unit.forms if f.form == "plural"), None)
            text = lemma or text
        elif k == last - 1 and len(words) == 1:
            text = plain_singular(text)
        parts.append(text)
    return " ".join(parts)


def plain_singular(word: str) -> str:
    """The likely singular of a plural noun that the vocabulary does not hold."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
