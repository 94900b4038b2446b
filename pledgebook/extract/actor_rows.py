"""What speaks for an actor as the filler of a role: one row of numbers for each actor in reach, for boosted trees.

A row says where and how the actor is mentioned (before the verb, after "from", as an adjective before a gift …), what kind
of actor it is, what is known already (the speaker, the statements before, whose currency the amount is in), and who else
is there to fill the role.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.actors import REACH, Known
from pledgebook.extract.scene import ActorMention, Scene
from pledgebook.extract.segments import KINDS
from pledgebook.extract.sheet import role
from pledgebook.extract.standing import NAMES, SPOT, VERBS, groups_of, runs_of, standing, verbs_of

SPOTS = ("first", "last", "beside", "before")
ROLE_LETTERS = "rtodb"
OWN = (
    *(f"role:{r}" for r in ROLE_LETTERS), "implementer", "bank", "in", "left", "right", "prev1", "prev2", "prev3", "share",
    "rank", "title", "since", "order", "speaker", "we in", "we left", "home", "previous", "previous same", "previous other",
    "previous other same", "earlier", "earlier other", "first main", "first other", "previous sentence", "currency",
    "programme donor", "programme recipient", "topic", "paragraph", "heading", "subject", "object", "subject run",
    "sentence first", "only", "only in sentence", "only in part",
)  # fmt: skip
COMMON = (
    *(f"kind:{k}" for k in KINDS), *(f"seg:{n}" for n in NAMES), *(f"sen:{n}" for n in NAMES), *(f"verb:{n}" for n in NAMES),
    "passive", "verbless", "actors in", "actors left", "speaker other", "currency other", "units", "amount in", "begins",
    "same sentence", "same paragraph", "gap", "previous kind same", "previous in reach", *(f"in:{r}" for r in ROLE_LETTERS),
    *(f"left:{r}" for r in ROLE_LETTERS), *(f"prior:{r}" for r in ROLE_LETTERS), "we", "pointing", "heading else",
    "programme", "subject else",
)  # fmt: skip
PLACE = ("order", "distance", "after verb", "sure")
FEATURES = (
    *COMMON, *OWN, *(f"{spot}{name}" for spot in SPOTS for name in (*SPOT, *PLACE)),
)  # fmt: skip
_COMMON = {name: k for k, name in enumerate(COMMON)}
_OWN = {name: len(COMMON) + k for k, name in enumerate(OWN)}
_SPOT = [len(COMMON) + len(OWN) + k * (len(SPOT) + len(PLACE)) for k in range(len(SPOTS))]

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _View:
    """The mentions as they lie around one segment, and its main verb."""

    inside: list[ActorMention]
    left: list[ActorMention]
    right: list[ActorMention]
    earlier: list[list[ActorMention]]
    verb: int | None
    passive: bool
    subject: str | None
    order_in: dict[str, int]
    order_left: dict[str, int]


def rows(scene: Scene, known: Known, codes: list[str]) -> Table:
    """A row of FEATURES for each code."""
    table = np.zeros((len(codes), len(FEATURES)), dtype=np.float32)
    view = _view(scene, known)
    letters = [role(code, scene.sheet.roles) for code in codes]
    for column, value in _common(scene, known, view):
        table[:, column] = value
    for line, code in enumerate(codes):
        row = table[line]
        for column, value in _own(scene, known, view, code, letters[line]):
            row[column] = value
        _spots(scene, known, view, code, row)
    return table


def _view(scene: Scene, known: Known) -> _View:
    here = scene.by_sentence[known.sentence]
    inside = [m for m in here if known.first <= m.unit < known.last]
    left = [m for m in here if m.unit < known.first]
    right = [m for m in here if m.unit >= known.last]
    verbs = verbs_of(scene, known.sentence)
    verb = next((v for v in verbs if known.first <= v[0] < known.last), None)
    if verb is None:
        verb = next((v for v in reversed(verbs) if v[0] < known.first), None)
    subject = _subject(scene, known, here, verb[0]) if verb else None
    earlier = [scene.by_sentence[known.sentence - b] if known.sentence >= b else [] for b in range(1, REACH + 1)]
    return _View(
        inside, left, right, earlier, verb[0] if verb else None, bool(verb and verb[2]), subject,
        {c: k for k, c in reversed(list(enumerate(dict.fromkeys(m.code for m in inside))))},
        {c: k for k, c in reversed(list(enumerate(dict.fromkeys(m.code for m in left))))},
    )  # fmt: skip


def _subject(scene: Scene, known: Known, here: list[ActorMention], verb: int) -> str | None:
    """The subject of the verb: the last actor before it that no preposition governs and that is no adjective."""
    for mention in reversed(here):
        if mention.unit < verb and mention.letter != "J":
            marks = {SPOT[c] for c, _ in standing(scene, mention)}
            if not marks & GOVERNED:
                return mention.code
    return None


GOVERNED = frozenset(
    f"run<{name}"
    for name in ("source", "goal", "benefit", "owner", "place", "company", "against", "channel", "topic", "between")
)


def _common(scene: Scene, known: Known, view: _View) -> list[tuple[int, float]]:
    """What is the same for all the actors in reach."""
    units = scene.sheet.units
    sentence = scene.sheet.sentences[known.sentence]
    roles = scene.sheet.roles
    marks = {f"kind:{known.kind}"}
    for k in range(sentence.first, sentence.last):
        if units[k].classes:
            for group in groups_of(units[k].classes):
                marks.add("sen:" + NAMES[group])
                if known.first <= k < known.last:
                    marks.add("seg:" + NAMES[group])
                    if k == view.verb and group in VERBS:
                        marks.add("verb:" + NAMES[group])
    if view.passive:
        marks.add("passive")
    if view.verb is None or not known.first <= view.verb < known.last:
        marks.add("verbless")
    if known.currency_states:
        marks.add("currency other")
    if known.speaker:
        marks.add("speaker other")
    if any(units[k].kind == "amount" for k in range(known.first, known.last)):
        marks.add("amount in")
    if known.first == sentence.first:
        marks.add("begins")
    if known.programme_donors:
        marks.add("programme")
    if view.subject:
        marks.add("subject else")
    if scene.headings[known.sentence]:
        marks.add("heading else")
    for name, mentions in (("in", view.inside), ("left", view.left), ("prior", view.earlier[0])):
        marks.update(f"{name}:{role(m.code, roles)}" for m in mentions if m.letter not in "TUMD")
    if any(m.letter in "WU" for m in view.inside):
        marks.add("we")
    if any(m.letter == "T" for m in view.inside):
        marks.add("pointing")
    out = [(_COMMON[name], 1.0) for name in marks]
    out += [
        (_COMMON["actors in"], float(len(view.order_in))), (_COMMON["actors left"], float(len(view.order_left))),
        (_COMMON["units"], float(min(known.last - known.first, 40))), (_COMMON["gap"], 9.0),
    ]  # fmt: skip
    if known.earlier:
        before = known.earlier[0]
        gap = known.sentence - before.sentence
        out.append((_COMMON["gap"], float(min(gap, 9))))
        if not gap:
            out.append((_COMMON["same sentence"], 1.0))
        if scene.sheet.sentences[before.sentence].paragraph == sentence.paragraph:
            out.append((_COMMON["same paragraph"], 1.0))
        if before.kind == known.kind:
            out.append((_COMMON["previous kind same"], 1.0))
    return out


def _own(scene: Scene, known: Known, view: _View, code: str, letter: str) -> list[tuple[int, float]]:
    """What is told of one actor apart from the places of its mentions."""
    body = scene.sheet.knowledge.bodies.get(code)
    paragraph = scene.sheet.sentences[known.sentence].paragraph
    marks = {f"role:{letter}"}
    inside = [m for m in view.inside if m.code == code]
    left = sum(1 for m in view.left if m.code == code)
    right = sum(1 for m in view.right if m.code == code)
    counts = [sum(1 for m in ms if m.code == code) for ms in view.earlier]
    same = [e for e in known.earlier if e.kind == known.kind]
    tests = (
        ("implementer", body is not None and body.implementer),
        ("bank", body is not None and body.kind == "bank"),
        ("title", code in scene.title),
        ("speaker", known.speaker == code),
        ("we in", any(m.letter in "WU" for m in inside)),
        ("we left", any(m.letter in "WU" and m.code == code for m in view.left)),
        ("home", scene.home == code),
        ("previous", bool(known.earlier) and code in known.earlier[0].main),
        ("previous same", bool(same) and code in same[0].main),
        ("previous other", bool(known.earlier) and code in known.earlier[0].other),
        ("previous other same", bool(same) and code in same[0].other),
        ("first main", bool(same) and code in same[-1].main),
        ("first other", bool(same) and code in same[-1].other),
        ("previous sentence", any(e.sentence == known.sentence and code in e.main for e in known.earlier)),
        ("currency", code in known.currency_states),
        ("programme donor", code in known.programme_donors),
        ("programme recipient", code in known.programme_recipients),
        ("topic", scene.topics.get(paragraph) == code),
        ("heading", scene.headings[known.sentence] == code),
        ("subject", view.subject == code),
        ("subject run", view.subject is not None and view.subject != code and _in_run(scene, known, view, code)),
        (
            "sentence first",
            bool(scene.by_sentence[known.sentence]) and scene.by_sentence[known.sentence][0].code == code,
        ),
        ("only", len(view.order_in) == 1 and bool(inside)),
        (
            "only in sentence",
            len({m.code for m in scene.by_sentence[known.sentence]}) == 1 and bool(inside or left or right),
        ),
        ("only in part", _alone(scene, view, code, letter)),
    )
    marks.update(name for name, yes in tests if yes)
    out = [(_OWN[name], 1.0) for name in marks]
    total = sum(scene.counts.values()) or 1
    since = next((b for b, n in enumerate([len(inside) + left + right, *counts]) if n), 9)
    numbers = {
        "in": len(inside), "left": left, "right": right, "prev1": counts[0], "prev2": counts[1], "prev3": counts[2],
        "share": scene.counts[code] / total, "rank": _rank(scene, code), "since": since,
        "order": scene.order.index(code) if code in scene.order[:9] else 9,
        "earlier": sum(code in e.main for e in same) / (len(same) or 1),
        "earlier other": sum(code in e.other for e in same) / (len(same) or 1),
        "paragraph": _in_paragraph(scene, paragraph, code),
    }  # fmt: skip
    out += [(_OWN[name], float(value)) for name, value in numbers.items() if value]
    return out


def _alone(scene: Scene, view: _View, code: str, letter: str) -> bool:
    """Whether nobody else inside the segment is of the actor's role letter."""
    roles = scene.sheet.roles
    return code in view.order_in and all(c == code or role(c, roles) != letter for c in view.order_in)


