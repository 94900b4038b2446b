"""What speaks for an actor as the filler of a role: one row of numbers for each actor in reach, for boosted trees.

A row says where and how the actor is mentioned (before the verb, after "from", as an adjective before a gift …), what kind
of actor it is, what is known already (the speaker, the statements before, whose currency the amount is in), and who else
is there to fill the role.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pledgebook.extract.actors import REACH, Earlier, Known
from pledgebook.extract.impressions import ROLES, UNFELT
from pledgebook.extract.scene import ActorMention, Scene
from pledgebook.extract.segments import KINDS
from pledgebook.extract.sheet import AMOUNT, role
from pledgebook.extract.standing import NAMES, SPOT, VERBS, groups_in, runs_of, standing, verbs_of

SPOTS = ("first", "last", "beside", "before")
ROLE_LETTERS = "rtodb"
OWN = (
    *(f"role:{r}" for r in ROLE_LETTERS), "implementer", "bank", "in", "left", "right", "prev1", "prev2", "prev3", "share",
    "rank", "title", "since", "order", "speaker", "we in", "we left", "home", "previous", "previous same", "previous other",
    "previous other same", "earlier", "earlier other", "first main", "first other", "previous sentence", "currency",
    "programme donor", "programme recipient", "topic", "paragraph", "heading", "subject", "note's donor", "subject run",
    "sentence first", "only", "only in sentence", "only in part", *(f"felt {r} {spot}" for r in ROLES for spot in ("in", "near")),
)  # fmt: skip
COMMON = (
    *(f"kind:{k}" for k in KINDS), *(f"seg:{n}" for n in NAMES), *(f"sen:{n}" for n in NAMES), *(f"verb:{n}" for n in NAMES),
    "passive", "verbless", "actors in", "actors left", "speaker other", "currency other", "units", "amount in", "begins",
    "same sentence", "same paragraph", "gap", "previous kind same", "previous in reach", *(f"in:{r}" for r in ROLE_LETTERS),
    *(f"left:{r}" for r in ROLE_LETTERS), *(f"prior:{r}" for r in ROLE_LETTERS), "we", "pointing", "heading else",
    "programme", "subject else", "note",
)  # fmt: skip
PLACE = ("order", "distance", "after verb", "sure")
FEATURES = (
    *COMMON, *OWN, *(f"{spot}{name}" for spot in SPOTS for name in (*SPOT, *PLACE)),
)  # fmt: skip
_COMMON = {name: k for k, name in enumerate(COMMON)}
_SEGMENT, _SENTENCE, _VERB = (_COMMON[f"{head}:{NAMES[0]}"] for head in ("seg", "sen", "verb"))
_OWN = slice(len(COMMON), len(COMMON) + len(OWN))
_SPOT = [len(COMMON) + len(OWN) + k * (len(SPOT) + len(PLACE)) for k in range(len(SPOTS))]

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _View:
    """The mentions as they lie around one segment, also by their actors, its main verb, and the statements before."""

    inside: list[ActorMention]
    left: list[ActorMention]
    earlier: list[list[ActorMention]]
    inside_of: dict[str, list[ActorMention]]
    left_of: dict[str, list[ActorMention]]
    right_of: dict[str, list[ActorMention]]
    earlier_of: list[dict[str, list[ActorMention]]]
    verb: int | None
    passive: bool
    subject: str | None
    in_run: frozenset[str]
    order_in: dict[str, int]
    order_left: dict[str, int]
    same: list[Earlier]


def rows(scene: Scene, known: Known, codes: list[str]) -> Table:
    """A row of FEATURES for each code."""
    table = np.zeros((len(codes), len(FEATURES)), dtype=np.float32)
    if not codes:
        return table
    view = _view(scene, known)
    columns, values = _common(scene, known, view)
    table[:, columns] = values
    table[:, _OWN] = [_own(scene, known, view, code) for code in codes]
    for line, code in enumerate(codes):
        _spots(scene, known, view, code, table[line])
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
    subject = _subject(scene, here, verb[0]) if verb else None
    earlier = [scene.by_sentence[known.sentence - b] if known.sentence >= b else [] for b in range(1, REACH + 1)]
    inside_of, left_of = _by_code(inside), _by_code(left)
    return _View(
        inside, left, earlier, inside_of, left_of, _by_code(right), [_by_code(ms) for ms in earlier],
        verb[0] if verb else None, bool(verb and verb[2]), subject, _in_run(scene, known, subject),
        {c: k for k, c in enumerate(inside_of)}, {c: k for k, c in enumerate(left_of)},
        [e for e in known.earlier if e.kind == known.kind],
    )  # fmt: skip


def _by_code(mentions: list[ActorMention]) -> dict[str, list[ActorMention]]:
    out: dict[str, list[ActorMention]] = {}
    for mention in mentions:
        out.setdefault(mention.code, []).append(mention)
    return out


def _subject(scene: Scene, here: list[ActorMention], verb: int) -> str | None:
    """The subject of the verb: the last actor before it that no preposition governs and that is no adjective."""
    for mention in reversed(here):
        if mention.unit < verb and mention.letter != "J" and not standing(scene, mention).take(GOVERNED).any():
            return mention.code
    return None


GOVERNED = [
    SPOT.index(f"run<{name}")
    for name in ("source", "goal", "benefit", "owner", "place", "company", "against", "channel", "topic", "between")
]


def _common(scene: Scene, known: Known, view: _View) -> tuple[list[int], list[float]]:
    """The columns and values that are the same for all the actors in reach."""
    units = scene.sheet.units
    sentence = scene.sheet.sentences[known.sentence]
    roles = scene.sheet.roles
    columns: set[int] = {_COMMON[f"kind:{known.kind}"]}
    for k, groups in groups_in(scene, known.sentence):
        columns.update([_SENTENCE + g for g in groups])
        if known.first <= k < known.last:
            columns.update([_SEGMENT + g for g in groups])
            if k == view.verb:
                columns.update([_VERB + g for g in groups & VERBS])
    marks = {
        "passive": view.passive,
        "verbless": view.verb is None or not known.first <= view.verb < known.last,
        "currency other": known.currency_states,
        "speaker other": known.speaker,
        "amount in": any(unit.kind == AMOUNT for unit in units[known.first : known.last]),
        "begins": known.first == sentence.first,
        "programme": known.programme_donors,
        "subject else": view.subject,
        "heading else": scene.headings[known.sentence],
        "we": any(m.letter in "WU" for m in view.inside),
        "note": scene.sheet.document.is_note,
        "pointing": any(m.letter == "T" for m in view.inside),
    }
    for name, mentions in (("in", view.inside), ("left", view.left), ("prior", view.earlier[0])):
        columns.update([_COMMON[f"{name}:{role(m.code, roles)}"] for m in mentions if m.letter not in "TUMD"])
    gap = 9
    if known.earlier:
        before = known.earlier[0]
        gap = known.sentence - before.sentence
        marks["same sentence"] = not gap
        marks["same paragraph"] = scene.sheet.sentences[before.sentence].paragraph == sentence.paragraph
        marks["previous kind same"] = before.kind == known.kind
    columns.update([_COMMON[name] for name, yes in marks.items() if yes])
    numbers = {
        "actors in": len(view.order_in), "actors left": len(view.order_left), "units": min(known.last - known.first, 40),
        "gap": min(gap, 9),
    }  # fmt: skip
    where = list(columns)
    return (
        [*where, *(_COMMON[name] for name in numbers)],
        [*[1.0] * len(where), *(float(value) for value in numbers.values())],
    )


def _own(scene: Scene, known: Known, view: _View, code: str) -> tuple[float, ...]:
    """What is told of one actor apart from the places of its mentions: a value for each of OWN."""
    letter = role(code, scene.sheet.roles)
    body = scene.sheet.knowledge.bodies.get(code)
    paragraph = scene.sheet.sentences[known.sentence].paragraph
    here = scene.by_sentence[known.sentence]
    inside, left = view.inside_of.get(code, ()), view.left_of.get(code, ())
    right = len(view.right_of.get(code, ()))
    prev1, prev2, prev3 = [len(by.get(code, ())) for by in view.earlier_of]
    found = len(inside) + len(left) + right
    earlier, same = known.earlier, view.same
    last = earlier[0] if earlier else None
    near = same[0] if same else None
    first = same[-1] if same else None
    share, rank, order = _standings(scene).get(code, (0.0, 9, 9))
    return (
        *(letter == r for r in ROLE_LETTERS),
        body is not None and body.implementer,
        body is not None and body.kind == "bank",
        len(inside), len(left), right, prev1, prev2, prev3, share, rank,
        code in scene.title,
        0 if found else 1 if prev1 else 2 if prev2 else 3 if prev3 else 9,
        order,
        known.speaker == code,
        any(m.letter in "WU" for m in inside),
        any(m.letter in "WU" for m in left),
        scene.home == code,
        last is not None and code in last.main,
        near is not None and code in near.main,
        last is not None and code in last.other,
        near is not None and code in near.other,
        sum([code in e.main for e in same]) / (len(same) or 1),
        sum([code in e.other for e in same]) / (len(same) or 1),
        first is not None and code in first.main,
        first is not None and code in first.other,
        any(e.sentence == known.sentence and code in e.main for e in earlier),
        code in known.currency_states,
        code in known.programme_donors,
        code in known.programme_recipients,
        scene.topics.get(paragraph) == code,
        _in_paragraph(scene, paragraph, code),
        scene.headings[known.sentence] == code,
        view.subject == code,
        scene.sheet.document.donor == code,
        code != view.subject and code in view.in_run,
        bool(here) and here[0].code == code,
        len(view.order_in) == 1 and bool(inside),
        bool(found) and all(m.code == code for m in here),
        _alone(scene, view, code, letter),
        *_felt(scene, here, inside, code),
    )  # fmt: skip


def _felt(scene: Scene, here: list[ActorMention], inside: Sequence[ActorMention], code: str) -> Iterator[float]:
    """For each role how much the encoder takes the actor's mentions for it: in the segment, in the sentence."""
    felt = scene.sheet.felt
    for name in ROLES:
        for mentions in (inside, [m for m in here if m.code == code]):
            yield (max((felt.marked(name, m.unit, m.unit + 1) for m in mentions), default=UNFELT) if felt else UNFELT)


