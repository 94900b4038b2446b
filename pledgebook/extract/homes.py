"""The actor that "we", "the ministry" or "the prime minister" without a state belong to in a document: its home.

Every actor that the document names, or whose own money it counts in, is weighed by how and where it is named. The weights
are learned from documents whose statements say whom such words meant (`training/homes.py`).
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from pledgebook.extract.learned import FOLDER
from pledgebook.extract.naming import is_capitalised
from pledgebook.extract.people import STATE_KINDS
from pledgebook.extract.sheet import AMOUNT, DATE, NAME, Sheet, Unit
from pledgebook.knowledge.references import BEFORE, references

HEAD = 6  # sentences in which a dateline may stand
KINDS = ("name", "adjective", "people", "capital", "seat", "agency", "office", "place", "body")
FIXED = "fixed"  # an office noun that belongs to one state alone
MONEY = "money"
ABOUT = ("usual", "usual share", "usual inside", "usual goal", "usual dateline", "usual holders", "foe", "body")
FEATURES = (
    "share", "count", "top", "first", "title", "dateline", "holders", *(f"as {kind}" for kind in (*KINDS, FIXED, MONEY)),
    "money alone",
    *(f"after {name}" for name in BEFORE), "with office", *ABOUT,
)  # fmt: skip


@dataclass(slots=True)
class _Seen:
    """What is counted of an actor: its names by kind, and what stands before them."""

    rank: int
    kinds: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    offices: int = 0
    title: bool = False

    @property
    def count(self) -> int:
        return self.kinds.total() - self.kinds[MONEY]


def home_actor(sheet: Sheet) -> str | None:
    """The likeliest home of the document; None where it names no actor. The home of a tracker's note is the donor."""
    if sheet.document.donor is not None:
        return sheet.document.donor
    rows = rows_of(sheet)
    weights = learned()
    return max(rows, key=lambda code: sum(w * v for w, v in zip(weights, rows[code], strict=True)), default=None)


@lru_cache(maxsize=1)
def learned() -> tuple[float, ...]:
    """The weight of each of FEATURES, 0 for one that was not learned. Raises FileNotFoundError where there are none."""
    held = json.loads((FOLDER / "homes.json").read_text(encoding="utf-8"))
    return tuple(float(held.get(name, 0.0)) for name in FEATURES)


def rows_of(sheet: Sheet) -> dict[str, tuple[float, ...]]:
    """The values of FEATURES for each actor that may be the home, the first named first."""
    seen = _seen(sheet)
    dateline, holders = _dateline(sheet), _by_holders(sheet)
    for code in (dateline, holders):
        if code is not None:
            seen.setdefault(code, _Seen(len(seen)))
    roles = sheet.roles
    total = sum(one.count for one in seen.values()) or 1
    money = sum(one.kinds[MONEY] for one in seen.values()) or 1
    partners = [c for c in seen if c != roles.default_recipient and c not in roles.usual_targets]
    top = max(partners, key=lambda code: seen[code].count, default=None)
    out: dict[str, tuple[float, ...]] = {}
    for code, one in seen.items():
        count = one.count
        often = count or 1
        usual = code == roles.default_recipient
        after = {name: one.before[name] / often for name in BEFORE}
        inside = sum(math.log1p(one.kinds[kind]) for kind in ("agency", "seat", FIXED))
        values: dict[str, float] = {
            "share": count / total,
            "count": math.log1p(count),
            "top": code == top,
            "first": 1 / (1 + one.rank),
            "title": one.title,
            "dateline": code == dateline,
            "holders": code == holders,
            **{f"as {kind}": math.log1p(one.kinds[kind]) for kind in (*KINDS, FIXED)},
            f"as {MONEY}": one.kinds[MONEY] / money,
            "money alone": (not count) * one.kinds[MONEY] / money,
            **{f"after {name}": share for name, share in after.items()},
            "with office": one.offices / often,
            "usual": usual,
            "usual share": usual * count / total,
            "usual inside": usual * inside,
            "usual goal": usual * (after["goal"] + after["benefit"]),
            "usual dateline": usual * (code == dateline),
            "usual holders": usual * (code == holders),
            "foe": code in roles.usual_targets,
            "body": code in sheet.knowledge.bodies,
        }
        out[code] = tuple(values[name] for name in FEATURES)
    return out


def _seen(sheet: Sheet) -> dict[str, _Seen]:
    out: dict[str, _Seen] = {}
    before = references(sheet.knowledge.language).before
    units = sheet.units
    for sentence in sheet.sentences:
        for k in range(sentence.first, sentence.last):
            unit = units[k]
            named = _code_and_kind(unit)
            if named is not None:
                one = out.setdefault(named[0], _Seen(len(out)))
                one.kinds[named[1]] += 1
                one.title = one.title or sentence.title
                place = before.get(units[k - 1].key) if k > sentence.first else None
                if place is not None:
                    one.before[BEFORE[place]] += 1
                beside = (units[j].office for j in (k - 2, k - 1, k + 1, k + 2) if sentence.first <= j < sentence.last)
                one.offices += any(office is not None for office in beside)
            elif unit.kind == AMOUNT and unit.mention is not None:
                states = sheet.knowledge.users_of_money.get(unit.mention.value.currency, frozenset())
                if len(states) == 1 and unit.mention.value.currency not in sheet.roles.common_currencies:
                    out.setdefault(next(iter(states)), _Seen(len(out))).kinds[MONEY] += 1
    return out


def _code_and_kind(unit: Unit) -> tuple[str, str] | None:
    """The actor that a unit names, and by which kind of name; None where it names none."""
    if unit.kind == NAME and unit.name is not None and unit.name.codes and unit.name.kind in KINDS:
        return unit.name.codes[0], unit.name.kind
    if unit.office is not None and unit.office.actor:
        return unit.office.actor, FIXED
    return None


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
