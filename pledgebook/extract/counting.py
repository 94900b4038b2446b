"""How many of a thing there are, and what one of them is called: counts before a noun phrase, and singulars.

"Two more complete Patriot systems", "five of the seven gas turbines", "the last of 24 boats", "a third battery".
"""

from __future__ import annotations

from pledgebook.extract.sheet import NAME, NUMBER, TERM, WORD, Sheet

BRIDGE = 6  # units between a count and the phrase it counts
STATES = frozenset({"name", "adjective", "people"})  # "14 German Leopard tanks": the state is no part of the item


def after_bridge(sheet: Sheet, index: int, last: int) -> int:
    """The first unit from `index` that does not merely link a count to its noun."""
    units, signs = sheet.units, sheet.clauses
    while index < last and (
        units[index].key in signs.count_bridges
        or (units[index].kind == NAME and (name := units[index].name) is not None and name.kind in STATES)
    ):
        index += 1
    return index


def count_before(sheet: Sheet, begin: int, last: int, floor: int) -> int | None:
    """How many of units `begin` to `last` there are: the count said before them, 1 for an article before a singular; None
    where there is none, or only a vague one. Nothing before unit `floor` is looked at."""
    units, signs = sheet.units, sheet.clauses
    place = begin - 1
    while place >= floor and begin - place <= BRIDGE:
        unit = units[place]
        if unit.kind == NUMBER:
            outer = _taken_out(sheet, place, floor)
            value = unit.value if outer is None else outer
            return int(value) if value is not None and value == int(value) and unit.key != "#year" else None
        if "further" in unit.classes and unit.key.split(" ", 1)[0] in signs.indefinite:
            return 1 if _is_one(sheet, last) else None  # "a third Patriot battery"
        if unit.key in signs.indefinite:
            outer_word = place + 1 < begin and units[place + 1].key in signs.partitives
            return 1 if outer_word or _is_one(sheet, last) else None
        if not _bridges(sheet, place):
            return None
        place -= 1
    return None


def _bridges(sheet: Sheet, place: int) -> bool:
    unit = sheet.units[place]
    if unit.key in sheet.clauses.measures:
        return False
    if unit.key in sheet.clauses.count_bridges or "ordinal" in unit.classes or "goods_state" in unit.classes:
        return True
    if unit.kind == NAME:
        return unit.name is not None and unit.name.kind in STATES
    return unit.form in {"participle", "past/participle"} or unit.kind == WORD and unit.key not in sheet.clauses.stops


def _taken_out(sheet: Sheet, number: int, floor: int) -> int | None:
    """How many are taken out of a counted group: 5 in "five of the seven", 1 in "the last of 24"; None if not so."""
    units, signs = sheet.units, sheet.clauses
    place = number - 1
    while (
        place >= floor
        and units[place].key in signs.articles | signs.count_bridges
        and units[place].key not in signs.partitives
    ):
        place -= 1
    if place >= floor and "ordinal" in units[place].classes and units[place].key.rsplit(" ", 1)[-1] in signs.partitives:
        return 1
    if place - 1 < floor or units[place].key not in signs.partitives:
        return None
    unit = units[place - 1]
    if unit.kind == NUMBER and unit.value is not None:
        return int(unit.value)
    return 1 if unit.key in signs.count_before_of else None


def _is_one(sheet: Sheet, last: int) -> bool:
    """Whether the phrase that ends before unit `last` names a single thing, and ends there."""
    units = sheet.units
    head = units[last - 1]
    if head.form == "plural" or (head.kind == WORD and plain_singular(head.key) != head.key):
        return False
    if last >= len(units):
        return True
    after = units[last]
    noun = after.form in {"singular", "plural"} and after.kind == TERM
    return not noun and (after.kind != WORD or after.key in sheet.clauses.stops)


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
    return " ".join(parts).replace("( ", "(").replace(" )", ")")


def plain_singular(word: str) -> str:
    """The likely singular of a plural noun that the vocabulary does not hold."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
