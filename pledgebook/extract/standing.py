"""How a mention of an actor stands in its sentence: its form, its neighbours, the verbs before and after it.

What is told of a mention does not depend on the statement that is being filled, so it is worked out once a mention.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.scene import ActorMention, Scene
from pledgebook.knowledge.references import AFTER, BEFORE, references

LETTERS = "NJPCSALBOHWUTMD"
# Groups of vocabulary classes; a class belongs to the first group that it begins with.
GROUPS: dict[str, tuple[str, ...]] = {
    "transfer": ("transfer", "equip_verb"),
    "support": ("support_verb",),
    "promise": ("promise", "announce"),
    "approve": ("approve",),
    "receive": ("receive", "borrow"),
    "intend": ("intend",),
    "discuss": ("discuss",),
    "ask": ("ask",),
    "refuse": ("refuse", "deny_gift", "hold_noun", "withdraw_noun", "delay", "reduce"),
    "sign": ("sign",),
    "gift_noun": (
        "gift_noun",
        "loan_noun",
        "grant_noun",
        "payment_noun",
        "shipment_noun",
        "money_noun",
        "procurement_noun",
    ),
    "guarantee": ("guarantee",),
    "item": ("item_", "weapon"),
    "thank": ("thank",),
    "say_verb": ("say_verb", "report_source"),
    "meet_verb": ("meet", "visit", "call", "host"),
    "need_verb": ("need", "request"),
    "office": ("office",),
    "cover_cost": ("cover_cost",),
    "join": ("join",),
    "train": ("train_", "instructor"),
    "trainee": ("trainee", "recipient_"),
    "lend": ("lend",),
    "order": ("order", "produce"),
    "lead": ("lead", "implement"),
    "arrive": ("arrive", "underway", "complete", "available"),
    "share": ("share_of", "part_of_total", "part_verb", "rest"),
    "total": ("total", "over_years", "so_far"),
    "together": ("together",),
    "sanction": ("sanction",),
    "agreement": ("agreement",),
    "purpose": ("purpose",),
}
NAMES = tuple(GROUPS)
VERBAL = (
    *("transfer", "support", "promise", "approve", "receive", "intend", "discuss", "ask", "refuse", "sign", "thank"),
    *("meet_verb", "need_verb", "cover_cost", "join", "lend", "order", "lead", "arrive", "train", "sanction", "total"),
)
Verb = tuple[int, frozenset[int], bool]  # unit, groups, whether it is in the passive
VERBS = frozenset(NAMES.index(name) for name in VERBAL)
NOT_VERBS = frozenset({"literal", "singular", "plural", ""})
JOINTS = 2  # joints between two members of a list, as in ", and"
NEAR, FAR = 2, 8  # units beside a mention that are near, and that still matter
SIZE = len(NAMES)

_A_LETTER = 0
_A_BEFORE = _A_LETTER + len(LETTERS)
_A_AFTER = _A_BEFORE + len(BEFORE) + 1
_A_RUN_BEFORE = _A_AFTER + len(AFTER) + 1
_A_RUN_AFTER = _A_RUN_BEFORE + len(BEFORE) + 1
_A_AHEAD = _A_RUN_AFTER + len(AFTER) + 1
_A_BEYOND = _A_AHEAD + SIZE
_A_BEHIND = _A_BEYOND + SIZE
_A_BACK = _A_BEHIND + SIZE
_A_NEXT = _A_BACK + SIZE
_A_LAST = _A_NEXT + SIZE + 1
_A_RUN = _A_LAST + SIZE + 1
WIDTH = _A_RUN + 3

SPOT = (
    *(f":{letter}" for letter in LETTERS),
    *(f"<{name}" for name in (*BEFORE, "nothing")),
    *(f">{name}" for name in (*AFTER, "nothing")),
    *(f"run<{name}" for name in (*BEFORE, "nothing")),
    *(f"run>{name}" for name in (*AFTER, "nothing")),
    *(f">1{name}" for name in NAMES),
    *(f">2{name}" for name in NAMES),
    *(f"<1{name}" for name in NAMES),
    *(f"<2{name}" for name in NAMES),
    *(f"next:{name}" for name in (*NAMES, "passive")),
    *(f"last:{name}" for name in (*NAMES, "passive")),
    "run size", "run place", "in run",
)  # fmt: skip


@lru_cache(maxsize=4096)
def groups_of(classes: tuple[str, ...]) -> frozenset[int]:
    """The numbers of the groups that a unit's vocabulary classes belong to."""
    out = set()
    for name in classes:
        for number, heads in enumerate(GROUPS.values()):
            if name.startswith(heads):
                out.add(number)
                break
    return frozenset(out)


def groups_in(scene: Scene, number: int) -> list[tuple[int, frozenset[int]]]:
    """The units of a sentence that belong to groups, each with their numbers."""
    key = ("groups", number)
    known: list[tuple[int, frozenset[int]]] | None = scene.notes.get(key)
    if known is None:
        sentence = scene.sheet.sentences[number]
        units = scene.sheet.units
        known = [
            (k, groups)
            for k in range(sentence.first, sentence.last)
            if units[k].classes and (groups := groups_of(units[k].classes))
        ]
        scene.notes[key] = known
    return known