def _alone(scene: Scene, view: _View, code: str, letter: str) -> bool:
    """Whether nobody else inside the segment is of the actor's role letter."""
    roles = scene.sheet.roles
    return code in view.order_in and all(c == code or role(c, roles) != letter for c in view.order_in)


def _in_run(scene: Scene, known: Known, subject: str | None) -> frozenset[str]:
    """The actors in one list with the subject."""
    if subject is None:
        return frozenset()
    runs = runs_of(scene, known.sentence)
    here = scene.by_sentence[known.sentence]
    lists = {runs[m.unit][0] for m in here if m.code == subject}
    return frozenset(m.code for m in here if runs[m.unit][0] in lists)


def _standings(scene: Scene) -> dict[str, tuple[float, int, int]]:
    """Of each actor: its share of all mentions, its rank by their number, and its place in the order of naming."""
    known: dict[str, tuple[float, int, int]] | None = scene.notes.get("standings")
    if known is None:
        total = sum(scene.counts.values()) or 1
        ranks = {code: n for n, (code, _) in enumerate(scene.counts.most_common(9))}
        orders = {code: n for n, code in enumerate(scene.order[:9])}
        known = {
            code: (scene.counts[code] / total, ranks.get(code, 9), orders.get(code, 9))
            for code in {*scene.counts, *orders}
        }
        scene.notes["standings"] = known
    return known


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
    mine, left, right = view.inside_of.get(code), view.left_of.get(code), view.right_of.get(code)
    previous = next((by[code][-1] for by in view.earlier_of if code in by), None)
    chosen: tuple[tuple[ActorMention | None, dict[str, int]], ...] = (
        (mine[0] if mine else None, view.order_in),
        (mine[-1] if mine and len(mine) > 1 else None, view.order_in),
        (left[-1] if left else (right[0] if right else None), view.order_left),
        (previous, {}),
    )
    verb = view.verb
    for at, (mention, order) in zip(_SPOT, chosen, strict=True):
        place = at + len(SPOT)
        if mention is None:
            row[place] = -1.0
            row[place + 1] = 99.0
            continue
        name = scene.sheet.units[mention.unit].name
        sure = 0.0
        if name is not None and code in name.codes[1:]:
            sure = -1.0
        elif name is None or not (name.ambiguous or len(name.codes) > 1):
            sure = 1.0
        row[at:place] = standing(scene, mention)
        after = verb is not None and mention.unit > verb
        row[place : place + 4] = (order.get(code, -1), mention.unit - known.first, after, sure)
