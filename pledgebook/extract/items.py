"""The things given: counted or plain noun phrases whose head is a known good, and counted nouns that nothing else explains.

A phrase runs from its first modifier to its head noun: "Challenger 2 tanks", "first-person-view (FPV) drones". The count is
sought left of it: "two more complete Patriot systems", "five of the seven gas turbines". The head is made singular; the
words before it stand as they are, in lower case. A measure is no count: of "500 tons of flour" the item is "flour".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pledgebook.extract.contents import contents
from pledgebook.extract.counting import STATES, after_bridge, count_before, plain_singular, singular
from pledgebook.extract.decisions import is_item
from pledgebook.extract.scene import Scene
from pledgebook.extract.segments import Segment, symbol
from pledgebook.extract.sheet import AMOUNT, DATE, NAME, NUMBER, SIGN, TERM, WORD, Sheet, Unit, is_auxiliary
from pledgebook.model import Item

MODIFIERS = 6  # units before a head noun
UNKNOWN = 4  # units of a counted phrase that the vocabulary does not know
VERBAL = frozenset({"base", "s", "past", "participle", "past/participle", "ing"})
BACK = 80  # units between a bare number and the good that it counts
LIKELY = 0.5
Chance = Callable[[list[str]], float]


@dataclass(frozen=True, slots=True)
class ItemMention:
    """Units `first` to `last` (exclusive) name a good; `known` where its head is in the vocabulary."""

    first: int
    last: int
    item: Item
    known: bool
    lead: int  # first unit of the enumeration that the phrase stands in


def find_items(scene: Scene, first: int, last: int) -> list[ItemMention]:
    """The goods named in units `first` to `last` (exclusive), in order."""
    sheet = scene.sheet
    units = sheet.units
    out: list[ItemMention] = []
    index = first
    while index < last:
        unit = units[index]
        floor = max(first, out[-1].last if out else first)
        if _is_good(unit):
            head = index
            while head + 1 < last and _joins(sheet, head, head + 1):
                head += 1
            out.append(_mention(sheet, _begin(sheet, index, floor), head + 1, first, True))
            index = head + 1
        elif unit.kind == NUMBER and unit.value is not None and (end := _counted(sheet, index, last)) is not None:
            out.append(_mention(sheet, after_bridge(sheet, index + 1, end), end, first, False))
            index = end
        else:
            if unit.kind == NUMBER and (meant := _bare(sheet, index, last)) is not None:
                if out and out[-1].item == replace(meant.item, count=None):
                    out[-1] = replace(out[-1], item=meant.item)  # "boilers, eighty of them"
                else:
                    out.append(meant)
            elif unit.kind == WORD and (stop := _felt(sheet, index, last)) > index:
                out.append(_mention(sheet, _begin(sheet, stop - 1, floor), stop, first, False))
                index = stop
                continue
            index += 1
    return _leads(sheet, _share_heads(sheet, out))


def given(scene: Scene, segment: Segment) -> Iterator[tuple[ItemMention, list[str]]]:
    """The goods named in and for a segment, each with the features by which it is judged."""
    sheet = scene.sheet
    own = find_items(scene, segment.first, segment.last)
    for mention in own:
        yield mention, item_features(scene, segment, mention)
    for number, first, last in contents(sheet, segment, not own):
        part = replace(segment, sentence=number, first=first, last=last)
        for mention in find_items(scene, first, last):
            yield mention, [*item_features(scene, part, mention), "in the list", "own" if own else "no own"]


def items_in(scene: Scene, segment: Segment, chance: Chance) -> tuple[Item, ...]:
    """The things that a segment says are given, as `chance` judges their features."""
    return tuple(m.item for m, features in given(scene, segment) if chance(features) > LIKELY)


def _leads(sheet: Sheet, found: list[ItemMention]) -> list[ItemMention]:
    """Mark each phrase of an enumeration with the place where the enumeration begins."""
    joints = sheet.clauses.joints | {","}
    for k in range(1, len(found)):
        before, here = found[k - 1], found[k]
        between = sheet.units[before.last : here.first]
        if between and len(between) <= 4 and between[0].key in joints:
            found[k] = replace(here, lead=before.lead)
    return found


def _is_good(unit: Unit) -> bool:
    return ("hold_noun" not in unit.classes and is_item(unit.classes)) or "weapon_model_ambiguous" in unit.classes


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
    units, signs = sheet.units, sheet.clauses
    begin = index
    while begin > limit and index - begin < MODIFIERS:
        unit = units[begin - 1]
        kind = unit.kind
        if kind == SIGN:
            if unit.key == ")" and begin - 3 >= limit and units[begin - 3].key == "(":
                begin -= 3  # an abbreviation in brackets
                continue
            break
        if kind == NUMBER:
            if unit.value is None or _is_size(sheet, begin):
                begin -= 1  # part of a name ("155 mm", "125 MVA")
                continue
            break
        if kind in {AMOUNT, DATE} or unit.key in signs.stops or unit.key in signs.count_bridges:
            break
        if kind == NAME and unit.name is not None and unit.name.kind in STATES:
            break
        if kind == TERM and not _modifies(unit):
            break
        begin -= 1
    while begin < index and units[begin].key in signs.measures:
        begin += 1
    return begin


def _is_size(sheet: Sheet, k: int) -> bool:
    """Whether unit `k` makes the number before it a size ("125 MVA transformer"), and no quantity ("5 tons of flour")."""
    first, _, rest = sheet.units[k].key.partition(" ")
    return first in sheet.clauses.measures and rest.partition(" ")[0] not in sheet.clauses.partitives


def _modifies(unit: Unit) -> bool:
    """Whether an expression of the vocabulary may stand inside a noun phrase."""
    if is_item(unit.classes) or "goods_state" in unit.classes or any(c.startswith("sector_") for c in unit.classes):
        return True
    return unit.form not in VERBAL and (unit.form != "literal" or "-" in unit.key)


def _counted(sheet: Sheet, number: int, last: int) -> int | None:
    """The end of the noun phrase that the vocabulary does not know, counted by the number ("27 vehicles")."""
    units, signs = sheet.units, sheet.clauses
    index = after_bridge(sheet, number + 1, last)
    begin = index
    while index < last and index - begin < UNKNOWN:
        unit = units[index]
        if is_item(unit.classes) or unit.key in signs.measures:
            return None
        if unit.kind == TERM and "goods_state" in unit.classes:
            index += 1
            continue
        if unit.kind not in {WORD, NAME} or unit.key in signs.stops or unit.office is not None:
            break
        index += 1
    if index == begin or units[index - 1].kind != WORD:
        return None
    word = units[index - 1].key
    return index if word != plain_singular(word) else None


def _felt(sheet: Sheet, index: int, last: int) -> int:
    """The end of the words from `index` on that the encoder takes for a thing given: `index` where it does not."""
    while (
        index < last
        and sheet.felt is not None
        and sheet.units[index].kind in {WORD, TERM}
        and sheet.felt.marked("item", index, index + 1) > 0
    ):
        index += 1
    return index


def _bare(sheet: Sheet, number: int, last: int) -> ItemMention | None:
    """A number without a noun counts the good named last: "Only 30 have arrived", "five each", "two of them"."""
    units, signs = sheet.units, sheet.clauses
    unit = units[number]
    if unit.value is None or unit.key == "#year" or unit.value != int(unit.value):
        return None
    if number + 1 < last:
        after = units[number + 1]
        of, _, them = after.key.partition(" ")
        them = them or (units[number + 2].key if number + 2 < last else "")
        pronoun = of in signs.partitives and them in signs.third_person | signs.back_words
        if not (pronoun or after.kind == SIGN or after.form in VERBAL or after.key in signs.bare_followers
                or is_auxiliary(after)):  # fmt: skip
            return None
        if after.key in {"%", "/", "-", "–"}:
            return None
    for k in range(number - 1, max(-1, number - BACK), -1):
        if _is_good(units[k]):
            words = singular(sheet, _begin(sheet, k, max(0, k - MODIFIERS)), k + 1)
            return ItemMention(number, number + 1, Item(words, int(unit.value)), False, number)
    return None


def _mention(sheet: Sheet, begin: int, last: int, floor: int, known: bool) -> ItemMention:
    words = singular(sheet, begin, last)
    count = count_before(sheet, begin, last, floor)
    measure, _, thing = words.partition(" ")
    of, _, thing = thing.partition(" ")
    if thing and of in sheet.clauses.partitives and measure in sheet.clauses.measures:
        words, count = thing, None
    return ItemMention(begin, last, Item(words, count), known, begin)


def _share_heads(sheet: Sheet, found: list[ItemMention]) -> list[ItemMention]:
    """Lend the head noun to a bare model before it: "FH-70 and D-30 howitzers" are two kinds of howitzers."""
    for k in range(len(found) - 2, -1, -1):
        one, two = found[k], found[k + 1]
        inside = [sheet.units[n] for n in range(one.first, one.last)]
        bare = all("weapon_model" in u.classes and u.form != "plural" for u in inside)
        joint = two.first - one.last == 1 and sheet.units[one.last].key in sheet.clauses.joints
        opening = sheet.tokens.words[sheet.units[two.first].first]
        model = (
            opening[0].isupper() and " " in two.item.item and "weapon_model" not in sheet.units[two.last - 1].classes
        )
        if bare and joint and model:
            head = two.item.item.split()[-1]
            found[k] = replace(one, item=Item(f"{one.item.item} {head}", one.item.count))
    return found


def item_features(scene: Scene, segment: Segment, mention: ItemMention) -> list[str]:
    """The features by which a noun phrase is judged to be a thing given."""
    sheet = scene.sheet
    units = sheet.units
    first, last = mention.first, mention.last
    before = units[first - 1].key if first > segment.first else "^"
    before2 = units[first - 2].key if first > segment.first + 1 else "^"
    after = units[last].key if last < segment.last else "$"
    count = "count" if mention.item.count is not None else "no count"
    bare = units[first].kind == NUMBER and last - first == 1
    known = "bare" if bare else "known" if mention.known else "unknown"
    out = ["bias", count, known, known + " " + count, "<" + before, "<<" + before2 + "_" + before, ">" + after]
    lead = units[mention.lead - 1].key if mention.lead > segment.first else "^"
    lead2 = units[mention.lead - 2].key if mention.lead > segment.first + 1 else "^"
    out += ["lead<" + lead, "lead<<" + lead2 + "_" + lead]
    head = units[last - 1]
    out.append("head:" + (head.key if mention.known else plain_singular(head.key)))
    out.append("last:" + mention.item.item.rsplit(" ", 1)[-1])
    out += ["hc:" + c for c in head.classes]
    if last < segment.last:
        out += [">c:" + c for c in units[last].classes]
    left = [c for k in range(segment.first, mention.lead) for c in units[k].classes]
    out += ["L:" + c for c in set(left)]
    if left:
        out += ["near:" + left[-1], known + " near:" + left[-1]]
    out += ["R:" + c for k in range(last, segment.last) for c in units[k].classes]
    if any(units[k].kind == AMOUNT for k in range(segment.first, first)):
        out += ["after amount", "after amount|" + lead]
    if any(units[k].kind == AMOUNT for k in range(segment.first, segment.last)):
        out.append("amount")
    opened = [units[k].key for k in range(segment.first, first)]
    if opened.count("(") > opened.count(")"):
        out.append("in brackets")
    lead_from = max(segment.first, mention.lead - 4)
    if sheet.felt is not None:
        out += sheet.felt.mark("item", first, last)
    out.append("chunk:" + "|".join(s for k in range(lead_from, mention.lead) if (s := symbol(sheet, k))))
    return out