def verbs_of(scene: Scene, number: int) -> list[Verb]:
    """The verbs of giving, taking, meeting … of a sentence: unit, groups, whether it is in the passive."""
    key = ("verbs", number)
    known: list[Verb] | None = scene.notes.get(key)
    if known is not None:
        return known
    sheet = scene.sheet
    sentence = sheet.sentences[number]
    out = []
    for k, found in groups_in(scene, number):
        unit = sheet.units[k]
        if unit.form not in NOT_VERBS:
            groups = found & VERBS
            if groups:
                passive = "participle" in unit.form and any(
                    sheet.units[n].key in sheet.clauses.copulas for n in range(max(sentence.first, k - 2), k)
                )
                out.append((k, groups, passive))
    scene.notes[key] = out
    return out


def runs_of(scene: Scene, number: int) -> dict[int, tuple[int, int, int, int]]:
    """The lists of actors in a sentence ("A, B and C"): mention's unit -> its list's first and last unit, the list's size,
    and the mention's place in it. People and offices beside the names belong to the list."""
    key = ("runs", number)
    known: dict[int, tuple[int, int, int, int]] | None = scene.notes.get(key)
    if known is not None:
        return known
    sheet = scene.sheet
    joints = sheet.clauses.joints
    words = references(sheet.knowledge.language)
    people = {k for p in scene.people for k in range(p.first, p.last)}
    spots = list(dict.fromkeys(m.unit for m in scene.by_sentence[number]))
    runs: list[list[list[int]]] = []  # a list's parts, each a name with the people and offices right beside it
    for unit in spots:
        if runs:
            before = runs[-1][-1]
            between = [
                sheet.units[k].key for k in range(before[-1] + 1, unit)
                if k not in people and sheet.units[k].office is None and sheet.units[k].key not in words.determiners
            ]  # fmt: skip
            if not between and (sheet.units[unit].office is not None or unit in people):
                before.append(unit)
                continue
            if between and len(between) <= JOINTS and all(key == "," or key in joints for key in between):
                runs[-1].append([unit])
                continue
        runs.append([[unit]])
    out: dict[int, tuple[int, int, int, int]] = {}
    for run in runs:
        units = range(run[0][0], run[-1][-1])
        listed = len(run) > 1 and any(sheet.units[k].key in joints for k in units)  # commas alone make no list
        for members in [[unit for part in run for unit in part]] if listed else run:
            for place, unit in enumerate(members):
                out[unit] = members[0], members[-1], len(members), place
    scene.notes[key] = out
    return out


def standing(scene: Scene, mention: ActorMention) -> NDArray[np.float32]:
    """A value for each of SPOT."""
    key = ("standing", mention.unit, mention.letter)
    known: NDArray[np.float32] | None = scene.notes.get(key)
    if known is None:
        known = _standing(scene, mention)
        scene.notes[key] = known
    return known


def _standing(scene: Scene, mention: ActorMention) -> NDArray[np.float32]:
    sheet = scene.sheet
    sentence = sheet.sentences[mention.sentence]
    k = mention.unit
    first, last, size, place = runs_of(scene, mention.sentence).get(k, (k, k, 1, 0))
    columns = [
        _A_LETTER + LETTERS.index(mention.letter),
        _A_BEFORE + _before(scene, k, sentence.first),
        _A_AFTER + _after(scene, k, sentence.last),
        _A_RUN_BEFORE + _before(scene, first, sentence.first),
        _A_RUN_AFTER + _after(scene, last, sentence.last),
    ]
    for n, groups in groups_in(scene, mention.sentence):
        away = n - k
        if -FAR <= away <= FAR and away:
            near_at, far_at = (_A_AHEAD, _A_BEYOND) if away > 0 else (_A_BEHIND, _A_BACK)
            at = near_at if abs(away) <= NEAR else far_at
            columns += [at + g for g in groups]
    following: Verb | None = None
    before: Verb | None = None
    for verb in verbs_of(scene, mention.sentence):
        if verb[0] < k:
            before = verb
        elif verb[0] > k:
            following = verb
            break
    for at, near in ((_A_NEXT, following), (_A_LAST, before)):
        if near is not None:
            columns += [at + g for g in near[1]]
            if near[2]:
                columns.append(at + SIZE)
    out = np.zeros(WIDTH, dtype=np.float32)
    out[columns] = 1.0
    out[_A_RUN:] = (size, place, size > 1)
    return out


def _before(scene: Scene, unit: int, start: int) -> int:
    """What the word before the mention makes of it; determiners are passed over."""
    words = references(scene.sheet.knowledge.language)
    units = scene.sheet.units
    k = unit - 1
    while k > start and (units[k].key in words.determiners or units[k].office is not None):
        k -= 1
    if k < start:
        return len(BEFORE)
    key = units[k].key
    at = words.before.get(key)
    return at if at is not None else words.before.get(key.rsplit(" ", 1)[-1], len(BEFORE))


def _after(scene: Scene, unit: int, end: int) -> int:
    words = references(scene.sheet.knowledge.language)
    last = _person_ends(scene).get(unit, unit + 1)
    key = scene.sheet.units[last].key if last < end else "."
    at = words.after.get(key)
    return at if at is not None else words.after.get(key.split(" ", 1)[0], len(AFTER))


def _person_ends(scene: Scene) -> dict[int, int]:
    """First unit of each person's name -> one past its last."""
    known: dict[int, int] | None = scene.notes.get("person ends")
    if known is None:
        known = {p.first: p.last for p in scene.people}
        scene.notes["person ends"] = known
    return known