def _in_run(scene: Scene, known: Known, view: _View, code: str) -> bool:
    """Whether the actor is in one list with the subject."""
    runs = runs_of(scene, known.sentence)
    here = scene.by_sentence[known.sentence]
    subject = {runs[m.unit][0] for m in here if m.code == view.subject}
    return any(m.code == code and runs[m.unit][0] in subject for m in here)


def _rank(scene: Scene, code: str) -> int:
    ranking: dict[str, int] | None = scene.notes.get("ranking")
    if ranking is None:
        ranking = {c: n for n, (c, _) in enumerate(scene.counts.most_common(9))}
        scene.notes["ranking"] = ranking
    return ranking.get(code, 9)


def _in_paragraph(scene: Scene, paragraph: int, code: str) -> int:
    """How often the actor is named in the paragraph."""
    counts: dict[tuple[int, str], int] | None = scene.notes.get("paragraphs")
    if counts is None:
        counts = {}
        for mention in scene.actors:
            place = scene.sheet.sentences[mention.sentence].paragraph, mention.code
            counts[place] = counts.get(place, 0) + 1
        scene.notes["paragraphs"] = counts
    return counts.get((paragraph, code), 0)


def _spots(scene: Scene, known: Known, view: _View, code: str, row: NDArray[np.float32]) -> None:
    """Write how the actor's mentions stand: the first and the last in the segment, the nearest beside it, and the last
    one in the sentences before."""
    mine = [m for m in view.inside if m.code == code]
    left = [m for m in view.left if m.code == code]
    right = [m for m in view.right if m.code == code]
    previous = next((m for ms in view.earlier for m in reversed(ms) if m.code == code), None)
    chosen: tuple[tuple[ActorMention | None, dict[str, int]], ...] = (
        (mine[0] if mine else None, view.order_in),
        (mine[-1] if len(mine) > 1 else None, view.order_in),
        (left[-1] if left else (right[0] if right else None), view.order_left),
        (previous, {}),
    )
    for at, (mention, order) in zip(_SPOT, chosen, strict=True):
        place = at + len(SPOT)
        if mention is None:
            row[place : place + 2] = (-1.0, 99.0)
            continue
        for column, value in standing(scene, mention):
            row[at + column] = value
        row[place] = order.get(code, -1)
        row[place + 1] = mention.unit - known.first
        row[place + 2] = 1.0 if view.verb is not None and mention.unit > view.verb else 0.0
        name = scene.sheet.units[mention.unit].name
        if name is not None and code in name.codes[1:]:
            row[place + 3] = -1.0
        elif name is None or not (name.ambiguous or len(name.codes) > 1):
            row[place + 3] = 1.0
