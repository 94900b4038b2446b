"""Which actor fills which role of a statement: one row of facts for each actor in reach, judged by boosted trees.

The actors in reach are those of the sentence and of the sentences before it, of the title, and the one most often named.
A row says where and how the actor is mentioned (before the verb, after "from", as an adjective before a gift …), what kind
of actor it is, and what is known already (the speaker, the donor of the statement before, whose currency the amount is in).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pledgebook.extract.money import currency_states
from pledgebook.extract.scene import ActorMention, Scene
from pledgebook.extract.sheet import role
from pledgebook.extract.segments import KINDS

LETTERS = "NJPCSALBOHW"
BEFORE = ("by", "from", "to", "for", "of", "in", "with", "and", ",", "between", "against", "via", "through", "on", "the",
          "that", "thank", ":", "^")  # fmt: skip
AFTER = ("'s", "and", ",", "to", "in", ":", "of", "-", "will", "has")
CLASSES = ("transfer", "promise", "approve", "receive", "intend", "discuss", "ask", "refuse", "sign", "gift_noun", "item",
           "thank", "say_verb", "meet_verb", "need_verb", "office", "cover_cost", "join")  # fmt: skip
REACH = 3  # sentences looked back


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a statement before its actors: its kind and segment, the speaker's actor, the main actors of the
    statement before, the states whose own currency the amount is in, and the programmes' donors and recipients."""

    kind: str
    sentence: int
    first: int
    last: int
    speaker: str | None
    previous: frozenset[str]
    previous_kind: str
    currency_states: frozenset[str]
    programme_donors: frozenset[str]
    programme_recipients: frozenset[str]


def known(
    scene: Scene,
    kind: str,
    sentence: int,
    first: int,
    last: int,
    speaker: str | None,
    previous: frozenset[str],
    previous_kind: str,
    programmes: Iterable[str],
) -> Known:
    """Gather what is known of a statement before its actors are sought."""
    sheet = scene.sheet
    donors: set[str] = set()
    recipients: set[str] = set()
    for slug in programmes:
        programme = sheet.knowledge.programmes.get(slug)
        if programme is not None:
            donors |= set(programme.donors)
            recipients |= set(programme.recipients)
    return Known(
        kind, sentence, first, last, speaker, previous, previous_kind, currency_states(scene, first, last),
        frozenset(donors), frozenset(recipients),
    )  # fmt: skip


def names_of_features() -> tuple[str, ...]:
    """The columns of a row, in order."""
    out = ["kind:" + k for k in KINDS]
    out += ["role:" + r for r in "rtodb"]
    out += ["implementer", "in", "left", "right", "prev1", "prev2", "prev3", "share", "rank", "title", "since", "first"]
    for spot in ("a", "z", "l", "p"):
        out += [f"{spot}:{letter}" for letter in LETTERS]
        out += [f"{spot}<{word}" for word in BEFORE]
        out += [f"{spot}>{word}" for word in AFTER]
        out += [f"{spot}>>{name}" for name in CLASSES]
        out += [f"{spot}<<{name}" for name in CLASSES]
        out += [f"{spot}:order", f"{spot}:distance"]
    out += ["seg:" + name for name in CLASSES]
    out += ["sen:" + name for name in CLASSES]
    out += ["actors in", "actors left", "speaker", "speaker other", "we in", "home", "previous", "previous same", "currency",
            "currency other", "programme donor", "programme recipient", "units", "amount in"]  # fmt: skip
    return tuple(out)


FEATURES = names_of_features()


def in_reach(scene: Scene, known: Known) -> list[str]:
    """The codes that may fill a role, nearest first."""
    codes: dict[str, None] = {}
    for back in range(0, REACH + 1):
        if known.sentence - back >= 0:
            for mention in scene.by_sentence[known.sentence - back]:
                codes.setdefault(mention.code)
    for code in known.previous:
        codes.setdefault(code)
    for code in sorted(scene.title):
        codes.setdefault(code)
    for code, _ in scene.counts.most_common(3):
        codes.setdefault(code)
    for code in (known.speaker, scene.home, scene.sheet.roles.default_recipient):
        if code:
            codes.setdefault(code)
    for code in sorted(known.programme_donors):
        codes.setdefault(code)
    if known.sentence + 1 < len(scene.by_sentence) and not scene.by_sentence[known.sentence]:
        for mention in scene.by_sentence[known.sentence + 1]:
            codes.setdefault(mention.code)
    return list(codes)


def _groups(names: tuple[str, ...]) -> set[str]:
    """The feature classes that a unit's vocabulary classes belong to."""
    out: set[str] = set()
    for name in names:
        if name in CLASSES:
            out.add(name)
        elif name.startswith(("item_", "weapon")):
            out.add("item")
        elif name.startswith("office:"):
            out.add("office")
        elif name.endswith(("gift_noun", "loan_noun", "grant_noun", "payment_noun", "shipment_noun")):
            out.add("gift_noun")
        else:
            head = name.split("_", 1)[0]
            if head in CLASSES:
                out.add(head)
            elif head == "announce":
                out.add("promise")
            elif head in {"meet", "visit", "call"}:
                out.add("meet_verb")
            elif head == "need":
                out.add("need_verb")
    return out


