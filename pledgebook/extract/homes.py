"""The actor that offices without a state belong to in a document."""

from __future__ import annotations

from collections import Counter

from pledgebook.extract.people import STATE_KINDS, is_capitalised
from pledgebook.extract.sheet import DATE, NAME, Sheet

HEAD = 6  # sentences in which a dateline may stand


def home_actor(sheet: Sheet) -> str | None:
    """The actor that "the ministry" or "the prime minister" without a state belongs to: the state of the dateline ("KYIV.
    Dec 27 –"); or else that of the known people whose office is named without a state ("Finance Minister Marchenko"); or
    else the one named most often, the usual recipient only where no other is named."""
    dateline = _dateline(sheet) or _by_holders(sheet)
    if dateline is not None:
        return dateline
    counts: Counter[str] = Counter()
    for unit in sheet.units:
        if (
            unit.kind == NAME
            and unit.name is not None
            and unit.name.codes
            and unit.name.kind not in {"person", "programme", "place"}
        ):
            counts[unit.name.codes[0]] += 2 if unit.name.kind in {"seat", "agency"} else 1
    for code in [sheet.roles.default_recipient, *sheet.roles.usual_targets]:
        if code in counts:
            counts[code] = min(1, counts[code])
    return counts.most_common(1)[0][0] if counts else None


def _dateline(sheet: Sheet) -> str | None:
    """The state whose capital opens a paragraph of the text's head before a sign or a date."""
    units = sheet.units
    paragraph = -1
    for sentence in sheet.sentences[:HEAD]:
        if sentence.paragraph == paragraph:
            continue
        paragraph = sentence.paragraph
        name = units[sentence.first].name
        after = units[sentence.first + 1] if sentence.first + 1 < len(units) else None
        opens = name is not None and name.kind == "capital" and after is not None
        if opens and name and after and (after.key in sheet.clauses.dateline_signs or after.kind == DATE):
            return name.codes[0]
        if opens and name and after and after.key == "," and units[sentence.first + 2].kind == DATE:
            return name.codes[0]
    return None


def _by_holders(sheet: Sheet) -> str | None:
    """The state of most known people who are introduced by an office without a state."""
    votes: Counter[str] = Counter()
    seen: set[str] = set()
    units = sheet.units
    for index, unit in enumerate(units):
        name = unit.name
        if name is None or name.kind != "person" or name.canonical in seen:
            continue
        seen.add(name.canonical)
        place = index - 1
        while place > 0 and units[place].office is None and is_capitalised(sheet, place):
            place -= 1  # the first name
        office = units[place].office if place >= 0 else None
        if office is None or office.cls != "person_office" or office.actor is not None:
            continue
        around = [units[k].name for k in (place - 1, place - 2, place - 3) if k >= 0]
        if not any(near is not None and near.kind in STATE_KINDS for near in around):
            person = sheet.knowledge.people.get(name.canonical)
            actor = person.actor(sheet.document.published) if person else None
            if actor is not None:
                votes[actor] += 1
    return votes.most_common(1)[0][0] if votes else None