def rows(scene: Scene, known: Known, codes: list[str]) -> list[list[float]]:
    """A row of FEATURES for each code."""
    sheet = scene.sheet
    units = sheet.units
    sentence = sheet.sentences[known.sentence]
    here = scene.by_sentence[known.sentence]
    inside = [m for m in here if known.first <= m.unit < known.last]
    left = [m for m in here if m.unit < known.first]
    right = [m for m in here if m.unit >= known.last]
    groups = {k: _groups(units[k].classes) for k in range(sentence.first, sentence.last) if units[k].classes}
    in_segment = set().union(*(g for k, g in groups.items() if known.first <= k < known.last))
    in_sentence = set().union(*groups.values()) if groups else set()
    earlier = [
        [m for m in scene.by_sentence[known.sentence - back]] if known.sentence - back >= 0 else []
        for back in range(1, REACH + 1)
    ]
    ranking = {code: n for n, (code, _) in enumerate(scene.counts.most_common())}
    total = sum(scene.counts.values()) or 1
    order_in = list(dict.fromkeys(m.code for m in inside))
    order_left = list(dict.fromkeys(m.code for m in left))
    has_amount = any(units[k].kind == "amount" for k in range(known.first, known.last))
    common = [1.0 if known.kind == k else 0.0 for k in KINDS]
    tail = [1.0 if name in in_segment else 0.0 for name in CLASSES]
    tail += [1.0 if name in in_sentence else 0.0 for name in CLASSES]
    out: list[list[float]] = []
    for code in codes:
        letter = role(code, sheet.roles)
        body = sheet.knowledge.bodies.get(code)
        row = list(common)
        row += [1.0 if letter == r else 0.0 for r in "rtodb"]
        mine = [m for m in inside if m.code == code]
        my_left = [m for m in left if m.code == code]
        my_right = [m for m in right if m.code == code]
        my_earlier = [[m for m in ms if m.code == code] for ms in earlier]
        since = next(
            (b for b in range(0, 9) if known.sentence - b >= 0
             and any(m.code == code for m in scene.by_sentence[known.sentence - b])),
            9,
        )  # fmt: skip
        row += [
            1.0 if body is not None and body.implementer else 0.0,
            float(len(mine)), float(len(my_left)), float(len(my_right)),
            *(float(len(ms)) for ms in my_earlier),
            scene.counts[code] / total, float(min(ranking.get(code, 9), 9)),
            1.0 if code in scene.title else 0.0, float(since),
            float(scene.order.index(code)) if code in scene.order[:9] else 9.0,
        ]  # fmt: skip
        previous = next((ms[-1] for ms in my_earlier if ms), None)
        row += _spot(scene, groups, mine[0] if mine else None, known, order_in)
        row += _spot(scene, groups, mine[-1] if len(mine) > 1 else None, known, order_in)
        row += _spot(scene, groups, my_left[-1] if my_left else (my_right[0] if my_right else None), known, order_left)
        row += _spot(scene, {}, previous, known, [])
        row += tail
        row += [
            float(len(order_in)), float(len(order_left)),
            1.0 if known.speaker == code else 0.0,
            1.0 if known.speaker is not None and known.speaker != code else 0.0,
            1.0 if any(m.letter == "W" for m in mine) else 0.0,
            1.0 if scene.home == code else 0.0,
            1.0 if code in known.previous else 0.0,
            1.0 if code in known.previous and known.previous_kind == known.kind else 0.0,
            1.0 if code in known.currency_states else 0.0,
            1.0 if known.currency_states and code not in known.currency_states else 0.0,
            1.0 if code in known.programme_donors else 0.0,
            1.0 if code in known.programme_recipients else 0.0,
            float(min(known.last - known.first, 40)), 1.0 if has_amount else 0.0,
        ]  # fmt: skip
        out.append(row)
    return out


def _spot(
    scene: Scene, groups: dict[int, set[str]], mention: ActorMention | None, known: Known, order: list[str]
) -> list[float]:
    """How one mention stands in its sentence."""
    width = len(LETTERS) + len(BEFORE) + len(AFTER) + 2 * len(CLASSES) + 2
    if mention is None:
        return [0.0] * (width - 2) + [-1.0, 99.0]
    units = scene.sheet.units
    sentence = scene.sheet.sentences[mention.sentence]
    k = mention.unit
    before = units[k - 1].key if k > sentence.first else "^"
    if before in {"the", "a", "an", "its", "his", "their"} and k - 1 > sentence.first:
        before = units[k - 2].key
    before = before.rsplit(" ", 1)[-1]
    after = units[k + 1].key if k + 1 < sentence.last else "$"
    after = "'s" if after == "’s" else after
    ahead: set[str] = set()
    for n in range(k + 1, min(sentence.last, k + 6)):
        ahead |= groups.get(n, set())
    behind: set[str] = set()
    for n in range(max(sentence.first, k - 5), k):
        behind |= groups.get(n, set())
    row = [1.0 if mention.letter == letter else 0.0 for letter in LETTERS]
    row += [1.0 if before == word else 0.0 for word in BEFORE]
    row += [1.0 if after == word else 0.0 for word in AFTER]
    row += [1.0 if name in ahead else 0.0 for name in CLASSES]
    row += [1.0 if name in behind else 0.0 for name in CLASSES]
    row += [float(order.index(mention.code)) if mention.code in order else -1.0, float(k - known.first)]
    return row
